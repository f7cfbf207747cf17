import pytest

from parsers.model import UnreadableError
from parsers.rtf import read_rtf
from tests.parsers.office_samples import grid, only_table


def unicode_text(text: str) -> str:
    return "".join(
        char if ord(char) < 128 else rf"\u{ord(char) - (65536 if ord(char) > 32767 else 0)}?" for char in text
    )


def gbk_text(text: str) -> str:
    return "".join(chr(byte) if byte < 128 else rf"\'{byte:02x}" for byte in text.encode("gbk"))


def row(cells, edges, marks=None) -> str:
    marks = marks or [""] * len(edges)
    definition = "".join(f"{mark}\\cellx{edge}" for mark, edge in zip(marks, edges, strict=True))
    return rf"\trowd{definition}\pard\intbl " + "".join(unicode_text(c) + r"\cell " for c in cells) + "\\row\n"


def rtf(body: str) -> bytes:
    head = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fswiss\fcharset0 Arial;}}"
    return (head + body + "}").encode("latin-1")


def test_rows_with_blank_cells_and_spans():
    body = r"\pard " + unicode_text("三、收到和处理") + "\\par\n"
    body += row(["项目", "自然人", "总计"], [3000, 4000, 5000])
    body += row(["（三）不予公开", "1.甲", "", "0"], [1500, 3000, 4000, 5000], [r"\clvmgf", "", "", ""])
    body += row(["", "2.乙", "3", "3"], [1500, 3000, 4000, 5000], [r"\clvmrg", "", "", ""])
    body += r"\pard " + unicode_text("四、复议") + "\\par\n"
    document = read_rtf(rtf(body))
    assert document.text == "三、收到和处理\n四、复议"
    table = only_table(document)
    assert grid(table) == [
        ["项目", "自然人", "总计"],
        ["（三）不予公开", "1.甲", "", "0"],
        ["2.乙", "3", "3"],
    ]
    assert table.rows[0][0].colspan == 2
    assert table.rows[1][0].rowspan == 2
    assert [cell.column for cell in table.rows[2]] == [2, 3, 4]


def test_old_horizontal_merging():
    body = row(["行政复议", "", "总计"], [1000, 2000, 3000], [r"\clmgf", r"\clmrg", ""]) + row(
        ["维持", "纠正", "1"], [1000, 2000, 3000]
    )
    table = only_table(read_rtf(rtf(body)))
    assert grid(table) == [["行政复议", "总计"], ["维持", "纠正", "1"]]
    assert table.rows[0][0].colspan == 2


def test_gbk_bytes_in_chinese_and_in_plain_fonts():
    for font in (r"\f0", r"\f1"):
        assert read_rtf(rtf(rf"\pard{font} " + gbk_text("主动公开12件") + r"\par")).text == "主动公开12件"


def test_hidden_text_fields_and_notes_are_left_out():
    body = r"\pard A{\v hidden}B{\field{\*\fldinst PAGE}{\fldrslt 7}}{\footnote note}{\header head}C\par"
    assert read_rtf(rtf(body)).text == "AB7C"


def test_a_printed_bar_is_no_cell():
    assert read_rtf(rtf(r"\pard a|b\par")).text == "a|b"


def test_a_nested_table_is_a_table_of_its_own():
    inner = (
        r"\pard\intbl\itap2 x\nestcell 5\nestcell{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}{\nonesttables\par}"
        r"\pard\intbl\itap2 y\nestcell 6\nestcell{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}{\nonesttables\par}"
    )
    body = rf"\trowd\cellx3000\cellx6000 {inner}\pard\intbl outer\cell 1\cell\row\pard end\par"
    document = read_rtf(rtf(body))
    assert [grid(table) for table in document.tables()] == [[["x", "5"], ["y", "6"]], [["outer", "1"]]]


def test_depth_and_other_files_are_refused_by_name():
    for data, rule in ((b"{\\rtf1" + b"{" * 5000, "parse.too_deep"), (b"plain", "parse.broken"), (b"", "parse.broken")):
        with pytest.raises(UnreadableError) as refused:
            read_rtf(data)
        assert refused.value.rule == rule


def test_a_cut_file_says_so():
    document = read_rtf(rtf(r"\pard " + unicode_text("一、总体情况") + r"\par")[:-1])
    assert document.text == "一、总体情况"
    assert [finding.rule for finding in document.findings] == ["parse.truncated"]
