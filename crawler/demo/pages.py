"""What the made portals' pages have in common: menu, footer, lists, the way to the reports, and what only looks like
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from crawler.demo.content import Made, body_of
from crawler.demo.server import Site

_T = TypeVar("_T")
LIST_ROW = '<li><a href="{path}" title="{title}">{cut}</a><span>{day}</span></li>'


@dataclass(slots=True)
class Doc:
    """A made report on its portal: what it says, the address of its page, the address of its file if it has one."""

    made: Made
    path: str = ""
    file: str = ""


@dataclass(slots=True)
class Place:
    """A made place: the division's name, its portal, its reports newest first, which system its portal looks like, and
    the real province it is imagined in.
    """

    name: str
    site: Site
    family: str
    province: str
    docs: list[Doc] = field(default_factory=list)

    @property
    def government(self) -> str:
        """The body that runs the portal."""
        return f"{self.name}人民政府"

    def doc(self, agency: str, year: int) -> Doc:
        """The report of a body and year. Raises KeyError when it has none."""
        for doc in self.docs:
            if (doc.made.agency, doc.made.year) == (agency, year):
                return doc
        raise KeyError(f"{agency} {year}")


def page(
    place: str,
    title: str,
    body: str,
    *,
    metas: dict[str, str] | None = None,
    charset: str = "utf-8",
) -> str:
    """A page in the portal's chrome: menu on top, footer with the marks that 国办发〔2017〕47号 asks for."""
    tags = "".join(f'<meta name="{name}" content="{content}">' for name, content in (metas or {}).items())
    return f"""<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}</title>{tags}</head><body>
<div class="header"><div class="nav"><a href="/">首页</a><a href="/news/">新闻动态</a><a href="/hdjl/">互动交流</a>
<a href="/bsfw/">办事服务</a></div></div>{body}
<div class="footer"><a href="/sitemap.html">网站地图</a><a href="http://bszs.conac.cn/sitename?method=show">党政机关</a>
主办单位：{place}人民政府办公室</div></body></html>"""


def article(
    place: Place, doc: Doc, container: str, *, metas: bool = True, charset: str = "utf-8", body: str | None = None
) -> str:
    """A report's page: location line, title, day and source, the body in the family's container."""
    made = doc.made
    tags = {
        "ArticleTitle": made.title,
        "PubDate": f"{made.published} 09:30",
        "ContentSource": made.agency,
        "ColumnName": "政府信息公开年报",
    }
    crumbs = '<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政府信息公开</a> &gt; 正文</div>'
    head = f"<h1>{made.title}</h1><p>发布时间：{made.published}　来源：{made.agency}</p>"
    inside = container % (body_of(made) if body is None else body)
    return page(place.name, made.title, crumbs + head + inside, metas=tags if metas else None, charset=charset)


def cut(title: str) -> str:
    """A title as lists shorten it."""
    return title if len(title) < 22 else title[:20] + "…"


def rows(docs: Iterable[Doc], row: str = LIST_ROW) -> str:
    """The rows of a list."""
    return "".join(
        row.format(
            path=doc.path.replace("&", "&amp;"),
            title=doc.made.title,
            cut=cut(doc.made.title),
            day=doc.made.published,
        )
        for doc in docs
    )


def chunks(items: Sequence[_T], size: int) -> list[Sequence[_T]]:
    """Items in pages of a size; one empty page where there are none."""
    return [items[start : start + size] for start in range(0, max(len(items), 1), size)]


def put_home(place: Place, links: str, charset: str = "utf-8") -> None:
    """The home page: news, and somewhere the way to the disclosure platform."""
    news = [f"县领导调研重点项目建设（{number}）" for number in range(1, 7)]
    items = "".join(f'<li><a href="/news/{number}.html">{title}</a></li>' for number, title in enumerate(news))
    for number, title in enumerate(news):
        put(place, f"/news/{number}.html", notice(place.name, title, "调研组先后来到项目现场。", charset), charset)
    body = f'<div class="main"><ul>{items}</ul><div class="zwgk">{links}</div></div>'
    put(place, "/", page(place.name, f"{place.name}人民政府", body, charset=charset), charset)


def put(place: Place, path: str, html: str, charset: str = "utf-8") -> None:
    """Put a page on the portal; in GBK it is sent, as old portals do, without saying so in its header."""
    if charset == "utf-8":
        place.site.add(path, html)
    else:
        place.site.add(path, html.encode("gb18030"), "text/html")


def notice(place: str, title: str, text: str, charset: str = "utf-8") -> str:
    """An article that is no report, in the same dress."""
    metas = {"ArticleTitle": title, "PubDate": "2025-01-09 08:00"}
    return page(place, title, f'<h1>{title}</h1><div id="zoom"><p>{text}</p></div>', metas=metas, charset=charset)


def put_distractors(place: Place, folder: str, suffix: str) -> str:
    """Put pages that look like reports on the portal; returns rows that link to them, to stand among a column's."""
    wrong = (
        ("2024年政府网站工作年度报表", "网站名称、独立用户访问总量、信息发布总量。"),
        (f"{place.name}2024年法治政府建设年度报告", "一年来，依法行政水平不断提高。"),
        ("一图读懂：2024年政府信息公开工作年度报告", "图解。"),
        ("关于做好2024年政府信息公开工作年度报告编制和发布工作的通知", "各乡镇、各部门：现将有关事项通知如下。"),
    )
    links = []
    for number, (title, text) in enumerate(wrong):
        path = f"{folder}{9900 + number}{suffix}"
        put(place, path, notice(place.name, title, text))
        links.append(f'<li><a href="{path}" title="{title}">{cut(title)}</a><span>2025-01-0{number + 1}</span></li>')
    return "".join(links)


def put_platform(place: Place, root: str, column: str) -> None:
    """The disclosure platform: guide, rules, catalogue, and the column of annual reports among them."""
    others = (
        ("zn", "政府信息公开指南"),
        ("zd", "政府信息公开制度"),
        ("fdzdgk", "法定主动公开内容"),
        ("ysq", "依申请公开"),
    )
    shown = "".join(f'<li><a href="{root}{name}.html">{title}</a></li>' for name, title in others)
    menu = f'<ul class="side">{shown}<li><a href="{column}">政府信息公开年报</a></li></ul>'
    head = {"ColumnName": "政府信息公开", "ColumnType": "信息公开目录"}
    put(place, root, page(place.name, "政府信息公开", f"{menu}<h2>政府信息公开</h2>", metas=head))
    for name, title in others:
        html = page(place.name, title, f"{menu}<p>{title}正文。</p>", metas={"ColumnName": title})
        put(place, f"{root}{name}.html", html)
    put_home(place, f'<a href="/xwzx/">要闻</a><a href="{root}">政府信息公开</a>')
