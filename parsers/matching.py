"""Which row of an official form each printed row is: labels compared, order kept, neighbours asked.

The rows of a table follow the order of the form, so the best assignment is a longest common sequence weighted by how
well the labels agree. What that leaves over is taken by an exact label alone (re-ordered rows), or by its place
between two neighbours when one row of the form and one printed row are left between them (a mistyped label).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from parsers.forms import Layout, Line
from parsers.numbers import UNITS
from parsers.strips import Strip
from parsers.wording import label_key, likeness, ordinal

# One slip in four characters; below it two different official labels may resemble each other as much:
# 属于行政执法案卷 and 属于行政查询事项 are 0.5 alike, 新闻媒体公开政府信息数 and 其他方式公开政府信息数 0.64.
ALIKE = 0.75
_MARGIN = 0.04
# An ordinal of the wrong kind: （六）其他处理 and its third row 3.其他 are both printed 其他.
_CLEARLY_WORSE = 0.3
_LONGEST_LABEL = 4
# Each copy is a pass over all rows left (3,000 rows of one label took 20 s); no report prints a table as often.
_MOST_COPIES = 24
# Enough for a row that its place alone would give to a line.
_HARDLY_ALIKE = 0.6
# Rows remembered, some 1 kB each; all reports of a form share a hundred, bent ones add theirs.
_REMEMBERED = 1 << 13
_MEMORY: dict[tuple[Layout, tuple[Any, ...]], tuple[tuple[int, int, float], ...]] = {}
# Found among the scraps of labels: units of a column beside them, and ordinals.
_STRAY = frozenset("".join(UNITS) + "0123456789一二三四五六七八九十")


@dataclass(slots=True)
class Match:
    """A printed row taken for a row of the form: the values follow cell number `first`; `score` is how sure."""

    strip: Strip
    line: int
    first: int
    score: float
    basis: str = "label"


@dataclass(slots=True, frozen=True)
class _Label:
    key: str
    ordinal: str
    after: int


def _labels(strip: Strip) -> Iterator[_Label]:
    """The labels a row may be read under, the last word before the values first: single cells, then joined ones."""
    places = [place for place, mark in enumerate(strip.marks) if mark.kind == "word" and mark.key]
    places = places[:8]
    for place in reversed(places):
        mark = strip.marks[place]
        yield _Label(mark.key, ordinal(mark.cell.text), place + 1)
    for end in reversed(range(1, len(places))):
        for start in range(end - 1, max(-1, end - _LONGEST_LABEL), -1):
            if places[end] - places[start] != end - start:
                break
            text = "".join(strip.marks[place].cell.text for place in places[start : end + 1])
            yield _Label(label_key(text), ordinal(text), places[end] + 1)


def _agreement(strip: Strip, label: _Label, line: Line) -> float:
    """What speaks for a line beside the words of its label: its ordinal and the groups it stands in."""
    bonus = 0.0
    if label.ordinal and line.ordinals:
        same_kind = any(label.ordinal[-1].isdigit() == each[-1].isdigit() for each in line.ordinals)
        bonus += 0.1 if label.ordinal.endswith(line.ordinals) else -0.1 if same_kind else -0.3
    if not line.groups:
        return bonus
    around = {*strip.groups, *(mark.key for mark in strip.words)}
    return bonus + 0.05 * sum(group in around for group in line.groups)


def exact_candidates(strip: Strip, layout: Layout) -> dict[int, Match]:
    """The lines whose label the row prints to the letter (folded), also as the end of a merged group and label cell."""
    found = strip.options.get(layout.id)
    if found is None:
        found = strip.options[layout.id] = _remembered(strip, layout)
    return found


def _remembered(strip: Strip, layout: Layout) -> dict[int, Match]:
    """The candidates of a row, remembered by its words: the rows of official tables are worded alike everywhere."""
    key = (layout, strip.wording())
    known = _MEMORY.get(key)
    if known is None:
        touched = any(_touches(mark.key, layout) for mark in strip.words)
        found = _exact_candidates(strip, layout) if touched else {}
        if len(_MEMORY) >= _REMEMBERED:
            _MEMORY.clear()
        known = _MEMORY[key] = tuple((match.line, match.first, match.score) for match in found.values())
    return {line: Match(strip, line, first, score) for line, first, score in known}


@lru_cache(maxsize=1 << 12)
def _touches(key: str, layout: Layout) -> bool:
    """Whether words are a label of the layout, hold one, or are a part of one."""
    return bool(key) and (key in layout.exact or any(key in known or known in key for known in layout.exact))


def _exact_candidates(strip: Strip, layout: Layout) -> dict[int, Match]:
    last = _after_words(strip)
    found: dict[int, Match] = {}
    for label in _labels(strip):
        if label.after != last and (not _fits(strip, label, layout) or _continues(strip, label.after, layout)):
            continue
        named = (label,) if label.key in layout.exact else _endings(label, layout)
        for each in named:
            for index in layout.exact[each.key]:
                if not each.ordinal.endswith(layout.lines[index].ordered.get(each.key, "")):
                    continue
                score = 1.0 + _agreement(strip, each, layout.lines[index])
                if index not in found or found[index].score < score:
                    found[index] = Match(strip, index, label.after, score)
        if found:
            break
    best = max((match.score for match in found.values()), default=0.0)
    return {index: match for index, match in found.items() if match.score > best - _CLEARLY_WORSE}


def _fits(strip: Strip, label: _Label, layout: Layout) -> bool:
    """Whether words behind a label may stand in the place of a figure: where cells were seen, or their number fits."""
    if strip.table.gridded:
        return True
    figures = sum(mark.kind != "unit" for mark in strip.marks[label.after :])
    lines = (layout.lines[index] for index in layout.exact.get(label.key, ()))
    return any(figures == len(block.columns) for line in lines for block, _ in line.editions.values())


def _after_words(strip: Strip) -> int:
    """The place behind the last word of a row."""
    for place in range(len(strip.marks), 0, -1):
        if strip.marks[place - 1].kind == "word":
            return place
    return 0


def _continues(strip: Strip, after: int, layout: Layout) -> bool:
    """Whether the words behind a label are a label too, mistyped or cut: then what stands before is its group."""
    return any(_resembles(mark.key, layout) for mark in strip.marks[after:] if mark.kind == "word")


@lru_cache(maxsize=1 << 12)
def _resembles(key: str, layout: Layout) -> bool:
    """Whether a key is a label of the layout but for slips, or begins as one does."""
    return any(likeness(key, known) >= ALIKE or (len(key) >= 6 and known.startswith(key[:6])) for known in layout.exact)


@lru_cache(maxsize=1 << 12)
def _endings(label: _Label, layout: Layout) -> tuple[_Label, ...]:
    """Labels that one ends with when what stands before is a group of the form: （三）不予公开1.属于国家秘密.

    The ordinal is then the row's own where one is printed behind the group, else the group's.
    """
    groups = [each for each in layout.furniture if each and len(label.key) > len(each) and label.key.startswith(each)]
    rests = (label.key[len(group) :] for group in groups)
    found = (_Label(label_key(rest), ordinal(rest) or label.ordinal, label.after) for rest in rests)
    return tuple(each for each in found if each.key in layout.exact)


def close_candidates(strip: Strip, layout: Layout) -> dict[int, Match]:
    """The lines whose label is alike enough, when no two are equally so."""
    best: dict[int, Match] = {}
    last = _after_words(strip)
    for label in _labels(strip):
        if len(label.key) < 2 or label.after != last:
            continue
        for index, alike in _alike(label.key, layout):
            score = 0.9 * alike + 0.5 * _agreement(strip, label, layout.lines[index])
            if index not in best or best[index].score < score:
                best[index] = Match(strip, index, label.after, score, "alike")
    if len(best) < 2:
        return best
    top, second = sorted((match.score for match in best.values()), reverse=True)[:2]
    return {index: match for index, match in best.items() if match.score == top} if top - second >= _MARGIN else best


@lru_cache(maxsize=1 << 12)
def _alike(key: str, layout: Layout) -> tuple[tuple[int, float], ...]:
    """The lines whose labels are alike enough to a key, with how alike."""
    scores = (max((likeness(key, known) for known in line.labels), default=0.0) for line in layout.lines)
    return tuple((index, score) for index, score in enumerate(scores) if score >= ALIKE)


def assign(rows: Sequence[Strip], layout: Layout) -> tuple[list[Match], list[Match]]:
    """Match the rows to the lines of a layout.

    Returns the matches in the order of the rows, each line matched once, and then the matches of the rows that are left
    over: a table printed twice is read twice. Past so many copies each row left is taken by its label alone.
    """
    candidates = [exact_candidates(strip, layout) or close_candidates(strip, layout) for strip in rows]
    chosen = _pass(rows, candidates, layout)
    _promote(chosen, layout)
    repeats: list[Match] = []
    left = [place for place, options in enumerate(candidates) if place not in chosen and _exact(options)]
    for _ in range(_MOST_COPIES):
        again = _in_order([_exact(candidates[place]) for place in left], len(layout.lines))
        if not again:
            break
        repeats.extend(again[place] for place in sorted(again))
        left = [place for position, place in enumerate(left) if position not in again]
    exact = (_exact(candidates[place]).values() for place in left)
    repeats.extend(max(options, key=lambda match: match.score) for options in exact)
    return [chosen[position] for position in sorted(chosen)], repeats


def _promote(chosen: dict[int, Match], layout: Layout) -> None:
    """Take the only row of a group for the group's own line, where both have that label: 其他 in the form of 2019."""
    taken = {match.line for match in chosen.values()}
    for match in chosen.values():
        line = layout.lines[match.line]
        if _is_numbered(match, line):
            continue
        if not line.groups or any(index != match.line and layout.lines[index].groups == line.groups for index in taken):
            continue
        for index, parent in enumerate(layout.lines):
            if index not in taken and line.groups[-1] in parent.labels and set(parent.ordered) & line.labels:
                match.line = index


def _is_numbered(match: Match, line: Line) -> bool:
    """Whether the row prints the number that its line has among others: 3.其他 is not the one row （六）其他."""
    printed = ordinal(match.strip.marks[match.first - 1].cell.text) if match.first else ""
    return bool(printed and line.ordinals) and printed.endswith(line.ordinals)


def _exact(options: dict[int, Match]) -> dict[int, Match]:
    return {index: match for index, match in options.items() if match.basis == "label"}


def _pass(rows: Sequence[Strip], candidates: Sequence[dict[int, Match]], layout: Layout) -> dict[int, Match]:
    """In order first; then what only its label places (re-ordered rows), then what only its neighbours place."""
    chosen = _in_order(candidates, len(layout.lines))
    taken = {match.line for match in chosen.values()}
    for position, options in enumerate(candidates):
        best = max(_exact(options).values(), key=lambda match: match.score, default=None)
        if position not in chosen and best is not None and best.line not in taken:
            chosen[position] = best
            taken.add(best.line)
    _between(rows, layout, chosen, taken)
    _feed(rows, layout, chosen)
    return chosen


def _in_order(candidates: Sequence[dict[int, Match]], lines: int) -> dict[int, Match]:
    """The order-keeping assignment of greatest total score (dynamic programming over rows and lines)."""
    best = [0.0] * (lines + 1)
    history: list[list[float]] = [best]
    for options in candidates:
        if options:
            current = best[:]
            for index in range(min(options), lines):  # before the first option nothing changes: `best` never falls
                here = best[index + 1]
                if index in options:
                    here = max(here, best[index] + options[index].score)
                current[index + 1] = max(current[index], here)
            best = current
        history.append(best)
    return _trace_back(candidates, history, lines)


def _trace_back(candidates: Sequence[dict[int, Match]], history: list[list[float]], lines: int) -> dict[int, Match]:
    chosen: dict[int, Match] = {}
    column = lines
    for position in range(len(candidates), 0, -1):
        options, before, after = candidates[position - 1], history[position - 1], history[position]
        while column and after[column] == after[column - 1]:
            column -= 1
        if column and after[column] != before[column]:
            chosen[position - 1] = options[column - 1]
            column -= 1
    return chosen


def _between(rows: Sequence[Strip], layout: Layout, chosen: dict[int, Match], taken: set[int]) -> None:
    """Take rows by their place where as many stand between two matched neighbours as lines are free between them."""
    for left, right in pairwise(sorted(chosen)):
        loose = [place for place in range(left + 1, right) if rows[place].values and rows[place].words]
        first, last = chosen[left].line, chosen[right].line
        official = [index for index in range(first + 1, last) if not _only_variant(layout.lines[index])]
        free = [index for index in official if index not in taken]
        if not loose or len(loose) != len(free) or any(rows[place].table is not rows[left].table for place in loose):
            continue
        placed = [_resembling(rows[loose[0]], layout, free[0])] if len(loose) == 1 else []
        if None in (placed or [None]):
            placed = _scraps([rows[place] for place in loose], layout, free)
        for place, match in zip(loose, placed, strict=False):
            if match is not None:
                chosen[place] = match
                taken.add(match.line)


def _resembling(strip: Strip, layout: Layout, index: int) -> Match | None:
    """A row as the line that its place leaves to it, when its label is alike at all."""
    for label in _labels(strip):
        if max((likeness(label.key, key) for key in layout.lines[index].labels), default=0.0) >= _HARDLY_ALIKE:
            return Match(strip, index, label.after, 0.6, "order")
    return None


def _scraps(strips: Sequence[Strip], layout: Layout, lines: Sequence[int]) -> list[Match | None]:
    """Rows as the lines that their places leave to them, when their words are scraps of those lines' own words.

    Print cuts wrapped labels and the labels of their groups to pieces that no grid holds together.
    """
    wording = set().union(*(_wording(layout.lines[index]) for index in lines))
    matches: list[Match | None] = []
    for strip, index in zip(strips, lines, strict=True):
        widths = {len(block.columns) for block, _ in layout.lines[index].editions.values()}
        first = _after_words(strip)
        words = set("".join(mark.key for mark in strip.words)) - _STRAY
        if len(strip.marks) - first not in widths or not words <= wording:
            return []
        matches.append(Match(strip, index, first, 0.6, "order"))
    return matches


def _wording(line: Line) -> set[str]:
    """Every character of a line's labels and of its groups' labels."""
    labels = (label_key(row.label) for _, row in line.editions.values())
    return set("".join((*line.labels, *line.groups, *labels)))


def _feed(rows: Sequence[Strip], layout: Layout, chosen: dict[int, Match]) -> None:
    """Give figures that stand apart from their wrapped label, as print cuts them, to the label that has none.

    Between two complete rows, as many labels without figures as figures without a label belong together in order; what
    words stand beside the figures must be scraps of the label and its groups (度, 供作 of 三、本年度…无法提供…制作).
    """
    hungry: list[int] = []
    orphans: list[int] = []
    for place in [*range(len(rows)), None]:
        if place is not None and place not in chosen:
            orphans += [place] if rows[place].values else []
            continue
        if place is not None and _is_hungry(chosen[place]):
            hungry.append(place)
            continue
        if hungry and len(hungry) == len(orphans):
            for label, figures in zip(hungry, orphans, strict=True):
                _join(rows[figures], figures, label, layout, chosen)
        hungry, orphans = [], []


def _is_hungry(match: Match) -> bool:
    return not any(mark.kind in ("value", "blank") for mark in match.strip.marks[match.first :])


def _join(strip: Strip, place: int, label: int, layout: Layout, chosen: dict[int, Match]) -> None:
    line = layout.lines[chosen[label].line]
    scraps = set("".join(mark.key for mark in strip.words)) - _STRAY
    widths = {len(block.columns) for block, _ in line.editions.values()}
    first = next(position for position, mark in enumerate(strip.marks) if mark.kind == "value")
    if scraps <= _wording(line) and strip.table is chosen[label].strip.table and len(strip.marks) - first in widths:
        del chosen[label]
        chosen[place] = Match(strip, layout.lines.index(line), first, 0.9, "alike")


def _only_variant(line: Line) -> bool:
    return all(row.variant for _, row in line.editions.values())
