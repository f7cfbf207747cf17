"""The ruled lines of a PDF page, read from its drawing objects by PDFium, and the grids they make.

PDFium's objects give the same lines as pdfplumber's edges at a fraction of the cost (pdfminer has to interpret the
whole page in Python). White and invisible fills are left out: word processors paint them behind lines of prose.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c_pdfium

from parsers.limits import MAX_PDF_PAGE_OBJECTS, MAX_PDF_PAGE_RULES
from parsers.model import Box, UnreadableError
from parsers.pdf_text import Frame

_THIN = 3.0
"""A filled box thinner than this many points is a line."""
_TOUCH = 3.5
"""Lines nearer than this meet; double lines are one."""
_FORM_DEPTH = 8


@dataclass(slots=True)
class Rules:
    """What is drawn on a page: lines as (position, from, to), and the share of the page that pictures cover."""

    across: list[tuple[float, float, float]] = field(default_factory=list)
    down: list[tuple[float, float, float]] = field(default_factory=list)
    pictures: float = 0.0


@dataclass(slots=True)
class Region:
    """A cell of a ruled grid before it has text: 0-based place, spans and box."""

    row: int
    column: int
    rowspan: int
    colspan: int
    box: Box
    closed: bool


def read_rules(page: pdfium.PdfPage, frame: Frame) -> Rules:
    """The ruled lines of a page in a frame of it, and how much of it is pictures.

    Raises:
        UnreadableError: `parse.too_many_objects` above `MAX_PDF_PAGE_OBJECTS`.
    """
    rules = Rules()
    area = max(1.0, frame.size[0] * frame.size[1])
    for seen, (obj, matrix) in enumerate(_objects(page)):
        if seen > MAX_PDF_PAGE_OBJECTS:
            raise UnreadableError("parse.too_many_objects", f"a page draws more than {MAX_PDF_PAGE_OBJECTS:,} objects")
        kind = c_pdfium.FPDFPageObj_GetType(obj)
        if kind == c_pdfium.FPDF_PAGEOBJ_IMAGE:
            left, top, right, bottom = _bounds(obj, matrix, frame)
            rules.pictures += (right - left) * (bottom - top) / area
        elif kind == c_pdfium.FPDF_PAGEOBJ_PATH:
            _path(obj, matrix, frame, rules)
    if len(rules.across) + len(rules.down) > MAX_PDF_PAGE_RULES:
        rules.across, rules.down = [], []
    return rules


Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[Any, Matrix]]:
    """Every drawing object with the matrix of the forms around it; forms are opened."""
    for i in range(c_pdfium.FPDFPage_CountObjects(page.raw)):
        yield from _opened(c_pdfium.FPDFPage_GetObject(page.raw, i), _SAME, 0)


def _opened(obj: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    if c_pdfium.FPDFPageObj_GetType(obj) != c_pdfium.FPDF_PAGEOBJ_FORM:
        yield obj, matrix
    elif depth < _FORM_DEPTH:
        inner = _times(_matrix(obj), matrix)
        for i in range(c_pdfium.FPDFFormObj_CountObjects(obj)):
            yield from _opened(c_pdfium.FPDFFormObj_GetObject(obj, i), inner, depth + 1)


def _matrix(obj: Any) -> Matrix:
    m = c_pdfium.FS_MATRIX()
    c_pdfium.FPDFPageObj_GetMatrix(obj, ctypes.byref(m))
    return m.a, m.b, m.c, m.d, m.e, m.f


def _times(one: Matrix, two: Matrix) -> Matrix:
    """First `one`, then `two`."""
    a, b, c, d, e, f = one
    p, q, r, s, t, u = two
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _bounds(obj: Any, matrix: Matrix, frame: Frame) -> Box:
    """The box of an object in the frame."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    c_pdfium.FPDFPageObj_GetBounds(obj, *(ctypes.byref(v) for v in (left, bottom, right, top)))
    (xa, ya), (xb, yb) = _apply(matrix, left.value, bottom.value), _apply(matrix, right.value, top.value)
    return frame.box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))


def _path(obj: Any, matrix: Matrix, frame: Frame, rules: Rules) -> None:
    """Add the lines that a path draws: a thin filled box, a stroked box, or straight strokes."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    c_pdfium.FPDFPath_GetDrawMode(obj, ctypes.byref(fill), ctypes.byref(stroke))
    filled = bool(fill.value) and _inked(c_pdfium.FPDFPageObj_GetFillColor, obj)
    stroked = bool(stroke.value) and _inked(c_pdfium.FPDFPageObj_GetStrokeColor, obj)
    if not (filled or stroked):
        return
    left, top, right, bottom = _bounds(obj, matrix, frame)
    if right - left <= _THIN or bottom - top <= _THIN:
        _add(rules, left, top, right, bottom)
        return
    # A path of many subpaths (all lines of a table in one) has its thin boxes inside.
    whole = _times(_matrix(obj), matrix)
    for points, closed in _subpaths(obj, whole, frame):
        _add_subpath(rules, points, closed, stroked)


def _inked(color_of: Any, obj: Any) -> bool:
    """Whether a colour shows on white paper."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not color_of(obj, *(ctypes.byref(v) for v in (red, green, blue, alpha))):
        return True
    return alpha.value > 16 and min(red.value, green.value, blue.value) < 250


def _subpaths(obj: Any, matrix: Matrix, frame: Frame) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The runs of straight segments of a path as points in the frame; a run with a curve in it is left out."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    closed = curved = False
    for i in range(min(c_pdfium.FPDFPath_CountSegments(obj), MAX_PDF_PAGE_RULES * 4)):
        segment = c_pdfium.FPDFPath_GetPathSegment(obj, i)
        kind = c_pdfium.FPDFPathSegment_GetType(segment)
        c_pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        if kind == c_pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points, closed
            points, closed, curved = [], False, False
        curved = curved or kind == c_pdfium.FPDF_SEGMENT_BEZIERTO
        points.append(frame.point(*_apply(matrix, x.value, y.value)))
        closed = bool(c_pdfium.FPDFPathSegment_GetClose(segment))
    if len(points) > 1 and not curved:
        yield points, closed


def _add_subpath(rules: Rules, points: list[tuple[float, float]], closed: bool, stroked: bool) -> None:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    if right - left <= _THIN or bottom - top <= _THIN:
        _add(rules, left, top, right, bottom)
    elif stroked:
        for (xa, ya), (xb, yb) in zip(points, points[1:] + (points[:1] if closed else []), strict=False):
            if abs(xa - xb) <= 1 or abs(ya - yb) <= 1:
                _add(rules, min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))


def _add(rules: Rules, left: float, top: float, right: float, bottom: float) -> None:
    """Add a thin box as a line; dashes shorter than 2 points are dots and joined later."""
    if right - left > bottom - top:
        rules.across.append(((top + bottom) / 2, left, right))
    elif bottom > top:
        rules.down.append(((left + right) / 2, top, bottom))


def grids(rules: Rules) -> list[list[Region]]:
    """The ruled tables of a page, each as its cells row by row; a frame round one area is none."""
    found = [_grid(across, down) for across, down in _components(rules)]
    return sorted((g for g in found if len(g) > 1), key=lambda g: (g[0].box[1], g[0].box[0]))


Span = tuple[float, float, float]


def _components(rules: Rules) -> list[tuple[list[Span], list[Span]]]:
    """Lines that meet, gathered; only where lines of both directions meet is there a table."""
    across, down = _joined(rules.across), _joined(rules.down)
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for j, (x, top, bottom) in enumerate(down, len(across)):
        for i, (y, left, right) in enumerate(across):
            if y > bottom + _TOUCH:
                break
            if y >= top - _TOUCH and left - _TOUCH <= x <= right + _TOUCH:
                parent[root(j)] = root(i)
    groups: dict[int, tuple[list[Span], list[Span]]] = {}
    for k, line in enumerate(across + down):
        groups.setdefault(root(k), ([], []))[0 if k < len(across) else 1].append(line)
    return [group for group in groups.values() if group[0] and group[1]]


def _joined(lines: list[Span]) -> list[Span]:
    """Lines on one position joined where they touch or overlap; dots and dashes become lines; specks are dropped."""
    joined: list[Span] = []
    for position, group in _clusters(lines):
        for start, end in sorted((line[1], line[2]) for line in group):
            if joined and joined[-1][0] == position and start <= joined[-1][2] + _TOUCH:
                joined[-1] = (position, joined[-1][1], max(end, joined[-1][2]))
            else:
                joined.append((position, start, end))
    return [line for line in joined if line[2] - line[1] > _THIN]


def _clusters(lines: list[Span]) -> Iterator[tuple[float, list[Span]]]:
    group: list[Span] = []
    for line in sorted(lines):
        if group and line[0] - group[-1][0] > _TOUCH:
            yield sum(g[0] for g in group) / len(group), group
            group = []
        group.append(line)
    if group:
        yield sum(g[0] for g in group) / len(group), group


def _positions(values: list[float]) -> list[float]:
    """Sorted positions, those that touch being one."""
    return [position for position, _ in _clusters([(v, 0.0, 0.0) for v in values])]


def _grid(across: list[Span], down: list[Span]) -> list[Region]:
    """The cells between lines that meet: areas of the grid that no line parts are one (merged) cell.

    A side left open (a table whose outer lines are not drawn, or a page's end inside a row) closes where the lines
    that cross it end.
    """
    xs = _positions([d[0] for d in down] + [min(a[1] for a in across), max(a[2] for a in across)])
    ys = _positions([a[0] for a in across] + [min(d[1] for d in down), max(d[2] for d in down)])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows * columns > 20_000 or rows < 1 or columns < 1:
        return []
    parent = list(range(rows * columns))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    right_wall = _walls(down, xs, ys)
    lower_wall = _walls(across, ys, xs)
    for r in range(rows):
        for c in range(columns):
            if c + 1 < columns and (c + 1, r) not in right_wall:
                parent[root(r * columns + c + 1)] = root(r * columns + c)
            if r + 1 < rows and (r + 1, c) not in lower_wall:
                parent[root((r + 1) * columns + c)] = root(r * columns + c)
    areas: dict[int, list[tuple[int, int]]] = {}
    for k in range(rows * columns):
        areas.setdefault(root(k), []).append(divmod(k, columns))
    regions = [region for cells in areas.values() for region in _regions(cells, xs, ys, right_wall, lower_wall)]
    return sorted(regions, key=lambda g: (g.row, g.column))


def _walls(lines: list[Span], positions: list[float], steps: list[float]) -> set[tuple[int, int]]:
    """(position, step) pairs where a line covers at least six tenths of the step."""
    walls: set[tuple[int, int]] = set()
    for at, start, end in lines:
        p = min(range(len(positions)), key=lambda i: abs(positions[i] - at))
        for s, (low, high) in enumerate(itertools.pairwise(steps)):
            if min(end, high) - max(start, low) >= 0.6 * (high - low):
                walls.add((p, s))
    return walls


def _regions(
    cells: list[tuple[int, int]],
    xs: list[float],
    ys: list[float],
    right_wall: set[tuple[int, int]],
    lower_wall: set[tuple[int, int]],
) -> Iterator[Region]:
    """An area as one cell, or as one cell a row where it is no rectangle."""
    top, bottom = min(c[0] for c in cells), max(c[0] for c in cells)
    left, right = min(c[1] for c in cells), max(c[1] for c in cells)
    if len(cells) != (bottom - top + 1) * (right - left + 1) and top != bottom:
        for row in range(top, bottom + 1):
            yield from _regions([c for c in cells if c[0] == row], xs, ys, right_wall, lower_wall)
        return
    sides = (
        all((left, r) in right_wall for r in range(top, bottom + 1)),
        all((right + 1, r) in right_wall for r in range(top, bottom + 1)),
        all((top, c) in lower_wall for c in range(left, right + 1)),
        all((bottom + 1, c) in lower_wall for c in range(left, right + 1)),
    )
    box = (xs[left], ys[top], xs[right + 1], ys[bottom + 1])
    yield Region(top, left, bottom - top + 1, right - left + 1, box, sum(sides) >= 3)
