"""Openings of real reports and look-alikes, partial texts and whole reports, against the answers beside them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from parsers.classify import classify
from parsers.fields import Fields, read_fields
from parsers.model import Document
from parsers.normal import fold
from parsers.sections import find_sections
from parsers.text import read_text
from tests.beside import CORPUS, SEEDS, needs_collection

HEADS = CORPUS / "heads.tsv"
PARTIAL = sorted((CORPUS / "partial").glob("*.json"))
GOLD = sorted((SEEDS / "gold").glob("*.json"))
NAMES = ("title", "agency", "year", "published", "signed")

pytestmark = needs_collection


def heads() -> list[dict[str, str]]:
    if not HEADS.exists():
        return []
    with HEADS.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t"))


def read(path: Path, url: str | None = None) -> tuple[Document, Fields]:
    document = read_text(path.read_bytes(), url)
    return document, read_fields(document)


def wrong(fields: Fields, answer: dict[str, Any], hint: str | None) -> list[str]:
    """The names of the fields that are none of the answers that are right."""
    names = []
    for name in NAMES:
        right = [answer.get(name), *answer.get("accept", {}).get(name, [])]
        right += [hint] if name == "agency" and hint else []
        printed = {fold(str(value)) if value else None for value in right}
        value = fields.value(name)
        if (fold(str(value)) if value else None) not in printed:
            names.append(f"{name}: {value}")
    return names


@pytest.mark.parametrize("row", heads(), ids=lambda row: row["file"])
def test_an_opening_gives_kind_title_agency_year_and_dates(row):
    document, fields = read(CORPUS / "heads" / row["file"], row["url"])
    verdict, reason = classify(document, fields, find_sections(document), [], 0)
    assert (verdict == "yes") == (row["is_annual_report"] == "true"), reason
    if verdict == "yes":
        assert wrong(fields, row, row["agency_hint"]) == []
    assert fields.value("title") is None or row["title"]


@pytest.mark.parametrize("path", PARTIAL, ids=lambda path: path.stem)
def test_a_partial_text_gives_its_fields(path):
    answer = json.loads(path.read_text(encoding="utf-8"))
    source = next(path.with_suffix(suffix) for suffix in (".txt", ".md") if path.with_suffix(suffix).exists())
    document, fields = read(source)
    assert wrong(fields, answer, None) == []
    if answer.get("index_number"):
        assert fields.value("index_number") == answer["index_number"]
    assert classify(document, fields, find_sections(document), [answer["form"] or "none"], 9)[0] == "yes"


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_a_whole_report_gives_its_fields_and_sections(path):
    answer = json.loads(path.read_text(encoding="utf-8"))
    document, fields = read(SEEDS / f"{path.stem}.txt")
    sections = find_sections(document)
    assert wrong(fields, answer, None) == []
    assert [fold(section.title) for section in sections] == [fold(title) for title in answer["sections"]]
    assert [section.number for section in sections] == list(range(1, len(sections) + 1))
    assert fields.findings == []
    assert classify(document, fields, sections, [], 0)[0] == "yes"
