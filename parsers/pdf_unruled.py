"""Tables of a page that have no ruled lines: rows of figures that stand under each other.

A row is a line with a label and figures, or with figures alone. Figures whose places overlap over the rows are a
column. Lines of words between two rows belong to the label of the one whose middle they surround: a label of three
lines has its figures on the middle one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache

from parsers.forms import column_heads
from parsers.model import Box, Cell
from parsers.pdf_figures import FIGURE, Row, figure_rows
from parsers.pdf_groups import Group, by_start, grouped, place_groups, stacked, taken_groups, under, without_stacks
from parsers.pdf_heads import head_rows, lowest
from parsers.pdf_numbered import Bar, NumberedRow, numbered_rows, one_row
from parsers.pdf_tables import PageTable, has_ordinal, numbering
from parsers.pdf_text import Line, blank_piece, segments_of
from parsers.wording import label_key

_HEADING = re.compile(
    r"[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|第[一二三四五六七八九十]{1,3}部分"
)
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}部分")
_LEFT_OVER = 0.5
"""Confidence of the empty cells beside words that no label of a row can take."""
_TOUCHING = 0.6
"""Confidence of a figure that may be two of which one has no room."""
_HEAD_LINES = 9
_HEADS = 4
"""Pieces of a line that are heads however far above the figures: high rows set their figures at the foot."""
_GAP_LINES = 8


def unruled_tables(
    lines: list[Line], width: float, page: int, confidence: float, bars: Sequence[Bar] = ()
) -> list[Line | PageTable]:
    """Lines of a page with each unruled table among them in place of its lines.

    `bars` are the lines ruled across the page, as (height, from, to): they part rows where none part columns.
    """
    lines, rows = figure_rows(lines)
    out: list[Line | PageTable] = []
    done = 0
    for first, last in _blocks(lines, rows, width):
        block = [rows[i] for i in range(first, last + 1) if i in rows]
        if not (_is_table(block) or _is_headed(lines, first, block[0])):
            continue
        top = _head_start(lines, first, done, width)
        end = _tail_end(lines, last, len(lines), rows)
        out += lines[done:top]
        out.append(_table(lines[top:end], rows, top, page, confidence, bars))
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
    if len(block) < 2:
        return False
    aligned = sum(any(under(f, g) for f in a.figures for g in b.figures) for a, b in itertools.pairwise(block))
    return aligned >= (len(block) - 1) / 2


def _is_headed(lines: Sequence[Line], first: int, row: Row) -> bool:
    """Whether the line above a row has a head for each of the row's cells."""
    heads = segments_of(lines[first - 1]) if first else []
    cells = [*row.labels, *row.figures]
    return len(heads) == len(cells) > 1 and all(under(h, c) for h, c in zip(heads, cells, strict=True))


def _head_start(lines: Sequence[Line], first: int, floor: int, width: float) -> int:
    """Where the head above a block begins: lines in pieces or short ones, up to prose or a heading."""
    first = top = _label_start(lines, first, floor)
    while top > floor and first - top < _HEAD_LINES:
        line, below = lines[top - 1], lines[top]
        pieces = segments_of(line)
        lone = len(pieces) == 1
        far = below.base - line.base > (2.6 if len(pieces) < _HEADS else 5.0) * max(below.size, line.size)
        if far or (lone and _ends_head(line, lines[first], width)):
            break
        top -= 1
    # Short lines that stand above all pieces are the text before, unless they are centred over figures.
    return top


def _label_start(lines: Sequence[Line], first: int, floor: int) -> int:
    """The line in which the label of a block's first row begins: its lines stand left of the figures, one by one.

    At the top of a page the rest of a label that the page before begins may be set as wide as rows.
    """
    edge = lines[first].x1
    if (
        floor == 0
        and first <= _GAP_LINES
        and all(_may_go_on(a, b, edge) for a, b in itertools.pairwise(lines[: first + 1]))
    ):
        return 0
    start = first
    while start > floor and start > first - _GAP_LINES and _is_label_line(lines[start - 1], lines[start], edge):
        start -= 1
    return start


def _may_go_on(line: Line, below: Line, edge: float) -> bool:
    return line.x1 < edge - 4 * line.size and _is_near(line, below)


def _is_near(line: Line, below: Line) -> bool:
    """Whether two lines may be of one cell however wide its lines are set."""
    return below.base - line.base < 1.9 * min(line.size, below.size)


def _figures_above(heads: list[Line], row: Line) -> list[Row]:
    """Take the lines that hold nothing but figures right above a row: the beginnings of figures too long for a line."""
    rows: list[Row] = []
    while heads and _is_near(heads[-1], rows[0].line if rows else row):
        pieces = segments_of(heads[-1])
        if not all(FIGURE.fullmatch(piece.text) for piece in pieces):
            break
        rows.insert(0, Row(heads.pop(), [], pieces))
    return rows


def _is_label_line(line: Line, below: Line, edge: float) -> bool:
    return line.x1 < edge - line.size and below.base - line.base < 1.3 * min(line.size, below.size)


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


def _table(
    lines: Sequence[Line], rows: dict[int, Row], offset: int, page: int, confidence: float, bars: Sequence[Bar]
) -> PageTable:
    """The lines of a table as rows of cells."""
    out: list[list[Line]] = []
    heads: list[Line] = []
    columns: list[Line] = []
    block: list[Row] = []
    words: list[Line] = []
    inside = [rows[i] for i in range(offset, offset + len(lines)) if i in rows]
    edge = min(f.x0 for row in inside for f in row.figures if not f.text or FIGURE.fullmatch(f.text))
    for i, line in enumerate(lines, offset):
        row = rows.get(i) or (None if heads or not block else _further_figures(line, edge, inside))
        if row is None:
            pieces = segments_of(line)
            if block and not heads and all(piece.x1 < edge + piece.size for piece in pieces):
                words += pieces
            else:
                heads.append(line)
            continue
        if heads:
            # A head between rows closes the rows above it.
            out += _body(block, words, bars, columns)
            above = _figures_above(heads, line)
            own = _label_lines(heads, (above or [row])[0].line, edge, at_top=offset == 0)
            over = head_rows(heads[: len(heads) - own], row.figures)
            columns = lowest(over)
            out += over
            block, words, heads = above, [p for label in heads[len(heads) - own :] for p in segments_of(label)], []
        block.append(row)
    out += _body(block, words, bars, columns)
    out += head_rows(heads, [])
    cells = [[_cell(piece, r, c, page, confidence) for c, piece in enumerate(row, 1)] for r, row in enumerate(out, 1)]
    doubted = [printed for printed in cells if _has_two_labels(printed) or _has_head(printed)]
    for cell in (cell for printed in doubted for cell in printed):
        cell.confidence = min(cell.confidence, _LEFT_OVER)
    box = (min(i.x0 for i in lines), lines[0].top, max(i.x1 for i in lines), lines[-1].bottom)
    return PageTable(cells, box, page, ruled=False)


def _further_figures(line: Line, edge: float, rows: Sequence[Row]) -> Row | None:
    """A line between rows that holds nothing but figures right of the labels, each under one of the rows'."""
    pieces = segments_of(line)
    figures = [piece for piece in pieces if piece.x1 > edge + piece.size]
    if not figures or not all(FIGURE.fullmatch(f.text) and _in_a_column(f, rows) for f in figures):
        return None
    return Row(line, [piece for piece in pieces if piece.x1 <= edge + piece.size], figures)


def _in_a_column(figure: Line, rows: Sequence[Row]) -> bool:
    return any(under(figure, other) for row in rows for other in row.figures)


def _has_two_labels(row: Sequence[Cell]) -> bool:
    """Whether the labels of two rows stand in one: two of them have numbers of one kind (1. and 8.)."""
    kinds = [kind for cell in row if (kind := numbering(cell.text))]
    return len(kinds) != len(set(kinds))


def _has_head(row: Sequence[Cell]) -> bool:
    """Whether a head has slipped among the labels of a row with figures: the row may be put together from others."""
    if not any(FIGURE.fullmatch(cell.text) for cell in row):
        return False
    keys = [label_key(cell.text) for cell in row if cell.text and not FIGURE.fullmatch(cell.text)]
    return any(key.endswith(head) for key in keys[1:] for head in _long_heads())


@lru_cache(maxsize=1)
def _long_heads() -> tuple[str, ...]:
    return tuple(sorted(head for head in column_heads() if len(head) > 4 and "{" not in head))


def _label_lines(heads: Sequence[Line], row: Line, edge: float, at_top: bool) -> int:
    """How many of the last lines above a row are lines of its label, not heads.

    Lines set as wide as rows are where the first of them begins with a number, or opens the page.
    """
    count, below = 0, row
    while count < len(heads) and _is_label_line(heads[-1 - count], below, edge + row.size):
        below = heads[-1 - count]
        count += 1
    wide = count
    while wide < len(heads) and heads[-1 - wide].x1 < edge and _is_near(heads[-1 - wide], below):
        below = heads[-1 - wide]
        wide += 1
        if any(has_ordinal(piece.text) for piece in segments_of(below)):
            count = wide
    return wide if at_top and wide == len(heads) else count


def single_row(line: Line, page: int) -> PageTable | None:
    """A line as a table of one row, if it has a label and, two characters or more right of it, figures."""
    _, rows = figure_rows([line])
    if 0 not in rows or not rows[0].labels or rows[0].figures[0].x0 - rows[0].labels[-1].x1 < 2 * line.size:
        return None
    cells = [_cell(piece, 1, c, page, 1.0) for c, piece in enumerate([*rows[0].labels, *rows[0].figures], 1)]
    return PageTable([cells], (line.x0, line.top, line.x1, line.bottom), page, ruled=False)


def parted_heads(lines: Sequence[Line], table: PageTable, width: float) -> tuple[int, PageTable | None]:
    """How many of the last lines of a page are the heads of a table that opens the next with its figures, and they.

    None are where the table has heads of its own, or where no line has heads over two or more of its columns.
    """
    row = table.rows[0]
    boxes = [cell.box for cell in row if cell.box and FIGURE.fullmatch(cell.text)]
    if table.ruled or not boxes or len(boxes) < len(row) - 2:
        return 0, None
    figures = [Line([], "", b[0], b[2], b[1], b[3], b[3], b[3] - b[1]) for b in boxes]
    count = 0
    while count < min(len(lines), _HEAD_LINES):
        line = lines[-1 - count]
        far = count and lines[-count].base - line.base > 2.6 * line.size
        if far or (len(segments_of(line)) == 1 and (_HEADING.match(line.text) or _ends_head(line, figures[0], width))):
            break
        count += 1
    heads = lines[len(lines) - count :]
    if max((sum(any(under(p, f) for f in figures) for p in segments_of(line)) for line in heads), default=0) < 2:
        return 0, None
    return count, _heads_table(heads, figures, table.page - 1)


def _heads_table(heads: Sequence[Line], figures: Sequence[Line], page: int) -> PageTable:
    rows = head_rows(heads, figures)
    cells = [[_cell(piece, r, c, page, 1.0) for c, piece in enumerate(row, 1)] for r, row in enumerate(rows, 1)]
    box = (min(i.x0 for i in heads), heads[0].top, max(i.x1 for i in heads), heads[-1].bottom)
    return PageTable(cells, box, page, ruled=False)


def _cell(piece: Line, row: int, column: int, page: int, confidence: float) -> Cell:
    box: Box = (piece.x0, piece.top, piece.x1, piece.bottom)
    rowspan = piece.rows if isinstance(piece, Group) else 1
    return Cell(piece.text, row, column, rowspan, page=page, box=box, confidence=min(confidence, piece.sure))


def _body(block: list[Row], words: list[Line], bars: Sequence[Bar], heads: Sequence[Line]) -> list[list[Line]]:
    """Rows of figures with their labels put together and a blank cell wherever a column has none.

    `heads` are the lowest ones above the rows.
    """
    if not block:
        return []
    widest = _columns(block, heads)
    if not words and len(widest) > _HEADS and not any(row.labels for row in block) and len(block) > 1:
        near = all(b.middle - a.middle < 1.9 * a.line.size for a, b in itertools.pairwise(block))
        block = [whole] if near and (whole := one_row(block, widest)) else block
    if numbered := numbered_rows(block, words, bars):
        return [_numbered(each, widest) for each in numbered]
    words = _give_units(block, without_stacks(block, words))
    words = _settle(block, words)
    leaf = _leaf(block)
    left = [w for w in words if w.x1 < leaf + 0.5 * w.size and not _wraps(w, block)]
    _share(block, [w for w in words if w not in left])
    left += taken_groups(block)
    _doubt_tails(block, len(widest))
    rows = [_composed(row, widest) for row in block]
    for first, last, label in sorted(place_groups(left, block), key=lambda place: -place[2].x0):
        span = sum(len(lines) for lines in rows[first : last + 1])
        rows[first][0].insert(0, grouped(label, span))
    return [line for lines in rows for line in lines]


def _columns(block: Sequence[Row], heads: Sequence[Line]) -> Sequence[Line]:
    """The columns of a block: the figures of its fullest row, or the heads where that row fills not all of them.

    Heads are columns only where each figure stands under one of its own.
    """
    widest = max((row.figures for row in block), key=len)
    edge = min(figure.x0 for row in block for figure in row.figures)
    over = [head for head in heads if head.x1 > edge]
    if len(over) <= len(widest) or any(row.labels for row in block):
        return widest
    for row in block:
        owners = [[k for k, head in enumerate(over) if under(head, figure)] for figure in row.figures]
        if any(len(own) != 1 for own in owners) or len({own[0] for own in owners}) < len(owners):
            return widest
    return over


def _numbered(each: NumberedRow, widest: Sequence[Line]) -> list[Line]:
    """A numbered row of cells; where its figures were not seen, blanks of little confidence."""
    if each.row:
        return [*each.groups, each.label, *_in_columns(each.row.figures, widest)]
    blank = [blank_piece(w, each.label) for w in widest]
    for piece in blank:
        piece.sure = _LEFT_OVER
    return [*each.groups, each.label, *blank]


def _composed(row: Row, widest: Sequence[Line]) -> list[list[Line]]:
    """A row of cells; label lines left over beside a whole label are rows without a figure, unless they go on in it."""
    taken = [*row.whole, *row.labels]
    # A mark for none may stand in the column of units: a row with its unit there has no figure to miss.
    figures = [f for f in _in_columns(row.figures, widest) if f.text or not any(under(f, label) for label in taken)]
    if not (row.whole and row.wrapped):
        return [_labels(row) + figures]
    own = sorted([*row.whole, *row.labels], key=lambda p: p.x0)
    above = _fitted(own, [w for w in row.wrapped if w.middle < row.middle], before=True)
    below = _fitted(own, [w for w in row.wrapped if w.middle >= row.middle], before=False)
    blank = [blank_piece(w, w) for w in widest]
    for piece in blank:
        piece.sure = _LEFT_OVER
    rows = [[stacked(above), *blank]] if above else []
    return [*rows, [*own, *figures], *([[stacked(below), *blank]] if below else [])]


def _fitted(own: list[Line], words: list[Line], before: bool) -> list[Line]:
    """Put label lines into a row's labels: as lines of one that begins under them, or as one of their own.

    Returned are the words that no label of the row can take, because an ordinal or a gap parts them.
    """
    if not words:
        return []
    at = next((i for i, label in enumerate(own) if abs(label.x0 - words[0].x0) < 0.8 * words[0].size), None)
    if at is None:
        if has_ordinal(words[0].text) and any(has_ordinal(label.text) for label in own):
            return words
        own.append(stacked(words))
        own.sort(key=lambda p: p.x0)
        return []
    upper, lower = (words[-1], own[at]) if before else (own[at], words[0])
    if not _goes_on(upper, lower):
        return words
    own[at] = stacked([*words, own[at]] if before else [own[at], *words])
    return []


def _goes_on(above: Line, below: Line) -> bool:
    """Whether a line may be the next of a label: near enough, and not begun by an ordinal."""
    return below.top - above.bottom < 1.1 * below.size and not has_ordinal(below.text)


def _settle(block: Sequence[Row], words: Sequence[Line]) -> list[Line]:
    """Give rows the labels whose lines stand together, apart from what is above and below; the other words are left.

    Lines of one label follow each other at up to 1.3 of their size; the figures stand at the label's middle.
    """
    owned = {id(piece): row for row in block for piece in row.labels}
    left: list[Line] = []
    for column in by_start([*words, *(piece for row in block for piece in row.labels)]):
        for label in _runs(column):
            top, bottom = label[0].top - 1, label[-1].bottom + 1
            inside = [row for row in block if top < row.middle < bottom]
            middle = (label[0].top + label[-1].bottom) / 2
            if len(inside) == 1 and abs(inside[0].middle - middle) < 0.6 * label[0].size:
                inside[0].whole.append(stacked(label))
                for row in block:
                    row.labels = [p for p in row.labels if not any(p is piece for piece in label)]
            else:
                left += [piece for piece in label if id(piece) not in owned]
    return sorted(left, key=lambda w: w.base)


def _runs(column: Sequence[Line]) -> list[list[Line]]:
    """A column of pieces cut where the next stands further away than lines of one label do."""
    runs: list[list[Line]] = []
    for piece in column:
        if runs and piece.base - runs[-1][-1].base < 1.3 * min(piece.size, runs[-1][-1].size) + 0.5:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return runs


def _give_units(block: Sequence[Row], words: Sequence[Line]) -> list[Line]:
    """Give units that stand between the lines of a label to the nearest row; the other words are left."""
    units = [row.labels[-1] for row in block if len(row.labels) > 1 and _is_unit(row.labels[-1])]
    if 2 * len(units) < len(block):
        return list(words)
    left: list[Line] = []
    for word in words:
        # Beside a number a label begins, so its row stands no higher.
        begun = any(has_ordinal(other.text) and abs(other.base - word.base) < 0.3 * word.size for other in words)
        rows = [row for row in block if len(row.labels) < 2 and not (begun and row.middle < word.middle - word.size)]
        if rows and _is_unit(word) and any(under(word, unit) for unit in units):
            min(rows, key=lambda row: abs(row.middle - word.middle)).labels.append(word)
        else:
            left.append(word)
    return left


def _is_unit(piece: Line) -> bool:
    return len(piece.text) <= 2 and not has_ordinal(piece.text)


def _own_label(labels: Sequence[Line]) -> Line | None:
    """The last of a row's labels that is no unit."""
    words = [piece for piece in labels if not _is_unit(piece)] or labels
    return max(words, key=lambda piece: piece.x0, default=None)


def _leaf(block: Sequence[Row]) -> float:
    """Where the rows' own labels begin: where most do."""
    own = [_own_label([*row.labels, *row.whole]) for row in block]
    starts = [round(label.x0 / 3) * 3.0 for label in own if label]
    return max(starts, key=lambda x: (starts.count(x), x)) if starts else 0.0


def _wraps(word: Line, block: Sequence[Row]) -> bool:
    """Whether a piece goes on a row's own label that begins left of the others'."""
    return any(
        (own := _own_label(row.labels))
        and abs(own.x0 - word.x0) < 0.8 * word.size
        and abs(row.middle - word.middle) < 1.6 * word.size
        for row in block
    )


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
    own = _own_label(row.labels)
    label = [*lines, own] if own else list(lines)
    if not label:
        return 0.0 if row.whole else 1e6
    if row.whole and lines:
        return 1e5 * len(lines)
    middle = (min(i.top for i in label) + max(i.bottom for i in label)) / 2
    label.sort(key=lambda line: line.base)
    # A number begins a label: within one it would join two.
    return (middle - row.middle) ** 2 + 1e5 * sum(has_ordinal(line.text) for line in label[1:])


def _labels(row: Row) -> list[Line]:
    """The labels of a row, the last one put together from its lines."""
    if not row.wrapped:
        return sorted([*row.whole, *row.labels], key=lambda p: p.x0)
    own = _own_label(row.labels)
    whole = stacked(sorted([*row.wrapped, *([own] if own else [])], key=lambda p: p.base))
    return sorted([*row.whole, *(p for p in row.labels if p is not own), whole], key=lambda p: p.x0)


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
    pieces = [places.get(i) or blank_piece(w, empty) for i, w in enumerate(widest)]
    blanks = [piece for piece in pieces if not piece.text]
    _doubt_touching(blanks, figures)
    if all(figure.sure < 1 for figure in figures):
        for piece in blanks:
            piece.sure = min(piece.sure, figures[0].sure)
    if not any(piece.text for piece in pieces):
        for piece in pieces:
            piece.sure = empty.sure
    return pieces


def _doubt_tails(block: Sequence[Row], columns: int) -> None:
    """Doubt rows of which one may hold the ends of the other's figures: few figures, near to it, and no number."""
    for above, below in itertools.pairwise(block):
        few = min(len(above.figures), len(below.figures)) < columns / 2
        near = below.middle - above.middle < 1.9 * below.figures[0].size
        if few and near and not (_is_numbered(above) and _is_numbered(below)) and _may_be_one(above, below):
            for figure in (*above.figures, *below.figures):
                figure.sure = min(figure.sure, _TOUCHING)


def _is_numbered(row: Row) -> bool:
    return any(has_ordinal(piece.text) for piece in (*row.labels, *row.whole, *row.wrapped))


def _may_be_one(above: Row, below: Row) -> bool:
    """Whether some figures of one row stand under the other's, and one of the rows has no words of its own."""
    worded = [bool(row.labels or row.whole) for row in (above, below)]
    under_each = any(under(a, b) for a in above.figures for b in below.figures if a.text and b.text)
    return under_each and not all(worded)


def _doubt_touching(blanks: Sequence[Line], figures: Sequence[Line]) -> None:
    """Mark a column without a figure and the figure that reaches into it as less sure: two may touch there."""
    for blank in blanks:
        for figure in figures:
            if under(blank, figure) and figure.text:
                blank.sure = figure.sure = min(figure.sure, _TOUCHING)


def _centre(piece: Line) -> float:
    return (piece.x0 + piece.x1) / 2
