"""`gongkai status --coverage`: who has published, by province and level, and which portals fell silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.coverage import STATES, Alert, State, Tally, alerts, tallies
from pipelines.divisions import divisions
from pipelines.expected import coverage_rows
from pipelines.view import reading

_HEADS: dict[State, str] = {
    "on_time": "on time", "late": "late", "undated": "undated", "missing": "missing", "removed": "removed",
    "refused": "refused", "not_checked": "not checked", "not_due": "not due",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CoverageStatus:
    """Coverage as of a day: agency-years by province and level, and the alerts."""

    as_of: date
    tallies: list[Tally]
    alerts: list[Alert]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "as_of": self.as_of.isoformat(),
            "coverage": [{"province": each.province, "level": each.level, **each.states} for each in self.tallies],
            "alerts": [
                {
                    "portal": each.portal,
                    "year": each.year,
                    "usual": each.usual,
                    "found": each.found,
                    "reason": each.reason,
                }
                for each in self.alerts
            ],
        }


def coverage_status(root: Path, as_of: date) -> CoverageStatus:
    """Judge the coverage of an archive as of a day, without changing it.

    Raises:
        ArchiveError: when the database cannot be read.
    """
    with reading(root) as connection:
        rows = list(coverage_rows(connection, as_of))
    named = {each.code[:2]: each.name for each in divisions() if each.level == "province"}
    return CoverageStatus(as_of, tallies(rows, named), list(alerts(rows, as_of)))


def lines(found: CoverageStatus) -> list[str]:
    """The coverage as text: a line a province and level, then what fell silent."""
    out = [f"coverage as of {found.as_of}: agencies that should publish, by year since 2008", ""]
    out.append(f"{'level':<12} {'expected':>9}" + "".join(f"{_HEADS[state]:>12}" for state in STATES))
    province = ""
    for each in found.tallies:
        if each.province != province:
            province = each.province
            out.append(province)
        counts = "".join(f"{each.states.get(state, 0) or '':>12}" for state in STATES)
        out.append(f"  {each.level:<10} {each.expected:>9}{counts}")
    return [*out, *(f"silent  {each}" for each in found.alerts)]
