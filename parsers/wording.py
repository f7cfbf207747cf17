"""The wording of row and column labels, compared: what is left of one without ordinal, note and punctuation."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from parsers.normal import fold

_CHINESE = "一二三四五六七八九十"
# An ordinal needs its mark (三、 （三） 3. 3）), else 三类内部事务信息 would lose its 三; ① is folded to a bare digit.
_ORDINAL = re.compile(
    rf"^(?:[\-*#•·]+|其中[:,]?|\([{_CHINESE}]{{1,3}}\)[、.,:]?|第?[{_CHINESE}]{{1,3}}[、.,:)]|\(\d{{1,2}}\)[、.,:]?|\d{{1,2}}[、.,:)]|\d{{1,2}}(?=[^\d.%年月日]))"
)
_NOTE = re.compile(r"\([^()]*\)")
_OPEN_NOTE = re.compile(r"\([^()]*$")
_CLOSED_NOTE = re.compile(r"^[^()]*\)")
_PUNCTUATION = re.compile(r"[\s、,.:;。!?\"'*#|~·•…_\-]+")


@lru_cache(maxsize=1 << 14)
def ordinal(text: str) -> str:
    """The ordinals before a label, marks dropped: `（三）` gives `三`, `（四）1.` gives `四1`; empty without one."""
    folded = fold(text)
    found = ""
    while match := _ORDINAL.match(folded):
        found += re.sub(rf"[^{_CHINESE}\d]", "", match.group())
        folded = folded[match.end() :]
    return found


@lru_cache(maxsize=1 << 15)
def label_key(text: str) -> str:
    """What identifies a label: folded, without ordinals, bracketed notes (also half of one) and punctuation."""
    bare = fold(text)
    while match := _ORDINAL.match(bare):
        bare = bare[match.end() :]
    while "(" in bare and (shorter := _NOTE.sub("", bare)) != bare:
        bare = shorter
    without_note = _CLOSED_NOTE.sub("", _OPEN_NOTE.sub("", bare)) or bare
    return _PUNCTUATION.sub("", without_note).replace("(", "").replace(")", "")


@lru_cache(maxsize=1 << 15)
def likeness(one: str, other: str) -> float:
    """How alike two label keys are, 0 to 1: the share of characters in common order (one slip in eight gives 0.88)."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    # What two texts can have in common at most, cheaply: the shorter one's length, then the characters that both have.
    shared = min(len(one) - len(set(one).difference(other)), len(other))
    if 10 * shared < 3 * (len(one) + len(other)):
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= 0.6 and matcher.quick_ratio() >= 0.6 else 0.0
