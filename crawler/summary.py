"""What a run came to: per portal what was found, new, changed, gone and refused, as text and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from sqlite_utils import Database

from crawler.monitors import Alert, alerts

if TYPE_CHECKING:
    from crawler.work import Work

MOST_ROWS, MOST_ALERTS = 60, 12
# Exit codes by cause; `docs/operating.md` explains them.
OK, FAILED, UNUSABLE, REFUSED, UNFINISHED = 0, 1, 2, 3, 4

_CHANGES = """
SELECT d.portal_id, c.kind, count(*)
FROM (SELECT DISTINCT report_id, CASE kind WHEN 'removed' THEN old END AS old,
  CASE WHEN kind IN ('figure', 'text', 'metadata') THEN 'changed' ELSE kind END AS kind
  FROM changes WHERE seen_at >= ?) c
JOIN report r ON r.id = c.report_id
LEFT JOIN documents d ON d.id = coalesce(r.document_id, (SELECT id FROM documents WHERE url = c.old))
GROUP BY d.portal_id, c.kind
"""
_REPORTS = """
SELECT d.portal_id, count(*) FROM report r JOIN documents d ON d.id = r.document_id WHERE r.state = 'live'
GROUP BY d.portal_id
"""


@dataclass(slots=True)
class PortalRow:
    """A portal's line of the summary: counts of this run, and of reports held in all; `put_off` counts, by host, what a
    daily budget left for another day.
    """

    id: str
    name: str
    family: str
    requests: int = 0
    found: int = 0
    new: int = 0
    changed: int = 0
    moved: int = 0
    gone: int = 0
    restored: int = 0
    unchanged: int = 0
    held: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    stopped: str = ""
    put_off: dict[str, int] = field(default_factory=dict)

    def reasons(self) -> str:
        """What was refused, each name with how often; else why the visit ended, in brackets; else nothing."""
        named = (f"{name} {count}" if count > 1 else name for name, count in sorted(self.refused.items()))
        return ", ".join(named) or (self.stopped and f"[{self.stopped}]")


@dataclass(slots=True)
class Summary:
    """A run's outcome. `exit_code` is by cause: 0 all done, 1 interrupted, 3 portals refused, 4 budgets left work
    undone; `refused` counts, by name, the requests that failed, under `given_up` the leads that were left, and under
    `nothing_found` the portals that answered and gave no report.
    """

    run: str
    kind: str
    reason: str
    requests: int
    replayed: int
    portals: list[PortalRow]
    alerts: list[Alert]
    exit_code: int
    refused: dict[str, int] = field(default_factory=dict)

    def total(self, name: str) -> int:
        """The sum of a count over the portals."""
        return sum(getattr(row, name) for row in self.portals)

    def as_json(self) -> str:
        """The summary as one JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)

    def as_text(self) -> RenderableType:
        """The summary as a table (counts that are nought everywhere left out), the totals, the refusals by reason and
        the alerts. Of many portals those are shown that gave most, and of many alerts of one kind the first.
        """
        shown = [name for name in _COUNTS if self.total(name) or name in _ALWAYS]
        table = Table(title=f"{self.kind} {self.run}", title_justify="left", box=box.SIMPLE_HEAD)
        table.add_column("portal", no_wrap=True)
        table.add_column("made with")
        for name in shown:
            table.add_column(name, justify="right")
        table.add_column("refused, by reason", overflow="fold")
        rows = self._shown()
        for row in rows:
            counts = (str(getattr(row, name) or "·") for name in shown)
            table.add_row(row.name, row.family or "?", *counts, row.reasons())
        table.add_section()
        table.add_row("all", "", *(str(self.total(name)) for name in shown), "")
        lines = [Text(line) for line in self._more(len(rows))]
        return Group(table, *lines, *(Text(line, style="yellow") for line in self._alerts()))

    def _shown(self) -> list[PortalRow]:
        """The portals of the table, in the order of the registry."""
        if len(self.portals) <= MOST_ROWS:
            return self.portals
        told = [row for row in self.portals if any(getattr(row, name) for name in _NEWS)]
        most = sorted(told, key=lambda row: -sum(getattr(row, name) for name in _NEWS))[:MOST_ROWS]
        kept = {row.id for row in most}
        return [row for row in told if row.id in kept]

    def _more(self, shown: int) -> Iterator[str]:
        """What the table leaves out: portals that are not shown, and the refusals by reason."""
        if shown < len(self.portals):
            yield f"{len(self.portals) - shown} more portals; --json and `gongkai status` tell of all"
        if self.refused:
            yield "refused, by reason: " + ", ".join(f"{name} {count}" for name, count in self.refused.items())

    def _alerts(self) -> Iterator[str]:
        """A line an alert; of a kind with many the first ones and how many more there are."""
        for name in dict.fromkeys(alert.name for alert in self.alerts):
            found = [alert for alert in self.alerts if alert.name == name]
            yield from (f"{name}: {alert.portal}: {alert.message}" for alert in found[:MOST_ALERTS])
            if len(found) > MOST_ALERTS:
                yield f"{name}: {len(found) - MOST_ALERTS} more portals"


_COUNTS = ("requests", "found", "new", "changed", "moved", "gone", "restored", "unchanged", "held")
_ALWAYS = ("requests", "found", "held")
_NEWS = ("found", "new", "changed", "moved", "gone", "restored")
_KINDS = {"first_seen": "new", "changed": "changed", "removed": "gone", "moved": "moved", "restored": "restored"}


def summarise(work: Work, reason: str, stats: dict[str, Any]) -> Summary:
    """Sum up a run whose rows are all written."""
    rows = {portal: _row(work, portal) for portal in work.visits}
    for portal, name, count in _changes(work):
        if portal in rows:
            setattr(rows[portal], name, getattr(rows[portal], name) + count)
    for portal, count in held_reports(work.session.store.db).items():
        if portal in rows:
            rows[portal].held = count
    found = alerts(work, rows)
    return Summary(
        work.session.run.id,
        work.mode,
        reason,
        stats.get("wire/requests", 0),
        work.keeper.replays,
        list(rows.values()),
        found,
        exit_code(reason, work),
        dict(sum((Counter(row.refused) for row in rows.values()), Counter[str]()).most_common()),
    )


def held_reports(db: Database) -> dict[str, int]:
    """How many live reports the archive holds, by portal."""
    return dict(db.execute(_REPORTS).fetchall())


def _row(work: Work, portal: str) -> PortalRow:
    visit = work.visits[portal]
    return PortalRow(
        portal,
        visit.portal.name,
        visit.family,
        visit.requests,
        visit.found,
        unchanged=visit.outcomes["unchanged"],
        refused=dict(visit.refusals),
        stopped=visit.stopped,
        put_off=dict(visit.put_off),
    )


def _changes(work: Work) -> list[tuple[str, str, int]]:
    """Changes seen in this run, by portal and count; a revision counts once, however much of the report it touches."""
    found = work.session.store.db.execute(_CHANGES, [work.session.run.started_at]).fetchall()
    return [(portal, _KINDS[kind], count) for portal, kind, count in found if kind in _KINDS]


def exit_code(reason: str, work: Work) -> int:
    """The run's exit code by cause."""
    if reason != "finished":
        return FAILED
    if any(visit.stopped for visit in work.visits.values()):
        return REFUSED
    return UNFINISHED if any(visit.refusals["budget"] for visit in work.visits.values()) else OK
