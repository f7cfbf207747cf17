"""Captured pages made harmless to look at: nothing in them runs, asks for anything, or leads away.

This is the first of three walls. The second is the policy the page is served with (`captured.POLICY`), the third the
sandbox of the frame it stands in; each holds by itself.
"""

from __future__ import annotations

import re
from html import escape

import lxml.html
from lxml import etree
from lxml.etree import _Element
from lxml_html_clean import Cleaner

from parsers import markup

_CLEANER = Cleaner(
    scripts=True,
    javascript=True,
    comments=True,
    style=False,
    links=True,
    meta=True,
    page_structure=False,
    processing_instructions=True,
    embedded=True,
    frames=True,
    forms=True,
    annoying_tags=False,
    remove_unknown_tags=False,
    safe_attrs_only=False,
    kill_tags=("base", "template", "audio", "video", "svg", "math", "portal", "dialog", "noscript", "object", "title"),
)
_DROPPED = frozenset(
    (
        "srcset", "action", "formaction", "ping", "poster", "background", "data", "cite", "longdesc", "manifest",
        "profile", "archive", "codebase", "classid", "usemap", "target", "download", "autofocus", "accesskey",
        "contenteditable", "popover", "dynsrc", "lowsrc", "xlink:href", "srcdoc",
    )
)  # fmt: skip
"""Attributes that name something to fetch, or that take the keyboard."""
_IMPORT = re.compile(r"@import[^;}]*;?", re.IGNORECASE)
_URL = re.compile(r"url\((?!\s*['\"]?\s*data:image/)[^)]*\)?", re.IGNORECASE)
"""An address, closed or not: the end of a style closes what is open."""
_BY_STRING = re.compile(r"(?:-webkit-)?\b(?:image-set|cross-fade|image|src)\(", re.IGNORECASE)
"""Functions that take an address without `url`."""
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.)|$)", re.IGNORECASE | re.DOTALL)
_NOTICE = (
    "<!doctype html><html><head><meta charset='utf-8'><title>{title}</title></head>"
    "<body style='font:16px/1.6 sans-serif'><p>{message}</p></body></html>"
)


def clean(page: str) -> str:
    """A page as HTML without scripts, forms, frames, refreshes, links out and anything that is fetched.

    Raises:
        UnreadableError: when the page is beyond the limits of the reader's parser.
    """
    # The reader's parser keeps its limits; the cleaner wants elements of lxml.html.
    within = etree.tostring(markup.parse(page), encoding="unicode", method="html")
    tree = lxml.html.document_fromstring(within, parser=lxml.html.HTMLParser(huge_tree=True))
    _CLEANER(tree)
    for element in tree.iter():
        if isinstance(element.tag, str):
            _disarm(element)
    _declare(tree)
    return f"<!doctype html>{lxml.html.tostring(tree, encoding='unicode')}"


def _disarm(element: _Element) -> None:
    attributes = element.attrib
    if element.tag == "style":
        element.text = _unfetching(element.text or "")
    if "style" in attributes:
        element.set("style", _unfetching(str(attributes["style"])))
    for name in [str(each) for each in attributes]:
        if name in _DROPPED or name.startswith("on"):
            del attributes[name]
    source = attributes.get("src")
    if source is not None and not str(source).strip().lower().startswith("data:image/"):
        del attributes["src"]
        element.set("alt", str(attributes.get("alt") or source)[:200])
    href = attributes.get("href")
    if href is not None and not str(href).startswith("#"):
        # The address stays readable, but leads nowhere.
        del attributes["href"]
        element.set("title", str(href)[:500])


def _unfetching(css: str) -> str:
    """Style rules without what they import and without pictures and fonts that are not in the page itself."""
    # As the browser reads it: an escaped u before `rl(` is `url(`. What comes of it neither escapes nor ends the style.
    plain = _ESCAPE.sub(_unescaped, css).replace("\\", "").replace("<", "")
    return _BY_STRING.sub("none-of(", _URL.sub("none", _IMPORT.sub("", plain)))


def _unescaped(found: re.Match[str]) -> str:
    if not found[1]:
        return found[2] or ""
    code = int(found[1], 16)
    return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF else "\ufffd"


def _declare(tree: _Element) -> None:
    """Say the encoding that the page is served in; its own declaration went with the other `meta` elements."""
    head = tree.find("head")
    if head is None:
        head = lxml.html.Element("head")
        tree.insert(0, head)
    charset = lxml.html.Element("meta")
    charset.set("charset", "utf-8")
    head.insert(0, charset)


def notice(message: str) -> str:
    """A page that says one thing, for what cannot be shown."""
    return _NOTICE.format(title=escape(message[:80]), message=escape(message))
