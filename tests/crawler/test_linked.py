"""What a page leaves to its scripts, its own and those it links: lists that a click chooses, pagers, trees of bodies."""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

from urllib.parse import quote

import pytest

from crawler.discovery.attachments import unwrapped
from crawler.discovery.explore import Explored, explore
from crawler.discovery.leads import COLUMN, PLATFORM, Ask, Lead
from crawler.discovery.page import Page
from crawler.discovery.words import announces, is_report_title

BASE = "http://x.gov.cn"
ROWS = "".join(f"<li><a href='/nb/{n}.html'>某县{n}年政府信息公开年报</a></li>" for n in range(2020, 2024))
GETS = """function getList(id, page) { $.ajax({ url: "/common/search/" + id + "?_isJson=true&page=" + page,
    success: function (got) { show(got.data.results); } }); }"""


def seen(path: str, markup: str, inside: int = COLUMN) -> Explored:
    lead = Lead("x", Ask(BASE + path), "page", 90, inside)
    return explore(markup.encode(), "utf-8", lead, lead.url, "", 2026)


def told(found: Explored, script: str) -> Explored:
    """What the script says that a page links."""
    lead = next(one for one in found.leads if one.kind == "script")
    return explore(script.encode(), "utf-8", lead, lead.url, found.family, 2026)


def asked(found: Explored) -> list[str]:
    return [one.url.removeprefix(BASE) for one in found.leads if one.kind in ("data", "list")]


@pytest.mark.parametrize("rows", ["", ROWS])
def test_lists_that_a_click_chooses_by_a_linked_script(rows: str) -> None:
    tabs = "<li data-id='a1'>县政府</li><li data-id='b2'>县直部门</li><li data-id='c3'>联系我们</li><li>乡镇</li>"
    handler = "<script>$('.tab').click(function () { getList($(this).attr('data-id'), 1); });</script>"
    found = seen(
        "/nb/list.shtml", f"<ul class=tab>{tabs}</ul><ul>{rows}</ul>{handler}<script src='/js/nb.js'></script>"
    )
    lists = asked(told(found, GETS))
    assert lists == [f"/common/search/{channel}?_isJson=true&page=1" for channel in ("a1", "b2")]


def test_a_select_whose_handler_stands_in_a_linked_script() -> None:
    select = "<select id=dept><option value=a1>县教育局</option><option value=b2>城关镇</option></select>"
    found = seen("/nb/list.shtml", f"{select}<ul id=list></ul><script src='/js/nb.js'></script>")
    handler = "$('#dept').change(function () { getList($(this).val(), 1); });"
    assert {f"/common/search/{channel}?_isJson=true&page=1" for channel in ("a1", "b2")} <= set(
        asked(told(found, GETS + handler))
    )


def test_what_only_shows_and_hides_asks_for_no_script() -> None:
    tabs = "<li data-toggle='tab' data-target='#y1'>2023年</li><li>2022年</li>"
    found = seen("/nb/list.shtml", f"<ul>{tabs}</ul><ul>{ROWS}</ul><script src='/js/nb.js'></script>")
    assert [one for one in found.leads if one.kind == "script"] == []


def test_what_a_linked_script_reads_of_its_page_is_known() -> None:
    page = "<meta name='channelid' content='0123456789abcdef0123456789abcdef'><ul id=list></ul><script src='/l.js'></script>"
    search = "$.get('/searchList/' + channelid + '?_isAgg=true&page=' + page, show)"
    (first,) = asked(told(seen("/c100028/common_list.shtml", page), search))
    assert first.startswith("/searchList/0123456789abcdef0123456789abcdef?_isAgg=true")
    box = "<div id=docs data-src='./docs.json'></div><script src='/l.js'></script>"
    script = (
        "var box = $('#docs'); $.getJSON(box.attr('data-src'), function (got) { show(got); }); $.get('/user/hits', f);"
    )
    assert asked(told(seen("/nb/", box), script)) == ["/nb/docs.json"]


def test_a_pager_that_a_linked_script_writes_by_a_loop() -> None:
    pager = "<div id=pg class=page data-total=3></div><script src='/l.js'></script>"
    script = """var el = $('#pg'), total = parseInt(el.attr('data-total'));
        for (var i = 1; i <= total; i++) { el.append('<a href="column-' + i + '.shtml">' + i + '</a>'); }"""
    first = told(seen("/nb/column-1.shtml", f"<ul>{ROWS}</ul>{pager}"), script)
    assert asked(first) == ["/nb/column-2.shtml"]
    (second,) = first.leads
    assert (second.number, second.kind, second.markup) == (2, "list", "")


def test_a_pager_whose_next_page_is_fetched() -> None:
    pager = "共 2 页 <a href='javascript:void(0)' onclick='goto(2)'>下一页</a>"
    script = """function goto(n) { $.ajax({type: 'post', url: '/module/xxgk/search.jsp?texttype=&currpage=' + n,
        data: {infotypeId: 'A09', area: '1136'}, success: function (got) { $('#box').html(got); }}); }"""
    found = seen("/module/xxgk/subjectinfo.jsp?area=1136", f"<ul>{ROWS}</ul>{pager}<script>{script}</script>")
    (further,) = (one for one in found.leads if one.number == 2)
    assert (further.kind, further.ask.method, further.ask.body) == ("data", "POST", "infotypeId=A09&area=1136")
    assert further.url == f"{BASE}/module/xxgk/search.jsp?texttype=&currpage=2"


def test_a_pager_without_numbers_moves_on_what_the_page_asks() -> None:
    script = "var cur = 1; function more() { cur++; load(); } function load() { $.get('/nb/rows.jsp?id=7&pageNo=' + cur, show); }"
    found = seen(
        "/nb/list.jsp?id=7", f"<ul>{ROWS}</ul>第1页/共3页 <a onclick='more()'>下一页</a><script>{script}</script>"
    )
    assert asked(found) == ["/nb/rows.jsp?id=7&pageNo=2"]


def test_bodies_whose_columns_open_in_a_frame() -> None:
    frame = "<iframe id=main name=main></iframe>"
    opens = "function unit(id) { document.getElementById('main').src = '/col/col' + id + '/index.html'; }"
    tree = "d.add(10, 1, '县教育局', 'javascript:unit(\\'8101\\')', '', '', '/img/folder.gif'); d.add(11, 1, '城关镇', \"javascript:unit('8102')\");"
    found = seen("/xxgk/", f"{frame}<script>{opens}{tree}</script>", PLATFORM)
    units = [(one.url, one.unit) for one in found.leads if one.unit]
    assert units == [(f"{BASE}/col/col8101/index.html", "县教育局"), (f"{BASE}/col/col8102/index.html", "城关镇")]
    other = opens.replace("'main'", "'photo'")
    assert [one for one in seen("/xxgk/", f"{frame}<script>{other}{tree}</script>", PLATFORM).leads if one.unit] == []


def test_nodes_of_a_tree_that_open_in_a_frame() -> None:
    nodes = "var nodes = [{id: 8101, pId: 1, name: '县教育局'}, {id: 8102, pId: 1, name: '城关镇'}];"
    goes = "function go(e, tree, treeNode) { $('#main').attr('src', '/xxgk/list.jsp?dept=' + treeNode.id + '&p=1'); }"
    found = seen("/xxgk/", f"<iframe id=main></iframe><script>{nodes}{goes}</script>", PLATFORM)
    assert [one.url for one in found.leads if one.unit] == [f"{BASE}/xxgk/list.jsp?dept={n}&p=1" for n in (8101, 8102)]


def test_bodies_that_a_select_opens_or_a_map_of_a_picture_links() -> None:
    select = "<select onchange=\"if (this.value != '') { window.open(this.value); }\"><option value=''>请选择</option><option value='bm/jyj_98/'>县教育局</option></select>"
    area = "<map name=m><area href='/zz/cgz.htm' alt='城关镇'></map>"
    found = seen("/xxgk/", select + area, PLATFORM)
    assert {(one.url, one.unit) for one in found.leads if one.unit} == {
        (f"{BASE}/xxgk/bm/jyj_98/", "县教育局"),
        (f"{BASE}/zz/cgz.htm", "城关镇"),
    }


@pytest.mark.parametrize("escaped", [False, True])
def test_a_continuation_that_a_datastore_names_and_the_proxy_behind_it(escaped: bool) -> None:
    group = (
        '<nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&columnid=16&unitid=60"></a>]]></nextgroup>'
    )
    row = "<record><![CDATA[<a href='/art/2024/1/2/art_16_3.html'>某县2023年政府信息公开年报</a>]]></record>"
    store = f"<datastore>{group}<recordset>{row}</recordset></datastore>"
    store = store.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") if escaped else store
    found = seen("/col/col16/index.html", f"<div id=60><script type='text/xml'>{store}</script></div>")
    (further,) = (one for one in found.leads if one.number == 2)
    assert further.url.endswith("/module/web/jpage/dataproxy.jsp?page=1&columnid=16&unitid=60")
    assert [(one.method, "startrecord=2" in one.url) for one in further.others] == [("POST", True), ("GET", True)]


def test_the_annual_report_module_is_asked_as_its_page_asks_it() -> None:
    shown = "<iframe src='/module/xxgk/xxgkAnnualReport.jsp?area=113708260043&fbtime=2024&showType=2'></iframe>"
    found = seen("/col/col23/index.html", f"<option>2023年</option>{shown}")
    assert f"{BASE}/module/xxgk/xxgkAnnualReport.jsp?area=113708260043&fbtime=2023&showType=2" in {
        one.url for one in found.leads
    }
    link = "<a href='/module/xxgk/xxgkAnnualReport.jsp?area=113708260043&fbtime=2024&artId=86132'>某县2024年政府信息公开年报</a>"
    assert len(seen("/col/col23/index.html", f"<option>2023年</option>{link}").leads) == 1


PASSAGES = "一、总体情况 二、主动公开政府信息情况 三、收到和处理政府信息公开申请情况 四、行政复议 五、存在的主要问题 "


@pytest.mark.parametrize(
    ("body", "published"),
    [
        (f"{PASSAGES} 本报告所列数据的统计期限自2022年1月1日起。", True),
        (f"各乡镇：年度报告应当包括{PASSAGES}请于1月31日前报送。", False),
        ("<div id=zoom>附件：<a href='/f/1.pdf'>某县2022年政府信息公开工作年度报告.pdf</a></div>", True),
        ("<div id=zoom>附件：<a href='/f/1.doc'>联系人登记表.doc</a></div>", False),
    ],
)
def test_a_report_under_the_title_of_the_notice_that_publishes_it(body: str, published: bool) -> None:
    title = "某县关于公布2022年政府信息公开工作年度报告的公告"
    lead = Lead("x", Ask(f"{BASE}/art/2023/1/9/art_7_9.html"), "article", 96, COLUMN, title=title)
    found = explore(f"<h1>{title}</h1>{body}".encode(), "utf-8", lead, lead.url, "", 2026)
    assert (found.role.name == "report") is published


def test_titles_of_notices_that_publish_reports() -> None:
    assert announces("关于印发《某县2022年政府信息公开工作年度报告》的通知")
    assert not announces("某县2022年政府信息公开工作年度报告")
    assert not is_report_title("关于印发2022年政府信息公开工作年度报告格式的通知")
    assert not is_report_title("关于公布2022年政府网站工作年度报告的公告")


def test_variables_that_hold_elements_are_read_as_these() -> None:
    page = Page.of_text(
        f"{BASE}/nb/", "<i id=k data-c=77></i><script>var b = $('#k'); go(b.data('c'), ab.data('c'));</script>"
    )
    assert "go(\"77\", ab.data('c'))" in page.scripts


@pytest.mark.parametrize(
    "script",
    [
        "function go() { var y = document.getElementById('nd').value; if (y == '') { return; } location.href = '/nb/gb' + y + '/'; }",
        "function go() { window.location.href = '/nb/gb' + $('#nd').val() + '/'; }",
        "$('#nd').change(function () { var y = $(this).val(); if (y) { location.href = '/nb/gb' + y + '/'; } });",
    ],
)
def test_years_that_a_select_opens_by_what_a_function_reads_of_it(script: str) -> None:
    options = (
        "<option value=''>选择年度</option><option value=2023>2023年度</option><option value=2022>2022年度</option>"
    )
    found = seen("/nb/", f"<select id=nd onchange='go()'>{options}</select><script>{script}</script>")
    assert [one.url for one in found.leads] == [f"{BASE}/nb/gb2023/", f"{BASE}/nb/gb2022/"]


def test_a_datastore_s_screens_are_no_pages() -> None:
    row = "<record><![CDATA[<a href='/art/2024/1/2/art_16_3.html'>某县2023年政府信息公开年报</a>]]></record>"
    store = f"<script type='text/xml'><datastore><totalrecord>1</totalrecord>{row}</datastore></script>"
    assert not seen("/col/col16/index.html", f"{store}共 2 页").partial


def test_a_menu_s_entries_whatever_their_members_are_called() -> None:
    script = (
        "var m = [{n: '政府信息公开年报', u: '/zfxxgk/nb/'}, {n: '通知公告', u: '/tz/'}]; for (i in m) write(m[i].u);"
    )
    page = Page.of_text(f"{BASE}/zfxxgk/", f"<script>{script} // href</script>")
    assert [(link.url, link.text) for link in page.links] == [(f"{BASE}/zfxxgk/nb/", "政府信息公开年报")]


def test_a_list_in_fragments_whose_pager_its_page_follows() -> None:
    script = "function turn(n) { var f = n == 0 ? 'rows.html' : 'rows_' + n + '.html'; $('#box').load(f); } turn(0);"
    assert asked(seen("/nb/", f"<div id=box></div><script>{script}</script>")) == ["/nb/rows.html"]
    lead = Lead("x", Ask(f"{BASE}/nb/rows.html"), "data", 92, COLUMN)
    pager = "<a href='javascript:turn(0)'>1</a><a href='javascript:turn(1)'>下一页</a>"
    (further,) = (
        one
        for one in explore(f"<ul>{ROWS}</ul>{pager}".encode(), "utf-8", lead, lead.url, "", 2026).leads
        if one.number == 2
    )
    assert [further.url, *(one.url for one in further.others)] == [f"{BASE}/nb/rows_1.html", f"{BASE}/nb/rows_2.html"]
    last = explore(f"<ul>{ROWS}</ul><a href='javascript:turn(0)'>1</a>".encode(), "utf-8", lead, lead.url, "", 2026)
    assert not last.more


@pytest.mark.parametrize("linked", [False, True])
def test_a_platform_s_tree_of_bodies_that_its_script_asks_for(linked: bool) -> None:
    script = "$.getJSON('/data/organ.json', function (got) { $.fn.zTree.init($('#tree'), setting, got); });"
    markup = "<ul id=tree></ul>" + ("<script src='/js/tree.js'></script>" if linked else f"<script>{script}</script>")
    lead = Lead("x", Ask(f"{BASE}/c9/zfxxgk.shtml"), "page", 75, PLATFORM)
    found = explore(markup.encode(), "utf-8", lead, lead.url, "ucap", 2026)
    (tree,) = (one for one in (told(found, script) if linked else found).leads if one.kind == "data")
    assert (tree.url, tree.inside) == (f"{BASE}/data/organ.json", PLATFORM)
    nodes = '[{"id": 1, "pId": 0, "name": "县教育局", "url": "/c700k/xxgk_list.shtml"}]'
    assert [one.unit for one in explore(nodes.encode(), "utf-8", tree, tree.url, "ucap", 2026).leads] == ["县教育局"]


def test_the_file_behind_a_viewer_and_a_download_servlet() -> None:
    servlet = "/module/download/downfile.jsp?classid=0&filename=a1.pdf"
    assert unwrapped(f"{BASE}/pdfjs/web/viewer.html?file={quote(servlet, safe='')}") == BASE + servlet


def test_lists_that_a_linked_script_loads_one_after_another() -> None:
    blocks = "".join(
        f"<h3>{name}</h3><ul class=rows data-channel={code}></ul>" for name, code in (("政府", "a1"), ("部门", "b2"))
    )
    each = "$('.rows').each(function () { var ul = $(this); load(ul, ul.attr('data-channel'), 1); });"
    gets = "function load(ul, channel, page) { $.getJSON('/common/search/' + channel, {_isJson: true, page: page}, draw); }"
    found = seen("/c4/zfxxgkMultiList.shtml", f"{blocks}<script src='/js/common.js'></script>")
    assert asked(told(found, each + gets)) == [f"/common/search/{code}?_isJson=true&page=1" for code in ("a1", "b2")]


def test_a_member_called_as_a_variable_is_not_what_it_was_given() -> None:
    page = "<div id=7764></div><script src='/s.js'></script><script>pages('7764', '64001');</script>"
    script = """function pages(unit, col) { $.post('/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=45',
        {col: 1, webid: 112, columnid: col, unitid: unit}, draw); }"""
    (first,) = told(seen("/col/col64001/index.html", page), script).leads
    assert first.ask.body == "col=1&webid=112&columnid=64001&unitid=7764"


def test_a_proxy_s_screens_are_no_parts_that_it_did_not_give() -> None:
    row = "<record><![CDATA[<a href='/art/2024/1/2/art_16_3.html'>某县2023年政府信息公开年报</a>]]></record>"
    lead = Lead(
        "x", Ask(f"{BASE}/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=45&perpage=15"), "data", 92, COLUMN
    )
    for rows, partial in ((1, False), (9, True)):
        sizes = f"<totalrecord>{rows}</totalrecord><totalpage>3</totalpage>"
        store = f"<datastore>{sizes}<recordset>{row}</recordset></datastore>"
        assert explore(store.encode(), "utf-8", lead, lead.url, "hanweb_jcms", 2026).partial is partial
