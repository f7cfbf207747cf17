import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.numbers import is_unit, read_value


@pytest.mark.parametrize(
    ("printed", "status", "value", "unit"),
    [
        ("0", "reported", 0, None),
        ("１２", "reported", 12, None),
        ("1,234.50", "reported", 1234.5, None),
        ("1,234,567", "reported", 1234567, None),
        ("+19", "reported", 19, None),
        ("－26", "reported", -26, None),
        ("减少3", "reported", -3, None),
        ("251000元", "reported", 251000, "元"),
        ("7730.28万元", "reported", 7730.28, "万元"),
        ("35人次", "reported", 35, "人次"),
        ("22（其中修订 16 件）", "reported", 22, None),
        ("0（无）", "reported", 0, None),
        ("3.00", "reported", 3, None),
        ("三", "reported", 3, None),
        ("〇", "reported", 0, None),
        ("十五件", "reported", 15, "件"),
        ("", "blank", None, None),
        ("\u3000\xa0", "blank", None, None),
        ("&nbsp;", "blank", None, None),
        ("/", "not_applicable", None, None),
        ("——", "not_applicable", None, None),
        ("无", "not_applicable", None, None),
        ("不适用", "not_applicable", None, None),
        ("14①", "reported", 14, None),
        ("１４件²", "reported", 14, "件"),
        ("①", "text", None, None),
        ("1②4", "text", None, None),
        ("见附件", "text", None, None),
        ("l2", "text", None, None),
        ("1 6", "text", None, None),
        ("3-5", "text", None, None),
        ("999999999999999", "reported", 999999999999999, None),
        ("1000000000000000", "text", None, None),
        ("91350926MA2Y", "text", None, None),
        ("9" * 190, "text", None, None),
    ],
)
def test_what_a_cell_says(printed, status, value, unit):
    read = read_value(printed)
    assert (read.status, read.value, read.unit) == (status, value, unit)


def test_a_note_behind_a_number_is_kept():
    assert read_value("55（含自然失效 29 件）").note == "(含自然失效29件)"


@given(st.text(max_size=40))
def test_any_text_is_read(text):
    read = read_value(text)
    assert (read.value is not None) == (read.status == "reported")


@given(st.integers(0, 10**9), st.sampled_from(("", "件", "万元", "人次")), st.sampled_from(("", " ", "\u3000")))
def test_a_printed_number_is_that_number(number, unit, blank):
    read = read_value(f"{blank}{number}{unit}{blank}")
    assert (read.value, read.unit) == (number, unit or None)
    assert read_value(f"{number:,}").value == number


@pytest.mark.parametrize(
    ("printed", "unit"), [("件", True), ("（万元）", True), ("人 次", True), ("规章", False), ("", False)]
)
def test_a_cell_that_is_only_a_unit(printed, unit):
    assert is_unit(printed) is unit
