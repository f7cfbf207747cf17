"""Anhui's platforms: labels of Lonsun, and the open platform."""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

from math import ceil
from urllib.parse import parse_qsl, urlsplit

from crawler.demo.server import Resource
from tests.crawler.portals.families.shared import builder, chunks, everything, new_world, platform, put, rows_of
from tests.crawler.portals.made import (
    World,
    article_html,
    page,
)


@builder
def lonsun_label() -> World:
    """The label service: a column page whose rows, also the first, come as a fragment."""
    world = new_world("ah1")
    docs = everything(world)
    for number, doc in enumerate(docs):
        put(world, doc, f"/public/1681/{10985 + number}.html", article_html(doc, '<div class="wzcon">%s</div>'))
    pages = ceil(len(docs) / 15)

    def label(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        asked = dict(parse_qsl(urlsplit(target).query))
        number = int(asked.get("pageIndex", 1))
        good = (
            asked.get("organId") == "1681"
            and asked.get("catId") == "5077"
            and asked.get("labelName") == "publicInfoList"
        )
        rows = rows_of(
            docs[(number - 1) * 15 :][:15] if good else [],
            '<div class="xxgk_navli"><a href="{path}" title="{title}">{cut}</a><span class="date">{day}</span></div>',
        )
        return Resource(
            (rows + f"<script>Ls.pagination({{pageCount:{pages if good else 0},pageIndex:{number}}})</script>").encode()
        )

    world.site.add("/site/label/8888", label)
    nb = "/public/column/1681?type=4&catId=5077&action=list&nav=3"
    script = "<script>var siteId='6781961';$.get('/site/label/8888?IsAjax=1&dataType=html&labelName=publicInfoList&siteId=6781961&organId=1681&type=4&catId=5077&pageSize=15&action=list')</script>"
    world.site.add(
        nb, page("政府信息公开年报", f"<div class='crumb'>首页 &gt; 政府信息公开年报</div><div id='l'></div>{script}")
    )
    platform(world, "/public/column/1681", nb.replace("&", "&amp;"))
    return world


@builder
def openness_mvc() -> World:
    """Openness MVC: `page_N.html` lists, annual reports under their own controller, units in a tree."""
    world = new_world("ah2", first=2015)
    for number, doc in enumerate(everything(world)):
        put(
            world,
            doc,
            f"/XxgkAnnualReport/show/{5700 + number}.html",
            article_html(doc, '<div class="wzcon">%s</div>', metas=False),
        )
    groups = {
        "gov": "/openness/OpennessContent/showList/1/44",
        "dept": "/openness/OpennessContent/showList/2/44",
        "town": "/openness/OpennessContent/showList/3/44",
    }
    tree = f'<ul><li><a href="{groups["gov"]}/page_1.html">县政府</a></li><li><a href="{groups["dept"]}/page_1.html">县直部门</a></li><li><a href="{groups["town"]}/page_1.html">乡镇街道</a></li></ul>'
    for group, head in groups.items():
        parts = chunks(world.of(group), 5)
        for number, part in enumerate(parts, 1):
            body = f"{tree}<ul class='doc_list'>{rows_of(part)}</ul><span>共{len(parts)}页</span>"
            world.site.add(
                f"{head}/page_{number}.html", page("政府信息公开年报", body, metas={"ColumnName": "政府信息公开年报"})
            )
    platform(world, "/openness/", f"{groups['gov']}/page_1.html")
    return world
