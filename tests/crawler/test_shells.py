"""What a page hands to a script: its body, its list, the addresses a family's module makes of what can be chosen."""

from __future__ import annotations

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


def test_the_annual_report_module_is_asked_for_each_unit_and_year_a_page_lets_choose() -> None:
    units = "".join(f"<li><a onclick=\"show('11370883004326278{n}')\">某镇</a></li>" for n in (4, 5))
    years = "<select><option value=2024>2024年</option><option value=2023>2023年</option></select>"
    frame = "<iframe src='/module/xxgk/xxgkAnnualReport.jsp?area=113708830043262784&fbtime=2024'></iframe>"
    found = exam("/col/col23/index.html", f"<div class=dw>{units}</div>{years}{frame}")
    assert found.explored
    asked = {lead.url.partition("?")[2] for lead in found.explored.leads}
    assert asked == {f"area=11370883004326278{n}&fbtime={year}" for n in (4, 5) for year in (2023, 2024)}
