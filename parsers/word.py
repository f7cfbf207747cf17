"""DOCX -> Document: the body of a Word file in order, with exact spans, and the text as it is printed.

Tracked deletions, hidden text, notes, heads and feet are no prose; insertions, content controls and text boxes are. The
numbers that Word counts itself are put before their paragraphs.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import docx.package
from docx.opc.exceptions import OpcError, PackageNotFoundError
from lxml import etree

from parsers import ocr
from parsers.assembly import Assembly, join_lines
from parsers.limits import MAX_DEPTH, MAX_OCR_PICTURES, MAX_TABLE_CELLS
from parsers.model import Cell, Document, Finding, UnreadableError
from parsers.packages import BROKEN, guard_package
from parsers.sniff import DOCX
from parsers.word_numbering import Numbering, child, local, parse_xml, value

_THROUGH = frozenset(
    [
        "sect",
        "sub-section",
        "annotation",
        "content",
        "sdt",
        "sdtContent",
        "customXml",
        "smartTag",
        "ins",
        "moveTo",
        "hyperlink",
        "fldSimple",
        "dir",
        "bdo",
        "ruby",
        "rubyBase",
    ]
)
"""Elements that only wrap what is printed."""
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_SPANNED = 10_000
_TABLE_WIDTH, _TABLE_HEIGHT = 10 * 360_000, 3 * 360_000
"""The smallest picture that may be one of a table: 10 by 3 centimetres. A seal or a code to scan is less wide."""


@dataclass(slots=True)
class _Place:
    """A cell while its table is read: where it stands and what is in it."""

    row: int
    column: int
    colspan: int
    rowspan: int
    element: Any
    text: str = ""
    nested: list[Any] = field(default_factory=list)


def read_docx(data: bytes, url: str | None = None) -> Document:
    """Read a DOCX (or DOCM, DOTX) file.

    Raises:
        UnreadableError: `parse.broken`, `parse.encrypted`, `parse.zip_bomb`, `parse.entities`, `parse.too_large`,
            `parse.too_deep`, `parse.too_many_cells`.
    """
    guard_package(data)
    try:
        package = docx.package.Package.open(io.BytesIO(data))
        parts = {str(part.partname): part for part in package.iter_parts()}
        body = child(_tree(_main(parts)), "body")
        numbering = Numbering(*(_tree(parts.get(f"/word/{name}.xml")) for name in ("numbering", "styles")))
        title = package.core_properties.title
    except (OpcError, PackageNotFoundError, etree.XMLSyntaxError, KeyError, *BROKEN) as error:
        raise UnreadableError("parse.broken", f"the Word file cannot be opened: {error}") from error
    if body is None:
        raise UnreadableError("parse.broken", "the Word file has no body")
    reader = _Reader(numbering, _main(parts))
    reader.blocks(body, 0)
    if count := _pictures(body) - reader.pictures_read:
        reader.out.findings.append(
            Finding(
                "parse.not_read", "info", f"{count} pictures as large as a table stand in the text and were not read"
            )
        )
    return reader.out.document(DOCX, url, title)


def read_body(body: Any, mime: str, url: str | None) -> Document:
    """Read the body of a Word file that has no other parts."""
    reader = _Reader(Numbering(None, None), None)
    reader.blocks(body, 0)
    return reader.out.document(mime, url)


def _main(parts: dict[str, Any]) -> Any:
    """The part that holds the text, by its usual name or by its type."""
    for name, part in parts.items():
        if name == "/word/document.xml" or str(part.content_type).endswith("document.main+xml"):
            return part
    raise KeyError("no main document part")


def _tree(part: Any) -> Any:
    """A part's XML tree, None for no part."""
    if part is None:
        return None
    element = getattr(part, "element", None)
    return element if element is not None else parse_xml(part.blob)


def _pictures(body: Any) -> int:
    """How many pictures stand in the text that are large enough to hold a table."""
    return sum(1 for _ in _large_pictures(body))


def _large_pictures(element: Any) -> Iterator[str]:
    """The pictures below an element that are large enough to hold a table, by the relationships that name them."""
    for frame in element.iter("{*}inline", "{*}anchor"):
        picture, size = next(frame.iter("{*}blip"), None), child(frame, "extent")
        if picture is None or size is None:
            continue
        if _extent(size, "cx") > _TABLE_WIDTH and _extent(size, "cy") > _TABLE_HEIGHT:
            yield value(picture, "embed") or ""


def _extent(element: Any, name: str) -> int:
    """A measure of a drawing in English metric units, 360,000 to a centimetre."""
    digits = element.get(name) or ""
    return int(digits) if digits.isdecimal() and len(digits) < 12 else 0


def _chosen(element: Any) -> Any:
    """The branch of an `AlternateContent` that is read: the first that has text."""
    branches = [c for c in element if local(c) in ("Choice", "Fallback")]
    with_text = [b for b in branches if next(b.iter("{*}txbxContent", "{*}t"), None) is not None]
    return (with_text or branches or [None])[0]


class _Reader:
    """Walks a body and writes it down."""

    def __init__(self, numbering: Numbering, main: Any) -> None:
        self.out = Assembly()
        self.pictures_read = self._pictures_tried = 0
        self._numbering = numbering
        self._main = main

    def blocks(self, container: Any, depth: int) -> None:
        """Paragraphs and tables of a body, a cell or a text box, in order."""
        if depth > MAX_DEPTH:
            raise UnreadableError("parse.too_deep", f"the Word file nests deeper than {MAX_DEPTH}")
        for element in container:
            name = local(element)
            if name == "p":
                self._paragraph(element, depth)
            elif name == "tbl":
                self._table(element, depth)
            elif name in _THROUGH:
                self.blocks(element, depth + 1)
            elif name == "AlternateContent" and (branch := _chosen(element)) is not None:
                self.blocks(branch, depth + 1)
            elif name == "altChunk":
                self.out.findings.append(
                    Finding("parse.not_read", "warning", "the Word file embeds another document, which was not read")
                )

    def _paragraph(self, element: Any, depth: int) -> None:
        text, boxes = self._text(element)
        self.out.paragraph(text)
        for box in boxes:
            self.blocks(box, depth + 1)
        if ocr.available():
            for name in _large_pictures(element):
                self._picture(name)

    def _picture(self, name: str) -> None:
        """Read the tables that a picture shows; one that cannot be opened or shows none stays unread."""
        part = self._main.related_parts.get(name) if self._main is not None else None
        if part is None or self._pictures_tried >= MAX_OCR_PICTURES:
            return
        self._pictures_tried += 1
        try:
            tables = ocr.read_tables(part.blob)
        except UnreadableError:
            return
        for rows in tables:
            self.out.table(rows)
        self.pictures_read += bool(tables)

    def _text(self, paragraph: Any) -> tuple[str, list[Any]]:
        """What a paragraph prints, its number first, and the text boxes that hang on it."""
        parts: list[str] = []
        boxes: list[Any] = []
        _collect(paragraph, parts, boxes)
        text = "".join(parts).strip(" \t\u3000")
        if not text or _deleted_mark(paragraph):
            return text, boxes
        prefix = self._numbering.prefix(paragraph)
        return (text if text.startswith(prefix) else prefix + text), boxes

    def _table(self, element: Any, depth: int) -> None:
        """A table; one of a single cell is a frame, one that only arranges tables is opened."""
        places = list(_places(element))
        for place in places:
            place.text = self._cell_text(place)
        written = [p for p in places if p.text]
        nested = [p for p in places if p.nested]
        if len(places) == 1 or (nested and len(written) <= max(2, len(nested))):
            for place in places:
                self.blocks(place.element, depth + 1)
            return
        self.out.table(_as_rows(places))
        for inner in (t for place in nested for t in place.nested):
            self._table(inner, depth + 1)

    def _cell_text(self, place: _Place) -> str:
        """The paragraphs of a cell as one text; tables in it are kept for later."""
        lines: list[str] = []
        for element in _block_level(place.element, 0):
            if local(element) == "tbl":
                place.nested.append(element)
                continue
            text, boxes = self._text(element)
            lines += text.split("\n")
            lines += (self._text(p)[0] for box in boxes for p in _block_level(box, 0) if local(p) == "p")
        return join_lines(lines)


def _block_level(container: Any, depth: int) -> Iterator[Any]:
    """The paragraphs and tables of a container, wrappers opened."""
    for element in container:
        name = local(element)
        if name in ("p", "tbl"):
            yield element
        elif name in _THROUGH and depth < MAX_DEPTH:
            yield from _block_level(element, depth + 1)
        elif name == "AlternateContent" and depth < MAX_DEPTH and (branch := _chosen(element)) is not None:
            yield from _block_level(branch, depth + 1)


def _collect(element: Any, parts: list[str], boxes: list[Any], depth: int = 0) -> None:
    """Gather the printed characters below a paragraph or run, and the text boxes."""
    if depth > MAX_DEPTH:
        return
    for item in element:
        name = local(item)
        if name == "t":
            parts.append(item.text or "")
        elif name in _SIGNS:
            parts.append("" if value(item, "type") == "page" else _SIGNS[name])
        elif name == "sym":
            parts.append(_symbol(item))
        elif name == "txbxContent":
            boxes.append(item)
        elif name == "AlternateContent":
            if (branch := _chosen(item)) is not None:
                _collect(branch, parts, boxes, depth + 1)
        elif name in _THROUGH or name in _CARRIERS or (name == "r" and not _hidden(item)):
            _collect(item, parts, boxes, depth + 1)


_CARRIERS = frozenset(
    [
        "drawing",
        "inline",
        "anchor",
        "graphic",
        "graphicData",
        "wsp",
        "txbx",
        "wgp",
        "grpSp",
        "wpc",
        "pict",
        "object",
        "shape",
        "rect",
        "roundrect",
        "group",
        "textbox",
        "oval",
        "line",
        "oMath",
        "oMathPara",
    ]
)
"""Elements of drawings on the way to a text box."""


def _hidden(run: Any) -> bool:
    mark = child(run, "rPr", "vanish")
    return mark is not None and value(mark) not in ("0", "false", "off")


def _symbol(item: Any) -> str:
    """A character named by its code; those of symbol fonts (F000 and up) print no known sign, halves of one none."""
    code = value(item, "char") or ""
    number = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{2,6}", code) else 0
    return chr(number) if 0x20 <= number < 0xD800 else ""


def _deleted_mark(paragraph: Any) -> bool:
    return child(paragraph, "pPr", "rPr", "del") is not None


def _places(table: Any) -> Iterator[_Place]:
    """The cells of a table with their grid places; a cell that goes on a merged one adds to that one's height."""
    open_above: dict[int, _Place] = {}
    found: list[_Place] = []
    for number, row in enumerate((r for r in _inner(table, "tr") if child(r, "trPr", "del") is None), 1):
        column = 1 + _count(child(row, "trPr", "gridBefore"), 0)
        last: _Place | None = None
        for cell in _inner(row, "tc"):
            properties = child(cell, "tcPr")
            span = _count(child(properties, "gridSpan"), 1) if properties is not None else 1
            if last and _merge(properties, "hMerge") == "continue":
                last.colspan += span
            elif _merge(properties, "vMerge") == "continue" and column in open_above:
                last = open_above[column]
                last.rowspan = number - last.row + 1
            else:
                last = _Place(number, column, span, 1, cell)
                found.append(last)
                open_above = {c: p for c, p in open_above.items() if not column <= c < column + span}
                if _merge(properties, "vMerge") == "restart":
                    open_above[column] = last
            column += span
        if len(found) > MAX_TABLE_CELLS:
            raise UnreadableError("parse.too_many_cells", f"a table has more than {MAX_TABLE_CELLS:,} cells")
    yield from found


def _inner(element: Any, name: str, depth: int = 0) -> Iterator[Any]:
    """Rows of a table or cells of a row, wrappers opened."""
    for item in element:
        if local(item) == name:
            yield item
        elif local(item) in _THROUGH and depth < MAX_DEPTH:
            yield from _inner(item, name, depth + 1)


def _count(element: Any, default: int) -> int:
    text = value(element) or ""
    return min(int(text), _SPANNED) if text.isdigit() and len(text) < 9 else default


def _merge(properties: Any, name: str) -> str | None:
    """`restart` or `continue` (which is what a bare mark means), None for no merging."""
    mark = child(properties, name) if properties is not None else None
    return None if mark is None else (value(mark) or "continue")


def _as_rows(places: Sequence[_Place]) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[] for _ in range(max((p.row for p in places), default=0))]
    for place in places:
        rows[place.row - 1].append(Cell(place.text, place.row, place.column, place.rowspan, place.colspan))
    return rows
