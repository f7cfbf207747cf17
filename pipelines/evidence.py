"""From a figure's `where` back to the cell or the sentence in the document it was read from. Runs in a worker."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parsers.model import Cell, Document, Table, UnreadableError
from parsers.numbers import read_value
from pipelines.archive import load
from pipelines.stored import DamagedError, Stored, body_of
from pipelines.workers import Failure

CONTEXT = 60
"""Characters shown before and after a sentence's figure."""


@dataclass(slots=True)
class Evidence:
    """A figure in its document: for a table its row and heads as printed, for prose the text around it.

    `row` are the texts of the row's cells, `marked` the place of the figure's among them; `before`, `figure` and
    `after` are the text around the figure's offsets. `page` is the document with the figure highlighted, as HTML.
    """

    row: list[str] = field(default_factory=list)
    marked: int | None = None
    heads: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    before: str = ""
    figure: str = ""
    after: str = ""
    line: int | None = None
    page: str | None = None


@dataclass(frozen=True, slots=True)
class EvidenceJob:
    """Find a figure again in the record it was read from."""

    root: str
    file: str
    offset: int
    origin: str
    where: dict[str, Any]
    want_page: bool = False

    def perform(self) -> Evidence | Failure:
        """The evidence; a `Failure` where the record is damaged or the document cannot be read any more."""
        from parsers.read import extract

        try:
            stored = load(Path(self.root), self.file, self.offset)
            body = body_of(stored)
            document = extract(body.data, body.content_type, stored.get("WARC-Target-URI"))
        except DamagedError as error:
            return Failure("archive.damaged", str(error))
        except UnreadableError as error:
            return Failure(error.rule, str(error))
        return self._find(stored, body.data, document)

    def _find(self, stored: Stored, data: bytes, document: Document) -> Evidence:
        evidence = Evidence()
        table, cell = None, None
        if self.origin == "table":
            table = next((each for each in tables_of(document) if each.number == self.where.get("table")), None)
            cell = _cell_at(table, self.where) if table else None
            if table and cell:
                _describe_cell(evidence, table, cell)
        if "start" in self.where:
            _describe_text(evidence, document.text, self.where["start"], self.where["end"])
        if self.want_page:
            from pipelines.highlight import highlighted

            evidence.page = highlighted(data, document, table, cell, self.where, stored.get("WARC-Target-URI") or "")
        return evidence


def tables_of(document: Document) -> list[Table]:
    """The document's tables under the numbers that a reading gives them: flattened ones follow the real ones."""
    from parsers.flat import find_regions

    found = list(document.tables())
    first = max((table.number for table in found), default=0) + 1
    for number, region in enumerate(find_regions(document), first):
        region.table.number = number
        found.append(region.table)
    return found


def _cell_at(table: Table, where: dict[str, Any]) -> Cell | None:
    cells = (cell for row in table.rows for cell in row)
    return next((cell for cell in cells if (cell.row, cell.column) == (where.get("row"), where.get("column"))), None)


def _describe_cell(evidence: Evidence, table: Table, cell: Cell) -> None:
    row = _in_row(table, cell.row)
    evidence.row = [_printed(each.text) for each in row]
    evidence.marked = row.index(cell)
    evidence.labels = _distinct(each.text for each in row if each.column < cell.column and _is_words(each.text))
    if not table.gridded:
        # In flattened text a column is only an order: no head stands above it.
        return
    above = (each for line in table.rows for each in line if each.row < cell.row and _covers(each, cell.column))
    evidence.heads = _distinct(each.text for each in above if _is_words(each.text))[-3:]


def _in_row(table: Table, number: int) -> list[Cell]:
    """The cells of a row, those that reach into it from above included, from left to right."""
    cells = [cell for row in table.rows for cell in row if cell.row <= number < cell.row + cell.rowspan]
    return sorted(cells, key=lambda cell: cell.column)


def _covers(cell: Cell, column: int) -> bool:
    return cell.column <= column < cell.column + cell.colspan


def _is_words(text: str) -> bool:
    return read_value(text).status == "text"


def _distinct(texts: Any) -> list[str]:
    return list(dict.fromkeys(_printed(text) for text in texts))


def _printed(text: str) -> str:
    return " ".join(text.split())


def _describe_text(evidence: Evidence, text: str, start: int, end: int) -> None:
    evidence.figure = text[start:end]
    evidence.before = text[max(0, start - CONTEXT) : start].rpartition("\n")[2]
    evidence.after = text[end : end + CONTEXT].partition("\n")[0]
    evidence.line = text.count("\n", 0, start) + 1
