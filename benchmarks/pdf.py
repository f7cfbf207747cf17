"""What a page of a PDF costs, against pdfplumber's own table extraction on the same pages in the same run."""

from __future__ import annotations

import io
import itertools
import statistics
import time
from collections.abc import Callable

import pdfplumber
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from parsers.pdf import read_pdf

_ROUNDS = 7
_PROSE, _RULED = 3, 3
_LIMIT = 1.3
_FONT = "STSong-Light"
_LINE = "全年通过门户网站主动公开政府信息1234条，受理依申请公开12件，均在法定期限内答复。"


def run() -> list[tuple[str, str, str]]:
    """Rows of the benchmark: milliseconds a page of both, for a report whole, its prose pages and its table pages."""
    rows: list[tuple[str, str, str]] = []
    shapes = (("a report whole", _PROSE, _RULED), ("prose pages", _PROSE, 0), ("table pages", 0, _RULED))
    for name, prose, ruled in shapes:
        data = make_report(prose, ruled)
        ours, theirs = _race(read_pdf, _pdfplumber, data)
        count = prose + ruled
        rows.append((f"{name}: read_pdf", f"{ours / count:.1f} ms", f"a page of {count}; median of {_ROUNDS} rounds"))
        rows.append((f"{name}: pdfplumber extract_tables", f"{theirs / count:.1f} ms", "a page, same file, same run"))
        rows.append((f"{name}: ratio", f"{ours / theirs:.2f}", f"at most {_LIMIT} wanted"))
    return rows


def make_report(prose: int, ruled: int) -> bytes:
    """A PDF of so many pages of 26 lines of prose and so many pages of a table of 30 rows by 9 columns."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842), invariant=True)
    for _ in range(prose):
        canvas.setFont(_FONT, 11)
        for k in range(26):
            canvas.drawString(70, 770 - 27 * k, _LINE)
        canvas.showPage()
    for _ in range(ruled):
        canvas.setFont(_FONT, 9)
        _draw_table(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _draw_table(canvas: Canvas) -> None:
    edges = [60, 220, *range(260, 541, 40)]
    for r in range(30):
        top = 780 - 24 * r
        for c, (left, right) in enumerate(itertools.pairwise(edges)):
            canvas.rect(left, top - 24, right - left, 24)
            canvas.drawString(left + 4, top - 15, f"{r}.保护第三方合法权益" if c == 0 else str(r * c))


def _pdfplumber(data: bytes) -> None:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.extract_tables()


def _race(ours: Callable[[bytes], object], theirs: Callable[[bytes], object], data: bytes) -> tuple[float, float]:
    """Milliseconds of each, in turns so that a slow spell of the machine hits both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(_ROUNDS + 1):
        for reader, spent in zip((ours, theirs), times, strict=True):
            start = time.perf_counter()
            reader(data)
            spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[0][1:]), statistics.median(times[1][1:])
