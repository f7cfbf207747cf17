"""An archive for the tests of the site: eight agencies over ten years and three forms, with revisions, a broken sum,
a report taken down and a hostile page.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from parsers.forms import load_forms
from tests.explorer.hostile import hostile_markup
from tests.pipelines.reports import figures, page
from tests.pipelines.world import look

AGENCIES = {
    "福州市人民政府": 340, "宁德市人民政府": 120, "柘荣县人民政府": 12, "霞浦县人民政府": 40,
    "淮安市人民政府": 210, "洪泽区人民政府": 30, "成都市人民政府": 900, "杭州市人民政府": 760,
}  # fmt: skip
REVISED = ("洪泽区人民政府", 2022)
BROKEN = ("霞浦县人民政府", 2023)
REMOVED = ("宁德市人民政府", 2021)
GAP = ("柘荣县人民政府", 2020)
FIRST, SECOND, THIRD = "2025-03-02T01:00:00.000Z", "2025-09-01T01:00:00.000Z", "2026-02-01T01:00:00.000Z"


HOSTILE_AGENCY, HOSTILE_YEAR = "寿宁县人民政府", 2023
HOSTILE_URL = "http://www.example.gov.cn/hostile.html"
OWNED = "<script>document.title='owned'</script>"
"""Mark-up that stands as text in a title, a sentence and an address, where a careless site would run it."""


def url(agency: str, year: int) -> str:
    """The address of a report."""
    return f"http://www.example.gov.cn/{list(AGENCIES).index(agency)}/art_{year}.html"


def report_page(agency: str, year: int) -> str:
    """A page of the form of its year."""
    count = AGENCIES[agency] + (year - 2015) * 7
    if year <= 2018:
        return statistics_page(agency, year, count)
    values = figures(count, granted=count - 5, carried_in=2, carried_out=3)
    if (agency, year) == BROKEN:
        values["requests.processed_total.total"] += 9
    prose = f"全年收到政府信息公开申请{count}件。"
    return page(agency, year, values, prose=prose)


def statistics_page(agency: str, year: int, count: int) -> str:
    """A page with the statistics table of 2014."""
    values = {"applications.received": count, "applications.received.online": count, "disclosure.total": count * 11}
    values |= {"applications.closed": count, "applications.closed.on_time": count}
    rows = "".join(
        f"<tr><td>{escape(row.label)}</td><td>{row.unit or ''}</td><td>{values.get(row.key, 0)}</td></tr>"
        for row in load_forms()["2014"].blocks[0].rows
    )
    title = f"{agency}{year}年政府信息公开工作年度报告"
    return f"""<html><head><title>{title}</title></head><body><h1>{title}</h1><div>发布时间：{year + 1}-03-20</div>
<p>一、概述</p><p>{year}年，{agency}认真做好政府信息公开工作，现将有关情况报告如下。</p>
<p>政府信息公开情况统计表</p><table border="1"><tr><td>统计指标</td><td>单位</td><td>统计数</td></tr>{rows}</table>
</body></html>"""


def revised_page() -> str:
    """The revised page: other figures, one sentence more."""
    agency, year = REVISED
    count = AGENCIES[agency] + (year - 2015) * 7
    values = figures(count + 4, granted=count - 5, carried_in=2, carried_out=3)
    return page(agency, year, values, prose=f"全年收到政府信息公开申请{count + 4}件。新增公开栏目3个。")


def hostile_page(address: str) -> str:
    """A sound report between pieces that would run or fetch something; its prose holds mark-up as text."""
    prose = f"主动公开信息8条{escape(OWNED)}。"
    body = page(HOSTILE_AGENCY, HOSTILE_YEAR, figures(8), prose=prose)
    top, bottom = "".join(hostile_markup(address)[:15]), "".join(hostile_markup(address)[15:])
    return body.replace('<div class="nav">', f'{top}<div class="nav">').replace("</body>", f"{bottom}</body>")


def fill(root: Path, extra: Mapping[str, str] | None = None) -> Path:
    """Fill an archive in three rounds; `extra` are further pages by address, looked at in the first."""
    world: dict[str, str | int] = {
        url(agency, year): report_page(agency, year)
        for agency in AGENCIES
        for year in range(2015, 2025)
        if (agency, year) != GAP
    }
    look(root, world | dict(extra or {}), FIRST)
    for at in (SECOND, THIRD):
        look(
            root,
            {url(*REVISED): revised_page(), url(*REMOVED): 404, "http://www.example.gov.cn/gone": 500},
            at,
            "refresh",
        )
    return root
