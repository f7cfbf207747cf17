"""What the demonstration found, as tables: by portal, what changed, what contradicts itself, what was refused, and the
commands to go on with.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.demo.pages import Place
from crawler.demo.story import Planted
from crawler.refusals import ACTIONS
from pipelines.archive import database_path, read_only
from pipelines.verify import verify

_HOLDINGS = """
SELECT r.portal_id, count(*), count(DISTINCT r.agency), min(r.year), max(r.year),
  sum(coalesce(c.mime NOT LIKE 'text/html%', 0))
FROM reports r LEFT JOIN captures c ON c.id = r.capture_id WHERE r.state = 'live' GROUP BY r.portal_id
"""
_CHANGED = """
SELECT r.agency, r.year, c.kind, c.indicator, c.old, c.new FROM changes c JOIN reports r ON r.id = c.report_id
WHERE c.seen_at >= (SELECT max(started_at) FROM runs WHERE kind = 'refresh') ORDER BY r.agency, r.year, c.seq
"""
_CONTRADICTIONS = """
SELECT r.agency, r.year, f.rule, min(f.message), f."left", f."right" FROM findings f
JOIN reports r ON r.id = f.report_id AND r.version = f.version
WHERE f.severity = 'error' GROUP BY r.agency, r.year, f.rule ORDER BY r.agency, r.year, f.rule
"""
_REFUSED = """
SELECT d.portal_id, f.error, max(f.reason) FROM failures f JOIN captures c ON c.id = f.capture_id
JOIN documents d ON d.id = c.document_id WHERE f.error <> 'not_found' GROUP BY d.portal_id, f.error
"""
_REVISION = ("figure", "text", "metadata")
_WORDS = {"figure": "revised", "removed": "taken down", "moved": "moved", "first_seen": "new", "restored": "back"}
_ORDER = tuple(_WORDS)
_SHOWN = 3
_COUNTS = ("requests", "again", "reports", "bodies", "as files", "year")
_WHOLE = ("portal", "report", "named")


def show(
    console: Console,
    archive: Path,
    places: Sequence[Place],
    planted: Sequence[Planted],
    first: dict[str, Any],
    second: dict[str, Any],
) -> bool:
    """Print what both rounds found; returns whether it is what was planted and nothing else."""
    with closing(sqlite3.connect(read_only(database_path(archive)), uri=True)) as db:
        changed = db.execute(_CHANGED).fetchall()
        console.print(_portals(db, places, first, second))
        console.print(_changes(changed))
        console.print(_contradictions(db))
        console.print(_refusals(db, places, second))
    sound = not verify(archive).problems
    exact = told(changed) == {(each.kind, each.agency, each.year) for each in planted if each.kind}
    console.print(_verdict(exact=exact, sound=sound))
    console.print(_commands(archive, planted))
    return exact and sound


def told(changed: Sequence[tuple[Any, ...]]) -> set[tuple[str, str, int]]:
    """What the archive says changed: kind, agency and year, a revision once however many figures it touches."""
    return set(_by_event(changed))


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(name, justify="right" if name in _COUNTS else "left", no_wrap=name in _WHOLE, overflow="fold")
    return table


def _portals(db: sqlite3.Connection, places: Sequence[Place], first: dict[str, Any], second: dict[str, Any]) -> Table:
    """What each portal gave: requests of both rounds, reports held now."""
    held = {row[0]: row[1:] for row in db.execute(_HOLDINGS)}
    asked, again = ({row["id"]: row["requests"] for row in each["portals"]} for each in (first, second))
    table = _table(
        "What was found", "portal", "made with", "requests", "again", "reports", "bodies", "years", "as files"
    )  # fmt: skip
    for place in places:
        name = place.site.name
        reports, bodies, oldest, latest, files = held.get(name, (0, 0, None, None, 0))
        counts = [str(count or "·") for count in (asked[name], again[name], reports, bodies)]
        years = f"{oldest} to {latest}" if oldest else "·"
        table.add_row(place.government, place.family, *counts, years, str(files or "·"))
    return table


def _changes(changed: Sequence[tuple[Any, ...]]) -> Table:
    """What changed between the rounds: for a revision its first totals with their old and new value."""
    table = _table("What changed between the two rounds", "what", "report", "year", "before and after")
    for (kind, agency, year), events in sorted(_by_event(changed).items(), key=lambda item: _ORDER.index(item[0][0])):
        lines = _revision(events) if kind == "figure" else [_address(old, new) for _, _, old, new in events]
        for number, line in enumerate(lines):
            table.add_row(*((_WORDS[kind], agency, str(year)) if number == 0 else ("", "", "")), line)
    return table


def _by_event(changed: Sequence[tuple[Any, ...]]) -> dict[tuple[str, str, int], list[tuple[Any, ...]]]:
    """The rows by kind, agency and year, a revision's together and none of them twice."""
    found: dict[tuple[str, str, int], list[tuple[Any, ...]]] = {}
    for agency, year, kind, *rest in dict.fromkeys(changed):
        found.setdefault(("figure" if kind in _REVISION else kind, agency, year), []).append((kind, *rest))
    return found


def _revision(events: Sequence[tuple[Any, ...]]) -> list[str]:
    """A revision's figures, sums over all applicants first, and how many more there are."""
    figures = sorted((e for e in events if e[0] == "figure"), key=lambda e: not e[1].endswith(".total"))
    told = [f"{indicator}: {old} → {new}" for _, indicator, old, new in figures[:_SHOWN]]
    more = len(figures) - _SHOWN
    return told + ([f"and {more} figures more"] if more > 0 else [])


def _address(old: object, new: object) -> str:
    """What happened to an address, without the host, which is the portal's own."""
    return " → ".join(_short(each) for each in (old, new) if each) + ("" if new else " is gone (two looks)")


def _short(address: object) -> str:
    return "/" + str(address).split("/", 3)[-1]


def _contradictions(db: sqlite3.Connection) -> Table:
    """Reports whose own figures do not agree: one line a rule."""
    table = _table("What contradicts itself", "report", "year", "rule", "what does not hold")
    last: tuple[Any, ...] = ()
    for agency, year, rule, message, *_ in db.execute(_CONTRADICTIONS):
        head = ("", "") if (agency, year) == last else (agency, str(year))
        table.add_row(*head, rule, message.partition(" (本")[0].partition(" (三")[0])
        last = (agency, year)
    return table


def _refusals(db: sqlite3.Connection, places: Sequence[Place], second: dict[str, Any]) -> Table:
    """What was not given, by name, with what the name says is done."""
    names = {place.site.name: place.government for place in places}
    left = {alert["portal"]: alert["message"].partition("left alone ")[2] for alert in second["alerts"]}
    table = _table("What was refused, and what is done about it", "portal", "named", "what was met", "what is done")
    for portal, error, reason in db.execute(_REFUSED):
        until = f" ({left[portal][:16].replace('T', ' ')})" if left.get(portal) else ""
        done = ACTIONS[error].value if error in ACTIONS else "its bytes are kept: see `gongkai status`"
        table.add_row(names[portal], error, _short(reason) if "://" in reason else reason, done + until)
    return table


def _verdict(*, exact: bool, sound: bool) -> Text:
    """Whether all that was planted was told and nothing else, and whether every capture is as it was written."""
    if exact and sound:
        return Text(
            "Every change that was planted was told, and nothing else. Every capture, read again, is sound.\n", "green"
        )
    wrong = [] if exact else ["what was told is not what was planted"]
    wrong += [] if sound else ["captures are damaged: see `gongkai verify`"]
    return Text(f"This is wrong: {'; '.join(wrong)}.\n", "bold red")


def _commands(archive: Path, planted: Sequence[Planted]) -> Text:
    """The commands to go on with, with names from this archive."""
    revised = next(each for each in planted if each.kind == "figure")
    lines = (
        ("serve", "", "the archive as a local web site"),
        ("diff", f"--agency {revised.agency} --year {revised.year}", "the quiet revision, figure by figure"),
        (
            "trace",
            f"--agency {revised.agency} --year {revised.year} requests.received.total",
            "one figure back to its cell and its bytes",
        ),
        ("build", "--out demo-release", "a dataset: Parquet, CSV, codebook, checksums"),
        ("status", "", "what the archive holds, what its runs did"),
    )
    text = Text("Go on with:\n", "bold")
    for name, options, what in lines:
        call = " ".join(["gongkai", name, *([options] if options else []), "--archive", str(archive)])
        text.append(f"  {call}\n", "cyan").append(f"      {what}\n", "dim")
    return text
