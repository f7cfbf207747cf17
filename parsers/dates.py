"""Dates as Chinese pages print them: figures, Chinese numerals, metadata stamps.

A date is read whole or not at all. dateparser alone reads `201711日` (the month's and day's marks lost) as the year
1474 and `2019年1月` as today's day of that month, so it comes last, strict, and only for stamps with a month's name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from parsers.numbers import read_numeral

FIRST_YEAR, LAST_YEAR = 1990, 2100
CHINA = timezone(timedelta(hours=8))
"""The time that all of China keeps, and every portal prints."""

_D = "[0-9lIOo]"  # OCR and hasty typing: `3月l日`, `2O19年`
_FIGURES = re.compile(
    rf"(?<![0-9.])(?P<year>[12]{_D}{{3}})\s*(?P<mark>[年./-])\s*(?P<month>{_D}{{1,2}})\s*[月./-]\s*(?P<day>{_D}{{1,2}})"
    r"(?![0-9])(?P<end>\s*[日号號])?"
)
_COMPACT = re.compile(
    r"(?<![0-9A-Za-z/_.-])(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?![0-9A-Za-z/_-])"
)
_NUMERALS = "〇零一二三四五六七八九十廿卅"
_WORDS = re.compile(
    rf"(?P<year>[〇零一二三四五六七八九0-9OoＯ]{{4}})\s*年\s*(?P<month>[元{_NUMERALS}]{{1,3}}|[0-9]{{1,2}})\s*月\s*"
    rf"(?P<day>[{_NUMERALS}]{{1,4}}|[0-9]{{1,2}})\s*(?P<end>[日号號])"
)
_STAMP = re.compile(
    r"^\s*(?P<when>\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(?P<zone>Z|[+-]\d{2}:?\d{2})\s*$"
)
_EPOCH = re.compile(r"^\s*(?P<seconds>\d{10})(?:\d{3})?\s*$")
_PERIOD = re.compile(r"\s*(?:起|始|开始|開始)?\s*[至到~—-]+")
_MONTH_NAME = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.I)
_ZONE_NAME = re.compile(r"\b(?:CST|GMT|UTC)\b(?:[+-]\d{4})?(?:\s*\(.*?\))?")
_LOOKALIKES = str.maketrans({"l": "1", "I": "1", "O": "0", "o": "0"})
# ○ (a circle) and ﹣ are what typists find for 〇 and a dash.
_SAME_WIDTH = {"○": "〇", "◯": "〇", "Ｏ": "〇", "⽉": "月", "⽇": "日", "⼀": "一", "⼆": "二", "⼗": "十", "⼋": "八"}


class Found(NamedTuple):
    """A date in a text with its offsets, and whether it is printed in words (年月日) rather than as a stamp."""

    value: date
    start: int
    end: int
    worded: bool


def read_date(text: str) -> date | None:
    """The one date that a short text states, or None when it states none whole.

    A time of day is ignored unless it has a zone: then the date is that of Beijing. Seconds or milliseconds since 1970
    are read too, as some metadata prints them. A day is never guessed, an impossible date is none, nor is a period
    (`2019年1月1日至12月31日`).
    """
    stamped = _read_stamp(text)
    if stamped is not None:
        return stamped
    first = next(find_dates(text), None)
    if first is not None:
        return None if _PERIOD.match(text, first.end) else first.value
    return _read_named(text) if _MONTH_NAME.search(text) else None


def find_dates(text: str) -> Iterator[Found]:
    """All whole dates in a text, in order; offsets are those of `text` itself."""
    view = _view(text)
    taken = -1
    for match in sorted((m for p in (_FIGURES, _WORDS, _COMPACT) for m in p.finditer(view)), key=lambda m: m.start()):
        value = _valid(*match.group("year", "month", "day"))
        if value is None or match.start() < taken or not _whole(match, view):
            continue
        taken = match.end()
        yield Found(value, match.start(), match.end(), "年" in match.group())


def _whole(match: re.Match[str], view: str) -> bool:
    """Whether the marks between the figures are of one kind, and a worded date does not run into a count.

    `2018年1月11` at the end of a line is a date, `2018年1月11件` is not.
    """
    if match.re is not _FIGURES:
        return True
    marks = re.sub(r"[\s0-9lIOo日号號]", "", match.group())
    if "年" not in marks:
        return len(set(marks)) == 1
    return marks == "年月" and (match["end"] is not None or not "一" <= view[match.end() : match.end() + 1] <= "鿿")


def _view(text: str) -> str:
    """The text in plain figures and signs, each character in its place."""
    if text.isascii():
        return text
    return text.translate(_PLAIN)


class _Plain(dict[int, str]):
    """Character code to the plain figure or sign; computed once per character met."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain(chr(code))
        return plain


_PLAIN = _Plain()


def _plain(character: str) -> str:
    if character in _SAME_WIDTH:
        return _SAME_WIDTH[character]
    if character in "‐‑‒–—―－─":
        return "-"
    normal = unicodedata.normalize("NFKC", character)
    return normal if len(normal) == 1 else character


def _valid(year: str, month: str, day: str) -> date | None:
    try:
        value = date(_number(year), _number(month), _number(day))
    except ValueError:
        return None
    return value if FIRST_YEAR <= value.year <= LAST_YEAR else None


def _number(text: str) -> int:
    """A year, month or day in figures, lookalikes or Chinese numerals; raises ValueError for anything else."""
    figures = text.translate(_LOOKALIKES)
    if figures.isascii():
        return int(figures)
    if text == "元":
        return 1
    words = figures.replace("廿", "二十").replace("卅", "三十").replace("0", "〇").replace("1", "一")
    return int(read_numeral(words, "smart"))


def _read_stamp(text: str) -> date | None:
    stamp = _STAMP.match(text)
    if stamp is not None:
        zone = stamp["zone"].replace("Z", "+00:00")
        try:
            value = datetime.fromisoformat(stamp["when"].replace(" ", "T") + zone).astimezone(CHINA).date()
        except (ValueError, OverflowError):  # 30 February; the last hours of the year 9999
            return None
        return value if FIRST_YEAR <= value.year <= LAST_YEAR else None
    epoch = _EPOCH.match(text)
    if epoch is None:
        return None
    value = datetime.fromtimestamp(int(epoch["seconds"]), CHINA).date()
    return value if FIRST_YEAR <= value.year <= LAST_YEAR else None


def _read_named(text: str) -> date | None:
    """A stamp with an English month name, as servers print it (`Fri Jan 17 10:13:34 CST 2020`)."""
    from dateparser import parse  # loads 200 ms of tables that few documents need

    settings = {
        "DATE_ORDER": "YMD",
        "STRICT_PARSING": True,
        "REQUIRE_PARTS": ["year", "month", "day"],
        "PARSERS": ["absolute-time"],
    }
    found = parse(_ZONE_NAME.sub("", text), languages=["zh", "en"], settings=settings)
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    value: date = found.date()
    return value
