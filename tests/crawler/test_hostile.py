"""Portals that refuse, mislead or attack: none does harm, each is recorded by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crawler.demo.server import Site, served
from crawler.refusals import ACTIONS
from tests.crawler.driver import crawl, found, registry_of, rows
from tests.crawler.portals.hostile import REPORT, TRICKS, hostile, sound

pytestmark = pytest.mark.xdist_group("crawl")
LIMITS = {
    "DOWNLOAD_TIMEOUT": 6,
    "DOWNLOAD_MAXSIZE": 3 << 20,
    "RETRY_TIMES": 1,
    "THROTTLE_WAIT_MAX": 60,
    "SEARCH_BUDGET": 20,
}
Crawled = tuple[Path, dict[str, Site], dict[str, Any]]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """All hostile portals and a sound one, visited in one run."""
    folder = tmp_path_factory.mktemp("hostile")
    sites = {name: hostile(name) for name in TRICKS} | {"sound": sound("sound")}
    with served(*sites.values()):
        summary = crawl(folder / "archive", registry_of(folder, sites.values()), settings=LIMITS)
    return folder / "archive", sites, summary


def errors(archive: Path, site: Site) -> set[str]:
    """The names recorded for a portal."""
    return {
        error
        for (error,) in rows(
            archive,
            "SELECT c.error FROM captures c JOIN documents d ON d.id = c.document_id "
            "WHERE d.portal_id = ? AND c.error IS NOT NULL",
            site.name,
        )
    }


@pytest.mark.parametrize("name", [name for name, (_, error, _) in TRICKS.items() if error])
def test_a_trick_is_recorded_by_name(name: str, crawled: Crawled) -> None:
    archive, sites, _ = crawled
    assert TRICKS[name][1] in errors(archive, sites[name])


@pytest.mark.parametrize("name", TRICKS)
def test_the_report_is_found_where_it_can_be(name: str, crawled: Crawled) -> None:
    archive, sites, _ = crawled
    held = {path.partition("?")[0] for path in found(archive, sites[name])}
    assert (REPORT in held) == TRICKS[name][2]


@pytest.mark.parametrize("name", TRICKS)
def test_no_trick_costs_more_than_a_few_requests(name: str, crawled: Crawled) -> None:
    _, sites, _ = crawled
    assert len(sites[name].log) <= (70 if TRICKS[name][1] == "given_up" else 40 if name == "calendar" else 12)


def test_a_sound_portal_beside_them_is_not_disturbed(crawled: Crawled) -> None:
    archive, sites, summary = crawled
    assert found(archive, sites["sound"]) == {REPORT}
    assert summary["reason"] == "finished"


def test_what_robots_forbids_is_never_sent(crawled: Crawled) -> None:
    _, sites, _ = crawled
    assert sites["robots_forbids_all"].asked() == []
    # With the column closed the site's map is asked for another way; nothing under the column is.
    assert set(sites["robots_forbids_the_column"].asked()) <= {"/", "/sitemap.html"}
    assert sites["robots_403"].asked() == []


def test_every_name_recorded_is_one_with_an_action(crawled: Crawled) -> None:
    archive, _, _ = crawled
    names = {name for (name,) in rows(archive, "SELECT DISTINCT error FROM captures WHERE error IS NOT NULL")}
    assert {name for name in names if not name.startswith("denied_")} <= set(ACTIONS)


def test_a_portal_that_refuses_is_left_alone_and_the_summary_says_so(crawled: Crawled) -> None:
    _, _, summary = crawled
    portals = {row["id"]: row for row in summary["portals"]}
    assert portals["jsl_521"]["stopped"] == "challenge_jsl"
    assert summary["exit_code"] == 3
    assert {alert["portal"] for alert in summary["alerts"] if alert["name"] == "refusal"} >= {
        "jsl_521",
        "captcha",
        "robots_403",
    }
