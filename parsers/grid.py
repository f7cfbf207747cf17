"""Tables of a page as rows of cells in their grid positions, and what a table is for: data, labels, links, layout.

The grid follows the HTML standard's table model (spans, groups, `rowspan=0`), with limits: a span is cut to what the
table has, and nothing is allocated for a span, so that `colspan="5000"` costs what `colspan="2"` costs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from lxml.etree import XPath, _Element

from parsers.model import Cell
from parsers.printed import cell_text

Purpose = Literal["data", "mixed", "labels", "links", "layout"]

# The HTML standard's own limits on the two attributes.
_MAX_COLSPAN = 1000
_MAX_ROWSPAN = 65534
# A colspan past this is a slip (`100%`, 5000) and reaches no further than the other rows do.
_WIDEST = 60
# A column past this is no column of a statistical table; it bounds the work for a row under many rowspans.
_MAX_COLUMNS = 1000
_MAX_STEPS = 400_000

_DIGITS = re.compile(r"\s*\+?(\d{1,9})")
# Hidden parts anywhere in a table: its cells' text then needs a walk that leaves these out.
_HIDES = XPath(
    "boolean(.//*[@hidden or contains(translate(@style, 'NOEHID', 'noehid'), 'none') or contains(@style, 'hid')])"
)
_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_CELLS = frozenset(("td", "th"))
_TRANSPARENT = frozenset(("form", "font", "center", "div", "span", "b", "strong", "p", "colgroup", "section", "o:p"))


@dataclass(slots=True)
class Grid:
    """A table's rows (each with the cells that begin in it, rows without cells left out), their elements, in step
    with the cells, and whether a span was cut."""

    rows: list[list[Cell]]
    elements: list[list[_Element]]
    clipped: bool = False


def span(value: str | None, most: int, zero: int = 1) -> int:
    """A span attribute as a browser reads it: leading digits count (`100%` is 100), anything else is 1."""
    if value is None:
        return 1
    match = _DIGITS.match(value)
    number = int(match.group(1)) if match else 1
    return min(number, most) if number > 0 else zero


def read_grid(table: _Element, *, careful: bool = True) -> Grid:
    """The grid of one table, nested tables left out of its cells' text.

    `careful` false says that the page hides nothing inside its tables, which spares looking for it.
    """
    rows: list[list[Cell]] = []
    elements: list[list[_Element]] = []
    clipped = False
    first = 1
    groups = list(_groups(table))
    width = _width(groups)
    plain = next(table.iterdescendants("table"), None) is None and not (careful and _HIDES(table))
    for group in groups:
        placed, cut = _place(group, first, plain, width)
        rows.extend(filter(None, placed))
        elements.extend(filter(None, group))
        clipped |= cut
        first += len(group)
    return Grid(rows, elements, clipped)


def _groups(table: _Element) -> Iterator[list[list[_Element]]]:
    """The row groups in printed order (heads first, feet last), each a list of rows of cell elements."""
    heads: list[list[list[_Element]]] = []
    bodies: list[list[list[_Element]]] = []
    feet: list[list[list[_Element]]] = []
    loose: list[list[_Element]] = []
    for element in _rows_and_groups(table):
        if element.tag == "tr":
            loose.append(_cells(element))
        elif element.tag in ("td", "th"):
            loose.append([element])
        else:
            target = {"thead": heads, "tfoot": feet}.get(str(element.tag), bodies)
            if loose:
                bodies.append(loose)
                loose = []
            target.append([_cells(row) for row in _rows(element)])
    if loose:
        bodies.append(loose)
    yield from (*heads, *bodies, *feet)


def _rows_and_groups(table: _Element) -> Iterator[_Element]:
    """The table's own groups, rows and stray cells, seen through elements that sloppy mark-up puts between them."""
    stack = list(reversed(table))
    while stack:
        element = stack.pop()
        if element.tag in _GROUPS or element.tag in ("tr", "td", "th"):
            yield element
        elif element.tag in _TRANSPARENT:
            stack.extend(reversed(element))


def _rows(group: _Element) -> Iterator[_Element]:
    return (element for element in _rows_and_groups(group) if element.tag == "tr")


def _cells(row: _Element) -> list[_Element]:
    cells = list(row)
    if {cell.tag for cell in cells} <= _CELLS:  # nearly every row: nothing stands between it and its cells
        return cells
    return [element for element in _rows_and_groups(row) if element.tag in _CELLS]


def _place(group: list[list[_Element]], first: int, plain: bool, width: int) -> tuple[list[list[Cell]], bool]:
    """Give each cell of a row group its column, cutting rowspans at the group's end as browsers do."""
    until: list[int] = []
    last = first + len(group) - 1
    placed: list[list[Cell]] = []
    clipped = False
    steps = 0
    for number, elements in enumerate(group, first):
        row: list[Cell] = []
        column = 0
        for element in elements:
            while column < len(until) and until[column] >= number and steps < _MAX_STEPS:
                column += 1
                steps += 1
            wide, high, cut = _spans(element, width - column, last - number + 1, whole=column == 0)
            clipped |= cut
            row.append(Cell(cell_text(element, plain=plain), number, column + 1, high, wide))
            column += wide
            if high > 1 and column <= _MAX_COLUMNS:
                until.extend([0] * (column - len(until)))
                until[column - wide : column] = [number + high - 1] * wide
        placed.append(row)
    return placed, clipped or steps >= _MAX_STEPS


def _spans(cell: _Element, columns: int, rows: int, *, whole: bool) -> tuple[int, int, bool]:
    """The columns and rows that a cell gets in a table that has so many left for it, and whether it claimed more.

    A rowspan of nought reaches to the end. A cell across the `whole` table that claims rows beyond its end claims too
    much: it would push every other cell out of the table.
    """
    colspan, rowspan = cell.get("colspan"), cell.get("rowspan")
    if colspan is None and rowspan is None:
        return 1, 1, False
    claimed = span(colspan, _MAX_COLSPAN)
    wide = max(1, min(claimed, columns)) if claimed > _WIDEST else claimed
    high = span(rowspan, _MAX_ROWSPAN, zero=0)
    if whole and high > rows and wide >= columns:
        return wide, 1, True
    return wide, min(high or rows, rows), wide < claimed or high > rows


def _width(groups: list[list[list[_Element]]]) -> int:
    """How many columns the rows make without the spans that no table needs; what a colspan may reach."""
    width = 1
    for row in (row for group in groups for row in group):
        spans = [span(claimed, _MAX_COLSPAN) for cell in row if (claimed := cell.get("colspan")) is not None]
        width = max(width, len(row) - len(spans) + sum(wide if wide <= _WIDEST else 1 for wide in spans))
    return width


_VALUE = re.compile(r"[+\-－—–]?\s*\d[\d,，.．]*\s*[%％件万元个条次人项份]{0,2}|[/／\-－—–]+|无|零")
_SENTENCE = re.compile("[。；！？]")
_ORDINAL = re.compile(
    r"[一二三四五六七八九十]{1,3}\s*[、.．]|[（(][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]+[章部]"
)


_PROSE = 60
"""Characters that running text has at least."""


def is_prose(text: str) -> bool:
    """Whether a cell holds running text: long, with the marks that end sentences."""
    return len(text) >= _PROSE and (len(text) >= 400 or bool(_SENTENCE.search(text)))


@lru_cache(maxsize=4096)
def is_value(text: str) -> bool:
    """Whether a cell holds what a figure's cell holds: a number, a blank or a mark for none."""
    return not text or bool(_VALUE.fullmatch(text))


def purpose(grid: Grid, linked: int, is_label: Callable[[str], bool]) -> Purpose:
    """What a table is for, judged by content: `linked` is the length of its linked text, `is_label` knows 索引号 …

    A data table has two columns or more, and rows that agree; a table most of whose text is running text lays a page
    out; `mixed` has both rows of running text and rows of data (a report typed into one big table).
    """
    texts = [cell.text for row in grid.rows for cell in row]
    total = sum(map(len, texts))
    wide = [row for row in grid.rows if len(row) > 1]
    if not total or not wide:
        return "layout"
    if linked * 2 > total:
        return "links"
    if total < 4000 and any(map(is_label, set(texts))) and _is_labelled(grid.rows, is_label):
        return "labels"
    values = {text for text in set(texts) if text and is_value(text)}
    figures = [row for row in wide if any(cell.text in values for cell in row)]
    if len(figures) > 1 and _has_text_rows(grid.rows):
        return "mixed"
    prose = sum(len(text) for text in texts if len(text) >= _PROSE and is_prose(text))
    if prose and (prose * 2 > total or len(wide) < 2):
        return "layout"
    if len(wide) == 1:
        return "data" if figures and (len(wide[0]) > 2 or len(grid.rows) > 1) else "layout"
    return "data"


def _has_text_rows(rows: list[list[Cell]]) -> bool:
    """Whether rows of text stand among the rows: a sentence alone in its row, or two headings of the report."""
    alone = [filled[0].text for row in rows if len(filled := [cell for cell in row if cell.text]) == 1]
    return any(len(text) >= 30 and text[-1] in "。；：" for text in alone) or sum(map(is_heading, alone)) > 1


def text_rows(rows: list[list[Cell]]) -> list[bool]:
    """For each row of a mixed table, whether it is text and not part of the table that stands before or after it.

    Text is a cell of running text or a heading that stands alone; a short line alone in its row is the title of the
    table below it (第二十条第（一）项) when figures follow at once, and text when they do not (the signature).
    """
    single = [len(row) == 1 and bool(row[0].text) for row in rows]
    text = []
    for number, row in enumerate(rows):
        filled = [cell.text for cell in row if cell.text]
        alone = len(filled) == 1 and (is_prose(filled[0]) or (single[number] and _ends(filled[0])))
        titles = number + 1 < len(rows) and not single[number + 1]
        text.append(alone or (single[number] and (is_heading(filled[0]) or not titles)))
    return text


def is_heading(text: str) -> bool:
    """Whether a line is numbered like a heading of a report (一、…, （二）…, 第三部分)."""
    return len(text) < 60 and bool(_ORDINAL.match(text))


def _ends(text: str) -> bool:
    return text[-1] in "。；"


def _is_labelled(rows: list[list[Cell]], is_label: Callable[[str], bool]) -> bool:
    """Two labels at least, and in most rows: a list of documents has such heads too (文号, 发布日期), but only once."""
    labels = [sum(is_label(cell.text) for cell in row) for row in rows]
    served = 0
    for number, row in enumerate(rows):
        headed = number > 0 and labels[number - 1] == len(rows[number - 1]) > 1
        served += bool(labels[number]) or headed or len(row) == 1
    return sum(labels) >= 2 and served * 4 >= len(rows) * 3
