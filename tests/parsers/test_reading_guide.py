"""The guide to the reading names every rule that a finding can carry, and none that does not exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RULE = re.compile(r"(?:parse|fields|sentence)\.[a-z_]+")
IN_CODE = re.compile(rf"[\"'`]({RULE.pattern})[\"'`]")


def documented() -> set[str]:
    """The rules in the first cells of the guide's tables of findings."""
    findings = (ROOT / "docs/reading.md").read_text(encoding="utf-8").split("## Findings")[1]
    cells = [line.split("|")[1] for line in findings.splitlines() if line.startswith("|")]
    return {rule for cell in cells for rule in re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)`", cell)}


def of_the_code() -> set[str]:
    """The rules that the parsers, and the workers that run them, name in their source."""
    sources = [*(ROOT / "parsers").glob("*.py"), *(ROOT / "pipelines").glob("*.py")]
    return {rule for path in sources for rule in IN_CODE.findall(path.read_text(encoding="utf-8"))}


def of_the_forms() -> set[str]:
    """The rules of the form files."""
    forms = [tomllib.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "data/forms").glob("*.toml")]
    return {rule["id"] for form in forms for rule in form.get("rule", [])}


def test_the_guide_names_every_rule_and_no_other():
    assert of_the_code() | of_the_forms() == documented()


def test_there_are_rules_of_every_kind():
    assert {rule.split(".")[0] for rule in of_the_code()} == {"parse", "fields", "sentence"}
    assert len(of_the_forms()) > 10
