"""What a list leads to and what it leaves out: bodies of a select, shells in a report's place, parts of a list."""

from __future__ import annotations

import pytest

from crawler.discovery.explore import Explored
from crawler.discovery.leads import COLUMN, OUTSIDE, PLATFORM, Ask, Lead
from crawler.discovery.worth import HOME_GROUP, LISTED_UNIT
from crawler.examine import Exam, examine

BASE = "http://x.gov.cn"
ROWS = "".join(f"<li><a href='/nb/{n}.html'>某县20{n}年政府信息公开工作年度报告</a></li>" for n in range(14, 24))


def examined(markup: str, lead: Lead, mime: str = "text/html; charset=utf-8") -> Exam:
    return examine(200, {"content-type": mime}, markup.encode(), lead.url, lead, year=2026)


def explored(markup: str, lead: Lead, mime: str = "text/html; charset=utf-8") -> Explored:
    found = examined(markup, lead, mime).explored
    assert found
    return found


def test_a_select_s_handler_opens_the_pages_of_bodies_that_a_home_page_does_not_link() -> None:
    options = '<option value="">选择部门</option><option value="GK01">市教育局</option><option value="9">天气</option>'
    handler = "if(this.value!='')window.open('bm.jsp?unit='+this.value)"
    found = explored(
        f'<select onchange="{handler}">{options}</select>', Lead("x", Ask(f"{BASE}/"), "home", 100, OUTSIDE)
    )
    assert [lead.url for lead in found.leads] == [f"{BASE}/bm.jsp?unit=GK01"]


def test_what_was_taken_for_a_report_and_asks_for_pages_of_a_list_is_a_page() -> None:
    lead = Lead("x", Ask(f"{BASE}/zwgk/009001005/nb.html"), "article", 96, PLATFORM, title="某局信息公开年报")
    asks = '$.post("/rest/getList", {categoryNum: "009001005", pageIndex: 0}, show);'
    found = examined(f"<title>某局信息公开年报</title><ul id=rows></ul><script>{asks}</script>", lead)
    assert found.role == "page"
    assert found.explored
    assert [(one.kind, one.ask.body) for one in found.explored.leads] == [("data", "categoryNum=009001005&pageIndex=0")]


@pytest.mark.parametrize(
    ("told", "partial"), [("total: 28, size: 10, limit: 10", True), ("total: 10, limit: 10", False)]
)
def test_a_list_that_counts_more_rows_than_it_has_and_leads_to_is_no_whole_one(told: str, partial: bool) -> None:
    markup = f"<title>政府信息公开年报</title><ul>{ROWS}</ul><script>pages({{{told}}})</script>"
    assert explored(markup, Lead("x", Ask(f"{BASE}/nb/"), "page", 88, COLUMN)).partial == partial


def test_a_list_in_data_that_can_not_be_moved_on_is_no_whole_one() -> None:
    row = '{"title": "某县2023年政府信息公开工作年度报告", "url": "/nb/1.html"}'
    lead = Lead("x", Ask(f"{BASE}/rest/list?c=1"), "data", 92, COLUMN)
    assert explored(f'{{"total": 9, "rows": [{row}]}}', lead, "application/json").partial
    assert not explored(f'{{"total": 1, "rows": [{row}]}}', lead, "application/json").partial


def asked(found: Explored) -> list[tuple[str, str, str]]:
    return [(lead.ask.method, lead.url.removeprefix(BASE), lead.ask.body) for lead in found.leads]


def test_the_years_of_a_tree_that_posts_back_are_asked_once() -> None:
    nodes = "".join(
        f"""<a href="javascript:__doPostBack('Tree','sroot\\\\{year}')">{year}年度</a>""" for year in (2023, 2022)
    )
    form = f'<form method="post" action="nb.aspx"><input type="hidden" name="__VIEWSTATE" value="a">{nodes}</form>'
    lead = Lead("x", Ask(f"{BASE}/nb.aspx"), "page", 88, COLUMN)
    posted = [f"__VIEWSTATE=a&__EVENTTARGET=Tree&__EVENTARGUMENT=sroot%5C{year}" for year in (2023, 2022)]
    assert asked(explored(form, lead)) == [("POST", "/nb.aspx", body) for body in posted]
    assert asked(explored(form, Lead("x", Ask(f"{BASE}/nb.aspx", "POST", posted[0]), "page", 86, COLUMN))) == []


def test_a_column_whose_menu_posts_back_is_asked() -> None:
    form = """<form method="post"><a href="javascript:__doPostBack('nb','')">信息公开年报</a></form>"""
    found = explored(form, Lead("x", Ask(f"{BASE}/xxgk/"), "page", 70, PLATFORM))
    assert [(lead.inside, lead.ask.body) for lead in found.leads] == [(COLUMN, "__EVENTTARGET=nb&__EVENTARGUMENT=")]


YEARS = "".join(f"<option value='{year}'>{year}年</option>" for year in (2023, 2022))
BODIES = "<option value=''>全部</option><option value='7'>县教育局</option><option value='8'>大泉乡</option>"


@pytest.mark.parametrize(
    "markup",
    [
        f"<form action='/nb'><select name='year'>{YEARS}</select><select name='unit'>{BODIES}</select></form>",
        f"""<select id="y">{YEARS}</select><select id="u">{BODIES}</select><script>
        function f() {{
            $.get("/nb", {{year: $("#y").val(), unit: $("#u option:selected").val()}}, show); }}</script>""",
    ],
)
def test_what_several_selects_let_choose_together_is_asked(markup: str) -> None:
    found = explored(markup, Lead("x", Ask(f"{BASE}/zfxxgknb/"), "page", 88, COLUMN))
    both = {f"/nb?year={year}&unit={unit}" for year in (2023, 2022) for unit in (7, 8)}
    assert both <= {url for _, url, _ in asked(found)}
    assert {lead.unit for lead in found.leads} >= {"县教育局", "大泉乡"}


def test_what_is_clicked_is_asked_for_each_year_that_a_select_lets_choose() -> None:
    markup = f"""<select id="y" onchange="load()">{YEARS}</select><li data-type="2">县直部门</li><script>
        $("li").click(function () {{ type = $(this).attr("data-type"); load(); }});
        function load() {{ $.post("/nb", {{year: $("#y").val(), type: type}}, show); }}</script>"""
    found = explored(markup, Lead("x", Ask(f"{BASE}/zfxxgknb/"), "page", 88, COLUMN))
    assert {("POST", "/nb", "year=2023&type=2"), ("POST", "/nb", "year=2022&type=2")} <= set(asked(found))


def test_a_year_s_page_whose_files_are_called_after_bodies_lists_them() -> None:
    row = "<tr><td>{0}</td><td><a href='/f/{1}.doc'>Word版</a></td><td><a href='/f/{1}.pdf'>PDF版</a></td></tr>"
    rows = "".join(row.format(name, place) for place, name in enumerate(("市科技局", "市医保局", "大泉乡", "东街街道")))
    lead = Lead("x", Ask(f"{BASE}/nb/2024.html"), "article", 96, COLUMN, title="2024年政府信息公开年度报告")
    found = examined(f"<h2>2024年政府信息公开年度报告</h2><table>{rows}</table>", lead)
    assert found.role == "page"
    assert found.explored
    assert [one.kind for one in found.explored.leads] == ["attachment"] * 8


def test_the_nodes_of_a_tree_whose_click_fills_a_frame_are_asked() -> None:
    nodes = (
        '[{"id": 1, "name": "年报"}, {"id": 9, "name": "教育局", "oid": 11}, {"id": 8, "name": "水泉镇", "oid": 12}]'
    )
    click = "function (e, id, treeNode) { $('#list').attr('src', '/showList/' + treeNode.oid + '/9/page_1.html'); }"
    markup = f"<iframe id=list></iframe><script>var zNodes = {nodes}; setting = {{onClick: {click}}};</script>"
    found = explored(markup, Lead("x", Ask(f"{BASE}/nb.html"), "page", 88, COLUMN))
    parts = [(lead.unit, lead.url.removeprefix(BASE)) for lead in found.leads if lead.kind == "page"]
    assert parts == [("教育局", "/showList/11/9/page_1.html"), ("水泉镇", "/showList/12/9/page_1.html")]


@pytest.mark.parametrize(
    "handler",
    [
        "$('.row').click(function () { window.open('/show/' + $(this).attr('data-id') + '.html'); })",
        "$('.row').on('click', function () { var id = $(this).data('id'); location.href = '/show/' + id + '.html'; })",
    ],
)
def test_rows_that_a_handler_opens_by_their_attribute_are_links(handler: str) -> None:
    row = "<div class=row data-id=77>某县2023年政府信息公开工作年度报告 <em>2024-01-09</em></div>"
    found = explored(f"{row}<script>{handler}</script>", Lead("x", Ask(f"{BASE}/nb/"), "page", 88, COLUMN))
    reports = [(lead.url, lead.title) for lead in found.leads if lead.kind == "article"]
    assert reports == [(f"{BASE}/show/77.html", "某县2023年政府信息公开工作年度报告")]


def test_rows_whose_click_calls_a_linked_script_are_read_with_it_or_named() -> None:
    row = """<li><a href="javascript:void(0)" onclick="view('a7')">某县2023年政府信息公开工作年度报告</a></li>"""
    lead = Lead("x", Ask(f"{BASE}/nb/"), "page", 88, COLUMN)
    found = explored(f"{row}<script src=/js/own.js></script>", lead)
    script = next(one for one in found.leads if one.kind == "script")
    told = explored("function view(id) { window.open('/info/' + id + '.html'); }", script, "text/javascript")
    assert [(one.kind, one.url) for one in told.leads] == [("article", f"{BASE}/info/a7.html")]
    assert explored("function other() {}", script, "text/javascript").unserved
    assert explored(row, lead).unserved


def test_a_row_cut_before_it_says_anything_is_told_by_an_address_like_its_neighbours() -> None:
    cut = "<li><a href='/c/9.html'>某县财政局关于公布201...</a></li><li><a href='/x/'>某县2019年政府网站...</a></li>"
    found = explored(
        f"<li><a href='/c/8.html'>某县2019年政府信息公开年度报告</a></li>{cut}",
        Lead("x", Ask(f"{BASE}/nb/"), "page", 88, COLUMN),
    )
    assert [lead.url for lead in found.leads] == [f"{BASE}/c/8.html", f"{BASE}/c/9.html"]


def test_what_only_frames_what_was_taken_for_a_report_is_a_page() -> None:
    lead = Lead("x", Ask(f"{BASE}/nb/2024/"), "article", 96, COLUMN, title="2024年政府信息公开年报")
    found = examined("<title>2024年政府信息公开年报</title><iframe src='units.html'></iframe>", lead)
    assert found.role == "page"
    assert found.explored
    assert [one.url for one in found.explored.leads] == [f"{BASE}/nb/2024/units.html"]


def test_rows_that_a_page_keeps_in_a_hidden_field_are_links() -> None:
    rows = "[{&quot;title&quot;: &quot;某县2023年政府信息公开年度报告&quot;, &quot;url&quot;: &quot;/nb/7.html&quot;}]"
    found = explored(f"<input type=hidden value='{rows}'>", Lead("x", Ask(f"{BASE}/nb/"), "page", 88, COLUMN))
    assert [lead.url for lead in found.leads] == [f"{BASE}/nb/7.html"]


def test_bodies_that_stand_on_a_picture_or_in_a_script_called_after_them_are_asked() -> None:
    lead = Lead("x", Ask(f"{BASE}/zwgk/"), "page", 70, PLATFORM)
    area = explored("<map><area href='/jyj/' alt='县教育局'></map>", lead)
    assert [one.unit for one in area.leads] == ["县教育局"]
    script = explored("<a href='/nb/'>信息公开年报</a><script src='/js/bmlist.js'></script>", lead).leads[-1]
    assert script.kind == "script"
    told = explored('var list = [{"name": "县民政局", "url": "/mzj/"}];', script, "text/javascript")
    assert [(one.unit, one.url) for one in told.leads] == [("县民政局", f"{BASE}/mzj/")]


def test_a_directory_of_bodies_is_one_though_it_ends_as_a_town_s_name() -> None:
    menu = "<a href='/bmxz/'>部门乡镇</a><a href='/jyj/'>县教育局</a>"
    found = explored(menu, Lead("x", Ask(f"{BASE}/"), "home", 100, OUTSIDE))
    assert [lead.score for lead in found.leads] == [HOME_GROUP, LISTED_UNIT]


def test_a_page_of_frames_alone_has_its_menu_on_top() -> None:
    frames = "<frameset><frame src='top.asp'><frame src='main.asp'><frame src='foot.asp'></frameset>"
    home = Lead("x", Ask(f"{BASE}/"), "home", 100, OUTSIDE)
    assert [lead.url for lead in explored(frames, home).leads] == [f"{BASE}/top.asp", f"{BASE}/main.asp"]
    beside = "<iframe src='/top.html'></iframe><a href='/zwgk/'>政务公开</a>"
    assert [lead.url for lead in explored(beside, home).leads] == [f"{BASE}/zwgk/"]


def test_the_next_page_of_what_a_select_shows_is_asked_with_it() -> None:
    units = "<option value='1'>县政府</option><option value='2' selected>县教育局</option>"
    form = f"<form method=post><select name=dept>{units}</select><input type=hidden name=page value=1></form>共3页"
    found = explored(f"<ul>{ROWS}</ul>{form}", Lead("x", Ask(f"{BASE}/nb", "POST", "dept=2"), "page", 84, COLUMN))
    assert ("POST", "/nb", "dept=2&page=2") in asked(found)
