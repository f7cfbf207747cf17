"""A report's life in rounds: published, quietly revised, taken down, back at a new address."""

from __future__ import annotations

import re

import pytest

from pipelines.diff import compare
from pipelines.diff import lines as diff_lines
from pipelines.rebuild import rebuild
from pipelines.trace import lines as trace_lines
from pipelines.trace import trace
from pipelines.verify import verify
from tests.pipelines.reports import figures, page
from tests.pipelines.world import digests, look, rows

OLD = "http://www.zherong.gov.cn/xxgk/2023/1.html"
NEW = "http://www.zherong.gov.cn/zfxxgk/nb/2022.html"
AGENCY = "柘荣县人民政府"
FIRST = page(AGENCY, 2022, figures(10, granted=7), prose="全年主动公开信息300条。")
COUNTED = page(AGENCY, 2022, figures(10, granted=7), prose="全年主动公开信息300条。", views=99, chrome="热点 专题")
REVISED = page(AGENCY, 2022, figures(10, granted=4), prose="全年主动公开信息350条，成绩显著。")


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Seven rounds on an archive."""
    root = tmp_path_factory.mktemp("story") / "archive"
    days: list[dict[str, str | int]] = [
        {OLD: FIRST},
        {OLD: COUNTED},
        {OLD: REVISED},
        {OLD: 404},
        {OLD: 410},
        {OLD: 404, NEW: REVISED},
    ]
    for day, world in enumerate(days, 1):
        look(root, world, f"2026-03-{day:02d}T08:00:00.000Z")
    return root


def test_each_thing_that_happened_is_told_once(archive):
    changes = rows(archive, "SELECT * FROM changes ORDER BY seq")
    kinds = [change["kind"] for change in changes if change["kind"] != "figure"]
    assert kinds == ["first_seen", "text", "removed", "restored", "moved"]
    granted = {change["indicator"]: (change["old"], change["new"]) for change in changes if change["kind"] == "figure"}
    assert granted["requests.granted.total"] == (7, 4)
    assert granted["requests.unavailable.not_held.natural_person"] == (3, 6)
    assert {name.rpartition(".")[0] for name in granted if name.startswith("requests")} == {
        "requests.granted", "requests.unavailable.not_held",
    }  # fmt: skip
    moved = changes[-1]
    assert (moved["old"], moved["new"], moved["from_version"], moved["to_version"]) == (OLD, NEW, 2, 2)
    assert changes[-3]["seen_at"] == "2026-03-05T08:00:00.000Z"


def test_a_page_whose_counter_and_chrome_changed_is_no_new_version(archive):
    versions = rows(archive, "SELECT * FROM report_versions ORDER BY version")
    assert [(v["first_seen"][:10], v["last_seen"][:10]) for v in versions] == [
        ("2026-03-01", "2026-03-02"), ("2026-03-03", "2026-03-06"),
    ]  # fmt: skip
    assert rows(archive, "SELECT count(*) AS n FROM captures")[0]["n"] == 7


def test_the_report_stands_at_its_new_address_and_the_old_one_has_moved(archive):
    (report,) = rows(archive, "SELECT * FROM reports")
    assert (report["url"], report["version"], report["state"]) == (NEW, 2, "live")
    assert (report["agency"], report["agency_code"], report["year"]) == ("宁德市柘荣县人民政府", "350926", 2022)
    assert dict(rows(archive, "SELECT url, state FROM documents")[0]) == {"url": OLD, "state": "moved"}


def test_diff_tells_the_revision_figure_by_figure_and_sentence_by_sentence(archive):
    text = "\n".join(diff_lines(compare(archive, AGENCY, 2022)))
    assert ["requests.granted.total", "7", "->", "4"] in [line.split() for line in text.splitlines()]
    assert "  # 总体情况\n  - 全年主动公开信息300条。\n  + 全年主动公开信息350条，成绩显著。" in text
    assert "公开内容还不够丰富" not in text


def test_trace_leads_to_the_cell_and_the_bytes_of_each_version(archive):
    for version, value, url in ((1, 7, OLD), (2, 4, OLD)):
        (found,) = trace(archive, "350926", 2022, "予以公开 总计", version=version, want_page=True)
        text = "\n".join(trace_lines(found))
        assert f"requests.granted.total = {value} 件" in text
        assert f"| 【{value}】" in text
        assert "head      申请人情况 / 总计" in text
        assert found.capture["url"] == url
        assert found.evidence is not None
        assert found.evidence.page is not None
        assert re.search(rf'<td [^>]*id="gongkai-figure"[^>]*>{value}</td>', found.evidence.page)
        assert "script-src 'none'" in found.evidence.page


def test_a_rebuild_tells_the_same_story(archive):
    before = digests(archive)
    rebuild(archive, workers=2)
    assert digests(archive) == before
    assert verify(archive).problems == []
