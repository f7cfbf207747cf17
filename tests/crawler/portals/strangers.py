"""Portals in templates of nobody in particular: what a column is called, how its rows stand and how it pages differ from
world to world, and from the worlds of the families. Each world's reports are to be found from its home page alone.
"""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, urlsplit

from crawler.demo.content import Made, body_of
from crawler.demo.server import Resource, Site
from tests.crawler.portals.made import Doc, World

STRANGERS: dict[str, Callable[[], World]] = {}
PLACE = "松原岭市"
BODIES = ("教育体育局", "财政局", "统计局", "审计局", "住房和城乡建设局")
TOWNS = ("白水镇", "双河满族乡", "城关街道办事处")


def stranger(make: Callable[[], World]) -> Callable[[], World]:
    """Register a world under its function's name."""
    STRANGERS[make.__name__] = make
    return make


def _new(name: str) -> World:
    return World(Site(name))


def _government(first: int = 2012, last: int = 2025, title: str = "") -> list[Doc]:
    """The government's reports, newest first."""
    years = range(last, first - 1, -1)
    named = [
        Made(f"{PLACE}人民政府", year, title=title.format(place=PLACE, year=year) if title else "") for year in years
    ]
    return [Doc(made, "gov") for made in named]


def _of(names: tuple[str, ...], years: range = range(2025, 2022, -1)) -> list[Doc]:
    return [Doc(Made(f"{PLACE}{name}", year), "unit") for name in names for year in years]


def html(title: str, body: str, head: str = "", attributes: str = "") -> str:
    """A page in HTML 4 without any meta of the standard."""
    return (
        '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><HTML><HEAD><TITLE>'
        f"{title}</TITLE>{head}</HEAD><BODY {attributes}>{body}<HR><P align=center>版权所有：{PLACE}人民政府　ICP备 00000001 号</P></BODY></HTML>"
    )


def article(doc: Doc, dress: int = 0) -> str:
    """A report's page in one of four dresses: titles in h1, in a bold cell, in `<title>` alone, or in nothing at all."""
    made, text = doc.made, body_of(doc.made)
    if dress == 1:
        return html(
            f"{PLACE}人民政府门户网站",
            f"<table width=960><tr><td class=bt align=center><b>{made.title}</b></td></tr><tr><td>日期：{made.published}</td></tr><tr><td class=nr>{text}</td></tr></table>",
        )
    if dress == 2:
        return html(f"{made.title}_{PLACE}人民政府", f"<div id=neirong>{text}</div>")
    if dress == 3:
        return html(
            f"{PLACE}政府网",
            f"<div class=biaoti><font size=5>{made.title}</font></div><div class=wenzhang>{text}</div>",
        )
    return html(made.title, f"<h1>{made.title}</h1><div class=xq>{text}</div>")


def put(world: World, docs: list[Doc], pattern: str, dress: int = 0) -> list[Doc]:
    """Put reports under addresses of a pattern (`{n}`, `{year}`, `{month}`)."""
    for number, doc in enumerate(docs, 1 + len(world.reports)):
        doc.path = pattern.format(n=number, year=doc.made.year, month=doc.made.published[:7].replace("-", ""))
        world.site.add(doc.path, article(doc, dress))
        world.reports.add(doc.path)
        world.docs.append(doc)
    return docs


def wrong(world: World, path: str, title: str) -> str:
    """A page that is no report; returns its address."""
    text = f"{title}。现将有关工作情况公布如下，欢迎社会各界监督。" * 8
    world.site.add(path, html(title, f"<h1>{title}</h1><div class=xq><p>{text}</p></div>"))
    world.distractors.add(path)
    return path


def home(world: World, way: str, path: str = "/") -> None:
    """A home page with news, services and the way to the platform."""
    news = ""
    for number in range(10):
        title = f"全市{('春耕', '招商', '防汛', '教育', '交通')[number % 5]}工作推进会召开（{number}）"
        world.site.add(f"/xw/{number}.htm", html(title, f"<h1>{title}</h1><p>会议强调，要抓好落实。</p>"))
        news += f'<dt><a href="/xw/{number}.htm">{title}</a></dt>'
    world.site.add(
        path,
        html(
            f"{PLACE}人民政府",
            f"<table><tr><td>{way}</td></tr></table><dl>{news}</dl><a href='/bs.htm'>网上办事</a><a href='/hd.htm'>市长信箱</a>",
        ),
    )


def parts(docs: list[Doc], size: int) -> list[list[Doc]]:
    """The docs in pages of a size."""
    return [docs[start : start + size] for start in range(0, len(docs), size)]


@stranger
def lines_with_breaks() -> World:
    """Rows are lines ended by `<br>`, the day in brackets before the link; menus are pictures; the next page is one."""
    world = _new("lines")
    docs = put(world, _government(), "/gk/nb/{year}/{n}.htm", 1)
    pages = parts(docs, 6)
    for number, part in enumerate(pages, 1):
        lines = "".join(
            f"[{doc.made.published}] <a href=./{doc.made.year}/{doc.path.rpartition('/')[2]}>{doc.made.title}</a><br>"
            for doc in part
        )
        more = (
            f"<a href='lb{number + 1}.htm'><img src='../img/next.gif' alt='下一页'></a>" if number < len(pages) else ""
        )
        world.site.add(
            f"/gk/nb/lb{number}.htm", html("信息公开年度报告", f"<table><tr><td>{lines}{more}</td></tr></table>")
        )
    menu = "<a href='zn.htm'>公开指南</a><br><a href='ml.htm'>公开目录</a><br><a href='nb/lb1.htm'>公开年报</a>"
    world.site.add("/gk/sy.htm", html("信息公开", f"<p>{menu}</p>"))
    home(world, "<a href='gk/sy.htm'><img src='img/gk.gif' alt='政府信息公开'></a>")
    return world


@stranger
def definitions_cut_short() -> World:
    """Rows in `<dl>`, every title shortened without its full form anywhere in the list, reports and others alike."""
    world = _new("short")
    docs = put(
        world,
        _government(2014, title="{place}人民政府关于{year}年度政府信息公开工作情况的报告"),
        "/openinfo/detail/{n}.shtml",
    )
    others = [
        (f"/openinfo/detail/9{n}.shtml", title)
        for n, title in enumerate(
            (
                f"{PLACE}2024年政府网站工作年度报表",
                f"{PLACE}人民政府办公室关于2023年政务公开工作要点的通知",
                f"{PLACE}2022年法治政府建设情况报告",
            )
        )
    ]
    rows = "".join(
        f"<dd><a href='{doc.path}'>{doc.made.title[:15]}…</a><em>{doc.made.published}</em></dd>" for doc in docs
    )
    rows += "".join(
        f"<dd><a href='{wrong(world, path, title)}'>{title[:15]}...</a><em>2024-03-01</em></dd>"
        for path, title in others
    )
    world.site.add("/openinfo/list/206.shtml", html("政府信息公开工作年度报告", f"<dl>{rows}</dl>"))
    world.site.add(
        "/openinfo/index.shtml",
        html(
            "信息公开",
            "<div class=lm><a href='/openinfo/list/201.shtml'>政策</a><a href='/openinfo/list/206.shtml'>政府信息公开工作年度报告</a></div>",
        ),
    )
    home(world, "<a href='/openinfo/index.shtml'>信息公开</a>")
    return world


@stranger
def asp_in_gbk_with_chinese_queries() -> World:
    """Old ASP in GBK: class names stand in the query as the bytes of the page, the pager too."""
    world = _new("gbkasp")
    docs = put(world, _government(2010), "/Article_Show.asp?ArticleID={n}", 3)
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
    world = _new("posts")
    docs = put(world, _government(2011), "/portal/article/view.do?articleId={n}")
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
    world = _new("written")
    docs = put(world, _government(), "/pub/ndbg/{month}/W{n}.shtml", 2)
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
    world = _new("goto")
    docs = put(world, _government(2013), "/news_show_{n}.jsp")
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
    world = _new("tabs")
    docs = put(world, _of((*BODIES, *TOWNS)), "/a/{year}/{n}.html", 1)
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
    world = _new("deep")
    tree = {"政府部门": BODIES[:3], "镇街": TOWNS[:2]}
    groups = ""
    for place, (group, names) in enumerate(tree.items()):
        units = ""
        for number, name in enumerate(names):
            root = f"/open/g{place}/u{number}/"
            docs = put(world, _of((name,)), root + "report/{n}/index.html", 3)
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
def files_in_capitals() -> World:
    """The list links files only, with capitals in path and extension, some through a servlet; others are no reports."""
    world = _new("capitals")
    rows = ""
    for number, made in enumerate((Made(f"{PLACE}人民政府", year) for year in range(2025, 2016, -1)), 1):
        path = (
            f"/Upload/File/{made.year}/XXGK{number}.PDF"
            if number % 3
            else f"/servlet/DownLoad?name={quote(made.title)}.doc&id={number}"
        )
        world.site.add(path, b"%PDF-1.4\n%" + str(number).encode(), "application/pdf")
        world.files.add(path)
        rows += f"<tr><td>{number}</td><td><a href='{path.replace('&', '&amp;')}'>{made.title}{'.doc' if number % 3 == 0 else ''}</a></td><td>{made.published}</td></tr>"
    other = "/Upload/File/2024/YS.PDF"
    world.site.add(other, b"%PDF-1.4\n%o", "application/pdf")
    world.distractors.add(other)
    rows += f"<tr><td>10</td><td><a href='{other}'>{PLACE}2024年部门决算公开报告</a></td><td>2024-09-01</td></tr>"
    world.site.add("/ZWGK/XXGKNB/List.HTML", html("信息公开年报", f"<table border=1>{rows}</table>"))
    world.site.add(
        "/ZWGK/Index.HTML",
        html("政务公开", "<a HREF='XXGKZN/List.HTML'>信息公开指南</a><A HREF='XXGKNB/List.HTML'>信息公开年报</A>"),
    )
    home(world, "<a href='/ZWGK/Index.HTML'>政务公开</a>")
    return world


@stranger
def reports_among_other_annual_reports() -> World:
    """A column 年度报告 of everything that comes once a year."""
    world = _new("others")
    docs = put(world, _government(2018) + _of(("统计局", "审计局")), "/nd/{year}-{n}.html")
    titles = [
        "2024年国民经济和社会发展统计公报",
        "2024年度企业年报公示情况报告",
        "2023年法治政府建设年度报告",
        "2024年政府网站与政务新媒体工作年度报表",
        "2023年度部门整体支出绩效评价报告",
        "2024年事业单位法人年度报告书",
        "2023年政府工作报告",
        "2024年度信访工作年报",
        "2024年度生态环境状况报告",
        "2023年度行政复议工作年度报告",
    ]
    links = [(doc.path, doc.made.title) for doc in docs]
    for number, title in enumerate(titles):
        links.insert(number * 2, (wrong(world, f"/nd/x{number}.html", f"{PLACE}{title}"), f"{PLACE}{title}"))
    rows = "".join(
        f"<div class='item'><div class='d'><b>{n}</b></div><div class='t'><a href='{path}'>{title}</a></div></div>"
        for n, (path, title) in enumerate(links)
    )
    world.site.add("/nd/", html("年度报告", f"<div class=list-box>{rows}</div>"))
    world.site.add("/gk.html", html("公开", "<a href='/nd/'>年度报告</a><a href='/fg/'>法规</a>"))
    home(world, "<a href='/gk.html'>公开</a>")
    return world


@stranger
def a_few_reports_among_news() -> World:
    """A park's site: four reports of others among six pieces of news in its column."""
    world = _new("park")
    bodies = (
        (f"{PLACE}人民政府", 2019),
        (f"{PLACE}人民政府办公室", 2019),
        (f"{PLACE}人民政府", 2018),
        ("甘河省人民政府", 2018),
    )
    docs = put(
        world,
        [Doc(Made(name, year, title=f"{name}{year}年政府信息公开工作年度报告"), "gov") for name, year in bodies],
        "/xxgk/xxgknb/{month}/t20200903_{n}.html",
        2,
    )
    news = (
        "示范区召开2020年度工作会暨党风廉政建设会议",
        "示范区召开目标责任制考核表彰大会",
        "示范区：栽下梧桐引凤来",
        "一图读懂示范区2017年重点工作",
        "2016年度示范区工作总结",
        "示范区2015年旅游接待情况",
    )
    links = [(doc.path, doc.made.title) for doc in docs]
    for number, title in enumerate(news):
        links.insert(
            number + 1, (wrong(world, f"/xxgk/xxgknb/201906/t20190614_{number}.html", f"白水{title}"), f"白水{title}")
        )
    rows = "".join(
        f"<tr valign=top><td><img src=../../i.jpg></td><td><a href='./{path.removeprefix('/xxgk/xxgknb/')}'>{title}</a></td><td>2019-05-30</td></tr>"
        for path, title in links
    )
    menu = "".join(
        f"<tr><td><a href='{href}' target=_self>{text}</a></td></tr>"
        for href, text in (
            ("../xxgkgd/", "信息公开规定"),
            ("./", "信息公开年报"),
            ("../rsxx/", "人事信息"),
            ("../cwgk/", "财务公开"),
        )
    )
    world.site.add(
        "/xxgk/xxgknb/",
        html(
            "白水生态示范区",
            f"<table id=memu>{menu}</table><table><tr><td class=pos>您现在的位置是：<a href='../../'>首页</a>&nbsp;&gt;&gt;&nbsp;<a href='../'>信息公开</a>&nbsp;&gt;&gt;&nbsp;<a href='./'>信息公开年报</a></td></tr></table><table class=gl_list>{rows}</table>",
        ),
    )
    world.site.add(
        "/xxgk/",
        html(
            "白水生态示范区",
            f"<table id=memu>{menu.replace('../', './').replace(chr(39) + './' + chr(39) + ' target', chr(39) + './xxgknb/' + chr(39) + ' target')}</table>",
        ),
    )
    home(world, "<a href='./xxgk/'>信息公开</a>")
    return world


@stranger
def rows_that_say_view() -> World:
    """A table whose titles are plain cells; the link of the row says 查看 or 下载."""
    world = _new("view")
    docs = put(world, _government(2016) + _of(("财政局",)), "/pub/show?code={n}", 3)
    rows = "".join(
        f"<tr><td>{n}</td><td>{doc.made.title}</td><td>{doc.made.published}</td><td><a href='{doc.path}'>[查看]</a></td></tr>"
        for n, doc in enumerate(docs)
    )
    path = "/f/report2015.doc"
    world.site.add(path, b"\xd0\xcf\x11\xe0", "application/msword")
    world.files.add(path)
    rows += f"<tr><td>88</td><td>{PLACE}2015年政府信息公开工作年度报告</td><td>2016-01-01</td><td><a href='{path}'>下载</a></td></tr>"
    bad = wrong(world, "/pub/show?code=900", f"{PLACE}2023年政府网站工作年度报表")
    rows += f"<tr><td>99</td><td>{PLACE}2023年政府网站工作年度报表</td><td>2024-01-01</td><td><a href='{bad}'>[查看]</a></td></tr>"
    world.site.add("/pub/nb", html("信息公开年报", f"<table><tr><th>序号<th>名称<th>时间<th>操作</tr>{rows}</table>"))
    world.site.add("/pub/", html("信息公开", "<a href='/pub/zn'>指南</a><a href='/pub/nb'>信息公开年报</a>"))
    home(world, "<a href='/pub/'>信息公开</a>")
    return world


@stranger
def rows_that_are_called() -> World:
    """Rows without anchors: the row's handler opens the page."""
    world = _new("called")
    docs = put(world, _government(2017), "/opinfo/{n}.html")
    rows = "".join(
        f"<tr style='cursor:hand' onclick=\"window.location='/opinfo/{doc.path.rpartition('/')[2]}'\"><td>{n}</td><td>{doc.made.title}</td><td>{doc.made.published}</td></tr>"
        for n, doc in enumerate(docs)
    )
    world.site.add("/opinfo/list_nb.html", html("政府信息公开年报", f"<table>{rows}</table>"))
    world.site.add("/opinfo/", html("政府信息公开", "<a href='list_zn.html'>指南</a><a href='list_nb.html'>年报</a>"))
    home(world, "<a href='/opinfo/'>政府信息公开</a>")
    return world


@stranger
def frames_of_the_nineties() -> World:
    """A splash, a frameset, a menu in a frame of its own."""
    world = _new("frameset")
    docs = put(world, _government(2008, 2016), "/w/bg{n}.htm", 1)
    rows = "".join(f"<li><font color=red>◆</font><a href='bg{n}.htm' target=_blank>{doc.made.title}</a>" for n, doc in enumerate(docs, 1))  # fmt: skip
    world.site.add("/w/nb.htm", html("年报", f"<h3>信息公开年度报告</h3><ul>{rows}</ul>"))
    world.site.add(
        "/w/left.htm",
        html(
            "菜单",
            "<a href='zn.htm' target=mainFrame>信息公开指南</a><br><a href='nb.htm' target=mainFrame>信息公开年度报告</a>",
        ),
    )
    world.site.add("/w/main.htm", html("信息公开", "<p>欢迎访问信息公开栏目</p>"))
    world.site.add("/w/top.htm", html("头", "<img src=a.gif>"))
    world.site.add(
        "/w/",
        "<html><head><title>信息公开</title></head><frameset rows='90,*'><frame src='top.htm'><frameset cols='200,*'><frame src='left.htm' name=left><frame src='main.htm' name=mainFrame></frameset></frameset></html>",
    )
    home(world, "<a href='/w/'>信息公开</a>", "/main.htm")
    world.site.add(
        "/",
        "<html><head><title>欢迎</title><meta http-equiv='refresh' content='3; url=main.htm'></head><body><a href='main.htm'><img src=x.jpg></a></body></html>",
    )
    return world


@stranger
def list_from_an_unknown_service() -> World:
    """The column's rows come from a service that its script asks with an object of its own."""
    world = _new("service")
    docs = put(world, _government(2011), "/site/article/{n}.html")

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


@stranger
def years_in_a_select() -> World:
    """A list for each year, chosen in a select, whose form is sent with the year."""
    world = _new("select")
    years = (2025, 2024, 2023)
    docs = put(world, _of(BODIES[:2] + TOWNS[:1]), "/info/{n}.html", 2)
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
def old_titles() -> World:
    """Titles as they were before the forms, in a column behind the site map only."""
    world = _new("oldtitles")
    titles = (
        "{place}2008年政府信息公开工作情况报告",
        "{place}人民政府2009年度信息公开工作报告",
        "二〇一〇年{place}政府信息公开年度工作报告",
        "{place}人民政府关于2011年度政府信息公开工作情况的报告",
        "{place}政府信息公开2012年度报告",
        "2013年{place}人民政府信息公开年报",
        "{place}２０１４年政务公开工作年度报告",
        "{place}政府信息公开工作2015年年度报告",
        "{place}人民政府政府信息公开工作年度报告（2016年）",
    )
    made = [
        Made(f"{PLACE}人民政府", 2008 + n, title=title.format(place=PLACE, year=2008 + n))
        for n, title in enumerate(titles)
    ]
    docs = put(world, [Doc(one, "gov") for one in made], "/content.jsp?cid={n}", 2)
    rows = "".join(f"<p>{n}、<a href='{doc.path}'>{doc.made.title}</a></p>" for n, doc in enumerate(docs, 1))
    world.site.add("/col.jsp?id=77", html(f"信息公开年报-{PLACE}", rows))
    world.site.add(
        "/map.jsp",
        html(
            "网站地图",
            "<a href='/col.jsp?id=70'>市情</a><a href='/col.jsp?id=75'>人事任免</a><a href='/col.jsp?id=77'>信息公开年报</a>",
        ),
    )
    home(world, "<span id=menu>导航由脚本生成</span><a href='/map.jsp'>网站地图</a>")
    return world


def _served_list(name: str, service: str, script: str, answer: Callable[[list[Doc], int, int], bytes]) -> World:
    """A column whose rows come from a vendor's service; `answer` writes rows, the number of all, the page's number."""
    world = _new(name)
    docs = put(world, _government(2008), "/zfxxgk/nb/{month}/t20200101_{n}.html")

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
    world = _new("nextgroup")
    docs = put(world, _government(2008), "/art/{year}/1/9/art_77_{n}.html")
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
