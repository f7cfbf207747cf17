"""What a value cell says: a number, nothing, "not applicable" or words, with the unit and note printed beside it.

The four are different things (a blank is never a zero). Seen in real cells: `251000元`, `+19`, `22（其中修订 16 件）`,
`96171.6`, `1,234`, `　`, `/`, `——`, `无`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from html import unescape
from typing import Literal

from parsers.model import Status
from parsers.normal import fold

# Longer ones first: 人次 before 人, 万元 before 元.
UNITS = (
    *("亿元", "万元", "千元", "人次", "万件", "万条", "万次"),
    *("元", "件", "条", "项", "次", "篇", "人", "个", "份", "宗", "起", "名", "场", "期"),
)
_UNIT = "|".join(UNITS)
_GROUPED = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"
_PLAIN = r"\d+(?:\.\d+)?"
_SIGN = r"[+\-]|增加?|减少?|新增"
_NUMBER = re.compile(
    rf"(?:¥|人民币)?(?P<sign>{_SIGN})?(?:¥|人民币)?(?P<digits>{_GROUPED}|{_PLAIN})(?P<unit>{_UNIT})?(?P<note>\(.*\))?[。;,.、]?",
    re.DOTALL,
)
_NOT_APPLICABLE = re.compile(r"[/\\|-]+|无|不适用|不涉及|n/a")
_NUMERAL = re.compile(rf"(?P<numeral>[零〇一二三四五六七八九十百千]+)(?P<unit>{_UNIT})?")
_SPLIT_DIGITS = re.compile(r"\d\s+\d|\d\s*[.,]\s+\d|\d\s+[.,]\s*\d")
# Digits that mark a note, not a figure, though they fold to digits: 14① and 14² are 14.
_NOTE_DIGITS = "[①-⒛❶-➓⓪-⓿²³¹⁰⁴-⁹₀-₉]"
_NOTE_MARK = re.compile(rf"(?<=[0-9０-９件条])\s*{_NOTE_DIGITS}{{1,2}}\s*$")
_NOTE_DIGIT = re.compile(_NOTE_DIGITS)
_LONGEST = 200
BEYOND_COUNTING = 10**15
"""A number from which on it is none of a report's: a code, or figures run together. (Below it every reader of the data,
JSON's and Stata's double precision too, holds a whole number exactly.)"""


@dataclass(frozen=True, slots=True)
class Value:
    """A value cell read: `value` in `unit` (null when none is printed), `note` the bracketed words after a number."""

    status: Status
    value: int | float | None = None
    unit: str | None = None
    note: str | None = None


BLANK = Value("blank")


def read_numeral(numeral: str, mode: Literal["strict", "normal", "smart"]) -> Decimal:
    """A number in Chinese numerals; the modes are those of cn2an.

    Raises ValueError for what is none in that mode.
    """
    # Imported where it is needed: its import takes 0.09 s, a fifth of the reader's, and few pages write numerals.
    from cn2an import cn2an

    return Decimal(str(cn2an(numeral if mode == "smart" else numeral.replace("〇", "零"), mode)))


def _whole_or_float(number: Decimal) -> int | float:
    """The number as an int where it is whole, else a float (the shortest that prints the same digits)."""
    return int(number) if number == number.to_integral_value() else float(number)


def _numeral(folded: str) -> Value | None:
    """A cell written in Chinese numerals, such as 三 or 十五件."""
    match = _NUMERAL.fullmatch(folded)
    if not match:
        return None
    try:
        return Value("reported", _whole_or_float(read_numeral(match["numeral"], "strict")), match["unit"])
    except ValueError:
        return None


@lru_cache(maxsize=1 << 14)
def read_value(text: str) -> Value:
    """Read one value cell as printed.

    Digits separated by blanks (`1 6`) are two numbers or one: they come back as `text`, like any other words. So do
    numbers that count nothing (see `BEYOND_COUNTING`).
    """
    printed = unescape(text) if "&" in text else text
    unmarked = printed if printed.isascii() else _NOTE_MARK.sub("", printed)
    if _NOTE_DIGIT.search(unmarked):
        return Value("text")
    folded = fold(unmarked)
    if folded in ("", "&"):  # & is what some editors leave of &nbsp;
        return BLANK
    if len(folded) > _LONGEST:
        return Value("text")
    if _NOT_APPLICABLE.fullmatch(folded):
        return Value("not_applicable")
    match = _NUMBER.fullmatch(folded)
    number = Decimal(match["digits"].replace(",", "")) if match and not _SPLIT_DIGITS.search(text) else None
    if match and number is not None and number < BEYOND_COUNTING:
        value = _whole_or_float(number)
        negative = (match["sign"] or "").startswith(("-", "减"))
        return Value("reported", -value if negative else value, match["unit"], match["note"])
    return _numeral(folded) or Value("text")


def is_unit(text: str) -> bool:
    """Whether a cell holds nothing but a unit of measure (the 计量单位 column of the older forms)."""
    return fold(text).strip("()") in UNITS
