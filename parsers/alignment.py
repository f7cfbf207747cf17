"""Figures by alignment: the rows of a document's tables, in order, against the rows of the official forms."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from parsers.arithmetic import OpenRow, decide
from parsers.columns import (
    Heads,
    Named,
    Placing,
    completed_heads,
    default_columns,
    foreign_heads,
    head_row,
    head_unit,
    named_columns,
    place,
    united,
)
from parsers.forms import Column, Layout, Line, furniture, indicator, layouts, load_forms
from parsers.local_tables import Matched, leave_out
from parsers.matching import ALIKE, Match, assign, exact_candidates
from parsers.model import Cell, Finding, Observation, Table
from parsers.normal import fold
from parsers.review import Found, read_review
from parsers.strips import Mark, Strip, strips
from parsers.turned import upright
from parsers.wording import likeness

_SURE = {"label": 1.0, "order": 0.6}
# Below this a figure is told together with a finding, so that it can be filtered out.
_DOUBTFUL = 0.8
# Units that 单位：元 above a table may replace; 单位：件 there says nothing of its amounts.
_MONEY = frozenset({"元", "千元", "万元", "亿元"})
# A table of so many rows shows by those that are there which are not.
_LONG_TABLE = 15
# Blanks up to this confidence were made for a label beside which no figures stand.
_UNSEEN = 0.5
# How sure the figures of a short row are of anything but their columns.
_SHORT = 0.9


@dataclass(slots=True)
class Alignment:
    """What the tables of a document say: figures, what could not be placed, and the official forms they follow."""

    observations: list[Observation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    form: str | None = None
    forms: list[str] = field(default_factory=list)
    tables: set[int] = field(default_factory=set)


def align(tables: Sequence[Table], captions: Sequence[str] = (), year: int | None = None) -> Alignment:
    """Read the figures of all tables of a document.

    `captions[i]` is the text right above table i; `year`, the year reported on, only settles which of two forms with
    the same cells is named. Every figure that cannot be placed is left out under a finding that names its indicators.
    """
    rows = strips([upright(table) for table in tables], captions)
    review = read_review(rows)
    matched = list(_match(rows, review.used | review.heads))
    result = Alignment(findings=list(review.findings))
    result.findings.extend(leave_out(rows, matched, review.used | review.heads, year))
    matched = [each for each in matched if each.matches]
    forms = _vote(matched, bool(review.placings), year)
    result.form, result.forms = (forms[0] if forms else None), forms
    result.tables = {strip.table.number for strip, _ in review.placings}
    short: list[OpenRow] = []
    for each in matched:
        result.tables.update(match.strip.table.number for match in each.matches)
        _emit_layout(each, forms, result, short)
        result.findings.extend(_rows_not_seen(each, forms))
    result.findings.extend(_unmatched(rows, matched, review, result.tables, forms))
    for strip, placing in review.placings:
        _emit(_Placed(strip, layouts()["review"].lines[0], placing, "label", 1.0), tuple(forms), result)
    result = _without_conflicts(result)
    decided, findings = decide(short, result.observations, forms)
    result.observations.extend(decided)
    result.findings.extend(findings)
    return result


def _match(rows: Sequence[Strip], used: set[int]) -> Iterator[Matched]:
    """Assign rows to layouts, the layout with most labels to the letter first; each row is used once."""
    free = [strip for strip in rows if strip.index not in used]
    names = [layout for layout in layouts().values() if layout.id != "review"]
    figures = [strip for strip in free if _has_figures(strip)]
    evidence = {layout.id: _evidence(figures, layout) for layout in names}
    for layout in sorted(names, key=lambda each: -evidence[each.id]):
        if not evidence[layout.id]:
            continue
        heads = _heads_over(free, layout)
        rows_of = [strip for strip in free if strip.marks and not head_row(strip, layout)]
        matches, repeats = assign([strip for strip in rows_of if _may_be_row(strip, layout)], layout)
        if _believable(matches, heads, layout):
            yield Matched(layout, matches, repeats, heads)
            taken = {match.strip.index for match in (*matches, *repeats)}
            free = [strip for strip in free if strip.index not in taken]


def _has_figures(strip: Strip) -> bool:
    return strip.values > 0 or any(mark.kind == "blank" for mark in strip.marks) or len(strip.marks) > 1


def _may_be_row(strip: Strip, layout: Layout) -> bool:
    """Whether a row has figures, or is a label whose figures may stand apart from it, as print sets wrapped ones."""
    return _has_figures(strip) or (strip.table.gridded and bool(strip.words) and _is_label(strip.words[-1].key, layout))


@lru_cache(maxsize=1 << 12)
def _is_label(key: str, layout: Layout) -> bool:
    return bool(key) and key not in layout.furniture and any(likeness(key, known) >= ALIKE for known in layout.exact)


def _evidence(rows: Sequence[Strip], layout: Layout) -> int:
    return sum([bool(exact_candidates(strip, layout)) for strip in rows])


def _believable(matches: Sequence[Match], heads: dict[int, Heads], layout: Layout) -> bool:
    """Two rows by their labels, or one under heads of the form: a lone 其他 or 规章 in some table proves nothing."""
    by_label = [match for match in matches if match.basis == "label"]
    return len(by_label) >= 2 or any(len(heads[match.strip.index].marks) > 0 for match in by_label)


def _heads_over(rows: Sequence[Strip], layout: Layout) -> dict[int, Heads]:
    """The heads that stand over each row: those of the last rows of heads before it, of a table before it too."""
    over: dict[int, Heads] = {}
    current = Heads()
    above: list[Strip] = []
    fresh = True
    for strip in rows:
        above = [*(each for each in above if each.table is strip.table), strip]
        if not fresh and (whole := completed_heads(current, strip, layout)):
            current = Heads(whole, True, strip.table.number)
        elif marks := head_row(strip, layout):
            heads = [*([] if fresh else current.marks), *united(marks, layout)]
            foreign = foreign_heads(above, heads) if strip.table.gridded else []
            current = Heads(heads, strip.table.gridded, strip.table.number, foreign)
            fresh = False
        elif strip.values or exact_candidates(strip, layout):
            fresh, above = True, []
        over[strip.index] = current
    return over


def _vote(matched: Sequence[Matched], reviewed: bool, year: int | None) -> list[str]:
    """The forms in order of what the page shows of each; the year decides between forms that it shows alike."""
    votes: defaultdict[str, float] = defaultdict(float)
    for each in matched:
        for match in each.matches:
            line = each.layout.lines[match.line]
            own = [form for form, (_, row) in line.editions.items() if not row.variant]
            for form in own:
                votes[form] += 1.0 / len(own)
            heads = each.heads[match.strip.index]
            named = named_columns(line, heads, list(line.editions)) if heads.marks else None
            if named and _is_exclusive(line, named[0], [column for column in named[1] if column]):
                votes[named[0]] += 1
    for form in layouts()["review"].forms if reviewed else ():
        votes[form] += 0.5
    return sorted(votes, key=lambda form: (-round(votes[form], 6), not _of_year(form, year), form == "2019", form))


def _is_exclusive(line: Line, form: str, columns: Sequence[Column]) -> bool:
    """Whether a form alone prints one of these columns in this line."""
    others = _columns_elsewhere(line, form)
    return any(column.key not in others for column in columns)


@lru_cache(maxsize=1 << 10)
def _columns_elsewhere(line: Line, form: str) -> frozenset[str]:
    """The keys of a line's columns in all forms but one."""
    editions = line.editions.items()
    return frozenset(column.key for other, (block, _) in editions if other != form for column in block.columns)


def _of_year(form: str, year: int | None) -> bool:
    first, last = load_forms()[form].years
    return year is not None and first <= year <= last


def _emit_layout(matched: Matched, forms: Sequence[str], result: Alignment, short: list[OpenRow]) -> None:
    """Tell the figures of one layout's rows; rows with fewer figures than columns go to `short`."""
    anchors = _anchors(matched)
    result.findings.extend(_foreign_columns(matched))
    for match in (*matched.matches, *matched.repeats):
        line = matched.layout.lines[match.line]
        heads = matched.heads[match.strip.index]
        placing, codes = _placing(match, line, heads, forms, anchors)
        if _is_group(match, placing, matched):
            continue
        if members := _members_beside(match, placing, matched):
            message = f"figures in the line of a group whose rows are there: {match.strip.text()[:80]}"
            result.findings.append(Finding("parse.row_unmatched", "warning", message, (*codes, *members)))
            continue
        placing = None if placing and _is_unseen(placing) else placing
        if placing is None:
            _unplaced(match, codes, result)
            short.extend(_open_row(match, line, codes, tuple(forms)))
            continue
        if match.basis == "order":
            message = f"row placed by its neighbours: {match.strip.text()[:80]}"
            result.findings.append(Finding("parse.row_by_order", "warning", message, tuple(codes)))
        _emit(_Placed(match.strip, line, placing, match.basis, match.score, heads), tuple(forms), result)


def _foreign_columns(matched: Matched) -> Iterator[Finding]:
    """The columns of the office's own that stand beside the form's, told once a table."""
    found = {
        (match.strip.table.number, mark.key): mark.cell.text.strip()
        for match in matched.matches
        for mark in matched.heads[match.strip.index].foreign
        if matched.heads[match.strip.index].table == match.strip.table.number
    }
    for text in found.values():
        yield Finding("parse.column_unmatched", "info", f"a column that is none of the form's: {text[:60]}")


def _anchors(matched: Matched) -> dict[tuple[int, int], tuple[int, ...]]:
    """The grid columns that the figures of most rows of a table fill, by table and number of figures."""
    found: dict[tuple[int, int], Counter[tuple[int, ...]]] = {}
    for match in (*matched.matches, *matched.repeats):
        cells = [mark for mark in match.strip.marks[match.first :] if mark.kind != "unit"]
        filled = [mark for mark in cells if mark.kind != "blank"]
        widths = {len(block.columns) for block, _ in matched.layout.lines[match.line].editions.values()}
        for row in (cells, filled) if len(filled) < len(cells) and len(filled) in widths else (cells,):
            places = tuple(mark.cell.column for mark in row)
            found.setdefault((match.strip.table.number, len(row)), Counter())[places] += 1
    common = {key: rows.most_common(1)[0] for key, rows in found.items()}
    return {key: places for key, (places, count) in common.items() if 3 * count >= 2 * found[key].total()}


def _placing(
    match: Match, line: Line, heads: Heads, forms: Sequence[str], anchors: Mapping[tuple[int, int], tuple[int, ...]]
) -> tuple[Placing | None, list[str]]:
    """Set the values of a row under its columns; with the indicators the row would have."""
    cells = [mark for mark in match.strip.marks[match.first :] if mark.kind != "unit" and not _strayed(mark)]
    table = match.strip.table.number
    preferred = [form for form in forms if form in line.editions] or list(line.editions)
    named = named_columns(line, heads, preferred) if heads.marks else None
    codes: list[str] = []
    over = named[2] if named and heads.gridded and heads.table == table else []
    if named and over and heads.foreign:
        named = _beside(named, cells)
        over = named[2]
    if named and (_complete(named[1], line, named[0]) or _below(cells, over)):
        codes = [indicator(line.key, column.key) for column in named[1] if column]
        if heads.foreign and over:
            cells = _right_of(min(mark.cell.column for mark in over), cells)
        if placing := place(cells, named[1], over, anchors.get((table, len(named[1])), ())):
            return placing, codes
        if None not in named[1]:
            return None, codes
        preferred = [named[0]]  # heads of another block: the row has the columns of its own form
    for form in preferred:
        columns = default_columns(line, form)
        codes = codes or [indicator(line.key, column.key) for column in columns]
        if placing := place(cells, columns, (), anchors.get((table, len(columns)), ())):
            return placing, [indicator(line.key, column.key) for column in columns]
    return None, codes


def _beside(named: Named, cells: Sequence[Mark]) -> Named:
    """Heads without those of the office's own that stand over the labels: the corner of a table is no column."""
    first = min((mark.cell.column for mark in cells), default=0)
    form, columns, heads = named
    kept = [at for at, head in enumerate(heads) if columns[at] is not None or head.cell.column >= first]
    return form, [columns[at] for at in kept], [heads[at] for at in kept]


def _below(cells: Sequence[Mark], heads: Sequence[Mark]) -> bool:
    """Whether each figure of a row stands right below a head: then a table with fewer columns is read by them."""
    return bool(heads) and [mark.cell.column for mark in cells] == [mark.cell.column for mark in heads]


def _right_of(column: int, cells: list[Mark]) -> list[Mark]:
    """A row without the blanks left of its heads: an empty cell of the column of units is none of the figures."""
    return [mark for mark in cells if mark.kind != "blank" or mark.cell.column >= column]


def _strayed(mark: Mark) -> bool:
    """Whether a cell among figures is a title or group of the form that print has set into the row."""
    return mark.kind == "word" and mark.key in furniture()


def _is_group(match: Match, placing: Placing | None, matched: Matched) -> bool:
    """Whether an empty row is the line of a group whose own rows are there: （六）其他处理 over its three rows."""
    line = matched.layout.lines[match.line]
    if placing is not None and any(mark.kind != "blank" for _, mark in placing.pairs):
        return False
    if placing is None and any(mark.kind == "value" for mark in match.strip.marks[match.first :]):
        return False
    members = (matched.layout.lines[each.line] for each in matched.matches if each is not match)
    return any(_is_head_of(line, member) for member in members)


def _is_unseen(placing: Placing) -> bool:
    """Whether a row has nothing but blanks of cells that were not seen, beside what may be a part of a label."""
    return all(mark.kind == "blank" and mark.cell.confidence <= _UNSEEN for _, mark in placing.pairs)


def _members_beside(match: Match, placing: Placing | None, matched: Matched) -> list[str]:
    """The indicators of the rows that lack figures in a group that has figures in its own line and in some of its rows.

    Text that lost its layout has the label of a group beside the middle line of its first row's label.
    """
    line = matched.layout.lines[match.line]
    if placing is None or match.strip.table.gridded:
        return []
    seen = {each.line for each in matched.matches if each.strip.values}
    rows = [at for at, row in enumerate(matched.layout.lines) if _is_head_of(line, row)]
    lacking = [matched.layout.lines[at] for at in rows if at not in seen]
    if not lacking or len(lacking) == len(rows):
        return []
    return [indicator(row.key, c.key) for row in lacking for c in default_columns(row, next(iter(row.editions)))]


def _is_head_of(line: Line, member: Line) -> bool:
    """Whether a line heads the group of another in a form that has no such row, as 四、行政复议数量 of 2014 is one."""
    return bool(set(member.groups) & line.labels) and any(
        form not in line.editions or line.editions[form][1].variant for form in member.editions
    )


def _complete(columns: Sequence[Column | None], line: Line, form: str) -> bool:
    """Whether the heads name all they should: a head row read in half names too little to be counted by."""
    if len(line.editions[form][0].columns) > 5:
        return {column.key for column in columns if column} >= {c.key for c in default_columns(line, form)}
    return any(columns)


def _unplaced(match: Match, codes: Sequence[str], result: Alignment) -> None:
    cells = [mark for mark in match.strip.marks[match.first :] if mark.kind != "unit"]
    if any(mark.kind == "value" for mark in cells):
        message = f"{len(cells)} values for {len(codes)} columns: {match.strip.text()[:80]}"
        result.findings.append(Finding("parse.columns_ambiguous", "warning", message, tuple(codes)))
    else:
        message = f"no cells were seen for the row: {match.strip.text()[:80]}"
        result.findings.append(Finding("parse.row_empty", "info", message, tuple(codes)))


def _open_row(match: Match, line: Line, codes: Sequence[str], forms: tuple[str, ...]) -> Iterator[OpenRow]:
    """A row with fewer figures than columns, as something for arithmetic to decide."""
    marks = [mark for mark in match.strip.marks[match.first :] if mark.kind != "unit"]
    filled = [mark for mark in marks if mark.kind == "value"]
    if match.basis == "label" and len(filled) == len(marks) and 0 < len(filled) < len(codes):
        unit = _unit(line, line.editions[next(iter(line.editions))][0].columns[0], forms)
        yield OpenRow(tuple(codes), tuple(_figure("", mark, unit, match.strip.table, _SHORT) for mark in filled))


def _unmatched(
    rows: Sequence[Strip], matched: Sequence[Matched], review: Found, tables: set[int], forms: Sequence[str]
) -> Iterator[Finding]:
    """Rows with figures and words, in the tables of a form, that are no row of it: local rows, or unreadable ones."""
    known = {match.strip.index for each in matched for match in (*each.matches, *each.repeats)}
    known |= review.used | review.heads
    for strip in rows:
        if strip.index in known or strip.table.number not in tables or not (strip.values and strip.words):
            continue
        if all(mark.key in furniture() for mark in strip.words):
            continue  # a group's own line: 八、机构建设和保障经费情况 | —— | ——
        if not any(head_row(strip, layout) for layout in layouts().values()):
            message = f"a row that is none of the form's: {strip.text()[:100]}"
            yield Finding("parse.row_unmatched", "warning", message, _missed(strip, matched, forms))


def _missed(strip: Strip, matched: Sequence[Matched], forms: Sequence[str]) -> tuple[str, ...]:
    """The indicators that a row may be of: of the lines of its table's form between those of the rows about it.

    None where no such line is without a row: then the row is a local one.
    """
    around = [each for each in matched if any(match.strip.table is strip.table for match in each.matches)]
    if not around:
        return ()
    each = min(around, key=lambda one: min(abs(match.strip.index - strip.index) for match in one.matches))
    above = [match.line for match in each.matches if match.strip.index < strip.index]
    below = [match.line for match in each.matches if match.strip.index > strip.index]
    between = range(max(above, default=-1) + 1, min(below, default=len(each.layout.lines)))
    taken = {match.line for match in each.matches}
    form = next((form for form in forms if form in each.layout.forms), each.layout.forms[0])
    lines = (each.layout.lines[index] for index in between if index not in taken)
    return tuple(
        indicator(line.key, column.key)
        for line in lines
        if form in line.editions and not line.editions[form][1].variant
        for column in default_columns(line, form)
    )


def _rows_not_seen(matched: Matched, forms: Sequence[str]) -> Iterator[Finding]:
    """The rows that a long table of a form should have and that were not found: absent, or lost with their layout.

    The line of a group may stand for its rows: a report of 2021 may print the one row 其他处理 of 2019.
    """
    layout = matched.layout
    form = next((form for form in forms if form in layout.forms), "")
    official = [line for line in layout.lines if form in line.editions and not line.editions[form][1].variant]
    seen = [layout.lines[match.line] for match in matched.matches]
    counted = [layout.lines[match.line] for match in matched.matches if match.strip.values]
    missing = [line for line in official if line not in seen and not any(_is_head_of(one, line) for one in counted)]
    if missing and len(official) >= _LONG_TABLE and 2 * len(missing) <= len(official):
        codes = tuple(indicator(line.key, column.key) for line in missing for column in default_columns(line, form))
        named = ", ".join(line.editions[form][1].label for line in missing)
        yield Finding("parse.row_not_seen", "info", f"rows of the form that were not found: {named[:200]}", codes)


def unseen_figures(alignment: Alignment) -> Iterator[Finding]:
    """The figures of a recognised report's form that were neither told nor named by a finding.

    On print a row that is not there was not printed; on a picture it may not have been seen.
    """
    form = load_forms().get(alignment.form or "")
    told = {observation.indicator for observation in alignment.observations}
    told |= {code for finding in alignment.findings for code in finding.indicators}
    codes = [code for code in (form.indicators() if form else ()) if code not in told]
    if codes:
        message = f"{len(codes)} figures of the form were not seen on the recognised pages"
        yield Finding("parse.row_not_seen", "info", message, tuple(codes))


@dataclass(slots=True, frozen=True)
class _Placed:
    """A row with its line and its values set under columns, ready to be told."""

    strip: Strip
    line: Line
    placing: Placing
    basis: str
    score: float
    heads: Heads | None = None


def _emit(placed: _Placed, forms: tuple[str, ...], result: Alignment) -> None:
    """Turn placed cells into observations, with a finding over those that were placed or read with doubt."""
    basis, placing, heads = placed.basis, placed.placing, placed.heads
    sure = min(placed.score if basis == "alike" else _SURE[basis], placing.confidence)
    how = placing.basis if basis == "label" else basis
    unit_cell = next((fold(mark.cell.text).strip("()") for mark in placed.strip.marks if mark.kind == "unit"), None)
    doubtful: list[str] = []
    in_caption = head_unit(placed.strip.caption)
    for column, mark in placing.pairs:
        value = mark.value
        code = indicator(placed.line.key, column.key)
        unit = value.unit or (heads and heads.unit_over(column)) or unit_cell
        if not unit:
            official = _unit(placed.line, column, forms)
            unit = (in_caption if official in _MONEY else None) or official
        confidence = round(sure * mark.cell.confidence, 3)
        result.observations.append(_figure(code, mark, unit, placed.strip.table, confidence, how))
        if confidence < _DOUBTFUL:
            doubtful.append(code)
        if value.status == "text" or (value.value is not None and value.value < 0):
            result.findings.extend(_oddities(code, column, mark))
    if doubtful:
        message = f"placed or read with doubt: {placed.strip.text()[:80]}"
        result.findings.append(Finding("parse.uncertain", "warning", message, tuple(doubtful)))


def _figure(code: str, mark: Mark, unit: str | None, table: Table, sure: float, how: str = "arithmetic") -> Observation:
    value = mark.value
    place = where(table, mark.cell)
    return Observation(code, value.value, unit, value.status, mark.cell.text, "table", place, sure, how)


@lru_cache(maxsize=1 << 10)
def _unit(line: Line, column: Column, forms: tuple[str, ...]) -> str | None:
    for form in (*forms, *line.editions):
        if form in line.editions:
            block, row = line.editions[form]
            if any(each.key == column.key for each in block.columns):
                return block.unit_of(row, column)
    return None


def _oddities(code: str, column: Column, mark: Mark) -> Iterator[Finding]:
    """What is odd about a cell that was read: words for a number, or less than nothing."""
    if mark.value.status == "text":
        yield Finding("parse.text_value", "info", f"words in the place of a number: {mark.cell.text[:60]}", (code,))
    elif not column.key.endswith("change"):
        yield Finding("parse.negative", "warning", f"a count below zero: {mark.cell.text[:60]}", (code,))


def where(table: Table, cell: Cell) -> dict[str, Any]:
    """The contract's `where` of a table cell."""
    row, column = (cell.column, cell.row) if cell.turned else (cell.row, cell.column)
    place: dict[str, Any] = {"table": table.number, "row": row, "column": column}
    if cell.page is not None:
        place["page"] = cell.page
    if cell.box is not None:
        place["box"] = list(cell.box)
    if cell.start is not None:
        place["start"], place["end"] = cell.start, cell.end
    return place


def _without_conflicts(result: Alignment) -> Alignment:
    """One observation an indicator: the same figure printed twice is one, two different ones are none."""
    groups: dict[str, list[Observation]] = {}
    for observation in result.observations:
        groups.setdefault(observation.indicator, []).append(observation)
    kept: list[Observation] = []
    for code, group in groups.items():
        if len(group) == 1:
            kept += group
            continue
        filled = [each for each in group if each.status != "blank"] or group
        if len({(each.status, each.value) for each in filled}) > 1:
            figures = [each.value for each in filled if each.value is not None]
            left, right = [*figures, None, None][:2]
            message = f"printed more than once with different figures: {', '.join(each.raw for each in filled)[:80]}"
            result.findings.append(Finding("parse.duplicate", "warning", message, (code,), left, right))
            continue
        kept.append(filled[0])
    result.observations = kept
    return result
