"""Which agencies should have published, year by year, and the table of coverage that follows.

An agency is expected for one of these reasons, in this order:

* `report`: its report is there.
* `division`: it is the government of a province, prefecture or county in force at the end of the year, in a province
  that the archive has looked at.
* `registry`: a portal is its own (governments since 2008; departments since 2019, when the Regulations named them).
* `own_past`: it published for an earlier year and its kind has not ended. A body that three agencies or more bore and
  nobody bears any more (卫生和计划生育委员会 after 2018) has ended.
* `siblings`: more than half of the divisions beside its own, and three at least, have the same department publishing.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from pipelines.bodies import GOVERNMENT
from pipelines.coverage import FIRST_YEAR, NEW_RULES, Known, Looks, Row, day_in_china, due_day, judge
from pipelines.divisions import Division, divisions
from pipelines.identity import agency_key, resolve
from pipelines.places import display
from pipelines.registry import Portal, bundled, host_of

_NO_MAINLAND_REPORTS = ("71", "81", "82")
"""台湾省, 香港 and 澳门: the Regulations do not bind them."""
_ENDED_WITNESSES = 3
_REFUSED = (
    "challenge_", "blocked_", "denied_", "robots_disallowed", "robots_refused", "needs_manual", "login_required",
    "throttled",
)  # fmt: skip
"""What the classes of failures begin with in which the portal said no, as against being out of reach."""


@dataclass(slots=True)
class Unit:
    """An agency through its renamings: by year its reports; the portals it publishes on; why it is expected.

    Its name and code in a year without a report come from the table of divisions: 沙县 becomes 沙县区 in 2021.
    """

    body: str
    level: str
    identity: str
    division: Division | None = None
    name: str = ""
    code: str | None = None
    reports: dict[int, _Held] = field(default_factory=dict)
    portals: set[str] = field(default_factory=set)
    registered: bool = False
    province: str | None = None
    """The code of its portal's province, where its own division is not known."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A report that is there."""

    key: str
    agency_id: str
    agency: str
    code: str | None
    portal: str | None
    known: Known


def coverage_rows(connection: sqlite3.Connection, as_of: date) -> Iterator[Row]:
    """The rows of the table of coverage as of a day, in order of agency and year."""
    units = _units(connection)
    expected = _expected(units, as_of)
    looks = _looks(connection)
    absent = _absent(units, expected)
    for key in sorted(units):
        unit = units[key]
        for year in sorted(expected[key]):
            yield _row(unit, year, as_of, expected[key][year], _looks_at(unit, looks, absent))


def _row(unit: Unit, year: int, as_of: date, why: str, looks: Looks) -> Row:
    held = unit.reports.get(year)
    known = held.known if held else None
    division = _at(unit.division, year)
    verdict = judge(unit.level, year, as_of, known, looks)
    return Row(
        agency_code=held.code if held else _code(unit, division),
        agency=held.agency if held else display(division, year) + unit.body if division else unit.name,
        year=year,
        state=verdict.state,
        published=known.published.isoformat() if known and known.published else None,
        due=due_day(unit.level, year).isoformat(),
        agency_id=held.agency_id if held else f"{division.code}:{unit.body}" if division else unit.identity,
        level=unit.level,
        division_code=division.code if division else unit.province,
        first_seen=known.first_seen.isoformat() if known else None,
        date_known=verdict.date_known,
        expected_by=why,
        reason=verdict.reason or None,
        portal_id=held.portal if held and held.portal else looks.portal,
        report_key=held.key if held else None,
    )


def _code(unit: Unit, division: Division | None) -> str | None:
    """A town's own code of twelve digits, else its division's in the year."""
    is_town = unit.code is not None and len(unit.code) == 12
    return division.code if division and not is_town else unit.code


@cache
def _at(division: Division | None, year: int) -> Division | None:
    """What a division was in a year; asked for millions of times, of a few thousand divisions."""
    return divisions().at(division, year) if division else None


def load_tables() -> None:
    """Read the tables that agencies are looked up in, which the first look would do: 0.2 s, for a caller that waits."""
    bundled()
    divisions().at(next(iter(divisions())), FIRST_YEAR)


# --- the agencies -----------------------------------------------------------------------------------------------------

_REPORTS = """
SELECT r.id, r.key, r.year, r.state, a.identity, a.name, a.code, a.level, a.division_code, a.parent_code, a.body,
  a.resolved, d.portal_id, d.url, (SELECT min(first_seen) FROM version v WHERE v.report_id = r.id) AS first_seen
FROM report r JOIN agencies a ON a.id = r.agency_id LEFT JOIN documents d ON d.id = r.document_id
WHERE r.year IS NOT NULL ORDER BY r.key
"""
_DATES = """
SELECT report_id, min(CASE WHEN published >= (year || '-12-01') THEN published END) AS published,
  min(CASE WHEN signed >= (year || '-12-01') THEN signed END) AS signed
FROM reading WHERE report_id IS NOT NULL AND (published IS NOT NULL OR signed IS NOT NULL) GROUP BY report_id
"""


def _units(connection: sqlite3.Connection) -> dict[str, Unit]:
    """All agencies that the archive, the registry or the table of divisions knows of, by what renaming leaves alone."""
    units: dict[str, Unit] = {}
    dates = {row[0]: (_day(row[1]), _day(row[2])) for row in connection.execute(_DATES)}
    for row in connection.execute(_REPORTS):
        _add_report(units, tuple(row), dates.get(row[0], (None, None)))
    portals = [_portal(row) for row in connection.execute("SELECT * FROM portals ORDER BY id")]
    areas = {unit.division.code[:2] for unit in units.values() if unit.division}
    areas |= {portal.admin_code[:2] for portal in portals if portal.admin_code}
    crawled = {portal.id for portal in portals}
    others = (each for each in bundled() if each.id not in crawled and each.admin_code[:2] in areas)
    for portal in (*portals, *others):
        _add_portal(units, portal, looked_at=portal.id in crawled)
    _add_governments(units, areas)
    return units


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text and len(text) >= 10 else None


def _portal(row: sqlite3.Row | tuple[str, ...]) -> Portal:
    number, name, base_url, level, code, region = (each or "" for each in tuple(row)[:6])
    return Portal(number, name, base_url, level, code, region=region)


def _add_report(units: dict[str, Unit], row: tuple[object, ...], dates: tuple[date | None, date | None]) -> None:
    _, key, year, state, identity, name, code, level, division_code, parent, body, resolved, portal, url, first_seen = (
        row
    )
    assert isinstance(year, int)
    division = divisions().of_year(str(division_code), year) if division_code and resolved else None
    unit_key = _unit_key(division, str(body), str(identity))
    unit = units.setdefault(unit_key, Unit(str(body), str(level), str(identity), division, str(name), _text(code)))
    unit.province = unit.province or (None if division else _text(parent))
    place = _text(portal) or host_of(_text(url) or "")
    known = Known(day_in_china(str(first_seen)), *dates, removed=state == "removed")
    unit.reports[year] = _Held(str(key), str(identity), str(name), _text(code), place, known)
    if place:
        unit.portals.add(place)


def _text(value: object) -> str | None:
    return str(value) if value else None


def _unit_key(division: Division | None, body: str, identity: str) -> str:
    """The same for an agency under all codes that renaming gave its division."""
    return f"{_origin(division).code}:{body}" if division else identity


@cache
def _origin(division: Division) -> Division:
    """The first of its codes that a report can be filed under."""
    return next((each for each in divisions().lineage(division) if each.end > FIRST_YEAR), division)


def lineage_id(division_code: str | None, year: int, body: str, identity: str) -> str:
    """What an agency keeps through renamings: its division's first code and its body, else its identity."""
    division = divisions().of_year(division_code, year) if division_code else None
    return _unit_key(division, body, identity)


def _add_portal(units: dict[str, Unit], portal: Portal, *, looked_at: bool) -> None:
    """The agency whose portal it is; for a government the one that the portal's division code names."""
    agency = resolve(portal.name, url=portal.base_url, portal=portal)
    if not agency.name:
        return
    division = divisions().by_code(agency.division_code) if agency.division_code and agency.resolved else None
    identity = agency_key(agency)
    key = _unit_key(division, agency.body, identity)
    unit = units.setdefault(key, Unit(agency.body, agency.level, identity, division, agency.name, agency.code))
    unit.province = unit.province or (None if division else agency.parent_code)
    unit.registered = unit.registered or agency.resolved or looked_at
    if looked_at:
        unit.portals.add(portal.id)


def _add_governments(units: dict[str, Unit], areas: set[str]) -> None:
    for division in divisions():
        if (
            division.code[:2] not in areas
            or division.code.startswith(_NO_MAINLAND_REPORTS)
            or division.end <= FIRST_YEAR
        ):
            continue
        key = _unit_key(division, GOVERNMENT, "")
        unit = units.setdefault(key, Unit(GOVERNMENT, division.level, key, division, "", division.code))
        unit.division = unit.division or division


# --- what is expected -------------------------------------------------------------------------------------------------


def _expected(units: Mapping[str, Unit], as_of: date) -> dict[str, dict[int, str]]:
    """For each unit the years a report is expected for, with the reason."""
    ends = _ends(units)
    found: dict[str, dict[int, str]] = {}
    for key, unit in units.items():
        years = range(FIRST_YEAR, as_of.year)
        found[key] = {year: why for year in years if (why := _why(unit, year, ends.get(unit.body)))}
        found[key] |= dict.fromkeys(unit.reports, "report")
    for key, year in _missed_by_siblings(units, as_of):
        found[key].setdefault(year, "siblings")
    return found


def _why(unit: Unit, year: int, end: int | None) -> str:
    if unit.division and _at(unit.division, year) is None:
        return ""
    if unit.body == GOVERNMENT and unit.division:
        return "division"
    if end is not None and year > end:
        return ""
    if unit.reports and year > min(unit.reports):
        return "own_past"
    since = FIRST_YEAR if unit.body.endswith(GOVERNMENT) else NEW_RULES
    return "registry" if unit.registered and year >= since else ""


def _ends(units: Mapping[str, Unit]) -> dict[str, int]:
    """The last year of bodies that have ended: several agencies bore them, and none published when others still did."""
    years: dict[str, list[int]] = defaultdict(list)
    last = max((year for unit in units.values() for year in unit.reports), default=0)
    for unit in units.values():
        if unit.reports and unit.division and unit.body != GOVERNMENT:
            years[unit.body].append(max(unit.reports))
    ended = {body: max(each) for body, each in years.items() if len(each) >= _ENDED_WITNESSES}
    return {body: year for body, year in ended.items() if year < last}


def _missed_by_siblings(units: Mapping[str, Unit], as_of: date) -> Iterator[tuple[str, int]]:
    """Departments that most divisions under one parent have and a division among them, which has others, has not.

    Only units that are known can be missing by this rule; it makes no agency that nothing names.
    """
    beside: dict[tuple[str, str, int], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for unit in units.values():
        if unit.level != "department" or unit.division is None:
            continue
        for year in unit.reports:
            if division := _at(unit.division, year):
                beside[_parent(division, year), division.level, year][unit.body].add(_origin(division).code)
    for key, unit in units.items():
        if unit.level != "department" or unit.division is None:
            continue
        for year in range(FIRST_YEAR, as_of.year):
            division = _at(unit.division, year)
            if division and year not in unit.reports:
                group = beside.get((_parent(division, year), division.level, year), {})
                showing = set().union(*group.values()) if group else set()
                bearers = group.get(unit.body, set())
                if len(bearers) >= _ENDED_WITNESSES and 2 * len(bearers) > len(showing):
                    yield key, year


def _parent(division: Division, year: int) -> str:
    above = divisions().ancestors(division, year)
    return above[0].code if above else ""


def _absent(units: Mapping[str, Unit], expected: Mapping[str, Mapping[int, str]]) -> dict[str, int]:
    """By portal, how many expected reports are not there."""
    found: dict[str, int] = defaultdict(int)
    for key, unit in units.items():
        gaps = sum(1 for year in expected[key] if year not in unit.reports)
        for portal in unit.portals:
            found[portal] += gaps
    return found


# --- the looks --------------------------------------------------------------------------------------------------------

# A portal was looked at where one of its pages that lists others came whole; robots.txt and articles prove nothing.
_LOOKS = """
SELECT d.portal_id, c.error, max(coalesce(c.last_seen, c.captured_at)) AS at FROM capture c
JOIN documents d ON d.id = c.document_id
WHERE d.portal_id IS NOT NULL AND coalesce(c.role, '') NOT IN ('robots', 'article', 'attachment')
  AND (c.error IS NOT NULL OR c.status < 400) GROUP BY d.portal_id, c.error
"""
_REFUSED_PAGES = """
SELECT d.portal_id, min(c.error) AS error FROM capture c JOIN documents d ON d.id = c.document_id
WHERE d.portal_id IS NOT NULL AND coalesce(c.role, '') IN ('article', 'attachment')
GROUP BY d.id HAVING count(c.error) = count(*)
"""


def _looks(connection: sqlite3.Connection) -> dict[str, Looks]:
    """The last looks by portal."""
    found: dict[str, Looks] = {}
    for portal, error, at in connection.execute(_LOOKS):
        looks, day = found.setdefault(portal, Looks(portal)), day_in_china(at)
        if error is None:
            found[portal] = replace(looks, seen=day)
        elif error == "budget":
            found[portal] = replace(looks, put_off=day)
        elif error.startswith(_REFUSED):
            if looks.refused is None or day > looks.refused:
                found[portal] = replace(looks, refused=day, refusal=error)
        elif looks.failed is None or day > looks.failed:
            found[portal] = replace(looks, failed=day, failure=error)
    for portal, error in connection.execute(_REFUSED_PAGES):
        if error and error.startswith(_REFUSED):
            looks = found.setdefault(portal, Looks(portal))
            found[portal] = replace(looks, refused_pages=looks.refused_pages + 1, refusal=looks.refusal or error)
    return found


def _looks_at(unit: Unit, looks: Mapping[str, Looks], absent: Mapping[str, int]) -> Looks:
    """The looks at the portal of a unit that was reached last; of several unreached ones, the last asked."""
    known = [looks[portal] for portal in sorted(unit.portals) if portal in looks]
    if not known:
        return Looks()
    best = max(known, key=lambda each: (each.seen or date.min, each.refused or date.min, each.failed or date.min))
    return replace(best, absent=absent.get(best.portal or "", 0))
