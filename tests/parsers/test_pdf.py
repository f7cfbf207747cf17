import io
import json
import zlib

import pypdfium2 as pdfium
import pytest

from parsers import ocr
from parsers.model import Paragraph, Table, UnreadableError
from parsers.pdf import read_pdf
from parsers.pdf_flow import FlowPage, drop_furniture
from parsers.pdf_text import Line
from tests.beside import CORPUS, needs_collection
from tests.parsers.office_samples import grid, only_table
from tests.parsers.pdf_samples import Paper, lined, ruled

REAL = CORPUS / "hongze-2024.pdf"
HEAD = ["信息内容", "本年制发件数", "现行有效件数"]


def lines(document):
    return document.text.split("\n")


@needs_collection
def test_a_real_report_keeps_its_three_tables_whole():
    document = read_pdf(REAL.read_bytes())
    first, second, third = document.tables()
    assert (first.page, second.page, third.page) == (2, 3, 4)
    assert [len(table.rows) for table in (first, second, third)] == [14, 26, 4]
    values = json.loads(REAL.with_suffix(".json").read_text(encoding="utf-8"))["table"]
    printed = [int(cell.text) for t in (first, second, third) for row in t.rows for cell in row if cell.text.isdigit()]
    assert sorted(printed) == sorted(values.values())
    group = second.rows[5][0]
    assert (group.text, group.rowspan) == ("三、本年度办理结果", 20)


def test_prose_lines_become_paragraphs_without_page_numbers():
    paper = Paper()
    paper.centred(297, 60, "青石县2023年政府信息公开工作年度报告")
    full = "全年主动公开政府信息一千二百三十四条，通过门户网站公开政府信息八百条，通过新媒体公开"
    lined(paper, 100, ["一、总体情况"])
    paper.text(90, 120, full[:-2])
    lined(paper, 136, [full, "的政府信息共四百条。"])
    paper.centred(297, 820, "- 1 -")
    paper.next_page()
    lined(paper, 100, ["二、主动公开政府信息情况"])
    paper.centred(297, 820, "- 2 -")
    assert lines(read_pdf(paper.bytes())) == [
        "青石县2023年政府信息公开工作年度报告",
        "一、总体情况",
        full[:-2] + full + "的政府信息共四百条。",
        "二、主动公开政府信息情况",
    ]


def test_a_ruled_table_has_blank_cells_pages_and_boxes():
    paper = Paper()
    lined(paper, 60, ["二、主动公开政府信息情况"])
    ruled(paper, 100, [HEAD, ["规章", "", "3"], ["行政规范性文件", "7", "41"]])
    document = read_pdf(paper.bytes())
    table = only_table(document)
    assert grid(table) == [HEAD, ["规章", "", "3"], ["行政规范性文件", "7", "41"]]
    assert table.rows[2][2].page == 1
    assert table.rows[2][2].box == pytest.approx((380, 140, 460, 160), abs=1.5)
    assert document.text == "二、主动公开政府信息情况"


def merged(paper: Paper, top: float) -> None:
    """A group label down the left, one character a line, and a label of two lines in the last row."""
    paper.font(8)
    paper.cell(60, top, 90, top + 100, *"本年度办理结果")
    for k, (label, value) in enumerate((("1.属于国家秘密", "0"), ("2.其他", "12"), ("3.保护", ""), ("4.查询", "5"))):
        paper.cell(90, top + 25 * k, 300, top + 25 * k + 25, label)
        paper.cell(300, top + 25 * k, 380, top + 25 * k + 25, value)
    paper.cell(60, top + 100, 300, top + 140, "（二）部分公开（区分处理的，", "只计这一情形，", "不计其他情形）")
    paper.cell(300, top + 100, 380, top + 140, "4")


def test_merged_cells_vertical_labels_and_wrapped_labels_are_one_cell_each():
    paper = Paper()
    merged(paper, 100)
    table = only_table(read_pdf(paper.bytes()))
    assert grid(table) == [
        ["本年度办理结果", "1.属于国家秘密", "0"],
        ["2.其他", "12"],
        ["3.保护", ""],
        ["4.查询", "5"],
        ["（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "4"],
    ]
    assert table.rows[0][0].rowspan == 4
    assert table.rows[4][0].colspan == 2


def cut_table(number: str, upper, lower, **kinds) -> bytes:
    """A table over two pages, with a running head, a page number, and prose around it."""
    paper = Paper()
    paper.text(230, 40, "青石县水务局年报")
    lined(paper, 70, ["三、收到和处理政府信息公开申请情况"])
    ruled(paper, 780 - 20 * len(upper), upper, **kinds)
    paper.centred(297, 825, number)
    paper.next_page()
    paper.text(230, 40, "青石县水务局年报")
    end = ruled(paper, 60, lower, **kinds)
    lined(paper, end + 40, ["四、其他情况"])
    paper.centred(297, 825, number.replace("3", "4"))
    return paper.bytes()


@pytest.mark.parametrize("number", ["- 3 -", "— 3 —", "第 3 页 共 4 页", "3", "3/4", "·3·"])
def test_a_table_cut_by_a_page_is_one_table(number):
    upper, lower = [["项目", "自然人", "总计"], ["1.甲", "1", "1"]], [["2.乙", "", "0"], ["3.丙", "3", "3"]]
    document = read_pdf(cut_table(number, upper, lower))
    table = only_table(document)
    assert grid(table) == upper + lower
    assert [row[0].row for row in table.rows] == [1, 2, 3, 4]
    assert [row[0].page for row in table.rows] == [1, 1, 2, 2]
    assert lines(document) == ["青石县水务局年报", "三、收到和处理政府信息公开申请情况", "四、其他情况"]


def test_a_head_printed_again_on_the_next_page_is_dropped():
    upper, lower = [HEAD, ["1.甲", "1", "1"]], [HEAD, ["2.乙", "2", "2"]]
    table = only_table(read_pdf(cut_table("- 3 -", upper, lower)))
    assert grid(table) == [*upper, lower[1]]


def test_a_row_cut_inside_its_label_is_one_row():
    upper = [["1.甲", "1", "1"], ["2.属于三类（内部", "", ""]]
    lower = [["事务）信息", "5", "6"], ["3.丙", "", "0"]]
    table = only_table(read_pdf(cut_table("- 3 -", upper, lower)))
    assert grid(table) == [["1.甲", "1", "1"], ["2.属于三类（内部事务）信息", "5", "6"], ["3.丙", "", "0"]]
    assert [row[0].row for row in table.rows] == [1, 2, 3]


def test_two_rows_without_figures_are_never_put_together():
    upper = [HEAD, ["规章", "", ""]]
    lower = [["行政规范性文件", "", "3"]]
    assert grid(only_table(read_pdf(cut_table("- 3 -", upper, lower)))) == upper + lower


def test_a_merged_group_cell_cut_by_a_page_is_one_cell():
    paper = Paper()
    edges = (60, 160, 300, 380)
    paper.cell(60, 700, 160, 740, "（四）无")
    for k, label in enumerate(("1.不掌握", "2.没有现成")):
        for c, text in enumerate((label, str(k))):
            paper.cell(edges[c + 1], 700 + 20 * k, edges[c + 2], 720 + 20 * k, text)
    paper.next_page()
    paper.cell(60, 60, 160, 80, "法提供")
    ruled(paper, 60, [["3.补正", "7"]], edges=edges[1:])
    ruled(paper, 80, [["（五）其他", "4.重复", "9"]], edges=edges)
    table = only_table(read_pdf(paper.bytes()))
    assert grid(table) == [
        ["（四）无法提供", "1.不掌握", "0"],
        ["2.没有现成", "1"],
        ["3.补正", "7"],
        ["（五）其他", "4.重复", "9"],
    ]
    assert table.rows[0][0].rowspan == 3


def test_a_table_without_rules():
    paper = Paper()
    columns = (330, 400, 470)

    def row(top, labels, values):
        for k, label in enumerate(labels):
            paper.text(80, top + 13 * k, label)
        for x, value in zip(columns, values, strict=True):
            paper.centred(x, top + 13 * (len(labels) - 1) / 2, value)

    lined(paper, 60, ["三、收到和处理政府信息公开申请情况"])
    for x, head in zip(columns, ("自然人", "法人", "总计"), strict=True):
        paper.centred(x, 96, head)
    row(114, ["一、本年新收"], ("10", "2", "12"))
    row(132, ["（二）部分公开（区分处理的，", "不计其他情形）"], ("4", "", "4"))
    row(163, ["1.属于国家", "秘密的", "政府信息"], ("0", "0", "0"))
    row(207, ["2.其他"], ("1", "345", "346"))
    lined(paper, 260, ["四、行政复议情况"])
    document = read_pdf(paper.bytes())
    assert grid(only_table(document)) == [
        ["自然人", "法人", "总计"],
        ["一、本年新收", "10", "2", "12"],
        ["（二）部分公开（区分处理的，不计其他情形）", "4", "", "4"],
        ["1.属于国家秘密的政府信息", "0", "0", "0"],
        ["2.其他", "1", "345", "346"],
    ]
    assert lines(document) == ["三、收到和处理政府信息公开申请情况", "四、行政复议情况"]


def test_prose_with_figures_is_no_table():
    paper = Paper()
    lined(paper, 60, ["2023年受理申请 12 件。", "2022年受理申请 10 件。", "比上年增加 2 件。"])
    assert list(read_pdf(paper.bytes()).tables()) == []


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_reads_the_same_with_boxes_as_shown(turn):
    paper = Paper()
    ruled(paper, 100, [HEAD, ["规章", "0", "3"]])
    pdf = pdfium.PdfDocument(paper.bytes())
    pdf[0].set_rotation(turn)
    stream = io.BytesIO()
    pdf.save(stream)
    table = only_table(read_pdf(stream.getvalue()))
    assert grid(table) == [HEAD, ["规章", "0", "3"]]
    left, top, right, bottom = table.rows[1][2].box
    width, height = (842, 595) if turn != 180 else (595, 842)
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert (right - left, bottom - top) == pytest.approx((80, 20) if turn == 180 else (20, 80), abs=2)


def test_characters_printed_twice_for_boldness_count_once():
    paper = Paper()
    for shift in (0, 0.3, 0.6):
        paper.text(70 + shift, 60, "一、总体情况2023年共11件")
    assert read_pdf(paper.bytes()).text == "一、总体情况2023年共11件"


def test_a_figure_printed_in_pieces_is_one_figure():
    paper = Paper()
    ruled(paper, 100, [HEAD, ["规章", "", "3"]])
    paper.font(10)
    paper.text(330, 133, "77")
    paper.text(340, 133, "30.28")
    assert only_table(read_pdf(paper.bytes())).rows[1][1].text == "7730.28"


def test_radicals_are_kept_as_printed():
    paper = Paper()
    ruled(paper, 100, [["⼀、⾏政许可", "1", "2"], ["乙", "3", "4"]])
    assert only_table(read_pdf(paper.bytes())).rows[0][0].text == "⼀、⾏政许可"


def test_a_frame_round_prose_is_no_table():
    paper = Paper()
    paper.box(50, 40, 550, 300)
    lined(paper, 80, ["一、总体情况", "本年度无。"])
    document = read_pdf(paper.bytes())
    assert [type(block) for block in document.blocks] == [Paragraph, Paragraph]


def test_blocks_stand_in_reading_order():
    paper = Paper()
    lined(paper, 60, ["二、甲"])
    ruled(paper, 80, [HEAD, ["规章", "0", "3"]])
    lined(paper, 160, ["三、乙"])
    document = read_pdf(paper.bytes())
    assert [type(block) for block in document.blocks] == [Paragraph, Table, Paragraph]
    assert only_table(document).offset == document.text.index("三")


def test_a_scan_without_the_extra_names_its_pages(monkeypatch):
    from reportlab.lib.utils import ImageReader

    image = pytest.importorskip("PIL.Image")
    picture = ImageReader(image.new("L", (400, 500), 128))
    paper = Paper()
    lined(paper, 60, ["一、总体情况和其他若干需要说明的事项"])
    paper.next_page()
    paper.canvas.drawImage(picture, 0, 0, 595, 842)
    monkeypatch.setattr(ocr, "available", lambda: False)
    document = read_pdf(paper.bytes())
    (finding,) = document.findings
    assert (finding.rule, finding.severity) == ("parse.not_read", "warning")
    assert "pages 2 were" in finding.message


def pdf_of(
    stream: bytes, extra: bytes = b"/Filter /FlateDecode", pages: bytes = b"/Count 1", box: bytes = b"595 842"
) -> bytes:
    """A PDF of one page written by hand, without a cross-reference table."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]"
        + pages
        + b">>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 " + box + b"]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Length " + str(len(stream)).encode() + extra + b">>stream\n" + stream + b"\nendstream endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )


def encrypted() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption

    return Paper(encrypt=StandardEncryption("secret", strength=128)).bytes()


def many_pages() -> bytes:
    paper = Paper()
    for _ in range(1501):
        paper.canvas.showPage()
    return paper.bytes()


BOMB = zlib.compress(b" " * (200 << 20), 9)


@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (encrypted, "parse.encrypted"),
        (many_pages, "parse.too_many_pages"),
        (lambda: pdf_of(BOMB), "parse.bomb"),
        (lambda: pdf_of(zlib.compress(BOMB), b"/Filter[/FlateDecode/FlateDecode]"), "parse.bomb"),
        (lambda: pdf_of(b"", b"", box=b"900000 900000"), "parse.page_too_large"),
        (lambda: b"%PDF-1.7 nothing", "parse.broken"),
        (lambda: b"", "parse.broken"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(make, rule):
    with pytest.raises(UnreadableError) as refused:
        read_pdf(make())
    assert refused.value.rule == rule


def test_a_file_without_its_cross_references_is_read_and_a_cut_one_says_so():
    paper = Paper(pageCompression=0)
    lined(paper, 60, ["ABC 2023"])
    data = paper.bytes()
    start = data.rindex(b"startxref")
    document = read_pdf(data[:start])
    assert document.text == "ABC 2023"
    assert [finding.rule for finding in document.findings] == ["parse.truncated"]


def test_the_same_bytes_give_the_same_document():
    data = cut_table("- 3 -", [HEAD, ["1.甲", "1", "1"]], [["2.乙", "2", "2"]])
    assert repr(read_pdf(data)) == repr(read_pdf(data))


def test_page_numbers_of_scans_count_as_such_however_their_dashes_are_read():
    def line(text: str, middle: float = 810) -> Line:
        return Line([], text, 290, 310, middle - 5, middle + 5, middle + 4, 10)

    for text, scanned, dropped in (
        ("-2一", True, True),
        ("一4一", True, True),
        ("-2一", False, False),
        ("一、总体情况", True, False),
        ("2023年", True, False),
    ):
        pages = [FlowPage(1, 600, 840, [line("一、总体情况", 100), line(text)], scanned=scanned)]
        drop_furniture(pages)
        assert (len(pages[0].items) == 1) == dropped, text


def test_a_table_on_turned_pages_goes_on_with_its_columns():
    def part(rows) -> None:
        paper.canvas.setPageRotation(90)
        paper.canvas.translate(595, 0)
        paper.canvas.rotate(90)
        paper.font(10)
        paper.canvas.translate(0, 595 - 842)
        ruled(paper, 60, rows, edges=(60, 300, 380, 460))

    paper = Paper()
    part([HEAD, ["规章", "1", "3"]])
    paper.next_page()
    part([["行政规范性文件", "7", "41"], ["许可", "2", ""]])
    table = only_table(read_pdf(paper.bytes()))
    assert grid(table) == [HEAD, ["规章", "1", "3"], ["行政规范性文件", "7", "41"], ["许可", "2", ""]]
    assert [(cell.column, cell.colspan) for row in table.rows for cell in row] == [(1, 1), (2, 1), (3, 1)] * 4
