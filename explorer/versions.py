"""Two versions of a report side by side: the tables with what changed in them, and the prose sentence by sentence."""

from __future__ import annotations

import difflib
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.asking import Ask
from explorer.drawing import draw
from explorer.report import evidence_of, figures_of, head_of, sections_of, versions_of
from pipelines.diff import SENTENCE_END
from pipelines.digests import METADATA_FIELDS, prose
from pipelines.history import change_rows_between

_LIKE = 0.4
"""Two sentences more alike than this stand opposite each other with their differences marked."""
_LONGEST = 4000
"""Characters beyond which a sentence is not compared character by character (quadratic)."""
_AHEAD = 12
"""Sentences of the new text that one of the old is compared with: keeps a text that was rewritten whole linear."""

Piece = tuple[bool, str]
"""Text of a sentence, and whether only this side has it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of the prose side by side; a side without pieces has nothing there. `heading` starts a section."""

    old: tuple[Piece, ...]
    new: tuple[Piece, ...]
    same: bool = False
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """Unchanged sentences that are not shown."""

    count: int


def compare(connection: sqlite3.Connection, ask: Ask) -> dict[str, Any] | None:
    """Everything the page shows; `?old=` and `?new=` pick the versions, else the current one and the one before."""
    number = ask.whole("report")
    current = head_of(connection, number) if number is not None else None
    if current is None:
        return None
    newer = ask.whole("new") or current["version"]
    older = ask.whole("old") or max(1, newer - 1)
    old, new = (head_of(connection, current["id"], version) for version in (older, newer))
    if old is None or new is None:
        return None
    rows = list(change_rows_between(connection, old["reading_id"], new["reading_id"]))
    changed = [each for each in rows if each.kind == "figure"]
    in_tables = {str(each.name): each for each in reversed(changed) if each.origin == "table"}
    held = figures_of(connection, new["id"], new["version"])
    drawing = draw(new["form"] or old["form"], [figure for figure in held if figure["origin"] == "table"])
    texts = [sections_of(connection, each["text_set"]) for each in (old, new)]
    return {
        "report": current,
        "old": old,
        "new": new,
        "evidence": [evidence_of(connection, each["capture_id"]) for each in (old, new)],
        "versions": versions_of(connection, current["id"]),
        "changed": changed,
        "figures": in_tables,
        "tables": [table for table in drawing.tables if any(slot.indicator in in_tables for slot in table.slots)],
        "metadata": [each for each in rows if each.kind == "metadata" and each.name in METADATA_FIELDS],
        "prose": list(shortened(side_by_side(*texts))),
        "prose_changed": any(each.kind == "text" for each in rows),
    }


def side_by_side(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[Pair]:
    """The sentences of two texts opposite each other."""
    before, after = list(_sentences(old)), list(_sentences(new))
    keys = [[prose(text) for _, text in side] for side in (before, after)]
    matcher = difflib.SequenceMatcher(a=keys[0], b=keys[1], autojunk=False)
    pairs: list[Pair] = []
    for tag, start, end, other, other_end in matcher.get_opcodes():
        if tag == "equal":
            pairs += [
                Pair(((False, old_text),), ((False, new_text),), True, heading)
                for (heading, old_text), (_, new_text) in zip(before[start:end], after[other:other_end], strict=True)
            ]
        else:
            pairs += _opposite(before[start:end], after[other:other_end])
    return pairs


def _sentences(sections: Sequence[Mapping[str, Any]]) -> Iterator[tuple[bool, str]]:
    for section in sections:
        if section["title"]:
            yield True, section["title"]
        for sentence in SENTENCE_END.split(section["text"] or ""):
            if prose(sentence):
                yield False, " ".join(sentence.split())


def _opposite(old: list[tuple[bool, str]], new: list[tuple[bool, str]]) -> Iterator[Pair]:
    """Changed stretches: sentences that are alike opposite each other in order, the others alone."""
    place = 0
    for heading, text in old:
        ahead = range(place, min(len(new), place + _AHEAD))
        match = next((at for at in ahead if _alike(text, new[at][1])), None)
        if match is None:
            yield Pair(((True, text),), (), heading=heading)
            continue
        for alone, fresh in new[place:match]:
            yield Pair((), ((True, fresh),), heading=alone)
        yield Pair(*marked(text, new[match][1]), heading=heading)
        place = match + 1
    for heading, fresh in new[place:]:
        yield Pair((), ((True, fresh),), heading=heading)


def _alike(old: str, new: str) -> bool:
    if max(len(old), len(new)) > _LONGEST:
        return False
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return matcher.real_quick_ratio() > _LIKE and matcher.quick_ratio() > _LIKE and matcher.ratio() > _LIKE


def marked(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two sentences with what only one of them has marked; runs of digits stay whole."""
    ours, theirs = (re.findall(r"\d[\d,.]*|.", text, re.DOTALL) for text in (old, new))
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, start, end, other, other_end in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        for side, part in ((left, "".join(ours[start:end])), (right, "".join(theirs[other:other_end]))):
            if part:
                side.append((tag != "equal", part))
    return tuple(left), tuple(right)


def shortened(pairs: Sequence[Pair], around: int = 1) -> Iterator[Pair | Skipped]:
    """The changed lines with a line of context on both sides; the rest is told as a number."""
    shown = [not pair.same for pair in pairs]
    near = [any(shown[max(0, place - around) : place + around + 1]) for place in range(len(pairs))]
    skipped = 0
    for pair, kept in zip(pairs, near, strict=True):
        if not kept:
            skipped += 1
            continue
        if skipped:
            yield Skipped(skipped)
            skipped = 0
        yield pair
    if skipped and any(shown):
        yield Skipped(skipped)
