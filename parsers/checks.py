"""The official arithmetic of a report's form, checked against the figures of its table.

A blank is not a zero. In all four forms, though, offices leave a cell empty where nothing was counted, so a sum with
some blank parts is compared (and its message says so); one whose parts are all blank, or whose total is, is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parsers.forms import Rule, load_forms
from parsers.model import Finding, Observation

_SLACK = 1e-6


@dataclass(slots=True)
class _Sum:
    value: float | int = 0
    codes: list[str] = field(default_factory=list)
    reported: int = 0
    blank: int = 0


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
                findings.extend(_apply(rule, figures))
    return findings


def holds(rule: Rule, figures: Mapping[str, Observation]) -> bool | None:
    """Whether a rule holds over some figures; None where it says nothing of them (one is missing, or words)."""
    sums = _sides(rule, figures)
    return None if sums is None else not _broken(rule, *sums)


def _sides(rule: Rule, figures: Mapping[str, Observation]) -> tuple[_Sum, _Sum] | None:
    left, right = _sum(rule.left, figures), _sum(rule.right, figures)
    if left is None or right is None or not left.reported or not right.reported:
        return None
    return left, right


def _broken(rule: Rule, left: _Sum, right: _Sum) -> bool:
    if rule.kind == "at_most":
        return left.value > right.value + _SLACK
    return abs(left.value - right.value) > _SLACK


def _apply(rule: Rule, figures: Mapping[str, Observation]) -> Iterator[Finding]:
    sums = _sides(rule, figures)
    if sums is not None and _broken(rule, *sums):
        left, right = sums
        blanks = left.blank + right.blank
        note = f"; {blanks} blank cells counted as nothing" if blanks else ""
        sign = "is more than" if rule.kind == "at_most" else "is not"
        message = f"{rule.gloss}: {_shown(left.value)} {sign} {_shown(right.value)} ({rule.wording}{note})"
        severity = "warning" if blanks else rule.severity
        yield Finding(rule.id, severity, message, (*left.codes, *right.codes), _shown(left.value), _shown(right.value))


def _sum(terms: Sequence[str], figures: Mapping[str, Observation]) -> _Sum | None:
    """The sum of the terms; None when a figure is missing or is words."""
    total = _Sum()
    for term in terms:
        codes = _alternative(term, figures)
        if codes is None:
            return None
        for code in codes:
            figure = figures[code]
            if figure.status == "text" or (figure.status == "reported" and figure.value is None):
                return None
            total.codes.append(code)
            total.reported += figure.status == "reported"
            total.blank += figure.status != "reported"
            total.value += figure.value or 0
    return total


def _alternative(term: str, figures: Mapping[str, Observation]) -> list[str] | None:
    """The first of a term's alternatives whose figures are all there."""
    for option in term.split("|"):
        codes = [code.strip() for code in option.split("+")]
        if all(code in figures for code in codes):
            return codes
    return None


def _shown(value: float | int) -> float | int:
    """A sum without the dust of binary fractions."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded
