"""Hanweb: data stores, their proxies, arrays in scripts, and jpaas."""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

import json
from collections.abc import Callable
from math import ceil
from urllib.parse import parse_qsl, urlsplit

from crawler.demo.server import Resource
from tests.crawler.portals.families.shared import builder, cut, everything, new_world, platform, put, rows_of
from tests.crawler.portals.made import (
    COUNTY,
    DEPARTMENTS,
    TOWNS,
    Doc,
    World,
    add_distractors,
    article_html,
    page,
)


def _hanweb_articles(world: World) -> None:
    for number, doc in enumerate(everything(world)):
        year, month, day = (int(part) for part in doc.made.published.split("-"))
        put(world, doc, f"/art/{year}/{month}/{day}/art_1229_{9000 + number}.html", article_html(doc))


def _record(doc: Doc) -> str:
    return f'<record><![CDATA[<li><a href="{doc.path}" title="{doc.made.title}" target="_blank">{cut(doc.made.title)}</a><b>{doc.made.published}</b></li>]]></record>'


def _datastore(docs: list[Doc], total: int) -> str:
    return f"<datastore><totalrecord>{total}</totalrecord><totalpage>{ceil(total / 6)}</totalpage><recordset>{''.join(map(_record, docs))}</recordset></datastore>"


def _proxy(world: World, docs: list[Doc], *, method: str) -> Callable[[str, bytes, dict[str, str]], Resource]:
    def answer(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        asked = dict(parse_qsl(urlsplit(target).query)) | dict(parse_qsl(body.decode()))
        good = asked.get("unitid") == "77001" and asked.get("webid") == "12" and bool(body) == (method == "POST")
        start, end = int(asked.get("startrecord", 0)), int(asked.get("endrecord", 0))
        part = docs[start - 1 : end] if good else []
        return Resource(_datastore(part, len(docs) if good else 0).encode(), "text/html;charset=utf-8")

    return answer


def _hanweb(name: str, *, method: str, embedded: int) -> World:
    world = new_world(name)
    _hanweb_articles(world)
    docs = everything(world)
    nb = "/col/col1229/index.html"
    platform(world, "/col/col55/", nb)
    script = (
        "<script>jpage({'totalRecord':TOTAL,'perPage':6,'proxyUrl':'/module/web/jpage/dataproxy.jsp','col':'1','appid':'1','webid':'12','path':'/',"
        "'columnid':'1229','sourceContentType':'1','unitid':'77001','webname':'%E9%9D%92','permissiontype':'0'});</script>"
    ).replace("TOTAL", str(len(docs)))
    store = (
        f'<div id="77001"><script type="text/xml">{_datastore(docs[:embedded], len(docs))}</script></div>'
        if embedded
        else '<div id="77001"></div>'
    )
    body = f'<div id="hiddenLocation"><span id="ss_webid">12</span></div>{store}{script}<ul>{add_distractors(world, "/art/2025/1/5/")}</ul>'
    world.site.add(
        nb, page("政府信息公开年报", body, metas={"ColumnName": "政府信息公开年报", "ColumnType": "信息公开"})
    )
    world.site.add("/module/web/jpage/dataproxy.jsp", _proxy(world, docs, method=method))
    return world


@builder
def hanweb_datastore_post() -> World:
    """JCMS: three screen pages embedded, the rest from the proxy as a posted form."""
    return _hanweb("han1", method="POST", embedded=18)


@builder
def hanweb_proxy_get() -> World:
    """JCMS: nothing embedded, everything from the proxy, which takes a query only."""
    return _hanweb("han2", method="GET", embedded=0)


@builder
def hanweb_annual_module() -> World:
    """JCMS's annual report module: one address a unit and year, chosen in two lists."""
    world = new_world("han3", first=2019)
    units = {COUNTY + "人民政府": "001", **{name: f"00100{n}" for n, name in enumerate((*DEPARTMENTS, *TOWNS), 1)}}
    by_key = {(units[doc.made.agency], str(doc.made.year)): doc for doc in world.docs}
    for (area, year), doc in by_key.items():
        path = f"/module/xxgk/xxgkAnnualReport.jsp?area={area}&fbtime={year}"
        put(world, doc, path, article_html(doc, metas=False))
    options = "".join(f'<option value="{area}">{name}</option>' for name, area in units.items())
    years = "".join(f'<option value="{year}">{year}年</option>' for year in range(2019, 2026))
    nb = "/col/col88/index.html"
    platform(world, "/col/col55/", nb)
    form = (
        f"<select name='area'>{options}</select><select id='fbtime'>{years}</select>"
        "<script>function go(){location.href='/module/xxgk/xxgkAnnualReport.jsp?area='+a+'&fbtime='+y}</script>"
    )
    world.site.add(nb, page("政府信息公开年报", form, metas={"ColumnName": "政府信息公开年报"}))
    world.site.add("/module/xxgk/xxgkAnnualReport.jsp", page("年报", "<p>暂无该单位年度报告。</p>"))
    return world


@builder
def hanweb_arrays() -> World:
    """The oldest Hanweb form: rows assigned in script."""
    world = new_world("han4", units_from=2025)
    _hanweb_articles(world)
    docs = everything(world)
    lines = "".join(
        f"urls[{n}]='{doc.path}';headers[{n}]='{doc.made.title}';year[{n}]='{doc.made.published[:4]}';"
        for n, doc in enumerate(docs)
    )
    nb = "/col/col9/index.html"
    platform(world, "/col/col55/", nb)
    world.site.add(
        nb,
        page(
            "政府信息公开年报",
            f"<script>var urls=[],headers=[];{lines}</script>",
            metas={"ColumnName": "政府信息公开年报"},
        ),
    )
    return world


@builder
def hanweb_jpaas() -> World:
    """jpaas: a pagination element, pages built by the publish service."""
    world = new_world("jpaas")
    docs = everything(world)
    for number, doc in enumerate(docs):
        put(world, doc, f"/xxgk/zfxxgknb/art/{doc.made.published[:4]}/art_{number:032x}.html", article_html(doc))

    def unit(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        asked = dict(parse_qsl(urlsplit(target).query))
        number = int(asked.get("pageNo") or json.loads(asked.get("paramJson", "{}")).get("pageNo", 1))
        good = (
            asked.get("webId") == "3185"
            and asked.get("tagId") == "信息列表"
            and asked.get("parseType") == "bulidstatic"
        )
        part = docs[(number - 1) * 12 :][:12] if good else []
        return Resource(
            json.dumps({"success": good, "data": {"html": f"<ul>{rows_of(part)}</ul>"}}, ensure_ascii=False).encode(),
            "application/json",
        )

    service = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    world.site.add(service, unit)
    nb = "/xxgk/zfxxgknb/index.html"
    platform(world, "/xxgk/", nb)
    pager = (
        f'<div class="pagination" count="{len(docs)}" rows="12" pageNo="1" unitUrl="{service}" '
        "queryData=\"{'webId':'3185','pageId':'1229','tagId':'信息列表','tplSetId':'88'}\"></div>"
    )
    world.site.add(
        nb, page("政府信息公开年报", f"<ul>{rows_of(docs[:12])}</ul>{pager}", metas={"ColumnName": "政府信息公开年报"})
    )
    return world
