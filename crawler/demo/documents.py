"""Made reports as files: blocks of a report for any format, and Word files made of them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml import etree, html

from crawler.demo.content import Made, body_of


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of a table: its text, its 0-based row and column, and how many of each it spans."""

    text: str
    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table laid out: its cells and its size."""

    spots: tuple[Spot, ...]
    rows: int
    columns: int


def blocks_of(made: Made) -> Iterator[str | Grid]:
    """A report's title, paragraphs and tables, in order."""
    yield made.title
    for element in html.fragment_fromstring(body_of(made), create_parent="div").iterchildren("p", "table"):
        yield grid_of(element) if element.tag == "table" else _text(element)


def _text(element: etree._Element) -> str:
    return str(element.xpath("string()")).strip()


def grid_of(table: etree._Element) -> Grid:
    """A table's cells at their places, spans resolved."""
    taken: set[tuple[int, int]] = set()
    spots = []
    for row, line in enumerate(table.iter("tr")):
        column = 0
        for cell in line.iter("td"):
            while (row, column) in taken:
                column += 1
            rows, columns = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
            spots.append(Spot(_text(cell), row, column, rows, columns))
            taken |= {(row + down, column + along) for down in range(rows) for along in range(columns)}
    return Grid(tuple(spots), 1 + max(row for row, _ in taken), 1 + max(column for _, column in taken))


def docx_of(made: Made) -> bytes:
    """The report as a Word file."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "SimSun", Pt(9)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "SimSun")
    document.core_properties.title, document.core_properties.author = made.title, made.agency
    document.core_properties.created = document.core_properties.modified = datetime(2020, 1, 1, tzinfo=UTC)
    for place, block in enumerate(blocks_of(made)):
        if isinstance(block, Grid):
            _add_table(document, block)
        else:
            paragraph = document.add_paragraph(block)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if place == 0 else WD_ALIGN_PARAGRAPH.LEFT
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add_table(document: Document, grid: Grid) -> None:
    table = document.add_table(grid.rows, grid.columns, "Table Grid")
    cells = [list(row.cells) for row in table.rows]
    for spot in grid.spots:
        cell = cells[spot.row][spot.column]
        if spot.rows > 1 or spot.columns > 1:
            cell = cell.merge(cells[spot.row + spot.rows - 1][spot.column + spot.columns - 1])
        cell.text = spot.text
