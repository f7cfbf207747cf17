"""RTF -> Document: paragraphs, and tables with their spans.

striprtf knows the format's words, destinations and character sets but writes a cell as `|`, which loses spans and can't
be told from a printed bar; its tables are used here, and a reader of its own keeps rows and cells.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from striprtf.striprtf import PATTERN, charset_map, destinations, font_table_group, remove_pict_groups, specialchars

from parsers.limits import MAX_DEPTH, MAX_FILE_BYTES
from parsers.marked_rows import Edge, MarkedText
from parsers.model import Document, Finding, UnreadableError
from parsers.sniff import RTF

_FONT = re.compile(r"\\f(\d+)[^{}]*?\\fcharset(\d+)")
_GROUPS = MAX_DEPTH * 10
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
"""Anchors of notes and drawings that Word's own format has in its text, and that some programs carry over."""
_PRINTED = frozenset(("listtext", "pntext", "fldrslt", "shptxt"))
_SILENT = (
    (
        frozenset(destinations)
        | {"fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "rsidtbl", "info", "pict", "shprslt"}
        | {
            "nonesttables",
            "themedata",
            "header",
            "headerl",
            "headerr",
            "headerf",
            "footer",
            "footerl",
            "footerr",
            "footerf",
        }
        | {"footnote", "annotation", "datastore", "xmlnstbl"}
    )
    - _PRINTED
    - {"nesttableprops"}
)


@dataclass(slots=True)
class _State:
    """What a group inherits: whether its text is printed, its font, how many characters stand in for a Unicode one."""

    silent: bool = False
    hidden: bool = False
    font: str | None = None
    skip: int = 1
    definition: bool = False


def read_rtf(data: bytes, url: str | None = None) -> Document:
    """Read an RTF file.

    Raises:
        UnreadableError: `parse.broken` (no RTF), `parse.too_deep`, `parse.too_large`.
    """
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableError("parse.too_large", f"the file is larger than {MAX_FILE_BYTES:,} bytes")
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        raise UnreadableError("parse.broken", "the file is no RTF")
    reader = _Reader(_without_pictures(data.decode("latin-1")))
    reader.read()
    return reader.out.document(RTF, url)


class _Reader:
    """Goes through the tokens once and writes paragraphs and tables."""

    def __init__(self, source: str) -> None:
        self._marked = MarkedText()
        self.out = self._marked.out
        self._source = source
        page = re.search(r"\\ansicpg(\d+)", source[:4000])
        self._encoding = _codec(f"cp{page.group(1)}" if page else "cp1252")
        self._fonts = {number: int(charset) for number, charset in _FONT.findall(_font_table(source))}
        self._state = _State()
        self._stack: list[_State] = []
        self._text: list[str] = []
        self._bytes = bytearray()
        self._edges: dict[int, list[Edge]] = {}
        self._marks: set[str] = set()
        self._in_table = False
        self._depth = 1
        self._skip = 0

    def read(self) -> None:
        """Read everything."""
        closed = False
        for match in PATTERN.finditer(self._source):
            word, argument, pair, sign, brace, plain = match.groups()
            if not pair and self._bytes and not self._skip:
                self._decode()
            if brace:
                closed = self._brace(brace)
                if closed:
                    break
            elif word:
                self._word(word, argument)
            elif pair:
                self._byte(int(pair, 16))
            elif sign:
                self._sign(sign)
            elif plain:
                self._byte(ord(plain)) if ord(plain) > 0x7F else self._character(plain)
        if not closed:
            self.out.findings.append(Finding("parse.truncated", "warning", "the RTF file has no end"))
        self._end_paragraph()
        self._marked.end()

    def _brace(self, brace: str) -> bool:
        """Open or close a group; True at the end of the document."""
        self._skip = 0
        if brace == "{":
            if len(self._stack) > _GROUPS:
                raise UnreadableError("parse.too_deep", f"the RTF file nests deeper than {_GROUPS} groups")
            self._stack.append(self._state)
            s = self._state
            self._state = _State(s.silent, s.hidden, s.font, s.skip, s.definition)
            return False
        if self._stack:
            self._state = self._stack.pop()
        return not self._stack

    def _byte(self, byte: int) -> None:
        if self._skip:
            self._skip -= 1
        elif not self._mute():
            self._bytes.append(byte)

    def _character(self, text: str) -> None:
        if self._skip:
            self._skip -= 1
        elif not self._mute():
            self._text.append(text)

    def _mute(self) -> bool:
        return self._state.silent or self._state.hidden

    def _decode(self) -> None:
        """Write the bytes gathered so far in the character set of their font, or the document's for a plain font."""
        charset = self._fonts.get(self._state.font or "", 0)
        encoding = self._encoding if charset < 2 else _codec(charset_map.get(charset) or "cp1252")
        self._text.append(self._bytes.decode(encoding, "replace"))
        self._bytes.clear()

    def _sign(self, sign: str) -> None:
        self._skip = 0
        if sign == "*":
            self._state.silent = True
        elif sign in "\r\n":
            self._end_paragraph()
        elif sign in specialchars and not self._mute():
            self._text.append({"~": " ", "-": "", "_": "-"}.get(sign, specialchars[sign]))

    def _word(self, word: str, argument: str | None) -> None:
        self._skip = 0
        number = int(argument) if argument else None
        if word in _SILENT:
            self._state.silent = True
        elif word == "nesttableprops":
            self._state.definition, self._state.silent = True, True
        elif word == "shptxt":
            self._state.silent = False
        elif word == "f":
            self._state.font = argument
        elif word in ("v", "deleted"):
            self._state.hidden = number != 0
        elif word == "plain":
            self._state.hidden = False
        elif word == "uc":
            self._state.skip = min(number or 0, 16)
        elif word == "u" and number is not None:
            if not self._mute():
                self._text.append(chr(number % 0x10000))
            self._skip = self._state.skip
        elif not self._state.silent or self._state.definition:
            self._layout(word, number)

    def _layout(self, word: str, number: int | None) -> None:
        """Words that end a paragraph, a cell or a row, or define a row."""
        if word in ("par", "sect", "page") and not self._state.silent:
            self._end_paragraph()
        elif word == "pard":
            self._in_table, self._depth = False, 1
        elif word == "intbl":
            self._in_table = True
        elif word == "itap":
            self._depth = max(1, min(number or 0, MAX_DEPTH))
            self._in_table = bool(number)
        elif word == "trowd":
            self._edges[self._depth], self._marks = [], set()
        elif word in ("clmgf", "clmrg", "clvmgf", "clvmrg"):
            self._marks.add(word)
        elif word == "cellx":
            edge = Edge(number or 0, "clvmrg" in self._marks, "clmrg" in self._marks)
            self._edges.setdefault(self._depth, []).append(edge)
            self._marks = set()
        elif word in ("cell", "nestcell"):
            self._marked.cell(self._take(), 1 if word == "cell" else max(2, self._depth))
        elif word in ("row", "nestrow"):
            depth = 1 if word == "row" else max(2, self._depth)
            self._marked.row(tuple(self._edges.get(depth, ())), depth)
        elif word in specialchars and not self._state.silent:
            self._text.append(" " if word == "tab" else specialchars[word])

    def _take(self) -> str:
        text = "".join(self._text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        self._text.clear()
        return _CONTROLS.sub("", text)

    def _end_paragraph(self) -> None:
        """A paragraph ends: in a table it is a line of the cell, else prose (which ends the table before it)."""
        text = self._take()
        if self._in_table:
            self._marked.line(text, self._depth)
        else:
            self._marked.paragraph(text)


def _without_pictures(source: str) -> str:
    return str(remove_pict_groups(source))  # type: ignore[no-untyped-call]


def _font_table(source: str) -> str:
    return str(font_table_group(source))  # type: ignore[no-untyped-call]


def _codec(name: str) -> str:
    """A Python codec; code page 936 is read as its superset."""
    if name in ("cp936", "cp54936", "cp20936"):
        return "gb18030"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
