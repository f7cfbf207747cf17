"""Boxes of characters whose font the file does not hold, from what the file itself says of them.

PDFium draws such characters with a font of the machine, and its boxes hold their ink: with other fonts installed a line
was half a point wider and a tenth higher, and 28 cells of one made document were lost. Here their boxes are as wide as
the file's widths say and as high as their size.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as c_pdfium

_ABOVE, _BELOW = 0.75, 0.25
"""Shares of the size above and below the base line, near what files that do not hold their fonts say themselves."""


class Fonts:
    """The fonts of a page's text, each looked at once."""

    def __init__(self, textpage: Any) -> None:
        """`textpage` is PDFium's handle."""
        self._raw = textpage
        self._texts: dict[int, _Lent | None] = {}
        self._widths: dict[int, dict[int, float]] = {}

    def measure(self, index: int, code: int, x: float, y: float, rect: Any) -> bool:
        """Set the box of a character that stands at (x, y) in page space; whether its font is none of the file's."""
        text = c_pdfium.FPDFText_GetTextObject(self._raw, index)
        if not text:
            return False
        place = ctypes.addressof(text.contents)
        if place not in self._texts:
            self._texts[place] = self._lent(text, index)
        lent = self._texts[place]
        if lent is None:
            return False
        if code not in lent.widths:
            width = ctypes.c_float()
            c_pdfium.FPDFFont_GetGlyphWidth(lent.font, code, 1.0, ctypes.byref(width))
            lent.widths[code] = width.value
        (a, b), (c, d), width_of = lent.along, lent.up, lent.widths[code]
        low, high, left, right = y - _BELOW * d, y + _ABOVE * d, x - _BELOW * c, x + _ABOVE * c
        over, on = a * width_of, b * width_of
        xs, ys = (left, right, left + over, right + over), (low, high, low + on, high + on)
        rect.left, rect.right, rect.bottom, rect.top = min(xs), max(xs), min(ys), max(ys)
        return True

    def _lent(self, text: Any, index: int) -> _Lent | None:
        """What a text object lends its characters; none where its font is the file's own."""
        font, matrix = c_pdfium.FPDFTextObj_GetFont(text), c_pdfium.FS_MATRIX()
        own = not font or c_pdfium.FPDFFont_GetIsEmbedded(font) == 1
        if own or not c_pdfium.FPDFText_GetMatrix(self._raw, index, ctypes.byref(matrix)):
            return None
        size = c_pdfium.FPDFText_GetFontSize(self._raw, index)
        widths = self._widths.setdefault(ctypes.addressof(font.contents), {})
        return _Lent(font, widths, (matrix.a * size, matrix.b * size), (matrix.c * size, matrix.d * size))


@dataclass(slots=True)
class _Lent:
    """A font that is none of the file's: its widths in its size, and the size along the line and upwards as vectors."""

    font: Any
    widths: dict[int, float]
    along: tuple[float, float]
    up: tuple[float, float]
