"""DOC and Kingsoft's WPS -> Document: Word's binary format (97 to 2003), its text, rows and cells.

After [MS-DOC], "Word (.doc) Binary File Format": the file information block (2.5.1) names where the pieces of text
(2.9.177, `Pcdt`) and the paragraphs' and characters' properties (2.8.5, 2.8.6) lie. A cell ends with U+0007, a row with
one whose paragraph is a table's end of row (`sprmPFTtp`), whose properties define the row (`sprmTDefTable`).
"""

from __future__ import annotations

import io
import re
import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import olefile

from parsers.limits import MAX_FILE_BYTES, MAX_TEXT_CHARACTERS
from parsers.marked_rows import Edge, MarkedText
from parsers.model import Document, UnreadableError
from parsers.sniff import DOC, ENCRYPTED, WORKS, sniff
from parsers.word_lists import Listed, Lists, boxes, listed

_IDENT, _IDENT_95 = 0xA5EC, 0xA5DC
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_PAIRS = 0x9A
"""Where the pairs of offset and length begin in a file information block of Word 97 and later."""
_STYLES, _CHPX, _PAPX, _CLX, _ANCHORS, _BOXES, _LISTS, _USES = 1, 12, 13, 33, 40, 56, 73, 74
_TERMINATOR = re.compile("[\r\x07\x0c]")
_FIELD_BEGIN, _FIELD_SEPARATOR, _FIELD_END = "\x13", "\x14", "\x15"
_SIGNS = {"\x0b": "\n", "\t": " ", "\x1e": "-", "\xa0": " "}
_OPERANDS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}


@dataclass(slots=True, frozen=True)
class _Piece:
    """A run of text: where it starts in the document (in characters) and in the stream, and how it is coded."""

    start: int
    end: int
    offset: int
    wide: bool

    def place(self, position: int) -> int:
        """The stream offset of a character."""
        return self.offset + (position - self.start) * (2 if self.wide else 1)


@dataclass(slots=True)
class _Paragraph:
    """The properties of a paragraph that matter here."""

    in_table: bool = False
    row_end: bool = False
    depth: int = 0
    inner_cell: bool = False
    edges: list[Edge] = field(default_factory=list)
    listed: Listed = field(default_factory=Listed)
    style: int = 0


def read_doc(data: bytes, url: str | None = None) -> Document:
    """Read a DOC file, or a WPS file of Kingsoft's Writer (the same format).

    Raises:
        UnreadableError: `parse.encrypted`, `parse.old_format` (Word 95 and before, Microsoft Works), `parse.broken`,
            `parse.too_large`, `parse.too_much_text`.
    """
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableError("parse.too_large", f"the file is larger than {MAX_FILE_BYTES:,} bytes")
    kind = sniff(data)
    if kind == ENCRYPTED:
        raise UnreadableError("parse.encrypted", "the document asks for a password")
    if kind == WORKS:
        raise UnreadableError("parse.old_format", "documents of Microsoft Works are not read")
    if kind != DOC:
        raise UnreadableError("parse.broken", "the file is no Word document")
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            file = _File(ole)
            return file.document(url, _title(ole))
    except (struct.error, IndexError, OSError, ValueError, KeyError) as error:
        raise UnreadableError("parse.broken", f"the Word document cannot be read: {error}") from error


def _title(ole: olefile.OleFileIO) -> str | None:
    """The title property, decoded by the code page that the properties name."""
    metadata = ole.get_metadata()
    raw, page = metadata.title, metadata.codepage or 1252
    if not isinstance(raw, bytes):
        return raw or None
    encoding = {65001: "utf-8", 936: "gb18030", 1200: "utf-16-le"}.get(page & 0xFFFF, "cp1252")
    return raw.decode(encoding, "ignore").strip("\0 ") or None


class _File:
    """The streams of a document, its pieces and its properties."""

    def __init__(self, ole: olefile.OleFileIO) -> None:
        self.main = ole.openstream("WordDocument").read()
        ident, flags = struct.unpack_from("<H8xH", self.main)
        if ident == _IDENT_95 or (ident != _IDENT and ident >> 8 == 0xA5):
            raise UnreadableError("parse.old_format", "documents of Word 95 and before are not read")
        if ident != _IDENT:
            raise UnreadableError("parse.broken", "the Word document has no file information block")
        if flags & _ENCRYPTED:
            raise UnreadableError("parse.encrypted", "the document asks for a password")
        self.table = ole.openstream("1Table" if flags & _TABLE_1 else "0Table").read()
        self.data = ole.openstream("Data").read() if ole.exists("Data") else b""
        self.counts = struct.unpack_from("<8i", self.main, 0x4C)
        self.pieces = list(self._pieces())
        self.text = self._text()
        self._paragraphs = self._runs(_PAPX)
        self._characters = self._runs(_CHPX)
        # The levels of the lists stand behind the part whose length is told.
        self._lists = Lists(
            self._section(_LISTS, open_end=True), self._section(_USES), self._section(_STYLES), _modifiers
        )
        self._boxes = dict(boxes(self._section(_ANCHORS), self._section(_BOXES)))

    def document(self, url: str | None, title: str | None) -> Document:
        """The body with its text boxes where they hang, those of no known place last; no notes, heads or feet."""
        marked = MarkedText()
        length = min(max(0, self.counts[0]), len(self.text))
        hung = [box for at in sorted(self._boxes) if at < length for box in self._boxes[at]]
        self._write(0, length, marked)
        for start, end in _left_over(hung, max(0, self.counts[6])):
            self._write(*self._in_text(start, end), marked)
        marked.end()
        return marked.out.document(DOC, url, title)

    def _in_text(self, start: int, end: int) -> tuple[int, int]:
        """From and to in the whole text, of a stretch of the text boxes' own."""
        first = sum(self.counts[:6])
        return min(first + start, len(self.text)), min(first + end, len(self.text))

    def _section(self, index: int, open_end: bool = False) -> bytes:
        offset, length = struct.unpack_from("<II", self.main, _PAIRS + 8 * index)
        return bytes(self.table[offset : None if open_end and length else offset + length])

    def _pieces(self) -> Iterator[_Piece]:
        """The piece table: pieces in the order of the text, wherever they lie in the stream."""
        clx = self._section(_CLX)
        at = 0
        while at < len(clx) and clx[at] == 1:
            at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
        if at >= len(clx) or clx[at] != 2:
            raise UnreadableError("parse.broken", "the Word document has no piece table")
        size = struct.unpack_from("<I", clx, at + 1)[0]
        plc = clx[at + 5 : at + 5 + size]
        count = (len(plc) - 4) // 12
        starts = struct.unpack_from(f"<{count + 1}i", plc)
        for i in range(count):
            place = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * i + 2)[0]
            offset = place & 0x3FFFFFFF
            narrow = bool(place & 0x40000000)
            if not 0 <= starts[i] <= starts[i + 1] <= MAX_TEXT_CHARACTERS:
                raise UnreadableError("parse.too_much_text", "the pieces of the Word document lie out of bounds")
            yield _Piece(starts[i], starts[i + 1], offset // 2 if narrow else offset, not narrow)

    def _text(self) -> str:
        parts: list[str] = []
        for piece in self.pieces:
            raw = self.main[piece.offset : piece.place(piece.end)]
            text = raw.decode("utf-16-le" if piece.wide else "cp1252", "replace")
            parts.append(_padded(text, piece.end - piece.start, piece.wide, raw))
        return "".join(parts)

    def _runs(self, index: int) -> tuple[list[int], list[bytes]]:
        """Where runs of equal properties begin in the stream, and their properties."""
        plc = self._section(index)
        count = max(0, (len(plc) - 4) // 8)
        pages = struct.unpack_from(f"<{count}I", plc, 4 * (count + 1)) if count else ()
        found: list[tuple[int, bytes]] = []
        for number in pages:
            page = self.main[(number & 0x3FFFFF) * 512 :][:512]
            if len(page) == 512:
                found += _page_runs(page, paragraphs=index == _PAPX)
        found.sort(key=lambda run: run[0])
        return [run[0] for run in found], [run[1] for run in found]

    def _place(self, position: int) -> int:
        starts = [piece.start for piece in self.pieces]
        return self.pieces[max(0, bisect_right(starts, position) - 1)].place(position)

    def _write(self, start: int, end: int, marked: MarkedText) -> None:
        """Paragraphs from `start` to `end` with their marks."""
        at = start
        for match in _TERMINATOR.finditer(self.text, start, end):
            properties = self._properties(match.start())
            text = self._printed(at, match.start())
            if text.strip():
                prefix = self._lists.prefix(properties.listed, properties.style)
                text = text if text.lstrip().startswith(prefix) else prefix + text.lstrip()
            hung = [box for k in sorted(self._boxes) if at <= k < match.end() for box in self._boxes.pop(k)]
            at = match.end()
            depth = max(1, properties.depth)
            if not properties.in_table:
                marked.paragraph(text)
                for box in hung:
                    self._write(*self._in_text(*box), marked)
            elif properties.row_end:
                marked.row(properties.edges, depth)
            elif match.group() == "\x07" or properties.inner_cell:
                marked.cell("\n".join([text, *self._texts(hung)]), depth)
            else:
                marked.line("\n".join([text, *self._texts(hung)]), depth)
        marked.paragraph(self._printed(at, end))

    def _texts(self, hung: Sequence[tuple[int, int]]) -> list[str]:
        """The texts of boxes, as lines of a cell."""
        return [self._printed(*self._in_text(*box)).strip() for box in hung]

    def _properties(self, position: int) -> _Paragraph:
        """The properties of the paragraph that ends with a character."""
        place = self._place(position)
        starts, groups = self._paragraphs
        i = bisect_right(starts, place) - 1
        if i < 0:
            return _Paragraph()
        found = _paragraph(groups[i][2:], self.data)
        found.style = int.from_bytes(groups[i][:2], "little")
        return found

    def _printed(self, start: int, end: int) -> str:
        """What a stretch of text prints: field codes, hidden and deleted characters and anchors left out."""
        out: list[str] = []
        codes: list[bool] = []
        for position in range(start, end):
            char = self.text[position]
            if char == _FIELD_BEGIN:
                codes.append(True)
            elif char == _FIELD_SEPARATOR and codes:
                codes[-1] = False
            elif char == _FIELD_END and codes:
                codes.pop()
            elif not any(codes) and (char in _SIGNS or char >= " ") and not self._hidden(position):
                out.append(_SIGNS.get(char, char))
        return "".join(out).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _hidden(self, position: int) -> bool:
        starts, groups = self._characters
        i = bisect_right(starts, self._place(position)) - 1
        return i >= 0 and _is_hidden(groups[i])


def _left_over(hung: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """The stretches of the text boxes that are in none of those that hang somewhere."""
    at = 0
    for start, end in sorted(hung):
        if at < min(start, length):
            yield at, min(start, length)
        at = max(at, end)
    if at < length:
        yield at, length


def _padded(text: str, length: int, wide: bool, raw: bytes) -> str:
    """Exactly `length` characters: one a code unit, so that positions count as the format counts them."""
    if wide and len(text) != length:
        units = struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])
        text = "".join(map(chr, units))
    return text[:length].ljust(length, "\0")


def _page_runs(page: bytes, paragraphs: bool) -> Iterator[tuple[int, bytes]]:
    """The runs of a page of formatted properties (`PapxFkp` or `ChpxFkp`)."""
    count = page[511]
    starts = struct.unpack_from(f"<{count + 1}I", page)
    width = 13 if paragraphs else 1
    for i in range(count):
        offset = page[4 * (count + 1) + width * i] * 2
        if not offset:
            yield starts[i], b"\0\0" if paragraphs else b""
            continue
        size = page[offset]
        if not paragraphs:
            yield starts[i], page[offset + 1 : offset + 1 + size]
        elif size:
            yield starts[i], page[offset + 1 : offset + 2 * size]
        else:
            yield starts[i], page[offset + 2 : offset + 2 + 2 * page[offset + 1]]


def _modifiers(group: bytes) -> Iterator[tuple[int, bytes]]:
    """The single property modifiers of a group: code and operand."""
    at = 0
    while at + 2 <= len(group):
        code = struct.unpack_from("<H", group, at)[0]
        at += 2
        kind = code >> 13
        if code == 0xD608 and at + 2 <= len(group):
            size = struct.unpack_from("<H", group, at)[0] + 1
        elif kind == 6:
            size = (group[at] if at < len(group) else 0) + 1
            if code == 0xC615 and size == 256:
                return
        else:
            size = _OPERANDS[kind]
        yield code, group[at : at + size]
        at += size


def _paragraph(group: bytes, data: bytes, huge: bool = False) -> _Paragraph:
    """What a paragraph's modifiers say; a large group lies in the data stream."""
    out = _Paragraph(listed=listed(group, _modifiers))
    for code, operand in _modifiers(group):
        if code in (0x6646, 0x6645) and not huge and len(operand) == 4:
            offset = struct.unpack("<I", operand)[0]
            size = struct.unpack_from("<H", data, offset)[0]
            return _paragraph(data[offset + 2 : offset + 2 + size], data, huge=True)
        if not operand:
            continue
        if code == 0x2416:
            out.in_table = bool(operand[0])
        elif code == 0x2417:
            out.row_end = bool(operand[0])
        elif code == 0x244C:
            out.row_end = out.row_end or bool(operand[0])
        elif code == 0x244B:
            out.inner_cell = bool(operand[0])
        elif code == 0x6649 and len(operand) == 4:
            out.depth = struct.unpack("<i", operand)[0]
        elif code in (0xD608, 0xD62B, 0x5624):
            out.edges = _define(out.edges, code, operand)
    return out


def _define(edges: list[Edge], code: int, operand: bytes) -> list[Edge]:
    """Cells of a row as defined (`sprmTDefTable`), or merged after that (`sprmTVertMerge`, `sprmTMerge`)."""
    if code == 0xD608:
        return _row_definition(operand)
    if code == 0xD62B and len(operand) >= 3 and operand[1] < len(edges):
        k = operand[1]
        edges[k] = Edge(edges[k].right, operand[2] == 1, edges[k].goes_on_left)
    elif code == 0x5624 and len(operand) == 2:
        for k in range(operand[0] + 1, min(operand[1], len(edges))):
            edges[k] = Edge(edges[k].right, edges[k].goes_on_above, True)
    return edges


def _row_definition(operand: bytes) -> list[Edge]:
    """`TDefTableOperand` (2.9.326): right edges in twips, then 20 bytes a cell that begin with its merge marks."""
    count = operand[2]
    rights = struct.unpack_from(f"<{count + 1}h", operand, 3)[1:]
    edges: list[Edge] = []
    for k, right in enumerate(rights):
        at = 3 + 2 * (count + 1) + 20 * k
        marks = struct.unpack_from("<H", operand, at)[0] if at + 2 <= len(operand) else 0
        edges.append(Edge(right, marks >> 5 & 3 == 1, marks & 3 == 1))
    return edges


def _is_hidden(group: bytes) -> bool:
    """Whether characters are hidden (`sprmCFVanish`) or deleted in tracking (`sprmCFRMarkDel`)."""
    hidden = False
    for code, operand in _modifiers(group):
        if code in (0x083C, 0x0800) and operand:
            hidden = operand[0] in (1, 129)
    return hidden
