"""One document has one key, for the crawl and for the archive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.addresses import key
from pipelines.addresses import document_key
from pipelines.ingest import ingest
from tests.pipelines.reports import figures, page, write_lines
from tests.pipelines.world import rows

SAME = [
    "http://www.x.gov.cn/a/?id=1&c=2",
    "https://WWW.X.gov.cn:443/a/index.html?c=2&id=1#top",
    "http://www.x.gov.cn./a/?id=1&c=2&_=0.4821",
    "http://www.x.gov.cn:80/a/;jsessionid=1?c=2&utm_source=wx&id=1",
]


def test_forms_of_one_address_have_one_key():
    assert {document_key(url) for url in SAME} == {"www.x.gov.cn/a/?c=2&id=1"}
    assert document_key("http://www.x.gov.cn/a/?id=2&c=2") != document_key(SAME[0])


@pytest.mark.parametrize("url", [*SAME, "file:///srv/a b.html", "http://[::1"])
def test_the_crawl_and_the_archive_compare_by_the_same_rule(url):
    assert key(url) == document_key(url)


@pytest.mark.parametrize("url", ["file:///srv/a b.html", "file:///srv/index.html#line=3", "http://[::1", "http://", ""])
def test_what_is_no_web_address_stands_for_itself(url):
    assert document_key(url) == url


@given(st.text(max_size=60))
def test_a_key_is_made_of_any_text(text):
    assert document_key("http://www.x.gov.cn/" + text)


def test_forms_of_one_address_are_one_document(tmp_path):
    pages = [page("柘荣县人民政府", 2022, figures(number)) for number in range(1, 5)]
    write_lines(tmp_path / "in.jsonl", list(zip(SAME, pages, strict=True)))
    ingest([tmp_path / "in.jsonl"], tmp_path / "x", workers=1)
    assert len(rows(tmp_path / "x", "SELECT * FROM documents")) == 1
    assert rows(tmp_path / "x", "SELECT max(version) AS n FROM report_versions")[0]["n"] == 4
