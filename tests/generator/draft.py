"""The state that bends work on: the tables of one report in the making, and how they will be laid out."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.generator.figures import Figures
from tests.generator.model import Grid, Line, Prose, Sheet
from tests.generator.official import Outcome


@dataclass(slots=True)
class Layout:
    """How the logical tables become grids."""

    review: str = "wide"
    headed_groups: bool = False
    vertical: bool = False
    separate: bool = False
    clauses: bool = True
    unit_column: bool = True
    numbering: str = "official"
    one_table: bool = False
    headings: str = "official"
    pictures: bool = False


@dataclass(slots=True)
class Draft:
    """A report in the making."""

    rng: Random
    form: str
    year: int
    figures: Figures
    sheets: list[Sheet]
    outcomes: tuple[Outcome, ...] = ()
    layout: Layout = field(default_factory=Layout)
    items: list[Prose | Grid] = field(default_factory=list)

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, if the form has it."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

    def lines(self) -> list[Line]:
        """Every row of every sheet."""
        return [line for sheet in self.sheets for block in sheet.blocks for line in block.lines]
