import io
import struct
from pathlib import Path

import olefile
import pytest

from parsers.model import UnreadableError
from parsers.word_binary import read_doc
from parsers.word_lists import Listed, Lists
from tests.parsers.office_samples import grid, only_table, xls_bytes

SAMPLE = Path(__file__).parent / "samples" / "water-2022.doc"


def test_text_rows_and_spans_of_a_document():
    document = read_doc(SAMPLE.read_bytes())
    assert document.text.split("\n") == [
        "青石县水务局",
        "2022年政府信息公开工作年度报告",
        "一、总体情况",
        "全年主动公开政府信息45条。",
        "三、收到和处理政府信息公开申请情况",
        "六、其他需要报告的事项",
        "无。",
    ]
    table = only_table(document)
    assert grid(table) == [
        ["（本列数据的勾稽关系）", "申请人情况"],
        ["自然人", "总计"],
        ["一、本年新收政府信息公开申请数量", "7", "7"],
        ["三、本年度办理结果", "（一）予以公开", "4", "4"],
        ["（三）不予公开", "1.属于国家秘密", "", "0"],
        ["2.其他法律行政法规禁止公开", "3", "3"],
    ]
    spans = {cell.text: (cell.rowspan, cell.colspan) for row in table.rows for cell in row}
    assert spans["（本列数据的勾稽关系）"] == (2, 3)
    assert spans["三、本年度办理结果"] == (3, 1)
    assert spans["（三）不予公开"] == (2, 1)
    assert document.title_tag == "青石县年报"


def test_the_table_stands_between_its_paragraphs():
    document = read_doc(SAMPLE.read_bytes())
    assert document.text[only_table(document).offset :].startswith("六、")


def patched(offset: int, value: int) -> bytes:
    """The sample with two bytes of its file information block changed."""
    data = bytearray(SAMPLE.read_bytes())
    with olefile.OleFileIO(io.BytesIO(bytes(data))) as ole:
        block = ole.openstream("WordDocument").read(64)
    at = data.index(block)
    struct.pack_into("<H", data, at + offset, value)
    return bytes(data)


@pytest.mark.parametrize(
    ("offset", "value", "rule"),
    [(10, 0x0300, "parse.encrypted"), (0, 0xA5DC, "parse.old_format"), (0, 0x1234, "parse.broken")],
)
def test_what_cannot_be_read_is_refused_by_name(offset, value, rule):
    with pytest.raises(UnreadableError) as refused:
        read_doc(patched(offset, value))
    assert refused.value.rule == rule


@pytest.mark.parametrize("data", [b"", b"plain", xls_bytes([["x"]])])
def test_other_files_are_no_word_document(data):
    with pytest.raises(UnreadableError) as refused:
        read_doc(data)
    assert refused.value.rule == "parse.broken"


@pytest.mark.parametrize("cut", [600, 3000, 6000, 9000])
def test_a_cut_file_is_broken(cut):
    with pytest.raises(UnreadableError) as refused:
        read_doc(SAMPLE.read_bytes()[:cut])
    assert refused.value.rule == "parse.broken"


def test_numbers_that_the_program_counts_and_text_boxes_stand_where_they_print():
    """Written by LibreOffice: the title stands in a text box, headings and labels are in lists, some by their style."""
    document = read_doc((SAMPLE.parent / "lists-2023.doc").read_bytes())
    assert document.text.split("\n") == [
        "青石县水务局2023年政府信息公开工作年度报告",
        "一、总体情况",
        "（一）主动公开",
        "（二）依申请公开",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "无。",
    ]
    assert grid(only_table(document)) == [
        ["1.属于国家秘密", "7"],
        ["2.其他法律行政法规禁止公开", "0"],
        ["3.属于三类内部事务信息", "4"],
        ["4.属于四类过程性信息", "2"],
    ]


def level(form: int, text: str, start: int = 1) -> bytes:
    return struct.pack("<iB19xBB2xH", start, form, 0, 0, len(text)) + text.encode("utf-16-le")


def use(list_id: int, overridden: int = 0) -> bytes:
    return struct.pack("<i8xB3x", list_id, overridden)


def test_a_use_of_a_list_begins_anew_once_and_numbers_in_its_own_way():
    lists = struct.pack("<H", 1) + struct.pack("<i22xBx", 7, 1) + level(0, "\0.")
    own = struct.pack("<iI", 1, 0x20) + level(39, "（\0）")
    again = struct.pack("<iI", 5, 0x10)
    uses = struct.pack("<I", 3) + use(7) + use(7, 1) + use(7, 1) + b"\xff" * 4 + b"\xff" * 4 + again + b"\xff" * 4 + own
    counted = Lists(lists, uses, b"", lambda group: iter(()))
    said = [counted.prefix(Listed(k, 0), 0) for k in (1, 1, 2, 2, 1, 3, 0, 9)]
    assert said == ["1.", "2.", "5.", "6.", "7.", "（八）", "", ""]


def test_damaged_lists_number_nothing():
    counted = Lists(b"\x05\0\1", b"\1\0\0\0\7", b"\x12\0", lambda group: iter(()))
    assert counted.prefix(Listed(1, 0), 0) == ""
