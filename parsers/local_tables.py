"""Tables of a province's own, of which some rows resemble those of an official form: left out, not guessed.

Before 2014 each province had a table of its own. Of twenty-seven rows of Shanghai's, twelve carry labels that the form
of 2014 has too, but they count otherwise (its ways of applying have a fifth row), so that the form's sums deny it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.columns import Heads, is_head, is_placeholder
from parsers.forms import YEAR_HEAD, Layout, furniture, load_forms
from parsers.matching import Match
from parsers.model import Cell, Finding
from parsers.normal import fold
from parsers.strips import Mark, Strip

# A form is not in use before its first year: a table of an earlier year must be nearly the form to be taken for it.
_OWN = 0.5
_OWN_EARLY = 0.8
_FEWEST = 2
# The labels of the forms since then (属于三类内部事务信息) are like those of no table before them.
_DISTINCT = 2019


@dataclass(slots=True)
class Matched:
    """The rows of one layout with the heads over each."""

    layout: Layout
    matches: list[Match]
    repeats: list[Match]
    heads: dict[int, Heads]


def leave_out(rows: Sequence[Strip], matched: Sequence[Matched], used: set[int], year: int | None) -> Iterator[Finding]:
    """Take the rows of local tables out of what was matched, with one finding a table.

    `used` are the rows that were read otherwise. A table is local where fewer than half of its rows of figures are
    rows of a form by their labels, or fewer than four fifths where none of those forms was in use in `year`.
    """
    labelled = {m.strip.index for each in matched for m in (*each.matches, *each.repeats) if _proves(m, each)} | used
    seen = [strip for strip in rows if strip.values and not all(mark.key in furniture() for mark in strip.words)]
    yield from _headed_otherwise(rows, matched)
    total = Counter(strip.table.number for strip in seen)
    known = Counter(strip.table.number for strip in seen if strip.index in labelled)
    for table, count in total.items():
        strange = count - known[table]
        of_table = [
            each for each in matched if any(m.strip.table.number == table for m in (*each.matches, *each.repeats))
        ]
        share = _OWN_EARLY if all(_later(each.layout, year) for each in of_table) else _OWN
        if not of_table or strange < _FEWEST or known[table] >= share * count:
            continue
        for each in of_table:
            each.matches = [match for match in each.matches if match.strip.table.number != table]
            each.repeats = [match for match in each.repeats if match.strip.table.number != table]
        message = f"table {table}: {strange} of its {count} rows are those of no official form; it is left out"
        yield Finding("parse.local_table", "warning", message)


def _headed_otherwise(rows: Sequence[Strip], matched: Sequence[Matched]) -> Iterator[Finding]:
    """Take out rows under heads of another kind: 行政许可 under 2022年, 2023年, 增长率 has no columns of a form.

    Only where each of two or more figures has a head of its own in its table, and the form knows none of them.
    """
    for each in matched:
        strange = {
            table
            for table in {match.strip.table.number for match in _all(each) if match.strip.table.gridded}
            if _is_foreign([strip for strip in rows if strip.table.number == table], each, table)
        }
        each.matches = [match for match in each.matches if match.strip.table.number not in strange]
        each.repeats = [match for match in each.repeats if match.strip.table.number not in strange]
        for table in sorted(strange):
            message = f"table {table}: none of its columns is one of the form's; its rows are left out"
            yield Finding("parse.local_table", "warning", message)


def _all(each: Matched) -> list[Match]:
    return [*each.matches, *each.repeats]


def _is_foreign(rows: Sequence[Strip], each: Matched, table: int) -> bool:
    """Whether the heads printed over the first matched row of a table, one a figure, are all strange to the form."""
    match = min((match for match in _all(each) if match.strip.table.number == table), key=lambda one: one.strip.index)
    figures = [mark.cell for mark in match.strip.marks[match.first :] if mark.kind == "value"]
    above = [mark for strip in rows if strip.index < match.strip.index for mark in strip.marks]
    over = [_over(cell, above) for cell in figures]
    heads = {id(mark): mark for mark in over if mark is not None}
    if len(figures) < _FEWEST or None in over or len(heads) < len(figures):
        return False
    return not any(_is_known(mark.cell.text, mark.key, each.layout) for mark in heads.values())


def _over(cell: Cell, above: Sequence[Mark]) -> Mark | None:
    """The words or the year printed next above a figure."""
    spans = (mark for mark in reversed(above) if mark.cell.column <= cell.column < mark.cell.column + mark.cell.colspan)
    return next((mark for mark in spans if mark.kind == "word" or YEAR_HEAD.fullmatch(fold(mark.cell.text))), None)


def _is_known(text: str, key: str, layout: Layout) -> bool:
    return key in furniture() or is_placeholder(text) or is_head(text, layout)


def _proves(match: Match, matched: Matched) -> bool:
    """Whether a row shows its table to be the form's: to the letter, or alike where no local table has such labels."""
    unlike = all(load_forms()[form].years[0] >= _DISTINCT for form in matched.layout.forms)
    return match.basis == "label" or (match.basis == "alike" and unlike)


def _later(layout: Layout, year: int | None) -> bool:
    """Whether every form of a layout came into use after a year."""
    return year is not None and all(load_forms()[form].years[0] > year + 1 for form in layout.forms)
