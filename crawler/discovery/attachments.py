"""The files that carry a report, in all the places where a page hides them.

Some units publish only a PDF or a Word file: as an anchor, in a frame or object, as the `file=` of a viewer, in a
`window.open`, under a download servlet whose address has no extension, or as pictures of the pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml import html

from crawler.addresses import clean
from crawler.discovery.page import Link, Page
from crawler.discovery.scripts import unescaped
from crawler.discovery.texts import text_of
from crawler.discovery.words import is_distractor

EXTENSIONS = ("pdf", "doc", "docx", "wps", "xls", "xlsx", "et", "rtf", "ofd", "zip", "rar", "7z")
IMAGES = ("jpg", "jpeg", "png", "bmp", "tif", "tiff")
MAX_FILES = 20
_CACHED = 1 << 13  # menus repeat on each page of a site
_FILE = re.compile(rf"\.(?:{'|'.join(EXTENSIONS)})$", re.I)
_IMAGE = re.compile(rf"\.(?:{'|'.join(IMAGES)})$", re.I)
_NAMED = re.compile(rf"\.(?:{'|'.join(EXTENSIONS)})\s*(?:[(（\[].*)?$", re.I)
_SERVLET = re.compile(
    r"/module/download|download(?:file)?\.(?:jsp|aspx?|php|do|action)|/(?:file)?download/|attach(?:ment)?(?:show|down)",
    re.I,
)
# What the link of a download servlet says when its text is no file name.
_SAID = re.compile(r"年报|报告|附件|全文|正文|下载|pdf|word", re.I)
_ADDRESS = re.compile(
    rf"""['"=(]([^'"()<>\s]{{1,400}}\.(?:{"|".join(EXTENSIONS)})(?:\?[^'"()<>\s]{{0,200}})?)['"&)]""", re.I
)
_VIEWER = frozenset({"file", "src", "url", "pdf", "pdfurl", "fileurl", "filepath", "furl", "path"})
_ORNAMENT = re.compile(
    r"icon|logo|qr|ewm|erweima|banner|btn|button|arrow|share|weixin|wechat|weibo|gongan|beian|jiucuo|dzjg|blank|spacer|close|print|bg[_.\d]|/images/\d{0,6}/?\w{0,6}\.(?:gif|png)$",
    re.I,
)
# A reader of scanned pages is handed them as an array.
_SCANNED = re.compile(r"""\[\s*((?:["'][^"'\s]{1,200}\.(?:jpe?g|png|bmp|tiff?)["']\s*(?:,\s*)?){2,100})\]""", re.I)
# In a template that is not known, the body's pictures: they stand in paragraphs, link nowhere and are not at the foot.
_IN_PARAGRAPHS = (
    "//p//img[not(ancestor::a or ancestor::footer or ancestor::*[contains(concat(@class, @id), 'foot')"
    " or contains(concat(@class, @id), 'copy') or contains(concat(@class, @id), 'share')])]"
)
_BODY = (
    "zoom",
    "Zoom",
    "zoomcon",
    "UCAP-CONTENT",
    "vsb_content",
    "vsb_content_2",
    "vsb_content_4",
    "vsb_content_502",
    "ivs_content",
)
_BODY_CLASSES = re.compile(
    r"(?:^|\s)(?:zoom|TRS_Editor|trs_editor_view|TRS_UEDITOR|article_content|Article_content|article-content|v_news_content|wzcon|main-txt|"
    r"zc_article_con|gkxl-article|m-txt-article|centent-centent|zw|wip_art_con|bt_content|content_block|pages_content|xxgk_content|content|article|"
    r"news_cont_d_wrap|tyxxy_main|gknbxq_detail|con|detail\w*|text)(?:\s|$)"
)


@lru_cache(_CACHED)
def is_file(url: str) -> bool:
    """Whether an address names a document file by its extension (in the path, or in a viewer's parameter)."""
    parts = urlsplit(url)
    return bool(_FILE.search(unquote(parts.path))) or any(
        name.lower() in _VIEWER | {"filename", "name"} and _FILE.search(value) for name, value in parse_qsl(parts.query)
    )


@lru_cache(_CACHED)
def is_image(url: str) -> bool:
    """Whether an address names a picture."""
    return bool(_IMAGE.search(unquote(urlsplit(url).path)))


@lru_cache(_CACHED)
def unwrapped(url: str) -> str:
    """The file itself where the address is that of a viewer page (`viewer.html?file=/a.pdf`, or a download servlet's
    address there), else the address.
    """
    parts = urlsplit(url)
    if _FILE.search(unquote(parts.path)) or _SERVLET.search(parts.path):
        return url
    for name, value in parse_qsl(parts.query):
        path = urlsplit(value).path if name.lower() in _VIEWER else ""
        if _FILE.search(path) or _SERVLET.search(path):
            return clean(value, url) or url
    return url


def files_of(page: Page, *, images: bool = False) -> list[Link]:
    """The document files a page carries, in order, at most MAX_FILES; with `images`, the pictures in its body too."""
    found: dict[str, Link] = {}
    for link in (*_linked(page), *_embedded(page), *_called(page)):
        url = unwrapped(link.url)
        if not is_distractor(re.sub(r"\.\w{2,4}$", "", link.text)):
            found.setdefault(url, Link(url, link.text, link.place, link.cut, link.date))
    if images and not found:
        found = {link.url: link for link in _pictures(page)}
    return list(found.values())[:MAX_FILES]


def _linked(page: Page) -> Iterator[Link]:
    """Anchors whose address or text names a file, outside menus."""
    for link in page.links:
        said = _NAMED.search(link.text) or _SAID.search(link.text) or _FILE.search(unquote(link.url))
        servlet = said and _SERVLET.search(link.url)
        if link.place not in ("nav", "crumb") and (is_file(link.url) or servlet or _NAMED.search(link.text)):
            yield link


def _embedded(page: Page) -> Iterator[Link]:
    """Frames, embeds and objects that show a file, and elements that hand its address to a viewer (`data-pdf`)."""
    for element in page.tree.iter("iframe", "embed", "object", "source", "param", "form"):
        named = (element.get(name) for name in ("src", "data", "value", "data-src", "action"))
        source = next((value for value in named if value), "")
        if source and (url := clean(source, page.base)) and is_file(url):
            yield Link(url, element.get("title") or page.title, "frame")
    for value in page.tree.xpath("//@*[starts-with(name(), 'data-')]") if "data-" in page.marked else ():
        if value.strip() and not _is_name(value) and (url := clean(value.strip(), page.base)) and is_file(url):
            yield Link(url, "", "frame")


def _called(page: Page) -> Iterator[Link]:
    """Files named in a handler, a script or a hidden field (`window.open('….pdf')`, `var pdf = '….pdf'`, a record of
    attachments).
    """
    marked = "onclick" in page.marked or "hidden" in page.marked
    handed = page.tree.xpath("//@onclick | //input[@type='hidden']/@value") if marked else ()
    held = " ".join(f"'{value}'" for value in handed)
    for address in _ADDRESS.findall(held) + _ADDRESS.findall(unescaped(page.scripts)):
        if not _is_name(address) and (url := clean(address, page.base)):
            yield Link(url, "", "script")


def _is_name(address: str) -> bool:
    """Whether what stands for an address is a file's name, which a record holds beside it: in Chinese, of no folder."""
    return "/" not in address and not address.isascii()


def _pictures(page: Page) -> Iterator[Link]:
    """Pictures that stand in the article's body and are no ornament, and those that a script hands to a reader."""
    for held in _SCANNED.findall(unescaped(page.scripts)):
        for address in re.findall(r"""["']([^"']+)["']""", held):
            if (url := clean(address, page.base)) and not _ORNAMENT.search(url):
                yield Link(url, "", "script")
    body = body_of(page)
    for image in body.iter("img") if body is not None else page.tree.xpath(_IN_PARAGRAPHS):
        source = image.get("data-original") or image.get("data-src") or image.get("src") or ""
        url = clean(source, page.base)
        if url and not _ORNAMENT.search(url) and not _small(image):
            yield Link(url, image.get("alt") or "", "body")


def _small(image: html.HtmlElement) -> bool:
    """Whether a picture says it is too small to hold a page of text."""
    sizes = [int(found[0]) for name in ("width", "height") if (found := re.match(r"\d+", image.get(name) or ""))]
    return bool(sizes) and min(sizes) < 100


def body_of(page: Page) -> html.HtmlElement | None:
    """The element that holds the article's body: by the ids and classes of the templates met, the fullest of them."""
    named: dict[str, list[html.HtmlElement]] = {name: [] for name in _BODY}
    for element in page.tree.xpath("//*[@id]"):
        if element.get("id") in named:
            named[element.get("id")].append(element)
    found = [*(element for each in named.values() for element in each), *page.tree.iter("ucapcontent")]
    if not found:
        found = [
            element
            for element in page.tree.iter("div", "td", "article", "section")
            if _BODY_CLASSES.search(element.get("class") or "")
        ]
    if len(found) < 2:
        return next(iter(found), None)
    return max(found, key=lambda element: len(text_of(element)) + 50 * len(element.findall(".//img")))
