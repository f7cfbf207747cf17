"""Portals in templates of no family's worlds: every report found from the home page, nothing else kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.demo.server import served
from tests.crawler.driver import crawl, found, registry_of, rows
from tests.crawler.portals import shells  # noqa: F401 - registers its worlds
from tests.crawler.portals.made import World
from tests.crawler.portals.strangers import STRANGERS

pytestmark = pytest.mark.xdist_group("strangers")
Crawled = tuple[Path, dict[str, World]]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """All worlds crawled in one run."""
    folder = tmp_path_factory.mktemp("strangers")
    worlds = {name: make() for name, make in STRANGERS.items()}
    for name, world in worlds.items():
        world.site.name = name
    sites = [world.site for world in worlds.values()]
    with served(*sites):
        crawl(folder / "archive", registry_of(folder, sites))
    return folder / "archive", worlds


@pytest.mark.parametrize("name", STRANGERS)
def test_every_report_is_captured_and_nothing_else_as_one(name: str, crawled: Crawled) -> None:
    archive, worlds = crawled
    assert found(archive, worlds[name].site) == worlds[name].reports | worlds[name].files


@pytest.mark.parametrize("name", STRANGERS)
def test_every_page_of_a_report_is_read_as_one(name: str, crawled: Crawled) -> None:
    archive, worlds = crawled
    base = worlds[name].site.base
    stored = {url for (url,) in rows(archive, "SELECT url FROM reports WHERE portal_id = ?", name)}
    assert stored == {base + path for path in worlds[name].reports}


@pytest.mark.parametrize("name", STRANGERS)
def test_a_search_costs_at_most_two_requests_a_report(name: str, crawled: Crawled) -> None:
    _, worlds = crawled
    reports = worlds[name].reports | worlds[name].files
    asked = [(one.method, one.target, one.body) for one in worlds[name].site.log]
    assert sum(target not in reports for _, target, _ in asked) <= 2 * len(reports)
    assert len(asked) == len(set(asked))
