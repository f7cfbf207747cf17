"""Coverage: each state, each deadline on its boundary day, and who is expected at all."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipelines import schema
from pipelines.archive import Context
from pipelines.coverage import (
    STATES,
    Known,
    Looks,
    Row,
    State,
    alerts,
    day_in_china,
    due_day,
    judge,
    last_look,
    tallies,
    write_coverage,
)
from pipelines.coverage_status import coverage_status, lines
from pipelines.expected import coverage_rows
from pipelines.registry import Portal
from pipelines.release import build
from pipelines.release_source import Options, region_codes
from pipelines.session import Session
from tests.pipelines.reports import page
from tests.pipelines.world import request, response, rows

ONE = timedelta(days=1)
RONG = Portal("zherong", "宁德市柘荣县人民政府", "http://www.zherong.gov.cn/", "county", "350926")
OPEN = "http://www.zherong.gov.cn/zfxxgk/"


# --- the rules of a year ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "year", "day"),
    [
        ("department", 2018, "2019-03-31"),
        ("department", 2019, "2020-01-31"),
        ("institution", 2023, "2024-01-31"),
        ("central", 2023, "2024-01-31"),
        ("county", 2018, "2019-03-31"),
        ("county", 2019, "2020-03-31"),
        ("province", 2008, "2009-03-31"),
        ("township", 2022, "2023-03-31"),
        ("zone", 2022, "2023-03-31"),
        ("unknown", 2022, "2023-03-31"),
    ],
)
def test_the_deadline_follows_the_regulations_of_the_year(level, year, day):
    assert due_day(level, year) == date.fromisoformat(day)


@pytest.mark.parametrize(("level", "year"), [("department", 2018), ("department", 2019), ("county", 2019)])
def test_the_deadline_itself_is_in_time_and_the_day_after_is_late(level, year):
    due, seen = due_day(level, year), date(2026, 1, 1)
    states = [judge(level, year, seen, Known(seen, due + shift), Looks()).state for shift in (-ONE, 0 * ONE, ONE)]
    assert states == ["on_time", "on_time", "late"]


@pytest.mark.parametrize(("level", "year"), [("department", 2018), ("department", 2019), ("county", 2019)])
def test_a_report_is_not_due_through_its_deadline_and_missing_behind_it(level, year):
    due = due_day(level, year)
    looked = Looks("p", seen=due + ONE)
    assert judge(level, year, due, None, looked).state == "not_due"
    assert judge(level, year, due + ONE, None, looked).state == "missing"


def test_a_look_on_the_deadline_does_not_show_that_a_report_is_missing():
    due = due_day("county", 2020)
    assert judge("county", 2020, due + 9 * ONE, None, Looks("p", seen=due)).state == "not_checked"


def test_a_look_that_a_daily_budget_cut_short_does_not_show_that_a_report_is_missing():
    due = due_day("county", 2020)
    cut = Looks("p", seen=due + ONE, put_off=due + ONE)
    assert judge("county", 2020, due + 9 * ONE, None, cut).reason == "budget"
    again = Looks("p", seen=due + 2 * ONE, put_off=due + ONE)
    assert judge("county", 2020, due + 9 * ONE, None, again).state == "missing"


def test_the_first_look_proves_only_that_the_report_was_there_by_then():
    due = due_day("county", 2020)
    early = judge("county", 2020, due + ONE, Known(due), Looks())
    late = judge("county", 2020, due + 9 * ONE, Known(due + ONE), Looks())
    assert (early.state, early.date_known) == ("on_time", "first_seen")
    assert (late.state, late.date_known) == ("undated", "none")


def test_a_look_before_the_stated_day_outweighs_it():
    due = due_day("department", 2021)
    told = judge("department", 2021, due + 99 * ONE, Known(due - ONE, published=due + 30 * ONE), Looks())
    assert (told.state, told.date_known) == ("on_time", "first_seen")


def test_a_signature_behind_the_deadline_proves_lateness_and_one_before_it_nothing():
    due, seen = due_day("department", 2021), date(2025, 1, 1)
    assert judge("department", 2021, seen, Known(seen, signed=due + ONE), Looks()).state == "late"
    assert judge("department", 2021, seen, Known(seen, signed=due), Looks()).state == "undated"


def test_a_stated_day_before_the_years_last_month_is_no_day_of_publication():
    seen = date(2025, 1, 1)
    assert judge("county", 2020, seen, Known(seen, published=date(2014, 3, 5)), Looks()).state == "undated"
    assert judge("county", 2020, seen, Known(seen, published=date(2020, 12, 31)), Looks()).state == "on_time"


def test_a_removed_report_stays_removed_whatever_its_day():
    seen = date(2021, 1, 5)
    assert judge("county", 2020, date(2022, 1, 1), Known(seen, seen, removed=True), Looks()).state == "removed"


def test_a_portal_that_let_nobody_in_refused_and_one_out_of_reach_was_not_checked():
    due = due_day("county", 2020)
    refused = judge("county", 2020, due + 9 * ONE, None, Looks("p", refused=due + ONE, refusal="challenge_ruishu"))
    broken = judge("county", 2020, due + 9 * ONE, None, Looks("p", failed=due + ONE, failure="timeout"))
    before = judge("county", 2020, due + 9 * ONE, None, Looks("p", refused=due, refusal="blocked_412"))
    assert (refused.state, refused.reason) == ("refused", "challenge_ruishu")
    assert (broken.state, broken.reason) == ("not_checked", "timeout")
    assert before.state == "not_checked"


def test_refused_pages_may_hide_as_many_reports_as_there_are_pages():
    due = due_day("county", 2020)
    hidden = Looks("p", seen=due + ONE, refusal="denied_403", refused_pages=3, absent=3)
    more = Looks("p", seen=due + ONE, refusal="denied_403", refused_pages=3, absent=4)
    assert judge("county", 2020, due + 9 * ONE, None, hidden).state == "refused"
    missing = judge("county", 2020, due + 9 * ONE, None, more)
    assert missing.state == "missing"
    assert "refused: 3 (denied_403)" in missing.reason


def test_days_are_those_of_china():
    assert day_in_china("2020-03-31T15:59:59.000Z") == date(2020, 3, 31)
    assert day_in_china("2020-03-31T16:00:00.000Z") == date(2020, 4, 1)


# --- over archives ----------------------------------------------------------------------------------------------------


Answer = tuple[str, str | int, str, str | None]
"""Role, page or status, moment, error."""


def crawl(root: Path, *answers: tuple[str, Answer], portal: Portal = RONG) -> None:
    """One run: addresses with what they answered."""
    with Session(root, "crawl", workers=1) as session:
        for url, (role, answer, at, error) in answers:
            reply = response(answer) if isinstance(answer, str) else response(status=answer)
            context = Context(portal, role, None, error, None)
            session.take(session.archive.append_exchange(url, request(url), reply, context, at))


def states(root: Path, as_of: str, name: str = "柘荣县人民政府") -> dict[int, str]:
    """The states of an agency by year."""
    db = schema.connect(root / "gongkai.db")
    try:
        found = coverage_rows(db.conn, date.fromisoformat(as_of))
        return {row.year: row.state for row in found if row.agency.endswith(name)}
    finally:
        db.close()


def test_an_archive_shows_reports_in_time_missing_and_not_due(tmp_path):
    crawl(
        tmp_path,
        (OPEN, ("list", "<html><body><a href='1.html'>2021</a></body></html>", "2024-02-01T02:00:00.000Z", None)),
        (OPEN + "1.html", ("article", page("柘荣县人民政府", 2021), "2024-02-01T02:00:01.000Z", None)),
    )
    found = states(tmp_path, "2024-02-01")
    assert found[2021] == "on_time"
    assert found[2020] == found[2008] == found[2022] == "missing"
    assert found[2023] == "not_due"
    assert states(tmp_path, "2024-04-01")[2023] == "not_checked"


def test_a_portal_that_challenges_has_refused_what_fell_due_since(tmp_path):
    crawl(tmp_path, (OPEN, ("list", 412, "2024-02-01T02:00:00.000Z", "blocked_412")))
    found = states(tmp_path, "2024-02-01")
    assert found[2022] == "refused"
    assert found[2023] == "not_due"


def test_a_report_that_left_its_address_is_removed(tmp_path):
    article = OPEN + "1.html"
    crawl(tmp_path, (article, ("article", page("柘荣县人民政府", 2021), "2024-02-01T02:00:00.000Z", None)))
    for day in ("02", "03"):
        crawl(tmp_path, (article, ("article", 404, f"2024-02-{day}T02:00:00.000Z", "not_found")))
    assert states(tmp_path, "2024-02-03")[2021] == "removed"


def test_governments_are_expected_under_the_code_and_name_of_the_year(tmp_path):
    shaxian = Portal("shaxian", "三明市沙县区人民政府", "http://www.fjsx.gov.cn/", "county", "350405")
    crawl(tmp_path, ("http://www.fjsx.gov.cn/", ("list", "<p>a</p>", "2024-05-01T02:00:00.000Z", None)), portal=shaxian)
    db = schema.connect(tmp_path / "gongkai.db")
    found = {
        row.year: (row.agency, row.agency_code, row.state)
        for row in coverage_rows(db.conn, date(2024, 5, 1))
        if "沙县" in row.agency and row.level == "county"
    }
    db.close()
    assert found[2020] == ("三明市沙县人民政府", "350427", "missing")
    assert found[2021] == ("三明市沙县区人民政府", "350405", "missing")
    assert sorted(found) == list(range(2008, 2024))


def test_a_department_is_expected_after_its_first_report_and_by_its_siblings(tmp_path):
    counties = ("柘荣县", "寿宁县", "周宁县", "屏南县")
    pages = [(county, year) for county in counties for year in (2020, 2021) if (county, year) != ("屏南县", 2020)]
    crawl(
        tmp_path,
        *(
            (f"{OPEN}{at}.html", ("article", page(f"宁德市{county}财政局", year), "2024-02-01T02:00:00.000Z", None))
            for at, (county, year) in enumerate(pages)
        ),
    )
    db = schema.connect(tmp_path / "gongkai.db")
    found = {
        row.year: row.expected_by
        for row in coverage_rows(db.conn, date(2024, 6, 1))
        if row.agency.endswith("屏南县财政局")
    }
    db.close()
    assert found == {2020: "siblings", 2021: "report", 2022: "own_past", 2023: "own_past"}


def test_the_table_is_written_as_of_the_last_look_and_again_alike(tmp_path):
    crawl(tmp_path, (OPEN + "1.html", ("article", page("柘荣县人民政府", 2021), "2022-01-20T20:00:00.000Z", None)))
    db = schema.connect(tmp_path / "gongkai.db")
    assert last_look(db.conn) == date(2022, 1, 21)
    first = write_coverage(db)
    assert write_coverage(db) == first
    db.close()
    held = rows(tmp_path, "SELECT * FROM coverage WHERE agency LIKE '%柘荣县人民政府' AND year = 2021")
    assert [(row["state"], row["published"], row["due"]) for row in held] == [("on_time", "2022-01-20", "2022-03-31")]


def test_the_status_counts_every_row_once(tmp_path):
    crawl(tmp_path, (OPEN + "1.html", ("article", page("柘荣县人民政府", 2021), "2022-01-20T20:00:00.000Z", None)))
    found = coverage_status(tmp_path, date(2022, 4, 1))
    db = schema.connect(tmp_path / "gongkai.db")
    expected = len(list(coverage_rows(db.conn, date(2022, 4, 1))))
    db.close()
    assert sum(each.expected for each in found.tallies) == expected
    assert any(line.strip().startswith("county") for line in lines(found))
    assert set(STATES) >= {state for each in found.tallies for state in each.states}


def test_a_body_no_division_is_known_of_counts_in_its_portals_province(tmp_path):
    portal = Portal("made", "甲乙县人民政府", "http://www.jiayi.example/", "county", "", region="贵州省")
    article = ("article", page("甲乙县教育局", 2021), "2022-01-20T02:00:00.000Z", None)
    crawl(tmp_path, ("http://www.jiayi.example/1.html", article), portal=portal)
    found = coverage_status(tmp_path, date(2022, 4, 1))
    assert {each.province for each in found.tallies if each.level == "unknown"} == {"贵州省"}
    build(tmp_path, tmp_path / "out", Options(regions=region_codes(["贵州省"])))
    for name in ("reports", "agencies", "coverage"):
        assert set(pl.read_parquet(tmp_path / f"out/{name}.parquet")["province"]) == {"贵州省"}, name


# --- alerts -----------------------------------------------------------------------------------------------------------


def made(portal: str, year: int, state: State, at: int = 0) -> Row:
    """A row of coverage of one of a portal's agencies."""
    there = state in ("on_time", "late", "undated")
    return Row("350926", f"机关{at}", year, state, None, due_day("county", year).isoformat(), f"x{at}", "county",
               "350926", None, "none", "own_past", None, portal, f"k{at}/{year}" if there else None)  # fmt: skip


def test_a_portal_that_used_to_publish_and_has_nothing_alerts():
    held = [made("quiet", year, "on_time") for year in (2019, 2020, 2021)] + [made("quiet", 2022, "missing")]
    found = list(alerts(held, date(2023, 4, 1)))
    assert [(each.portal, each.year, each.found) for each in found] == [("quiet", 2022, 0)]
    assert not list(alerts(held, date(2023, 3, 31)))


def test_a_portal_with_less_than_half_of_its_usual_reports_alerts_and_a_small_one_does_not():
    big = [made("big", year, "on_time", at) for year in (2019, 2020, 2021) for at in range(6)]
    big += [made("big", 2022, "on_time", at) for at in range(2)] + [made("big", 2022, "missing", 3)]
    small = [made("small", year, "on_time", at) for year in (2019, 2020, 2021) for at in range(3)]
    small += [made("small", 2022, "on_time"), made("small", 2022, "missing", 1)]
    assert [(each.portal, each.found) for each in alerts(big + small, date(2023, 4, 1))] == [("big", 2)]


def test_tallies_name_provinces():
    found = tallies([made("p", 2020, "missing"), made("p", 2021, "on_time")], {"35": "福建省"})
    assert [(each.province, each.level, each.states) for each in found] == [
        ("福建省", "county", {"missing": 1, "on_time": 1})
    ]
