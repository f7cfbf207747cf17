"""`gongkai status`: what an archive holds, what its runs did, what failed and why."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from parsers.version import PARSER_VERSION
from pipelines.archive import OPEN_SUFFIX, warc_files
from pipelines.locks import describe_holder, is_locked
from pipelines.view import reading

EXAMPLES = 3
"""Failures of one kind that are named."""
_LOOKS = 20
"""Of how many times as many the addresses are taken: one that failed at each look is named once."""


@dataclass(slots=True)
class Status:
    """An archive at a glance. Sizes are in bytes; `failures` are (class, number, examples as (address, reason))."""

    archive: str
    parser: str | None = None
    parser_now: str = PARSER_VERSION
    writer: str | None = None
    warc_files: int = 0
    warc_bytes: int = 0
    open_files: list[str] = field(default_factory=list)
    database_bytes: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    years: dict[int, int] = field(default_factory=dict)
    verdicts: dict[str, int] = field(default_factory=dict)
    findings: dict[str, int] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    unresolved: list[str] = field(default_factory=list)
    failures: list[dict[str, Any]] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)

    @property
    def outdated(self) -> bool:
        """Whether the database was derived by an older parser than this program's."""
        return self.parser != self.parser_now

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "outdated": self.outdated}


def status(root: Path, runs: int = 5) -> Status:
    """Look at an archive without changing it; `runs` is how many of the last runs to list.

    Raises:
        ArchiveError: when the database cannot be read.
    """
    found = Status(str(root))
    files = warc_files(root)
    found.warc_files, found.warc_bytes = len(files), sum(path.stat().st_size for path in files)
    found.writer = describe_holder(root) if is_locked(root) else None
    if not found.writer:
        found.open_files = [path.name for path in files if path.suffix == OPEN_SUFFIX]
    found.database_bytes = (root / "gongkai.db").stat().st_size
    with reading(root) as connection:
        _look(connection, found, runs)
    return found


def _look(connection: sqlite3.Connection, found: Status, runs: int) -> None:
    row = connection.execute("SELECT value FROM facts WHERE name = 'parser'").fetchone()
    found.parser = row[0] if row else None
    for name, source in (
        ("captures", "capture"), ("documents", "documents"), ("reports", "report"), ("versions", "version"),
        ("agencies", "agencies WHERE resolved"), ("unresolved agencies", "agencies WHERE NOT resolved"),
    ):  # fmt: skip
        found.counts[name] = connection.execute(f"SELECT count(*) FROM {source}").fetchone()[0]
    found.years = _tally(connection, "SELECT year, count(*) FROM report WHERE year NOTNULL GROUP BY year ORDER BY year")
    found.verdicts = _tally(
        connection, "SELECT verdict, count(*) FROM documents WHERE verdict NOTNULL GROUP BY verdict ORDER BY 2 DESC, 1"
    )
    found.findings = _tally(
        connection,
        "SELECT severity, sum(n) FROM (SELECT severity, count(*) AS n FROM finding GROUP BY 1 "
        "UNION ALL SELECT severity, count(*) FROM report_finding GROUP BY 1) GROUP BY 1 ORDER BY 1",
    )
    found.changes = _tally(connection, "SELECT kind, count(*) FROM changes GROUP BY kind ORDER BY kind")
    found.unresolved = [
        row[0] for row in connection.execute("SELECT name FROM agencies WHERE NOT resolved ORDER BY name LIMIT 20")
    ]
    found.failures = _failures(connection)
    found.runs = [
        dict(row)
        for row in connection.execute(
            "SELECT id, kind, started_at, finished_at, status, version, requests, captures, reports, errors, note "
            "FROM runs ORDER BY coalesce(started_at, ''), id"
        )
    ][-runs:]


def _tally(connection: sqlite3.Connection, sql: str) -> dict[Any, int]:
    return {row[0]: row[1] for row in connection.execute(sql)}


def _failures(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Failures by class, the most frequent first, each with the latest addresses and what was said of them."""
    kinds = connection.execute("SELECT error, count(*) FROM failures GROUP BY error ORDER BY 2 DESC, 1").fetchall()
    found = []
    for error, count in kinds:
        rows = connection.execute(
            "SELECT url, nullif(reason, url) FROM failures WHERE error = ? "
            "ORDER BY captured_at DESC, capture_id DESC LIMIT ?",
            [error, EXAMPLES * _LOOKS],
        ).fetchall()
        latest: dict[str, tuple[Any, ...]] = {}
        for row in rows:
            latest.setdefault(row[0], tuple(row))
        found.append({"error": error, "count": count, "examples": list(latest.values())[:EXAMPLES]})
    return found


def lines(found: Status) -> list[str]:
    """The status as text."""
    out = [f"archive   {found.archive}"]
    out.append(f"WARC      {found.warc_files} files, {size(found.warc_bytes)}")
    out.append(f"database  {size(found.database_bytes)}, derived by parser {found.parser}")
    if found.outdated:
        out.append(f"          older than this program's parser {found.parser_now}: `gongkai rebuild` derives it again")
    if found.writer:
        out.append(f"writing   {found.writer}")
    out += [
        f"open      {name}: left by a crash, recovered by the next command that writes" for name in found.open_files
    ]
    out.append("holds     " + ", ".join(f"{count} {name}" for name, count in found.counts.items()))
    for title, tally in (
        ("years", found.years), ("documents", found.verdicts), ("findings", found.findings), ("changes", found.changes),
    ):  # fmt: skip
        if tally:
            out.append(f"{title:<9} " + ", ".join(f"{name}: {count}" for name, count in tally.items()))
    if found.unresolved:
        out.append("unresolved agencies: " + ", ".join(found.unresolved))
    for failure in found.failures:
        out.append(f"failed    {failure['error']}: {failure['count']}")
        out += [f"          {url}: {reason or ''}".rstrip(": ") for url, reason in failure["examples"]]
    out += ["", "run  kind     started                   status      captures  reports  errors"]
    out += [_run_line(run) for run in found.runs]
    return out


def _run_line(run: dict[str, Any]) -> str:
    line = (
        f"{run['id']:<4} {run['kind']:<8} {run['started_at'] or '?':<25} {run['status']:<11} "
        f"{run['captures']:>8} {run['reports']:>8} {run['errors']:>7}"
    )
    return f"{line}  {run['note']}" if run["note"] else line


def size(count: int) -> str:
    """A number of bytes for people: `3.4 MB`."""
    value = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"
