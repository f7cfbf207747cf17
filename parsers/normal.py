"""One comparison form for printed Chinese: what is printed is kept, what is compared is folded.

The same label is printed with full-width brackets or half-width ones, in traditional characters, with blanks inside,
and in PDFs with Kangxi radicals (⼀ U+2F00) in the place of ideographs: 670 of 12,291 characters in one printed report.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

# NFKC maps the Kangxi radicals (U+2F00..) but not these of the radicals supplement (Unicode's
# EquivalentUnifiedIdeograph.txt); real text layers print ⺠ ⻔ ⻓ ⻅.
_RADICALS = dict(
    zip(
        "⺁⺄⺇⺈⺊⺋⺌⺍⺏⺐⺑⺒⺓⺖⺗⺘⺙⺛⺝⺞⺟⺠⺡⺢⺣⺤⺦⺧⺨⺩⺫⺬⺭⺮⺯⺰⺱⺲⺶⺷⺸⺹⺺⺼⺽⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乙几刀卜㔾小小尢尢尢巳幺心心手攴旡月歹母民水氺火爪丬牛犬王网示示竹糸纟罒网羊羊羊老聿月臼艸艸虎衤西西见角角讠贝足车辶辶辶邑钅长长长门阜阜雨青韦页风飞食食饣食首马骨鬼鱼鸟卤麦黄黾齐齐齿齿龙龙龟龟龟",
        strict=True,
    )
)
# Characters that OpenCC converts only inside certain words: 答覆 is 答复, but 覆 alone stays.
_IN_WORDS = {"覆": "复", "乾": "干", "著": "着", "瞭": "了", "藉": "借"}
_QUOTES = dict.fromkeys("“”„‟〝〞「」『』《》〈〉〔〕［］【】‘’＇`´", '"')
_DASHES = dict.fromkeys("‐‑‒–—―−－─━﹣⁃", "-")
_DROPPED = dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufffc", "")


def _simplified() -> dict[str, str]:
    """Traditional to simplified, a character at a time: folding must keep each character's place."""
    characters = [chr(code) for code in range(0x4E00, 0xA000)]
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    single = {old: new for old, new in zip(characters, converted, strict=True) if old != new and len(new) == 1}
    return single | _IN_WORDS


class _Folds(dict[int, str]):
    """Character code to its folded text; computed once per character met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        for table in (_DROPPED, _QUOTES, _DASHES, _RADICALS):
            if character in table:
                character = table[character]
                break
        else:
            character = unicodedata.normalize("NFKC", character)
        folded = "".join(_TRADITIONAL.get(each, each) for each in character).lower()
        self[code] = folded = "".join(folded.split())
        return folded


_TRADITIONAL = _simplified()
_FOLDS = _Folds()


@lru_cache(maxsize=1 << 15)
def fold(text: str) -> str:
    """The comparison form of a text: NFKC, simplified, lower case, one quote and dash, no white space."""
    return text.translate(_FOLDS)


def fold_map(text: str) -> tuple[str, list[int]]:
    """The comparison form with, for each of its characters, the offset in `text` of the character it came from."""
    pieces = list(map(_FOLDS.__getitem__, map(ord, text)))
    folded = "".join(pieces)
    if len(folded) == len(text) and "" not in pieces:
        return folded, list(range(len(text)))
    return folded, [offset for offset, piece in enumerate(pieces) for _ in piece]


WIDE = re.compile(r"[⺀-〿㇀-鿿豈-﫿︰-﹏＀-￯\U00020000-\U0003ffff“”‘’…—·]")
"""A character as wide as high: between two such no blank is printed."""
