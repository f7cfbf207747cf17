"""Makes the PDF files of this folder: reports of a county that does not exist, for the portal with attachments only.

Run with the development packages (reportlab): `python data/samples/portals/build.py`. The characters are drawn with
the font STSong-Light that PDF viewers bring along, so the files stay small; their bytes are the same at every run.
"""

from __future__ import annotations

from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from crawler.demo.documents import Grid, blocks_of
from crawler.demo.portals import PDF_REPORTS

FONT = "STSong-Light"
WIDTH = 500
TITLE = ParagraphStyle("title", fontName=FONT, fontSize=15, leading=24, alignment=1, wordWrap="CJK")
TEXT = ParagraphStyle("text", fontName=FONT, fontSize=11, leading=17, firstLineIndent=22, wordWrap="CJK")
CELL = ParagraphStyle("cell", fontName=FONT, fontSize=7.5, leading=9.5, wordWrap="CJK")


def table_of(grid: Grid) -> Table:
    """A ruled table; the label columns are wider than those of figures."""
    cells: list[list[Flowable | str]] = [[""] * grid.columns for _ in range(grid.rows)]
    spans = []
    for spot in grid.spots:
        cells[spot.row][spot.column] = Paragraph(spot.text, CELL)
        end = (spot.column + spot.columns - 1, spot.row + spot.rows - 1)
        spans.append(("SPAN", (spot.column, spot.row), end))
    wide = [60, 50, 110] if grid.columns == 10 else []
    rest = (WIDTH - sum(wide)) / (grid.columns - len(wide))
    style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *spans]
    return Table(cells, [*wide, *[rest] * (grid.columns - len(wide))], style=TableStyle(style), spaceBefore=6, spaceAfter=8)


def main() -> None:
    """Write one file a report."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    for name, made in PDF_REPORTS.items():
        flow: list[Flowable] = []
        for place, block in enumerate(blocks_of(made)):
            flow.append(table_of(block) if isinstance(block, Grid) else Paragraph(block, TEXT if place else TITLE))
        path = Path(__file__).with_name(name)
        SimpleDocTemplate(str(path), pagesize=A4, title=made.title, author=made.agency, invariant=1).build(flow)


if __name__ == "__main__":
    main()
