"""Contradictions of the prose: with the table, with itself, in its shares and its parts; and what is none."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.forms import load_forms
from parsers.model import Document, Finding, Observation, Status
from parsers.sentences import read_sentences
from parsers.statements import check_statements
from tests.beside import CORPUS, SEEDS, needs_collection
from tests.parsers.test_sentences import PIECES, document

TITLE = "某某县2021年政府信息公开工作年度报告\n"
APPLICANTS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_interest_organization",
    "legal_services",
    "other",
)


def cells(**values: float | None) -> list[Observation]:
    """Table observations: a number is reported, None is a blank cell. `__` stands for the dot of a code."""
    return [cell(name.replace("__", "."), value) for name, value in values.items()]


def cell(indicator: str, value: float | None, unit: str | None = "件") -> Observation:
    status: Status = "blank" if value is None else "reported"
    return Observation(indicator, value, unit, status, "" if value is None else str(value), "table", {"table": 1})


def check(
    text: str, table: list[Observation] | None = None, year: int = 2021, form: str | None = "2021"
) -> list[Finding]:
    read = document(TITLE.replace("2021", str(year)) + text)
    return check_statements(read, table or [], read_sentences(read, year=year, form=form))


def brief(findings: list[Finding]) -> list[tuple[str, str, float | int | None, float | int | None]]:
    return [(each.rule, each.severity, each.left, each.right) for each in findings]


def row(code: str, **values: float) -> list[Observation]:
    """A row of table 3 with its total left blank, as some offices print it."""
    filled = [cell(f"{code}.{applicant}", values.get(applicant)) for applicant in APPLICANTS]
    return [*filled, cell(f"{code}.total", None)]


RECEIVED = cells(
    requests__received__total=713,
    requests__carried_in__total=36,
    requests__processed_total__total=718,
    requests__carried_out__total=31,
    requests__received__natural_person=705,
    requests__carried_in__natural_person=36,
    review__total=61,
    litigation_direct__total=3,
    litigation_after_review__total=10,
)
OUTCOMES = [
    *row("requests.granted", natural_person=258, commercial_enterprise=12, legal_services=1, other=1),
    *row("requests.partially_granted", natural_person=3),
    *row("requests.denied.state_secret", natural_person=14),
    *row("requests.denied.internal_affairs", natural_person=21),
    *row("requests.unavailable.not_held", natural_person=252, commercial_enterprise=12, legal_services=1),
    *row("requests.unavailable.requires_creation", natural_person=44, commercial_enterprise=3),
    *row("requests.unavailable.still_unclear", natural_person=25),
    cell("requests.received.total", 859),
    cell("requests.processed_total.total", 805),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全县共收到政府信息公开申请713件。", []),
        ("全县共受理政府信息公开申请749件。", []),
        ("全县共收到政府信息公开申请731件。", [("sentence.table", "error", 731, 713)]),
        ("全县共受理政府信息公开申请749件，其中自然人申请741件。", []),
        ("全县共受理政府信息公开申请749件，其中自然人申请714件。", [("sentence.table", "error", 714, 705)]),
        ("2021年收到政府信息公开申请713件，共办理718件，结转下一年31件。", []),
        ("2021年收到政府信息公开申请713件，结转下一年13件。", [("sentence.table", "error", 13, 31)]),
        ("做好行政复议、行政诉讼案件的应诉工作，全县共办理相关案件74件。", []),
        ("做好行政复议、行政诉讼案件的应诉工作，全县共办理相关案件47件。", [("sentence.table", "error", 47, 74)]),
        ("信息公开类行政复议61件，行政诉讼13件。", []),
        ("信息公开类行政复议61件，行政诉讼57件。", [("sentence.table", "error", 57, 13)]),
        ("本年度新收政府信息公开申请713件，同比增加3件（去年710件），其中自然人申请705件。", []),
        ("全年承办行政复议案件73件、行政应诉案件20件，其中涉及政府信息公开的行政复议61件、行政诉讼13件。", []),
        ("收到政府信息公开申请713件，结转36件，办结718件。", []),
        ("收到政府信息公开申请713件，办结718件，结转36件。", [("sentence.table", "error", 36, 31)]),
        ("全年未发生行政复议。", [("sentence.table", "error", 0, 61)]),
        ("全县共收到政府信息公开申请700余件。", []),
        ("2020年，全县共收到政府信息公开申请500件。", []),
        ("县政府办公室收到政府信息公开申请17件。", []),
        ("全县主动公开政府信息900条。", []),
    ],
)
def test_a_statement_is_held_against_the_cells_it_may_speak_of(text, expected):
    assert brief(check(text, RECEIVED)) == expected


def test_a_sum_is_taken_over_the_rows_a_sentence_speaks_of_and_over_their_cells_where_the_total_is_blank():
    text = "答复政府信息公开申请805件。予以公开及部分公开275件；不予公开35件；无法提供265件。"
    found = check(text, OUTCOMES, 2019, "2019")
    assert brief(found) == [("sentence.table", "error", 265, 337)]
    assert found[0].indicators == ("requests.unavailable.total",)
    assert "265" in found[0].message
    assert "337" in found[0].message


def test_blank_cells_may_hold_what_a_sum_lacks():
    text = "答复政府信息公开申请805件。无法提供400件。"
    assert check(text, OUTCOMES, 2019, "2019") == []


def test_money_is_compared_in_one_unit():
    table = [cell("fees.charged", 0.038, "万元")]
    assert check("全年共收取信息处理费380元。", table, 2015, "2014") == []
    assert brief(check("全年共收取信息处理费390元。", table, 2015, "2014")) == [("sentence.table", "error", 390, 380)]


def test_a_smaller_figure_beside_one_that_agrees_is_a_doubt():
    text = "全县共收到政府信息公开申请713件。全县收到政府信息公开申请20件。"
    assert brief(check(text, RECEIVED)) == [("sentence.table", "warning", 20, 713)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年主动公开信息7215条。\n目前全县共113家单位，全年共发布信息7225条。",
         [("sentence.sentence", "error", 7215, 7225)]),
        ("全年主动公开信息7215条。\n全年共发布信息7215条。", []),
        ("全年主动公开信息7215条。\n全年共发布信息7200余条。", []),
        ("全年主动公开信息7215条。\n2020年共发布信息6100条。", []),
        ("全年主动公开信息7215条。\n《条例》实施以来累计主动公开政府信息37312条。", []),
        ("2021年，我县通过县政府网站审计信息栏目公开信息20条。\n全年通过审计信息专栏公开政府信息16条。",
         [("sentence.sentence", "warning", 20, 16)]),
        ("全县共收到政府信息公开申请713件，上年结转36件。\n全县共受理政府信息公开申请749件。", []),
    ],
)  # fmt: skip
def test_two_sentences_of_one_total_agree(text, expected):
    assert brief(check(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("受理申请公开信息154条，其中：已主动公开56条，占42.21%；同意公开49条，占31.81%。",
         [("sentence.share", "error", 42.21, 36.36)]),
        ("受理申请公开信息154条，其中：当面提交32条，占20.78%；网络申请117条，占75.97%；信函申请5条，占3.25%。", []),
        ("受理申请公开信息154条，其中当面提交32条，占21%。", []),
        ("受理申请公开信息154条，其中当面提交32条，约占30%。", []),
        ("受理申请公开信息154条，其中当面提交32条，占比超三成。", []),
        ("受理申请公开信息154条，其中当面提交32条，占全市申请总数的2%。", []),
        ("受理申请859件；答复805件。不予公开35件，占4.34%；不予处理158件，占19.6%。", []),
        ("受理申请859件；答复805件。予以公开258件，占33.9%。", [("sentence.share", "warning", 33.9, 32.05)]),
        ("受理申请约150件，其中当面提交32件，占40%。", []),
        ("主动公开156条，累计公开512条。其中，工作类60条，占38.5%；法规类96条，占61.5%。", []),
        ("在公开的信息中，公开指南1条，占8%；其他公文5条，占41%；决算预算2条，占17%。", []),
        ("申请数量较去年回落12.3%，答复率100%。", []),
    ],
)  # fmt: skip
def test_a_share_is_its_part_over_its_whole(text, expected):
    assert brief(check(text)) == expected


def test_figures_of_forty_decimals_are_none():
    assert check(f"收到申请10件，其中网络申请5件，占49.{'0' * 40}1%。") == []


def test_a_sum_that_lacks_a_row_denies_nothing_above_it():
    text = "2021年办结政府信息公开申请9件，其中不予公开5件。"
    reasons = [code for code in load_forms()["2021"].indicators() if re.fullmatch(r"requests\.denied\..*\.total", code)]
    table = [cell(code, 0) for code in reasons]
    assert [(each.left, each.right) for each in check(text, table)] == [(5, 0)]
    assert check(text, table[1:]) == []


def test_a_share_may_be_of_the_requests_that_the_table_says_were_handled():
    text = "收到政府信息公开申请24件。从办理结果看，予以公开12件，占52.17%。"
    assert [each.rule for each in check(text)] == ["sentence.share"]
    assert check(text, cells(requests__processed_total__total=23)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("制作政府信息42514条，其中：主动公开34073条，占80.15%；"
         "作为依申请公开3842条，占9.04%；涉密不予公开4608条，占10.84%。",
         [("sentence.parts", "error", 42523, 42514)]),
        ("主动公开政府信息171条：基层信息124条，工作动态34条，预算决算4条，应急预案3条，"
         "政策文件2条，其他政府信息4条。", []),
        ("主动公开政府信息171条：基层信息124条，工作动态34条，预算决算4条，其他政府信息4条。",
         [("sentence.parts", "warning", 166, 171)]),
        ("主动公开政府信息160条，其中机构职能类30条、规划计划类60条、工作动态类80条。",
         [("sentence.parts", "error", 170, 160)]),
        ("主动公开政府信息160条，其中机构职能类30条、规划计划类60条。", []),
        ("主动公开政府信息1000条，其中网站公开900条，微信公众号公开400条。", []),
        ("主动公开政府信息1000条，其中网站公开1200条。", [("sentence.parts", "error", 1200, 1000)]),
        ("收到政府信息公开申请100件，其中网上申请80件、信函申请20件，自然人申请90件、法人申请10件。", []),
        ("收到政府信息公开申请7件，其中信函申请2件，网上申请5件，答复7件。", []),
        ("收到政府信息公开申请7件，其中信函申请2件，网上申请6件。", [("sentence.parts", "error", 8, 7)]),
        ("收到政府信息公开申请约7件，其中信函申请2件，网上申请6件。", []),
        ("主动公开信息350条。其中微信公众号发布162条，政务网站公开121条、报纸媒体67条。", []),
        ("主动公开信息4084条，其中概况类信息39条，政务动态信息3127条，目录信息615，解读类信息1条。", []),
        ("主动公开信息100条（含解读8条），其中动态60条（含图解70条），公告40条。", []),
        ("举办培训3次，其中公开发布信息8条。", []),
        ("收到政府信息公开申请127件，上年结转6件，其中自然人申请110件，法人申请17件。", []),
        ("收到政府信息公开申请127件，上年结转6件，其中自然人申请116件，法人申请17件。", []),
        ("因信息公开被申请行政复议9件，其中维持7件、纠正2件；行政诉讼5件。", []),
    ],
)  # fmt: skip
def test_parts_make_up_a_whole_where_they_are_said_to(text, expected):
    assert brief([each for each in check(text) if each.rule == "sentence.parts"]) == expected


def test_every_finding_of_a_list_names_the_indicators_its_figures_were_read_under():
    text = "2021年，全县共收到政府信息公开申请7件，其中信函申请2件，网上申请6件。"
    (found,) = check(text)
    assert found.indicators == (
        "requests.received.total",
        "requests.received.channel.mail",
        "requests.received.channel.online",
    )


def answers() -> list[Path]:
    return sorted((SEEDS / "gold").glob("*.json")) + sorted((CORPUS / "partial").glob("*.json"))


# What the sample reports say against themselves in prose, by the beginning of their name: (rule, left, right).
KNOWN = {
    "000": {("sentence.table", 7, 10)},
    "003": {("sentence.sentence", 7215, 7225)},
    "004": {
        ("sentence.table", 373127, 364686),
        ("sentence.share", 42.21, 36.36),
        ("sentence.parts", 42523, 42514),
    },
}


def answered(path: Path) -> tuple[Document, list[Observation], dict[str, Any]]:
    answer = json.loads(path.read_text(encoding="utf-8"))
    folder = path.parent.parent if path.parent.name == "gold" else path.parent
    (source,) = (each for each in folder.glob(path.stem + ".*") if each.suffix in (".txt", ".md"))
    table = [cell(code, value, None) for code, value in answer["table"].items()]
    table += [cell(code, None) for code in answer.get("blank") or ()]
    return document(source.read_text(encoding="utf-8")), table, answer


@needs_collection
@pytest.mark.parametrize("path", answers(), ids=lambda path: path.stem[:24])
def test_the_sample_reports_contradictions_are_found_and_no_other(path):
    read, table, answer = answered(path)
    stated = read_sentences(read, year=answer["year"], form=answer["form"])
    found = check_statements(read, table, stated)
    errors = {(each.rule, each.left, each.right) for each in found if each.severity == "error"}
    assert errors == KNOWN.get(path.stem[:3], set())
    assert all(
        any((each.left, each.right) == (expected["left"], expected["right"]) for each in found)
        for expected in answer["expected_findings"]
        if path.stem.startswith("head_") and "left" in expected
    )


@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_text_makes_a_check_fail_and_every_finding_names_two_figures(text):
    for each in check(text, RECEIVED):
        assert each.left is not None
        assert each.right is not None
        assert each.left != each.right
