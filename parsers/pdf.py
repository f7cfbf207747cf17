"""PDF -> Document: the lines of prose joined to paragraphs, tables joined over pages, everything in reading order.

PDFium reads characters and lines. A page without a text layer is handed to the recogniser of pictures (`parsers.ocr`);
without that extra, a finding names the pages that were not read.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as c_pdfium

from parsers import limits
from parsers.assembly import Assembly
from parsers.model import Box, Document, Finding, Severity, UnreadableError
from parsers.pdf_flow import FlowPage, Item, assemble, bridge_pages, drop_furniture
from parsers.pdf_rules import read_rules
from parsers.pdf_stand_in import stand_in_fonts
from parsers.pdf_struck import without_struck
from parsers.pdf_tables import PageTable, ruled_tables
from parsers.pdf_text import Glyph, is_garbled, lines_of, page_frame, read_glyphs
from parsers.pdf_unruled import unruled_tables

_MIME = "application/pdf"
_FEW_GLYPHS = 12
"""A page with fewer characters than this and a picture over most of it is a scan."""
_PICTURE, _LAYERED = 0.15, 0.8
"""Shares of a page: from the first on a picture may be one of a table, from the second it lies under all the text."""
_FRAME = 0.06
"""Share of the page from which on a picture on a page with large ones is read."""
_HIDDEN_LAYER = 0.75
"""Confidence of cells whose text lies over a picture of the page: another program's recognition."""


def read_pdf(data: bytes, url: str | None = None) -> Document:
    """Read a PDF.

    Boxes of cells are points from the top left corner of the page as shown.

    Raises:
        UnreadableError: `parse.encrypted` (a password is asked for), `parse.broken`, `parse.no_pages`,
            `parse.too_many_pages`, `parse.page_too_large`, `parse.too_much_text`, `parse.too_many_objects`,
            `parse.bomb` (streams that inflate beyond the limits), `parse.too_large`.
    """
    _refuse_bombs(data)
    with stand_in_fonts(), _opened(data) as pdf:
        pages = [_read_page(pdf, i) for i in range(len(pdf))]
        title = pdf.get_metadata_value("Title").strip()
    out = Assembly()
    if any(page.scanned or page.frames or page.pictures > _PICTURE for page in pages):
        with _opened(data) as pdf:  # anew: the fonts that pages are drawn with are those of the machine
            _recognise(pdf, pages, out)
            _read_pictures(pdf, pages, out)
    out.findings += [_struck_out(page) for page in pages if page.struck]
    drop_furniture(pages)
    bridge_pages(pages)
    assemble(pages, out)
    if b"%%EOF" not in data[-2048:]:
        out.findings.append(
            Finding("parse.truncated", "warning", "the PDF has no end; what follows its last page is lost")
        )
    document = out.document(_MIME, url, title, len(pages))
    document.recognised = any(page.scanned and page.items for page in pages)
    return document


def _refuse_bombs(data: bytes) -> None:
    """Inflate the large streams piece by piece, keeping nothing, before PDFium does it in memory.

    Deflate packs at most 1,032 to 1, so a small stream can't be a bomb unless it is packed twice.
    """
    if len(data) > limits.MAX_FILE_BYTES:
        raise UnreadableError("parse.too_large", f"the file is larger than {limits.MAX_FILE_BYTES:,} bytes")
    total = 0
    for head, body in _packed_streams(data):
        twice = head.count(b"FlateDecode") + len(re.findall(rb"/Fl\b", head)) > 1
        if twice or len(body) * 1032 > limits.MAX_PDF_STREAM_BYTES:
            total += _inflated_size(body, 3 if twice else 1)
        if total > limits.MAX_PDF_INFLATED_BYTES:
            raise UnreadableError("parse.bomb", "the streams of the PDF inflate beyond the limit")


def _packed_streams(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Dictionary and body of each deflated stream that is no picture."""
    view = memoryview(data)
    for match in re.finditer(rb"\bstream\r?\n", data):
        head = data[max(0, match.start() - 2000) : match.start()]
        head = head[max(0, head.rfind(b" obj")) :]
        if (b"FlateDecode" in head or b"/Fl" in head) and not re.search(rb"/Subtype\s*/Image", head):
            end = data.find(b"endstream", match.end())
            yield head, view[match.end() : end if end >= 0 else len(data)]


def _inflated_size(body: memoryview | bytes, layers: int) -> int:
    """Bytes that a stream inflates to.

    Raises:
        UnreadableError: `parse.bomb` when they pass `MAX_PDF_STREAM_BYTES`.
    """
    size, kept = 0, bytearray()
    packed = zlib.decompressobj()
    pending: bytes = b""
    position = 0
    try:
        while position < len(body) or pending:
            chunk = pending or bytes(body[position : position + 65_536])
            position += 0 if pending else len(chunk)
            piece = packed.decompress(chunk, limits.MEGABYTE)
            pending = packed.unconsumed_tail
            size += len(piece)
            if size > limits.MAX_PDF_STREAM_BYTES:
                raise UnreadableError(
                    "parse.bomb", f"a stream inflates to more than {limits.MAX_PDF_STREAM_BYTES:,} bytes"
                )
            if layers > 1:
                kept += piece
            if packed.eof:
                break
    except zlib.error:
        return size
    return size + (_inflated_size(bytes(kept), layers - 1) if layers > 1 else 0)


def _opened(data: bytes) -> pdfium.PdfDocument:
    """The document, its length checked."""
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == c_pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableError("parse.encrypted", "the PDF asks for a password") from error
        raise UnreadableError("parse.broken", f"the PDF cannot be opened: {error}") from error
    count = len(pdf)
    if 0 < count <= limits.MAX_PDF_PAGES:
        return pdf
    pdf.close()
    if not count:
        raise UnreadableError("parse.no_pages", "the PDF has no page")
    raise UnreadableError("parse.too_many_pages", f"the PDF has {count:,} pages, more than {limits.MAX_PDF_PAGES:,}")


def _read_page(pdf: pdfium.PdfDocument, index: int) -> FlowPage:
    """Lines and tables of one page from top to bottom."""
    try:
        page = pdf[index]
    except pdfium.PdfiumError as error:
        raise UnreadableError("parse.broken", f"page {index + 1} of the PDF cannot be opened") from error
    shown = page_frame(page)
    if max(shown.size) > limits.MAX_PDF_PAGE_POINTS:
        raise UnreadableError(
            "parse.page_too_large", f"page {index + 1} measures {shown.size[0]:.0f} by {shown.size[1]:.0f} points"
        )
    glyphs, frame = read_glyphs(page)
    rules = read_rules(page, frame)
    glyphs, struck = without_struck(page, glyphs, rules, frame)
    page.close()
    result = FlowPage(index + 1, *frame.size)
    result.struck = "".join(glyph.text for glyph in struck)
    result.shown = lambda box: frame.shown_in(shown, box)
    result.pictures = rules.pictures
    result.garbled = is_garbled(glyphs)
    result.scanned = result.garbled or (len(glyphs) < _FEW_GLYPHS and rules.pictures > 0.4)
    if glyphs and not result.scanned:
        confidence = _HIDDEN_LAYER if rules.pictures > _LAYERED else 1.0
        tables, loose = ruled_tables(glyphs, rules, index + 1, confidence)
        unruled = unruled_tables(lines_of(loose), frame.size[0], index + 1, confidence, rules.across)
        result.items = sorted([*tables, *unruled], key=_top)
        # A page whose text stands otherwise than it is shown has its pictures elsewhere than its text.
        result.frames = [] if frame.turn != shown.turn else _of_tables(rules.frames, glyphs, frame.size)
    return result


def _of_tables(frames: Sequence[Box], glyphs: Sequence[Glyph], size: tuple[float, float]) -> list[Box]:
    """The pictures that may be of tables: large, and with no text printed over them."""
    large = [f for f in frames if (f[2] - f[0]) * (f[3] - f[1]) > _FRAME * size[0] * size[1]]
    return [f for f in large if sum(f[0] < g.x0 < f[2] and f[1] < g.base < f[3] for g in glyphs) < _FEW_GLYPHS]


def _top(item: Item) -> float:
    return item.box[1] if isinstance(item, PageTable) else item.middle


def _recognise(pdf: pdfium.PdfDocument, pages: Sequence[FlowPage], out: Assembly) -> None:
    """Read the scanned pages by recognition; a finding names those that were not."""
    from parsers import ocr

    scanned = [page for page in pages if page.scanned]
    if not scanned:
        return
    if not ocr.available():
        for garbled, why in ((False, "they are pictures"), (True, "their fonts do not say which characters they hold")):
            pages_so = [page for page in scanned if page.garbled == garbled]
            if pages_so:
                out.findings.append(_not_read(pages_so, f"{why}; install gongkai[ocr] to read them"))
        return
    late = scanned[limits.MAX_OCR_PAGES :]
    for page in scanned[: limits.MAX_OCR_PAGES]:
        ocr.read_page(pdf[page.number - 1], page)
    if late:
        out.findings.append(_not_read(late, f"only {limits.MAX_OCR_PAGES} pictures of a document are read"))


def _read_pictures(pdf: pdfium.PdfDocument, pages: Sequence[FlowPage], out: Assembly) -> None:
    """Read the tables that are pictures beside text; a finding names the pages of those that were not read."""
    from parsers import ocr

    pictured = [page for page in pages if not page.scanned and _PICTURE < page.pictures < _LAYERED]
    left = pictured
    if ocr.available():
        readable = [page for page in pictured if page.frames][: limits.MAX_OCR_PICTURES]
        read = {page.number for page in readable if ocr.read_pictures(pdf[page.number - 1], page) == len(page.frames)}
        left = [page for page in pictured if page.number not in read]
    if left:
        out.findings.append(_not_read(left, "large pictures stand beside their text", "pictures on pages", "info"))


def _struck_out(page: FlowPage) -> Finding:
    return Finding("parse.struck_out", "info", f"struck out on page {page.number} and left out: {page.struck[:80]}")


def _not_read(pages: Sequence[FlowPage], why: str, what: str = "pages", severity: Severity = "warning") -> Finding:
    numbers = ", ".join(str(page.number) for page in pages)
    return Finding("parse.not_read", severity, f"{what} {numbers} were not read: {why}")
