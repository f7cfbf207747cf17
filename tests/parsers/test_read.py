from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.model import UnreadableError, figures
from parsers.read import read

PAGE = """<html><body><h1>青石县水利局2022年政府信息公开工作年度报告</h1><p>一、总体情况</p>
<p>2022年，我局主动公开政府信息120条，收到政府信息公开申请3件。</p><p>二、主动公开政府信息情况</p>
<table><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>
<tr><td>规章</td><td>0</td><td>0</td><td>&nbsp;</td></tr><tr><td>行政规范性文件</td><td>2</td><td>1</td><td>9</td></tr></table>
<p>三、存在的主要问题及改进情况</p><p>公开的内容还不够丰富。</p></body></html>"""


def test_a_report_is_read_whole():
    report = read(PAGE.encode(), "text/html")
    assert (report.agency, report.year, report.form) == ("青石县水利局", 2022, "2021")
    table = figures(report, "table")
    assert len(table) == 6
    assert table["proactive.normative_documents.in_force"][0].value == 9
    assert table["proactive.regulations.in_force"][0].status == "blank"
    assert figures(report, "sentence")["disclosure.total"][0].value == 120
    assert [section.title for section in report.sections][:2] == ["总体情况", "主动公开政府信息情况"]


def test_a_table_belongs_to_no_sections_prose():
    report = read(PAGE.encode(), "text/html")
    assert not any("规范性文件" in section.text for section in report.sections)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_by_name(data):
    refusal = refused(data)
    assert refusal is None or refusal.rule.startswith("parse.")


def refused(data: bytes) -> UnreadableError | None:
    """The refusal of some bytes; None when they were read, as no annual report."""
    try:
        assert not read(data).is_annual_report
    except UnreadableError as refusal:
        return refusal
    return None
