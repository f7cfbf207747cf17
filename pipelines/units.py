"""Units of figures brought together: money in 元 and 万元, and a printed unit in the form's."""

from __future__ import annotations

YUAN = {"元": 1.0, "千元": 1e3, "万元": 1e4, "百万元": 1e6, "千万元": 1e7, "亿元": 1e8}
"""Units of money and what they are worth in 元."""
_FEN = 2
"""Decimals of 元 that money has: 分. Rounding to them removes the dust of binary fractions."""


def factor(unit: str, form_unit: str) -> float | None:
    """What a number in one unit is multiplied by to be in the form's; None where they do not measure the same.

    Count words that differ (条, 件, 个) count the same things: the number stays.
    """
    if unit in YUAN or form_unit in YUAN:
        return YUAN[unit] / YUAN[form_unit] if unit in YUAN and form_unit in YUAN else None
    return 1.0


def decimals(unit: str) -> int:
    """Decimals that an amount in a unit of money is rounded to: whole 分."""
    worth = YUAN.get(unit, 1.0)
    return _FEN + len(str(int(worth))) - 1
