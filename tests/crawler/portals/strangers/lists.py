"""How rows stand in a list and what stands between them."""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

from urllib.parse import quote

from crawler.demo.content import Made
from tests.crawler.portals.made import Doc, World
from tests.crawler.portals.strangers.shared import (
    PLACE,
    government,
    home,
    html,
    new_world,
    of_bodies,
    parts,
    put,
    stranger,
    wrong,
)


@stranger
def lines_with_breaks() -> World:
    """Rows are lines ended by `<br>`, the day in brackets before the link; menus are pictures; the next page is one."""
    world = new_world("lines")
    docs = put(world, government(), "/gk/nb/{year}/{n}.htm", 1)
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
    world = new_world("short")
    docs = put(
        world,
        government(2014, title="{place}人民政府关于{year}年度政府信息公开工作情况的报告"),
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
def files_in_capitals() -> World:
    """The list links files only, with capitals in path and extension, some through a servlet; others are no reports."""
    world = new_world("capitals")
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
    world = new_world("others")
    docs = put(world, government(2018) + of_bodies(("统计局", "审计局")), "/nd/{year}-{n}.html")
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
    world = new_world("park")
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
    world = new_world("view")
    docs = put(world, government(2016) + of_bodies(("财政局",)), "/pub/show?code={n}", 3)
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
    world = new_world("called")
    docs = put(world, government(2017), "/opinfo/{n}.html")
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
    world = new_world("frameset")
    docs = put(world, government(2008, 2016), "/w/bg{n}.htm", 1)
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
def old_titles() -> World:
    """Titles as they were before the forms, in a column behind the site map only."""
    world = new_world("oldtitles")
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
