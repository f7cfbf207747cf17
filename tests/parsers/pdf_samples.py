"""Made-up reports as PDF, drawn with known cells."""

import io

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
WIDTH, HEIGHT = 595, 842


class Paper:
    """A canvas measured from the top left, in points."""

    def __init__(self, **options) -> None:
        self._stream = io.BytesIO()
        self.canvas = Canvas(self._stream, pagesize=(WIDTH, HEIGHT), invariant=True, **options)
        self.size = 10.0
        self.font(self.size)

    def font(self, size: float) -> None:
        self.size = size
        self.canvas.setFont(FONT, size)

    def text(self, x: float, y: float, text: str) -> None:
        self.canvas.drawString(x, HEIGHT - y, text)

    def centred(self, x: float, y: float, text: str) -> None:
        self.canvas.drawCentredString(x, HEIGHT - y, text)

    def box(self, left: float, top: float, right: float, bottom: float) -> None:
        self.canvas.rect(left, HEIGHT - bottom, right - left, bottom - top)

    def cell(self, left: float, top: float, right: float, bottom: float, *lines: str) -> None:
        """A ruled cell with its lines centred in it."""
        self.box(left, top, right, bottom)
        middle = (top + bottom) / 2 - 1.2 * self.size * (len(lines) - 1) / 2
        for k, line in enumerate(lines):
            self.centred((left + right) / 2, middle + 0.35 * self.size + 1.2 * self.size * k, line)

    def next_page(self) -> None:
        self.canvas.showPage()
        self.font(self.size)

    def bytes(self) -> bytes:
        self.canvas.save()
        return self._stream.getvalue()


def ruled(paper: Paper, top: float, rows, edges=(60, 300, 380, 460), height: float = 20) -> float:
    """A ruled table of plain rows; its bottom is returned."""
    for row in rows:
        for k, text in enumerate(row):
            paper.cell(edges[k], top, edges[k + 1], top + height, *([text] if isinstance(text, str) else text))
        top += height
    return top


def lined(paper: Paper, top: float, lines, left: float = 70, step: float = 16) -> float:
    """Lines of prose at the left margin."""
    for line in lines:
        paper.text(left, top, line)
        top += step
    return top
