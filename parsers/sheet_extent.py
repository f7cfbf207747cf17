"""How far the used cells of a workbook reach, before a library lays out every cell in between."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator

import olefile

from parsers import limits
from parsers.model import UnreadableError
from parsers.packages import BROKEN

_CELL = re.compile(
    rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,4})(\d{1,8})\"[^>]*?"
    rb"(?:(/>|>\s*(?:<(?:\w+:)?v\s*(?:/>|></(?:\w+:)?v>))?\s*</(?:\w+:)?c>)|>)"
)
"""A cell's address, and its end where it has no value."""
_VALUES = frozenset((0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E))
"""Records of a cell with a value ([MS-XLS] 2.3.1): FORMULA, MULRK, RSTRING, LABELSST, NUMBER, LABEL, BOOLERR, RK."""
_BEGIN = frozenset((0x0009, 0x0209, 0x0409, 0x0809))
_MULTIPLE = 0x00BD

Extent = tuple[int, int, int]
"""Last row and column with a value (from 1), and how many cells have one."""


def guard_xlsx(data: bytes) -> None:
    """Refuse an XLSX with a sheet whose used cells reach too far. Cells that only carry a format reach nowhere.

    Raises:
        UnreadableError: `parse.too_many_cells`, `parse.broken` (a sheet does not unpack).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                if re.match(r"xl/worksheets/[^/]+\.xml$", info.filename):
                    _refuse(info.filename, _extent(archive.read(info)))
    except BROKEN as error:
        raise UnreadableError("parse.broken", f"the workbook cannot be opened: {error}") from error


def guard_xls(data: bytes) -> None:
    """Refuse an XLS with a sheet whose used cells reach too far. What is no compound file is left to the library.

    Raises:
        UnreadableError: `parse.too_many_cells`.
    """
    for number, extent in enumerate(_old_extents(_workbook(data)), 1):
        _refuse(f"sheet {number}", extent)


def fits(rows: int, columns: int) -> bool:
    """Whether a sheet of so many rows and columns is laid out."""
    few = rows * columns <= limits.MAX_SHEET_CELLS * 4
    return few and rows <= limits.MAX_SHEET_ROWS and columns <= limits.MAX_SHEET_COLUMNS


def _refuse(name: str, extent: Extent) -> None:
    rows, columns, used = extent
    if not fits(rows, columns) or used > limits.MAX_SHEET_CELLS:
        raise UnreadableError("parse.too_many_cells", f"{name} uses cells up to row {rows:,}, column {columns:,}")


def _extent(xml: bytes) -> Extent:
    rows = columns = used = 0
    for match in _CELL.finditer(xml):
        if match.group(3):
            continue
        used += 1
        rows = max(rows, int(match.group(2)))
        columns = max(columns, _column_number(match.group(1).decode()))
    return rows, columns, used


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _workbook(data: bytes) -> bytes:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            name = next((n for n in ("Workbook", "Book") if ole.exists(n)), None)
            return ole.openstream(name).read() if name else b""
    except (OSError, ValueError, IndexError, RecursionError):
        return b""


def _old_extents(stream: bytes) -> Iterator[Extent]:
    """The extent of each substream; those without cells (the globals) have none."""
    rows = columns = used = 0
    for kind, body in _records(stream):
        if kind in _BEGIN:
            if used:
                yield rows, columns, used
            rows = columns = used = 0
        elif kind in _VALUES and len(body) >= 4:
            row, column = struct.unpack_from("<HH", body)
            last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == _MULTIPLE else column
            rows, columns, used = max(rows, row + 1), max(columns, last + 1), used + 1
    if used:
        yield rows, columns, used


def _records(stream: bytes) -> Iterator[tuple[int, memoryview]]:
    """Kind and body of each record."""
    view, at = memoryview(stream), 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, view[at + 4 : at + 4 + size]
        at += 4 + size
