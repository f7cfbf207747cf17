"""The numbers that Word prints before a paragraph and keeps out of its text: 一、 （一） 1. ①.

ISO/IEC 29500-1, 17.9: a paragraph names a list (`numId`) and a level; the list's levels say how numbers are counted
(`numFmt`), printed (`lvlText`, `%2` being the second level's number) and where they start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

_DIGITS = "〇一二三四五六七八九"
_CHINESE = frozenset(
    [
        "chineseCounting",
        "chineseCountingThousand",
        "chineseLegalSimplified",
        "ideographDigital",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "taiwaneseDigital",
        "japaneseCounting",
        "japaneseDigitalTenThousand",
    ]
)


@dataclass(slots=True)
class Level:
    """A level of a list: its number's format, the text round it (`%2` is the second level's number), its start."""

    form: str = "decimal"
    text: str = ""
    start: int = 1


def local(element: Any) -> str:
    """An element's name without its namespace (transitional and strict files differ in it)."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def child(element: Any, *names: str) -> Any:
    """The first descendant down a path of names, or None."""
    for name in names:
        element = next((c for c in element if local(c) == name), None) if element is not None else None
    return element


def value(element: Any, name: str = "val") -> str | None:
    """An attribute of an element by its local name; None for no element."""
    if element is None:
        return None
    return next((v for k, v in element.attrib.items() if k.rsplit("}", 1)[-1] == name), None)


class Counts:
    """The numbers that the lists of a document have come to."""

    def __init__(self) -> None:
        self._lists: dict[str, dict[int, int]] = {}

    def restart(self, key: str, level: int, start: int) -> None:
        """Let a list go on with a number."""
        self._lists.setdefault(key, {})[level] = start - 1

    def following(self, key: str, levels: Mapping[int, Level], level: int) -> str:
        """The next number of a list at a level, as printed; deeper levels begin anew."""
        counts = self._lists.setdefault(key, {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        return _printed(levels, counts, level)


class Numbering:
    """Counts the numbered paragraphs of a document in order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, Level]]] = {}
        self._styles: dict[str, tuple[str | None, str | None, int | None]] = {}
        self._counts = Counts()
        if numbering is not None:
            self._read_lists(numbering)
        if styles is not None:
            self._read_styles(styles)

    def _read_lists(self, numbering: Any) -> None:
        for element in numbering:
            if local(element) == "abstractNum":
                self._abstract[value(element, "abstractNumId") or ""] = dict(_levels(element))
        for element in numbering:
            if local(element) == "num":
                base = value(child(element, "abstractNumId")) or ""
                self._lists[value(element, "numId") or ""] = (
                    base,
                    dict(_overrides(element, self._abstract.get(base, {}))),
                )

    def _read_styles(self, styles: Any) -> None:
        for style in styles:
            if local(style) == "style" and value(style, "type") == "paragraph":
                number = child(style, "pPr", "numPr")
                list_id = value(child(number, "numId")) if number is not None else None
                level = _whole(value(child(number, "ilvl"))) if number is not None else None
                self._styles[value(style, "styleId") or ""] = (value(child(style, "basedOn")), list_id, level)

    def prefix(self, paragraph: Any) -> str:
        """The number printed before a paragraph, counted on; empty for none and for bullets."""
        list_id, level = self._place(paragraph)
        if list_id is None or list_id not in self._lists:
            return ""
        base, own = self._lists[list_id]
        levels = {**self._abstract.get(base, {}), **own}
        if level not in levels:
            return ""
        # Lists that share an abstract list count on together unless one restarts by an override.
        return self._counts.following(f"{base}/{list_id}" if own else base, levels, level)

    def _place(self, paragraph: Any) -> tuple[str | None, int]:
        """List and level of a paragraph, its own or its style's."""
        number = child(paragraph, "pPr", "numPr")
        list_id = value(child(number, "numId")) if number is not None else None
        level = _whole(value(child(number, "ilvl"))) if number is not None else None
        style = value(child(paragraph, "pPr", "pStyle"))
        for _ in range(12):
            if style is None or style not in self._styles or (list_id is not None and level is not None):
                break
            style, style_list, style_level = self._styles[style]
            list_id = style_list if list_id is None else list_id
            level = style_level if level is None else level
        return list_id, level or 0


def _levels(element: Any) -> Iterator[tuple[int, Level]]:
    for level in element:
        if local(level) == "lvl":
            start = _whole(value(child(level, "start")))
            form = value(child(level, "numFmt")) or "decimal"
            text = value(child(level, "lvlText")) or ""
            yield _whole(value(level, "ilvl")) or 0, Level(form, text, 1 if start is None else start)


def _overrides(element: Any, base: dict[int, Level]) -> Iterator[tuple[int, Level]]:
    for override in element:
        if local(override) != "lvlOverride":
            continue
        at = _whole(value(override, "ilvl")) or 0
        level = dict(_levels(override)).get(at) or base.get(at, Level())
        start = _whole(value(child(override, "startOverride")))
        yield at, Level(level.form, level.text, level.start if start is None else start)


def _whole(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text) else None


def _printed(levels: Mapping[int, Level], counts: Mapping[int, int], level: int) -> str:
    if levels[level].form in ("bullet", "none"):
        return ""

    def number(match: re.Match[str]) -> str:
        at = int(match.group(1)) - 1
        shape = levels.get(at, Level())
        return _formatted(counts.get(at, shape.start), shape.form)

    return re.sub(r"%(\d)", number, levels[level].text)


def _formatted(number: int, form: str) -> str:
    """A number in one of the number formats of ISO/IEC 29500-1, 17.18.59."""
    if form in _CHINESE:
        return chinese(number)
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if form == "decimalFullWidth":
        return "".join(chr(0xFF10 + int(d)) for d in str(number))
    if form == "decimalZero":
        return f"{number:02d}"
    if form in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        return chr((65 if form == "upperLetter" else 97) + number - 1)
    if form in ("upperRoman", "lowerRoman") and 0 < number < 90:
        roman = _roman(number)
        return roman if form == "upperRoman" else roman.lower()
    return str(number)


def chinese(number: int) -> str:
    """A number from 1 to 99 in Chinese as headings print it (十一, 二十), else in figures."""
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


def _roman(number: int) -> str:
    out = ""
    for amount, letters in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= amount:
            out, number = out + letters, number - amount
    return out


def parse_xml(blob: bytes) -> Any:
    """An XML part as a tree; nothing is resolved or fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    return etree.fromstring(blob, parser)
