"""Sections by number and title, through all that happens to headings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.model import Cell, Section, Table
from parsers.sections import find_sections, known_title
from parsers.text import read_text

OFFICIAL = [
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
]
ORDINALS = "一二三四五六"


def sections(text: str, skip: list[tuple[int, int]] | None = None) -> list[Section]:
    return find_sections(read_text(text.encode()), skip or [])


def heads(text: str) -> list[tuple[int | None, str]]:
    return [(section.number, section.title) for section in sections(text)]


def report(form: str = "{ordinal}、{title}\n{body}\n") -> str:
    bodies = ["2020年，我局认真落实。", "公开35条。", "未收到申请。", "没有发生。", "公开不够及时。", "无"]
    return "".join(
        form.format(ordinal=ordinal, title=title, body=body)
        for ordinal, title, body in zip(ORDINALS, OFFICIAL, bodies, strict=True)
    )


@pytest.mark.parametrize(
    "form",
    [
        "{ordinal}、{title}\n{body}\n",
        "{ordinal}．{title}\n{body}\n",
        "{ordinal}, {title}\n{body}\n",
        "  {ordinal}  {title}\n{body}\n",
        "## **{ordinal}、{title}**\n\n{body}\n",
        "第{ordinal}部分 {title}\n{body}\n",
        "{ordinal}、{title}：{body}\n",
        "{ordinal}、{title} {body}\n",
        "{ordinal}、\n{title}\n{body}\n",
        "{ordinal}\n{title}\n{body}\n",
        "{ordinal}、{title}。\n{body}\n",
        "（{ordinal}）{title}\n{body}\n",
    ],
)
def test_the_six_headings_are_found_however_they_are_set(form):
    found = sections(report(form))
    assert [(section.number, section.title) for section in found] == list(enumerate(OFFICIAL, 1))
    assert [section.text for section in found][1::4] == ["公开35条。", "无"]


def test_offsets_are_those_of_the_text():
    text = report()
    for section in sections(text):
        assert text[section.start : section.end].strip() == section.text


def test_headings_in_radicals_and_traditional_characters_stay_as_printed():
    assert heads("⼀、总体情况\n甲。\n⼆、主動公開政府信息情況\n乙。") == [(1, "总体情况"), (2, "主動公開政府信息情況")]


def test_a_heading_that_runs_into_its_paragraph_ends_where_the_official_one_does():
    found = sections(
        "一、总体情况2020年，我局认真贯彻落实，工作有序开展。\n四、加强领导，健全机制。今年以来成立领导小组。\n"
    )
    assert [section.title for section in found] == ["总体情况", "加强领导，健全机制"]
    assert found[0].text.startswith("2020年")
    assert found[1].text == "今年以来成立领导小组。"


def test_own_titles_keep_their_words_and_lose_layout():
    assert heads("二、深入开展政务公开 “标准化建设年”活动，规范政府信息公开内容\n\n为找准切入点。") == [
        (2, "深入开展政务公开“标准化建设年”活动，规范政府信息公开内容")
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("三、收到和处理政府信息公开申请情况\n甲\n  、申请行政复议情况\n乙\n五、存在的主要问题\n丙", [3, 4, 5]),
        ("总体情况\n甲\n二、主动公开情况\n乙\n存在的主要问题\n丙\n四、其他需要报告的事项\n丁", [1, 2, 3, 4]),
        ("、总体情况\n甲\n、主动公开政府信息情况\n乙", [None, None]),
        ("总体情况\n甲\n三、收到和处理政府信息公开申请情况\n乙", [None, 3]),
        ("三、收到和处理政府信息公开申请情况\n甲\n、存在的主要问题\n乙\n六、其他事项\n丙", [3, None, 6]),
    ],
)
def test_a_lost_number_is_put_back_only_where_its_neighbours_leave_no_choice(text, numbers):
    assert [section.number for section in sections(text)] == numbers


def test_broken_headings_are_joined():
    text = (
        "五、政府信息公开工作存在的主要问题及改\n进情况\n问题。\n"
        "六、因政府信息公开工作被申请行政复议、\n提起行政诉讼情况\n无"
    )
    assert heads(text) == [
        (5, "政府信息公开工作存在的主要问题及改进情况"),
        (6, "因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
    ]


def test_rows_of_the_tables_and_sub_headings_are_no_sections():
    text = (
        "三、收到和处理政府信息公开申请情况\n申请人情况\n一、本年新收政府信息公开申请数量\n10\n"
        "二、上年结转政府信息公开申请数量\n0\n三、本年度办理结果\n(一)予以公开\n5\n四、结转下年度继续办理\n0\n"
        "三\n、\n本\n年\n度\n四、政府信息公开行政复议、行政诉讼情况\n（一）行政复议\n0\n一是加强领导。\n"
    )
    assert heads(text) == [(3, OFFICIAL[2]), (4, OFFICIAL[3])]


@pytest.mark.parametrize(
    "contents",
    [
        "全文包括：\n" + "".join(f"{number}、{title}\n" for number, title in zip(ORDINALS, OFFICIAL, strict=True)),
        ",".join(f"{number}、{title}" for number, title in zip(ORDINALS, OFFICIAL, strict=True)) + ",\n",
        "本报告由一、总体情况；二、主动公开政府信息情况；三、其他需要报告的事项等部分组成，现予公布。\n",
    ],
)
def test_contents_lists_are_no_sections(contents):
    assert heads(contents + report()) == list(enumerate(OFFICIAL, 1))


def test_numbering_that_starts_again_for_the_tables_is_kept():
    text = (
        "一、基本情况\n甲。\n二、平台建设\n乙。\n一、主动公开政府信息情况\n表\n二、收到和处理政府信息公开申请情况\n表"
    )
    assert [number for number, _ in heads(text)] == [1, 2, 1, 2]


def test_a_list_inside_a_section_or_part_is_no_section():
    inner = (
        "一、概述\n甲。\n一、加强领导\n甲。\n二、完善制度\n乙。\n三、抓好落实\n丙。\n二、主动公开政府信息情况\n丁。\n"
    )
    assert heads(inner) == [(1, "概述"), (2, "主动公开政府信息情况")]
    parts = "第一部分 概述\n一、组织领导\n甲。\n二、制度\n乙。\n第二部分 主动公开政府信息情况\n丙。"
    assert heads(parts) == [(1, "概述"), (2, "主动公开政府信息情况")]


def test_figures_number_sections_only_where_nothing_else_does():
    assert heads("1、概述\n甲。\n2、主动公开政府信息情况\n乙。") == [(1, "概述"), (2, "主动公开政府信息情况")]
    assert heads("一、总体情况\n1.主动公开政府信息情况\n乙。") == [(1, "总体情况")]


def test_a_report_in_one_line_is_split():
    text = (
        "沙县2020年报告 根据规定，现予公布。"
        + report("{ordinal}、{title}{body}").replace("无", "无。")
        + "沙县人民政府"
    )
    assert heads(text) == list(enumerate(OFFICIAL, 1))
    table = (
        "一、本年新收政府信息公开申请数量0二、上年结转政府信息公开申请数量0三、本年度办理结果0四、结转下年度继续办理0"
    )
    assert heads(text.replace("未收到申请。", table)) == list(enumerate(OFFICIAL, 1))


def test_tables_are_left_out_of_the_text_also_in_the_middle_of_a_line():
    text = report()
    start = text.index("公开35条")
    assert sections(text, [(start, start + len("公开35条。"))])[1].text == ""
    line = (
        "一、总体情况2020年，我局认真落实各项要求。二、主动公开政府信息情况规章 0 0 0 表后一句。"
        "三、收到和处理政府信息公开申请情况未收到任何人提出的政府信息公开申请。"
    )
    span = (line.index("规章"), line.index("表后"))
    assert [section.text for section in sections(line, [span])][1:2] == ["表后一句。"]


def test_a_section_that_holds_only_a_table_is_one():
    made = read_text(
        "一、总体情况\n甲。\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、其他需要报告的事项\n无".encode()
    )
    for number, offset in enumerate((made.text.index("三、"), made.text.index("四、")), 1):
        made.blocks.append(Table(number, [[Cell("0", 1, 1)]], offset))
    assert [section.number for section in find_sections(made)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "tail",
    [
        "沙县人民政府\n2021年1月10日\n附件下载:\n返回顶部\n",
        "附件下载:\n返回顶部\n",
        "移动门户\n微信\n微博\nOA办公\n",
        "沙县政务公开工作领导小组\n2021年1月11\n\n扫一扫在手机上查看当前页面\n政策解读\n",
    ],
)
def test_signature_and_footer_belong_to_no_section(tail):
    assert sections(report() + tail)[-1].text == "无"


@pytest.mark.parametrize(
    "title",
    [
        *OFFICIAL,
        "概述",
        "主动公开政府信息的情况",
        "政府信息依申请公开办理情况",
        "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "因政府信息公开工作被申请行政复议提起行政诉讼情况",
        "政府信息公开工作存在的主要问题及整改措施",
        "需要说明的其他事项与附表",
        "政府信息公开的收费及减免情况",
    ],
)
def test_official_headings_are_known_in_all_their_wordings(title):
    assert known_title(title)


def test_prose_is_no_official_heading():
    assert not known_title("2020年主动公开政府信息情况如下")
    assert not known_title("突出重点，深入推进政府信息公开和政务服务工作")


@given(st.text(alphabet="一二三、。，总体情况主动公开0 \n第部分（）", max_size=160))
def test_any_text_gives_sections_inside_itself_in_order(text):
    if not text.strip():
        return
    found = sections(text)
    assert all(0 <= section.start <= section.end <= len(text) for section in found)
    assert [section.start for section in found] == sorted(section.start for section in found)


def test_headings_in_figures_go_on_counting_past_the_official_ones():
    text = (
        "1、概述\n公开220条。\n2、主动公开政府信息情况\n（1）机构职能类12条。\n"
        "3、存在的问题\n人员不足。\n4、改进措施\n增加人员。\n"
    )
    assert heads(text) == [(1, "概述"), (2, "主动公开政府信息情况"), (3, "存在的问题"), (4, "改进措施")]


def test_a_heading_ends_at_its_colon():
    text = "一、总体情况：2021年，公开38条。\n二、主动公开情况：规章0件。\n三、行政复议、行政诉讼：无\n"
    assert heads(text) == [(1, "总体情况"), (2, "主动公开情况"), (3, "行政复议、行政诉讼")]
    assert [section.text for section in sections(text)] == ["2021年，公开38条。", "规章0件。", "无"]


def test_a_line_of_headings_with_a_word_under_each_is_a_report_and_no_contents():
    text = "一、总体情况 公开38条 二、主动公开政府信息情况 略 三、行政复议、行政诉讼情况 无 四、其他需要报告的事项 无"
    assert [(section.number, section.text) for section in sections(text)] == [
        (1, "公开38条"),
        (2, "略"),
        (3, "无"),
        (4, "无"),
    ]


def test_ten_thousand_headings_are_read_in_their_order():
    found = sections("一、总体情况\n2021年，公开12条。\n" * 10_000)
    assert len(found) == 10_000
    assert {section.text for section in found} == {"2021年，公开12条。"}
