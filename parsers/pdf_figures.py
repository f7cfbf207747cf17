"""Rows of figures among the lines of a page: a line of a label and figures, or what several lines make of one row.

Lines nearer to each other than their own height overlap, which lines of prose never do: they are the cells of one row,
some with one line and some with more. So a figure too long for its column stands on two lines, half above and half
below the middle of its row. Such a figure is put together and marked as less sure: its halves could be two.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.pdf_tables import has_ordinal
from parsers.pdf_text import Line, blank_piece, make_line, segments_of

FIGURE = re.compile(
    r"[+＋\-－]?\d[\d,，]*(?:[.．]\d+)?(?:[%％元件条]|万元)?(?:[（(][^（()）]{1,16}[）)])?|[-—–―－/／\\]{1,2}|无|&[a-z]{2,6};?"
)
_FIGURES = re.compile(r"[\d.．,，+＋\-－/／—–\\ ]+")
_DIGITS = re.compile(r"\d")
_OVERLAP = 0.9
"""Lines whose bases are nearer than this many of their heights overlap; rows and lines of prose stand 1.1 apart."""
_LINE = (0.9, 2 * _OVERLAP)
"""Heights between two lines of one cell: those of a cell of one line stand half way."""
_OPEN_NOTE = re.compile(r"\d[\d,，]*[元件条个项]?[（(][^）)]{0,14}")
_NOTE_LINES = 7
_NEAR_ROWS = 12
_MOST_LABELS = 3
_NO_FIGURE = 0.7
"""Confidence that a label between two rows is a row without a figure."""
_CUT = 0.6
"""Confidence of a figure put together from two lines."""


@dataclass(slots=True)
class Row:
    """A line of figures: its own label pieces, its figures, and the label lines around that it was given."""

    line: Line
    labels: list[Line]
    figures: list[Line]
    wrapped: list[Line] = field(default_factory=list)
    whole: list[Line] = field(default_factory=list)
    """Labels that stand free of others above and below, with the figures at their middle."""

    @property
    def middle(self) -> float:
        """The height at which the row stands."""
        return self.figures[0].middle


def figure_rows(lines: Sequence[Line]) -> tuple[list[Line], dict[int, Row]]:
    """The lines with those that make one row joined, and the rows of figures by the number of their line."""
    # Most pages hold no line of figures: they pay for one look at each line.
    rows = {i: row for i, line in enumerate(lines) if (row := _row(line))}
    alone = [i for i, line in enumerate(lines) if i not in rows and _lone_figure(lines, i)]
    rows |= {i: Row(lines[i], [], [lines[i]]) for i in alone}
    if not rows:
        return list(lines), rows
    out: list[Line] = []
    found: dict[int, Row] = {}
    noted = _noted(lines)
    for chain in _chains(lines, rows, noted):
        valued = any(i in rows or i in noted for i in chain)
        joined = _joined(lines, chain, rows) if valued and len(chain) > 1 else None
        if joined:
            row, words = joined
            found[len(out) + sum(word.base < row.line.base for word in words)] = row
            out += sorted([*words, row.line], key=lambda line: line.base)
            continue
        for i in chain:
            if i in rows:
                found[len(out)] = _doubted(rows[i]) if any(k in noted for k in chain) else rows[i]
            out.append(lines[i])
    return out, _with_blanks(out, found)


def _row(line: Line) -> Row | None:
    """A line as label and figures, if it is one."""
    if not _DIGITS.search(line.text) and not any(mark in line.text for mark in "-—–－/／无&"):
        return None
    pieces = [part for piece in segments_of(line) for part in _parts(piece)]
    figures: list[Line] = []
    while pieces and FIGURE.fullmatch(pieces[-1].text):
        figures.insert(0, pieces.pop())
    if not figures or (len(figures) == 1 and not pieces) or len(pieces) > _MOST_LABELS:
        return None
    return Row(line, pieces, figures)


def _parts(piece: Line) -> list[Line]:
    """A piece of figures only, cut at each blank."""
    if not _FIGURES.fullmatch(piece.text):
        return [piece]
    return segments_of(piece, 0.28)


def _lone_figure(lines: Sequence[Line], i: int) -> bool:
    """Whether a figure stands alone at the middle of a label of two lines, which both end left of it."""
    line = lines[i]
    if not FIGURE.fullmatch(line.text) or not 0 < i < len(lines) - 1:
        return False
    return all(
        abs(line.base - other.base) < min(line.size, other.size) and other.x1 < line.x0 - 0.5 * line.size
        for other in (lines[i - 1], lines[i + 1])
    )


def _overlap(one: Line, two: Line) -> bool:
    return abs(one.base - two.base) < _OVERLAP * min(one.size, two.size)


def _noted(lines: Sequence[Line]) -> set[int]:
    """Lines that hold further lines of a figure's note: after the one its bracket opens in to the one it closes in."""
    noted: set[int] = set()
    for i, line in enumerate(lines):
        if "（" not in line.text and "(" not in line.text:
            continue
        for piece in segments_of(line):
            if _OPEN_NOTE.fullmatch(piece.text):
                noted.update(range(i + 1, _note_end(lines, i, piece) + 1))
    return noted


def _note_end(lines: Sequence[Line], first: int, piece: Line) -> int:
    """The line in which the note of a figure closes; its own where it does not."""
    above = piece
    for i in range(first + 1, min(first + _NOTE_LINES, len(lines))):
        for below in segments_of(lines[i]):
            if below.x0 <= piece.x1 and piece.x0 <= below.x1:
                if not _LINE[0] * piece.size <= below.base - above.base <= _LINE[1] * piece.size:
                    continue
                above = below
                if below.text[-1] in "）)":
                    return i
    return first


def _doubted(row: Row) -> Row:
    """A row whose figures may be parts of others."""
    for figure in row.figures:
        figure.sure = min(figure.sure, _CUT)
    return row


def _chains(lines: Sequence[Line], rows: dict[int, Row], noted: set[int]) -> list[list[int]]:
    """The lines by number, those that overlap one after the other together, and those of one note."""
    chains: list[list[int]] = []
    for i in range(len(lines)):
        if chains and (i in noted or _overlap(lines[i - 1], lines[i])):
            chains[-1].append(i)
        else:
            chains.append([i])
    return [part for chain in chains for part in _by_rows(lines, chain, rows, noted)]


def _by_rows(lines: Sequence[Line], chain: Sequence[int], rows: dict[int, Row], noted: set[int]) -> list[list[int]]:
    """A chain cut where its rows stand apart: the label of a group may hold several rows together."""
    parts: list[list[int]] = []
    last: float | None = None
    for i in chain:
        base = lines[i].base
        valued = i in rows or _has_value(lines, i, rows)
        apart = last is not None and base - last >= _OVERLAP * lines[i].size
        if not parts or (valued and apart and i not in noted):
            parts.append([i])
        else:
            parts[-1].append(i)
        if valued:
            last = base
    return parts


def _has_value(lines: Sequence[Line], i: int, rows: dict[int, Row]) -> bool:
    centres = _columns(rows, i)
    return bool(centres) and any(piece.x0 > _edge(centres, lines[i]) for piece in segments_of(lines[i]))


def _columns(rows: dict[int, Row], i: int) -> list[float]:
    """Centres of the columns of figures about a line: those of the row near it that has most."""
    near = [row for k, row in rows.items() if abs(k - i) <= _NEAR_ROWS]
    widest = max(near, key=lambda row: len(row.figures), default=None)
    return [_centre(figure) for figure in widest.figures] if widest else []


def _own_columns(lines: Sequence[Line], chain: Sequence[int], rows: dict[int, Row]) -> list[float]:
    """Centres of the columns that the lines of a chain have together, right of the labels."""
    edge = min((figure.x0 for i in chain if i in rows for figure in rows[i].figures), default=0.0)
    cut = [segments_of(lines[i]) for i in chain]
    # More pieces left of the figures than a row has labels are cells with words in them.
    left = [[piece for piece in pieces if piece.x1 < edge] for pieces in cut]
    if any(len(pieces) > _MOST_LABELS for pieces in left) or _are_figures(left):
        edge = 0.0
    pieces = sorted((piece for pieces in cut for piece in pieces if piece.x0 >= edge), key=_centre)
    columns: list[list[Line]] = []
    for piece in pieces:
        if columns and piece.x0 <= max(p.x1 for p in columns[-1]):
            columns[-1].append(piece)
        else:
            columns.append([piece])
    return [_centre(column[0]) for column in columns]


def _agree(centres: Sequence[float], columns: Sequence[float], size: float) -> bool:
    """Whether most columns of some lines are among those of a row: else the row is of another table."""
    among = sum(any(abs(centre - column) < 1.5 * size for column in columns) for centre in centres)
    return among > len(centres) / 2 or not centres


def _are_figures(cells: Sequence[Sequence[Line]]) -> bool:
    """Whether pieces are those of a figure on two lines, as the rows without a label have in their first column."""
    pieces = [piece for line in cells for piece in line]
    return len(pieces) > 1 and all(FIGURE.fullmatch(piece.text) for piece in pieces)


def _centre(piece: Line) -> float:
    return (piece.x0 + piece.x1) / 2


def _edge(centres: Sequence[float], line: Line) -> float:
    """Where the columns of figures begin: half a column left of the first, or four characters."""
    half = (centres[1] - centres[0]) / 2 if len(centres) > 1 else 4.0 * line.size
    return centres[0] - half - 1


def _joined(lines: Sequence[Line], chain: Sequence[int], rows: dict[int, Row]) -> tuple[Row, list[Line]] | None:
    """Lines that overlap as one row and the lines of words beside it; none where they are no row of such cells."""
    centres, near = _own_columns(lines, chain, rows), _columns(rows, chain[0])
    if len(near) > len(centres) and _agree(centres, near, lines[chain[0]].size):
        centres = near
    if not centres:
        return None
    stacks: list[list[Line]] = [[] for _ in centres]
    words: list[list[Line]] = []
    valued: list[Line] = []
    for i in chain:
        pieces = [part for piece in segments_of(lines[i]) for part in _parts(piece)]
        values = [piece for piece in pieces if piece.x0 > _edge(centres, lines[i])]
        words.append([piece for piece in pieces if piece.x0 <= _edge(centres, lines[i])])
        valued += [lines[i]] if values else []
        for value in values:
            stacks[min(range(len(centres)), key=lambda k: abs(centres[k] - _centre(value)))].append(value)
    if len(valued) < 2:
        return None
    middle = (valued[0].base + valued[-1].base) / 2
    if not all(_one_cell(stack, middle) for stack in stacks if stack):
        return None
    return _assembled(stacks, words, middle)


def _one_cell(stack: Sequence[Line], middle: float) -> bool:
    """Whether pieces are the lines of one cell that stands at a height."""
    low, high = _LINE
    steps = [(b.base - a.base) / a.size for a, b in itertools.pairwise(stack)]
    return all(low <= step <= high for step in steps) and (
        abs((stack[0].base + stack[-1].base) / 2 - middle) < 0.4 * stack[0].size
    )


def _assembled(
    stacks: Sequence[Sequence[Line]], words: Sequence[Sequence[Line]], middle: float
) -> tuple[Row, list[Line]] | None:
    figures = [whole_cell(stack) for stack in stacks if stack]
    if not any(FIGURE.fullmatch(figure.text) for figure in figures):
        return None
    level = [pieces for pieces in words if pieces and abs(pieces[0].base - middle) < 0.25 * pieces[0].size]
    labels = list(level[0]) if level else []
    rest = [_rejoined(pieces) for pieces in words if pieces and (not level or pieces is not level[0])]
    line = _rejoined([*labels, *figures])
    line.base = middle
    return Row(line, labels, figures), rest


def whole_cell(stack: Sequence[Line]) -> Line:
    """Pieces under each other as the one text of a cell; one of several lines is less sure."""
    if len(stack) == 1:
        return stack[0]
    line = _rejoined(stack)
    line.text, line.sure = "".join(piece.text for piece in stack), _CUT
    return line


def _rejoined(pieces: Sequence[Line]) -> Line:
    return make_line(sorted((g for piece in pieces for g in piece.glyphs), key=lambda g: g.x0))


def _with_blanks(lines: Sequence[Line], rows: dict[int, Row]) -> dict[int, Row]:
    """The rows with those added that have a label and no figure."""
    out = dict(rows)
    for i in range(1, len(lines) - 1):
        above = next((out[k] for k in range(i - 1, max(-1, i - 4), -1) if k in out), None)
        below = rows.get(i + 1)
        if i in rows or not above:
            continue
        pieces = segments_of(lines[i])
        blank = blank_piece(above.figures[-1], lines[i])
        near = [out[k] for k in range(i - _NEAR_ROWS, i + _NEAR_ROWS) if k in out]
        if _has_unit(pieces, near) and not (below and _completes(below, lines[i], pieces[1])):
            out[i] = Row(lines[i], pieces, [blank])
        elif below and has_ordinal(pieces[-1].text) and _opens(below) and _stands_free(lines, i, above):
            blank.sure = _NO_FIGURE
            out[i] = Row(lines[i], pieces, [blank])
    return dict(sorted(out.items()))


def _opens(row: Row) -> bool:
    """Whether a row may be another than the label above it, which has a number: figures beside none end that one."""
    return bool(row.labels) and has_ordinal(row.labels[-1].text)


def _has_unit(pieces: Sequence[Line], rows: Sequence[Row]) -> bool:
    """Whether a line has a label and a unit like the rows about it."""
    units = [row.labels[1] for row in rows if len(row.labels) == 2]
    return len(pieces) == 2 and bool(units) and all(_in_column(pieces[1], unit) for unit in units)


def _completes(row: Row, above: Line, unit: Line) -> bool:
    """Whether figures without a unit stand beside the rest of the label in the line above them, which has the unit."""
    if not row.labels:
        return row.line.base - above.base < 1.3 * above.size
    if len(row.labels) != 1 or has_ordinal(row.labels[0].text) or _in_column(row.labels[0], unit):
        return False
    return row.line.base - above.base < 2.0 * above.size


def _stands_free(lines: Sequence[Line], i: int, above: Row) -> bool:
    """Whether a line stands as far from the lines above and below as rows stand, so that it is of neither."""
    if lines[i].size > 1.15 * above.line.size:
        return False
    steps = (lines[i].base - lines[i - 1].base, lines[i + 1].base - lines[i].base)
    return all(1.4 * lines[i].size < step < 2.6 * lines[i].size for step in steps)


def _in_column(unit: Line, other: Line) -> bool:
    """Whether two short words stand under each other: units, not labels."""
    return abs(_centre(unit) - _centre(other)) < 0.3 * unit.size and max(len(unit.text), len(other.text)) <= 2
