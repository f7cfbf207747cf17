"""Labels of groups in unruled tables: cells that span rows, left of the labels that the rows themselves have.

A group's label stands at the middle of its rows, in one line, in several, or downwards in one or two characters a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from parsers.pdf_figures import Row
from parsers.pdf_tables import has_ordinal
from parsers.pdf_text import Line, make_line


@dataclass(slots=True)
class Group(Line):
    """A label over several rows."""

    rows: int = 1


def under(one: Line, two: Line) -> bool:
    """Whether two pieces stand under each other, at least in part."""
    return one.x0 <= two.x1 and two.x0 <= one.x1


def stacked(pieces: Sequence[Line]) -> Line:
    """Pieces under each other as one, their texts joined."""
    line = make_line([g for p in pieces for g in p.glyphs])
    line.text, line.x0 = "".join(p.text for p in pieces), min(p.x0 for p in pieces)
    line.size = pieces[0].size
    return line


def by_start(pieces: Sequence[Line]) -> list[list[Line]]:
    """Pieces that begin at one place across, each column from top to bottom."""
    columns: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda p: p.x0):
        if columns and piece.x0 - columns[-1][0].x0 < 0.6 * piece.size:
            columns[-1].append(piece)
        else:
            columns.append([piece])
    return [sorted(column, key=lambda p: p.base) for column in columns]


def taken_groups(block: Sequence[Row]) -> list[Line]:
    """Take the labels of groups out of the rows they happen to stand level with: those left of a row's own.

    Where most rows have two labels (a column of units, a running number), they are the rows' own.
    """
    if sum(len(row.whole) + len(row.labels) > 1 for row in block) > len(block) / 2:
        return []
    taken: list[Line] = []
    for row in block:
        own = sorted([*row.whole, *row.labels], key=lambda p: p.x0)[:-1]
        taken += own
        row.whole = [p for p in row.whole if p not in own]
        row.labels = [p for p in row.labels if p not in own]
    return taken


def grouped(label: Line, rows: int) -> Group:
    """A label as one over so many rows."""
    return Group(**{field.name: getattr(label, field.name) for field in fields(Line)}, rows=rows)


def place_groups(labels: Sequence[Line], block: Sequence[Row]) -> list[tuple[int, int, Line]]:
    """Each group's label with the first and last row of its group: its middle is theirs, and they begin right of it."""
    starts = [min((p.x0 for p in (*row.whole, *row.labels, *row.wrapped)), default=0.0) for row in block]
    gathered = [stacked(group) for group in _group_labels(sorted(labels, key=lambda w: w.base))]
    places: list[tuple[int, int, Line]] = []
    for column in _overlapping(gathered):
        tiles = _tiled(column, block, starts)
        for label, tile in zip(column, tiles, strict=True):
            places.append((*(tile or (_nearest(label, block),) * 2), label))
    return places


Tile = tuple[int, int]


def _tiled(column: Sequence[Line], block: Sequence[Row], starts: Sequence[float]) -> list[Tile | None]:
    """Runs of rows, one after the other, that have the labels at their middles; none for a label that fits no run.

    They run from the first row downwards, or from the last upwards where more fit so: a page's end has cut the first
    group off from its label.
    """
    down = _runs_of(column, block, starts, down=True)
    if None not in down:
        return down
    up = _runs_of(column, block, starts, down=False)
    return max(down, up, key=lambda tiles: sum(tile is not None for tile in tiles))


def _runs_of(column: Sequence[Line], block: Sequence[Row], starts: Sequence[float], down: bool) -> list[Tile | None]:
    """The runs from one end of the block on."""
    tiles: list[Tile | None] = []
    done = -1 if down else len(block)
    for label in column if down else reversed(column):
        free = [i > done if down else i < done for i in range(len(block))]
        inside = [f and x > label.x1 - 0.5 * label.size for f, x in zip(free, starts, strict=True)]
        tile = _fit(label, block, inside, down)
        tiles.append(tile)
        last = (tile[1] if down else tile[0]) if tile else _nearest(label, block)
        done = max(done, last) if down else min(done, last)
    return tiles if down else tiles[::-1]


def _nearest(label: Line, block: Sequence[Row]) -> int:
    return min(range(len(block)), key=lambda i: abs(block[i].middle - label.middle))


def _fit(label: Line, block: Sequence[Row], inside: Sequence[bool], down: bool) -> Tile | None:
    """The run of rows from the first (or last) free one on whose middle is the label's."""
    order = range(len(block)) if down else range(len(block) - 1, -1, -1)
    anchor = next((i for i in order if inside[i]), None)
    if anchor is None:
        return None
    off: dict[int, float] = {}
    for i in range(anchor, len(block)) if down else range(anchor, -1, -1):
        if not inside[i]:
            break
        off[i] = abs((block[anchor].middle + block[i].middle) / 2 - label.middle)
    best = min(off, key=lambda i: off[i])
    if off[best] > (1.2 if down else 0.4) * label.size:
        return None
    return (anchor, best) if down else (best, anchor)


def _overlapping(labels: Sequence[Line]) -> list[list[Line]]:
    """Labels that stand under each other, each column from top to bottom."""
    columns: list[list[Line]] = []
    for label in sorted(labels, key=lambda p: (p.x0, p.base)):
        near = [c for c in columns if any(under(label, other) for other in c)]
        if near:
            near[-1].append(label)
        else:
            columns.append([label])
    return [sorted(column, key=lambda p: p.base) for column in columns]


def _group_labels(words: Sequence[Line]) -> list[list[Line]]:
    """Labels left of the rows' own, their lines (or single characters under each other) gathered."""
    groups: list[list[Line]] = []
    for word in words:
        near = [g for g in groups if under(g[-1], word) and word.base - g[-1].base < 1.8 * word.size]
        if near:
            near[-1].append(word)
        else:
            groups.append([word])
    return groups


def without_stacks(block: Sequence[Row], words: Sequence[Line]) -> list[Line]:
    """The words, with labels that are set downwards (one or two characters a line) made one piece each."""
    pieces = [*words, *(p for row in block if len(row.labels) > 1 for p in row.labels)]
    tall = [stack for column in by_start(pieces) for stack in _short_runs(column) if not _units(stack, block)]
    taken = {id(piece) for stack in tall for piece in stack}
    for row in block:
        row.labels = [p for p in row.labels if id(p) not in taken]
    return [w for w in words if id(w) not in taken] + [stacked(stack) for stack in tall]


def _units(stack: Sequence[Line], block: Sequence[Row]) -> bool:
    """Whether short words stand one in each row, on its line: units, unless each is another single character."""
    level = all(any(abs(piece.base - row.line.base) < 0.3 * piece.size for row in block) for piece in stack)
    texts = {piece.text for piece in stack}
    return level and (len(texts) < max(5, len(stack)) or any(len(text) > 1 for text in texts))


def _short_runs(column: Sequence[Line]) -> list[list[Line]]:
    """Runs of three or more pieces of one or two characters; one word in each row (a column of units) is none."""
    runs: list[list[Line]] = [[]]
    above: Line | None = None
    for piece in column:
        # Short lines under one with an ordinal are its label in a narrow cell.
        if len(piece.text) > 2 or (above and piece.base - above.base < 1.35 * piece.size):
            runs.append([])
            above = piece if above or (len(piece.text) > 2 and has_ordinal(piece.text)) else None
        else:
            runs[-1].append(piece)
            above = None
    return [run for run in runs if len(run) >= 3 and len({piece.text for piece in run}) > len(run) / 2]
