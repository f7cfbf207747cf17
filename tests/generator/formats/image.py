"""Reports as pictures: the ruled PDF rendered at 150 dots per inch, as a scanned PDF or one tall PNG.

The glyphs come from the machine's own Chinese font, so these documents differ between machines: they are measured on a
line of their own and never pinned by digest.
"""

from __future__ import annotations

import io
from functools import cache
from random import Random

import pypdfium2
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.generator import labels
from tests.generator.formats import pdf
from tests.generator.model import Content

STYLES = ("scan", "png")
_SCALE = 150 / 72


def _pages(data: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.render(scale=_SCALE).to_pil().convert("L") for page in document]


@cache
def has_font() -> bool:
    """Whether Chinese characters come out: two different ones must not look alike."""
    shapes = set()
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    for char in "国府":
        stream = io.BytesIO()
        canvas = Canvas(stream, pagesize=(60, 60), invariant=1)
        canvas.setFont("STSong-Light", 40)
        canvas.drawString(5, 10, char)
        canvas.save()
        shapes.add(_pages(stream.getvalue())[0].tobytes())
    return len(shapes) == 2


def write(rng: Random, content: Content, style: str) -> bytes:
    """The report as pictures of its pages."""
    if "radicals" in content.bends:
        # A picture shows the shape; which code point it had is gone.
        labels.rewrite(content, labels.characters)
    pages = _pages(pdf.write(rng, content, "ruled"))
    stream = io.BytesIO()
    if style == "scan":
        pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:], resolution=150)
        return stream.getvalue()
    tall = Image.new("L", (pages[0].width, sum(page.height for page in pages)), 255)
    top = 0
    for page in pages:
        tall.paste(page, (0, top))
        top += page.height
    tall.save(stream, "PNG")
    return stream.getvalue()
