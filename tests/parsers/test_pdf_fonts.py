"""Files that do not hold their fonts read the same with whatever fonts the machine has; pages are drawn as ever."""

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as c_pdfium
import pytest

from parsers.pdf import read_pdf
from parsers.pdf_stand_in import stand_in_fonts
from parsers.pdf_text import read_glyphs
from tests.parsers.pdf_samples import HEIGHT, Paper, ruled


def lone_characters() -> bytes:
    paper = Paper()
    ruled(paper, 100, [("行政许可", "无", "12"), ("行政处罚", "条", "0")])
    return paper.bytes()


def outline(data: bytes) -> list[float]:
    """The box that PDFium gives the ink of the first character."""
    with pdfium.PdfDocument(data) as pdf:
        textpage = pdf[0].get_textpage()
        box = [ctypes.c_double() for _ in range(4)]
        c_pdfium.FPDFText_GetCharBox(textpage.raw, 0, *map(ctypes.byref, box))
        return [value.value for value in box]


def test_boxes_are_those_of_the_file_s_own_widths():
    (table,) = read_pdf(lone_characters()).tables()
    assert [[cell.text for cell in row] for row in table.rows] == [["行政许可", "无", "12"], ["行政处罚", "条", "0"]]
    paper = Paper()
    paper.text(100, 200, "第一项12")  # the file says that figures are 0.462 wide
    with stand_in_fonts(), pdfium.PdfDocument(paper.bytes()) as pdf:
        glyphs, _ = read_glyphs(pdf[0])
    assert [(round(g.x0, 2), round(g.x1, 2)) for g in glyphs] == [
        (100, 110), (110, 120), (120, 130), (130, 134.62), (134.62, 139.24)
    ]  # fmt: skip
    assert {(round(g.top, 2), round(g.bottom, 2)) for g in glyphs} == {(192.5, 202.5)}


def test_while_a_file_is_read_no_font_of_the_machine_is_asked():
    data = lone_characters()
    with stand_in_fonts():
        left, right, bottom, top = outline(data)
    # The box of the stand-in: as wide as the size, three quarters of it high, on the base line.
    assert (right - left, top - bottom) == pytest.approx((10, 7.5), abs=0.2)
    assert HEIGHT - 125 < bottom < HEIGHT - 100


def test_pages_are_drawn_with_the_machine_s_fonts_before_and_after_a_reading():
    data = lone_characters()

    def drawn() -> bytes:
        with pdfium.PdfDocument(data) as pdf:
            return bytes(pdf[0].render().to_pil().tobytes())

    before = drawn()
    read_pdf(data)
    assert drawn() == before
