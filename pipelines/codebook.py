"""The codebook, in English and Chinese, as Markdown and CSV: generated from the forms, the vocabulary and the series.

`python -m pipelines.codebook docs` writes the two Markdown files of the documentation, which say nothing of any data. A
release has the same with the shares of each indicator's figures that are numbers, blank, or named by a finding.
"""

# ruff: noqa: E501 - the words of the two languages are compared more easily line by line

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from parsers.forms import load_forms
from pipelines.divisions import OPEN_END
from pipelines.indicators import Cell, Indicator, indicators, other_checks
from pipelines.release_schema import TABLES, Table, panel
from pipelines.release_tables import Figures, Lookup, known_names
from pipelines.series import Series, load_apart, load_series

Language = Literal["en", "zh"]
STATUSES = ("reported", "blank", "not_applicable", "text")
CSV_COLUMNS = (
    "indicator", "english", "chinese", "unit", "origin", "forms", "years", "wording", "rules", "series", "stata_name",
    "figures", "reported", "blank", "not_applicable", "text", "flagged", "share_reported", "share_blank",
    "share_flagged",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shares:
    """How many figures of an indicator there are, by status, and how many a finding names."""

    figures: int = 0
    reported: int = 0
    blank: int = 0
    not_applicable: int = 0
    text: int = 0
    flagged: int = 0

    def share(self, count: int) -> str:
        """A part of the figures with three decimals; empty where there are none."""
        return f"{count / self.figures:.3f}" if self.figures else ""


class Count:
    """Counts figures by indicator and status while a release is written."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._status = np.array([STATUSES.index(each) for each in lookup.kinds["status"].to_list()], dtype=np.int64)
        self._found = np.zeros((len(STATUSES) + 1, len(lookup.codes)), dtype=np.int64)

    def add(self, figures: Figures) -> None:
        """Count the figures of a batch."""
        size = len(self._lookup.codes)
        status = self._status[figures.kind]
        for place in range(len(STATUSES)):
            self._found[place] += np.bincount(figures.column[status == place], minlength=size)
        self._found[-1] += np.bincount(figures.column[figures.named > 0], minlength=size)

    def shares(self) -> dict[str, Shares]:
        """The counts by indicator."""
        return {
            code: Shares(int(column[:-1].sum()), *(int(each) for each in column))
            for code, column in zip(self._lookup.codes, self._found.T, strict=True)
        }


def write_codebook(folder: Path, tables: Mapping[str, Table], count: Count) -> None:
    """`codebook.md`, `codebook.zh.md` and `codebook.csv` of a release."""
    shares = count.shares()
    languages: tuple[tuple[Language, str], ...] = (("en", "codebook.md"), ("zh", "codebook.zh.md"))
    for language, name in languages:
        (folder / name).write_text(markdown(language, tables, shares), encoding="utf-8")
    (folder / "codebook.csv").write_text(as_csv(shares), encoding="utf-8-sig")


# --- CSV ----------------------------------------------------------------------------------------------------------------


def as_csv(shares: Mapping[str, Shares]) -> str:
    """One row an indicator; `wording` gives the official wording for each form that has it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for code in dict.fromkeys((*indicators(), *shares)):
        writer.writerow(_csv_row(code, shares.get(code, Shares())))
    return out.getvalue()


def _csv_row(code: str, found: Shares) -> list[str | int]:
    known = indicators().get(code) or Indicator(code, code, code, "")
    series = ";".join(each.id for each in _series_with(code))
    forms = ";".join(dict.fromkeys(cell.form for cell in known.cells))
    wording = "; ".join(dict.fromkeys(f"{cell.form}: {cell.wording}" for cell in known.cells))
    counts = (found.figures, found.reported, found.blank, found.not_applicable, found.text, found.flagged)
    parts = (found.share(each) for each in (found.reported, found.blank, found.flagged))
    return [code, known.english, known.chinese, known.unit, known.origin, forms, _years(known), wording,
            ";".join(known.rules), series, known.stata, *counts, *parts]  # fmt: skip


def _years(known: Indicator) -> str:
    """The years of the forms that have it: 2014-2018;2021-."""
    spans = sorted({cell.years for cell in known.cells})
    return ";".join(f"{first}-{'' if last == OPEN_END else last}" for first, last in spans)


def _series_with(code: str) -> Iterator[Series]:
    for series in load_series().values():
        if any(code in option for segment in series.segments for option in segment.sums):
            yield series


# --- Markdown -----------------------------------------------------------------------------------------------------------

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "title": "Codebook",
        "made": "Generated from `data/forms/` by `python -m pipelines.codebook docs`: change the forms, not this file.",
        "release": "Generated from the official forms and from the figures of this release.",
        "tables": "Tables",
        "column": "column", "type": "type", "what": "what it holds", "key": "A row is named by", "plus": "and one column an indicator, see below",
        "indicators": "Indicators",
        "code": "indicator", "name": "meaning", "wording": "official wording", "unit": "unit", "years": "years",
        "rules": "rules", "stata": "in Stata", "shares": "reported / blank / flagged",
        "intro": "An indicator is one cell of an official form. Its wording is given from the section of the report down to the cell. A value is the number printed; a blank is not a zero. Shares are of the indicator's figures in this release.",
        "sentences": "Stated in sentences only",
        "sentences_intro": "No form has a cell for these; they come from the prose, by the vocabulary of `sentences.toml`. `.cumulative` means since the Regulations took effect (2008).",
        "form": "Form", "for": "for the years", "rule": "rule", "means": "what must hold", "checked": "Rules",
        "checked_intro": "A rule that fails is a finding on every indicator it names; values are never changed.",
        "series": "Series across the forms",
        "series_intro": "Which indicators may be read as one series, and where it breaks. The table `series` has the values; `group` grows at each break.",
        "segment": "Segment", "breaks": "Break", "none": "continues the segment before", "first": "begins the series",
        "apart": "Not to be joined", "since": "since",
    },
    "zh": {
        "title": "代码本",
        "made": "由 `python -m pipelines.codebook docs` 从 `data/forms/` 生成；请修改格式文件，不要修改本文件。",
        "release": "由官方格式及本发布的数值生成。",
        "tables": "数据表",
        "column": "列", "type": "类型", "what": "内容", "key": "行标识", "plus": "另每个指标一列，见下",
        "indicators": "指标",
        "code": "指标", "name": "含义", "wording": "官方表述", "unit": "单位", "years": "年度",
        "rules": "核查规则", "stata": "Stata变量名", "shares": "已填／空白／存疑",
        "intro": "一个指标即官方格式中的一格，其表述自章节至单元格。数值为所印数字；空白不等于零。占比按本发布中该指标的数值计算。",
        "sentences": "仅见于文字的指标",
        "sentences_intro": "官方格式无对应单元格，依 `sentences.toml` 词表取自正文。`.cumulative` 指《条例》施行（2008年）以来累计。",
        "form": "格式", "for": "适用年度", "rule": "规则", "means": "应成立的关系", "checked": "核查规则",
        "checked_intro": "未通过的规则记为所涉每个指标的核查结果；数值从不改动。",
        "series": "跨格式序列",
        "series_intro": "哪些指标可作为同一序列阅读，以及断点所在。数值见 `series` 表，`group` 在每个断点递增。",
        "segment": "段", "breaks": "断点", "none": "与前段连续", "first": "序列起点",
        "apart": "不可合并", "since": "起",
    },
}  # fmt: skip


def markdown(language: Language, tables: Mapping[str, Table], shares: Mapping[str, Shares] | None = None) -> str:
    """The codebook in a language; without shares that of the documentation."""
    words = _WORDS[language]
    lines = [f"# {words['title']}", "", words["release"] if shares else words["made"], "", f"## {words['tables']}", ""]
    for table in tables.values():
        lines += _table_lines(table, language)
    lines += [f"## {words['indicators']}", "", words["intro"], ""]
    for form in sorted(load_forms().values(), key=lambda each: -each.years[0]):
        lines += _form_lines(form.id, language, shares)
    lines += [f"### {words['sentences']}", "", words["sentences_intro"], ""]
    stated = [each for each in indicators().values() if each.origin == "sentence"]
    lines += _indicator_lines([(each, each.cells[0]) for each in stated], language, shares)
    return "\n".join([*lines, *_rule_lines(language), *_series_lines(language)]) + "\n"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _table_lines(table: Table, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    told = table.english if language == "en" else table.chinese
    key = ", ".join(f"`{name}`" for name in table.key)
    yield from (f"### `{table.name}`", "", f"{told}. {words['key']} {key}.", "")
    yield from (_row(words["column"], words["type"], words["what"]), _row("---", "---", "---"))
    for column in table.columns:
        if column.name not in indicators():
            yield _row(f"`{column.name}`", column.type, column.english if language == "en" else column.chinese)
    if table.name == "panel":
        yield _row("…", "number", words["plus"])
    yield ""


def _form_lines(form_id: str, language: Language, shares: Mapping[str, Shares] | None) -> Iterator[str]:
    words, form = _WORDS[language], load_forms()[form_id]
    last = "" if form.years[1] == OPEN_END else str(form.years[1])
    gloss = f"{form.gloss}. " if language == "en" else ""
    yield from (f"### {words['form']} {form.id}: {form.name}", "")
    yield from (f"{gloss}{words['for']} {form.years[0]}–{last}. {form.source}", "")
    held = [(each, cell) for each in indicators().values() for cell in each.cells if cell.form == form_id]
    yield from _indicator_lines(held, language, shares)


def _indicator_lines(
    held: list[tuple[Indicator, Cell]], language: Language, shares: Mapping[str, Shares] | None
) -> Iterator[str]:
    words = _WORDS[language]
    heads = [words[name] for name in ("code", "name", "wording", "unit", "years", "rules", "stata")]
    heads += [words["shares"]] if shares else []
    yield from (_row(*heads), _row(*("---" for _ in heads)))
    for each, cell in held:
        cells = [f"`{each.code}`", each.english if language == "en" else each.chinese, cell.wording, each.unit,
                 _years(each), ", ".join(each.rules), f"`{each.stata}`"]  # fmt: skip
        if shares:
            found = shares.get(each.code, Shares())
            parts = [found.share(count) or "–" for count in (found.reported, found.blank, found.flagged)]
            cells.append(" / ".join(parts) if found.figures else "–")
        yield _row(*cells)
    yield ""


def _rule_lines(language: Language) -> Iterator[str]:
    words = _WORDS[language]
    yield from (f"## {words['checked']}", "", words["checked_intro"], "")
    yield from (_row(words["rule"], words["form"], words["means"], words["wording"]), _row(*["---"] * 4))
    seen: dict[str, tuple[set[str], str, str]] = {}
    for form in load_forms().values():
        for rule in form.rules:
            seen.setdefault(rule.id, (set(), rule.gloss, rule.wording))[0].add(form.id)
    for name in sorted(seen):
        forms, gloss, wording = seen[name]
        yield _row(f"`{name}`", ", ".join(sorted(forms)), gloss if language == "en" else wording, wording)
    for name, told in other_checks().items():
        yield _row(f"`{name}`", "–", told[language], "–")
    yield ""


def _series_lines(language: Language) -> Iterator[str]:
    words = _WORDS[language]
    yield from (f"## {words['series']}", "", words["series_intro"], "")
    for series in load_series().values():
        named = series.english if language == "en" else series.chinese
        yield from (f"### `{series.id}`: {named} ({series.unit})", "")
        yield from (_row(words["segment"], words["form"], words["code"], words["breaks"]), _row(*["---"] * 4))
        for place, segment in enumerate(series.segments):
            value = " / ".join(" + ".join(f"`{code}`" for code in option) for option in segment.sums)
            told = segment.breaks if language == "en" else segment.breaks_zh
            default = words["none"] if place else words["first"]
            yield _row(str(place + 1), ", ".join(segment.forms), value, told or default)
        yield ""
    yield from (f"### {words['apart']}", "", _row(words["code"], words["breaks"]), _row("---", "---"))
    for apart in load_apart():
        codes = ", ".join(f"`{code}`" for code in apart.indicators)
        yield _row(codes, apart.reason if language == "en" else apart.reason_zh)


def documentation() -> dict[str, str]:
    """The Markdown files of the documentation by name."""
    codes = list(indicators())
    tables = {**TABLES, "panel": panel(codes, known_names(codes))}
    return {"codebook.md": markdown("en", tables), "codebook.zh.md": markdown("zh", tables)}


def main(folder: Path) -> None:
    """Write the documentation's files to a folder."""
    for name, text in documentation().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
