"""Tables without rules that leave no more room between rows than between the lines of a label."""

import pytest

from parsers.pdf import read_pdf
from tests.parsers.pdf_samples import Paper
from tests.parsers.test_pdf_bends import grid, only_table

STEP = 16.5
"""Word processors set Noto at 1.65 of its size."""
LABELS = [
    ("1.属于国家秘密",),
    ("2.其他法律行政", "法规禁止公开"),
    ("3.补正后申请", "内容仍不", "明确"),
    ("4.重复申请",),
]
FIGURES = [("3", "40"), ("0", "17"), ("5", "2"), ("9", "0")]


def rows(paper: Paper, height: float = 100, place: float = 0.5, figures=FIGURES) -> None:
    """The rows one under the other, the figures at a place of their label's height: 0 its top, 1 its bottom."""
    for lines, values in zip(LABELS, figures, strict=True):
        for k, line in enumerate(lines):
            paper.text(160, height + STEP * k, line)
        for x, value in zip((330, 420), values, strict=True):
            paper.text(x, height + STEP * (len(lines) - 1) * place, value)
        height += STEP * len(lines)


def texts(labels=LABELS, figures=FIGURES) -> list[list[str]]:
    return [["".join(lines), *values] for lines, values in zip(labels, figures, strict=True)]


@pytest.mark.parametrize("place", [0, 0.5, 1])
def test_numbers_part_labels_that_no_room_parts(place):
    paper = Paper()
    rows(paper, place=place)
    assert only_table(paper) == texts()


def test_a_group_spans_the_run_of_rows_it_stands_beside():
    paper = Paper()
    rows(paper)
    paper.text(70, 100 + 2.5 * STEP, "（三）不")
    paper.text(70, 100 + 3.5 * STEP, "予公开")
    paper.text(70, 100 + 7 * STEP, "（四）总计")
    for x, value in ((330, "17"), (420, "59")):
        paper.text(x, 100 + 7 * STEP, value)
    (table,) = read_pdf(paper.bytes()).tables()
    assert grid(table)[0] == ["（三）不予公开", *texts()[0]]
    assert table.rows[0][0].rowspan == 4
    assert grid(table)[1:] == [*texts()[1:], ["（四）总计", "17", "59"]]


def test_a_figure_that_goes_on_below_is_one_and_less_sure_in_the_row_of_its_label():
    paper = Paper()
    rows(paper, place=0)
    paper.text(330, 100 + 2 * STEP, "4")  # under the 0 that stands beside the second label's first line
    paper.text(420, 100 + 2 * STEP, "86")
    (table,) = read_pdf(paper.bytes()).tables()
    # All figures of a row doubled would be two rows: nothing tells which is the label's.
    assert not any(cell.text == "1786" for row in table.rows for cell in row)

    paper = Paper()
    rows(paper, place=0)
    paper.text(420, 100 + 2 * STEP, "86")
    (table,) = read_pdf(paper.bytes()).tables()
    assert grid(table)[1] == ["2.其他法律行政法规禁止公开", "0", "1786"]
    assert [cell.confidence for cell in table.rows[1]] == [1, 1, 0.6]


def test_a_ruled_line_between_rows_ends_a_label():
    paper = Paper()
    for r, label in enumerate((("一、新收申请",), ("二、上年结转", "申请数量"), ("三、总计",))):
        for k, line in enumerate(label):
            paper.text(70, 100 + 40 * r + STEP * k, line)
        paper.text(330, 100 + 40 * r, f"{r}")
        paper.text(420, 100 + 40 * r, f"{r + 3}")
        paper.canvas.line(60, 842 - (124 + 40 * r), 480, 842 - (124 + 40 * r))
    assert only_table(paper) == [["一、新收申请", "0", "3"], ["二、上年结转申请数量", "1", "4"], ["三、总计", "2", "5"]]


def test_heads_set_as_wide_as_rows_are_put_together_where_they_make_a_head_of_a_form():
    paper = Paper()
    paper.text(310, 100, "行政复议")
    for x, lines in ((310, ("结果", "维持")), (360, ("其他", "结果")), (410, ("尚未", "审结"))):
        for k, line in enumerate(lines):
            paper.text(x, 100 + STEP * (k + 1), line)
    for x, value in ((310, "1"), (360, "20"), (410, "3"), (460, "24")):
        paper.text(x, 100 + STEP * 3.5, value)
    *heads, figures = only_table(paper)
    assert {head for row in heads for head in row} == {"行政复议", "结果维持", "其他结果", "尚未审结"}
    assert figures == ["1", "20", "3", "24"]


def test_figures_that_touch_their_neighbour_s_column_are_doubted():
    paper = Paper()
    for r, values in enumerate((("0", "7"), ("3", "12"), ("0163829", ""))):
        paper.text(70, 100 + 20 * r, f"{r + 1}.重复申请")
        for x, value in zip((340, 362), values, strict=True):
            paper.canvas.drawRightString(x + 5, 842 - 100 - 20 * r, value)
        if r == 2:
            paper.text(342, 140, "0163829")
    (table,) = read_pdf(paper.bytes()).tables()
    assert all(cell.confidence < 0.8 for cell in table.rows[2][1:])
    assert all(cell.confidence == 1 for row in table.rows[:2] for cell in row)


def test_a_unit_and_a_figure_beside_different_lines_of_a_label_are_in_its_row():
    paper = Paper()
    lines = [
        ("一、主动公开情况", "", "—"),
        ("（一）公开数（不同渠道计1", "条", ""),
        ("条）", "", "8"),
        ("（二）制发数", "件", "4"),
    ]
    lines += [(f"{k}.回应数", "件", f"{k}") for k in range(1, 5)]
    for k, cells in enumerate(lines):
        for x, text in zip((70, 300, 360), cells, strict=True):
            if text:
                paper.text(x, 100 + 18 * k, text)
    found = only_table(paper)
    assert ["（一）公开数（不同渠道计1条）", "条", "8"] in found
    assert ["（二）制发数", "件", "4"] in found


def test_a_column_without_a_figure_is_known_by_its_head():
    paper = Paper()
    for x, head, value in ((100, "结果维持", "1"), (180, "其他结果", ""), (260, "尚未审结", "3"), (340, "总计", "4")):
        paper.text(x, 100, head)
        if value:
            paper.text(x + 12, 120, value)
    paper.text(112 + 320, 120, "9")
    paper.text(420, 100, "结果纠正")
    assert only_table(paper)[-1] == ["1", "", "3", "4", "9"]


def test_a_figure_in_the_first_column_may_go_on_below_its_row():
    paper = Paper()
    for k, x in enumerate(range(70, 430, 60)):
        paper.text(x, 100, ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "结果维持")[k])
        if k:
            paper.text(x + 10, 128, f"{k}")
    paper.text(72, 120, "30972")
    paper.text(72, 136, "1")
    (table,) = read_pdf(paper.bytes()).tables()
    assert grid(table)[-1] == ["309721", "1", "2", "3", "4", "5"]
    assert table.rows[-1][0].confidence < 0.8


def test_a_row_with_a_head_among_its_labels_is_doubted():
    paper = Paper()
    for y, label, head, value in ((100, "行政许可", "本年处理决定数量", "8244"), (120, "行政处罚", "件数", "3")):
        paper.text(70, y, label)
        paper.text(170, y, head)
        paper.text(330, y, value)
    (table,) = read_pdf(paper.bytes()).tables()
    doubted = [{cell.text: cell.confidence < 0.8 for cell in row} for row in table.rows]
    assert doubted[0]["8244"]
    assert not doubted[1]["3"]
