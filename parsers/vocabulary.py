"""What the sentences of reports speak of, as data: `data/forms/sentences.toml`, loaded and compiled once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from parsers.normal import fold
from parsers.resources import data_path

# The forms whose codes the vocabulary gives.
FORMS = ("fujian-2008", "2014", "2019", "2021")
Period = Literal["year", "cumulative", "other", "unstated"]


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry of the vocabulary; see the head of `data/forms/sentences.toml`."""

    id: str
    unit: str
    units: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    codes: Mapping[str, str]
    equals: Mapping[str, tuple[str, ...]]
    forbidden: re.Pattern[str] | None = None
    absent: re.Pattern[str] | None = None
    lead: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    context: re.Pattern[str] | None = None
    past: re.Pattern[str] | None = None
    about: re.Pattern[str] | None = None
    ahead: re.Pattern[str] | None = None
    under: tuple[str, ...] = ()
    channel: bool = False
    stock: bool = False
    wording: str = ""
    gloss: str = ""

    def code(self, form: str, period: Period) -> str | None:
        """The indicator in a form's codes, null where the form has none."""
        code = self.codes.get(form) or (self.codes.get("2019") if form == "2021" else None)
        if code is None:
            return None
        if code.endswith(".*"):
            return f"{code[:-1]}{'cumulative' if period == 'cumulative' else 'year'}"
        return f"{code}.cumulative" if period == "cumulative" else code


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The concepts in order, the words each needs (by their first character), what tells one channel from another."""

    concepts: tuple[Concept, ...]
    words: Mapping[str, tuple[tuple[str, tuple[int, ...]], ...]]
    channels: tuple[tuple[str, re.Pattern[str]], ...]
    by_id: Mapping[str, Concept]
    sums: Mapping[str, Mapping[str, bool]]

    def spoken_of(self, clause: str) -> Iterator[Concept]:
        """The concepts, in order, one of whose needed words stands in a clause."""
        places: set[int] = set()
        for character in self.words.keys() & set(clause):
            for word, held in self.words[character]:
                if word in clause:
                    places.update(held)
        return (self.concepts[place] for place in sorted(places))


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary of `data/forms/sentences.toml`. Raises ValueError naming the entry that is wrong."""
    with data_path("forms", "sentences.toml").open("rb") as file:
        data = tomllib.load(file)
    concepts: dict[str, Concept] = {}
    words: dict[str, list[int]] = {}
    for place, entry in enumerate(data["concept"]):
        try:
            concepts[entry["id"]] = _concept(entry, data["scope"], data["concept"])
        except (KeyError, TypeError, re.error) as error:
            raise ValueError(f"sentences.toml, {entry.get('id', place)}: {error!r}") from error
        for word in entry["needs"]:
            words.setdefault(word, []).append(place)
    channels = tuple((code, re.compile(fold(pattern))) for code, pattern in data["channels"].items())
    needed: dict[str, tuple[tuple[str, tuple[int, ...]], ...]] = {}
    for word, places in words.items():
        needed[word[0]] = (*needed.get(word[0], ()), (word, tuple(places)))
    return Vocabulary(tuple(concepts.values()), needed, channels, concepts, _sums(concepts.values()))


def _sums(concepts: Iterable[Concept]) -> dict[str, dict[str, bool]]:
    """By indicator, the sums of cells that make a statement of it true, and whether they are what it says first."""
    found: dict[str, dict[str, bool]] = {}
    for concept in concepts:
        for form in concept.codes:
            code = concept.code(form, "year") or ""
            for place, sum_ in enumerate(concept.equals.get(form, (code,))):
                held = found.setdefault(code, {})
                held[sum_] = held.get(sum_, False) or place == 0
    return found


def _concept(entry: dict[str, Any], scope: dict[str, Any], entries: list[dict[str, Any]]) -> Concept:
    """One entry of the vocabulary, compiled."""
    named = next(each for each in entries if each["id"] == entry.get("same_as", entry["id"]))
    units = scope["money"] if entry.get("money") else entry.get("units", scope["units"])

    def compiled(key: str) -> re.Pattern[str] | None:
        return re.compile(entry[key]) if key in entry else None

    return Concept(
        id=entry["id"],
        unit=entry["unit"],
        units=frozenset(units),
        patterns=tuple(re.compile(pattern) for pattern in entry["patterns"]),
        codes=named["codes"],
        equals={form: tuple(sums) for form, sums in named.get("equals", {}).items()},
        forbidden=compiled("not"),
        absent=compiled("absent"),
        lead=compiled("lead"),
        unless=compiled("unless"),
        context=compiled("context"),
        past=compiled("past"),
        about=compiled("about"),
        ahead=compiled("ahead"),
        under=tuple(entry.get("under", ())),
        channel=entry.get("channel", False),
        stock=entry.get("stock", False),
        wording=entry["wording"],
        gloss=entry["gloss"],
    )
