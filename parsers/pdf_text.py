"""The characters of a PDF page, and the lines and cells they make.

PDFium reads the characters (about fifty times as fast as pdfminer). Everything here works in the upright frame of the
text: points from the top left corner of the page turned so that most of its characters stand upright. `Frame` maps
that to the page as shown, which is what the boxes of cells refer to.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c_pdfium

from parsers.limits import MAX_PDF_PAGE_CHARACTERS
from parsers.model import Box, UnreadableError
from parsers.normal import WIDE
from parsers.pdf_fonts import Fonts

_PRINTED = re.compile(
    r"[ -~\u00b0-\u024f\u0391-\u03c9\u2010-\u206f\u2100-\u22ff\u2460-\u27bf\u3000-\u312f\uff00-\uffef]"
)
_QUARTER = math.pi / 2


@dataclass(slots=True)
class Glyph:
    """One character with its place: `x0` to `x1` is its advance, `base` the line it stands on."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    size: float
    spaced: bool = False
    """A blank is printed right before it."""


@dataclass(slots=True)
class Line:
    """Glyphs on one base line, left to right."""

    glyphs: list[Glyph]
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    size: float
    sure: float = 1.0
    """Confidence that these glyphs are one text: less where they were put together from pieces."""

    @property
    def middle(self) -> float:
        """The height at which the line stands, from the top of the page."""
        return (self.top + self.bottom) / 2


@dataclass(slots=True, frozen=True)
class Frame:
    """The page's box in its own space (y upwards), and by how many quarters it is turned clockwise to be looked at."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as looked at."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turn % 2 else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """From page space to points from the top left."""
        if self.turn == 0:
            return x - self.left, self.top - y
        if self.turn == 1:
            return y - self.bottom, x - self.left
        if self.turn == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def back(self, x: float, y: float) -> tuple[float, float]:
        """From points from the top left to page space."""
        if self.turn == 0:
            return self.left + x, self.top - y
        if self.turn == 1:
            return self.left + y, self.bottom + x
        if self.turn == 2:
            return self.right - x, self.bottom + y
        return self.right - y, self.top - x

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box of page space, as (left, top, right, bottom) from the top left."""
        (xa, ya), (xb, yb) = self.point(left, bottom), self.point(right, top)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)

    def shown_in(self, other: Frame, box: Box) -> Box:
        """A box of this frame in another frame of the same page, rounded to a hundredth of a point."""
        if other.turn != self.turn:
            (xa, ya), (xb, yb) = self.back(box[0], box[1]), self.back(box[2], box[3])
            box = other.box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))
        return round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2)


def read_glyphs(page: pdfium.PdfPage) -> tuple[list[Glyph], Frame]:
    """The characters of a page in the order of the file, and the frame in which they stand upright.

    Raises:
        UnreadableError: `parse.too_much_text` above `MAX_PDF_PAGE_CHARACTERS`.
    """
    textpage = page.get_textpage()
    count = textpage.count_chars()
    if count > MAX_PDF_PAGE_CHARACTERS:
        raise UnreadableError("parse.too_much_text", f"a page holds {count:,} characters")
    frame = _frame(page, _upright(textpage.raw, count))
    glyphs = _glyphs(textpage.raw, count, frame)
    textpage.close()
    _close_tracking(glyphs)
    width, height = frame.size
    return [g for g in glyphs if -2 <= g.x0 <= width + 2 and -2 <= g.base <= height + 2], frame


def _close_tracking(glyphs: Sequence[Glyph]) -> None:
    """Let the figures of a page reach to their next where all of them are set apart by one and the same space.

    Letters set wide keep one distance all over a page; figures that are none of one number stand as cells have room.
    """
    pairs = [(left, right, gap) for left, right in itertools.pairwise(glyphs) if (gap := _figure_gap(left, right))]
    if len(pairs) < _TRACKED:
        return
    usual = sorted(gap for _, _, gap in pairs)[len(pairs) // 2]
    alike = [(left, right) for left, right, gap in pairs if abs(gap - usual) < _EVEN]
    if len(alike) >= 0.9 * len(pairs):
        for left, right in alike:
            left.x1 = right.x0


def _figure_gap(left: Glyph, right: Glyph) -> float | None:
    """The space set between two neighbours of a number, in its size; none for others and where a blank is printed."""
    one_line = abs(left.base - right.base) < 0.1 * right.size and not right.spaced
    if not one_line or left.text not in _NUMERIC or right.text not in _NUMERIC:
        return None
    gap = (right.x0 - left.x1) / max(right.size, 1.0)
    return gap if _TRACKING[0] <= gap < _TRACKING[1] else None


_NUMERIC = frozenset("0123456789.０１２３４５６７８９．")
_TRACKED, _TRACKING, _EVEN = 3, (0.12, 0.7), 0.06
"""The fewest pairs of figures that show a page's tracking; its least and greatest width and its tolerance, in character
sizes: less is how a font sets them, more would part the columns of no table."""


def is_garbled(glyphs: Sequence[Glyph]) -> bool:
    """Whether three in ten characters are none that a report prints: the fonts do not say which they are."""
    odd = sum(not (WIDE.match(g.text) or _PRINTED.match(g.text)) for g in glyphs)
    return odd > 0.3 * len(glyphs)


def page_frame(page: pdfium.PdfPage) -> Frame:
    """The page as shown: its own rotation applied."""
    return _frame(page, (page.get_rotation() // 90) % 4)


def _frame(page: pdfium.PdfPage, turn: int) -> Frame:
    rect = c_pdfium.FS_RECTF()
    c_pdfium.FPDF_GetPageBoundingBox(page.raw, ctypes.byref(rect))
    return Frame(rect.left, rect.bottom, rect.right, rect.top, turn)


def _upright(raw: Any, count: int) -> int:
    """By how many quarters to turn the page clockwise so that most characters stand upright (a sample of 200)."""
    step = max(1, count // 200)
    angle_of = c_pdfium.FPDFText_GetCharAngle
    # PDFium counts angles clockwise, so a character at three quarters stands upright after one.
    turns = Counter(-round(angle_of(raw, i) / _QUARTER) % 4 for i in range(0, count, step))
    return max(turns, key=lambda turn: (turns[turn], -turn)) if turns else 0


def _glyphs(raw: Any, count: int, frame: Frame) -> list[Glyph]:
    """All printed characters; blanks only mark the character after them."""
    rect, x, y = c_pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    rect_ref, x_ref, y_ref = ctypes.byref(rect), ctypes.byref(x), ctypes.byref(y)
    code_of, box_of = c_pdfium.FPDFText_GetUnicode, c_pdfium.FPDFText_GetLooseCharBox
    origin_of, generated = c_pdfium.FPDFText_GetCharOrigin, c_pdfium.FPDFText_IsGenerated
    angle_of = c_pdfium.FPDFText_GetCharAngle
    fonts = Fonts(raw)
    out: list[Glyph] = []
    pale: list[Glyph] = []
    spaced, high = False, 0
    for i in range(count):
        code = code_of(raw, i)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        if code in _BLANKS:
            spaced = spaced or (code != 10 and code != 13 and not generated(raw, i))
            continue
        if code in _NOTHING or not box_of(raw, i, rect_ref):
            continue
        quarters = angle_of(raw, i) / _QUARTER
        if abs(quarters - round(quarters)) > _SLANT:
            continue
        origin_of(raw, i, x_ref, y_ref)
        stands_in = fonts.measure(i, code, x.value, y.value, rect)
        large = rect.top - rect.bottom > _LARGE
        if large and not stands_in:
            _mend(raw, i, rect)
        left, top, right, bottom = frame.box(rect.left, rect.bottom, rect.right, rect.top)
        base = frame.point(x.value, y.value)[1]
        text = "\ufffd" if code in _UNKNOWN else _HYPHENS.get(code) or chr(code)
        out.append(Glyph(text, left, right, top, bottom, base, bottom - top, spaced))
        spaced = False
        if large and _is_pale(raw, i):
            pale.append(out[-1])
    return _without_watermark(out, pale)


def _is_pale(raw: Any, index: int) -> bool:
    """Whether a character is printed in a tone between half grey and white, or shines through by a third or more."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not c_pdfium.FPDFText_GetFillColor(raw, index, *(ctypes.byref(v) for v in (red, green, blue, alpha))):
        return False
    tone = 0.3 * red.value + 0.59 * green.value + 0.11 * blue.value
    return alpha.value < 170 or 128 < tone < 252


def _without_watermark(glyphs: list[Glyph], pale: Sequence[Glyph]) -> list[Glyph]:
    """The characters without large pale ones that lie over others: a heading of a light colour has its own place."""
    if not pale:
        return glyphs
    marks = {id(glyph) for glyph in pale}
    small = [g for g in glyphs if id(g) not in marks]
    bases = [p.base for p in pale if any(_inside(p, g) for g in small)]
    return [g for g in glyphs if id(g) not in marks or not any(abs(g.base - base) < 2 for base in bases)]


def _inside(large: Glyph, small: Glyph) -> bool:
    middle = (small.x0 + small.x1) / 2, (small.top + small.bottom) / 2
    return large.x0 < middle[0] < large.x1 and large.top < middle[1] < large.bottom


def _mend(raw: Any, index: int, rect: Any) -> None:
    """Replace a box that the font's metrics blow up to several times its ink (seen: 199 points for a 9 point 三)."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    c_pdfium.FPDFText_GetCharBox(raw, index, *(ctypes.byref(v) for v in (left, right, bottom, top)))
    ink = max(right.value - left.value, top.value - bottom.value)
    if 0 < ink * 3 < rect.top - rect.bottom:
        rect.left, rect.right = left.value, right.value
        middle = (top.value + bottom.value) / 2
        rect.bottom, rect.top = middle - ink * 0.55, middle + ink * 0.55


_LARGE = 24.0
"""Characters higher than this many points are looked at twice."""
_SLANT = 0.09
"""Characters that stand askew by more than this part of a quarter turn (8 degrees) are a watermark or a stamp."""
_BLANKS = frozenset((0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x3000, 0x2002, 0x2003, 0x2009, 0x202F))
_UNKNOWN = frozenset((0, 0xFFFD, *range(0xD800, 0xE000)))
"""A character whose font does not say which it is, or half of one; it stays, as one that no figure has."""
_NOTHING = frozenset((0xFEFF, 0x200B, 0x200C, 0x200D, 0xFFFF))
_HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "-"}


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """Glyphs gathered on their base lines, top to bottom; a character printed twice for boldness counts once."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.base, g.x0)):
        if lines and glyph.base - lines[-1][0].base <= 0.4 * min(glyph.size, lines[-1][0].size):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [make_line(_once(sorted(line, key=lambda g: (g.x0, g.base)))) for line in lines]


def _once(glyphs: list[Glyph]) -> list[Glyph]:
    """Drop a character printed again within 40 % of its own width (a bold made of two or three prints)."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        reach = 0.4 * (glyph.x1 - glyph.x0)
        if not any(glyph.text == k.text and abs(glyph.x0 - k.x0) < reach for k in kept[-3:]):
            kept.append(glyph)
    return kept


def make_line(glyphs: list[Glyph]) -> Line:
    """A line of glyphs that are sorted from left to right."""
    return Line(
        glyphs,
        _spell(glyphs),
        glyphs[0].x0,
        max(g.x1 for g in glyphs),
        min(g.top for g in glyphs),
        max(g.bottom for g in glyphs),
        glyphs[0].base,
        max(g.size for g in glyphs),
    )


def blank_piece(across: Line, height: Line) -> Line:
    """A piece without text, as wide as one piece and at the height of another."""
    return Line([], "", across.x0, across.x1, height.top, height.bottom, height.base, height.size)


def _spell(glyphs: Sequence[Glyph]) -> str:
    """The text of a line with a blank where one is printed or the gap is one."""
    parts = [glyphs[0].text]
    for left, right in itertools.pairwise(glyphs):
        if _blank_between(left, right):
            parts.append(" ")
        parts.append(right.text)
    return "".join(parts)


def _blank_between(left: Glyph, right: Glyph) -> bool:
    """Whether a blank stands between two neighbours.

    Justified Chinese is stretched by up to some 0.15 em between characters, so a gap between two of them is a blank
    from 0.6 em on, or from 0.12 em where the file has a blank; between letters and figures from 0.25 em on. A blank
    of the file without room for it (between figures that touch) is a trace of the writing program.
    """
    gap = (right.x0 - left.x1) / max(right.size, 1.0)
    if right.spaced and gap > 0.12:
        return True
    wide = WIDE.match(left.text) or WIDE.match(right.text)
    return gap > (0.6 if wide else 0.25)


def cell_text(glyphs: Sequence[Glyph], right: float) -> str:
    """The text of a cell whose right border stands at `right`: its lines joined as the writer meant them.

    Lines of Chinese join without a blank. Two lines that meet in figures or letters join only when the first fills the
    cell (so the number had to be broken), else a blank keeps them apart.
    """
    lines = lines_of(glyphs)
    text = lines[0].text if lines else ""
    for above, below in itertools.pairwise(lines):
        narrow = not WIDE.match(text[-1]) and not WIDE.match(below.text[0])
        room = right - above.glyphs[-1].x1
        broken = room < 1.1 * (below.glyphs[0].x1 - below.glyphs[0].x0) + 2
        text += (" " if narrow and not broken else "") + below.text
    return text


def segments_of(line: Line, gap: float = 0.55) -> list[Line]:
    """A line cut wherever `gap` em or more are empty, or one em where the file has a blank (规 章 is one label)."""
    cuts: list[list[Glyph]] = [[line.glyphs[0]]]
    for left, right in zip(line.glyphs, line.glyphs[1:], strict=False):
        wide = max(gap, 1.05) if right.spaced and gap > 0.5 else gap
        if right.x0 - left.x1 > wide * max(left.size, right.size, 1.0):
            cuts.append([])
        cuts[-1].append(right)
    return [make_line(cut) for cut in cuts]
