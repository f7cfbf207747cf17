"""UCAP: lists from its search service, and static ones."""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlsplit

from crawler.demo.server import Resource
from tests.crawler.portals.families.shared import builder, chunks, everything, new_world, platform, put, rows_of
from tests.crawler.portals.made import (
    Doc,
    World,
    article_html,
    page,
)


def _ucap_articles(world: World, docs: list[Doc]) -> None:
    for number, doc in enumerate(docs):
        path = f"/qlx/c101840ncce/{doc.made.published[:7].replace('-', '')}/{number + 17:032x}.shtml"
        html = article_html(doc, "<UCAPCONTENT>%s</UCAPCONTENT>")
        put(world, doc, path, html)


@builder
def ucap_search() -> World:
    """UCAP: a shell of a list page, rows by the JSON search of its channel."""
    world = new_world("ucap1")
    docs = everything(world)
    _ucap_articles(world, docs)
    channel = "ab12" * 8

    def search(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        asked = dict(parse_qsl(urlsplit(target).query))
        number = int(asked.get("page", 1))
        results = [
            {
                "title": doc.made.title,
                "url": doc.path,
                "publishedTimeStr": f"{doc.made.published} 10:00:00",
                "content": "",
                "domainMetaList": [],
            }
            for doc in docs[(number - 1) * 15 :][:15]
        ]
        good = asked.get("_isJson") == "true"
        answer = {"data": {"total": len(docs), "page": number, "rows": 15, "results": results if good else []}}
        return Resource(json.dumps(answer, ensure_ascii=False).encode(), "application/json;charset=utf-8")

    world.site.add(f"/common/search/{channel}", search)
    nb = "/qlx/c101840ncce/zfxxgk_list.shtml"
    platform(world, "/qlx/xxgk/", nb)
    script = f"<script>var channelId='{channel}';$.get('/common/search/'+channelId+'?_isAgg=true&_isJson=true&page='+n, fill);</script>"
    world.site.add(
        nb,
        page(
            "政府信息公开年报",
            f"<div id='list'></div>{script}",
            metas={"ColumnName": "政府信息公开年报", "ColumnType": "信息公开年报"},
        ),
    )
    return world


@builder
def ucap_static() -> World:
    """UCAP: static list files counted from one, a total in script."""
    world = new_world("ucap2")
    docs = everything(world)
    _ucap_articles(world, docs)
    parts = chunks(docs, 14)
    nb = "/qlx/c101840ncce/common_list.shtml"
    for number, part in enumerate(parts, 1):
        body = f"<ul>{rows_of(part)}</ul><script>var totalPage = {len(parts)}; var nowPage = {number};</script>"
        world.site.add(
            nb if number == 1 else nb.replace("list.", f"list_{number}."),
            page("年报", body, metas={"ColumnName": "政府信息公开年报"}),
        )
    platform(world, "/qlx/xxgk/", nb)
    return world
