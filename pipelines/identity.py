"""Which agency a printed name means: a body under a division, each as it was in the report's year.

洪泽区人民政府, 淮安市洪泽区人民政府 and 洪澤區政府 are one agency; 沙县 before 2021 and 沙县区 after it are two codes
of one lineage. A name that several divisions share (鼓楼区, 长安区) is settled by its context only: the parent printed
with it, the site's code, the registry's row for the host, the site's name, the breadcrumb, other texts of the page, in
this order. Where they don't settle it, the name is kept and the agency stays unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from parsers.normal import fold
from pipelines.bodies import GOVERNMENT, Body, level_word, plain, read_body
from pipelines.divisions import Division, FormKind, data_folder, divisions, forms, read_table, stem
from pipelines.registry import Portal, bundled, host_of

AgencyLevel = Literal[
    "province", "prefecture", "county", "township", "department", "zone", "institution", "central", "corps", "unknown"
]

CORPS = "新疆生产建设兵团"
XINJIANG = "650000"

_LONGEST = 18
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
_VERTICAL = re.compile(r"(?:国家税务总局|中华人民共和国|中共|中国共产党)(?=.)")


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency in its normal form.

    `name` is the normal form (淮安市洪泽区人民政府), or for what is unresolved the name as printed, folded; `printed`
    what was printed. `code` is the division's six digits, or a town's twelve where they are known; `division_code` the
    six digits of the division it stands under in the year, `parent_code` the division above the agency. `body` is the
    body's own part of the name. `reason` says in words how it was resolved or why not, `scope` is the site of an
    unresolved name, so that equal names of different sites stay apart.
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


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to cut a name: the divisions printed, outermost first, and what stands behind them."""

    tokens: tuple[tuple[str, FormKind], ...]
    rest: str
    consumed: int


@dataclass(frozen=True, slots=True)
class _Choice:
    """The division a name means, or why it can't be said."""

    division: Division | None
    reason: str


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
    return replace(found, printed=name, name=found.name or text, scope=site.scope)


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
    )
    anchors = [_coded(code, site.year) for code in (site_code, near.admin_code if near else None)]
    site = replace(site, anchors=tuple(each for each in anchors if each))
    for text in (near.name if near and not site.anchors else "", site_name or "", *breadcrumb, *text_hint):
        named = _division_in(text, site) if text else None
        if named and named not in site.anchors:
            site = replace(site, anchors=(*site.anchors, named))
    return site


@cache
def _latest() -> int:
    return max(division.start for division in divisions())


def _coded(code: str | None, year: int) -> Division | None:
    digits = re.match(r"\d{6}", code or "")
    return divisions().of_year(digits[0], year) if digits else None


def _division_in(text: str, site: _Site) -> Division | None:
    """The division that a text of the context begins with, if it is certain."""
    for reading in _readings(plain(fold(text))):
        if reading.tokens[-1][1] == "stem" and not _fits_stem(reading, read_body(reading.rest, site.year)):
            continue
        choice = _choose(reading, site)
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
    text = text[vertical.end() :] if vertical else text
    failure: str | None = None
    for reading in _readings(text):
        outcome = _read(reading, site)
        if isinstance(outcome, Agency):
            return outcome
        failure = failure or outcome
        if _holds_division(reading):
            failure = failure or _not_then(reading, site.year)
            break
    return _under_anchor(text, site, failure)


def _holds_division(reading: _Reading) -> bool:
    """Whether the last division of a cut is surely meant as one, so that it can't be a part of the body's name.

    A town may bear a county's name (巴州镇), and an area may have become a division only later (两江新区).
    """
    form, kind = reading.tokens[-1]
    inside_name = reading.rest.startswith(("镇", "乡", "街", "村", "社区", "管委会", "管理委员会"))
    return kind == "full" and not inside_name and not form.endswith("新区")


def _not_then(reading: _Reading, year: int) -> str:
    """Why a division that is printed can't be the one of the year: it had ended, or lies elsewhere."""
    form = reading.tokens[-1][0]
    parents = [token for token, _ in reading.tokens[:-1]]
    named = [
        each for each, kind in divisions().names[form] if kind == "full" and _lies_under(each, each, parents, year)
    ]
    if not named:
        return f"no {form} lies in {parents[0]}"
    after = "、".join(_display(each, year) for each in divisions().successors(named[-1]))
    return f"there was no {form} in {year}" + (f"; its place was taken by {after}" if after else "")


@lru_cache(maxsize=4096)
def _readings(text: str) -> tuple[_Reading, ...]:
    """The ways to cut a folded name into divisions and a rest: most text consumed first, fewest bare stems first."""
    found = [_Reading(tokens, text[end:], end) for tokens, end in _cuts(text, 0) if tokens]
    kept = [reading for reading in found if _plausible(reading)]
    return tuple(sorted(kept, key=lambda each: (-each.consumed, sum(kind == "stem" for _, kind in each.tokens))))


def _cuts(text: str, start: int, depth: int = 0) -> Iterator[tuple[tuple[tuple[str, FormKind], ...], int]]:
    yield (), start
    if depth == 4:
        return
    names = divisions().names
    for end in range(min(len(text), start + _LONGEST), start + 1, -1):
        form = text[start:end]
        for kind in dict.fromkeys(kind for _, kind in names.get(form, ())):
            for tokens, stop in _cuts(text, end, depth + 1):
                yield ((form, kind), *tokens), stop


def _plausible(reading: _Reading) -> bool:
    """Whether the cut falls between words: 吉林 + 市财政局 and 吉林市 + 场监督管理局 do not."""
    if reading.rest.startswith(("场监", "政府") if reading.tokens[-1][1] == "stem" else "场监"):
        return reading.rest.startswith("政府")
    return not (reading.tokens[-1][1] == "stem" and level_word(reading.rest + "_")[0])


def _read(reading: _Reading, site: _Site) -> Agency | str | None:
    """The agency of one cut, or why it is none."""
    body = read_body(reading.rest, site.year)
    stem_last = reading.tokens[-1][1] == "stem"
    if stem_last and not _fits_stem(reading, body):
        return None
    choice = _choose(reading, site)
    if choice is None:
        return None
    if choice.division is None:
        return choice.reason
    if stem_last and not _sure_of_stem(choice.division, body, reading, site):
        return f"{reading.tokens[-1][0]} may be another {choice.division.name}"
    return _agency(choice.division, reading.rest, site, choice.reason)


def _fits_stem(reading: _Reading, body: Body) -> bool:
    return body.kind in ("government", "department", "zone") and reading.rest != "机关"


def _sure_of_stem(division: Division, body: Body, reading: _Reading, site: _Site) -> bool:
    """A county's bare stem before a body's name (太湖新城) needs its parent or its site beside it."""
    if division.level != "county" or body.kind == "government" or len(reading.tokens) > 1:
        return True
    return any(divisions().contains(anchor, division, site.year) for anchor in site.anchors)


# --- which division ---------------------------------------------------------------------------------------------------


def _choose(reading: _Reading, site: _Site) -> _Choice | None:
    """The division a cut means in the year; None where no division of that name lies in the parents printed."""
    form, kind = reading.tokens[-1]
    named = [division for division, known in divisions().names[form] if known == kind]
    parents = [token for token, _ in reading.tokens[:-1]]
    present, renamed = _tiers(named, parents, site.year)
    if "厅" in reading.rest and not reading.rest.endswith("办公厅") and kind == "stem":
        present = [division for division in present if division.level == "province"]
    for tier in (present, renamed):
        held = _within(tier, site.anchors, site.year)
        if len(held) == 1:
            return _Choice(held[0], _reason(held[0], form, parents, len(tier) == 1))
    pool = present or renamed
    if not pool:
        return None
    provinces = [division for division in pool if division.level == "province"]
    others = [division for division in pool if division.level == "prefecture" or division.name[-1] != "区"]
    if kind == "stem" and len(provinces) == 1 and set(others) <= set(provinces):
        pool = provinces  # 河北 is the province; 天津's 河北区 is never printed without its 区
    return _alone(pool, form, parents, site)


def _alone(pool: Sequence[Division], form: str, parents: Sequence[str], site: _Site) -> _Choice:
    """What a name means without help of its context."""
    if len(pool) > 1:
        where = "、".join(sorted(_display(division, site.year) for division in pool)[:6])
        return _Choice(None, f"{form} is ambiguous in {site.year}: {where}")
    if len(form) == 2 and form.endswith("区") and not parents:
        return _Choice(None, f"{form} alone is too common a name")
    return _Choice(pool[0], _reason(pool[0], form, parents, alone=True))


def _tiers(named: Iterable[Division], parents: Sequence[str], year: int) -> tuple[list[Division], list[Division]]:
    """The divisions meant by a name: those that bore it in the year, and those that bore it before or after."""
    present: dict[str, Division] = {}
    renamed: dict[str, Division] = {}
    for division in named:
        then = divisions().at(division, year) or (division if division.end == year else None)
        if then and _lies_under(division, then, parents, year):
            tier = present if division.start <= year <= division.end else renamed
            tier.setdefault(then.code, then)
    raised = _raised(list(present.values()), [each for each in named if each.holds(year)], year)
    return [each for each in present.values() if each not in raised], [
        each for code, each in renamed.items() if code not in present
    ]


def _raised(present: Sequence[Division], bearers: Sequence[Division], year: int) -> set[Division]:
    """Of the divisions that bore the name in the year, those that gave it to a higher one in that year.

    巴中市 of 2000 is the new prefecture, not the county of that name, which became its 巴州区 in that year.
    """
    heirs = [each for each in bearers if each.start == year and each.level != "county"]
    return {
        each
        for each in present
        for heir in heirs
        if each not in bearers and (each.code[:2] == heir.code[:2] or heir.level == "province")
    }


def _lies_under(division: Division, then: Division, parents: Sequence[str], year: int) -> bool:
    """Whether all the parents printed are above the division, in the year or while it bore the name."""
    if not parents:
        return True
    above = (*divisions().ancestors(then, year), *divisions().ancestors(division))
    above = (*above, *divisions().ancestors(division, division.start))
    known = {form for each in above for form, _ in _forms(each)}
    return all(parent in known for parent in parents)


@lru_cache(maxsize=4096)
def _forms(division: Division) -> tuple[tuple[str, FormKind], ...]:
    extra = tuple((fold(short), "short") for short, _, code in _shorts() if code == division.code)
    return (*forms(division.name), *extra)  # type: ignore[arg-type]


@cache
def _shorts() -> tuple[tuple[str, str, str], ...]:
    return tuple((row[0], row[1], row[2]) for row in read_table(data_folder() / "divisions" / "shorts.csv"))


def _within(pool: Sequence[Division], anchors: Sequence[Division], year: int) -> list[Division]:
    """The candidates that agree with the context: each of its divisions narrows what the ones before it left."""
    left, agreed = list(pool), False
    for anchor in anchors:
        kept = [each for each in left if _related(anchor, each, year)]
        if kept:
            left, agreed = kept, True
    return left if agreed else []


def _related(one: Division, other: Division, year: int) -> bool:
    return divisions().contains(one, other, year) or divisions().contains(other, one, year)


def _reason(division: Division, form: str, parents: Sequence[str], alone: bool) -> str:
    how = "its parent is printed with it" if parents else "the only one of its name" if alone else "by its context"
    if form in {each for each, kind in _forms(division) if kind != "stem" or form == fold(stem(division.name))}:
        return how
    return f"{how}; {form} is {division.name} by renaming"


# --- the agency under its division ------------------------------------------------------------------------------------


def _display(division: Division, year: int) -> str:
    """A division's name with that of the one above, a province's or prefecture's alone: 淮安市洪泽区, 淮安市."""
    above = divisions().ancestors(division, year)
    return above[0].name + division.name if division.level == "county" and above else division.name


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
    name = _display(division, year) + body.name
    return Agency(name, None, division.code, level, division.code, division.code, body.name, True, reason)


def _government(division: Division, year: int, reason: str) -> Agency:
    above = divisions().ancestors(division, year)
    parent = above[0].code if above else None
    name = _display(division, year) + GOVERNMENT
    return Agency(name, None, division.code, division.level, division.code, parent, GOVERNMENT, True, reason)


def _without_echo(rest: str, division: Division) -> str:
    """The rest without the division said again (合肥市合肥高新区), and without a second body of the same division."""
    for form, kind in _forms(division):
        if rest.startswith(form) and (kind != "stem" or read_body(rest[len(form) :], division.start).kind == "zone"):
            rest = rest[len(form) :]
        elif kind == "full" and form in rest[2:]:
            rest = rest[: rest.index(form, 2)]
    word, bare = level_word(rest)
    return bare if word and division.name.endswith(word) else rest


def _town(division: Division, body: Body, site: _Site, reason: str) -> Agency:
    """A town's or street's body: under its county, or under a city that has no counties."""
    county = _county_of_town(division, body, site)
    if county is None:
        why = f"{body.name}: which county of {division.name} it lies in is not said"
        return _unresolved(_display(division, site.year) + body.name, body.name, why)
    place = body.name.removesuffix(GOVERNMENT).removesuffix("办事处")
    known = divisions().towns(county.code).get(place)
    spelled = known.name + body.name[len(place) :] if known else body.name
    code = known.code if known else county.code
    name = _display(county, site.year) + spelled
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
        if home is None or (division and not _related(home, division, year)):
            continue
        body = read_body(text[len(name) :], year)
        seat = "管理委员会" if name.endswith("新区") or body.name == "管理委员会" else GOVERNMENT
        own = name + (seat if body.kind == "government" or body.name == seat else body.name)
        level: AgencyLevel = "zone" if own == name + seat else "department"
        return Agency(own, None, code, level, code, code, own, True, "an area that is known by its own name")
    return None


@cache
def _areas() -> Mapping[str, str]:
    return {fold(row[0]): row[1] for row in read_table(data_folder() / "divisions" / "areas.csv")}


@cache
def _central() -> Mapping[str, str]:
    """Every name of a body of the State Council, folded, to its normal form."""
    found: dict[str, str] = {}
    for name, others in read_table(data_folder() / "divisions" / "central.csv"):
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
