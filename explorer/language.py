"""The site's two languages: which one a visitor reads, and the texts in it (`texts.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
COOKIE = "gongkai_language"
PARAMETER = "lang"


@lru_cache(maxsize=1)
def texts() -> Mapping[str, Mapping[str, str]]:
    """Every text of the site by its key and language."""
    with (Path(__file__).parent / "texts.toml").open("rb") as file:
        return tomllib.load(file)


def translate(language: Language, key: str, **values: object) -> str:
    """The text of a key, its `{names}` filled in; numbers get thousands separators.

    Raises:
        KeyError: when there is no such text.
    """
    shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
    return texts()[key][language].format(**shown)


def has_text(key: str) -> bool:
    """Whether the site has words of its own for a key, such as the name of a rule."""
    return key in texts()


def choose(asked: str | None, cookie: str | None, accepted: str) -> Language:
    """The language of a request: the one asked for, else that of the cookie, else the first one of Accept-Language."""
    for name in (asked, cookie):
        for language in LANGUAGES:
            if name == language:
                return language
    for part in accepted.split(","):
        tag = part.partition(";")[0].strip().lower()
        for language in LANGUAGES:
            if tag.split("-")[0] == language:
                return language
    return "en"
