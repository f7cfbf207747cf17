import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm
from PIL import Image

from parsers.model import Paragraph, Table, UnreadableError
from parsers.word import read_docx
from tests.parsers.office_samples import (
    define_list,
    docx_bytes,
    grid,
    merged_table,
    new_document,
    numbered,
    only_table,
    with_part,
)


def texts(document):
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def test_spans_and_blank_cells_are_exact():
    document = new_document()
    merged_table(document)
    table = only_table(read_docx(docx_bytes(document)))
    assert grid(table) == [
        ["项目", "申请人情况"],
        ["自然人", "总计"],
        ["（三）不予公开", "1.属于国家秘密", "4", "4"],
        ["2.其他法律行政法规禁止公开", "", "0"],
        ["3.危及“三安全一稳定”", "1", "1"],
    ]
    places = {cell.text: (cell.row, cell.column, cell.rowspan, cell.colspan) for row in table.rows for cell in row}
    assert places["项目"] == (1, 1, 2, 3)
    assert places["申请人情况"] == (1, 4, 1, 2)
    assert places["（三）不予公开"] == (3, 1, 3, 2)
    assert places["总计"] == (2, 5, 1, 1)


def test_blocks_keep_their_order_and_offsets():
    document = new_document()
    document.add_paragraph("二、主动公开政府信息情况")
    merged_table(document)
    document.add_paragraph("三、收到和处理政府信息公开申请情况")
    read = read_docx(docx_bytes(document))
    assert [type(block) for block in read.blocks] == [Paragraph, Table, Paragraph]
    assert "属于国家秘密" not in read.text
    for paragraph in read.paragraphs():
        assert read.text[paragraph.start : paragraph.end] == paragraph.text
    assert only_table(read).offset == read.text.index("三、")


def test_numbers_that_word_counts_are_printed():
    document = new_document()
    define_list(document)
    numbered(document, "总体情况")
    numbered(document, "主动公开", level=1)
    numbered(document, "依申请公开", level=1)
    numbered(document, "主动公开政府信息情况")
    numbered(document, "解读回应", level=1)
    assert texts(read_docx(docx_bytes(document))) == [
        "一、总体情况",
        "（一）主动公开",
        "（二）依申请公开",
        "二、主动公开政府信息情况",
        "（一）解读回应",
    ]


def test_tracked_deletions_go_and_insertions_stay():
    document = new_document()
    paragraph = document.add_paragraph("公开")
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>旧10</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>新12件</w:t></w:r></w:ins>"))
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
    paragraph._p.append(parse_xml(hidden.replace("<w:r>", f"<w:r {nsdecls('w')}>", 1)))
    assert texts(read_docx(docx_bytes(document))) == ["公开新12件"]


def test_controls_fields_and_text_boxes_are_read_once():
    document = new_document()
    w = nsdecls("w")
    body = document.element.body
    body.insert(
        0, parse_xml(f"<w:sdt {w}><w:sdtContent><w:p><w:r><w:t>一、总体情况</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    )
    box = "<w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent>"
    paragraph = document.add_paragraph("框外文字")
    mc = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    paragraph._p.append(
        parse_xml(
            f"<w:r {w} {mc}><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
            f"<wps:txbx xmlns:wps='urn:x'>{box}</wps:txbx></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    field = (
        "<w:fldChar w:fldCharType='begin'/>",
        "<w:instrText>PAGE</w:instrText>",
        "<w:fldChar w:fldCharType='separate'/>",
        "<w:t>12</w:t>",
        "<w:fldChar w:fldCharType='end'/>",
    )
    last = document.add_paragraph("共")
    for part in field:
        last._p.append(parse_xml(f"<w:r {w}>{part}</w:r>"))
    assert texts(read_docx(docx_bytes(document))) == ["一、总体情况", "框外文字", "框内文字", "共12"]


def test_heads_feet_and_notes_are_no_prose():
    document = new_document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "第1页"
    document.add_paragraph("正文")
    assert read_docx(docx_bytes(document)).text == "正文"


def test_a_frame_is_prose_and_a_layout_table_is_opened():
    document = new_document()
    frame = document.add_table(rows=1, cols=1)
    frame.cell(0, 0).text = "框起来的说明"
    outer = document.add_table(rows=1, cols=2)
    inner = outer.cell(0, 1).add_table(rows=2, cols=2)
    for k, text in enumerate(("规章", "3", "行政规范性文件", "7")):
        inner.cell(k // 2, k % 2).text = text
    read = read_docx(docx_bytes(document))
    assert texts(read) == ["框起来的说明"]
    assert grid(only_table(read)) == [["规章", "3"], ["行政规范性文件", "7"]]


def test_a_label_over_several_paragraphs_is_one_text():
    document = new_document()
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "三\n、\n本\n年度"
    table.cell(0, 1).text = "12\n34"
    assert grid(only_table(read_docx(docx_bytes(document)))) == [["三、本年度", "12 34"]]


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("word/media/bomb.bin", b"\0" * (60 << 20), "parse.zip_bomb"),
        ("word/document.xml", b"<a>" + b" " * (41 << 20) + b"</a>", "parse.zip_bomb"),
        ("word/document.xml", b'<!DOCTYPE a [<!ENTITY b "cccc">]><a>&b;</a>', "parse.entities"),
        ("word/document.xml", b"<a", "parse.broken"),
    ],
)
def test_bombs_are_refused_by_name(name, content, rule):
    package = with_part(docx_bytes(new_document()), name, content)
    with pytest.raises(UnreadableError) as refused:
        read_docx(package)
    assert refused.value.rule == rule


def test_too_many_entries_are_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for k in range(5001):
            archive.writestr(f"word/{k}.bin", b"")
    with pytest.raises(UnreadableError) as refused:
        read_docx(stream.getvalue())
    assert refused.value.rule == "parse.zip_bomb"


@pytest.mark.parametrize("cut", [10, 200, 5000])
def test_a_cut_package_is_broken(cut):
    with pytest.raises(UnreadableError) as refused:
        read_docx(docx_bytes(new_document())[:cut])
    assert refused.value.rule == "parse.broken"


def test_half_a_character_is_none():
    document = new_document()
    run = document.add_paragraph("全年收到申请").add_run()._r
    for code in ("2460", "D83D"):
        run.append(parse_xml(f'<w:sym {nsdecls("w")} w:char="{code}"/>'))
    text = read_docx(docx_bytes(document)).text
    assert "全年收到申请①" in text
    assert text.encode("utf-8")


def test_a_package_with_damage_in_a_part_is_broken():
    data = bytearray(docx_bytes(new_document()))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        part = archive.getinfo("word/document.xml")
    start = part.header_offset + 30 + len(part.filename)
    data[start : start + part.compress_size] = b"\xff" * part.compress_size
    with pytest.raises(UnreadableError) as refused:
        read_docx(bytes(data))
    assert refused.value.rule == "parse.broken"


def test_the_same_bytes_give_the_same_document():
    document = new_document()
    merged_table(document)
    data = docx_bytes(document)
    assert repr(read_docx(data)) == repr(read_docx(data))


@pytest.mark.parametrize(("centimetres", "said"), [(12, True), (3, False)])
def test_a_picture_as_large_as_a_table_is_said_not_read(centimetres, said):
    picture = io.BytesIO()
    Image.new("RGB", (60, 30), "white").save(picture, "PNG")
    document = docx.Document()
    document.add_paragraph("三、收到和处理政府信息公开申请情况")
    document.add_picture(picture, width=Cm(centimetres))
    stream = io.BytesIO()
    document.save(stream)
    rules = [finding.rule for finding in read_docx(stream.getvalue()).findings]
    assert rules == (["parse.not_read"] if said else [])
