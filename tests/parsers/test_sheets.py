import datetime
import io
import zipfile

import pytest
import xlwt

from parsers.model import Paragraph, Table, UnreadableError
from parsers.sheets import read_sheet
from tests.parsers.office_samples import grid, only_table, with_part, workbook_bytes, xls_bytes

ROWS = [
    ["青石县2023年政府信息公开工作年度报告", None, None, None],
    ["二、主动公开政府信息情况", None, None, None],
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", 0, None, 3],
    ["行政规范性文件", 7, 1, 41],
    ["第二十条第（八）项", None, None, None],
    ["行政事业性收费", 7730.28, None, None],
]


def fill(book):
    sheet = book.active
    for row in ROWS:
        sheet.append(row)
    sheet.merge_cells("B7:D7")


@pytest.mark.parametrize("data", [workbook_bytes(fill), xls_bytes(ROWS, merged=[(6, 6, 1, 3)])], ids=["xlsx", "xls"])
def test_titles_are_prose_and_blocks_are_tables(data):
    document = read_sheet(data)
    assert document.text.split("\n") == ["青石县2023年政府信息公开工作年度报告", "二、主动公开政府信息情况"]
    table = only_table(document)
    assert grid(table) == [
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "", "3"],
        ["行政规范性文件", "7", "1", "41"],
        ["第二十条第（八）项", "", "", ""],
        ["行政事业性收费", "7730.28"],
    ]
    assert table.rows[-1][1].colspan == 3


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (7, "7"),
        (7.0, "7"),
        (0.1 + 0.2, "0.3"),
        (59237.2449, "59237.2449"),
        (1e15, "1000000000000000"),
        (1.5e-7, "0.00000015"),
        (datetime.date(2024, 1, 5), "2024-01-05"),
        ("本年新\n制作数量", "本年新制作数量"),
        ("/", "/"),
    ],
)
def test_values_are_written_as_printed(value, printed):
    def one(book):
        book.active.append(["行", value])
        book.active.append(["列", 1])

    assert only_table(read_sheet(workbook_bytes(one))).rows[0][1].text == printed


def test_sheets_come_in_order_and_hidden_ones_are_named():
    def three(book):
        for name, hidden in (("一", False), ("二", True), ("三", False)):
            sheet = book.create_sheet(name)
            sheet.append([name, 1])
            sheet.append([name, 2])
            sheet.sheet_state = "hidden" if hidden else "visible"
        del book["Sheet"]

    document = read_sheet(workbook_bytes(three))
    assert [grid(table)[0] for table in document.tables()] == [["一", "1"], ["三", "1"]]
    assert [(f.rule, f.severity) for f in document.findings] == [("parse.hidden_sheet", "info")]
    assert "二" in document.findings[0].message


def test_a_blank_row_parts_two_tables():
    def two(book):
        for row in (["甲", 1], ["乙", 2], [], ["丙", 3], ["丁", 4]):
            book.active.append(row)

    assert [len(table.rows) for table in read_sheet(workbook_bytes(two)).tables()] == [2, 2]


def test_a_merged_group_label_spans_its_rows():
    def group(book):
        for row in (["（三）不予公开", "1.甲", 1], [None, "2.乙", None], [None, "3.丙", 3]):
            book.active.append(row)
        book.active.merge_cells("A1:A3")

    table = only_table(read_sheet(workbook_bytes(group)))
    assert grid(table) == [["（三）不予公开", "1.甲", "1"], ["2.乙", ""], ["3.丙", "3"]]
    assert table.rows[0][0].rowspan == 3


@pytest.mark.parametrize("place", ["XFD1", "A1048576"])
def test_a_far_cell_is_refused_by_name(place):
    def far(book):
        book.active["A1"] = "甲"
        book.active[place] = 1

    with pytest.raises(UnreadableError) as refused:
        read_sheet(workbook_bytes(far))
    assert refused.value.rule == "parse.too_many_cells"


def test_a_far_cell_that_only_has_a_format_changes_nothing():
    def far(book):
        book.active.append(["甲", 1])
        book.active.append(["乙", 2])
        book.active["XFD1048576"].number_format = "0.00"

    assert grid(only_table(read_sheet(workbook_bytes(far)))) == [["甲", "1"], ["乙", "2"]]


def test_entities_and_broken_files_are_refused_by_name():
    data = workbook_bytes(fill)
    with pytest.raises(UnreadableError) as refused:
        read_sheet(with_part(data, "xl/workbook.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"))
    assert refused.value.rule == "parse.entities"
    for bad in (b"", b"x", data[:300], xls_bytes(ROWS)[:700]):
        with pytest.raises(UnreadableError) as refused:
            read_sheet(bad)
        assert refused.value.rule == "parse.broken"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_damage_inside_a_part_is_refused_by_name(part):
    def long(book):  # of more than is looked at before it is unpacked
        for number in range(2000):
            book.active.append([f"第{number}行", number])

    data = workbook_bytes(long)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(part)
    packed, listed = info.header_offset + 30 + len(part), data.rindex(part.encode()) - 46
    for place in (packed + info.compress_size // 2, listed + 16):  # in its bytes; in the checksum of the directory
        damaged = bytearray(data)
        damaged[place] ^= 0x55
        with pytest.raises(UnreadableError) as refused:
            read_sheet(bytes(damaged))
        assert refused.value.rule == "parse.broken"


def test_tables_hold_their_place_between_the_lines():
    document = read_sheet(workbook_bytes(fill))
    assert [type(block) for block in document.blocks] == [Paragraph, Paragraph, Table]


def test_an_old_sheet_that_reaches_too_far_is_refused_before_it_is_laid_out():
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write(0, 0, "规章")
    sheet.write(65_535, 255, 1)
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(UnreadableError) as refused:
        read_sheet(stream.getvalue())
    assert refused.value.rule == "parse.too_many_cells"
