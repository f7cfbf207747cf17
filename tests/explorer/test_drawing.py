"""The official tables as they are drawn: every cell once, nothing read left out of sight."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.drawing import DrawnTable, draw
from parsers.forms import indicator, load_forms

FORMS = sorted(load_forms())
CODES = {
    form: [indicator(row.key, column.key) for block in known.blocks for row in block.rows for column in block.columns]
    for form, known in load_forms().items()
}
EVERYTHING = sorted({code for codes in CODES.values() for code in codes} | {"no.such.figure"})


def figure(code: str, seq: int = 0) -> dict[str, object]:
    return {"indicator": code, "raw": "1", "seq": seq}


def widths(table: DrawnTable) -> list[int]:
    """How many columns each row covers, spans from above included."""
    covered: dict[tuple[int, int], bool] = {}
    for number, row in enumerate(table.rows):
        place = 0
        for label in row.labels:
            while covered.get((number, place)):
                place += 1
            for down in range(label.rowspan):
                for across in range(label.colspan):
                    assert not covered.get((number + down, place + across)), "two cells on one place"
                    covered[number + down, place + across] = True
    return [sum(1 for at, _ in covered if at == number) for number in range(len(table.rows))]


@pytest.mark.parametrize("form", FORMS)
def test_every_row_of_a_form_is_as_wide_as_its_table(form: str):
    for table in draw(form, []).tables:
        slots = [row for row in table.rows if row.slots]
        assert {len(row.slots) for row in slots} == {len(slots[0].slots)}
        assert set(widths(table)) <= ({1} if table.is_list else {table.stub})


@pytest.mark.parametrize("form", FORMS)
def test_every_head_covers_its_columns(form: str):
    for table in draw(form, []).tables:
        columns = len(next(row for row in table.rows if row.slots).slots)
        area = sum(head.colspan * head.rowspan for heads in table.heads for head in heads)
        assert area == columns * table.corner


@pytest.mark.parametrize("form", FORMS)
@given(codes=st.lists(st.sampled_from(EVERYTHING), max_size=40))
@settings(max_examples=30, deadline=None)
def test_no_figure_is_lost_or_shown_twice(form: str, codes: list[str]):
    figures = [figure(code, seq) for seq, code in enumerate(codes)]
    drawing = draw(form, figures)
    shown = [each["seq"] for table in drawing.tables for slot in table.slots for each in slot.figures]
    assert sorted([*shown, *(each["seq"] for each in drawing.rest)]) == list(range(len(codes)))


def test_a_row_of_the_older_form_is_drawn_where_that_form_has_it():
    code = "requests.other.total"
    plain = draw("2021", [])
    assert code not in {slot.indicator for table in plain.tables for slot in table.slots}
    mixed = draw("2021", [figure(code)])
    table = next(table for table in mixed.tables if any(slot.indicator == code for slot in table.slots))
    labels = [row.labels[-1].text for row in table.rows]
    assert labels.index("（六）其他处理") < labels.index("（七）总计")
    assert not mixed.rest


def test_groups_of_the_requests_table_span_their_rows():
    table = next(table for table in draw("2021", []).tables if table.section.startswith("三"))
    spans = {label.text: label.rowspan for row in table.rows for label in row.labels if label.rowspan > 1}
    assert spans["（三）不予公开"] == 8
    assert spans["（四）无法提供"] == 3
    assert spans["三、本年度办理结果"] == 22
    assert [head.text for head in table.heads[0]] == ["自然人", "法人或其他组织", "总计"]


def test_the_statistics_table_is_an_indented_list_with_its_units():
    table = draw("2014", []).tables[0]
    depths = {row.labels[0].text: row.depth for row in table.rows}
    assert table.is_list
    assert depths["一、主动公开情况"] == 0
    assert depths["涉及国家秘密"] == 3
    assert not next(row for row in table.rows if row.labels[0].text == "一、主动公开情况").slots
    assert {row.slots[0].unit for row in table.rows if row.slots} >= {"件", "次"}


def test_without_a_form_everything_is_the_rest():
    drawing = draw(None, [figure("a"), figure("b")])
    assert not drawing.tables
    assert [each["indicator"] for each in drawing.rest] == ["a", "b"]
