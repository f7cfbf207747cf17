"""China's administrative divisions from the province to the township, year by year since 1981.

A division is a row of the table of GB/T 2260 codes: one code under one name for a span of years. When a county becomes
a district its code ends and another begins; `Divisions.lineage` follows such a renaming, and nothing else: a division
that was split or merged into another has successors but no continuation. Sources: see data/divisions/README.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from parsers.normal import fold
from parsers.placenames import FormKind, forms, read_table, stem
from parsers.resources import data_path

DivisionLevel = Literal["province", "prefecture", "county"]

OPEN_END = 9999
FIRST_YEAR = 1981

_SUCCESSOR = re.compile(r"(\d{6})(?:\[(\d{4})\])?")


@dataclass(frozen=True, slots=True)
class Division:
    """A division under one code and one name, from the beginning of `start` until some day of the year `end`.

    `end` is 9999 while it lasts. `successors` are (code, year): the year is 0 for what took its place at its end, else
    the year in which a part of it went to that code.
    """

    code: str
    name: str
    level: DivisionLevel
    start: int
    end: int
    successors: tuple[tuple[str, int], ...] = ()

    def __hash__(self) -> int:
        # Two values tell divisions apart; hashing all six took a tenth of the time of deriving the coverage.
        return hash((self.code, self.start))

    def holds(self, year: int) -> bool:
        """Whether the division is in force at the end of the year."""
        return self.start <= year < self.end


@dataclass(frozen=True, slots=True)
class Town:
    """A township or street: its 12-digit code and its name."""

    code: str
    name: str


def _division(row: Sequence[str]) -> Division:
    code, name, level, start, end, successors = row
    after = tuple((each, int(year or 0)) for each, year in _SUCCESSOR.findall(successors))
    return Division(code, name, level, int(start), int(end or OPEN_END), after)  # type: ignore[arg-type]


class Divisions:
    """The table of divisions with its indices. Years are calendar years; the state of a year is that at its end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._codes: dict[str, list[Division]] = defaultdict(list)
        self._with_counties: dict[int, frozenset[str]] = {}
        self._above: dict[tuple[str, int], tuple[Division, ...]] = {}
        for row in read_table(folder / "divisions.csv.gz"):
            division = _division(row)
            self._codes[division.code].append(division)

    def __iter__(self) -> Iterator[Division]:
        return (division for history in self._codes.values() for division in history)

    def history(self, code: str) -> Sequence[Division]:
        """Every division that has had the code, in order of time; empty for an unknown code."""
        return self._codes.get(code, ())

    def by_code(self, code: str, year: int | None = None) -> Division | None:
        """The division that has the code at the end of the year; without a year the last that had it."""
        history = self.history(code)
        if year is None:
            return history[-1] if history else None
        return next((division for division in history if division.holds(year)), None)

    def of_year(self, code: str, year: int) -> Division | None:
        """What the division of this code, whenever it had it, is at the end of the year; None where that is not one."""
        held = self.by_code(code, year)
        if held:
            return held
        found = {self.at(division, year) for division in self.history(code)} - {None}
        return found.pop() if len(found) == 1 else None

    @cached_property
    def names(self) -> Mapping[str, Sequence[tuple[Division, FormKind]]]:
        """Printed form (folded) to the divisions that have or had it, with the kind of the form."""
        found: dict[str, list[tuple[Division, FormKind]]] = defaultdict(list)
        spelled: dict[str, tuple[tuple[str, FormKind], ...]] = {}
        for division in self:
            if division.name not in spelled:
                spelled[division.name] = forms(division.name)
            for form, kind in spelled[division.name]:
                found[form].append((division, kind))
        for form, _, code in read_table(self._folder / "shorts.csv"):
            found[fold(form)].extend((division, "short") for division in self.history(code))
        return found

    def named(self, name: str, year: int | None = None, within: str | None = None) -> list[Division]:
        """The divisions of that name (full or short, not a bare stem).

        With a year, those in force at its end. `within` is the code of a division they must lie in.
        """
        found = [division for division, kind in self.names.get(fold(name), ()) if kind != "stem"]
        if year is not None:
            found = [division for division in found if division.holds(year)]
        if within is not None:
            area = within[:2] if within.endswith("0000") else within[:4] if within.endswith("00") else within
            found = [division for division in found if division.code.startswith(area) and division.code != within]
        return found

    def ancestors(self, division: Division, year: int | None = None) -> tuple[Division, ...]:
        """The divisions above, nearest first, at the end of the year (default: of the division's last year)."""
        moment = min(year if year is not None else OPEN_END, division.end - 1)
        moment = max(moment, division.start)
        # Asked for each agency and year when the coverage is derived: 35,000 times, of a tenth as many divisions.
        known = self._above.get((division.code, moment))
        if known is None:
            known = self._above[division.code, moment] = tuple(self._look_above(division.code, moment))
        return known

    def _look_above(self, code: str, year: int) -> Iterator[Division]:
        for above in dict.fromkeys((code[:4] + "00", code[:2] + "0000")):
            found = self.by_code(above, year) if above != code else None
            if found:
                yield found

    def has_counties(self, division: Division, year: int) -> bool:
        """Whether a province or prefecture has counties at the end of the year: 东莞市 and 中山市 have none."""
        area = division.code[:2] if division.level == "province" else division.code[:4]
        return area in self._areas_with_counties(year)

    def _areas_with_counties(self, year: int) -> frozenset[str]:
        if year not in self._with_counties:
            codes = [each.code for each in self if each.level == "county" and each.holds(year)]
            self._with_counties[year] = frozenset(code[:length] for code in codes for length in (2, 4))
        return self._with_counties[year]

    def contains(self, outer: Division, inner: Division, year: int) -> bool:
        """Whether `inner` is `outer` or lies in it at the end of the year."""
        return outer.code == inner.code or any(each.code == outer.code for each in self.ancestors(inner, year))

    def successors(self, division: Division) -> list[Division]:
        """The divisions that took its place when it ended, split or merged as it may have been.

        The table names no successor where the code stays (襄樊市 became 襄阳市) and none for a prefecture that became
        a city under another code (铜仁地区, 铜仁市); the first is read from the code, the second from the stem.
        """
        found = [self._beginning(code, division.end) for code, year in division.successors if not year]
        if not found and division.end < OPEN_END:
            found = [self.by_code(division.code, division.end) or self._same_stem(division)]
        return [each for each in found if each]

    def _same_stem(self, division: Division) -> Division | None:
        begun = [
            each
            for each in self._begun.get((division.end, division.code[:2], division.level), ())
            if stem(each.name) == stem(division.name)
        ]
        return begun[0] if len(begun) == 1 else None

    @cached_property
    def _begun(self) -> Mapping[tuple[int, str, str], Sequence[Division]]:
        found: dict[tuple[int, str, str], list[Division]] = defaultdict(list)
        for division in self:
            found[division.start, division.code[:2], division.level].append(division)
        return found

    def _beginning(self, code: str, year: int) -> Division | None:
        return self.by_code(code, year) or next((each for each in self.history(code) if each.start >= year), None)

    @cached_property
    def _before(self) -> Mapping[Division, Sequence[Division]]:
        found: dict[Division, list[Division]] = defaultdict(list)
        for division in self:
            for successor in self.successors(division):
                found[successor].append(division)
        return found

    def predecessors(self, division: Division) -> list[Division]:
        """The divisions whose place it took, wholly or with others, at their end."""
        return list(self._before.get(division, ()))

    def continuation(self, division: Division) -> Division | None:
        """The division it became by a renaming alone: begun when this one ended, and coming from this one only.

        Of a division that was split, the part that kept its stem continues it (抚宁县 went into three districts, of
        which 抚宁区 is the continuation), and of a county that lost parts to its neighbours the new district (绍兴县
        went into 越城区, which there was, and 柯桥区, which there was not).
        """
        after = self.successors(division)
        begun = [each for each in after if each.start == division.end and each != division]
        same = [each for each in begun if each.code == division.code and not self._named_after_another(each, division)]
        kept = [each for each in begun if stem(each.name) == stem(division.name) and each.level == division.level]
        if same or len(kept) == 1:
            return (same or kept)[0]
        sole = [each for each in begun if self._sole_source(division, each)]
        promoted = division.name[-1] in "县市" and all(each.name[-1] == "区" for each in after)
        return sole[0] if len(sole) == 1 and (len(after) == 1 or promoted) else None

    def _named_after_another(self, successor: Division, division: Division) -> bool:
        """Whether it took the name of another: 綦江区 has the code of 万盛区, but the name of 綦江县."""
        others = [each for each in self.predecessors(successor) if each.code != division.code]
        named = {stem(each.name) for each in others if each.end == successor.start}
        return stem(successor.name) in named and stem(division.name) != stem(successor.name)

    def _sole_source(self, division: Division, successor: Division) -> bool:
        sources = [each for each in self.predecessors(successor) if each.end == successor.start]
        return sources == [division]

    @cached_property
    def _continued(self) -> Mapping[Division, Sequence[Division]]:
        found: dict[Division, list[Division]] = defaultdict(list)
        for division in self:
            following = self.continuation(division)
            if following:
                found[following].append(division)
        return found

    def at(self, division: Division, year: int) -> Division | None:
        """What the division was, or has become by renamings alone, at the end of the year; None if it was not."""
        seen: set[Division] = set()
        current: Division | None = division
        while current and current not in seen and not current.holds(year):
            seen.add(current)
            current = self.continuation(current) if current.end <= year else self._origin(current)
        return current if current and current.holds(year) else None

    def _origin(self, division: Division) -> Division | None:
        before = self._continued.get(division, ())
        return before[0] if len(before) == 1 else None

    def lineage(self, division: Division) -> tuple[Division, ...]:
        """The division through its renamings, oldest first."""
        chain = [division]
        while (earlier := self._origin(chain[0])) and earlier not in chain:
            chain.insert(0, earlier)
        while (later := self.continuation(chain[-1])) and later not in chain:
            chain.append(later)
        return tuple(chain)

    @cached_property
    def _towns(self) -> Mapping[str, Sequence[Town]]:
        found: dict[str, list[Town]] = defaultdict(list)
        for county, name, suffix in read_table(self._folder / "townships.csv.gz"):
            found[county].append(Town(county + suffix, name))
        return found

    def towns(self, county: str) -> Mapping[str, Town]:
        """The towns and streets of 2026 under a county's (or undivided city's) code, by folded name."""
        return {fold(town.name): town for town in self._towns.get(county, ())}


@cache
def divisions() -> Divisions:
    """The table that comes with the program, read on first use."""
    return Divisions(data_path("divisions"))
