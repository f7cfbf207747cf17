"""The table of reviews and lawsuits, which has no row labels: one row of fifteen figures under three groups of heads.

Real ones come whole, as three tables of five, or standing upright with a head and its figure a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from parsers.columns import Placing, head_row
from parsers.forms import Column, Layout, layouts, row_labels
from parsers.model import Finding
from parsers.normal import fold
from parsers.strips import Mark, Strip
from parsers.wording import label_key

_OUTCOMES = 5
# Heads that the table of requests has too.
_SHARED = frozenset({"其他", "其它", "总计", "合计"})
# What an office prints before the one row of its figures.
_OWN = frozenset({"件数", "数量", "数量件", "合计", "总计", "案件数", "案件数量", "数"})


@dataclass(slots=True)
class Found:
    """The figures of the table: where each stands, the rows used, and what could not be placed."""

    placings: list[tuple[Strip, Placing]] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    heads: set[int] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class _Context:
    """The heads and group labels printed since the last row of figures.

    `below` says that the group's label stands below the heads, in a line of its own: the heads count for more rows.
    """

    outcomes: int = 0
    below: bool = False
    groups: set[str] = field(default_factory=set)
    rows: list[int] = field(default_factory=list)
    caption: str = ""
    group: str = ""
    head: Mark | None = None


def _layout() -> Layout:
    return layouts()["review"]


@lru_cache(maxsize=1)
def _columns() -> tuple[Column, ...]:
    line = _layout().lines[0]
    return next(iter(line.editions.values()))[0].columns


@lru_cache(maxsize=64)
def _group(column: Column) -> str:
    """The innermost group over a column: 行政复议, 未经复议直接起诉 or 复议后起诉."""
    return label_key(column.under.split("/")[-1])


@lru_cache(maxsize=1)
def _group_names() -> tuple[str, ...]:
    return tuple(dict.fromkeys(_group(column) for column in _columns()))


def _figures(strip: Strip) -> list[Mark]:
    """The cells of a row from its first figure on; words among them are words in the place of a figure."""
    kinds = [mark.kind for mark in strip.marks if mark.kind != "unit"]
    marks = strip.marks if len(kinds) == len(strip.marks) else [mark for mark in strip.marks if mark.kind != "unit"]
    last = len(kinds) - kinds[::-1].index("word") if "word" in kinds else 0
    first = kinds.index("value") if "value" in kinds else last
    return marks[min(first, last) :] if len(marks) - first == len(_columns()) else marks[last:]


def _without_padding(figures: list[Mark], count: int) -> list[Mark]:
    """A row without the blanks at one end of it that make it longer than so many figures."""
    for end in (-1, 0):
        while len(figures) > count and figures[end].kind == "blank":
            figures = figures[:-1] if end else figures[1:]
    return figures


def read_review(rows: Sequence[Strip]) -> Found:
    """Find and place the figures of reviews and lawsuits among the rows."""
    found = Found()
    context = _Context()
    table = 0
    bodies = _of_several_bodies(rows)
    for strip in rows:
        if strip.index in bodies:
            continue
        if strip.table.number != table:
            table = strip.table.number
            context = _Context(caption=strip.caption) if not context.outcomes else context
            context.caption = strip.caption or context.caption
        if _upright(strip, found) or _grouped(strip, context, found) or _upright_flat(strip, context, found):
            continue
        heads = [mark for mark in head_row(strip, _layout()) if mark.kind == "word"]
        heads = heads if any(mark.key not in _SHARED for mark in heads) else []
        named = _named(strip)
        if heads or named:
            _take_heads(context, len(heads), named)
            context.below |= len(named) == 1 and context.outcomes >= _OUTCOMES and strip.words[-1].key in named
            context.rows.append(strip.index)
        elif (context.outcomes >= 3 or len(context.groups) == 3) and _is_row(strip):
            _place(strip, context, found)
            if strip.index in found.used:
                found.heads.update(context.rows)
                kept = context.outcomes if context.below else 0
                context = _Context(kept, context.below, caption=strip.caption)
        elif strip.values:
            context = _Context(caption=strip.caption)
    return found


def _of_several_bodies(rows: Sequence[Strip]) -> set[int]:
    """The rows of a table that counts the reviews of several bodies, each by its name: none of them is the report's."""
    named: dict[int, set[int]] = {}
    for strip in rows:
        first = strip.marks[0] if strip.marks else None
        long = strip.table.gridded and strip.values > 0 and len(strip.marks) > len(_columns())
        if long and first is not None and first.kind == "word" and first.key not in _OWN and not _named(strip):
            named.setdefault(strip.table.number, set()).add(strip.index)
    return set().union(*(strips for strips in named.values() if len(strips) > 1))


def _take_heads(context: _Context, heads: int, named: set[str]) -> None:
    """Add a row of heads, or of groups' labels; a label below complete heads begins a row of its own."""
    if heads and context.below:
        context.groups, context.outcomes, context.below = set(), 0, False
    elif named and not heads and context.outcomes:
        context.groups, context.below = set(), True
    context.outcomes += heads
    context.groups |= named


def _named(strip: Strip) -> set[str]:
    """The groups that a row of heads names; none for a row with figures."""
    if strip.values:
        return set()
    review, *lawsuits = _group_names()
    found: set[str] = set()
    for mark in strip.words:
        inner = [name for name in lawsuits if name in fold(mark.cell.text)] if len(mark.cell.text) < 40 else []
        found.update(inner or ({review} if mark.key == review else ()))
    return found


def _is_row(strip: Strip) -> bool:
    if any(mark.key in row_labels() for mark in strip.words):
        return False
    figures = _figures(strip)
    return len(figures) >= _OUTCOMES and (strip.values > 0 or len(figures) == len(_columns()))


def _place(strip: Strip, context: _Context, found: Found) -> None:
    figures = _figures(strip)
    columns = _wanted(len(figures), context)
    while (
        columns is None
        and len(figures) > max(_OUTCOMES, min(context.outcomes, len(_columns())))
        and figures[-1].kind == "blank"
    ):
        figures = figures[:-1]
        columns = _wanted(len(figures), context)
    if columns is None:
        codes = tuple(column.key for column in _columns())
        message = f"review table: {len(figures)} figures under {context.outcomes} heads: {strip.text()[:80]}"
        found.findings.append(Finding("parse.columns_ambiguous", "warning", message, codes))
        return
    pairs = list(zip(columns, figures, strict=True))
    found.placings.append((strip, Placing(pairs, "heads", 0.98)))
    found.used.add(strip.index)


def _wanted(count: int, context: _Context) -> list[Column] | None:
    """The columns that so many figures stand for, by the groups named over them."""
    columns = list(_columns())
    if count == len(columns):
        return columns
    groups = context.groups or set(_in_caption(context.caption))
    direct, after = _group_names()[1:]
    if count == 2 * _OUTCOMES and groups == {direct, after}:
        return columns[_OUTCOMES:]
    if count == _OUTCOMES:
        inner = groups & {direct, after} or groups
        if len(inner) == 1:
            return [column for column in columns if _group(column) in inner]
    return None


def _in_caption(caption: str) -> Iterator[str]:
    """The group that the lines above a table name, the innermost one of the last line that names one alone."""
    review, direct, after = _group_names()
    for line in reversed(caption.split("\n")):
        folded = fold(line)
        inner = [name for name in (direct, after) if name in folded]
        if len(inner) == 1:
            yield inner[0]
        elif not inner and review in folded and "诉讼" not in folded:
            yield review
        if inner or review in folded:
            return


def _upright(strip: Strip, found: Found) -> bool:
    """A table that stands upright: the head of an outcome, perhaps its group, and one figure in the row."""
    words, names = strip.words, _group_names()
    around = {key for key in (*strip.groups, *(mark.key for mark in words)) if key in names}
    if not words or len(around) != 1:
        return False
    figures = _without_padding(_figures(strip), 1)
    if len(figures) != 1 or figures[0].kind != "value":
        return False
    column = [each for each in _columns() if _group(each) in around and words[-1].key in _keys(each)]
    if len(column) != 1:
        return False
    found.placings.append((strip, Placing([(column[0], figures[0])], "label", 0.95)))
    found.used.add(strip.index)
    return True


def _grouped(strip: Strip, context: _Context, found: Found) -> bool:
    """A table with a row for each group: 行政复议 and its five figures, under the five heads."""
    if not strip.words or not strip.values or context.outcomes < 3:
        return False
    keys = [mark.key for mark in strip.words]
    groups = {key for key in keys if key in _group_names()}
    figures = _without_padding(_figures(strip), _OUTCOMES) if len(groups) == 1 and keys[-1] in groups else []
    if len(figures) != _OUTCOMES:
        return False
    columns = [column for column in _columns() if _group(column) in groups]
    found.placings.append((strip, Placing(list(zip(columns, figures, strict=True)), "heads", 0.97)))
    found.used.add(strip.index)
    found.heads.update(context.rows)
    return True


def _upright_flat(strip: Strip, context: _Context, found: Found) -> bool:
    """A flattened upright table: the head of an outcome, then its one figure, below a group printed once."""
    if strip.table.gridded or strip.words:
        named = [key for key in (mark.key for mark in strip.words) if key in _group_names()]
        context.group = named[-1] if named else context.group
        context.head = strip.words[-1] if strip.words and not strip.values else None
        return False
    figures = _without_padding(_figures(strip), 1)
    head, context.head = context.head, None
    column = [each for each in _columns() if head and _group(each) == context.group and head.key in _keys(each)]
    if len(figures) != 1 or len(column) != 1:
        return False
    found.placings.append((strip, Placing([(column[0], figures[0])], "label", 0.9)))
    found.used.add(strip.index)
    return True


@lru_cache(maxsize=64)
def _keys(column: Column) -> frozenset[str]:
    return frozenset({label_key(text) for text in (column.label, *column.aliases)})
