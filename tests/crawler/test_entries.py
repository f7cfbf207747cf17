"""Where reports are met that no column lists: behind a notice, on a board, on a shelf, in a page's own state."""

from __future__ import annotations

import pytest

from crawler.discovery.leads import COLUMN, OUTSIDE, Ask, Kind, Lead
from crawler.discovery.worth import BOARD, HINT
from crawler.examine import Exam, examine
from tests.crawler.test_shells import BODY

BASE = "http://x.gov.cn"
NOTICE = "关于公布2023年度各部门政府信息公开年度报告的通知"


def exam(path: str, markup: str, inside: int = COLUMN, kind: Kind = "page", score: int = 88, number: int = 1) -> Exam:
    lead = Lead("x", Ask(BASE + path), kind, score, inside, number=number)
    return examine(200, {"content-type": "text/html; charset=utf-8"}, markup.encode(), BASE + path, lead, year=2026)


def asked(found: Exam) -> list[str]:
    assert found.explored
    return [lead.url.removeprefix(BASE) for lead in found.explored.leads]


def test_a_notice_that_publishes_reports_leads_to_them_and_one_that_asks_for_them_does_not() -> None:
    asks_for = "关于做好2023年度政府信息公开年度报告编制工作的通知"
    rows = f"<li><a href='/v?n=1'>{NOTICE}</a></li><li><a href='/v?n=2'>{asks_for}</a></li>"
    column = exam("/nb/", f"<title>年度报告</title><ul>{rows}</ul>")
    assert asked(column) == ["/v?n=1"]
    links = "<p><a href='/v?n=3'>某县教育局</a></p><p><a href='/4.doc'>某县水利局2023年政府信息公开年度报告</a></p>"
    behind = exam("/v?n=1", f"<title>{NOTICE}</title><h1>{NOTICE}</h1><p>现予公布。</p>{links}")
    assert asked(behind) == ["/v?n=3", "/4.doc"]
    assert behind.role != "article"


def test_a_notice_that_holds_the_report_itself_is_the_report() -> None:
    title = "关于印发某县2010年政府信息公开工作年度报告的通知"
    said = f"{BODY} 本报告所列数据的统计期限自2010年1月1日起至12月31日止。"
    assert exam("/v?n=1", f"<title>{title}</title><h1>{title}</h1><div>{said}</div>").role == "article"


def test_a_years_part_of_a_column_is_known_by_its_address_and_title() -> None:
    rows = "".join(
        f"<td>{body}</td><td><a href='/gk/{body}.htm'>2023年度报告</a></td>" for body in ("教育局", "民政局")
    )
    part = exam("/gk/nb2023.htm", f"<title>2023年信息公开年报</title><table><tr>{rows}</tr></table>", OUTSIDE)
    assert part.explored
    assert (part.explored.inside, len(asked(part))) == (COLUMN, 2)
    other = exam("/gk/nb2023.htm", f"<title>2023年财政年报</title><table><tr>{rows}</tr></table>", OUTSIDE)
    assert other.explored
    assert other.explored.inside == OUTSIDE


def test_a_column_whose_address_is_an_articles_is_a_list_where_its_link_calls_it_one() -> None:
    script = """var colId=getQueryString("id");function getList(p){$.post("/api/list",{colId:colId,page:p,rows:10},
    function(r){for(var i in r.list){s+="<a href='a.html?id="+r.list[i].ID+"'>"+r.list[i].BT+"</a>"}})}getList(1);"""
    lead = Lead("x", Ask(f"{BASE}/col.html?id=12"), "page", 88, COLUMN, title="政府信息公开年报")
    body = f"<title>列表</title><ul id=ul></ul><script>{script}</script>".encode()
    found = examine(200, {"content-type": "text/html; charset=utf-8"}, body, lead.url, lead, year=2026)
    assert found.explored
    assert [(one.kind, one.ask.body, one.built) for one in found.explored.leads] == [
        ("data", "colId=12&page=1&rows=10", (f"{BASE}/a.html?id={{ID}}",))
    ]


@pytest.mark.parametrize("name", ["公示公告", "通知公告", "公告栏", "历史信息", "旧版网站", "网站地图"])
def test_boards_and_shelves_of_a_home_page_are_looked_at(name: str) -> None:
    home = exam(
        "/", f"<a href='/5/'>{name}</a><a href='/6/'>招商公告大全</a><a href='/7/'>历史文化</a>", OUTSIDE, "home"
    )
    assert asked(home) == ["/5/"]


@pytest.mark.parametrize("name", ["政务之窗", "公开园地", "政府信息", "政府公开信息", "其他信息"])
def test_what_hints_at_a_platform_is_looked_at_last(name: str) -> None:
    home = exam("/", f"<a href='/5/'>{name}</a><a href='/6/'>政务服务</a><a href='/7/'>百姓生活</a>", OUTSIDE, "home")
    assert asked(home) == ["/5/"]
    assert home.explored
    assert home.explored.leads[0].score == HINT


def test_what_a_button_opens_of_a_select_is_asked_for_each_option() -> None:
    script = "function search(){var y=document.getElementById('year').value;window.location.href='/nb/list?year='+y;}"
    options = "".join(f"<option value='{year}'>{year}</option>" for year in (2023, 2022))
    select = f"<select id='year'>{options}</select><input type='button' onclick='search()' value='查询'>"
    found = exam("/nb/list", f"<title>年度报告</title>{select}<script>{script}</script>")
    assert asked(found) == ["/nb/list?year=2023", "/nb/list?year=2022"]


def test_a_hidden_field_holds_the_rows_of_a_list() -> None:
    rows = '[{"bt":"某区2013年政府信息公开年度报告","lj":"show.asp?nid=7"}]'
    found = exam("/nb.asp", f"<title>公开年报</title><textarea style='display:none'>{rows}</textarea>")
    assert asked(found) == ["/show.asp?nid=7"]


def test_a_board_is_gone_through_where_no_report_stands_on_a_page() -> None:
    rows = "".join(f"<li><a href='/a/{n}.html'>招聘公告{n}</a></li>" for n in range(5))
    pager = "<a href='/5/index_3.html'>下一页</a>"
    further = exam("/5/index_2.html", f"<ul>{rows}</ul>{pager}", OUTSIDE, score=BOARD, number=2)
    assert asked(further) == ["/5/index_3.html"]
    assert further.explored
    assert further.explored.leads[0].score == BOARD


def test_rows_in_a_page_s_own_state_get_the_address_that_its_template_builds() -> None:
    state = '{"list":[{"id":71,"title":"某旗2023年政府信息公开工作年度报告","url":null},{"id":5,"title":"公开指南"}]}'
    template = "<li v-for='it in list'><a :href=\"'/nb/'+it.id+'.html'\">{{it.title}}</a></li>"
    markup = f"<title>公开年报</title><div id='app'>{template}</div><script>window.__STATE__={state}</script>"
    found = exam("/nb", markup)
    assert found.refusal is None
    assert asked(found) == ["/nb/71.html"]


def test_rows_in_an_array_get_the_address_that_a_loop_writes_of_their_members() -> None:
    rows = """var arr=[["71","某县2013年政府信息公开年度报告","2014-02-01"],
        ["72","某县2012年政府信息公开年度报告","2013-02-01"]];"""
    loop = (
        """for(var i=0;i<arr.length;i++){document.write("<a href='view.aspx?id="+arr[i][0]+"'>"+arr[i][1]+"</a>");}"""
    )
    found = exam("/gk/list.aspx?k=12", f"<title>公开年报</title><p>列表</p><script>{rows}{loop}</script>")
    assert asked(found) == ["/gk/view.aspx?id=71", "/gk/view.aspx?id=72"]


def test_an_app_with_the_way_to_the_column_in_its_markup_needs_no_browser() -> None:
    app = "<div id='__nuxt'><a href='/zwgk'>{}</a></div>"
    assert asked(exam("/", app.format("政务公开"), OUTSIDE, "home")) == ["/zwgk"]
    refused = exam("/", app.format("首页"), OUTSIDE, "home").refusal
    assert refused
    assert refused.name == "needs_render"


@pytest.mark.parametrize(
    ("pager", "short"),
    [
        ("<p>共 30 条记录</p>", True),
        ("<p>共 2 条记录</p>", False),
        ("<p>第1页/共1页</p>", False),
        ("<ul class='el-pager'><li>1</li><li>2</li><li>3</li></ul>", True),
        ("<ul class='el-pager'><li>1</li></ul>", False),
    ],
)
def test_a_list_that_counts_more_and_does_not_say_where_it_is_is_known_to_be_short(pager: str, short: bool) -> None:
    rows = "".join(f"<li><a href='/nb/{n}'>某县{2020 + n}年政府信息公开年度报告</a></li>" for n in range(2))
    found = exam("/nb", f"<title>公开年报</title><ul>{rows}</ul>{pager}").explored
    assert found
    assert found.partial is short


def test_what_a_click_opens_is_not_where_a_page_sends() -> None:
    title = "某县2023年政府信息公开工作年度报告"
    click = "<span onclick=\"window.location.href='/f/1.doc'\">附件</span>"
    found = exam("/nb/1.html", f"<title>{title}</title><h1>{title}</h1>{click}", kind="article")
    assert found.refusal is None
    assert found.explored
    assert [lead.url for lead in found.explored.files] == [f"{BASE}/f/1.doc"]


def test_a_hidden_field_holds_a_file_and_a_record_its_name() -> None:
    title = "某县2023年政府信息公开工作年度报告"
    held = f"""<input type="hidden" value='[{{"fileName":"{title}.doc","filePath":"/f/1.doc"}}]'>"""
    named = f"<li data-url='/f/2.doc' data-name='{title}.doc'></li>"
    found = exam("/nb/1.html", f"<title>{title}</title><h1>{title}</h1>{held}{named}", kind="article").explored
    assert found
    assert sorted(lead.url for lead in found.files) == [f"{BASE}/f/1.doc", f"{BASE}/f/2.doc"]


def test_a_link_to_the_year_before_is_a_part_of_the_column() -> None:
    rows = "<li><a href='/r/1.html'>某县2023年政府信息公开年度报告</a></li>"
    found = exam("/nb.html", f"<title>2023年年度报告</title><ul>{rows}</ul><a href='/nb_2022.html'>上一年</a>")
    assert asked(found) == ["/r/1.html", "/nb_2022.html"]


def test_a_box_of_its_own_says_what_its_link_leads_to() -> None:
    title = "2023年政府信息公开工作年度报告"
    cards = "".join(
        f"<div><h3>某县{n}局</h3><p>{title}</p><a href='/{n}/'>点击查看</a></div>" for n in ("水利", "民政")
    )
    found = exam("/nb.html", f"<title>年度报告</title><div>{cards}</div>").explored
    assert found
    assert [lead.title for lead in found.leads] == [title, title]


def test_a_menu_of_members_with_names_of_its_own_has_the_column() -> None:
    menu = 'var m=[{"t":"首页","u":"/"},{"t":"年度报告","u":"/xxgk/nb.html"},{"t":"旅游","u":"/ly/"}];'
    assert asked(exam("/", f"<title>某县</title><script>{menu}</script>", OUTSIDE, "home")) == ["/xxgk/nb.html"]


@pytest.mark.parametrize(
    "shown",
    [
        "<p><img src='/f/1.png'></p>",
        "<form action='/f/1.png.doc'><input type='submit' value='下载'></form>",
    ],
)
def test_pages_of_a_report_stand_in_templates_that_are_not_known(shown: str) -> None:
    title = "某县2023年政府信息公开工作年度报告"
    logo = "<div><img src='/skin/top.png'></div><p><a href='/'><img src='/skin/home.png'></a></p>"
    logo += "<div class='footer'><p><img src='/skin/code.jpg'></p></div>"
    found = exam("/nb/1", f"<title>{title}</title>{logo}<h1>{title}</h1>{shown}", kind="article")
    assert found.role == "article"
    assert found.explored
    assert [lead.url.removeprefix(BASE)[:8] for lead in found.explored.files] == ["/f/1.png"]
