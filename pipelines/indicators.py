"""Every indicator a release may hold: its wording, unit, forms, rules and names, out of `data/forms/`.

Most are cells of the official forms. The rest are what sentences state and no form has a cell for; they come from the
vocabulary of `sentences.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from parsers.forms import Block, Column, Form, Row, indicator, load_forms
from parsers.resources import data_path
from parsers.vocabulary import FORMS, Concept, Period, vocabulary

SENTENCE_ONLY = "sentence"
"""In place of a form's id: an indicator that only sentences state."""
STATA_NAME = 32
"""Characters that a variable's name may have in Stata."""
_CUMULATIVE = ".cumulative"


@dataclass(frozen=True, slots=True)
class Cell:
    """An indicator as one form prints it: official wording from the section down to the cell, unit, form's years."""

    form: str
    wording: str
    unit: str
    years: tuple[int, int]


@dataclass(slots=True)
class Indicator:
    """One indicator: `english` and `chinese` name it, `unit` is its official one, `rules` the checks it is part of."""

    code: str
    english: str
    chinese: str
    unit: str
    cells: list[Cell] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    stata: str = ""

    @property
    def origin(self) -> str:
        """`table` for a cell of a form, `sentence` for what only sentences state."""
        return "table" if any(cell.form != SENTENCE_ONLY for cell in self.cells) else "sentence"


@lru_cache(maxsize=1)
def indicators() -> Mapping[str, Indicator]:
    """All indicators by code: the newest form first, each in the order of its table, then what sentences state.

    Raises:
        ValueError: when two forms give one indicator different units.
    """
    found: dict[str, Indicator] = {}
    for form in sorted(load_forms().values(), key=lambda each: (-each.years[0], -each.years[1], each.id)):
        for block in form.blocks:
            for row in block.rows:
                for column in block.columns:
                    _add(found, form, block, row, column)
        for rule in form.rules:
            _note_rule(found, rule.id, (*rule.left, *rule.right))
    for each in _stated():
        found.setdefault(each.code, each)
    for code, name in _stata_names(found).items():
        found[code].stata = name
    return found


def _add(found: dict[str, Indicator], form: Form, block: Block, row: Row, column: Column) -> None:
    code, unit = indicator(row.key, column.key), block.unit_of(row, column)
    wording = " / ".join(_steps(block, row, column))
    known = found.setdefault(code, Indicator(code, _english(row.key, column.key), _chinese(row, column), unit))
    if known.unit != unit:
        raise ValueError(f"{code} is in {known.unit} and, in form {form.id}, in {unit}")
    known.cells.append(Cell(form.id, wording, unit, form.years))


def _steps(block: Block, row: Row, column: Column) -> Iterator[str]:
    """The official wording from the section down to the cell."""
    yield block.section
    if block.title:
        yield block.title
    for part in (*row.under.split("/"), row.label, *column.under.split("/"), column.label):
        if part and part != block.section:
            yield part


def _chinese(row: Row, column: Column) -> str:
    group = f"{column.under.replace('/', '·')}·" if column.under else ""
    head = group + column.label
    return f"{row.label}：{head}" if row.label and column.key else row.label or head


@lru_cache(maxsize=1)
def _glosses() -> tuple[Mapping[str, str], Mapping[str, str]]:
    with data_path("forms", "glosses.toml").open("rb") as file:
        data = tomllib.load(file)
    return data["rows"], data["columns"]


def other_checks() -> Mapping[str, Mapping[str, str]]:
    """Rules that no form states, by name or by `prefix.*`: what they mean, in `en` and `zh`."""
    with data_path("forms", "glosses.toml").open("rb") as file:
        found: Mapping[str, Mapping[str, str]] = tomllib.load(file)["checks"]
    return found


def _english(row: str, column: str) -> str:
    """The gloss of a row and a column; a key without one is spelled out from its code."""
    rows, columns = _glosses()
    parts = (rows.get(row) or _spelled(row), columns.get(column) or _spelled(column))
    return ": ".join(part for part in parts if part)


def _spelled(key: str) -> str:
    return key.replace(".", ", ").replace("_", " ").capitalize()


def _note_rule(found: Mapping[str, Indicator], rule: str, terms: Iterable[str]) -> None:
    for term in terms:
        for code in re.split(r"[|+]", term):
            known = found.get(code.strip())
            if known and rule not in known.rules:
                known.rules.append(rule)


def _stated() -> Iterator[Indicator]:
    """What sentences state in codes of their own; since the Regulations took effect for `.cumulative`."""
    years = {form.id: form.years for form in load_forms().values()}
    for concept in vocabulary().concepts:
        for form in FORMS:
            for code in _codes(concept, form):
                since = code.endswith(_CUMULATIVE)
                english = concept.gloss.capitalize() + (", since the Regulations took effect" if since else "")
                chinese = concept.wording + ("（条例施行以来累计）" if since else "")
                cell = Cell(SENTENCE_ONLY, concept.wording, concept.unit, years[form])
                yield Indicator(code, english, chinese, concept.unit, [cell])


def _codes(concept: Concept, form: str) -> Iterator[str]:
    periods: tuple[Period, ...] = ("year", "cumulative")
    return (code for period in periods if (code := concept.code(form, period)))


# --- names that Stata takes ------------------------------------------------------------------------------------------

_SHORT = {
    "applications": "app", "requests": "req", "received": "recv", "partially_granted": "partgr",
    "natural_person": "person",
    "commercial_enterprise": "firm", "research_institution": "resrch", "public_interest_organization": "ngo",
    "legal_services": "legal", "normative_documents": "normdoc", "normative_documents_issued": "normdoc_iss",
    "not_processed": "notproc", "unavailable": "unavail", "processed_total": "done", "carried_in": "carr_in",
    "carried_out": "carr_out", "litigation_direct": "suit_dir", "litigation_after_review": "suit_rev",
    "petition_complaint": "petition", "published_material": "publmat", "confirm_or_reissue": "reissue",
    "prohibited_by_law": "bylaw", "security_stability": "secur", "third_party_rights": "thirdp",
    "internal_affairs": "internal", "process_information": "process", "enforcement_file": "enforce",
    "administrative_query": "query", "requires_creation": "create", "still_unclear": "unclear", "proactive": "pro",
    "cumulative": "cum", "not_corrected": "uncorr", "fee_unpaid": "unpaid", "not_government_information": "notgovinfo",
    "disclosed_total": "discl_tot", "procurement": "procure", "disclosure": "discl", "documents": "doc",
    "press_conferences_led": "pressconf_led", "press_conferences": "pressconf", "web_interviews_led": "webint_led",
    "web_interviews": "webint", "policy_interpretations": "polint", "not_this_agency": "notours",
    "items_last_year": "items_prev", "granted_or_partial": "gr_or_part", "organizations": "org",
}  # fmt: skip


def stata_name(code: str) -> str:
    """A code as a Stata variable: letters, digits and `_`, 32 characters at most, known words abbreviated."""
    name = "_".join(_SHORT.get(part, part) for part in code.split("."))
    name = re.sub(r"\W", "_", name, flags=re.ASCII)
    name = name if name[:1].isalpha() else f"v_{name}"
    return name[:STATA_NAME]


def _stata_names(codes: Iterable[str]) -> dict[str, str]:
    """Distinct names for codes, in their order; one that is taken (names differ by case alone too) gets a number."""
    taken: set[str] = set()
    names: dict[str, str] = {}
    for code in codes:
        name, number = stata_name(code), 1
        while name.lower() in taken:
            number += 1
            name = f"{stata_name(code)[: STATA_NAME - len(str(number)) - 1]}_{number}"
        taken.add(name.lower())
        names[code] = name
    return names


def stata_names(codes: Iterable[str]) -> dict[str, str]:
    """The Stata names of codes: those of the codebook, and distinct ones for codes that it does not know."""
    known = indicators()
    return _stata_names([*known, *(code for code in codes if code not in known)])
