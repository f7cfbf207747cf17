"""Tables written in running text with all their cells: a row a line, as many pipes or tabs in each.

Where every line of a block has the same number of cells, nothing was lost: the grid is the table's own, and an empty
cell was seen. Blocks of uneven lines, as spans leave them, are read by order (`parsers.flat`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from parsers.forms import column_heads, furniture, known_labels
from parsers.model import Cell, Document
from parsers.numbers import read_value
from parsers.wording import label_key

_RULE = re.compile(r"[\s|:\-—_=+]*-{3,}[\s|:\-—_=+]*")
_LONE_TAB = re.compile(r"(?<!\t)(?:\t\t)*\t(?!\t)")
_FEWEST_ROWS = 3
_FEWEST_CELLS = 3
_FEWEST_LABELS = 2
_WHOLE = 0.6


@dataclass(slots=True)
class WrittenGrid:
    """The rows of a written grid and the span of the text that holds them."""

    start: int
    end: int
    rows: list[list[Cell]]


@lru_cache(maxsize=4)
def tab_of(text: str) -> str:
    """What parts the cells of a row in a text: a tab, or two of them where none stands alone, as resiliparse writes."""
    return "\t\t" if "\t\t" in text and not _LONE_TAB.search(text.strip("\t")) else "\t"


def written_grids(document: Document) -> list[WrittenGrid]:
    """The grids written in a document's text, in order; of one kind of mark each, `|` or a tab."""
    text = document.text
    found: list[WrittenGrid] = []
    for mark in ("|", tab_of(text)):
        if text.count(mark) >= _FEWEST_ROWS * (_FEWEST_CELLS - 1):
            for block in _blocks(text, mark):
                rows = _rows(text, block, mark)
                if rows and _is_table(rows):
                    found.append(WrittenGrid(block[0][0], block[-1][1], rows))
    return sorted(found, key=lambda grid: grid.start)


def _blocks(text: str, mark: str) -> Iterator[list[tuple[int, int]]]:
    """Runs of lines (start, end) that hold a mark; blank lines between them do not part them."""
    block: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if mark in line:
            block.append((start, end))
        elif line.strip() and block:
            yield block
            block = []
        start = end + 1
    if block:
        yield block


def _rows(text: str, block: Sequence[tuple[int, int]], mark: str) -> list[list[Cell]]:
    """The rows of a block, each with as many cells; none where lines differ, but for titles and local rows."""
    lines = [(start, text[start:end]) for start, end in block if not _RULE.fullmatch(text[start:end])]
    framed = mark == "|" and all(line.strip().startswith(mark) and line.strip().endswith(mark) for _, line in lines)
    counts = Counter(line.count(mark) for _, line in lines)
    usual, times = counts.most_common(1)[0] if counts else (0, 0)
    others = (line for _, line in lines if line.count(mark) != usual)
    if times < _WHOLE * len(lines) or not all(_is_title(line, mark) or _is_strange(line, mark) for line in others):
        return []
    if len(lines) < _FEWEST_ROWS or usual + 1 - 2 * framed < _FEWEST_CELLS:
        return []
    return [list(_cells(line, start, row, mark, framed=framed)) for row, (start, line) in enumerate(lines, 1)]


def _is_title(line: str, mark: str) -> bool:
    """Whether a line is the title of a group of rows, at most with marks for nothing: 一、主动公开情况 | —— | ——."""
    texts = [part for part in line.split(mark) if part.strip()]
    return bool(texts) and all(
        key in furniture() - column_heads() if (key := label_key(text)) else read_value(text).status != "reported"
        for text in texts
    )


def _is_strange(line: str, mark: str) -> bool:
    """Whether a line holds no label or head of any form: a row of the office's own, of any length."""
    return not any(label_key(part) in known_labels() for part in line.split(mark) if part.strip())


def _cells(line: str, start: int, row: int, mark: str, *, framed: bool) -> Iterator[Cell]:
    place = 0
    parts = line.split(mark)
    for column, part in enumerate(parts):
        bare = part.strip()
        left = start + place + (len(part) - len(part.lstrip()) if bare else 0)
        if not framed or 0 < column < len(parts) - 1:
            yield Cell(bare, row, column + 1 - framed, start=left, end=left + len(bare))
        place += len(part) + len(mark)


def _is_table(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a grid holds labels of a form, and figures or the room for them."""
    keys = {label_key(cell.text) for row in rows for cell in row if len(cell.text) > 1}
    figures = sum(read_value(cell.text).status in ("reported", "not_applicable") for row in rows for cell in row)
    return len(keys & known_labels()) >= _FEWEST_LABELS and figures > 0
