"""A page as discovery sees it: its head metas, its title, its place in the site, its links, its scripts.

Nothing here decides; `Page` parses once and answers questions. Links are taken wherever a template hides them: anchors,
areas, frames, options of a jump list, `onclick`, the CDATA records of a datastore, JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import unescape
from typing import Literal
from urllib.parse import quote

from lxml import etree, html

from crawler.addresses import clean
from crawler.discovery.scripts import (
    Jump,
    called,
    framed,
    handled,
    jumps_of,
    opened_by_attribute,
    with_query_of,
    with_values,
    written_links,
)
from crawler.discovery.texts import UNSEEN, short_text_of, text_of
from crawler.discovery.titles import LONGEST_TITLE, title_of
from crawler.discovery.words import is_cut, is_report_title, squash
from parsers.decoding import decode
from parsers.embedded import embedded_markup
from parsers.model import UnreadableError

Place = Literal["body", "nav", "crumb", "record", "frame", "option", "script"]

_MAX_LINKS = 20_000
_NAMES = 1 << 12  # classes and ids remembered: a site's pages share theirs
# Whatever the function is called: `_address_like` tells an address from the other things that are given to one.
_CALL_ADDRESS = re.compile(r"""(?:=|\(|,)\s*['"]([^'"<>\s]{2,300})['"]""")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?!\d)")
_DAY_AT_END = re.compile(
    r"[\[(（]?(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}[\])）]?$|^[\[(（]?(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}[\])）]?"
)
_NAV = re.compile(
    r"(?:^|[-_\s])(?:nav\w*|menu\w*|header|head|footer|foot|top\w*bar|copyright|share\w*|friend\w*|wza|link_?s?)(?:$|[-_\s\d])",
    re.I,
)
_CRUMB = re.compile(
    r"(?:crumb|position|location|curr?ent_?(?:pos|path|nav)|where|dqwz|wz_?nav|path_?nav|(?:^|[-_\s])(?:bread|pos|path|lujing|weizhi)(?:$|[-_\s]))",
    re.I,
)
_CRUMB_TEXT = re.compile(r"(?:当前|现在|所在)\S{0,4}(?:位置|栏目)|您\S{0,3}(?:位置|在)")
# A list's row: how far around its link it may reach, of how many elements, and characters with a summary in it. The
# whole of an article whose link stands beside it is none.
_ROW_DEPTH, _ROW_PARTS, _ROW_TEXT = 4, 6, 600
_SHELL_TEXT, _TAG_NAME = 600, 12
_JUMPS = ("data-href", "data-url", "data-link", "data-src")
_HANDLERS = ("href", "onclick", "onchange")
_CARRYING = ("a", "area", "iframe", "frame", "option")
# A predicate that asks whether there is the attribute before it looks into it takes a third of the time.
_TITLED = etree.XPath("//*[@class[contains(., 'title') or contains(., 'Title')] or @id[contains(., 'title')]]")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: `url` ready to be asked, `text` in full where the page has it, `place` where it stood.

    `cut` says that only a shortened text is known; `date` is the day printed beside it (`YYYY-MM-DD`) or empty;
    `fragment` is what followed `#`, which some templates route by.
    """

    url: str
    text: str
    place: Place = "body"
    cut: bool = False
    date: str = ""
    fragment: str = ""


class Page:
    """An HTML page, or a fragment of one. Raises `UnreadableError` for what is no text at all."""

    def __init__(self, url: str, body: bytes, declared: str | None = None) -> None:
        self.url = url
        self.body = body
        decoded = decode(body, declared)
        self.source, self.encoding = decoded.text, decoded.encoding

    @classmethod
    def of_text(cls, url: str, source: str) -> Page:
        """A page from markup that is text already: a fragment out of a JSON or XML answer."""
        page = cls.__new__(cls)
        page.url, page.body, page.source, page.encoding = url, source.encode(), source, "utf-8"
        return page

    @classmethod
    def of_scripts(cls, url: str, scripts: str, markup: str = "") -> Page:
        """A page of which nothing is known but its scripts, and the `markup` of some elements."""
        page = cls.of_text(url, scripts)
        page.tree = html.document_fromstring(f"<html><body>{markup}</body></html>")
        page.scripts = with_values(with_query_of(scripts, url), page.tree)
        return page

    def with_scripts(self, scripts: str) -> Page:
        """The same page with other scripts."""
        page = Page.__new__(Page)
        page.url, page.body, page.source, page.encoding = self.url, self.body, self.source, self.encoding
        page.tree, page.base, page.scripts = self.tree, self.base, scripts
        return page

    @cached_property
    def tree(self) -> html.HtmlElement:
        """The parsed page; an empty one where the markup holds no element."""
        # Elements of lxml's own class: those of lxml.html look their class up in Python, an eighth of a page's time.
        parser = etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
        text = re.sub(r"^\s*<\?xml[^>]*\?>", "", self.source.replace("\x00", ""))
        try:
            tree = html.document_fromstring(text, parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError, ValueError):
            return html.document_fromstring("<html><body></body></html>")
        if self.encoding.lower().startswith("gb"):
            _encode_queries(tree, self.encoding)
        _show_shipped(tree)
        return tree

    @cached_property
    def marked(self) -> str:
        """Address and markup in lower case, in which the marks of families are looked for."""
        return f"{self.url}\n{self.source}".lower()

    @cached_property
    def metas(self) -> dict[str, str]:
        """`<meta name content>` by lower-cased name; names repeat and differ in case, the first non-empty one
        counts.
        """
        found: dict[str, str] = {}
        for meta in self.tree.iter("meta"):
            name = (meta.get("name") or meta.get("property") or "").strip().lower()
            content = (meta.get("content") or "").strip()
            if name and content:
                found.setdefault(name, content)
        return found

    @cached_property
    def base(self) -> str:
        """What relative links are joined to."""
        for tag in self.tree.iter("base"):
            if href := (tag.get("href") or "").strip():
                return clean(href, self.url) or self.url
        return self.url

    @cached_property
    def title(self) -> str:
        """The text of `<title>`."""
        return " ".join((self.tree.findtext(".//title") or "").split())

    @cached_property
    def headings(self) -> list[str]:
        """What stands as a heading: the article's meta title, h1 to h3, and elements whose class or id says title."""
        found = [self.metas.get("articletitle", "")]
        for element in self.tree.iter("h1", "h2", "h3", "ucaptitle"):
            found.append(text_of(element))
        for element in _titled(self.tree):
            if (text := short_text_of(element, LONGEST_TITLE)) and len(text) <= LONGEST_TITLE:
                found.append(text)
        return list(dict.fromkeys(text for text in found if text))

    @cached_property
    def text(self) -> str:
        """The visible text, blanks squeezed, scripts and styles left out."""
        parts, tails = [], []
        for element in self.tree.iter():
            if element.text and element.tag not in UNSEEN:
                parts.append(element.text)
            if element.tail:
                tails.append(element.tail)
        return " ".join(" ".join(parts + tails).split())

    @cached_property
    def scripts(self) -> str:
        """All inline script, one text; what it reads of the page's own fields and address is filled in."""
        written = "\n".join(script.text or "" for script in self.tree.iter("script"))
        return with_values(with_query_of(written, self.url), self.tree)

    @cached_property
    def crumbs(self) -> list[str]:
        """The steps of the location line, without blanks (`首页`, `政府信息公开`, `政府信息公开年报`)."""
        for element in self.tree.iter("div", "p", "span", "ul", "ol", "td", "nav", "section"):
            if _is_crumb(element):
                steps = [squash(step) for step in re.split(r"[>»›＞/→\\]|&gt;", " ".join(element.itertext()))]
                steps = [re.sub(r"^.*(?:位置|所在)[:：]?", "", step) for step in steps]
                if sum(bool(step) for step in steps) >= 2:
                    return [step for step in steps if step]
        return []

    @cached_property
    def links(self) -> list[Link]:
        """Every address the markup names, in order, one for each (address, text)."""
        found: dict[tuple[str, str], Link] = {}
        around = _Around()
        for element in _linking(self.tree, self.marked):
            for link in (*_links_of(element, self.base, around), *self._jumped(element, around)):
                found.setdefault((link.url, link.text), link)
            if len(found) > _MAX_LINKS:
                break
        for link in (
            *self._scripted(),
            *self._opened(around),
            *(link for markup in self.records for link in _record_links(markup, self.base)),
        ):
            found.setdefault((link.url, link.text), link)
        return list(found.values())

    @cached_property
    def report_shapes(self) -> frozenset[str]:
        """The shapes of the addresses whose links show a report's title in full."""
        return frozenset(shape_of(link.url) for link in self.links if not link.cut and is_report_title(link.text))

    def _scripted(self) -> Iterator[Link]:
        """The links that the page's scripts write, and the frames that they fill."""
        told = (link for source in (self.scripts, *_kept_rows(self.tree)) for link in written_links(source))
        opened = ((handled(href, self.jumps) if href.startswith("javascript:") else href, text) for href, text in told)
        written = ((href, " ".join(text.split())) for href, text in opened)
        made = [_made(href, self.base, text, "script", cut=is_cut(text)) for href, text in written]
        made += [_made(href, self.base, "", "frame") for href in framed(self.scripts, self._frames)]
        yield from (link for link in made if link.url)

    def _opened(self, around: _Around) -> Iterator[Link]:
        """The links of elements whose attribute a handler opens an address with when they are clicked."""
        for name, jump in opened_by_attribute(self.scripts):
            for element in self.tree.xpath(f"//*[@{name}]"):
                value = (element.get(name) or "").strip()
                link = _anchor(element, jump.address([value]) if value else "", self.base, around)
                if link.url:
                    yield link

    @property
    def _frames(self) -> set[str]:
        """The names and ids of the page's frames."""
        frames = self.tree.iter("iframe", "frame")
        return {name for frame in frames for name in (frame.get("id"), frame.get("name")) if name}

    @cached_property
    def jumps(self) -> dict[str, Jump]:
        """The page's own functions that open an address."""
        return jumps_of(self.scripts, self._frames)

    @cached_property
    def unchosen_jumps(self) -> dict[str, Jump]:
        """The same functions, where nobody has chosen or written anything."""
        return jumps_of(with_values(self.scripts, self.tree, unchosen=True)) if "function" in self.scripts else {}

    def _jumped(self, element: html.HtmlElement, around: _Around) -> list[Link]:
        """The link that a handler's call of one of the page's own functions makes."""
        address = called(element, self.jumps) if self.jumps and element.tag != "select" else ""
        return [link for link in [_anchor(element, address, self.base, around)] if link.url] if address else []

    @cached_property
    def records(self) -> list[str]:
        """The markup inside `<record>` elements (Hanweb's datastore, plain, entity-escaped or in a script)."""
        if "<record>" not in self.source and "&lt;record" not in self.source:
            return []
        return records_of(self.source)


def _kept_rows(tree: html.HtmlElement) -> list[str]:
    """The rows that a page keeps for its scripts in a field that nobody sees."""
    kept = [field.get("value") or "" for field in tree.iter("input") if field.get("type") == "hidden"]
    kept += [field.text or "" for field in tree.iter("textarea")]
    return [text for text in kept if text.lstrip().startswith(("[{", "[[", "{"))]


def shape_of(url: str) -> str:
    """An address without what tells one article from another: its numbers and its ids."""
    return re.sub(r"[0-9a-f-]{16,}|\d+", "0", url)


def _titled(tree: html.HtmlElement) -> list[html.HtmlElement]:
    """The elements whose class or id says title."""
    return _TITLED(tree)  # type: ignore[return-value]  # the stubs can't know that it selects elements


def _linking(tree: html.HtmlElement, marked: str) -> list[html.HtmlElement]:
    """The elements, in order, that can carry an address, of a tree and its markup in lower case.

    To look at each element's attributes takes a millisecond of a page of 700: only done for those that the markup has
    on elements that are no links.
    """
    names = tuple(name for name in (*_JUMPS, *_HANDLERS) if _stands_elsewhere(marked, name))
    if not names:
        return list(tree.iter(*_CARRYING))
    return _carriers(names)(tree)  # type: ignore[return-value]  # the stubs can't know that it selects elements


@lru_cache(1 << (len(_JUMPS) + len(_HANDLERS)))
def _carriers(names: tuple[str, ...]) -> etree.XPath:
    """What selects the elements that are links or have one of the attributes."""
    tests = [*(f"self::{tag}" for tag in _CARRYING), *(f"@{name}" for name in names)]
    return etree.XPath(f"descendant-or-self::*[{' or '.join(tests)}]")


def _stands_elsewhere(marked: str, name: str) -> bool:
    """Whether an attribute that can hold an address stands, as far as its markup tells, in another tag than those that
    are looked at anyway. An `href` counts by its `javascript:`: style sheets and bases have one too.
    """
    passed = (*_CARRYING, "img", "script") if name in _JUMPS else _CARRYING
    word = "javascript:" if name == "href" else name
    place = marked.find(word)
    while place >= 0:
        start = marked.rfind("<", 0, place) + 1
        held = name != "href" or "href" in marked[max(start, place - _TAG_NAME) : place]
        if held and re.split(r"[\s/>]", marked[start : start + _TAG_NAME], maxsplit=1)[0] not in passed:
            return True
        place = marked.find(word, place + len(word))
    return False


def _shows_little(tree: html.HtmlElement) -> bool:
    """Whether a page shows next to nothing before its scripts run."""
    shown = 0
    for element in tree.iter():
        if element.text and element.tag not in UNSEEN:
            shown += len(element.text.strip())
            if shown > _SHELL_TEXT:
                return False
    return True


def _show_shipped(tree: html.HtmlElement) -> None:
    """Put in the body that a page which shows next to nothing ships as a string for its scripts to show."""
    body = tree.find("body")
    if body is None or not _shows_little(tree) or not (shipped := embedded_markup(tree)):
        return
    body.append(html.fragment_fromstring(shipped, create_parent="div"))


def _encode_queries(tree: html.HtmlElement, encoding: str) -> None:
    """Write the queries of a page's addresses in the page's own charset, as browsers send them: an old ASP list asked
    with the UTF-8 of its Chinese class name is empty.
    """
    for element in tree.iter("a", "area", "form", "frame", "iframe", "option", "tr", "li", "td"):
        for name in ("href", "src", "action", "onclick", "value"):
            value = element.get(name)
            if value and "?" in value and not value.isascii():
                head, mark, query = value.partition("?")
                element.set(name, head + mark + _NOT_ASCII.sub(lambda found: _quoted(found[0], encoding), query))


def _quoted(text: str, encoding: str) -> str:
    return quote(text, encoding=encoding, errors="replace")


_RECORD = re.compile(r"<record>(.*?)</record>", re.S | re.I)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def records_of(source: str) -> list[str]:
    """The contents of `<record>` elements in a datastore, unwrapped from CDATA and entities."""
    text = unescape(source) if "&lt;record" in source else source
    held = (record.strip() for record in _RECORD.findall(text))
    found = [record.removeprefix("<![CDATA[").removesuffix("]]>").strip() for record in held]
    return [unescape(record) if "&lt;" in record and "<" not in record else record for record in found]


def _record_links(markup: str, base: str) -> list[Link]:
    page, around = Page.of_text(base, f"<div>{markup}</div>"), _Around()
    found = [link for element in _linking(page.tree, page.marked) for link in _links_of(element, base, around)]
    return [Link(link.url, link.text, "record", link.cut, link.date or _date_in(text_of(page.tree))) for link in found]


def _links_of(element: html.HtmlElement, base: str, around: _Around) -> list[Link]:
    """The links one element carries itself; `around` is of its page."""
    found: list[Link] = []
    tag = element.tag
    if tag in ("a", "area"):
        found.append(_anchor(element, element.get("href") or "", base, around))
    elif tag in ("iframe", "frame"):
        found.append(_made(element.get("src") or "", base, element.get("name") or "", "frame"))
    elif tag == "option":
        found.append(_made(_address_like(element.get("value") or ""), base, text_of(element), "option"))
    for address in _called(element):
        found.append(_anchor(element, address, base, around))
    return [link for link in found if link.url]


def _called(element: html.HtmlElement) -> list[str]:
    """Addresses in an element's handlers and data attributes, and in a `javascript:` link."""
    attributes = element.attrib
    if not attributes:
        return []
    held = [value for name in _JUMPS if (value := attributes.get(name))] if element.tag not in ("img", "script") else []
    found = [_address_like(value) for value in held]
    onclick, href = attributes.get("onclick"), attributes.get("href")
    for source in (onclick, href if href and (href == onclick or href.lower().startswith("javascript:")) else None):
        if source:
            found.extend(_address_like(address) for address in _CALL_ADDRESS.findall(source))
    return [address for address in found if address]


def _address_like(value: str) -> str:
    """The value if it can only be an address (a path, a file name with an extension, an absolute address)."""
    value = value.strip()
    return (
        value
        if re.match(r"^(?:https?://|\.{0,2}/|[\w%./-]+\.(?:s?html?|aspx?|jsp|php|pdf|docx?)\b|\?)\S*$", value)
        and len(value) > 1
        else ""
    )


def _anchor(element: html.HtmlElement, href: str, base: str, around: _Around) -> Link:
    """A link with the fullest text that the page gives it."""
    text = title_of(element)
    cut = is_cut(text)
    text, place, date = _without_date(text), around.place(element), around.date(element)
    return _made(href, base, text, place, cut=cut, date=date)


def _made(href: str, base: str, text: str, place: Place, *, cut: bool = False, date: str = "") -> Link:
    return Link((clean(href, base) or "") if href else "", text, place, cut, date, href.partition("#")[2].strip())


def _without_date(text: str) -> str:
    """A row that is one link (title and day in it) without the day."""
    if "19" not in text and "20" not in text:
        return text
    return _DAY_AT_END.sub("", text).strip() or text


def _date_in(text: str) -> str:
    found = _DATE.search(text) if "19" in text or "20" in text else None
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else ""


class _Around:
    """What stands around the links of one page. What is found for one link holds for its neighbours: it is kept, since
    a menu's or a list's links stand in the same elements.
    """

    def __init__(self) -> None:
        self._places: dict[html.HtmlElement, Place] = {}
        self._dates: dict[html.HtmlElement, str | None] = {}

    def place(self, element: html.HtmlElement) -> Place:
        """Where a link stands, as the nearest element around it says: in a location line, in navigation (menus, head,
        foot), or in the body.
        """
        passed: list[html.HtmlElement] = []
        found: Place = "body"
        for node in element.iterancestors():
            if node in self._places:
                found = self._places[node]
                break
            passed.append(node)
            if own := _own_place(node):
                found = own
                break
        self._places.update(dict.fromkeys(passed, found))
        return found

    def date(self, element: html.HtmlElement) -> str:
        """The day printed in the row a link stands in (li, tr, dd, p, or the link's own parent)."""
        if day := element.get("rq"):
            return _date_in(day)
        node = element
        for _ in range(_ROW_DEPTH):
            if node not in self._dates:
                text = short_text_of(node, _ROW_TEXT)
                self._dates[node] = None if text is None else _date_in(text)
            day = self._dates[node]
            if day or day is None or node.tag in ("li", "tr", "dd", "p", "body"):
                return day or ""
            parent = node.getparent()
            if parent is None or len(parent) > _ROW_PARTS:
                return ""
            node = parent
        return ""


def _own_place(node: html.HtmlElement) -> Place | None:
    """What an element itself says of where its links stand; None where it says nothing."""
    if node.tag in ("body", "html"):
        return "body"
    if node.tag in ("nav", "footer", "header"):
        return "nav"
    if _is_crumb(node):
        return "crumb"
    return "nav" if _says_nav(node.get("class"), node.get("id")) else None


def _is_crumb(element: html.HtmlElement) -> bool:
    if not _says_crumb(element.get("class"), element.get("id")):
        own = element.text
        # Most texts lack the words: to look for them first takes a fifth of the time.
        if not own or not ("位置" in own or "栏目" in own or "在" in own) or not _CRUMB_TEXT.search(own.strip()[:30]):
            return False
    return len(element.findall(".//a")) <= 12


@lru_cache(_NAMES)
def _says_crumb(classes: str | None, name: str | None) -> bool:
    """Whether an element's class or id says that it is a location line."""
    return bool((classes or name) and _CRUMB.search(f"{classes or ''} {name or ''}"))


@lru_cache(_NAMES)
def _says_nav(classes: str | None, name: str | None) -> bool:
    """Whether an element's class or id says that it holds a menu."""
    return bool((classes or name) and _NAV.search(f"{classes or ''} {name or ''}"))


def readable(url: str, body: bytes, declared: str | None = None) -> Page | None:
    """The page, or None where the bytes are no text (an attachment, nothing at all)."""
    try:
        return Page(url, body, declared)
    except UnreadableError:
        return None
