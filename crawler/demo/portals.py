"""The eight portals of the demonstration: made-up places, each looking like the pages of another system."""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from math import ceil
from urllib.parse import parse_qsl, urlsplit

from crawler.demo.content import Made, prose_of
from crawler.demo.documents import docx_of
from crawler.demo.pages import (
    Doc,
    Place,
    article,
    chunks,
    cut,
    page,
    put,
    put_distractors,
    put_home,
    put_platform,
    rows,
)
from crawler.demo.server import Resource, Site
from parsers.resources import data_path

FORM_YEARS = range(2025, 2020, -1)
BAICHUAN = "柏川县"
PDF_REPORTS = {
    f"baichuan-{year}.pdf": Made(f"{BAICHUAN}人民政府", year, received=received)
    for year, received in ((2024, 9), (2025, 12))
}
_COLUMN = {"ColumnName": "政府信息公开年报", "ColumnType": "信息公开年报"}
_CHALLENGE = (
    "<script>document.cookie=('_')+('_')+('jsl_clearance_s=17')+'|0|x';location.href=location.pathname</script>"
)
_GBK = "gb2312"


def make_place(
    name: str, identifier: str, family: str, province: str, units: Iterable[str] = (), unit_years: int = 3
) -> Place:
    """A place with the reports of its government (2021 to 2025) and of its units (the last years)."""
    docs = [Doc(Made(f"{name}人民政府", year, received=14 + (year * len(family)) % 23)) for year in FORM_YEARS]
    for number, unit in enumerate(units):
        years = list(FORM_YEARS)[:unit_years]
        docs += [Doc(Made(name + unit, year, received=(year + 3 * number) % 8)) for year in years]
    return Place(name, Site(identifier), family, province, docs)


def qingyan() -> Place:
    """TRS WCM: static lists of ten, further pages by `createPageHTML`; two reports from before the forms."""
    place = make_place("青岩县", "qingyan", "TRS WCM", "贵州省", ("教育局", "财政局", "云坡镇人民政府"))
    place.docs += [Doc(Made(place.government, year, received=3 + year % 5)) for year in (2018, 2017)]
    column = "/zwgk/zfxxgk/zfxxgknb/"
    for number, doc in enumerate(place.docs):
        day = doc.made.published.replace("-", "")
        doc.path = f"{column}{day[:6]}/t{day}_{1000 + number}.html"
    put_platform(place, "/zwgk/zfxxgk/", column)
    draw_qingyan(place)
    return place


def draw_qingyan(place: Place) -> None:
    """Put the column's pages and the reports on the portal as they stand now."""
    column = "/zwgk/zfxxgk/zfxxgknb/"
    for doc in place.docs:
        body = prose_of(doc.made) if doc.made.year < 2019 else None
        put(place, doc.path, article(place, doc, '<div class="trs_editor_view TRS_UEDITOR">%s</div>', body=body))
    parts = chunks(place.docs, 10)
    for number, part in enumerate(parts):
        listed = rows(part) + (put_distractors(place, f"{column}202501/t20250109_", ".html") if number == 0 else "")
        body = (
            f'<ul class="list">{listed}</ul><script>createPageHTML({len(parts)}, {number}, "index", "html");</script>'
        )
        name = f"index_{number}.html" if number else ""
        put(place, column + name, page(place.name, "政府信息公开年报", body, metas=_COLUMN))


def tongchuan() -> Place:
    """Hanweb JCMS: the list comes as XML from a proxy that is asked with a form."""
    place = make_place("桐川市", "tongchuan", "Hanweb JCMS", "浙江省", ("民政局", "公安局", "水利局"))
    for number, doc in enumerate(place.docs):
        year, month, day = (int(part) for part in doc.made.published.split("-"))
        doc.path = f"/art/{year}/{month}/{day}/art_1229_{9000 + number}.html"
    column = "/col/col1229/index.html"
    put_platform(place, "/col/col55/", column)
    script = (
        "<script>jpage({'totalRecord':TOTAL,'perPage':6,'proxyUrl':'/module/web/jpage/dataproxy.jsp','col':'1',"
        "'appid':'1','webid':'12','path':'/','columnid':'1229','sourceContentType':'1','unitid':'77001',"
        "'webname':'桐川市','permissiontype':'0'});</script>"
    ).replace("TOTAL", str(len(place.docs)))
    put(place, column, page(place.name, "政府信息公开年报", f'<div id="77001">{script}</div>', metas=_COLUMN))
    place.site.add("/module/web/jpage/dataproxy.jsp", lambda target, body, headers: _datastore(place, target, body))
    draw_articles(place, '<div id="zoom">%s</div>')
    return place


def _datastore(place: Place, target: str, body: bytes) -> Resource:
    """A part of the list as the proxy sends it."""
    asked = dict(parse_qsl(urlsplit(target).query)) | dict(parse_qsl(body.decode()))
    docs = place.docs if asked.get("unitid") == "77001" else []
    part = docs[int(asked.get("startrecord", 1)) - 1 : int(asked.get("endrecord", 0))]
    records = "".join(f"<record><![CDATA[{rows([doc])}]]></record>" for doc in part)
    text = f"<totalrecord>{len(docs)}</totalrecord><totalpage>{ceil(len(docs) / 6)}</totalpage>"
    return Resource(f"<datastore>{text}<recordset>{records}</recordset></datastore>".encode())


def draw_articles(place: Place, container: str, *, metas: bool = True, charset: str = "utf-8") -> None:
    """Put the reports' pages on the portal as they stand now."""
    for doc in place.docs:
        put(place, doc.path, article(place, doc, container, metas=metas, charset=charset), charset)


def lupu() -> Place:
    """VSB: columns as `.htm`, further pages numbered downwards. Two of its reports contradict themselves."""
    place = make_place("芦浦区", "lupu", "VSB", "云南省", ("市场监督管理局", "石桥街道办事处"), 2)
    place.doc(place.government, 2024).made.misprinted = 3
    place.doc("芦浦区市场监督管理局", 2025).made.stated = 9
    for number, doc in enumerate(place.docs):
        doc.path = f"/info/1181/{7000 + number}.htm"
    parts = chunks(place.docs, 6)
    names = [
        "/zfxxgk/zfxxgknb.htm",
        *(f"/zfxxgk/zfxxgknb/{len(parts) - number}.htm" for number in range(1, len(parts))),
    ]
    put_platform(place, "/zfxxgk.htm", names[0])
    for number, part in enumerate(parts):
        follow = (
            f'<span class="p_next p_fun"><a href="{names[number + 1]}">下页</a></span>'
            if number + 1 < len(parts)
            else ""
        )
        listed = rows(part) + (put_distractors(place, "/info/1182/", ".htm") if number == 0 else "")
        body = f'<ul>{listed}</ul><div class="pb_sys_common"><span class="p_pages">{follow}</span></div>'
        put(place, names[number], page(place.name, "政府信息公开年报", body))
    draw_articles(place, '<div id="vsb_content"><div class="v_news_content">%s</div></div>')
    return place


def wuchuan() -> Place:
    """ASP.NET in GBK without a charset header: further pages are posted back with the view's state."""
    place = make_place("梧川县", "wuchuan", "ASP.NET, GBK", "广西壮族自治区", ("砚溪乡人民政府", "农业农村局"))
    for number, doc in enumerate(place.docs):
        doc.path = f"/InfoShow.aspx?id={300 + number}"
    column = "/InfoPublic.aspx?cid=1019"
    put_home(place, '<a href="/Open.aspx">政府信息公开</a>', _GBK)
    menu = f'<ul><li><a href="{column}">政府信息公开年报</a></li><li><a href="/InfoPublic.aspx?cid=7">政府信息公开指南</a></li></ul>'
    put(place, "/Open.aspx", page(place.name, "政府信息公开", menu, charset=_GBK), _GBK)
    place.site.add(column, lambda target, body, headers: _posted_back(place, body))
    draw_wuchuan(place)
    return place


def draw_wuchuan(place: Place) -> None:
    """Put the reports' pages on the portal as they stand now."""
    draw_articles(place, '<td class="content">%s</td>', metas=False, charset=_GBK)


def _posted_back(place: Place, body: bytes) -> Resource:
    """A page of the list: the first, or the one that the form asks for."""
    parts = chunks(place.docs, 8)
    asked = dict(parse_qsl(body.decode(), keep_blank_values=True))
    number = int(asked.get("__EVENTARGUMENT") or 1) if asked.get("__VIEWSTATE", "").startswith("/wEP") else 1
    others = [n for n in range(1, len(parts) + 1) if n != number]
    links = "".join(f"<a href=\"javascript:__doPostBack('Pager1','{n}')\">{n}</a>" for n in others)
    state = f'<input type="hidden" name="__VIEWSTATE" value="/wEP{number}"><input type="hidden" name="__EVENTTARGET"><input type="hidden" name="__EVENTARGUMENT">'
    listed = rows(parts[number - 1], '<tr><td><a href="{path}" title="{title}">{cut}</a></td><td>{day}</td></tr>')
    form = f'<form method="post" action="InfoPublic.aspx?cid=1019">{state}<table>{listed}</table>{links}</form>'
    return Resource(
        page(place.name, "政府信息公开年报", form, charset=_GBK).encode("gb18030"), "text/html", validators=False
    )


def baiqiao() -> Place:
    """UCAP: the list page is a shell, its rows come as JSON."""
    place = make_place("白桥县", "baiqiao", "UCAP", "湖南省", ("教育局", "卫生健康局"))
    for number, doc in enumerate(place.docs):
        doc.path = f"/bq/c101840/{doc.made.published[:7].replace('-', '')}/{number + 17:032x}.shtml"
    channel = "ab12" * 8
    place.site.add(f"/common/search/{channel}", lambda target, body, headers: _found(place, target))
    column = "/bq/c101840/zfxxgk_list.shtml"
    put_platform(place, "/bq/xxgk/", column)
    script = f"<script>var channelId='{channel}';$.get('/common/search/'+channelId+'?_isAgg=true&_isJson=true&page='+n, fill);</script>"
    put(place, column, page(place.name, "政府信息公开年报", f"<div id='list'></div>{script}", metas=_COLUMN))
    draw_articles(place, "<UCAPCONTENT>%s</UCAPCONTENT>")
    return place


def _found(place: Place, target: str) -> Resource:
    """A page of results as the search service sends it."""
    number = int(dict(parse_qsl(urlsplit(target).query)).get("page", 1))
    results = [
        {"title": doc.made.title, "url": doc.path, "publishedTimeStr": f"{doc.made.published} 10:00:00"}
        for doc in place.docs[(number - 1) * 15 :][:15]
    ]
    answer = {"data": {"total": len(place.docs), "page": number, "rows": 15, "results": results}}
    return Resource(json.dumps(answer, ensure_ascii=False).encode(), "application/json;charset=utf-8")


def heping() -> Place:
    """Guangdong's gkmlpt: the categories stand in a script, the lists come from its API."""
    place = make_place("禾坪县", "heping", "gkmlpt", "广东省", ("教育局", "自然资源局"))
    for number, doc in enumerate(place.docs):
        doc.path = f"/gkmlpt/content/8/8054/post_{8054000 + number}.html"
    place.site.add("/gkmlpt/api/all/2629", lambda target, body, headers: _category(place, target))
    tree = [{"id": 2629, "name": "政府信息公开年度报告", "children": [], "jump_url": "", "post_count": len(place.docs)}]
    config = f"<script>window._CONFIG = {{SID: '990001', TREE: {json.dumps(tree, ensure_ascii=False)}, DETAIL: {{}} }};</script>"
    body = f"<div id='app2'></div><p>政府信息公开平台，提供本级政府信息公开目录。</p><a href='/gkmlpt/guide'>指南</a>{config}"
    put(place, "/gkmlpt/index", page(place.name, "政府信息公开", body))
    put_home(place, '<a href="/gkmlpt/index">政府信息公开</a>')
    draw_heping(place)
    return place


def draw_heping(place: Place) -> None:
    """Put the reports' pages on the portal as they stand now."""
    draw_articles(place, '<div class="article-content">%s</div>', metas=False)


def _category(place: Place, target: str) -> Resource:
    """A page of a category as the API sends it."""
    asked = dict(parse_qsl(urlsplit(target).query))
    listed = [
        {
            "id": number,
            "title": doc.made.title,
            "url": f"{place.site.base}{doc.path}",
            "display_publish_time": doc.made.published,
            "attachment": [],
        }
        for number, doc in enumerate(place.docs[(int(asked.get("page", 1)) - 1) * 20 :][:20])
    ]
    answer = {"articles": listed, "classify": {"post_count": len(place.docs)}}
    return Resource(json.dumps(answer, ensure_ascii=False).encode(), "application/json")


def baichuan() -> Place:
    """Attachments only: stub pages with a PDF in a viewer or a Word file behind a link. robots.txt closes a folder."""
    place = make_place(BAICHUAN, "baichuan", "attachments only", "四川省")
    pdfs = {made.year: name for name, made in PDF_REPORTS.items()}
    listed = []
    for doc in place.docs:
        made = doc.made
        doc.path = f"/nb/{made.year}/{made.year - 1950}.html"
        name = pdfs.get(made.year, "")
        doc.file = f"/u/cms/{made.year}{'.pdf' if name else '.docx'}"
        if name:
            place.site.add(doc.file, data_path("samples", "portals", name).read_bytes(), "application/pdf")
            shown = f'<iframe src="/pdfjs/web/viewer.html?file={doc.file}"></iframe>'
        else:
            place.site.add(doc.file, docx_of(made), "application/octet-stream")
            shown = f'<p>附件：<a href="{doc.file}">{made.title}.docx</a></p>'
        put(place, doc.path, page(place.name, made.title, f"<h1>{made.title}</h1><div class='content'>{shown}</div>"))
        listed.append(f'<li><a href="{doc.path}" title="{made.title}">{cut(made.title)}</a></li>')
    listed.append(f'<li><a href="/old/2012.html">{place.government}2012年政府信息公开工作年度报告</a></li>')
    place.site.add("/robots.txt", "User-agent: *\nDisallow: /old/\n", "text/plain")
    put(place, "/nb/", page(place.name, "政府信息公开年报", f"<ul>{''.join(listed)}</ul>"))
    put(place, "/pdfjs/web/viewer.html", page(place.name, "viewer", "<div id='viewer'></div>"))
    put_platform(place, "/gk/", "/nb/")
    return place


def shihu() -> Place:
    """A portal behind a challenge: every address answers 521 and a script that only a browser would run."""
    place = Place("石湖市", Site("shihu"), "refuses", "安徽省")
    place.site.add("/", _CHALLENGE, status=521, headers={"X-Via-JSL": "a1b2", "Set-Cookie": "__jsluid_h=ab12; path=/"})
    return place


PLACES: tuple[Callable[[], Place], ...] = (qingyan, tongchuan, lupu, wuchuan, baiqiao, heping, baichuan, shihu)
