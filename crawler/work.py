"""A run's whole state: the archive open for it, the portals it visits, what they taught, and what it comes to."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from crawler import plan
from crawler.addresses import key
from crawler.discovery.explore import Explored
from crawler.discovery.leads import Lead
from crawler.discovery.worth import COLUMN_LINK, UNIT, YEAR
from crawler.families import by_code
from crawler.keeper import Keeper
from crawler.memory import KnownColumn, Memory
from crawler.reach import OFFLINE, Reach
from crawler.refusals import Refusal, Then
from crawler.summary import Summary, held_reports, summarise
from crawler.visits import KNOWN_COLUMN, Column, Visit
from pipelines.addresses import document_key
from pipelines.archive import Context, Run, database_path, read_only
from pipelines.locks import ArchiveError
from pipelines.reading import Reading
from pipelines.records import Capture
from pipelines.registry import Portal, Registry, bundled, host_of, load
from pipelines.session import Session

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

DEFAULT_ARCHIVE = Path("archive")


class UnknownPortalError(ValueError):
    """A portal id that the registry does not have."""


class Work:
    """One run of `crawl` or `refresh`."""

    def __init__(
        self,
        session: Session,
        registry: Registry,
        chosen: list[Portal],
        mode: plan.Mode,
        everything: bool,
        budget: tuple[int, int],
    ) -> None:
        self.session = session
        self.registry = registry
        self.mode = mode
        self.everything = everything
        self.now = datetime.now(UTC)
        # What is due is so by the run's first start: one that goes on after a kill comes to the same.
        self.begun = min(datetime.fromisoformat(session.run.started_at), self.now)
        self.keeper = Keeper(session)
        self.memory = Memory(session.root)
        self.visits = {portal.id: Visit(portal, *budget) for portal in chosen}
        self.read: dict[str, dict[str, int]] = {}
        self.summary: Summary | None = None
        self.reach = Reach()
        self.unanswered = False
        self.broken: ArchiveError | None = None
        self.resumed = self.keeper.recall()
        self.due = self._due()
        self._known = {document_key(due.url) for due in self.due}
        for portal, count in Counter(due.portal for due in self.due).items():
            self.visits[portal].known_reports = count

    @property
    def is_refresh(self) -> bool:
        """Whether only what is due is asked."""
        return self.mode == "refresh"

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts the registry names: those of the portals' homes and of their columns."""
        listed = (host_of(portal.annual_report_list_url or "") for portal in self.registry)
        return self.registry.hosts | frozenset(host for host in listed if host)

    def _due(self) -> list[plan.Due]:
        """Every known document of the portals chosen, those to be looked at first; empty for a crawl's first run.

        A home page is none, though it may have come in a report's place: it is asked when it is searched from.
        """
        run = self.session.run.id
        known = plan.due_documents(self.session.store.db, self.visits, self.begun, everything=True, but=run)
        homes = {portal: key(visit.portal.base_url) for portal, visit in self.visits.items()}
        return [due for due in known if key(due.url) != homes[due.portal]]

    def first_leads(self) -> tuple[list[Lead], list[Lead]]:
        """What the run begins with, all of it noted: the portals' homes and columns, and the documents that are due.

        Noted before anything is asked: what pages name meanwhile is then known to be asked already, or not to be due.
        """
        leads = [*self._beginnings()], [*self._looks_again()]
        first, again = ([lead for lead in some if self.visits[lead.portal].take(lead)] for some in leads)
        for due in self.due if self.is_refresh else ():
            self.visits[due.portal].take(plan.document_lead(due))
        for portal, visit in self.visits.items():
            for column in self.memory.of(portal).columns.values():
                visit.take(plan.column_lead(portal, column))
        return first, again

    def _beginnings(self) -> Iterator[Lead]:
        """Homes and known columns, portal by portal; portals that are left alone are passed over."""
        for portal, visit in self.visits.items():
            known = self.memory.of(portal)
            visit.family = known.family or by_code(visit.portal.cms).code
            visit.home_title = known.home_title
            if known.is_left_alone(self.now) and not self.everything and not self.resumed:
                visit.stopped = f"left alone until {known.leave_until} ({known.refused})"
                continue
            visit.is_settled = any(one.reports for one in known.columns.values()) and not known.cut_short
            visit.walks = self.mode == "crawl" or plan.is_search_due(visit.portal, known, self.begun)
            visit.searches = visit.walks or self.everything
            yield from plan.first_leads(visit.portal, known, self.begun, search=visit.searches)

    def _looks_again(self) -> Iterator[Lead]:
        """The known documents that are due, in a refresh; the longest due first: a daily budget that does not do for
        all comes to each in its turn.
        """
        for due in sorted(self.due, key=lambda due: due.at) if self.is_refresh else ():
            if not self.visits[due.portal].stopped and (self.everything or due.at <= self.begun):
                yield plan.document_lead(due)

    def is_known(self, url: str) -> bool:
        """Whether an address is that of a document an earlier run has."""
        return document_key(url) in self._known

    # -- what portals teach ------------------------------------------------------------------------------------------

    def learn(self, lead: Lead, explored: Explored, column: Column, visit: Visit) -> None:
        """Remember a column's first page, if reports or further columns are listed there, or the services of such."""
        branches = any(one.score in (YEAR, UNIT, COLUMN_LINK) or one.kind == "data" for one in explored.leads)
        if lead.number > 1 or not (explored.rows or branches):
            return
        name = explored.role.title or lead.title
        learnt = KnownColumn(
            lead.url,
            name,
            lead.unit,
            lead.ask.method,
            lead.ask.body,
            "data" if lead.kind == "data" else "page",
            explored.rows,
            self.begun.isoformat(timespec="seconds"),
            list(lead.built) if lead.kind == "data" else [],
            lead.year,
        )
        self.memory.of(visit.portal.id).learn(learnt)

    def column(self, lead: Lead) -> KnownColumn | None:
        """The known column that a lead asks for the first page of."""
        return self.memory.of(lead.portal).columns.get(lead.ask.key) if lead.score == KNOWN_COLUMN else None

    def forget(self, lead: Lead) -> None:
        """Forget a column that is not there any more; where it went to is learnt like any other."""
        self.memory.of(lead.portal).columns.pop(lead.ask.key, None)

    def leave(self, visit: Visit, refusal: Refusal) -> None:
        """End a portal's visit, and leave it alone for a while if it refused."""
        if not visit.stopped:
            visit.stopped = refusal.name
            if refusal.then in (Then.LEAVE, Then.WAIT) or visit.denials:
                known = self.memory.of(visit.portal.id)
                leave = partial(known.refuse, refusal.name, self.now, refusal.wait)
                self.reach.hold(host_of(visit.portal.base_url) or "", refusal.name, leave, lasting=True)

    # -- readings ----------------------------------------------------------------------------------------------------

    def commit(self) -> None:
        """Sync what was kept and have it read; never waits."""
        self.session.commit(wait=False)

    def gather(self) -> None:
        """Store what has been read so far; never waits."""
        self.session.gather()

    def heard(self, capture: Capture, reading: Reading | None) -> None:
        """Count what a capture turned out to be, when its rows are written."""
        if capture.portal is None or reading is None:
            return
        counts = self.read.setdefault(capture.portal.id, {})
        verdict = "unreadable" if reading.failure else "report" if reading.is_report else reading.verdict
        counts[verdict] = counts.get(verdict, 0) + 1

    # -- the end -----------------------------------------------------------------------------------------------------

    def finish(self, reason: str, stats: dict[str, Any]) -> None:
        """End the run: store the rest and sum it up, or, where the archive is `broken`, leave it as it is."""
        try:
            if self.broken is None:
                self._store_and_sum_up(reason, stats)
        except ArchiveError as error:
            self.broken = error
        except OSError as error:
            what = f"cannot write {error.filename or self.session.root}: {error.strerror or error}"
            self.broken = ArchiveError(f"{what}; what is stored stands, make room and run again")
        if self.broken is not None:
            self.summary = None
            # What broke it is told; that the ledger can't be written either, or is closed already, is no news.
            with suppress(ArchiveError, OSError, sqlite3.Error):
                self.session.__exit__(ArchiveError, self.broken, None)

    def _store_and_sum_up(self, reason: str, stats: dict[str, Any]) -> None:
        """Store the rest, remember what was learnt, end the run, and sum it up."""
        complete = reason == "finished"
        self.unanswered = self.reach.is_silent or reason == OFFLINE
        if complete:
            self.reach.release()
            self._note_put_off()
            self._note_given_up()
        self.session.flush()
        if complete and self._note_nothing_found():
            self.session.flush()
        self.summary = summarise(self, reason, stats)
        for visit in self.visits.values():
            self._remember(visit, complete=complete)
        self.memory.save()
        if complete:
            self.session.__exit__(None, None, None)
        else:
            self.session.__exit__(KeyboardInterrupt, KeyboardInterrupt(reason), None)

    def _note_put_off(self) -> None:
        """Keep, once a host, that its daily budget left leads for another day: under no lead's own address, which was
        not looked at and stays due.
        """
        for visit in self.visits.values():
            for host, count in visit.put_off.items():
                base = visit.portal.base_url
                url = base if host_of(base) == host else f"http://{host}/"
                if self.keeper.has_noted(url, "budget"):
                    continue  # by this run, before it was killed
                reason = f"{count} leads left for another day: daily budget used up"
                self.keeper.keep_failure(url, Context(visit.portal, "home", None, "budget", reason))

    def _note_given_up(self) -> None:
        """Keep, once a portal, that its search ended with leads unasked."""
        for visit in self.visits.values():
            left = visit.left_out + len(visit.deep - visit.seen)
            if left and not visit.stopped:
                visit.refusals["given_up"] = left
                if self.keeper.has_noted(visit.portal.base_url, "given_up"):
                    continue  # by this run, before it was killed
                reason = f"{left} leads left unasked: the search led on and on, or nowhere"
                context = Context(visit.portal, "home", None, "given_up", reason)
                self.keeper.keep_failure(visit.portal.base_url, context)

    def _note_nothing_found(self) -> bool:
        """Keep, once a portal, that its pages answered and none led to a report, nor had one before; whether any did.

        Nothing refused and nothing failed there, and without a name it would be the portal that nobody looks at again.
        """
        held = held_reports(self.session.store.db)
        silent = [
            visit
            for visit in self.visits.values()
            if visit.outcomes.total()
            and not (visit.stopped or visit.put_off or visit.found or held.get(visit.portal.id))
        ]
        for visit in silent:
            visit.refusals["nothing_found"] += 1
            if self.keeper.has_noted(visit.portal.base_url, "nothing_found"):
                continue  # by this run, before it was killed
            told = f"pages: {visit.outcomes.total()}, home page: {visit.home_title or 'untitled'}"
            context = Context(visit.portal, "home", None, "nothing_found", f"none led to a report; {told}")
            self.keeper.keep_failure(visit.portal.base_url, context)
        return bool(silent)

    def _remember(self, visit: Visit, *, complete: bool) -> None:
        known = self.memory.of(visit.portal.id)
        known.family, known.home_title = visit.family or known.family, visit.home_title or known.home_title
        if not complete or visit.stopped.startswith("left alone"):
            return
        lost = visit.has_lost and not known.columns
        # What is due and was put off stays due: only a search that a budget ended is to be taken up.
        cut = bool(visit.stopped or visit.cut_short or lost or (visit.put_off and visit.searches))
        if visit.searches or cut:
            known.home = visit.portal.base_url if visit.searches else known.home
            known.search(self.begun, whole=not cut)
        if not visit.stopped:
            known.answer()
        if visit.found:
            known.reports, known.silent_since = max(known.reports, visit.found), ""
        elif known.reports and not known.silent_since and self.mode == "crawl" and not visit.put_off:
            known.silent_since = self.now.isoformat(timespec="seconds")
        known.crawled_at = self.now.isoformat(timespec="seconds")


def open_work(
    settings: BaseSettings,
    family: str = "",
    *,
    archive: str = "",
    registry: str = "",
    portals: str | Iterable[str] = "",
    mode: plan.Mode = "crawl",
    everything: bool | str = False,
    workers: int | str | None = None,
) -> Work:
    """Open the archive for a run: a new one, or the last one of the same command where it did not end.

    Raises:
        RegistryError, UnknownPortalError: for a registry or portal that can't be used.
        ValueError: for a mode that is none.
        ArchiveError: for an archive that can't be written, or is being written by another process.
    """
    if mode not in get_args(plan.Mode):
        raise ValueError(f"mode is one of {', '.join(get_args(plan.Mode))}, not {mode!r}")
    rows = load(Path(registry)) if registry else bundled()
    ids = portals.split(",") if isinstance(portals, str) else list(portals)
    chosen = choose(rows, [each for each in ids if each], family)
    root = Path(archive) if archive else DEFAULT_ARCHIVE
    everything = everything if isinstance(everything, bool) else everything.lower() in ("1", "true", "yes")
    command = " ".join(
        [
            mode,
            *(["--all"] if everything else []),
            *(f"--portal {each}" for each in ids if each),
            *([family] if family else []),
        ]
    )
    if registry:
        command += f" --registry {Path(registry).name}"
    held: list[Work] = []
    session = Session(
        root,
        mode,
        command,
        workers=int(workers) if workers else None,
        run=unfinished(root, mode, command),
        listener=lambda capture, reading: held[0].heard(capture, reading) if held else None,
    )
    session.__enter__()
    budget = settings.getint("SEARCH_BUDGET"), settings.getint("SEARCH_BUDGET_PER_REPORT")
    held.append(Work(session, rows, chosen, mode, everything, budget))
    return held[0]


def choose(registry: Registry, ids: list[str], family: str = "") -> list[Portal]:
    """The portals of a run: those named, of those the family's, or all.

    Raises:
        UnknownPortalError: names the ids that the registry lacks.
    """
    if unknown := [each for each in ids if each not in registry]:
        known = [portal.id for portal in registry]
        near = dict.fromkeys(match for each in unknown for match in get_close_matches(each, known))
        hint = f"; {', '.join(near)}?" if near else ""
        raise UnknownPortalError(f"no such portal in the registry: {', '.join(unknown)}{hint}")
    found = [portal for each in ids if (portal := registry.get(each))] or list(registry)
    return [portal for portal in found if not family or by_code(portal.cms).code == family]


def unfinished(root: Path, kind: str, command: str) -> Run | None:
    """The last run of a command if it did not end: it is gone on with."""
    path = database_path(root)
    if not path.exists():
        return None
    with closing(sqlite3.connect(read_only(path), uri=True, timeout=30)) as db:
        try:
            row = db.execute(
                "SELECT uuid, kind, started_at, version, command, status FROM runs "
                "WHERE kind = ? AND command = ? ORDER BY started_at DESC LIMIT 1",
                [kind, command],
            ).fetchone()
        except sqlite3.DatabaseError:
            return None
    return Run(*row[:5]) if row and row[5] in ("running", "killed", "interrupted", "failed") else None
