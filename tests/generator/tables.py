"""From figures to logical tables, and from logical tables to grids as offices lay them out."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.generator.figures import Figures
from tests.generator.model import Block, Grid, GridCell, Line, Number, Sheet, Value
from tests.generator.official import (
    APPLICANTS,
    FORM_2014,
    FORM_FUJIAN,
    RELATION,
    SPANS_FUJIAN,
    TRIALS,
    VERDICTS,
    Clause,
    Outcome,
)


def value(code: str, number: Number) -> Value:
    """A plain value cell."""
    return Value(code, format(number, "f") if not isinstance(number, int) else str(number), "reported", number)


def proactive_sheet(figures: Figures, clauses: Sequence[Clause]) -> Sheet:
    """Table 2 as blocks, one a clause."""
    blocks = []
    for clause in clauses:
        lines = []
        for label, row in clause.rows:
            codes = [f"proactive.{row}.{column}" for _, column in clause.heads]
            lines.append(Line([label], [value(code, figures[code]) for code in codes], row))
        blocks.append(Block(clause.title, [head for head, _ in clause.heads], lines))
    return Sheet("proactive", blocks)


def request_sheet(figures: Figures, outcomes: Sequence[Outcome]) -> Sheet:
    """Table 3: one block of seven columns."""
    lines = []
    for outcome in outcomes:
        codes = [f"requests.{outcome.code}.{applicant}" for _, applicant in APPLICANTS]
        lines.append(Line(list(outcome.path), [value(code, figures[code]) for code in codes], outcome.code))
    return Sheet("requests", [Block(None, [label for label, _ in APPLICANTS], lines, RELATION)])


def review_sheet(figures: Figures) -> Sheet:
    """Table 4: three blocks of five columns and one row."""
    blocks = []
    for path, trial in TRIALS:
        codes = [f"{trial}.{verdict}" for _, verdict in VERDICTS]
        line = Line([path[-1]], [value(code, figures[code]) for code in codes], trial)
        blocks.append(Block("/".join(path), [label for label, _ in VERDICTS], [line]))
    return Sheet("review", blocks)


def list_sheet(rng: Random, figures: Figures, form: str, year: int) -> Sheet:
    """The one-table forms of 2014 and of fujian-2008."""
    lines = []
    for entry in FORM_2014 if form == "2014" else FORM_FUJIAN:
        codes = [] if entry.code is None else [entry.code]
        if form != "2014":
            codes = [f"{entry.code}.{span}" for span in SPANS_FUJIAN]
        cells = [value(code, figures[code]) for code in codes]
        lines.append(Line([entry.label], cells, entry.code, entry.unit, entry.depth))
    if form == "2014":
        return Sheet("listing", [Block(None, ["统计数"], lines, rng.choice(("统计指标", "指标名称", "统 计 指 标")))])
    heads = [
        rng.choice((f"{year}年", str(year), f"{year}年度", "本年度")),
        rng.choice(("历年累计", "历年累计数", "累计")),
    ]
    caption = rng.choice((f"{year}年度公开信息统计表", "政府信息公开情况统计表", None))
    return Sheet("listing", [Block(None, heads, lines, rng.choice(("指标名称", "单位", "指标")))], caption)


def lay_proactive(sheet: Sheet, *, separate: bool = False, clauses: bool = True) -> list[Grid]:
    """Table 2 as one grid, or one a clause; the clause line may be left out where the heads tell."""
    width = 1 + max(len(block.heads) for block in sheet.blocks)
    grids: list[Grid] = []
    rows: list[list[GridCell]] = []
    for block in sheet.blocks:
        if separate and rows:
            grids.append(Grid(rows, width, "proactive"))
            rows = []
        if block.title and clauses:
            rows.append([GridCell(block.title, colspan=width, head=True)])
        spans = spread(width - 1, len(block.heads))
        heads = [GridCell(head, colspan=s, head=True) for head, s in zip(block.heads, spans, strict=True)]
        rows.append([GridCell(block.corner, head=True), *heads])
        for line in block.lines:
            spans = spread(width - 1, len(line.values))
            cells = [GridCell(v.text, colspan=s, value=v) for v, s in zip(line.values, spans, strict=True)]
            rows.append([GridCell(line.labels[-1], head=True), *cells])
    grids.append(Grid(rows, width, "proactive", sheet.caption))
    return grids


def spread(width: int, count: int, *, early: bool = False) -> list[int]:
    """`count` spans that fill `width` columns, the wide ones last (or first)."""
    base, rest = divmod(width, count)
    spans = [base + 1] * rest + [base] * (count - rest)
    return spans if early else spans[::-1]


def _request_heads(block: Block, depth: int) -> list[list[GridCell]]:
    corner = GridCell(block.corner, colspan=depth, rowspan=3, head=True)
    # Heads may be bent by now: 自 然 人, 总计（件）.
    bodies = [head for head in block.heads if not "".join(head.split()).startswith(("自然人", "总计"))]
    first = [corner, GridCell("申请人情况", colspan=len(block.heads), head=True)]
    second: list[GridCell] = []
    grouped = False
    for head in block.heads:
        if head in bodies:
            if not grouped:
                second.append(GridCell("法人或其他组织", colspan=len(bodies), head=True))
            grouped = True
        else:
            second.append(GridCell(head, rowspan=2, head=True))
    return [first, second, [GridCell(head, head=True) for head in bodies]]


def lay_requests(sheet: Sheet, *, headed_groups: bool = False, vertical: bool = False) -> Grid:
    """Table 3: groups as merged cells beside their rows, or as lines of their own above them."""
    block = sheet.blocks[0]
    depth = 1 if headed_groups else 3
    rows = _request_heads(block, depth)
    width = depth + len(block.heads)
    previous: list[str] = []
    open_groups: list[GridCell] = []
    for line in block.lines:
        cells = [GridCell(v.text, value=v) for v in line.values]
        groups = line.labels[:-1]
        shared = _shared(previous, groups)
        for cell in open_groups[:shared] if not headed_groups else []:
            cell.rowspan += 1
        opened = [GridCell(group, head=True, vertical=vertical and i == 0) for i, group in enumerate(groups)][shared:]
        if headed_groups:
            rows.extend([[GridCell(cell.text, colspan=width, head=True)] for cell in opened])
            rows.append([GridCell(line.labels[-1], head=True), *cells])
        else:
            open_groups = [*open_groups[:shared], *opened]
            leaf = GridCell(line.labels[-1], colspan=depth - len(groups), head=True)
            rows.append([*opened, leaf, *cells])
        previous = groups
    return Grid(rows, width, "requests", sheet.caption)


def _shared(left: Sequence[str], right: Sequence[str]) -> int:
    count = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        count += 1
    return count


def lay_review(sheet: Sheet, style: str) -> list[Grid]:
    """Table 4: `wide` (15 columns), `three` (a table a trial), `rows` (a row a trial), `down` (a row a figure)."""
    names = [(block.title or "").split("/") for block in sheet.blocks]
    if style == "three":
        return [
            _trial(block, "行政诉讼（" + path[1] + "）" if len(path) > 1 else path[0])
            for block, path in zip(sheet.blocks, names, strict=True)
        ]
    if style == "rows":
        heads = [GridCell("类别", colspan=2, head=True), *(GridCell(h, head=True) for h in sheet.blocks[0].heads)]
        return [Grid([heads, *_trial_rows(sheet, names)], 7, "review")]
    if style == "down":
        return [Grid(_trial_columns(sheet, names), 4, "review")]
    return [Grid(_wide(sheet), 15, "review")]


def _trial(block: Block, name: str) -> Grid:
    heads = [GridCell(head, head=True) for head in block.heads]
    cells = [GridCell(v.text, value=v) for v in block.lines[0].values]
    return Grid([[GridCell(name, colspan=5, head=True)], heads, cells], 5, "review")


def _trial_rows(sheet: Sheet, names: list[list[str]]) -> list[list[GridCell]]:
    rows = []
    for index, (block, path) in enumerate(zip(sheet.blocks, names, strict=True)):
        labels = [GridCell(path[0], colspan=2, head=True)]
        if len(path) > 1:
            labels = [GridCell(path[1], head=True)]
            if index == 1:
                labels.insert(0, GridCell(path[0], rowspan=2, head=True))
        rows.append([*labels, *(GridCell(v.text, value=v) for v in block.lines[0].values)])
    return rows


def _trial_columns(sheet: Sheet, names: list[list[str]]) -> list[list[GridCell]]:
    rows = []
    for block, path in zip(sheet.blocks, names, strict=True):
        for index, (head, v) in enumerate(zip(block.heads, block.lines[0].values, strict=True)):
            row = [GridCell(head, head=True), GridCell(v.text, value=v)]
            if index == 0 and len(path) == 1:
                row.insert(0, GridCell(path[0], colspan=2, rowspan=5, head=True))
            elif index == 0:
                row.insert(0, GridCell(path[1], rowspan=5, head=True))
                if path[1].startswith("未经"):
                    row.insert(0, GridCell(path[0], rowspan=10, head=True))
            rows.append(row)
    return rows


def _wide(sheet: Sheet) -> list[list[GridCell]]:
    review, *suits = sheet.blocks
    first = [GridCell("行政复议", colspan=5, head=True), GridCell("行政诉讼", colspan=10, head=True)]
    second = [GridCell(head, rowspan=2, head=True) for head in review.heads]
    second += [GridCell((suit.title or "").split("/")[-1], colspan=5, head=True) for suit in suits]
    third = [GridCell(head, head=True) for suit in suits for head in suit.heads]
    values = [GridCell(v.text, value=v) for block in sheet.blocks for v in block.lines[0].values]
    return [first, second, third, values]


def lay_listing(sheet: Sheet, *, unit_column: bool) -> Grid:
    """The one-table forms: label, unit (or not), figures; headings carry a dash or nothing."""
    block = sheet.blocks[0]
    units = [GridCell("计量单位" if len(block.heads) > 1 else "单位", head=True)] if unit_column else []
    rows = [[GridCell(block.corner, head=True), *units, *(GridCell(h, head=True) for h in block.heads)]]
    for line in block.lines:
        cells = [GridCell(line.unit, head=True)] if unit_column else []
        if not line.values:
            cells = [GridCell("——" if unit_column else "", head=True) for _ in range(len(units) + len(block.heads))]
        rows.append([GridCell(line.labels[-1], head=True), *cells, *(GridCell(v.text, value=v) for v in line.values)])
    return Grid(rows, 1 + len(units) + len(block.heads), "listing", sheet.caption)
