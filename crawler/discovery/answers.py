"""Lists that come as data: JSON in the shapes of several vendors, JSONP, Hanweb's datastore, markup inside JSON.

One walk reads them all: a row is an object with something like a title and something like an address, wherever it lies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lxml import etree

from crawler.addresses import clean
from crawler.discovery.built import filled
from crawler.discovery.page import Link, Page, records_of
from crawler.discovery.scripts import NODE, arrays_of, row_in, unescaped
from crawler.discovery.words import is_cut, may_be_report
from parsers.decoding import decode
from parsers.model import UnreadableError

_TITLES = (
    "title",
    "doctitle",
    "headline",
    "subject",
    "infotitle",
    "vc_title",
    "name",
    "mc",
    "wjmc",
    "linktitle",
    "text",
)
_ADDRESSES = (
    "url",
    "docpuburl",
    "url_comp",
    "puburl",
    "post_url",
    "pubpath",
    "visiturl",
    "linkurl",
    "infourl",
    "link",
    "href",
    "path",
)
_DAYS = (
    "publishedtimestr",
    "published_time_format",
    "published_time_formated",
    "pubdate",
    "pub_date",
    "time",
    "display_publish_time",
    "date",
    "publishtime",
    "created_at",
    "dates",
)
_ROWS = (
    "total",
    "totalcount",
    "total_count",
    "allrow",
    "count",
    "post_count",
    "totalelements",
    "rowcount",
    "totalrecord",
    "totalrow",
    "rows_total",
)
_PAGES = ("totalpage", "totalpages", "pagecount", "pages", "page_count", "pagetotal")
_NEXT_GROUP = re.compile(r"<nextgroup>(.*?)</nextgroup>", re.S | re.I)
_SIDE = re.compile(r"sub|short|img|image|pic|thumb|cover|icon|logo|column|channel|site|source")
_FILES = ("attachment", "attachments", "files", "filelist", "pdflist", "annex")
_DAY = re.compile(r"((?:19|20)\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})")
_DEEPEST = 12
_MARKUP = re.compile(r"<(?:!doctype|html|body|div|table|tr|ul|li|dl|p|a|span|script|h\d)\b", re.I)
_XML_HEAD = re.compile(r"^<\?xml[^>]{0,200}\?>")
_HEAD = 2000  # characters in which a page, or a fragment of one, says that it is one
_JSONP = re.compile(r"^\s*[\w.$]+\s*\(\s*([\[{].*[\]}])\s*\)\s*;?\s*$", re.S)
# `var dataStore = [`, `totalRecord=48;dataStore=[`, and the texts in it. What is escaped outside of them is stepped
# over: else each escaped quote of a text that never ends would be tried for a beginning.
_ASSIGNED = re.compile(r"\s*(?:var\s+)?[A-Za-z_$][\w.$]*\s*=[^=]")
_QUOTED = re.compile(r"""\\.|"([^"\\]*(?:\\.[^"\\]*)*)"|'([^'\\]*(?:\\.[^'\\]*)*)'""", re.S)


# What an object in a script holds, written as JSON or as a script does (`{id: 7, title: '…'}`).
_HELD = re.compile(r"""(?<![\w$])([A-Za-z_]\w{0,30})["']?\s{0,4}:\s{0,4}(?:["']([^"']{1,300})["']|(\d{1,20}))""")


@dataclass(slots=True)
class Answer:
    """A list in data: its rows as links, the markup it wraps, its size and its next part where it says so; and how many
    of its rows are reports whose address can't be told.
    """

    url: str
    links: list[Link] = field(default_factory=list)
    markup: str = ""
    rows: int | None = None
    pages: int | None = None
    follow: str = ""
    unaddressed: int = 0


def read_answer(url: str, body: bytes, declared: str | None = None, built: tuple[str, ...] = ()) -> Answer | None:
    """The list in a body that is data; None where it is an ordinary page (or nothing readable).

    Rows without an address are given that which the asking page builds for its rows (`built`).
    """
    try:
        # Templates put together from fragments have a mark after blank lines, too.
        text = decode(body, declared).text.lstrip("\ufeff \t\r\n")
    except UnreadableError:
        return None
    if (value := _json(text)) is not None:
        return _from_json(url, value, built)
    is_store = "<record>" in text and "<datastore" in text and "<html" not in text[:2000].lower()
    return _from_store(url, text) if is_store else _from_xml(url, text) or _from_script(url, text)


def _json(text: str) -> Any:
    """The value of a JSON or JSONP text, None where it is neither an object nor an array."""
    stripped = text.strip()
    if found := _JSONP.match(stripped):
        stripped = found[1]
    if stripped[:1] not in ("{", "["):
        return None
    try:
        return json.loads(stripped)
    except (ValueError, RecursionError):
        return None


def _from_store(url: str, text: str) -> Answer:
    markup = "".join(f"<div>{record}</div>" for record in records_of(text))
    answer = Answer(url, Page.of_text(url, markup or "<p></p>").links, markup)
    answer.follow = next_group(text, url)
    if found := re.search(r"<totalrecord>\s*(\d+)", text, re.I):
        answer.rows = int(found[1])
    if found := re.search(r"<totalpage>\s*(\d+)", text, re.I):
        answer.pages = int(found[1])
    return answer


def _from_xml(url: str, text: str) -> Answer | None:
    """A list as XML: elements with a title and an address in their parts or attributes; None for what is none."""
    if not text.startswith("<") or _MARKUP.search(text[:_HEAD]):
        return None
    try:  # the text is decoded: what its head says of its charset holds no more
        parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
        root = etree.fromstring(_XML_HEAD.sub("", text).encode(errors="replace"), parser)
    except etree.XMLSyntaxError:
        return None
    answer = Answer(url)
    for element in root.iter(etree.Element) if root is not None else ():
        parts = {etree.QName(part).localname: part.text or "" for part in element.iterchildren(etree.Element)}
        item = {str(name).lower(): value for name, value in (parts | dict(element.attrib)).items()}
        if link := _row(url, item):
            answer.links.append(link)
        else:
            _sizes(answer, item)
    return answer if answer.links else None


def _from_script(url: str, text: str) -> Answer | None:
    """A list as the oldest proxies answer it: a script that sets an array of rows as markup; None for what is none."""
    if not _ASSIGNED.match(text):
        return None
    rows = [unescaped(held).replace('\\"', '"').replace("\\'", "'") for pair in _QUOTED.findall(text) for held in pair]
    markup = "".join(f"<div>{row}</div>" for row in rows if "<a" in row.lower())
    if not markup:
        return None
    answer = Answer(url, Page.of_text(url, markup).links, markup)
    if found := re.search(r"total_?record\w*['\"]?\s*[=:]\s*['\"]?(\d+)", text, re.I):
        answer.rows = int(found[1])
    return answer


def next_group(text: str, base: str) -> str:
    """The address in Hanweb's `<nextgroup>`, where a list names its continuation itself; empty where it does not."""
    found = _NEXT_GROUP.search(unescape(text) if "&lt;nextgroup" in text else text)
    href = re.search(r"""href\s*=\s*['"]([^'"]+)""", found[1]) if found else None
    return (clean(href[1].replace("&amp;", "&"), base) or "") if href else ""


def _from_json(url: str, value: Any, built: tuple[str, ...]) -> Answer:
    answer = Answer(url)
    first: dict[str, Any] = {}
    for item in objects_of(value):
        lowered = {str(name).lower(): inner for name, inner in item.items()}
        if link := _row(url, lowered) or _built_row(url, lowered, built):
            first = first or lowered
            answer.links.append(link)
            answer.links.extend(_files(url, lowered))
        else:
            answer.unaddressed += bool(_row_in(lowered)[0])
            _sizes(answer, lowered)
        for inner in item.values():
            if isinstance(inner, str) and link is None:
                _wrapped(answer, inner)
    for text in _members(value):
        _wrapped(answer, text)
    if (_first_number(first, _ROWS) or 0) >= len(answer.links):  # a smaller one counts something of the row: its files
        _sizes(answer, first)
    if answer.markup:
        answer.links.extend(Page.of_text(url, f"<div>{answer.markup}</div>").links)
    return answer


def _wrapped(answer: Answer, text: str) -> None:
    """Add the markup that a text in data holds, as it is or as a datastore's records."""
    if "<record>" in text:
        store = _from_store(answer.url, text)
        answer.markup += store.markup
        answer.rows, answer.pages = answer.rows or store.rows, answer.pages or store.pages
    elif re.search(r"<(?:a|li|tr)\b", text, re.I):
        answer.markup += text


def _members(value: Any, depth: int = 0) -> Iterator[str]:
    """The texts that stand in arrays of a JSON value (`["SUCCESS", "<ul>…"]`)."""
    if depth > _DEEPEST:
        return
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(inner, str) and isinstance(value, list):
            yield inner
        yield from _members(inner, depth + 1)


def objects_of(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value, outer before inner."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from objects_of(inner, depth + 1)


def _sizes(answer: Answer, item: dict[str, Any]) -> None:
    if answer.rows is None:
        answer.rows = _first_number(item, _ROWS)
    if answer.pages is None:
        answer.pages = _first_number(item, _PAGES)


def _first_number(item: dict[str, Any], names: tuple[str, ...]) -> int | None:
    for name in names:
        value = item.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and value.isdigit():
            return int(value)
    return None


def _row(url: str, item: dict[str, Any]) -> Link | None:
    """The link of one row, None for an object that is no row."""
    tip = item.get("tip")
    if isinstance(tip, dict):
        item = {**{str(name).lower(): value for name, value in tip.items()}, **item}
    title = _first_text(item, _TITLES, "title")
    target = _first_text(item, _ADDRESSES, "url", "link", "href")
    if not title or not target:
        named, alone = _row_in(item)
        title, target = title or named, target or alone
    address = clean(target, url) if target else None
    if not title or not address:
        return None
    text = " ".join(re.sub(r"<[^>]{0,200}>", "", title).split())
    return Link(address, text, "record", is_cut(text), _day(item))


def _built_row(url: str, item: dict[str, Any], built: tuple[str, ...]) -> Link | None:
    """The link of a row whose address the asking page builds of its members; None where it builds none."""
    if not built or not (target := filled(built, item)):
        return None
    return _row(url, {**{name: value for name, value in item.items() if name not in _ADDRESSES}, "url": target})


def shipped_rows(scripts: str, url: str, built: tuple[str, ...]) -> Iterator[Link]:
    """The reports without an address that a page's own scripts hold (`{"id": 7, "title": "…"}`, `["7", "…"]`), given
    that which the page builds for its rows.
    """
    if not built or "公开" not in scripts:
        return
    plain = unescaped(scripts)
    items = [
        {name.lower(): text or number for name, text, number in _HELD.findall(node)} for node in NODE.findall(plain)
    ]
    items += [{str(place): value for place, value in enumerate(row)} for row in arrays_of(plain)]
    for item in items:
        link = None if _row(url, item) else _built_row(url, item, built)
        if link and may_be_report(link.text):
            yield link


def _row_in(item: dict[str, Any]) -> tuple[str, str]:
    """Title and address of a row whose members have names of their own (`bt`, `wzlj`)."""
    return row_in(text for name, text in item.items() if isinstance(text, str) and not _SIDE.search(name))


def value_of(item: dict[str, Any], names: tuple[str, ...]) -> str:
    """The first text an object has under one of the names, in any case of letters; empty where it has none."""
    lowered = {str(name).lower(): value for name, value in item.items()}
    return next((lowered[name] for name in names if isinstance(lowered.get(name), str) and lowered[name].strip()), "")


def _first_text(item: dict[str, Any], names: tuple[str, ...], *parts: str) -> str:
    """The first text under one of the names, else under a name that ends with one of the parts (`articleTitle`)."""
    more = [name for name in item if name.endswith(parts) and name not in names and not _SIDE.search(name)]
    return next((item[name] for name in (*names, *more) if isinstance(item.get(name), str) and item[name].strip()), "")


def _day(item: dict[str, Any]) -> str:
    for name in (*_DAYS, *(name for name in item if name.endswith(("date", "time")))):
        if found := _DAY.search(str(item.get(name) or "")):
            return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
    return ""


def _files(url: str, item: dict[str, Any]) -> list[Link]:
    """Files a row names beside its page."""
    found = []
    for name in _FILES:
        for inner in objects_of(item.get(name) or []):
            if link := _row(url, {str(key).lower(): value for key, value in inner.items()}):
                found.append(link)
    return found
