"""Reports made for the tests of the archive: a page with the official table of requests, known figures, known prose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path

from parsers.forms import load_forms

APPLICANTS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_interest_organization",
    "legal_services",
    "other",
)


def figures(received: int, granted: int | None = None, carried_in: int = 0, carried_out: int = 0) -> dict[str, int]:
    """A sound table of requests by indicator, all of natural persons: what was not granted had no such information."""
    processed = received + carried_in - carried_out
    granted = processed if granted is None else granted
    rows = {
        "requests.received": received,
        "requests.carried_in": carried_in,
        "requests.granted": granted,
        "requests.unavailable.not_held": processed - granted,
        "requests.processed_total": processed,
        "requests.carried_out": carried_out,
    }
    return {f"{row}.{column}": count for row, count in rows.items() for column in ("natural_person", "total")}


def table(values: Mapping[str, int]) -> str:
    """The official table of requests of the 2021 form as HTML; figures that are not given are 0."""
    block = next(block for block in load_forms()["2021"].blocks if block.layout == "requests")
    heads = "".join(f"<td>{column.label}</td>" for column in block.columns[1:-1])
    lines = [
        '<tr><td colspan="3" rowspan="3">（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td>'
        '<td colspan="7">申请人情况</td></tr>',
        '<tr><td rowspan="2">自然人</td><td colspan="5">法人或其他组织</td><td rowspan="2">总计</td></tr>',
        f"<tr>{heads}</tr>",
    ]
    for row in block.rows:
        if row.variant:
            continue
        cells = "".join(f"<td>{values.get(f'{row.key}.{column.key}', 0)}</td>" for column in block.columns)
        lines.append(f'<tr><td colspan="3">{escape(row.label)}</td>{cells}</tr>')
    return f'<table border="1">{"".join(lines)}</table>'


def page(
    agency: str,
    year: int,
    values: Mapping[str, int] | None = None,
    *,
    prose: str = "",
    views: int = 17,
    chrome: str = "",
    extra: str = "",
) -> str:
    """A portal's page with the report of an agency; `views` and `chrome` are what a page changes by itself."""
    values = values or figures(10)
    title = f"{agency}{year}年政府信息公开工作年度报告"
    return f"""<html><head><title>{title}</title><meta name="ArticleTitle" content="{title}">
<meta name="PubDate" content="{year + 1}-01-20"></head><body><div class="nav">首页 政务公开 互动交流 {chrome}</div>
<h1>{title}</h1><div class="info">发布时间：{year + 1}-01-20 浏览次数：{views}</div>
<div class="article"><p>根据《中华人民共和国政府信息公开条例》，现公布{agency}{year}年政府信息公开工作年度报告。</p>
<p>一、总体情况</p><p>{year}年，{agency}认真贯彻落实条例，扎实推进政府信息公开各项工作。{prose}</p>
<p>三、收到和处理政府信息公开申请情况</p>{table(values)}
<p>五、存在的主要问题及改进情况</p><p>公开内容还不够丰富，下一步将进一步加强队伍建设，提升公开质量和水平。</p>
<p>六、其他需要报告的事项</p><p>无其他需要报告的事项。</p>{extra}</div>
<div class="footer">版权所有 {chrome}</div></body></html>"""


COUNTIES = ("柘荣县", "寿宁县", "周宁县", "屏南县", "古田县", "霞浦县", "福安市", "福鼎市")


def many(count: int, bodies: tuple[str, ...] = ("人民政府", "教育局", "财政局", "民政局")) -> list[tuple[str, str]]:
    """So many reports of different agencies and years: (address, page)."""
    found = []
    for number in range(count):
        county = COUNTIES[number % len(COUNTIES)]
        body = bodies[number // len(COUNTIES) % len(bodies)]
        year = 2021 + number // (len(COUNTIES) * len(bodies))
        url = f"http://www.{number % len(COUNTIES)}.gov.cn/xxgk/{year}/{number}.html"
        found.append((url, page(county + body, year, figures(number % 90 + 1), prose=f"全年共办理第{number}号事项。")))
    return found


def write_lines(path: Path, reports: list[tuple[str, str]]) -> Path:
    """Reports as a .jsonl file."""
    path.write_text("".join(json.dumps({"url": url, "html": html}) + "\n" for url, html in reports), encoding="utf-8")
    return path
