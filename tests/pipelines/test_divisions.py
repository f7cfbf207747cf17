"""The table of divisions: what a code or a name is in a year, what lies above it, and what became of it."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest

from parsers.placenames import forms, stem
from parsers.resources import data_path
from pipelines.divisions import Division, divisions
from tests.beside import COLLECTION

SOURCES = COLLECTION / "divisions"


def names(found: list[Division]) -> list[str]:
    return [division.name for division in found]


def coded(code: str, year: int | None = None) -> Division:
    division = divisions().by_code(code, year)
    assert division
    return division


def only(name: str, year: int) -> Division:
    (division,) = divisions().named(name, year)
    return division


def test_a_code_is_what_it_is_in_its_year():
    table = divisions()
    assert coded("320829", 2015).name == "洪泽县"
    assert table.by_code("320829", 2016) is None
    assert coded("420600", 2009).name == "襄樊市"
    assert coded("420600", 2010).name == "襄阳市"
    assert table.by_code("999999") is None


def test_ancestors_are_those_of_the_year():
    table = divisions()
    lujiang = coded("341421", 2008)
    assert names(list(table.ancestors(lujiang, 2008))) == ["巢湖市", "安徽省"]
    assert names(list(table.ancestors(only("庐江县", 2012), 2012))) == ["合肥市", "安徽省"]
    assert names(list(table.ancestors(only("天门市", 2020), 2020))) == ["湖北省"]
    assert table.ancestors(coded("110000"), 2020) == ()


@pytest.mark.parametrize(
    ("name", "year", "lineage"),
    [
        ("沙县区", 2021, ["352727", "350427", "350405"]),
        ("洪泽区", 2020, ["322230", "320829", "320829", "320813"]),
        # 绍兴县 lost parts to 越城区, which there was; 柯桥区 there was not.
        ("柯桥区", 2020, ["332301", "330621", "330603"]),
        # 抚宁县 went into three districts, of which one kept its name.
        ("抚宁区", 2020, ["132727", "130323", "130306"]),
        # The code of 万盛区 was given to another, which has the name of 綦江县.
        ("綦江区", 2020, ["510223", "500222", "500110"]),
        # 庐山区 stayed under its code as 濂溪区; 庐山市 is another.
        ("濂溪区", 2020, ["360402", "360402"]),
        # A prefecture that became a city under a new code.
        ("那曲市", 2020, ["542400", "540600"]),
    ],
)
def test_a_lineage_follows_renamings(name, year, lineage):
    assert [each.code for each in divisions().lineage(only(name, year))] == lineage


@pytest.mark.parametrize("name", ["崇文区", "白下区", "闸北区", "江干区", "万盛区", "塘沽区"])
def test_a_merged_division_is_continued_by_none(name):
    last = max(divisions().named(name), key=lambda division: division.end)
    assert divisions().continuation(last) is None
    assert divisions().successors(last)
    assert divisions().at(last, 2024) is None


def test_predecessors_are_the_other_side_of_successors():
    table = divisions()
    dongcheng = only("东城区", 2012)
    assert "崇文区" in names(table.predecessors(dongcheng))
    for division in table:
        assert all(division in table.predecessors(each) for each in table.successors(division))


def test_names_within_a_parent():
    table = divisions()
    assert len(table.named("鼓楼区", 2020)) == 4
    assert [each.code for each in table.named("鼓楼区", 2020, within="320300")] == ["320302"]
    assert [each.code for each in table.named("恩施州", 2020)] == ["422800"]
    assert [each.code for each in table.named("前郭县", 2020)] == ["220721"]
    assert table.named("洪泽") == []


def test_stems_and_forms():
    assert stem("恩施土家族苗族自治州") == "恩施"
    assert stem("新疆维吾尔自治区") == "新疆"
    assert stem("积石山保安族东乡族撒拉族自治县") == "积石山"
    assert dict(forms("长阳土家族自治县"))["长阳县"] == "short"
    assert "沙" not in dict(forms("沙县"))


def test_towns_stand_under_the_code_of_today():
    table = divisions()
    assert table.towns("350405")["高桥镇"].code == "350405103000"
    assert table.towns("350427") == {}
    assert not table.has_counties(coded("441900"), 2020)
    assert table.has_counties(coded("320800"), 2020)


def test_every_code_is_held_once_at_a_time():
    for code in {division.code for division in divisions()}:
        history = divisions().history(code)
        assert all(one.end <= other.start for one, other in pairwise(history)), code


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the sources of the table are not beside the checkout")
def test_the_tables_are_what_their_sources_make(tmp_path):
    build = data_path("divisions", "build.py")
    subprocess.run([sys.executable, str(build), str(SOURCES), "--out", str(tmp_path)], check=True)
    for name in ("divisions.csv.gz", "townships.csv.gz"):
        assert (tmp_path / name).read_bytes() == data_path("divisions", name).read_bytes()
