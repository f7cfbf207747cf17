"""The home page: what is here, the map of coverage, what came last, what ran and what was refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from explorer.asking import Ask, address
from explorer.language import translate
from explorer.overview import UNKNOWN, Cell, Overview
from explorer.provinces import OUTSIDE, place_name, tiles

STEPS = 5
"""Shades of the map: the share published in fifths, or, where that is not known, the number of reports by size."""
TILE = 54
_PORTALS_A_ROW = 4
_BOUNDS = (1, 3, 10, 30, 100)
"""The least number of reports of each shade where shares are not known."""
_SHOWN_RULES = 8


@dataclass(frozen=True, slots=True)
class Square:
    """A square of the map or of the matrix: shade (0: none, `u`: nothing is known), words, the address behind it."""

    code: str
    name: str
    short: str
    shade: int | str
    figure: str
    note: str
    href: str | None
    x: int = 0
    y: int = 0


def home(overview: Overview, ask: Ask) -> dict[str, Any]:
    """Everything the home page shows; `?year=` picks the year of the map."""
    year = ask.whole("year")
    if year not in overview.years:
        year = default_year(overview)
    placed = has_provinces(overview)
    squares = [_tile(overview, tile.code, year, ask) for tile in tiles()] if year and placed else []
    if year and not placed:
        squares = _portal_tiles(overview, year)
    return {
        "overview": overview,
        "year": year,
        "placed": placed,
        "squares": squares,
        "matrix": matrix(overview, ask),
        "width": (9 if placed else _PORTALS_A_ROW) * TILE,
        "height": max((square.y for square in squares), default=0) + TILE,
        "tile": TILE,
        "bounds": _BOUNDS,
        "rules": _rules(overview)[:_SHOWN_RULES],
    }


def default_year(overview: Overview) -> int | None:
    """The year shown first: that of the most reports, the latest of equals."""
    totals: dict[int, int] = {}
    for (_, year), cell in overview.cells.items():
        totals[year] = totals.get(year, 0) + cell.reports
    return max(totals, key=lambda each: (totals[each], each), default=None)


def has_provinces(overview: Overview) -> bool:
    """Whether any province has anything; an archive of made-up places has none."""
    return bool({tile.code for tile in tiles()} & {code for code, _ in overview.cells})


def _portal_tiles(overview: Overview, year: int) -> list[Square]:
    """A tile for each portal, in rows, where there is no province to draw."""
    squares = []
    for place, (name, cells) in enumerate(overview.unplaced.items()):
        row, column = divmod(place, _PORTALS_A_ROW)
        square = _square_of(UNKNOWN, name, cells.get(year, Cell()), year)
        squares.append(replace(square, short=name[:3], x=column * TILE, y=row * TILE))
    return squares


def _tile(overview: Overview, code: str, year: int, ask: Ask) -> Square:
    tile = next(each for each in tiles() if each.code == code)
    square = _square(overview, code, year, ask)
    short = tile.short if ask.language == "zh" else tile.letters
    return replace(square, short=short, x=tile.column * TILE, y=tile.row * TILE)


def _square(overview: Overview, code: str, year: int, ask: Ask) -> Square:
    cell = overview.cells.get((code, year), Cell())
    return _square_of(code, place_name(code, ask.language), cell, year)


def _square_of(code: str, name: str, cell: Cell, year: int) -> Square:
    share = cell.share
    if share is not None:
        figure, note = percent(share), f"{cell.published:,} / {cell.expected:,}"
    else:
        figure, note = (f"{cell.reports:,}", "") if cell.reports else ("", "")
    known = bool(cell.reports or cell.expected)
    href = address("/coverage", province=code, year=year) if known else None
    return Square(code, name, "", shade(cell) if known else "u", figure, note, href)


def percent(share: float) -> str:
    """A share for people: neither little nor nearly all is rounded to nothing or all."""
    if 0 < share < 0.01:
        return "<1%"
    return ">99%" if 0.99 < share < 1 else f"{share:.0%}"


def shade(cell: Cell) -> int:
    """The shade of a cell, 1 to `STEPS`; 0 where there is nothing."""
    if cell.share is not None:
        return min(STEPS, 1 + int(cell.share * STEPS)) if cell.published else 0
    return sum(1 for bound in _BOUNDS if cell.reports >= bound)


def matrix(overview: Overview, ask: Ask) -> list[tuple[str, str, list[Square]]]:
    """Rows of the matrix: code, name and a square for each year; provinces by code, what has no place last.

    Where not one province has anything, as in an archive of made-up places, their rows would only be noise.
    """
    held = {code for code, _ in overview.cells}
    provinces = sorted({tile.code for tile in tiles()} - OUTSIDE) if has_provinces(overview) else []
    codes = [*provinces, *_others(held)]
    rows = []
    for code in codes:
        squares = [_square(overview, code, year, ask) for year in overview.years]
        together = code == UNKNOWN and not provinces and overview.unplaced
        name = translate(ask.language, "place.portals") if together else place_name(code, ask.language)
        rows.append((code, name, squares))
    return [*rows, *_portal_rows(overview)]


def _portal_rows(overview: Overview) -> Iterator[tuple[str, str, list[Square]]]:
    """A row for each portal whose bodies the table of divisions does not know, so that they are not one grey line."""
    for name, cells in overview.unplaced.items():
        yield UNKNOWN, name, [_square_of(UNKNOWN, name, cells.get(year, Cell()), year) for year in overview.years]


def _others(held: Iterable[str]) -> list[str]:
    known = {tile.code for tile in tiles()} - OUTSIDE
    return sorted(set(held) - known, key=lambda code: (code == UNKNOWN, code))


def _rules(overview: Overview) -> list[tuple[str, dict[str, int]]]:
    """Findings by rule: counts by severity, the most frequent first."""
    found: dict[str, dict[str, int]] = {}
    for rule, severity, count in overview.rules:
        found.setdefault(rule, {})[severity] = count
    return sorted(found.items(), key=lambda item: (-sum(item[1].values()), item[0]))
