"""What a list leads to and what it leaves out: bodies of a select, shells in a report's place, parts of a list."""

from __future__ import annotations

import pytest

from crawler.discovery.explore import Explored
from crawler.discovery.leads import COLUMN, OUTSIDE, PLATFORM, Ask, Lead
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
