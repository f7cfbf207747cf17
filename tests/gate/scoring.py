"""How right a reading is of a document whose truth is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from parsers.model import Finding, Observation, Report
from tests.generator.model import Break, Expected, Sample

HIGH = 0.8
"""From this confidence on, a figure without a finding is one that a user would take at its word."""

_YUAN = {"元": Decimal(1), "万元": Decimal(10000), "亿元": Decimal(100000000)}


@dataclass(slots=True)
class Score:
    """Counts over one or many documents.

    `cells` are those a careful reader reads; each is right, wrong or missing. `silent` are wrong ones that nothing
    warns of, `invented` figures for indicators that are not in the document, `asserted` figures for cells that nobody
    could tell. `breaks` are sums that do not hold, `lies` sentences that contradict a table or each other;
    `alarms` are findings of severity error that nothing in the document bears out.
    """

    documents: int = 0
    cells: int = 0
    right: int = 0
    wrong: int = 0
    silent: int = 0
    missing: int = 0
    invented: int = 0
    asserted: int = 0
    blanks: int = 0
    blanks_right: int = 0
    breaks: int = 0
    breaks_found: int = 0
    lies: int = 0
    lies_found: int = 0
    alarms: int = 0
    fields: int = 0
    fields_right: int = 0
    verdicts_right: int = 0
    crashed: int = 0
    remarks: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Add another's counts; remarks stay with the document they are about."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def rate(self, part: str, whole: str) -> float:
        """One count as a share of another; 1 where there is nothing to count."""
        return getattr(self, part) / getattr(self, whole) if getattr(self, whole) else 1.0

    def counts(self) -> dict[str, int]:
        """The counts by name."""
        return {name: getattr(self, name) for name in COUNTS}


COUNTS = tuple(f.name for f in fields(Score) if f.name != "remarks")


def judge(sample: Sample, report: Report) -> Score:
    """Compare a reading with the truth."""
    score = Score(documents=1)
    seen: dict[str, list[Observation]] = {}
    for observation in report.observations:
        if observation.origin == "table":
            seen.setdefault(observation.indicator, []).append(observation)
    flagged = {code for finding in report.findings for code in finding.indicators}
    for code, expected in sample.expected.items():
        _cell(score, code, expected, seen.get(code, []), flagged=code in flagged)
    for code in sorted(seen.keys() - sample.expected.keys()):
        score.invented += 1
        score.remarks.append(f"invented  {code} = {seen[code][0].raw!r}")
    _findings(score, sample, report.findings)
    _fields(score, sample, report)
    return score


def _cell(score: Score, code: str, expected: Expected, seen: list[Observation], *, flagged: bool) -> None:
    if expected.demand == "never":
        sure = [o for o in seen if o.status == "reported" and not (o.basis == "arithmetic" and agrees(o, expected))]
        if sure and not flagged:
            score.asserted += 1
            score.remarks.append(f"asserted  {code}: nobody can tell, printed {expected.text!r}, read {sure[0].value}")
        return
    good = bool(seen) and all(agrees(o, expected) for o in seen)
    if expected.demand == "may" and (good or not seen or all(o.status == "blank" for o in seen)):
        return
    score.cells += 1
    blank = expected.state != "reported"
    score.blanks += blank
    if good:
        score.right += 1
        score.blanks_right += blank
        return
    told = ", ".join(f"{o.status} {o.value} ({o.raw!r}, {o.basis} {o.confidence:.2f})" for o in seen)
    if not seen:
        score.missing += 1
        score.remarks.append(f"missing   {code}: printed {expected.text!r}" + (" (flagged)" if flagged else ""))
        return
    score.wrong += 1
    silent = not flagged and any(o.confidence >= HIGH for o in seen)
    score.silent += silent
    word = "SILENT   " if silent else "wrong    "
    score.remarks.append(
        f"{word} {code}: {expected.state} {expected.number} {expected.unit or ''} "
        f"printed {expected.text!r}, read {told}"
    )


def agrees(observation: Observation, expected: Expected) -> bool:
    """Whether a figure is what its cell says: its state, its value, and its unit where the cell or head names one."""
    if observation.status != expected.state:
        return False
    if expected.number is None:
        return observation.value is None
    if observation.value is None:
        return False
    value, number = Decimal(str(observation.value)), Decimal(str(expected.number))
    if expected.unit in _YUAN and observation.unit in _YUAN:
        value, number = value * _YUAN[str(observation.unit)], number * _YUAN[str(expected.unit)]
    return abs(value - number) <= Decimal("0.000001") * max(Decimal(1), abs(number))


def _pair(left: Any, right: Any) -> frozenset[Decimal]:
    return frozenset(Decimal(str(x)).quantize(Decimal("0.0001")) for x in (left, right) if x is not None)


def _names(finding: Finding, contradiction: Break) -> bool:
    """Whether a finding speaks of this contradiction: both figures, and one of its indicators where it has any."""
    if _pair(finding.left, finding.right) != _pair(contradiction.left, contradiction.right):
        return False
    return not contradiction.indicators or bool(set(finding.indicators) & set(contradiction.indicators))


def _findings(score: Score, sample: Sample, found: Iterable[Finding]) -> None:
    found = list(found)
    for contradiction in sample.content.breaks:
        if not contradiction.required:
            continue
        hit = any(_names(finding, contradiction) for finding in found)
        if contradiction.kind == "sum":
            score.breaks += 1
            score.breaks_found += hit
        else:
            score.lies += 1
            score.lies_found += hit
        if not hit:
            shown = f"{contradiction.left} / {contradiction.right} on {', '.join(contradiction.indicators[:3])}"
            score.remarks.append(f"unnoticed {contradiction.kind} {shown}")
    uncertain = {code for code, expected in sample.expected.items() if expected.demand != "must"}
    for finding in found:
        if finding.severity == "error" and not _borne_out(finding, sample, uncertain):
            score.alarms += 1
            score.remarks.append(f"alarm     {finding.rule} {finding.left}/{finding.right}: {finding.message}")


def _borne_out(finding: Finding, sample: Sample, uncertain: set[str]) -> bool:
    if any(_names(finding, contradiction) for contradiction in sample.content.breaks):
        return True
    if set(finding.indicators) & uncertain:
        return True
    # Over blanks a reader may count what is there in its own way, as long as a sum is really open.
    loose = {code for b in sample.content.breaks if not b.required for code in b.indicators}
    cut = "half" in sample.content.bends and finding.rule.startswith("parse.")
    return cut or bool(set(finding.indicators) & loose)


def squeezed(text: str | None) -> str | None:
    """Without blanks."""
    return None if text is None else re.sub(r"\s", "", text)


def _fields(score: Score, sample: Sample, report: Report) -> None:
    truth = sample.content.fields
    right = report.is_annual_report if sample.content.is_report else report.verdict != "yes"
    score.verdicts_right += right
    if not right:
        score.remarks.append(f"verdict   {report.verdict}: {report.reason}")
    if not sample.content.is_report:
        return
    accepted = {squeezed(name) for name in truth.agency}
    checks = (
        ("title", squeezed(report.title) == squeezed(truth.title), truth.title, report.title),
        ("agency", squeezed(report.agency) in accepted, sorted(truth.agency), report.agency),
        ("year", report.year == truth.year, truth.year, report.year),
        ("published", report.published == truth.published, truth.published, report.published),
        ("signed", report.signed == truth.signed, truth.signed, report.signed),
        ("form", report.form == sample.content.form, sample.content.form, report.form),
    )
    for name, good, wanted, got in checks:
        score.fields += 1
        score.fields_right += good
        if not good:
            score.remarks.append(f"field     {name}: wanted {wanted}, got {got}")
