"""Which report a reading is of: by its own agency and year, else by the page or the attachment it is one report with.

A page and what it attaches are one report. Where one of the two does not say whose it is, or of which year, the other
does: a page without an agency beside a PDF with one, a table without a head beside the page that names both. What is
said here depends only on the readings that are there, not on the order in which they came: whenever one is added, those
around it are placed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlite_utils import Database

from pipelines.keys import Keys
from pipelines.reading import Reading

DOCUMENT = "document:"
"""How the key of a report begins that is known by its document only."""


class Target(NamedTuple):
    """A report by its key, with the agency and year that its row gets."""

    key: str
    agency: int | None
    year: int | None
    identity: str | None


class _Side(NamedTuple):
    """A reading as the other side sees it, in the order of `_SIDE`."""

    id: int
    report: int | None
    is_report: int
    figures: int | None
    year: int | None
    agency: int | None
    identity: str | None
    name: str | None
    resolved: int | None
    address: str


_SIDE = """
SELECT g.id, g.report_id, g.is_report, g.figure_set, g.year, g.agency_id, a.identity, a.name, a.resolved, d.address_key
FROM reading g JOIN documents d ON d.id = g.document_id LEFT JOIN agencies a ON a.id = g.agency_id
"""
_ATTACHED = _SIDE + "JOIN attachments t ON t.address_key = d.address_key WHERE t.reading_id = ? ORDER BY g.id"
_PAGES = _SIDE + "JOIN attachments t ON t.reading_id = g.id WHERE t.address_key = ? ORDER BY g.id"


class Assignment:
    """Places readings, for a writer that holds a transaction; `touched` collects the reports whose history changes."""

    def __init__(self, db: Database, keys: Keys, touched: set[int]) -> None:
        self.db = db
        self._keys = keys
        self._touched = touched

    def added(self, number: int, document: int, reading: Reading) -> None:
        """Place a reading that was just stored, and again those it is one report with."""
        address = self.db.execute("SELECT address_key FROM documents WHERE id = ?", [document]).fetchone()[0]
        self._place(self._side(number))
        if reading.attachments:
            self._place_all(self._attached(number))
        for page in self._pages(address):
            self._place(page)
            self._place_all(self._attached(page.id))

    def _place_all(self, sides: Iterable[_Side]) -> None:
        for side in sides:
            self._place(side)

    def _place(self, side: _Side) -> None:
        target = self._target(side)
        report = self._report(target) if target else None
        if report != side.report:
            self.db.execute("UPDATE reading SET report_id = ? WHERE id = ?", [report, side.id])
            self._touched.update(each for each in (side.report, report) if each is not None)
        elif report is not None:
            self._touched.add(report)

    def _target(self, side: _Side) -> Target | None:
        """The report a reading is of; None for what is no report and has no figures."""
        if not side.is_report and side.figures is None:
            return None
        sure = _sure(side)
        if sure:
            return sure
        around = _only(map(_sure, self._attached(side.id)), side) if side.is_report else None
        around = around or _only(map(self._page_target, self._pages(side.address)), side)
        return around or _alone(side)

    def _page_target(self, page: _Side) -> Target | None:
        """The report that a page is of, whatever else is attached to it than what says so surely."""
        if not page.is_report:
            return None
        return _sure(page) or _only(map(_sure, self._attached(page.id)), page) or _alone(page)

    def _side(self, number: int) -> _Side:
        return _Side(*self.db.execute(_SIDE + "WHERE g.id = ?", [number]).fetchone())

    def _attached(self, number: int) -> list[_Side]:
        return [_Side(*row) for row in self.db.execute(_ATTACHED, [number]).fetchall()]

    def _pages(self, address: str) -> list[_Side]:
        return [_Side(*row) for row in self.db.execute(_PAGES, [address]).fetchall()]

    def _report(self, target: Target) -> int:
        return self._keys.number(
            ("report", target.key),
            "SELECT id FROM report WHERE key = ?",
            "INSERT INTO report (key, agency_id, year) VALUES (?, ?, ?)",
            [target.key],
            [target.agency, target.year],
        )


def _sure(side: _Side) -> Target | None:
    """The report of a document that says itself whose it is: a resolved agency and a year."""
    if side.is_report and side.identity and side.resolved and side.year is not None:
        return Target(f"{side.identity}/{side.year}", side.agency, side.year, side.identity)
    return None


def _alone(side: _Side) -> Target | None:
    """The report of a document that nothing around it says more of: by the name that is unmistakable on its site, or
    by its own address.
    """
    if not side.is_report:
        return None
    unmistakable = side.identity and side.name and not side.identity.startswith("?:")
    if unmistakable and side.year is not None:
        return Target(f"{side.identity}/{side.year}", side.agency, side.year, side.identity)
    return Target(DOCUMENT + side.address, side.agency, side.year, None)


def _only(found: Iterator[Target | None], side: _Side) -> Target | None:
    """The one report among those around a reading that it may be of; None where there is none, or several."""
    targets = {target.key: target for target in found if target}
    if len(targets) != 1:
        return None
    target = next(iter(targets.values()))
    other_year = side.year is not None and target.year is not None and side.year != target.year
    other_agency = side.resolved and target.identity is not None and side.identity != target.identity
    return None if other_year or other_agency else target
