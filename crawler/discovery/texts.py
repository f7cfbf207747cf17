"""The visible text of a page's elements."""

from __future__ import annotations

from lxml import etree, html

UNSEEN = frozenset({"script", "style", "noscript", "template", "title", "option", etree.Comment, etree.PI})
"""Elements whose own text no reader of the page sees."""


def text_of(element: html.HtmlElement) -> str:
    """An element's visible text with blanks squeezed."""
    if not len(element):
        return " ".join((element.text or "").split())
    return " ".join("".join(_visible(element)).split())


def short_text_of(element: html.HtmlElement, most: int) -> str | None:
    """An element's visible text as `text_of` gives it, None where it holds more than about so many characters: no more
    of a long one is looked at.
    """
    parts: list[str] = []
    return " ".join("".join(parts).split()) if _gather(element, parts, most) >= 0 else None


def _gather(element: html.HtmlElement, parts: list[str], room: int) -> int:
    """Put an element's visible texts in `parts` while there is room; the characters left, below nought if too few."""
    if text := element.text:
        parts.append(text)
        room -= len(text.strip())
    for child in element:
        if room < 0:
            return room
        if child.tag not in UNSEEN:
            room = _gather(child, parts, room)
        if tail := child.tail:
            parts.append(tail)
            room -= len(tail.strip())
    return room


def _visible(element: html.HtmlElement) -> list[str]:
    parts = [element.text or ""]
    for child in element:
        if child.tag not in UNSEEN:
            parts.extend(_visible(child))
        parts.append(child.tail or "")
    return parts
