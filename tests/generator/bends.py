"""Composable bends of the logical tables: what offices do to labels, rows, columns and cells.

Each bend changes a draft, keeps what its value cells say in step with what they print, and returns whether it found
anything to bend. The truth is collected from the cells that are left, so a bend that drops a row drops its figures.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.generator import labels
from tests.generator.draft import Draft
from tests.generator.model import Line, Value

Bend = Callable[[Draft], bool]


def _values(draft: Draft) -> list[Value]:
    return [v for line in draft.lines() for v in line.values if v.indicator]


def _blank(v: Value) -> None:
    v.text, v.state, v.number = "", "blank", None


def _absent(v: Value, mark: str) -> None:
    v.text, v.state, v.number = mark, "not_applicable", None


def shorten(draft: Draft) -> bool:
    """Labels in their short forms."""
    return labels.relabel(draft.sheets, labels.shortener(draft.rng, draft.rng.choice((0.2, 0.5, 1.0))))


def annotate(draft: Draft) -> bool:
    """Notes in brackets after labels."""
    return labels.relabel(draft.sheets, labels.annotator(draft.rng))


def mistype(draft: Draft) -> bool:
    """One to three labels with a slip."""
    return labels.relabel(draft.sheets, labels.mistyper(draft.rng, draft.rng.randint(1, 3)))


def ordinals(draft: Draft) -> bool:
    """Ordinals in another style, or none."""
    style = draft.rng.choice(("comma", "dot", "circled", "bracket", "space", "single", "none"))
    return labels.relabel(draft.sheets, labels.ordinals(style))


def spaces(draft: Draft) -> bool:
    """Blanks inside labels, and in clause lines: 第二十条 第（一）项."""
    for sheet in draft.sheets:
        for block in sheet.blocks:
            block.title = block.title.replace("条第", "条 第") if block.title else None
    return labels.relabel(draft.sheets, labels.spacer(draft.rng))


def reorder(draft: Draft) -> bool:
    """Two neighbouring rows of one group change places."""
    candidates = []
    for sheet in draft.sheets:
        for block in sheet.blocks:
            for at, (one, two) in enumerate(zip(block.lines, block.lines[1:], strict=False)):
                if one.values and two.values and one.labels[:-1] == two.labels[:-1] and _swappable(one, two):
                    candidates.append((block, at))
    if not candidates:
        return False
    block, at = draft.rng.choice(candidates)
    block.lines[at], block.lines[at + 1] = block.lines[at + 1], block.lines[at]
    return True


def _swappable(one: Line, two: Line) -> bool:
    """Rows whose place carries meaning (a total, a part under its whole, an ordinal group) stay where they are."""
    if one.depth != two.depth or any("其中" in line.labels[-1] for line in (one, two)):
        return False
    tops = {"received", "carried_in", "processed_total", "carried_out", "granted", "partially_granted"}
    return not {one.code, two.code} & tops and "（" not in one.labels[-1][:1] + two.labels[-1][:1]


def local_row(draft: Draft) -> bool:
    """A row of the office's own, between or after the official ones."""
    rng = draft.rng
    sheet = rng.choice([s for s in draft.sheets if s.name != "review"])
    block = rng.choice(sheet.blocks)
    if sheet.name == "proactive":
        label = rng.choice(("其他主动公开文件", "其他文件", "政策解读材料", "公共服务事项", "建议提案办理结果"))
        at = len(block.lines)
        path, depth = [label], 0
    elif sheet.name == "requests":
        at = rng.choice([i for i, line in enumerate(block.lines) if line.code in {"granted", "received"}]) + 1
        path, depth = (
            [*block.lines[at - 1].labels[:-1], rng.choice(("其中：通过网络提交的", "其中：涉及征地拆迁的"))],
            1,
        )
    else:
        at = rng.choice([i for i, line in enumerate(block.lines) if line.values and line.depth == 0] or [0])
        path, depth = [rng.choice(("向公共图书馆、档案馆移送信息数", "公开栏公开信息数"))], 0
    width = max(len(line.values) for line in block.lines)
    values = [Value(None, str(rng.choice((0, rng.randint(1, 500))))) for _ in range(width)]
    block.lines.insert(at, Line(path, values, None, "件", depth))
    return True


def subtotal(draft: Draft) -> bool:
    """A row 小计 that closes a group of table 3: true, but no row of the form."""
    sheet = draft.sheet("requests")
    if sheet is None:
        return False
    lines = sheet.blocks[0].lines
    group = draft.rng.choice(sorted({line.labels[1] for line in lines if len(line.labels) == 3}))
    own = [line for line in lines if len(line.labels) == 3 and line.labels[1] == group]
    sums = [sum(line.values[at].number or 0 for line in own) for at in range(len(own[0].values))]
    row = Line([*own[0].labels[:-1], "小计"], [Value(None, str(number)) for number in sums])
    lines.insert(lines.index(own[-1]) + 1, row)
    return True


def shuffle_group(draft: Draft) -> bool:
    """The rows of a group of table 3 in an order of the office's own, their ordinals with them."""
    sheet = draft.sheet("requests")
    if sheet is None:
        return False
    lines = sheet.blocks[0].lines
    group = draft.rng.choice(sorted({line.labels[1] for line in lines if len(line.labels) == 3}))
    places = [at for at, line in enumerate(lines) if len(line.labels) == 3 and line.labels[1] == group]
    own = [lines[at] for at in places]
    draft.rng.shuffle(own)
    for at, line in zip(places, own, strict=True):
        lines[at] = line
    return True


def missing_row(draft: Draft) -> bool:
    """A row of noughts that the office left out."""
    candidates = []
    for sheet in draft.sheets:
        if sheet.name == "review":
            continue
        for block in sheet.blocks:
            spare = [line for line in block.lines if line.values and not any(v.number for v in line.values)]
            candidates += [(block, line) for line in spare if len(block.lines) > 2 and line.code]
    if not candidates:
        return False
    block, line = draft.rng.choice(candidates)
    block.lines.remove(line)
    return True


def heads_cut(draft: Draft) -> bool:
    """2019: two heads cut at their line break, so that both read 本年新."""
    sheet = draft.sheet("proactive")
    if sheet is None or draft.form != "2019":
        return False
    sheet.blocks[0].heads[:2] = ["本年新", "本年新"]
    return True


def items_now(draft: Draft) -> bool:
    """2019: one column 本年项目数量 in place of last year's number and its change."""
    sheet = draft.sheet("proactive")
    if sheet is None or draft.form != "2019":
        return False
    for block in sheet.blocks:
        if block.heads[:1] != ["上一年项目数量"]:
            continue
        block.heads[:2] = ["本年项目数量"]
        for line in block.lines:
            now = max(0, int(line.values[0].number or 0) + int(line.values[1].number or 0))
            code = f"proactive.{line.code}.items" if line.code else None
            line.values[:2] = [Value(code, str(now), "reported", now)]
    return True


def head_order(draft: Draft) -> bool:
    """Columns in another order, under their own heads."""
    sheet = draft.sheet("proactive")
    if sheet is None:
        return False
    block = sheet.blocks[0]
    order = [0, 2, 1]
    block.heads = [block.heads[i] for i in order]
    for line in block.lines:
        line.values = [line.values[i] for i in order]
    return True


def total_only(draft: Draft) -> bool:
    """Table 3 with its 总计 column filled and the others left blank."""
    return _thin(draft, {6})


def first_last(draft: Draft) -> bool:
    """Table 3 with only 自然人 and 总计 filled."""
    return _thin(draft, {0, 6})


def _thin(draft: Draft, kept: set[int]) -> bool:
    sheet = draft.sheet("requests")
    if sheet is None:
        return False
    for line in sheet.blocks[0].lines:
        for at, v in enumerate(line.values):
            if at not in kept:
                _blank(v)
    return True


def blank_zeros(draft: Draft) -> bool:
    """Blanks for noughts, everywhere or in one table."""
    sheets = draft.sheets if draft.rng.random() < 0.5 else [draft.rng.choice(draft.sheets)]
    zeros = [v for s in sheets for b in s.blocks for line in b.lines for v in line.values if v.number == 0]
    for v in zeros:
        _blank(v)
    return bool(zeros)


def blank_some(draft: Draft) -> bool:
    """A few cells that somebody forgot."""
    chosen = draft.rng.sample(_values(draft), k=min(3, len(_values(draft))))
    for v in chosen:
        _blank(v)
    return True


def marks_for_zero(draft: Draft) -> bool:
    """`/`, a dash or 无 for noughts in one table."""
    mark = draft.rng.choice(("/", "-", "—", "——", "无", "／", "--"))
    sheet = draft.rng.choice(draft.sheets)
    zeros = [v for b in sheet.blocks for line in b.lines for v in line.values if v.number == 0]
    for v in zeros:
        _absent(v, mark)
    return bool(zeros)


def row_not_applicable(draft: Draft) -> bool:
    """A whole row of `/`: the office has no such power."""
    lines = [line for line in draft.lines() if line.values and line.code]
    row = draft.rng.choice(lines)
    mark = draft.rng.choice(("/", "无", "—", "不适用"))
    for v in row.values:
        _absent(v, mark)
    return True


def words(draft: Draft) -> bool:
    """Words in a value cell."""
    v = draft.rng.choice(_values(draft))
    v.text = draft.rng.choice(("见附件", "详见说明", "暂未统计", "统计中"))
    v.state, v.number = "text", None
    return True


def letter_digits(draft: Draft) -> bool:
    """A letter for a digit (l2, 1O): whatever it may mean, it is no figure."""
    found = [v for v in _values(draft) if v.text.isdigit() and set(v.text) & {"0", "1"} and len(v.text) > 1]
    if not found:
        return False
    v = draft.rng.choice(found)
    v.text = v.text.replace("1", "l", 1) if "1" in v.text else v.text.replace("0", "O", 1)
    v.demand = "never"
    return True


def debris(draft: Draft) -> bool:
    """Blank cells in which a broken entity shows."""
    mark = draft.rng.choice(("&nbsp;", "&nbsp", "&ensp;"))
    cells = [v for v in _values(draft) if v.number == 0]
    for v in draft.rng.sample(cells, k=min(8, len(cells))):
        _blank(v)
        v.text, v.demand = mark, "may"
    return bool(cells)


def plus_signs(draft: Draft) -> bool:
    """`+19` for a growth."""
    found = [v for v in _values(draft) if v.indicator and v.indicator.endswith("_change") and v.number]
    sign, minus = draft.rng.choice((("+", "-"), ("＋", "－"), ("增", "减"), ("+ ", "- ")))
    for v in found:
        v.text = (sign if (v.number or 0) > 0 else minus) + str(abs(int(v.number or 0)))
    return bool(found)


def cell_notes(draft: Draft) -> bool:
    """`22（其中修订16件）`: a number with a note."""
    found = [v for v in _values(draft) if isinstance(v.number, int) and v.number > 2 and v.state == "reported"]
    if not found:
        return False
    for v in draft.rng.sample(found, k=min(2, len(found))):
        part = draft.rng.randint(1, max(1, int(v.number or 1) - 1))
        shape = draft.rng.choice(("（其中修订{}件）", "（含自然失效{}件）", "(其中新增 {} 件)"))
        v.text = f"{v.number}{shape.format(part)}"
    return True


def thousands(draft: Draft) -> bool:
    """Thousands separators."""
    comma = draft.rng.choice((",", ",", "，"))
    found = [v for v in _values(draft) if v.number is not None and v.number >= 1000 and v.state == "reported"]
    for v in found:
        if v.text.replace(".", "").isdigit():
            v.text = f"{v.number:,}".replace(",", comma)
    return bool(found)


def units_in_cells(draft: Draft) -> bool:
    """`251000元`, `12件`: the unit in the cell, which may not be the form's."""
    rng = draft.rng
    amounts = [
        v for v in _values(draft) if v.indicator and v.indicator.endswith((".amount", ".budget", "fees.charged"))
    ]
    for v in amounts:
        if v.state == "reported":
            v.unit = rng.choice(("元", "万元"))
            v.text += v.unit
    counts = [v for v in _values(draft) if v.text.isdigit() and v.unit is None] if rng.random() < 0.4 else []
    for v in rng.sample(counts, k=min(6, len(counts))):
        v.text += rng.choice(("件", "件", " 件"))
    return bool(amounts or counts)


def units_in_heads(draft: Draft) -> bool:
    """采购总金额（万元）: the unit in the head."""
    sheet = draft.sheet("proactive")
    if sheet is None or draft.form != "2019":
        return False
    unit = draft.rng.choice(("万元", "元"))
    block = sheet.blocks[-1]
    shape = draft.rng.choice(("采购总金额（{}）", "采购总金额（单位：{}）", "采购总金额/{}"))
    block.heads[-1] = shape.format(unit)
    for v in block.lines[0].values[-1:]:
        v.unit = v.unit or unit
    return True


def padded_numbers(draft: Draft) -> bool:
    """Blanks and dots round numbers: ` 12 `, `3.00`, `0.0`."""
    rng = draft.rng
    found = [v for v in _values(draft) if v.text.isdigit()]
    for v in rng.sample(found, k=min(12, len(found))):
        v.text = rng.choice((f" {v.text} ", f"{v.text}.00", f"\u3000{v.text}", f"{v.text}\xa0", f"{v.text}.0"))
    return bool(found)


def review_layout(draft: Draft) -> bool:
    """Table 4 as three tables, a row a trial, or a row a figure."""
    draft.layout.review = draft.rng.choice(("three", "rows", "down"))
    return draft.sheet("review") is not None


def headed_groups(draft: Draft) -> bool:
    """Groups of table 3 as lines of their own instead of merged cells."""
    draft.layout.headed_groups = True
    return draft.sheet("requests") is not None


def vertical_group(draft: Draft) -> bool:
    """三、本年度办理结果 written one character a line."""
    draft.layout.vertical = True
    return draft.sheet("requests") is not None


def separate_clauses(draft: Draft) -> bool:
    """Table 2 as one table a clause."""
    draft.layout.separate = True
    return draft.sheet("proactive") is not None


def no_clauses(draft: Draft) -> bool:
    """Table 2 without its clause lines."""
    draft.layout.clauses = False
    return draft.sheet("proactive") is not None


def no_units(draft: Draft) -> bool:
    """A list form without its column of units."""
    draft.layout.unit_column = False
    return draft.sheet("listing") is not None


def numbered_apart(draft: Draft) -> bool:
    """The tables numbered 一、二、三 after the prose, or with no ordinals at all."""
    draft.layout.numbering = draft.rng.choice(("apart", "lost", "brackets"))
    return bool(draft.sheets)


def headings_bent(draft: Draft) -> bool:
    """Headings of sections in other words, or missing before a table."""
    draft.layout.headings = draft.rng.choice(("reworded", "missing"))
    return True


def pictures(draft: Draft) -> bool:
    """Tables that are pictures: a caption, and nothing to read."""
    draft.layout.pictures = True
    return True


def one_table(draft: Draft) -> bool:
    """All tables run together into one."""
    draft.layout.one_table = True
    return len(draft.sheets) > 1


BENDS: dict[str, tuple[Bend, int]] = {
    "shorten": (shorten, 6),
    "annotate": (annotate, 4),
    "mistype": (mistype, 4),
    "ordinals": (ordinals, 5),
    "spaces": (spaces, 5),
    "reorder": (reorder, 3),
    "shuffle_group": (shuffle_group, 1),
    "local_row": (local_row, 4),
    "subtotal": (subtotal, 2),
    "missing_row": (missing_row, 3),
    "heads_cut": (heads_cut, 3),
    "items_now": (items_now, 3),
    "head_order": (head_order, 1),
    "total_only": (total_only, 2),
    "first_last": (first_last, 2),
    "blank_zeros": (blank_zeros, 4),
    "blank_some": (blank_some, 2),
    "marks_for_zero": (marks_for_zero, 3),
    "row_not_applicable": (row_not_applicable, 2),
    "words": (words, 1),
    "letter_digits": (letter_digits, 1),
    "debris": (debris, 1),
    "plus_signs": (plus_signs, 3),
    "cell_notes": (cell_notes, 2),
    "thousands": (thousands, 3),
    "units_in_heads": (units_in_heads, 2),
    "units_in_cells": (units_in_cells, 3),
    "padded_numbers": (padded_numbers, 3),
    "review_layout": (review_layout, 3),
    "headed_groups": (headed_groups, 2),
    "vertical_group": (vertical_group, 3),
    "separate_clauses": (separate_clauses, 2),
    "no_clauses": (no_clauses, 2),
    "no_units": (no_units, 2),
    "numbered_apart": (numbered_apart, 3),
    "headings_bent": (headings_bent, 3),
    "pictures": (pictures, 1),
    "one_table": (one_table, 1),
}
"""Each bend with its weight in the draw; the order is the order of application."""

EXCLUSIVE = ({"total_only", "first_last"}, {"heads_cut", "head_order"}, {"items_now", "plus_signs"})


def pick(rng: Random, count: int) -> list[str]:
    """`count` bends that go together, in the order of application."""
    names, weights = list(BENDS), [weight for _, weight in BENDS.values()]
    chosen: set[str] = set()
    while len(chosen) < count:
        name = rng.choices(names, weights)[0]
        if not any(name in group and chosen & group for group in EXCLUSIVE):
            chosen.add(name)
    return [name for name in BENDS if name in chosen]


def apply(draft: Draft, names: list[str]) -> list[str]:
    """Apply bends in order; the names of those that found something to bend."""
    return [name for name in names if BENDS[name][0](draft)]
