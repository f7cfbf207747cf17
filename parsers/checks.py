"""The official arithmetic of a report's form, checked against the figures of its table.

A blank is not a zero. In all four forms, though, offices leave a cell empty where nothing was counted, so a sum with
some blank parts is compared (and its message says so); one whose parts are all blank, or whose total is, is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from parsers.forms import Rule, load_forms
from parsers.model import Finding, Observation

_SLACK = 1e-6


@dataclass(slots=True)
class _Sum:
    value: float | int
    codes: list[str]
    reported: int
    blank: int


def check_forms(observations: Sequence[Observation], forms: Sequence[str]) -> list[Finding]:
    """Check the table figures against the rules of the forms they follow; a rule two forms share is checked once."""
    figures = {each.indicator: each for each in observations if each.origin == "table"}
    seen: set[tuple[str, tuple[str, ...], tuple[str, ...]]] = set()
    findings: list[Finding] = []
    for form in forms:
        for rule in load_forms()[form].rules:
            key = (rule.id, rule.left, rule.right)
            if key not in seen:
                seen.add(key)
                sums = _sides(rule, figures)
                if sums is not None and _broken(rule, *sums):
                    findings.append(_finding(rule, *sums))
    return findings


def holds(rule: Rule, figures: Mapping[str, Observation]) -> bool | None:
    """Whether a rule holds over some figures; None where it says nothing of them (one is missing, or words)."""
    sums = _sides(rule, figures)
    return None if sums is None else not _broken(rule, *sums)


def _sides(rule: Rule, figures: Mapping[str, Observation]) -> tuple[_Sum, _Sum] | None:
    left = _sum(rule.left, figures)
    if left is None or not left.reported:
        return None
    right = _sum(rule.right, figures)
    return None if right is None or not right.reported else (left, right)


def _broken(rule: Rule, left: _Sum, right: _Sum) -> bool:
    if rule.kind == "at_most":
        return left.value > right.value + _SLACK
    return abs(left.value - right.value) > _SLACK


def _finding(rule: Rule, left: _Sum, right: _Sum) -> Finding:
    """What a broken rule says of its two sums."""
    blanks = left.blank + right.blank
    note = f"; {blanks} blank cells counted as nothing" if blanks else ""
    sign = "is more than" if rule.kind == "at_most" else "is not"
    message = f"{rule.gloss}: {_shown(left.value)} {sign} {_shown(right.value)} ({rule.wording}{note})"
    severity = "warning" if blanks else rule.severity
    return Finding(rule.id, severity, message, (*left.codes, *right.codes), _shown(left.value), _shown(right.value))


def _sum(terms: tuple[str, ...], figures: Mapping[str, Observation]) -> _Sum | None:
    """The sum of the terms; None when a figure is missing or is words."""
    value: float | int = 0
    codes: list[str] = []
    reported = 0
    for options in _options(terms):
        codes_of = _alternative(options, figures)
        if codes_of is None:
            return None
        for code in codes_of:
            figure = figures[code]
            if figure.status == "reported":
                if figure.value is None:
                    return None
                reported += 1
            elif figure.status == "text":
                return None
            value += figure.value or 0
        codes += codes_of
    return _Sum(value, codes, reported, len(codes) - reported)


_Option = tuple[str, ...]


@lru_cache(maxsize=1 << 10)
def _options(terms: tuple[str, ...]) -> tuple[tuple[_Option, ...], ...]:
    """The alternatives of each term as the codes they add up."""
    return tuple(
        tuple(tuple(code.strip() for code in option.split("+")) for option in term.split("|")) for term in terms
    )


def _alternative(options: tuple[_Option, ...], figures: Mapping[str, Observation]) -> _Option | None:
    """The first of a term's alternatives whose figures are all there."""
    for codes in options:
        for code in codes:
            if code not in figures:
                break
        else:
            return codes
    return None


def _shown(value: float | int) -> float | int:
    """A sum without the dust of binary fractions."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded
