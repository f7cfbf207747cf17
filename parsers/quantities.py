"""The figures printed in prose: where they stand, how much they say, in which unit, and whether they claim to be exact.

A sentence is compared in the folded form of `parsers.normal` (half width, simplified, no blanks) and every position is
kept, so that a figure's offsets are those of the document's own text. The scan of a text is done once and shared by
the reading of indicators and the checks of shares and parts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from parsers.normal import fold, fold_map
from parsers.numbers import BEYOND_COUNTING, read_numeral

COUNTERS = (
    "人次|条次|场次|件次|篇次|条|件|份|篇|次|期|个|项|宗|起|例|则|人|名|场|处|家|部|户|册|类"  # longer ones first
)
_MONEY = "亿元|万元|千元|元"
_CHINESE = "〇零一二两三四五六七八九十百千"
_NUMBER = re.compile(
    rf"(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?![\d,])|\d+(?:\.\d+)?)(?:"
    rf"(?P<percent>%|个百分点)"
    rf"|(?P<near>余|多|来)?(?:(?P<money>{_MONEY})|(?P<scale>万|亿)?(?P<near2>余|多)?(?P<unit>{COUNTERS})?))"
    rf"|(?P<numeral>[{_CHINESE}]+(?:万[{_CHINESE}]*)?)(?P<near3>余|多|来)?(?:(?P<money2>{_MONEY})|(?P<unit2>{COUNTERS}))"
)
# 第20条 is a clause, 711号 a number of a document, 5月 a date: none of them counts anything.
_BEFORE = re.compile(r"(?:第|\d[.\-/:]|[a-z])$")
_AFTER = re.compile(r"[年月日号时点分楼层室元\d.\-/:年度]")
ABOUT = re.compile(r"(?:约|近|超过?|逾|不足|至少|至多|最多|最少|大约|左右|接近|突破|不少于|不低于|多达)$")
_ABOUT_AFTER = re.compile(r"(?:以上|左右|上下|以下|以内|之多)")
_SCALES = {"万": 10_000, "亿": 100_000_000, None: 1}
# What folding drops; where there is none and the length stays, every character kept its place.
_DROPPED = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff\u00ad\ufffc]")
_TITLE = re.compile(r"《[^《》\n]{5,200}》")
_BLANK_IN_DIGITS = re.compile(r"[\d０-９.．,，]*[\d０-９]\s+[\d０-９.．,，]")
_SINGLES = re.compile(r"[\d０-９](?:\s[\d０-９])+(?![\d０-９])")

# A new line goes on with the sentence (a wrapped line of a PDF has more than 15 characters) unless a heading, a list or
# a table row begins there, or a title ends.
_HEAD = r"[^\S\n]*(?:[(（〔]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[-—|#*]|第[一二三四五六七八九十\d]+[条章节]|\n)"
_SENTENCE = re.compile(rf"[^。！？\r\n]+(?:(?<=[^\n]{{15}})(?<![；;：:!?|告])\r?\n(?!{_HEAD})[^。！？\r\n]+)*[。！？]?")
_TOPIC = re.compile(
    r"公[开開]|申[请請]|[复複覆復][议議]|[诉訴][讼訟]|解[读讀]|回[应應]|(?:[处處]理|收取)[^。\n]{0,6}[费費]|[发發]布|答[复複覆復]|制作|[结結][转轉]|"
    "信[访訪]谈|在[线線]|其中|[规規]范性|行政[许許處处]|查[阅閱]|培[训訓]|占"
)
_COUNTED = re.compile(
    r"(?:[0-9０-９][\s*余多来餘來万亿萬億]{0,3}|[〇零一二两兩三四五六七八九十百千⼀⼆⼋⼗][余多来餘來]?)"
    r"[条條件⽂份篇次期个個项項宗起例则則人⼈元%％﹪万萬亿億场場家处處名]"
    r"|[总總数數量][数數量]?[为為是:：]?\s?[0-9０-９]"
    r"|(?:未|没有|沒有|无|無)[^。！？\n]{0,40}?(?:申[请請]|[议議诉訴费費举舉投]|[热熱]|新[闻聞]|在[线線])"
)
LONGEST = 3000
# More decimals than any report prints: a code, or figures run together.
_MOST_PLACES = 9


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure in a sentence: `start`, `end` are positions in the folded sentence, `value` is in `unit`.

    The unit is null where none is printed and `%` for a share. `places` are the printed decimals. `exact` is false
    where the words say about, more than or less than, or where the digits are broken by blanks that leave a doubt.
    """

    start: int
    end: int
    value: Decimal
    unit: str | None
    exact: bool
    places: int = 0

    @property
    def number(self) -> int | float:
        """The value as an int where it is whole, else as a float."""
        whole = self.value.to_integral_value()
        return int(whole) if whole == self.value else float(self.value)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in folded form: `offsets[i]` is where character i stands in the text, `line` where its line begins."""

    start: int
    end: int
    line: int
    folded: str
    offsets: Sequence[int]
    quantities: tuple[Quantity, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the text of the folded positions from `start` up to `end`."""
        return self.offsets[start], self.offsets[end - 1] + 1


@lru_cache(maxsize=2)
def scan(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text that count something or say that there was none, with their figures, in order."""
    found = []
    line = start = 0
    for match in _SENTENCE.finditer(text):
        before, (start, end) = start, match.span()
        line = max(line, text.rfind("\n", before, start) + 1)
        if end - start > LONGEST or not _COUNTED.search(text, start, end) or not _TOPIC.search(text, start, end):
            continue
        found.append(_sentence(text, start, end, line))
    return tuple(found)


def _sentence(text: str, start: int, end: int, line: int) -> Sentence:
    """The sentence between two offsets, its titles in 《》 masked: they name documents and count nothing."""
    raw = text[start:end]
    if "《" in raw:
        raw = _TITLE.sub(_masked, raw)
    raw = raw.replace("**", "\u200b\u200b")  # bold in Markdown; folding drops it
    folded = fold(raw).replace("资讯", "信息")  # what converters to traditional characters make of 信息
    offsets: Sequence[int] = range(start, end)
    if len(folded) != len(raw) or _DROPPED.search(raw):  # folding moved something: 4 of 5 sentences it leaves in place
        offsets = [start + place for place in fold_map(raw)[1]]
    quantities = tuple(_quantities(folded, text, offsets))
    return Sentence(start, end, line, folded, offsets, quantities)


def _masked(title: re.Match[str]) -> str:
    return "《" + "_" * (len(title[0]) - 2) + "》"


def _quantities(folded: str, text: str, offsets: Sequence[int]) -> list[Quantity]:
    """The figures of a folded sentence that may count something; what is a date, an ordinal or a name is left out."""
    found = []
    for match in _NUMBER.finditer(folded):
        quantity = _quantity(match, folded)
        if quantity and not _doubtful(text[offsets[match.start()] : offsets[match.end() - 1] + 1], quantity.unit):
            found.append(quantity)
    return found


def _doubtful(raw: str, unit: str | None) -> bool:
    """Whether blanks inside the digits may part two numbers: `1 6 0 件` is one, `2019 5` and a row `0 0 0` are not."""
    if not _BLANK_IN_DIGITS.match(raw):
        return False
    return unit is None or not _SINGLES.match(raw) or raw[0] in "0０"


def _quantity(match: re.Match[str], folded: str) -> Quantity | None:
    """The figure of a match, or nothing where its surroundings show that it counts nothing."""
    start, end = match.span()
    if _BEFORE.search(folded[max(0, start - 2) : start]):
        return None
    percent, *units = match.group("percent", "unit", "money", "unit2", "money2")
    unit = "%" if percent else next(filter(None, units), None)
    if unit is None and _AFTER.match(folded, end):
        return None
    value, places = _value(match)
    if value is None or value >= BEYOND_COUNTING or places > _MOST_PLACES:
        return None
    exact = not (
        any(match.group("near", "near2", "near3"))
        or ABOUT.search(folded[max(0, start - 3) : start])
        or _ABOUT_AFTER.match(folded, end)
    )
    return Quantity(start, end, value, unit, exact, places)


def _value(match: re.Match[str]) -> tuple[Decimal | None, int]:
    """The value in the printed unit, scaled exactly (1.2万件 is 12000件), and the decimals printed."""
    if numeral := match["numeral"]:
        return _numeral(numeral), 0
    digits = match["digits"].replace(",", "")
    places = len(digits.partition(".")[2])
    return Decimal(digits) * _SCALES[match["scale"]], places


@lru_cache(maxsize=512)
def _numeral(numeral: str) -> Decimal | None:
    """A number in Chinese numerals: 三十五, 两千零四, 一万二千; null for what is none (一二三)."""
    try:
        return read_numeral(numeral, "normal")
    except ValueError:
        return None


def line_before(text: str, offset: int) -> str:
    """The last line with words before a line's start: the heading a paragraph may stand under."""
    end = offset
    while end > 0:
        start = text.rfind("\n", 0, end - 1) + 1
        line = text[start : end - 1].strip()
        if line:
            return line
        end = start
    return ""
