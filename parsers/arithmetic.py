"""Rows with fewer figures than columns, decided by the sums of their form where these leave one answer.

In flattened text an empty cell leaves no trace: two figures may stand under any two of seven columns. Each way to set
them is a reading; those that break a sum of the form, or that no sum bears out, are dropped. A figure is told only
where every reading that is left gives it to the same indicator, and it says so: its basis is `arithmetic`, and a
finding names it. Cells whose column is clear are never moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from parsers.checks import holds
from parsers.forms import Rule, load_forms
from parsers.model import Finding, Observation

# Below certainty, above doubt: a sum has chosen, no head or count has.
_CONFIDENCE = 0.8
_FEWEST_FIGURES = 2
_MOST_READINGS = 64


@dataclass(slots=True)
class OpenRow:
    """A row that is short: the indicators of its columns in order, and its figures, each with a code still to find."""

    codes: tuple[str, ...]
    figures: tuple[Observation, ...]

    def readings(self) -> list[dict[str, Observation]]:
        """Every way to set the figures under the columns in order; empty where there are too many, or too few."""
        places = list(combinations(range(len(self.codes)), len(self.figures)))
        if len(self.figures) < _FEWEST_FIGURES or len(places) > _MOST_READINGS:
            return []
        return [{self.codes[at]: each for at, each in zip(way, self.figures, strict=True)} for way in places]


def decide(
    rows: Sequence[OpenRow], known: Sequence[Observation], forms: Sequence[str]
) -> tuple[list[Observation], list[Finding]]:
    """The figures of short rows that sums alone decide, with the findings that say so.

    `known` are the figures already placed. A decided row helps to decide the next: rows are taken until none is left
    that sums decide.
    """
    figures = {each.indicator: each for each in known}
    rules = [rule for form in forms for rule in load_forms()[form].rules]
    found: list[Observation] = []
    open_rows = [row for row in rows if not set(row.codes) & figures.keys()]
    while decided := next(_decided(open_rows, figures, rules), None):
        row, reading = decided
        figures |= _whole(row, reading)
        open_rows = [other for other in open_rows if not set(other.codes) & figures.keys()]
        found += [_told(code, each) for code, each in reading.items()]
    return found, list(_findings(found))


def _decided(
    rows: Sequence[OpenRow], figures: Mapping[str, Observation], rules: Sequence[Rule]
) -> Iterator[tuple[OpenRow, dict[str, Observation]]]:
    for row in rows:
        concerned = [rule for rule in rules if rule.codes() & set(row.codes)]
        fitting = [reading for reading in row.readings() if _fits(row, reading, figures, concerned)]
        if fitting and (common := _common(fitting)):
            yield row, common


def _fits(
    row: OpenRow, reading: dict[str, Observation], figures: Mapping[str, Observation], rules: Sequence[Rule]
) -> bool:
    """Whether no sum speaks against a reading and one speaks for it."""
    whole = {**figures, **_whole(row, reading)}
    verdicts = [(rule.kind, holds(rule, whole)) for rule in rules]
    return all(verdict is not False for _, verdict in verdicts) and ("equal", True) in verdicts


def _common(readings: Sequence[dict[str, Observation]]) -> dict[str, Observation]:
    """What all readings say alike: the same figure, of the same cell, for the same indicator."""
    first, *others = readings
    return {code: each for code, each in first.items() if all(other.get(code) is each for other in others)}


def _whole(row: OpenRow, reading: Mapping[str, Observation]) -> dict[str, Observation]:
    """A row as a reading has it: the columns without a figure are blank."""
    where = row.figures[0].where
    return {code: reading.get(code) or Observation(code, None, None, "blank", "", "table", where) for code in row.codes}


def _told(code: str, figure: Observation) -> Observation:
    confidence = min(figure.confidence, _CONFIDENCE)
    return Observation(
        code, figure.value, figure.unit, figure.status, figure.raw, "table", figure.where, confidence, "arithmetic"
    )


def _findings(found: Sequence[Observation]) -> Iterator[Finding]:
    if found:
        codes = tuple(each.indicator for each in found)
        message = f"set under their columns by the sums of the form: {', '.join(each.raw for each in found)[:80]}"
        yield Finding("parse.by_arithmetic", "info", message, codes)
