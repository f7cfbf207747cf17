"""Which agency a printed name means: a body under a division, each as it was in the report's year.

洪泽区人民政府, 淮安市洪泽区人民政府 and 洪澤區政府 are one agency; 沙县 before 2021 and 沙县区 after it are two codes
of one lineage. A name that several divisions share (鼓楼区, 长安区) is settled by its context only: the parent printed
with it, the site's code, the registry's row for the host, the site's name, the breadcrumb, other texts of the page, in
this order. Where they don't settle it, the name is kept and the agency stays unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from parsers.normal import fold
from parsers.placenames import read_table
from parsers.resources import data_path
from pipelines.bodies import (
    GOVERNMENT,
    Body,
    is_committee,
    is_common,
    is_development_zone,
    is_plain_zone,
    level_word,
    plain,
    read_body,
)
from pipelines.divisions import Division, divisions
from pipelines.places import Reading, choose, display, not_then, printed_forms, readings, related
from pipelines.registry import Portal, bundled, host_of

AgencyLevel = Literal[
    "province", "prefecture", "county", "township", "department", "zone", "institution", "central", "corps", "unknown"
]

CORPS = "新疆生产建设兵团"
XINJIANG = "650000"

_SELF = re.compile(
    r"(?:我|本)(局|委员会|委|办公室|办|厅|镇|乡|街道办事处|街道|街|办事处|县|区|市|省|州|旗|盟|中心|机关|单位|部门)?"
)
_LEVEL_OF_SELF = "县区市省州旗盟"
_ENDINGS = {
    "委": ("委员会",),
    "办": ("办公室", "办"),
    "镇": ("镇" + GOVERNMENT,),
    "乡": ("乡" + GOVERNMENT,),
    "街": ("街道办事处",),
    "街道": ("街道办事处",),
    "街道办事处": ("街道办事处",),
}
_WITHOUT_NAME = ("机关", "单位", "部门", None)
_CORPS_NAME = re.compile(r"(?:新疆)?(?:生产)?(?:建设)?兵团(?=第|$|[^第])")
_CORPS_DIVISION = re.compile(r"(?:第)?([一二三四五六七八九十]{1,2})师(?:\((.*?)\))?")
# The cities of 新疆生产建设兵团, each one body with its 师; what has no city stands under the autonomous region.
_CORPS_CITIES = {
    "一": "659002",
    "二": "659006",
    "三": "659003",
    "四": "659008",
    "五": "659007",
    "六": "659004",
    "七": "659010",
    "八": "659001",
    "九": "659012",
    "十": "659005",
    "十三": "659011",
    "十四": "659009",
}
_VERTICAL = re.compile(r"(?:国家税务总局|中华人民共和国|中共|中国共产党|国家统计局)(?=.)")
_LED_BY = {"国家统计局": "国家统计局"}


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency in its normal form.

    `name` is the normal form (淮安市洪泽区人民政府), or for what is unresolved the name as printed, folded; `printed`
    what was printed. `code` is the division's six digits, or a town's twelve where they are known; `division_code` the
    six digits of the division it stands under in the year, `parent_code` the division above the agency (of an
    unresolved name the province of its portal, where the registry says it). `body` is the body's own part of the name.
    `reason` says in words how it was resolved or why not, `scope` is the site of an unresolved name, so that equal
    names of different sites stay apart.
    """

    name: str
    printed: str | None
    code: str | None
    level: AgencyLevel
    division_code: str | None
    parent_code: str | None
    body: str
    resolved: bool
    reason: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class _Site:
    """What is known around a name: the year, the divisions that the context names (strongest first), its own texts."""

    year: int
    anchors: tuple[Division, ...] = ()
    sources: tuple[tuple[str, ...], ...] = ()
    own: str | None = None
    scope: str = ""
    province: str | None = None


def resolve(
    name: str | None,
    *,
    year: int | None = None,
    url: str | None = None,
    site_code: str | None = None,
    breadcrumb: Sequence[str] = (),
    site_name: str | None = None,
    portal: Portal | None = None,
    text_hint: Sequence[str] = (),
) -> Agency:
    """The agency that a printed name means.

    `year` is the year reported on (default: today's divisions); `url` the page's address, looked up in the registry
    unless its `portal` is given; `site_code` the site's 网站标识码, whose first six digits are a division's code;
    `breadcrumb` the steps of the page's location line; `text_hint` other names on the page (发布机构, the signature).
    Never guesses: what the name and its context don't settle is returned unresolved, with the reason.
    """
    site = _site(year, url, site_code, breadcrumb, site_name, portal, text_hint)
    text = plain(fold(name or ""))
    own = _SELF.fullmatch(text)
    if own or not text:
        found = _of_itself(own[1] if own else None, site)
    else:
        found = _by_name(text, site)
    if found.resolved:
        return replace(found, printed=name)
    # 我局 of two pages of a site may be two bodies; what is named stays one across the site's pages.
    scope = url if url and (own or not text) else site.scope
    return replace(found, printed=name, name=found.name or text, scope=scope, parent_code=site.province)


def agency_key(agency: Agency) -> str:
    """The identity of the agency within a year: its division and its body; for what is unresolved its site and name."""
    if not agency.resolved:
        return f"?{agency.scope}:{agency.name}"
    return f"{agency.division_code or agency.level}:{agency.body}"


def _site(
    year: int | None,
    url: str | None,
    site_code: str | None,
    breadcrumb: Sequence[str],
    site_name: str | None,
    portal: Portal | None,
    text_hint: Sequence[str],
) -> _Site:
    """Gather the context: divisions by their trust, and the names that may be the body's own."""
    scope = host_of(url) or "" if url else ""
    own = portal or (bundled().by_host(url) if url else None)
    near = own or (bundled().by_parent_host(url) if url else None)
    portal_name = own.name if own and own.level in ("department", "township", "zone") else None
    site = _Site(
        year=year if year is not None else _latest(),
        sources=tuple(tuple(each) for each in (text_hint, breadcrumb[::-1], (site_name or "",), (portal_name or "",))),
        own=portal_name,
        scope=scope or (own.id if own else ""),
        province=_province_of(near) if near else None,
    )
    anchors = [_coded(code, site.year) for code in (site_code, near.admin_code if near else None)]
    site = replace(site, anchors=tuple(each for each in anchors if each))
    for text in (near.name if near and not site.anchors else "", site_name or "", *breadcrumb, *text_hint):
        named = _division_in(text, site) if text else None
        if named and named not in site.anchors:
            site = replace(site, anchors=(*site.anchors, named))
    return site


def _province_of(portal: Portal) -> str | None:
    """The code of the province that a row of the registry places its portal in, by its code or its region."""
    code = portal.admin_code[:2] or _provinces().get(portal.region.partition("/")[0], "")[:2]
    return f"{code}0000" if code else None


@cache
def _provinces() -> Mapping[str, str]:
    return {division.name: division.code for division in divisions() if division.level == "province"}


@cache
def _latest() -> int:
    return max(division.start for division in divisions())


def _coded(code: str | None, year: int) -> Division | None:
    digits = re.match(r"\d{6}", code or "")
    return divisions().of_year(digits[0], year) if digits else None


def _division_in(text: str, site: _Site) -> Division | None:
    """The division that a text of the context begins with, if it is certain."""
    for reading in readings(plain(fold(text))):
        if reading.ends_in_stem and not _fits_stem(reading, read_body(reading.rest, site.year)):
            continue
        choice = choose(reading, site.year, site.anchors)
        if choice:
            return choice.division
    return None


# --- reading a name ---------------------------------------------------------------------------------------------------


def _by_name(text: str, site: _Site) -> Agency:
    """The agency that a name proper means, in its context."""
    central = _central().get(text) or _central().get(text.removeprefix("中华人民共和国"))
    if central:
        return Agency(central, None, None, "central", None, None, central, True, "a body of the State Council")
    corps = _corps(text, site)
    if corps:
        return corps
    vertical = _VERTICAL.match(text)
    if vertical:
        return _renamed_body(_by_name(text[vertical.end() :], site), _LED_BY.get(vertical[0], ""))
    failure: str | None = None
    for reading in readings(text):
        outcome = _read(reading, site)
        if isinstance(outcome, Agency):
            return outcome
        failure = outcome
        if failure is None and _holds_division(reading):
            failure = not_then(reading, site.year)
        if failure:
            break
    return _under_anchor(text, site, failure)


def _renamed_body(agency: Agency, prefix: str) -> Agency:
    """The agency with a prefix that belongs to its name: 国家统计局 + 无锡 + 调查队."""
    return replace(agency, name=prefix + agency.name, body=prefix + agency.body)


def _holds_division(reading: Reading) -> bool:
    """Whether the last division of a cut is surely meant as one, so that it can't be a part of the body's name.

    A town may bear a county's name (巴州镇), and an area may have become a division only later (两江新区).
    """
    form, kind = reading.tokens[-1]
    inside_name = reading.rest.startswith(("镇", "乡", "街", "村", "社区", "管委会", "管理委员会"))
    return kind == "full" and not inside_name and not form.endswith("新区")


def _read(reading: Reading, site: _Site) -> Agency | str | None:
    """The agency of one cut, or why it is none; None where the cut is no good and another may be."""
    body = read_body(reading.rest, site.year)
    if reading.ends_in_stem and not _fits_stem(reading, body):
        return None
    choice = choose(reading, site.year, site.anchors)
    if choice is None:
        return None
    if choice.division is None:
        return choice.reason if not reading.ends_in_stem or _is_usual(reading, body) else None
    if reading.ends_in_stem and not _sure_of_stem(choice.division, body, reading, site):
        return None
    return _agency(choice.division, reading.rest, site, choice.reason)


def _fits_stem(reading: Reading, body: Body) -> bool:
    """Whether a bare stem can stand before the body: not in 江东 + 街道办事处."""
    return body.kind in ("government", "department", "zone") and reading.rest != "机关"


def _is_usual(reading: Reading, body: Body) -> bool:
    """Whether what stands behind a stem says its kind alone, so that the stem is a place and no part of its name."""
    if body.kind == "zone":
        return is_plain_zone(reading.rest)
    return body.kind == "government" or is_common(reading.rest)


def _sure_of_stem(division: Division, body: Body, reading: Reading, site: _Site) -> bool:
    """Whether a bare stem is surely the division.

    Before what says more than its kind (中山 + 陵园管理局, 太湖 + 新城) a prefecture's or county's stem needs the site
    to be of the division; before a usual body a county's stem needs its parent or its site beside it. A zone for
    industry with a name of its own is called after the city that made it (武汉 + 东湖新技术开发区).
    """
    if body.kind == "government" or division.level == "province":
        return True
    if division.level == "prefecture" and is_development_zone(reading.rest):
        return True
    if not _is_usual(reading, body):
        return division in site.anchors[:1]
    if division.level == "prefecture" or len(reading.tokens) > 1:
        return True
    return any(divisions().contains(anchor, division, site.year) for anchor in site.anchors)


# --- the agency under its division ------------------------------------------------------------------------------------


def _agency(division: Division, rest: str, site: _Site, reason: str) -> Agency:
    """The agency made of a division and what is printed behind it."""
    year = min(site.year, division.end - 1)
    area = _area(rest, division, year)
    if area:
        return area
    towns = divisions().towns(division.code) if "街" in rest or rest.endswith("办事处") else {}
    body = read_body(_without_echo(rest, division), year, towns)
    if body.kind == "government":
        return _government(division, year, reason)
    if body.kind == "township":
        return _town(division, body, site, reason)
    level: AgencyLevel = "zone" if body.kind == "zone" else "department" if body.kind == "department" else "institution"
    name = display(division, year) + body.name
    return Agency(name, None, division.code, level, division.code, division.code, body.name, True, reason)


def _government(division: Division, year: int, reason: str) -> Agency:
    above = divisions().ancestors(division, year)
    parent = above[0].code if above else None
    seat = "行政公署" if division.name.endswith(("地区", "盟")) else GOVERNMENT
    name = display(division, year) + seat
    return Agency(name, None, division.code, division.level, division.code, parent, GOVERNMENT, True, reason)


def _without_echo(rest: str, division: Division) -> str:
    """The rest without the division said again (合肥市合肥高新区), and without a second body of the same division."""
    for form, kind in printed_forms(division):
        if rest.startswith(form) and (kind != "stem" or read_body(rest[len(form) :], division.start).kind == "zone"):
            rest = rest[len(form) :]
        elif kind == "full" and form in rest[2:] and _is_body(rest[: rest.index(form, 2)], division):
            rest = rest[: rest.index(form, 2)]
    word, bare = level_word(rest)
    return bare if word and division.name.endswith(word) else rest


def _is_body(text: str, division: Division) -> bool:
    """Whether a text names a body: 某某市 before a county's name is an unknown parent, and no body of the county."""
    return read_body(text, division.start).kind != "institution"


def _town(division: Division, body: Body, site: _Site, reason: str) -> Agency:
    """A town's or street's body: under its county, or under a city that has no counties."""
    county = _county_of_town(division, body, site)
    if county is None:
        why = f"{body.name}: which county of {division.name} it lies in is not said"
        return _unresolved(display(division, site.year) + body.name, body.name, why)
    place = body.name.removesuffix(GOVERNMENT).removesuffix("办事处")
    known = divisions().towns(county.code).get(place)
    spelled = known.name + body.name[len(place) :] if known else body.name
    code = known.code if known else county.code
    name = display(county, site.year) + spelled
    return Agency(name, None, code, "township", county.code, county.code, spelled, True, reason)


def _county_of_town(division: Division, body: Body, site: _Site) -> Division | None:
    """The county of a town: the division itself (东莞市 has no counties), or the county of the context in it."""
    if division.level == "county" or not divisions().has_counties(division, site.year):
        return division
    inside = [
        anchor
        for anchor in site.anchors
        if anchor.level == "county" and divisions().contains(division, anchor, site.year)
    ]
    return inside[0] if len(set(inside)) == 1 else None


def _unresolved(name: str, body: str, reason: str) -> Agency:
    return Agency(name, None, None, "unknown", None, None, body, False, reason)


# --- names that hold no division --------------------------------------------------------------------------------------


def _under_anchor(text: str, site: _Site, failure: str | None) -> Agency:
    """An agency named without its division (市财政局, 县卫健委, 高桥镇人民政府): its site says whose it is."""
    area = _area(text, None, site.year)
    if area:
        return area
    if failure:
        return _unresolved(text, read_body(text, site.year).name, failure)
    word, rest = level_word(text)
    body = read_body(rest, site.year, _towns_around(site))
    if body.kind == "institution" or (body.kind == "government" and word is None):
        return _unresolved(text, body.name, "the name holds no division and is no known kind of body")
    division = _anchor_for(word, body, site)
    if division is None:
        return _unresolved(text, body.name, "the name holds no division and nothing around it says which")
    return _agency(division, rest, site, f"named without its division; the site is of {division.name}")


def _towns_around(site: _Site) -> Mapping[str, object]:
    counties = [anchor for anchor in site.anchors if anchor.level == "county"]
    return divisions().towns(counties[0].code) if counties else {}


def _anchor_for(word: str | None, body: Body, site: _Site) -> Division | None:
    """The division that a body without one belongs to.

    That is the site's own, or the one county inside it that the context names. A level word (市, 县) picks the nearest
    division of that level from there upwards; a town needs a county, or a city without counties.
    """
    if not site.anchors:
        return None
    near = site.anchors[0]
    inside = {each for each in site.anchors if each.level == "county" and divisions().contains(near, each, site.year)}
    if word is None and len(inside) > 1:
        return None
    own = inside.pop() if len(inside) == 1 else near
    if body.kind == "township":
        settled = own.level == "county" or not divisions().has_counties(own, site.year)
        return own if settled else None
    if word is None:
        return own
    return next((each for each in (own, *divisions().ancestors(own, site.year)) if _is_called(each, word)), None)


def _is_called(division: Division, word: str) -> bool:
    return division.name.endswith(word if len(word) > 1 else word[-1]) or (
        word == "自治区" and "自治区" in division.name
    )


def _area(text: str, division: Division | None, year: int) -> Agency | None:
    """A new area of the state's or a district outside the code table, which its own name places (雄安新区)."""
    for name, code in _areas().items():
        if not text.startswith(name):
            continue
        home = divisions().of_year(code, year)
        if home is None or (division and not related(home, division, year)):
            continue
        rest = text[len(name) :]
        body = read_body(rest, year)
        seat = "管理委员会" if name.endswith("新区") or is_committee(rest) else GOVERNMENT
        own = name + (seat if body.kind == "government" or is_committee(rest) else body.name)
        level: AgencyLevel = "zone" if own == name + seat else "department"
        return Agency(own, None, code, level, code, code, own, True, "an area that is known by its own name")
    return None


@cache
def _areas() -> Mapping[str, str]:
    return {fold(row[0]): row[1] for row in read_table(data_path("divisions", "areas.csv"))}


@cache
def _central() -> Mapping[str, str]:
    """Every name of a body of the State Council, folded, to its normal form."""
    found: dict[str, str] = {}
    for name, others in read_table(data_path("divisions", "central.csv")):
        for each in (name, *others.split("|")):
            found[fold(each)] = name
    found.pop("", None)
    return found


def _corps(text: str, site: _Site) -> Agency | None:
    """A body of 新疆生产建设兵团: of its headquarters, of a 师 that is a city too, or of a 师 without one."""
    head = _CORPS_NAME.match(text)
    rest = text[head.end() :] if head else text
    part = _CORPS_DIVISION.match(rest)
    if not head and not part:
        return None
    reason = "of the Xinjiang Production and Construction Corps"
    if part is None:
        body = read_body(rest, site.year)
        name = CORPS + ("" if body.kind == "government" else body.name)
        return Agency(name, None, XINJIANG, "corps", XINJIANG, XINJIANG, name, True, reason)
    city = _coded(_CORPS_CITIES.get(part[1]), site.year)
    behind = (part[2] or "") + rest[part.end() :]
    if city:
        return _agency(city, behind.removeprefix(fold(city.name)), site, reason)
    body = read_body(behind, site.year)
    name = f"{CORPS}第{part[1]}师" + ("" if body.kind == "government" else body.name)
    return Agency(name, None, XINJIANG, "corps", XINJIANG, XINJIANG, name, True, reason)


# --- a body that speaks of itself -------------------------------------------------------------------------------------


def _of_itself(word: str | None, site: _Site) -> Agency:
    """Who 我局, 我镇, 本机关 or no name at all is: what the page and its site call themselves."""
    if word and word in _LEVEL_OF_SELF:
        return _government_of_itself(word, site)
    for texts in site.sources:
        found: dict[str, Agency] = {}
        for text in texts:
            agency = _by_name(plain(fold(text)), replace(site, sources=())) if plain(fold(text)) else None
            if agency and agency.resolved and _may_be(word, agency, texts is site.sources[0]):
                found.setdefault(agency_key(agency), agency)
        if len(found) == 1:
            only = next(iter(found.values()))
            return replace(only, reason=f"speaks of itself; {only.reason}")
        if found:
            return _unresolved("", "", "speaks of itself, and several bodies are named around it")
    return _unresolved("", "", "speaks of itself, and nothing around it says who that is")


def _government_of_itself(word: str, site: _Site) -> Agency:
    chain = site.anchors[:1] and (site.anchors[0], *divisions().ancestors(site.anchors[0], site.year))
    division = next((each for each in chain if each.name.endswith(word)), None)
    if division is None:
        return _unresolved("", GOVERNMENT, f"我{word}: the site is of no {word}")
    return _government(division, site.year, "speaks of itself; by its site")


def _may_be(word: str | None, agency: Agency, said_by_page: bool) -> bool:
    """Whether an agency named around can be the one that speaks: of the kind it says; saying none, no government."""
    if word in _WITHOUT_NAME:
        return said_by_page or agency.body != GOVERNMENT
    return agency.body.endswith(_ENDINGS.get(word or "", (word or "",)))
