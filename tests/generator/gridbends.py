"""Bends of tables already laid out: cut, printed twice, misaligned, with columns added."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from itertools import pairwise
from random import Random

from tests.generator.model import Grid, GridCell, Prose
from tests.generator.tables import spread

Items = list[Prose | Grid]
GridBend = Callable[[Random, Items], bool]


def positions(grid: Grid) -> list[list[int]]:
    """The 0-based column of each cell, row by row, with spans taken into account."""
    taken: dict[tuple[int, int], bool] = {}
    found = []
    for at, row in enumerate(grid.rows):
        columns, column = [], 0
        for cell in row:
            while (at, column) in taken:
                column += 1
            columns.append(column)
            for down in range(cell.rowspan):
                for across in range(cell.colspan):
                    taken[at + down, column + across] = True
            column += cell.colspan
        found.append(columns)
    return found


def cut(grid: Grid, at: int, *, repeat: bool) -> tuple[Grid, Grid]:
    """The grid in two, before row `at`; a group cell cut through goes on empty, or is printed again."""
    columns = positions(grid)
    first = [list(row) for row in grid.rows[:at]]
    second = [list(zip(cols, row, strict=True)) for cols, row in zip(columns[at:], grid.rows[at:], strict=True)]
    for number, (cols, row) in enumerate(zip(columns[:at], first, strict=True)):
        for column, cell in zip(cols, row, strict=True):
            rest = number + cell.rowspan - at
            if rest > 0:
                cell.rowspan -= rest
                text = cell.text if repeat else ""
                second[0].append((column, GridCell(text, cell.colspan, rest, None, cell.head, cell.vertical)))
    rows = [[cell for _, cell in sorted(row, key=lambda pair: pair[0])] for row in second]
    return Grid(first, grid.width, grid.name, grid.caption), Grid(rows, grid.width, grid.name)


def _data_rows(grid: Grid) -> list[int]:
    return [at for at, row in enumerate(grid.rows) if any(cell.value for cell in row)]


def split(rng: Random, items: Items) -> bool:
    """A table in two, at a page's end: inside a group or not, its heads printed again or not."""
    places = [at for at, item in enumerate(items) if isinstance(item, Grid) and len(_data_rows(item)) > 4]
    if not places:
        return False
    at = rng.choice(places)
    grid = items[at]
    assert isinstance(grid, Grid)
    rows = _data_rows(grid)
    first, second = cut(grid, rng.choice(rows[2:-1]), repeat=rng.random() < 0.3)
    if grid.name == "requests" and rng.random() < 0.4:
        second.rows[:0] = deepcopy(first.rows[:3])
    between = rng.choice(("", "- 3 -", "（续表）", "— 5 —"))
    items[at : at + 1] = [first, *([Prose(between)] if between else []), second]
    return True


def twice(rng: Random, items: Items) -> bool:
    """A table printed twice, the same both times."""
    at = rng.choice([at for at, item in enumerate(items) if isinstance(item, Grid)])
    items.insert(at + 1, deepcopy(items[at]))
    return True


def twice_differing(rng: Random, items: Items) -> bool:
    """A table printed twice with one figure changed: neither can be asserted as it stands."""
    if not twice(rng, items):
        return False
    copy = next(b for a, b in pairwise(items) if isinstance(a, Grid) and isinstance(b, Grid) and a == b)
    found = [v for v in copy.values() if v.indicator and v.state == "reported" and isinstance(v.number, int)]
    found = [v for v in found if v.text == str(v.number)]
    if not found:
        return True
    changed = rng.choice(found)
    changed.number = int(changed.number or 0) + rng.choice((1, 3, 20))
    changed.text = str(changed.number)
    return True


def half(rng: Random, items: Items) -> bool:
    """The document ends in the middle of a table."""
    places = [at for at, item in enumerate(items) if isinstance(item, Grid) and len(_data_rows(item)) > 3]
    if not places:
        return False
    at = rng.choice(places)
    grid = items[at]
    assert isinstance(grid, Grid)
    items[at], _ = cut(grid, rng.choice(_data_rows(grid)[1:]), repeat=False)
    del items[at + 1 :]
    return True


def misalign(rng: Random, items: Items) -> bool:
    """Heads and values of table 2 that span differently over one grid."""
    found = False
    for grid in items:
        if not isinstance(grid, Grid) or grid.name != "proactive":
            continue
        grid.width += 1
        for row in grid.rows:
            if len(row) == 1:
                row[0].colspan = grid.width
                continue
            spans = spread(grid.width - 1, len(row) - 1)
            rng.shuffle(spans)
            for cell, span in zip(row[1:], spans, strict=True):
                cell.colspan = span
            found = True
    return found


def serial_column(rng: Random, items: Items) -> bool:
    """A column 序号 before the labels of a list form."""
    return _listing(items, lambda grid: _prepend(grid, rng.choice(("序号", "行次", "编号"))))


def _prepend(grid: Grid, head: str) -> None:
    for number, row in enumerate(grid.rows):
        row.insert(0, GridCell(str(number) if number else head, head=True))
    grid.width += 1


def remark_column(rng: Random, items: Items) -> bool:
    """A column 备注 after the figures."""
    head = rng.choice(("备注", "备  注", "说明"))

    def add(grid: Grid) -> None:
        for number, row in enumerate(grid.rows):
            row.append(GridCell("" if number else head, head=True))
        grid.width += 1

    return _listing(items, add)


def _listing(items: Items, change: Callable[[Grid], None]) -> bool:
    grids = [item for item in items if isinstance(item, Grid) and item.name == "listing"]
    for grid in grids:
        change(grid)
    return bool(grids)


def spacer_rows(rng: Random, items: Items) -> bool:
    """An empty row above or below the figures."""
    grids = [item for item in items if isinstance(item, Grid)]
    grid = rng.choice(grids)
    row = [GridCell("") for _ in range(grid.width)]
    grid.rows.insert(0 if rng.random() < 0.5 else len(grid.rows), row)
    return True


def spacer_column(rng: Random, items: Items) -> bool:
    """An empty column at the right, as spreadsheets leave them."""
    grid = rng.choice([item for item in items if isinstance(item, Grid)])
    for row in grid.rows:
        row.append(GridCell(""))
    grid.width += 1
    return True


def unit_caption(rng: Random, items: Items) -> bool:
    """单位：件 above a table of counts."""
    at = rng.choice([at for at, item in enumerate(items) if isinstance(item, Grid)])
    items.insert(at, Prose(rng.choice(("单位：件", "（单位：件）", "计量单位：件"))))
    return True


GRID_BENDS: dict[str, tuple[GridBend, int]] = {
    "misalign": (misalign, 4),
    "serial_column": (serial_column, 2),
    "remark_column": (remark_column, 2),
    "spacer_rows": (spacer_rows, 1),
    "spacer_column": (spacer_column, 1),
    "unit_caption": (unit_caption, 1),
    "split": (split, 4),
    "twice": (twice, 2),
    "twice_differing": (twice_differing, 1),
    "half": (half, 1),
}
_EXCLUSIVE = {"split", "twice", "twice_differing", "half"}


def pick(rng: Random, count: int) -> list[str]:
    """`count` bends of grids that go together, in the order of application."""
    weights = [weight for _, weight in GRID_BENDS.values()]
    chosen = set(rng.choices(list(GRID_BENDS), weights, k=count))
    if len(chosen & _EXCLUSIVE) > 1:
        chosen -= set(sorted(chosen & _EXCLUSIVE)[1:])
    return [name for name in GRID_BENDS if name in chosen]
