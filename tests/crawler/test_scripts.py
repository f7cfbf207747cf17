"""Addresses and services as a page's own scripts would make them."""

# ruff: noqa: E501 - scripts are kept in one piece

from __future__ import annotations

from time import process_time

import pytest

from crawler.discovery.leads import Ask
from crawler.discovery.roles import is_article_address
from crawler.discovery.scripts import jumps_of, page_parameter, with_query_of, written_links
from crawler.discovery.services import services_of
from crawler.families.family import moved_on

BASE = "http://x.gov.cn/gk/nb.html"


@pytest.mark.parametrize(
    ("script", "values", "address"),
    [
        ("function go(p){ location.href = '/l.jsp?c=3&p=' + p; }", ["2"], "/l.jsp?c=3&p=2"),
        ("function go(c, p){ window.open('/c' + c + '/' + p + '.html', '_blank'); }", ["9", "4"], "/c9/4.html"),
        ("var u = '/list?n='; function go(p){ location.replace(u + p); }", ["7"], "/list?n=7"),
        ("function go(p){ var to = `/a/${p}.htm`; if (p) { window.location = to; } }", ["5"], "/a/5.htm"),
        ("function go(n){ if(n<p) location.href = n==0?'index.html':'index_'+n+'.html'; }", ["2"], "index_2.html"),
        ("function go(n){ if(n==0) location.href='index.html'; else location.href='index_'+n+'.html'; }", ["2"], "index_2.html"),
        ("var go = function(id) { location.assign('/show/' + id); }", ["ab"], "/show/ab"),
    ],
)  # fmt: skip
def test_the_address_a_function_opens(script: str, values: list[str], address: str) -> None:
    assert jumps_of(script)["go"].address(values) == address


def test_links_that_scripts_write_and_nodes_they_are_given() -> None:
    script = """document.write('<li><a href="/gk/">政务公开</a></li>');
        var nodes = [{id: 1, name: "年报", url: "\\/gk\\/nb\\/"}];
        document.write("<a href='index" + "_" + i + ".html'>2</a>");"""
    assert list(written_links(script)) == [("/gk/", "政务公开"), ("/gk/nb/", "年报")]


def test_rows_that_a_script_is_given_as_objects() -> None:
    script = """var list = [{imgUrl: "/i/1.jpg", subTitle: "年报", docTitle: "某县2023年政府信息公开年报", docPubUrl: "./3.html"},
        {"articleTitle": "某县2022年政府信息公开年报", "linkUrl": "/nb/2.html"}, {title: "无址", siteUrl: "/x/"},
        {"t": "某县2021年政府信息公开年报", "u": "/nb/1.html", "p": "/i/1.png"}, {"t": "某县动态", "u": "/xw/1.html"}];"""
    assert list(written_links(script)) == [
        ("./3.html", "某县2023年政府信息公开年报"),
        ("/nb/2.html", "某县2022年政府信息公开年报"),
        ("/nb/1.html", "某县2021年政府信息公开年报"),
    ]


def test_rows_that_a_script_is_given_as_values() -> None:
    script = """var rows = [['某县2023年政府信息公开年报', '/nb/3.html', '2024-01-20'], ["某县2022年政府信息公开年报","2.shtml"]];
        add("某局2021年政府信息公开年报", 7, "../ju/1.aspx?id=3"); say("欢迎访问本网站", "再见"); go('/a.html', '/b.html');"""
    assert list(written_links(script)) == [
        ("/nb/3.html", "某县2023年政府信息公开年报"),
        ("2.shtml", "某县2022年政府信息公开年报"),
        ("../ju/1.aspx?id=3", "某局2021年政府信息公开年报"),
    ]


def test_the_page_s_number_is_not_its_column_s_id() -> None:
    assert page_parameter(["pageId", "moduleId", "currentPage"]) == "currentPage"
    assert page_parameter(["id", "pageId"]) == "pageId"
    assert page_parameter(["page.totalPages", "page.pageNo"]) == "page.pageNo"


@pytest.mark.parametrize(
    "script", ["function go(p){ return p + 1; }", "function go(p){ location.href = secret() + p; }", "function go(p){"]
)
def test_what_can_not_be_told_is_left_alone(script: str) -> None:
    assert jumps_of(script) == {}


@pytest.mark.parametrize(
    ("script", "ask"),
    [
        ("$.get('/api/list', {cid: 4, pageNum: n, size: 15}, f)", Ask("http://x.gov.cn/api/list?cid=4&pageNum=1&size=15")),
        ("$.ajax({type:'POST', url:'/l.do', data:{c:'a', p:p}})", Ask("http://x.gov.cn/l.do", "POST", "c=a&p=1")),
        ("fetch('/rest/rows?ch=2&page=' + page)", Ask("http://x.gov.cn/rest/rows?ch=2&page=1")),
        ("var n=8; $.ajax({url: '/was5/web/search?id=2&prepage=' + n + '&page=' + p})", Ask("http://x.gov.cn/was5/web/search?id=2&prepage=8&page=1")),
        ("$.get('/igs/list.html?pageNumber=' + (p + 1) + '&siteId=14', f)", Ask("http://x.gov.cn/igs/list.html?pageNumber=1&siteId=14")),
        ("$.ajax({url: '/site/label/8?_=' + Math.random(), data: {organId: '9', keyWords: '', pageIndex: 1}})", Ask("http://x.gov.cn/site/label/8?_=&organId=9&keyWords=&pageIndex=1")),
        ("$.get('/page/build/unit', {pageId: 'fGY0', pageType: 'column'})", Ask("http://x.gov.cn/page/build/unit?pageId=fGY0&pageType=column")),
        ("Ls.ajax({url: '/site/label/8', data: {pageIndex: n}})", Ask("http://x.gov.cn/site/label/8?pageIndex=1")),
        ("var q = {ch: 'a', page: p}; axios.get('/api/rows', {params: q}).then(f)", Ask("http://x.gov.cn/api/rows?ch=a&page=1")),
        ("$.ajax({url:'/l.do', type:'post', data: JSON.stringify({c: '7', pageNo: n, size: 15})})", Ask("http://x.gov.cn/l.do", "POST", '{"c":"7","pageNo":1,"size":15}')),
        ("axios.post('/l', {ch: ['a', 3], q: {page: p}, k: key}); var page = {pageSize: 5}", Ask("http://x.gov.cn/l", "POST", '{"ch":["a",3],"q":{"page":1}}')),
        ("function load(i){ $.post('/l', {params: JSON.stringify({c: '009', pageIndex: i})}, f); } load(0);", Ask("http://x.gov.cn/l", "POST", "params=%7B%22c%22%3A%22009%22%2C%22pageIndex%22%3A0%7D")),
        ("function load(page){ $.post('/l', {c: 'a', page: page}, f); } load(0);", Ask("http://x.gov.cn/l", "POST", "c=a&page=0")),
        ("function load(page){ $.get('/l?c=a&page=' + page, function(){ load(page); }); } load(1);", Ask("http://x.gov.cn/l?c=a&page=1")),
        ("var pn = page; function load(page){ $.post('/l', {c: 'a', page: page}, f); } load(pn);", Ask("http://x.gov.cn/l", "POST", "c=a&page=1")),
        ("function load(cur){ $.get('/l?c=a&page=' + cur, function(){ pager({curr: cur, jump: function(o){ load(o.curr); }}); }); } load(1);", Ask("http://x.gov.cn/l?c=a&page=1")),
        ("function load(page){ $.get('/l?c=a&page=' + page, f); } load(0);", Ask("http://x.gov.cn/l?c=a&page=0")),
        ("$(function(){ load('c8', 1); }); function load(id, page){ $.get('/search/' + id, {size: 15, page: page}, f); }", Ask("http://x.gov.cn/search/c8?size=15&page=1")),
        ("var p = 0; $.get('/l', {page: p, id: '7'}, f)", Ask("http://x.gov.cn/l?page=0&id=7")),
        ("const code = body.dataset.code || 'nb'; const q = {c: code, pageNum: 1}; fetch('/l?' + new URLSearchParams(q))", Ask("http://x.gov.cn/l?c=nb&pageNum=1")),
        ("axios.post('/l', qs.stringify({ch: 'a', page: p}))", Ask("http://x.gov.cn/l", "POST", "ch=a&page=1")),
        ("let param = {}; param.channelId = 'c8'; param.pageNum = 1; request({url: '/l', method: 'post', data: param})", Ask("http://x.gov.cn/l", "POST", '{"channelId":"c8","pageNum":1}')),
        ("fetch('/l', {method: 'POST', body: JSON.stringify({page: p, id: '9'})})", Ask("http://x.gov.cn/l", "POST", '{"page":1,"id":"9"}')),
        ("x.open('post', '/l'); x.setRequestHeader('Content-Type', 'application/json'); x.send(JSON.stringify({p: 1}))", Ask("http://x.gov.cn/l", "POST", '{"p":1}')),
        ("x.open('GET', `/api/${kind}/list?page=${p}`); var kind = 'nb'", Ask("http://x.gov.cn/api/nb/list?page=1")),
    ],
)  # fmt: skip
def test_the_request_of_a_list(script: str, ask: Ask) -> None:
    assert services_of(script, BASE) == [ask]


@pytest.mark.parametrize(
    ("body", "further"),
    [
        ("c=4&page=2", ["c=4&page=3"]),
        ('{"q":{"pageNum":1},"c":"a"}', ['{"q":{"pageNum":2},"c":"a"}']),
        ('{"pageNo":"0"}', ['{"pageNo":"1"}', '{"pageNo":"2"}']),
        (
            "params=%7B%22c%22%3A%229%22%2C%22pageIndex%22%3A3%7D",
            ["params=%7B%22c%22%3A%229%22%2C%22pageIndex%22%3A4%7D"],
        ),
        ('{"c":1}', []),
    ],
)
def test_the_next_part_of_what_is_posted(body: str, further: list[str]) -> None:
    assert [ask.body for ask in moved_on(Ask("http://x.gov.cn/l", "POST", body))] == further


@pytest.mark.parametrize(
    "script",
    [
        "$.get('/visit/count?id=3')",
        "$.ajax({url:'/api/l', type:'post', data: JSON.stringify({token: t(), page: 1, sign: '8f'})})",
        "$.get(u)",
        "fetch('/api/' + secret() + '/l')",
    ],
)
def test_services_that_are_none_of_ours(script: str) -> None:
    assert services_of(script, BASE) == []


@pytest.mark.parametrize("script", ["var page = 3; $.get('/api/l?c=4&page=' + page)", "$.get('/api/l?c=4&page=' + n)"])
def test_a_list_begins_at_its_first_page_whichever_was_asked_last(script: str) -> None:
    assert [ask.url for ask in services_of(script, BASE)] == ["http://x.gov.cn/api/l?c=4&page=1"]


def test_a_bundle_is_looked_through_in_time_with_its_length() -> None:
    """A search for each name of each request took 31 s here; in a bundle `e` is given thousands of values."""
    other = "".join(
        f"function f{n}(pageNum){{e={n};get(e)}}axios.get(root+'/q{n}?no='+unknown{n});" for n in range(4000)
    )
    script = other + "var channel='8812';$.get('/api/l?c='+channel+'&d='+e+'&page='+pageNum)"
    assert services_of(script, BASE, most=1)[0].url.endswith("/api/l?c=8812&d=&page=1")


def test_what_scripts_read_of_the_page_s_own_address_is_known() -> None:
    url = "http://h/list.html?cat=0010&type=3"
    read = "a(getUrlParam('cat')); b(new URLSearchParams(location.search).get( \"cat\" )); c(one.getAttribute('type'))"
    assert with_query_of(read, url) == 'a("0010"); b("0010"); c(one.getAttribute(\'type\'))'


def test_a_long_script_is_looked_through_for_them_in_time() -> None:
    url = "http://h/list.html?" + "&".join(f"p{number}=1" for number in range(100))
    script = "get" * 100_000 + "('p1')" * 2_000
    began = process_time()
    with_query_of(script, url)
    assert process_time() - began < 2


def test_addresses_that_have_the_shape_of_one_article() -> None:
    articles = (
        "/public/13741/109853904.html",
        "/public/content/1260100414",
        "/2023/01-19/2677014.html",
        "/info/8141/8.htm",
    )
    assert all(is_article_address(f"http://x.gov.cn{path}") for path in articles)
    assert not any(is_article_address(f"http://x.gov.cn{path}") for path in ("/public/column/13741?type=3", "/2023/"))


def test_a_pager_s_own_callback_tells_of_no_call() -> None:
    """An anonymous function that takes the page's number, and hands it on, had its own number looked for in itself."""
    script = (
        "Ls.pagination('#p', function(pageIndex, $this){ Ls.ajax({url: '/label?no=1', data: {pageIndex: pageIndex}}) })"
    )
    assert [ask.url for ask in services_of(script, BASE)] == ["http://x.gov.cn/label?no=1&pageIndex=1"]


def test_what_a_component_is_told_to_ask_for() -> None:
    told = (
        "new CMS({el: '#list', url: '/front/api/affair', params: {channelId: '03', pageNo: 1}}); show({url: '/a.html'})"
    )
    asked = ["http://x.gov.cn/front/api/affair?channelId=03&pageNo=1"]
    assert [ask.url for ask in services_of(told, BASE)] == asked
    assert [ask.url for ask in services_of(told.replace("url: '/front", "api: '/front"), BASE)] == asked


def test_a_page_s_number_that_is_sent_twice_moves_on_twice() -> None:
    ask = Ask("http://h/module/xxgk/search.jsp?texttype=0&currpage=1", "POST", "infotypeId=A009&currpage=1")
    assert moved_on(ask) == (
        Ask("http://h/module/xxgk/search.jsp?texttype=0&currpage=2", "POST", "infotypeId=A009&currpage=2"),
    )
