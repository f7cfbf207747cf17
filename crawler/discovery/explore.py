"""From one fetched page to what to ask next: the page's role, its family, and its leads with their worth.

Signals in order of trust: the head metas `ColumnType` and `ColumnName`, full titles, the location line, the readable
part of the address, the text of links. Everything is a function of the page and the lead that led to it, so that it can
run in any process.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice, product
from urllib.parse import quote

from lxml import html

from crawler.addresses import clean, key, same_site
from crawler.discovery.answers import Answer, read_answer, shipped_rows
from crawler.discovery.attachments import files_of, is_file
from crawler.discovery.built import row_addresses
from crawler.discovery.choosers import (
    chosen_lists,
    chosen_nodes,
    chosen_option,
    loaded_lists,
    opened_nodes,
    unread_choices,
    with_choices,
)
from crawler.discovery.details import SHELL_TEXT, completed, detail_of
from crawler.discovery.further import is_counted, next_lead, paged
from crawler.discovery.leads import COLUMN, OUTSIDE, PLATFORM, Ask, Lead
from crawler.discovery.linked import (
    asks_for_itself,
    awaits_more,
    bodies_script,
    needs_render,
    says_it_has_more,
    script_lead,
    shell_of,
    told_by,
    untold_rows,
    with_script,
)
from crawler.discovery.page import Link, Page, readable
from crawler.discovery.pagers import counted_pages, fields_of, looped_next, posted_back, submitted, total_pages
from crawler.discovery.roles import Role, inside_of, is_article_address, role_of
from crawler.discovery.scripts import CHOICE, bound_to, called, opened_by_choice
from crawler.discovery.services import services_of
from crawler.discovery.texts import text_of
from crawler.discovery.words import is_column, is_unit, squash
from crawler.discovery.worth import (
    BOARD,
    COLUMN_LINK,
    DATA,
    FILE,
    LIKELY,
    NEXT,
    OPENNESS,
    OPENNESS_SLUG,
    REPORT,
    SPLASH,
    UNIT,
    YEAR,
    file_of,
    judged_in_column,
    judged_outside,
    lead_of,
    leads_of,
)
from crawler.families import GENERAL, Family, by_code, recognise
from crawler.families.family import moved_on

MAX_OPTIONS, MAX_TOGETHER = 120, 300
_SELECTS = 8  # a select asks for its page's address once an option
_PROSE = re.compile(r"[\u3400-\u9fff，。；：、0-9]{25,}")
_STUB, _LEAST_PROSE = 500, 100  # characters of prose
_PAGER = re.compile(r"[\[(]?\d{0,4}[\])]?|\W*(?:[上下前后]一?页|首页|[尾末]页|最后一?页|跳转|GO)\W*|[<>«»‹›.…]+", re.I)
# A fragment of markup that a script puts in. A header may hold the menu: it is no junk here, as it is among frames.
_PUT_IN = re.compile(r"""\.load\(\s*["']([^"'\s]{3,200}?\.(?:s?html?|jsp|aspx?|php))["']""")
_JUNK_PART = re.compile(r"visit|count|weather|tianqi|share|login|tongji|stat\b|foot|bottom|copyright", re.I)
_JUNK_FRAME = re.compile(
    r"visit|count|player|video|map\.|weather|tianqi|share|login|comment|counter|tongji|stat\b|footer|header|top\.|foot\.|bottom",
    re.I,
)


@dataclass(slots=True)
class Explored:
    """What a fetched page is and leads to.

    `leads` are in the page's order; those with `Lead.kind` of `attachment` that belong to the report itself are in
    `files` instead. `rows` counts the links of the body that are or may be reports; `keys` are those of all its links;
    `content` tells a report's prose from another's; `made` is the article that a shell's service completed, as markup;
    `divides` says that a page without rows only leads to the parts of a column; `unserved` says that the scripts of a
    shell ask for nothing that can be told, or that the rows they are answered have no address that can be; `partial`
    that a list counts more than it gives or leads to.
    """

    role: Role
    inside: int = OUTSIDE
    family: str = "general"
    leads: list[Lead] = field(default_factory=list)
    files: list[Lead] = field(default_factory=list)
    rows: int = 0
    keys: list[str] = field(default_factory=list)
    title: str = ""
    more: bool = False
    made: str = ""
    content: str = ""
    divides: bool = False
    unserved: bool = False
    partial: bool = False

    @property
    def asks(self) -> bool:
        """Whether the page names the service of a list."""
        return any(lead.kind == "data" for lead in self.leads)

    @property
    def points(self) -> bool:
        """Whether what the page shows is elsewhere: in the answer of a service, or in a frame."""
        return self.asks or any(lead.kind == "frame" for lead in self.leads)

    @property
    def is_shell(self) -> bool:
        """Whether the page shows nothing itself and names the service of its body."""
        return any(lead.kind == "body" for lead in self.leads)


def explore(body: bytes, declared: str | None, lead: Lead, url: str, family: str, year: int) -> Explored:
    """What the answer to a lead is and leads to.

    `url` is where the answer came from (after redirects), `declared` the charset of its header, `family` the code known
    for the portal, `year` the present one: columns of years to come are a calendar's.
    """
    known = by_code(family)
    if lead.kind == "data" and (answer := read_answer(url, body, declared, lead.built)) is not None:
        return _from_answer(answer, lead, known, year)
    if lead.kind == "body":
        return _from_detail(body, declared, lead, known)
    if lead.kind == "script":
        return _from_script(body, declared, lead, known, year)
    page = readable(url, body, declared)
    if page is None:
        return Explored(Role("empty", ""), lead.inside, known.code)
    return _with_built(_from_page(page, lead, known, year), page.source, page.base)


def _with_built(found: Explored, source: str, base: str) -> Explored:
    """What was found, its requests for data told how the page or script that makes them builds addresses of rows."""
    if any(one.kind == "data" for one in found.leads) and (built := row_addresses(source, base)):
        found.leads = [replace(one, built=built) if one.kind == "data" else one for one in found.leads]
    return found


def _from_page(page: Page, lead: Lead, known: Family, year: int) -> Explored:
    role = role_of(page, lead)
    # A report leads nowhere by its CMS: only a family that is not known yet is looked for in it.
    family = known if role.name == "report" and known is not GENERAL else recognise(page, known)
    inside = inside_of(page, lead)
    here = replace(lead, inside=inside)
    links = [*page.links, *family.links(page), *_shipped(page)]
    found = Explored(role, inside, family.code, title=page.title, keys=_row_keys(links))
    found.leads = list(leads_of(links, page, here, year, report=role.name == "report"))
    found.rows = sum(one.score in (REPORT, LIKELY, FILE) for one in found.leads)
    if role.name == "report":
        found.files = [file_of(link, here, page.url) for link in files_of(page, images=_is_stub(page))]
        found.content = _content(page, role.title)
        return found
    if lead.kind == "article" and not found.rows and (ask := detail_of(page)) and not moved_on(ask):
        found.leads = [_detail(here, ask, page.url)]
        return found
    if role.name == "list" and (inside == COLUMN or found.rows or _is_of_board(lead)):
        further = paged(page, here, family, found.rows)
        found.more = bool(further)
        found.leads.extend(further)
    chosen = list(_chosen_on(page, here, year)) if role.name == "list" else []
    found.leads.extend(chosen)
    if role.name == "list" and inside == PLATFORM and not found.rows and (script := bodies_script(page, here)):
        found.leads.append(script)
    if lead.kind == "article" and _lacks_body(page, lead, found) and (script := script_lead(page, here)):
        found.leads.append(script)
    if role.name != "list":
        return found
    parts = any(one.score in (YEAR, UNIT) for one in found.leads)
    found.divides = parts and not found.rows and not is_article_address(page.url) and _is_stub(page)
    found.leads.extend(_frames(page, here))
    if inside != OUTSIDE or family.code == "gd_gkmlpt":
        found.leads.extend(_services(page, here, family, found.rows))
    choices = "" if chosen else _unread(page, here, year)
    untold = untold_rows(page) if found.inside == COLUMN and not lead.render else ""
    if untold or _is_bare(found, lead):
        scripts = [replace(script, untold=untold) for script in [script_lead(page, here, choices)] if script]
        found.leads += scripts
        found.unserved = not scripts and (bool(untold) or asks_for_itself(page))
    elif _lacks_menu(found, lead):
        found.leads += _menus(page, here, choices)
    elif choices or _is_last_part(found):
        waits = choices or (lead.kind != "data" and not lead.render and awaits_more(page))
        script = script_lead(page, here, choices) if waits else None
        found.leads += [replace(script, listed=True)] if script else []
        found.partial = not script and _is_last_part(found) and _counts_more(page, lead.number, family)
    return found


def _shipped(page: Page) -> list[Link]:
    """The reports that a page's scripts hold and its template gives addresses to."""
    return list(shipped_rows(page.scripts, page.url, row_addresses(page.source, page.base)))


def _is_of_board(lead: Lead) -> bool:
    """Whether a page is one of a board of notices, or of another list that is being gone through."""
    return lead.score == BOARD or lead.number > 1


def _is_last_part(found: Explored) -> bool:
    """Whether a page lists reports of a column and names no further part of the list."""
    return found.inside == COLUMN and found.rows > 0 and not (found.more or found.asks)


def _counts_more(page: Page, number: int, family: Family) -> bool:
    """Whether the `number`th page of a list says that there are more, in pages or in rows. A family that counts records
    counts those of further pages against all; a datastore's screens are no pages.
    """
    if page.records:
        return number == 1 and family.counts_more(page, number)
    pages = max(total_pages(page) or 0, counted_pages(page.scripts) or 0)
    counted = pages > number or (number == 1 and family.counts_more(page, number))
    return counted or says_it_has_more(page, number)


def _lacks_menu(found: Explored, lead: Lead) -> bool:
    """Whether a home page, or one of the platform, says nothing of where the reports or the platform are."""
    entry = lead.kind == "home" or (found.inside == PLATFORM and lead.score >= OPENNESS)
    return entry and not found.rows and not _names_entry(found.leads)


def _names_entry(leads: list[Lead]) -> bool:
    """Whether one of the leads is to the platform, a column or a report."""
    return any(one.score >= OPENNESS_SLUG for one in leads)


def _menus(page: Page, lead: Lead, choices: str) -> Iterator[Lead]:
    """Where a page's menu may be that it does not hold itself: a fragment that a script puts in, or a script that
    writes it.
    """
    for path in dict.fromkeys(_PUT_IN.findall(page.scripts)):
        if (url := clean(path, page.base)) and same_site(url, page.url) and not _JUNK_PART.search(url):
            yield replace(lead, ask=Ask(url), kind="frame", score=SPLASH, via=page.url, depth=lead.depth + 1)
    yield from _asked_trees(page, lead)
    if script := script_lead(page, lead, choices):
        yield script


def _asked_trees(page: Page, lead: Lead) -> Iterator[Lead]:
    """What a platform's page that names no body asks for itself: the tree of its bodies may be among it."""
    for ask in services_of(page.scripts, page.base) if lead.inside == PLATFORM else ():
        yield replace(_service(lead, ask, page.url), inside=PLATFORM, score=SPLASH)


def _is_bare(found: Explored, lead: Lead) -> bool:
    """Whether a column shows neither rows nor where its lists are."""
    branches = any(one.score in (YEAR, UNIT, NEXT) or one.kind in ("data", "frame") for one in found.leads)
    return found.inside == COLUMN and not found.rows and not branches and lead.number == 1 and not lead.render


def _detail(lead: Lead, ask: Ask, via: str) -> Lead:
    return _of_service(replace(lead, ask=ask, kind="body", score=REPORT, via=via))


def _row_keys(links: list[Link]) -> list[str]:
    """The keys of a page's links without its pager's: an endless pager is always new, its rows are not."""
    return [key(link.url) for link in links if not _PAGER.fullmatch(squash(link.text))]


def _is_stub(page: Page) -> bool:
    """Whether the page's own text is too short to be the report (what counts is prose, not menus)."""
    return sum(map(len, _PROSE.findall(page.text))) < _STUB


def _content(page: Page, title: str) -> str:
    """What tells a report from another, whatever menus and counters stand around it: its title and its prose; empty
    where it has next to none. A short form's report has 300 characters of prose beside its tables.
    """
    prose = _PROSE.findall(page.text)
    if sum(map(len, prose)) < _LEAST_PROSE:
        return ""
    return hashlib.sha256("".join((title, *prose)).encode()).hexdigest()[:16]


def _lacks_body(page: Page, lead: Lead, found: Explored) -> bool:
    """Whether what a report's row led to shows neither a report nor a list."""
    return not (found.rows or lead.render) and _is_stub(page) and len(page.text) <= SHELL_TEXT


def _from_script(body: bytes, declared: str | None, lead: Lead, family: Family, year: int) -> Explored:
    """What a shell's linked script asks for, or the next script of it; of a page without a menu what it writes."""
    found = Explored(Role("list", ""), lead.inside, family.code)
    source = Page(lead.url, body, declared).source
    known = with_script(lead, source)
    if lead.inside != COLUMN and lead.shell != "article":
        page, plain = Page.of_scripts(lead.via, source), replace(lead, kind=lead.shell or "page")
        found.leads = [
            *leads_of(page.links, page, plain, year, report=False),
            *_chosen_on(shell_of(known), plain, year),
        ]
        found.leads += [] if _names_entry(found.leads) else _asked_trees(shell_of(known), lead)
        if not _names_entry(found.leads) and (following := known.fallback()):
            found.leads.append(following)
        found.unserved = not found.leads and lead.bare
        return found
    if lead.untold:
        rows = Page.of_text(lead.via, f"<div>{lead.untold}</div>").with_scripts(known.context)
        found.leads = list(leads_of(rows.links, rows, replace(lead, kind="page", untold=""), year, report=False))
        found.rows = len(found.leads)
    make = _detail if lead.shell == "article" else _service
    if not found.leads:
        found.leads = _continued(known, family) or [make(lead, ask, lead.via) for ask in told_by(known, family)]
    found.leads += _chosen_on(shell_of(known), lead, year) if lead.shell != "article" else ()
    if not found.leads and (following := known.fallback()):
        found.leads = [following]
    found.unserved = not found.leads and needs_render(known)
    found.partial = (
        not found.leads and lead.listed and _counts_more(Page.of_scripts(lead.via, known.context), 1, family)
    )
    return _with_built(found, known.context, lead.via)


def _continued(lead: Lead, family: Family) -> list[Lead]:
    """The further records of a datastore that a page shows, where a script it links says how they are asked for, or
    the list's next page, where one writes its pager.
    """
    if not lead.listed:
        return []
    page = shell_of(lead)
    asks = family.next(page, replace(lead, kind="page")) if page.records else ()
    further = [next_lead(lead, asks, "data", lead.via, stated=False)] if asks else []
    if written := looped_next(page, lead.number):
        further = [next_lead(lead, tuple(written), "list", lead.via, stated=True)]
    return [replace(one, shell=None, context="", listed=False, markup="") for one in further]


def _from_answer(answer: Answer, lead: Lead, family: Family, year: int) -> Explored:
    """What a list in data leads to."""
    page = Page.of_text(answer.url, "<p></p>")
    found = Explored(Role("list", lead.title), lead.inside, family.code, keys=[key(link.url) for link in answer.links])
    found.leads = list(leads_of(answer.links, page, lead, year, report=False))
    found.rows = sum(one.score in (REPORT, LIKELY, FILE) for one in found.leads)
    found.unserved = answer.unaddressed > 0 and not found.rows
    counted = is_counted(answer, family, lead.number)
    if asks := family.next_answer(answer, lead):
        found.more = True
        found.leads.append(next_lead(lead, asks, "data", lead.url, stated=counted))
    # Of further parts next to nothing is told: Hanweb counts records in all, and pages of which it gives three at once.
    found.partial = counted and not asks and found.rows > 0 and lead.number == 1
    return found


def _from_detail(body: bytes, declared: str | None, lead: Lead, family: Family) -> Explored:
    """The report that a shell's service answered, and its files."""
    made = completed(body, declared, lead.title)
    if made is None:
        return Explored(Role("empty", lead.title), lead.inside, family.code)
    page = Page.of_text(lead.via, made)
    role = role_of(page, replace(lead, kind="article"))
    found = Explored(role, lead.inside, family.code, title=page.title, made=made)
    if role.name == "report":
        found.files = [file_of(link, lead, lead.via) for link in files_of(page, images=_is_stub(page))]
    return found


def _chosen_on(page: Page, lead: Lead, year: int) -> Iterator[Lead]:
    """What a page lets choose by scripts: lists of the column, or of a platform the column itself, bodies of either."""
    if lead.inside == COLUMN:
        yield from _chosen(page, lead, year)
        return
    yield from _fetched_columns(page, lead) if lead.inside != OUTSIDE else ()
    yield from _chosen_bodies(page, lead)


def _unread(page: Page, lead: Lead, year: int) -> str:
    """What a page lets choose by functions that it does not hold itself, as markup for a script that it links."""
    if lead.inside == OUTSIDE or lead.number > 1 or lead.render:
        return ""
    if lead.inside == PLATFORM:
        return unread_choices(page, is_column)
    return unread_choices(page, lambda name: _part_named(name, page, lead, year) is not None)


def _chosen(page: Page, lead: Lead, year: int) -> Iterator[Lead]:
    """Lists that a page lets choose, a year's or a body's: by a select (the form it sends, or the address its handler
    makes), or by a click that fetches one, on an element or on the node of a tree.
    """
    if lead.inside != COLUMN or lead.number > 1:
        return
    read: list[tuple[Lead, Page]] = []
    for picks in islice(_picks(page, lead, year), MAX_TOGETHER):
        chosen = next((one.part for one in picks if one.part.unit), picks[0].part)
        if ask := _selected(page, picks):
            yield replace(chosen, ask=ask)
        elif len(picks) == 1 and (ask := chosen_option(page, picks[0].select, picks[0].value)):
            yield _service(chosen, ask, page.url)
        elif other := with_choices(page, {one.select.get("id") or "": one.value for one in picks}):
            read.append((chosen, other))
    # What was posted shows the same tree again, in another state each time.
    for text, ask in posted_back(page, bool) if lead.ask.method == "GET" else ():
        if part := _part_named(text, page, lead, year):
            yield replace(part, ask=ask)
    for chosen, where in read or [(lead, page)]:
        clicked = list(_clicked(where, chosen, lead, year))
        if where is not page and not clicked:
            clicked = [_service(chosen, ask, page.url) for ask in services_of(where.scripts, page.base)]
        yield from clicked
    for ask in loaded_lists(page):
        yield _service(lead, ask, page.url)


def _clicked(page: Page, chosen: Lead, lead: Lead, year: int) -> Iterator[Lead]:
    """The lists that a click fetches, on an element or on the node of a tree, once a year or a body is `chosen`."""
    for element, ask in chosen_lists(page):
        if part := _part_named(text_of(element), page, lead, year):
            yield _service(replace(lead, unit=part.unit or chosen.unit), ask, page.url)

    def is_part(name: str) -> bool:
        return _part_named(name, page, lead, year) is not None

    for name, ask in chosen_nodes(page, is_part):
        yield _service(replace(lead, unit=name if is_unit(name) else lead.unit), ask, page.url)
    for name, url in opened_nodes(page, is_part):
        yield lead_of(Link(url, name), lead, "page", UNIT, COLUMN, page.url, name if is_unit(name) else "")


@dataclass(frozen=True, slots=True)
class Pick:
    """An option of a select that is a part of the report column: its value, and the lead that it would be."""

    select: html.HtmlElement
    value: str
    part: Lead


def _picks(page: Page, lead: Lead, year: int) -> Iterator[tuple[Pick, ...]]:
    """What a page's selects let choose: a year or a body each, or one of each together, where one form sends them or
    the page's functions read them all.
    """
    by_select: dict[html.HtmlElement, list[Pick]] = {}
    for select, text, value in _options(page):
        part = judged_in_column(Link(page.url, text, "option"), page, lead, year)
        if part and part.score in (YEAR, UNIT):
            by_select.setdefault(select, []).append(Pick(select, value, part))
    forms = {next(select.iterancestors("form"), None) for select in by_select}
    sent = len(forms) == 1 and None not in forms and all(select.get("name") for select in by_select)
    if sent or all(with_choices(page, {select.get("id") or "": ""}) for select in by_select):
        yield from product(*by_select.values()) if by_select else ()
    else:
        yield from ((pick,) for picks in by_select.values() for pick in picks)


def _options(page: Page) -> Iterator[tuple[html.HtmlElement, str, str]]:
    """The options of a page's selects that have a value: the select, what is shown, the value."""
    for select in page.tree.iter("select"):
        options = [(text_of(option), option.get("value") or "") for option in select.iter("option")]
        yield from ((select, text, value) for text, value in options[:MAX_OPTIONS] if value)


def _chosen_bodies(page: Page, lead: Lead) -> Iterator[Lead]:
    """The bodies whose own pages a select's handler or a tree's opens, where a home page or the platform has no links
    to them.
    """
    for name, url in opened_nodes(page, is_unit) if lead.inside != OUTSIDE else ():
        judged = judged_outside(Link(url, name, "script"), page, lead)
        yield from [judged] if judged else []
    for select, text, value in _options(page):
        judged = judged_outside(Link(page.url, text, "option"), page, lead) if is_unit(text) else None
        if judged and (address := _opened_by(page, select, value)):
            opened = clean(address, page.base)
            if opened and same_site(opened, page.url):
                yield replace(judged, ask=Ask(opened))


def _part_named(name: str, page: Page, lead: Lead, year: int) -> Lead | None:
    """The lead that a part of the report column would be which is called so; None for what is none."""
    part = judged_in_column(Link(page.url, name, "body"), page, lead, year)
    return part if part and part.score in (YEAR, UNIT, COLUMN_LINK) else None


def _fetched_columns(page: Page, lead: Lead) -> Iterator[Lead]:
    """The column of reports where a platform's menu has no address for it, but fetches it when it is clicked."""
    for _, ask in chosen_lists(page, is_column):
        yield _service(lead, ask, page.url)
    for text, ask in posted_back(page, is_column) if lead.ask.method == "GET" else ():
        yield lead_of(Link(ask.url, text), lead, "page", COLUMN_LINK, COLUMN, page.url, ask=ask)


def _opened_by(page: Page, select: html.HtmlElement, value: str) -> str:
    """The address that a select's handler opens, or the function bound to it, when a value is chosen; empty where it
    opens none.
    """
    return called(select, page.jumps, value) or bound_to(select.get("id") or "", page.scripts, value)


def _selected(page: Page, picks: tuple[Pick, ...]) -> Ask | None:
    """The request that choosing options makes, None where it can't be told."""
    select = picks[0].select
    if len(picks) == 1 and (address := _opened_by(page, select, picks[0].value)):
        url = clean(address, page.base)
        return Ask(url) if url and same_site(url, page.url) else None
    if len(picks) == 1 and (address := _opened(page, select.get("id") or "")):
        url = clean(address.replace(CHOICE, quote(picks[0].value)), page.base)
        return Ask(url) if url and same_site(url, page.url) else None
    chosen = {one.select.get("name") or "": one.value for one in picks}
    outside = "" in chosen or next(select.iterancestors("form"), None) is None
    if outside or any(re.search(r"^(?:https?:|/)|\.\w+$", one.value) for one in picks):
        return None
    return submitted(page, select, fields_of(page, select) | chosen)


@lru_cache(_SELECTS)
def _opened(page: Page, select: str) -> str:
    """The address that the page's scripts open of what is chosen of a select, whose button calls them."""
    return opened_by_choice(page.scripts, page.tree, select) if select and select in page.scripts else ""


def _services(page: Page, lead: Lead, family: Family, rows: int) -> Iterator[Lead]:
    """Lists that the page's scripts would load: asked where the page itself lists nothing."""
    if rows and family.code != "gd_gkmlpt":
        return
    for ask in family.services_of(page, lead):
        yield _service(lead, ask, page.url)


def _service(lead: Lead, ask: Ask, via: str) -> Lead:
    return _of_service(
        replace(lead, ask=ask, kind="data", score=DATA, inside=COLUMN, via=via, column=ask.url, number=1, stated=False)
    )


def _of_service(lead: Lead) -> Lead:
    return replace(
        lead, others=(), depth=lead.depth + 1, shell=None, context="", bare=False, untold="", listed=False, markup=""
    )


def _frames(page: Page, lead: Lead) -> Iterator[Lead]:
    """Frames that may hold the page's list: on the platform, or on a page that has little else."""
    if lead.inside == OUTSIDE and len(page.links) > 15:
        return
    # Of a page of frames alone, the one on top holds the menu.
    junk = _JUNK_PART if all(link.place == "frame" for link in page.links) else _JUNK_FRAME
    for link in page.links:
        if (
            link.place == "frame"
            and not is_file(link.url)
            and not junk.search(link.url)
            and same_site(link.url, page.url)
        ):
            score = COLUMN_LINK + 1 if lead.inside == COLUMN else SPLASH
            yield lead_of(link, lead, "frame", score, lead.inside, page.url)
