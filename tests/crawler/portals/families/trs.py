"""TRS WCM: columns in static pages counted by script, and the list of its search service."""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlsplit

from crawler.demo.server import Resource
from tests.crawler.portals.families.shared import builder, chunks, cut, everything, new_world, platform, put
from tests.crawler.portals.made import (
    Doc,
    World,
    add_distractors,
    article_html,
    page,
)


def _trs(name: str, call: str, *, base: int, size: int = 10, extension: str = "html", stem: str = "index") -> World:
    """TRS columns: the government's list in static pages, departments and towns in sub-columns by unit group and
    year.
    """
    world = new_world(name)
    nb = "/zwgk/zfxxgk/zfxxgknb/"
    for number, doc in enumerate(everything(world)):
        folder = {"gov": nb, "dept": f"{nb}bm/", "town": f"{nb}xz/{doc.made.year}n/"}[doc.group]
        day = doc.made.published.replace("-", "")
        path = f"{folder}{day[:6]}/t{day}_{1000 + number}.{extension}"
        put(world, doc, path, article_html(doc, '<div class="trs_editor_view TRS_UEDITOR trs_paper_default">%s</div>'))
    platform(world, "/zwgk/zfxxgk/", nb)
    wrong = add_distractors(world, f"{nb}202501/", f".{extension}")
    _trs_list(
        world,
        nb,
        world.of("gov"),
        call,
        base,
        size,
        extension,
        stem,
        top=f'<li><a href="./bm/">县直部门</a></li><li><a href="./xz/">乡镇</a></li>{wrong}',
    )
    _trs_list(world, f"{nb}bm/", world.of("dept"), call, base, size, extension, stem)
    years = sorted({doc.made.year for doc in world.of("town")}, reverse=True)
    tree = "".join(f'<li><a href="./{year}n/">{year}年</a></li>' for year in years)
    world.site.add(f"{nb}xz/", page("乡镇", f"<ul class='tree'>{tree}</ul>", metas={"ColumnName": "乡镇"}))
    for year in years:
        docs = [doc for doc in world.of("town") if doc.made.year == year]
        _trs_list(world, f"{nb}xz/{year}n/", docs, call, base, size, extension, stem)
    return world


def _trs_list(
    world: World,
    folder: str,
    docs: list[Doc],
    call: str,
    base: int,
    size: int,
    extension: str,
    stem: str,
    top: str = "",
) -> None:
    parts = chunks(docs, size)
    for number, part in enumerate(parts):
        rows = "".join(
            f'<li><a href=".{doc.path.removeprefix(folder.rstrip("/"))}" title="{doc.made.title}">{cut(doc.made.title)}</a><span>{doc.made.published}</span></li>'
            for doc in part
        )
        current = number + base
        script = f"<script>{call.format(total=len(parts), current=current, stem=stem, ext=extension, count=len(docs))}</script>"
        body = f'<div class="crumb">首页 &gt; 政府信息公开 &gt; 政府信息公开年报</div><ul class="list">{top if number == 0 else ""}{rows}</ul>{script}'
        name = f"{stem}_{current}.{extension}" if number else ("" if stem == "index" else f"{stem}.{extension}")
        html = page("政府信息公开年报", body, metas={"ColumnName": "政府信息公开年报", "ColumnType": "信息公开年报"})
        world.site.add(folder + name, html)
        if number == 0:
            world.site.add(folder, html)


@builder
def trs_zero_based() -> World:
    """`createPageHTML(total, current, "index", "html")`, pages counted from nought."""
    return _trs("trs0", 'createPageHTML({total}, {current}, "{stem}", "{ext}");', base=0)


@builder
def trs_one_based() -> World:
    """The call with a first argument of its own, pages counted from one."""
    return _trs("trs1", "createPageHTML('paging',{total}, {current},'{stem}','{ext}',{count});", base=1, size=7)


@builder
def trs_shtml_black() -> World:
    """Six arguments, `.shtml`."""
    return _trs(
        "trs2",
        'createPageHTML({total},{current},"{stem}","{ext}","black2",{count});',
        base=0,
        size=8,
        extension="shtml",
    )


@builder
def trs_count_page() -> World:
    """Only a variable `countPage`."""
    return _trs("trs3", "var countPage = {total}; var currentPage = {current};", base=0, size=9, extension="htm")


@builder
def trs_was() -> World:
    """A column whose list comes from WAS5 as JSON."""
    world = new_world("was", units_from=2024)
    nb = "/zfxxgk/zfxxgkzl/ndbg/"
    docs = everything(world)
    for number, doc in enumerate(docs):
        day = doc.made.published.replace("-", "")
        put(
            world,
            doc,
            f"{nb}{day[:6]}/t{day}_{500 + number}.htm",
            article_html(doc, '<div class="TRS_Editor">%s</div>', metas=False),
        )
    platform(world, "/zfxxgk/", nb)

    def search(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        asked = dict(parse_qsl(urlsplit(target).query))
        part = docs[(int(asked["page"]) - 1) * 10 :][:10]
        rows = [
            {"url": f"{world.site.base}{doc.path}", "title": doc.made.title, "time": doc.made.published, "fileno": ""}
            for doc in part
        ]
        return Resource(json.dumps({"count": len(docs), "docs": rows}, ensure_ascii=False).encode(), "application/json")

    world.site.add("/was5/web/search", search)
    address = (
        "/was5/web/search?channelid=229105&templet=docs.jsp&sortfield=-pubdate&classsql=chnlid%3E7&prepage=10&page=1"
    )
    world.site.add(
        nb,
        page(
            "年度报告",
            f"<div id='list'></div><script>$.getJSON('{address}', show);</script>",
            metas={"ColumnName": "政府信息公开年度报告"},
        ),
    )
    return world
