"""What a page is asked for: the parts of its address, its parameters and the language, freed from the web server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from explorer.language import Language
from pipelines.indicators import indicators

LARGEST = 1 << 62
"""Whole numbers beyond this are no id: SQLite's integers end at 2**63 - 1."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: `place` are the named parts of the path, `query` the parameters (the first of each name)."""

    place: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    language: Language = "en"

    def whole(self, name: str) -> int | None:
        """A part of the path or a parameter as a whole number that may be an id; None where it is none."""
        text = self.place.get(name) or self.query.get(name) or ""
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1
        return number if 0 <= number < LARGEST else None

    def word(self, name: str) -> str:
        """A parameter without blanks around it; empty where it is absent."""
        return self.query.get(name, "").strip()

    def number_of(self, name: str, default: int, highest: int) -> int:
        """A whole number between 0 and a bound; the default where it is none."""
        found = self.whole(name)
        return default if found is None else min(found, highest)


def address(path: str, **parameters: Any) -> str:
    """A path with the parameters that say something."""
    said = {name: value for name, value in parameters.items() if value not in (None, "")}
    return f"{path}?{urlencode(said)}" if said else path


def indicator_name(code: str, language: Language) -> str:
    """What an indicator is called; its code where the forms do not know it."""
    known = indicators().get(code)
    if known is None:
        return code
    return known.chinese if language == "zh" else known.english
