import pytest

from parsers.columns import head_unit
from tests.parsers.tables import APPLICANTS, read_tables, rules, said

HEADS = "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数\n"


@pytest.mark.parametrize(
    ("head", "unit"),
    [
        ("采购总金额(万元)", "万元"),
        ("本年收费金额（单位：元）", "元"),
        ("采购总金额/亿元", "亿元"),
        ("采购总金额", None),
    ],
)
def test_the_unit_of_a_head(head, unit):
    assert head_unit(head) == unit


def test_columns_follow_their_heads():
    figures = said(
        read_tables("信息内容 | 现行有效件数 | 本年制发件数 | 本年废止件数\n规章 | 9 | 1 | 2\n规范性文件 | 8 | 3 | 4")
    )
    assert figures["proactive.regulations.in_force"] == 9
    assert figures["proactive.regulations.issued"] == 1
    assert figures["proactive.normative_documents.repealed"] == 4


@pytest.mark.parametrize("head", ["备注", "上年总计", "同比"])
def test_a_column_of_the_offices_own_is_left_out_and_told_once(head):
    rows = "（一）予以公开 | 1 | 2 | 0 | 0 | 0 | 0 | 3 | 涉及3个部门\n（二）部分公开 | 4 | 0 | 0 | 0 | 0 | 0 | 4 | \n"
    read = read_tables(f"申请人情况 | {APPLICANTS} | {head}\n{rows}（七）总计 | 5 | 2 | 0 | 0 | 0 | 0 | 7 | 99")
    assert said(read)["requests.granted.natural_person"] == 1
    assert said(read)["requests.processed_total.total"] == 7
    assert len(read.observations) == 21
    assert rules(read) == ["parse.column_unmatched"]


def test_heads_cut_at_their_line_break_are_filled_in_by_the_form():
    read = read_tables("信息内容 | 本年新 | 本年新 | 对外公开总数量\n规章 | 1 | 2 | 3\n规范性文件 | 4 | 5 | 6")
    assert said(read)["proactive.regulations.made"] == 1
    assert said(read)["proactive.regulations.disclosed"] == 2


def test_blanks_at_the_end_are_padding():
    read = read_tables(HEADS + "规章 | 1 | 2 | 3 | | \n规范性文件 | 4 | | 6 | |")
    assert said(read)["proactive.normative_documents.repealed"] == "blank"
    assert said(read)["proactive.normative_documents.in_force"] == 6


@pytest.mark.parametrize("row", ["规章 | 1 | 2", "规章 | 1 | 2 | 3 | 4"])
def test_a_row_of_another_length_is_left_out_under_a_finding(row):
    read = read_tables(HEADS + "规范性文件 | 4 | 5 | 6\n" + row, gridded=False)
    assert not any(code.startswith("proactive.regulations") for code in said(read))
    assert "proactive.regulations.issued" in next(f for f in read.findings if "ambiguous" in f.rule).indicators


def test_a_total_that_looks_like_a_year_is_a_figure():
    read = read_tables(f"申请人情况 | {APPLICANTS}\n（一）予以公开 | | | | | | | 5\n（七）总计 | | | | | | | 2018")
    assert said(read)["requests.processed_total.total"] == 2018


@pytest.mark.parametrize(
    "heads",
    ["本年数 | 上年数", "上年 | 本年", "2016年 | 2015年", "2015 | 2016", "备注 | 统计数"],
)
def test_the_year_reported_on_is_one_of_two_columns(heads):
    this = 0 if heads.split(" | ")[0] in ("本年数", "2016年") else 1
    cells = [["8", "3"], ["7", "2"]] if this == 0 else [["3", "8"], ["2", "7"]]
    rows = [" | ".join(row) for row in cells]
    read = read_tables(
        f"统计指标 | 单位 | {heads}\n（一）收到申请数 | 件 | {rows[0]}\n（二）申请办结数 | 件 | {rows[1]}"
    )
    assert said(read) == {"applications.received": 8, "applications.closed": 7}


def test_a_table_with_fewer_columns_is_read_by_its_heads():
    read = read_tables("项目 | 自然人 | 总计\n（一）予以公开 | 1 | 3\n（二）部分公开 | 2 | 5")
    assert said(read) == {
        "requests.granted.natural_person": 1,
        "requests.granted.total": 3,
        "requests.partially_granted.natural_person": 2,
        "requests.partially_granted.total": 5,
    }


def test_columns_that_alternate_with_the_offices_own():
    heads = " | ".join(f"{head.strip()} | 同比" for head in APPLICANTS.split("|"))
    row = " | ".join(f"{number} | +1" for number in range(1, 8))
    read = read_tables(f"项目 | {heads}\n（一）予以公开 | {row}\n（二）部分公开 | {row}")
    assert [value for code, value in said(read).items() if "partially" not in code] == list(range(1, 8))
