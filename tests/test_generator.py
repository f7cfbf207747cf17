"""The generator against itself: what it says a document holds is what the document holds."""

from __future__ import annotations

import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.generator import figures
from tests.generator.formats.html import DIALECTS
from tests.generator.model import Expected, Grid
from tests.generator.samples import LAYOUTS, make_sample, samples
from tests.generator.world import collect, make_content

SEEDS = range(60)
ROOT = Path(__file__).resolve().parents[1]


class _Cells(HTMLParser):
    """The texts of innermost cells, by a parser that knows nothing of reports."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"td", "th"}:
            self.texts.append("")
            self._open = True
        elif tag == "table":
            self._open = False

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr", "table"}:
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[-1] += data


def _squeezed(text: str) -> str:
    return "".join(text.split()).replace("\u200b", "")


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_same_seed_same_bytes(layout: str):
    assert [make_sample(seed, layout).data for seed in range(5)] == [
        make_sample(seed, layout).data for seed in range(5)
    ]


def test_same_seed_same_bytes_in_another_process():
    script = "from tests.gate.gate import digest; print(digest(120))"
    found = set()
    for salt in ("1", "2"):
        # The order of sets of strings differs between processes: it must not reach the documents.
        environment = {**os.environ, "PYTHONHASHSEED": salt}
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, cwd=ROOT, capture_output=True, check=True
        )
        found.add(done.stdout)
    assert len(found) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_every_html_dialect_prints_every_cell(seed: int):
    for dialect in DIALECTS:
        sample = make_sample(seed, f"html.{dialect}")
        parser = _Cells()
        parser.feed(_decoded(sample.data))
        printed = [_squeezed(text) for text in parser.texts]
        wanted = [_squeezed(v.text) for grid in sample.content.grids() for v in grid.values() if v.text.strip()]
        found = iter(printed)
        assert all(any(text == want for text in found) for want in wanted), dialect


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


@pytest.mark.parametrize("seed", SEEDS)
def test_every_text_style_prints_every_figure_in_order(seed: int):
    for style in (name for name in LAYOUTS if name.startswith("text.")):
        sample = make_sample(seed, style)
        whole = _squeezed(_decoded(sample.data))
        at = 0
        for grid in sample.content.grids():
            for value in grid.values():
                at = whole.find(_squeezed(value.text), at)
                assert at >= 0, (style, value)


@pytest.mark.parametrize("seed", range(300))
def test_grids_are_rectangles(seed: int):
    for grid in make_content(seed).grids():
        assert _filled(grid) == {(row, column) for row in range(len(grid.rows)) for column in range(grid.width)}


def _filled(grid: Grid) -> set[tuple[int, int]]:
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(grid.rows):
        column = 0
        for cell in row:
            while (at, column) in taken:
                column += 1
            here = {(at + down, column + across) for down in range(cell.rowspan) for across in range(cell.colspan)}
            assert not here & taken
            taken |= here
    return taken


def test_plain_reports_keep_every_sum_unless_one_was_spoiled():
    broken = 0
    for seed in range(400):
        content = make_content(seed)
        if content.bends or content.form is None:
            continue
        cells = collect(content)
        found = figures.broken(content.relations, cells, partial=False)
        broken += bool(found)
        assert len(found) <= 4
    assert broken


def test_truth_covers_every_state_and_demand():
    states, demands = set(), set()
    for sample in samples(400):
        states |= {expected.state for expected in sample.expected.values()}
        demands |= {expected.demand for expected in sample.expected.values()}
    assert states == {"reported", "blank", "not_applicable", "text"}
    assert demands == {"must", "may", "never"}


def test_figures_that_contradict_each_other_say_nothing_certain():
    content = next(c for c in map(make_content, range(1000)) if c.bends == ["twice_differing"])
    uncertain = [expected for expected in collect(content).values() if expected.demand == "never"]
    assert len(uncertain) == 1


def test_sums_over_blanks_are_never_required():
    cells = {f"review.{name}": Expected("reported", 1, None, "1", "must") for name in ("upheld", "corrected", "other")}
    cells["review.pending"] = Expected("blank", None, None, "", "must")
    cells["review.total"] = Expected("reported", 9, None, "9", "must")
    (found,) = figures.broken(figures.relations("2021"), cells, partial=False)
    assert {found.left, found.right} == {3, 9}
    assert not found.required
