"""A captured page made harmless, by itself: what is left of a hostile page runs nothing and names nothing to fetch."""

from __future__ import annotations

import re
from typing import Any

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.cleaning import clean, notice
from tests.explorer.hostile import hostile_markup

ADDRESS = "http://127.0.0.1:9"
FETCHES = re.compile(r"\\|url\(|image-set\(|@import")


@pytest.mark.parametrize("piece", hostile_markup(ADDRESS))
def test_every_hostile_piece_is_disarmed(piece: str):
    cleaned = clean(f"<html><head></head><body><p>正文在此</p>{piece}<p>末尾</p></body></html>")
    tree: Any = lxml.html.document_fromstring(cleaned)
    assert "正文在此" in cleaned
    assert "末尾" in cleaned
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in {"script", "iframe", "object", "embed", "form", "link", "base", "input", "video"}
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name in {"title", "alt", "style"} or ADDRESS not in value
            if name == "style":
                assert not FETCHES.search(value)
            assert "javascript:" not in re.sub(r"\s", "", value).lower()
        if element.tag == "style":
            assert not FETCHES.search(element.text or "")
    assert not tree.xpath("//meta[@http-equiv]")


def test_what_is_harmless_stays():
    cleaned = clean(
        "<html><head><style>td{color:red}</style></head><body>"
        '<table><tr><td id="gongkai-figure" style="color:blue">12</td></tr></table>'
        '<img src="data:image/png;base64,AAAA"><a href="#gongkai-figure">x</a></body></html>'
    )
    for part in ("td{color:red}", 'id="gongkai-figure"', "color:blue", "data:image/png", 'href="#gongkai-figure"'):
        assert part in cleaned


def test_a_link_out_keeps_its_address_as_words():
    cleaned = clean('<html><body><a href="http://elsewhere.example/x">去</a></body></html>')
    assert 'title="http://elsewhere.example/x"' in cleaned
    assert "href" not in cleaned


@given(st.lists(st.sampled_from([*hostile_markup(ADDRESS), "<p>文</p>", "<table><tr>", "</div>", "<td>1", "<!--"])))
@settings(max_examples=60, deadline=None)
def test_any_mixture_is_disarmed(pieces: list[str]):
    tree = lxml.html.document_fromstring(clean("<html><body><p>始</p>" + "".join(pieces)))
    assert not tree.xpath("//script | //iframe | //form | //meta[@http-equiv] | //*[@onload or @onerror or @onclick]")


def test_a_notice_escapes_what_it_says():
    assert "<script>" not in notice("<script>alert(1)</script>")
