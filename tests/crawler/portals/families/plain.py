"""Old ASP, trees of years and units, links to the next page, reports that are files."""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

from urllib.parse import parse_qsl

from crawler.demo.server import Resource
from tests.crawler.portals.families.shared import builder, chunks, cut, everything, new_world, platform, put, rows_of
from tests.crawler.portals.made import (
    COUNTY,
    Doc,
    World,
    add_home,
    article_html,
    page,
)


@builder
def aspx_gbk_postback() -> World:
    """Old ASP.NET in GBK without a charset header: `__doPostBack` with the view's state."""
    world = new_world("aspx", units_from=2024)
    docs = everything(world)
    for number, doc in enumerate(docs):
        path = f"/InfoShow.aspx?id={300 + number}"
        doc.path = path
        world.reports.add(path)
        world.site.add(
            path,
            article_html(doc, '<td class="content">%s</td>', metas=False, charset="gb2312").encode("gb18030"),
            "text/html",
        )
    parts = chunks(docs, 10)

    def list_page(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        asked = dict(parse_qsl(body.decode(), keep_blank_values=True))
        number = int(asked.get("__EVENTARGUMENT") or 1) if asked.get("__VIEWSTATE", "").startswith("/wEP") else 1
        links = "".join(
            f"<a href=\"javascript:__doPostBack('Pager1','{n}')\">{n}</a>"
            for n in range(1, len(parts) + 1)
            if n != number
        )
        state = f'<input type="hidden" name="__VIEWSTATE" value="/wEP{number}"><input type="hidden" name="__EVENTTARGET"><input type="hidden" name="__EVENTARGUMENT">'
        rows = rows_of(parts[number - 1], '<tr><td><a href="{path}" title="{title}">{cut}</a></td><td>{day}</td></tr>')
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
    world = new_world("asp", units_from=2024)
    docs = everything(world)
    for number, doc in enumerate(docs):
        put(world, doc, f"/xj.asp?id={40 + number}", article_html(doc, '<td class="zw">%s</td>', metas=False))
    parts = chunks(docs, 9)
    for number, part in enumerate(parts, 1):
        form = f"<form method=get action='list.asp'><input type=hidden name=class value=12><input name=page value={number}></form>第{number}/{len(parts)}页"
        html = page(
            "政府信息公开年度报告",
            f"<table>{rows_of(part, '<tr><td><a href={path}>{title}</a>({day})</td></tr>')}</table>{form}",
        )
        world.site.add(f"/list.asp?class=12&page={number}", html)
        if number == 1:
            world.site.add("/list.asp?class=12", html)
    platform(world, "/xxgk/", "/list.asp?class=12")
    return world


@builder
def year_unit_tree() -> World:
    """Readable folders of groups and years, 19-digit articles, lists `1.html` … with the total in `parseInt`."""
    world = new_world("tree")
    nb = "/zfxxgk/zfxxgknb/"
    folders: dict[str, list[Doc]] = {}
    for number, doc in enumerate(everything(world)):
        folder = {"gov": f"{nb}xj/", "dept": f"{nb}bm/{doc.made.year}n/", "town": f"{nb}xz/{doc.made.year}/"}[doc.group]
        folders.setdefault(folder, []).append(doc)
        put(
            world,
            doc,
            f"{folder}{1533676551588134914 + number}.html",
            article_html(doc, '<div class="m-txt-article">%s</div>', metas=False),
        )
    for folder, docs in folders.items():
        parts = chunks(docs, 8)
        for number, part in enumerate(parts, 1):
            crumb = '<div class="crumbs">首页 &gt; 政府信息公开 &gt; 政府信息公开年报</div>'
            body = f"{crumb}<div class='m-lst'><ul>{rows_of(part)}</ul></div><script>var n=parseInt('{len(parts)}')</script>"
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
    platform(world, "/zfxxgk/", f"{nb}1.html")
    return world


@builder
def units_with_columns() -> World:
    """No common list: each body has its own part of the platform, with its own report column."""
    world = new_world("units", first=2008, units_from=2016)
    by_unit: dict[str, list[Doc]] = {}
    for doc in everything(world):
        by_unit.setdefault(doc.made.agency, []).append(doc)
    names = {name: f"u{number}" for number, name in enumerate(by_unit)}
    for name, docs in by_unit.items():
        root = f"/gk/{names[name]}/"
        for number, doc in enumerate(docs):
            put(
                world,
                doc,
                f"{root}nianbao/{doc.made.year}/content_{number + 60}",
                article_html(doc, '<div class="article">%s</div>', metas=False),
            )
        world.site.add(f"{root}nianbao/", page(f"{name}信息公开年报", f"<ul>{rows_of(docs)}</ul>"))
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
    world = new_world("next")
    docs = everything(world)
    for number, doc in enumerate(docs):
        month, day = doc.made.published[5:7], doc.made.published[8:]
        put(
            world,
            doc,
            f"/{doc.made.published[:4]}/{month}-{day}/{2677 + number}.html",
            article_html(doc, '<section class="detail">%s</section>', metas=False),
        )
    parts = chunks(docs, 11)
    for number, part in enumerate(parts, 1):
        follow = (
            f'<a class="nx" href="/c/nb/p{number + 1}/">下一页 &gt;</a>'
            if number < len(parts)
            else '<a class="nx disabled" href="javascript:;">下一页</a>'
        )
        body = f"<div class='weizhi'>您的位置：首页 &gt; 公开 &gt; 年度报告</div><ul>{rows_of(part)}</ul>{follow}"
        world.site.add("/c/nb/" if number == 1 else f"/c/nb/p{number}/", page("年度报告", body))
    platform(world, "/c/gk/", "/c/nb/")
    return world


@builder
def attachments_only() -> World:
    """Reports as files alone: linked from the list, from stub pages, in a viewer, in a handler."""
    world = new_world("files", first=2016, units_from=2024)
    pdf = _pdf()
    rows = []
    for number, doc in enumerate(everything(world)):
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
            rows.append(f'<li><a href="{file}" title="{doc.made.title}">{cut(doc.made.title)}</a></li>')
            continue
        put(world, doc, stub, page(doc.made.title, f"<h1>{doc.made.title}</h1><div class='content'>{shown}</div>"))
        rows.append(f'<li><a href="{stub}" title="{doc.made.title}">{cut(doc.made.title)}</a></li>')
    world.site.add("/nb/", page("政府信息公开年报", f"<ul>{''.join(rows)}</ul>"))
    world.site.add("/pdfjs/web/viewer.html", page("viewer", "<div id='viewer'></div>"))
    platform(world, "/gk/", "/nb/")
    return world


def _pdf() -> bytes:
    """The least a PDF can be: one empty page."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
