"""How figures, times and digests are printed, and names of things that have a text of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from explorer.language import Language, has_text, translate


def number(value: Any) -> str:
    """A value with thousands separators; the sign for nothing where there is none; words as they are."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    return f"{value:,}" if isinstance(value, int) else f"{value:,.6g}" if value < 1e6 else f"{value:,.2f}"


def moment(stamp: str | None) -> str:
    """A UTC time for people: `2026-01-05 08:30`."""
    return stamp[:16].replace("T", " ") if stamp else "–"


def day(stamp: str | None) -> str:
    """The date of a UTC time."""
    return stamp[:10] if stamp else "–"


def printed(figure: Mapping[str, Any]) -> str:
    """A figure as the page prints it; an empty text for a blank cell."""
    return " ".join(str(figure["raw"] or "").split())


def named(language: Language, prefix: str, key: str) -> str:
    """The text of `prefix.key`; where there is none the key itself, its joints as blanks."""
    name = f"{prefix}.{key}"
    return translate(language, name) if has_text(name) else str(key).replace("_", " ")


FORMATS: Mapping[str, Callable[..., str]] = {"number": number, "moment": moment, "day": day, "printed": printed}
