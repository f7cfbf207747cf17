"""The numbers that Word's binary format keeps out of the text: its lists, and the paragraphs that are in them.

After [MS-DOC]: `PlfLst` (2.9.192) holds the lists with their levels (`LVL`, 2.9.150) behind it, `PlfLfo` (2.9.191) the
uses of them that paragraphs name, `STSH` (2.9.271) the styles, whose paragraphs may be in a list too.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from parsers.word_numbering import Counts, Level

_FORMS = {
    0: "decimal",
    1: "upperRoman",
    2: "lowerRoman",
    3: "upperLetter",
    4: "lowerLetter",
    10: "ideographDigital",
    11: "japaneseCounting",
    14: "decimalFullWidth",
    18: "decimalEnclosedCircle",
    22: "decimalZero",
    23: "bullet",
    33: "taiwaneseCounting",
    35: "taiwaneseCountingThousand",
    37: "chineseCounting",
    38: "chineseLegalSimplified",
    39: "chineseCountingThousand",
    255: "none",
}
"""Number formats (`MSONFC`, 2.4.1.3 of [MS-OSHARED]) by the names that the open format gives them."""
_IN_LIST, _AT_LEVEL = 0x460B, 0x260A
_STYLES = 4096
_NO_STYLE = 0xFFF
Modifiers = Callable[[bytes], Iterator[tuple[int, bytes]]]


@dataclass(slots=True)
class _Use:
    """One use of a list: which list it is, the levels that it numbers in its own way, and those it begins anew."""

    list_id: int
    own: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True, frozen=True)
class Listed:
    """In which list (1-based use, 0 for none) and at which level a paragraph is; None where nothing says it."""

    use: int | None = None
    level: int | None = None


def listed(group: bytes, modifiers: Modifiers) -> Listed:
    """What a paragraph's modifiers say of its list."""
    use = level = None
    for code, operand in modifiers(group):
        if code == _IN_LIST and len(operand) == 2:
            use = struct.unpack("<H", operand)[0]
        elif code == _AT_LEVEL and operand:
            level = operand[0]
    return Listed(use, level)


class Lists:
    """Counts the numbered paragraphs of a document in order."""

    def __init__(self, lists: bytes, uses: bytes, styles: bytes, modifiers: Modifiers) -> None:
        """Take `PlfLst` with the levels behind it, `PlfLfo` and `STSH`; what is damaged numbers nothing."""
        self._counts = Counts()
        self._lists: dict[int, dict[int, Level]] = {}
        self._uses: list[_Use] = []
        self._styles: dict[int, tuple[int, Listed]] = {}
        try:
            self._lists = _lists(lists)
            self._uses = _uses(uses)
            self._styles = dict(_styles(styles, modifiers))
        except (struct.error, IndexError):
            return

    def prefix(self, own: Listed, style: int) -> str:
        """The number printed before a paragraph, counted on; empty for none and for bullets."""
        use, at = self._place(own, style)
        if not 0 < use <= len(self._uses):
            return ""
        known = self._uses[use - 1]
        levels = {**self._lists.get(known.list_id, {}), **known.own}
        if at not in levels:
            return ""
        # All uses of a list count on together; one that begins anew does so where it comes first.
        key = str(known.list_id)
        if at in known.starts:
            self._counts.restart(key, at, known.starts.pop(at))
        return self._counts.following(key, levels, at)

    def _place(self, own: Listed, style: int) -> tuple[int, int]:
        use, level = own.use, own.level
        for _ in range(12):
            if (use is not None and level is not None) or style not in self._styles:
                break
            style, said = self._styles[style]
            use = said.use if use is None else use
            level = said.level if level is None else level
        return use or 0, level or 0


def _lists(data: bytes) -> dict[int, dict[int, Level]]:
    """The levels of each list by its number."""
    if len(data) < 2:
        return {}
    count = struct.unpack_from("<H", data)[0]
    heads = [(struct.unpack_from("<i", data, 2 + 28 * i)[0], data[2 + 28 * i + 26] & 1) for i in range(count)]
    at = 2 + 28 * count
    found: dict[int, dict[int, Level]] = {}
    for list_id, simple in heads:
        for level in range(1 if simple else 9):
            found.setdefault(list_id, {})[level], at = _level(data, at)
    return found


def _level(data: bytes, at: int) -> tuple[Level, int]:
    """A level (`LVLF`, its properties and its text), and where it ends."""
    start, form = struct.unpack_from("<iB", data, at)
    characters, paragraphs = data[at + 24], data[at + 25]
    at += 28 + characters + paragraphs
    length = struct.unpack_from("<H", data, at)[0]
    units = struct.unpack_from(f"<{length}H", data, at + 2)
    text = "".join(f"%{unit + 1}" if unit < 9 else chr(unit) for unit in units if not 0xD800 <= unit < 0xE000)
    return Level(_FORMS.get(form, "decimal"), text, start), at + 2 + 2 * length


def _uses(data: bytes) -> list[_Use]:
    """The uses of lists in order, with the levels that they number anew."""
    if len(data) < 4:
        return []
    count = struct.unpack_from("<I", data)[0]
    found: list[_Use] = []
    overridden: list[int] = []
    for i in range(min(count, len(data) // 16)):
        found.append(_Use(struct.unpack_from("<i", data, 4 + 16 * i)[0]))
        overridden.append(data[4 + 16 * i + 12])
    at = 4 + 16 * count
    for use, levels in zip(found, overridden, strict=True):
        at += 4
        for _ in range(levels):
            start, flags = struct.unpack_from("<iI", data, at)
            at += 8
            if flags & 0x10:
                use.starts[flags & 0xF] = start
            if flags & 0x20:
                use.own[flags & 0xF], at = _level(data, at)
    return found


def _styles(data: bytes, modifiers: Modifiers) -> Iterator[tuple[int, tuple[int, Listed]]]:
    """What paragraph styles say of lists: by their number, the style each rests on, and its list."""
    if len(data) < 6:
        return
    size, count, base = struct.unpack_from("<HHH", data)
    at = 2 + size
    for number in range(min(count, _STYLES)):
        length = struct.unpack_from("<H", data, at)[0]
        style = data[at + 2 : at + 2 + length]
        at += 2 + length
        if length < base + 4 or (kind := struct.unpack_from("<H", style, 2)[0]) & 0xF != 1:
            continue
        name = struct.unpack_from("<H", style, base)[0]
        begin = base + 2 + 2 * name + 2
        begin += begin % 2
        body = struct.unpack_from("<H", style, begin)[0]
        rests = kind >> 4
        yield number, (-1 if rests == _NO_STYLE else rests, listed(style[begin + 4 : begin + 2 + body], modifiers))


def boxes(anchors: bytes, stories: bytes) -> Mapping[int, list[tuple[int, int]]]:
    """Text boxes (from and to in their own text) by the characters of the body that they hang on.

    `PlcfSpa` (2.8.37) names the shapes by anchor, `PlcftxbxTxt` (2.8.32) the texts by shape.
    """
    count = max(0, (len(anchors) - 4) // 30)
    shapes = {
        struct.unpack_from("<i", anchors, 4 * (count + 1) + 26 * i)[0]: struct.unpack_from("<i", anchors, 4 * i)[0]
        for i in range(count)
    }
    texts = max(0, (len(stories) - 4) // 26)
    found: dict[int, list[tuple[int, int]]] = {}
    for i in range(texts):
        start, end = struct.unpack_from("<ii", stories, 4 * i)
        shape = struct.unpack_from("<i", stories, 4 * (texts + 1) + 22 * i + 14)[0]
        if shape in shapes:
            found.setdefault(shapes[shape], []).append((start, end))
    return found
