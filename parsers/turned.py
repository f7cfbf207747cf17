"""Tables laid the other way: the form's rows as columns. They are turned before their rows are aligned."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from parsers.forms import column_heads, furniture, row_labels
from parsers.model import Cell, Table
from parsers.wording import label_key

# As many labels of rows side by side, none of them a head too (其他, 总计), are in no table that stands upright.
_LABELS = 4
_HEAD_ROWS = 3
_SHORTEST = 3


def upright(table: Table) -> Table:
    """The table, turned where one of its first rows prints labels of the form's rows as heads of columns."""
    if not table.gridded or not any(_lies(row) for row in table.rows[:_HEAD_ROWS]):
        return table
    turned: dict[int, list[Cell]] = {}
    for row in table.rows:
        for cell in row:
            turned.setdefault(cell.column, []).append(_turned(cell))
    rows = [sorted(turned[column], key=lambda cell: cell.column) for column in sorted(turned)]
    return replace(table, rows=rows)


def _lies(row: list[Cell]) -> bool:
    return len(row) >= _LABELS and sum(_names_row(cell.text) for cell in row) >= _LABELS


@lru_cache(maxsize=1 << 12)
def _names_row(text: str) -> bool:
    """Whether a cell is the label of a row of some form, alone or behind its group's, and no head of a column."""
    key = label_key(text)
    if len(key) < _SHORTEST or key in column_heads():
        return False
    rests = [label_key(key[len(group) :]) for group in furniture() if key.startswith(group)]
    return any(each in row_labels() for each in (key, *rests))


def _turned(cell: Cell) -> Cell:
    return replace(
        cell, row=cell.column, column=cell.row, rowspan=cell.colspan, colspan=cell.rowspan, turned=not cell.turned
    )
