import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.flat import find_regions
from parsers.one_line import piece_at
from parsers.ownership import Piece, rows
from parsers.text import read_text

WORDS = (
    "1.属于国家秘密",
    "（三）不予公开",
    "自然人",
    "规章",
    "统计中",
    "总计",
    "其他",
    "0",
    "12",
    "—",
    "2.重复申请",
    "件",
    "序号",
)


def pieces(text: str) -> list[Piece]:
    """Each word of some lines as a cell that knows its line."""
    found, offset = [], 0
    for number, line in enumerate(text.strip().split("\n")):
        for word in line.split():
            found.append(piece_at(word, offset))
            found[-1].line = number
            offset += len(word) + 1
    return found


def owned(text: str) -> dict[str, list[str]]:
    """The values of each row by the last word of its label."""
    return {
        next(piece.text for piece in reversed(row) if piece.kind == "word"): [p.text for p in row if p.kind == "value"]
        for row in rows(pieces(text))
        if any(piece.kind == "word" for piece in row)
    }


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9), max_size=12))
def test_each_value_is_in_one_row_at_most(lines):
    given_pieces = pieces("\n".join(" ".join(line) for line in lines))
    values = [piece.start for row in rows(given_pieces) for piece in row if piece.kind in ("value", "unit")]
    assert len(values) == len(set(values))
    assert set(values) <= {piece.start for piece in given_pieces}


@pytest.mark.parametrize(
    "text",
    [
        "1.本机 3 0 0 0 0 0 3\n关不掌握相关政府信息\n2.没有现成信息需要另行制作 4 0 0 0 0 0 4",
        "1.本机关不掌握相关政府信息\n3 0 0 0 0 0 3\n2.没有现成信息需要另行制作\n4 0 0 0 0 0 4",
        "3 0 0 0 0 0 3\n1.本机关不掌握相关政府信息\n4 0 0 0 0 0 4\n2.没有现成信息需要另行制作",
    ],
)
def test_figures_within_below_and_above_their_labels(text):
    found = owned(text)
    assert found["1.本机关不掌握相关政府信息"] == ["3", "0", "0", "0", "0", "0", "3"]
    assert found["2.没有现成信息需要另行制作"] == ["4", "0", "0", "0", "0", "0", "4"]


def test_a_column_of_serial_numbers_is_no_figure():
    found = owned("序号 指标名称 本年度 累计\n1\n行政复议数 0 5 2\n行政诉讼数 7 9")
    assert found["行政复议数"] == ["0", "5"]
    assert found["行政诉讼数"] == ["7", "9"]


def test_words_in_the_place_of_a_figure_keep_the_row_whole():
    (row,) = rows(pieces("1.属于国家秘密 1 统计中 0 0 0 0 9"))
    assert [piece.text for piece in row] == ["1.属于国家秘密", "1", "统计中", "0", "0", "0", "0", "9"]


def test_a_page_number_behind_a_row_is_none_of_it():
    assert owned("1.属于国家秘密 8 0 0 2 0 61 71 — 5 —\n2.重复申请 1 0 0 0 0 0 1")["1.属于国家秘密"][-1] == "71"


ONE_LINE = (
    "青石县2023年政府信息公开工作年度报告 一、总体情况 全年主动公开政府信息88条。收到申请1件。 "
    "二、主动公开政府信息情况 第二十条第（一）项 信息内容 本年制发件数 本年废止件数 现行有效件数 规章 0 0 0 "
    "行政规范性文件 1 2 3 第二十条第（五）项 信息内容 本年处理决定数量 行政许可 4 第二十条第（六）项 "
    "信息内容 本年处理决定数量 行政处罚 5 行政强制 6 第二十条第（八）项 信息内容 本年收费金额（单位：万元） "
    "行政事业性收费 0.5 三、存在的主要问题 公开内容还不够丰富，形式单一。"
)


def test_a_table_inside_one_line_leaves_the_prose_around_it():
    (region,) = find_regions(read_text(ONE_LINE.encode()))
    cut = ONE_LINE[region.start : region.end]
    assert cut.startswith("第二十条第（一）项")
    assert cut.endswith("0.5")
    assert ["行政规范性文件", "1", "2", "3"] in [[cell.text for cell in row] for row in region.table.rows]
