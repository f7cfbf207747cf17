"""From the lines and tables of pages to a document: heads dropped, lines joined to paragraphs, tables over pages."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from parsers.assembly import Assembly
from parsers.model import Box
from parsers.pdf_tables import PageTable, continues, has_ordinal, joined
from parsers.pdf_text import Line
from parsers.pdf_unruled import parted_heads, single_row

_PAGE_NUMBER = re.compile(
    r"[-—–―－·•\s〔\[(（]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／,，]?\s*共?\s*\d{1,4}\s*页?)?[-—–―－·•\s〕\])）]*"
    r"|[Pp]age\s*\d+(?:\s*(?:of|/)\s*\d+)?"
)
_MISREAD = re.compile(r"[-—–―－一_~.·• ]{0,3}\d{1,4}[-—–―－一_~.·• ]{0,3}")
"""A page number in dashes as recognisers of pictures read it."""
_CONTINUED = re.compile(r"[（(]?\s*(?:续\s*表|接\s*上\s*[页表]|续)\s*\d*[）)]?")
_NEAR = 4
"""Items across a page's end among which the other part of a table is looked for."""
_STOP = "。！？；：!?;:"
_INDENT = 5.0
"""Characters that a paragraph's first line may be set in by."""
Item = Line | PageTable


@dataclass(slots=True)
class FlowPage:
    """A page with its lines and tables from top to bottom; its size is in the unit of their places."""

    number: int
    width: float
    height: float
    items: list[Item] = field(default_factory=list)
    scanned: bool = False
    pictures: float = 0.0
    """The share of the page that pictures cover."""
    frames: list[Box] = field(default_factory=list)
    """Pictures that may be of tables, beside the text."""
    garbled: bool = False
    """The fonts do not say which characters the text has."""
    struck: str = ""
    """What is struck out on it."""
    shown: Callable[[Box], Box] | None = None
    """Boxes of the items, which stand upright, as boxes of the page as it is shown; none where that is the same."""


def drop_furniture(pages: Sequence[FlowPage]) -> None:
    """Drop page numbers, and heads and feet that run over pages (a head stays where it stands first)."""
    for edge in (0, -1):
        running = _running(pages, edge)
        first = edge == 0
        for page in pages:
            while page.items and isinstance(item := page.items[edge], Line):
                again = _masked(item) in running and not first
                if not (again or _is_page_number(item, page) or _CONTINUED.fullmatch(item.text)):
                    first = first and _masked(item) not in running
                    break
                del page.items[edge]


def bridge_pages(pages: Sequence[FlowPage]) -> None:
    """Make a row that a page's end parts from the rest of its unruled table a table of one row.

    It is the first or the last line of its page, and across the page's end stand the table's other rows or heads.
    """
    for above, below in itertools.pairwise(pages):
        for page, at, near in ((below, 0, above.items[: -_NEAR - 1 : -1]), (above, -1, below.items[:_NEAR])):
            line = page.items[at] if page.items else None
            if isinstance(line, Line) and any(isinstance(item, PageTable) and not item.ruled for item in near):
                page.items[at] = single_row(line, page.number) or line
        _bridge_heads(above, below)


def _bridge_heads(above: FlowPage, below: FlowPage) -> None:
    """Make the heads at a page's end a table that goes on with the figures on the next page."""
    table = below.items[0] if below.items else None
    if not isinstance(table, PageTable):
        return
    lines = list(itertools.takewhile(lambda item: isinstance(item, Line), reversed(above.items)))
    count, heads = parted_heads([i for i in reversed(lines) if isinstance(i, Line)], table, above.width)
    if heads:
        above.items[len(above.items) - count :] = [heads]


def _is_page_number(line: Line, page: FlowPage) -> bool:
    """A number in dashes or words at the page's edge, or a bare one in its outer ninth."""
    if not _PAGE_NUMBER.fullmatch(line.text):
        return page.scanned and _in_margin(line, page) and _MISREAD.fullmatch(line.text) is not None
    bare = line.text.strip().isdigit()
    return not bare or line.middle > page.height * 8 / 9 or line.middle < page.height / 9


def _running(pages: Sequence[FlowPage], edge: int) -> set[str]:
    """Lines (figures masked) that stand among the two outer ones, at one height, on most pages and at least two."""
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        outer = page.items[:3] if edge == 0 else page.items[-3:]
        margin = [i for i in outer if isinstance(i, Line) and _in_margin(i, page)]
        seen.update({(_masked(i), round(i.middle / 4)) for i in margin})
    need = max(2, (len(pages) + 1) // 2)
    return {text for (text, height), count in seen.items() if count + seen[(text, height + 1)] >= need}


def _in_margin(line: Line, page: FlowPage) -> bool:
    return line.middle < 0.1 * page.height or line.middle > 0.9 * page.height


def _masked(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def assemble(pages: Sequence[FlowPage], out: Assembly | None = None) -> Assembly:
    """Write the items in order: lines joined to paragraphs, table parts joined to tables, both over pages."""
    pending: list[tuple[Line, FlowPage]] = []
    out = out or Assembly()
    numbered = {page.number: page for page in pages}
    table: PageTable | None = None
    start = 0
    for page in pages:
        for item in page.items:
            if isinstance(item, Line):
                if table:
                    _write_table(table, start, numbered, out)
                    table = None
                if pending and not _goes_on(pending, item, page):
                    _write(pending, out)
                pending.append((item, page))
                continue
            _write(pending, out)
            if table and continues(table, item):
                table = joined(table, item)
                continue
            if table:
                _write_table(table, start, numbered, out)
            table, start = item, page.number
    _write(pending, out)
    if table:
        _write_table(table, start, numbered, out)
    return out


def _write_table(table: PageTable, start: int, pages: Mapping[int, FlowPage], out: Assembly) -> None:
    """Write a whole table; only now may its boxes be those of the page as shown: parts are joined as they stand."""
    for cell in (c for row in table.rows for c in row):
        page = pages.get(cell.page or 0)
        if page and page.shown and cell.box:
            cell.box = page.shown(cell.box)
    out.table(table.rows, start)


def _write(pending: list[tuple[Line, FlowPage]], out: Assembly) -> None:
    if not pending:
        return
    text = pending[0][0].text
    for line, _ in pending[1:]:
        text += _seam(text, line.text) + line.text
    out.paragraph(text, pending[0][1].number)
    pending.clear()


def _seam(above: str, below: str) -> str:
    """What stands between two lines of a paragraph: a blank between words, nothing in Chinese and in addresses."""
    words = above[-1].isascii() and above[-1].isalpha() and below[0].isascii() and below[0].isalpha()
    address = re.search(r"[/.@_-]", above.rsplit(" ", 1)[-1][-60:])
    return " " if words and not address else ""


def _goes_on(pending: Sequence[tuple[Line, FlowPage]], line: Line, page: FlowPage) -> bool:
    """Whether a line continues the paragraph: the line above fills its column, this one is not set in.

    A line that ends a sentence before one with an ordinal, and a wider space between lines, end a paragraph too.
    """
    above, above_page = pending[-1]
    if abs(above.size - line.size) > 0.2 * max(above.size, line.size):
        return False
    left, right = _column(above_page, above)
    here, _ = _column(page, line)
    # A date or name set to the right ends its line like a full one.
    if above.x0 > left + max(_INDENT * above.size, 0.2 * (right - left)):
        return False
    # Where all lines are short, none shows the column's end: a full line reaches well into the page's right half.
    if above.x1 < max(right - 1.7 * above.size, 0.66 * above_page.width) or line.x0 > here + 0.8 * line.size:
        return False
    if above.text[-1] in _STOP and (has_ordinal(line.text) or above.x1 < right - 0.8 * above.size):
        return False
    if above_page is not page:
        return page.number == above_page.number + 1
    return line.base - above.base <= 2.6 * line.size and above.x1 - left > 0


def _column(page: FlowPage, like: Line) -> tuple[float, float]:
    """Left and right end of the page's lines of one size."""
    lines = [i for i in page.items if isinstance(i, Line) and abs(i.size - like.size) <= 0.2 * like.size]
    return min((i.x0 for i in lines), default=like.x0), max((i.x1 for i in lines), default=like.x1)
