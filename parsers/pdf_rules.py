"""The ruled lines of a PDF page, read from its drawing objects by PDFium, and the grids they make.

PDFium's objects give the same lines as pdfplumber's edges at a fraction of the cost (pdfminer has to interpret the
whole page in Python). White and invisible fills are left out: word processors paint them behind lines of prose.
"""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c_pdfium

from parsers.limits import MAX_PDF_PAGE_OBJECTS, MAX_PDF_PAGE_RULES
from parsers.model import Box, UnreadableError
from parsers.pdf_text import Frame

_THIN = 3.0
"""A filled box thinner than this many points is a line."""
_THICK, _SLENDER = 6.0, 3.0
"""So is one up to this many points thick that is so many times as long."""
_TOUCH = 3.5
"""Lines nearer than this meet; double lines are one."""
_MOST_TOUCH, _TOUCH_EM = 7.0, 0.6
"""Where each cell has a border of its own, lines less than this share of a character apart are one, up to this far."""
_DASH = 8.0
"""Pieces of a line shorter than this are dashes, and may stand apart by as much."""
_DOTS = 4
"""Fewer dots in a row are no dotted line."""
_FORM_DEPTH = 8


@dataclass(slots=True)
class Rules:
    """What is drawn on a page: lines as (position, from, to), and the share of the page that pictures cover."""

    across: list[tuple[float, float, float]] = field(default_factory=list)
    down: list[tuple[float, float, float]] = field(default_factory=list)
    pictures: float = 0.0
    frames: list[Box] = field(default_factory=list)
    """Where the pictures lie; strips that touch are one."""
    dots: list[tuple[float, float]] = field(default_factory=list)
    """Specks by their middles: those of dotted lines are lines in the end."""


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
            _frame_in(rules.frames, (left, top, right, bottom))
        elif kind == c_pdfium.FPDF_PAGEOBJ_PATH:
            _path(obj, matrix, frame, rules)
    rules.across += _dotted((y, x) for x, y in rules.dots)
    rules.down += _dotted(rules.dots)
    if len(rules.across) + len(rules.down) > MAX_PDF_PAGE_RULES:
        rules.across, rules.down = [], []
    return rules


def _frame_in(frames: list[Box], box: Box) -> None:
    """Add a picture, to the one before where it is the next strip of it."""
    if frames:
        left, top, right, bottom = frames[-1]
        if abs(left - box[0]) < _TOUCH and abs(right - box[2]) < _TOUCH and abs(bottom - box[1]) < _TOUCH:
            frames[-1] = (left, top, right, box[3])
            return
    frames.append(box)


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
    if _is_line(right - left, bottom - top):
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
    if _is_line(right - left, bottom - top):
        _add(rules, left, top, right, bottom)
    elif stroked:
        for (xa, ya), (xb, yb) in zip(points, points[1:] + (points[:1] if closed else []), strict=False):
            if abs(xa - xb) <= 1 or abs(ya - yb) <= 1:
                _add(rules, min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))


def _is_line(width: float, height: float) -> bool:
    thin, long = sorted((width, height))
    return thin <= _THIN or (thin <= _THICK and long >= _SLENDER * thin)


def _add(rules: Rules, left: float, top: float, right: float, bottom: float) -> None:
    """Add a thin box as a line; one that is thin both ways is a dot."""
    if right - left <= _THIN and bottom - top <= _THIN:
        rules.dots.append(((left + right) / 2, (top + bottom) / 2))
    elif right - left > bottom - top:
        rules.across.append(((top + bottom) / 2, left, right))
    elif bottom > top:
        rules.down.append(((left + right) / 2, top, bottom))


def _dotted(dots: Iterable[tuple[float, float]]) -> Iterator[Span]:
    """The lines that dots make along the second axis: four or more on one position, near to each other."""
    columns: dict[int, list[tuple[float, float]]] = {}
    for at, along in dots:
        columns.setdefault(round(2 * at), []).append((along, at))
    for column in columns.values():
        if len(column) < _DOTS:
            continue
        run: list[tuple[float, float]] = []
        for dot in [*sorted(column), (float("inf"), 0.0)]:
            if run and dot[0] - run[-1][0] > _TOUCH + _THIN:
                if len(run) >= _DOTS:
                    yield run[0][1], run[0][0], run[-1][0]
                run = []
            run.append(dot)


def touch_of(sizes: Sequence[float]) -> float:
    """How near lines may be to be one, by the sizes of the characters: no cell is lower than its text."""
    small = sorted(sizes)[len(sizes) // 10] if sizes else 0.0
    return min(max(_TOUCH, _TOUCH_EM * small), _MOST_TOUCH)


def grids(rules: Rules, touch: float = _TOUCH) -> list[list[Region]]:
    """The ruled tables of a page, each as its cells row by row; a frame round one area is none.

    Lines nearer than `touch` meet, and parallel ones are one.
    """
    found = [_grid(across, down, touch) for across, down in _components(rules, touch)]
    return sorted((g for g in found if len(g) > 1), key=lambda g: (g[0].box[1], g[0].box[0]))


Span = tuple[float, float, float]


def _components(rules: Rules, touch: float) -> list[tuple[list[Span], list[Span]]]:
    """Lines that meet, gathered; only where lines of both directions meet is there a table."""
    across, down = _joined(rules.across, touch), _joined(rules.down, touch)
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for j, (x, top, bottom) in enumerate(down, len(across)):
        for i, (y, left, right) in enumerate(across):
            if y > bottom + touch:
                break
            if y >= top - touch and left - touch <= x <= right + touch:
                parent[root(j)] = root(i)
    groups: dict[int, tuple[list[Span], list[Span]]] = {}
    for k, line in enumerate(across + down):
        groups.setdefault(root(k), ([], []))[0 if k < len(across) else 1].append(line)
    return [group for group in groups.values() if group[0] and group[1]]


def _joined(lines: list[Span], touch: float) -> list[Span]:
    """Lines on one position joined where they touch or overlap; dashes become lines; specks are dropped."""
    joined: list[Span] = []
    for group in _clusters(lines, touch):
        run: list[Span] = []
        reached = last = 0.0
        for line in sorted(group, key=lambda each: (each[1], each[2])):
            length = line[2] - line[1]
            reach = _DASH if max(last, length) < _DASH else touch
            if run and line[1] > reached + reach:
                joined.append(_whole(run))
                run = []
            reached = max(reached, line[2]) if run else line[2]
            run.append(line)
            last = length
        joined.append(_whole(run))
    return sorted(line for line in joined if line[2] - line[1] > _THIN)


def _whole(run: Sequence[Span]) -> Span:
    """Pieces of a line as one, in the place of their mass: tables above each other have lines nearly in line."""
    mass = sum(line[2] - line[1] for line in run)
    place = sum(line[0] * (line[2] - line[1]) for line in run) / mass if mass else run[0][0]
    return place, min(line[1] for line in run), max(line[2] for line in run)


def _clusters(lines: list[Span], touch: float) -> Iterator[list[Span]]:
    group: list[Span] = []
    for line in sorted(lines):
        if group and line[0] - group[-1][0] > touch:
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _positions(values: list[float], touch: float) -> list[float]:
    """Sorted positions, those that touch being one."""
    return [sum(v for v, _, _ in group) / len(group) for group in _clusters([(v, 0.0, 0.0) for v in values], touch)]


def _grid(across: list[Span], down: list[Span], touch: float) -> list[Region]:
    """The cells between lines that meet: areas of the grid that no line parts are one (merged) cell.

    A side left open (a table whose outer lines are not drawn, or a page's end inside a row) closes where the lines
    that cross it end.
    """
    xs = _positions([d[0] for d in down] + [min(a[1] for a in across), max(a[2] for a in across)], touch)
    ys = _positions([a[0] for a in across] + [min(d[1] for d in down), max(d[2] for d in down)], touch)
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
