"""The names of China's administrative divisions as they are printed: in full, short, and as a bare stem.

The table holds every code of GB/T 2260 since 1981 with its names; sources: data/divisions/README.md.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

from parsers.normal import fold
from parsers.resources import data_path

FormKind = Literal["full", "short", "stem"]

# A people's name inside the name of an autonomous division; the longer names may stand without 族 (伊犁哈萨克自治州).
_PEOPLES = re.compile(
    r"(?:(?:蒙古|维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯|达斡尔|鄂温克|鄂伦春|乌孜别克|塔塔尔|俄罗斯)族?"
    r"|(?:布依|朝鲜|土家|哈尼|傈僳|拉祜|东乡|纳西|景颇|仫佬|布朗|撒拉|毛南|仡佬|阿昌|普米|德昂|保安|裕固|独龙|赫哲|门巴"
    r"|珞巴|基诺|高山|[回藏苗彝壮满侗瑶白傣黎佤畲水土羌怒京各])族)+$"
)
_AUTONOMOUS = re.compile(r"自治([州县旗区])$")
_KIND_OF_DIVISION = re.compile(r"(?:特别行政区|自治[州县旗区]|[省市县区旗盟州]|地区|特区|林区)$")
_LONGEST = 16


def read_table(path: Path) -> Iterator[list[str]]:
    """The rows of a CSV file, gzipped or plain, without its head."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    rows = csv.reader(io.StringIO(text))
    next(rows)
    return rows


def stem(name: str) -> str:
    """A division's name without its kind and without the peoples' names: 恩施土家族苗族自治州 is 恩施."""
    bare = _KIND_OF_DIVISION.sub("", name)
    short = _PEOPLES.sub("", bare) if "自治" in name else bare
    return short if len(short) > 1 else bare


def forms(name: str) -> tuple[tuple[str, FormKind], ...]:
    """The ways a division's name is printed: in full, short (恩施州), and as a bare stem of at least two characters."""
    found: dict[str, FormKind] = {fold(name): "full"}
    short = stem(name)
    kind = _AUTONOMOUS.search(name)
    if kind and short:
        found.setdefault(fold(short + kind[1]), "short")
        found.setdefault(fold(short + "自治" + kind[1]), "short")
    if len(short) > 1:
        found.setdefault(fold(short), "stem")
    return tuple(found.items())


@cache
def _printed() -> dict[FormKind, frozenset[str]]:
    """Every printed form of a division at county level or above since 1981, by its kind."""
    names = {row[1] for row in read_table(data_path("divisions", "divisions.csv.gz"))}
    every = {form for name in names for form in forms(name)}
    return {kind: frozenset(text for text, each in every if each == kind) for kind in ("full", "short", "stem")}


@cache
def divisions() -> frozenset[str]:
    """The names that divisions have had, folded, with their 省, 市, 县 …: 三明市, 恩施土家族苗族自治州, 恩施州."""
    return _printed()["full"] | _printed()["short"]


def stems() -> frozenset[str]:
    """The names as people shorten them, folded: 武汉, 内蒙古, 延边."""
    return _printed()["stem"]


def division_at(folded: str) -> int:
    """Length of the longest division name that a folded text begins with; 0 for none."""
    names = divisions()
    sizes = _sizes().get(folded[:2], ())
    return next((size for size in sizes if folded[:size] in names), 0)


@cache
def _sizes() -> dict[str, tuple[int, ...]]:
    """The lengths of the division names that begin with two characters, longest first."""
    found: dict[str, set[int]] = {}
    for name in divisions():
        if 1 < len(name) <= _LONGEST:
            found.setdefault(name[:2], set()).add(len(name))
    return {opening: tuple(sorted(sizes, reverse=True)) for opening, sizes in found.items()}
