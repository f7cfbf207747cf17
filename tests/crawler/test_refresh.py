"""Two rounds: a world is crawled, changes, and is refreshed; what changed is told once, what did not costs next to nothing."""

# ruff: noqa: E501 - markup and queries are kept in one piece

from __future__ import annotations

import asyncio
import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings
from sqlite_utils import Database

from crawler.addresses import key
from crawler.demo.content import Made
from crawler.demo.server import Resource, Site, served
from crawler.plan import due_documents
from crawler.spiders.portals import PortalsSpider
from crawler.work import open_work
from tests.crawler.driver import crawl, registry_of, rows
from tests.crawler.portals import shells  # noqa: F401 - registers its worlds
from tests.crawler.portals.families import BUILDERS
from tests.crawler.portals.made import Doc, World, article_html, page
from tests.crawler.portals.strangers import STRANGERS

pytestmark = pytest.mark.xdist_group("crawl")
WORLDS = ("trs_zero_based", "hanweb_datastore_post", "ucap_search", "next_links", "gkmlpt")


def _replace(world: World, old: str, new: str) -> None:
    """Change the site's own pages (not its handlers) as an editor would."""
    for target, answer in list(world.site.routes.items()):
        if isinstance(answer, Resource) and old.encode() in answer.body:
            world.site.routes[target] = Resource(answer.body.replace(old.encode(), new.encode()), answer.mime)


def _changes(archive: Path, since: str) -> list[tuple[str, str]]:
    """The changes seen since a moment: (kind, address), a revision's figures and texts once."""
    query = (
        "SELECT DISTINCT CASE WHEN c.kind IN ('figure', 'text', 'metadata') THEN 'changed' ELSE c.kind END, coalesce(d.url, c.old) FROM changes c "
        "JOIN report r ON r.id = c.report_id LEFT JOIN documents d ON d.id = r.document_id WHERE c.seen_at >= ?"
    )
    return sorted(rows(archive, query, since))


@pytest.fixture
def world() -> World:
    made = BUILDERS["next_links"]()
    made.site.name = "next"
    return made


def _started(summary: dict[str, Any]) -> str:
    digits = summary["run"][:17]
    return re.sub(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})", r"\1-\2-\3T\4:\5:\6.\7Z", digits)


def test_each_planted_change_is_told_once_and_none_else(world: World, tmp_path: Path) -> None:
    revised, removed, moved, redirected, sent_home, sent = (world.of("gov")[place] for place in (2, 5, 8, 11, 14, 1))
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        crawl(tmp_path / "a", registry)
        # A figure is revised.
        revised.made.received += 4
        world.site.add(revised.path, article_html(revised, metas=False))
        # A report is taken down, its row with it.
        del world.site.routes[removed.path]
        _replace(world, f'<a href="{removed.path}"', '<a href="#"')
        # The address of another one leads to the home page now.
        world.site.add(sent_home.path, b"", status=302, headers={"Location": "/"})
        # Three get new addresses: one leaves nothing behind, one a redirect for good, one the kind that servers make.
        for doc, path in (
            (moved, "/2030/01-01/1.html"),
            (redirected, "/2001/01-02/2.html"),
            (sent, "/2031/01-02/3.html"),
        ):
            world.site.routes[path] = world.site.routes.pop(doc.path)
            _replace(world, doc.path, path)
        world.site.add(redirected.path, b"", status=301, headers={"Location": "/2001/01-02/2.html"})
        world.site.add(sent.path, b"", status=302, headers={"Location": "/2031/01-02/3.html"})
        # A new one stands on top.
        new = Doc(Made("青岩县水利局", 2025, received=2), "dept", "/2026/01-20/99.html")
        world.site.add(new.path, article_html(new, metas=False))
        row = f'<ul><li><a href="{new.path}" title="{new.made.title}">{new.made.title}</a><span>2026-01-20</span></li>'
        world.site.add("/c/nb/", world.site.routes["/c/nb/"].body.replace(b"<ul>", row.encode(), 1))  # type: ignore[union-attr]
        summary = crawl(tmp_path / "a", registry, "refresh", everything=True)
        again = crawl(tmp_path / "a", registry, "refresh", everything=True)
    base = world.site.base
    assert _changes(tmp_path / "a", _started(summary)) == sorted(
        [
            ("changed", base + revised.path),
            ("removed", base + removed.path),
            ("removed", base + sent_home.path),
            ("moved", base + "/2030/01-01/1.html"),
            ("moved", base + "/2001/01-02/2.html"),
            ("moved", base + "/2031/01-02/3.html"),
            ("first_seen", base + new.path),
        ]
    )
    portal = summary["portals"][0]
    assert [portal[name] for name in ("new", "changed", "moved", "gone", "restored")] == [1, 1, 3, 2, 0]
    assert _changes(tmp_path / "a", _started(again)) == []


def test_a_report_that_moved_deep_in_an_unchanged_list_is_met_there(world: World, tmp_path: Path) -> None:
    moved = world.of("gov")[-1]
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        crawl(tmp_path / "a", registry)
        world.site.routes["/2030/01-01/1.html"] = world.site.routes.pop(moved.path)
        _replace(world, moved.path, "/2030/01-01/1.html")
        summary = crawl(tmp_path / "a", registry, "refresh", everything=True)
    assert _changes(tmp_path / "a", _started(summary)) == [("moved", f"{world.site.base}/2030/01-01/1.html")]


@pytest.mark.parametrize("name", WORLDS)
def test_an_unchanged_portal_costs_list_pages_and_conditional_requests(name: str, tmp_path: Path) -> None:
    world = BUILDERS[name]()
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        crawl(tmp_path / "a", registry)
        first = sum(one.sent for one in world.site.log)
        world.site.log.clear()
        summary = crawl(tmp_path / "a", registry, "refresh", everything=True)
    known = world.reports | world.files
    for asked in world.site.log:
        assert asked.target not in known or "if-none-match" in asked.headers
    assert {one.target for one in world.site.log} >= known
    dynamic = sum(one.sent for one in world.site.log if callable(world.site.routes.get(one.target.partition("?")[0])))
    assert sum(one.sent for one in world.site.log) - dynamic <= first * 0.01
    assert [summary["portals"][0][kind] for kind in ("new", "changed", "moved", "gone")] == [0, 0, 0, 0]


def test_a_portal_without_validators_is_compared_by_digest(tmp_path: Path) -> None:
    world = BUILDERS["next_links"]()
    for answer in world.site.routes.values():
        if isinstance(answer, Resource):
            answer.validators = False
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        crawl(tmp_path / "a", registry)
        summary = crawl(tmp_path / "a", registry, "refresh", everything=True)
    assert [summary["portals"][0][kind] for kind in ("new", "changed", "moved", "gone")] == [0, 0, 0, 0]
    kinds = dict(rows(tmp_path / "a", "SELECT kind, count(*) FROM captures WHERE role = 'article' GROUP BY kind"))
    assert kinds == {"response": len(world.reports), "revisit": len(world.reports)}


def test_reports_that_a_service_completes_are_looked_at_again_as_what_was_made_of_them(tmp_path: Path) -> None:
    world = STRANGERS["bodies_from_a_linked_script"]()
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        crawl(tmp_path / "a", registry)
        for _ in range(2):
            world.site.log.clear()
            crawl(tmp_path / "a", registry, "refresh", everything=True)
    assert [one.target for one in world.site.log].count("/res/detail.js") == 1
    count = len(world.reports)
    assert rows(tmp_path / "a", "SELECT kind, count(*) FROM changes GROUP BY kind") == [("first_seen", count)]
    assert rows(tmp_path / "a", "SELECT count(*) FROM documents WHERE state = 'live' AND verdict = 'yes'") == [(count,)]


def test_a_refresh_asks_only_what_is_due(tmp_path: Path) -> None:
    world = BUILDERS["next_links"]()
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        crawl(tmp_path / "a", registry)
        world.site.log.clear()
        crawl(tmp_path / "a", registry, "refresh")
    assert world.site.log == []


def test_what_shows_something_else_in_a_report_s_place_is_soon_looked_at_again_and_then_removed(
    world: World, tmp_path: Path
) -> None:
    replaced, sound = world.of("gov")[2], world.of("gov")[3]
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        crawl(tmp_path / "a", registry)
        world.site.add(replaced.path, page("便民提示", "<p>春节期间服务大厅照常开放。</p>"))
        crawl(tmp_path / "a", registry, "refresh", everything=True)
        now = datetime.now(UTC)
        with sqlite3.connect(tmp_path / "a" / "gongkai.db") as db:
            dues = {
                due.url: due.at - now for due in due_documents(Database(db), {world.site.name}, now, everything=True)
            }
        assert not [change for change in _changes(tmp_path / "a", "") if change[0] == "removed"]
        crawl(tmp_path / "a", registry, "refresh", everything=True)
    assert dues[world.site.base + replaced.path] < timedelta(days=1.1) < dues[world.site.base + sound.path]
    assert [url for kind, url in _changes(tmp_path / "a", "") if kind == "removed"] == [world.site.base + replaced.path]


def test_a_portal_rebuilt_after_a_report_led_home_has_moved_and_lost_nothing(world: World, tmp_path: Path) -> None:
    """The home page had come in a report's place: noted as asked for that, it was not searched from when the column was
    lost, and each report was told as removed, and at the next refresh as restored and moved.
    """
    sent_home, *others = world.of("gov")
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        crawl(tmp_path / "a", registry)
        world.site.add(sent_home.path, b"", status=302, headers={"Location": "/"})
        crawl(tmp_path / "a", registry, "refresh", everything=True)
        for doc in world.docs:
            if doc is not sent_home:
                _replace(world, doc.path, f"/new{doc.path}")
                world.site.routes[f"/new{doc.path}"] = world.site.routes.pop(doc.path)
        for path in [path for path in world.site.routes if path.startswith("/c/nb/")]:
            world.site.routes[f"/new{path}"] = world.site.routes.pop(path)
        _replace(world, "/c/nb/", "/new/c/nb/")
        rebuilt = crawl(tmp_path / "a", registry, "refresh", everything=True)
        again = crawl(tmp_path / "a", registry, "refresh", everything=True)
    told = _changes(tmp_path / "a", _started(rebuilt))
    assert {kind for kind, _ in told} == {"moved"}
    assert {url for _, url in told} >= {f"{world.site.base}/new{doc.path}" for doc in others}
    assert _changes(tmp_path / "a", _started(again)) == []


def test_a_column_that_is_gone_is_searched_for_from_the_home_page(world: World, tmp_path: Path) -> None:
    new = Doc(Made("青岩县水利局", 2025, received=2), "dept", "/2026/01-20/99.html")
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        crawl(tmp_path / "a", registry)
        world.site.add(new.path, article_html(new, metas=False))
        for path in [path for path in world.site.routes if path.startswith("/c/nb/")]:
            world.site.routes[f"/moved{path}"] = world.site.routes.pop(path)
        _replace(world, "/c/nb/", "/moved/c/nb/")
        _replace(world, "<ul><li>", f'<ul><li><a href="{new.path}">{new.made.title}</a></li><li>')
        first = crawl(tmp_path / "a", registry, "refresh", everything=True)
        world.site.log.clear()
        again = crawl(tmp_path / "a", registry, "refresh", everything=True)
    assert (first["portals"][0]["new"], first["portals"][0]["gone"]) == (1, 0)
    assert again["portals"][0]["refused"] == {}
    # The column was learnt anew.
    targets = [asked.target for asked in world.site.log]
    assert ("/moved/c/nb/" in targets, "/c/nb/" in targets) == (True, False)


@pytest.mark.parametrize("everything", [False, True])
def test_what_is_known_is_noted_before_anything_is_asked(world: World, everything: bool, tmp_path: Path) -> None:
    """Else a list that is answered while the known reports are still being queued asks those that are not due, or asks
    them first: three of thirteen refreshes that were killed and went on told so from the undisturbed one.
    """
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        crawl(tmp_path / "a", registry)
    reports = {key(world.site.base + doc.path) for doc in world.docs}
    settings = Settings({"SEARCH_BUDGET": 60, "SEARCH_BUDGET_PER_REPORT": 3})
    work = open_work(
        settings, archive=str(tmp_path / "a"), registry=str(registry), mode="refresh", everything=everything
    )
    spider = PortalsSpider(work)
    (visit,) = work.visits.values()

    async def begin() -> list[tuple[bool, bool, str]]:
        return [(reports <= visit.seen, spider.is_behind, lead.meta["lead"].kind) async for lead in spider.start()]

    begun = asyncio.run(begin())
    work.finish("shutdown", {})
    spider.lookers.shutdown()
    assert reports <= visit.seen
    assert all(noted for noted, _, _ in begun)
    # Nothing is sent until the last of the columns is queued.
    assert all(waits == (kind != "article") for _, waits, kind in begun)
    assert [kind for _, _, kind in begun].count("article") == (len(reports) if everything else 0)


def test_a_list_behind_an_unchanged_shell_is_asked_and_its_column_is_not_due_at_once(tmp_path: Path) -> None:
    """The shell of a column whose rows come from a proxy never changes: its list was held back as one that began as
    before, and the column, which has no rows itself, was searched for at each refresh.
    """
    world = BUILDERS["hanweb_proxy_get"]()
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        crawl(tmp_path / "a", registry)
        world.site.log.clear()
        crawl(tmp_path / "a", registry, "refresh")
        assert world.site.log == []
        crawl(tmp_path / "a", registry, "refresh", days=40)
    proxied = [one for one in world.site.log if "dataproxy" in one.target and one.method == "GET"]
    assert [one.status for one in proxied] == [304] * 3


def test_the_first_page_of_a_list_whose_others_are_posted_is_compared_with_itself(tmp_path: Path) -> None:
    world = BUILDERS["aspx_gbk_postback"]()
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        crawl(tmp_path / "a", registry)
        world.site.log.clear()
        crawl(tmp_path / "a", registry, "refresh", everything=True)
        assert "POST" not in [one.method for one in world.site.log]
        world.site.log.clear()
        crawl(tmp_path / "a", registry, "refresh", days=40)
    # A month later the list is walked to its end.
    assert [one.method for one in world.site.log].count("POST") == 2


def test_a_search_that_a_refusal_cut_short_is_taken_up_by_the_next_refresh(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A portal that refused in the midst of its list had columns from then on: nothing but the first page of the list,
    unchanged, was asked ever again.
    """
    answer = world.site.answer
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        with monkeypatch.context() as patch:
            refused = Resource(status=412)
            patch.setattr(world.site, "answer", lambda *one: refused if len(world.site.log) > 12 else answer(*one))
            first = crawl(tmp_path / "a", registry)
        second = crawl(tmp_path / "a", registry, "refresh", days=1.2)
    assert first["portals"][0]["stopped"] == "blocked_412"
    assert second["portals"][0]["new"] == len(world.reports) - first["portals"][0]["new"] > 0


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("<title>提示</title><h2>网站系统升级维护中，暂停服务，敬请谅解。</h2>", "out_of_service"),
        ("<title>温馨提示</title><p>祝全县人民新春快乐。</p>", "stand_in"),
    ],
)
def test_one_page_in_the_place_of_all_reports_is_trouble_and_no_removal(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str, name: str
) -> None:
    answer, reports = world.site.answer, {doc.path for doc in world.docs}
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        crawl(tmp_path / "a", registry)
        with monkeypatch.context() as patch:
            page = Resource(told.encode())
            patch.setattr(world.site, "answer", lambda *one: page if one[0] in reports else answer(*one))
            troubled = [crawl(tmp_path / "a", registry, "refresh", everything=True, days=days) for days in (40, 42)]
        crawl(tmp_path / "a", registry, "refresh", everything=True, days=44)
    assert all(each["portals"][0]["refused"][name] >= 6 for each in troubled)
    assert rows(tmp_path / "a", "SELECT DISTINCT kind FROM changes") == [("first_seen",)]


def test_a_column_that_lists_nothing_any_more_is_named_and_asked_again(world: World, tmp_path: Path) -> None:
    column = world.site.routes["/c/nb/"]
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        crawl(tmp_path / "a", registry)
        world.site.add("/c/nb/", page("政府信息公开年报", "<ul></ul><p>暂无数据</p>"))
        emptied = crawl(tmp_path / "a", registry, "refresh", days=40)
        world.site.routes["/c/nb/"] = column
        world.site.log.clear()
        restored = crawl(tmp_path / "a", registry, "refresh", days=42)
    assert emptied["portals"][0]["refused"] == {"emptied": 1}
    assert restored["portals"][0]["refused"] == {}
    assert "/c/nb/" in world.site.asked()


def test_a_portal_whose_row_names_another_host_is_searched_there(world: World, tmp_path: Path) -> None:
    """The known columns of the old host were all refused, and their failures used up the search's budget."""
    with served(world.site):
        crawl(tmp_path / "a", registry_of(tmp_path, [world.site]))
    renamed = Site(world.site.name)
    renamed.routes = world.site.routes
    with served(renamed):
        summary = crawl(tmp_path / "a", registry_of(tmp_path, [renamed]), "refresh", days=1.2)
    assert "given_up" not in summary["portals"][0]["refused"]
    assert {doc.path for doc in world.docs} <= set(renamed.asked())
