"""What a run watches over: a portal gone silent, fewer reports than before, the budget of a host's day."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.demo.server import served
from tests.crawler.driver import crawl, registry_of, rows
from tests.crawler.portals.strangers import STRANGERS, html

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


def test_a_days_budget_ends_a_visit_and_is_recorded(tmp_path: Path) -> None:
    world = STRANGERS["rows_that_are_called"]()
    with served(world.site):
        registry = registry_of(tmp_path, [world.site])
        summary = crawl(tmp_path / "a", registry, settings={"DAILY_BUDGET_PER_HOST": 6})
    assert len(world.site.log) <= 6
    assert rows(tmp_path / "a", "SELECT count(*) FROM captures WHERE error = 'budget'")[0][0] > 0
    assert summary["exit_code"] == 4
