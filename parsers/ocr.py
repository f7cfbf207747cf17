"""Pictures of reports -> Document: scanned pages and images of tables, recognised offline on the CPU.

Needs the extra `gongkai[ocr]` (RapidOCR with its bundled models, ONNX Runtime). A ruled table is taken apart along its
lines and each line of each cell is recognised by itself: text detection over a whole page joins neighbouring figures
and drops lone zeros. What stands outside ruled tables goes through detection, and ink that detection missed is
recognised too. Every cell carries the recogniser's confidence; figures are recognised twice at two sizes, and where the
two differ the confidence falls below one half.
"""

from __future__ import annotations

import importlib.util
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parsers import limits
from parsers.assembly import join_lines
from parsers.model import Box, Cell, Document, Finding, UnreadableError
from parsers.ocr_engine import crop, lines_on, texts
from parsers.ocr_rules import grids_of, rules_of
from parsers.ocr_scan import (
    CHARACTER,
    askew,
    at_reading_size,
    evened,
    ink_of,
    is_paper,
    levelled,
    quarters,
    red_of,
    straightened,
    turned_back,
)
from parsers.pdf_flow import FlowPage, assemble, drop_furniture
from parsers.pdf_rules import Region
from parsers.pdf_tables import PageTable, fills, rows_of
from parsers.pdf_text import Glyph, Line, lines_of
from parsers.pdf_unruled import unruled_tables
from parsers.sniff import sniff

if TYPE_CHECKING:
    import numpy as np
    import pypdfium2 as pdfium
    from numpy.typing import NDArray
    from PIL import Image

    Picture = NDArray[np.uint8]

_STRIP, _MARGIN = 1000, 24
"""The height at which a strip of lines is ended, and the paper left around it, in pixels."""
_INSIDE, _APART = 5, 0.7
"""Pixels by which ink reaches into a cell that it comes from outside; the space between two figures, in their size."""
_DUST = 6
"""The most pixels of ink in a speck."""
_SEALED = 12
"""Pixels of red ink that a cell may have."""
_DISAGREE = 0.4
"""Highest confidence of a figure that two recognitions read differently."""
_GUESSED = 0.6
"""Factor for a letter taken for the figure it looks like."""
_ALIKE = str.maketrans("OoQ〇○Ｏ。°lｌ|Iｉ", "0" * 8 + "1" * 5)
_FIGURES = re.compile(r"[0-9OoQ〇○Ｏ。°lｌ|Iｉ.,，+\-]+")


def available() -> bool:
    """Whether the extra is installed."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


def read_image(data: bytes, url: str | None = None) -> Document:
    """Read a picture (PNG, JPEG, GIF, TIFF with its pages, BMP, WebP). Boxes are in pixels of the picture.

    Without the extra the document is empty and has the finding `parse.not_read`.

    Raises:
        UnreadableError: `parse.broken`, `parse.too_large` (file or pixels).
    """
    mime = sniff(data)
    if len(data) > limits.MAX_FILE_BYTES:
        raise UnreadableError("parse.too_large", f"the file is larger than {limits.MAX_FILE_BYTES:,} bytes")
    if not available():
        why = "the picture was not read: install gongkai[ocr] to read it"
        return Document("", [], mime, url, findings=[Finding("parse.not_read", "warning", why)])
    pages = []
    for number, (picture, red) in enumerate(_frames(data), 1):
        page = FlowPage(number, float(picture.shape[1]), float(picture.shape[0]), scanned=True)
        recognise(picture, red, page)
        pages.append(page)
    drop_furniture(pages)
    document = assemble(pages).document(mime, url, pages=len(pages))
    document.recognised = True
    return document


def read_page(page: pdfium.PdfPage, flow: FlowPage) -> None:
    """Put the lines and tables of a scanned PDF page into its flow; boxes in points of the page as shown."""
    width, height = page.get_size()
    scale = min(limits.OCR_DPI / 72, (limits.MAX_IMAGE_PIXELS / max(1.0, width * height)) ** 0.5)
    turned = recognise(*_seen(page.render(scale=scale, rev_byteorder=True).to_pil()), flow)
    flow.width, flow.height = flow.width / scale, flow.height / scale
    for item in flow.items:
        _scale(item, 1 / scale)
    if turned:
        flow.shown = lambda box: _rounded(turned_back(box, turned, width, height))


def read_pictures(page: pdfium.PdfPage, flow: FlowPage) -> int:
    """Put the tables that are pictures beside a PDF page's text into its flow; how many pictures hold one."""
    width, height = page.get_size()
    # A page of a table is often made smaller to fit beside text.
    scale = min(1.5 * limits.OCR_DPI / 72, (limits.MAX_IMAGE_PIXELS / max(1.0, width * height)) ** 0.5)
    gray, red = _seen(page.render(scale=scale, rev_byteorder=True).to_pil())
    held = 0
    for frame in flow.frames:
        left, top, right, bottom = (max(0, round(v * scale)) for v in frame)
        part = slice(top, bottom), slice(left, right)
        cut = gray[part].copy(), red[part].copy() if red is not None else None
        tables = _tables(*cut, flow.number) if right > left and bottom > top else []
        for table in tables:
            _scale(table, 1 / scale)
            _move(table, frame[0], frame[1])
        flow.items += tables
        held += bool(tables)
    flow.items.sort(key=lambda i: i.box[1] if isinstance(i, PageTable) else i.middle)
    return held


def read_tables(data: bytes) -> list[list[list[Cell]]]:
    """The rows of the tables in a picture that stands in a document of another kind; places on it are left out.

    Raises:
        UnreadableError: as `read_image`.
    """
    tables = [table.rows for frame in _frames(data) for table in _tables(*frame, 1)]
    for cell in (c for rows in tables for row in rows for c in row):
        cell.page, cell.box = None, None
    return tables


def _tables(gray: Picture, red: Picture | None, number: int) -> list[PageTable]:
    """The tables of a picture that holds one, boxes as it is shown; what else it shows is no text of the document."""
    if not is_paper(gray):
        return []
    flow = FlowPage(number, float(gray.shape[1]), float(gray.shape[0]))
    recognise(gray, red, flow)
    tables = [item for item in flow.items if isinstance(item, PageTable) and len(item.rows) > 1]
    for cell in (c for table in tables for row in table.rows for c in row):
        if flow.shown and cell.box:
            cell.box = flow.shown(cell.box)
    return tables


def _move(table: PageTable, right: float, down: float) -> None:
    """Move a table and its cells."""
    table.box = _moved(table.box, right, down)
    for cell in (c for row in table.rows for c in row if c.box):
        cell.box = _moved(cell.box, right, down) if cell.box else None


def _moved(box: Box, right: float, down: float) -> Box:
    return _rounded((box[0] + right, box[1] + down, box[2] + right, box[3] + down))


def _seen(image: Image.Image) -> tuple[Picture, Picture | None]:
    """A picture in grey, and its red ink (`red_of`) where it has any."""
    import numpy as np

    gray = np.array(image.convert("L"))
    return gray, red_of(np.asarray(image.convert("RGB"))) if image.mode not in ("1", "L") else None


def _frames(data: bytes) -> list[tuple[Picture, Picture | None]]:
    """The pictures of a file in grey and their red; only a TIFF has pages."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            count = min(getattr(image, "n_frames", 1), limits.MAX_IMAGE_FRAMES) if image.format == "TIFF" else 1
            frames = []
            for k in range(count):
                image.seek(k)
                if image.width * image.height * count > limits.MAX_IMAGE_PIXELS:
                    size = f"{image.width} by {image.height} pixels"
                    raise UnreadableError("parse.too_large", f"the picture has {size} on {count} pages")
                upright = ImageOps.exif_transpose(image).convert("RGBA")
                paper = Image.new("RGBA", upright.size, "white")
                plain = image.mode in ("1", "L")
                frames.append(_seen(Image.alpha_composite(paper, upright).convert("L" if plain else "RGB")))
    except Image.DecompressionBombError as error:
        raise UnreadableError("parse.too_large", f"the picture is too large: {error}") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise UnreadableError("parse.broken", f"the picture cannot be opened: {error}") from error
    return frames


@dataclass(slots=True)
class _Read:
    """A recognised stretch of ink."""

    text: str
    score: float
    box: Box
    gap: float = 0.0
    """The widest space between its characters."""


def recognise(gray: Picture, red: Picture | None, flow: FlowPage) -> int:
    """Put the lines and tables of a grey picture into a page's flow, from top to bottom; boxes in its pixels.

    `red` is its red ink. A picture that lies on its side or upside down is turned, by the quarters returned; the flow
    then has the measures of the turned picture, and knows how its boxes are shown.
    """
    import cv2
    import numpy as np

    picture, scale = at_reading_size(evened(gray))
    way = quarters(picture)
    picture = np.ascontiguousarray(np.rot90(picture, way))
    angle = askew(picture)
    seal = None
    if red is not None:
        sized = cv2.resize(red, picture.shape[::-1] if way % 2 == 0 else picture.shape, interpolation=cv2.INTER_AREA)
        seal = straightened(np.ascontiguousarray(np.rot90(sized, way)), angle, 0)
    picture = straightened(picture, angle, 255)
    flow.width, flow.height = picture.shape[1] / scale, picture.shape[0] / scale
    flow.items = [*_items(picture, seal, flow.number)]
    for item in flow.items:
        _scale(item, 1 / scale)
    if way:
        width, height = float(gray.shape[1]), float(gray.shape[0])
        flow.shown = lambda box: _rounded(turned_back(box, way, width, height))
    return way


def _items(picture: Picture, seal: Picture | None, number: int) -> list[Line | PageTable]:
    """The lines and tables of an upright picture at reading size; in tables a seal over them is looked through."""
    import numpy as np

    clear = picture if seal is None else np.maximum(picture, seal)
    rules, ink = rules_of(clear, ink_of(levelled(clear)))
    tables: list[PageTable] = []
    rest = picture.copy()
    for regions in grids_of(rules):
        table = _ruled_table(clear, ink, regions, number)
        if table:
            tables.append(table)
            left, top, right, bottom = (round(v) for v in table.box)
            rest[max(0, top - 4) : bottom + 4, max(0, left - 4) : right + 4] = 255
            if seal is not None:
                _doubt_sealed(table, seal)
    reads = _loose(rest)
    lines = lines_of(glyph for read in reads for glyph in _glyphs(read))
    items: list[Line | PageTable] = [*tables, *unruled_tables(lines, float(picture.shape[1]), number, 1.0)]
    _set_confidence(items, reads)
    return sorted(items, key=lambda i: i.box[1] if isinstance(i, PageTable) else i.middle)


def _doubt_sealed(table: PageTable, seal: Picture) -> None:
    """Lower the confidence of the cells that a seal lies on."""
    import numpy as np

    for cell in (c for row in table.rows for c in row if c.box):
        left, top, right, bottom = (round(v) for v in cell.box or ())
        if np.count_nonzero(seal[top:bottom, left:right]) > _SEALED:
            cell.confidence = min(cell.confidence, _DISAGREE)


def _ruled_table(picture: Picture, ink: Picture, regions: list[Region], number: int) -> PageTable | None:
    """A ruled table with the text of its cells; None for a frame or for the strokes of a large character."""
    left, top = min(r.box[0] for r in regions), min(r.box[1] for r in regions)
    right, bottom = max(r.box[2] for r in regions), max(r.box[3] for r in regions)
    if right - left < 120 or bottom - top < 36 or len({r.column for r in regions}) < 2:
        return None
    found_in = [_bands(ink, region.box) for region in regions]
    bands = [found for found, _, _ in found_in]
    size = _text_height(bands)
    boxes = [(k, line) for k, found in enumerate(bands) for line in _lines(found, size)]
    reads = _recognised(picture, [box for _, box in boxes], size)
    texts: list[list[_Read]] = [[] for _ in regions]
    for (k, _), read in zip(boxes, reads, strict=True):
        texts[k].append(read)
    cells = rows_of(
        regions,
        [join_lines(r.text for r in found) for found in texts],
        number,
        [_sureness(found, size, *seen) for found, (_, *seen) in zip(texts, found_in, strict=True)],
        [_is_full(found, region.box, size) for found, region in zip(texts, regions, strict=True)],
    )
    return PageTable(cells, (left, top, right, bottom), number)


def _is_full(reads: Sequence[_Read], box: Box, size: float) -> bool:
    """Whether the last line of a cell fills it, so that its text may go on behind a page's end."""
    if not reads:
        return False
    last = max(reads, key=lambda read: read.box[3])
    words = not any(char.isdigit() for char in last.text)
    return fills(box, last.box[0], last.box[2], size, 0.55 * size, words)


def _sureness(reads: Sequence[_Read], size: float, crossed: bool, dusty: bool) -> float:
    """How surely a cell was read: as its least sure line.

    Ink that goes on through its border belongs to none of its figures, and neither do two figures to one cell, beside
    or above each other: a border was not seen. Where there are specks, one may be taken for a point.
    """
    sure = min((read.score for read in reads), default=1.0)
    figures = [read for read in reads if _FIGURES.fullmatch(read.text)]
    wide = any(read.gap > _APART * size for read in figures)
    pointed = dusty and any(re.search(r"[.,，]", read.text) for read in figures)
    if crossed or wide or pointed or (len(figures) > 1 and len(figures) == len(reads)):
        return min(sure, _DISAGREE)
    return sure


def _bands(ink: Picture, box: Box) -> tuple[list[Box], bool, bool]:
    """The rows of ink in a cell, inside its lines, whether any goes on through them, and whether there are specks."""
    import cv2
    import numpy as np

    left, top, right, bottom = round(box[0]) + 3, round(box[1]) + 3, round(box[2]) - 2, round(box[3]) - 2
    inside = ink[top:bottom, left:right]
    if inside.size == 0:
        return [], False, False
    count, labels, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=8)
    kept = [i for i in range(1, count) if not _is_speck(stats[i]) and not _is_border(stats[i], inside.shape)]
    mask = np.isin(labels, kept)
    filled = np.flatnonzero(mask.any(axis=1))
    bands: list[Box] = []
    for group in np.split(filled, np.flatnonzero(np.diff(filled) > 1) + 1) if filled.size else []:
        columns = np.flatnonzero(mask[group[0] : group[-1] + 1].any(axis=0))
        bands.append(
            (float(left + columns[0]), float(top + group[0]), float(left + columns[-1] + 1), float(top + group[-1] + 1))
        )
    dusty = any(int(stats[i][4]) <= _DUST for i in range(1, count))
    return bands, any(_crosses(stats[i], inside.shape) for i in kept), dusty


def _crosses(stat: Any, shape: tuple[int, ...]) -> bool:
    """Whether ink reaches from well inside a cell to its edge, as a seal's or a pen's does."""
    left, top, width, height = (int(v) for v in stat[:4])
    down = height > _INSIDE and (top == 0 or top + height == shape[0])
    return down or (width > _INSIDE and (left == 0 or left + width == shape[1]))


def _is_speck(stat: Any) -> bool:
    """Dust: less ink than the thinnest dash or point of a figure."""
    _, _, width, height, area = (int(v) for v in stat)
    return area < 4 or (area < 6 and width < 3 * height)


def _is_border(stat: Any, shape: tuple[int, ...]) -> bool:
    """A rest of a ruled line at the cell's edge."""
    left, top, width, height = (int(v) for v in stat[:4])
    along = width > 0.7 * shape[1] and height <= 3 and (top <= 2 or top + height >= shape[0] - 2)
    down = height > 0.7 * shape[0] and width <= 3 and (left <= 2 or left + width >= shape[1] - 2)
    return along or down


def _text_height(bands: Sequence[Sequence[Box]]) -> float:
    """The height of a line of text: what four in five rows of ink do not pass."""
    heights = sorted(b[3] - b[1] for found in bands for b in found)
    return max(10.0, min(heights[int(0.8 * (len(heights) - 1))], 60.0)) if heights else CHARACTER


def _lines(bands: Sequence[Box], size: float) -> list[Box]:
    """Rows of ink that make one line of text (the strokes of 三 stand apart) put together."""
    lines: list[Box] = []
    for band in bands:
        if lines and band[3] - lines[-1][1] <= 1.25 * size:
            last = lines[-1]
            lines[-1] = (min(last[0], band[0]), last[1], max(last[2], band[2]), band[3])
        else:
            lines.append(band)
    return lines


def _recognised(picture: Picture, boxes: Sequence[Box], size: float) -> list[_Read]:
    """Recognise stretches of ink; figures and single characters a second time at another size."""
    first = texts([crop(picture, box, size, 0.3) for box in boxes])
    again = [i for i, (text, _) in enumerate(first) if _FIGURES.fullmatch(text) or len(text) < 2]
    second = dict(zip(again, texts([crop(picture, boxes[i], size, 0.6) for i in again]), strict=True))
    reads: list[_Read] = []
    for i, box in enumerate(boxes):
        text, score = _agreed(first[i], second.get(i))
        if _is_dash(box, size):
            text, score = "-", max(score, 0.9)
        gap = max(_gaps(picture, box), default=0) if _FIGURES.fullmatch(text) else 0
        reads.append(_Read(text, score, box, gap))
    return reads


def _gaps(picture: Picture, box: Box) -> list[int]:
    """The spaces without ink in a stretch of ink."""
    import numpy as np

    left, top, right, bottom = (round(v) for v in box)
    part = picture[top:bottom, left:right].astype(np.int16)
    inked = np.flatnonzero((part < (int(part.max()) + int(part.min())) / 2).any(axis=0))
    return [int(gap) for gap in np.diff(inked) if gap > 1]


def _agreed(one: tuple[str, float], two: tuple[str, float] | None) -> tuple[str, float]:
    """One reading of two; a letter that stands for a figure is that figure, with less confidence."""
    (text, score), (other, other_score) = _as_figure(*one), _as_figure(*(two or one))
    if text == other:
        return text, round(max(score, other_score), 4)
    text, score = max(((text, score), (other, other_score)), key=lambda r: (bool(r[0]), r[1]))
    return text, round(min(score, _DISAGREE), 4)


def _as_figure(text: str, score: float) -> tuple[str, float]:
    """A stretch of ink is one figure at most: blanks between its (full-width) digits are none."""
    if _FIGURES.fullmatch(close := text.replace(" ", "")):
        text = close
    if _FIGURES.fullmatch(text) and not re.fullmatch(r"[\d.,，+\-]+", text):
        return text.translate(_ALIKE), score * _GUESSED
    return text, score


def _is_dash(box: Box, size: float) -> bool:
    """A short flat bar and nothing else: a dash, which recognisers read as 一 or nothing."""
    width, height = box[2] - box[0], box[3] - box[1]
    return height < 0.28 * size and 1.25 * height < width < 1.6 * size


def _loose(picture: Picture) -> list[_Read]:
    """Text outside ruled tables: what detection finds, then ink that it missed."""

    reads: list[_Read] = []
    for top, bottom in _strips(picture):
        strip = picture[top:bottom]
        boxes = [box for box in lines_on(strip) if box[2] - box[0] >= 3 and box[3] - box[1] >= 3]
        found = _cut_out(strip, boxes)
        # Detection joins figures that stand near to each other in a row.
        joined = [read for read in found if _FIGURES.fullmatch(read.text.replace(" ", ""))]
        parts = {id(read): _parted(strip, read.box) for read in joined}
        again = _cut_out(strip, [box for boxes in parts.values() if len(boxes) > 1 for box in boxes])
        for read in [read for read in found if len(parts.get(id(read), ())) < 2] + again:
            left, upper, right, lower = read.box
            sure = min(read.score, _DISAGREE) if _is_loose(strip, read) else read.score
            reads.append(_Read(read.text, sure, (left, top + upper, right, top + lower)))
    return reads + _missed(picture, reads)


def _cut_out(picture: Picture, boxes: Sequence[Box]) -> list[_Read]:
    """Recognise parts of a picture as they are."""
    import numpy as np

    parts = [picture[round(top) : round(bottom), round(left) : round(right)] for left, top, right, bottom in boxes]
    found = texts([np.repeat(part[:, :, None], 3, axis=2) for part in parts])
    return [_Read(text, score, box) for (text, score), box in zip(found, boxes, strict=True)]


def _parted(picture: Picture, box: Box) -> list[Box]:
    """A stretch of ink parted where the space in it is wider than between the characters of one figure."""
    import numpy as np

    left, top, right, bottom = (round(v) for v in box)
    part = picture[top:bottom, left:right].astype(np.int16)
    inked = np.flatnonzero((part < (int(part.max()) + int(part.min())) / 2).any(axis=0))
    margin = 0.2 * (bottom - top)
    groups = np.split(inked, np.flatnonzero(np.diff(inked) > _APART * (bottom - top)) + 1) if inked.size else []
    return [(max(0.0, left + g[0] - margin), box[1], left + g[-1] + 1 + margin, box[3]) for g in groups]


def _is_loose(picture: Picture, read: _Read) -> bool:
    """Whether a figure has one space in it that is much wider than the others: it may be two."""
    gaps = sorted(_gaps(picture, read.box)) if _FIGURES.fullmatch(read.text) else []
    return len(gaps) > 2 and gaps[-1] > 2.5 * gaps[len(gaps) // 2] and gaps[-1] > 0.3 * (read.box[3] - read.box[1])


def _strips(picture: Picture) -> Iterator[tuple[int, int]]:
    """The parts of a picture that hold ink, from top to bottom: detection makes large pictures smaller."""
    import numpy as np

    inked = np.flatnonzero((picture < 128).any(axis=1))
    if not _ink_left(picture):
        return
    top = bottom = int(inked[0])
    for row in (*inked.tolist(), picture.shape[0] + 2 * _MARGIN):
        gap = row - bottom
        if gap > 2 * _MARGIN or (gap > _MARGIN // 2 and row - top > _STRIP):
            yield max(0, top - _MARGIN), min(picture.shape[0], bottom + _MARGIN)
            top = row
        bottom = row


def _ink_left(picture: Picture) -> bool:
    return bool((picture < 128).sum() > 40)


def _missed(picture: Picture, reads: Sequence[_Read]) -> list[_Read]:
    """Ink in no box that detection found, of the size of a character: lone zeros and dashes."""
    import cv2

    heights = sorted(r.box[3] - r.box[1] for r in reads)
    if not heights:
        return []
    size = max(10.0, heights[len(heights) // 2] * 0.8)
    rest = ink_of(picture)
    for read in reads:
        left, top, right, bottom = (round(v) for v in read.box)
        rest[max(0, top - 2) : bottom + 2, max(0, left - 2) : right + 2] = 0
    near = cv2.dilate(rest, cv2.getStructuringElement(cv2.MORPH_RECT, (max(3, round(size / 3)), 3)))
    _, _, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    boxes: list[Box] = []
    for left, top, width, height, _ in stats[1:2000]:
        if (0.4 * size < height < 1.8 * size and width < 12 * size) or _is_dash(
            (left, top, left + width, top + height), size
        ):
            boxes.append((float(left), float(top), float(left + width), float(top + height)))
    return [read for read in _recognised(picture, boxes, size) if read.text]


def _glyphs(read: _Read) -> list[Glyph]:
    """A recognised line as characters of even width, wide ones twice as wide as the others."""
    left, top, right, bottom = read.box
    shares = [0.55 if ord(char) < 0x2E80 else 1.0 for char in read.text]
    unit = (right - left) / max(sum(shares), 0.1)
    height = bottom - top
    glyphs: list[Glyph] = []
    x, spaced = left, False
    for char, share in zip(read.text, shares, strict=True):
        if char.strip():
            glyphs.append(Glyph(char, x, x + unit * share, top, bottom, bottom - 0.2 * height, height, spaced))
        spaced = not char.strip()
        x += unit * share
    return glyphs


def _set_confidence(items: Sequence[Line | PageTable], reads: Sequence[_Read]) -> None:
    """Give the cells of unruled tables the confidence of the lines they were read from."""
    for table in (item for item in items if isinstance(item, PageTable) and not item.ruled):
        for cell in (c for row in table.rows for c in row):
            inside = [r.score for r in reads if cell.box and _overlap(cell.box, r.box)]
            cell.confidence = min(inside, default=1.0)


def _overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _scale(item: Line | PageTable, by: float) -> None:
    """Change the unit of a line or table."""
    if isinstance(item, PageTable):
        item.box = _scaled(item.box, by)
        for cell in (c for row in item.rows for c in row):
            cell.box = _scaled(cell.box, by) if cell.box else None
        return
    item.x0, item.x1, item.top, item.bottom = item.x0 * by, item.x1 * by, item.top * by, item.bottom * by
    item.base, item.size = item.base * by, item.size * by


def _scaled(box: Box, by: float) -> Box:
    return _rounded((box[0] * by, box[1] * by, box[2] * by, box[3] * by))


def _rounded(box: Box) -> Box:
    return round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2)
