"""What portals taught earlier runs: family, columns of reports, how often they refused. Derived, kept beside the
archive.

One JSON file, written whole and renamed: a crawl learns it again when it is lost, and a rebuild does not touch it.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from crawler.discovery.leads import Ask

FILE_NAME = "portals.json"
# A portal that refuses is left alone for a day, then two, four …, at most thirty.
FIRST_LEAVE = timedelta(days=1)
LONGEST_LEAVE = timedelta(days=30)


@dataclass(slots=True)
class KnownColumn:
    """A column of reports: the request of its first page, its name, the body and the year it is of (0: not of one),
    when it was last asked, and how the page that asked for it as data builds the addresses of its rows.
    """

    url: str
    name: str = ""
    unit: str = ""
    method: str = "GET"
    body: str = ""
    kind: str = "page"
    reports: int = 0
    asked_at: str = ""
    built: list[str] = field(default_factory=list)
    year: int = 0

    @property
    def ask(self) -> Ask:
        """The request of its first page."""
        return Ask(self.url, self.method, self.body)


@dataclass(slots=True)
class Known:
    """What is known of one portal. Times are UTC ISO 8601, empty where there is none. `columns` are by the key of
    their request, the one asked last at the end.

    `home` is the address that it was searched from, at `searched_at`; `cut_short` counts the runs since its last whole
    search that a refusal, a failure or a daily budget cut short.
    """

    family: str = ""
    home_title: str = ""
    columns: dict[str, KnownColumn] = field(default_factory=dict)
    reports: int = 0
    crawled_at: str = ""
    refused: str = ""
    refusals: int = 0
    leave_until: str = ""
    silent_since: str = ""
    home: str = ""
    searched_at: str = ""
    cut_short: int = 0

    def learn(self, column: KnownColumn) -> None:
        """Remember a column, in place of what was known of it."""
        self.columns.pop(column.ask.key, None)
        self.columns[column.ask.key] = column

    def is_left_alone(self, now: datetime) -> bool:
        """Whether the portal is still to be left alone."""
        return bool(self.leave_until) and datetime.fromisoformat(self.leave_until) > now

    def refuse(self, name: str, now: datetime, wait: float | None = None) -> None:
        """Note a refusal of the whole portal: the time it is left alone doubles with each."""
        self.refusals += 1
        leave = min(FIRST_LEAVE * 2 ** (self.refusals - 1), LONGEST_LEAVE)
        if wait is not None:
            leave = max(leave, timedelta(seconds=min(wait, LONGEST_LEAVE.total_seconds())))
        self.refused, self.leave_until = name, (now + leave).isoformat(timespec="seconds")

    def search(self, now: datetime, *, whole: bool) -> None:
        """Note a search of the portal, or that one is wanted: that what is known of it was not looked at as a whole."""
        self.searched_at = now.isoformat(timespec="seconds")
        self.cut_short = 0 if whole else self.cut_short + 1

    def answer(self) -> None:
        """Note that the portal answers again."""
        self.refused, self.refusals, self.leave_until = "", 0, ""


class Memory:
    """The file of what portals taught."""

    def __init__(self, root: Path) -> None:
        self._path = root / FILE_NAME
        self._portals = _read(self._path)

    def of(self, portal: str) -> Known:
        """What is known of a portal; empty for a new one."""
        return self._portals.setdefault(portal, Known())

    def __contains__(self, portal: object) -> bool:
        return portal in self._portals

    def items(self) -> list[tuple[str, Known]]:
        """Every portal known, by id."""
        return sorted(self._portals.items())

    def save(self) -> None:
        """Write the file, whole or not at all."""
        content = {portal: _values(known) for portal, known in self.items()}
        partial = self._path.with_suffix(".json.part")
        with partial.open("w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self._path)


def _read(path: Path) -> dict[str, Known]:
    """The file's content; nothing where it is missing or damaged, since a crawl learns it again."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {portal: _known(values) for portal, values in content.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _known(values: dict[str, Any]) -> Known:
    known = Known(**{name: value for name, value in values.items() if name != "columns"})
    for column in values.get("columns", []):
        known.learn(KnownColumn(**column))
    return known


def _values(known: Known) -> dict[str, Any]:
    """A portal's values as they are written: its columns as a list."""
    return {**asdict(known), "columns": [asdict(column) for column in known.columns.values()]}
