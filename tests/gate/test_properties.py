"""What holds for every document, whatever it says: hypothesis over the generator."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("parsers.read", reason="the reader is not there")

from parsers.model import Report, UnreadableError
from parsers.read import read
from tests.generator.formats.html import DIALECTS
from tests.generator.model import Sample
from tests.generator.samples import LAYOUTS, make_sample

SEEDS = st.integers(0, 1_000_000)
DOCUMENTS = st.builds(make_sample, SEEDS, st.sampled_from(sorted(LAYOUTS)))
# The same examples on every run: a change of the reader fails or passes, never by luck.
STEADY = settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)


def _read(sample: Sample, data: bytes | None = None) -> Report:
    return read(sample.data if data is None else data, sample.mime, sample.url)


@STEADY
@given(DOCUMENTS, DOCUMENTS)
def test_same_bytes_same_report_whatever_was_read_between(first: Sample, second: Sample):
    before = asdict(_read(first))
    _read(second)
    assert asdict(_read(first)) == before


@STEADY
@given(DOCUMENTS, st.data())
def test_damaged_documents_are_read_or_refused_by_name(sample: Sample, data: st.DataObject):
    damaged = bytearray(sample.data)
    for _ in range(data.draw(st.integers(1, 6), label="slips")):
        at = data.draw(st.integers(0, len(damaged) - 1), label="at")
        damaged[at] = data.draw(st.integers(0, 255), label="byte")
    keep = data.draw(st.integers(0, len(damaged)), label="kept")
    refusal = _refusal(sample, bytes(damaged[:keep]))
    if refusal is not None:
        assert refusal.rule.startswith("parse.")
        assert str(refusal)


def _refusal(sample: Sample, data: bytes) -> UnreadableError | None:
    try:
        _read(sample, data)
    except UnreadableError as refusal:
        return refusal
    return None


@STEADY
@given(SEEDS, st.sampled_from(sorted(DIALECTS)))
def test_mark_up_does_not_matter(seed: int, dialect: str):
    plain = make_sample(seed, "html.plain")
    other = make_sample(seed, f"html.{dialect}")
    assert _figures(_read(plain)) == _figures(_read(other))


def _figures(report: Report) -> list[tuple[str, object, str]]:
    found = ((o.indicator, o.value, o.status) for o in report.observations if o.origin == "table")
    return sorted(found, key=str)


@STEADY
@given(DOCUMENTS)
def test_every_figure_says_where_it_stands(sample: Sample):
    report = _read(sample)
    for observation in report.observations:
        if observation.origin == "table":
            assert {"table", "row", "column"} <= observation.where.keys()
        else:
            assert report.text[observation.where["start"] : observation.where["end"]].strip()
        assert 0 <= observation.confidence <= 1
