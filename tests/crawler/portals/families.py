"""One builder a CMS family and variant: each makes a portal whose every report is to be found from the home page
alone.
"""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

import json
from collections.abc import Callable
from math import ceil
from urllib.parse import parse_qsl, urlsplit

from crawler.demo.server import Resource, Site
from tests.crawler.portals.made import (
    COUNTY,
    DEPARTMENTS,
    TOWNS,
    Doc,
    World,
    add_distractors,
    add_home,
    article_html,
    columns,
    made_docs,
    notice_html,
    page,
)

Builder = Callable[[], World]
BUILDERS: dict[str, Builder] = {}


def builder(make: Builder) -> Builder:
    """Register a world under its function's name."""
    BUILDERS[make.__name__] = make
    return make


def _world(name: str, first: int = 2008, units_from: int = 2022) -> World:
    return World(Site(name), made_docs(first, units_from))


def _put(world: World, doc: Doc, path: str, html: str) -> None:
    doc.path = path
    world.site.add(path, html)
    world.reports.add(path)


def _chunks(docs: list[Doc], size: int) -> list[list[Doc]]:
    return [docs[start : start + size] for start in range(0, max(len(docs), 1), size)]


def _cut(title: str) -> str:
    return title if len(title) < 22 else title[:20] + "…"


def _rows(docs: list[Doc], row: str = '<li><a href="{path}" title="{title}">{cut}</a><span>{day}</span></li>') -> str:
    return "".join(
        row.format(
            path=doc.path, title=doc.made.title, cut=_cut(doc.made.title), day=doc.made.published, year=doc.made.year
        )
        for doc in docs
    )


def _all(world: World) -> list[Doc]:
    return world.of("gov") + world.of("dept") + world.of("town")


def _platform(world: World, root: str, nb: str) -> None:
    """The disclosure platform and its neighbours."""
    menu = columns(root, nb)
    world.site.add(
        root,
        page(
            "政府信息公开",
            f'{menu}<div class="c"><h2>政府信息公开</h2></div>',
            metas={"ColumnName": "政府信息公开", "ColumnType": "信息公开目录"},
        ),
    )
    for name, title in (
        ("zn", "政府信息公开指南"),
        ("zd", "政府信息公开制度"),
        ("fdzdgk", "法定主动公开内容"),
        ("ysq", "依申请公开"),
    ):
        world.site.add(
            f"{root}{name}.html", page(title, f"{menu}<div><p>{title}正文。</p></div>", metas={"ColumnName": title})
        )
    world.site.add("/wzbb/", page("政府网站工作年度报表", f"{menu}<ul>{add_distractors(world, '/wzbb/')}</ul>"))
    add_home(
        world, f'<a href="/xwzx/">要闻</a><a href="{root}">政府信息公开</a><a href="/wzbb/">政府网站工作年度报表</a>'
    )


# -- TRS -------------------------------------------------------------------------------------------------------------


def _trs(name: str, call: str, *, base: int, size: int = 10, extension: str = "html", stem: str = "index") -> World:
    """TRS columns: the government's list in static pages, departments and towns in sub-columns by unit group and
    year.
    """
    world = _world(name)
    nb = "/zwgk/zfxxgk/zfxxgknb/"
    for number, doc in enumerate(_all(world)):
        folder = {"gov": nb, "dept": f"{nb}bm/", "town": f"{nb}xz/{doc.made.year}n/"}[doc.group]
        day = doc.made.published.replace("-", "")
        path = f"{folder}{day[:6]}/t{day}_{1000 + number}.{extension}"
        _put(world, doc, path, article_html(doc, '<div class="trs_editor_view TRS_UEDITOR trs_paper_default">%s</div>'))
    _platform(world, "/zwgk/zfxxgk/", nb)
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
    parts = _chunks(docs, size)
    for number, part in enumerate(parts):
        rows = "".join(
            f'<li><a href=".{doc.path.removeprefix(folder.rstrip("/"))}" title="{doc.made.title}">{_cut(doc.made.title)}</a><span>{doc.made.published}</span></li>'
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
    world = _world("was", units_from=2024)
    nb = "/zfxxgk/zfxxgkzl/ndbg/"
    docs = _all(world)
    for number, doc in enumerate(docs):
        day = doc.made.published.replace("-", "")
        _put(
            world,
            doc,
            f"{nb}{day[:6]}/t{day}_{500 + number}.htm",
            article_html(doc, '<div class="TRS_Editor">%s</div>', metas=False),
        )
    _platform(world, "/zfxxgk/", nb)

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


# -- Hanweb ----------------------------------------------------------------------------------------------------------


def _hanweb_articles(world: World) -> None:
    for number, doc in enumerate(_all(world)):
        year, month, day = (int(part) for part in doc.made.published.split("-"))
        _put(world, doc, f"/art/{year}/{month}/{day}/art_1229_{9000 + number}.html", article_html(doc))


def _record(doc: Doc) -> str:
    return f'<record><![CDATA[<li><a href="{doc.path}" title="{doc.made.title}" target="_blank">{_cut(doc.made.title)}</a><b>{doc.made.published}</b></li>]]></record>'


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
    world = _world(name)
    _hanweb_articles(world)
    docs = _all(world)
    nb = "/col/col1229/index.html"
    _platform(world, "/col/col55/", nb)
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
    world = _world("han3", first=2019)
    units = {COUNTY + "人民政府": "001", **{name: f"00100{n}" for n, name in enumerate((*DEPARTMENTS, *TOWNS), 1)}}
    by_key = {(units[doc.made.agency], str(doc.made.year)): doc for doc in world.docs}
    for (area, year), doc in by_key.items():
        path = f"/module/xxgk/xxgkAnnualReport.jsp?area={area}&fbtime={year}"
        _put(world, doc, path, article_html(doc, metas=False))
    options = "".join(f'<option value="{area}">{name}</option>' for name, area in units.items())
    years = "".join(f'<option value="{year}">{year}年</option>' for year in range(2019, 2026))
    nb = "/col/col88/index.html"
    _platform(world, "/col/col55/", nb)
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
    world = _world("han4", units_from=2025)
    _hanweb_articles(world)
    docs = _all(world)
    lines = "".join(
        f"urls[{n}]='{doc.path}';headers[{n}]='{doc.made.title}';year[{n}]='{doc.made.published[:4]}';"
        for n, doc in enumerate(docs)
    )
    nb = "/col/col9/index.html"
    _platform(world, "/col/col55/", nb)
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
    world = _world("jpaas")
    docs = _all(world)
    for number, doc in enumerate(docs):
        _put(world, doc, f"/xxgk/zfxxgknb/art/{doc.made.published[:4]}/art_{number:032x}.html", article_html(doc))

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
            json.dumps({"success": good, "data": {"html": f"<ul>{_rows(part)}</ul>"}}, ensure_ascii=False).encode(),
            "application/json",
        )

    service = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    world.site.add(service, unit)
    nb = "/xxgk/zfxxgknb/index.html"
    _platform(world, "/xxgk/", nb)
    pager = (
        f'<div class="pagination" count="{len(docs)}" rows="12" pageNo="1" unitUrl="{service}" '
        "queryData=\"{'webId':'3185','pageId':'1229','tagId':'信息列表','tplSetId':'88'}\"></div>"
    )
    world.site.add(
        nb, page("政府信息公开年报", f"<ul>{_rows(docs[:12])}</ul>{pager}", metas={"ColumnName": "政府信息公开年报"})
    )
    return world


# -- VSB -------------------------------------------------------------------------------------------------------------


@builder
def vsb_counting_down() -> World:
    """VSB: `<col>.htm`, then `<col>/<N>.htm` from the highest number down."""
    world = _world("vsb")
    docs = _all(world)
    for number, doc in enumerate(docs):
        _put(
            world,
            doc,
            f"/info/1181/{7000 + number}.htm",
            article_html(doc, '<div id="vsb_content"><div class="v_news_content">%s</div></div>'),
        )
    parts = _chunks(docs, 12)
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
        body = f'<div class="winstyle">当前位置: <a href="/">首页</a>&gt;&gt;政府信息公开&gt;&gt;政府信息公开年报</div><ul>{_rows(part)}{extra}</ul>{pager}'
        world.site.add(names[number], page("政府信息公开年报", body))
    _platform(world, "/zfxxgk.htm", names[0])
    return world


@builder
def vsb_jsp() -> World:
    """VSB's JSP fallback: pages by query, articles by `wbnewsid`."""
    world = _world("vsbj", units_from=2024)
    docs = _all(world)
    for number, doc in enumerate(docs):
        path = f"/xxgk/xxgk_content.jsp?urltype=news.NewsContentUrl&wbtreeid=5069&wbnewsid={88000 + number}"
        _put(world, doc, path, article_html(doc, '<div id="vsb_content_2">%s</div>', metas=False))
    parts = _chunks(docs, 10)
    base = f"/xxgk/list.jsp?totalpage={len(parts)}&PAGENUM=%d&urltype=tree.TreeTempUrl&wbtreeid=5069"
    for number, part in enumerate(parts, 1):
        follow = f'<a href="{(base % (number + 1)).replace("&", "&amp;")}">下页</a>' if number < len(parts) else ""
        html = page(
            "政府信息公开年报",
            f'<div class="position">首页 &gt; 政府信息公开 &gt; 信息公开年报</div><ul>{_rows(part)}</ul>{follow}',
        )
        world.site.add(base % number, html)
    nb = "/xxgk/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=5069"
    world.site.add(nb, world.site.routes[base % 1])
    _platform(world, "/xxgk/", nb.replace("&", "&amp;"))
    return world


# -- UCAP ------------------------------------------------------------------------------------------------------------


def _ucap_articles(world: World, docs: list[Doc]) -> None:
    for number, doc in enumerate(docs):
        path = f"/qlx/c101840ncce/{doc.made.published[:7].replace('-', '')}/{number + 17:032x}.shtml"
        html = article_html(doc, "<UCAPCONTENT>%s</UCAPCONTENT>")
        _put(world, doc, path, html)


@builder
def ucap_search() -> World:
    """UCAP: a shell of a list page, rows by the JSON search of its channel."""
    world = _world("ucap1")
    docs = _all(world)
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
    _platform(world, "/qlx/xxgk/", nb)
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
    world = _world("ucap2")
    docs = _all(world)
    _ucap_articles(world, docs)
    parts = _chunks(docs, 14)
    nb = "/qlx/c101840ncce/common_list.shtml"
    for number, part in enumerate(parts, 1):
        body = f"<ul>{_rows(part)}</ul><script>var totalPage = {len(parts)}; var nowPage = {number};</script>"
        world.site.add(
            nb if number == 1 else nb.replace("list.", f"list_{number}."),
            page("年报", body, metas={"ColumnName": "政府信息公开年报"}),
        )
    _platform(world, "/qlx/xxgk/", nb)
    return world


# -- Guangdong -------------------------------------------------------------------------------------------------------


@builder
def gkmlpt() -> World:
    """gkmlpt: a tree in script, lists from its API, the annual reports in a category of their own."""
    world = _world("gd")
    docs = _all(world)
    for number, doc in enumerate(docs):
        _put(
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
    world = _world("gd2", units_from=2024)
    docs = _all(world)
    for number, doc in enumerate(docs):
        _put(
            world,
            doc,
            f"/zfxxgk/nb/content/post_{145560 + number}.html",
            article_html(doc, '<div class="zw">%s</div>', metas=False),
        )
    parts = _chunks(docs, 10)
    nb = "/zfxxgk/nb/index.html"
    for number, part in enumerate(parts, 1):
        links = "".join(
            f'<a href="/zfxxgk/nb/index{"" if n == 1 else "_" + str(n)}.html">{n}</a>' for n in range(1, len(parts) + 1)
        )
        body = f'<div class="viewList"><ul>{_rows(part)}</ul></div><div class="page">{links}</div>'
        world.site.add(nb if number == 1 else f"/zfxxgk/nb/index_{number}.html", page("政府信息公开年报", body))
    _platform(world, "/zfxxgk/", nb)
    return world


# -- Anhui -----------------------------------------------------------------------------------------------------------


@builder
def lonsun_label() -> World:
    """The label service: a column page whose rows, also the first, come as a fragment."""
    world = _world("ah1")
    docs = _all(world)
    for number, doc in enumerate(docs):
        _put(world, doc, f"/public/1681/{10985 + number}.html", article_html(doc, '<div class="wzcon">%s</div>'))
    pages = ceil(len(docs) / 15)

    def label(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        asked = dict(parse_qsl(urlsplit(target).query))
        number = int(asked.get("pageIndex", 1))
        good = (
            asked.get("organId") == "1681"
            and asked.get("catId") == "5077"
            and asked.get("labelName") == "publicInfoList"
        )
        rows = _rows(
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
    _platform(world, "/public/column/1681", nb.replace("&", "&amp;"))
    return world


@builder
def openness_mvc() -> World:
    """Openness MVC: `page_N.html` lists, annual reports under their own controller, units in a tree."""
    world = _world("ah2", first=2015)
    for number, doc in enumerate(_all(world)):
        _put(
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
        parts = _chunks(world.of(group), 5)
        for number, part in enumerate(parts, 1):
            body = f"{tree}<ul class='doc_list'>{_rows(part)}</ul><span>共{len(parts)}页</span>"
            world.site.add(
                f"{head}/page_{number}.html", page("政府信息公开年报", body, metas={"ColumnName": "政府信息公开年报"})
            )
    _platform(world, "/openness/", f"{groups['gov']}/page_1.html")
    return world


# -- old ASP, trees, the rest ------------------------------------------------------------------------------------------


@builder
def aspx_gbk_postback() -> World:
    """Old ASP.NET in GBK without a charset header: `__doPostBack` with the view's state."""
    world = _world("aspx", units_from=2024)
    docs = _all(world)
    for number, doc in enumerate(docs):
        path = f"/InfoShow.aspx?id={300 + number}"
        doc.path = path
        world.reports.add(path)
        world.site.add(
            path,
            article_html(doc, '<td class="content">%s</td>', metas=False, charset="gb2312").encode("gb18030"),
            "text/html",
        )
    parts = _chunks(docs, 10)

    def list_page(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        asked = dict(parse_qsl(body.decode(), keep_blank_values=True))
        number = int(asked.get("__EVENTARGUMENT") or 1) if asked.get("__VIEWSTATE", "").startswith("/wEP") else 1
        links = "".join(
            f"<a href=\"javascript:__doPostBack('Pager1','{n}')\">{n}</a>"
            for n in range(1, len(parts) + 1)
            if n != number
        )
        state = f'<input type="hidden" name="__VIEWSTATE" value="/wEP{number}"><input type="hidden" name="__EVENTTARGET"><input type="hidden" name="__EVENTARGUMENT">'
        rows = _rows(parts[number - 1], '<tr><td><a href="{path}" title="{title}">{cut}</a></td><td>{day}</td></tr>')
        html = page(
            "政府信息公开年报",
            f'<form method="post" action="InfoPublic.aspx?cid=1019">{state}<table>{rows}</table>{links}</form>',
            charset="gb2312",
        )
        return Resource(html.encode("gb18030"), "text/html", validators=False)

    world.site.add("/InfoPublic.aspx?cid=1019", list_page)
    add_home(world, '<a href="/Open.aspx">政府信息公开</a>')
    menu = '<ul><li><a href="/InfoPublic.aspx?cid=1019">政府信息公开年报</a></li><li><a href="/InfoPublic.aspx?cid=7">政府信息公开指南</a></li></ul>'
    world.site.add("/Open.aspx", page("政府信息公开", menu, charset="gb2312").encode("gb18030"), "text/html")
    return world


@builder
def asp_query() -> World:
    """Old ASP: the page's number in the query, a form that posts it."""
    world = _world("asp", units_from=2024)
    docs = _all(world)
    for number, doc in enumerate(docs):
        _put(world, doc, f"/xj.asp?id={40 + number}", article_html(doc, '<td class="zw">%s</td>', metas=False))
    parts = _chunks(docs, 9)
    for number, part in enumerate(parts, 1):
        form = f"<form method=get action='list.asp'><input type=hidden name=class value=12><input name=page value={number}></form>第{number}/{len(parts)}页"
        html = page(
            "政府信息公开年度报告",
            f"<table>{_rows(part, '<tr><td><a href={path}>{title}</a>({day})</td></tr>')}</table>{form}",
        )
        world.site.add(f"/list.asp?class=12&page={number}", html)
        if number == 1:
            world.site.add("/list.asp?class=12", html)
    _platform(world, "/xxgk/", "/list.asp?class=12")
    return world


@builder
def year_unit_tree() -> World:
    """Readable folders of groups and years, 19-digit articles, lists `1.html` … with the total in `parseInt`."""
    world = _world("tree")
    nb = "/zfxxgk/zfxxgknb/"
    folders: dict[str, list[Doc]] = {}
    for number, doc in enumerate(_all(world)):
        folder = {"gov": f"{nb}xj/", "dept": f"{nb}bm/{doc.made.year}n/", "town": f"{nb}xz/{doc.made.year}/"}[doc.group]
        folders.setdefault(folder, []).append(doc)
        _put(
            world,
            doc,
            f"{folder}{1533676551588134914 + number}.html",
            article_html(doc, '<div class="m-txt-article">%s</div>', metas=False),
        )
    for folder, docs in folders.items():
        parts = _chunks(docs, 8)
        for number, part in enumerate(parts, 1):
            crumb = '<div class="crumbs">首页 &gt; 政府信息公开 &gt; 政府信息公开年报</div>'
            body = (
                f"{crumb}<div class='m-lst'><ul>{_rows(part)}</ul></div><script>var n=parseInt('{len(parts)}')</script>"
            )
            world.site.add(f"{folder}{number}.html", page("政府信息公开年报", body))
    years = {group: sorted({doc.made.year for doc in world.of(group)}, reverse=True) for group in ("dept", "town")}
    for group, folder, suffix in (("dept", "bm", "n"), ("town", "xz", "")):
        links = "".join(f'<li><a href="{nb}{folder}/{year}{suffix}/1.html">{year}</a></li>' for year in years[group])
        world.site.add(
            f"{nb}{folder}/1.html",
            page("政府信息公开年报", f"<div class='crumbs'>首页 &gt; 政府信息公开年报</div><ul>{links}</ul>"),
        )
    tops = f'<li><a href="{nb}xj/1.html">县级</a></li><li><a href="{nb}bm/1.html">部门</a></li><li><a href="{nb}xz/1.html">乡镇（街道）</a></li>'
    world.site.add(f"{nb}1.html", page("政府信息公开年报", f"<ul>{tops}</ul>"))
    _platform(world, "/zfxxgk/", f"{nb}1.html")
    return world


@builder
def units_with_columns() -> World:
    """No common list: each body has its own part of the platform, with its own report column."""
    world = _world("units", first=2008, units_from=2016)
    by_unit: dict[str, list[Doc]] = {}
    for doc in _all(world):
        by_unit.setdefault(doc.made.agency, []).append(doc)
    names = {name: f"u{number}" for number, name in enumerate(by_unit)}
    for name, docs in by_unit.items():
        root = f"/gk/{names[name]}/"
        for number, doc in enumerate(docs):
            _put(
                world,
                doc,
                f"{root}nianbao/{doc.made.year}/content_{number + 60}",
                article_html(doc, '<div class="article">%s</div>', metas=False),
            )
        world.site.add(f"{root}nianbao/", page(f"{name}信息公开年报", f"<ul>{_rows(docs)}</ul>"))
        menu = (
            f'<ul><li><a href="{root}zn.html">公开指南</a></li><li><a href="{root}nianbao/">信息公开年报</a></li></ul>'
        )
        world.site.add(root, page(f"{name}政府信息公开", menu))
    units = "".join(f'<li><a href="/gk/{names[name]}/">{name.removeprefix(COUNTY)}</a></li>' for name in by_unit)
    world.site.add("/gk/", page("政府信息公开", f"<div class='units'><h3>公开单位</h3><ul>{units}</ul></div>"))
    add_home(world, '<a href="/gk/">政务公开</a>')
    return world


@builder
def next_links() -> World:
    """An unknown CMS: a next link, dated addresses, link texts cut short with the title in an attribute."""
    world = _world("next")
    docs = _all(world)
    for number, doc in enumerate(docs):
        month, day = doc.made.published[5:7], doc.made.published[8:]
        _put(
            world,
            doc,
            f"/{doc.made.published[:4]}/{month}-{day}/{2677 + number}.html",
            article_html(doc, '<section class="detail">%s</section>', metas=False),
        )
    parts = _chunks(docs, 11)
    for number, part in enumerate(parts, 1):
        follow = (
            f'<a class="nx" href="/c/nb/p{number + 1}/">下一页 &gt;</a>'
            if number < len(parts)
            else '<a class="nx disabled" href="javascript:;">下一页</a>'
        )
        body = f"<div class='weizhi'>您的位置：首页 &gt; 公开 &gt; 年度报告</div><ul>{_rows(part)}</ul>{follow}"
        world.site.add("/c/nb/" if number == 1 else f"/c/nb/p{number}/", page("年度报告", body))
    _platform(world, "/c/gk/", "/c/nb/")
    return world


@builder
def attachments_only() -> World:
    """Reports as files alone: linked from the list, from stub pages, in a viewer, in a handler."""
    world = _world("files", first=2016, units_from=2024)
    pdf = _pdf()
    rows = []
    for number, doc in enumerate(_all(world)):
        file = f"/u/cms/{2000 + number}.pdf"
        world.site.add(file, pdf + b"\n%" + str(number).encode(), "application/pdf")
        world.files.add(file)
        stub = f"/nb/{doc.made.year}/{number + 70}.html"
        shown = (
            f'<p><a href="{file}">{doc.made.title}.pdf</a></p>',
            f'<iframe src="/pdfjs/web/viewer.html?file={file}"></iframe>',
            f"""<p onclick="window.open('{file}')">点击查看全文</p>""",
            f'<embed src="{file}" type="application/pdf">',
        )[number % 4]
        if number % 5 == 4:
            rows.append(f'<li><a href="{file}" title="{doc.made.title}">{_cut(doc.made.title)}</a></li>')
            continue
        _put(world, doc, stub, page(doc.made.title, f"<h1>{doc.made.title}</h1><div class='content'>{shown}</div>"))
        rows.append(f'<li><a href="{stub}" title="{doc.made.title}">{_cut(doc.made.title)}</a></li>')
    world.site.add("/nb/", page("政府信息公开年报", f"<ul>{''.join(rows)}</ul>"))
    world.site.add("/pdfjs/web/viewer.html", page("viewer", "<div id='viewer'></div>"))
    _platform(world, "/gk/", "/nb/")
    return world


def _pdf() -> bytes:
    """The least a PDF can be: one empty page."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


__all__ = ["BUILDERS", "notice_html"]
