import io

import docx
import pypdfium2 as pdfium
import pytest
from docx.shared import Cm
from PIL import ImageChops
from reportlab.lib.utils import ImageReader

from parsers import ocr
from parsers.model import UnreadableError
from parsers.ocr import read_image
from parsers.pdf import read_pdf
from parsers.word import read_docx
from tests.beside import CORPUS, needs_collection
from tests.parsers.office_samples import grid, only_table
from tests.parsers.pdf_samples import Paper, lined

image = pytest.importorskip("PIL.Image")
draw = pytest.importorskip("PIL.ImageDraw")
font = pytest.importorskip("PIL.ImageFont")
needs_ocr = pytest.mark.skipif(not ocr.available(), reason="gongkai[ocr] is not installed")
REAL = CORPUS / "hongze-2024.pdf"
ROWS = [["A1", "0", "12", "345"], ["B2", "", "0", "-"], ["C3", "7730.28", "1", "0"]]


def picture(rows=ROWS, ruled: bool = True, tone: int = 0, shade: int = 255):
    """A table of figures, one cell 150 by 44 pixels."""
    paper = image.new("L", (700, 90 + 44 * len(rows)), 255)
    pen = draw.Draw(paper)
    letters = font.load_default(20)
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            left, top = 40 + 150 * c, 40 + 44 * r
            if ruled:
                pen.rectangle((left, top, left + 150, top + 44), outline=tone, fill=shade if r == 0 else 255)
            pen.text((left + 75, top + 22), text, fill=0, font=letters, anchor="mm")
    return paper


def broken(dash: int, gap: int, tone: int = 0):
    """The table with its lines in dashes or dots."""
    paper = picture(ruled=False)
    pen = draw.Draw(paper)
    step = dash + gap
    for y in range(40, 40 + 44 * len(ROWS) + 1, 44):
        for x in range(40, 640, step):
            pen.line((x, y, min(640, x + dash - 1), y), fill=tone)
    for x in range(40, 641, 150):
        for y in range(40, 40 + 44 * len(ROWS), step):
            pen.line((x, y, x, min(40 + 44 * len(ROWS), y + dash - 1)), fill=tone)
    return paper


def saved(paper, form: str = "PNG", **options) -> bytes:
    stream = io.BytesIO()
    paper.save(stream, form, **options)
    return stream.getvalue()


def darkening(paper):
    """The sheet under a lamp at its left."""
    shade = image.linear_gradient("L").rotate(90).resize(paper.size).point(lambda tone: 120 + tone // 2)
    return ImageChops.multiply(paper, shade)


@needs_ocr
@pytest.mark.parametrize(
    "data",
    [
        saved(picture()),
        saved(picture(tone=190, shade=210)),
        saved(picture(), "JPEG", quality=50),
        saved(picture().rotate(1, fillcolor=255, resample=image.Resampling.BICUBIC)),
        saved(picture().resize((2100, 666))),
        saved(darkening(picture())),
        saved(picture(tone=225)),
        saved(broken(5, 3)),
        saved(broken(2, 2, tone=120)),
    ],
    ids=[
        "plain",
        "pale lines and shaded cells",
        "jpeg",
        "askew",
        "large",
        "darker to one side",
        "very pale lines",
        "dashed lines",
        "dotted lines",
    ],
)
def test_figures_of_a_ruled_table(data):
    document = read_image(data)
    table = only_table(document)
    assert grid(table) == ROWS
    assert all(0.5 < cell.confidence <= 1 for row in table.rows for cell in row)


@needs_ocr
def test_a_red_seal_over_figures_is_looked_through_and_leaves_a_doubt():
    paper = picture().convert("RGB")
    pen = draw.Draw(paper)
    pen.ellipse((290, 56, 390, 156), outline=(225, 40, 40), width=4)
    pen.text((318, 96), "SEAL", fill=(225, 40, 40), font=font.load_default(18))
    rows = only_table(read_image(saved(paper))).rows
    assert [[cell.text for cell in row] for row in rows] == ROWS
    assert all(cell.confidence < 0.5 for row in rows for cell in row[1:3])
    assert all(cell.confidence > 0.5 for row in rows for cell in (row[0], row[3]))


@needs_ocr
def test_boxes_are_pixels_of_the_picture():
    for factor in (1, 3):
        paper = picture().resize((700 * factor, 222 * factor))
        cell = only_table(read_image(saved(paper))).rows[2][1]
        expected = [v * factor for v in (190, 128, 340, 172)]
        assert cell.box == pytest.approx(expected, abs=4 * factor)


@needs_ocr
def test_a_table_without_rules_keeps_lone_zeros():
    rows = [["A1", "10", "0", "345"], ["B2", "0", "0", "20"], ["C3", "77", "1", "0"]]
    assert grid(only_table(read_image(saved(picture(rows, ruled=False))))) == rows


@needs_ocr
def test_pages_of_a_tiff_are_one_document():
    other = picture([["D4", "5", "6", "7"], ["E5", "8", "9", "10"]])
    document = read_image(saved(picture(), "TIFF", save_all=True, append_images=[other]))
    assert [cell.page for table in document.tables() for row in table.rows for cell in row][-1] == 2


@needs_ocr
def test_a_scanned_page_gives_boxes_in_points():
    stream = io.BytesIO()
    picture().resize((1240, 393)).save(stream, "PDF", resolution=150)
    table = only_table(read_pdf(stream.getvalue()))
    assert grid(table) == ROWS
    width = pdfium.PdfDocument(stream.getvalue())[0].get_width()
    assert table.rows[0][3].box[2] == pytest.approx(640 / 700 * width, abs=3)


@needs_ocr
@needs_collection
def test_a_real_page_of_cells():
    page = pdfium.PdfDocument(REAL)[3].render(scale=150 / 72).to_pil().convert("L")
    cells = [cell for table in read_image(saved(page)).tables() for row in table.rows for cell in row]
    figures = [cell for cell in cells if cell.text.isdigit()]
    truth = [
        cell.text
        for table in read_pdf(REAL.read_bytes()).tables()
        for row in table.rows
        for cell in row
        if cell.page == 4 and cell.text.isdigit()
    ]
    assert [cell.text for cell in figures] == truth
    assert min(cell.confidence for cell in figures) > 0.5


@needs_ocr
def test_the_same_bytes_give_the_same_document():
    data = saved(picture())
    assert repr(read_image(data)) == repr(read_image(data))


def test_without_the_extra_a_finding_says_what_was_not_read(monkeypatch):
    monkeypatch.setattr(ocr, "available", lambda: False)
    document = read_image(saved(picture()))
    assert document.blocks == []
    assert [(f.rule, f.severity) for f in document.findings] == [("parse.not_read", "warning")]


@needs_ocr
@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "parse.broken"),
        (saved(picture())[:400], "parse.broken"),
        (saved(image.new("1", (30_000, 30_000))), "parse.too_large"),
    ],
)
def test_broken_and_huge_pictures_are_refused_by_name(data, rule):
    with pytest.raises(UnreadableError) as refused:
        read_image(data)
    assert refused.value.rule == rule


def page_of_lines(turn: int) -> bytes:
    """A page with lines of letters over a table, turned by quarters against the clock."""
    paper = image.new("L", (760, 900), 255)
    paper.paste(picture(), (20, 330))
    pen = draw.Draw(paper)
    for k, line in enumerate(("ReportOfTheCountyOffice", "ReceivedAndClosedRequests", "FiguresOfTheYear2023")):
        pen.text((60, 60 + 60 * k), line, fill=0, font=font.load_default(24))
        pen.text((60, 660 + 60 * k), line, fill=0, font=font.load_default(24))
    return saved(paper.rotate(90 * turn, expand=True))


@needs_ocr
@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_page_on_its_side_or_head_is_turned_and_its_boxes_are_where_it_shows_them(turn):
    document = read_image(page_of_lines(turn))
    table = only_table(document)
    assert grid(table) == ROWS
    assert "ReportOfTheCountyOffice" in document.text
    upright = (360, 458, 510, 502)
    left, top, right, bottom = {
        1: (upright[1], 760 - upright[2], upright[3], 760 - upright[0]),
        2: (760 - upright[2], 900 - upright[3], 760 - upright[0], 900 - upright[1]),
        3: (900 - upright[3], upright[0], 900 - upright[1], upright[2]),
    }[turn]
    assert table.rows[2][2].box == pytest.approx((left, top, right, bottom), abs=4)


@needs_ocr
def test_a_picture_of_a_table_beside_text_is_read():
    paper = Paper()
    lined(paper, 80, ["三、收到和处理政府信息公开申请情况", "详见下图，各项数字以图中所列为准。"])
    paper.canvas.drawImage(ImageReader(picture()), 70, 380, 500, 159)
    document = read_pdf(paper.bytes())
    assert grid(only_table(document)) == ROWS
    assert only_table(document).rows[0][0].box == pytest.approx((98.6, 331.6, 205.7, 363), abs=3)
    assert document.findings == []
    word = docx.Document()
    word.add_paragraph("三、收到和处理政府信息公开申请情况")
    word.add_picture(io.BytesIO(saved(picture())), width=Cm(15))
    stream = io.BytesIO()
    word.save(stream)
    document = read_docx(stream.getvalue())
    assert grid(only_table(document)) == ROWS
    assert document.findings == []
