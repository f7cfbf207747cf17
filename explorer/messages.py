"""What a finding says, in Chinese: the archive keeps messages in English, `messages.toml` has each of them twice."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from explorer.asking import indicator_name
from explorer.language import Language
from parsers.forms import load_forms

_PLACE = re.compile(r"\{(\w+)(?::([ni]))?\}")
_VALUES = {"": r".+?", "n": r"-?\d[\d,.]*", "i": r"[\w.]+"}
_SUMS = "sums"


def told(language: Language, rule: str, message: str) -> tuple[str, str]:
    """A finding's message for a page in a language, and the language it is in where that is another (else empty)."""
    if language == "en":
        return message, ""
    chinese = chinese_message(rule, message)
    return (chinese, "") if chinese is not None else (message, "en")


def chinese_message(rule: str, message: str) -> str | None:
    """A finding's message in Chinese with the same parameters; None where its English wording is not known."""
    for pattern, chinese, codes in _patterns().get(_SUMS if rule in _form_rules() else rule, ()):
        if match := pattern.fullmatch(message):
            found = match.groupdict()
            return chinese.format(**found | {name: indicator_name(found[name], "zh") for name in codes})
    return None


@lru_cache(maxsize=1)
def _patterns() -> Mapping[str, tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...]]:
    """By rule: the English wording as a pattern, the Chinese one, and which parameters are codes of indicators."""
    with (Path(__file__).parent / "messages.toml").open("rb") as file:
        known: dict[str, list[dict[str, str]]] = tomllib.load(file)
    return {
        rule: tuple((_pattern(each["english"]), each["chinese"], _codes(each["english"])) for each in own)
        for rule, own in known.items()
    }


def _pattern(english: str) -> re.Pattern[str]:
    parts = []
    end = 0
    for place in _PLACE.finditer(english):
        parts += [re.escape(english[end : place.start()]), f"(?P<{place[1]}>{_VALUES[place[2] or '']})"]
        end = place.end()
    return re.compile("".join(parts) + re.escape(english[end:]), re.DOTALL)


def _codes(english: str) -> tuple[str, ...]:
    return tuple(place[1] for place in _PLACE.finditer(english) if place[2] == "i")


@lru_cache(maxsize=1)
def _form_rules() -> frozenset[str]:
    return frozenset(rule.id for form in load_forms().values() for rule in form.rules)


def known_rules() -> tuple[str, ...]:
    """The rules outside the forms whose messages have Chinese words."""
    return tuple(rule for rule in _patterns() if rule != _SUMS)
