"""Tables that are written as marks in running text (RTF and Word's binary format): cell ends, row ends, right edges.

A row is known only at its end; its definition names the right edge of each cell, and marks cells that go on the one
above or before. Columns are the right edges that the rows of a table name together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parsers.assembly import Assembly, join_lines
from parsers.limits import MAX_DEPTH
from parsers.model import Cell, UnreadableError

_SAME_EDGE = 30
"""Edges nearer than this many twips (half a millimetre) are one."""


@dataclass(slots=True, frozen=True)
class Edge:
    """The definition of one cell of a row: its right edge in twips, and how it is merged."""

    right: int
    goes_on_above: bool = False
    goes_on_left: bool = False


@dataclass(slots=True)
class _Row:
    texts: list[str]
    edges: Sequence[Edge]


@dataclass(slots=True)
class _Level:
    rows: list[_Row] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


class MarkedText:
    """Takes lines, cell ends and row ends in order and writes paragraphs and tables; `depth` 1 is the outer table."""

    def __init__(self) -> None:
        self.out = Assembly()
        self._levels = [_Level()]

    def paragraph(self, text: str) -> None:
        """A line of prose; it ends the table before it."""
        if text.strip():
            self.end()
            self.out.paragraph(text)

    def line(self, text: str, depth: int) -> None:
        """A line inside a cell."""
        self._level(depth).lines.append(text)

    def cell(self, text: str, depth: int) -> None:
        """The last line of a cell."""
        level = self._level(depth)
        level.lines.append(text)
        level.cells.append(join_lines("\n".join(level.lines).split("\n")))
        level.lines = []

    def row(self, edges: Sequence[Edge], depth: int) -> None:
        """The end of a row. Tables inside the cells of an outer row stand after what the row itself holds."""
        level = self._level(depth)
        if level.cells:
            level.rows.append(_Row(level.cells, edges))
        level.cells, level.lines = [], []
        if depth == 1:
            for inner in self._levels[1:]:
                self._write(inner)

    def end(self) -> None:
        """Close the table that is open."""
        level = self._levels[0]
        self._write(level)
        # A cell that was begun and never closed: the file is cut off.
        for text in (*level.cells, *level.lines):
            self.out.paragraph(text)
        level.cells, level.lines = [], []

    def _level(self, depth: int) -> _Level:
        if depth > MAX_DEPTH:
            raise UnreadableError("parse.too_deep", f"tables nest deeper than {MAX_DEPTH}")
        while len(self._levels) < depth:
            self._levels.append(_Level())
        return self._levels[depth - 1]

    def _write(self, level: _Level) -> None:
        rows, level.rows = level.rows, []
        if len(rows) == 1 and len(rows[0].texts) == 1:
            self.out.paragraph(rows[0].texts[0])
        elif rows:
            self.out.table(_cells(rows))


def _cells(rows: Sequence[_Row]) -> list[list[Cell]]:
    """Rows with grid places."""
    rights = _rights(rows)
    out: list[list[Cell]] = []
    above: dict[int, Cell] = {}
    for number, row in enumerate(rows, 1):
        line: list[Cell] = []
        for text, column, span, edge in _placed(row, rights):
            if edge.goes_on_left and line:
                line[-1].colspan += span
            elif edge.goes_on_above and column in above:
                above[column].rowspan = number - above[column].row + 1
            else:
                line.append(Cell(text, number, column, 1, span))
                above[column] = line[-1]
        out.append(line)
    return out


def _rights(rows: Sequence[_Row]) -> list[int]:
    rights: list[int] = []
    for right in sorted({edge.right for row in rows for edge in row.edges}):
        if not rights or right - rights[-1] > _SAME_EDGE:
            rights.append(right)
    return rights


def _placed(row: _Row, rights: Sequence[int]) -> Iterator[tuple[str, int, int, Edge]]:
    """Text, column, width in columns and definition of each cell of a row."""
    column = 1
    for i, text in enumerate(row.texts):
        edge = row.edges[i] if i < len(row.edges) else Edge(0)
        end = sum(1 for right in rights if right <= edge.right + _SAME_EDGE) if i < len(row.edges) else column
        span = max(1, end - column + 1)
        yield text, column, span, edge
        column += span
