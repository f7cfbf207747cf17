"""Guangdong's platforms: gkmlpt, and the older pages of content."""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlsplit

from crawler.demo.server import Resource
from tests.crawler.portals.families.shared import builder, chunks, everything, new_world, platform, put, rows_of
from tests.crawler.portals.made import (
    World,
    add_home,
    article_html,
    page,
)


@builder
def gkmlpt() -> World:
    """gkmlpt: a tree in script, lists from its API, the annual reports in a category of their own."""
    world = new_world("gd")
    docs = everything(world)
    for number, doc in enumerate(docs):
        put(
            world,
            doc,
            f"/gkmlpt/content/8/{8054 + number // 99}/post_{8054000 + number}.html",
            article_html(doc, '<div class="article-content">%s</div>', metas=False),
        )

    def api(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        asked = dict(parse_qsl(urlsplit(target).query))
        number = int(asked["page"])
        rows = [
            {
                "id": n,
                "title": doc.made.title,
                "url": f"{world.site.base}{doc.path}",
                "date": 1700000000 + n,
                "display_publish_time": doc.made.published,
                "attachment": [],
            }
            for n, doc in enumerate(docs[(number - 1) * 20 :][:20])
        ]
        good = asked.get("sid") == "990001"
        return Resource(
            json.dumps(
                {"articles": rows if good else [], "classify": {"post_count": len(docs)}}, ensure_ascii=False
            ).encode(),
            "application/json",
        )

    world.site.add("/gkmlpt/api/all/2629", api)
    tree = [
        {
            "id": 1,
            "name": "法定主动公开内容",
            "children": [{"id": 11, "name": "政策文件", "children": [], "jump_url": "", "post_count": 5}],
            "jump_url": "",
            "post_count": 0,
        },
        {"id": 2629, "name": "政府信息公开年度报告", "children": [], "jump_url": "", "post_count": len(docs)},
    ]
    config = f"<script>window._CONFIG = {{SERVICE_AREA_ID: '9', SID: '990001', TREE: {json.dumps(tree, ensure_ascii=False)}, DETAIL: {{}} }};</script>"
    world.site.add(
        "/gkmlpt/index",
        page(
            "政府信息公开",
            f"<div id='app2'></div><p>政府信息公开平台，提供本级政府信息公开目录。</p><a href='/gkmlpt/guide'>指南</a>{config}",
        ),
    )
    add_home(world, '<a href="/gkmlpt/index">政府信息公开</a>')
    return world


@builder
def gd_content() -> World:
    """Guangdong content pages: static lists, `post_<id>.html`, attachments as the report."""
    world = new_world("gd2", units_from=2024)
    docs = everything(world)
    for number, doc in enumerate(docs):
        put(
            world,
            doc,
            f"/zfxxgk/nb/content/post_{145560 + number}.html",
            article_html(doc, '<div class="zw">%s</div>', metas=False),
        )
    parts = chunks(docs, 10)
    nb = "/zfxxgk/nb/index.html"
    for number, part in enumerate(parts, 1):
        links = "".join(
            f'<a href="/zfxxgk/nb/index{"" if n == 1 else "_" + str(n)}.html">{n}</a>' for n in range(1, len(parts) + 1)
        )
        body = f'<div class="viewList"><ul>{rows_of(part)}</ul></div><div class="page">{links}</div>'
        world.site.add(nb if number == 1 else f"/zfxxgk/nb/index_{number}.html", page("政府信息公开年报", body))
    platform(world, "/zfxxgk/", nb)
    return world
