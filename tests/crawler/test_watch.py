"""What a run watches over: a portal gone silent, fewer reports than before, the budget of a host's day."""

from __future__ import annotations

import json
import resource
import signal
import sqlite3
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawler.demo.server import Site, served
from parsers.dates import CHINA
from tests.crawler.driver import crawl, found, registry_of, rows, start
from tests.crawler.portals.strangers import STRANGERS
from tests.crawler.portals.strangers.shared import html

pytestmark = pytest.mark.xdist_group("crawl")


def test_drop_and_silence_are_told_against_what_a_portal_gave(tmp_path: Path) -> None:
    world = STRANGERS["rows_that_are_called"]()
    column = "/opinfo/list_nb.html"
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        first = crawl(tmp_path / "a", registry)
        row = f"<p><a href='{world.docs[0].path}'>{world.docs[0].made.title}</a></p>"
        world.site.add(column, html("政府信息公开年报", row))
        fewer = crawl(tmp_path / "a", registry)
        world.site.add(column, html("政府信息公开年报", "<p>暂无内容，栏目建设中，请到其他栏目查阅有关信息。</p>"))
        none = crawl(tmp_path / "a", registry)
    assert first["alerts"] == []
    assert [alert["name"] for alert in fewer["alerts"]] == ["drop"]
    assert [alert["name"] for alert in none["alerts"]] == ["silence"]


def test_a_days_budget_holds_over_runs_and_kills_and_each_day_comes_further(tmp_path: Path) -> None:
    world = STRANGERS["rows_that_are_called"]()
    site, archive, daily = world.site, tmp_path / "a", {"DAILY_BUDGET_PER_HOST": 9}
    assert len(world.reports) == 9
    with served(site):
        registry = registry_of(tmp_path, [site])
        process = start(archive, registry, settings=daily)
        while len(site.log) < 4 and process.poll() is None:
            time.sleep(0.005)
        process.kill()
        process.communicate()
        first = crawl(archive, registry, settings=daily)
        spent = len(site.log)
        same_day = crawl(archive, registry, settings=daily)
        assert len(site.log) == spent
        _yesterday(archive)
        second = crawl(archive, registry, settings=daily)
    # One request may have been on its way at the kill.
    assert 9 <= spent <= 10
    assert len(site.log) - spent == 9
    for summary in (first, same_day):
        assert summary["exit_code"] == 4
        assert [alert["name"] for alert in summary["alerts"]] == ["budget"]
        assert summary["portals"][0]["stopped"] == ""
    # A report held already is asked again only after those that are not.
    assert found(archive, site) == world.reports
    left = second["portals"][0]["put_off"][site.base.removeprefix("http://")]
    told = rows(archive, "SELECT reason FROM failures WHERE error = 'budget' ORDER BY capture_id DESC LIMIT 1")
    assert told == [(f"{left} leads left for another day: daily budget used up",)]


def test_a_disk_that_fills_up_ends_the_run_and_is_kept_against_no_portal(tmp_path: Path) -> None:
    world, archive = STRANGERS["rows_that_are_called"](), tmp_path / "a"
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        process = start(archive, registry, settings={"DOWNLOAD_DELAY": 0.1})
        while len(world.site.log) < 6 and process.poll() is None:
            time.sleep(0.005)
        # No file may grow any more: what a full disk comes to.
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, 1))
        _, err = process.communicate(timeout=60)
        asked = len(world.site.log)
        crawl(archive, registry)
    assert process.returncode == 1
    assert err.splitlines()[-1].startswith("pipelines.locks.ArchiveError: ")
    assert err.count("Traceback (most recent call last)") == err.count("The above exception") + 1, "told more than once"
    assert asked <= 8
    assert found(archive, world.site) == world.reports
    assert rows(archive, "SELECT kind, status FROM runs") == [("crawl", "finished")]
    assert rows(archive, "SELECT error FROM captures WHERE error IS NOT NULL AND status IS NULL") == []


def _yesterday(archive: Path) -> None:
    """Have everything an archive holds captured a day earlier."""
    with sqlite3.connect(archive / "gongkai.db") as db:
        db.execute("UPDATE capture SET captured_at = strftime('%Y-%m-%dT%H:%M:%fZ', captured_at, '-1 day')")


def _window(hours: int) -> str:
    """An hour of the day in China that begins so many hours from now."""
    begins = datetime.now(CHINA) + timedelta(hours=hours)
    return f"{begins:%H:%M}-{begins + timedelta(hours=1):%H:%M}"


def test_outside_its_hours_a_crawl_sends_nothing_says_so_and_goes_on_later(tmp_path: Path) -> None:
    world, closed = STRANGERS["rows_that_are_called"](), _window(2)
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        process = start(tmp_path / "a", registry, settings={"CRAWL_HOURS": closed})
        told = next(line for line in process.stderr or [] if "CRAWL_HOURS" in line)
        time.sleep(0.5)
        assert process.poll() is None
        assert world.site.log == []
        process.send_signal(signal.SIGINT)
        out, heard = process.communicate(timeout=60)
        later = crawl(tmp_path / "a", registry, settings={"CRAWL_HOURS": _window(0)})
    assert f"waiting until {closed[:5]}" in told
    assert "a second Ctrl-C does not wait" in heard
    assert json.loads(out)["exit_code"] == 1
    assert later["run"] == json.loads(out)["run"]
    assert later["stderr"] == ""
    assert found(tmp_path / "a", world.site) == world.reports


def test_a_portal_that_answers_and_leads_to_no_report_has_a_name(tmp_path: Path) -> None:
    world, empty = STRANGERS["rows_that_are_called"](), Site("empty")
    empty.add("/", html("Welcome to nginx!", "<p>If you see this page, the web server is installed.</p>"))
    with served(world.site, empty):
        registry = registry_of(tmp_path, [world.site, empty])
        told = [crawl(tmp_path / "a", registry, mode)["refused"] for mode in ("crawl", "refresh")]
    query = "SELECT url, count(*) FROM captures WHERE error = 'nothing_found' GROUP BY url"
    assert rows(tmp_path / "a", query) == [(f"{empty.base}/", 2)]
    assert [each.get("nothing_found") for each in told] == [1, 1]
