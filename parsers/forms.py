"""The official forms as data: rows, columns, labels, units and the sums that must hold (`data/forms/*.toml`).

A form is a list of blocks; a block is rows by columns, and a figure's indicator is `row.column`. Blocks of the same
`layout` in several forms are merged, since a real table mixes them: the reports of 洪泽 for 2023 and 2024 print the
single row 其他处理 of the 2019 form inside the table of 2021. A new local form is a new file.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from parsers.resources import data_path
from parsers.wording import label_key, ordinal


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: they are keys of caches
class Column:
    """A column of a block: `key` is its part of the indicator, `under` the head it stands below.

    A `local` column is printed by some offices only (本年项目数量 of the 2019 form): it counts where a head names it.
    """

    key: str
    label: str
    under: str = ""
    aliases: tuple[str, ...] = ()
    unit: str | None = None
    local: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row of a block: `under` is the path of the group labels; a `variant` row belongs to another form's edition."""

    key: str
    label: str
    under: str = ""
    aliases: tuple[str, ...] = ()
    unit: str | None = None
    variant: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Rows by columns under one title; `furniture` are the cells that are neither row, column nor figure."""

    form: str
    layout: str
    section: str
    title: str
    unit: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    furniture: tuple[str, ...] = ()

    def unit_of(self, row: Row, column: Column) -> str:
        """The official unit of one cell."""
        return column.unit or row.unit or self.unit


@dataclass(frozen=True, slots=True)
class Rule:
    """An arithmetic relation that the official wording states.

    `left` and `right` are sums of indicators; a term may offer alternatives (`a | b + c`: the first whose figures are
    there). `equal` compares the sums, `at_most` says that the left is not more than the right.
    """

    id: str
    wording: str
    gloss: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    kind: Literal["equal", "at_most"] = "equal"
    severity: Literal["error", "warning"] = "error"

    def codes(self) -> frozenset[str]:
        """Every indicator that the rule may concern."""
        return _codes_of(self)


@lru_cache(maxsize=1 << 10)
def _codes_of(rule: Rule) -> frozenset[str]:
    return frozenset(code.strip() for term in (*rule.left, *rule.right) for code in re.split(r"[|+]", term))


@dataclass(frozen=True, slots=True)
class Form:
    """An official form with the years it was prescribed for (first, last)."""

    id: str
    name: str
    gloss: str
    source: str
    years: tuple[int, int]
    blocks: tuple[Block, ...]
    rules: tuple[Rule, ...]

    def indicators(self) -> list[str]:
        """Every indicator of the form's own rows and columns, in its order."""
        return [
            indicator(row.key, column.key)
            for block in self.blocks
            for row in block.rows
            for column in block.columns
            if not (row.variant or column.local)
        ]


@dataclass(slots=True, eq=False)
class Line:
    """A row of a merged layout: the editions of it by form, and the keys of every label it is printed under.

    `ordinals` are those the forms print before it; `ordered` holds the labels that are this row's only behind an
    ordinal: （六）其他 is not 3.其他.
    """

    key: str
    groups: tuple[str, ...]
    labels: frozenset[str]
    ordered: dict[str, str] = field(default_factory=dict)
    ordinals: tuple[str, ...] = ()
    editions: dict[str, tuple[Block, Row]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Layout:
    """The merged blocks of one kind of table, with what is needed to recognise its cells."""

    id: str
    forms: list[str]
    lines: list[Line]
    heads: dict[str, list[tuple[str, Column]]]
    furniture: frozenset[str]
    sections: frozenset[str]
    exact: dict[str, list[int]]

    def columns(self, line: Line, form: str) -> tuple[Column, ...]:
        """The columns of a line as one form prints them; empty when that form has no such line."""
        return line.editions[form][0].columns if form in line.editions else ()


def indicator(row: str, column: str) -> str:
    """The code of the figure where a row and a column meet."""
    return f"{row}.{column}" if row and column else row or column


class FormError(ValueError):
    """A form that can't be used: str() names its file and what is wrong with it."""


FORMS_VARIABLE = "GONGKAI_FORMS"
"""The environment variable that names a folder of further form files (docs/adding-a-form.md)."""


@lru_cache(maxsize=1)
def load_forms() -> Mapping[str, Form]:
    """Every form of `data/forms/` and of the folder that GONGKAI_FORMS names, by id.

    Raises `FormError`: for a folder that is none, and for a file that is no form.
    """
    folders = [data_path("forms"), *(Path(folder) for folder in [os.environ.get(FORMS_VARIABLE)] if folder)]
    if not folders[-1].is_dir():
        raise FormError(f"{FORMS_VARIABLE} names {folders[-1]}, which is no folder")
    forms = (_read_form(path) for folder in folders for path in sorted(folder.glob("*.toml")))
    return {form.id: form for form in forms if form is not None}


def _read_form(path: Path) -> Form | None:
    with path.open("rb") as file:
        try:
            data = tomllib.load(file)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise FormError(f"{path.name}: {error}") from error
    if "block" not in data:  # a file of another kind beside the forms
        return None
    try:
        blocks = tuple(_read_block(data["id"], entry) for entry in data["block"])
        rules = tuple(rule for entry in data.get("rule", ()) for rule in _read_rules(entry, blocks))
        first, last = data["years"]
        return Form(data["id"], data["name"], data["gloss"], data["source"], (first, last), blocks, rules)
    except (KeyError, TypeError, ValueError, StopIteration) as error:
        raise FormError(f"{path.name}: {error!r} is missing or has the wrong shape") from error


def _read_block(form: str, entry: dict[str, Any]) -> Block:
    return Block(
        form,
        entry["layout"],
        entry["section"],
        entry.get("title", ""),
        entry["unit"],
        tuple(Column(**_tupled(column)) for column in entry["columns"]),
        tuple(Row(**_tupled(row)) for row in entry["rows"]),
        tuple(entry.get("furniture", ())),
    )


def _tupled(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}


def _read_rules(entry: dict[str, Any], blocks: tuple[Block, ...]) -> Iterator[Rule]:
    """One rule, or one for each column (`each`) or row (`each_row`) of the layout it names."""
    options = {name: entry[name] for name in ("kind", "severity") if name in entry}
    for names in _instances(entry, blocks):
        left, right = (tuple(term.format(**names) for term in entry[side]) for side in ("left", "right"))
        yield Rule(entry["id"], entry["wording"], entry["gloss"], left, right, **options)


def _instances(entry: dict[str, Any], blocks: tuple[Block, ...]) -> Iterator[dict[str, str]]:
    """What `{column}` or `{row}` stand for in a rule: each column of a layout, or each row that has all it names."""
    if "each" in entry:
        block = next(block for block in blocks if block.layout == entry["each"])
        yield from ({"column": column.key} for column in block.columns)
    elif "each_row" in entry:
        for block in (block for block in blocks if block.layout == entry["each_row"]):
            named = {term.rpartition(".")[2] for term in (*entry["left"], *entry["right"])}
            if named <= {column.key for column in block.columns}:
                yield from ({"row": row.key} for row in block.rows)
    else:
        yield {}


@lru_cache(maxsize=1)
def layouts() -> Mapping[str, Layout]:
    """The merged layouts of all forms, by id."""
    blocks: dict[str, list[Block]] = {}
    for form in load_forms().values():
        for block in form.blocks:
            blocks.setdefault(block.layout, []).append(block)
    return {name: _merge(name, members) for name, members in blocks.items()}


def _merge(name: str, blocks: list[Block]) -> Layout:
    lines: dict[str, Line] = {}
    for block in blocks:
        for row in block.rows:
            keys = frozenset(key for text in (row.label, *row.aliases) if (key := label_key(text)))
            groups = tuple(label_key(part) for part in row.under.split("/") if part)
            line = lines.get(row.key)
            if line is None:
                lines[row.key] = line = Line(row.key, groups, keys)
            line.labels |= keys
            line.ordered.update({label_key(text): ordinal(text) for text in row.aliases if ordinal(text)})
            line.editions[block.form] = (block, row)
            line.ordinals = tuple(sorted({*line.ordinals, ordinal(row.label)} - {""}))
    ordered = list(lines.values())
    return Layout(
        name,
        list(dict.fromkeys(block.form for block in blocks)),
        ordered,
        _heads(blocks),
        frozenset(label_key(text) for block in blocks for text in _furniture(block)),
        frozenset(label_key(block.section) for block in blocks),
        _exact(ordered),
    )


def _furniture(block: Block) -> Iterator[str]:
    yield from block.furniture
    if block.title:
        yield block.title
    for row in block.rows:
        yield from (part for part in row.under.split("/") if part)
    for column in block.columns:
        yield from (part for part in column.under.split("/") if part)


def _heads(blocks: list[Block]) -> dict[str, list[tuple[str, Column]]]:
    """Label key of a head to the (form, column) pairs it may stand for, in the order of the forms."""
    heads: dict[str, list[tuple[str, Column]]] = {}
    for block in blocks:
        for column in block.columns:
            for text in (column.label, *column.aliases):
                pair = (block.form, column)
                known = heads.setdefault(text if "{year}" in text else label_key(text), [])
                if pair not in known:
                    known.append(pair)
    return heads


def _exact(lines: list[Line]) -> dict[str, list[int]]:
    exact: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        for key in line.labels:
            exact.setdefault(key, []).append(index)
    return exact


# Heads of a column that numbers the rows, which offices add to any form.
SERIALS = frozenset({"序号", "行次", "编号"})
YEAR_HEAD = re.compile(r"(?:19|20)\d\d(?:年度?)?(?:数量?)?")


@lru_cache(maxsize=1)
def known_labels() -> frozenset[str]:
    """The keys of every row label, head and furniture cell of every form: what a line of a flattened table may be."""
    keys: set[str] = set(SERIALS)
    for layout in layouts().values():
        keys.update(layout.exact, layout.heads, layout.furniture)
    keys.discard("")
    return frozenset(keys)


@lru_cache(maxsize=1)
def row_labels() -> frozenset[str]:
    """The keys of every row label of every form."""
    return frozenset(key for layout in layouts().values() for key in layout.exact)


@lru_cache(maxsize=1)
def column_heads() -> frozenset[str]:
    """The keys of every column head of every form."""
    return frozenset(key for layout in layouts().values() for key in layout.heads)


@lru_cache(maxsize=1)
def furniture() -> frozenset[str]:
    """The keys of the cells that are neither row, column nor figure: titles, groups, 信息内容, 申请人情况."""
    return frozenset().union(*(layout.furniture for layout in layouts().values())) - {""}


@lru_cache(maxsize=1)
def section_titles() -> frozenset[str]:
    """The keys of the section titles that the forms' tables stand under."""
    return frozenset().union(*(layout.sections for layout in layouts().values()))
