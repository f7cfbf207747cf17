"""Labels of an unruled table whose rows are numbered: each number begins a label, and what has none goes on one.

Print that leaves no more room between rows than between the lines of a label parts them by nothing else. A label is
that of a group where it stands left of a run of labels numbered one after the other (1. to 8.) and at their height.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.normal import fold
from parsers.pdf_figures import Row, whole_cell
from parsers.pdf_groups import Group, grouped, stacked, under
from parsers.pdf_text import Line, make_line

_NUMBER = re.compile(r"\(?([一二三四五六七八九十]{1,3}|\d{1,2})(?:[)、]|[.,:](?!\d))")
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)}
_BEGUN = re.compile(r"\(?[一二三四五六七八九十]{1,2}")
"""A line with the beginning of a number alone, in a column of one or two characters."""
_MOST_ROWS = 200
_LEAST = 2
"""Numbered labels that show a table to be numbered."""
_SHARE = 0.6
"""The share of the rows that must have them."""
_STEP = 2.6
"""Character sizes from which on a line below another does not go on its label."""
_CUT_GAP = 0.2
"""Character sizes between two labels on one line, the second with a number of its own."""
_REACH = 2.0
"""Character sizes that the figures of a row may stand above or below its label."""


@dataclass(slots=True)
class Label:
    """The lines of one label; `level` is the kind of its number, null where it has none."""

    lines: list[Line]
    level: int | None = None
    number: int = 0
    first: int = 0
    last: int = 0
    """The rows it stands beside."""
    members: list[Label] = field(default_factory=list)

    @property
    def left(self) -> float:
        """Where its first line begins."""
        return min(line.x0 for line in self.lines)

    @property
    def right(self) -> float:
        """Where its longest line ends."""
        return max(line.x1 for line in self.lines)

    @property
    def top(self) -> float:
        """The top of its first line."""
        return self.lines[0].top

    @property
    def bottom(self) -> float:
        """The bottom of its last line."""
        return self.lines[-1].bottom

    @property
    def middle(self) -> float:
        """Its height."""
        return (self.top + self.bottom) / 2

    @property
    def size(self) -> float:
        """The size of its characters."""
        return self.lines[0].size


def numbered_rows(block: Sequence[Row], words: Sequence[Line], bars: Sequence[Bar]) -> list[NumberedRow] | None:
    """The rows with their labels and groups; none where the table is not numbered or not all rows have one label.

    `words` are the pieces of lines without figures, `bars` the lines ruled across (height, from, to).
    """
    pieces = [part for piece in (*words, *(p for row in block for p in row.labels)) for part in _parted(piece)]
    labels = _labels(sorted(pieces, key=lambda p: (p.base, p.x0)), bars)
    own = [label for label in labels if label.level is not None]
    if len(own) < _LEAST or len(block) > _MOST_ROWS or _has_units(block):
        return None
    groups = _groups(own)
    if groups is None:
        return None
    grouping = {id(label) for label in groups}
    leaves = sorted((label for label in own if id(label) not in grouping), key=lambda label: label.middle)
    if len(leaves) < _SHARE * len(block):
        return None
    loose = [label for label in labels if label.level is None]
    return _matched(sorted(block, key=lambda row: row.middle), leaves, groups, loose)


Bar = tuple[float, float, float]


@dataclass(slots=True)
class NumberedRow:
    """A row's groups that begin with it, its label, and its line of figures (null where none was seen)."""

    label: Line
    row: Row | None
    groups: list[Group] = field(default_factory=list)


def _has_units(block: Sequence[Row]) -> bool:
    """Whether most rows have a short word between label and figures: units."""
    short = sum(len(row.labels) > 1 and len(row.labels[-1].text) <= 2 for row in block)
    return short > len(block) / 2


def _parted(piece: Line) -> list[Line]:
    """A piece cut before each number that a little room parts from what stands before it."""
    cuts = [0]
    for i, (left, right) in enumerate(itertools.pairwise(piece.glyphs), 1):
        if right.x0 - left.x1 > _CUT_GAP * right.size and not left.text.isdigit() and left.text not in "（(〔":
            text = "".join(glyph.text for glyph in piece.glyphs[i : i + 5])
            if _NUMBER.match(fold(text)):
                cuts.append(i)
    if len(cuts) == 1:
        return [piece]
    return [make_line(piece.glyphs[a:b]) for a, b in itertools.pairwise([*cuts, len(piece.glyphs)])]


def _labels(pieces: Sequence[Line], bars: Sequence[Bar]) -> list[Label]:
    """The pieces gathered to labels: one with a number begins one, one without goes on the nearest above it."""
    labels: list[Label] = []
    for piece in pieces:
        number = _number(piece.text)
        if number:
            labels.append(Label([piece], *number))
            continue
        above = [label for label in labels if _may_go_on(label, piece, bars)]
        nearest = max(above, key=lambda label: (label.lines[-1].base, _shared(label, piece)), default=None)
        if nearest is None or _BEGUN.fullmatch(fold(piece.text[:4])):
            labels.append(Label([piece]))
            continue
        nearest.lines.append(piece)
        if nearest.level is None and (number := _number("".join(line.text for line in nearest.lines))):
            nearest.level, nearest.number = number  # set downwards: 三, 、, 本, 年, 度
    return labels


def _number(text: str) -> tuple[int, int] | None:
    """The kind of a label's number (the finer the greater) and its value."""
    folded = fold(text[:10])
    match = _NUMBER.match(folded)
    if not match:
        return None
    digits, bracketed = match[1], folded[0] == "("
    if digits.isdigit():
        return (3 if bracketed else 2), int(digits)
    tens, _, ones = digits.rpartition("十")
    value = _DIGITS.get(ones, 0) + (10 * _DIGITS.get(tens, 1) if "十" in digits else 0)
    return (1 if bracketed else 0), value


def _may_go_on(label: Label, piece: Line, bars: Sequence[Bar]) -> bool:
    last = label.lines[-1]
    if not 0.3 * piece.size < piece.base - last.base < _STEP * piece.size or _shared(label, piece) <= 0:
        return False
    left, right = max(label.left, piece.x0), min(label.right, piece.x1)
    return not any(last.base < y < piece.base and a < right and left < b for y, a, b in bars)


def _shared(label: Label, piece: Line) -> float:
    """How much of the width a label and a piece have in common."""
    return min(label.right, piece.x1) - max(label.left, piece.x0)


def _groups(labels: Sequence[Label]) -> list[Label] | None:
    """The labels that stand left of a run of others and at its height, with the run as members; none if in doubt."""
    runs = [run for level in range(1, 4) for run in _runs([each for each in labels if each.level == level])]
    groups: list[Label] = []
    for label in labels:
        beside = [run for run in runs if _is_beside(label, run)]
        if len(beside) > 1:
            finest = min(run[0].level or 0 for run in beside)
            beside = [run for run in beside if run[0].level == finest]
        if len(beside) > 1:
            return None
        if beside:
            label.members = beside[0]
            groups.append(label)
    heads = [id(group.members) for group in groups]
    return groups if len(heads) == len(set(heads)) else None


def _runs(labels: Sequence[Label]) -> list[list[Label]]:
    """Labels of one kind cut where their numbers begin again."""
    runs: list[list[Label]] = []
    for label in sorted(labels, key=lambda each: each.middle):
        if runs and label.number > runs[-1][-1].number:
            runs[-1].append(label)
        else:
            runs.append([label])
    return runs


def _is_beside(label: Label, run: Sequence[Label]) -> bool:
    if label.level is None or run[0].level is None or label.level >= run[0].level:
        return False
    if label.right > min(each.left for each in run) + 0.5 * label.size:
        return False
    return run[0].top - 0.3 * label.size <= label.middle <= run[-1].bottom + 0.3 * label.size


def _matched(
    rows: Sequence[Row], leaves: Sequence[Label], groups: Sequence[Label], loose: Sequence[Label]
) -> list[NumberedRow] | None:
    """Each row with the label at its place among the labels; none where they do not come out even."""
    edge, top = min(leaf.left for leaf in leaves), min(leaf.top for leaf in leaves)
    beside = [label for label in loose if label.right <= edge + 0.5 * label.size]
    above = [label for label in loose if label not in beside]
    if any(label.bottom > top + 0.5 * label.size for label in above) or len(above) > 1:
        return None
    placed = _paired(rows, [*above, *leaves])
    if placed is None:
        return None
    out: list[NumberedRow] = []
    for label, row in placed:
        label.first = label.last = len(out)
        out.append(NumberedRow(stacked(label.lines), row))
    for group in sorted(groups, key=lambda each: -(each.level or 0)):
        group.first = min(member.first for member in group.members)
        group.last = max(member.last for member in group.members)
        out[group.first].groups.insert(0, grouped(stacked(group.lines), group.last - group.first + 1))
    # The end of a page has cut a group from its number.
    for label in sorted(beside, key=lambda each: -each.left):
        out[0].groups.insert(0, grouped(stacked(label.lines), 1))
    return out


Pair = tuple[Label, "Row | None"]


def _paired(rows: Sequence[Row], leaves: Sequence[Label]) -> list[Pair] | None:
    """Labels and rows in their order; labels at whose height no figures stand have none."""
    if len(leaves) < len(rows):
        return _gathered(rows, leaves)
    seen = list(leaves)
    if len(leaves) > len(rows):
        seen = [label for label in leaves if any(_reaches(label, row, 0.6) for row in rows)]
    if len(seen) != len(rows):
        return _gathered(rows, leaves)
    pairs = dict(zip((id(label) for label in seen), rows, strict=True))
    if any(_contradicts(label, pairs[id(label)], leaves) for label in seen):
        return None
    return [(label, pairs.get(id(label))) for label in leaves]


def _gathered(rows: Sequence[Row], leaves: Sequence[Label]) -> list[Pair] | None:
    """Labels with all figures at their height: those too long for their columns stand on several lines."""
    beside: dict[int, list[Row]] = {id(label): [] for label in leaves}
    for row in rows:
        first, *others = sorted((_distance(label, row) / label.size, k) for k, label in enumerate(leaves))
        if first[0] > 1.0 or (others and others[0][0] < first[0] + 0.2):
            return None
        beside[id(leaves[first[1]])].append(row)
    widest = max((row.figures for row in rows), key=len)
    pairs: list[Pair] = []
    for label in leaves:
        own = beside[id(label)]
        whole = own[0] if len(own) == 1 else one_row(own, widest) if own else None
        if own and whole is None:
            return None
        pairs.append((label, whole))
    return pairs


def _distance(label: Label, row: Row) -> float:
    """How far above or below a label figures stand."""
    return max(label.top - row.middle, row.middle - label.bottom, 0.0)


def one_row(rows: Sequence[Row], widest: Sequence[Line]) -> Row | None:
    """Lines of figures as one row: figures under each other are one, less surely than one on a line.

    None where they do not fit the columns, or are rather two rows.
    """
    stacks: list[list[Line]] = [[] for _ in widest]
    for row in rows:
        for figure in row.figures:
            near = [k for k, other in enumerate(widest) if under(figure, other)]
            if len(near) != 1:
                return None
            stacks[near[0]].append(figure)
    # Where most columns have two figures, or one that had room, they are two rows, one of which has lost its number.
    cut = [stack for stack in stacks if len(stack) > 1]
    if 2 * len(cut) > sum(bool(stack) for stack in stacks) or not all(len(stack[0].text) > 1 for stack in cut):
        return None
    figures = [whole_cell(stack) for stack in stacks if stack]
    return Row(rows[0].line, [], figures)


def _reaches(label: Label, row: Row, sizes: float) -> bool:
    return label.top - sizes * label.size < row.middle < label.bottom + sizes * label.size


def _contradicts(label: Label, row: Row, leaves: Sequence[Label]) -> bool:
    """Whether figures stand too far from a label, or at the height of another."""
    if not _reaches(label, row, _REACH):
        return True
    return not _reaches(label, row, 0) and any(
        each.top + 0.2 * each.size < row.middle < each.bottom - 0.2 * each.size for each in leaves if each is not label
    )
