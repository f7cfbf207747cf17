"""The provinces on a map of tiles: one square each, near where it lies, so that small ones are seen as well as large.

The arrangement follows the neighbours as far as a grid lets it. Names come from the table of divisions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from explorer.language import Language, translate
from explorer.overview import CENTRAL, UNKNOWN
from pipelines.divisions import divisions

_GRID = """
.. .. .. .. .. .. .. .. 23
.. .. .. .. 15 .. .. 21 22
65 .. 62 64 14 13 11 12 ..
.. .. 63 61 41 37 .. .. ..
.. 54 51 50 42 34 32 31 ..
.. .. 53 52 43 36 33 .. ..
.. .. .. 45 44 35 71 .. ..
.. .. .. 46 82 81 .. .. ..
"""
_SHORT = {
    "11": ("京", "BJ"), "12": ("津", "TJ"), "13": ("冀", "HE"), "14": ("晋", "SX"), "15": ("蒙", "NM"),
    "21": ("辽", "LN"), "22": ("吉", "JL"), "23": ("黑", "HL"), "31": ("沪", "SH"), "32": ("苏", "JS"),
    "33": ("浙", "ZJ"), "34": ("皖", "AH"), "35": ("闽", "FJ"), "36": ("赣", "JX"), "37": ("鲁", "SD"),
    "41": ("豫", "HA"), "42": ("鄂", "HB"), "43": ("湘", "HN"), "44": ("粤", "GD"), "45": ("桂", "GX"),
    "46": ("琼", "HI"), "50": ("渝", "CQ"), "51": ("川", "SC"), "52": ("黔", "GZ"), "53": ("滇", "YN"),
    "54": ("藏", "XZ"), "61": ("陕", "SN"), "62": ("甘", "GS"), "63": ("青", "QH"), "64": ("宁", "NX"),
    "65": ("新", "XJ"), "71": ("台", "TW"), "81": ("港", "HK"), "82": ("澳", "MO"),
}  # fmt: skip
"""One-character names, and the letters of ISO 3166-2:CN and GB/T 2260."""
_ENGLISH = {
    "11": "Beijing", "12": "Tianjin", "13": "Hebei", "14": "Shanxi", "15": "Inner Mongolia", "21": "Liaoning",
    "22": "Jilin", "23": "Heilongjiang", "31": "Shanghai", "32": "Jiangsu", "33": "Zhejiang", "34": "Anhui",
    "35": "Fujian", "36": "Jiangxi", "37": "Shandong", "41": "Henan", "42": "Hubei", "43": "Hunan", "44": "Guangdong",
    "45": "Guangxi", "46": "Hainan", "50": "Chongqing", "51": "Sichuan", "52": "Guizhou", "53": "Yunnan", "54": "Tibet",
    "61": "Shaanxi", "62": "Gansu", "63": "Qinghai", "64": "Ningxia", "65": "Xinjiang", "71": "Taiwan",
    "81": "Hong Kong", "82": "Macau",
}  # fmt: skip
OUTSIDE = frozenset({"71", "81", "82"})
"""Provinces whose bodies do not publish under the Regulations; drawn, so that the map is whole, and never missing."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A province: the two digits its codes begin with, its place in the grid (from 0), its short name."""

    code: str
    row: int
    column: int
    short: str
    letters: str

    def name(self, language: Language) -> str:
        """What the province is called."""
        return province_name(self.code, language)


@lru_cache(maxsize=1)
def tiles() -> tuple[Tile, ...]:
    """Every province, from the north-east to the south."""
    return tuple(
        Tile(code, row, column, *_SHORT[code])
        for row, line in enumerate(_GRID.split("\n")[1:-1])
        for column, code in enumerate(line.split())
        if code != ".."
    )


def is_province(code: str) -> bool:
    """Whether these are the two digits that a province's codes begin with."""
    return code in _SHORT


@lru_cache(maxsize=128)
def province_name(code: str, language: Language) -> str:
    """The name of the province whose codes begin with these two digits; the digits themselves where there is none."""
    if language == "en" and code in _ENGLISH:
        return _ENGLISH[code]
    division = divisions().by_code(f"{code}0000")
    return division.name if division else code


def place_name(code: str, language: Language) -> str:
    """The name of a province, or of what stands in its place: the centre, and bodies whose division is not known."""
    names = {CENTRAL: "place.central", UNKNOWN: "place.unknown"}
    return translate(language, names[code]) if code in names else province_name(code, language)
