"""Which divisions a printed name holds, and which of the divisions of that name are meant.

A name is cut into divisions, outermost first, and a rest that is the body's own. The cut is a matter of the table's
names alone; the choice between divisions of one name is made by the parents printed, the year, and the anchors: the
divisions that the context of the name is known to be of, most trusted first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from parsers.normal import fold
from parsers.placenames import FormKind, forms, read_table, stem
from parsers.resources import data_path
from pipelines.bodies import level_word
from pipelines.divisions import Division, divisions

_LONGEST = 18


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to cut a name: the divisions printed, outermost first, and what stands behind them."""

    tokens: tuple[tuple[str, FormKind], ...]
    rest: str
    consumed: int

    @property
    def ends_in_stem(self) -> bool:
        """Whether the last division is printed as a bare stem (洪泽), not as 洪泽区."""
        return self.tokens[-1][1] == "stem"


@dataclass(frozen=True, slots=True)
class Choice:
    """The division a name means, or why it can't be said."""

    division: Division | None
    reason: str


@lru_cache(maxsize=4096)
def readings(text: str) -> tuple[Reading, ...]:
    """The ways to cut a folded name into divisions and a rest: most text consumed first, fewest bare stems first."""
    found = [Reading(tokens, text[end:], end) for tokens, end in _cuts(text, 0) if tokens]
    kept = [reading for reading in found if _plausible(reading)]
    return tuple(sorted(kept, key=lambda each: (-each.consumed, sum(kind == "stem" for _, kind in each.tokens))))


def _cuts(text: str, start: int, depth: int = 0) -> Iterator[tuple[tuple[tuple[str, FormKind], ...], int]]:
    yield (), start
    if depth == 4:
        return
    names = divisions().names
    for end in range(min(len(text), start + _LONGEST), start + 1, -1):
        form = text[start:end]
        for kind in dict.fromkeys(kind for _, kind in names.get(form, ())):
            for tokens, stop in _cuts(text, end, depth + 1):
                yield ((form, kind), *tokens), stop


def _plausible(reading: Reading) -> bool:
    """Whether the cut falls between words: 吉林 + 市财政局 and 吉林市 + 场监督管理局 do not."""
    if reading.rest.startswith(("场监", "政府") if reading.tokens[-1][1] == "stem" else "场监"):
        return reading.rest.startswith("政府")
    return not (reading.tokens[-1][1] == "stem" and level_word(reading.rest + "_")[0])


def choose(reading: Reading, year: int, anchors: Sequence[Division]) -> Choice | None:
    """The division a cut means in the year; None where no division of that name lies in the parents printed."""
    form, kind = reading.tokens[-1]
    named = [division for division, known in divisions().names[form] if known == kind]
    parents = [token for token, _ in reading.tokens[:-1]]
    present, renamed = _tiers(named, parents, year)
    if "厅" in reading.rest and not reading.rest.endswith("办公厅") and kind == "stem":
        present = [division for division in present if division.level == "province"]
    for tier in (present, renamed):
        held = _within(tier, anchors, year)
        if kind == "stem" and anchors and anchors[0] in held:
            held = [anchors[0]]  # 淮安审计局 on the site of 淮安市 is not that of its 淮安区
        if len(held) == 1:
            return Choice(held[0], _reason(held[0], form, parents, len(tier) == 1))
    pool = present or renamed
    if not pool:
        return None
    provinces = [division for division in pool if division.level == "province"]
    others = [division for division in pool if division.level == "prefecture" or division.name[-1] != "区"]
    if kind == "stem" and len(provinces) == 1 and set(others) <= set(provinces):
        pool = provinces  # 河北 is the province; 天津's 河北区 is never printed without its 区
    return _alone(pool, form, parents, year)


def _alone(pool: Sequence[Division], form: str, parents: Sequence[str], year: int) -> Choice:
    """What a name means without help of its context."""
    if len(pool) > 1:
        where = "、".join(sorted(display(division, year) for division in pool)[:6])
        return Choice(None, f"{form} is ambiguous in {year}: {where}")
    if len(form) == 2 and form.endswith("区") and not parents:
        return Choice(None, f"{form} alone is too common a name")
    return Choice(pool[0], _reason(pool[0], form, parents, alone=True))


def _tiers(named: Iterable[Division], parents: Sequence[str], year: int) -> tuple[list[Division], list[Division]]:
    """The divisions meant by a name: those that bore it in the year, and those that bore it before or after."""
    present: dict[str, Division] = {}
    renamed: dict[str, Division] = {}
    for division in named:
        then = divisions().at(division, year) or (division if division.end == year else None)
        if then and _lies_under(division, then, parents, year):
            tier = present if division.start <= year <= division.end else renamed
            tier.setdefault(then.code, then)
    raised = _raised(list(present.values()), [each for each in named if each.holds(year)], year)
    return [each for each in present.values() if each not in raised], [
        each for code, each in renamed.items() if code not in present
    ]


def _raised(present: Sequence[Division], bearers: Sequence[Division], year: int) -> set[Division]:
    """Of the divisions that bore the name in the year, those that gave it to a higher one in that year.

    巴中市 of 2000 is the new prefecture, not the county of that name, which became its 巴州区 in that year.
    """
    heirs = [each for each in bearers if each.start == year and each.level != "county"]
    return {
        each
        for each in present
        for heir in heirs
        if each not in bearers and (each.code[:2] == heir.code[:2] or heir.level == "province")
    }


def _lies_under(division: Division, then: Division, parents: Sequence[str], year: int) -> bool:
    """Whether all the parents printed are above the division, in the year or while it bore the name."""
    if not parents:
        return True
    above = (*divisions().ancestors(then, year), *divisions().ancestors(division))
    above = (*above, *divisions().ancestors(division, division.start))
    known = {form for each in above for form, _ in printed_forms(each)}
    return all(parent in known for parent in parents)


@lru_cache(maxsize=4096)
def printed_forms(division: Division) -> tuple[tuple[str, FormKind], ...]:
    """The folded ways to print a division's name, with the short names that no rule yields."""
    extra = tuple((fold(short), "short") for short, _, code in _shorts() if code == division.code)
    return (*forms(division.name), *extra)  # type: ignore[arg-type]


@cache
def _shorts() -> tuple[tuple[str, str, str], ...]:
    return tuple((row[0], row[1], row[2]) for row in read_table(data_path("divisions", "shorts.csv")))


def _within(pool: Sequence[Division], anchors: Sequence[Division], year: int) -> list[Division]:
    """The candidates that agree with the context: each of its divisions narrows what the ones before it left."""
    left, agreed = list(pool), False
    for anchor in anchors:
        kept = [each for each in left if related(anchor, each, year)]
        if kept:
            left, agreed = kept, True
    return left if agreed else []


def related(one: Division, other: Division, year: int) -> bool:
    """Whether one of the divisions is the other or lies in it at the end of the year."""
    return divisions().contains(one, other, year) or divisions().contains(other, one, year)


def _reason(division: Division, form: str, parents: Sequence[str], alone: bool) -> str:
    how = "its parent is printed with it" if parents else "the only one of its name" if alone else "by its context"
    if form in {each for each, kind in printed_forms(division) if kind != "stem" or form == fold(stem(division.name))}:
        return how
    return f"{how}; {form} is {division.name} by renaming"


def not_then(reading: Reading, year: int) -> str:
    """Why a division that is printed can't be the one of the year: it had ended, or lies elsewhere."""
    form = reading.tokens[-1][0]
    parents = [token for token, _ in reading.tokens[:-1]]
    named = [
        each for each, kind in divisions().names[form] if kind == "full" and _lies_under(each, each, parents, year)
    ]
    if not named:
        return f"no {form} lies in {parents[0]}"
    after = "、".join(display(each, year) for each in divisions().successors(named[-1]))
    return f"there was no {form} in {year}" + (f"; its place was taken by {after}" if after else "")


def display(division: Division, year: int) -> str:
    """A division's name with that of the one above, a province's or prefecture's alone: 淮安市洪泽区, 淮安市."""
    above = divisions().ancestors(division, year)
    return above[0].name + division.name if division.level == "county" and above else division.name
