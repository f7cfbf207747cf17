"""Pages as portals print them: one report, written in the mark-up of many editors inside the frames of many portals.

`body(editor)` renders the report, `page(frame, inner)` puts it into a portal's page; what a reader of the page must find
is `TITLE`, `LINES` and `TABLES`, and `CHROME` is what must never be taken for the report.
"""

# ruff: noqa: E501 (mark-up is compared more easily unbroken)

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

TITLE = "云溪县水务局2022年政府信息公开工作年度报告"
LINES = [
    "根据《中华人民共和国政府信息公开条例》第五十条规定，编制本报告。报告中数据的统计期限为2022年1月1日至12月31日。",
    "一、总体情况",
    "（一）主动公开情况",
    "2022年，云溪县水务局围绕河道治理和供水安全，主动公开政府信息86条，其中规范性文件2件，财政信息4条，回应关切11次。",
    "（二）依申请公开情况",
    "全年收到政府信息公开申请7件，均为自然人提出，上年结转1件，全部在法定期限内办结，未发生收费。",
    "二、主动公开政府信息情况",
    None,
    "三、收到和处理政府信息公开申请情况",
    None,
    "四、政府信息公开行政复议、行政诉讼情况",
    None,
    "五、存在的主要问题及改进情况",
    "一是公开内容的时效性还有差距；二是解读形式比较单一。下一步，我局将细化公开目录，丰富图表解读，加强业务培训。",
    "六、其他需要报告的事项",
    "无。",
    "云溪县水务局",
    "2023年1月16日",
]
PROSE = [line for line in LINES if line is not None]
CHROME = [
    "网站首页", "机构概况", "互动交流", "政务服务", "长者模式", "2023年云溪县防汛值班安排公告", "云溪县召开河长制工作推进会议",
    "主办单位：云溪县人民政府办公室", "备案号：云ICP备00000000号", "上一篇", "下一篇", "打印本页", "关闭窗口", "友情链接", "扫一扫",
]  # fmt: skip

# A cell is its text, or (text, rowspan, colspan).
CellSpec = str | tuple[str, int, int]
TABLES: list[list[list[CellSpec]]] = [
    [
        [("第二十条第（一）项", 1, 4)],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "0", "0"],
        ["行政规范性文件", "2", "1", "13"],
        [("第二十条第（五）项", 1, 4)],
        ["信息内容", ("本年处理决定数量", 1, 3)],
        ["行政许可", ("57", 1, 3)],
    ],
    [
        [("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), ("申请人情况", 1, 7)],
        [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
        ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
        [("一、本年新收政府信息公开申请数量", 1, 3), "7", "", "", "", "", "", "7"],
        [("二、上年结转政府信息公开申请数量", 1, 3), "1", "0", "0", "0", "0", "0", "1"],
        [("三、本年度办理结果", 4, 1), ("（一）予以公开", 1, 2), "5", "0", "0", "0", "0", "0", "5"],
        [("（三）不予公开", 2, 1), "1.属于国家秘密", "0", "0", "0", "0", "0", "0", "0"],
        ["2.其他法律行政法规禁止公开", "2", "0", "0", "0", "0", "0", "2"],
        [("（七）总计", 1, 2), "8", "0", "0", "0", "0", "0", "8"],
        [("四、结转下年度继续办理", 1, 3), "0", "0", "0", "0", "0", "0", "0"],
    ],
    [
        [("行政复议", 1, 5), ("行政诉讼", 1, 10)],
        [
            ("结果维持", 2, 1), ("结果纠正", 2, 1), ("其他结果", 2, 1), ("尚未审结", 2, 1), ("总计", 2, 1),
            ("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5),
        ],
        ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 2,
        ["1", "0", "0", "0", "1", *["0"] * 10],
    ],
]  # fmt: skip


def spec(cell: CellSpec) -> tuple[str, int, int]:
    """A cell as text, rowspan, colspan."""
    return (cell, 1, 1) if isinstance(cell, str) else cell


def texts(table: Sequence[Sequence[CellSpec]]) -> list[list[str]]:
    """The cells' texts row by row."""
    return [[spec(cell)[0] for cell in row] for row in table]


def table_html(table: Sequence[Sequence[CellSpec]], wrap: str = "{}", attributes: str = 'border="1"') -> str:
    """A table's mark-up, `wrap` being what an editor puts round the text of a cell."""
    rows = []
    for row in table:
        cells = []
        for text, high, wide in map(spec, row):
            spans = (f' rowspan="{high}"' if high > 1 else "") + (f' colspan="{wide}"' if wide > 1 else "")
            cells.append(f"<td{spans}>{wrap.format(escape(text) or '&nbsp;')}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table {attributes}><tbody>{''.join(rows)}</tbody></table>"


def _flow(line: Callable[[str], str], wrap: str = "{}", between: str = "\n") -> str:
    tables = iter(TABLES)
    return between.join(table_html(next(tables), wrap) if text is None else line(escape(text)) for text in LINES)


def _word(text: str) -> str:
    head, tail = text[:4], text[4:]
    return (
        f"<p class=MsoNormal style='text-indent:24.0pt;mso-char-indent-count:2.0'><span\nstyle='font-family:宋体'>{head}"
        f"</span><span lang=EN-US style='font-size:12.0pt'><o:p></o:p></span><span style='font-family:宋体'>{tail}</span></p>"
    )


_WORD_CELL = "<p class=MsoNormal align=center><span lang=EN-US style='font-size:9.0pt'>{}<o:p></o:p></span></p>"
EDITORS: dict[str, Callable[[], str]] = {
    "paragraphs": lambda: _flow(lambda text: f"<p>{text}</p>", "<p>{}</p>"),
    "word": lambda: _flow(_word, _WORD_CELL),
    "ueditor": lambda: _flow(
        lambda text: (
            f'<p style="line-height:2em;text-indent:2em"><span style="font-size:16px">{text}</span></p><p><br/></p>'
        ),
        '<p style="text-align:center"><span style="font-size:14px">{}</span></p>',
    ),
    "breaks": lambda: _flow(lambda text: f"　　{text}<br><br>"),
    "breaks in a font": lambda: (
        "<font face=仿宋 size=3>" + _flow(lambda text: f"&nbsp;&nbsp;&nbsp;&nbsp;{text}<br />") + "</font>"
    ),
    "divisions": lambda: _flow(lambda text: f"<div>{text}</div>", "<div>{}</div>"),
    "nested divisions": lambda: _flow(lambda text: f"<div><div><span>{text}</span></div></div>"),
    "spans": lambda: _flow(lambda text: f'<span style="display:block">{text}</span><br>', "<span>{}</span>"),
    "bare text": lambda: _flow(lambda text: f"{text}<br>"),
    "headings": lambda: _flow(
        lambda text: f"<h3><strong>{text}</strong></h3>" if text[1] == "、" else f"<p>{text}</p>", "<strong>{}</strong>"
    ),
    "sections": lambda: _flow(lambda text: f"<section><section><p><span>{text}</span></p></section></section>"),
    "list items": lambda: "<ul>" + _flow(lambda text: f"<li>{text}</li>") + "</ul>",
    "indented source": lambda: _flow(lambda text: f"\n　　{text}\n", between=""),
    "unclosed paragraphs": lambda: _flow(lambda text: f"<p>{text}"),
    "one table": lambda: _one_table(),
    "layout table": lambda: f"<table width=100%><tr><td>{_flow(lambda text: f'<p>{text}</p>')}</td></tr></table>",
    "tabs": lambda: _tabs(),
}


def _one_table() -> str:
    """The whole report typed into one table: text across its width, figures in its cells."""
    tables = iter(TABLES)
    rows = []
    for text in LINES:
        if text is not None:
            rows.append(f"<tr><td colspan=15><p>{escape(text)}</p></td></tr>")
        else:
            rows.append(table_html(next(tables)).split("<tbody>")[1].split("</tbody>")[0])
    return f"<table border=1>{''.join(rows)}</table>"


def _tabs() -> str:
    """A tab for each part, all but the first hidden until it is clicked."""
    whole = _flow(lambda text: f"<p>{text}</p>").split("\n")
    parts = [whole[:6], whole[6:10], whole[10:]]
    shown = ("", ' style="display:none"', ' style="display: none;"')
    return "".join(
        f'<div class="tab-item"{style}>{"".join(part)}</div>' for part, style in zip(parts, shown, strict=True)
    )


def body(editor: str) -> str:
    """The report in the mark-up of an editor."""
    return EDITORS[editor]()


_HEAD = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}_云溪县人民政府</title>
<META NAME="SiteName" CONTENT="云溪县人民政府"><meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2023-01-17 09:30">
<script>var menu = "<p>脚本里的文字。</p>";</script><style>.a{{color:red}}</style></head><body>"""
_NAVIGATION = """<div class="header"><div class="top"><a href="/wza">无障碍浏览</a><a href="/zz">长者模式</a></div>
<ul class="nav"><li><a href="/">网站首页</a></li><li><a href="/jg">机构概况</a></li><li><a href="/hd">互动交流</a></li>
<li><a href="/fw">政务服务</a></li></ul></div>"""
_FOOT = """<div class="xgxx"><h4>相关信息</h4><ul><li><a href="/1.html">2023年云溪县防汛值班安排公告</a><span>2023-05-01</span></li>
<li><a href="/2.html">云溪县召开河长制工作推进会议</a><span>2023-04-02</span></li></ul></div>
<div class="footer"><div class="links">友情链接：<a href="http://a">省水利厅</a><a href="http://b">市水务局</a></div>
<p>主办单位：云溪县人民政府办公室 联系电话：0000-0000000</p><p>备案号：云ICP备00000000号 网站标识码：0000000001</p></div></body></html>"""
_LOCATION = """<div class="position">您当前的位置：<a href="/">首页</a> &gt; <a href="/xxgk">政府信息公开</a> &gt; <a href="/nb">年度报告</a></div>"""
_TOOLS = '<div class="tools">【<a href="#">打印本页</a>】 【<a href="#">关闭窗口</a>】</div><div>扫一扫在手机打开当前页</div>'
_NEXT = '<div class="pn"><p>上一篇：<a href="/3.html">云溪县水务局财政预算</a></p><p>下一篇：<a href="/4.html">没有了</a></p></div>'
_LABELS = """<table class="xxgk"><tr><td>索 引 号：</td><td>000014349/2023-00012</td><td>发布机构：</td><td>云溪县水务局</td></tr>
<tr><td>文　　号：</td><td></td><td>成文日期：</td><td>2023年01月16日</td></tr></table>"""
FRAMES: dict[str, str] = {
    "bare": "{head}<h1>{title}</h1>{inner}</body></html>",
    "hanweb": "{head}{nav}{loc}{labels}<div class='title'>{title}</div><div class='xl_doc'><span>发布时间：2023-01-17 09:30</span>"
    "<span>浏览次数：</span><span>信息来源： 云溪县水务局</span></div><div id='zoom'>{inner}</div>{tools}{next}{foot}",
    "trs": "{head}{nav}{loc}<div class='xl'><h2>{title}</h2><p class='ly'>来源：云溪县水务局 发布日期：2023-01-17</p>"
    "<div class='TRS_Editor'>{inner}</div></div>{tools}{foot}",
    "ucap": "{head}{nav}{loc}<div class='con'><ucaptitle>{title}</ucaptitle><publishtime>2023-01-17 09:30</publishtime>"
    "<UCAPCONTENT>{inner}</UCAPCONTENT></div>{tools}{foot}",
    "share-content": "{head}{nav}{loc}<div class='share-content related_article'><h1>{title}</h1>{inner}</div>{tools}{next}{foot}",
    "footer class": "{head}{nav}<div class='page-bottom footer-wrap'><div class='hidden-xs menu-bar'><h1>{title}</h1>{inner}</div>"
    "</div>{tools}{foot}",
    "form": "{head}<form name='aspnetForm' action='x.aspx'><input type=hidden name=__VIEWSTATE value='dDwxNTY='>{nav}{loc}"
    "<div id=content><h1>{title}</h1>{inner}</div>{tools}{foot}</form>",
    "layout tables": "{head}<table width=1000><tr><td colspan=2>{nav}</td></tr><tr><td width=200><ul><li><a href=/>机构概况</a></li>"
    "<li><a href=/>互动交流</a></li></ul></td><td><table><tr><td>{loc}</td></tr><tr><td align=center><b>{title}</b></td></tr>"
    "<tr><td>{inner}</td></tr><tr><td>{tools}</td></tr></table></td></tr><tr><td colspan=2>{foot}</td></tr></table>",
    "textarea": "{head}{nav}{loc}<h1>{title}</h1><div id=show></div><textarea id=src style='display:none'>{escaped}</textarea>{foot}",
    "data script": "{head}{nav}{loc}<h1>{title}</h1><script type='text/xml'><![CDATA[{inner}]]></script>{foot}",
    "xhtml": "<?xml version='1.0' encoding='utf-8'?>{head}<?xml:namespace prefix = o ns = 'urn:o' />{nav}{loc}<h1>{title}</h1>"
    "<div class='v_news_content'><![CDATA[{inner}]]></div>{next}{foot}",
    "phone copy": "{head}{nav}{loc}<div class=pc><h1>{title}</h1>{inner}</div><div class=m style='display:none'>{inner}</div>{foot}",
    "phone copy by class": "{head}{nav}{loc}<div class=pc><h1>{title}</h1>{inner}</div><div class=m>{inner}</div>{foot}",
}  # fmt: skip


def page(frame: str, inner: str, charset: str = "utf-8") -> str:
    """A portal's page round the mark-up of a report."""
    head = _HEAD.format(charset=charset, title=TITLE)
    return FRAMES[frame].format(
        head=head, nav=_NAVIGATION, loc=_LOCATION, labels=_LABELS, title=TITLE, inner=inner, escaped=escape(inner),
        tools=_TOOLS, next=_NEXT, foot=_FOOT,
    )  # fmt: skip
