"""Pages of every mark-up end as the same document: the report's lines in order, its tables cell by cell, nothing else."""

# ruff: noqa: E501 (mark-up is compared more easily unbroken)

from __future__ import annotations

import json
from html import escape
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.html import read_html
from parsers.model import Document, Paragraph, Table, UnreadableError
from tests.beside import CORPUS, needs_collection
from tests.parsers import pages

SENTENCE = "2022年，本局围绕河道治理主动公开政府信息86条，其中规范性文件2件，财政信息4条，回应社会关切11次。"


def read(html: str, **options: str) -> Document:
    return read_html(html.encode(), **options)


def grid(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in table.rows] for table in document.tables()]


def lines(document: Document) -> list[str]:
    return document.text.split("\n")


def whole(document: Document) -> None:
    """Offsets slice exactly, tables are numbered in order and stand between lines."""
    number = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            assert document.text[block.start : block.end] == block.text
        else:
            number += 1
            assert block.number == number
            assert block.offset in (0, len(document.text)) or document.text[block.offset - 1] == "\n"


@pytest.mark.parametrize("editor", pages.EDITORS)
@pytest.mark.parametrize("frame", pages.FRAMES)
def test_report_is_found_whole_in_every_frame_and_mark_up(frame, editor):
    document = read(pages.page(frame, pages.body(editor)))
    found = [line for line in lines(document) if line != pages.TITLE]
    assert found == pages.PROSE
    assert grid(document) == [pages.texts(table) for table in pages.TABLES]
    assert pages.TITLE in document.head or lines(document)[0] == pages.TITLE
    whole(document)


@pytest.mark.parametrize("frame", pages.FRAMES)
def test_tables_stand_under_their_headings(frame):
    document = read(pages.page(frame, pages.body("paragraphs")))
    headings = [document.text[: table.offset].rstrip("\n").split("\n")[-1] for table in document.tables()]
    assert [heading[:2] for heading in headings] == ["二、", "三、", "四、"]


@pytest.mark.parametrize("charset", ["gbk", "gb18030", "utf-8", "utf-16"])
def test_encoding_makes_no_difference(charset):
    html = pages.page("trs", pages.body("word"), charset)
    assert read_html(html.encode(charset)).text == read(html).text


def test_metadata_of_a_portal_page():
    document = read(pages.page("hanweb", pages.body("ueditor")), url="http://www.yx.gov.cn/art/1.html")
    assert document.labels["索引号"] == "000014349/2023-00012"
    assert document.labels["文号"] == ""
    assert document.labels["发布时间"] == "2023-01-17 09:30"
    assert document.labels["信息来源"] == "云溪县水务局"
    assert document.breadcrumb == ["首页", "政府信息公开", "年度报告"]
    assert document.meta["sitename"] == "云溪县人民政府"
    assert document.meta["pubdate"] == "2023-01-17 09:30"
    assert document.title_tag == f"{pages.TITLE}_云溪县人民政府"
    assert document.links > 10


def report(inner: str) -> str:
    """A report's body in a portal's page."""
    return pages.page("trs", inner)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_prose_of_a_sidebar_and_a_popup_stays_out():
    side = "<div class='sidebar'><p>近日，云溪县召开河长制工作推进会，会议强调要压实责任。</p></div>"
    popup = "<div id='pop' style='display:none'><p>您访问的链接即将离开本网站，是否继续？</p></div>"
    html = report(paragraphs(*[SENTENCE.replace("86", str(n)) for n in range(8)])).replace(
        "<body>", f"<body>{popup}{side}"
    )
    text = read(html).text
    assert "推进会" not in text
    assert "即将离开" not in text
    assert text.count("河道治理") == 8


def test_body_in_several_boxes_side_by_side():
    parts = "".join(f"<div class='part'><p>{n}、情况</p><div><p>{SENTENCE}</p></div></div>" for n in "一二三四")
    found = lines(read(report(parts)))
    assert [line[:2] for line in found] == ["一、", "20", "二、", "20", "三、", "20", "四、", "20"]


def test_closing_lines_in_a_box_of_their_own():
    html = report(paragraphs(SENTENCE, SENTENCE) + "<div align=right>云溪县水务局<br>2023年1月16日</div>")
    assert lines(read(html))[-2:] == ["云溪县水务局", "2023年1月16日"]


def test_short_last_section_is_kept():
    assert lines(read(report(paragraphs("一、概述", SENTENCE, "六、其他需要报告的事项", "无"))))[-2:] == [
        "六、其他需要报告的事项",
        "无",
    ]


def test_body_between_navigation_without_a_box():
    nav = "<ul>" + "".join(f"<li><a href=/{n}>栏目{n}</a></li>" for n in range(30)) + "</ul>"
    html = (
        f"<html><body>{nav}<h1>年度报告</h1>{paragraphs('一、概述', SENTENCE, '二、其他', '无。')}{nav}</body></html>"
    )
    assert [line for line in lines(read(html)) if line != "年度报告"] == ["一、概述", SENTENCE, "二、其他", "无。"]


@pytest.mark.parametrize("anchor", ["<a name=top>", "<a id=x>", "<a href='1.html'>", "<a name=_Toc1></a><a name=b>"])
def test_unclosed_anchors_do_not_make_the_report_a_link(anchor):
    inner = f"<div>{anchor}" + paragraphs(*(f"（{n}）{SENTENCE}{SENTENCE}" for n in range(5))) + "</div>"
    assert read(report(inner)).text.count("河道治理") == 10


def test_preformatted_text_keeps_its_lines():
    assert lines(read(report(f"<pre>　　一、概述\n　　{SENTENCE}\n\n　　二、其他\n无</pre>"))) == [
        "一、概述",
        SENTENCE,
        "二、其他",
        "无",
    ]


def test_line_ends_of_the_source_are_no_blanks_between_chinese():
    html = report("<p>" + SENTENCE.replace("主动公开", "主动\n    公开") + "</p><p>共 12 件 （含\n上年）</p>")
    assert SENTENCE in lines(read(html))


def test_stub_page_names_its_attachment():
    inner = "<p>云溪县水务局2022年政府信息公开工作年度报告全文见附件。</p><p><a href='./W020230117.pdf'>附件：年度报告.pdf</a></p>"
    document = read(report(inner), url="http://www.yx.gov.cn/nb/202301/t1.html")
    assert [(file.url, file.text) for file in document.attachments] == [
        ("http://www.yx.gov.cn/nb/202301/W020230117.pdf", "附件：年度报告.pdf")
    ]
    assert "全文见附件" in document.text


@pytest.mark.parametrize(
    "element",
    [
        "<iframe src='/a/b.pdf'></iframe>",
        "<iframe src='/pdfjs/web/viewer.html?file=%2Fa%2Fb.pdf'></iframe>",
        "<embed src='/a/b.pdf' type='application/pdf'>",
        "<object data='/a/b.pdf'></object>",
        "<div class='pdf' data-url='/a/b.pdf'></div>",
        "<span onclick=\"window.open('/a/b.pdf')\">下载</span>",
        "<a href='javascript:;' onclick=\"openFile('/a/b.pdf','x')\">年报</a>",
    ],
)
def test_embedded_files_are_attachments(element):
    document = read(report(paragraphs(SENTENCE) + element), url="http://www.yx.gov.cn/x/y.html")
    assert [file.url for file in document.attachments] == ["http://www.yx.gov.cn/a/b.pdf"]


@pytest.mark.parametrize("address", ["http://[附件.pdf", "viewer.html?file=http://[a.pdf", "http://[::1/a.pdf"])
def test_a_link_that_is_no_address_is_no_attachment(address):
    page = f'<html><body><p>一、总体情况</p><p>全年公开信息三百条。</p><a href="{address}">附件</a></body></html>'
    assert read_html(page.encode(), "http://www.yx.gov.cn/a/1.html").attachments == []


def test_download_addresses_are_attachments_and_articles_are_not():
    inner = (
        "<p><a href='/module/download/downfile.jsp?filename=1'>年度报告.docx</a><a href='/art/1.html'>下载说明</a></p>"
    )
    document = read(report(paragraphs(SENTENCE) + inner), url="http://www.yx.gov.cn/")
    assert [file.url for file in document.attachments] == [
        "http://www.yx.gov.cn/module/download/downfile.jsp?filename=1"
    ]


def test_images_of_the_body_only():
    inner = paragraphs(SENTENCE) + "<p><img src='chart.png'></p>" + paragraphs(SENTENCE)
    html = report(inner).replace("<body>", "<body><img src='/logo.png'>")
    assert read(html, url="http://a.gov.cn/b/c.html").images == ["http://a.gov.cn/b/chart.png"]


@pytest.mark.parametrize("frame", pages.FRAMES)
def test_page_of_tables_and_headings_only(frame):
    tables = iter(pages.TABLES)
    headings = [line for line in pages.PROSE if line[:2] in ("二、", "三、", "四、")]
    inner = "".join(f"<p>{heading}</p>{pages.table_html(next(tables))}" for heading in headings)
    document = read(pages.page(frame, inner))
    assert [line for line in lines(document) if line != pages.TITLE] == headings
    assert grid(document) == [pages.texts(table) for table in pages.TABLES]


@pytest.mark.parametrize("frame", pages.FRAMES)
def test_page_of_nothing_but_a_link_to_the_report(frame):
    document = read(
        pages.page(frame, "<p><a href='nb.pdf'>年度报告全文下载查看</a></p>"), url="http://www.yx.gov.cn/a/"
    )
    assert [file.url for file in document.attachments] == ["http://www.yx.gov.cn/a/nb.pdf"]
    assert pages.TITLE in (*document.head, *lines(document))
    assert not any(word in document.text for word in pages.CHROME)


# -- tables ---------------------------------------------------------------------------------------------------------


def cells(rows: str, attributes: str = "border=1") -> list[list[str]]:
    (found,) = grid(read(report(f"<p>{SENTENCE}</p><table {attributes}>{rows}</table>")))
    return found


def row(*texts: str) -> str:
    return "<tr>" + "".join(f"<td>{text}</td>" for text in texts) + "</tr>"


@pytest.mark.parametrize(
    ("mark_up", "text"),
    [
        ("<p>1</p><p>2</p>", "1 2"),
        ("本年新<br/>制作数量", "本年新制作数量"),
        ("<p>本年新<br>\n 制作数量</p>", "本年新制作数量"),
        ("<span>1</span><span>0</span>", "10"),
        ("<p><b>2</b>5<font>1</font>000元</p>", "251000元"),
        ("&nbsp;", ""),
        ("<p>&nbsp;<o:p></o:p></p>", ""),
        ("\u200b　", ""),
        ("1<!-- 注 -->2", "12"),
        ("5<span style='display:none'>9</span>", "5"),
        ("<div><div>行政</div></div><input type=hidden value=3>", "行政"),
        ("3<br>4", "3 4"),
        ("14<sup>2</sup>", "14²"),
        ("<input type=text readonly value='1,204'><input value='请输入'>", "1,204"),
        ("22（其中修订<u> 16 </u>件）", "22（其中修订 16 件）"),
        ("<table><tr><td>7</td></tr></table>", "7"),
        ("&lt;1&gt;&amp;2", "<1>&2"),
    ],
)
def test_text_of_a_cell(mark_up, text):
    assert cells(row("规章", mark_up, "0") + row("规范性文件", "1", "2"))[0][1] == text


def test_grid_positions_follow_the_spans():
    document = read(report(f"<p>{SENTENCE}</p>" + pages.table_html(pages.TABLES[1])))
    (table,) = document.tables()
    positions = [[(cell.column, cell.rowspan, cell.colspan) for cell in row] for row in table.rows]
    assert positions[0] == [(1, 3, 3), (4, 1, 7)]
    assert positions[1] == [(4, 2, 1), (5, 1, 5), (10, 2, 1)]
    assert positions[2] == [(column, 1, 1) for column in range(5, 10)]
    assert positions[5][:3] == [(1, 4, 1), (2, 1, 2), (4, 1, 1)]
    assert positions[6][:3] == [(2, 2, 1), (3, 1, 1), (4, 1, 1)]
    assert positions[7][:2] == [(3, 1, 1), (4, 1, 1)]
    assert all(cell.row == number for number, row in enumerate(table.rows, 1) for cell in row)


@pytest.mark.parametrize("value", ["5000", "100%", "abc", "0", "-1", "", "99999999999999999999", "2.5", "９"])
def test_odd_spans_neither_fail_nor_widen_the_table(value):
    html = report(
        f"<p>{SENTENCE}</p><table><tr><td colspan='{value}' rowspan='{value}'>题</td></tr>{row('规章', '1')}{row('文件', '2')}</table>"
    )
    (table,) = read(html).tables()
    assert [cell.text for row in table.rows for cell in row] == ["题", "规章", "1", "文件", "2"]
    assert all(cell.column + cell.colspan <= 13 and cell.row + cell.rowspan <= 4 for row in table.rows for cell in row)


def test_heads_and_feet_come_where_they_are_printed():
    found = cells(
        f"<tfoot>{row('合计', '3')}</tfoot><tbody>{row('规章', '1')}{row('文件', '2')}</tbody><thead>{row('内容', '数量')}</thead>"
    )
    assert [line[0] for line in found] == ["内容", "规章", "文件", "合计"]


def test_rows_without_cells_are_left_out():
    assert cells(row("规章", "1") + "<tr></tr><tr> </tr>" + row("文件", "2")) == [["规章", "1"], ["文件", "2"]]


@pytest.mark.parametrize(
    "mark_up",
    [
        "<div style='display:table'>{}</div>|<div style='display: table-row'>{}</div>|<div style='display:table-cell'>{}</div>",
        "<div role=table>{}</div>|<div role=row>{}</div>|<span role=cell>{}</span>",
        "<ul class='tbl'>{}</ul>|<li class='tr'>{}</li>|<p class='td'>{}</p>",
    ],
)
def test_tables_made_of_other_elements(mark_up):
    table, line, cell = mark_up.split("|")
    rows = "".join(
        line.format("".join(cell.format(text) for text in texts)) for texts in (("规章", "1"), ("文件", "2"))
    )
    assert grid(read(report(f"<p>{SENTENCE}</p>" + table.format(rows)))) == [[["规章", "1"], ["文件", "2"]]]


def test_nested_data_table_is_a_table_of_its_own():
    inner = f"<table>{row('甲', '1')}{row('乙', '2')}</table>"
    document = read(report(f"<p>{SENTENCE}</p><table>{row('规章', '3', inner)}{row('文件', '4', '')}</table>"))
    assert grid(document) == [[["规章", "3", ""], ["文件", "4", ""]], [["甲", "1"], ["乙", "2"]]]


def test_table_holding_paragraphs_still_yields_prose():
    inner = f"<table border=1><tr><td width=80>总体情况</td><td><p>{SENTENCE}</p><p>{SENTENCE}</p></td></tr></table>"
    assert read(report(inner)).text.count("河道治理") == 2


def test_table_cut_off_by_the_end_of_the_file():
    html = f"<html><body><p>{SENTENCE}</p><table><tr><td>内容</td><td>数量</td></tr><tr><td>规章</td><td>13</td></tr><tr><td>文件"
    assert grid(read(html)) == [[["内容", "数量"], ["规章", "13"], ["文件"]]]


@pytest.mark.parametrize(
    ("table", "line", "cell"),
    [
        ("<table>{}</table>", "<tr>{}</tr>", "<td>{}</td>"),
        ("<TABLE>{}</TABLE>", "<TR>{}</TR>", "<TD>{}</TD>"),
        ("<table>{}", "<tr>{}", "<td>{}"),
        ("<div role=table>{}</div>", "<div role=row>{}</div>", "<div role=cell>{}</div>"),
    ],
)
def test_what_a_cell_hides_is_hidden_whatever_its_table_is_made_of(table, line, cell):
    texts = ("规章", "5<span style='display:none'>9</span>", "0"), ("规范性文件", "1", "2")
    rows = "".join(line.format("".join(map(cell.format, each))) for each in texts)
    html = f"<html><body><p>{SENTENCE}</p>{table.format(rows)}"
    assert grid(read(html)) == [[["规章", "5", "0"], ["规范性文件", "1", "2"]]]


def test_navigation_table_and_calendar_are_no_tables_of_the_report():
    nav = "<table><tr>" + "".join(f"<td><a href=/{n}>栏目{n}</a></td>" for n in range(8)) * 2 + "</tr></table>"
    days = "".join(row(*(str(n) for n in range(first, first + 7))) for first in (1, 8, 15, 22))
    html = report(paragraphs(SENTENCE)).replace("<body>", f"<body>{nav}<div><table>{days}</table></div>")
    assert grid(read(html)) == []


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("<table><tr><td>索 引 号</td><td>11/2</td><td>发布机构</td><td>水务局</td></tr><tr><td>文号</td><td></td></tr></table>",
         {"索引号": "11/2", "发布机构": "水务局", "文号": ""}),
        ("<table><tr><th>索引号</th><th>发布机构</th><th>发布日期</th></tr><tr><td>11/2</td><td></td><td>2023-01-16</td></tr></table>",
         {"索引号": "11/2", "发布机构": "", "发布日期": "2023-01-16"}),
        ("<table><tr><td>索引号：11/2</td><td>发布机构：水务局</td></tr><tr><td>文号：</td><td>成文日期：2023年</td></tr></table>",
         {"索引号": "11/2", "发布机构": "水务局", "文号": "", "成文日期": "2023年"}),
        ("<ul><li><b>索引号：</b>11/2</li><li><b>发布机构：</b>水务局</li></ul>", {"索引号": "11/2", "发布机构": "水务局"}),
        ("<dl><dt>索引号</dt><dd>11/2</dd><dt>文号</dt><dd>云水〔2023〕1号</dd></dl>", {"索引号": "11/2", "文号": "云水〔2023〕1号"}),
        ("<p>- 索引号: 11/2</p><p>· 审核人：张三</p>", {"索引号": "11/2", "审核人": "张三"}),
        ("<div>来源：水务局　时间：2023-01-16　浏览：</div>", {"来源": "水务局", "时间": "2023-01-16", "浏览": ""}),
    ],
)  # fmt: skip
def test_labels_in_every_layout(block, expected):
    html = pages.page("bare", paragraphs(SENTENCE, SENTENCE)).replace("<h1>", f"{block}<h1>")
    document = read(html)
    assert {label: document.labels.get(label) for label in expected} == expected
    assert grid(document) == []
    assert "11/2" not in document.text


# -- limits ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "parse.empty"),
        (b" \r\n\t", "parse.empty"),
        (b"<!-- nothing -->", "parse.empty"),
        (b"%PDF-1.7 ...", "parse.binary"),
        (bytes(range(256)) * 40, "parse.binary"),
        (b"<div>" * 10_000 + b"x" + b"</div>" * 10_000, "parse.too_deep"),
        (b"<table><tr><td>" * 10_000, "parse.too_deep"),
        (b"<p>" * 16_000_000, "parse.too_large"),
        (b"<table>" + (b"<tr>" + b"<td>1" * 1000) * 1000, "parse.too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_no_page_can_be_is_refused_by_name(data, rule):
    with pytest.raises(UnreadableError) as caught:
        read_html(data)
    assert caught.value.rule == rule


@pytest.mark.parametrize(
    "inner",
    [
        "<p>" + SENTENCE + "<font>" + "</p><p>文字<font>" * 400,
        "<span>" * 1500 + SENTENCE + "</span>" * 1500,
        "<table><tr><td>" * 400 + SENTENCE,
        "<table><tr>" + "<td rowspan=65534>1" * 900 + "<tr><td>2" * 5000 + "</table><p>" + SENTENCE,
        "<table>" + "<tr><td colspan=1000 rowspan=60000>1<td>2" * 500 + "</table><p>" + SENTENCE,
        "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><p>&b;" + SENTENCE,
        "<p>" + SENTENCE + "<br>".join(["行"] * 60_000),
        f"<p>{SENTENCE}<img src='data:image/png;base64,{'A' * 17_000_000}'></p>",
    ],
    ids=["fonts", "spans", "layout", "rowspans", "colspans", "entities", "lines", "picture"],
)
def test_hostile_mark_up_is_still_read(inner):
    document = read(f"<html><body>{inner}</body></html>")
    assert "河道治理" in document.text
    whole(document)


# -- properties -----------------------------------------------------------------------------------------------------

_spans = st.one_of(st.integers(-3, 12).map(str), st.sampled_from(["", "x", "100%", "70000", "0", "1.5"]))
_cell = st.builds(
    lambda tag, wide, high, text: f"<{tag} colspan='{wide}' rowspan='{high}'>{escape(text)}",
    st.sampled_from(["td", "th"]), _spans, _spans, st.text(max_size=6),
)  # fmt: skip
_table = st.lists(st.lists(_cell, max_size=6), min_size=1, max_size=8).map(
    lambda rows: "<table>" + "".join("<tr>" + "".join(row) for row in rows) + "</table>"
)


@settings(max_examples=60, deadline=None)
@given(_table)
def test_cells_of_any_grid_neither_overlap_columns_nor_leave_the_table(html):
    document = read(report(f"<p>{SENTENCE}</p>{html}"))
    for table in document.tables():
        assert all(table.rows)
        for row in table.rows:
            ends = [(cell.column, cell.column + cell.colspan) for cell in row]
            assert all(left[1] <= right[0] for left, right in pairwise(ends))
            assert all(cell.rowspan >= 1 and cell.colspan >= 1 for cell in row)


_PIECES = ["<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</table>", "<br>", "<b>", "<a href=x>", "</a>", "<li>",
           "<div style='display:none'>", "<pre>", "</pre>", SENTENCE, "一、概况", "13", " ", "\n", "&nbsp;", "<!--", "-->", "<o:p>"]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=40))
def test_any_soup_is_read_alike_twice_with_exact_offsets(pieces):
    data = f"<html><body>{''.join(pieces)}</body></html>".encode()
    document = read_html(data)
    assert document == read_html(data)
    assert isinstance(document, Document)
    assert all(isinstance(block, Paragraph | Table) for block in document.blocks)
    whole(document)


# -- real pages -----------------------------------------------------------------------------------------------------


def real(name: str) -> Document:
    return read_html((CORPUS / name).read_bytes(), url="http://www.example.gov.cn/a/b.html")


@needs_collection
def test_real_report_of_2019():
    document = real("shanghai-office-2019.html")
    assert [len(table.rows) for table in document.tables()] == [18, 26, 4]
    first, second, _ = document.tables()
    assert [cell.text for cell in first.rows[1]][1:3] == ["本年新制作数量", "本年新公开数量"]
    assert sum(not cell.text for row in second.rows for cell in row) > 100
    assert document.head[0].startswith("2019年")
    assert document.labels["发布日期"] == "2020-01-31"
    assert lines(document)[0].startswith("本年度报告根据")
    assert lines(document)[-2:] == ["六、其他需要报告的事项", "无。"]


@needs_collection
def test_real_notice():
    document = real("lishui-notice-2023.html")
    assert document.labels["发布机构"] == "市政府"
    assert document.breadcrumb[0] == "政务公开"
    assert [len(table.rows) for table in document.tables()] == [31]
    assert len(document.attachments) == 1
    assert lines(document)[0] == "莲都区人民政府，市直各单位："
    assert "退役士兵和退出消防员安置任务" in lines(document)
    assert "版权所有" not in document.text


@needs_collection
def test_real_list_of_a_column():
    document = real("ordos-engebei-list.html")
    assert document.links > 30
    assert document.breadcrumb[-1] == "信息公开年报"
    assert list(document.tables()) == []
    assert document.text == ""


SHIPPED = "<p>一、总体情况</p><p>2020年，我局主动公开政府信息1286条，收到政府信息公开申请25宗，均按时答复，没有收取任何费用。</p>" \
    "<table><tr><td>行政许可</td><td>&nbsp;</td><td>3</td></tr></table>" + "<p>我局将继续推进公开工作。</p>" * 5  # fmt: skip


@pytest.mark.parametrize(
    "quoted",
    [
        json.dumps(SHIPPED).replace("</", "<\\/"),
        json.dumps(SHIPPED, ensure_ascii=False).replace("<", "\\u003c"),
        "'" + SHIPPED.replace("'", "\\'").replace("<", "\\x3c") + "'",
    ],
)
@needs_collection
def test_a_body_shipped_in_a_script_is_read_where_the_page_shows_none(quoted):
    script = f"<script>window._CONFIG = {{SITE_ID: 5, DETAIL: {{content: {quoted}}}}};</script>"
    document = read(f"<html><body><div id='app'></div>{script}</body></html>")
    assert lines(document)[:2] == ["一、总体情况", SHIPPED.split("<p>")[2].removesuffix("</p><table>").split("</p>")[0]]
    assert grid(document) == [[["行政许可", "", "3"]]]


@needs_collection
def test_a_copy_for_scripts_is_not_read_beside_the_text_that_is_shown():
    shown = "<p>" + "我局围绕河道治理主动公开政府信息。" * 30 + "</p>"
    document = read(f"<html><body>{shown}<script>var c = {json.dumps(SHIPPED)};</script></body></html>")
    assert "1286" not in document.text
