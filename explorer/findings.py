"""Findings by rule: how often each failed, and the reports it failed in."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from explorer.asking import Ask, address
from explorer.language import has_text
from explorer.overview import Overview
from parsers.forms import Rule, load_forms
from pipelines.history import CARRIED_RULE

PAGE = 50
STORE_RULES = (CARRIED_RULE, "report.witness")
"""Rules that compare a report with others: their findings belong to the report, not to one reading."""

_OF_READINGS = """
SELECT n.reading_id AS place, n.seq, n.severity, n.message, r.id AS report, r.year, g.title,
  coalesce(a.name, g.agency_printed) AS agency
FROM finding n JOIN reading g ON g.id = n.reading_id JOIN version v ON v.reading_id = g.id
JOIN report r ON r.id = v.report_id AND r.version = v.version LEFT JOIN agencies a ON a.id = r.agency_id
WHERE n.rule = :rule AND (n.reading_id, n.seq) > (:place, :seq)
  AND (:severity = '' OR n.severity = :severity) AND (:year IS NULL OR r.year = :year)
ORDER BY n.reading_id, n.seq LIMIT :limit
"""
_OF_REPORTS = """
SELECT n.report_id AS place, n.seq, n.severity, n.message, r.id AS report, r.year, g.title,
  coalesce(a.name, g.agency_printed) AS agency
FROM report_finding n JOIN report r ON r.id = n.report_id
JOIN version v ON v.report_id = r.id AND v.version = r.version JOIN reading g ON g.id = v.reading_id
LEFT JOIN agencies a ON a.id = r.agency_id
WHERE n.rule = :rule AND n.version = r.version AND (n.report_id, n.seq) > (:place, :seq)
  AND (:severity = '' OR n.severity = :severity) AND (:year IS NULL OR r.year = :year)
ORDER BY n.report_id, n.seq LIMIT :limit
"""


def rules(overview: Overview) -> list[dict[str, Any]]:
    """Every rule that failed, the families together: counts by severity and what the rule says."""
    found: dict[str, dict[str, Any]] = {}
    for rule, severity, count in overview.rules:
        entry = found.setdefault(rule, {"rule": rule, "family": rule.partition(".")[0], "total": 0, "by": {}})
        entry["by"][severity] = entry["by"].get(severity, 0) + count
        entry["total"] += count
    for entry in found.values():
        entry["wordings"] = wordings(entry["rule"])
    return sorted(found.values(), key=lambda entry: (-entry["total"], entry["rule"]))


@lru_cache(maxsize=256)
def wordings(rule: str) -> tuple[tuple[str, str, str], ...]:
    """What the official forms say for a rule: (form, wording, gloss), each once."""
    said: dict[tuple[str, str], tuple[str, str, str]] = {}
    for form in load_forms().values():
        for each in _rules_of(form.rules, rule):
            said.setdefault((each.wording, each.gloss), (form.id, each.wording, each.gloss))
    return tuple(said.values())


def _rules_of(known: tuple[Rule, ...], rule: str) -> list[Rule]:
    return [each for each in known if each.id == rule]


def rule(connection: sqlite3.Connection, ask: Ask) -> dict[str, Any] | None:
    """The findings of one rule in current versions, `PAGE` at a time from `?after=place-seq` on; None for no rule."""
    name = ask.place["rule"]
    if not has_text(f"rule.{name}") and not wordings(name):
        return None
    place, _, seq = ask.word("after").partition("-")
    digits = (
        place.isascii() and place.isdigit() and seq.isascii() and seq.isdigit() and len(place) < 18 and len(seq) < 9
    )
    parameters: Mapping[str, Any] = {
        "rule": name,
        "place": int(place) if digits else 0,
        "seq": int(seq) if digits else -1,
        "severity": ask.word("severity"),
        "year": ask.whole("year"),
        "limit": PAGE + 1,
    }
    sql = _OF_REPORTS if name in STORE_RULES else _OF_READINGS
    rows = [dict(row) for row in connection.execute(sql, parameters)]
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    following = f"{last['place']}-{last['seq']}" if last else None
    keep = {"severity": parameters["severity"], "year": parameters["year"]}
    return {
        "rule": name,
        "wordings": wordings(name),
        "rows": rows[:PAGE],
        "severity": parameters["severity"],
        "year": parameters["year"],
        "first": address(f"/findings/{name}", **keep) if ask.word("after") else None,
        "next": address(f"/findings/{name}", after=following, **keep) if following else None,
    }
