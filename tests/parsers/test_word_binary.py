import io
import struct
from pathlib import Path

import olefile
import pytest

from parsers.model import UnreadableError
from parsers.word_binary import read_doc
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
