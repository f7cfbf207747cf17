"""Lists that a script fetches from a service."""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from crawler.demo.server import Resource
from tests.crawler.portals.made import Doc, World
from tests.crawler.portals.strangers.shared import government, home, html, new_world, parts, put, stranger


@stranger
def list_from_an_unknown_service() -> World:
    """The column's rows come from a service that its script asks with an object of its own."""
    world = new_world("service")
    docs = put(world, government(2011), "/site/article/{n}.html")

    def service(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        asked = dict(parse_qsl(urlsplit(target).query)) | dict(parse_qsl(body.decode()))
        number, size = int(asked.get("pageNum", 1)), int(asked.get("pageSize", 10))
        held = docs[(number - 1) * size :][:size] if asked.get("catalogId") == "5f31" else []
        rows = [
            {"articleTitle": doc.made.title, "articleUrl": doc.path, "publishDate": doc.made.published} for doc in held
        ]
        return Resource(
            json.dumps({"code": 0, "data": {"list": rows, "total": len(docs)}}, ensure_ascii=False).encode(),
            "application/json",
            validators=False,
        )

    world.site.add("/site/api/article/page", service)
    script = """<script>$(function(){ $.ajax({ url: '/site/api/article/page', type: 'post', data: { catalogId: '5f31', pageNum: 1, pageSize: 6 }, success: function(r){ render(r.data.list); } }); });</script>"""
    world.site.add("/site/nb.html", html("信息公开年报", f"<h2>信息公开年报</h2><ul id=list></ul>{script}"))
    world.site.add("/site/gk.html", html("信息公开", "<a href='/site/nb.html'>信息公开年报</a>"))
    home(world, "<a href='/site/gk.html'>政府信息公开</a>")
    return world


def _served_list(name: str, service: str, script: str, answer: Callable[[list[Doc], int, int], bytes]) -> World:
    """A column whose rows come from a vendor's service; `answer` writes rows, the number of all, the page's number."""
    world = new_world(name)
    docs = put(world, government(2008), "/zfxxgk/nb/{month}/t20200101_{n}.html")

    def respond(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        asked = dict(parse_qsl(urlsplit(target).query)) | dict(parse_qsl(body.decode()))
        named = (asked[one] for one in ("pageNumber", "page", "pageIndex", "currentPage") if asked.get(one))
        number = int(next(named, "1"))
        return Resource(answer(docs[(number - 1) * 10 :][:10], len(docs), number), "text/plain", validators=False)

    world.site.add(service, respond)
    world.site.add("/zfxxgk/nb/", html("政府信息公开年报", f"<div id=rows></div><script>{script}</script>"))
    world.site.add("/zfxxgk/", html("政府信息公开", "<a href='./zn/'>指南</a><a href='./nb/'>政府信息公开年报</a>"))
    home(world, "<a href='/zfxxgk/'>政府信息公开</a>")
    return world


@stranger
def igs_search() -> World:
    """TRS IGS: rows under `page.content`, in capitals."""

    def answer(docs: list[Doc], total: int, number: int) -> bytes:
        rows = [
            {"_id": "x", "DOCTITLE": doc.made.title, "PUBDATE": doc.made.published, "DOCPUBURL": doc.path}
            for doc in docs
        ]
        return json.dumps({"page": {"content": rows, "totalElements": total}}).encode()

    address = "/igs/front/search/list.html?index=zf&type=nb&pageNumber=1&pageSize=10&siteId=5&orderProperty=PUBDATE"
    return _served_list("igs", "/igs/front/search/list.html", f"$.getJSON('{address}', show);", answer)


@stranger
def jsonp_search() -> World:
    """A search that answers a call with an array, titles one level down."""

    def answer(docs: list[Doc], total: int, number: int) -> bytes:
        rows = [{"puburl": doc.path, "tip": {"title": doc.made.title, "dates": doc.made.published}} for doc in docs]
        return f"result({json.dumps({'data': rows, 'total': total})})".encode()

    address = "/govsearch/jsonp/zf_jd_list.jsp?page=1&lb=134&callback=result"
    return _served_list(
        "jsonp", "/govsearch/jsonp/zf_jd_list.jsp", f"var s='{address}';document.write(s.length);", answer
    )


@stranger
def posted_search() -> World:
    """UCAP's posted service, which takes the page and the channel."""

    def answer(docs: list[Doc], total: int, number: int) -> bytes:
        rows = [{"title": doc.made.title, "url": doc.path, "publishedTimeStr": doc.made.published} for doc in docs]
        return json.dumps({"total": total, "data": rows}).encode()

    script = "/* <UCAPCONTENT> */ var channel_id='9f2'; $.post('/szinf/xxgk/interfacesWebZcwj/loadData', {pageIndex: n, channel_id: channel_id}, fill);"
    return _served_list("posted", "/szinf/xxgk/interfacesWebZcwj/loadData", script, answer)


@stranger
def datastore_with_next_group() -> World:
    """Hanweb's list that names its own continuation in `<nextgroup>`."""
    world = new_world("nextgroup")
    docs = put(world, government(2008), "/art/{year}/1/9/art_77_{n}.html")
    pages = parts(docs, 7)

    def store(number: int) -> str:
        records = "".join(
            f"<record><![CDATA[<li><a title='{doc.made.title}' href='{doc.path}'>{doc.made.title[:12]}...</a><b>{doc.made.published}</b></li>]]></record>"
            for doc in pages[number]
        )
        follow = (
            f'<a href="/module/web/jpage/dataproxy.jsp?page={number + 2}&appid=1&webid=3&columnid=e5a{number}"></a>'
        )
        group = f"<nextgroup><![CDATA[{follow}]]></nextgroup>" if number + 1 < len(pages) else ""
        return f"<datastore>{group}<recordset>{records}</recordset></datastore>"

    for number in range(1, len(pages)):
        world.site.add(
            f"/module/web/jpage/dataproxy.jsp?page={number + 1}&appid=1&webid=3&columnid=e5a{number - 1}",
            store(number).encode(),
            "text/xml",
        )
    world.site.add(
        "/col/col77/index.html",
        html("政府信息公开年报", f"<div id='1001'><script type='text/xml'>{store(0)}</script></div>"),
    )
    world.site.add(
        "/col/col70/index.html", html("政府信息公开", "<a href='/col/col77/index.html'>政府信息公开年报</a>")
    )
    home(world, "<a href='/col/col70/index.html'>政府信息公开</a>")
    return world
