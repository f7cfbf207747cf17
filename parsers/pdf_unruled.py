"""Tables of a page that have no ruled lines: rows of figures that stand under each other.

A row is a line with a label and figures, or with figures alone. Figures whose places overlap over the rows are a
column. Lines of words between two rows belong to the label of the one whose middle they surround: a label of three
lines has its figures on the middle one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from parsers.model import Box, Cell
from parsers.pdf_figures import Row, figure_rows
from parsers.pdf_tables import PageTable, has_ordinal
from parsers.pdf_text import Line, make_line, segments_of

_HEADING = re.compile(
    r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]{1,3}部分"
)
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}部分")
_HEAD_LINES = 9
_GAP_LINES = 8


def unruled_tables(lines: list[Line], width: float, page: int, confidence: float) -> list[Line | PageTable]:
    """Lines of a page with each unruled table among them in place of its lines."""
    lines, rows = figure_rows(lines)
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


def _blocks(lines: Sequence[Line], rows: dict[int, Row], width: float) -> list[tuple[int, int]]:
    """First and last row of each run of rows with no prose between them."""
    blocks: list[tuple[int, int]] = []
    for i in rows:
        between = lines[blocks[-1][1] + 1 : i] if blocks else []
        if blocks and len(between) <= _GAP_LINES and not any(_parts_tables(b, rows[i], width) for b in between):
            blocks[-1] = (blocks[-1][0], i)
        else:
            blocks.append((i, i))
    return blocks


def _parts_tables(line: Line, below: Row, width: float) -> bool:
    """Whether a line between two rows ends the table: prose, or a heading not wrapped round the row below."""
    pieces = segments_of(line)
    if len(pieces) > 1:
        return False
    heading = _SECTION.match(line.text) and below.middle - line.middle > 1.3 * line.size
    return bool(heading) or line.x1 - line.x0 > 0.6 * width or line.text.endswith("。")


def _is_table(block: Sequence[Row]) -> bool:
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


def _tail_end(lines: Sequence[Line], last: int, stop: int, rows: dict[int, Row]) -> int:
    """One past the last line of the last row's label: lines as near to it as its own lines are to each other."""
    end = last + 1
    row = rows[last]
    left = min((piece.x1 for piece in row.figures), default=row.line.x1)
    while end < stop and end - last <= _GAP_LINES:
        line = lines[end]
        if (
            len(line.text) <= 2
            and line.x1 < row.line.x0 + 2 * line.size
            and line.base - lines[end - 1].base < 3 * line.size
        ):
            end += 1
            continue
        near = line.base - lines[end - 1].base < 1.45 * line.size
        if not near or line.x1 > left or len(row.labels) > 1 or _HEADING.match(line.text) or line.text[-1] in "。：":
            break
        end += 1
    return end


def _table(lines: Sequence[Line], rows: dict[int, Row], offset: int, page: int, confidence: float) -> PageTable:
    """The lines of a table as rows of cells."""
    out: list[list[Line]] = []
    heads: list[Line] = []
    block: list[Row] = []
    words: list[Line] = []
    edge = min(f.x0 for i in range(offset, offset + len(lines)) if i in rows for f in rows[i].figures)
    for i, line in enumerate(lines, offset):
        row = rows.get(i)
        if row is None:
            pieces = segments_of(line)
            if block and not heads and all(piece.x1 < edge + piece.size for piece in pieces):
                words += pieces
            else:
                heads.append(line)
            continue
        if heads:
            # A head between rows closes the rows above it.
            out += _body(block, words)
            out += _head_rows(heads, row.figures)
            block, words, heads = [], [], []
        block.append(row)
    out += _body(block, words)
    out += _head_rows(heads, [])
    cells = [[_cell(piece, r, c, page, confidence) for c, piece in enumerate(row, 1)] for r, row in enumerate(out, 1)]
    box = (min(i.x0 for i in lines), lines[0].top, max(i.x1 for i in lines), lines[-1].bottom)
    return PageTable(cells, box, page, ruled=False)


def _cell(piece: Line, row: int, column: int, page: int, confidence: float) -> Cell:
    box: Box = (piece.x0, piece.top, piece.x1, piece.bottom)
    return Cell(piece.text, row, column, page=page, box=box, confidence=min(confidence, piece.sure))


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
        # Heads over single columns stand beside each other however their lines fall.
        reach = 1.5 if all(_heads_one([h], figures) for h in [head, *(rows[-1] if rows else [])]) else 0.7
        if rows and head.top - rows[-1][0].top < reach * head.size and not any(_under(head, h) for h in rows[-1]):
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


def _body(block: list[Row], words: list[Line]) -> list[list[Line]]:
    """Rows of figures with their labels put together and a blank cell wherever a column has none."""
    if not block:
        return []
    words = _without_stacks(block, words)
    words = _settle(block, words)
    leaf = _leaf(block)
    left = [w for w in words if w.x1 < leaf + 0.5 * w.size and not _wraps(w, block)]
    _share(block, [w for w in words if w not in left])
    left += _taken_groups(block)
    widest = max((row.figures for row in block), key=len)
    rows = [_composed(row, widest) for row in block]
    places = _group_places(_group_labels(sorted(left, key=lambda w: w.base)), block)
    for k, label in sorted(places, key=lambda place: -place[1].x0):
        rows[k][0].insert(0, label)
    return [line for lines in rows for line in lines]


def _taken_groups(block: Sequence[Row]) -> list[Line]:
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


def _composed(row: Row, widest: Sequence[Line]) -> list[list[Line]]:
    """A row of cells; label lines left over beside a whole label are rows without a figure, unless they go on in it."""
    taken = [*row.whole, *row.labels]
    # A mark for none may stand in the column of units: a row with its unit there has no figure to miss.
    figures = [f for f in _in_columns(row.figures, widest) if f.text or not any(_under(f, label) for label in taken)]
    if not (row.whole and row.wrapped):
        return [_labels(row) + figures]
    own = sorted([*row.whole, *row.labels], key=lambda p: p.x0)
    above = _fitted(own, [w for w in row.wrapped if w.middle < row.middle], before=True)
    below = _fitted(own, [w for w in row.wrapped if w.middle >= row.middle], before=False)
    blank = [Line([], "", w.x0, w.x1, w.top, w.bottom, w.base, w.size) for w in widest]
    rows = [[_stacked(above), *blank]] if above else []
    return [*rows, [*own, *figures], *([[_stacked(below), *blank]] if below else [])]


def _fitted(own: list[Line], words: list[Line], before: bool) -> list[Line]:
    """Put label lines into a row's labels: as lines of one that begins under them, or as one of their own.

    Returned are the words that no label of the row can take, because an ordinal or a gap parts them.
    """
    if not words:
        return []
    at = next((i for i, label in enumerate(own) if abs(label.x0 - words[0].x0) < 0.8 * words[0].size), None)
    if at is None:
        own.append(_stacked(words))
        own.sort(key=lambda p: p.x0)
        return []
    upper, lower = (words[-1], own[at]) if before else (own[at], words[0])
    if not _goes_on(upper, lower):
        return words
    own[at] = _stacked([*words, own[at]] if before else [own[at], *words])
    return []


def _goes_on(above: Line, below: Line) -> bool:
    """Whether a line may be the next of a label: near enough, and not begun by an ordinal."""
    return below.top - above.bottom < 1.1 * below.size and not has_ordinal(below.text)


def _group_places(groups: Sequence[list[Line]], block: Sequence[Row]) -> list[tuple[int, Line]]:
    """Each group's label with the first row of its group: its middle is theirs, and they begin right of it."""
    starts = [min((p.x0 for p in (*row.whole, *row.labels, *row.wrapped)), default=0.0) for row in block]
    places: list[tuple[int, Line]] = []
    for column in _by_start([_stacked(group) for group in groups]):
        done = -1
        for label in column:
            first, done = _group_rows(label, block, starts, done)
            places.append((first, label))
    return places


def _group_rows(label: Line, block: Sequence[Row], starts: Sequence[float], done: int) -> tuple[int, int]:
    """First and last row of a group after row `done`; the nearest row where no run of rows fits."""
    first = next((i for i in range(done + 1, len(block)) if starts[i] > label.x1 - 0.5 * label.size), None)
    nearest = min(range(len(block)), key=lambda i: abs(block[i].middle - label.middle))
    if first is None:
        return nearest, max(done, nearest)
    last = first
    while last + 1 < len(block) and starts[last + 1] > label.x1 - 0.5 * label.size:
        last += 1
    off = {i: abs((block[first].middle + block[i].middle) / 2 - label.middle) for i in range(first, last + 1)}
    best = min(off, key=lambda i: off[i])
    return (first, best) if off[best] < 1.2 * label.size else (nearest, max(done, nearest))


def _settle(block: Sequence[Row], words: Sequence[Line]) -> list[Line]:
    """Give rows the labels whose lines stand together, apart from what is above and below; the other words are left.

    Lines of one label follow each other at up to 1.3 of their size; the figures stand at the label's middle.
    """
    owned = {id(piece): row for row in block for piece in row.labels}
    left: list[Line] = []
    for column in _by_start([*words, *(piece for row in block for piece in row.labels)]):
        for label in _runs(column):
            top, bottom = label[0].top - 1, label[-1].bottom + 1
            inside = [row for row in block if top < row.middle < bottom]
            middle = (label[0].top + label[-1].bottom) / 2
            if len(inside) == 1 and abs(inside[0].middle - middle) < 0.6 * label[0].size:
                inside[0].whole.append(_stacked(label))
                for row in block:
                    row.labels = [p for p in row.labels if not any(p is piece for piece in label)]
            else:
                left += [piece for piece in label if id(piece) not in owned]
    return sorted(left, key=lambda w: w.base)


def _by_start(pieces: Sequence[Line]) -> list[list[Line]]:
    """Pieces that begin at one place across, each column from top to bottom."""
    columns: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda p: p.x0):
        if columns and piece.x0 - columns[-1][0].x0 < 0.6 * piece.size:
            columns[-1].append(piece)
        else:
            columns.append([piece])
    return [sorted(column, key=lambda p: p.base) for column in columns]


def _runs(column: Sequence[Line]) -> list[list[Line]]:
    """A column of pieces cut where the next stands further away than lines of one label do."""
    runs: list[list[Line]] = []
    for piece in column:
        if runs and piece.base - runs[-1][-1].base < 1.3 * min(piece.size, runs[-1][-1].size) + 0.5:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return runs


def _leaf(block: Sequence[Row]) -> float:
    """Where the rows' own labels begin: where most do."""
    own = [max([*row.labels, *row.whole], key=lambda p: p.x0) for row in block if row.labels or row.whole]
    starts = [round(label.x0 / 3) * 3.0 for label in own]
    return max(starts, key=lambda x: (starts.count(x), x)) if starts else 0.0


def _wraps(word: Line, block: Sequence[Row]) -> bool:
    """Whether a piece goes on a row's own label that begins left of the others'."""
    return any(
        row.labels
        and abs(row.labels[-1].x0 - word.x0) < 0.8 * word.size
        and abs(row.middle - word.middle) < 1.6 * word.size
        for row in block
    )


def _without_stacks(block: Sequence[Row], words: Sequence[Line]) -> list[Line]:
    """The words, with labels that are set downwards (one or two characters a line) made one piece each."""
    pieces = [*words, *(p for row in block if len(row.labels) > 1 for p in row.labels)]
    tall = [stack for column in _by_start(pieces) for stack in _short_runs(column)]
    taken = {id(piece) for stack in tall for piece in stack}
    for row in block:
        row.labels = [p for p in row.labels if id(p) not in taken]
    return [w for w in words if id(w) not in taken] + [_stacked(stack) for stack in tall]


def _short_runs(column: Sequence[Line]) -> list[list[Line]]:
    """Runs of three or more pieces of one or two characters; one word in each row (a column of units) is none."""
    runs: list[list[Line]] = [[]]
    for piece in column:
        if len(piece.text) > 2:
            runs.append([])
        else:
            runs[-1].append(piece)
    return [run for run in runs if len(run) >= 3 and len({piece.text for piece in run}) > len(run) / 2]


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


def _share(block: list[Row], words: Sequence[Line]) -> None:
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


def _lean(row: Row, lines: Sequence[Line]) -> float:
    """How far the middle of a label lies from its row's, in squared points; a row left without a label is worst."""
    label = [*lines, *row.labels[-1:]]
    if not label:
        return 0.0 if row.whole else 1e6
    if row.whole and lines:
        return 1e5 * len(lines)
    middle = (min(i.top for i in label) + max(i.bottom for i in label)) / 2
    return (middle - row.middle) ** 2


def _labels(row: Row) -> list[Line]:
    """The labels of a row, the last one put together from its lines."""
    if not row.wrapped:
        return sorted([*row.whole, *row.labels], key=lambda p: p.x0)
    own = row.labels[-1:]
    return [*row.labels[:-1], _stacked(sorted([*row.wrapped, *own], key=lambda p: p.base))]


def _in_columns(figures: Sequence[Line], widest: Sequence[Line]) -> list[Line]:
    """Figures in the columns of the row that has most, an empty piece where a column has none.

    A row with as many stands as it is (single figures need not overlap from row to row); so does one with two figures
    nearest to one column.
    """
    if len(figures) == len(widest):
        return list(figures)
    places = {min(range(len(widest)), key=lambda i: abs(_centre(widest[i]) - _centre(f))): f for f in figures}
    if len(places) < len(figures):
        return list(figures)
    empty = figures[0]
    return [
        places.get(i) or Line([], "", w.x0, w.x1, empty.top, empty.bottom, empty.base, empty.size)
        for i, w in enumerate(widest)
    ]


def _centre(piece: Line) -> float:
    return (piece.x0 + piece.x1) / 2
