"""One font in the place of those a machine may have, while the text of a PDF is read.

PDFium looks for a font of the machine wherever a file does not hold its own. What it finds changes which characters it
keeps: without a font that has them, the lone character of a text object is dropped (无 in a cell was a blank then).
While a file is read, all Chinese, Japanese and Korean characters are the one box of the font that is made here; pages
are drawn, as ever, with the fonts of the machine.
"""

from __future__ import annotations

import contextlib
import ctypes
import struct
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pypdfium2.raw as c_pdfium

_CHARSETS = frozenset((128, 129, 134, 136))
"""Shift-JIS, Hangul, GB 2312, Big5."""
_HANDLE = 1
_EM, _HIGH = 1000, 750


@contextlib.contextmanager
def stand_in_fonts() -> Iterator[None]:
    """Read files with the font made here where they lack their own, not with one of the machine."""
    fonts = _fonts()
    fonts.depth += 1
    try:
        yield
    finally:
        fonts.depth -= 1


@lru_cache(maxsize=1)
def _fonts() -> _Fonts:
    return _Fonts()


class _Fonts:
    """PDFium's source of fonts for the process: its own one, or the stand-in while a file is read."""

    def __init__(self) -> None:
        self.depth = 0
        self._mapper: Any = None
        self._data = stand_in()
        self._own = c_pdfium.FPDF_GetDefaultSystemFontInfo()
        types = dict(c_pdfium.FPDF_SYSFONTINFO._fields_)
        methods = {
            "Release": self._release,
            "EnumFonts": self._list_fonts,
            "MapFont": self._find,
            "GetFont": self._named,
            "GetFontData": self._table_of,
            "GetFaceName": self._name_of,
            "GetFontCharset": self._charset_of,
            "DeleteFont": self._drop,
        }
        calls = {name: types[name](method) for name, method in methods.items()}
        self._info = c_pdfium.FPDF_SYSFONTINFO(version=self._own.contents.version, **calls)
        c_pdfium.FPDF_SetSystemFontInfo(self._info)

    def _release(self, _info: Any) -> None:
        """Nothing is to be given back: both sources live as long as the process."""

    def _list_fonts(self, _info: Any, mapper: Any) -> None:
        """The list of the machine's fonts, which PDFium asks for once, waits until one of them is wanted."""
        self._mapper = mapper

    def _find(self, _info: Any, *wanted: Any) -> Any:
        charset = wanted[2]
        if self.depth:
            return _HANDLE if charset in _CHARSETS else None
        if self._mapper:
            self._own.contents.EnumFonts(self._own, self._mapper)
            self._mapper = None
        return self._own.contents.MapFont(self._own, *wanted)

    def _named(self, _info: Any, face: Any) -> Any:
        return None if self.depth else self._own.contents.GetFont(self._own, face)

    def _table_of(self, _info: Any, font: Any, table: int, buffer: Any, size: int) -> int:
        if font != _HANDLE:
            return int(self._own.contents.GetFontData(self._own, font, table, buffer, size))
        if table:
            return 0
        if buffer and size >= len(self._data):
            ctypes.memmove(buffer, self._data, len(self._data))
        return len(self._data)

    def _name_of(self, _info: Any, font: Any, buffer: Any, size: int) -> int:
        return 0 if font == _HANDLE else int(self._own.contents.GetFaceName(self._own, font, buffer, size))

    def _charset_of(self, _info: Any, font: Any) -> int:
        return 134 if font == _HANDLE else int(self._own.contents.GetFontCharset(self._own, font))

    def _drop(self, _info: Any, font: Any) -> None:
        if font != _HANDLE:
            self._own.contents.DeleteFont(self._own, font)


def stand_in() -> bytes:
    """A TrueType font whose every character is one box, as wide as its size."""
    outline = struct.pack(">5h", 1, 0, 0, _EM, _HIGH) + struct.pack(">2H", 3, 0)
    outline += bytes((1, 1, 1, 1)) + struct.pack(">8h", *(0, _EM, 0, -_EM), *(0, 0, _HIGH, 0))
    head = struct.pack(">IIIIHH", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM) + bytes(16)
    head += struct.pack(">4hHHhhh", 0, 0, _EM, _HIGH, 0, 8, 2, 1, 0)
    hhea = struct.pack(">I3hH", 0x10000, _HIGH, _HIGH - _EM, 0, _EM) + bytes(22) + struct.pack(">H", 1)
    maxp = struct.pack(">IH13H", 0x10000, 2, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)
    # Format 13 gives all characters from a first to a last one glyph.
    groups = struct.pack(">HHIIIIII", 13, 0, 28, 0, 1, 0x20, 0x10FFFF, 1)
    cmap = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + groups
    tables = {
        b"cmap": cmap,
        b"glyf": outline,
        b"head": head,
        b"hhea": hhea,
        b"hmtx": struct.pack(">HhH", _EM, 0, 0),
        b"loca": struct.pack(">3I", 0, 0, len(outline)),
        b"maxp": maxp,
    }
    directory, body = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64), b""
    start = len(directory) + 16 * len(tables)
    for tag, table in tables.items():
        directory += tag + struct.pack(">III", 0, start + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return directory + body
