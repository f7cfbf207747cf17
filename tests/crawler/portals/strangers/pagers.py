"""How a list goes on: forms, scripts, tabs, selects, and columns within columns."""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlsplit

from crawler.demo.server import Resource
from tests.crawler.portals.made import World
from tests.crawler.portals.strangers.shared import (
    BODIES,
    PLACE,
    TOWNS,
    article,
    government,
    home,
    html,
    new_world,
    of_bodies,
    parts,
    put,
    stranger,
)


@stranger
def asp_in_gbk_with_chinese_queries() -> World:
    """Old ASP in GBK: class names stand in the query as the bytes of the page, the pager too."""
    world = new_world("gbkasp")
    docs = put(world, government(2010), "/Article_Show.asp?ArticleID={n}", 3)
    for doc in docs:
        world.site.add(doc.path, article(doc, 3).encode("gb18030"), "text/html")
    pages = parts(docs, 5)
    query = f"BigClass={quote('信息公开'.encode('gbk'))}&SmallClass={quote('公开年报'.encode('gbk'))}"

    def lists(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        asked = dict(parse_qsl(urlsplit(target).query, encoding="gbk", errors="replace"))
        number = int(asked.get("Page", "1"))
        good = asked.get("SmallClass") == "公开年报" and number <= len(pages)
        rows = "".join(
            f"<tr><td>·<a href=Article_Show.asp?ArticleID={doc.path.rpartition('=')[2]} target=_blank>{doc.made.title}</a></td><td>{doc.made.published}</td></tr>"
            for doc in (pages[number - 1] if good else [])
        )
        pager = f"共{len(docs)}条 第{number}/{len(pages)}页 <a href='?BigClass=信息公开&SmallClass=公开年报&Page={number + 1}'>后一页</a>"
        return Resource(
            html(
                "信息公开 - 公开年报",
                f"<table>{rows}</table>{pager}",
                "<meta http-equiv=Content-Type content='text/html; charset=gb2312'>",
            ).encode("gb18030"),
            "text/html",
        )

    world.site.add("/Article_Class.asp", lists)
    menu = "<a href='Article_Class.asp?BigClass=信息公开&SmallClass=公开指南'>公开指南</a> <a href='Article_Class.asp?BigClass=信息公开&SmallClass=公开年报'>公开年报</a>"
    assert query
    world.site.add("/xxgk.asp", html("信息公开", menu).encode("gb18030"), "text/html")
    world.site.add(
        "/", html(f"{PLACE}", "<a href=xxgk.asp>信息公开</a><a href=xw.asp>新闻</a>").encode("gb18030"), "text/html"
    )
    return world


@stranger
def form_posts_the_page() -> World:
    """The pager posts a form whose field a script fills."""
    world = new_world("posts")
    docs = put(world, government(2011), "/portal/article/view.do?articleId={n}")
    pages = parts(docs, 7)

    def lists(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        asked = dict(parse_qsl(body.decode(), keep_blank_values=True))
        number = int(asked.get("pager.pageNumber") or asked.get("pageNumber") or 1)
        rows = "".join(
            f"<li><span class=t>{doc.made.published}</span><a href='/portal/article/view.do?articleId={doc.path.rpartition('=')[2]}'>{doc.made.title}</a></li>"
            for doc in pages[number - 1]
        )
        links = "".join(
            f"<a href='#' onclick='return toPage({n})'>{n}</a>" for n in range(1, len(pages) + 1) if n != number
        )
        form = f"<form id='f' method='post' action='/portal/channel/list.do?channelId=88'><input type=hidden name='channelId' value='88'><input type=hidden name='pageNumber' value='{number}'><ul>{rows}</ul>{links} 共{len(pages)}页</form>"
        return Resource(
            html(
                "年度报告",
                form,
                "<script>function toPage(n){document.forms[0].pageNumber.value=n;document.forms[0].submit();return false;}</script>",
            ).encode()
        )

    world.site.add("/portal/channel/list.do?channelId=88", lists)
    world.site.add(
        "/portal/open.do",
        html(
            "政务公开",
            "<ul><li><a href='/portal/channel/list.do?channelId=87'>公开指南</a><li><a href='/portal/channel/list.do?channelId=88'>信息公开年度报告</a></ul>",
        ),
    )
    home(world, "<a href='/portal/open.do'>政务公开</a>")
    return world


@stranger
def script_writes_the_pager() -> World:
    """A total and the present page in variables, the file names put together by the page's own script, from nought."""
    world = new_world("written")
    docs = put(world, government(), "/pub/ndbg/{month}/W{n}.shtml", 2)
    pages = parts(docs, 5)
    for number, part in enumerate(pages):
        rows = "".join(
            f"<div class=row><a href='./{doc.path.split('/', 3)[3]}'>{doc.made.title}</a> ({doc.made.published})</div>"
            for doc in part
        )
        script = f"<script>var m_nCurrPage = {number}; var m_nPageCount = {len(pages)}; var m_strFileName = 'list'; var m_strFileExt = 'shtml';for(var i=0;i<m_nPageCount;i++){{document.write('<a href='+m_strFileName+(i?'_'+i:'')+'.'+m_strFileExt+'>'+(i+1)+'</a>');}}</script>"
        world.site.add(
            f"/pub/ndbg/list{f'_{number}' if number else ''}.shtml", html("政府信息公开年度报告", rows + script)
        )
    world.site.add(
        "/pub/",
        html(
            "政府信息公开",
            "<a href='./zhinan/'>指南</a><a href='./ndbg/list.shtml'>年度报告</a><a href='./guiding/'>规定</a>",
        ),
    )
    home(world, "<a href='/pub/'>政府信息公开</a>")
    return world


@stranger
def scripted_go_to_page() -> World:
    """Page links call a function whose body builds the address: a prefix, the number, a suffix."""
    world = new_world("goto")
    docs = put(world, government(2013), "/news_show_{n}.jsp")
    pages = parts(docs, 6)
    script = "<script>function gotoPage(p){ window.location.href = '/news_list.jsp?columnid=31&pageno=' + p + '&keyword='; }</script>"
    for number, part in enumerate(pages, 1):
        rows = "".join(
            f"<p><a href='{doc.path}' title='{doc.made.title}'>{doc.made.title[:12]}..</a> <i>{doc.made.published}</i></p>"
            for doc in part
        )
        pager = f'第 {number} 页 <a href="javascript:gotoPage({min(number + 1, len(pages))})">下一页</a> <a href="javascript:gotoPage({len(pages)})">末页</a>'
        page = html("公开年报", rows + pager, script)
        world.site.add(f"/news_list.jsp?columnid=31&pageno={number}&keyword=", page)
        if number == 1:
            world.site.add("/news_list.jsp?columnid=31", page)
    world.site.add(
        "/zwgk.jsp",
        html(
            "政务公开",
            "<a href='/news_list.jsp?columnid=30'>公开制度</a> | <a href='/news_list.jsp?columnid=31'>公开年报</a>",
        ),
    )
    home(world, "<a href='javascript:void(0)' onclick=\"window.open('/zwgk.jsp')\">政务公开</a>")
    return world


@stranger
def years_as_tabs_of_units() -> World:
    """One page: a heading a year, under it bodies' names as the links to their reports."""
    world = new_world("tabs")
    docs = put(world, of_bodies((*BODIES, *TOWNS)), "/a/{year}/{n}.html", 1)
    body = ""
    for year in (2025, 2024, 2023):
        names = "".join(
            f"<a href='{doc.path}'>{doc.made.agency.removeprefix(PLACE)}</a> " for doc in docs if doc.made.year == year
        )
        body += f"<h3>{year}年</h3><div class=tabbox>{names}</div>"
    world.site.add(
        "/a/nianbao.html",
        html("政府信息公开年报", f"<h2>政府信息公开年报</h2>{body}", attributes="class='page nav_fixed'"),
    )
    world.site.add(
        "/a/",
        html("信息公开", "<a href='/a/zn.html'>指南</a><a href='/a/nianbao.html'>年报</a>"),
    )
    home(world, "<a href='/a/'>信息公开</a>")
    return world


@stranger
def units_three_deep() -> World:
    """Platform, group, body, the body's menu, its reports: no common column at all."""
    world = new_world("deep")
    tree = {"政府部门": BODIES[:3], "镇街": TOWNS[:2]}
    groups = ""
    for place, (group, names) in enumerate(tree.items()):
        units = ""
        for number, name in enumerate(names):
            root = f"/open/g{place}/u{number}/"
            docs = put(world, of_bodies((name,)), root + "report/{n}/index.html", 3)
            rows = "".join(
                f"<tr><td>{doc.made.year}年度</td><td><a href='../report/{doc.path.split('/')[-2]}/index.html'>{doc.made.title}</a></td></tr>"
                for doc in docs
            )
            world.site.add(f"{root}nb/index.html", html("公开年报", f"<table>{rows}</table>"))
            world.site.add(
                f"{root}index.html",
                html(
                    f"{PLACE}{name}",
                    "<a href='./zn/index.html'>公开指南</a><a href='./ml/index.html'>公开目录</a><a href='./nb/index.html'>公开年报</a>",
                ),
            )
            units += f"<span><a href='u{number}/index.html'>{name}</a></span>"
        world.site.add(f"/open/g{place}/index.html", html(group, f"<div class=danwei>{units}</div>"))
        groups += f"<a href='g{place}/index.html'>{group}</a>"
    world.site.add(
        "/open/index.html", html("政府信息公开平台", f"<div>{groups}</div><a href='/open/zd.html'>公开制度</a>")
    )
    home(world, "<a href='/open/index.html'>信息公开平台</a>")
    return world


@stranger
def years_in_a_select() -> World:
    """A list for each year, chosen in a select, whose form is sent with the year."""
    world = new_world("select")
    years = (2025, 2024, 2023)
    docs = put(world, of_bodies(BODIES[:2] + TOWNS[:1]), "/info/{n}.html", 2)
    options = "".join(f"<option value='{year}'>{year}年</option>" for year in years)

    def lists(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        asked = dict(parse_qsl(urlsplit(target).query))
        year = int(asked.get("nd", "2025"))
        rows = "".join(
            f"<li>{doc.made.published}　<a href='{doc.path}'>{doc.made.agency}：{doc.made.year}年度报告</a></li>"
            for doc in docs
            if doc.made.year == year
        )
        return Resource(
            html(
                "政府信息公开年度报告",
                f"<form action='/nb/list.aspx' method=get><input type=hidden name=lm value=9><select name=nd onchange='this.form.submit()'>{options}</select></form><ul>{rows}</ul>",
            ).encode()
        )

    world.site.add("/nb/list.aspx", lists)
    world.site.add(
        "/gk/",
        html("政府信息公开", "<a href='/gk/zn.html'>指南</a><a href='/nb/list.aspx?lm=9'>政府信息公开年度报告</a>"),
    )
    home(world, "<a href='/gk/'>政府信息公开</a>")
    return world


@stranger
def bodies_with_sites_in_folders() -> World:
    """The home page links the bodies' own sites, folders of the same host; nothing on the platform names them."""
    world = new_world("folders")
    rows = "".join(
        f"<li><a href='{doc.path}'>{doc.made.title}</a></li>" for doc in put(world, government(2015), "/nb/{n}.htm")
    )
    world.site.add("/nb.htm", html("政府信息公开年报", f"<ul>{rows}</ul>"))
    ways = "<a href='/nb.htm'>政府信息公开年报</a>"
    for number, body in enumerate(BODIES):
        docs = put(world, of_bodies((body,)), f"/d{number}/{{n}}.htm", 1)
        rows = "".join(f"<li><a href='{doc.path}'>{doc.made.title}</a></li>" for doc in docs)
        world.site.add(f"/d{number}/nb.htm", html(f"{body}信息公开年报", f"<ul>{rows}</ul>"))
        menu = f"<a href='/d{number}/nb.htm'>信息公开年报</a><a href='/d{number}/zn.htm'>信息公开指南</a>"
        world.site.add(f"/d{number}/", html(f"{PLACE}{body}", f"<a href='/'>市政府</a>{menu}<p>工作动态</p>"))
        ways += f"<a href='/d{number}/'>{body}</a>"
    home(world, ways)
    return world
