"""Whole real documents through the reader, against answers read by hand: seeds and corpus, figure by figure.

An answer lists every figure that a document prints (`table`), the cells that are there and empty (`blank`) or show `/`
(`not_applicable`), those that must not be asserted (`ambiguous`), the fields, and the contradictions proved from the
text (`expected_findings`). What it does not list is not in the document.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from parsers.model import Observation, Report, figures
from parsers.normal import fold
from parsers.read import read
from tests.beside import CORPUS, SEEDS, needs_collection

FIELDS = ("title", "agency", "year", "published", "signed", "index_number", "form", "is_annual_report")
# The two figures of a contradiction, under whichever names an answer gives them.
PAIRS = (("left", "right"), ("stated_in_text", "in_table"), ("stated_percent", "computed_percent"))
# Contradictions that the answers lack, by document: rule, both figures, and the document's words that prove them.
ALSO_WRONG = {
    ("shanghai-office-2019", "sentence.table", 258, 275): (
        "予以公开及部分公开258件; rows （一） and （二） hold 258 + 12 + 1 + 1 and 3, and 258 is natural persons alone"
    ),
}

pytestmark = needs_collection


def documents() -> list[tuple[Path, Path]]:
    """Each document that has an answer of its own, with the answer's path."""
    answers = sorted([*SEEDS.glob("gold/*.json"), *CORPUS.glob("*.json"), *CORPUS.glob("partial/*.json")])
    sources = [path for folder in (SEEDS, CORPUS, CORPUS / "partial") for path in folder.glob("*.*")]
    by_name = {path.stem: path for path in sources if path.suffix in (".txt", ".md", ".html", ".pdf")}
    return [(by_name[answer.stem], answer) for answer in answers]


def openings() -> list[dict[str, str]]:
    """The rows of `heads.tsv`: a file with its address and its answer."""
    if not CORPUS.exists():
        return []
    with (CORPUS / "heads.tsv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t"))


@lru_cache(maxsize=32)
def report(source: Path) -> Report:
    return read(source.read_bytes())


@lru_cache(maxsize=32)
def answer(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def cells(source: Path) -> Mapping[str, Observation]:
    """The figures read from tables, one an indicator."""
    found = figures(report(source), "table")
    assert [code for code, each in found.items() if len(each) > 1] == [], "read twice"
    return {code: each[0] for code, each in found.items()}


def contradictions(expected: dict[str, Any]) -> list[frozenset[float]]:
    """The pairs of figures that an answer's contradictions name."""
    rows = [*expected.get("expected_findings", []), *expected.get("possible_findings", [])]
    return [frozenset((row[left], row[right])) for row in rows for left, right in PAIRS if left in row]


def each_document_whose_answer_has(part: str) -> pytest.MarkDecorator:
    """Once for each document, where its answer says something of this part."""
    chosen = [(source, path) for source, path in documents() if not part or part in answer(path)]
    return pytest.mark.parametrize(("source", "answers"), chosen, ids=lambda path: path.stem)


each_document = each_document_whose_answer_has("")


@each_document
def test_every_figure_is_read_and_none_is_invented(source, answers):
    expected, found = answer(answers), cells(source)
    assert {code: each.value for code, each in found.items() if each.status == "reported"} == expected["table"]
    for status in ("blank", "not_applicable"):
        assert {code for code, each in found.items() if each.status == status} == set(expected.get(status, []))
    assert set(found).isdisjoint(expected.get("ambiguous", {}))
    for code, unit in expected.get("units", {}).items():
        assert found[code].unit == unit


@each_document
def test_fields_are_as_printed(source, answers):
    expected, found = answer(answers), report(source)
    for name in FIELDS:
        if name in expected:
            right = [expected[name], *expected.get("accept", {}).get(name, [])]
            assert printed(getattr(found, name)) in [printed(value) for value in right], name


def printed(value: object) -> object:
    return fold(value) if isinstance(value, str) else value


@each_document_whose_answer_has("sections")
def test_sections_have_the_titles_of_the_document(source, answers):
    found = report(source).sections
    assert [fold(section.title) for section in found] == [fold(title) for title in answer(answers)["sections"]]
    assert [section.number for section in found] == list(range(1, len(found) + 1))


@each_document
def test_every_contradiction_is_found_and_names_both_figures(source, answers):
    expected = answer(answers)
    found = [frozenset((finding.left, finding.right)) for finding in report(source).findings]
    required = contradictions({"expected_findings": expected["expected_findings"]})
    assert len(required) == len(expected["expected_findings"])
    for pair in required:
        assert found.count(pair) >= required.count(pair), sorted(pair)


@each_document
def test_no_error_is_reported_that_the_document_does_not_prove(source, answers):
    proved = contradictions(answer(answers))
    for finding in report(source).findings:
        if finding.severity == "error" and frozenset((finding.left, finding.right)) not in proved:
            assert (source.stem, finding.rule, finding.left, finding.right) in ALSO_WRONG, finding.message


@each_document
def test_every_offset_points_at_the_words_it_stands_for(source, answers):
    text = report(source).text
    for each in report(source).observations:
        if "start" in each.where:
            said = fold(text[each.where["start"] : each.where["end"]])
            assert said == fold(each.raw), each.indicator


@each_document_whose_answer_has("sentences")
def test_figures_stated_in_prose_are_observations_of_their_sentences(source, answers):
    text = report(source).text
    found = [each for each in report(source).observations if each.origin == "sentence"]
    for row in answer(answers)["sentences"]:
        slices = [text[each.where["start"] : each.where["end"]] for each in found if each.value == row["figure"]]
        assert f"{row['figure']}{row['unit']}" in map(fold, slices), row["about"]


@pytest.mark.parametrize("row", openings(), ids=lambda row: row["file"])
def test_an_opening_gives_kind_title_agency_year_and_date(row):
    found = read((CORPUS / "heads" / row["file"]).read_bytes(), None, row["url"])
    assert found.is_annual_report == (row["is_annual_report"] == "true"), found.reason
    assert [each for each in found.observations if each.origin == "table"] == []
    assert [finding for finding in found.findings if finding.severity == "error"] == []
    if found.is_annual_report:
        assert printed(found.agency) in {printed(row["agency"] or None), printed(row["agency_hint"] or None)}
        for name in ("title", "published", "signed"):
            assert printed(getattr(found, name)) == printed(row[name] or None), name
        assert found.year == int(row["year"])


@pytest.mark.parametrize("name", ["ordos-engebei-list.html", "lishui-notice-2023.html"])
def test_a_list_and_a_notice_are_no_reports(name):
    found = read((CORPUS / name).read_bytes())
    assert (found.verdict, found.is_annual_report, found.observations) == ("no", False, [])
    assert found.reason
