"""Text in rows of cells parted by commas, semicolons or tabs -> Document: as portals serve it for .xls."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from parsers import limits
from parsers.assembly import Assembly
from parsers.decoding import decode
from parsers.model import Document, UnreadableError
from parsers.sheets import write_rows
from parsers.text import read_text

_DELIMITERS = "\t,;"
_SAMPLE = 200
"""Lines by which the delimiter is told."""


def read_delimited(data: bytes, url: str | None = None) -> Document:
    """Read delimited text as one sheet; text that no delimiter parts is read as text.

    Raises:
        UnreadableError: `parse.empty`, `parse.binary`, `parse.too_many_cells`.
    """
    decoded = decode(data)
    text = decoded.text.removeprefix("\ufeff")
    delimiter = _delimiter(text.splitlines()[:_SAMPLE])
    if delimiter is None:
        return read_text(data, url)
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error:
        return read_text(data, url)
    width = max(map(len, rows), default=0)
    if width * len(rows) > limits.MAX_SHEET_CELLS:
        raise UnreadableError("parse.too_many_cells", f"the text has {len(rows):,} rows of up to {width:,} cells")
    out = Assembly()
    out.findings += decoded.findings
    write_rows([row + [""] * (width - len(row)) for row in rows], {}, out)
    document = out.document("text/csv", url)
    document.encoding = decoded.encoding
    return document


def _delimiter(lines: Sequence[str]) -> str | None:
    """The character that most lines hold, and hold as often as each other; none where there is none."""
    filled = [line for line in lines if line.strip()]
    best: tuple[int, str] | None = None
    for delimiter in _DELIMITERS:
        counts = [line.count(delimiter) for line in filled]
        usual = max(set(counts), key=counts.count, default=0)
        alike = counts.count(usual)
        if usual and 2 * alike > len(filled) and (best is None or alike > best[0]):
            best = alike, delimiter
    return best[1] if best else None
