"""Every family's portal, from its home page alone: every report found, nothing else taken for one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crawler.demo.server import served
from tests.crawler.driver import crawl, found, registry_of, rows
from tests.crawler.portals.families import BUILDERS
from tests.crawler.portals.made import World

pytestmark = pytest.mark.xdist_group("crawl")
# What each world is told to be by its own pages; the registry of the tests leaves `cms` empty.
FAMILIES = {
    "trs": "trs_wcm",
    "hanweb_jpaas": "hanweb_jpaas",
    "hanweb": "hanweb_jcms",
    "vsb": "vsb_webber",
    "ucap": "ucap",
    "gkmlpt": "gd_gkmlpt",
    "gd_content": "gd_gkmlpt",
    "lonsun": "lonsun_ah",
    "openness": "ah_openness",
    "asp": "asp",
    "year_unit": "year_unit_tree",
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, World], dict[str, Any]]:
    """All worlds crawled in one run, many hosts at once."""
    folder = tmp_path_factory.mktemp("families")
    worlds = {name: make() for name, make in BUILDERS.items()}
    for name, world in worlds.items():
        world.site.name = name
    sites = [world.site for world in worlds.values()]
    with served(*sites):
        summary = crawl(folder / "archive", registry_of(folder, sites))
    return folder / "archive", worlds, {row["id"]: row for row in summary["portals"]}


@pytest.mark.parametrize("name", BUILDERS)
def test_every_report_is_found_and_nothing_else(name: str, crawled) -> None:
    archive, worlds, _ = crawled
    world = worlds[name]
    assert found(archive, world.site) == world.reports | world.files
    assert not world.distractors & set(world.site.asked())


@pytest.mark.parametrize("name", BUILDERS)
def test_a_search_costs_at_most_two_requests_a_report(name: str, crawled) -> None:
    _, worlds, _ = crawled
    world = worlds[name]
    reports = world.reports | world.files
    others = [target for target in world.site.asked() if target not in reports]
    assert len(others) <= 2 * len(world.reports)


@pytest.mark.parametrize("name", BUILDERS)
def test_no_request_is_made_twice(name: str, crawled) -> None:
    _, worlds, _ = crawled
    asked = [(one.method, one.target, one.body) for one in worlds[name].site.log]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("name", BUILDERS)
def test_the_family_is_told_from_the_pages(name: str, crawled) -> None:
    _, _, summary = crawled
    expected = next((family for start, family in FAMILIES.items() if name.startswith(start)), None)
    assert expected is None or summary[name]["family"] == expected


def test_reports_are_read_and_stored_under_their_year(crawled) -> None:
    archive, worlds, _ = crawled
    stored = rows(archive, "SELECT url, year FROM reports WHERE portal_id = 'trs_zero_based'")
    years = {url.removeprefix(worlds["trs_zero_based"].site.base): year for url, year in stored}
    assert years == {doc.path: doc.made.year for doc in worlds["trs_zero_based"].docs}
