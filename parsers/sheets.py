"""XLSX, XLSM, XLS, ODS -> Document: each visible sheet, its titles as prose, its blocks of cells as tables."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import python_calamine as calamine

from parsers import limits
from parsers.assembly import Assembly
from parsers.model import Cell, Document, Finding, UnreadableError
from parsers.packages import BROKEN, guard_package
from parsers.sheet_extent import fits, guard_xls, guard_xlsx
from parsers.sniff import ENCRYPTED, ODS, XLS, XLSX, sniff

_HEADING = re.compile(r"[一二三四五六七八九十]{1,3}[、．.]|（[一二三四五六七八九十]{1,3}）")
_LONG = 40
_ERRORS = (calamine.CalamineError, KeyError, *BROKEN)

Value = Any
Grid = list[list[str]]
Merged = dict[tuple[int, int], tuple[int, int]]


def read_sheet(data: bytes, url: str | None = None) -> Document:
    """Read a workbook. Values are written as a sheet prints them in its general format: 7, 7730.28, 2024-01-05.

    Raises:
        UnreadableError: `parse.broken`, `parse.encrypted`, `parse.zip_bomb`, `parse.entities`, `parse.too_large`,
            `parse.too_many_cells` (a sheet beyond `MAX_SHEET_ROWS` by `MAX_SHEET_COLUMNS`, or too many used cells).
    """
    mime = sniff(data)
    out = Assembly()
    if mime == ENCRYPTED:
        raise UnreadableError("parse.encrypted", "the workbook asks for a password")
    if mime not in (XLS, XLSX, ODS) or len(data) > limits.MAX_FILE_BYTES:
        raise UnreadableError("parse.broken", "the file is no workbook")
    if mime == XLS:
        guard_xls(data)
    else:
        guard_package(data)
        if mime == XLSX:
            guard_xlsx(data)
    book = _opened(data)
    if len(book.sheets_metadata) > limits.MAX_SHEETS:
        raise UnreadableError("parse.too_many_cells", f"the workbook has more than {limits.MAX_SHEETS} sheets")
    for sheet in book.sheets_metadata:
        if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible != calamine.SheetVisibleEnum.Visible:
            out.findings.append(Finding("parse.hidden_sheet", "info", f"the hidden sheet {sheet.name} was not read"))
            continue
        _read_sheet(book, sheet.name, out)
    return out.document(mime, url)


def _opened(data: bytes) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError as error:
        raise UnreadableError("parse.encrypted", "the workbook asks for a password") from error
    except _ERRORS as error:
        raise UnreadableError("parse.broken", f"the workbook cannot be opened: {error}") from error


def _read_sheet(book: calamine.CalamineWorkbook, name: str, out: Assembly) -> None:
    try:
        sheet = book.get_sheet_by_name(name)
        if not fits(sheet.height, sheet.width):
            raise UnreadableError(
                "parse.too_many_cells", f"the sheet {name} spans {sheet.height:,} by {sheet.width:,} cells"
            )
        rows = [[_printed(value) for value in row] for row in sheet.to_python(skip_empty_area=True)]
        merged = sheet.merged_cell_ranges or []
    except _ERRORS as error:
        raise UnreadableError("parse.broken", f"the sheet {name} cannot be read: {error}") from error
    top, left = sheet.start or (0, 0)
    spans = {
        (a - top, b - left): (min(c - top, len(rows) - 1) - (a - top) + 1, d - b + 1)
        for (a, b), (c, d) in merged
        if 0 <= a - top < len(rows) and b >= left
    }
    write_rows(rows, spans, out)


def write_rows(rows: Grid, spans: Merged, out: Assembly) -> None:
    """The rows of a sheet as lines of prose and tables."""
    covered = _covered(spans)
    for kind, first, last in _blocks(rows, spans):
        if kind == "prose":
            for row in rows[first:last]:
                out.paragraph(" ".join(text for text in row if text))
        else:
            out.table(_cells(rows, first, last, spans, covered))


def _covered(spans: Merged) -> set[tuple[int, int]]:
    """Places under merged cells, bounded by the limit on cells."""
    places: set[tuple[int, int]] = set()
    for (row, column), (height, width) in spans.items():
        if len(places) + height * width > limits.MAX_SHEET_CELLS:
            raise UnreadableError("parse.too_many_cells", "merged cells cover more cells than a sheet may have")
        places |= {(r, c) for r in range(row, row + height) for c in range(column, column + width)} - {(row, column)}
    return places


def _blocks(rows: Grid, spans: Merged) -> Iterator[tuple[str, int, int]]:
    """Runs of rows that are prose or a table; blank rows belong to none and part tables."""
    under = {r + k for (r, _), (height, _) in spans.items() for k in range(1, height)}
    kinds = [_kind(rows, i, spans, under) for i in range(len(rows))]
    start = 0
    for i in range(1, len(rows) + 1):
        if i == len(rows) or kinds[i] != kinds[start]:
            if kinds[start] != "blank" and start < len(rows):
                yield kinds[start], start, i
            start = i


def _kind(rows: Grid, i: int, spans: Merged, under: set[int]) -> str:
    """What a row is: blank, prose (one text, alone or a title), or part of a table."""
    filled = [c for c, text in enumerate(rows[i]) if text]
    if len(filled) > 1 or i in under:
        return "table"
    if not filled:
        return "blank"
    text = rows[i][filled[0]]
    if spans.get((i, filled[0]), (1, 1))[0] > 1 or re.fullmatch(r"[\d.,%+-]+", text):
        return "table"
    if len(text) > _LONG or _HEADING.match(text):
        return "prose"
    near = [j for j in (i - 1, i + 1) if 0 <= j < len(rows) and sum(1 for t in rows[j] if t) > 1]
    return "table" if len(near) == 2 or _between(rows, i) else "prose"


def _between(rows: Grid, i: int) -> bool:
    """Whether a short text stands right above a row of a table, with table rows before it too."""
    below = i + 1 < len(rows) and sum(1 for t in rows[i + 1] if t) > 1
    return below and any(sum(1 for t in row if t) > 1 for row in rows[max(0, i - 1) : i])


def _cells(rows: Grid, first: int, last: int, spans: Merged, covered: set[tuple[int, int]]) -> list[list[Cell]]:
    """A block as rows of cells, columns that nothing stands in cut off at both sides."""
    used = [c for row in rows[first:last] for c, text in enumerate(row) if text]
    left, right = min(used), max(used)
    out: list[list[Cell]] = []
    for r in range(first, last):
        line = []
        for c in range(left, right + 1):
            if (r, c) not in covered:
                height, width = spans.get((r, c), (1, 1))
                height, width = min(height, last - r), min(width, right - c + 1)
                line.append(Cell(rows[r][c], r - first + 1, c - left + 1, height, width))
        out.append(line)
    return out


def _printed(value: Value) -> str:
    """A value as a sheet prints it: figures to the 15 digits that it keeps."""
    if isinstance(value, str):
        return re.sub(r"\s*\n\s*", "", value).strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        return _number(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


def _number(value: float) -> str:
    text = format(value, ".15g")
    return format(Decimal(text), "f") if "e" in text else text
