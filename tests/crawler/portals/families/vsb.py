"""VSB: lists that count down, and its JSP edition."""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

from tests.crawler.portals.families.shared import builder, chunks, everything, new_world, platform, put, rows_of
from tests.crawler.portals.made import (
    World,
    add_distractors,
    article_html,
    page,
)


@builder
def vsb_counting_down() -> World:
    """VSB: `<col>.htm`, then `<col>/<N>.htm` from the highest number down."""
    world = new_world("vsb")
    docs = everything(world)
    for number, doc in enumerate(docs):
        put(
            world,
            doc,
            f"/info/1181/{7000 + number}.htm",
            article_html(doc, '<div id="vsb_content"><div class="v_news_content">%s</div></div>'),
        )
    parts = chunks(docs, 12)
    names = [
        "/zfxxgk/zfxxgknb.htm",
        *(f"/zfxxgk/zfxxgknb/{len(parts) - number}.htm" for number in range(1, len(parts))),
    ]
    for number, part in enumerate(parts):
        follow = (
            f'<span class="p_next p_fun"><a href="{names[number + 1]}">下页</a></span>'
            if number + 1 < len(parts)
            else '<span class="p_next_d p_fun_d">下页</span>'
        )
        pager = f'<div class="pb_sys_common"><span class="p_pages"><span class="p_no_d">{number + 1}</span>{follow}</span><span>{len(parts)}</span></div>'
        extra = add_distractors(world, "/info/1182/", ".htm") if number == 0 else ""
        body = f'<div class="winstyle">当前位置: <a href="/">首页</a>&gt;&gt;政府信息公开&gt;&gt;政府信息公开年报</div><ul>{rows_of(part)}{extra}</ul>{pager}'
        world.site.add(names[number], page("政府信息公开年报", body))
    platform(world, "/zfxxgk.htm", names[0])
    return world


@builder
def vsb_jsp() -> World:
    """VSB's JSP fallback: pages by query, articles by `wbnewsid`."""
    world = new_world("vsbj", units_from=2024)
    docs = everything(world)
    for number, doc in enumerate(docs):
        path = f"/xxgk/xxgk_content.jsp?urltype=news.NewsContentUrl&wbtreeid=5069&wbnewsid={88000 + number}"
        put(world, doc, path, article_html(doc, '<div id="vsb_content_2">%s</div>', metas=False))
    parts = chunks(docs, 10)
    base = f"/xxgk/list.jsp?totalpage={len(parts)}&PAGENUM=%d&urltype=tree.TreeTempUrl&wbtreeid=5069"
    for number, part in enumerate(parts, 1):
        follow = f'<a href="{(base % (number + 1)).replace("&", "&amp;")}">下页</a>' if number < len(parts) else ""
        html = page(
            "政府信息公开年报",
            f'<div class="position">首页 &gt; 政府信息公开 &gt; 信息公开年报</div><ul>{rows_of(part)}</ul>{follow}',
        )
        world.site.add(base % number, html)
    nb = "/xxgk/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=5069"
    world.site.add(nb, world.site.routes[base % 1])
    platform(world, "/xxgk/", nb.replace("&", "&amp;"))
    return world
