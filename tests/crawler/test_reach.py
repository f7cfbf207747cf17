"""A machine without a network is told from portals that are dead: nothing is kept against them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from rich.console import Console

from crawler.demo.server import Resource, Site, served
from crawler.monitors import Alert
from crawler.reach import NOBODY, Reach
from crawler.summary import MOST_ALERTS, MOST_ROWS, PortalRow, Summary
from tests.crawler.driver import crawl, registry_of, rows

# Names under .invalid have no address anywhere (RFC 6761).
DEAD = [f"http://www.county{number}.invalid/" for number in range(6)]


def _registry(folder: Path, addresses: list[str]) -> Path:
    path = folder / "dead.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                ["id", "name", "base_url"],
                *([f"p{number}", f"第{number}县", url] for number, url in enumerate(addresses)),
            ]
        )
    return path


def _left(archive: Path) -> list[str]:
    """The portals that the next run would leave alone."""
    known: dict[str, dict[str, Any]] = json.loads((archive / "portals.json").read_text("utf-8"))
    return [portal for portal, each in known.items() if each["leave_until"]]


def test_a_run_that_reaches_nobody_stops_and_the_same_command_goes_on_from_there(tmp_path: Path) -> None:
    archive, connected = tmp_path / "archive", Event()
    site = Site("alive")

    def robots(target: str, form: bytes, headers: dict[str, str]) -> Resource:
        connected.wait(6)
        return Resource(b"", status=404)

    site.routes["/robots.txt"] = robots
    site.routes["/"] = Resource(b"<html><title>x</title><body><p>x</p></body></html>")
    with served(site):
        registry = _registry(tmp_path, [*DEAD, site.base + "/"])
        first = crawl(archive, registry, settings={"OFFLINE_HOSTS": 4, "OFFLINE_SECONDS": 1.0, "DOWNLOAD_TIMEOUT": 4})
        assert (first["reason"], first["exit_code"]) == ("offline", 1)
        assert "is this machine connected?" in first["stderr"]
        assert [alert["name"] for alert in first["alerts"]] == ["offline"]
        assert rows(archive, "SELECT count(*) FROM captures") == [(0,)], "a failure of our own was kept as the portals'"
        assert _left(archive) == []
        connected.set()
        again = crawl(archive, registry)
    assert (again["run"], again["reason"]) == (first["run"], "finished")
    assert again["refused"] == {"dns": len(DEAD), "nothing_found": 1}
    assert len(_left(archive)) == len(DEAD)


def test_of_a_few_portals_none_is_left_alone_where_none_answered(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    summary = crawl(archive, _registry(tmp_path, DEAD[:1]))
    assert rows(archive, "SELECT error FROM captures") == [("dns",)]
    assert [alert["name"] for alert in summary["alerts"]] == ["offline"]
    assert _left(archive) == []


def test_a_dead_portal_among_others_is_left_alone(tmp_path: Path) -> None:
    site = Site("alive")
    site.routes["/"] = Resource(b"<html><title>x</title><body><p>x</p></body></html>")
    with served(site):
        registry = registry_of(tmp_path, [site])
        with registry.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(["dead", "死县", DEAD[0]])
        summary = crawl(tmp_path / "archive", registry, settings={"OFFLINE_HOSTS": 1, "OFFLINE_SECONDS": 0.0})
    assert summary["reason"] == "finished"
    assert _left(tmp_path / "archive") == ["dead"]


def test_what_a_failure_comes_to_waits_for_the_next_answer() -> None:
    now, done = [0.0], []
    reach = Reach(hosts=2, seconds=10, clock=lambda: now[0])
    reach.hold("a", "dns", lambda: done.append("kept"))
    reach.hold("a", "dns", lambda: done.append("left alone"), lasting=True)
    reach.hold("b", "denied_403", lambda: done.append("at once"))
    assert done == ["at once"], "a refusal is the portal's own, whoever else answers"
    now[0] = 11
    assert reach.is_silent
    seen = [reach.seems_cut_off]  # one host proves nothing
    reach.hear("http://c/")
    assert done == ["at once", "kept", "left alone"]
    reach.hold("a", "unreachable", lambda: done.append("later"))
    reach.hold("d", "timeout", lambda: done.append("later"))
    seen.append(reach.seems_cut_off)  # somebody answered just now
    now[0] = 21
    seen.append(reach.seems_cut_off)
    reach.hold_on()
    seen.append(reach.seems_cut_off)
    assert seen == [False, False, True, False]
    assert "later" not in done


@pytest.mark.parametrize("count", [MOST_ROWS, MOST_ROWS + 40])
def test_the_summary_of_a_whole_country_fits_a_screen(count: int) -> None:
    portals = [
        PortalRow(f"p{n}", f"第{n}县", "general", 1, found=n % 2, refused={"dns": 1} if n % 2 == 0 else {})
        for n in range(count)
    ]
    alerts = [Alert("refusal", row.id, "dns") for row in portals if row.refused] + [Alert("offline", "all", NOBODY)]
    refused = {"dns": len(alerts) - 1}
    written = io.StringIO()
    console = Console(width=120, file=written)
    console.print(Summary("r", "crawl", "finished", count, 0, portals, alerts, 3, refused).as_text())
    text = written.getvalue()
    shown = [row for row in portals if f" {row.name} " in text]
    assert len(shown) == (count if count <= MOST_ROWS else count // 2)
    assert all(row.found for row in shown) or count <= MOST_ROWS
    assert f"refused, by reason: dns {count // 2}" in text
    assert text.count("refusal: p") == MOST_ALERTS
    assert f"{count // 2 - MOST_ALERTS} more" in text
    assert NOBODY in text
