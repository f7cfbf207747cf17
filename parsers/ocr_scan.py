"""How a scanned picture lies: its ink, the size of its characters, by how much it is askew and which way up it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from parsers import limits
from parsers.model import Box
from parsers.ocr_engine import crop, texts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

CHARACTER = 20.0
"""The height of characters that pictures are brought to, in pixels."""
_SAMPLE, _FEWEST = 8, 3
"""Lines of text that are read to tell which way up a picture is, and how many there must be."""
_TILES, _UNEVEN = 4, 12.0
"""Parts of a picture, down and across, whose tones tell whether its paper is even, and by how much they may differ."""
_RED, _SEAL, _PAPER = 60, 0.0003, 170
"""By how much red ink is redder than anything else, the least share of a picture that a seal on it takes, and the tone
of its red from which there is nothing under it."""
_GROUND, _DARK = 31, 96
"""Pixels around a stroke in which there is paper, and the darkest tone that is taken for one of paper."""
_LEVEL = 0.1
"""Degrees by which a picture may be askew without harm."""
_NEAR = 0.25
"""The space between characters of a line, in their size, that is closed; between lines there is more."""
_LONGER = 2.0
"""How much longer the lines are of a picture on its side once it is turned; columns of narrow cells come near that."""
_UPRIGHT, _TURNED = 0.8, 0.7
"""How surely lines are read that stand upright, and those of a picture that is turned at the least."""


def ink_of(gray: Picture) -> Picture:
    """255 where there is ink: Otsu's threshold drawn towards the paper, for a thin dash comes out half as dark."""
    import cv2
    import numpy as np

    middle, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    _, ink = cv2.threshold(gray, middle + 0.4 * max(0.0, paper_of(gray) - middle), 255, cv2.THRESH_BINARY_INV)
    return ink.astype(np.uint8)


def paper_of(gray: Picture) -> int:
    """The grey that most of a picture has."""
    import numpy as np

    return int(np.bincount(gray.ravel(), minlength=256).argmax())


def levelled(gray: Picture) -> Picture:
    """The picture with what each character stands on made white: the shade of a cell is no ink."""
    import cv2
    import numpy as np

    ground = cv2.morphologyEx(gray, cv2.MORPH_CLOSE, np.ones((_GROUND, _GROUND), np.uint8))
    return cv2.divide(gray, np.maximum(ground, _DARK).astype(np.uint8), scale=255).astype(np.uint8)


def red_of(coloured: Picture) -> Picture | None:
    """How light a picture's red ink is, 0 elsewhere; None where there is hardly any.

    Seals are red. In the red of its light a seal is nearly white, and the print under it is dark still.
    """
    import cv2
    import numpy as np

    red, others = coloured[:, :, 0], np.maximum(coloured[:, :, 1], coloured[:, :, 2])
    inked = (red - np.minimum(red, others) > _RED).astype(np.uint8)
    if np.count_nonzero(inked) < _SEAL * inked.size:
        return None
    # A picture that was packed has paler red around its red; what is dark there is print.
    near = cv2.dilate(inked, np.ones((5, 5), np.uint8)) > 0
    return np.where(near & (red > _PAPER), 255, np.where(inked > 0, red, 0)).astype(np.uint8)


def evened(gray: Picture) -> Picture:
    """The picture with its paper made white, where a lamp or a fold makes it darker on one side than on the other.

    Shaded cells stay as they are on even paper.
    """
    import cv2
    import numpy as np

    tiles = [tile for band in np.array_split(gray, _TILES) for tile in np.array_split(band, _TILES, axis=1)]
    tones = [float(np.median(tile)) for tile in tiles if tile.size]
    if not tones or max(tones) - min(tones) < _UNEVEN:
        return gray
    small = cv2.resize(gray, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), (0, 0), 5)
    ground = cv2.resize(paper, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.clip(gray * (255.0 / np.maximum(ground, 32)), 0, 255).astype(np.uint8)


def is_paper(gray: Picture) -> bool:
    """Whether a picture shows a sheet, not a scene: half of it and more has about one light tone."""
    import numpy as np

    paper = paper_of(gray)
    return paper > 150 and float(np.mean(np.abs(gray.astype(np.int16) - paper) < 25)) > 0.5


def component_heights(ink: Picture) -> Any:
    """The heights in pixels of what may be characters: neither specks nor lines."""
    import cv2
    import numpy as np

    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    widths, heights = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    return heights[(heights > 4) & (heights < 120) & (widths < 4 * heights) & (widths > np.maximum(2, heights // 5))]


def at_reading_size(gray: Picture) -> tuple[Picture, float]:
    """The picture at some 20 pixels a character, and the factor that it was scaled by."""
    import cv2
    import numpy as np

    heights = component_heights(ink_of(gray))
    size = float(np.percentile(heights, 70)) if len(heights) > 20 else CHARACTER
    scale = 1.0
    if size < 11 or size > 36:
        most = (limits.MAX_IMAGE_PIXELS / max(1, gray.size)) ** 0.5
        scale = float(min(max(CHARACTER / size, 0.25), 4.0, most))
        smooth = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        gray = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=smooth).astype(np.uint8)
    return gray, scale


def askew(gray: Picture) -> float:
    """By how many degrees, up to three, to turn a picture: the angle at which its rows of ink are sharpest."""
    import cv2
    import numpy as np

    # Shrunk by averaging: dropping rows and columns would drop hair lines, and make any angle look as sharp as none.
    factor = min(1.0, 900 / gray.shape[1])
    small = 255 - cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA).astype(np.uint8)
    starts = range(0, max(1, small.shape[0] - 600), 600)
    inkiest = max(starts, key=lambda top: (int(small[top : top + 1200].sum(dtype=np.int64)), -top))
    small = small[inkiest : inkiest + 1200]
    height, width = small.shape

    def sharpness(angle: float) -> float:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        profile = cv2.warpAffine(small, turn, (width, height), flags=cv2.INTER_NEAREST).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(profile)).sum())

    best = max((a / 4 for a in range(-12, 13)), key=lambda a: (sharpness(a), -abs(a)))
    best = max((best + a / 20 for a in range(-4, 5)), key=lambda a: (sharpness(a), -abs(a)))
    return best if abs(best) >= _LEVEL and sharpness(best) >= 1.15 * sharpness(0.0) else 0.0


def straightened(gray: Picture, angle: float, around: int) -> Picture:
    """A picture turned by an angle of `askew`, with a tone around it."""
    import cv2

    if not angle:
        return gray
    turn = cv2.getRotationMatrix2D((gray.shape[1] / 2, gray.shape[0] / 2), angle, 1.0)
    size = (gray.shape[1], gray.shape[0])
    return cv2.warpAffine(gray, turn, size, flags=cv2.INTER_CUBIC, borderValue=(around,)).astype("uint8")


def quarters(gray: Picture) -> int:
    """By how many quarters to turn a picture against the clock so that its text stands upright.

    Lines of text are longer along than across: single characters of lines beside each other make lines too, and the
    recogniser reads even those that lie on their side. A few of the longest are read as the picture lies; only where
    that fails, the other ways are tried. A picture whose lines can be read no way stays as it is.
    """
    import numpy as np

    turned = [np.ascontiguousarray(np.rot90(gray, way)) for way in range(4)]
    lines = [_longest_lines(ink_of(picture)) for picture in turned]
    lengths = [sum(right - left for left, _, right, _ in found) for found in lines]
    if not any(lengths):
        return 0
    order = (0, 2, 1, 3) if _LONGER * lengths[0] >= lengths[1] else (1, 3, 0, 2)
    strengths: dict[int, float] = {}
    for way in order:
        sure = _legibility(turned[way], lines[way])
        strengths[way] = sure * lengths[way]
        if sure >= _UPRIGHT:
            break
    best = max(strengths, key=lambda way: strengths[way])
    if strengths[best] < _TURNED * lengths[best]:
        return 0
    return best


def _legibility(gray: Picture, lines: Sequence[Box]) -> float:
    """How surely lines of a picture are read as it lies, 0 where it has few."""
    crops = [crop(gray, box, CHARACTER, 0.3) for box in lines]
    if len(crops) < _FEWEST:
        return 0.0
    # A line read as three signs holds more than that: its length counts too.
    found = [
        score * min(1.0, 1.6 * len(text) * each.shape[0] / each.shape[1])
        for (text, score), each in zip(texts(crops), crops, strict=True)
    ]
    return float(sum(found) / len(found))


def _longest_lines(ink: Picture) -> Sequence[Box]:
    """The longest stretches of characters beside each other, ruled lines left out."""
    import cv2
    import numpy as np

    letters = ink.copy()
    for shape in ((1, 60), (60, 1)):
        letters[cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8)) > 0] = 0
    heights = component_heights(letters)
    size = float(np.percentile(heights, 70)) if len(heights) else CHARACTER
    # Characters stand nearer to each other than lines do.
    joined = cv2.morphologyEx(letters, cv2.MORPH_CLOSE, np.ones((1, max(3, round(_NEAR * size))), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined.astype(np.uint8), connectivity=8)
    lines = [
        (float(left), float(top), float(left + width), float(top + height))
        for left, top, width, height, _ in stats[1:]
        if 0.6 * size < height < 1.8 * size and 3 * height < width < 30 * height
    ]
    return sorted(lines, key=lambda box: (box[0] - box[2], box))[:_SAMPLE]


def turned_back(box: Box, way: int, width: float, height: float) -> Box:
    """A box of a picture turned by `quarters`, in the picture as it was, `width` by `height`."""
    left, top, right, bottom = box
    if way == 1:
        return width - bottom, left, width - top, right
    if way == 2:
        return width - right, height - bottom, width - left, height - top
    if way == 3:
        return top, height - right, bottom, height - left
    return box
