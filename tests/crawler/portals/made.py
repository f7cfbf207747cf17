"""What every made portal is built from: agencies and their reports, the site's chrome, distractors."""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.demo.content import Made, body_of
from crawler.demo.server import Site

COUNTY = "青岩县"
GOVERNMENT = f"{COUNTY}人民政府"
DEPARTMENTS = (f"{COUNTY}教育局", f"{COUNTY}财政局", f"{COUNTY}市场监督管理局")
TOWNS = (f"{COUNTY}云坡镇", f"{COUNTY}石桥乡")
LAST = 2025


@dataclass
class Doc:
    """A report on a made portal: where it is, what it says, which unit group it belongs to."""

    made: Made
    group: str
    path: str = ""


@dataclass
class World:
    """A made portal with what it should give: `reports` by path, and what must never be taken for one."""

    site: Site
    docs: list[Doc] = field(default_factory=list)
    reports: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    distractors: set[str] = field(default_factory=set)

    def of(self, group: str) -> list[Doc]:
        """The documents of a group of units, newest first."""
        return sorted(
            (doc for doc in self.docs if doc.group == group), key=lambda doc: (-doc.made.year, doc.made.agency)
        )


def made_docs(first: int = 2008, units_from: int = 2022) -> list[Doc]:
    """Reports of a county's government back to `first`, of its departments and towns back to `units_from`."""
    docs = [Doc(Made(GOVERNMENT, year, received=3 + year % 7), "gov") for year in range(first, LAST + 1)]
    docs += [
        Doc(Made(name, year, received=year % 5), "dept") for name in DEPARTMENTS for year in range(units_from, LAST + 1)
    ]
    docs += [Doc(Made(name, year, received=year % 3), "town") for name in TOWNS for year in range(units_from, LAST + 1)]
    return docs


def page(title: str, body: str, *, metas: dict[str, str] | None = None, head: str = "", charset: str = "utf-8") -> str:
    """A page in the site's chrome: menu on top, footer with the marks that 国办发〔2017〕47号 asks for."""
    tags = "".join(f'<meta name="{name}" content="{content}">' for name, content in (metas or {}).items())
    return f"""<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}</title>{tags}{head}</head><body>
<div class="header"><div class="nav"><a href="/">首页</a><a href="/news/">新闻动态</a><a href="/hdjl/">互动交流</a>
<a href="/bsfw/">办事服务</a></div></div>{body}
<div class="footer"><a href="/sitemap.html">网站地图</a><a href="http://bszs.conac.cn/sitename?method=show">党政机关</a>
主办单位：{COUNTY}人民政府办公室　网站标识码：9912340001</div></body></html>"""


def article_html(
    doc: Doc, container: str = '<div id="zoom">%s</div>', *, metas: bool = True, extra: str = "", charset: str = "utf-8"
) -> str:
    """A report's page with its title, its day and its body in the family's container."""
    made = doc.made
    tags = {
        "ArticleTitle": made.title,
        "PubDate": f"{made.published} 09:30",
        "ContentSource": made.agency,
        "ColumnName": "政府信息公开年报",
    }
    crumbs = '<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政府信息公开</a> &gt; 正文</div>'
    body = f"{crumbs}<h1>{made.title}</h1><p>发布时间：{made.published}　来源：{made.agency}</p>{container % body_of(made)}{extra}"
    return page(made.title, body, metas=tags if metas else None, charset=charset)


def notice_html(title: str, text: str) -> str:
    """An article that is no report, in the same dress."""
    return page(
        title,
        f'<h1>{title}</h1><div id="zoom"><p>{text}</p></div>',
        metas={"ArticleTitle": title, "PubDate": "2024-01-09 08:00"},
    )


def add_distractors(world: World, folder: str, suffix: str = ".html") -> str:
    """Put pages that look like reports on the site; returns rows that link to them, to stand among a column's."""
    wrong = (
        ("2024年政府网站工作年度报表", "网站名称、独立用户访问总量、信息发布总量。"),
        (f"{COUNTY}2024年法治政府建设年度报告", "一年来，依法行政水平不断提高。"),
        ("一图读懂：2024年政府信息公开工作年度报告", "图解。"),
        ("关于做好2024年政府信息公开工作年度报告编制和发布工作的通知", "各乡镇、各部门：现将有关事项通知如下。"),
        (f"{COUNTY}2024年财政决算公开报告", "一般公共预算收入情况。"),
    )
    rows = []
    for number, (title, text) in enumerate(wrong):
        path = f"{folder}d{number}{suffix}"
        world.site.add(path, notice_html(title, text))
        world.distractors.add(path)
        rows.append(f'<li><a href="{path}" title="{title}">{title[:18]}…</a><span>2025-01-0{number + 1}</span></li>')
    return "".join(rows)


def add_home(world: World, links: str) -> None:
    """The home page: news, services, and somewhere the way to the disclosure platform."""
    news = "".join(
        f'<li><a href="/news/{number}.html">县领导调研重点项目建设（{number}）</a></li>' for number in range(12)
    )
    for number in range(12):
        world.site.add(
            f"/news/{number}.html", notice_html(f"县领导调研重点项目建设（{number}）", "调研组先后来到项目现场。")
        )
    world.site.add(
        "/", page(f"{COUNTY}人民政府", f'<div class="main"><ul>{news}</ul><div class="zwgk">{links}</div></div>')
    )


def columns(root: str, nb: str, wrong: str = "/wzbb/") -> str:
    """The disclosure platform's side menu."""
    return (
        f'<ul class="side"><li><a href="{root}zn.html">政府信息公开指南</a></li><li><a href="{root}zd.html">政府信息公开制度</a></li>'
        f'<li><a href="{root}fdzdgk.html">法定主动公开内容</a></li><li><a href="{nb}">政府信息公开年报</a></li>'
        f'<li><a href="{root}ysq.html">依申请公开</a></li><li><a href="{wrong}">政府网站工作年度报表</a></li></ul>'
    )
