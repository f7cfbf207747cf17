"""Text of a page to a tree of elements, within limits, and made plain: hidden bodies unwrapped, CSS tables made tables.

A tree from here holds nothing that a reader of the page would not see as text, table, link or picture: scripts, styles,
comments and processing instructions are gone (their tails stay), so every later stage can walk it without guards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from lxml import etree
from lxml.etree import _Element

from parsers.model import UnreadableError

# A real report of 60 kB has some 2,000 tags; the largest table pages met have 60,000. Pictures pasted into a page as
# data addresses do not count: they are dropped before the size is judged.
MAX_CHARACTERS = 16_000_000
MAX_TAGS = 400_000

_DATA_ADDRESS = re.compile(r"data:[\w.+/-]{0,60};base64,[A-Za-z0-9+/=%\s]{64,}")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13}) + b"\x7f"
_DROPPED = (
    "script",
    "style",
    "head",
    "template",
    "noscript",
    "select",
    "svg",
    "math",
    "audio",
    "video",
    "canvas",
    "map",
)
_CARRIERS = ("textarea", "script", "template", "xmp", "noscript")
_MARKUP = re.compile(r"<(?:p|div|table|tr|td|span|br|li|section|h\d|ucapcontent)\b", re.IGNORECASE)
_HAN = re.compile("[\u4e00-\u9fff]")
_SCRIPT_DATA = re.compile("xml|html|template|plain", re.IGNORECASE)
_CSS_TABLE = re.compile(
    r"display\s*:\s*(?:inline-)?table|role\s*=\s*[\"']?(?:table|grid)\b"
    r"|class\s*=\s*[\"']?[^\"'>]*\b(?:table|tbl)\b"
)


def parse(text: str) -> _Element:
    """The tree of a page's mark-up, plain (see the module).

    Raises `UnreadableError`: `parse.too_large` (more text or more tags than any report has), `parse.too_deep` (nested
    beyond the 2,048 levels at which libxml2 stops and drops the rest), `parse.empty` (no element at all).
    """
    if len(text) > MAX_CHARACTERS:
        text = _DATA_ADDRESS.sub("data:,", text)
    if len(text) > MAX_CHARACTERS:
        raise UnreadableError(
            "parse.too_large", f"{len(text):,} characters of mark-up; the limit is {MAX_CHARACTERS:,}"
        )
    if (tags := text.count("<")) > MAX_TAGS:
        raise UnreadableError("parse.too_large", f"{tags:,} tags; the limit is {MAX_TAGS:,}")
    root = _tree(_CDATA.sub("", text) if "<![CDATA[" in text else text)
    _unwrap(root)
    if _names_tables(lowered(text)) and _CSS_TABLE.search(text.lower()):
        _retag_css_tables(root)
    return root


@lru_cache(maxsize=1)
def lowered(text: str) -> bytes:
    """A page's source to look for marks in: bytes are lowered ten times, and searched twice, as fast as text."""
    return text.encode("utf-8", "replace").lower()


def _names_tables(source: bytes) -> bool:
    """Whether a `lowered` source speaks of tables beside its own tags."""
    named = source.count(b"table") > source.count(b"<table") + source.count(b"</table")
    return named or b"tbl" in source or b"grid" in source


def hides_in_tables(text: str) -> bool:
    """Whether a page's source hides anything between its first table and the end of its last."""
    source = lowered(text)
    first, last = max(source.find(b"<table"), 0), source.rfind(b"</table")
    last = last if last > first else len(source)  # a table that is never closed, or one that style alone makes
    return source.find(b"none", first, last) >= 0 or source.find(b"hid", first, last) >= 0


_FIGURE = re.compile(r"[+-]?\d[\d,.]*%?")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def strip(root: _Element) -> None:
    """Drop what is not read: scripts, styles, the head, form choices, drawings."""
    etree.strip_elements(root, *_DROPPED, with_tail=False)
    for raised in root.iter("sup"):
        if raised.text and not len(raised) and raised.text.strip().isdecimal():
            raised.text = raised.text.translate(_RAISED)  # 14<sup>2</sup> is 14 with a note, not 142
    for box in list(root.iter("input")):
        if box.get("type", "text").lower() in ("text", "number") and _FIGURE.fullmatch(box.get("value", "").strip()):
            box.tag, box.text = "span", box.get("value")  # a form's own figures, in boxes that nobody can write in


def _tree(text: str) -> _Element:
    # etree's own elements: the classes of lxml.html are looked up in Python for every element touched (a tenth of a
    # whole reading when measured).
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace").translate(None, _CONTROLS), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError("parse.empty", f"no element in the page: {error}") from error
    if root is None:
        raise UnreadableError("parse.empty", "no element in the page")
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise UnreadableError("parse.too_deep", "elements nested more than 2,048 deep")
    return root


def _unwrap(root: _Element) -> None:
    """Put a body that a CMS ships inside a `<textarea>` or a data script in its place as elements."""
    for carrier in list(root.iter(*_CARRIERS)):
        inner = carrier.text or ""
        if len(carrier) or not _MARKUP.search(inner) or len(_HAN.findall(inner[:4000])) < 8:
            continue
        if carrier.tag == "script" and not _SCRIPT_DATA.search(carrier.get("type", "")):
            continue
        fragment = _tree(inner)
        body = fragment.find("body")
        body = fragment if body is None else body
        carrier.tag = "div"
        carrier.attrib.clear()
        carrier.text = body.text
        carrier.extend(list(body))


_DISPLAY = re.compile(r"display\s*:\s*([a-z-]+)", re.IGNORECASE)
_BY_DISPLAY = {"table": "table", "inline-table": "table", "table-row": "tr", "table-cell": "td"} | {
    f"table-{group}-group": part for group, part in (("row", "tbody"), ("header", "thead"), ("footer", "tfoot"))
}
_BY_ROLE = {"table": "table", "grid": "table", "row": "tr", "rowgroup": "tbody"} | dict.fromkeys(
    ("cell", "gridcell", "columnheader", "rowheader"), "td"
)
_TABLE_CLASS = re.compile(r"(?:^|[\s_-])(?:table|tbl)(?:$|\s)", re.IGNORECASE)
_ROW_CLASS = re.compile(r"(?:^|[\s_-])(?:tr|row)(?:$|\s)", re.IGNORECASE)
_CELL_CLASS = re.compile(r"(?:^|[\s_-])(?:td|th|cell)(?:$|\s)", re.IGNORECASE)
_PLAIN = ("div", "ul", "li", "section", "span", "p", "dl", "dd", "dt", "ol")


def _retag_css_tables(root: _Element) -> None:
    """Name the elements that style or role make a table, a row or a cell what they are."""
    for element in root.iter(*_PLAIN):
        shown = _DISPLAY.search(element.get("style", ""))
        tag = _BY_ROLE.get(element.get("role", "").lower()) or _BY_DISPLAY.get(shown.group(1).lower() if shown else "")
        if tag:
            element.tag = tag
        elif _TABLE_CLASS.search(element.get("class", "")):
            _retag_by_class(element)


def _retag_by_class(element: _Element) -> None:
    """A block of class table whose every child is a row of cells by class: a table laid out by a style sheet."""
    rows = list(element)
    cells = [list(row) for row in rows]
    if len(rows) < 2 or not _all_named(rows, _ROW_CLASS) or not all(map(len, cells)):
        return
    if all(_all_named(row, _CELL_CLASS) for row in cells):
        element.tag = "table"
        for row in rows:
            row.tag = "tr"
            for cell in row:
                cell.tag = "td"


def _all_named(elements: Iterable[_Element], pattern: re.Pattern[str]) -> bool:
    return all(pattern.search(element.get("class", "")) for element in elements)
