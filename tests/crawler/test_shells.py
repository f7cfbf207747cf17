"""What a page hands to a script: its body, its list, the addresses a family's module makes of what can be chosen."""

from __future__ import annotations

import json

import pytest

from crawler.discovery.explore import explore
from crawler.discovery.leads import COLUMN, PLATFORM, Ask, Lead
from crawler.examine import Exam, examine

BASE = "http://x.gov.cn"
BODY = (
    "一、总体情况 "
    + "主动公开了政府信息，" * 20
    + "二、主动公开政府信息情况 三、收到和处理政府信息公开申请情况 四、行政复议 五、存在问题"
)


def exam(path: str, markup: str, inside: int = COLUMN) -> Exam:
    lead = Lead("x", Ask(BASE + path), "page", 90, inside)
    return examine(200, {"content-type": "text/html; charset=utf-8"}, markup.encode(), BASE + path, lead, year=2026)


def test_a_shell_that_ships_the_report_in_its_script_is_the_report() -> None:
    title = "某局2023年政府信息公开工作年度报告"
    detail = (
        f'window._CONFIG = {{DETAIL: {{"content": "<p>{BODY}<\\/p>", "name": "{title}.pdf", "url": "\\/f\\/1.pdf"}}}}'
    )
    found = exam(
        "/gkmlpt/content/8/1/post_1.html", f"<title>{title}</title><div id='app'></div><script>{detail}</script>"
    )
    assert found.role == "article"
    assert found.explored
    assert [lead.url for lead in found.explored.files] == [f"{BASE}/f/1.pdf"]


def test_a_shell_that_names_its_list_is_no_page_for_a_browser() -> None:
    tree = '[{"id": 7, "name": "政府信息公开年报", "post_count": 3}]'
    found = exam(
        "/gkmlpt/index", f"<div id='app'></div><script>_CONFIG = {{SID: '2', TREE: {tree}}}</script>", PLATFORM
    )
    assert found.refusal is None
    bare = exam("/gkmlpt/index", "<div id='app'></div><script src='/static/js/app.js'></script>", PLATFORM)
    assert bare.refusal
    assert bare.refusal.name == "needs_render"


def test_categories_that_lead_to_the_platform_s_own_page_of_annual_reports_are_asked() -> None:
    tree = (
        r'[{"id": 7, "name": "政府信息公开年报", "jump_url": "\/ju\/gkmlpt\/annualreport#7"},'
        r' {"id": 8, "name": "政府信息公开年报", "jump_url": "http:\/\/y.gov.cn\/nb\/"}]'
    )
    shell = f"<div id='app'></div><script>_CONFIG = {{SID: '2', TREE: {tree}}}</script>"
    found = exam("/ju/gkmlpt/index", shell, PLATFORM).explored
    assert found
    assert [lead.url for lead in found.leads] == [f"{BASE}/ju/gkmlpt/api/all/7?page=1&sid=2"]


@pytest.mark.parametrize(("held", "total", "goes_on"), [(5, 6, True), (5, 5, False)])
def test_a_list_s_own_count_is_held_against_its_rows_and_not_their_files(held: int, total: int, goes_on: bool) -> None:
    title = "某局{}年政府信息公开工作年度报告"
    rows = [
        {
            "title": title.format(2020 + n),
            "url": f"/post_{n}.html",
            "post_count": 0,
            "attachment": [{"name": title.format(2020 + n) + ".pdf", "url": f"/{n}.pdf"}],
        }
        for n in range(held)
    ]
    body = json.dumps({"articles": rows, "classify": {"post_count": total}}).encode()
    lead = Lead("x", Ask(f"{BASE}/gkmlpt/api/all/7?page=1&sid=2"), "data", 92, COLUMN)
    found = examine(200, {"content-type": "application/json"}, body, lead.url, lead, year=2026).explored
    assert found
    further = [one.url for one in found.leads if one.kind == "data"]
    assert further == ([f"{BASE}/gkmlpt/api/all/7?page=2&sid=2"] if goes_on else [])


def test_a_column_s_own_folders_are_its_parts_whatever_they_are_called() -> None:
    links = "<a href='./zj/'>总局机关</a><a href='../zn/'>其他内容</a><a href='./202401/t20240101_1.html'>附注</a>"
    found = exam("/zwgk/nb/", f"<h3>政府信息公开年报</h3>{links}").explored
    assert found
    assert [lead.url for lead in found.leads] == [f"{BASE}/zwgk/nb/zj/"]


def test_a_list_that_grows_by_a_button_goes_on_at_its_service() -> None:
    rows = "".join(f'<li><a href="/nb/{year}.html">某县{year}年政府信息公开年报</a></li>' for year in (2024, 2023))
    script = '$("#more").click(function(){ p++; $.get("/more.php", {cid: 3, p: p}, add); });'
    grows = f'<a id="more">加载更多</a><script>var p=1; {script}</script>'
    first = exam("/nb/", f"<h3>政府信息公开年报</h3><ul>{rows}</ul>{grows}").explored
    assert first
    service = first.leads[-1]
    assert (service.kind, service.url) == ("data", f"{BASE}/more.php?cid=3&p=2")
    part = examine(200, {"content-type": "text/html"}, rows.encode(), service.url, service, year=2026).explored
    assert part
    assert [lead.url for lead in part.leads if lead.kind == "data"] == [f"{BASE}/more.php?cid=3&p=3"]


def test_a_shortened_title_that_goes_on_otherwise_led_to_no_report() -> None:
    lead = Lead("x", Ask(f"{BASE}/1.html"), "article", 90, COLUMN, title="某市召开2024年政务公开…", cut=True)
    for title, role in (("某市召开2024年政务公开工作推进会", "page"), ("某市人民政府", None)):
        markup = f"<meta name='ArticleTitle' content='{title}'><h1>{title}</h1><p>会议强调，抓好落实。</p>"
        assert examine(200, {}, markup.encode(), lead.url, lead, year=2026).role == role


def test_pictures_that_a_script_hands_to_a_reader_are_the_report_s() -> None:
    title = "某局2023年政府信息公开工作年度报告"
    book = (
        """<script>var pages = ["/b/1.jpg", "/b/2.jpg"]; $(".book").turn(pages); var logo = ["/i/logo.png"];</script>"""
    )
    found = exam("/info/1/2.htm", f"<title>{title}</title><h1>{title}</h1>{book}").explored
    assert found
    assert [lead.url for lead in found.files] == [f"{BASE}/b/1.jpg", f"{BASE}/b/2.jpg"]


def test_the_annual_report_module_is_asked_for_each_unit_and_year_a_page_lets_choose() -> None:
    units = "".join(f"<li><a onclick=\"show('11370883004326278{n}')\">某镇</a></li>" for n in (4, 5))
    years = "<select><option value=2024>2024年</option><option value=2023>2023年</option></select>"
    frame = "<iframe src='/module/xxgk/xxgkAnnualReport.jsp?area=113708830043262784&fbtime=2024'></iframe>"
    found = exam("/col/col23/index.html", f"<div class=dw>{units}</div>{years}{frame}")
    assert found.explored
    asked = {lead.url.partition("?")[2] for lead in found.explored.leads}
    assert asked == {f"area=11370883004326278{n}&fbtime={year}" for n in (4, 5) for year in (2023, 2024)}


def test_units_of_the_annual_report_module_stand_in_its_tree() -> None:
    nodes = "".join(f"{{id: '11370883004326278{n}', pId: '0', name: '某镇'}}," for n in (4, 5))
    goes = "frame.src = '/module/xxgk/xxgkAnnualReport.jsp?area=' + node.id + '&fbtime=' + year"
    found = exam("/col/col23/index.html", f"<script>var nodes = [{nodes}]; {goes}</script><ul><li>2024年</li></ul>")
    assert found.explored
    asked = {lead.url.partition("?")[2] for lead in found.explored.leads}
    assert asked == {f"area=11370883004326278{n}&fbtime=2024" for n in (4, 5)}


def test_rows_of_the_oldest_hanweb_lists_are_assigned_by_a_counter() -> None:
    rows = "".join(f"urls[i]='/{n}.html';headers[i]='某县{n}年政府信息公开年报';day[i]=4;i++;" for n in (2023, 2024))
    found = exam("/col/col9/index.html", f"<script>var i = 0; {rows}</script>")
    assert found.explored
    assert {lead.title for lead in found.explored.leads if lead.kind == "article"} == {
        "某县2023年政府信息公开年报",
        "某县2024年政府信息公开年报",
    }


def test_what_a_page_asks_of_hanweb_s_proxy_itself_goes_before_what_pages_mostly_ask() -> None:
    script = (
        "$.ajax({type: 'GET', url: '/module/web/jpage/morecolumndataproxy.jsp', data: {page: 1, columnid: '9,10'}});"
    )
    found = exam("/col/col9/index.html", f"<h3>政府信息公开年报</h3><script>{script}</script>")
    assert found.explored
    assert [lead.url.partition("?")[2] for lead in found.explored.leads] == ["page=1&columnid=9%2C10"]


def test_each_unit_that_a_jpaas_column_leaves_to_its_service_is_asked() -> None:
    query = "{'webId':'8d82','pageId':'%s','tagId':'%s','parseType':'bulidstatic'}"
    service = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    units = "".join(
        f'<script parseType="bulidstatic" url="{service}" queryData="{query % ("u0a", tag)}"></script>'
        for tag in ("nav", "list")
    )
    found = exam("/zwgk/nb/index.html", f"<h3>政府信息公开年报</h3>{units}")
    assert found.explored
    assert [lead.url.count(service) for lead in found.explored.leads] == [1, 1]
    assert {tag for lead in found.explored.leads for tag in ("nav", "list") if f"tagId={tag}" in lead.url} == {
        "nav",
        "list",
    }


def test_rows_that_say_next_to_nothing_lead_to_reports_and_to_nothing_else() -> None:
    years = "".join(f"<th>{year}</th>" for year in range(2024, 2020, -1))
    cells = "".join(f"<td><a href='/nb/{n}.html'>查看</a></td>" for n in range(4))
    table = f"<table><tr><th>单位</th>{years}</tr><tr><td>县教育局</td>{cells}</tr></table>"
    rows = "<li><a href='./202501/t20250111_1.html'>双桥区人民政府…</a></li><li><a href='/map.html'>地图…</a></li>"
    found = exam("/nb/", table + rows)
    assert found.explored
    articles = {lead.url.removeprefix(BASE) for lead in found.explored.leads if lead.kind == "article"}
    assert articles == {*(f"/nb/{n}.html" for n in range(4)), "/nb/202501/t20250111_1.html"}
    lead = Lead("x", Ask(BASE + "/a.html"), "article", 90, COLUMN, title="双桥区人民政府…", cut=True)
    news = examine(200, {"content-type": "text/html"}, "<h1>全区召开信息会议</h1><p>会议</p>".encode(), lead.url, lead)
    assert news.role == "page"


def test_a_splash_page_may_lead_to_the_index_file_of_its_own_folder() -> None:
    lead = Lead("x", Ask(f"{BASE}/"), "home", 100)
    page = "<a href=index.asp><img src=fm.jpg></a><br><a href=index.asp>中文版</a> <a href=en/>English</a>"
    found = examine(200, {"content-type": "text/html"}, page.encode(), lead.url, lead).explored
    assert found
    assert {(one.kind, one.url) for one in found.leads} == {("home", f"{BASE}/index.asp")}


def test_a_splash_page_leads_to_the_home_page() -> None:
    lead = Lead("x", Ask(BASE + "/"), "home", 100)
    page = "<a href='/index/index.htm'><img src='/sp.jpg'></a><a href='/zang/'>བོད་ཡིག</a>"
    found = examine(200, {"content-type": "text/html"}, page.encode(), BASE + "/", lead)
    assert found.explored
    assert [(one.kind, one.url) for one in found.explored.leads] == [("home", BASE + "/index/index.htm")]


def test_what_was_taken_for_a_report_and_lists_them_is_a_page() -> None:
    row = "<li><a href='./202101/t20210111_1.html'>某县2020年政府信息公开工作年度报告</a></li>"
    lead = Lead("x", Ask(BASE + "/nb/gknb2020/"), "article", 90, COLUMN, title="2020年年报")
    found = examine(200, {"content-type": "text/html"}, f"<h3>2020年</h3><ul>{row}</ul>".encode(), lead.url, lead)
    assert found.role == "page"


def test_what_was_taken_for_a_report_and_only_leads_to_parts_of_the_column_is_a_page() -> None:
    parts = "<div><a href='xzf/'>县政府</a><a href='xzbm/'>县政府部门</a></div>"
    lead = Lead("x", Ask(BASE + "/nb/2023/"), "article", 96, COLUMN, title="2023年度政府信息公开年报")
    head = f"<h3>{lead.title}</h3>"
    found = examine(200, {"content-type": "text/html"}, (head + parts).encode(), lead.url, lead)
    assert found.role == "page"
    prose = "本年度主动公开政府信息若干条，办理依申请公开若干件，" * 25
    found = examine(200, {"content-type": "text/html"}, f"{head}<p>{prose}</p>{parts}".encode(), lead.url, lead)
    assert found.role is None


def test_a_report_s_stub_stays_one_beside_links_to_others() -> None:
    meta = "<meta name='ArticleTitle' content='某县2023年政府信息公开工作年度报告'>"
    others = "".join(
        f"<li><a href='/nb/{year}.html'>某县{year}年政府信息公开工作年度报告</a></li>" for year in range(2018, 2023)
    )
    found = exam("/nb/2023.html", f"{meta}<p>附件：<a href='/f/2023.pdf'>2023.pdf</a></p><div class=xg>{others}</div>")
    assert found.role == "article"
    assert found.explored
    assert [lead.url for lead in found.explored.files] == [f"{BASE}/f/2023.pdf"]


def test_a_select_s_own_handler_opens_an_address() -> None:
    options = "<option value=2024>2024年</option><option value=2023>2023年</option>"
    select = (
        f"<select onchange=\"window.location='nb'+this.options[this.selectedIndex].value+'.htm'\">{options}</select>"
    )
    found = exam("/zwgk/nb.htm", f"<h3>政府信息公开年报</h3>{select}")
    assert found.explored
    assert [lead.url for lead in found.explored.leads] == [f"{BASE}/zwgk/nb{year}.htm" for year in (2024, 2023)]


def test_a_list_whose_other_parts_a_button_loads() -> None:
    rows = "".join(f"<li><a href='/nb/{year}.html'>某县{year}年政府信息公开年报</a></li>" for year in range(2019, 2025))
    script = "$('#m').click(function(){ n++; $.get('/api/list', {cid: 7, pageNo: n, pageSize: 6}, add); })"
    found = exam("/nb/", f"<ul>{rows}</ul><a id=m href='javascript:;'>加载更多</a><script>var n = 1; {script}</script>")
    assert found.explored
    (more,) = [lead for lead in found.explored.leads if lead.kind == "data"]
    assert (more.url, more.number) == (f"{BASE}/api/list?cid=7&pageNo=2&pageSize=6", 2)


def test_a_column_that_a_platform_s_menu_fetches() -> None:
    menu = "".join(
        f"<li><a href='javascript:void(0)' onclick=\"pane('{n}')\">{name}</a></li>"
        for n, name in ((1225, "政府信息公开指南"), (1229, "政府信息公开年报"))
    )
    script = "function pane(id) { $('#right').load('/module/list.jsp?columnid=' + id + '&page=1'); }"
    found = exam("/col/col101/index.html", f"<ul>{menu}</ul><script>{script}</script>", PLATFORM)
    assert found.explored
    assert [(lead.url, lead.inside) for lead in found.explored.leads if lead.kind == "data"] == [
        (f"{BASE}/module/list.jsp?columnid=1229&page=1", COLUMN)
    ]


def test_nodes_of_a_tree_of_bodies_have_short_names() -> None:
    nodes = "d.add(0,-1,'政府信息公开年报');d.add(7,0,'教育局','/list.jsp?id=7','','_self');"
    found = exam("/nb/", f"<h3>政府信息公开年报</h3><script>{nodes}</script>")
    assert found.explored
    assert [(lead.url, lead.unit) for lead in found.explored.leads] == [(f"{BASE}/list.jsp?id=7", "教育局")]


def test_a_shortened_title_stands_in_full_on_its_row() -> None:
    titles = ("某县2024年政府信息公开工作年度报告", "某县2024年政府信息公开工作要点和分工方案")
    rows = "".join(
        f"<li title='{title}'><a href='/{n}.html'>{title[:14]}...</a></li>" for n, title in enumerate(titles)
    )
    found = exam("/nb/", f"<ul>{rows}</ul>")
    assert found.explored
    assert [lead.title for lead in found.explored.leads] == [titles[0]]


def test_a_title_that_tells_of_days_and_clicks_is_no_title() -> None:
    said = "发布日期：2019-03-02 10:22:31 点击次数：88 来源：本站原创 责任编辑：admin"
    found = exam(
        "/nb/", f"<li><a href='show.asp?id=3' title='{said}'>某县2018年度政府信息公开工作报告</a></li>"
    ).explored
    assert found
    assert [lead.title for lead in found.leads] == ["某县2018年度政府信息公开工作报告"]


def test_a_link_to_more_is_called_as_its_block() -> None:
    row = "<li><a href='/nb/1.html'>某县2023年政府信息公开年报</a></li>"
    beside = f"<div><h3>县直部门<a href='/bm/'>更多&gt;&gt;</a></h3><ul>{row}</ul></div>"
    below = f"<div><h4>乡镇街道</h4><ul>{row}</ul><p><a href='/xz/'>+more</a></p></div>"
    found = exam("/nb/", f"{beside}{below}<div><h3>新闻<a href='/xw/'>更多</a></h3></div>")
    assert found.explored
    pages = {lead.url.removeprefix(BASE): lead.title for lead in found.explored.leads if lead.kind == "page"}
    assert pages == {"/bm/": "县直部门", "/xz/": "乡镇街道"}


def test_a_link_to_all_is_called_as_what_stands_before_its_block() -> None:
    rows = "".join(f"<li><a href='/nb/{n}.html'>某县第{n}局政府信息公开年报</a></li>" for n in range(3))
    block = f"<div><a href='#y24'>2024年</a></div><div id=y24><a href='/c24/'>查看全部</a><ul>{rows}</ul></div>"
    found = exam("/nb/", f"<div>{block}</div>")
    assert found.explored
    assert ("/c24/", "2024年") in {(lead.url.removeprefix(BASE), lead.title) for lead in found.explored.leads}


@pytest.mark.parametrize(
    ("beside", "asked"),
    [
        ("<div class='page' id='pager'></div>", True),
        ("<a id='go' href='javascript:;'>加载更多</a>", True),
        ("<div class='page'>共 1 页</div>", False),
        ("", False),
    ],
)
def test_a_list_whose_pager_a_linked_script_fills_goes_on_by_it(beside: str, asked: bool) -> None:
    rows = "".join(f"<li><a href='/nb/{n}.html'>某县{n}年政府信息公开年报</a></li>" for n in range(2020, 2024))
    found = exam(
        "/nb/", f"<ul>{rows}</ul>{beside}<script>var channel = 'c8012';</script><script src='/js/list.js'></script>"
    )
    assert found.explored
    scripts = [lead for lead in found.explored.leads if lead.kind == "script"]
    assert [lead.url for lead in scripts] == [f"{BASE}/js/list.js"] * asked
    for lead in scripts:
        source = "function load(n) { $.getJSON('/api/list', {channel: channel, page: n}, show); } load(1);"
        told = examine(200, {"content-type": "text/javascript"}, source.encode(), lead.url, lead, year=2026).explored
        assert told
        assert [one.url for one in told.leads] == [f"{BASE}/api/list?channel=c8012&page=1"]
        nothing = examine(200, {"content-type": "text/javascript"}, b"$.get('/hits');", lead.url, lead, year=2026)
        assert nothing.explored
        assert not nothing.explored.unserved  # the page shows its rows


def test_a_datastore_s_further_records_are_asked_as_a_linked_script_says() -> None:
    row = "<li><a href='/art/2024/1/2/art_16_3.html'>某县2023年政府信息公开年报</a></li>"
    store = f"<datastore><recordset><record><![CDATA[{row}]]></record></recordset></datastore>"
    link = "<script src='/script/0/21.js'></script>"
    found = exam("/col/col16/index.html", f"<div id='60'><script type='text/xml'>{store}</script></div>{link}").explored
    assert found
    (lead,) = (one for one in found.leads if one.kind == "script")
    source = (
        "$('#60').jpage({totalRecord: 25, perPage: 10, proxyUrl: '/module/web/jpage/dataproxy.jsp', columnid: 16});"
    )
    told = explore(source.encode(), None, lead, lead.url, found.family, 2026)
    assert [(one.kind, one.url.partition("?")[2]) for one in told.leads] == [
        ("data", "startrecord=2&endrecord=31&perpage=10")
    ]


def test_an_app_that_ships_its_rows_needs_no_browser() -> None:
    rows = [{"id": n, "title": f"某县{n}年政府信息公开年报", "url": f"/detail/{n}"} for n in (2022, 2023)]
    state = f"<script>window.__INITIAL_STATE__ = {json.dumps({'articles': rows})}</script>"
    app = "<div id='app'></div><script src='/static/js/app.js'></script>"
    found = exam("/nb", app + state)
    assert found.refusal is None
    assert found.explored
    assert [lead.url for lead in found.explored.leads] == [f"{BASE}/detail/2022", f"{BASE}/detail/2023"]


def test_files_are_called_by_the_year_of_their_row() -> None:
    row = "<tr><td>2023年度</td><td><a href='/f/1.pdf'>PDF下载</a></td><td><a href='/f/1.doc'>Word下载</a></td></tr>"
    found = exam("/nb/", f"<table>{row}</table>")
    assert found.explored
    assert [(lead.url.removeprefix(BASE), lead.title) for lead in found.explored.leads] == [
        ("/f/1.pdf", "2023年度"),
        ("/f/1.doc", "2023年度"),
    ]


def test_a_fragment_called_by_its_number_is_followed_by_the_next() -> None:
    lead = Lead("x", Ask(BASE + "/nb_2.html"), "data", 92, COLUMN, number=2, via=BASE + "/nb.html")
    row = "<li><a href='/nb/1.html'>某县2023年政府信息公开年报</a></li>"
    found = explore(row.encode(), None, lead, lead.url, "general", 2026)
    assert [one.url.removeprefix(BASE) for one in found.leads] == ["/nb/1.html", "/nb_3.html"]


def test_the_address_that_a_script_gives_a_frame_is_asked() -> None:
    frame = "<iframe id='col_frame' src=''></iframe>"
    script = """var number = 'D03'; var area = 113;
        document.getElementById('col_frame').src = '/search.jsp?id=' + number;
        $('#col_frame').attr('src', '/more.jsp?area=' + area + '&page=1'); $('#pic').attr('src', '/a.jsp');
        document.getElementById("col_frame").src = '/other.jsp?' + told();"""
    found = exam("/nb/", f"{frame}<script>{script}</script>")
    assert found.explored
    frames = [lead.url.removeprefix(BASE) for lead in found.explored.leads if lead.kind == "frame"]
    assert frames == ["/search.jsp?id=D03", "/more.jsp?area=113&page=1"]


def test_cells_of_a_table_of_bodies_by_years_are_called_by_both() -> None:
    head = "<tr><th>序号</th><th>单位</th><th>2024年</th><th>2023年</th></tr>"
    cells = "<td><a href='/1.html'>年报</a></td><td><a href='/2.html'>√</a></td>"
    found = exam("/nb/", f"<table>{head}<tr><td>1</td><td>财政局</td>{cells}</tr></table>")
    assert found.explored
    rows = {lead.url.removeprefix(BASE): lead.title for lead in found.explored.leads if lead.kind == "article"}
    assert rows == {"/1.html": "财政局 2024年", "/2.html": "财政局 2023年"}
    looks = exam("/nb/", f"<table>{head}<tr><td>1</td><td>财政局</td>{cells}</tr></table>".replace("√", "查看"))
    assert looks.explored
    assert {lead.title for lead in looks.explored.leads if lead.kind == "article"} == set(rows.values())


def test_cells_of_a_table_of_years_by_bodies_are_called_by_both() -> None:
    head = "<tr><th>年度</th><th>县政府</th><th>教育局</th></tr>"
    cells = "<td><a href='/1.html'>查看</a></td><td><a href='/2.html'>查看</a></td>"
    found = exam("/nb/", f"<table>{head}<tr><td>2024年</td>{cells}</tr></table>").explored
    assert found
    rows = {lead.url.removeprefix(BASE): lead.title for lead in found.leads if lead.kind == "article"}
    assert rows == {"/1.html": "2024年 县政府", "/2.html": "2024年 教育局"}


def test_a_row_s_own_title_goes_before_its_year_and_the_head_of_its_column() -> None:
    head = "<tr><th>年度</th><th>标题</th><th>操作</th></tr>"
    row = "<tr><td>2024年</td><td>某县教育局政府信息公开年报</td><td><a href='/1.html'>查看</a></td></tr>"
    found = exam("/nb/", f"<table>{head}{row}</table>").explored
    assert found
    assert [lead.title for lead in found.leads if lead.kind == "article"] == ["某县教育局政府信息公开年报"]


def test_files_of_a_column_that_are_called_by_a_year_or_a_body_are_its_reports() -> None:
    links = "<a href='/f/1.pdf'>2024年</a><a href='/f/2.docx'>教育局</a><a href='/f/3.pdf'>申请表</a>"
    found = exam("/nb/", f"<h3>政府信息公开年报</h3>{links}").explored
    assert found
    assert [(lead.kind, lead.url) for lead in found.leads] == [
        ("attachment", f"{BASE}/f/1.pdf"),
        ("attachment", f"{BASE}/f/2.docx"),
    ]


@pytest.mark.parametrize(("held", "further"), [(2, [f"{BASE}/api/list?cat=7&offset=2&limit=2"]), (3, [])])
def test_a_service_that_counts_rows_and_not_pages_goes_on_behind_them(held: int, further: list[str]) -> None:
    rows = [{"title": f"某县{2020 + n}年政府信息公开年报", "url": f"/{n}.html"} for n in range(held)]
    lead = Lead("x", Ask(f"{BASE}/api/list?cat=7&offset=0&limit={held}"), "data", 92, COLUMN)
    body = json.dumps({"count": 3, "items": rows}).encode()
    found = examine(200, {"content-type": "application/json"}, body, lead.url, lead, year=2026).explored
    assert found
    assert [one.url for one in found.leads if one.kind == "data"] == further


def test_what_a_script_reads_of_a_field_is_known() -> None:
    sent = "{page: 1, unit: document.getElementById('b').dataset.u}"
    script = f"var cid = $('#cid').val(); $.get('/api/' + cid + '/list', {sent})"
    found = exam(
        "/nb/", f"<h3>政府信息公开年报</h3><input id=cid value=5f31><b id=b data-u=A7></b><script>{script}</script>"
    )
    assert found.explored
    assert [lead.url for lead in found.explored.leads] == [f"{BASE}/api/5f31/list?page=1&unit=A7"]


def test_an_address_given_to_any_function_is_a_link() -> None:
    found = exam("/gk/", """<a href="javascript:loadPage('/nb/list.html', 1)">政府信息公开年报</a>""", PLATFORM)
    assert found.explored
    assert [lead.url for lead in found.explored.leads] == [f"{BASE}/nb/list.html"]


@pytest.mark.parametrize(
    "body",
    [
        "<script>var a = [" + '"a.jpg"  ' * 40 + "</script>",
        "<a href='/bm/'>" + "乡镇" * 60 + "x</a>",
        "<div>" + "".join(f"<p>{'文' * 50}<a href='/{n}'>更多</a></p>" for n in range(3000)) + "</div>",
        "<script>function load(id, n) { $.ajax({url: made(id)}) }"
        + "var a = 1;" * 5000
        + "</script>"
        + "".join(f"<a onclick='load({n}, 1)'>第{n}局</a>" for n in range(3000)),
        "<script>$('.x').click(function() { var id = $(this).attr('data-id'); load(id, 1) });"
        "function load(id, n) { $.ajax({url: made(id)}) }</script>"
        + "".join(f"<li class=x data-id='{n}'>第{n}局</li>" for n in range(3000)),
        "<script>function f0(id) { $.ajax({url: made(id)}) }"
        + "".join(f"function f{n}(id) {{ kept = id; {'f0(x); ' * 40}f{n - 1}(y); }}" for n in range(1, 300))
        + "</script>"
        + "".join(f"<li onclick='f299({n})'>第{n}局</li>" for n in range(3000)),
        "<script>function load(id) { $.get(made(id)) } function click(e, t, node) { load(node.id) } var nodes = ["
        + ",".join(f"{{id: '{n}', name: '第{n}局'}}" for n in range(3000))
        + "];</script>",
        "<script>" + "$('#a').val();" * 5000 + "</script>" + "<input id=b>" * 3000,
        "<script>" + """for(i=1;i<=n;i++){h+='<a href="l_'+i+'.htm">'+i+'</a>'}""" * 5000 + "</script>",
        "<iframe id=f></iframe><script>" + "$('#f').attr('src', '/a.jsp?b=' + told);" * 5000 + "</script>",
    ],
    ids=["pictures", "names", "more", "clicks", "attributes", "functions", "nodes", "fields", "loops", "frames"],
)
def test_a_page_that_has_something_without_measure_is_looked_at_in_time(body: str) -> None:
    """Each took from several seconds to for ever: the run's time limit is what tells."""
    link = "<a href='/nb/1.html'>某县2023年政府信息公开年报</a>"
    found = exam("/nb/", f"<h3>政府信息公开年报</h3>{body}{link}")
    assert found.explored
    assert "/nb/1.html" in [lead.url.removeprefix(BASE) for lead in found.explored.leads if lead.kind == "article"]


def answered(path: str, body: str, family: str = "") -> list[str]:
    """The addresses that an answer in data leads to."""
    asked = Lead("x", Ask(BASE + path), "data", 92, COLUMN)
    found = examine(200, {"content-type": "text/html"}, body.encode(), asked.url, asked, family, 2026).explored
    assert found
    return [one.url for one in found.leads]


def test_lists_in_data_behind_blank_lines_in_arrays_and_as_records_in_an_object() -> None:
    title, row = "某县2020年政府信息公开年报", "<li><a href='/1.html'>某县2020年政府信息公开年报</a></li>"
    jsonp = "result(" + json.dumps({"data": [{"puburl": "/1.html", "title": title}]}) + ");"
    assert answered("/list.jsp", f"\r\n\r\n\ufeff\r\n{jsonp}\r\n") == [f"{BASE}/1.html"]
    assert answered("/gk.htm", json.dumps(["SUCCESS", f"<ul>{row}</ul>"])) == [f"{BASE}/1.html"]
    record = f"<record><![CDATA[{row.replace(chr(39), chr(34))}]]></record>"
    store = f"<datastore><totalrecord>40</totalrecord>{record}</datastore>"
    service = "/TrueCMS/messageController/getMessage.do?startrecord=1&endrecord=30&perpage=10&columnId=a-7"
    assert answered(service, json.dumps({"result": store}), "hanweb_jcms") == [
        f"{BASE}/1.html",
        f"{BASE}{service.replace('startrecord=1&endrecord=30', 'startrecord=31&endrecord=60')}",
    ]


def test_a_list_whose_script_makes_the_records_of_the_page_s_own_elements_goes_on_behind_them() -> None:
    script = """var init = '<datastore><recordset>'; $('#initData ul').each(function () {
        init += '<record><![CDATA[' + $(this).html() + ']]></record>'; });
        $('#list').jpage({dataStore: init, totalRecord: 5,
        proxyUrl: '/TrueCMS/messageController/getMessage.do', perPage: 2, ajaxParam: {columnId: 'a-7'}});"""
    rows = "".join(f"<ul><li><a href='/{n}.html'>某县{2020 + n}年政府信息公开年报</a></li></ul>" for n in range(2))
    found = exam("/nb/nb.html", f"<title>信息公开年报</title><div id=initData>{rows}</div><script>{script}</script>")
    assert found.explored
    further = [lead.url for lead in found.explored.leads if lead.kind == "data"]
    assert further == [
        f"{BASE}/TrueCMS/messageController/getMessage.do?startrecord=3&endrecord=8&perpage=2&columnId=a-7"
    ]


def test_linked_scripts_that_post_what_the_page_s_address_says_as_json() -> None:
    wrapper = (
        "var site = {base: '/EWB'}; var Util = {ajax: function (o) { return $.ajax($.extend({type: 'POST'}, o)); }};"
    )
    asks = "Util.ajax({url: site.base + '/rest/getgovinfolist', data: JSON.stringify(params), success: show});"
    own = """$(function () { var cat = Util.getUrlParams('categorynum');
        function render(pageIndex) {
            var params = {"categorynum": cat, "pageIndex": pageIndex, "pageSize": 20}; ask(params); }
        render(0); });"""
    shell = Lead(
        "x", Ask(f"{BASE}/js/own.js"), "script", 91, COLUMN, via=f"{BASE}/gk/list.html?categorynum=003009", shell="page"
    )
    script = f"{wrapper} function ask(params) {{ {asks} }} {own}"
    found = examine(200, {"content-type": "text/javascript"}, script.encode(), shell.url, shell, year=2026).explored
    assert found
    assert [(lead.ask.method, lead.url, lead.ask.body) for lead in found.leads] == [
        ("POST", f"{BASE}/EWB/rest/getgovinfolist", '{"categorynum":"003009","pageIndex":0,"pageSize":20}')
    ]


def home(markup: str, body: str = "") -> Exam:
    """A home page with a menu that says nothing of reports, or the script that it links."""
    menu = "".join(f"<a href='/{n}/'>栏目{n}</a>" for n in range(12))
    lead = Lead("x", Ask(f"{BASE}/"), "home", 100)
    found = examine(200, {"content-type": "text/html"}, f"{menu}{markup}".encode(), lead.url, lead, year=2026)
    if not body:
        return found
    assert found.explored
    script = next(one for one in found.explored.leads if one.kind == "script")
    return examine(200, {"content-type": "text/javascript"}, body.encode(), script.url, script, year=2026)


def test_a_menu_that_a_script_writes_or_puts_in_is_looked_for() -> None:
    written = home("<script src='/js/menu.js'></script>", """document.write('<a href="/zwgk/">政府信息公开</a>')""")
    assert written.explored
    assert [lead.url for lead in written.explored.leads] == [f"{BASE}/zwgk/"]
    put_in = home("<script>$('#nav').load('/inc/nav.html');$('#foot').load('/inc/foot.html')</script>")
    assert put_in.explored
    assert [lead.url for lead in put_in.explored.leads if lead.kind == "frame"] == [f"{BASE}/inc/nav.html"]


def test_scripts_called_after_menus_are_asked_first_and_a_footer_s_is_gone_past() -> None:
    linked = "".join(f"<script src='/js/{name}.js'></script>" for name in ("a", "b", "c", "d", "nav", "e"))
    found = home(linked, """document.write('<a href="/map.html">网站地图</a>')""").explored
    assert found
    script = next(one for one in found.leads if one.kind == "script")
    assert script.url == f"{BASE}/js/a.js"  # behind nav.js, which wrote the map alone
    assert [one.url for one in found.leads if one.kind == "page"] == [f"{BASE}/map.html"]


def test_a_home_page_that_names_the_platform_has_its_scripts_left_alone() -> None:
    found = home("<a href='/zwgk/'>政府信息公开</a><script src='/js/menu.js'></script>").explored
    assert found
    assert [lead.kind for lead in found.leads] == ["page"]


@pytest.mark.parametrize(
    ("markup", "unserved"),
    [
        ("<ul><li v-for='x in rows'><a :href='x.url'>{{x.title}}</a></li></ul>", True),
        ("<script>$.get(secret(), fill)</script>", True),
        ("<p>暂无内容</p>", False),
    ],
)
def test_a_column_whose_rows_wait_for_its_scripts_is_no_empty_one(markup: str, unserved: bool) -> None:
    menu = "".join(f"<a href='/{n}/'>栏目{n}</a>" for n in range(12))
    found = exam("/zwgk/nb/", f"<title>政府信息公开年报</title>{menu}{markup}").explored
    assert found
    assert found.unserved is unserved
