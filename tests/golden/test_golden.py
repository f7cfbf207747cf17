"""Pages with reviewed answers: every page in this folder is read, and must say what the answer beside it says.

A page without an answer gets one written, from what was read, and fails; so does an answer that nobody marked as
reviewed. To add a case, put the page here, run this test, read the answer against the page and set `reviewed`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from parsers.model import Report
from parsers.read import read

FOLDER = Path(__file__).parent
PAGES = sorted(path for path in FOLDER.iterdir() if path.suffix not in (".py", ".json", ".pyc") and path.is_file())
FIELDS = ("title", "agency", "year", "published", "signed", "form", "verdict")


def answer_of(report: Report) -> dict[str, Any]:
    """What a report says, in the form of an answer."""
    table = [each for each in report.observations if each.origin == "table"]
    return {
        "reviewed": False,
        **{name: getattr(report, name) for name in FIELDS},
        "figures": {each.indicator: [each.value, each.status, each.unit, each.raw] for each in table},
        "findings": [[each.rule, each.severity, each.left, each.right] for each in report.findings],
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_says_what_its_answer_says(page: Path):
    said = answer_of(read(page.read_bytes()))
    answer = page.with_suffix(page.suffix + ".json")
    if not answer.exists():
        answer.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")
        pytest.fail(f"{answer.name} was written from the reading: read it against the page, then mark it as reviewed")
    expected = json.loads(answer.read_text("utf-8"))
    assert expected.pop("reviewed"), f"{answer.name} is not marked as reviewed"
    del said["reviewed"]
    assert said == expected


def test_every_answer_has_its_page():
    assert {path.name.removesuffix(".json") for path in FOLDER.glob("*.json")} == {page.name for page in PAGES}


def test_there_are_pages():
    assert PAGES
