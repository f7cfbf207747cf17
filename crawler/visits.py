"""A portal's visit within one run: what was asked, what it gave, what it cost, and when it is enough."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from crawler.addresses import host_of, key, other_scheme
from crawler.discovery.explore import Explored
from crawler.discovery.leads import COLUMN, Lead
from crawler.discovery.worth import HOME_UNIT, LISTED_UNIT, PLATFORM_UNIT, UNIT
from pipelines.registry import Portal

MAX_DEPTH = 12
_LETTER = re.compile("[A-Za-z]")
# Unit pages of one host asked in a row that led to no report, after which a portal's units are taken not to publish
# there. Units with hosts of their own are asked side by side: none says anything of another.
BARREN_UNITS = 8
# With reports found in a column of them, leads under this (neighbours of the report column, pictures without text) are
# no longer worth asking. One among the home page's news says nothing of where the others are.
ENOUGH = 40
# The worth of the columns that earlier runs learnt: asked before what is searched.
KNOWN_COLUMN = 98
# Search budgets that leads taken for reports may cost without leading to one.
ASTRAY = 2
# Known reports in whose place the same page of something else came, from which on it is the site's trouble, not theirs.
_STAND_IN = 3
# Steps of a path that are the same ones over and over: a relative link joined to its own folder, again and again.
_LOOP, _ROUNDS = 3, 3


@dataclass(slots=True)
class Column:
    """A column of reports as met in this run: its links by key, its reports, the page it was followed to."""

    name: str = ""
    unit: str = ""
    keys: set[str] = field(default_factory=set)
    reports: int = 0
    pages: int = 0
    method: str = "GET"
    body: str = ""


@dataclass(slots=True)
class Visit:
    """What one run knows of one portal.

    `budget` is the number of requests other than reports and their files that are made before the first report is
    found, and `per_report` how many more each report found allows. `own` are the hosts whose refusal is the portal's;
    `left` are others it links to that refused, and are asked no more; `put_off` counts, by host, the leads that a daily
    budget left for another day, `known_leads` those to what earlier runs hold, which then wait for the rest. `echoes`
    are reports met again at another address, `misses` leads taken for reports that led to none, `left_out` leads that
    were left when the search had gone astray or was out of budget. `deep` are leads met too deep in the portal.
    `waiting` are the pages not asked yet with their worth, `raised` those that were met again as worth more.
    `known_reports` counts what earlier runs hold, `is_settled` says that one searched the whole portal and found a
    column of reports; `searches` says that the portal is searched from its home page, `walks` that its lists are
    walked to their ends though they begin as before. `held` are the further pages of lists that showed nothing new,
    `has_missed` says that a known report is not where it was, `has_lost` that a known column is not, `cut_short`
    that a list was not answered. `strange` are the addresses of known reports in whose place something else came,
    by its digest.
    """

    portal: Portal
    budget: int
    per_report: int
    family: str = ""
    home_title: str = ""
    boiler: frozenset[str] = frozenset()
    columns: dict[str, Column] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    requests: int = 0
    searched: int = 0
    found: int = 0
    listed: int = 0
    files: int = 0
    barren: Counter[str] = field(default_factory=Counter)
    denials: int = 0
    stopped: str = ""
    refusals: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    schemes: dict[str, str] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    spoken: dict[str, str] = field(default_factory=dict)
    put_off: Counter[str] = field(default_factory=Counter)
    known_leads: int = 0
    contents: set[str] = field(default_factory=set)
    echoes: int = 0
    misses: int = 0
    left_out: int = 0
    waiting: dict[str, int] = field(default_factory=dict)
    raised: dict[str, int] = field(default_factory=dict)
    deep: set[str] = field(default_factory=set)
    held: list[Lead] = field(default_factory=list)
    has_missed: bool = False
    has_lost: bool = False
    cut_short: bool = False
    strange: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    known_reports: int = 0
    is_settled: bool = False
    searches: bool = True
    walks: bool = True

    def __post_init__(self) -> None:
        homes = (self.portal.base_url, self.portal.annual_report_list_url)
        self.own |= {host_of(home) for home in homes if home}

    def take(self, lead: Lead) -> bool:
        """Note a lead; False where it was noted before or lies too deep. A page that waits still is taken again where
        it is worth more: the menu's bodies may be the column's parts.
        """
        # A page's script is read with what the page says, for each page; it is sent for once a run.
        known = f"{lead.ask.key} of {key(lead.via)}" if lead.kind == "script" else lead.ask.key
        if known in self.seen and not self._rises(lead):
            return False
        if lead.depth > MAX_DEPTH:
            self.deep.add(known)
            return False
        if _is_endless(urlsplit(lead.url).path):
            self.left_out += 1
            return False
        self.seen.add(known)
        if lead.kind == "page":
            self.waiting[known] = lead.score
        return True

    def _rises(self, lead: Lead) -> bool:
        """Whether a lead is to a page that waits to be asked and is worth more than it was when it was noted."""
        was = self.waiting.get(lead.ask.key) if lead.kind in ("page", "article") else None
        if was is None or lead.score <= was:
            return False
        self.raised[lead.ask.key] = lead.score
        return True

    def wants(self, lead: Lead) -> bool:
        """Whether a lead is still worth a request: a report always, others while the budget lasts."""
        if self.stopped or host_of(lead.url) in self.left:
            return False
        if lead.kind == "page" and lead.score < self.raised.get(lead.ask.key, 0):
            return False
        if lead.kind in ("article", "attachment", "body"):
            # What earlier runs hold (no page led to it) is looked at whatever the search comes to.
            astray = bool(lead.via) and lead.number > 0 and self.is_astray()
            self.left_out += astray
            return not astray
        if lead.score < ENOUGH and (self.listed or (self.is_settled and not self.has_lost)):
            return False
        if self.overspent():
            self.left_out += 1
            return False
        barren = self.barren[host_of(lead.url)] >= BARREN_UNITS and _is_unit_lead(lead)
        self.left_out += barren and lead.inside == COLUMN
        return not barren

    def led_on(self, lead: Lead) -> None:
        """Note that a body's page led to new branches of a column: it is on the way to reports, and not barren."""
        if lead.kind not in ("article", "attachment", "body"):
            self.barren[host_of(lead.url)] -= _is_unit_lead(lead)

    def hold_back(self, lead: Lead) -> bool:
        """Hold the next page of a list that showed nothing new until a known report is missed, which may have moved to
        another place of the list; False where one was missed already, and the page is to be asked.
        """
        if not self.has_missed:
            self.held.append(lead)
        return not self.has_missed

    def miss(self) -> list[Lead]:
        """Note that a known report is not where it was; returns what was held till then."""
        held, self.held, self.has_missed = self.held, [], True
        return held

    def spend(self, lead: Lead) -> None:
        """Count a request that is about to be made; a known column is no search, and a script that other pages link,
        too, is at hand.
        """
        if lead.kind == "script" and lead.ask.key in self.seen:
            return
        self.seen |= {lead.ask.key} if lead.kind == "script" else set()
        self.requests += 1
        self.waiting.pop(lead.ask.key, None)
        if lead.kind == "attachment":
            self.files += 1
        elif lead.kind not in ("article", "body") and lead.score != KNOWN_COLUMN:
            self.searched += 1
            self.barren[host_of(lead.url)] += _is_unit_lead(lead)

    def report(self, lead: Lead, content: str = "") -> None:
        """Count a report found; one of the same content as another is not worth further requests."""
        self.found += 1
        self.echoes += content in self.contents
        self.contents |= {content} - {""}
        self.listed += lead.inside == COLUMN
        for url in (lead.url, lead.via, lead.column):
            self.barren[host_of(url)] = 0
        if column := self.columns.get(lead.column):
            column.reports += 1

    def known(self, column: str) -> Column:
        """The column of an address, made on first use."""
        return self.columns.setdefault(column, Column())

    def arrived(self, redirects: list[str], url: str) -> None:
        """Note where redirects led, which need not be asked for again, and the scheme that a host speaks: the one it
        sends to, or answered over when the other failed. It is asked over that from then on.

        The home page in a lost report's place is not noted: where the column is lost as well, it is searched from.
        """
        if redirects:
            self.seen |= {key(url)} - {key(self.portal.base_url)}
            if url == other_scheme(redirects[-1]) and url.startswith("https:"):
                self.spoken[host_of(url)] = "https"
        elif self.schemes.get(host_of(url)) == urlsplit(url).scheme:
            self.spoken[host_of(url)] = urlsplit(url).scheme

    def other_way(self, url: str) -> str:
        """The address with the other scheme, which its host is tried with; noted, so that it is tried once."""
        other = other_scheme(url)
        self.schemes[host_of(url)] = urlsplit(other).scheme
        return other

    def follow(self, lead: Lead, origin: str) -> bool:
        """Note a lead that a shell at `origin` sends to; False where it was noted before. A folder's own index file is
        another page than the folder that sends there, though one key stands for both.
        """
        if key(lead.url) != key(origin):
            return self.take(lead)
        fresh = lead.url != origin and lead.url not in self.seen
        self.seen.add(lead.url)
        return fresh

    def address(self, url: str) -> str:
        """An address as it is asked: over the scheme that its host is known to speak."""
        spoken = self.spoken.get(host_of(url))
        return other_scheme(url) if spoken and not url.startswith(f"{spoken}:") else url

    def stands_in(self, digest: str, url: str) -> bool:
        """Note that something else came in a known report's place; whether it came in that of several."""
        self.strange[digest].add(key(url))
        return len(self.strange[digest]) >= _STAND_IN

    def is_strange_home(self, explored: Explored) -> bool:
        """Whether what came as the home page has another title than before and leads nowhere, though reports are
        known.
        """
        known = self.known_reports and self.home_title and explored.title != self.home_title
        return bool(known) and not (explored.leads or explored.rows)

    def is_home(self, url: str, explored: Explored) -> bool:
        """Whether an answer is the portal's home page, in place of what was asked."""
        if key(url) == key(self.portal.base_url):
            return True
        if not self.home_title or explored.title != self.home_title or explored.rows or explored.role.name == "report":
            return False
        if explored.is_shell or any(key(lead.url) not in self.boiler for lead in explored.leads):
            return False  # small sites have one title and one menu on all pages; what leads further is no home page
        return len(self.boiler ^ frozenset(explored.keys)) <= max(2, len(self.boiler) // 10)

    def leads_home(self, target: str) -> bool:
        """Whether an address that a shell sends to is the portal's home page."""
        return bool(target) and key(target) == key(self.portal.base_url)

    def overspent(self) -> bool:
        """Whether the search has used up its budget."""
        reports = max(self.found - self.echoes, self.known_leads, self.known_reports)
        return self.searched >= self.budget + self.per_report * reports

    def is_astray(self) -> bool:
        """Whether what is taken for reports leads to none, or to the same ones again: a trap without end, or spam."""
        return self.misses + self.echoes >= ASTRAY * self.budget + self.per_report * (self.found - self.echoes)


def _is_endless(path: str) -> bool:
    """Whether one to three steps of a path, each with a letter in it, stand in it three times over."""
    steps = path.split("/")[1:]
    for size in range(1, _LOOP + 1):
        for start in range(len(steps) - _ROUNDS * size + 1):
            loop = steps[start : start + size]
            if steps[start : start + _ROUNDS * size] == loop * _ROUNDS and all(map(_LETTER.search, loop)):
                return True
    return False


def _is_unit_lead(lead: Lead) -> bool:
    return lead.score in (PLATFORM_UNIT, PLATFORM_UNIT - 5, HOME_UNIT, LISTED_UNIT) or (
        lead.score == UNIT and lead.inside == COLUMN
    )
