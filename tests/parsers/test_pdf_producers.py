"""What browsers and word processors print that no drawing library does: borders of each cell, dots, cut rows."""

import itertools

import pytest

from parsers.pdf import read_pdf
from tests.parsers.pdf_samples import HEIGHT, Paper, lined, ruled
from tests.parsers.test_pdf_bends import CELLS, ROWS, grid, only_table, unruled

EDGES = (60, 300, 380, 460)


def ruled_cells(paper: Paper) -> list[list[str]]:
    """The cells of the page's table, which has found its lines: without them a cell's box would be its text's."""
    (table,) = read_pdf(paper.bytes()).tables()
    assert table.rows[0][0].box == pytest.approx((60, 100, 300, 120), abs=5)
    return grid(table)


def words(paper: Paper, rows=ROWS, top: float = 114, step: float = 20) -> None:
    for r, row in enumerate(rows):
        for x, text in zip((70, 310, 390), row, strict=True):
            paper.text(x, top + step * r, text)


def squares(paper: Paper, left: float, top: float, right: float, bottom: float, pace: float) -> None:
    """A dotted line of small squares, as browsers print dotted borders."""
    x, y = left, top
    while x <= right and y <= bottom:
        paper.canvas.rect(x, HEIGHT - y - 0.75, 0.75, 0.75, stroke=0, fill=1)
        x, y = (x + pace, y) if right > left else (x, y + pace)


def test_borders_of_small_dots_are_lines_however_many_they_are():
    paper = Paper()
    for top in (100, 120, 140, 160):
        squares(paper, 60, top, 460, top, pace=1.5)
    for left in EDGES:
        squares(paper, left, 100, left, 160, pace=1.5)
    # More than a page may have lines.
    for top in range(300, 620, 20):
        squares(paper, 60, top, 560, top, pace=1.25)
    words(paper)
    assert ruled_cells(paper) == CELLS


def test_borders_of_short_dashes_are_lines():
    paper = Paper()
    paper.canvas.setDash(1, 0)
    for top in (100, 120, 140, 160):
        for x in range(60, 460, 10):
            paper.canvas.rect(x, HEIGHT - top, 5, 0.5, stroke=0, fill=1)
    for left in EDGES:
        for y in range(100, 160, 10):
            paper.canvas.rect(left, HEIGHT - y - 5, 0.5, 5, stroke=0, fill=1)
    words(paper)
    assert ruled_cells(paper) == CELLS


@pytest.mark.parametrize(("thick", "apart"), [(1, 4), (3, 5), (3.5, 2)])
def test_each_cell_may_have_a_thick_border_of_its_own(thick, apart):
    paper = Paper()
    paper.canvas.setLineWidth(thick)
    for r in range(3):
        for left, right in itertools.pairwise(EDGES):
            paper.box(left + apart / 2, 100 + 20 * r + apart / 2, right - apart / 2, 120 + 20 * r - apart / 2)
    words(paper)
    assert ruled_cells(paper) == CELLS


def test_borders_filled_as_thick_boxes_cell_by_cell_are_lines():
    paper = Paper()
    for top in (100, 120, 140, 160):
        paper.canvas.rect(60, HEIGHT - top - 2, 404, 4, stroke=0, fill=1)
    for left in EDGES:
        for top in (100, 120, 140):
            paper.canvas.rect(left, HEIGHT - top - 20, 4, 20, stroke=0, fill=1)
    words(paper, top=116)
    assert ruled_cells(paper) == CELLS


def test_tables_nearly_in_line_keep_each_its_own_columns():
    paper = Paper()
    ruled(paper, 100, [("一", "二", "三")] * 3, edges=(60, 178, 298, 460), height=40)
    edges = (60, 181, 301, 460)
    paper.font(4)
    for r in range(3):
        for k in range(3):
            paper.box(edges[k], 240 + 20 * r, edges[k + 1], 260 + 20 * r)
            paper.canvas.drawRightString(edges[k + 1] - 0.1, HEIGHT - 254 - 20 * r, str(k + 1))
    _, second = read_pdf(paper.bytes()).tables()
    assert grid(second) == [["1", "2", "3"]] * 3


def test_figures_set_wide_are_one_number():
    paper = Paper()
    ruled(paper, 100, [("甲", "", ""), ("乙", "", ""), ("丙", "", "")])
    for r, (one, two) in enumerate((("255", "22"), ("13", "7138.96"), ("0", "41"))):
        for x, text in ((310, one), (390, two)):
            paper.canvas.drawString(x, HEIGHT - 114 - 20 * r, text, charSpace=3)
    assert only_table(paper) == [["甲", "255", "22"], ["乙", "13", "7138.96"], ["丙", "0", "41"]]


def test_two_figures_in_one_cell_stay_two():
    paper = Paper()
    ruled(paper, 100, [("甲", "", "3"), ("乙", "12", "4")])
    paper.text(320, 114, "1")
    paper.text(330, 114, "0")
    assert only_table(paper)[0] == ["甲", "1 0", "3"]


def cut(upper, lower, edges=(60, 200, 260, 320), tail=()) -> list[list[str]]:
    """A table whose last row on the first page goes on in the first of the second."""
    paper = Paper()
    top = ruled(paper, 640, [("一、新收", "10", "2"), ("二、结转", "1", "0"), ("三、公开", "4", "6")], edges=edges)
    ruled(paper, top, [upper], edges=edges, height=30)
    paper.next_page()
    top = ruled(paper, 60, [lower], edges=edges, height=30)
    ruled(paper, top, tail or [("五、总计", "15", "8")], edges=edges)
    (table,) = read_pdf(paper.bytes()).tables()
    return grid(table)


@pytest.mark.parametrize(
    ("upper", "lower", "row"),
    [
        (("四、部分公开", "7", "0"), ("情形", "", ""), ["四、部分公开情形", "7", "0"]),
        (("四、部分公开", "", ""), ("", "7", "0"), ["四、部分公开", "7", "0"]),
        (("", "7", "0"), ("四、部分公开", "", ""), ["四、部分公开", "7", "0"]),
        (("四、部分公开", "7", "0"), ("", "", ""), ["四、部分公开", "7", "0"]),
        (
            ("行政机关确认或者重新出", "7", "0"),
            ("具已获取信息", "", ""),
            ["行政机关确认或者重新出具已获取信息", "7", "0"],
        ),
    ],
)
def test_a_row_cut_by_the_page_s_end_is_one(upper, lower, row):
    # The last label has no number: that its line fills the cell shows that it goes on.
    edges = (60, 185, 245, 305) if upper[0].startswith("行政") else (60, 200, 260, 320)
    assert cut(upper, lower, edges)[3:] == [row, ["五、总计", "15", "8"]]


def test_rows_without_figures_on_both_sides_of_a_page_s_end_stay_two():
    assert cut(("规章", "7", "0"), ("规范性文件", "", ""))[3:5] == [["规章", "7", "0"], ["规范性文件", "", ""]]


def test_a_figure_that_fills_its_cell_goes_on_behind_the_page_s_end_and_is_less_sure():
    paper = Paper()
    edges = (60, 90, 120, 150)
    ruled(paper, 700, [("维持", "纠正", "总计"), ("358", "4", "362")], edges=edges)
    paper.next_page()
    ruled(paper, 60, [("1", "", "5")], edges=edges)
    (table,) = read_pdf(paper.bytes()).tables()
    assert grid(table) == [["维持", "纠正", "总计"], ["3581", "4", "3625"]]
    assert [cell.confidence < 0.8 for cell in table.rows[1]] == [True, False, True]


def test_a_group_cut_twice_with_rows_cut_inside_it_stays_one_cell():
    paper = Paper()
    left = (60, 100)
    edges = (100, 240, 300, 360)

    def part(group: str, top: float, rows) -> None:
        paper.cell(*left[:1], top, left[1], top + 20 * len(rows), *group)
        ruled(paper, top, rows, edges=edges)

    part("三办理", 640, [("1.国家秘密", "1", "0"), ("2.法律禁止", "2", "0"), ("3.危及安全", "3", "0")])
    paper.next_page()
    part("", 60, [("稳定的", "", ""), ("4.第三方", "4", "0"), ("5.内部事务", "5", "0")])
    paper.next_page()
    part("", 60, [("信息的", "", ""), ("6.过程性", "6", "0")])
    (table,) = read_pdf(paper.bytes()).tables()
    assert grid(table) == [
        ["三办理", "1.国家秘密", "1", "0"],
        ["2.法律禁止", "2", "0"],
        ["3.危及安全稳定的", "3", "0"],
        ["4.第三方", "4", "0"],
        ["5.内部事务信息的", "5", "0"],
        ["6.过程性", "6", "0"],
    ]
    assert table.rows[0][0].rowspan == 6


def test_a_date_set_to_the_right_does_not_run_into_the_next_page():
    paper = Paper()
    lined(paper, 60, ["全年主动公开政府信息一千二百三十四条，通过门户网站公开政府信息八百条，通过新媒体公开若干"])
    paper.canvas.drawRightString(530, HEIGHT - 90, "青石县水务局")
    paper.canvas.drawRightString(530, HEIGHT - 110, "2019年1月14日")
    paper.next_page()
    paper.centred(297, 60, "政府信息公开情况统计表")
    assert read_pdf(paper.bytes()).text.split("\n")[1:] == ["青石县水务局", "2019年1月14日", "政府信息公开情况统计表"]


def test_a_label_set_in_at_the_left_goes_on_behind_the_page_s_end():
    paper = Paper()
    edges = (60, 180, 240)
    ruled(paper, 700, [("1.新闻发布会总次数", "2"), ("", "0")], edges=edges)
    paper.text(108, 734, "其中：主要负")
    paper.next_page()
    ruled(paper, 60, [("责同志参加的次数", ""), ("2.在线访谈次数", "4")], edges=(60, 180, 240))
    (table,) = read_pdf(paper.bytes()).tables()
    assert grid(table)[1:] == [["其中：主要负责同志参加的次数", "0"], ["2.在线访谈次数", "4"]]


def test_sheets_that_lie_more_to_the_left_or_right_hold_one_table():
    paper = Paper()
    ruled(paper, 700, [("一、新收", "10", "2"), ("二、结转", "1", "0")], edges=(60, 200, 260, 320))
    paper.next_page()
    ruled(paper, 60, [("三、公开", "4", "6")], edges=(75, 216, 277, 338))
    (table,) = read_pdf(paper.bytes()).tables()
    assert [(cell.column, cell.colspan) for row in table.rows for cell in row] == [(1, 1), (2, 1), (3, 1)] * 3


def test_blanks_beside_what_may_be_half_a_label_are_less_sure():
    paper = Paper()
    edges = (60, 200, 260, 320)
    ruled(paper, 700, [("规章", "10", "2"), ("许可的事项", "1", "0")], edges=edges)
    paper.next_page()
    ruled(paper, 60, [("情形", "", ""), ("处罚", "", "4")], edges=edges)
    (table,) = read_pdf(paper.bytes()).tables()
    assert [[cell.confidence < 0.8 for cell in row] for row in table.rows[2:]] == [[True] * 3, [False] * 3]


def test_a_head_printed_again_is_dropped_though_a_recogniser_read_it_otherwise():
    edges = (60, 300, 380, 460)
    head = ("（本列数据的勾稽关系为第一项加第二项之和）", "自然人", "总计")
    paper = Paper()
    ruled(paper, 700, [head, ("一、新收", "10", "2")], edges=edges)
    paper.next_page()
    ruled(
        paper, 60, [("(本列数据的勾稽关系为第一顶加第二项之和)", "自然人", "总计"), ("二、结转", "1", "0")], edges=edges
    )
    assert only_table(paper) == [list(head), ["一、新收", "10", "2"], ["二、结转", "1", "0"]]
    paper = Paper()
    ruled(paper, 700, [("第二十条第（五）项", "a", "b"), ("许可", "10", "2")], edges=edges)
    paper.next_page()
    ruled(paper, 60, [("第二十条第（六）项", "a", "b"), ("处罚", "1", "0")], edges=edges)
    assert len(only_table(paper)) == 4


def test_a_label_of_two_lines_over_its_figures_is_no_row_of_blanks():
    paper = Paper()
    rows = [("1.本机关不掌握", "1", "0", "1"), ("2.没有现成信息需", "", "", ""), ("另行制作", "4", "5", "9")]
    unruled(paper, 100, [*rows, ("3.补正后不明确", "0", "2", "2")], step=16)
    sure = {row[0].text: [cell.text for cell in row[1:] if cell.confidence >= 0.8] for row in only_cells(paper)}
    assert sure["2.没有现成信息需另行制作"] == ["4", "5", "9"]
    assert [figures for label, figures in sure.items() if "没有" not in label] == [["1", "0", "1"], ["0", "2", "2"]]


def only_cells(paper: Paper):
    (table,) = read_pdf(paper.bytes()).tables()
    return table.rows
