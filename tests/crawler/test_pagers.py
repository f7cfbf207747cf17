"""Where the next page of a list is, in the pagers of many templates."""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

import time

import pytest

from crawler.discovery.answers import Answer
from crawler.discovery.leads import COLUMN as IN_COLUMN
from crawler.discovery.leads import Ask, Lead
from crawler.discovery.page import Link, Page
from crawler.discovery.pagers import next_page, total_pages
from crawler.discovery.scripts import jumps_of
from crawler.families import by_code
from crawler.families.family import moved_on

COLUMN = "http://h/zwgk/nb/"
LIST = "http://h/zwgk/nb/list.shtml"

CASES = [
    # (where, page number, markup, the requests that may be the next page)
    (COLUMN, 1, '<a href="index_1.html">下一页</a>', ["http://h/zwgk/nb/index_1.html"]),
    (COLUMN, 1, '<a href="p2/" class="next">下页&gt;</a>', ["http://h/zwgk/nb/p2/"]),
    (COLUMN, 1, '<a title="下一页" href="?page=2"><img src="n.gif"></a>', ["http://h/zwgk/nb/?page=2"]),
    (
        COLUMN,
        1,
        '<form action="/search/"><input name=q type=text><input type=hidden name=page value=1></form>共 3 页',
        ["http://h/zwgk/nb/index_1.html", "http://h/zwgk/nb/index_2.html"],
    ),
    (
        COLUMN,
        1,
        "<script>page_div('list_593', 5, 1, 'html');</script>",
        ["http://h/zwgk/nb/list_593_1.html", "http://h/zwgk/nb/list_593_2.html"],
    ),
    (COLUMN, 2, '<a href="/zwgk/nb/">1</a><a href="x_2.html">3</a>', ["http://h/zwgk/nb/x_2.html"]),
    (
        COLUMN,
        1,
        """<script>var tot = 3; for (var i = 1; i <= tot; i++) { document.write("<a href='list" + (i == 1 ? "" : "_" + i) + ".htm'>[" + i + "]</a>"); }</script>""",
        ["http://h/zwgk/nb/list_2.htm"],
    ),
    (
        COLUMN,
        2,
        """<script>for(i=0;i<3;i++){h+='<a href="list_'+i+'.htm">'+(i+1)+'</a>'}</script>""",
        ["http://h/zwgk/nb/list_2.htm"],
    ),
    (
        COLUMN,
        1,
        """<a href="javascript:void(0)" data-page="1">首页</a><a href="javascript:void(0)" data-page="2">下一页</a>
        <script>$(".pages a").click(function () { location.href = "/zwgk/nb/?pageIndex=" + $(this).attr("data-page"); });</script>""",
        ["http://h/zwgk/nb/?pageIndex=2"],
    ),
    (
        LIST,
        1,
        """<script>var pageTotal = 3; pagination("#p", {pages: pageTotal, jump: function (n) {
        location.href = n == 1 ? "list.shtml" : "list_" + n + ".shtml"; }});</script>""",
        ["http://h/zwgk/nb/list_2.shtml"],
    ),
    (
        COLUMN,
        1,
        """<script>new Pager({total: 28, pageSize: 10, current: 1, onChange: function (n) {
        var u = n > 1 ? "index_" + (n - 1) + ".html" : "index.html"; window.location.href = u; }});</script>""",
        ["http://h/zwgk/nb/index_1.html"],
    ),
    (
        COLUMN,
        1,
        """<b onclick="location='x.html'">1</b><b onclick="location='x_2.html'">2</b>""",
        ["http://h/zwgk/nb/x_2.html"],
    ),
    (
        COLUMN,
        1,
        """<script>$("#p").page({leng: 3, clickBack: function (page) {
        if (page == 1) { location.href = "index.html" } else { location.href = "index_" + page + ".html" } }});</script>""",
        ["http://h/zwgk/nb/index_2.html"],
    ),
    (
        "http://h/l.do?dept=7",
        1,
        """第1页/共3页 <a href="javascript:;" onclick="pager.go(2)">下一页</a><script>var pager = {
        url: "/l.do?dept=7", go: function (n) { location.href = this.url + "&pageNo=" + n; }};</script>""",
        ["http://h/l.do?dept=7&pageNo=2"],
    ),
    (
        "http://h/l.do?dept=7&pageNo=1",
        1,
        """共3页<script>$("#p").pages(function (page) { location.href = told() + "&pageNo=" + page; });</script>""",
        ["http://h/l.do?dept=7&pageNo=2"],
    ),
    (
        COLUMN,
        1,
        "".join(f"<a href='/{n}'>某县201{n}年政府信息公开年度报告</a>" for n in range(5))
        + "<script>pages(told, function (page) { location.href = 'list_' + page + '.htm'; });</script>",
        ["http://h/zwgk/nb/list_2.htm"],
    ),
    (COLUMN, 1, "<script>pages(told, function (page) { location.href = 'list_' + page + '.htm'; });</script>", []),
    (
        COLUMN,
        1,
        """<a href="#" data-page="1">1</a><a href="#" data-page="2">2</a>
        <script>$(".pager a").click(function () { location.href = "/zwgk/nb/?p=" + $(this).data("page"); });</script>""",
        ["http://h/zwgk/nb/?p=2"],
    ),
    (
        COLUMN,
        2,
        """<script>$(".pages").pagin({current: 2, total: 5, url: "/zwgk/nb/7/{page}"});</script>""",
        ["http://h/zwgk/nb/7/3"],
    ),
    (COLUMN, 5, """<script>$(".pages").pagin({current: 5, total: 5, url: "/zwgk/nb/7/{page}"});</script>""", []),
    (
        COLUMN,
        1,
        """<form name="f" method="post"><input type="hidden" name="page" value="1"></form>
        <a href="javascript:void(0)" onclick="document.f.page.value=2;document.f.submit()">2</a>""",
        ["http://h/zwgk/nb/"],
    ),
    (COLUMN, 3, """<script>for(i=0;i<3;i++){h+='<a href="list_'+i+'.htm">'+(i+1)+'</a>'}</script>""", []),
    (COLUMN, 1, """<script>for(i=1;i<=3;i++){h+='<a href="list_'+told(i)+'.htm">'+i+'</a>'}</script>""", []),
    (
        LIST,
        1,
        "<select onchange='self.location.href=this.options[this.selectedIndex].value'>"
        "<option value='list.shtml'>1</option><option value='list_b.shtml'>第2页</option></select>",
        ["http://h/zwgk/nb/list_b.shtml"],
    ),
    (
        LIST,
        1,
        "<select onchange='show(this.value)'><option value='a'>1</option><option value='b'>2</option></select>",
        [],
    ),
    (
        COLUMN,
        2,
        "<script>$('#p').pagination({pageIndex: 1, pageSize: 10, total: 28}).on('pageClicked', function (event, data) {"
        " var p = data.pageIndex + 1; window.location.href = p == 1 ? 'second.html' : p + '.html'; });</script>",
        ["http://h/zwgk/nb/3.html"],
    ),
    (
        COLUMN,
        1,
        "<script>new Pager({total: 28, pageSize: 10, go: function (i, page) { location.href = '/l_' + (page + 1) + '.htm' }})</script>",
        ["http://h/l_2.htm"],
    ),
    (
        COLUMN,
        1,
        "<script>new Pager({total: 28, pageSize: 10, go: function (page) { location.href = made + page + '.htm' }})</script>",
        [],
    ),
    (
        COLUMN,
        2,
        "<script>laypage.render({elem: 'p', count: 29, limit: 10, jump: function(o, first){ if(!first) location.href = '/l?c=3&p=' + o.curr; }})</script>",
        ["http://h/l?c=3&p=3"],
    ),
    (
        COLUMN,
        3,
        "<script>laypage.render({count: 29, limit: 10, jump: o => { location.href = '/l?p=' + o.curr; }})</script>",
        [],
    ),
    (
        COLUMN,
        1,
        "<script>$('#p').pagination({pageCount: 4, callback: function(api){ window.location.replace('nb_' + api.getCurrent() + '.html') }})</script>",
        ["http://h/zwgk/nb/nb_2.html"],
    ),
    (
        "http://h/show/0.html",
        1,
        """第1/6页<script>function gopage(p){ if(p<1||p>6) return; location.href="/show/0/page_"+p+".html"; }</script>""",
        ["http://h/show/0/page_2.html"],
    ),
    (
        "http://h/column/67",
        1,
        "<script>Ls.pagination('#p', {pageCount: 4, jump: function(n){ location.href = '/column/67?i=' + n; }})</script>",
        ["http://h/column/67?i=2"],
    ),
    (
        COLUMN,
        1,
        "共6页<script>function view(id){ window.location.href = '/show?id=' + id; }</script>",
        ["http://h/zwgk/nb/index_1.html", "http://h/zwgk/nb/index_2.html"],
    ),
    (
        COLUMN,
        1,
        'createPageHTML(5, 0, "index", "html");',
        ["http://h/zwgk/nb/index_1.html", "http://h/zwgk/nb/index_2.html"],
    ),
    (COLUMN + "index_1.html", 2, 'createPageHTML(5, 1, "index", "html");', ["http://h/zwgk/nb/index_2.html"]),
    (COLUMN + "index_4.html", 5, 'createPageHTML(5, 4, "index", "html");', []),
    (
        COLUMN,
        1,
        "createPageHTML('paging',3, 1,'list','shtml',57);",
        ["http://h/zwgk/nb/list_1.shtml", "http://h/zwgk/nb/list_2.shtml"],
    ),
    (
        COLUMN,
        1,
        'createPage(4, 0, "wjk_glrb", "html")',
        ["http://h/zwgk/nb/wjk_glrb_1.html", "http://h/zwgk/nb/wjk_glrb_2.html"],
    ),
    (COLUMN, 1, 'createPageHTML(1, 0, "index", "html");', []),
    (COLUMN, 1, "function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){}", []),
    (
        "http://h/nw12/index.html",
        1,
        '$(".pagination").pagination("setPage", 1, 3)',
        ["http://h/nw12/index_2.html"],
    ),
    (LIST, 1, "var totalPage = 3;", ["http://h/zwgk/nb/list_1.shtml", "http://h/zwgk/nb/list_2.shtml"]),
    ("http://h/list_593.html", 1, "var totalPage = 3;", ["http://h/list_593_1.html", "http://h/list_593_2.html"]),
    ("http://h/page_1.html", 1, "var totalPage = 3;", ["http://h/page_2.html"]),
    ("http://h/nb/1.html", 1, "<script>parseInt('4')</script>", ["http://h/nb/2.html"]),
    ("http://h/l.aspx?cid=9&page=1&kw=", 1, "共 3 页", ["http://h/l.aspx?cid=9&page=2&kw="]),
    ("http://h/l.aspx?cid=9&page=3&kw=", 3, "第3/3页", []),
    (COLUMN, 1, '<a href="index_7.html">尾页</a>', ["http://h/zwgk/nb/index_1.html", "http://h/zwgk/nb/index_2.html"]),
    (COLUMN, 1, '<a href="javascript:;" class="disabled">下一页</a>', []),
    (COLUMN, 1, '<a href="/zwgk/nb/">下一页</a>', []),
    (COLUMN, 1, "<p>没有分页</p>", []),
]


@pytest.mark.parametrize(("url", "number", "markup", "expected"), CASES)
def test_the_next_page(url: str, number: int, markup: str, expected: list[str]) -> None:
    script = markup if markup.startswith("<") or "页" in markup else f"<script>{markup}</script>"
    page = Page.of_text(url, f"<html><body>{script}</body></html>")
    assert [ask.url for ask in next_page(page, number)] == expected


def test_a_form_that_posts_the_page_number() -> None:
    markup = '<form method="post" action="list.jsp"><input type="hidden" name="c" value="7"><input name="cur_page" value="1"></form>共5页'
    found = next_page(Page.of_text("http://h/x/list.jsp", f"<body>{markup}</body>"), 1)
    assert [(ask.url, ask.method, ask.body) for ask in found] == [("http://h/x/list.jsp", "POST", "c=7&cur_page=2")]


def test_a_form_whose_field_for_the_page_s_number_belongs_to_an_object() -> None:
    markup = (
        '<form method="post" action="list.action"><input type="hidden" name="page.pageNo" value="1">'
        '<input name="page.totalPages" value="3"><a href="javascript:turn({})">下一页</a></form>'
    )
    found = next_page(Page.of_text("http://h/list.action", f"<body>{markup.format(2)}</body>"), 1)
    assert [ask.body for ask in found] == ["page.pageNo=2&page.totalPages=3"]
    assert next_page(Page.of_text("http://h/list.action", f"<body>{markup.format(3)}</body>"), 3) == ()


def test_dot_net_posts_its_view_state_back() -> None:
    markup = (
        '<form method="post" action="List.aspx"><input type="hidden" name="__VIEWSTATE" value="/wEPx">'
        """<a href="javascript:__doPostBack('ctl00$pager','')">下一页</a><input type="submit" name="go" value="GO"></form>"""
    )
    ask = next_page(Page.of_text("http://h/List.aspx", f"<body>{markup}</body>"), 1)[0]
    assert ask.method == "POST"
    assert ask.body == "__VIEWSTATE=%2FwEPx&__EVENTTARGET=ctl00%24pager&__EVENTARGUMENT="


@pytest.mark.parametrize(
    ("markup", "total"), [("共12页", 12), ("<script>var pageCount=3</script>", 3), ("第1/9页", 9), ("第一页", None)]
)
def test_the_stated_number_of_pages(markup: str, total: int | None) -> None:
    assert total_pages(Page.of_text(COLUMN, f"<body>{markup}</body>")) == total


@pytest.mark.parametrize("piece", ["1", "=", "a", "let", "\n", "共"])
def test_a_long_run_of_one_piece_costs_no_more_than_its_length(piece: str) -> None:
    long = piece * (200_000 // len(piece))
    page = Page(LIST, f'<a href="javascript:{long}(">1</a><p>{long}</p><script>{long}</script>'.encode())
    started = time.process_time()
    assert total_pages(page) is None
    assert next_page(page, 1) == ()
    assert jumps_of(page.scripts) == {}
    assert time.process_time() - started < 10


def test_the_publish_service_is_paged_as_the_column_says_and_by_its_other_way_where_it_takes_no_notice() -> None:
    family, lead = by_code("hanweb_jpaas"), Lead("x", Ask(COLUMN), "page", 88, IN_COLUMN)
    inner = "'webId':'8d7b','tagId':'列表','paramJson':{'pageNo':1,'pageSize':12},'tplSetId':'5m'"
    page = Page.of_text(COLUMN, f'<div querydata="{{{inner}}}"></div>')
    (first,) = family.services_of(page, lead)
    assert first.url.endswith(
        "webId=8d7b&tagId=%E5%88%97%E8%A1%A8&tplSetId=5m&paramJson=%7B%22pageNo%22%3A1%2C%22pageSize%22%3A12%7D"
    )
    assert family.next(page, lead) == ()  # its own first page is the service's

    answer = Answer(first.url, [Link("http://h/art/2024/art_1.html", "某县2023年政府信息公开年报", "record")], rows=30)
    told, other = family.next_answer(answer, Lead("x", first, "data", 92, IN_COLUMN))
    assert "paramJson=%7B%22pageNo%22%3A2" in told.url
    assert other.url.endswith("tplSetId=5m&rows=12&pageNo=2")


@pytest.mark.parametrize(
    ("url", "number", "further"),
    [
        ("http://h/app/c8812/1.json", 1, ["http://h/app/c8812/2.json"]),
        ("http://h/app/c8812/1.json", 3, []),
        ("http://h/app/list_9.html", 9, ["http://h/app/list_10.html"]),
        ("http://h/app/list/1", 1, []),
        ("http://h/api/c1/2/10", 2, ["http://h/api/c1/3/10"]),
        ("http://h/api/c1/10/2", 2, ["http://h/api/c1/10/3"]),
        ("http://h/api/c1/page/1", 1, ["http://h/api/c1/page/2"]),
    ],
)
def test_a_part_that_has_its_number_in_its_path(url: str, number: int, further: list[str]) -> None:
    assert [ask.url for ask in moved_on(Ask(url), number)] == further


def test_a_pager_s_function_reads_what_nobody_has_chosen() -> None:
    markup = (
        "<select id='year'><option value=''>全部</option><option value='2024'>2024</option></select>"
        "<select id='dept'><option value='1'>甲</option><option value='2' selected>乙</option></select><input id='key'>"
        "<a onclick='go(2)'>下一页</a><script>function go(p){location.href='?p='+p+'&y='+$('#year').val()"
        "+'&d='+$('#dept').val()+'&k='+$('#key').val();}</script>"
    )
    assert [ask.url for ask in next_page(Page(COLUMN, markup.encode()), 1)] == [f"{COLUMN}?p=2&y=&d=2&k="]
    assert next_page(Page(COLUMN, markup.replace("#key", "#elsewhere").encode()), 1) == ()


def test_the_next_part_of_a_list_asked_by_rows() -> None:
    ask = Ask("http://h/list", "POST", '{"query":{"start":10,"length":10}}')
    assert [one.body for one in moved_on(ask)] == ['{"query":{"start":20,"length":10}}']
    assert moved_on(Ask("http://h/list?start=10")) == ()  # by how many is not told
    assert [one.url for one in moved_on(Ask("http://h/list?skip=0&take=15&c=2"))] == [
        "http://h/list?skip=15&take=15&c=2"
    ]
