"""Search: two characters and more, in titles and texts, with filters, without loss between pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.search import excerpt, mark
from tests.pipelines.world import rows

pytestmark = pytest.mark.xdist_group("explorer")

Get = Callable[..., httpx.Response]


def found(get: Get, query: str) -> list[str]:
    """The reports of all pages, in order."""
    path = f"/search?{query}"
    links: list[str] = []
    while path:
        tree: Any = lxml.html.document_fromstring(get(path).text)
        links += tree.xpath("//ol[@class='results']/li/h3/a/@href")
        path = next(iter(tree.xpath("//a[@rel='next']/@href")), "")
    return links


def test_two_characters_find_every_report_once_over_the_pages(get: Get, archive: Path):
    links = found(get, f"q={quote('公开')}")
    assert len(links) == len(set(links)) == rows(archive, "SELECT count(*) AS n FROM reports")[0]["n"]


def test_a_longer_word_is_found_where_it_stands_and_only_there(get: Get, archive: Path):
    held = rows(archive, "SELECT DISTINCT report_id FROM texts WHERE instr(text, '统计表')")
    assert sorted(found(get, f"q={quote('统计表')}")) == sorted(f"/report/{row['report_id']}" for row in held)
    # The pairs 公开, 开内 and 内容 stand in many texts; 公开内容不存在的词 in none.
    assert found(get, f"q={quote('公开内容全年')}") == []


def test_words_together_and_titles_alone(get: Get):
    assert len(found(get, f"q={quote('霞浦 2023')}")) == 1
    assert found(get, f"q={quote('办结')}&in=title") == []
    assert len(found(get, f"q={quote('霞浦')}&in=title")) == 10


def test_filters(get: Get, archive: Path):
    for query, sql in (
        ("year=2021", "year = 2021"),
        ("province=32", "agency_code LIKE '32%'"),
        ("level=prefecture", "level = 'prefecture'"),
        ("form=2014&year=2016", "form = '2014' AND year = 2016"),
        ("form=2014&year=2021", "0"),
    ):
        held = {f"/report/{row['id']}" for row in rows(archive, f"SELECT id FROM reports WHERE {sql}")}
        assert set(found(get, query)) == held
        assert set(found(get, f"q={quote('公开')}&{query}")) == held


def test_superseded_versions_are_found_when_asked_for(get: Get):
    sentence = quote("申请79件")
    assert found(get, f"q={sentence}&year=2022") == []
    assert [link.partition("?")[2] for link in found(get, f"q={sentence}&year=2022&old=1")] == ["version=1"]


def test_agencies_are_found_by_a_part_of_their_name(get: Get):
    tree: Any = lxml.html.document_fromstring(get(f"/search?q={quote('洪泽')}").text)
    names = {"淮安市洪泽县人民政府", "淮安市洪泽区人民政府"}
    assert set(tree.xpath("//ul[@class='chips']//a/text()")) == names


def test_nothing_found_says_so(get: Get):
    assert "Nothing found" in get(f"/search?q={quote('量子纠缠')}").text
    assert "no word to search for" in get("/search?q=%EF%BC%8C").text


@given(st.text("公开申请ＡＢab12，。 \n", max_size=60), st.text("公开ＡbB2 ", max_size=6))
def test_marking_keeps_the_text(text: str, query: str):
    assert "".join(piece.text for piece in mark(text, query)) == text


def test_width_and_case_do_not_matter_for_a_mark():
    assert [piece.text for piece in mark("见ＡＢＣ与abc。", "aBc") if piece.hit] == ["ＡＢＣ", "abc"]


def test_an_excerpt_is_around_the_first_hit():
    pieces = excerpt("甲" * 500 + "复议" + "乙" * 500, "复议")
    assert [piece.text for piece in pieces if piece.hit] == ["复议"]
    assert pieces[0].text == pieces[-1].text == "…"
    assert sum(len(piece.text) for piece in pieces) < 250
