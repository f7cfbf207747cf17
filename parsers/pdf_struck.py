"""Text that is struck out: a line through its middle, as long as itself, or an annotation that strikes it.

What is struck out the page withdraws: a figure beside the one that stands for it is no figure of the report.
"""

from __future__ import annotations

import bisect
import ctypes
from collections.abc import Sequence
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c_pdfium

from parsers.pdf_rules import Rules
from parsers.pdf_text import Frame, Glyph

_LOW, _HIGH = 0.1, 0.62
"""Between these shares of its size above the base line a line strikes a character out; 0.2 to 0.4 is usual."""
_ENDS = 0.6
"""Character sizes by which the line may be longer or shorter than the text at each end."""
_MOST_LINES = 2_000
_MOST_ANNOTATIONS = 2_000


def without_struck(
    page: pdfium.PdfPage, glyphs: list[Glyph], rules: Rules, frame: Frame
) -> tuple[list[Glyph], list[Glyph]]:
    """The characters of a page that stand, and those that are struck out; the lines through these leave the rules."""
    marks = _annotated(page, frame)
    if not (glyphs and (rules.across or marks)) or len(rules.across) > _MOST_LINES:
        return glyphs, []
    by_base = sorted(glyphs, key=lambda glyph: glyph.base)
    bases = [glyph.base for glyph in by_base]
    struck: dict[int, Glyph] = {}
    lines: set[tuple[float, float, float]] = set()
    for line in [*rules.across, *marks]:
        run = _run_under(line, by_base, bases)
        if run:
            struck.update((id(glyph), glyph) for glyph in run)
            lines.add(line)
    if not struck:
        return glyphs, []
    rules.across = [line for line in rules.across if line not in lines]
    return [glyph for glyph in glyphs if id(glyph) not in struck], [g for g in glyphs if id(g) in struck]


def _run_under(line: tuple[float, float, float], by_base: Sequence[Glyph], bases: Sequence[float]) -> list[Glyph]:
    """The characters that a line passes through, if it is as long as they are together."""
    y, left, right = line
    run = [
        glyph
        for glyph in by_base[bisect.bisect_left(bases, y) : bisect.bisect_right(bases, y + 60)]
        if _LOW * glyph.size < glyph.base - y < _HIGH * glyph.size and left < (glyph.x0 + glyph.x1) / 2 < right
    ]
    if not run:
        return []
    slack = _ENDS * max(glyph.size for glyph in run)
    ends = min(glyph.x0 for glyph in run) - left, right - max(glyph.x1 for glyph in run)
    return run if all(abs(end) < slack for end in ends) else []


def _annotated(page: pdfium.PdfPage, frame: Frame) -> list[tuple[float, float, float]]:
    """The lines that annotations of striking out stand for."""
    lines: list[tuple[float, float, float]] = []
    for i in range(min(c_pdfium.FPDFPage_GetAnnotCount(page.raw), _MOST_ANNOTATIONS)):
        annotation = c_pdfium.FPDFPage_GetAnnot(page.raw, i)
        if c_pdfium.FPDFAnnot_GetSubtype(annotation) == c_pdfium.FPDF_ANNOT_STRIKEOUT:
            lines += _quads(annotation, frame)
        c_pdfium.FPDFPage_CloseAnnot(annotation)
    return lines


def _quads(annotation: Any, frame: Frame) -> list[tuple[float, float, float]]:
    quad = c_pdfium.FS_QUADPOINTSF()
    lines: list[tuple[float, float, float]] = []
    for k in range(min(c_pdfium.FPDFAnnot_CountAttachmentPoints(annotation), _MOST_ANNOTATIONS)):
        if not c_pdfium.FPDFAnnot_GetAttachmentPoints(annotation, k, ctypes.byref(quad)):
            continue
        corners = [(quad.x1, quad.y1), (quad.x2, quad.y2), (quad.x3, quad.y3), (quad.x4, quad.y4)]
        points = [frame.point(x, y) for x, y in corners]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        lines.append(((min(ys) + max(ys)) / 2, min(xs), max(xs)))
    return lines
