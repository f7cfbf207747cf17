"""The spider: every portal of the registry in one crawl, whatever CMS it runs on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider, signals
from scrapy.http import Response
from scrapy.utils.asyncio import create_looping_call

from crawler.addresses import host_of, key
from crawler.budgets import spent_today
from crawler.discovery.explore import Explored
from crawler.discovery.leads import COLUMN, Ask, Lead
from crawler.discovery.linked import needs_render
from crawler.discovery.worth import COLUMN_LINK, DATA, HOME_UNIT, LISTED_UNIT, NEXT, UNIT, YEAR
from crawler.due import is_old
from crawler.ending import end_early
from crawler.examine import Exam
from crawler.faults import fault_of
from crawler.hosts import Hosts
from crawler.plan import home_lead
from crawler.refusals import Refusal, Then, named
from crawler.resolver import GuardedResolver
from crawler.visits import KNOWN_COLUMN, Visit
from crawler.work import Work, open_work
from pipelines.archive import Context
from pipelines.changes import MOVED_STATUS
from pipelines.locks import ArchiveError
from pipelines.registry import Portal

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall
    from twisted.python.failure import Failure

    from crawler.keeper import Keeper

_COMMIT = 0.2  # seconds between two syncs of what was kept
# Seconds between two looks for finished readings: a reader holds two pages and works on none while both lie read. At
# 0.2 it read 10 pages a second of the 80 it can, and a crawl of 360 reports ended 4 s after its last page.
_GATHER = 0.02
_KNOWN = 1  # the worth of a report that earlier runs hold, where a daily budget may not do for all
_ABOVE_ALL = 100  # a setting's priority; the command line's is 40
_DENIALS = 6  # pages of a portal denied in a row, without one answered, that count as the portal's refusal


class PortalsSpider(Spider):
    """Finds the annual reports of the registry's portals and keeps what it fetches.

    Arguments (`-a name=value`): `archive` the archive's directory, `registry` a registry file, `portals` ids separated
    by commas, `mode` `crawl` or `refresh`, `everything` (`1`) to refresh all that is known.
    """

    name = "portals"
    family = ""

    def __init__(self, work: Work, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.work = work
        self.keeper: Keeper = work.keeper
        self.visits: dict[str, Visit] = work.visits
        self.has_begun = False
        self.is_handed = True
        self._ticks: list[LoopingCall | AsyncioLoopingCall] = []
        self.lookers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="look")

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """What no setting of the user's changes: robots.txt is obeyed."""
        super().update_settings(settings)
        settings.set("ROBOTSTXT_OBEY", True, priority=_ABOVE_ALL)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider of a crawl; opens the archive unless the caller did."""
        # scrapyd adds arguments of its own, such as `_job`.
        kwargs = {name: value for name, value in kwargs.items() if not name.startswith("_")}
        handed = kwargs.pop("work", None)
        spider = cls(handed or open_work(crawler.settings, cls.family, **kwargs))
        spider.is_handed = handed is not None
        spider._set_crawler(crawler)
        spider._know_hosts(Hosts.of(crawler))
        GuardedResolver.allowed.update(host.partition(":")[0] for host in spider.work.hosts)
        crawler.signals.connect(spider.opened, signal=signals.spider_opened)
        crawler.signals.connect(spider.closed_down, signal=signals.spider_closed)
        return spider

    def _know_hosts(self, hosts: Hosts) -> None:
        """Tell the hosts which of them the registry names, and what each had of its day."""
        hosts.named = self.work.hosts
        self.budgeted = bool(hosts.daily)
        if hosts.daily:
            tries = 1 + self.settings.getint("RETRY_TIMES")
            hosts.recall(spent_today(self.work.session.store.db, hosts.today(), tries))

    def opened(self) -> None:
        """Have pages read, and collect readings, from now on."""
        for job, seconds in ((self.work.commit, _COMMIT), (self.work.gather, _GATHER)):
            self._ticks.append(create_looping_call(partial(self._do, job)))
            self._ticks[-1].start(seconds, now=False)

    def closed_down(self, reason: str) -> None:
        """Store the rest and end the run."""
        for ticks in self._ticks:
            ticks.stop()
        self.lookers.shutdown()
        self.work.finish(reason, self.crawler.stats.get_stats())
        if self.work.broken is not None and not self.is_handed:  # else who made the run tells of it
            self.logger.error("%s", self.work.broken)

    def give_up(self, error: ArchiveError) -> None:
        """End the run, whose archive can't be written: what comes in from now on could not be kept."""
        if self.work.broken is None:
            self.work.broken = error
            end_early(self.crawler, "failed")

    def _do(self, job: Callable[[], None]) -> None:
        """A job of the archive, as long as that can be written."""
        try:
            if self.work.broken is None:
                job()
        except ArchiveError as error:
            self.give_up(error)

    async def start(self) -> AsyncIterator[Request]:
        """The first leads of every portal that is to be visited. Scrapy sends what it has while it takes further ones:
        nothing is sent until all homes and columns are queued, or which is asked first were a matter of time.
        """
        first, again = self.work.first_leads()
        for lead in first:
            yield self.queued(lead)
        self.has_begun = True
        for lead in again:
            yield self.queued(lead)

    @property
    def renders(self) -> bool:
        """Whether pages are put together in a browser that exist only after their scripts ran."""
        return self.settings.getbool("RENDER")

    # -- what the scheduler asks -------------------------------------------------------------------------------------

    def wants(self, lead: Lead) -> bool:
        """Whether a lead is still worth a request."""
        return self.visits[lead.portal].wants(lead)

    @property
    def is_behind(self) -> bool:
        """Whether the first leads are still being queued, or reading is so far behind that nothing more should be
        fetched now, or the archive can't be written.
        """
        return not self.has_begun or self.keeper.is_behind or self.work.broken is not None

    def request_of(self, lead: Lead) -> Request:
        """The request of a lead, counted against the portal's budget."""
        self.visits[lead.portal].spend(lead)
        return self.queued(lead)

    def queued(self, lead: Lead, *, again: bool = False) -> Request:
        """A lead as the request that the scheduler takes; `again` for one sent before, which goes ahead."""
        headers = {"Referer": lead.via} if lead.via else {}
        if lead.ask.method == "POST":
            headers["Content-Type"] = lead.ask.mime
        meta: dict[str, Any] = {"lead": lead, "again": again}
        if lead.number < 0:
            meta["dont_redirect"] = True
        return Request(
            self.visits[lead.portal].address(lead.url),
            self.parse_answer,
            lead.ask.method,
            headers,
            lead.ask.body or None,
            meta=meta,
            errback=self.parse_failure,
            dont_filter=True,
            priority=lead.score,
        )

    # -- answers -----------------------------------------------------------------------------------------------------

    def parse_answer(self, response: Response) -> Iterator[Request]:
        """What an answer leads to."""
        yield from self._while_kept(self._answered(response))

    def _while_kept(self, found: Iterator[Request]) -> Iterator[Request]:
        """What something leads to, as long as the archive can be written."""
        try:
            yield from found
        except ArchiveError as error:
            self.give_up(error)

    def _answered(self, response: Response) -> Iterator[Request]:
        lead: Lead = response.meta["lead"]
        exam: Exam = response.meta["exam"]
        visit = self.visits[lead.portal]
        visit.arrived(response.meta.get("redirect_urls", []), response.url)
        if exam.refusal:
            if lead.kind != "home" and exam.refusal.then is Then.FOLLOW and visit.leads_home(response.url):
                yield from self._sent_home(lead, response.url)  # the home page is itself a shell that sends on
            else:
                yield from self.refused(lead, exam.refusal, response.url)
            return
        visit.denials = 0
        visit.outcomes["unchanged" if response.meta.get("unchanged") else "answered"] += 1
        if moved := self._moved_from(response):
            yield self.queued(moved)
        if exam.explored is None:
            return
        if lead.kind != "home" and visit.is_home(response.url, exam.explored):
            yield from self._sent_home(lead, response.url)
            return
        if exam.explored.unserved:
            yield from self._unserved(lead, response.url)
        if exam.explored.partial:
            listed = lead.via if lead.kind == "script" else response.url
            self._note_partial(listed, lead, visit, f"page {lead.number} of a list counts more and leads to no other")
        if emptied := self._emptied(lead, exam.explored):
            noted = self.keeper.has_noted(lead.url, emptied.name)
            yield from self.refused(lead, emptied, lead.url, note=not noted)
        yield from self.followed(lead, exam.explored, visit, response)

    def _emptied(self, lead: Lead, explored: Explored) -> Refusal | None:
        """The failure that a known column is which listed reports and now leads to nothing: a page of other things in
        its place, an empty list. None for any other answer.
        """
        column = self.work.column(lead)
        if column is None or not column.reports or explored.rows or explored.divides or explored.role.name == "report":
            return None
        if any(one.inside == COLUMN and one.score in _LEADING_ON for one in explored.leads):
            return None
        if explored.unserved or any(one.kind == "script" for one in explored.leads):
            return None  # its rows are what scripts make of it
        return named("emptied", f"{column.reports} rows were listed here that are, or may be, reports")

    def _sent_home(self, lead: Lead, home: str) -> Iterator[Request]:
        """What a lead leads to in whose place the portal's home page came."""
        refusal = named("soft_redirect_home", home)
        yield from self.refused(lead, refusal, lead.url, note=not self.keeper.has_noted(lead.url, refusal.name))

    def followed(self, lead: Lead, explored: Explored, visit: Visit, response: Response) -> Iterator[Request]:
        """The leads of a page, those that are new and may belong to the column."""
        visit.family = explored.family if explored.family != "general" else visit.family
        if lead.kind == "home":
            visit.own.add(host_of(response.url))
            visit.boiler, visit.home_title = visit.boiler | frozenset(explored.keys), explored.title
        if explored.role.name == "report":
            visit.report(lead, explored.content)
        elif self._is_sought(lead) and not explored.is_shell:
            visit.misses += 1
        leads = [*explored.files, *explored.leads]
        if explored.inside == COLUMN and explored.role.name == "list" and lead.kind != "script":
            leads = list(self._of_column(lead, explored, visit, leads, response))
        branches = False
        for one in map(self._known_for, leads):
            if self._is_anothers(one):
                continue
            if visit.follow(one, response.url) if one.kind == "home" else visit.take(one):
                branches = branches or (one.inside == COLUMN and one.score in (YEAR, UNIT, COLUMN_LINK))
                yield self.queued(self._in_turn(one, visit))
        if branches:
            visit.led_on(lead)

    def _known_for(self, lead: Lead) -> Lead:
        """A lead to what earlier runs hold as a report, as one, whatever its row says: 教育局 may be all of it, and
        what is gone in its place is looked at twice.
        """
        return replace(lead, kind="article") if lead.kind == "page" and self.work.is_known(lead.url) else lead

    def _is_anothers(self, lead: Lead) -> bool:
        """Whether a lead is to a body that is a portal of this run itself: its own visit asks it."""
        if lead.score not in (LISTED_UNIT, HOME_UNIT):
            return False
        portal = self.portal_of(lead.url)
        return portal is not None and portal.id != lead.portal and portal.id in self.visits

    def _in_turn(self, lead: Lead, visit: Visit) -> Lead:
        """A lead with its worth: under a daily budget a report that earlier runs hold waits for all they do not, or
        each day's crawl would be spent on the same ones.
        """
        if not self.budgeted or lead.kind not in ("article", "attachment") or not self.work.is_known(lead.url):
            return lead
        visit.known_leads += 1
        return replace(lead, score=_KNOWN)

    def _of_column(
        self, lead: Lead, explored: Explored, visit: Visit, leads: list[Lead], response: Response
    ) -> Iterator[Lead]:
        """The leads of a column's page: not the site's own menus, and no next page where this one brought nothing
        new.
        """
        address = lead.column if lead.number > 1 or lead.kind == "data" else lead.url
        column = visit.known(address or lead.url)
        fresh = set(explored.keys) - column.keys
        column.keys |= fresh
        column.pages += 1
        if lead.number > 1 and not fresh:
            further = list(self._beyond(lead, leads))
            if lead.stated and not further:
                reason = f"page {lead.number} of a list that counts more brought nothing new"
                self._note_partial(lead.url, lead, visit, reason)
            yield from further
            return
        self.work.learn(lead, explored, column, visit)
        as_before = self.work.is_refresh and bool(response.meta.get("unchanged")) and not visit.walks
        for one in leads:
            menu = one.score in (YEAR, UNIT, COLUMN_LINK) and key(one.url) in visit.boiler and lead.kind != "home"
            waits = as_before and self._may_wait(one, explored)
            if not menu and not (waits and visit.hold_back(one)):
                yield one

    def _may_wait(self, lead: Lead, explored: Explored) -> bool:
        """Whether what a list that is as it was leads to may wait for the next walk through the portal: parts of years
        long past, and its further pages, where it has rows itself. What is posted can't be asked for by its validators:
        it waits, too, where all is asked for.
        """
        if self.work.everything and lead.ask.method == "GET":
            return False
        if lead.number > 1 and lead.score != UNIT:
            return explored.rows > 0 and not self.keeper.is_cheap(lead.ask.method, lead.url)
        return lead.kind == "data" and is_old(lead.year, self.work.begun.date())

    def _beyond(self, lead: Lead, leads: list[Lead]) -> Iterator[Lead]:
        """What is asked after a further page that brought nothing new: the page another way; else, where a service has
        answered first with what the page itself held already, its next part.
        """
        if other := lead.fallback():
            yield other
        elif lead.number == _SECOND and lead.kind == "data":
            yield from (replace(one, stated=lead.stated) for one in leads if one.number > lead.number)

    def _note_partial(self, url: str, lead: Lead, visit: Visit, reason: str) -> None:
        """Keep that a list has more than it gave."""
        visit.refusals["partial"] += 1
        if not self.keeper.has_noted(url, "partial"):
            self.keeper.keep_failure(url, Context(visit.portal, lead.kind, lead.via, "partial", reason))

    def _moved_from(self, response: Response) -> Lead | None:
        """A second look at a known document that now redirects for good, or to a report: two looks confirm that it
        moved.
        """
        lead: Lead = response.meta["lead"]
        origin = next(iter(response.meta.get("redirect_urls", [])), "")
        explored = response.meta["exam"].explored
        to_report = explored is not None and explored.role.name == "report"
        for_good = to_report or response.meta.get("redirect_reasons", [0])[0] in MOVED_STATUS
        if (
            origin
            and for_good
            and lead.kind in ("article", "attachment")
            and lead.number > 0
            and self.work.is_known(origin)
        ):
            return replace(lead, ask=Ask(origin), number=-1, score=0)
        return None

    # -- failures ----------------------------------------------------------------------------------------------------

    def parse_failure(self, failure: Failure) -> Iterator[Request]:
        """What a request that got no answer leads to; the failure is kept by name."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, ArchiveError):
            self.give_up(failure.value)
        if self.work.broken is None:  # else it failed for a reason of our own
            yield from self._while_kept(self._failed(request, failure.value))

    def _failed(self, request: Request, error: BaseException | None) -> Iterator[Request]:
        refusal = fault_of(error, request.url)
        exam: Exam | None = request.meta.get("exam")
        unkept = not request.meta.get("replayed") and (exam is None or exam.refusal is None)
        yield from self.refused(request.meta["lead"], refusal, request.url, note=unkept)

    def refused(self, lead: Lead, refusal: Refusal, url: str, *, note: bool = False) -> Iterator[Request]:
        """Do what the failure's name says."""
        visit = self.visits[lead.portal]
        if refusal.then is Then.RENDER and self.renders and not lead.render and lead.ask.method == "GET":
            yield self.queued(replace(lead, ask=Ask(url), render=True))
            return
        visit.refusals[refusal.name] += 1
        if refusal.name == "budget":
            visit.put_off[host_of(url)] += 1
            return
        if note:
            context = Context(visit.portal, lead.kind, lead.via or None, refusal.name, refusal.reason)
            self.work.reach.hold(host_of(url), refusal.name, partial(self.keeper.keep_failure, url, context))
        if refusal.then is Then.FOLLOW and refusal.target and lead.depth < 12:
            followed = replace(lead, ask=Ask(refusal.target), depth=lead.depth + 1)
            if visit.follow(followed, url):
                yield self.queued(followed)
            return
        visit.misses += self._is_sought(lead) and refusal.name not in _FREE
        yield from self._another_way(lead, refusal, visit, url)

    def _is_sought(self, lead: Lead) -> bool:
        """Whether a lead is one to a report that is not known yet."""
        return lead.kind in ("article", "attachment", "body") and lead.number > 0 and not self.work.is_known(lead.url)

    def _unserved(self, lead: Lead, url: str) -> Iterator[Request]:
        """What a shell leads to whose scripts told nothing, or got an answer that tells no address: a browser, or its
        name.
        """
        page = replace(lead, others=(), shell=None, context="", bare=False)
        if lead.kind in ("script", "data") and lead.via:
            url, page = lead.via, replace(page, ask=Ask(lead.via), kind=lead.shell or "page")
        known = self.keeper.has_noted(url, "needs_render")
        yield from self.refused(
            page, named("needs_render", "its scripts ask for what can't be told"), url, note=not known
        )

    def note_part(self, lead: Lead, url: str, refusal: Refusal) -> None:
        """Keep that a script of a lead's page was not answered."""
        self.visits[lead.portal].refusals[refusal.name] += 1
        context = Context(self.visits[lead.portal].portal, "part", lead.url, refusal.name, refusal.reason)
        self.keeper.keep_failure(url, context)

    def _another_way(self, lead: Lead, refusal: Refusal, visit: Visit, url: str) -> Iterator[Request]:
        """Another address of the same lead, the other scheme once a host, a second look, or the end of the visit."""
        if other := lead.fallback():
            yield self.queued(other)
        elif host_of(url) not in visit.schemes and (refusal.then is Then.OTHER_SCHEME or _silent_home(lead, refusal)):
            # Ahead of the host's other leads: they are asked the way that this one is answered.
            yield self.queued(replace(lead, ask=replace(lead.ask, url=visit.other_way(url))), again=True)
        elif (
            lead.number > 0
            and lead.kind in ("article", "attachment")
            and refusal.name in _GONE
            and self.work.is_known(lead.url)
        ):
            yield self.queued(replace(lead, number=-1, score=0))
            yield from (self.queued(one) for one in visit.miss() if visit.take(one))
        elif lead.kind == "script" and refusal.then not in (Then.LEAVE, Then.WAIT):
            if needs_render(lead):
                yield from self._unserved(lead, url)
        elif self.work.is_refresh and lead.score == KNOWN_COLUMN and refusal.name in _LOST:
            # The column went elsewhere, and what is new with it: it is searched for as in a crawl. One that is there
            # and empty is asked again, too: the list may only fail for now.
            visit.has_lost = True
            if refusal.name in _GONE:
                self.work.forget(lead)
            yield from (self.queued(one) for one in home_lead(visit.portal) if visit.take(one))
        else:
            visit.cut_short = visit.cut_short or _cuts_short(lead, refusal)
            if self._ends_visit(lead, refusal, visit, host_of(url)):
                self.work.leave(visit, refusal)

    def _ends_visit(self, lead: Lead, refusal: Refusal, visit: Visit, host: str) -> bool:
        """Whether a failure is the whole portal's: a refusal by its nature, of the home page, or of page after page.
        What another host refuses, or whose name is dead, ends nothing but the questions to that host.
        """
        if host not in visit.own:
            visit.left |= {host} if refusal.then in (Then.LEAVE, Then.WAIT) else set()
            return False
        visit.denials += refusal.name.startswith("denied_") or refusal.name in _AS_DENIED
        if refusal.then in (Then.LEAVE, Then.WAIT):
            return True
        # What a splash page calls 首页 may be dead beside a menu that is not.
        return (lead.kind == "home" and lead.depth == 0) or visit.denials >= _DENIALS

    def portal_of(self, url: str) -> Portal | None:
        """The portal whose host an address is on."""
        return self.work.registry.by_host(url)


def _silent_home(lead: Lead, refusal: Refusal) -> bool:
    """Whether a portal's home does not answer over one scheme: timeouts and 502 over https with 200 over http were
    met.
    """
    return lead.kind == "home" and refusal.name in ("timeout", "server_error")


def _cuts_short(lead: Lead, refusal: Refusal) -> bool:
    """Whether a failure leaves a list unread that may be answered another day."""
    passing = refusal.name.startswith("denied_") or refusal.name in _AS_DENIED
    for_now = passing or refusal.then not in (Then.SKIP, Then.FOLLOW, Then.RENDER)
    return for_now and lead.inside == COLUMN and lead.kind in ("page", "list", "data", "frame")


_SECOND = 2
_GONE = frozenset({"not_found", "gone", "soft_404", "soft_redirect_home"})
_LOST = _GONE | {"emptied"}
# What a site answers to each page alike, while it lasts.
_AS_DENIED = frozenset({"login_required", "out_of_service"})
_LEADING_ON = frozenset({YEAR, UNIT, COLUMN_LINK, DATA, NEXT})
# Failures that cost a portal no request, or are none of the search's.
_FREE = frozenset({"robots_disallowed", "private_address", "foreign_host", "too_long_address", "needs_render"})
