"""Delimited text under the name of a workbook."""

import pytest

from parsers.delimited import read_delimited
from parsers.read import read
from parsers.sniff import sniff

ROWS = [
    ["统计指标", "单位", "统计数"],
    ["（一）收到申请数", "件", "12"],
    ["1.当面申请数", "件", "1,204"],
    ["2.传真申请数", "件", ""],
    ["3.网络申请数", "件", "0"],
]


def joined(delimiter: str) -> str:
    quoted = [[f'"{cell}"' if "," in cell else cell for cell in row] for row in ROWS]
    return "2015年政府信息公开情况统计表\n" + "\r\n".join(delimiter.join(row) for row in quoted) + "\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_rows_of_cells_are_a_table_with_its_blanks(delimiter, encoding):
    document = read_delimited(joined(delimiter).encode(encoding))
    (table,) = document.tables()
    assert [[cell.text for cell in row] for row in table.rows] == ROWS
    assert document.text == "2015年政府信息公开情况统计表"


def test_a_workbook_that_is_text_gives_its_figures():
    data = ("淮安市2015年政府信息公开工作年度报告\n" + joined(",")).encode("gb18030")
    assert sniff(data, "application/vnd.ms-excel") == sniff(data, None, "https://a.cn/b.xls") == "text/csv"
    report = read(data, "application/vnd.ms-excel")
    figures = {each.indicator: (each.status, each.value) for each in report.observations}
    assert figures["applications.received.in_person"] == ("reported", 1204)
    assert figures["applications.received.fax"] == ("blank", None)


def test_prose_under_such_a_name_stays_prose():
    document = read_delimited("2015年，本局收到申请3件。\n全部办结，无复议。\n".encode())
    assert not list(document.tables())
    assert document.text.startswith("2015年，本局")
