"""Tables of a PDF page with their text, and the joining of tables that a page's end has cut.

A table that runs over pages becomes one `Table`: the halves are joined where nothing but page furniture stands between
them and their outer lines agree. A merged cell cut by the page's end is one cell again, a heading repeated on the new
page is dropped, and a row cut through its label is put together where the cut is certain (see `_cut_row`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.model import Box, Cell
from parsers.normal import fold
from parsers.pdf_rules import Region, Rules, grids, touch_of
from parsers.pdf_text import Glyph, cell_text

_ORDINAL = re.compile(r"^[（(〔]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)〕、.．,，：:]|^第.{1,4}[条项]")
_VALUE = re.compile(
    r"[+\-－]?\d[\d,，]*(?:\.\d+)?\s*(?:[%％元件条个项万亿]{0,2})(?:[（(].*[）)])?|[-—–―－/／\\*]{1,3}|无|0?"
)
_TOLERANCE = 6.0
_PADDING = 5.5
"""Points that word processors keep free at each side of a cell."""
_LONG = 12
"""Characters of a row from which on a few that differ make it no other: 第二十条第（五）项 and （六） are two."""
_HEAD_ROWS = 5
"""The rows of a head and the one after it."""
_HALF = 0.6
"""Confidence of blanks beside what may be half a label."""
_CUT_FIGURE = 0.75
"""Confidence of a figure whose digits a page's end parts."""


@dataclass(slots=True)
class PrintedCell(Cell):
    """A cell of a page."""

    full: bool = False
    """Its last line fills it, so that its text may go on in the cell below a page's end."""


@dataclass(slots=True)
class PageTable:
    """A table or part of one on a page: cells with boxes in the frame of the page's text, and where its columns end."""

    rows: list[list[Cell]]
    box: Box
    page: int
    ruled: bool = True


def is_value(text: str) -> bool:
    """Whether a cell holds a figure, a mark for none, or nothing (and so no label)."""
    return _VALUE.fullmatch(text.strip()) is not None


def has_ordinal(text: str) -> bool:
    """Whether a label begins with its number: 一、 （一） 1. 第（一）项."""
    return _ORDINAL.match(text.strip()) is not None


def numbering(text: str) -> str:
    """How a label is numbered, without its number: `#.` for 1. and 2., nothing for none."""
    match = _ORDINAL.match(text.strip())
    return re.sub(r"[一二三四五六七八九十\d]+", "#", match.group()) if match else ""


def ruled_tables(
    glyphs: list[Glyph], rules: Rules, page: int, confidence: float
) -> tuple[list[PageTable], list[Glyph]]:
    """The ruled tables of a page, and the glyphs that stand in none of them."""
    tables: list[PageTable] = []
    loose = glyphs
    for regions in sorted(grids(rules, touch_of([g.size for g in glyphs])), key=_area):
        table, rest = _filled(regions, loose, page, confidence)
        if table:
            tables.append(table)
            loose = rest
    return tables, loose


def _area(regions: list[Region]) -> float:
    box = _outer([r.box for r in regions])
    return (box[2] - box[0]) * (box[3] - box[1])


def _outer(boxes: Sequence[Box]) -> Box:
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _filled(
    regions: list[Region], glyphs: list[Glyph], page: int, confidence: float
) -> tuple[PageTable | None, list[Glyph]]:
    """Put the glyphs into the cells; none comes out when the grid has one column only (a frame round prose)."""
    inside: list[list[Glyph]] = [[] for _ in regions]
    rest: list[Glyph] = []
    bands = _bands(regions)
    for glyph in glyphs:
        k = _place(bands, (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2)
        (rest if k is None else inside[k]).append(glyph)
    kept = [(r, g) for r, g in zip(regions, inside, strict=True) if g or r.closed]
    if len({r.column for r, _ in kept}) < 2 or not any(g for _, g in kept):
        return None, glyphs
    regions = [r for r, _ in kept]
    last = max(r.row + r.rowspan for r in regions)
    full = [r.row + r.rowspan == last and _is_full(g, r.box) for r, g in kept]
    rows = rows_of(regions, [cell_text(g, r.box[2]) for r, g in kept], page, [confidence] * len(kept), full)
    return PageTable(rows, _outer([r.box for r in regions]), page), rest


def _is_full(glyphs: Sequence[Glyph], box: Box) -> bool:
    """Whether the last line of a cell leaves no room for one more character, but for what cells keep free.

    Words may be set in at the left; figures set to the right leave room there.
    """
    if not glyphs:
        return False
    base = max(g.base for g in glyphs)
    last = [g for g in glyphs if base - g.base < 0.4 * g.size]
    words = not any(g.text.isdigit() for g in last)
    return fills(box, min(g.x0 for g in last), max(g.x1 for g in last), max(g.size for g in last), _PADDING, words)


def fills(box: Box, start: float, end: float, size: float, padding: float, words: bool) -> bool:
    """Whether a line from `start` to `end` leaves no room in a box for one more character of a size."""
    left, right = start - box[0], box[2] - end
    if left + right < 1.2 * size + 2 * padding:
        return True
    return words and right < size + padding and left < 0.5 * (box[2] - box[0])


Band = tuple[float, float, float, float, int]


def _bands(regions: list[Region]) -> list[Band]:
    return [(*r.box, k) for k, r in enumerate(regions)]


def _place(bands: list[Band], x: float, y: float) -> int | None:
    """The cell that holds a point."""
    for left, top, right, bottom, k in bands:
        if top <= y < bottom and left <= x < right:
            return k
    return None


def rows_of(
    regions: Sequence[Region],
    texts: Sequence[str],
    page: int,
    confidences: Sequence[float],
    full: Sequence[bool] | None = None,
) -> list[list[Cell]]:
    """Cells row by row; a row in which none begins stays, empty, so that rows count as printed."""
    rows: list[list[Cell]] = [[] for _ in range(max(r.row for r in regions) + 1)]
    for r, text, sure, filled in zip(regions, texts, confidences, full or [False] * len(regions), strict=True):
        cell = PrintedCell(text, r.row + 1, r.column + 1, r.rowspan, r.colspan, page, r.box, confidence=sure)
        cell.full = filled
        rows[r.row].append(cell)
    return rows


def continues(upper: PageTable, lower: PageTable) -> bool:
    """Whether the table that opens a page goes on from the one that closed the page before.

    Ruled tables do where their outer lines agree, or where they are as wide and have the same columns: a scanned sheet
    lies now more to the left, now to the right.
    """
    if lower.page != upper.page + 1 or upper.ruled != lower.ruled:
        return False
    if not upper.ruled:
        return _value_columns(upper) in (0, _value_columns(lower))
    width = upper.box[2] - upper.box[0]
    slack = max(_TOLERANCE, 0.02 * width)
    shifts = abs(upper.box[0] - lower.box[0]), abs(upper.box[2] - lower.box[2])
    if max(shifts) <= slack:
        return True
    alike = abs(width - (lower.box[2] - lower.box[0])) <= slack and max(shifts) <= 0.1 * width
    ends = _edges(upper), _edges(lower)
    return alike and len(ends[0]) == len(ends[1]) and all(abs(a - b) <= slack for a, b in zip(*ends, strict=True))


def _edges(table: PageTable) -> list[float]:
    """Where the cells of a table's widest row end, from its left."""
    row = max(table.rows, key=len)
    return [cell.box[2] - table.box[0] for cell in row if cell.box]


def _value_columns(table: PageTable) -> int:
    return max(sum(1 for c in row if is_value(c.text)) for row in table.rows)


def joined(upper: PageTable, lower: PageTable) -> PageTable:
    """Two parts of one table as one."""
    rows = _without_repeated_head(upper.rows, lower.rows)
    shift = len(upper.rows) - (len(lower.rows) - len(rows))
    if upper.ruled:
        _align_columns(upper, lower, rows)
    for cell in (c for row in rows for c in row):
        cell.row += shift
    ends = [c for row in upper.rows for c in row if c.row + c.rowspan - 1 == len(upper.rows)]
    if rows:
        if not upper.ruled:
            _carry_groups(upper.rows, rows)
        _cut_groups(ends, rows)
        _cut_row(upper.rows, ends, rows)
        _doubt_halves(upper.rows, rows)
    return PageTable(upper.rows + rows, upper.box, lower.page, upper.ruled)


def _are_same(texts: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two rows print the same: brackets of either width, and long rows that a recogniser read otherwise."""
    if len(texts) != len(others):
        return False
    one, two = (fold("".join(row)) for row in (texts, others))
    return one == two or (min(len(one), len(two)) >= _LONG and difflib.SequenceMatcher(None, one, two).ratio() > 0.85)


def _without_repeated_head(upper: list[list[Cell]], lower: list[list[Cell]]) -> list[list[Cell]]:
    """The rows below a heading that is printed again at the top of a page."""
    same = 0
    for above, below in zip(upper, lower, strict=False):
        texts = [c.text for c in below]
        if (
            not _are_same(texts, [c.text for c in above])
            or not any(texts)
            or any(re.fullmatch(r"\d+", t) for t in texts)
        ):
            break
        same += 1
    # A merged head cell may reach below the rows that are equal only in what begins in them.
    while same and any(c.row + c.rowspan - 1 > same for row in lower[:same] for c in row):
        same -= 1
    return lower[same:]


def _align_columns(upper: PageTable, lower: PageTable, rows: list[list[Cell]]) -> None:
    """Number the columns of both parts by the lines of both: a part may lack lines that the other has."""
    width = upper.box[2] - upper.box[0]
    factor = width / max(1.0, lower.box[2] - lower.box[0])

    def ends(cell: Cell, own: PageTable) -> tuple[float, float]:
        left, _, right, _ = cell.box or own.box
        if own is upper:
            return left, right
        return upper.box[0] + (left - lower.box[0]) * factor, upper.box[0] + (right - lower.box[0]) * factor

    placed = [(c, ends(c, upper)) for row in upper.rows for c in row if c.box]
    placed += [(c, ends(c, lower)) for row in rows for c in row if c.box]
    edges: list[float] = []
    for x in sorted(x for _, pair in placed for x in pair):
        if not edges or x - edges[-1] > 4.0:
            edges.append(x)
    for cell, pair in placed:
        left, right = (min(range(len(edges)), key=lambda i: abs(edges[i] - x)) for x in pair)
        cell.column, cell.colspan = left + 1, max(1, right - left)


def _carry_groups(upper: list[list[Cell]], rows: list[list[Cell]]) -> None:
    """Let the group that ends an unruled table's part go on over the rows below that have fewer labels than its last.

    They are of the group only where their labels are numbered as its own (2. after 1., not （七） after 2.).
    """
    group = next((c for row in upper for c in row if c.rowspan > 1 and c.row + c.rowspan - 1 == len(upper)), None)
    last = upper[-1] if upper else []
    if group is None or not last:
        return
    kind = _last_numbering(last)
    figures = sum(is_value(c.text) for c in last)
    for row in rows:
        if len(row) != figures + 1 or is_value(row[0].text) or _last_numbering(row) != kind:
            break
        group.rowspan += 1


def _last_numbering(row: Sequence[Cell]) -> str:
    """How the last label of a row is numbered."""
    return numbering(next((c.text for c in reversed(row) if not is_value(c.text)), ""))


def _cut_groups(ends: list[Cell], rows: list[list[Cell]]) -> None:
    """Put merged label cells that the page's end cut back together: `（四）无` and `法提供`, or a vertical label.

    A label follows the second half in its row. One half is empty (the label stands in the middle of both, or above),
    or the second holds words without an ordinal under a label that has one.
    """
    for cell in list(rows[0][:-1]):
        above = next((u for u in ends if (u.column, u.colspan) == (cell.column, cell.colspan)), None)
        if above is None or is_value(above.text or cell.text or "本") or not _label_follows(rows[0], cell):
            continue
        goes_on = not (cell.text and above.text) or _goes_on(above, cell) or _is_unnumbered(above, cell)
        if goes_on and (not cell.text or not is_value(cell.text)):
            above.text += cell.text
            above.rowspan += cell.rowspan
            rows[0].remove(cell)


def _is_unnumbered(above: Cell, below: Cell) -> bool:
    return has_ordinal(above.text) and not has_ordinal(below.text)


def _label_follows(row: list[Cell], cell: Cell) -> bool:
    """Whether a label (no unit: 万元 条) stands to the right of a cell in its row, so that the cell is a group's."""
    return any(c.column > cell.column and len(c.text) > 2 and not is_value(c.text) for c in row)


def _cut_row(upper: list[list[Cell]], ends: list[Cell], rows: list[list[Cell]]) -> None:
    """Put a row together that the page's end cut through its label.

    Certain only when each figure stands in one half, or fills its cell above and goes on below, and each lower label
    goes on the one above it.
    """
    below = [c for c in rows[0] if c.rowspan == 1]
    pairs = [(u, c) for c in below for u in ends if (u.column, u.colspan) == (c.column, c.colspan) and u.rowspan == 1]
    if not rows[0] or len(pairs) != len(rows[0]) or not _is_cut(upper, pairs):
        return
    for u, c in pairs:
        if not u.text:
            u.page, u.box = c.page, c.box
        elif c.text and is_value(u.text):
            u.confidence = min(u.confidence, _CUT_FIGURE)
        u.text += c.text
    for cell in (c for row in upper for c in row if c.row + c.rowspan - 1 > len(upper)):
        cell.rowspan -= 1
    for cell in (c for row in rows[1:] for c in row):
        cell.row -= 1
    del rows[0]


def _is_cut(upper: list[list[Cell]], pairs: Sequence[tuple[Cell, Cell]]) -> bool:
    """Whether the cells on both sides of a page's end are halves of one row."""
    both = [(u, c) for u, c in pairs if u.text and c.text]
    figures = [(u, c) for u, c in both if is_value(u.text)]
    if not all(_is_full_cell(u) and u.text[-1:].isdigit() and re.fullmatch(r"[\d.．]+", c.text) for u, c in figures):
        return False
    labels = [(u, c) for u, c in both if not is_value(u.text)]
    if labels or figures:
        return all(_mid_label(upper, u, c) for u, c in labels)
    return _completes(pairs)


def _is_full_cell(cell: Cell) -> bool:
    return isinstance(cell, PrintedCell) and cell.full


def _doubt_halves(upper: list[list[Cell]], rows: list[list[Cell]]) -> None:
    """Mark the blanks of a row at a page's end as less sure where its label may be half of one: it has no number.

    On a scan a head printed again, read otherwise, may stand before that row.
    """
    scanned = any(cell.confidence < 1 for row in rows for cell in row)
    for row in (upper[-1:] if upper else []) + rows[: _HEAD_ROWS if scanned else 1]:
        labels = [cell for cell in row if cell.text]
        if len(row) > len(labels) > 0 and not any(is_value(c.text) or has_ordinal(c.text) for c in labels):
            for cell in row:
                cell.confidence = min(cell.confidence, _HALF)


def _completes(pairs: Sequence[tuple[Cell, Cell]]) -> bool:
    """Whether one half of a row holds its labels alone and the other its figures, or nothing."""
    halves = [[pair[k].text for pair in pairs if pair[k].text] for k in (0, 1)]
    if not all(halves):
        return True
    figures = [[is_value(text) for text in texts] for texts in halves]
    return (all(figures[0]) and not any(figures[1])) or (all(figures[1]) and not any(figures[0]))


def _mid_label(upper: list[list[Cell]], above: Cell, below: Cell) -> bool:
    """Whether the lower of two texts goes on the upper one, or lacks the number that labels of this table have."""
    if is_value(below.text):
        return False
    if _goes_on(above, below):
        return True
    labels = [c.text for row in upper for c in row if c.column == above.column and c.text and not is_value(c.text)]
    numbered = sum(has_ordinal(text) for text in labels[-6:])
    return _is_unnumbered(above, below) and numbered >= 0.8 * len(labels[-6:])


def _goes_on(above: Cell, below: Cell) -> bool:
    """Whether a text closes the bracket opened above it, or has no number and stands under a full line."""
    if _open(above.text) > 0 and _open(below.text) < 0:
        return True
    return _is_full_cell(above) and not has_ordinal(below.text)


def _open(text: str) -> int:
    """Brackets opened and not closed (negative: closed and not opened)."""
    return sum(text.count(c) for c in "（(") - sum(text.count(c) for c in "）)")
