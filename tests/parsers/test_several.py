"""Documents that hold more than one report: one is read, the others are named."""

from __future__ import annotations

import pytest

from parsers.model import Document, Report, figures
from parsers.read import read, understand
from parsers.several import own_report
from parsers.text import read_text


def report(title: str, disclosed: int) -> str:
    return (
        f"{title}\n一、总体情况\n全年主动公开政府信息{disclosed}条。\n二、主动公开政府信息情况\n规章 0 0 0\n"
        f"三、收到和处理政府信息公开申请情况\n无。\n四、存在的主要问题及改进情况\n公开不够及时。\n"
    )


BUREAU = "桐庐县民政局2022年政府信息公开工作年度报告"
OTHER = "桐庐县司法局2022年政府信息公开工作年度报告"
EARLIER = "桐庐县民政局2021年政府信息公开工作年度报告"


def two(first: str, second: str) -> str:
    return report(first, 11) + report(second, 27)


def disclosed(found: Report) -> list[float | int | None]:
    return [each.value for each in figures(found)["disclosure.total"]]


@pytest.mark.parametrize("other", [OTHER, EARLIER], ids=["another body", "another year"])
def test_the_first_of_two_reports_is_read_and_the_other_named(other):
    found = read(two(BUREAU, other).encode())
    assert (found.title, found.agency, found.year) == (BUREAU, "桐庐县民政局", 2022)
    assert disclosed(found) == [11]
    assert [section.number for section in found.sections] == [1, 2, 3, 4]
    several = [each for each in found.findings if each.rule == "parse.several_reports"]
    assert len(several) == 1
    assert other in several[0].message
    assert not any(each.rule.startswith("sentence.") for each in found.findings)


def test_the_report_that_the_page_names_as_its_own_is_read_wherever_it_stands():
    document = read_text(two(OTHER, BUREAU).encode())
    document.title_tag = f"{BUREAU}_桐庐县人民政府"
    found = understand(document)
    assert (found.title, disclosed(found)) == (BUREAU, [27])
    stated = figures(found)["disclosure.total"][0]
    assert found.text[stated.where["start"] : stated.where["end"]] == "27条"


@pytest.mark.parametrize(
    "text",
    [
        report(BUREAU, 11),
        two(BUREAU, BUREAU),
        two(BUREAU, "桐庐县民政局政府信息公开工作年度报告"),
        two(BUREAU, "杭州市桐庐县民政局2022年政府信息公开年报"),
        report(BUREAU, 11) + f"相关信息\n{OTHER}\n{EARLIER}\n",
        f"{OTHER}\n{EARLIER}\n" + report(BUREAU, 11),
    ],
    ids=["one report", "printed twice", "repeated without year", "named more fully", "links after", "links before"],
)
def test_one_report_is_left_whole(text):
    document = read_text(text.encode())
    kept, findings = own_report(document)
    assert kept is document
    assert findings == []


def test_a_document_without_a_line_is_left_alone():
    document = Document("", [], "text/plain")
    assert own_report(document) == (document, [])


def test_what_is_no_report_has_no_figures_of_one():
    found = read("沙县2022年法治政府建设年度报告\n一、总体情况\n全年主动公开政府信息320条。\n".encode())
    assert (found.verdict, found.observations, found.form) == ("no", [], None)
