"""Dates are read whole or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.dates import find_dates, read_date

DIGITS = "〇一二三四五六七八九"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019年1月10日", "2019-01-10"),
        ("2010年 2 月25 日", "2010-02-25"),
        ("２０１９年１月１０日", "2019-01-10"),
        ("2020-01-16 09:49", "2020-01-16"),
        ("发布时间:2019-01-22", "2019-01-22"),
        ("2024/01/31/ 17:33", "2024-01-31"),
        ("2018.1.5", "2018-01-05"),
        ("20190110", "2019-01-10"),
        ("2018年1月11", "2018-01-11"),
        ("二〇一九年一月十日", "2019-01-10"),
        ("二○一九年十二月三十一日", "2019-12-31"),
        ("二零二零年二月二十九日", "2020-02-29"),
        ("二〇一九年元月十日", "2019-01-10"),
        ("二0二0年1月3日", "2020-01-03"),
        ("2019年1月10號", "2019-01-10"),
        ("⼆〇一九年⼀⽉十⽇", "2019-01-10"),
        ("2018年3月l日", "2018-03-01"),
        ("2O19年1月1O日", "2019-01-10"),
    ],
)
def test_printed_dates_are_read(text, expected):
    assert read_date(text) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-01-15T16:00:00Z", "2020-01-16"),
        ("2020-01-15 16:00:00+00:00", "2020-01-16"),
        ("2020-01-16T00:10:00+08:00", "2020-01-16"),
        ("1579139340", "2020-01-16"),
        ("1579139340000", "2020-01-16"),
        ("Fri Jan 17 10:13:34 CST 2020", "2020-01-17"),
        ("Thu, 16 Jan 2020 09:49:00 GMT", "2020-01-16"),
    ],
)
def test_stamps_of_metadata_give_the_day_in_beijing(text, expected):
    assert read_date(text) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2019年1月",
        "201711日",
        "20231月1日起至202312月31日",
        "019年3月28日",
        "3月l日",
        "1月10日",
        "2019年2月30日",
        "2019-13-01",
        "1474-08-17",
        "2150年1月1日",
        "0797-6854110",
        "t20210130_1478626",
        "2018年1月11件",
        "2019.1-5",
        "3天前",
        "今天",
        "Jan 2020",
        "9999999999",
        "2020-02-30 10:00:00+08:00",
        "9999-12-31T23:59:59-05:00",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_what_is_not_a_whole_date_is_none(text):
    assert read_date(text) is None


def test_a_period_is_not_a_date():
    assert read_date("2019年1月1日至12月31日") is None
    assert read_date("2019-01-01—2019-12-31") is None


def test_all_dates_of_a_text_are_found_with_their_offsets():
    text = "自２０１９年1月1日起至二〇一九年十二月三十一日止，2020-01-16 发布"
    found = list(find_dates(text))
    assert [each.value.isoformat() for each in found] == ["2019-01-01", "2019-12-31", "2020-01-16"]
    assert [text[each.start : each.end] for each in found] == [
        "２０１９年1月1日",
        "二〇一九年十二月三十一日",
        "2020-01-16",
    ]
    assert [each.worded for each in found] == [True, True, False]


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_in_each_of_its_forms(day):
    words = "".join(DIGITS[int(digit)] for digit in str(day.year))
    for text in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month:02}月{day.day:02}日",
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}",
        f"{words}年{_words(day.month)}月{_words(day.day)}日",
        f"{day.isoformat()} 08:30:00",
    ):
        assert read_date(text) == day


@given(st.text(alphabet="0123456789年月日-/.: lO〇一十", max_size=24))
def test_no_text_gives_a_date_outside_the_years_or_raises(text):
    found = read_date(text)
    assert found is None or 1990 <= found.year <= 2100


def _words(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十") + (DIGITS[ones] if ones else "")
