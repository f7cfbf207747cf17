"""Who has published and who has not: for each agency and year its deadline and what the archive proves about it.

The rules of a year:

* Reports for the years until 2018 were due on 31 March of the year after: 《中华人民共和国政府信息公开条例》 of 2007,
  第三十一条 (各级行政机关应当在每年3月31日前公布).
* Since the Regulations of 2019 (第四十九条) departments publish until 31 January and governments until 31 March. Towns,
  new areas and the Corps, of which the article does not speak, are held to the later day, and so is an agency of a
  kind that is not known.

A look proves little: a report first seen on a day was there *by then*. It proves that a report was in time when the day
lies before the deadline, and never that one was late. Nothing here knows what day it is: the day is a parameter.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Literal

from sqlite_utils import Database

from parsers.dates import CHINA

State = Literal["on_time", "late", "undated", "missing", "removed", "refused", "not_checked", "not_due"]
STATES: tuple[State, ...] = (
    "on_time", "late", "undated", "missing", "removed", "refused", "not_checked", "not_due",
)  # fmt: skip
DateKnown = Literal["published", "signed", "first_seen", "none"]
FIRST_YEAR = 2008
"""The Regulations took effect on 1 May 2008; the first reports are on that year."""
NEW_RULES = 2019
"""The first year whose report the Regulations of 2019 rule."""
_EARLY = frozenset({"department", "institution", "central"})


def due_day(level: str, year: int) -> date:
    """The last day on which the report of a year is in time, for an agency of that level."""
    january = year >= NEW_RULES and level in _EARLY
    return date(year + 1, 1, 31) if january else date(year + 1, 3, 31)


def day_in_china(moment: str) -> date:
    """The calendar day in China of a moment in UTC ISO 8601; a bare day is itself."""
    if len(moment) == 10:
        return date.fromisoformat(moment)
    return datetime.fromisoformat(moment).astimezone(CHINA).date()


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive knows of a report: the earliest day of publication that one of its pages states, the earliest
    signature, the day it was first seen, and whether it is gone from its address."""

    first_seen: date
    published: date | None = None
    signed: date | None = None
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Looks:
    """The last looks at where an agency publishes: a successful one, a refusal and another failure, with their classes.

    `refused_pages` are pages there that were only ever refused, `absent` the agency-years without a report there,
    `put_off` the last day on which a daily budget left pages there unasked.
    """

    portal: str | None = None
    seen: date | None = None
    refused: date | None = None
    refusal: str = ""
    failed: date | None = None
    failure: str = ""
    refused_pages: int = 0
    absent: int = 0
    put_off: date | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A state, which day decided it, and what stood in the way."""

    state: State
    date_known: DateKnown = "none"
    reason: str = ""


def judge(level: str, year: int, as_of: date, known: Known | None, looks: Looks) -> Judgement:
    """The state of one agency's report of one year as of a day."""
    due = due_day(level, year)
    if known is not None:
        return _judge_known(year, due, known)
    if as_of <= due:
        return Judgement("not_due")
    return _judge_absent(due, looks)


def _judge_known(year: int, due: date, known: Known) -> Judgement:
    if known.removed:
        return Judgement("removed", "published" if known.published else "none", "no longer at its address")
    published = known.published if known.published and is_plausible(known.published, year) else None
    if published and published <= min(due, known.first_seen):
        return Judgement("on_time", "published")
    if known.first_seen <= due:
        return Judgement("on_time", "first_seen")
    if published:
        in_time = published <= due
        return Judgement("on_time" if in_time else "late", "published")
    if known.signed and is_plausible(known.signed, year) and known.signed > due:
        return Judgement("late", "signed", "signed after the deadline")
    return Judgement("undated", "none", "the page states no day, and it was first seen after the deadline")


def is_plausible(day: date, year: int) -> bool:
    """Whether a stated day can be that of a report: none is made public before the last month of its own year."""
    return day >= date(year, 12, 1)


def _judge_absent(due: date, looks: Looks) -> Judgement:
    """A report that is due and not there is missing only if somebody looked since, and was let in."""
    if looks.put_off and looks.put_off > due and (looks.seen is None or looks.put_off >= looks.seen):
        return Judgement("not_checked", "none", "budget")
    if looks.seen and looks.seen > due:
        note = f"pages of the portal that were refused: {looks.refused_pages} ({looks.refusal})"
        if looks.refused_pages and looks.refused_pages >= looks.absent:
            return Judgement("refused", "none", note)
        return Judgement("missing", "none", note if looks.refused_pages else "")
    if looks.refused and looks.refused > due and (looks.failed is None or looks.refused >= looks.failed):
        return Judgement("refused", "none", looks.refusal)
    if looks.failed and looks.failed > due:
        return Judgement("not_checked", "none", looks.failure)
    return Judgement("not_checked", "none", "not looked at since it was due" if looks.portal else "no portal looked at")


# --- the table --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table of coverage: days are ISO 8601, empty text is null. `report_key` names the report."""

    agency_code: str | None
    agency: str
    year: int
    state: State
    published: str | None
    due: str
    agency_id: str
    level: str
    division_code: str | None
    first_seen: str | None
    date_known: DateKnown
    expected_by: str
    reason: str | None
    portal_id: str | None
    report_key: str | None


COLUMNS = tuple(each.name for each in fields(Row))


def write_coverage(db: Database, as_of: date | None = None) -> int:
    """Derive the table of coverage again; the day is by default that of the archive's last look. Returns its rows.

    Begins its own transaction unless one is open.
    """
    from pipelines.expected import coverage_rows

    connection = db.conn
    own = not connection.in_transaction
    if own:
        connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("DELETE FROM coverage")
        rows = map(attrgetter(*COLUMNS), coverage_rows(connection, as_of or last_look(connection)))
        marks = ", ".join("?" for _ in COLUMNS)
        cursor = connection.executemany(f"INSERT INTO coverage ({', '.join(COLUMNS)}) VALUES ({marks})", rows)
    except BaseException:
        if own:
            connection.execute("ROLLBACK")
        raise
    if own:
        connection.execute("COMMIT")
    return int(cursor.rowcount)


def last_look(connection: sqlite3.Connection) -> date:
    """The day, in China, of the archive's last look at anything; the first day of 2008 for an empty archive."""
    found = connection.execute("SELECT max(last_seen) FROM documents").fetchone()[0]
    return day_in_china(found) if found else date(FIRST_YEAR, 1, 1)


# --- what people read -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """How many agency-years of a province and level are in each state."""

    province: str
    level: str
    states: dict[State, int]

    @property
    def expected(self) -> int:
        """All of them."""
        return sum(self.states.values())


def tallies(rows: Iterable[Row], province_of: Mapping[str, str]) -> list[Tally]:
    """Rows counted by province and level, in the order of the provinces' codes; `province_of` names two-digit codes."""
    found: dict[tuple[str, str], Tally] = {}
    for row in rows:
        area = (row.division_code or "")[:2]
        key = (area, row.level)
        if key not in found:
            found[key] = Tally(province_of.get(area, "中央" if row.level == "central" else "?"), row.level, {})
        found[key].states[row.state] = found[key].states.get(row.state, 0) + 1
    return [found[key] for key in sorted(found)]


@dataclass(frozen=True, slots=True)
class Alert:
    """A portal that fell silent, or nearly: its usual number of reports a year, and what it has for the year."""

    portal: str
    year: int
    usual: float
    found: int
    reason: str

    def __str__(self) -> str:
        what = "nothing" if not self.found else f"only {self.found}"
        return f"{self.portal}: {what} for {self.year}, {self.usual:g} a year before ({self.reason})"


LOOK_BACK = 3
"""Years before that a portal's usual number of reports is taken from."""
_FEW = 4


def alerts(rows: Iterable[Row], as_of: date) -> Iterator[Alert]:
    """Portals whose last year that is due holds nothing, or less than half of the three years before it.

    A portal that has fewer than four reports a year only alerts by silence: one report less is no sign. Hosts that
    nobody asked, whose pages were only ingested, do not alert.
    """
    counts: dict[str, dict[int, int]] = {}
    reasons: dict[tuple[str, int], str] = {}
    for row in rows:
        if row.portal_id is None:
            continue
        if row.report_key is not None and row.state != "removed":
            years = counts.setdefault(row.portal_id, {})
            years[row.year] = years.get(row.year, 0) + 1
        else:
            reasons.setdefault((row.portal_id, row.year), ": ".join(filter(None, (row.state, row.reason))))
    # The later of the two deadlines must have passed, so that nothing alerts that may still come.
    year = as_of.year - 1 if as_of > date(as_of.year, 3, 31) else as_of.year - 2
    for portal, years in sorted(counts.items()):
        before = [years.get(each, 0) for each in range(year - LOOK_BACK, year)]
        held = [each for each in before if each]
        usual, found = (sum(held) / len(held) if held else 0.0), years.get(year, 0)
        reason = reasons.get((portal, year))
        if held and reason and (not found or (usual >= _FEW and found < usual / 2)):
            yield Alert(portal, year, round(usual, 1), found, reason)
