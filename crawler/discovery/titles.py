"""What a link is about: by its own words, else by what its row, its block or its table says.

Links are shortened (某某县2023年政府信息公开工…), or say only 查看, PDF下载, 年报 or 更多; what they lead to stands
beside them.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import html

from crawler.discovery.texts import UNSEEN, short_text_of, text_of
from crawler.discovery.words import has_year, is_body_and_year, is_cut, is_year, may_be_report, squash, topic

_SAYS_KIND = re.compile(r"年报|年度报告|报告|[√✓●○是有]|已(?:公开|发布)")
_SAYS_MORE = re.compile(
    r"[+\[(【<]*(?:点击)?(?:查看|浏览|显示)?(?:更多|全部|所有|more|all)(?:年报|报告)?[\])】>»+….]*", re.I
)
_NAMING = ("title", "mc", "data-title")
_BLOCK_DEPTH, _BLOCK_TEXT, _LONGEST_NAME = 3, 3000, 20
_HEADS = ("h1", "h2", "h3", "h4", "h5", "dt", "th", "caption", "strong")
# Texts of links that name an action, not what it is done to.
_SAYS_NOTHING = re.compile(
    r"[\[(【<]*(?:点击|我要|在线)?(?:查看|浏览|阅读|下载|打开|详情|详细|全文|正文|进入|链接|附件|文件|预览|pdf|word|doc|view|more|download)"
    r"(?:查看|浏览|阅读|下载|打开|详情|全文|内容|文件|附件|更多|版本?|格式|文档|年报|年度报告)*[\])】>]*",
    re.I,
)
_NAMES_A_ROW = re.compile(r"[\u3400-\u9fff]{2}|^(?:19|20)\d{2}年?$")
_CUT_MARKS, _SHOWN, _WRAPS = ".…。 \t\r\n\u3000", 4, 4
_ROW_LINKS, LONGEST_TITLE = 3, 120
_NEAR = 4  # steps outwards to the row of a link


def title_of(element: html.HtmlElement) -> str:
    """The fullest text the page gives a link: a title attribute, Hanweb's `mc`, else what is shown; where that names no
    more than an action or a kind, what the link's row, block or cell of a table is about.
    """
    shown = text_of(element)
    named = ("alt", *_NAMING) if element.tag == "area" else _NAMING  # an area of a picture has its words in `alt`
    full = next((value.strip() for name in named if (value := element.get(name))), "")
    if is_cut(shown) and not full:
        full = _title_around(element, shown)
    if not shown and not full:
        full = next((image.get("alt") or image.get("title") or "" for image in element.iter("img")), "")
    longer = len(squash(full)) >= len(squash(shown)) or is_cut(shown)
    better = full if full and longer and (_tells(full) or not _tells(shown)) else shown
    text = " ".join(better.split())
    if _SAYS_NOTHING.fullmatch(squash(text)):
        text = _crossing(element, by_year=True) or _row_title(element) or text
    elif _SAYS_KIND.fullmatch(squash(text)):
        crossing = _crossing(element)
        text = crossing if has_year(crossing) else text
    elif _SAYS_MORE.fullmatch(squash(text)):
        text = _block_title(element) or text
    return text


def _tells(text: str) -> bool:
    """Whether a text says what it leads to: a `title` of days and clicks (`发布日期：… 点击：…`) says nothing."""
    return may_be_report(text) or topic(text) != "other"


def _title_around(element: html.HtmlElement, shown: str) -> str:
    """The title in full of a shortened link, where its row or what it wraps has it as a `title`; else empty."""
    begins = squash(shown.rstrip(_CUT_MARKS))
    near = [*islice(element.iter(), _WRAPS), *islice(element.iterancestors(), _NEAR)]
    titles = (node.get("title") or "" for node in near)
    return next((title.strip() for title in titles if len(begins) >= _SHOWN and squash(title).startswith(begins)), "")


def _row_title(element: html.HtmlElement) -> str:
    """What a row is about whose link says only 查看 or 下载: its longest other cell, empty where it is no such row."""
    row = next((node for node in element.iterancestors("tr", "li", "dd", "dl", "p") if len(text_of(node)) > 8), None)
    row = _card(element) if row is None else row
    if row is None or len({link.get("href") for link in row.iter("a")}) > _ROW_LINKS:
        return _crossing(element)
    cells = [text_of(cell) for cell in row if element is not cell and cell not in element.iterancestors()]
    cells += [row.text or "", *(cell.tail or "" for cell in row)]
    texts = [" ".join(text.split()) for text in cells]
    words = [text for text in texts if re.search(r"[\u3400-\u9fff]{4}", text) or topic(text) == "unit"]
    year = next((text for text in texts if is_year(text)), "")
    return max(words, key=len, default=year)[:LONGEST_TITLE]


def _card(element: html.HtmlElement) -> html.HtmlElement | None:
    """The little box of a link's own that says what it leads to (`<div><h3>…</h3><a>点击查看</a></div>`); None where
    there is more around it.
    """
    own = text_of(element)
    for box in islice(element.iterancestors("div", "section", "article", "figure"), _BLOCK_DEPTH):
        held = short_text_of(box, LONGEST_TITLE)
        if held != own:
            return None if held is None else box
    return None


def _block_title(element: html.HtmlElement) -> str:
    """What a block is called whose link says 更多: the words beside the link, the block's first heading, or the few
    words that stand before the block (`<div>2024年</div><div>…</div>`); empty where it has none.
    """
    own = text_of(element)
    for block in islice(element.iterancestors(), _BLOCK_DEPTH):
        held = short_text_of(block, _BLOCK_TEXT)
        if held is None:
            return ""
        beside = held.replace(own, "", 1)
        if len(block.findall(".//a")) > 1 or len(squash(beside)) > _LONGEST_NAME:
            heads = (text_of(head).replace(own, "", 1) for head in block.iter(*_HEADS) if head is not block)
            beside = next((text for text in heads if text), "") or _words_before(block)
        if beside:
            return beside if len(squash(beside)) <= _LONGEST_NAME else ""
    return ""


def _words_before(block: html.HtmlElement) -> str:
    """The words of the element before a block, where they are few; else empty."""
    before = block.getprevious()
    held = None if before is None or before.tag in UNSEEN else short_text_of(before, _LONGEST_NAME)
    return held or ""


def _crossing(element: html.HtmlElement, *, by_year: bool = False) -> str:
    """What a cell of a table of bodies by years is about: what its row names and the head of its column; with `by_year`
    only where one of the two names a year.
    """
    cell = next(element.iterancestors("td"), None)
    table = next(element.iterancestors("table"), None)
    row = cell.getparent() if cell is not None else None
    if cell is None or table is None or row is None:
        return ""
    head, place = next(table.iter("tr")), list(row).index(cell)
    if head is row or not 0 < place < len(head):
        return ""
    # Before the row's name there may be its number, and other cells of its kind.
    before = (text_of(each) for each in row[:place])
    named = (text for text in before if _NAMES_A_ROW.search(text) and not _SAYS_NOTHING.fullmatch(squash(text)))
    name, above = next(named, ""), text_of(head[place])
    if not name or (by_year and not (is_body_and_year(f"{name} {above}") or (has_year(above) and not has_year(name)))):
        return ""
    return f"{name} {above}"[:LONGEST_TITLE]
