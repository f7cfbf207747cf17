"""Reports as PDF: tables ruled, half ruled or unruled, cut by pages wherever the page ends, labels wrapped."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from random import Random

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.generator.formats.html import printed
from tests.generator.gridbends import positions
from tests.generator.model import Content, Grid, GridCell, Prose

STYLES = ("ruled", "horizontal", "unruled")
WIDTH, HEIGHT = 595.0, 842.0
_LEFT, _TOP, _BOTTOM = 50.0, 780.0, 70.0
_ROOM = WIDTH - 2 * _LEFT


def _font(content: Content) -> str:
    # The built-in fonts need no file; the simplified one has no traditional characters.
    name = "MSung-Light" if "traditional" in content.bends else "STSong-Light"
    pdfmetrics.registerFont(UnicodeCIDFont(name))
    return name


def wrap(text: str, font: str, size: float, room: float) -> list[str]:
    """The text broken wherever a line is full, as Chinese is."""
    lines, line = [], ""
    for char in text:
        if char == "\n" or pdfmetrics.stringWidth(line + char, font, size) > room:
            lines.append(line)
            line = "" if char in "\n " else char
        else:
            line += char
    return [*lines, line]


@dataclass(slots=True)
class _Pen:
    """Where on which page the next thing goes."""

    canvas: Canvas
    font: str
    numbered: str | None
    y: float = _TOP
    page: int = 1

    def turn(self) -> None:
        """End the page."""
        if self.numbered:
            self.canvas.setFont(self.font, 10)
            self.canvas.drawCentredString(WIDTH / 2, 40, self.numbered.format(self.page))
        self.canvas.showPage()
        self.page += 1
        self.y = _TOP

    def lines(self, lines: list[str], size: float, lead: float, align: str = "left") -> None:
        """Lines of running text, over pages where needed."""
        for line in lines:
            if self.y < _BOTTOM + lead:
                self.turn()
            self.canvas.setFont(self.font, size)
            if align == "centre":
                self.canvas.drawCentredString(WIDTH / 2, self.y, line)
            elif align == "right":
                self.canvas.drawRightString(WIDTH - _LEFT, self.y, line)
            else:
                self.canvas.drawString(_LEFT, self.y, line)
            self.y -= lead


@dataclass(slots=True)
class _Placed:
    cell: GridCell
    row: int
    left: float
    right: float
    lines: list[str] = field(default_factory=list)


def _widths(grid: Grid) -> list[float]:
    width = grid.width
    if grid.name == "requests" and width == 10:
        return [24.0, 64.0, 120.0] + [(_ROOM - 208) / 7] * 7
    if grid.name == "listing":
        labels = [30.0] if width > 2 and grid.rows[0][0].text in {"序号", "行次", "编号"} else []
        labels.append(260.0)
        return labels + [(_ROOM - sum(labels)) / (width - len(labels))] * (width - len(labels))
    if grid.name in {"proactive", "requests"}:
        return [190.0] + [(_ROOM - 190) / (width - 1)] * (width - 1)
    return [_ROOM / width] * width


def _place(grid: Grid, font: str, size: float) -> tuple[list[_Placed], list[float]]:
    """Every cell with its left and right edge and its lines, and the height of every row."""
    edges = [_LEFT]
    for width in _widths(grid):
        edges.append(edges[-1] + width)
    placed, heights = [], [size * 1.8] * len(grid.rows)
    for at, (columns, row) in enumerate(zip(positions(grid), grid.rows, strict=True)):
        for column, cell in zip(columns, row, strict=True):
            left, right = edges[column], edges[column + cell.colspan]
            text = "\n".join(printed(cell)) if cell.vertical else printed(cell).strip()
            lines = wrap(text, font, size, right - left - 6)
            placed.append(_Placed(cell, at, left, right, lines))
            if cell.rowspan == 1:
                heights[at] = max(heights[at], len(lines) * size * 1.25 + 6)
    for item in placed:
        last = item.row + item.cell.rowspan - 1
        short = len(item.lines) * size * 1.25 + 6 - sum(heights[item.row : last + 1])
        if item.cell.rowspan > 1 and short > 0:
            heights[last] += short
    return placed, heights


def _draw(pen: _Pen, placed: list[_Placed], heights: list[float], rows: range, size: float, style: str) -> None:
    """The rows of one page: cells that began on an earlier page go on empty."""
    tops = {rows.start: pen.y}
    for row in rows:
        tops[row + 1] = tops[row] - heights[row]
    pen.canvas.setFont(pen.font, size)
    for item in placed:
        first, last = max(item.row, rows.start), min(item.row + item.cell.rowspan, rows.stop)
        if first >= last:
            continue
        top, bottom = tops[first], tops[last]
        if style == "ruled":
            pen.canvas.rect(item.left, bottom, item.right - item.left, top - bottom)
        elif style == "horizontal":
            pen.canvas.line(item.left, bottom, item.right, bottom)
        if item.row < rows.start:
            continue
        y = (top + bottom) / 2 + len(item.lines) * size * 1.25 / 2 - size
        for line in item.lines:
            if item.cell.value is None and item.cell.colspan < 15 and len(item.lines) > 1 and not item.cell.vertical:
                pen.canvas.drawString(item.left + 3, y, line)
            else:
                pen.canvas.drawCentredString((item.left + item.right) / 2, y, line)
            y -= size * 1.25
    pen.y = tops[rows.stop]


def _table(pen: _Pen, grid: Grid, size: float, style: str) -> None:
    placed, heights = _place(grid, pen.font, size)
    for item in placed:
        if style != "ruled" and item.cell.value is not None and len(item.lines) > 1:
            # A number over two lines with no rules round it could be two.
            item.cell.value.demand = "never" if item.cell.value.demand == "never" else "may"
    start = 0
    while start < len(heights):
        stop, room = start, pen.y - _BOTTOM
        while stop < len(heights) and (heights[stop] <= room or (stop == start and pen.y == _TOP)):
            room -= heights[stop]
            stop += 1
        if stop > start:
            _draw(pen, placed, heights, range(start, stop), size, style)
        start = stop
        if start < len(heights):
            pen.turn()
    pen.y -= 24


def _open_rows(content: Content) -> None:
    """Without rules, a row with some cells empty is legible by position only: right or left out, never wrong."""
    for grid in content.grids():
        for row in grid.rows:
            values = [cell.value for cell in row if cell.value is not None]
            if any(not v.text.strip() for v in values):
                for v in values:
                    v.demand = "may" if v.demand == "must" else v.demand


def write(rng: Random, content: Content, style: str) -> bytes:
    """The report as a PDF with a text layer."""
    fields = content.fields
    fields.published = fields.index_number = None
    if style != "ruled":
        _open_rows(content)
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(WIDTH, HEIGHT), invariant=1)
    pen = _Pen(canvas, _font(content), rng.choice(("- {} -", "— {} —", "{}", None)))
    size = rng.choice((8.0, 9.0, 9.0))
    pen.lines(wrap(fields.title or "", pen.font, 20, 400), 20, 30, "centre")
    pen.y -= 14
    for item in content.items:
        if isinstance(item, Grid):
            _table(pen, item, size, style)
        else:
            _paragraph(pen, item)
    pen.turn()
    canvas.save()
    return stream.getvalue()


def _paragraph(pen: _Pen, item: Prose) -> None:
    if item.kind == "signature":
        pen.lines([item.text], 14, 24, "right")
    elif item.kind == "caption":
        pen.lines([item.text], 14, 26, "centre")
    else:
        pen.lines(wrap("　　" + item.text, pen.font, 14, _ROOM), 14, 24)
