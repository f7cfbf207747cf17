import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.normal import fold, fold_map


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("（一）　规 章", "(一)规章"),
        ("１２３．５", "123.5"),
        ("⾏政許可", "行政许可"),
        ("⺠政局", "民政局"),
        ("申請答覆數", "申请答复数"),
        ("“三安全一稳定”", '"三安全一稳定"'),
        ("——", "--"),
        ("a\u200bB", "ab"),
    ],
)
def test_what_is_compared(printed, folded):
    assert fold(printed) == folded


@given(st.text())
def test_folding_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_each_folded_character_knows_where_it_came_from(text):
    folded, offsets = fold_map(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded)
    assert offsets == sorted(offsets)
    assert all(each in fold(text[offset]) for each, offset in zip(folded, offsets, strict=True))
