"""Struck-out text in PDFs: the figure that is withdrawn is not read beside the one that stands for it."""

import ctypes
import io

import pypdfium2 as pdfium
import pypdfium2.raw as c_pdfium
from reportlab.pdfbase.pdfmetrics import stringWidth

from parsers.pdf import read_pdf
from tests.parsers.pdf_samples import FONT, HEIGHT, Paper, ruled
from tests.parsers.test_pdf_bends import grid

ROWS = [("行政许可", "12 15", "3"), ("行政处罚", "7", "0"), ("行政强制", "8", "1")]


def sheet() -> Paper:
    """The rows ruled; 12 begins at 327 and ends at 336, on the base line at 113.5 from the top."""
    paper = Paper()
    ruled(paper, 100, ROWS)
    return paper


def strike(paper: Paper, left: float, right: float, y: float) -> None:
    paper.canvas.setLineWidth(0.5)
    paper.canvas.line(left, HEIGHT - y, right, HEIGHT - y)


def span(text: str) -> tuple[float, float]:
    """From where to where a text stands in the first row's second cell."""
    left = 340 - stringWidth(ROWS[0][1], FONT, 10) / 2
    return left, left + stringWidth(text, FONT, 10)


def test_a_figure_with_a_line_through_it_is_left_out_and_said():
    paper = sheet()
    strike(paper, *span("12"), 110)
    document = read_pdf(paper.bytes())
    (table,) = document.tables()
    assert grid(table) == [["行政许可", "15", "3"], ["行政处罚", "7", "0"], ["行政强制", "8", "1"]]
    (finding,) = document.findings
    assert (finding.rule, finding.message) == ("parse.struck_out", "struck out on page 1 and left out: 12")


def test_a_line_under_a_figure_strikes_nothing_out():
    paper = sheet()
    strike(paper, *span("12"), 115)
    document = read_pdf(paper.bytes())
    (table,) = document.tables()
    assert grid(table) == [list(row) for row in ROWS]
    assert not document.findings


def test_an_annotation_strikes_out_too():
    left, right = span("12")
    with pdfium.PdfDocument(sheet().bytes()) as pdf:
        page = pdf[0]
        annotation = c_pdfium.FPDFPage_CreateAnnot(page.raw, c_pdfium.FPDF_ANNOT_STRIKEOUT)
        top, bottom = HEIGHT - 105, HEIGHT - 116
        quad = c_pdfium.FS_QUADPOINTSF(left, top, right, top, left, bottom, right, bottom)
        c_pdfium.FPDFAnnot_AppendAttachmentPoints(annotation, ctypes.byref(quad))
        c_pdfium.FPDFPage_CloseAnnot(annotation)
        page.close()
        out = io.BytesIO()
        pdf.save(out)
    document = read_pdf(out.getvalue())
    (table,) = document.tables()
    assert grid(table)[0] == ["行政许可", "15", "3"]
    assert [finding.rule for finding in document.findings] == ["parse.struck_out"]
