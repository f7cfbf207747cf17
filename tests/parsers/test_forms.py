import pytest

from parsers.forms import Form, _read_form, indicator, layouts, load_forms


def codes(form: Form) -> set[str]:
    return {indicator(row.key, column.key) for block in form.blocks for row in block.rows for column in block.columns}


def test_the_official_forms_are_there():
    assert {"2014", "2019", "2021", "fujian-2008"} <= load_forms().keys()


@pytest.mark.parametrize("form", sorted(load_forms()))
def test_rules_speak_of_indicators_that_exist(form):
    known = set().union(*(codes(each) for each in load_forms().values()))
    for rule in load_forms()[form].rules:
        assert rule.codes() <= known, rule.id
        assert rule.wording, rule.id
        assert rule.gloss, rule.id


@pytest.mark.parametrize("form", sorted(load_forms()))
def test_no_two_rows_of_a_form_share_an_indicator(form):
    cells = [
        indicator(row.key, column.key)
        for block in load_forms()[form].blocks
        for row in block.rows
        for column in block.columns
    ]
    assert len(cells) == len(set(cells))


def test_a_row_that_two_forms_print_is_one_line():
    lines = {line.key: line for line in layouts()["requests"].lines}
    assert set(lines["requests.granted"].editions) == {"2019", "2021"}
    assert lines["requests.other"].editions["2021"][1].variant
    assert not lines["requests.other"].editions["2019"][1].variant


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[[block]]\nlayout = 'x'\n", "odd.toml"),
        ("id = \n", "odd.toml"),
        ("id = 'x'\n[[block]]\nlayout = 'x'\n", "section"),
    ],
)
def test_a_wrong_file_is_named(tmp_path, text, named):
    path = tmp_path / "odd.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=named):
        _read_form(path)


def test_a_file_of_another_kind_is_passed_over(tmp_path):
    path = tmp_path / "words.toml"
    path.write_text("title = 'words'\n", "utf-8")
    assert _read_form(path) is None
