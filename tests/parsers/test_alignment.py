from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.alignment import align, unseen_figures
from parsers.forms import load_forms
from tests.parsers.tables import APPLICANTS, read_tables, rules, said, table

PROACTIVE = (
    "第二十条第（一）项\n信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数\n"
    "规章 | 0 | | /\n行政规范性文件 | 3 | 1 | 44"
)
LICENSING = "第二十条第（五）项\n信息内容 | 本年处理决定数量\n行政许可 | 1,204\n行政处罚 | 7件"
REQUESTS = (
    f"申请人情况 | {APPLICANTS}\n一、本年新收政府信息公开申请数量 | 5 | 1 | 0 | 0 | 0 | 0 | 6\n"
    "二、上年结转政府信息公开申请数量 | 0 | 0 | 0 | 0 | 0 | 0 | 0\n（一）予以公开 | 5 | 1 | 0 | 0 | 0 | 0 | 6\n"
    "（七）总计 | 5 | 1 | 0 | 0 | 0 | 0 | 6\n四、结转下年度继续办理 | 0 | 0 | 0 | 0 | 0 | 0 | 0"
)
PRINTED = st.sampled_from(("0", "12", "", "/", "见附件", "1 6", "规章", "3件", "总计", "其他", "2018", "行政许可", "—"))


def test_the_four_states_of_a_cell():
    figures = said(read_tables(PROACTIVE, LICENSING))
    assert figures["proactive.regulations.issued"] == 0
    assert figures["proactive.regulations.repealed"] == "blank"
    assert figures["proactive.regulations.in_force"] == "not_applicable"
    assert figures["proactive.licensing.decisions"] == 1204
    assert figures["proactive.penalty.decisions"] == 7


@given(st.permutations([PROACTIVE, LICENSING, REQUESTS]))
def test_the_order_of_tables_does_not_matter(texts):
    read = read_tables(*texts)
    assert said(read) == said(read_tables(PROACTIVE, LICENSING, REQUESTS))
    assert read.form == "2021"
    assert rules(read) == []


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(PRINTED, min_size=1, max_size=9), min_size=1, max_size=12), st.booleans())
def test_whatever_stands_in_a_table_no_indicator_is_told_twice(rows, gridded):
    read = align([table("\n".join(" | ".join(row) for row in rows), gridded=gridded)])
    assert all(count == 1 for count in Counter(each.indicator for each in read.observations).values())
    assert all(0 <= each.confidence <= 1 for each in read.observations)


def test_the_same_table_twice_is_read_once():
    assert said(read_tables(REQUESTS, REQUESTS)) == said(read_tables(REQUESTS))


def test_two_different_figures_for_one_cell_are_told_and_left_out():
    read = read_tables(LICENSING, LICENSING.replace("1,204", "1,300"))
    assert "proactive.licensing.decisions" not in said(read)
    finding = next(each for each in read.findings if each.rule == "parse.duplicate")
    assert (finding.left, finding.right, finding.indicators) == (1204, 1300, ("proactive.licensing.decisions",))


def test_a_table_cut_in_two_goes_on_under_the_same_heads():
    lines = REQUESTS.split("\n")
    assert said(read_tables("\n".join(lines[:3]), "\n".join(lines[3:]))) == said(read_tables(REQUESTS))


def test_the_head_repeated_over_the_second_half_is_no_row():
    lines = REQUESTS.split("\n")
    assert said(read_tables("\n".join(lines[:3]), "\n".join([lines[0], *lines[3:]]))) == said(read_tables(REQUESTS))


def test_a_row_of_the_offices_own_is_told_and_shifts_nothing():
    read = read_tables(REQUESTS.replace("（七）总计", "其中：涉及拆迁的 | 9 | 9 | 9 | 9 | 9 | 9 | 54\n（七）总计"))
    assert said(read) == said(read_tables(REQUESTS))
    assert rules(read) == ["parse.row_unmatched"]


@pytest.mark.parametrize(
    ("printed", "head", "value", "unit"),
    [
        ("12.5", "采购总金额", 12.5, "元"),
        ("12.5", "采购总金额（万元）", 12.5, "万元"),
        ("8万元", "采购总金额", 8, "万元"),
    ],
)
def test_the_unit_is_the_one_printed_nearest(printed, head, value, unit):
    read = read_tables(f"信息内容 | 采购项目数量 | {head}\n政府集中采购 | 3 | {printed}")
    amount = next(each for each in read.observations if each.indicator == "proactive.procurement.amount")
    assert (amount.value, amount.unit) == (value, unit)


def test_a_title_that_print_sets_into_a_row_is_no_figure():
    read = read_tables("信息内容 | 本年处理决定数量\n行政许可 | 3\n行政强制 | 第二十条第（八）项 | 8")
    assert said(read)["proactive.coercion.decisions"] == 8


def test_figures_below_their_wrapped_label_are_its_own():
    read = read_tables(
        f"申请人情况 | {APPLICANTS}\n（一）予以公开 | 1 | 0 | 0 | 0 | 0 | 0 | 1\n"
        "（二）部分公开（区分处理的，只计这一情\n"
        "2 | 0 | 0 | 0 | 0 | 0 | 2\n形，不计其他情形）\n1.属于国家秘密 | 3 | 0 | 0 | 0 | 0 | 0 | 3"
    )
    assert said(read)["requests.partially_granted.natural_person"] == 2


@pytest.mark.parametrize("name", ["行政许可", "其他", "总计"])
def test_a_lone_word_in_some_table_proves_nothing(name):
    assert said(read_tables(f"栏目 | 数量\n{name} | 5\n新闻 | 7")) == {}


def test_rows_that_a_long_table_does_not_show_are_named():
    block = load_forms()["2021"].blocks
    rows = [row for each in block if each.layout == "requests" for row in each.rows if not row.variant]
    printed = [f"{row.label} | {' | '.join('0' * 7)}" for row in rows if row.label != "2.重复申请"]
    (unseen,) = read_tables(f"申请人情况 | {APPLICANTS}\n" + "\n".join(printed)).findings
    assert (unseen.rule, unseen.severity) == ("parse.row_not_seen", "info")
    assert unseen.indicators[0] == "requests.not_processed.repeated.natural_person"
    assert len(unseen.indicators) == 7


def test_figures_that_recognised_pages_do_not_show_are_named():
    (unseen,) = unseen_figures(read_tables(PROACTIVE))
    named = set(unseen.indicators)
    assert {"proactive.licensing.decisions", "requests.received.total", "review.total"} <= named
    assert not named & {"proactive.regulations.issued", "proactive.normative_documents.in_force"}
    assert list(unseen_figures(read_tables("栏目 | 数量\n新闻 | 7"))) == []
