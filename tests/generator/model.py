"""What the generator's stages pass on: figures, what a printed cell says, logical tables, grids, and the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

Number = int | Decimal
State = Literal["reported", "blank", "not_applicable", "text"]
Demand = Literal["must", "may", "never"]
"""`must`: a careful reader reads it; `may`: right or left out, never wrong; `never`: nobody can tell, no value may be
asserted (one that arithmetic alone decides, and says so, is allowed if it is right)."""


@dataclass(slots=True)
class Value:
    """A value cell: the text printed, and what it says."""

    indicator: str | None
    text: str
    state: State = "reported"
    number: Number | None = None
    unit: str | None = None
    demand: Demand = "must"

    def copy(self) -> Value:
        """An independent copy."""
        return Value(self.indicator, self.text, self.state, self.number, self.unit, self.demand)


@dataclass(slots=True)
class Line:
    """A row of a logical table: labels from the outermost group to the row's own, then values.

    `code` is the row's official code stem, None for a row of the office's own. `unit` is printed where a table has a
    column of units; a row without values is a heading.
    """

    labels: list[str]
    values: list[Value]
    code: str | None = None
    unit: str = ""
    depth: int = 0


@dataclass(slots=True)
class Block:
    """A stretch of rows under one head: a clause of table 2, or a whole list form."""

    title: str | None
    heads: list[str]
    lines: list[Line]
    corner: str = "信息内容"


@dataclass(slots=True)
class Sheet:
    """One official table in logical form; `name` is `proactive`, `requests`, `review` or `listing`."""

    name: str
    blocks: list[Block]
    caption: str | None = None


@dataclass(slots=True)
class GridCell:
    """A cell of a grid; `value` is set where it is a value cell, `lines` where the label is broken over lines."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    value: Value | None = None
    head: bool = False
    vertical: bool = False


@dataclass(slots=True)
class Grid:
    """A table as laid out: rows of the cells that begin in them."""

    rows: list[list[GridCell]]
    width: int
    name: str
    caption: str | None = None

    def values(self) -> Iterator[Value]:
        """The value cells in reading order."""
        return (cell.value for row in self.rows for cell in row if cell.value is not None)


@dataclass(slots=True)
class Prose:
    """A paragraph: `kind` is title, heading, body or signature."""

    text: str
    kind: str = "body"


class Relation(NamedTuple):
    """Two sums that must be equal, as indicator codes."""

    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(slots=True)
class Break:
    """A planted or consequent contradiction: the two figures, and the indicators it concerns.

    `required` is False where blanks or missing rows leave it open whether a reader should speak.
    """

    kind: Literal["sum", "prose"]
    left: Number
    right: Number
    indicators: tuple[str, ...]
    required: bool = True


@dataclass(slots=True)
class Expected:
    """What a reading must say of an indicator."""

    state: State
    number: Number | None
    unit: str | None
    text: str
    demand: Demand


@dataclass(slots=True)
class Fields:
    """The report's fields, each as the set of readings that are right; None where the document does not say."""

    title: str | None
    agency: set[str]
    year: int
    published: str | None
    signed: str | None
    index_number: str | None = None


@dataclass(slots=True)
class Content:
    """A report before it is written in a format: its fields, its prose and its grids in reading order."""

    seed: int
    form: str | None
    fields: Fields
    items: list[Prose | Grid]
    breaks: list[Break] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    stated: list[int] = field(default_factory=list)
    bends: list[str] = field(default_factory=list)
    is_report: bool = True

    def grids(self) -> Iterator[Grid]:
        """The tables in reading order."""
        return (item for item in self.items if isinstance(item, Grid))


@dataclass(slots=True)
class Sample:
    """A finished document with everything known of it."""

    seed: int
    layout: str
    data: bytes
    mime: str
    url: str
    content: Content
    expected: dict[str, Expected]

    @property
    def sound(self) -> bool:
        """Whether nothing in the document contradicts anything else in it."""
        return not self.content.breaks
