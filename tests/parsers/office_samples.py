"""Made-up reports in the office formats, with known cells."""

import io
import zipfile

import docx
import openpyxl
import xlwt
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

HEAD = ["（本列数据的勾稽关系）", "申请人情况"]
LABELS = ["1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”"]


def docx_bytes(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def merged_table(document):
    """Five rows by five columns: a head over two columns, a group label over three rows, a blank cell."""
    table = document.add_table(rows=5, cols=5)
    texts = [
        ["项目", "", "", "申请人情况", ""],
        ["", "", "", "自然人", "总计"],
        ["（三）不予公开", "", LABELS[0], "4", "4"],
        ["", "", LABELS[1], "", "0"],
        ["", "", LABELS[2], "1", "1"],
    ]
    for r, row in enumerate(texts):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    for (a, b), (c, d) in (((0, 0), (1, 2)), ((0, 3), (0, 4)), ((2, 0), (4, 1))):
        merged = table.cell(a, b).merge(table.cell(c, d))
        merged.text = texts[a][b]
    return table


def numbered(document, text: str, level: int = 0, list_id: str = "77"):
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    mark = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", str(level)), ("w:numId", list_id)):
        element = OxmlElement(name)
        element.set(qn("w:val"), value)
        mark.append(element)
    properties.append(mark)
    return paragraph


def define_list(document) -> None:
    """A list whose first level prints 一、 and whose second prints （一）."""
    root = document.part.numbering_part.element
    root.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
            '<w:lvlText w:val="%1、"/></w:lvl>'
            '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
            '<w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
        ),
    )
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))


def new_document():
    return docx.Document()


def workbook_bytes(fill) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls_bytes(rows, merged=()) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("年报")
    covered = {(r, c) for a, b, c1, d in merged for r in range(a, b + 1) for c in range(c1, d + 1)}
    for a, b, c, d in merged:
        sheet.write_merge(a, b, c, d, rows[a][c])
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value is not None and (r, c) not in covered:
                sheet.write(r, c, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(package: bytes, name: str, content: bytes, compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package with one part replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(stream, "w", compress) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        new.writestr(name, content)
    return stream.getvalue()


def grid(table) -> list[list[str]]:
    """The texts of a table, row by row."""
    return [[cell.text for cell in row] for row in table.rows]


def only_table(document):
    (table,) = document.tables()
    return table
