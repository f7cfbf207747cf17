"""Whole reports from a seed: body, year, form, figures, bends, prose and the truth about all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random

from tests.generator import bends, figures, gridbends, labels, prose, tables
from tests.generator.draft import Draft
from tests.generator.model import Content, Expected, Fields, Grid, GridCell, Prose
from tests.generator.names import Agency, make_agency
from tests.generator.official import REQUESTS_SINGLE_OTHER, REQUESTS_SPLIT_OTHER, Outcome

FORMS = ("2019", "2021", "2014", "fujian-2008")
_YEARS = {"2019": (2019, 2020), "2021": (2021, 2025), "2014": (2014, 2018), "fujian-2008": (2008, 2018)}


def make_content(seed: int) -> Content:
    """A report before it is written in any format. Every fourth is plain, every fifth has a broken sum."""
    rng = Random(seed * 7919 + 17)
    kind = rng.choices(("2019", "2021", "2014", "fujian-2008", "none", "other"), (30, 38, 13, 11, 5, 3))[0]
    agency = make_agency(rng)
    if kind == "other":
        return _other_document(rng, seed, agency)
    if kind == "none":
        return _sentences(rng, seed, agency)
    return _tabled(rng, seed, agency, kind)


def _tabled(rng: Random, seed: int, agency: Agency, form: str) -> Content:
    draft = _draft(rng, form)
    applied = bends.apply(draft, bends.pick(rng, rng.choice((0, 0, 1, 1, 2, 3, 4))))
    content = _assemble(draft, seed, agency)
    names = gridbends.pick(rng, rng.choice((0, 0, 0, 1, 1, 2))) if any(content.grids()) else []
    applied += [name for name in names if gridbends.GRID_BENDS[name][0](rng, content.items)]
    content.bends = applied + _rewrite(rng, content)
    content.relations = figures.relations(form, draft.outcomes)
    content.form = form if any(content.grids()) else None
    return content


def _draft(rng: Random, form: str) -> Draft:
    year = rng.randint(*_YEARS[form])
    scale = rng.choice((0, 6, 40, 40, 300, 3000))
    if form in {"2014", "fujian-2008"}:
        drawn = figures.list_figures(rng, form, max(scale, 6))
        _maybe_spoil(rng, drawn, form, ())
        return Draft(rng, form, year, drawn, [tables.list_sheet(rng, drawn, form, year)])
    usual, unusual = REQUESTS_SPLIT_OTHER, REQUESTS_SINGLE_OTHER
    if form == "2019":
        usual, unusual = unusual, usual
    outcomes = unusual if rng.random() < 0.08 else usual
    clauses = figures.clauses_of(form)
    drawn = figures.proactive_figures(rng, clauses, scale)
    drawn |= figures.request_figures(rng, outcomes, scale)
    drawn |= figures.review_figures(rng, scale)
    _maybe_spoil(rng, drawn, form, outcomes)
    sheets = [
        tables.proactive_sheet(drawn, clauses),
        tables.request_sheet(drawn, outcomes),
        tables.review_sheet(drawn),
    ]
    return Draft(rng, form, year, drawn, sheets, outcomes)


def _maybe_spoil(rng: Random, drawn: figures.Figures, form: str, outcomes: tuple[Outcome, ...]) -> None:
    if rng.random() < 0.2:
        figures.spoil(rng, drawn, figures.relations(form, outcomes))


def _fields(rng: Random, agency: Agency, year: int) -> Fields:
    name = rng.choice((agency.name, agency.name, agency.short))
    shapes = (
        "{name}{year}年政府信息公开工作年度报告",
        "{name}{year}年政府信息公开工作年度报告",
        "{year}年{name}政府信息公开工作年度报告",
        "{name}{year}年度政府信息公开年度报告",
        "{name}关于{year}年度政府信息公开工作情况的报告",
        "{name}政府信息公开工作年度报告（{year}年）",
        "{name}{year}年政府信息公开年报",
        "{name}{year}年度政府信息公开工作年度报告",
        "{name}政府信息公开工作年度报告",
        "{year}年政府信息公开工作年度报告",
    )
    # Where the title lacks the year or the body, the opening paragraph or the signature has it.
    title = rng.choice(shapes).format(name=name, year=year)
    day = f"{year + 1}-{rng.randint(1, 3):02d}-{rng.randint(1, 28):02d}"
    signed = day if rng.random() < 0.5 else None
    published = f"{year + 1}-{rng.randint(3, 4):02d}-{rng.randint(1, 28):02d}"
    index = f"{rng.randint(100000000, 999999999)}/{year + 1}-{rng.randint(1, 99999):05d}"
    return Fields(title, set(agency.accepted) | {name, agency.name}, year, published, signed, index)


def _heading(numbering: str, number: int, title: str) -> Prose:
    if numbering == "lost":
        return Prose(title, "heading")
    if numbering == "brackets":
        return Prose(f"（{prose.NUMERALS[number]}）{title}", "heading")
    return Prose(f"{prose.NUMERALS[number]}、{title}", "heading")


def _lay(draft: Draft) -> dict[str, list[Grid]]:
    layout, found = draft.layout, {}
    for sheet in draft.sheets:
        if sheet.name == "proactive":
            found[sheet.name] = tables.lay_proactive(sheet, separate=layout.separate, clauses=layout.clauses)
        elif sheet.name == "requests":
            grid = tables.lay_requests(sheet, headed_groups=layout.headed_groups, vertical=layout.vertical)
            found[sheet.name] = [grid]
        elif sheet.name == "review":
            found[sheet.name] = tables.lay_review(sheet, layout.review)
        else:
            found[sheet.name] = [tables.lay_listing(sheet, unit_column=layout.unit_column)]
    return found


def _assemble(draft: Draft, seed: int, agency: Agency) -> Content:
    rng, layout = draft.rng, draft.layout
    fields = _fields(rng, agency, draft.year)
    content = Content(seed, draft.form, fields, [])
    title = fields.title or ""
    told = agency.short in title and str(draft.year) in title
    items: list[Prose | Grid] = [Prose(prose.intro(rng, agency, draft.year, told=told))]
    titles = prose.SECTIONS_NEW if draft.form in {"2019", "2021"} else prose.SECTIONS_OLD
    grids = _lay(draft)
    bodies: dict[int, list[Prose | Grid]] = {i: [] for i in range(6)}
    bodies[0] = [Prose(text) for text in prose.overview(rng, agency, draft.year)]
    _state(draft, content, bodies[0])
    bodies[4] = [Prose(text) for text in prose.problems(agency)]
    bodies[5] = [Prose(prose.other(rng, draft.form))]
    apart = layout.numbering == "apart" or layout.one_table
    if "listing" in grids:
        for number, text in ((1, "依托门户网站主动公开政府信息。"), (2, "依法办理。"), (3, "依法办理。")):
            bodies[number].append(Prose(text))
        bodies[5] += _captioned(rng, grids["listing"], draft.year)
    elif not apart:
        for number, name in enumerate(("proactive", "requests", "review"), start=1):
            bodies[number] += grids[name]
    else:
        for number in (1, 2, 3):
            bodies[number].append(Prose("详见附表。"))
    for number, heading in enumerate(titles):
        shown = prose.REWORDED.get(heading, heading) if layout.headings == "reworded" else heading
        if layout.headings != "missing" or number not in {2, 3}:
            items.append(_heading("official" if apart else layout.numbering, number, shown))
        items += bodies[number]
    if apart and "listing" not in grids:
        items += _appendix(grids, titles, together=layout.one_table)
    content.items = _photographed(items) if layout.pictures else items
    if fields.signed:
        content.items += [Prose(agency.name, "signature"), Prose(_chinese_date(fields.signed), "signature")]
    return content


def _photographed(items: list[Prose | Grid]) -> list[Prose | Grid]:
    """The document with its tables as pictures."""
    shown: list[Prose | Grid] = []
    for item in items:
        shown.append(item if isinstance(item, Prose) else Prose(f"图{len(shown)} 政府信息公开情况统计表", "picture"))
    return shown


def _captioned(rng: Random, grids: list[Grid], year: int) -> list[Prose | Grid]:
    caption = grids[0].caption or rng.choice(
        ("附表", f"附件：{year}年度政府信息公开情况统计表", "附表：政府信息公开情况统计表")
    )
    return [Prose(caption, "caption"), *grids]


def _appendix(grids: dict[str, list[Grid]], titles: Iterable[str], *, together: bool) -> list[Prose | Grid]:
    names = dict(zip(("proactive", "requests", "review"), list(titles)[1:4], strict=True))
    if together:
        return [_join([(f"{prose.NUMERALS[i]}、{names[n]}", g) for i, (n, g) in enumerate(grids.items())])]
    found: list[Prose | Grid] = []
    for index, (name, some) in enumerate(grids.items()):
        found += [Prose(f"{prose.NUMERALS[index]}、{names[name]}", "heading"), *some]
    return found


def _join(named: list[tuple[str, list[Grid]]]) -> Grid:
    width = max(grid.width for _, some in named for grid in some)
    rows: list[list[GridCell]] = []
    for title, some in named:
        rows.append([GridCell(title, colspan=width, head=True)])
        for grid in some:
            for columns, row in zip(gridbends.positions(grid), grid.rows, strict=True):
                for column, cell in zip(columns, row, strict=True):
                    # The cells of the last column take up the room.
                    if column + cell.colspan == grid.width:
                        cell.colspan += width - grid.width
                rows.append(row)
    return Grid(rows, width, "all")


def _state(draft: Draft, content: Content, body: list[Prose | Grid]) -> None:
    rng = draft.rng
    if rng.random() < 0.6:
        lie = rng.random() < 0.15
        text, stated, contradiction = prose.statement(rng, draft.form, draft.figures, draft.year, lie=lie)
        body.append(Prose(text))
        content.stated += stated
        content.breaks += [contradiction] if contradiction else []


def _chinese_date(day: str) -> str:
    year, month, date = day.split("-")
    return f"{year}年{int(month)}月{int(date)}日"


def _rewrite(rng: Random, content: Content) -> list[str]:
    """Changes of characters throughout the document."""
    changes: dict[str, Callable[[str], str]] = {
        "traditional": labels.traditional(rng.choice(("s2t", "s2tw", "s2hk"))),
        "half_width": labels.half_width,
        "radicals": labels.radicals,
        "full_digits": labels.full_digits,
    }
    name = rng.choices(("", *changes), (70, 5, 14, 5, 6))[0]
    if not name:
        return []
    change = changes[name]
    labels.rewrite(content, change)
    fields = content.fields
    fields.title = change(fields.title) if fields.title and name != "radicals" else fields.title
    fields.agency |= {change(text) for text in fields.agency}
    return [name]


def collect(content: Content) -> dict[str, Expected]:
    """What the document's value cells say, by indicator; cells that contradict each other say nothing certain."""
    found: dict[str, Expected] = {}
    for grid in content.grids():
        for v in grid.values():
            if v.indicator is None:
                continue
            seen = found.get(v.indicator)
            here = Expected(v.state, v.number, v.unit, v.text.strip(), v.demand)
            if seen is not None and (seen.state, seen.number) != (here.state, here.number):
                here = Expected("text", None, None, f"{seen.text} | {here.text}", "never")
            elif seen is not None and "never" in {seen.demand, here.demand}:
                here.demand = "never"
            elif seen is not None and "may" in {seen.demand, here.demand}:
                here.demand = "may"
            found[v.indicator] = here
    return found


def settle(content: Content) -> None:
    """Name the contradictions that the finished document holds; called once it is written, when all is known."""
    if not any(isinstance(item, Prose) and item.kind == "signature" for item in content.items):
        content.fields.signed = None
    cells = collect(content)
    for contradiction in content.breaks:
        printed = [cells.get(code) for code in contradiction.indicators]
        contradiction.required = all(e is not None and e.state == "reported" and e.demand == "must" for e in printed)
    content.breaks += figures.broken(content.relations, cells, partial="half" in content.bends)


def _sentences(rng: Random, seed: int, agency: Agency) -> Content:
    year = rng.randint(2008, 2013)
    fields = _fields(rng, agency, year)
    texts, stated, breaks = prose.sentences_only(rng, year, lie=rng.random() < 0.4)
    items: list[Prose | Grid] = [Prose(prose.intro(rng, agency, year, told=False))]
    bodies = [
        [*prose.overview(rng, agency, year)],
        texts[:1] + texts[2:],
        texts[1:2],
        ["未发生。"],
        prose.problems(agency),
    ]
    for number, (title, body) in enumerate(zip(prose.SECTIONS_OLD, bodies, strict=False)):
        items += [_heading("official", number, title), *(Prose(text) for text in body)]
    if fields.signed:
        items += [Prose(agency.name, "signature"), Prose(_chinese_date(fields.signed), "signature")]
    return Content(seed, None, fields, items, breaks, stated=stated, bends=["sentences"])


def _other_document(rng: Random, seed: int, agency: Agency) -> Content:
    year = rng.randint(2012, 2025)
    fields = _fields(rng, agency, year)
    kind = rng.choice(("notice", "website", "law", "rules"))
    title, texts = {
        "notice": (
            f"关于做好{year}年政府信息公开工作年度报告编制发布工作的通知",
            [
                "各乡镇人民政府、各有关单位：",
                "为做好年度报告编制发布工作，现就有关事项通知如下。",
                "请各单位于1月31日前报送并公布本单位年度报告。",
            ],
        ),
        "website": (
            f"{agency.name}政府网站工作年度报表（{year}年度）",
            ["网站名称、首页网址、主办单位如下。", "信息发布总数230条，独立用户访问总量3021个。"],
        ),
        "law": (
            f"{agency.name}{year}年法治政府建设年度报告",
            [
                f"{year}年，全面推进依法行政，加快建设法治政府。",
                "行政复议案件办结12件，举办法治培训3次。",
                "推进政务公开，主动接受监督。",
            ],
        ),
        "rules": (
            f"{agency.name}政府信息公开制度",
            [
                "第一条 为促进政府信息公开，制定本制度。",
                "第二条 各部门应当按时公布政府信息公开年度报告。",
                "第三条 本制度自印发之日起施行。",
            ],
        ),
    }[kind]
    fields.title = title
    items: list[Prose | Grid] = [Prose(text) for text in texts]
    return Content(seed, None, fields, items, bends=[f"other_{kind}"], is_report=False)
