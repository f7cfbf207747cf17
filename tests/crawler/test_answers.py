"""Lists that come as data."""

from __future__ import annotations

import time

from crawler.discovery.answers import read_answer

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
