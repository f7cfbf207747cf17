"""Lists that come as data."""

from __future__ import annotations

import json
import time

import pytest

from crawler.discovery.answers import read_answer
from crawler.discovery.built import row_addresses

URL = "http://x.gov.cn/module/jslib/jquery/jpage/dataproxy.jsp"


def test_rows_that_a_script_sets() -> None:
    row = r"<tr><td><a href=\"/art/1.html\" title=\"\u67d0\u53bf\u5e74\u62a5\">某…<\/a><\/td></tr>"
    body = f'totalRecord=48;dataStore=["{row}"];'
    answer = read_answer(URL, body.encode())
    assert answer is not None
    assert [(link.url, link.text) for link in answer.links] == [("http://x.gov.cn/art/1.html", "某县年报")]
    assert answer.rows == 48


def test_a_page_and_a_script_without_rows_are_no_list() -> None:
    assert read_answer(URL, "<html><script>a = ['<a href=\"/1.html\">某县年报</a>'];</script></html>".encode()) is None
    assert read_answer(URL, b"var a = ['b', \"c\"];") is None


def test_quotes_that_never_end_cost_no_more_than_their_length() -> None:
    began = time.process_time()
    assert read_answer(URL, b'a = "' + rb"\"" * 400_000) is None
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("script", "address"),
    [
        ("""$("#l").append("<li><a href='/nb/" + v.id + ".html'>" + v.title + "</a></li>")""", "/nb/7.html"),
        ('list.innerHTML += `<a href="/nb/${row.year}/${row.id}.html">${row.title}</a>`', "/nb/2023/7.html"),
        ("""<a :href="'show.html?id=' + item.id" v-for="item in list">{{ item.title }}</a>""", "/zwgk/show.html?id=7"),
        ("""var url = "/nb/" + d.ID + ".html"; h += "<a href='" + url + "'>" + d.TITLE + "</a>" """, "/nb/7.html"),
        ("""<a href='/search?q=" + v.title + "'>" ; window.open("/nb/" + rows[i].id)""", "/nb/7"),
        (
            """function go(n) { location.href = "/nb/" + n + ".html"; } h += "<p onclick='go(" + v.id + ")'>" """,
            "/nb/7.html",
        ),
        ("""<p v-for="r in rows" @click="go(r.id)"></p> function go(n) { open(`/nb/${n}.html`); }""", "/nb/7.html"),
    ],
)
def test_rows_whose_address_the_page_builds(script: str, address: str) -> None:
    body = '{"data": [{"id": 7, "year": 2023, "title": "某县2023年政府信息公开年报"}, {"title": "没有编号"}]}'
    built = row_addresses(script, "http://x.gov.cn/zwgk/nb.html")
    answer = read_answer("http://x.gov.cn/api/list", body.encode(), built=built)
    assert answer is not None
    assert [link.url for link in answer.links] == [f"http://x.gov.cn{address}"]


def test_what_rows_addresses_are_built_of_may_be_a_variable_of_the_page() -> None:
    script = """var channel = '5f9fa4';
        function row(d) { return '<a href="/gk/channel_' + channel + '/doc_' + d._id + '.html">' + d.title; }"""
    assert row_addresses(script, "http://h/gk/") == ("http://h/gk/channel_5f9fa4/doc_{_id}.html",)


def test_rows_whose_members_have_names_of_their_own() -> None:
    row = {"bt": "某县2023年政府信息公开年报", "wzlj": "/nb/7.html", "fm": "/a/7.jpg", "fbrq": "2024-01-05"}
    other = {"xxmc": "某局2023年政府信息公开年报", "dz": "/nb/8.html", "fy": "/nb/8_en.html"}
    answer = read_answer("http://x.gov.cn/api/list/1/10", json.dumps({"count": 2, "rows": [row, other]}).encode())
    assert answer is not None
    assert [(link.url, link.text) for link in answer.links] == [("http://x.gov.cn/nb/7.html", row["bt"])]
    assert answer.unaddressed == 1  # which of the two it is can't be told


def test_a_list_as_xml() -> None:
    item = "<item><title>某县2023年政府信息公开年报</title><link>/nb/7.html</link><pubDate>2024-01-05</pubDate></item>"
    answer = read_answer(URL, f'<?xml version="1.0" encoding="utf-8"?><list><total>9</total>{item}</list>'.encode())
    assert answer is not None
    assert [(link.url, link.date) for link in answer.links] == [("http://x.gov.cn/nb/7.html", "2024-01-05")]
    old = f'<?xml version="1.0" encoding="gb2312"?><list>{item}</list>'.encode("gbk")
    told = read_answer(URL, old)
    assert told is not None
    assert [link.text for link in told.links] == ["某县2023年政府信息公开年报"]
    assert read_answer(URL, b"<") is None
    assert read_answer(URL, b"<?xml version='1.0'?>") is None
    assert read_answer(URL, b"<!-- \x00 --> <x \xff") is None
    rows = "<li><a href='/nb/7.html' title='某县2023年政府信息公开年报'>…</a></li>" * 2
    assert read_answer(URL, rows.encode()) is None  # a fragment of a page
    assert read_answer(URL, f'<?xml version="1.0"?><html><body>{item}</body></html>'.encode()) is None


def test_reports_whose_address_can_t_be_told_are_counted() -> None:
    body = '{"data": [{"id": 7, "title": "某县2023年政府信息公开年报"}, {"id": 8, "title": "关于会议的通知"}]}'
    answer = read_answer("http://x.gov.cn/api/list", body.encode())
    assert answer is not None
    assert (answer.links, answer.unaddressed) == ([], 1)


def test_addresses_built_of_no_member_are_none() -> None:
    source = """<a href="/a.html">a</a> $.get("/api/" + v.id) <a href="javascript:show(" + v.id + ")">"""
    source += """open("/a/" + v.year + v.id) open("/a/" + v.id.slice(2)) "<p onclick='show(" + v.id + ")'>" """
    assert row_addresses(source, URL) == ()


def test_addresses_that_never_end_cost_no_more_than_their_length() -> None:
    began = time.process_time()
    row_addresses("href='/a" * 100_000 + "href='/" + "a" * 400_000 + "href='/a'+v." * 30_000, URL)
    row_addresses(
        "show('" * 100_000 + "show(a." * 100_000 + "show(" + "a" * 400_000 + " function show(a) { b" * 9_000, URL
    )
    assert time.process_time() - began < 2
