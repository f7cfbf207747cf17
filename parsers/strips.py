"""Rows of tables made ready for alignment: which cells are words and which are values, and what groups stand over them.

A strip is one row of a table, or of a flattened one, or the half of a row that prints two labels side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from parsers.forms import furniture, row_labels
from parsers.model import Cell, Table
from parsers.numbers import Value, is_unit, read_value
from parsers.wording import label_key

Kind = Literal["word", "value", "blank", "unit"]
# A table with a row of as many words has heads: a column without one is then no column of the form.
_HEADED = 4


@dataclass(slots=True)
class Mark:
    """A cell with what it is: its label key when it is a word, its reading when it is a value."""

    cell: Cell
    kind: Kind
    key: str
    value: Value


@dataclass(slots=True)
class Strip:
    """One row: the table it stands in, its cells in order, and the group labels that span it from above.

    `options` and `heads` remember, by layout, the rows of forms that it may be and the heads in it: they are asked
    for more than once.
    """

    table: Table
    marks: list[Mark]
    groups: tuple[str, ...] = ()
    index: int = 0
    caption: str = ""
    options: dict[str, dict[int, Any]] = field(default_factory=dict)
    heads: dict[str, list[Mark]] = field(default_factory=dict)
    values: int = 0
    words: list[Mark] = field(default_factory=list)
    worded: tuple[Any, ...] | None = None

    def __post_init__(self) -> None:
        """Count the cells that hold a number or a mark for none, and collect those that hold words."""
        self.values = sum([mark.kind == "value" for mark in self.marks])
        self.words = [mark for mark in self.marks if mark.kind == "word"]

    def wording(self) -> tuple[Any, ...]:
        """All that a row's labels are matched by, its figures left out: rows of one wording are candidates alike."""
        if self.worded is None:
            marks = tuple([(mark.key, mark.cell.text) if mark.kind == "word" else mark.kind for mark in self.marks])
            self.worded = (self.table.gridded, self.groups, marks)
        return self.worded

    def text(self) -> str:
        """The row as printed, for messages."""
        return " | ".join(mark.cell.text for mark in self.marks)


@dataclass(slots=True)
class _Span:
    key: str
    last: int


@dataclass(slots=True)
class _Open:
    """The labels of cells that reach down over later rows, by grid column."""

    spans: dict[int, _Span] = field(default_factory=dict)

    def over(self, row: int) -> tuple[str, ...]:
        return tuple(span.key for _, span in sorted(self.spans.items()) if span.last >= row)

    def add(self, mark: Mark) -> None:
        cell = mark.cell
        if cell.rowspan > 1 and mark.kind == "word":
            self.spans[cell.column] = _Span(mark.key, cell.row + cell.rowspan - 1)


def mark(cell: Cell) -> Mark:
    """What one cell is: a word (with its label key), a unit of measure, a value, or blank."""
    return Mark(cell, *_meaning(cell.text))


@lru_cache(maxsize=1 << 14)
def _meaning(text: str) -> tuple[Kind, str, Value]:
    value = read_value(text)
    if value.status == "blank":
        return "blank", "", value
    if value.status == "text":
        return "unit" if is_unit(text) else "word", label_key(text), value
    return "value", "", value


def strips(tables: Sequence[Table], captions: Sequence[str] = ()) -> list[Strip]:
    """All rows of all tables in reading order; `captions[i]` is what is printed right above table i.

    In a flattened table a group's label is printed once, in the row or heads before: it stands until another one.
    """
    found: list[Strip] = []
    for number, table in enumerate(tables):
        caption = captions[number] if number < len(captions) else ""
        spans = _Open()
        printed: tuple[str, ...] = ()
        spacers = _spacers(table)
        for row in table.rows:
            marks = (
                [mark(cell) for cell in row if cell.column not in spacers]
                if spacers
                else [Mark(cell, *_meaning(cell.text)) for cell in row]
            )
            groups = spans.over(row[0].row) if row else ()
            if not table.gridded:
                groups = printed
                printed = tuple(each.key for each in marks if each.key in furniture())[-2:] or printed
            for part in _side_by_side(marks, gridded=table.gridded):
                found.append(Strip(table, part, groups, len(found), caption))
            for each in marks:
                spans.add(each)
    return found


def _spacers(table: Table) -> set[int]:
    """The grid columns between others in which no cell with words begins, of a table with heads: mere space.

    An empty last column may stand under a head in the table before, as that of remarks does.
    """
    if not table.gridded:
        return set()
    empty = {cell.column for row in table.rows for cell in row if not cell.text}
    if empty:
        filled = {cell.column for row in table.rows for cell in row if cell.text}
        empty = {column for column in empty - filled if column < max(filled, default=0)}
    headed = empty and any(sum([_meaning(cell.text)[0] == "word" for cell in row]) >= _HEADED for row in table.rows)
    return empty if headed else set()


def _side_by_side(marks: list[Mark], *, gridded: bool) -> Iterator[list[Mark]]:
    """A row that prints several labels each followed by its own values, cut before each label.

    In a grid it is cut before the title of a group too (四、行政复议数量 | ——); print sets those into rows.
    """
    start = 0
    seen_value = False
    for position, each in enumerate(marks):
        if each.kind == "value":
            seen_value = True
        elif each.kind == "word" and seen_value and (_is_row_label(each.key) or (gridded and each.key in furniture())):
            yield marks[start:position]
            start, seen_value = position, False
    yield marks[start:]


def _is_row_label(key: str) -> bool:
    return key in row_labels()
