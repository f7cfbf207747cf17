"""Reports as web pages: a dozen editors' table mark-up inside half a dozen portals' page templates."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from random import Random

from tests.generator.model import Content, Grid, GridCell, Prose

CellWriter = Callable[[Random, GridCell, str], str]


def printed(cell: GridCell) -> str:
    """What a cell prints."""
    return cell.value.text if cell.value is not None else cell.text


def _spans(cell: GridCell, rng: Random, *, ones: bool = False) -> str:
    found = ""
    if cell.colspan > 1 or (ones and rng.random() < 0.5):
        found += f' colspan="{cell.colspan}"'
    if cell.rowspan > 1 or (ones and rng.random() < 0.5):
        found += f' rowspan="{cell.rowspan}"'
    return found


def _broken(rng: Random, cell: GridCell, text: str, joint: str) -> str:
    """A label written one character a line, or broken once where it is long."""
    if cell.vertical:
        return joint.join(escape(char) for char in text)
    if cell.head and len(text) > 6 and rng.random() < 0.25:
        at = rng.randint(2, len(text) - 2)
        return escape(text[:at]) + joint + escape(text[at:])
    return escape(text)


def _plain(rng: Random, cell: GridCell, text: str) -> str:
    return f"<td{_spans(cell, rng)}>{_broken(rng, cell, text, '<br>') or '&nbsp;'}</td>"


def _paragraphs(rng: Random, cell: GridCell, text: str) -> str:
    inner = _broken(rng, cell, text, "<br />") or "&nbsp;"
    style = f'nowrap="nowrap"{_spans(cell, rng)} style="width:{rng.randint(30, 220)}px;"'
    return f'<td {style}><p align="center">{inner}</p></td>'


def _word(rng: Random, cell: GridCell, text: str) -> str:
    """Word's export: a span for each run, so that a word or a number falls into several."""
    style = 'style="font-size:10.5pt;font-family:宋体;mso-hansi-font-family:Calibri"'
    if not text:
        inner = f"<span lang=EN-US {style}><o:p>&nbsp;</o:p></span>"
    elif cell.vertical:
        inner = "".join(f"<span {style}>{escape(char)}<o:p></o:p></span>" for char in text)
    else:
        at = rng.randint(0, len(text)) if rng.random() < 0.5 else 0
        parts = [part for part in (text[:at], text[at:]) if part]
        inner = "".join(f"<span lang=EN-US {style}>{escape(part)}</span>" for part in parts)
    return (
        f"<td width={rng.randint(20, 200)} valign=top{_spans(cell, rng)} style='border:solid windowtext 1.0pt'>"
        f'<p class=MsoNormal align=center style="text-align:center">{inner}<span lang=EN-US><o:p></o:p></span></p></td>'
    )


def _ueditor(rng: Random, cell: GridCell, text: str) -> str:
    inner = _broken(rng, cell, text, "</span></p><p><span>") or "<br/>"
    return (
        f'<td valign="center"{_spans(cell, rng, ones=True)} style="border-width: 1px; padding: 0px 7px;">'
        f'<p style="text-align:center"><span style="font-family: 宋体; font-size: 14px;">{inner}</span></p></td>'
    )


def _excel(rng: Random, cell: GridCell, text: str) -> str:
    number = ' x:num="' + text + '"' if text.isdigit() and text.isascii() else ""
    inner = _broken(rng, cell, text, "<br/>")
    return f'<td class="xl{rng.randint(60, 75)}" height="19"{_spans(cell, rng)}{number}>{inner}</td>'


def _headed(rng: Random, cell: GridCell, text: str) -> str:
    tag = "th" if cell.head else "td"
    return f"<{tag}{_spans(cell, rng)}>{_broken(rng, cell, text, '<br/>')}</{tag}>"


def _wps(rng: Random, cell: GridCell, text: str) -> str:
    inner = _broken(rng, cell, text, "</font><font>")
    return (
        f'<td{_spans(cell, rng)} bgcolor="#ffffff"><p class="p0"><font face="仿宋_GB2312">{inner}</font>&#160;</p></td>'
    )


def _unclosed(rng: Random, cell: GridCell, text: str) -> str:
    return f"<TD{_spans(cell, rng).upper()} ALIGN=center>{_broken(rng, cell, text, '<BR>') or '&nbsp;'}"


def _indented(rng: Random, cell: GridCell, text: str) -> str:
    inner = _broken(rng, cell, text, "\n            ")
    return f"<td{_spans(cell, rng)}>\n            {inner}\n            &nbsp;\n        </td>"


def _stray(rng: Random, cell: GridCell, text: str) -> str:
    inner = _broken(rng, cell, text, "<wbr>")
    return f"<td{_spans(cell, rng)}><!-- {rng.randint(1, 9)} --><div>{inner}\u200b</div></td>"


DIALECTS: dict[str, CellWriter] = {
    "plain": _plain,
    "paragraphs": _paragraphs,
    "word": _word,
    "ueditor": _ueditor,
    "excel": _excel,
    "headed": _headed,
    "wps": _wps,
    "unclosed": _unclosed,
    "indented": _indented,
    "stray": _stray,
    "misaligned_word": _word,
    "nested": _plain,
}


def table(rng: Random, grid: Grid, dialect: str) -> str:
    """A grid as an HTML table in an editor's dialect."""
    write = DIALECTS[dialect]
    rows = []
    for row in grid.rows:
        cells = "".join(write(rng, cell, printed(cell)) for cell in row)
        if dialect == "misaligned_word" and any(c.rowspan > 1 for c in row):
            cells += (
                "<![if !supportMisalignedRows]><td style='height:16.5pt;border:none' width=0 height=22></td><![endif]>"
            )
        rows.append(f"<TR>{cells}\n" if dialect == "unclosed" else f"<tr>{cells}</tr>")
    body = "".join(rows)
    if dialect in {"headed", "ueditor", "wps"}:
        body = f"<tbody>{body}</tbody>"
    if dialect == "wps":
        body = "<colgroup>" + "<col/>" * grid.width + "</colgroup>" + body
    whole = f'<table border="1" cellspacing="0" align="center">{body}</table>'
    if dialect == "nested":
        return f'<table width="100%"><tr><td>{whole}</td></tr></table>'
    return whole


def _paragraph(rng: Random, item: Prose, style: str) -> str:
    text = escape(item.text)
    if item.kind == "heading" and rng.random() < 0.3:
        return f"<p><strong>{text}</strong></p>"
    if item.kind == "signature":
        return f'<p style="text-align:right">{"&nbsp;" * rng.choice((0, 0, 30, 90))}{text}</p>'
    if item.kind == "picture":
        return f'<p><img src="/images/{rng.randint(1, 99)}.png" alt=""/></p><p>{text}</p>'
    if style == "word":
        return f'<p class="MsoNormal" style="text-indent:32pt"><span style="font-family:仿宋">{text}</span></p>'
    if style == "breaks":
        return f"&nbsp;&nbsp;&nbsp;&nbsp;{text}<br/>\n"
    return f"<p>{'　　' if rng.random() < 0.5 else ''}{text}</p>"


def body(rng: Random, content: Content, dialect: str) -> str:
    """The article: prose and tables in reading order."""
    style = rng.choice(("plain", "word", "breaks")) if dialect != "unclosed" else "breaks"
    parts = []
    for item in content.items:
        parts.append(_paragraph(rng, item, style) if isinstance(item, Prose) else table(rng, item, dialect))
    return "\n".join(parts)


_NAV = (
    "<div class='top'><a href='/'>网站首页</a> | <a href='/zwgk/'>政务公开</a> | <a href='/bsfw/'>办事服务</a> | "
    "<a href='/hdjl/'>互动交流</a> <a href='#'>无障碍</a> <a href='#'>登录</a></div>"
)
_FOOT = (
    "<div class='footer'><p>主办单位：{name}</p><p>网站标识码：{code}</p><p>备案序号：某ICP备0500000{digit}号</p>"
    "<p>联系电话：0000-6600{digit}</p></div>"
)


def _share(rng: Random) -> str:
    return rng.choice(
        ("", "<div>分享到：</div>", "<div>【打印】 【关闭】 字号：[大 中 小]</div>", "<p>打开微信扫一扫</p>")
    )


def _related(rng: Random, year: int, name: str) -> str:
    others = "".join(
        f'<li><a href="/art/{y + 1}/3/1/a.html">{name}{y}年政府信息公开工作年度报告</a>'
        f"<span>{y + 1}-03-0{rng.randint(1, 9)}</span></li>"
        for y in (year - 1, year + 1)
    )
    return f"<div class='related'><h3>相关信息</h3><ul>{others}</ul></div>"


def _meta(rng: Random, content: Content, name: str) -> str:
    fields = content.fields
    found = [
        f'<meta name="SiteName" content="{escape(name)}"/>',
        '<meta name="SiteDomain" content="www.example.gov.cn"/>',
    ]
    if fields.title:
        found.append(f'<meta name="ArticleTitle" content="{escape(fields.title)}"/>')
    if fields.published:
        found.append(f'<meta name="PubDate" content="{fields.published} {rng.randint(8, 17):02d}:30"/>')
    found += [
        '<meta name="ColumnName" content="政府信息公开年报"/>',
        '<meta name="ColumnType" content="政府信息公开年报"/>',
    ]
    return "".join(found)


def _line(rng: Random, content: Content) -> str:
    fields = content.fields
    return rng.choice(
        (
            f"发布时间：{fields.published} 来源：本站 浏览次数：{rng.randint(1, 999)}",
            f"来源：政府办 时间：{fields.published} {rng.randint(8, 17):02d}:14",
            f"发布日期：{fields.published} 【字体：大 中 小】",
        )
    )


def _info_table(rng: Random, content: Content, name: str) -> str:
    fields = content.fields
    label = rng.choice(("索引号", "索 引 号", "索引号："))
    return (
        '<table class="xxgk"><tr>'
        f"<td>{label}</td><td>{fields.index_number}</td><td>组配分类</td><td>政府信息公开年报</td></tr>"
        f"<tr><td>发布机构</td><td>{escape(name)}</td><td>发布日期</td><td>{fields.published}</td></tr>"
        f"<tr><td>名称</td><td colspan=3>{escape(fields.title or '')}</td></tr></table>"
    )


def _info_list(rng: Random, content: Content, name: str) -> str:
    fields = content.fields
    label = rng.choice(("索引号：", "索 引 号：", "索引号:"))
    pairs = (
        (label, fields.index_number),
        ("发布机构：", escape(name)),
        ("发布日期：", fields.published),
        ("文号：", ""),
    )
    return "<ul class='xxgk'>" + "".join(f"<li><b>{key}</b><span>{value}</span></li>" for key, value in pairs) + "</ul>"


def _info_rows(rng: Random, content: Content, name: str) -> str:
    """Heads in one row, values in the next."""
    fields = content.fields
    keys = ("索引号", "信息分类", "发布机构", "发文日期", "文号")
    values = (fields.index_number, "政府信息公开年报", escape(name), fields.published, "")
    rows = ("".join(f"<td>{text}</td>" for text in row) for row in (keys, values))
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _heading(rng: Random, title: str) -> str:
    """The title on the page: whole, over two lines, or in two paragraphs."""
    at = max(title.find("政府信息公开"), 0) or len(title) // 2
    return rng.choice(
        (
            f"<h1>{title}</h1>",
            f'<div class="title">{title}</div>',
            f"<p align=center><b>{title}</b></p>",
            f"<h2>{title[:at]}<br/>{title[at:]}</h2>",
            f"<p align=center><b>{title[:at]}</b></p><p align=center><b>{title[at:]}</b></p>",
        )
    )


def _page(rng: Random, content: Content, dialect: str, name: str) -> str:
    """One of six portal templates round the article."""
    template = rng.choice(("bare", "line", "line", "lying", "list_info", "rows_info", "info", "meta", "meta_info"))
    fields = content.fields
    article = body(rng, content, dialect)
    title = escape(fields.title or "")
    heading = _heading(rng, title)
    if template == "bare":
        fields.published = fields.index_number = None
        return f"{heading}{article}"
    if template in {"line", "lying", "meta"}:
        fields.index_number = None
    head = f"<title>{title}-{escape(name)}</title>"
    if template.startswith("meta"):
        head = f"<title>{title}</title>{_meta(rng, content, name)}"
    if template == "lying":
        # Fragments bring their own title and column: they speak of the site's head, not of the article.
        head = f"<title>{escape(name)}</title><meta name='ColumnName' content='头部'/>"
    steps = " &gt; ".join(f"<a href='/'>{step}</a>" for step in ("首页", "政务公开", "政府信息公开年报"))
    crumb = f"<div class='crumb'>当前位置：{steps} &gt; 正文</div>"
    info = f"<p class='info'>{_line(rng, content)}</p>"
    if template.endswith("info"):
        shape = {"list_info": _info_list, "rows_info": _info_rows}.get(template, _info_table)
        info = shape(rng, content, name)
    box = rng.choice(
        ('<div id="zoom">{}</div>', '<div class="TRS_Editor">{}</div>', "<div class='v_news_content'>{}</div>")
    )
    inner = [crumb, info, heading] if template.endswith("info") else [crumb, heading, info]
    related = _related(rng, fields.year, name) if rng.random() < 0.4 else ""
    main = "".join(inner) + _share(rng) + box.format(article) + "<p>附件下载：</p>" + related
    foot = _FOOT.format(name=escape(name), code=f"3500000{rng.randint(100, 999)}", digit=rng.randint(1, 9))
    return f"<head>{{charset}}{head}</head><body>{_NAV}<div class='main'>{main}</div>{foot}</body>"


def _encode(rng: Random, page: str) -> bytes:
    """The page in an encoding, declared rightly, wrongly or not at all."""
    kind = rng.choices(("utf-8", "gbk", "gb18030", "mislabelled", "undeclared", "bom"), (60, 12, 8, 8, 6, 6))[0]
    declared, actual = {
        "utf-8": ("utf-8", "utf-8"),
        "gbk": ("gb2312", "gb18030"),
        "gb18030": ("gb18030", "gb18030"),
        "mislabelled": rng.choice((("gb2312", "utf-8"), ("utf-8", "gb18030"))),
        "undeclared": ("", rng.choice(("utf-8", "gb18030"))),
        "bom": ("utf-8", "utf-8-sig"),
    }[kind]
    charset = f'<meta charset="{declared}">' if declared else ""
    return page.replace("{charset}", charset).encode(actual)


def write(rng: Random, content: Content, dialect: str) -> bytes:
    """The report as an HTML page; fields that its template does not show are taken out of the truth."""
    name = max(sorted(content.fields.agency), key=len)
    page = _page(rng, content, dialect, name)
    doctype = rng.choice(("<!DOCTYPE html>", '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">', ""))
    return _encode(rng, f"{doctype}<html>{page}</html>")
