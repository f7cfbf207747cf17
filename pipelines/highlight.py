"""A captured document as a web page with one figure highlighted: evidence to look at.

A page keeps its own mark-up, with a policy that lets none of its scripts run; a PDF is shown as the picture of the page
with a box drawn round the cell; everything else as its extracted text or table.
"""

from __future__ import annotations

import base64
import io
from html import escape
from typing import Any

import lxml.html
from lxml.etree import _Element

from parsers import markup
from parsers.decoding import decode
from parsers.lines import walk
from parsers.model import Cell, Document, Table

ANCHOR = "gongkai-figure"
_STYLE = "outline:4px solid #d00000;background:#ffef7a;color:#000"
_POLICY = "script-src 'none'; object-src 'none'; frame-src 'none'; form-action 'none'"
_PLACE = "data-gongkai-place"
_DPI = 110.0


def highlighted(
    data: bytes, document: Document, table: Table | None, cell: Cell | None, where: dict[str, Any], url: str
) -> str:
    """The document as HTML with the cell, or the text at `where`, marked under the id `gongkai-figure`."""
    if document.mime in {"text/html", "application/xhtml+xml"}:
        page = _page(data, document, table, cell, where, url)
        if page:
            return page
    if document.mime == "application/pdf" and where.get("box") and where.get("page"):
        return _shell(url, _picture(data, where["page"], where["box"]))
    if "start" in where:
        return _shell(url, _text(document.text, where["start"], where["end"]))
    return _shell(url, _grid(table, cell) if table else "")


def _shell(url: str, body: str) -> str:
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{escape(url)}</title></head>'
        f"<body><p>{escape(url)}</p>{body}</body></html>"
    )


def _text(text: str, start: int, end: int) -> str:
    mark = f'<mark id="{ANCHOR}" style="{_STYLE}">{escape(text[start:end])}</mark>'
    return f'<pre style="white-space:pre-wrap">{escape(text[:start])}{mark}{escape(text[end:])}</pre>'


def _grid(table: Table, marked: Cell | None) -> str:
    rows = []
    for row in table.rows:
        cells = []
        for cell in row:
            own = f' id="{ANCHOR}" style="{_STYLE}"' if cell is marked else ""
            cells.append(f'<td rowspan="{cell.rowspan}" colspan="{cell.colspan}"{own}>{escape(cell.text)}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table border="1">{"".join(rows)}</table>'


def _picture(data: bytes, page: int, box: list[float]) -> str:
    """The page as an image with the cell's box over it; points are scaled to the picture's size."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    try:
        image = pdf[page - 1].render(scale=_DPI / 72).to_pil()
    finally:
        pdf.close()
    out = io.BytesIO()
    image.save(out, "PNG")
    left, top, right, bottom = (_DPI / 72 * side for side in box)
    place = f"left:{left:.0f}px;top:{top:.0f}px;width:{right - left:.0f}px;height:{bottom - top:.0f}px"
    return (
        f'<div style="position:relative"><img alt="page {page}" src="data:image/png;base64,'
        f'{base64.b64encode(out.getvalue()).decode()}"><div id="{ANCHOR}" style="position:absolute;{place};'
        'outline:4px solid #d00000"></div></div>'
    )


def _page(
    data: bytes, document: Document, table: Table | None, cell: Cell | None, where: dict[str, Any], url: str
) -> str | None:
    """The page itself with the element marked; None where it cannot be found in its tree."""
    decoded = decode(data, document.encoding).text
    tree = markup.parse(decoded)
    place = _place_of_cell(decoded, table, cell) if table and cell else _place_of_text(tree, document.text, where)
    target = next((element for number, element in enumerate(tree.iter()) if number == place), None)
    if target is None:
        return None
    target.set("id", ANCHOR)
    target.set("style", f"{target.get('style') or ''};{_STYLE}".lstrip(";"))
    _guard(tree, url)
    return f"<!doctype html>{lxml.html.tostring(tree, encoding='unicode')}"


def _place_of_cell(decoded: str, table: Table, cell: Cell) -> int | None:
    """The number of the cell's element in the page: the reader's own walk, over a tree whose elements are numbered."""
    tree = markup.parse(decoded)
    for number, element in enumerate(tree.iter()):
        if isinstance(element.tag, str):
            element.set(_PLACE, str(number))
    markup.strip(tree)
    wanted = [[each.text for each in row] for row in table.rows]
    for grid in walk(tree, careful=markup.hides_in_tables(decoded)).tables:
        if [[each.text for each in row] for row in grid.rows] != wanted:
            continue
        for row, elements in zip(grid.rows, grid.elements, strict=False):
            for each, element in zip(row, elements, strict=False):
                if (each.row, each.column) == (cell.row, cell.column):
                    return int(element.get(_PLACE) or -1)
    return None


def _place_of_text(tree: _Element, text: str, where: dict[str, Any]) -> int | None:
    """The number of the smallest element that holds the line in which the figure stands."""
    start = where.get("start")
    if start is None:
        return None
    line = text[text.rfind("\n", 0, start) + 1 :].partition("\n")[0]
    wanted = "".join(line.split())
    best: tuple[int, int] | None = None
    for number, element in enumerate(tree.iter()):
        if not isinstance(element.tag, str) or element.tag in {"script", "style", "head"}:
            continue
        held = "".join("".join(map(str, element.itertext())).split())
        if wanted and wanted in held and (best is None or len(held) <= best[0]):
            best = (len(held), number)
    return best[1] if best else None


def _guard(tree: _Element, url: str) -> None:
    """No script runs, and relative addresses go where they went: both said first in the head."""
    head = tree.find("head")
    if head is None:
        head = lxml.html.Element("head")
        tree.insert(0, head)
    charset, policy, base = (lxml.html.Element(tag) for tag in ("meta", "meta", "base"))
    charset.set("charset", "utf-8")
    policy.set("http-equiv", "Content-Security-Policy")
    policy.set("content", _POLICY)
    base.set("href", url)
    for element in (base, policy, charset):
        head.insert(0, element)
