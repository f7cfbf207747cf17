"""What a page's link is worth to the search: a report, a list of them, a part of the column, the platform, a body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from crawler.addresses import key, same_site
from crawler.discovery.attachments import is_file, is_image, unwrapped
from crawler.discovery.leads import COLUMN, OUTSIDE, PLATFORM, Ask, Kind, Lead
from crawler.discovery.page import Link, Page, shape_of
from crawler.discovery.roles import is_article_address
from crawler.discovery.words import (
    FIRST_YEAR,
    announces_reports,
    cut_short,
    hints_at_openness,
    is_body_and_year,
    is_distractor,
    is_report_title,
    is_unit,
    is_unit_group,
    is_year,
    may_be_report,
    openness_part,
    part_of,
    side_entry,
    slug,
    squash,
    topic,
)

# The worth of a lead. A report is worth most, then what lists reports; a page of the platform less the less it says.
REPORT, LIKELY, FILE, NEXT, DATA, COLUMN_LINK, YEAR, UNIT = 96, 90, 95, 93, 92, 88, 86, 84
OPENNESS, PLATFORM_UNIT, OPENNESS_SLUG, PART = 70, 50, 30, 20
SPLASH, HOME_UNIT, SITE_MAP, HINT, BOARD = 60, 28, 26, 25, 24
# A directory of the portal's bodies, and the bodies it lists: worth a few requests even after the first reports.
HOME_GROUP, LISTED_UNIT = 43, 42
_SIDE = {"shelf": HOME_GROUP, "map": SITE_MAP, "board": BOARD}
# What a splash page says of the way in: nothing (a picture), or that it is one.
_ENTER = re.compile(r"(?:(?:点击)?进入.{0,12}|中文版?|简体(?:中文)?|汉语|enter)?", re.I)
_SPLASHES = 2
# What the parts of a column may be called, and their folders.
_NAME = re.compile(r"[\u3400-\u9fff（）()、]{2,16}")
_STEP = re.compile(r"[A-Za-z_-][\w-]*/")
_YEARS = re.compile(r"(?:19|20)\d{2}")


def leads_of(links: list[Link], page: Page, lead: Lead, year: int, *, report: bool) -> Iterator[Lead]:
    """The leads among a page's links; from a report's own page only what is a report too, or a column's tree."""
    own = key(page.url)
    for link in links:
        same = key(link.url) == own and not link.fragment and not _is_way_in(link, page, lead)
        if link.place in ("crumb", "frame") or same or is_image(link.url):
            continue
        if (one := _judge(link, page, lead, year)) and (
            not report or one.score in (REPORT, FILE) or (lead.kind != "article" and one.score in (YEAR, UNIT))
        ):
            yield one


def _judge(link: Link, page: Page, lead: Lead, year: int) -> Lead | None:
    """The lead a link is, or None. A file is a report by its title alone; other reports are pages."""
    text = link.text
    if is_file(link.url):
        bare = re.sub(r"\.\w{2,4}$", "", squash(text))
        if is_report_title(bare) or (lead.inside == COLUMN and _may_be_file(bare)):
            return lead_of(link, lead, "attachment", FILE, lead.inside, page.url)
        return None
    if is_report_title(text) and link.place != "option":
        return lead_of(link, lead, "article", REPORT, max(lead.inside, PLATFORM), page.url)
    if announces_reports(text):
        return lead_of(link, lead, "page", YEAR, COLUMN, page.url)
    if (lead.kind == "home" or lead.inside == PLATFORM) and (side := side_entry(text)):
        return lead_of(link, lead, "page", _SIDE[side], lead.inside, page.url)
    known = link.cut and lead.inside == COLUMN and may_be_report(text)
    said = cut_short(text) if link.cut and lead.inside == COLUMN else text
    if (topic(said) == "distractor" and not known) or (slug(link.url) == "distractor" and lead.inside != COLUMN):
        return None
    if lead.inside == COLUMN:
        return judged_in_column(link, page, lead, year)
    return judged_outside(link, page, lead)


def _may_be_file(text: str) -> bool:
    """Whether a file that a page of the report column links may be a report: by its title, or a year, or a body."""
    return may_be_report(text) or is_year(text) or is_unit(text) or is_unit_group(text) or is_body_and_year(text)


def judged_in_column(link: Link, page: Page, lead: Lead, year: int) -> Lead | None:
    """A link on a page of the report column: a title without its subject, a year, a unit, a further column."""
    text = squash(link.text)
    if topic(text) == "column":
        return lead_of(link, lead, "page", COLUMN_LINK, COLUMN, page.url)
    # A row has its day beside it, which no menu's entry has.
    if (link.place != "nav" or link.date) and _may_be_row(link, text, page):
        return lead_of(link, lead, "article", LIKELY, COLUMN, page.url)
    if is_year(text):
        years = [int(found) for found in _YEARS.findall(text)]
        good = all(FIRST_YEAR - 3 <= found <= year for found in years)
        return lead_of(link, lead, "page", YEAR, COLUMN, page.url) if good else None
    body = part_of(text)
    if link.place != "nav" and (body or is_unit_group(text)) and same_site(link.url, page.url):
        return lead_of(link, lead, "page", UNIT, COLUMN, page.url, unit=body)
    if _NAME.fullmatch(text) and topic(text) == "other" and _is_below(link, page):
        return lead_of(link, lead, "page", UNIT, COLUMN, page.url)
    return None


def _may_be_row(link: Link, text: str, page: Page) -> bool:
    """Whether a row of the report column may be a report: by what is left of its title, or, where a narrow list leaves
    nothing but the body's name, by its being an article, or having an address like those of the page's reports.
    """
    if may_be_report(text) or is_body_and_year(text) or (link.cut and may_be_report(link.text)):
        return True
    if not link.cut or "网站" in text or is_distractor(cut_short(text)):
        return False
    return is_article_address(link.url) or shape_of(link.url) in page.report_shapes


def judged_outside(link: Link, page: Page, lead: Lead) -> Lead | None:
    """A link on a page that is in no report column: the column itself, the platform, the units' parts of it."""
    text, said = squash(link.text), topic(link.text)
    if said == "column" or (slug(link.url) == "column" and not is_unit(text) and said in ("other", "year", "openness")):
        score = COLUMN_LINK if said == "column" else COLUMN_LINK - 6
        return lead_of(link, lead, "page", score, COLUMN if said == "column" else PLATFORM, page.url)
    if said == "openness":
        return lead_of(link, lead, "page", OPENNESS + ("政府信息公开" in text) * 5, PLATFORM, page.url)
    if said == "unit" and same_site(link.url, page.url):
        return lead_of(
            link,
            lead,
            "page",
            _unit_score(text, lead),
            lead.inside,
            page.url,
            unit=text if is_unit(text) else lead.unit,
        )
    if lead.inside == PLATFORM and openness_part(text):
        return lead_of(link, lead, "page", PART, PLATFORM, page.url)
    if _is_splash(page, lead) and (said == "home" or (len(page.links) < 6 and _ENTER.fullmatch(text))):
        return lead_of(link, lead, "home", SPLASH, OUTSIDE, page.url)
    if slug(link.url) == "openness" and lead.kind == "home" and not text:
        return lead_of(link, lead, "page", OPENNESS_SLUG, PLATFORM, page.url)
    if (lead.kind == "home" or lead.inside == PLATFORM) and hints_at_openness(text):
        return lead_of(link, lead, "page", HINT, PLATFORM, page.url)
    return None


def _is_splash(page: Page, lead: Lead) -> bool:
    """Whether a home page may be one that has little but the way in."""
    return lead.kind == "home" and lead.depth < _SPLASHES and len(page.links) < 12


def _is_way_in(link: Link, page: Page, lead: Lead) -> bool:
    """Whether a splash page at a host's root links the folder's index file: another page, though one key stands for
    both.
    """
    return link.url != page.url and _is_splash(page, lead) and urlsplit(page.url).path in ("", "/")


def _is_below(link: Link, page: Page) -> bool:
    """Whether a link leads from a folder's page to one of the folder's own folders: `./zj/` on `/zwgk/zfxxgknb/`."""
    own, other = key(page.url), key(link.url)
    folder = own.endswith("/") and own.count("/") > 1
    return folder and other.startswith(own) and _STEP.fullmatch(other, len(own)) is not None


def _unit_score(text: str, lead: Lead) -> int:
    """What a link to a body, or to a directory of bodies, is worth: most on the platform, least on a page that is
    neither the home page nor a directory it links.
    """
    single = is_unit(text) and not is_unit_group(text)  # 部门乡镇 ends as a town's name does
    if lead.inside == PLATFORM or "公开" in text:
        return PLATFORM_UNIT - 5 * single
    if single:
        return LISTED_UNIT if lead.kind == "home" or lead.score == HOME_GROUP else HOME_UNIT
    return HOME_GROUP if lead.kind == "home" else HOME_UNIT


def lead_of(
    link: Link, lead: Lead, kind: Kind, score: int, inside: int, via: str, unit: str = "", ask: Ask | None = None
) -> Lead:
    """The lead that a link is, or what it asks for."""
    column = lead.column or via if kind in ("article", "attachment") else ""
    return Lead(
        lead.portal,
        ask or Ask(unwrapped(link.url)),
        kind,
        score,
        inside,
        lead.depth + 1,
        link.text,
        link.cut,
        unit or lead.unit,
        via,
        column,
        fragment=link.fragment,
        date=link.date,
    )


def file_of(link: Link, lead: Lead, via: str) -> Lead:
    """A file that belongs to the report on the page."""
    return Lead(
        lead.portal,
        Ask(link.url),
        "attachment",
        FILE,
        lead.inside,
        lead.depth + 1,
        link.text,
        link.cut,
        lead.unit,
        via,
        lead.column,
    )
