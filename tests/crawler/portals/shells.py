"""More strangers: pages that are shells without their scripts, and bodies that only the home page's directory lists."""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from crawler.demo.content import body_of
from crawler.demo.server import Resource
from tests.crawler.portals.made import Doc, World
from tests.crawler.portals.strangers.shared import (
    PLACE,
    TOWNS,
    government,
    home,
    html,
    new_world,
    of_bodies,
    put,
    stranger,
)

Answered = Callable[[str, bytes, dict[str, str]], Resource]


@stranger
def bodies_from_a_service() -> World:
    """Articles are shells; their script posts the id of their address, and the answer holds the body or names its file."""
    world = new_world("bodies")
    docs = put(world, government(2018), "/zw/showinfo.html?infoGuid=8f2e-{n}a7")
    script = """<script>var siteInfo = {projectName: '/Web', siteGuid: '7eb5'}; var infoid = Util.getUrlParams('infoGuid');
        $.ajax({url: siteInfo.projectName + "/rest/govinfo/getGovInfoDetail", type: "post",
          data: {params: JSON.stringify({siteGuid: siteInfo.siteGuid, infoid: infoid})}, success: function(r){ show(r.custom.data); }});</script>"""
    held = {}
    for number, doc in enumerate(docs):
        world.site.add(
            doc.path, html(f"{PLACE}人民政府", f"<h1 id=title></h1><span id=info_spnContent></span>{script}")
        )
        answer: dict[str, Any] = {
            "title": doc.made.title,
            "infodate": doc.made.published,
            "infocontent": body_of(doc.made),
            "pdflist": [],
        }
        if number == 2:
            file = f"/Web/upload/{number}.pdf"
            world.site.add(file, b"%PDF-1.4 not read here", "application/pdf")
            world.files.add(file)
            answer["pdflist"] = [{"name": doc.made.title, "url": file}]
        held[doc.path.partition("=")[2]] = answer

    def detail(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        asked = json.loads(dict(parse_qsl(body.decode()))["params"])
        answer = {"custom": {"code": 1, "data": held.get(asked["infoid"], {})}}
        return Resource(json.dumps(answer, ensure_ascii=False).encode(), "application/json", validators=False)

    world.site.add("/Web/rest/govinfo/getGovInfoDetail", detail)
    rows = "".join(f"<li><a href='{doc.path}'>{doc.made.title}</a></li>" for doc in docs)
    world.site.add("/zw/nb.html", html("信息公开年报", f"<h2>信息公开年报</h2><ul>{rows}</ul>"))
    home(world, "<a href='/zw/nb.html'>政府信息公开年报</a>")
    return world


@stranger
def bodies_behind_the_directory() -> World:
    """The government's column is at hand; departments with unusual names and towns stand in the home page's directory."""
    world = new_world("directory")
    docs = put(world, government(2021), "/gk/{n}.html")
    names = ("规划和自然资源局", "行政审批服务局", *TOWNS[:2])
    units = ""
    for number, name in enumerate(names):
        own = put(world, of_bodies((name,), range(2025, 2023, -1)), f"/u{number}/nb/{{n}}.html")
        world.site.add(
            f"/u{number}/nb/",
            html("信息公开年报", "".join(f"<p><a href='{doc.path}'>{doc.made.title}</a></p>" for doc in own)),
        )
        world.site.add(
            f"/u{number}/", html(f"{PLACE}{name}", "<a href='zn/'>公开指南</a><a href='nb/'>信息公开年报</a>")
        )
        units += f"<li><a href='/u{number}/'>{PLACE[:-1]}{name}</a></li>"
    world.site.add("/jg/", html("机构", f"<ul>{units}</ul>"))
    world.site.add(
        "/gk/", html("信息公开年报", "".join(f"<p><a href='{doc.path}'>{doc.made.title}</a></p>" for doc in docs))
    )
    home(world, "<a href='/gk/'>信息公开年报</a><a href='/jg/'>政府部门</a>")
    return world


def _asked_as_json(world: World, docs: list[Doc], channel: str, size: int) -> Answered:
    """A list service that takes JSON only, and knows one channel."""

    def answer(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        if not headers.get("content-type", "").startswith("application/json"):
            return Resource(b"{}", "application/json", status=415)
        asked = json.loads(body)
        number = asked["page"]["current"]
        held = docs[(number - 1) * size :][:size] if asked["channelId"] == channel else []
        rows = [{"title": doc.made.title, "url": doc.path, "pubDate": doc.made.published} for doc in held]
        answered = {"result": {"records": rows, "total": len(docs)}}
        return Resource(json.dumps(answered).encode(), "application/json", validators=False)

    return answer


@stranger
def lists_from_a_linked_script() -> World:
    """Two columns share a script that posts JSON; each page says only its own channel. Other scripts ask other things."""
    world = new_world("linked")
    groups = {
        "5f31aa": put(world, government(2012), "/zc/{n}.html"),
        "77b0c2": put(world, of_bodies(TOWNS[:2]), "/xz/{n}.html"),
    }
    world.site.add(
        "/js/site.js",
        "$.get('/api/hot/words', {limit: 5}, f); document.cookie = 'seen=1'; function back(){ location.href = '/'; }",
        "text/javascript",
    )
    script = """const query = {channelId: channelId, page: {current: 1, size: 6}};
        function load(n){ query.page.current = n; axios.post('/gateway/column/records', query).then(r => fill(r.data.result)); }"""
    world.site.add("/js/column.js", script, "text/javascript")
    links = "<script src='/js/jquery-3.min.js'></script><script src='/js/site.js'></script><script src='/js/column.js?v=3'></script>"
    for place, channel in enumerate(groups):
        world.site.add(
            f"/nb/{place}/",
            html("政府信息公开年报", f"<div id=rows></div><script>var channelId = '{channel}';</script>{links}"),
        )
    services = [_asked_as_json(world, docs, channel, 6) for channel, docs in groups.items()]

    def service(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        return services[b"77b0c2" in body](target, body, headers)

    world.site.add("/gateway/column/records", service)
    home(world, "<a href='/nb/0/'>政府信息公开年报</a><a href='/nb/1/'>乡镇政府信息公开年报</a>")
    return world


@stranger
def bodies_from_a_linked_script() -> World:
    """Articles whose linked script cuts the id out of the address and posts it; each answer names a title of its own."""
    world = new_world("details")
    docs = put(world, government(2019), "/art/info/412/8fa{n}")
    held = {doc.path.rpartition("/")[2]: doc for doc in docs}
    world.site.add(
        "/res/detail.js",
        "var parts = window.location.pathname.split('/'); var id = parts[parts.length - 1];"
        "$.post('/html/info/detail', {id: id}, function(r){ $('.body').html(r.data.body); });",
        "application/javascript",
    )
    for doc in docs:
        shell = "<h1 class=title></h1><div class=body></div><script src='/res/detail.js'></script>"
        world.site.add(doc.path, html(f"{PLACE}人民政府", shell))

    def detail(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        doc = held[dict(parse_qsl(body.decode()))["id"]]
        answer = {"code": 200, "data": {"title": doc.made.title, "body": body_of(doc.made)}}
        return Resource(json.dumps(answer).encode(), "application/json", validators=False)

    world.site.add("/html/info/detail", detail)
    rows = "".join(f"<li><a href='{doc.path}'>{doc.made.title}</a></li>" for doc in docs)
    world.site.add("/nb.html", html("信息公开年报", f"<h2>信息公开年报</h2><ul>{rows}</ul>"))
    home(world, "<a href='/nb.html'>政府信息公开年报</a>")
    return world
