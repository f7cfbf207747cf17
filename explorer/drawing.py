"""A report's figures in the official tables, laid out as the forms print them.

What is drawn is the form, not the page: every cell that the form has is there, also where the report has none. Rows of
another edition of the same table (其他处理 of the 2019 form in a report for 2023) are drawn where they stand there, if
the report fills them. What finds no cell is returned, so that nothing read is left out of sight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from parsers.forms import Block, Column, Row, indicator, load_forms

Figure = Mapping[str, Any]
"""A row of `observations`."""
_LIST_COLUMNS = 2
"""Forms with at most so many columns, and groups inside groups, are drawn as an indented list."""


@dataclass(frozen=True, slots=True)
class Head:
    """A cell of the table's head or a row's label: text, spans, and the code's own word for it as a gloss."""

    text: str
    gloss: str = ""
    colspan: int = 1
    rowspan: int = 1


@dataclass(slots=True)
class Slot:
    """A cell for figures: what the report has at an indicator, more than one where the page prints it twice."""

    indicator: str
    unit: str
    figures: list[Figure] = field(default_factory=list)


@dataclass(slots=True)
class DrawnRow:
    """A row: its label cells (those that begin here), its slots; a heading of a list has no slots."""

    labels: list[Head]
    slots: list[Slot] = field(default_factory=list)
    depth: int = 0


@dataclass(slots=True)
class DrawnTable:
    """One block of a form. `stub` is the number of label columns, `corner` the rows that the head has; the rows of a
    list have their units beside them.
    """

    form: str
    section: str
    title: str
    unit: str
    stub: int
    heads: list[list[Head]]
    rows: list[DrawnRow]
    is_list: bool = False

    @property
    def slots(self) -> Iterator[Slot]:
        """Every slot, row by row."""
        return (slot for row in self.rows for slot in row.slots)

    @property
    def corner(self) -> int:
        """How many rows the cell at the top left corner spans."""
        return len(self.heads)


@dataclass(slots=True)
class Drawing:
    """The tables of a report and the figures that no cell of them takes."""

    tables: list[DrawnTable] = field(default_factory=list)
    rest: list[Figure] = field(default_factory=list)


def draw(form: str | None, figures: Iterable[Figure]) -> Drawing:
    """Lay figures out in the tables of a form (an id of `data/forms/`); without a form all of them are the rest."""
    held: dict[str, list[Figure]] = {}
    for figure in figures:
        held.setdefault(figure["indicator"], []).append(figure)
    known = load_forms().get(form or "")
    if known is None:
        return Drawing(rest=[figure for group in held.values() for figure in group])
    taken: set[str] = set()
    tables = [_table(block, held, taken) for block in known.blocks]
    rest = [figure for code, group in held.items() if code not in taken for figure in group]
    return Drawing(tables, rest)


def _table(block: Block, held: Mapping[str, list[Figure]], taken: set[str]) -> DrawnTable:
    columns = [column for column in block.columns if not column.local or _is_held(block.rows, [column], held)]
    rows = [row for row in _rows(block, columns, held) if not row.variant or _is_held([row], columns, held)]
    slots = [[_slot(block, row, column, held) for column in columns] for row in rows]
    taken.update(slot.indicator for line in slots for slot in line)
    if _is_list(block):
        lines = list(_listed(rows, slots))
        return DrawnTable(block.form, block.section, block.title, block.unit, 1, _head_rows(columns), lines, True)
    stub = max((len(_path(row)) for row in rows if row.label), default=0)
    lines = [DrawnRow(labels, line) for labels, line in zip(_labels(rows, stub), slots, strict=True)]
    return DrawnTable(block.form, block.section, block.title, block.unit, stub, _head_rows(columns), lines)


def _slot(block: Block, row: Row, column: Column, held: Mapping[str, list[Figure]]) -> Slot:
    code = indicator(row.key, column.key)
    return Slot(code, block.unit_of(row, column), held.get(code, []))


def _is_held(rows: Iterable[Row], columns: Sequence[Column], held: Mapping[str, list[Figure]]) -> bool:
    return any(indicator(row.key, column.key) in held for row in rows for column in columns)


def _rows(block: Block, columns: Sequence[Column], held: Mapping[str, list[Figure]]) -> list[Row]:
    """The block's rows, with those of other editions that the report fills put behind the row they follow there."""
    rows = list(block.rows)
    for other in _editions(block):
        for place, row in enumerate(other.rows):
            known = {each.key for each in rows}
            if row.key in known or not _is_held([row], columns, held):
                continue
            before = next((each.key for each in reversed(other.rows[:place]) if each.key in known), None)
            at = next((number for number, each in enumerate(rows, 1) if each.key == before), 0)
            rows.insert(at, row)
    return rows


def _editions(block: Block) -> Iterator[Block]:
    """The same table in other forms: the same layout under the same title."""
    for form in load_forms().values():
        if form.id != block.form:
            yield from (each for each in form.blocks if (each.layout, each.title) == (block.layout, block.title))


def _path(part: Row | Column) -> tuple[str, ...]:
    return (*(step for step in part.under.split("/") if step), part.label)


def gloss(key: str) -> str:
    """The last word of a code as English: `requests.denied.state_secret` is `state secret`."""
    return key.rpartition(".")[2].replace("_", " ")


# --- heads and labels -------------------------------------------------------------------------------------------------


def _head_rows(columns: Sequence[Column]) -> list[list[Head]]:
    """The head of a table: groups span their columns, a column without a group spans the rows down to the figures."""
    paths = [_path(column) for column in columns]
    depth = max(map(len, paths), default=1)
    rows: list[list[Head]] = [[] for _ in range(depth)]
    for level in range(depth):
        for prefix, members in groupby(enumerate(paths), _Upto(level)):
            group = list(members)
            if len(prefix) <= level:
                continue
            for place, path in group if len(group[0][1]) == level + 1 else group[:1]:
                leaf = len(path) == level + 1
                text = _gloss_of(columns[place]) if leaf else ""
                rows[level].append(Head(path[level], text, 1 if leaf else len(group), depth - level if leaf else 1))
    return rows


@dataclass(frozen=True, slots=True)
class _Upto:
    """What columns of one group have in common: their path down to a level."""

    level: int

    def __call__(self, column: tuple[int, tuple[str, ...]]) -> tuple[str, ...]:
        return column[1][: self.level + 1]


def _gloss_of(part: Row | Column) -> str:
    return gloss(part.key)


def _labels(rows: Sequence[Row], stub: int) -> list[list[Head]]:
    """The label cells of each row: a group's begins in its first row and spans the rest; a short path spans across."""
    paths = [_path(row) for row in rows]
    labels: list[list[Head]] = [[] for _ in rows]
    if not stub:
        return labels
    for place, path in enumerate(paths):
        for level in range(len(path) - 1):
            prefix = path[: level + 1]
            if place and len(paths[place - 1]) > level + 1 and paths[place - 1][: level + 1] == prefix:
                continue
            labels[place].append(Head(path[level], "", 1, _run(paths, place, prefix)))
        labels[place].append(Head(path[-1], _gloss_of(rows[place]), stub - len(path) + 1, 1))
    return labels


def _run(paths: Sequence[tuple[str, ...]], start: int, prefix: tuple[str, ...]) -> int:
    """How many rows from `start` on stand under a group."""
    count = 0
    for path in paths[start:]:
        if len(path) <= len(prefix) or path[: len(prefix)] != prefix:
            break
        count += 1
    return count


# --- lists ------------------------------------------------------------------------------------------------------------


def _is_list(block: Block) -> bool:
    return len(block.columns) <= _LIST_COLUMNS and any(row.under for row in block.rows)


def _listed(rows: Sequence[Row], slots: Sequence[list[Slot]]) -> Iterator[DrawnRow]:
    """Rows indented by their group; a group that is no row itself gets a heading."""
    seen: list[str] = []
    open_groups: tuple[str, ...] = ()
    for row, line in zip(rows, slots, strict=True):
        groups = _path(row)[:-1]
        for level, group in enumerate(groups):
            if groups[: level + 1] != open_groups[: level + 1] and not any(each.startswith(group) for each in seen):
                yield DrawnRow([Head(group)], [], level)
                seen.append(group)
        open_groups = groups
        seen.append(row.label)
        yield DrawnRow([Head(row.label, _gloss_of(row))], line, len(groups))
