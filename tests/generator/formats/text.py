"""Reports as text that lost its layout: a cell a line, pipes, markdown, tabs, rows of blanks, one line in all.

A flattened table keeps what its notation keeps. Where an empty cell leaves no trace, the cells of a row that has some
cannot be told apart, so nothing may be asserted of them; a row that is empty altogether leaves nothing to read.
"""

from __future__ import annotations

from random import Random

from tests.generator.formats.html import printed
from tests.generator.model import Content, Grid, GridCell, Prose, Value
from tests.generator.official import FORM_2014, FORM_FUJIAN

STYLES = (
    "lines", "gapped", "pipe_lines", "lone_pipes", "leading", "pipe_rows", "markdown", "tabs", "spaced", "wrapped",
    "oneline", "mixed",
)  # fmt: skip


_UNITS = {entry.unit for entry in (*FORM_2014, *FORM_FUJIAN)}


def _one_line(text: str) -> str:
    return " ".join(text.split()) if text.strip() else ""


def _lost(row: list[GridCell]) -> None:
    """Mark what a row says when its empty cells leave no trace."""
    values = [cell.value for cell in row if cell.value is not None]
    empty = [v for v in values if not v.text.strip()]
    if not empty:
        return
    for v in values:
        v.demand = "may" if len(empty) == len(values) and v.demand != "never" else "never"


def _blank_pipe(row: list[GridCell]) -> None:
    """A row with some empty pipes: a careful reader can place them, a careful reader may also decline."""
    values = [cell.value for cell in row if cell.value is not None]
    if 0 < sum(not v.text.strip() for v in values) < len(values):
        for v in values:
            v.demand = "may" if v.demand == "must" else v.demand


def _cells(row: list[GridCell]) -> list[str]:
    return [_one_line(printed(cell)) for cell in row]


def _lines(grid: Grid, gap: str) -> list[str]:
    found = []
    for row in grid.rows:
        _lost(row)
        found += [text for text in _cells(row) if text]
    return [gap.join(found)]


def _pipe_lines(grid: Grid) -> list[str]:
    """A cell a line, a pipe behind each; what a row lacks of the table's width follows as bare pipes."""
    found = []
    for row in grid.rows:
        _blank_pipe(row)
        cells = _cells(row)
        lines: list[str] = []
        for text in cells:
            if text:
                lines.append(f"{text} |")
            elif lines and lines[-1].endswith("|") and not lines[-1].strip("|"):
                lines[-1] += "|"
            else:
                lines.append("|")
        missing = sum(cell.colspan for cell in row) - len(row)
        if missing > 0:
            lines[-1] += " " + "|" * missing if lines[-1].strip("|") else "|" * missing
        found += lines
    return found


def _lone_pipes(grid: Grid) -> list[str]:
    """A cell a line and a pipe on a line of its own after it; an empty cell is a pipe after a pipe."""
    found = []
    for row in grid.rows:
        values = [cell.value for cell in row if cell.value is not None]
        if any(not v.text.strip() for v in values):
            for v in values:
                v.demand = "may" if v.demand == "must" else v.demand
        for text in _cells(row):
            found += [text, "|"] if text else ["|"]
    return found


def _leading(grid: Grid) -> list[str]:
    """Pipes with line breaks and blanks inside the cells, merged columns as bare pipes."""
    found = []
    for row in grid.rows:
        _blank_pipe(row)
        cells = [f"| \n {text}  " if text else "|   " for text in _cells(row)]
        missing = sum(cell.colspan for cell in row) - len(row)
        found.append("".join(cells) + "|" + "|" * missing)
    return found


def _pipe_rows(grid: Grid) -> list[str]:
    found = []
    for row in grid.rows:
        _blank_pipe(row) if any(cell.colspan > 1 for cell in row) else None
        missing = "|" * (sum(cell.colspan for cell in row) - len(row))
        found.append(" | ".join(_cells(row)) + " |" + missing)
    return found


def expand(grid: Grid) -> list[list[str]]:
    """The grid filled out to a rectangle: a merged cell's text stands at its first place, the others are empty."""
    table = [[""] * grid.width for _ in grid.rows]
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(grid.rows):
        column = 0
        for cell in row:
            while (at, column) in taken:
                column += 1
            if column < grid.width:
                table[at][column] = _one_line(printed(cell))
            for down in range(cell.rowspan):
                taken |= {(at + down, column + across) for across in range(cell.colspan)}
            column += cell.colspan
    return table


def _spanned(grid: Grid) -> None:
    """In a filled-out grid an empty cell and a merged one look alike where values span: leave those rows open."""
    for row in grid.rows:
        values = [cell for cell in row if cell.value is not None]
        if any(cell.colspan > 1 for cell in values) and any(not printed(cell).strip() for cell in values):
            for cell in values:
                assert cell.value is not None
                cell.value.demand = "may" if cell.value.demand == "must" else cell.value.demand


def _markdown(rng: Random, grid: Grid) -> list[str]:
    _spanned(grid)
    rows = ["| " + " | ".join(cells) + " |" for cells in expand(grid)]
    rows.insert(1, "|" + "---|" * grid.width)
    if rng.random() < 0.3:
        # Some converters start every page's rows with a head of their own.
        rows.insert(rng.randint(2, len(rows)), "|" + "---|" * grid.width)
    return rows


def _tabs(grid: Grid) -> list[str]:
    _spanned(grid)
    return ["\t".join(cells) for cells in expand(grid)]


def _spaced(rng: Random, grid: Grid, *, wrap: bool) -> list[str]:
    """A row a line; a long label is wrapped round its numbers, or stands after them."""
    found: list[str] = []
    first = rng.random() < 0.2
    for row in _stacked_heads(grid, found) if wrap and rng.random() < 0.5 else grid.rows:
        _lost(row)
        texts = [text for cell, text in zip(row, _cells(row), strict=True) if cell.value is None and text]
        figures = [_tight(cell.value) for cell in row if cell.value is not None and cell.value.text.strip()]
        units = [texts.pop()] if len(texts) > 1 and texts[-1] in _UNITS and figures else []
        label, numbers = " ".join(texts), " ".join([*units, *figures])
        if not numbers:
            found.append(label)
        elif wrap and first and label and rng.random() < 0.3:
            found += [numbers, label]
        elif wrap and len(label) > 14 and rng.random() < 0.6:
            at = _wrap_at(rng, label)
            found += [label[:at], numbers, label[at:]]
        else:
            found.append(f"{label} {numbers}".strip())
    return [line for line in found if line]


def _wrap_at(rng: Random, label: str) -> int:
    """Where a label is wrapped: nobody parts an ordinal from its point, or both from what they number."""
    places = [at for at in range(8, len(label) - 2) if not set(label[at - 1 : at + 1]) & set("0123456789.、．)）")]
    return rng.choice(places or [len(label) - 2])


def _stacked_heads(grid: Grid, found: list[str]) -> list[list[GridCell]]:
    """Table 4's heads as narrow columns print them, two characters over two (结果 结果 其他 over 维持 纠正 结果)."""
    if grid.name != "review" or grid.width != 15:
        return grid.rows
    found.append("行政复议 行政诉讼")
    found.append("未经复议直接起诉 复议后起诉")
    heads = [cell.text.replace(" ", "") for row in (grid.rows[1][:5], grid.rows[2]) for cell in row]
    found.append(" ".join(head[: len(head) // 2] for head in heads))
    found.append(" ".join(head[len(head) // 2 :] for head in heads))
    return grid.rows[3:]


def _tight(value: Value) -> str:
    return "".join(value.text.split())


def _mixed(rng: Random, grid: Grid) -> list[str]:
    """Some rows on one line, some a cell a line."""
    found = []
    for row in grid.rows:
        _lost(row)
        texts = [text for text in _cells(row) if text]
        found += [" ".join(texts)] if rng.random() < 0.5 else texts
    return found


def _grid(rng: Random, grid: Grid, style: str) -> list[str]:
    if style in {"lines", "gapped"}:
        return _lines(grid, "\n" if style == "lines" else "\n\n")
    if style == "pipe_lines":
        return _pipe_lines(grid)
    if style == "lone_pipes":
        return _lone_pipes(grid)
    if style == "leading":
        return _leading(grid)
    if style == "pipe_rows":
        return _pipe_rows(grid)
    if style == "markdown":
        return _markdown(rng, grid)
    if style == "tabs":
        return _tabs(grid)
    if style == "mixed":
        return _mixed(rng, grid)
    return _spaced(rng, grid, wrap=style == "wrapped")


def _head(rng: Random, content: Content) -> list[str]:
    fields = content.fields
    title = fields.title or ""
    shape = rng.choice(("plain", "line", "line", "split", "twice", "boiler"))
    fields.index_number = None
    if shape == "plain":
        fields.published = None
        return [title]
    if shape == "split" and len(title) > 12:
        fields.published = None
        at = title.find("政府信息公开")
        at = at if 3 < at < len(title) - 3 else len(title) - 4
        return [title[:at], title[at:]]
    line = rng.choice(("发布时间:{} 来源:本站 浏览次数:-", "来源:政府办 时间:{} 11:14", "发布日期:{}    点击数:"))
    line = line.format(fields.published)
    if shape == "twice":
        return [title, line, title]
    if shape == "boiler":
        return ["登录 注册", "当前位置:首页>政务公开>政府信息公开年报", title, line, "【打印】 【字体:"]
    return [title, line]


def write(rng: Random, content: Content, style: str) -> bytes:
    """The report as a text file, in UTF-8 or GB18030."""
    parts = _head(rng, content)
    if "serial_column" in content.bends and style not in {"pipe_lines", "pipe_rows", "markdown", "tabs"}:
        # A row's number beside its neighbour's figure: legible by its head, but only just.
        for grid in content.grids():
            for value in grid.values():
                value.demand = "may" if value.demand == "must" else value.demand
    # A filled-out grid would print the cells that were cut off as empty ones.
    if "half" in content.bends and style not in {"markdown", "tabs"} and rng.random() < 0.5:
        _cut_row(rng, content)
    for item in content.items:
        if isinstance(item, Grid):
            parts += _grid(rng, item, style)
        else:
            parts.append(_prose(rng, item))
    joint = {"gapped": "\n\n", "oneline": " "}.get(style, "\n")
    tail = rng.choice(([], ["附件下载:"], ["返回顶部"], ["扫一扫在手机打开当前页"]))
    text = joint.join([*parts, *tail]) + "\n"
    return text.encode(rng.choice(("utf-8", "utf-8", "utf-8", "gb18030", "utf-8-sig")))


def _cut_row(rng: Random, content: Content) -> None:
    """The copy ends inside a row: what is left of it is legible from the left, but only just."""
    last = content.items[-1]
    if not isinstance(last, Grid):
        return
    row = last.rows[-1]
    values = [at for at, cell in enumerate(row) if cell.value is not None]
    if len(values) < 2:
        return
    del row[rng.choice(values[1:]) :]
    for cell in row:
        if cell.value is not None:
            cell.value.demand = "may"


def _prose(rng: Random, item: Prose) -> str:
    if item.kind == "signature":
        return "\xa0" * rng.choice((0, 0, 24, 40)) + item.text
    return rng.choice(("", "", "  ")) + item.text
