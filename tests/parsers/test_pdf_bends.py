"""What real PDFs do to tables beyond cutting them: watermarks, clipping, thin boxes for lines, doubled print."""

import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.colors import Color
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from parsers.model import Table
from parsers.pdf import read_pdf
from tests.parsers.pdf_samples import FONT, HEIGHT, WIDTH, Paper, lined, ruled

CHINESE_FONT = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"
ROWS = [("信息内容", "本年制发件数", "现行有效件数"), ("规章", "12", "3450"), ("行政规范性文件", "0", "108")]
CELLS = [list(row) for row in ROWS]


def grid(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def only_table(paper: Paper) -> list[list[str]]:
    (table,) = read_pdf(paper.bytes()).tables()
    return grid(table)


def watermark(paper: Paper, text: str, size: float = 60, grey: float = 0.85, angle: float = 45) -> None:
    """Large pale letters across the page."""
    paper.canvas.saveState()
    paper.canvas.setFillColor(Color(grey, grey, grey))
    paper.canvas.setFont(FONT, size)
    paper.canvas.translate(WIDTH / 2 - 150, HEIGHT / 2 + 50)
    paper.canvas.rotate(angle)
    paper.canvas.drawString(0, 0, text)
    paper.canvas.restoreState()
    paper.font(paper.size)


@pytest.mark.parametrize("angle", [45, 30])
def test_a_slanted_watermark_is_in_no_cell_and_no_prose(angle):
    paper = Paper()
    lined(paper, 70, ["二、主动公开政府信息情况"])
    watermark(paper, "内部资料2024", angle=angle)
    ruled(paper, 100, ROWS * 12, edges=(60, 300, 420, 540))
    document = read_pdf(paper.bytes())
    (table,) = document.tables()
    assert grid(table) == CELLS * 12
    assert document.text == "二、主动公开政府信息情况"


def test_a_level_watermark_of_pale_large_letters_is_in_no_cell():
    paper = Paper()
    watermark(paper, "政府信息公开2024", size=48, angle=0)
    ruled(paper, 100, ROWS * 12, edges=(60, 300, 420, 540))
    assert only_table(paper) == CELLS * 12


def test_lines_drawn_as_thin_filled_boxes_make_cells():
    paper = Paper()
    for k in range(4):
        paper.canvas.rect(60, HEIGHT - 100 - 20 * k, 400, 0.5, stroke=0, fill=1)
    for x in (60, 300, 380, 460):
        paper.canvas.rect(x, HEIGHT - 160, 0.48, 60, stroke=0, fill=1)
    for r, row in enumerate(ROWS):
        for x, text in zip((70, 310, 390), row, strict=True):
            paper.text(x, 114 + 20 * r, text)
    assert only_table(paper) == CELLS


def test_shaded_heads_and_figures_set_to_the_right():
    paper = Paper()
    paper.canvas.setFillColor(Color(0.8, 0.85, 0.95))
    paper.canvas.rect(60, HEIGHT - 120, 400, 20, stroke=0, fill=1)
    paper.canvas.setFillColor(Color(0, 0, 0))
    edges = (60, 300, 380, 460)
    for r, row in enumerate(ROWS):
        for k, text in enumerate(row):
            paper.box(edges[k], 100 + 20 * r, edges[k + 1], 120 + 20 * r)
            paper.canvas.drawRightString(edges[k + 1] - 2, HEIGHT - 114 - 20 * r, text)
    assert only_table(paper) == CELLS


def test_print_doubled_for_boldness_counts_once():
    paper = Paper()
    edges = (60, 300, 380, 460)
    for r, row in enumerate(ROWS):
        for k, text in enumerate(row):
            paper.box(edges[k], 100 + 20 * r, edges[k + 1], 120 + 20 * r)
            for shift in (0, 0.3, 0.6):
                paper.text(edges[k] + 5 + shift, 114 + 20 * r, text)
    assert only_table(paper) == CELLS


def test_a_landscape_page_is_read_upright():
    paper = Paper()
    paper.canvas.setPageRotation(90)
    paper.canvas.translate(WIDTH, 0)
    paper.canvas.rotate(90)
    paper.font(10)
    for r, row in enumerate(ROWS):
        for k, text in enumerate(row):
            paper.canvas.rect(60 + 150 * k, 400 - 20 * r, 150, 20)
            paper.canvas.drawString(65 + 150 * k, 406 - 20 * r, text)
    document = read_pdf(paper.bytes())
    (table,) = document.tables()
    assert grid(table) == CELLS
    boxes = [cell.box for row in table.rows for cell in row if cell.box is not None]
    assert len(boxes) == sum(map(len, table.rows))
    assert all(0 <= box[0] < box[2] <= HEIGHT for box in boxes)


def test_fifteen_narrow_columns_of_five_figures_under_heads_of_two_levels():
    paper = Paper()
    paper.font(7)
    edges = [50 + 33 * k for k in range(16)]
    paper.cell(edges[0], 100, edges[5], 120, "行政复议")
    paper.cell(edges[5], 100, edges[15], 120, "行政诉讼")
    paper.cell(edges[5], 120, edges[10], 140, "未经复议直接起诉")
    paper.cell(edges[10], 120, edges[15], 140, "复议后起诉")
    for k, head in enumerate(("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 3):
        paper.cell(edges[k], 120 if k < 5 else 140, edges[k + 1], 170, head[:2], head[2:])
        paper.cell(edges[k], 170, edges[k + 1], 190, str(10_000 + 1111 * k))
    assert only_table(paper)[-1] == [str(10_000 + 1111 * k) for k in range(15)]


def test_the_same_figures_without_any_line_stay_apart():
    paper = Paper()
    paper.font(8)
    for row in range(3):
        for k in range(15):
            paper.canvas.drawRightString(72 + 33 * k, HEIGHT - 120 - 16 * row, str(10_000 + 1111 * k + row))
    assert only_table(paper) == [[str(10_000 + 1111 * k + row) for k in range(15)] for row in range(3)]


def test_justified_prose_with_wide_gaps_is_no_table():
    paper = Paper()
    lines = ["2023 年 我 局 收 到 申 请 12 件", "其 中 自 然 人 9 件 法 人 3 件", "均 已 按 时 答 复 0 件 未 答"]
    for k, line in enumerate(lines):
        paper.canvas.drawString(70, HEIGHT - 100 - 18 * k, line)
    document = read_pdf(paper.bytes())
    assert not list(document.tables())


def test_text_outside_the_page_and_clipped_away_is_not_read():
    paper = Paper()
    ruled(paper, 100, ROWS, edges=(60, 300, 380, 460))
    paper.text(-400, 110, "页外文字99")
    assert only_table(paper) == CELLS


def unmapped(*lines: str) -> bytes:
    """A PDF with an embedded font whose map to Unicode is lost: PDFium can only guess at its characters."""
    pdfmetrics.registerFont(TTFont("Unmapped", CHINESE_FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(WIDTH, HEIGHT), invariant=True)
    canvas.setFont("Unmapped", 12)
    for row, line in enumerate(lines):
        canvas.drawString(70, 760 - 18 * row, line)
    canvas.save()
    return stream.getvalue().replace(b"/ToUnicode", b"/ToNothing")


@pytest.mark.skipif(not Path(CHINESE_FONT).exists(), reason="needs the font WenQuanYi Micro Hei")
def test_text_whose_font_names_no_characters_is_reported_not_read(monkeypatch):
    monkeypatch.setattr("parsers.ocr.available", lambda: False)
    lines = ("二、主动公开政府信息情况", "规章制发件数现行有效件数", "行政规范性文件许可处罚强制")
    document = read_pdf(unmapped(*lines))
    assert document.text == ""
    assert [finding.rule for finding in document.findings] == ["parse.not_read"]
    assert "fonts" in document.findings[0].message


@pytest.mark.parametrize(("height", "said"), [(300, True), (60, False)])
def test_a_large_picture_beside_text_is_said_not_read(height, said):
    paper = Paper()
    lined(paper, 80, ["三、收到和处理政府信息公开申请情况", "详见下图，各项数字以图中所列为准。"])
    picture = ImageReader(Image.new("RGB", (40, 40), "white"))
    paper.canvas.drawImage(picture, 70, 300, 450, height)
    rules = [finding.rule for finding in read_pdf(paper.bytes()).findings]
    assert rules == (["parse.not_read"] if said else [])


def unruled(paper: Paper, top: float, rows, columns=(330, 400, 470), step: float = 18) -> float:
    """Rows without lines: a label, and figures centred in their columns."""
    for label, *figures in rows:
        paper.text(80, top, label)
        for x, figure in zip(columns, figures, strict=True):
            paper.centred(x, top, figure)
        top += step
    return top


def test_a_figure_over_two_lines_of_a_narrow_column_is_whole_and_less_sure():
    paper = Paper()
    bottom = unruled(paper, 100, [("一、本年新收", "10", "2", "12"), ("二、上年结转", "3", "0", "3")])
    paper.text(80, bottom + 6, "三、总计")
    paper.centred(330, bottom + 6, "13")
    paper.centred(400, bottom + 6, "2")
    paper.centred(470, bottom, "1234")
    paper.centred(470, bottom + 12, "5")
    (table,) = read_pdf(paper.bytes()).tables()
    assert grid(table)[-1] == ["三、总计", "13", "2", "12345"]
    assert [cell.confidence < 0.8 for cell in table.rows[-1]] == [False, False, False, True]


def test_a_note_over_three_lines_belongs_to_its_figure():
    paper = Paper()
    rows = [("一、本年新收", "10", "2", "12"), ("二、上年结转", "3", "0", "3")]
    top = unruled(paper, 100, rows) + 14
    unruled(paper, top, [("三、总计", "13", "2", "含失效")])
    paper.centred(470, top - 12, "15（")
    paper.centred(470, top + 12, "3件）")
    (table,) = read_pdf(paper.bytes()).tables()
    assert grid(table)[-1] == ["三、总计", "13", "2", "15（含失效3件）"]
    assert table.rows[-1][-1].confidence < 0.8


def test_the_last_row_of_an_unruled_table_alone_on_the_next_page_is_kept():
    paper = Paper()
    unruled(paper, 740, [("信息内容", "制发", "废止", "有效"), ("规章", "1", "0", "4"), ("许可", "7", "0", "9")])
    paper.next_page()
    unruled(paper, 80, [("规范性文件", "12", "3", "40")])
    lined(paper, 130, ["三、收到和处理政府信息公开申请情况"])
    assert only_table(paper)[-2:] == [["许可", "7", "0", "9"], ["规范性文件", "12", "3", "40"]]


def test_heads_at_a_page_s_end_are_those_of_the_figures_on_the_next():
    paper = Paper()
    lined(paper, 700, ["四、行政复议情况"])
    unruled(paper, 740, [("", "维持", "纠正", "总计")])
    paper.next_page()
    unruled(paper, 80, [("复议", "1", "0", "1"), ("诉讼", "2", "3", "5")])
    assert only_table(paper) == [["维持", "纠正", "总计"], ["复议", "1", "0", "1"], ["诉讼", "2", "3", "5"]]


def test_units_stay_one_a_row_and_a_row_may_lack_its_figure():
    paper = Paper()
    rows = [("主动公开数", "条", "3"), ("规范性文件数", "件", "54"), ("收到申请数", "件", ""), ("复议数", "次", "9")]
    unruled(paper, 100, rows, columns=(330, 430))
    assert only_table(paper) == [list(row) for row in rows]
