from parsers.arithmetic import OpenRow, decide
from parsers.model import Observation
from tests.parsers.tables import APPLICANTS, read_tables, rules, said

KINDS = (
    "natural_person commercial_enterprise research_institution public_interest_organization legal_services other total"
)
ROW = tuple(f"requests.granted.{kind}" for kind in KINDS.split())


def figure(value: int, code: str = "") -> Observation:
    return Observation(code, value, "件", "reported", str(value), "table", {"table": 1, "row": 1, "column": 1})


def decided(*values: int, known: tuple[Observation, ...] = ()) -> dict[str, object]:
    found, findings = decide([OpenRow(ROW, tuple(figure(value) for value in values))], known, ["2021"])
    assert all(each.basis == "arithmetic" for each in found)
    assert [code for finding in findings for code in finding.indicators] == [each.indicator for each in found]
    return {each.indicator.rsplit(".", 1)[1]: each.value for each in found}


def test_a_total_that_every_reading_shares_is_told():
    assert decided(5, 5) == {"total": 5}


def test_figures_that_no_sum_bears_out_are_not():
    assert decided(5, 4) == {}
    assert decided(3, 4, 5) == {}


def test_a_lone_figure_is_left_alone():
    assert decided(5) == {}


def test_six_figures_of_which_the_places_are_sure():
    assert decided(1, 2, 4, 8, 16, 31) == {"total": 31}


def test_a_row_that_is_known_is_never_changed():
    assert decided(5, 5, known=(figure(9, ROW[0]),)) == {}


def test_a_short_row_of_a_flattened_table():
    read = read_tables(
        f"申请人情况 | {APPLICANTS}\n（一）予以公开 | 5 | 5\n（二）部分公开 | 1 | 0 | 0 | 0 | 0 | 0 | 1", gridded=False
    )
    assert said(read)["requests.granted.total"] == 5
    assert "requests.granted.natural_person" not in said(read)
    assert rules(read) == ["parse.columns_ambiguous", "parse.by_arithmetic"]
