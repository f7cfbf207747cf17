"""Ruled lines of a picture: solid, pale, dashed and dotted ones, and the grids they make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from parsers import limits
from parsers.ocr_scan import CHARACTER, component_heights, paper_of
from parsers.pdf_rules import Region, Rules, Span, grids

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

_WIDTH = 11
"""The greatest width of a line in pixels."""
_DARKER = 18
"""By how much a solid line is darker than what is beside it."""
_PALEST, _NOISE = 6.0, 4.5
"""The least mean depth of a line, in tones and in deviations of the paper's mean along it."""
_ALONE = 0.6
"""Share of a line's darkness that is its own: rows of text are dark beside their darkest strokes too."""
_MOSTLY = 4
"""How many times as long the unbroken lines of a page are as the dashed, if it has none of these."""
_AROUND = 25
"""How many pixels around a line tell what it stands on: more than a character is high."""
_GAP = 14
"""The widest gap of a dashed line in pixels."""
_WHOLE = 0.9
"""The least share of a line that is ink, if it is neither dashed nor dotted."""
_FAR = 6
"""How many times as long as the shortest line a dashed one is, if it is no row of strokes."""
_ALIKE, _SHORT = 0.75, 0.65
"""The least shares of the dashes of a line that are as long as the others, and of its ink that is in dashes at all."""


@dataclass(slots=True, frozen=True)
class _Way:
    """What is asked of lines of one direction, in pixels at some 20 a character.

    They are as long as `shortest` and as `strokes` strokes. Of what lies `beside` them no more than the share `touched`
    may be ink on one side (text that comes near) and `crossed` on both (lines across it). Broken ones have at
    least `dashes` dashes; irregular ones have ink beside them on no more than `quiet` of their length.
    """

    shortest: int
    strokes: float
    beside: int
    touched: float
    crossed: float
    dashes: int
    quiet: float


_ACROSS, _DOWN = _Way(36, 1.6, 3, 0.6, 0.12, 8, 0.1), _Way(24, 1.3, 5, 0.25, 0.12, 5, 0.03)


def rules_of(picture: Picture, ink: Picture) -> tuple[Rules, Picture]:
    """Ruled lines of an upright picture at reading size, and its ink without them."""
    import cv2
    import numpy as np

    heights = component_heights(ink)
    stroke = float(np.percentile(heights, 95)) if len(heights) else CHARACTER
    across, mask = _lines(picture, ink, _ACROSS, stroke)
    # Lines down are lines across of the picture laid on its side.
    lying = (np.ascontiguousarray(picture.T), np.ascontiguousarray(ink.T))
    down, other = _lines(*lying, _DOWN, stroke, sorted(across))
    wide = cv2.dilate(mask | other.T, np.ones((3, 3), np.uint8))
    return Rules(across, down), np.where(wide > 0, 0, ink).astype(np.uint8)


def _lines(
    picture: Picture, ink: Picture, way: _Way, stroke: float, ends: Sequence[Span] = ()
) -> tuple[list[Span], Picture]:
    """The lines across, and where they are; dashed ones go from one of the lines that are known to end them to one."""
    import numpy as np

    length = round(max(way.shortest, way.strokes * stroke))
    spans, mask = _solid(picture, ink, length)
    broken = [
        line for line in _broken(picture, length, way) if not (ends and line[-1]) or _is_ended(line, ends, length)
    ]
    # A page's lines are alike: where all but a few are whole, the dashed ones are strokes of text in a row.
    whole = sum(end - start for _, start, end in spans)
    if whole > _MOSTLY * sum(end - start for _, _, start, end, dashed in broken if dashed):
        broken = [line for line in broken if not line[-1]]
    for top, bottom, start, end, _ in broken:
        spans.append(((top + bottom) / 2, float(start), float(end)))
        mask[top:bottom, start:end] = 255
    return spans, mask.astype(np.uint8)


def _is_ended(line: tuple[int, int, int, int, bool], ends: Sequence[Span], length: int) -> bool:
    """Whether a line begins and ends at lines the other way, or is far longer than text makes any by chance."""
    if line[3] - line[2] > _FAR * length:
        return True
    at, start, end = (line[0] + line[1]) / 2, line[2], line[3]
    met = [place for place, low, high in ends if low - _GAP <= at <= high + _GAP]
    return all(any(abs(place - point) <= _GAP for place in met) for point in (start, end))


def _solid(picture: Picture, ink: Picture, length: int) -> tuple[list[Span], Picture]:
    """Unbroken lines: thin, darker than what is on both sides (cells may be shaded), longer than strokes are."""
    import cv2
    import numpy as np

    beside = cv2.getStructuringElement(cv2.MORPH_RECT, (1, _WIDTH))
    thin = cv2.morphologyEx(picture, cv2.MORPH_BLACKHAT, beside)
    dark = np.where(thin > _DARKER, 255, 0).astype(np.uint8)
    # Where a line crosses another it is not thin: it goes on through what is dark.
    bridge = cv2.getStructuringElement(cv2.MORPH_RECT, (_WIDTH, 1))
    dark |= cv2.morphologyEx(dark, cv2.MORPH_CLOSE, bridge).astype(np.uint8) & ink
    along = cv2.getStructuringElement(cv2.MORPH_RECT, (length, 1))
    runs = cv2.morphologyEx(dark, cv2.MORPH_OPEN, along).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    spans = [
        (float(top + height / 2), float(left), float(left + width))
        for left, top, width, height, _ in stats[1 : limits.MAX_PDF_PAGE_RULES]
    ]
    return spans, runs


def _broken(picture: Picture, length: int, way: _Way) -> Iterator[tuple[int, int, int, int, bool]]:
    """Dashed, dotted and very pale lines as (top, bottom, start, end, dashed).

    In the mean along such a line there is a thin dark dip between paper. Rows of text are darker as wholes.
    """
    import cv2
    import numpy as np

    paper = paper_of(picture)
    near = np.abs(picture[::3, ::3].astype(np.int16) - paper)
    noise = 1.48 * float(np.median(near[near < 60])) if (near < 60).any() else 0.0
    mean = cv2.blur(picture, (length, 1))
    dip = cv2.morphologyEx(mean, cv2.MORPH_BLACKHAT, np.ones((_WIDTH - 2, 1), np.uint8))
    # Against what is around, for a line may lie in a shaded row or along its edge.
    around = np.ones((_AROUND, 1), np.uint8)
    dark = cv2.morphologyEx(mean, cv2.MORPH_BLACKHAT, around)
    darkness = cv2.morphologyEx(picture, cv2.MORPH_BLACKHAT, around)
    deep = (dip > max(_PALEST, _NOISE * noise / length**0.5)) & (dip > _ALONE * dark)
    # Text that comes near has dips of its own: only the deepest of some rows is a line.
    deep &= dip >= 0.9 * cv2.dilate(dip, np.ones((_WIDTH - 4, 1), np.uint8))
    # A line that crosses leaves a trace in the mean as long as the mean is wide.
    own = cv2.getStructuringElement(cv2.MORPH_RECT, (round(1.25 * length), 1))
    traces = cv2.morphologyEx(deep.astype(np.uint8), cv2.MORPH_OPEN, own)
    _, _, stats, _ = cv2.connectedComponentsWithStats(traces.astype(np.uint8), connectivity=8)
    for left, top, width, height, _ in stats[1 : limits.MAX_PDF_PAGE_RULES]:
        if height <= _WIDTH:
            reach = slice(max(0, left - length), left + width + length)
            beside = min(way.beside, top)
            band = darkness[top - beside : top + height + way.beside, reach]
            for start, end, dashed in _pieces(band, beside, beside + height, length, max(8.0, 3 * noise), way):
                yield top, top + height, reach.start + start, reach.start + end, dashed


def _pieces(
    darkness: Any, top: int, bottom: int, length: int, least: float, way: _Way
) -> Iterator[tuple[int, int, bool]]:
    """The stretches of a band, some pixels of paper above and below it, that are pieces of a line."""
    import numpy as np

    along = darkness[top:bottom].max(axis=0)
    level = max(least, 0.5 * float(np.percentile(along[along > least], 70))) if (along > least).any() else least
    filled = np.flatnonzero(along > level)
    above, below = (
        darkness[rows].max(axis=0, initial=0) > level for rows in (slice(0, max(0, top - 1)), slice(bottom + 1, None))
    )
    for group in _groups(filled):
        start, end = int(group[0]), int(group[-1]) + 1
        both, either = above[start:end] & below[start:end], above[start:end] | below[start:end]
        alone = both.mean() <= way.crossed and either.mean() <= way.touched
        whole = group.size >= _WHOLE * (end - start)
        # The dashes of two cells' borders may lie over each other: far along the paper that is no text.
        far = end - start > _FAR * length and either.mean() <= way.quiet and 2 * group.size >= end - start
        if end - start >= length and alone and (whole or far or _is_dashed(group, way.dashes)):
            yield start, end, not whole


def _groups(filled: Any) -> Iterator[Any]:
    """Positions with ink, parted where a gap is too wide for a line, or for the dashes of this one."""
    import numpy as np

    for group in np.split(filled, np.flatnonzero(np.diff(filled) > _GAP) + 1) if filled.size else []:
        breaks = np.diff(group)
        wide = 2 * np.median(breaks[breaks > 1]) + 2 if (breaks > 1).any() else _GAP
        yield from np.split(group, np.flatnonzero(breaks > wide) + 1)


def _is_dashed(filled: Any, fewest: int) -> bool:
    """Whether positions with ink are those of dashes or dots, one like the other."""
    import numpy as np

    breaks = np.diff(filled)
    gaps = breaks[breaks > 1] - 1
    if gaps.size < fewest - 1:
        return False
    ends = np.flatnonzero(breaks > 1)
    pieces = np.diff(np.concatenate(([-1], ends, [filled.size - 1])))
    gap, piece = float(np.median(gaps)), float(np.median(pieces))
    like_gaps = np.mean(np.abs(gaps - gap) <= 0.15 * gap + 1)
    like_pieces = np.mean(np.abs(pieces - piece) <= 0.15 * piece + 1)
    # Where another line crosses, two dashes become one; the strokes of figures are longer than that.
    short = pieces[pieces <= 2 * piece + gap + 1].sum() >= _SHORT * filled.size
    return bool(like_gaps >= _ALIKE and like_pieces >= _ALIKE and short)


def grids_of(rules: Rules) -> list[list[Region]]:
    """The grids of a picture. Half a pixel is about a point at this size, the unit of the tolerances of `grids`."""
    half = Rules([(y / 2, a / 2, b / 2) for y, a, b in rules.across], [(x / 2, a / 2, b / 2) for x, a, b in rules.down])
    found = grids(half)
    for region in (r for regions in found for r in regions):
        left, top, right, bottom = region.box
        region.box = (2 * left, 2 * top, 2 * right, 2 * bottom)
    return found
