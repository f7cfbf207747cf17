"""Tables of a page that have no ruled lines: rows of figures that stand under each other.

A row is a line with a label and figures, or with figures alone. Figures whose places overlap over the rows are a
column. Lines of words between two rows belong to the label of the one whose middle they surround: a label of three
lines has its figures on the middle one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.model import Box, Cell
from parsers.pdf_tables import PageTable
from parsers.pdf_text import Line, make_line, segments_of

_FIGURE = re.compile(
    r"[+\-－]?\d[\d,，]*(?:\.\d+)?(?:[%％元件条]|万元)?(?:[（(][^（()）]{1,16}[）)])?|[-—–―－/／\\]{1,2}|无"
)
_DIGITS = re.compile(r"\d")
_HEADING = re.compile(
    r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]{1,3}部分"
)
_HEAD_LINES = 9
_GAP_LINES = 8


@dataclass(slots=True)
class _Row:
    """A line of figures: its own label pieces, its figures, and the label lines around that it was given."""

    line: Line
    labels: list[Line]
    figures: list[Line]
    wrapped: list[Line] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return self.figures[0].middle


def unruled_tables(lines: list[Line], width: float, page: int, confidence: float) -> list[Line | PageTable]:
    """Lines of a page with each unruled table among them in place of its lines."""
    # Most pages hold no line of figures: they pay for one look at each line.
    rows = {i: row for i, line in enumerate(lines) if (row := _row(line))}
    out: list[Line | PageTable] = []
    done = 0
    for first, last in _blocks(lines, rows, width):
        block = [rows[i] for i in range(first, last + 1) if i in rows]
        if not _is_table(block):
            continue
        top = _head_start(lines, first, done, width)
        end = _tail_end(lines, last, len(lines), rows)
        out += lines[done:top]
        out.append(_table(lines[top:end], rows, top, page, confidence))
        done = end
    return out + lines[done:]


def _row(line: Line) -> _Row | None:
    """A line as label and figures, if it is one."""
    if not _DIGITS.search(line.text) and not any(mark in line.text for mark in "-—–－/／无"):
        return None
    pieces = [part for piece in segments_of(line) for part in _parts(piece)]
    figures: list[Line] = []
    while pieces and _FIGURE.fullmatch(pieces[-1].text):
        figures.insert(0, pieces.pop())
    if not figures or (len(figures) == 1 and not pieces) or len(pieces) > 3:
        return None
    return _Row(line, pieces, figures)


def _parts(piece: Line) -> list[Line]:
    """A piece of figures only, cut at each blank."""
    if " " not in piece.text or not all(_FIGURE.fullmatch(word) for word in piece.text.split(" ")):
        return [piece]
    return segments_of(piece, 0.28)


def _blocks(lines: Sequence[Line], rows: dict[int, _Row], width: float) -> list[tuple[int, int]]:
    """First and last row of each run of rows with no prose between them."""
    blocks: list[tuple[int, int]] = []
    for i in rows:
        between = lines[blocks[-1][1] + 1 : i] if blocks else []
        if blocks and len(between) <= _GAP_LINES and not any(_parts_tables(b, rows[i], width) for b in between):
            blocks[-1] = (blocks[-1][0], i)
        else:
            blocks.append((i, i))
    return blocks


def _parts_tables(line: Line, below: _Row, width: float) -> bool:
    """Whether a line between two rows ends the table: prose, or a heading not wrapped round the row below."""
    pieces = segments_of(line)
    if len(pieces) > 1:
        return False
    heading = _HEADING.match(line.text) and below.middle - line.middle > 1.3 * line.size
    return bool(heading) or line.x1 - line.x0 > 0.6 * width or line.text.endswith("。")


def _is_table(block: Sequence[_Row]) -> bool:
    """Two rows whose figures stand under each other, or one row of four figures."""
    if any(len(row.figures) >= 4 for row in block):
        return True
    if len(block) < 2 or not all(row.labels or len(row.figures) > 1 for row in block):
        return False
    aligned = sum(any(_under(f, g) for f in a.figures for g in b.figures) for a, b in itertools.pairwise(block))
    return aligned >= (len(block) - 1) / 2


def _under(one: Line, two: Line) -> bool:
    return one.x0 <= two.x1 and two.x0 <= one.x1


def _head_start(lines: Sequence[Line], first: int, floor: int, width: float) -> int:
    """Where the head above a block begins: lines in pieces or short ones, up to prose or a heading."""
    top = first
    while top > floor and first - top < _HEAD_LINES:
        line, below = lines[top - 1], lines[top]
        pieces = segments_of(line)
        lone = len(pieces) == 1
        if below.base - line.base > 2.6 * below.size or (lone and _ends_head(line, lines[first], width)):
            break
        top -= 1
    # Short lines that stand above all pieces are the text before, unless they are centred over figures.
    return top


def _ends_head(line: Line, row: Line, width: float) -> bool:
    if _HEADING.match(line.text) and row.middle - line.middle > 1.3 * line.size:
        return True
    return line.x1 - line.x0 > 0.45 * width or line.text[-1] in "。；：" or line.size > 1.25 * row.size


def _tail_end(lines: Sequence[Line], last: int, stop: int, rows: dict[int, _Row]) -> int:
    """One past the last line of the last row's label: lines as near to it as its own lines are to each other."""
    end = last + 1
    row = rows[last]
    left = min((piece.x1 for piece in row.figures), default=row.line.x1)
    while end < stop and end - last <= 3:
        line = lines[end]
        near = line.base - lines[end - 1].base < 1.45 * line.size
        if not near or line.x1 > left or len(row.labels) > 1 or _HEADING.match(line.text) or line.text[-1] in "。：":
            break
        end += 1
    return end


def _table(lines: Sequence[Line], rows: dict[int, _Row], offset: int, page: int, confidence: float) -> PageTable:
    """The lines of a table as rows of cells."""
    out: list[list[Line]] = []
    heads: list[Line] = []
    block: list[_Row] = []
    words: list[Line] = []
    for i, line in enumerate(lines, offset):
        row = rows.get(i)
        if row is None:
            (words if block and len(segments_of(line)) == 1 else heads).append(line)
            continue
        if heads:
            # A head between rows closes the rows above it; the words before it are heads of their own.
            kept = [w for w in words if block and w.middle - block[-1].middle < 1.3 * w.size]
            out += _body(block, kept)
            out += _head_rows([w for w in words if w not in kept] + heads, row.figures)
            block, words, heads = [], [], []
        block.append(row)
    out += _body(block, words)
    out += _head_rows(heads, [])
    cells = [[_cell(piece, r, c, page, confidence) for c, piece in enumerate(row, 1)] for r, row in enumerate(out, 1)]
    box = (min(i.x0 for i in lines), lines[0].top, max(i.x1 for i in lines), lines[-1].bottom)
    return PageTable(cells, box, page, ruled=False)


def _cell(piece: Line, row: int, column: int, page: int, confidence: float) -> Cell:
    box: Box = (piece.x0, piece.top, piece.x1, piece.bottom)
    return Cell(piece.text, row, column, page=page, box=box, confidence=confidence)


def _head_rows(lines: Sequence[Line], figures: Sequence[Line]) -> list[list[Line]]:
    """Heads: pieces under each other over one column of figures are one head; rows by where each begins."""
    heads: list[list[Line]] = []
    for line in lines:
        for piece in segments_of(line):
            above = [h for h in heads if _under(h[-1], piece) and piece.base - h[-1].base < 1.45 * piece.size]
            if len(above) == 1 and _heads_one([*above[0], piece], figures):
                above[0].append(piece)
            else:
                heads.append([piece])
    rows: list[list[Line]] = []
    for head in sorted((_stacked(h) for h in heads), key=lambda h: h.top):
        if rows and head.top - rows[-1][0].top < 0.7 * head.size and not any(_under(head, h) for h in rows[-1]):
            rows[-1].append(head)
        else:
            rows.append([head])
    return [sorted(row, key=lambda h: h.x0) for row in rows]


def _heads_one(pieces: Sequence[Line], figures: Sequence[Line]) -> bool:
    """Whether pieces stand over one column of figures, or over none."""
    left, right = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    return sum(left < (f.x0 + f.x1) / 2 < right for f in figures) < 2


def _stacked(pieces: Sequence[Line]) -> Line:
    """Pieces under each other as one, their texts joined."""
    line = make_line([g for p in pieces for g in p.glyphs])
    line.text, line.x0 = "".join(p.text for p in pieces), min(p.x0 for p in pieces)
    line.size = pieces[0].size
    return line


def _body(block: list[_Row], words: list[Line]) -> list[list[Line]]:
    """Rows of figures with their labels put together and a blank cell wherever a column has none."""
    if not block:
        return []
    leaf = min(row.labels[-1].x0 for row in block if row.labels) if any(r.labels for r in block) else 0.0
    groups = _group_labels([w for w in words if w.x1 < leaf + 0.5 * w.size])
    grouped = {id(line) for group in groups for line in group}
    _share(block, [w for w in words if id(w) not in grouped])
    columns = _columns(block)
    rows = [_labels(row) + _in_columns(row.figures, columns) for row in block]
    for group in groups:
        label = _stacked(group)
        k = min(range(len(block)), key=lambda i: abs(block[i].middle - label.middle))
        rows[k].insert(0, label)
    return rows


def _group_labels(words: Sequence[Line]) -> list[list[Line]]:
    """Labels left of the rows' own, their lines (or single characters under each other) gathered."""
    groups: list[list[Line]] = []
    for word in words:
        near = [g for g in groups if _under(g[-1], word) and word.base - g[-1].base < 1.8 * word.size]
        if near:
            near[-1].append(word)
        else:
            groups.append([word])
    return groups


def _share(block: list[_Row], words: Sequence[Line]) -> None:
    """Give each label line to the row above or below so that each label's middle comes nearest to its row's."""
    edges = [row.middle for row in block]
    gaps: list[list[Line]] = [[] for _ in range(len(block) + 1)]
    for word in words:
        gaps[sum(1 for edge in edges if edge < word.middle)].append(word)
    # best[j]: least cost with j lines of the gap below the current row given to that row
    best: dict[int, tuple[float, tuple[int, ...]]] = {len(gaps[0]): (0.0, ())}
    for k, row in enumerate(block):
        below = gaps[k + 1]
        choices = range(len(below) + 1) if k + 1 < len(block) else (len(below),)
        step: dict[int, tuple[float, tuple[int, ...]]] = {}
        for j in choices:
            options = (
                (cost + _lean(row, gaps[k][len(gaps[k]) - taken :] + below[:j]), (*path, j))
                for taken, (cost, path) in best.items()
            )
            step[len(below) - j] = min(options)
        best = step
    path = min(best.values())[1]
    given = len(gaps[0])
    for k, (row, j) in enumerate(zip(block, path, strict=True)):
        row.wrapped = gaps[k][len(gaps[k]) - given :] + gaps[k + 1][:j]
        given = len(gaps[k + 1]) - j


def _lean(row: _Row, lines: Sequence[Line]) -> float:
    """How far the middle of a label lies from its row's, in squared points; a row left without a label is worst."""
    label = [*lines, *row.labels[-1:]]
    if not label:
        return 1e6
    middle = (min(i.top for i in label) + max(i.bottom for i in label)) / 2
    return (middle - row.middle) ** 2


def _labels(row: _Row) -> list[Line]:
    """The labels of a row, the last one put together from its lines."""
    if not row.wrapped:
        return row.labels
    own = row.labels[-1:]
    return [*row.labels[:-1], _stacked(sorted([*row.wrapped, *own], key=lambda p: p.base))]


def _columns(block: Sequence[_Row]) -> list[tuple[float, float]]:
    """Where the columns of figures stand: the places of figures that overlap over the rows."""
    columns: list[tuple[float, float]] = []
    for x0, x1 in sorted((f.x0, f.x1) for row in block for f in row.figures):
        if columns and x0 <= columns[-1][1] + 1:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    return columns


def _in_columns(figures: Sequence[Line], columns: Sequence[tuple[float, float]]) -> list[Line]:
    """Figures in their columns, an empty piece where a column has none; unchanged when two share one."""
    places = {next(i for i, (a, b) in enumerate(columns) if a <= f.x0 <= b): f for f in figures}
    if len(places) < len(figures):
        return list(figures)
    empty = figures[0]
    return [
        places.get(i) or Line([], "", a, b, empty.top, empty.bottom, empty.base, empty.size)
        for i, (a, b) in enumerate(columns)
    ]
