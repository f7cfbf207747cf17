"""Pages that only a browser puts together: rendered with a real Chromium, fetched by the crawl alone, kept."""

from __future__ import annotations

import json
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.demo.content import Made, body_of
from crawler.demo.server import Resource, Site, served
from crawler.render import BROWSERS, RenderUnavailableError, browser_path
from pipelines.archive import load
from pipelines.logical import logical_digests
from pipelines.rebuild import rebuild
from tests.crawler.driver import crawl, registry_of, rows

pytestmark = pytest.mark.skipif(
    not any(map(shutil.which, BROWSERS)), reason="there is no Chromium on this machine: apt install chromium"
)
SHELL = (
    '<html><head><meta charset=utf-8><title>{title}</title></head><body><div id="app"></div>'
    "<img src=/logo.png><script src=/static/js/app.js></script><script src=http://127.0.0.1:1/spy.js></script></body></html>"
)
SCRIPT = """
const api = name => ['', 'api', name].join('/')
const app = document.getElementById('app')
const row = r => `<li><a href="${r.url}">${r.title}</a><span>${r.day}</span></li>`
const show = (text) => { app.innerHTML = text }
if (location.pathname === '/nb/') {
  fetch('/private/menu.json').catch(() => null)
  fetch(api('list') + '?page=1', {headers: {'X-Requested-With': 'XMLHttpRequest'}}).then(a => a.json()).then(rows =>
    show('<h2>政府信息公开年报</h2><ul>' + rows.map(row).join('') + '</ul>'))
} else {
  fetch(api('detail'), {method: 'POST', body: 'id=' + location.pathname.match(/\\d+/)[0],
    headers: {'Content-Type': 'application/x-www-form-urlencoded'}}).then(a => a.json()).then(d =>
    show(`<h1>${d.title}</h1><div id=zoom>${d.body}</div>`))
}
"""
REPORTS = [Made("某县人民政府", 2021 + number, received=10 + number) for number in range(3)]


def portal() -> Site:
    """A portal whose column and reports are shells for one script."""
    site = Site("shells")

    def detail(target: str, form: bytes, headers: dict[str, str]) -> Resource:
        made = REPORTS[int(form.partition(b"=")[2])]
        return Resource(json.dumps({"title": made.title, "body": body_of(made)}).encode(), "application/json")

    listed = [
        {"url": f"/nb/{n}.html", "title": each.title, "day": str(each.published)} for n, each in enumerate(REPORTS)
    ]
    site.add("/robots.txt", b"User-agent: *\nDisallow: /private/\n", "text/plain")
    site.add("/", "<html><meta charset=utf-8><a href=/nb/>政府信息公开年报</a></html>".encode(), "text/html")
    site.add("/nb/", SHELL.format(title="政府信息公开年报").encode(), "text/html; charset=utf-8")
    site.add("/static/js/app.js", SCRIPT.encode(), "text/javascript; charset=utf-8")
    site.add("/api/list", json.dumps(listed).encode(), "application/json")
    site.routes["/api/detail"] = detail
    for number in range(len(REPORTS)):
        site.add(f"/nb/{number}.html", SHELL.format(title="门户").encode(), "text/html; charset=utf-8")
    return site


def digests(archive: Path) -> dict[str, str]:
    with sqlite3.connect(archive / "gongkai.db") as db:
        return logical_digests(db)


def test_the_reports_of_shells_are_found_through_the_crawl_and_kept_as_what_was_made_of_their_pages(tmp_path: Path):
    site, archive = portal(), tmp_path / "archive"
    with served(site):
        registry = registry_of(tmp_path, [site])
        crawl(archive, registry, settings={"RENDER": True})
        assert rows(archive, "SELECT year FROM reports ORDER BY year") == [(2021,), (2022,), (2023,)]
        assert rows(archive, "SELECT value FROM observations WHERE indicator = 'requests.received.total'") != []
        asked = site.asked()
        assert len(asked) == len(set(asked)) + len(REPORTS) - 1, (
            "only the form is asked more than once, for each report"
        )
        assert not {"/logo.png", "/private/menu.json"} & set(asked), (
            "a picture, or what robots.txt forbids, was asked for"
        )
        assert {one.headers["user-agent"].partition("/")[0] for one in site.log} == {"gongkai"}

        before = digests(archive)
        rebuild(archive)
        assert digests(archive) == before

    made = rows(archive, "SELECT url, warc_file, warc_offset, refers_to FROM captures WHERE kind = 'conversion'")
    pages = dict(rows(archive, "SELECT record_id, url FROM captures WHERE kind = 'response' AND url LIKE '%/nb/%'"))
    assert sorted(url for url, *_ in made) == sorted(pages[page] for *_, page in made) == sorted(pages.values())
    assert b'<div id="zoom">' in load(archive, *made[-1][1:3]).block
    parts = rows(archive, "SELECT url, error FROM captures WHERE role = 'part' AND error IS NOT NULL")
    assert parts == [(f"{site.base}/private/menu.json", "robots_disallowed")]


def test_a_run_that_was_killed_renders_nothing_again(tmp_path: Path):
    site, archive = portal(), tmp_path / "archive"
    with served(site):
        registry = registry_of(tmp_path, [site])
        crawl(archive, registry, settings={"RENDER": True})
        before, asked = digests(archive), len(site.asked())
        with sqlite3.connect(archive / "gongkai.db") as db:
            db.execute("UPDATE runs SET status = 'running'")
        summary = crawl(archive, registry, settings={"RENDER": True})
        assert summary["requests"] == 0, "the run was gone on with, not begun anew"
        assert len(site.asked()) == asked
    assert digests(archive)["content"] == before["content"]
    assert rows(archive, "SELECT count(*) FROM captures WHERE kind = 'conversion'") == [(1 + len(REPORTS),)]


def test_a_second_look_at_shells_keeps_only_what_their_scripts_make_anew(tmp_path: Path):
    site, archive = portal(), tmp_path / "archive"
    count = "SELECT count(*) FROM captures WHERE kind = 'conversion'"
    with served(site):
        registry = registry_of(tmp_path, [site])
        crawl(archive, registry, settings={"RENDER": True})
        first = rows(archive, count)
        crawl(archive, registry, "refresh", everything=True, settings={"RENDER": True})
        assert rows(archive, count) == first
        revised = json.dumps({"title": REPORTS[0].title, "body": body_of(replace(REPORTS[0], received=99))}).encode()
        others = site.routes["/api/detail"]
        assert not isinstance(others, Resource)
        site.routes["/api/detail"] = lambda target, form, headers: (
            Resource(revised, "application/json") if form == b"id=0" else others(target, form, headers)
        )
        crawl(archive, registry, "refresh", everything=True, settings={"RENDER": True})
    changed = rows(archive, "SELECT new FROM changes WHERE indicator = 'requests.received.total' AND kind = 'figure'")
    assert set(changed) == {(99,)}, "in the table and in its sentence"


def test_shells_are_named_and_left_where_nothing_renders(tmp_path: Path):
    site, archive = portal(), tmp_path / "archive"
    with served(site):
        crawl(archive, registry_of(tmp_path, [site]))
        # What they link was looked into for a service that can be asked without a browser.
        assert site.asked() == ["/", "/nb/", "/static/js/app.js"]
    assert rows(archive, "SELECT count(*) FROM captures WHERE error = 'needs_render'") == [(1,)]
    assert rows(archive, "SELECT count(*) FROM reports") == [(0,)]


def test_a_page_whose_day_ends_while_it_is_rendered_is_left_for_another_day(tmp_path: Path):
    site, archive = portal(), tmp_path / "archive"
    with served(site):
        settings = {"RENDER": True, "DAILY_BUDGET_PER_HOST": 4}
        summary = crawl(archive, registry_of(tmp_path, [site]), settings=settings)
    assert [one.target for one in site.log] == ["/robots.txt", "/", "/nb/", "/static/js/app.js"]
    assert list(summary["portals"][0]["put_off"].values()) == [1]
    assert rows(archive, "SELECT count(*) FROM captures WHERE kind = 'conversion'") == [(0,)]


def test_a_browser_that_is_not_there_is_named_before_the_crawl():
    with pytest.raises(RenderUnavailableError, match="no browser at /nowhere/chromium; install"):
        browser_path(Settings({"RENDER_BROWSER": "/nowhere/chromium"}))
