"""Figures that a report could state: sound by construction, and the sums that must hold among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from random import Random

from tests.generator.model import Break, Expected, Number, Relation
from tests.generator.official import (
    APPLICANTS,
    FORM_2014,
    FORM_FUJIAN,
    PROACTIVE_2019,
    PROACTIVE_2021,
    SPANS_FUJIAN,
    TRIALS,
    VERDICTS,
    Clause,
    Outcome,
)

Figures = dict[str, Number]


def draw(rng: Random, scale: int) -> int:
    """A count: often nought, mostly small, at times large."""
    if scale == 0 or rng.random() < 0.35:
        return 0
    return rng.choice((rng.randint(1, 9), rng.randint(1, max(2, scale)), rng.randint(1, max(3, scale // 4))))


def proactive_figures(rng: Random, clauses: Iterable[Clause], scale: int) -> Figures:
    """Table 2: counts, signed changes, and amounts with decimals."""
    figures: Figures = {}
    for clause in clauses:
        for _, row in clause.rows:
            for _, column in clause.heads:
                figures[f"proactive.{row}.{column}"] = _proactive(rng, column, row, scale)
    return figures


def _proactive(rng: Random, column: str, row: str, scale: int) -> Number:
    if column == "amount":
        if scale == 0:
            return 0
        whole = rng.choice((0, rng.randint(1, 999), rng.randint(1000, 900000)))
        places = rng.choice((0, 1, 2, 2, 4)) if row == "fees" else rng.choice((0, 2))
        cents = Decimal(rng.randint(0, 10**places - 1)).scaleb(-places) if places else Decimal(0)
        total = (Decimal(whole) + cents).normalize()
        return int(total) if total == total.to_integral_value() else total
    if column == "items_change":
        return rng.choice((0, 0, rng.randint(1, 60), -rng.randint(1, 30)))
    if column in {"decisions", "items"}:
        return draw(rng, scale * rng.choice((1, 10, 400)))
    return draw(rng, scale)


def request_figures(rng: Random, outcomes: Iterable[Outcome], scale: int) -> Figures:
    """Table 3, column by column: what came in is what was dealt with or carried over."""
    codes = [outcome.code for outcome in outcomes]
    parts = [code for code in codes if code not in {"received", "carried_in", "processed_total", "carried_out"}]
    figures: Figures = dict.fromkeys((f"requests.{code}.total" for code in codes), 0)
    for _, applicant in APPLICANTS[:-1]:
        weight = scale if applicant == "natural_person" else rng.choice((0, scale // 3, scale // 8))
        column = {code: draw(rng, weight) for code in parts}
        column["processed_total"] = sum(column.values())
        column["carried_out"] = draw(rng, weight // 3)
        whole = column["processed_total"] + column["carried_out"]
        column["carried_in"] = min(whole, draw(rng, weight // 4))
        column["received"] = whole - column["carried_in"]
        for code in codes:
            figures[f"requests.{code}.{applicant}"] = column[code]
            figures[f"requests.{code}.total"] += column[code]
    return figures


def review_figures(rng: Random, scale: int) -> Figures:
    """Table 4: reviews and suits by outcome."""
    figures: Figures = {}
    for _, trial in TRIALS:
        counts = [draw(rng, scale // 2) for _ in VERDICTS[:-1]]
        for (_, verdict), count in zip(VERDICTS, [*counts, sum(counts)], strict=True):
            figures[f"{trial}.{verdict}"] = count
    return figures


_SUMS_2014 = {
    "applications.received": ("in_person", "fax", "online", "mail"),
    "applications.closed": ("on_time", "extended"),
    "applications.replied": (
        "already_public", "granted", "partially_granted", "denied", "not_this_agency", "nonexistent", "to_be_corrected",
        "other_channel",
    ),
    "applications.replied.denied": (
        "state_secret", "trade_secret", "privacy", "security_stability", "not_government_information", "other_law",
    ),
    "review": ("upheld", "corrected", "other"),
    "litigation": ("upheld", "corrected", "other"),
    "capacity.staff": ("full_time", "part_time"),
}  # fmt: skip
_SUMS_FUJIAN = {
    "applications.received": ("in_person", "online", "mail_fax"),
    "applications.replied": ("granted", "partially_granted", "denied", "other"),
}


def list_figures(rng: Random, form: str, scale: int) -> Figures:
    """The forms of one column of labels: 2014, and fujian-2008 with the year's and the cumulative figure."""
    if form == "2014":
        return _figures_2014(rng, scale)
    figures: Figures = {}
    for entry in FORM_FUJIAN:
        figures[f"{entry.code}.year"] = draw(rng, scale)
        figures[f"{entry.code}.cumulative"] = int(figures[f"{entry.code}.year"]) + draw(rng, scale * 9)
    for span in SPANS_FUJIAN:
        for whole, parts in _SUMS_FUJIAN.items():
            figures[f"{whole}.{span}"] = sum(figures[f"{whole}.{part}.{span}"] for part in parts)
        figures[f"documents.disclosed.{span}"] = sum(
            figures[f"documents.disclosed.{part}.{span}"] for part in ("website", "gazette")
        )
    return figures


def _figures_2014(rng: Random, scale: int) -> Figures:
    figures: Figures = {}
    for entry in FORM_2014:
        if entry.code is None:
            continue
        if entry.unit == "万元":
            figures[entry.code] = rng.choice((0, rng.randint(1, 90), Decimal(rng.randint(1, 999)) / 10))
        else:
            figures[entry.code] = draw(rng, scale)
    for whole in sorted(_SUMS_2014, key=len, reverse=True):
        total = f"{whole}.total" if whole in {"review", "litigation"} else whole
        figures[total] = sum(figures[f"{whole}.{part}"] for part in _SUMS_2014[whole])
    for part, whole in (
        ("response.press_conferences_led", "response.press_conferences"),
        ("response.web_interviews_led", "response.web_interviews"),
        ("disclosure.normative_documents", "disclosure.total"),
    ):
        figures[part] = min(figures[part], figures[whole])
    # Whatever channel carried a record, it is one of the records disclosed.
    channels = max(figures[f"disclosure.channel.{name}"] for name in ("gazette", "website", "weibo", "wechat", "other"))
    figures["disclosure.total"] = max(figures["disclosure.total"], channels)
    return figures


def relations(form: str, outcomes: Iterable[Outcome] = ()) -> list[Relation]:
    """The sums of a form; for 2019 and 2021 those of the rows that its table 3 has."""
    if form == "2014":
        return [
            Relation((f"{whole}.total" if whole in {"review", "litigation"} else whole,), _named(whole, parts, ""))
            for whole, parts in _SUMS_2014.items()
        ]
    if form == "fujian-2008":
        return [
            Relation((f"{whole}.{span}",), _named(whole, parts, f".{span}"))
            for span in SPANS_FUJIAN
            for whole, parts in _SUMS_FUJIAN.items()
        ]
    codes = [outcome.code for outcome in outcomes]
    parts = tuple(code for code in codes if code not in {"received", "carried_in", "processed_total", "carried_out"})
    found = [Relation((f"{trial}.total",), _named(trial, [v for _, v in VERDICTS[:-1]], "")) for _, trial in TRIALS]
    for code in codes:
        row = tuple(f"requests.{code}.{applicant}" for _, applicant in APPLICANTS[:-1])
        found.append(Relation((f"requests.{code}.total",), row))
    for _, applicant in APPLICANTS:
        processed, over = f"requests.processed_total.{applicant}", f"requests.carried_out.{applicant}"
        came = (f"requests.received.{applicant}", f"requests.carried_in.{applicant}")
        found.append(Relation(came, (processed, over)))
        found.append(Relation((processed,), tuple(f"requests.{part}.{applicant}" for part in parts)))
    return found


def _named(whole: str, parts: Iterable[str], suffix: str) -> tuple[str, ...]:
    return tuple(f"{whole}.{part}{suffix}" for part in parts)


def broken(found: Iterable[Relation], cells: Mapping[str, Expected], *, partial: bool) -> list[Break]:
    """The sums that the printed cells do not keep.

    One is required only where every cell of it is there and legible: over a blank or a missing row a reader may speak
    or be silent. A sum with one side not printed at all says nothing, nor does one whose rows were cut off with the
    end of a `partial` document.
    """
    breaks = []
    for relation in found:
        named = relation.left + relation.right
        there = [code for code in named if code in cells]
        if partial and len(there) < len(named):
            continue
        if not all(any(code in cells and cells[code].number is not None for code in side) for side in relation):
            continue
        left, right = (sum(_number(cells, code) for code in side) for side in relation)
        if left == right:
            continue
        clear = all(
            code in cells and cells[code].state == "reported" and cells[code].demand == "must" for code in named
        )
        breaks.append(Break("sum", left, right, named, required=clear))
    return breaks


def _number(cells: Mapping[str, Expected], code: str) -> Number:
    expected = cells.get(code)
    return 0 if expected is None or expected.number is None else expected.number


def spoil(rng: Random, figures: Figures, found: list[Relation]) -> None:
    """Change one figure so that a sum no longer holds; figures that are nought altogether are left alone."""
    live = [r for r in found if any(figures.get(code) for code in r.left + r.right)]
    if not live:
        return
    relation = rng.choice(live)
    code = rng.choice([code for code in relation.left + relation.right if code in figures])
    figures[code] += rng.choice((1, 2, 5, 10, 100))


def clauses_of(form: str) -> tuple[Clause, ...]:
    """Table 2 of a form."""
    return PROACTIVE_2019 if form == "2019" else PROACTIVE_2021
