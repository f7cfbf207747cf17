"""Which indicator is meant by words of its official label: 新收 总计 is `requests.received.total`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from parsers.normal import fold
from pipelines.indicators import Indicator, indicators

_BETWEEN = re.compile(r"[\s/:,、;·|]+")
_NUMBER = re.compile(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|\d+[.、])")
_Fits = Callable[[str, str], bool]


def codes_of(text: str, among: Collection[str]) -> list[str]:
    """The codes among some whose label a text gives, in their order; several where the text fits several.

    The text is a label in full, Chinese or English; or words that each are a step of one cell's wording, from the
    section down to the column (`新收 总计`); or parts of such steps. The first of these that fits anything decides.
    """
    known = [(code, found) for code in among if (found := indicators().get(code))]
    whole = fold(text)
    exact = [code for code, each in known if whole in (fold(each.chinese), fold(each.english))]
    if exact:
        return exact
    parts = _BETWEEN.split(unicodedata.normalize("NFKC", text))
    words = [word for part in parts if (word := _plain(part))]
    comparisons: tuple[_Fits, ...] = (str.__eq__, str.__contains__)
    for fits in comparisons:
        told = [code for code, each in known if words and _is_told(words, each, fits)]
        if told:
            return told
    return []


def _plain(text: str) -> str:
    """A label folded and without the number before it."""
    return _NUMBER.sub("", fold(text))


def _is_told(words: Sequence[str], each: Indicator, fits: _Fits) -> bool:
    """Whether every word fits some step of one of the indicator's cells."""
    return any(all(any(fits(step, word) for step in steps) for word in words) for steps in _steps(each))


def _steps(each: Indicator) -> Iterator[list[str]]:
    for cell in each.cells:
        yield [_plain(step) for step in cell.wording.split(" / ")]


def shown(codes: Iterable[str], most: int = 12) -> str:
    """Codes with their Chinese names, for a message; those beyond `most` are counted."""
    told = [f"{code} ({known.chinese})" if (known := indicators().get(code)) else code for code in codes]
    more = f" and {len(told) - most} more" if len(told) > most else ""
    return ", ".join(told[:most]) + more
