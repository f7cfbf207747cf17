"""robots.txt under load: what it forbids is never sent, however many requests wait for it."""

# ruff: noqa: E501 - a certificate and a script in one piece

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from time import sleep

import pytest
from protego import Protego

from crawler.demo.server import Resource, Site, served
from crawler.middlewares.robots import plain_rules
from tests.crawler.driver import crawl, registry_of, rows
from tests.crawler.portals.hostile import COLUMN, REPORT, sound

pytestmark = pytest.mark.xdist_group("crawl")
_CHILD = """
import json, sys
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

class Cold(Spider):
    name = "cold"
    async def start(self):
        for number in range(60):
            yield Request(f"{base}/secret/{number}", errback=lambda failure: None)
    def parse(self, response):
        pass

base, middlewares = json.loads(sys.argv[1])
process = AsyncCrawlerProcess({
    "ROBOTSTXT_OBEY": True, "DOWNLOADER_MIDDLEWARES": middlewares, "CONCURRENT_REQUESTS": 64, "CONCURRENT_REQUESTS_PER_DOMAIN": 64,
    "REMOTE_CONTROL_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "LOG_LEVEL": "ERROR", "DOWNLOAD_DELAY": 0,
})
process.crawl(Cold)
process.start()
"""
OURS = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.robots.RobotsMiddleware": 100,
}


def _slow_robots(site: Site) -> None:
    def answer(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        sleep(0.5)
        return Resource(b"User-agent: *\nDisallow: /secret/\n", "text/plain")

    site.add("/robots.txt", answer)


def _sent(middlewares: dict[str, int | None]) -> list[str]:
    """What is asked of a cold host whose robots.txt forbids all of it."""
    site = Site("cold")
    _slow_robots(site)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    with served(site):
        argument = json.dumps([site.base, middlewares])
        subprocess.run([sys.executable, "-c", _CHILD, argument], check=True, timeout=60, env=environment)
    return site.asked()


def test_nothing_forbidden_is_sent_to_a_cold_host() -> None:
    assert _sent(OURS) == []


def test_plain_scrapy_sends_what_is_forbidden() -> None:
    """Why the middleware is ours. When this fails, Scrapy has mended its race, and the lock may go."""
    assert _sent({}) != []


def test_crawl_delay_is_kept(tmp_path: Path) -> None:
    site = sound("slow")
    site.add("/robots.txt", "User-agent: *\nCrawl-delay: 1.2\n", "text/plain")
    with served(site):
        crawl(tmp_path / "a", registry_of(tmp_path, [site]))
    moments = [one.at for one in site.log if one.target != "/robots.txt"]
    assert site.asked() == ["/", COLUMN, REPORT]
    assert all(later - earlier >= 1.1 for earlier, later in pairwise(moments))


def test_a_crawl_delay_of_an_hour_closes_the_portal(tmp_path: Path) -> None:
    site = sound("glacial")
    site.add("/robots.txt", "User-agent: *\nCrawl-delay: 3600\n", "text/plain")
    with served(site):
        summary = crawl(tmp_path / "a", registry_of(tmp_path, [site]))
    assert site.asked() == []
    assert summary["portals"][0]["stopped"] == "robots_refused"


def test_robots_txt_is_obeyed_whatever_the_settings_say(tmp_path: Path) -> None:
    site = sound("forbids")
    site.add("/robots.txt", b"User-agent: *\nDisallow: /\n", "text/plain")
    with served(site):
        crawl(tmp_path / "a", registry_of(tmp_path, [site]), settings={"ROBOTSTXT_OBEY": False})
    assert {request.target for request in site.log} == {"/robots.txt"}


def test_the_user_agent_is_honest_and_named_rules_apply(tmp_path: Path) -> None:
    site = sound("named")
    site.add("/robots.txt", f"User-agent: gongkai\nDisallow: {REPORT}\n\nUser-agent: *\nDisallow: /\n", "text/plain")
    with served(site):
        crawl(tmp_path / "a", registry_of(tmp_path, [site]))
    # The rules for gongkai forbid the report alone; finding none, the crawl also asks the site map, as it may.
    assert site.asked() == ["/", COLUMN, "/sitemap.html"]
    agent = site.log[0].headers["user-agent"]
    assert agent.startswith("gongkai/")
    assert "contact: " in agent


@pytest.mark.parametrize(
    "written", ["GongKai/0.1.0", "gongkai/0.1.0 (archive of annual disclosure reports)", "gongkai"]
)
def test_rules_for_our_name_with_a_version_are_rules_for_us(written: str) -> None:
    rules = Protego.parse(
        plain_rules(f"User-agent: *\r\nDisallow:\r\n\r\nUser-agent: {written}\r\nDisallow: /\r\n".encode()).decode()
    )
    assert not rules.can_fetch("http://h/a", "gongkai")
    assert rules.can_fetch("http://h/a", "another")


def test_rules_that_an_editor_saved_as_utf_16_are_read() -> None:
    assert plain_rules("User-agent: *\r\nDisallow: /".encode("utf-16")).startswith(b"User-agent: *")


def test_what_robots_forbid_is_told_once_however_often_a_run_is_killed(tmp_path: Path) -> None:
    site, archive = sound("gone-on"), tmp_path / "a"
    site.add("/robots.txt", f"User-agent: *\nDisallow: {REPORT}\n", "text/plain")
    with served(site):
        registry = registry_of(tmp_path, [site])
        crawl(archive, registry)
        for _ in range(2):
            with sqlite3.connect(archive / "gongkai.db") as db:
                db.execute("UPDATE runs SET status = 'running'")
            crawl(archive, registry)
        forbidden = "SELECT url FROM captures WHERE error = 'robots_disallowed'"
        assert rows(archive, forbidden) == [(site.base + REPORT,)]
        crawl(archive, registry)
    assert len(rows(archive, forbidden)) == 2, "another run tells it of its own"
