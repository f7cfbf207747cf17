"""The gate's own judgement: a perfect reading is perfect, and every kind of slip is counted as what it is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsers.model import Finding, Observation, Report
from tests.gate.gate import FALLING, marks, worse
from tests.gate.scoring import Score, agrees, judge
from tests.generator.model import Expected, Sample
from tests.generator.samples import make_sample


def _perfect(sample: Sample) -> Report:
    fields = sample.content.fields
    report = Report(
        title=fields.title,
        agency=min(fields.agency),
        year=fields.year,
        published=fields.published,
        signed=fields.signed,
        form=sample.content.form,
        is_annual_report=sample.content.is_report,
        verdict="yes" if sample.content.is_report else "no",
    )
    for code, e in sample.expected.items():
        if e.demand == "must":
            number = float(e.number) if isinstance(e.number, Decimal) else e.number
            report.observations.append(Observation(code, number, e.unit, e.state, e.text, "table", {}))
    for b in sample.content.breaks:
        report.findings.append(Finding("sum", "error", "", b.indicators, float(b.left), float(b.right)))
    return report


def _plain() -> Sample:
    found = (make_sample(seed, "html.plain") for seed in range(1000))
    return next(s for s in found if s.content.form == "2021" and not s.content.bends and s.sound)


@pytest.mark.parametrize("seed", range(80))
def test_a_perfect_reading_has_no_remarks(seed: int):
    sample = make_sample(seed)
    score = judge(sample, _perfect(sample))
    assert score.remarks == []
    assert score.right == score.cells
    assert score.breaks_found == score.breaks


def test_a_wrong_figure_is_silent_unless_flagged_or_unsure():
    sample = _plain()
    report = _perfect(sample)
    report.observations[3].value = 987654
    assert judge(sample, report).silent == 1
    report.observations[3].confidence = 0.4
    assert (judge(sample, report).wrong, judge(sample, report).silent) == (1, 0)
    report.observations[3].confidence = 1.0
    report.findings.append(Finding("parse.doubt", "warning", "", (report.observations[3].indicator,)))
    assert (judge(sample, report).wrong, judge(sample, report).silent) == (1, 0)


def test_missing_invented_and_alarms_are_counted():
    sample = _plain()
    report = _perfect(sample)
    report.observations.pop()
    report.observations.append(Observation("requests.made_up", 1, None, "reported", "1", "table", {}))
    report.findings.append(Finding("requests.balance", "error", "", ("requests.received.total",), 1, 2))
    score = judge(sample, report)
    assert (score.missing, score.invented, score.alarms) == (1, 1, 1)


def test_a_blank_read_as_nought_is_wrong():
    blank = Expected("blank", None, None, "", "must")
    assert not agrees(Observation("x", 0, None, "reported", "", "table", {}), blank)
    assert agrees(Observation("x", None, None, "blank", "", "table", {}), blank)


def test_units_are_compared_as_amounts():
    amount = Expected("reported", Decimal("3.5"), "万元", "3.5", "must")
    assert agrees(Observation("x", 35000, "元", "reported", "3.5", "table", {}), amount)
    assert not agrees(Observation("x", 3.5, "元", "reported", "3.5", "table", {}), amount)


def test_floors_only_rise():
    old = marks(Score(documents=10, cells=100, right=90, verdicts_right=10))
    assert worse(marks(Score(documents=10, cells=100, right=95, verdicts_right=10)), old) == []
    assert worse(marks(Score(documents=10, cells=100, right=80, verdicts_right=10)), old)
    for name in FALLING:
        assert worse({**old, name: 1}, old)
