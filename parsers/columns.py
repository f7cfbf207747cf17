"""Which column of an official form each value of a row is.

Values are taken in the order of the columns. The grid alone lies: in a real report of 2019 the heads of one block are
1+1+2+1 grid columns wide and the values below them 1+2+1+1. The heads say which columns there are, and in what order;
a head cut short by a line break (本年新, 本年新) is filled in by the order of the form when only one filling is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from parsers.forms import YEAR_HEAD, Block, Column, Layout, Line, furniture, row_labels
from parsers.normal import fold
from parsers.strips import Mark, Strip
from parsers.wording import label_key, likeness, ordinal

_HEAD_ALIKE = 0.8
_HEAD_UNIT = re.compile(r"(亿元|万元|千元|元)[)\]:]*$|单位[:为]?(亿元|万元|千元|元)")
_UNIT_BEHIND = re.compile(r"[/(\[](?:单位[:为]?)?(?:亿元|万元|千元|元|件|条|项|次)[)\]]?$")

# What converters write over columns whose head they could not read: 数据1, 列2.
_PLACEHOLDER = re.compile(r"(?:数据|列|字段|栏|column|col|unnamed):?\d{1,2}", re.IGNORECASE)

# A form, its columns in the order of the heads, and the heads.
Named = tuple[str, "list[Column | None]", list[Mark]]


@dataclass(slots=True)
class Heads:
    """The head cells that stand over some rows, in reading order.

    `foreign` are heads beside them that no form has (备注, 上年总计): columns of the office's own.
    """

    marks: list[Mark] = field(default_factory=list)
    gridded: bool = True
    table: int = 0
    foreign: list[Mark] = field(default_factory=list)
    named: dict[tuple[Block, ...], Named | None] = field(default_factory=dict)
    over: dict[Column, Mark | None] = field(default_factory=dict)
    units: dict[Column, str | None] = field(default_factory=dict)

    def unit_over(self, column: Column) -> str | None:
        """The money unit that the head of a column prints."""
        if column not in self.units:
            head = self.above(column)
            self.units[column] = head_unit(head.cell.text) if head else None
        return self.units[column]

    def above(self, column: Column) -> Mark | None:
        """The head that names a column best."""
        if column not in self.over:
            self.over[column] = max(self.marks, key=lambda mark: head_likeness(mark.cell.text, column), default=None)
        return self.over[column]

    def in_order(self) -> list[Mark]:
        """The lowest heads from left to right (as printed, in flattened text)."""
        if not self.gridded:
            return self.marks
        leaves = [mark for mark in self.marks if not any(_below(mark, other) for other in self.marks)]
        return sorted([*leaves, *self.foreign], key=lambda mark: mark.cell.column)


def _below(upper: Mark, lower: Mark) -> bool:
    """Whether a head stands in a later row within the columns of another."""
    one, other = upper.cell, lower.cell
    return other.row > one.row and one.column <= other.column < one.column + one.colspan


def foreign_heads(above: Sequence[Strip], heads: Sequence[Mark]) -> list[Mark]:
    """The words of rows of heads that stand over columns of their own: no corner, no group, no head of units.

    `above` are the rows of heads and the rows right above them, `heads` the cells in them that name a column.
    """
    taken = {id(mark) for mark in heads}
    return [
        mark
        for strip in above
        for mark in strip.words
        if id(mark) not in taken
        and mark is not strip.marks[0]
        and mark.key not in furniture()
        and not is_placeholder(mark.cell.text)
        and not any(_overlap(mark, head) for head in heads)
    ]


def is_placeholder(text: str) -> bool:
    """Whether a head is what a converter writes where it could read none."""
    return bool(_PLACEHOLDER.fullmatch(fold(text)))


def united(marks: list[Mark], layout: Layout) -> list[Mark]:
    """Heads in which a merged one that is written into each of its columns is one again: 本年新公开数量 twice.

    Two that are cut short alike (本年新, 本年新) stay two.
    """
    whole: list[Mark] = []
    for mark in marks:
        last = whole[-1] if whole else None
        beside = last is not None and last.cell.column + last.cell.colspan == mark.cell.column
        if last is not None and beside and last.key == mark.key and mark.key in layout.heads:
            wider = replace(last.cell, colspan=last.cell.colspan + mark.cell.colspan)
            whole[-1] = replace(last, cell=wider)
        else:
            whole.append(mark)
    return whole


def completed_heads(heads: Heads, strip: Strip, layout: Layout) -> list[Mark]:
    """The heads with the rest of their words from the row below, where each is broken in two: 本年新 | 制作数量.

    Empty unless every word of that row makes a head of the form with the cell above it.
    """
    if strip.values or not strip.words or not heads.gridded or heads.table != strip.table.number:
        return []
    whole: list[Mark] = []
    for word in strip.words:
        upper = next((mark for mark in heads.marks if _below(mark, word)), None)
        text = upper.cell.text + word.cell.text if upper else ""
        if label_key(text) not in layout.heads:
            return []
        whole.append(Mark(replace(word.cell, text=text), "word", label_key(text), word.value))
    kept = [mark for mark in heads.marks if not any(_below(mark, word) for word in strip.words)]
    return [*kept, *whole]


def _overlap(one: Mark, other: Mark) -> bool:
    """Whether two heads share a grid column."""
    left, right = one.cell, other.cell
    return left.column < right.column + right.colspan and right.column < left.column + left.colspan


@lru_cache(maxsize=1 << 12)
def head_unit(text: str) -> str | None:
    """The money unit that a head prints: 采购总金额(万元), 本年收费金额（单位：万元）."""
    match = _HEAD_UNIT.search(fold(text))
    return next((group for group in match.groups() if group), None) if match else None


@lru_cache(maxsize=1 << 14)
def head_likeness(text: str, column: Column) -> float:
    """How well a printed head names a column: 1 to the letter, less when alike or cut short."""
    labels = (column.label, *column.aliases)
    folded, wording = fold(text), label_key(_UNIT_BEHIND.sub("", fold(text)))
    if any("{year}" in label for label in labels) and YEAR_HEAD.fullmatch(folded):
        return 1.0
    keys = [key for label in labels if (key := _key(label))]
    if wording in keys:
        return 1.0
    alike = max((likeness(wording, key) for key in keys), default=0.0)
    # Two characters say nothing unless a head ends with them: 增减 is 本年增/减, but 本年 begins them all.
    if alike >= _HEAD_ALIKE and (len(wording) > 2 or any(key.endswith(wording) for key in keys)):
        return 0.9 * alike
    return 0.3 if len(wording) >= 3 and any(key.startswith(wording) for key in keys) else 0.0


def _key(label: str) -> str:
    return "" if "{" in label else label_key(label)


@lru_cache(maxsize=1 << 14)
def is_head(text: str, layout: Layout) -> bool:
    """Whether a printed cell is a column head of the layout."""
    if label_key(text) in layout.heads:
        return True
    columns = {column for pairs in layout.heads.values() for _, column in pairs}
    return any(head_likeness(text, column) >= 0.3 for column in columns)


def head_row(strip: Strip, layout: Layout) -> list[Mark]:
    """The head cells of a row that holds heads and nothing but heads; empty for any other row."""
    found = strip.heads.get(layout.id)
    if found is None:
        found = strip.heads[layout.id] = _head_row(strip, layout)
    return found


def _head_row(strip: Strip, layout: Layout) -> list[Mark]:
    if strip.values and any(mark.key in layout.exact for mark in strip.words):
        return []
    if strip.values and not (
        _has_years(layout) and all(_is_year(mark) for mark in strip.marks if mark.kind == "value")
    ):
        return []
    heads = [mark for mark in strip.marks if mark.kind in ("word", "value") and is_head(mark.cell.text, layout)]
    words = [mark for mark in heads if mark.kind == "word"]
    lone = len(words) == 1 and words[0].key in row_labels()
    if lone and (strip.marks[-1].kind == "blank" or ordinal(words[0].cell.text)):
        return []  # 3.其他 or （七）总计 with nothing but empty cells: a row whose label is also a head
    years_alone = bool(strip.words) and all(mark.key in furniture() for mark in strip.words)
    return heads if words or years_alone else []


@lru_cache(maxsize=64)
def _has_years(layout: Layout) -> bool:
    """Whether a column of the layout is headed by the year: elsewhere 2018 is a figure like any other."""
    return any("{year}" in key for key in layout.heads)


def _is_year(mark: Mark) -> bool:
    return YEAR_HEAD.fullmatch(fold(mark.cell.text)) is not None


def named_columns(line: Line, heads: Heads, forms: Sequence[str]) -> Named | None:
    """The columns that the heads name for a line, in order: (form, columns, heads); None where they name none.

    `forms` is the order of preference between editions that fit equally. A head that names no column of the line is a
    local column: its place in the list is None.
    """
    key = tuple(line.editions[form][0] for form in forms if form in line.editions)
    if key not in heads.named:
        heads.named[key] = _named_columns(line, heads, forms)
    return heads.named[key]


def _named_columns(line: Line, heads: Heads, forms: Sequence[str]) -> Named | None:
    marks = heads.in_order()
    years = [fold(mark.cell.text) for mark in marks if _is_year(mark)]
    best: tuple[float, str, list[Column | None]] | None = None
    for form in forms:
        if form not in line.editions:
            continue
        columns = line.editions[form][0].columns
        # Of two years over a table, the later is the one reported on.
        earlier = {id(mark) for mark in marks if _is_year(mark) and fold(mark.cell.text) < max(years)}
        named = _fill([[] if id(mark) in earlier else _best(mark, columns) for mark in marks], columns)
        if not heads.gridded and _two_levels(columns) and {c for c in named if c} == set(columns):
            named = list(columns)  # flattened heads of two levels are printed level by level, not in order
        score = sum(1.0 for column in named if column) + 0.001 * sum(
            head_likeness(mark.cell.text, column) for mark, column in zip(marks, named, strict=True) if column
        )
        if score and (best is None or score > best[0]):
            best = (score, form, named)
    return (best[1], best[2], marks) if best else None


def _two_levels(columns: Sequence[Column]) -> bool:
    return len({column.under for column in columns}) > 1


def _best(mark: Mark, columns: Sequence[Column]) -> list[Column]:
    """The columns that a head may name: one, or several when it is cut short or printed in several groups."""
    return _best_of(mark.cell.text, tuple(columns))


@lru_cache(maxsize=1 << 12)
def _best_of(text: str, columns: tuple[Column, ...]) -> list[Column]:
    scores = [(score, column) for column in columns if (score := head_likeness(text, column))]
    top = max((score for score, _ in scores), default=0.0)
    return [column for score, column in scores if score == top]


def _fill(options: list[list[Column]], columns: Sequence[Column]) -> list[Column | None]:
    """One column for each head, taken in the order of the form where a head may name several."""
    named: list[Column | None] = [each[0] if len(each) == 1 else None for each in options]
    taken = {column for column in named if column}
    for place, each in enumerate(options):
        if len(each) > 1:
            left = next((columns.index(c) for c in reversed(named[:place]) if c), -1)
            free = [column for column in each if column not in taken and columns.index(column) > left]
            if free:
                named[place] = free[0]
                taken.add(free[0])
    doubled = {column for column in taken if sum(each is column for each in named) > 1}
    return [None if column in doubled else column for column in named]


def default_columns(line: Line, form: str) -> list[Column]:
    """The official columns of a line, without those that only local editions print."""
    return [column for column in line.editions[form][0].columns if not column.local] if form in line.editions else []


@dataclass(slots=True)
class Placing:
    """Values set under columns: pairs, and how."""

    pairs: list[tuple[Column, Mark]]
    basis: str
    confidence: float


def place(
    cells: list[Mark], columns: Sequence[Column | None], heads: Sequence[Mark], anchor: Sequence[int] = ()
) -> Placing | None:
    """Set values under columns; None when the row is shorter or longer than the columns and nothing decides.

    Blanks beyond the number of columns are padding (a span that lost its width): they are told from blank cells by
    what is left when it fits exactly, by the grid columns `anchor` that full rows of the same table fill, or by
    standing at one end of the row.
    """
    count = len(columns)
    if len(cells) > count and heads and (under := _under(cells, heads)):
        return Placing(list(_pairs(columns, under)), "heads", 0.95)
    filled = [mark for mark in cells if mark.kind != "blank"]
    if len(cells) == count:
        return Placing(list(_pairs(columns, cells)), "heads" if heads else "order", 0.98 if heads else 0.95)
    if len(cells) > count == len(filled):
        return Placing(list(_pairs(columns, filled)), "order", 0.9)
    if len(cells) > count and len(filled) < count:
        anchored = anchor and filled  # where all are blank, whichever are padding
        kept = [mark for mark in cells if mark.cell.column in anchor] if anchored else _trimmed(cells, count)
        if heads and kept and kept[0].cell.column != heads[0].cell.column and not anchored:
            return _by_grid(cells, columns, heads)
        if len(kept) == count and sum(mark.kind != "blank" for mark in kept) == len(filled):
            return Placing(list(_pairs(columns, kept)), "order", 0.85)
    return _by_grid(cells, columns, heads) if heads else None


def _under(cells: Sequence[Mark], heads: Sequence[Mark]) -> list[Mark]:
    """The one cell that begins where each head does, when what stands beside it within the head says no more.

    Converters write a merged head or value into each of its columns, or once with blanks behind; blanks under no head
    are the columns of labels, or what a merged cell left.
    """
    kept: list[Mark] = []
    begun = {mark.cell.column: mark for mark in cells}
    for head in heads:
        first = begun.get(head.cell.column)
        if first is None:
            return []
        kept.append(first)
    owners = {column: head for head in heads for column in _columns_of(head)}
    for mark in cells:
        owner = owners.get(mark.cell.column)
        if owner is None:
            if mark.kind != "blank":
                return []
        elif mark.kind != "blank" and mark.cell.text != begun[owner.cell.column].cell.text:
            return []
    return kept


def _columns_of(head: Mark) -> range:
    return range(head.cell.column, head.cell.column + head.cell.colspan)


def _trimmed(cells: Sequence[Mark], count: int) -> list[Mark]:
    """A row without its surplus of blanks, when they can only stand at one end of it."""
    blanks = [mark.kind == "blank" for mark in cells]
    surplus = len(cells) - count
    leads, trails = all(blanks[:surplus]), all(blanks[-surplus:])
    if all(blanks) or (trails and not blanks[0]):
        return list(cells[:count])
    return list(cells[surplus:]) if leads and not blanks[-1] and not blanks[surplus] else []


def _pairs(columns: Sequence[Column | None], cells: Sequence[Mark]) -> Iterator[tuple[Column, Mark]]:
    return ((column, cell) for column, cell in zip(columns, cells, strict=True) if column is not None)


def _by_grid(cells: Sequence[Mark], columns: Sequence[Column | None], heads: Sequence[Mark]) -> Placing | None:
    """A short row set by the grid, where each of its cells is exactly as wide as a head and stands right below it."""
    spans = {(head.cell.column, head.cell.colspan): place for place, head in enumerate(heads) if not head.cell.page}
    pairs: list[tuple[Column, Mark]] = []
    for mark in cells:
        over = spans.get((mark.cell.column, mark.cell.colspan))
        if over is None:
            return None
        column = columns[over]
        if column is not None:
            pairs.append((column, mark))
    return Placing(pairs, "grid", 0.85)
