"""Tables written as text for tests: a row a line, cells between `|`, `^` for a cell that the one above reaches into."""

from __future__ import annotations

from parsers.alignment import Alignment, align
from parsers.model import Cell, Observation, Table

APPLICANTS = "自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计"


def table(text: str, number: int = 1, *, gridded: bool = True) -> Table:
    """A table whose cells each fill one grid column."""
    rows: list[list[Cell]] = []
    above: dict[int, Cell] = {}
    for row, line in enumerate(text.strip().split("\n"), 1):
        rows.append([])
        for column, printed in enumerate(line.split("|"), 1):
            if printed.strip() == "^":
                above[column].rowspan += 1
                continue
            above[column] = Cell(printed.strip(), row, column)
            rows[-1].append(above[column])
    return Table(number, rows, number, gridded=gridded)


def read_tables(*texts: str, gridded: bool = True) -> Alignment:
    """The figures of some tables, in the order given."""
    return align([table(text, number, gridded=gridded) for number, text in enumerate(texts, 1)])


def said(alignment: Alignment) -> dict[str, object]:
    """Each indicator with its value, or its status where it has none."""
    return {each.indicator: _shown(each) for each in alignment.observations}


def _shown(figure: Observation) -> object:
    return figure.value if figure.value is not None else figure.status


def rules(alignment: Alignment) -> list[str]:
    """The rules of the findings."""
    return [finding.rule for finding in alignment.findings]
