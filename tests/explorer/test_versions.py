"""Two texts side by side."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from explorer.versions import Pair, Skipped, marked, shortened, side_by_side

Section = dict[str, str]


def section(*sentences: str, title: str = "一、总体情况") -> list[Section]:
    return [{"title": title, "text": "".join(sentences)}]


def side(pairs: Sequence[Pair], name: str) -> str:
    return "".join(text for pair in pairs for _, text in getattr(pair, name))


def test_a_changed_number_is_marked_whole():
    old, new = marked("收到申请79件。", "收到申请183件。")
    assert [text for alone, text in old if alone] == ["79"]
    assert [text for alone, text in new if alone] == ["183"]


def test_sentences_that_are_alike_stand_opposite_and_new_ones_alone():
    pairs = side_by_side(
        section("甲乙丙丁。", "收到申请79件。"), section("甲乙丙丁。", "收到申请83件。", "新增公开栏目。")
    )
    assert [(bool(pair.old), bool(pair.new), pair.same) for pair in pairs] == [
        (True, True, True), (True, True, True), (True, True, False), (False, True, False),
    ]  # fmt: skip
    assert pairs[0].heading


def test_blanks_and_line_ends_are_no_difference():
    assert all(pair.same for pair in side_by_side(section("甲乙 丙丁。"), section("甲乙丙丁。")))


@given(
    st.lists(st.text("甲乙丙。，1", min_size=1, max_size=8)), st.lists(st.text("甲乙丙。，1", min_size=1, max_size=8))
)
def test_both_sides_are_shown_whole(old: list[str], new: list[str]):
    pairs = side_by_side(section(*old), section(*new))
    for name, texts in (("old", old), ("new", new)):
        assert side(pairs, name).removeprefix("一、总体情况").replace(" ", "").count("甲") == "".join(texts).count("甲")


def test_unchanged_stretches_are_told_as_a_number():
    long = [f"第{number}句话在这里。" for number in range(20)]
    shown = list(shortened(side_by_side(section(*long), section(*long[:-1], "全新的末尾！"))))
    assert isinstance(shown[0], Skipped)
    assert shown[0].count == 19
    assert sum(isinstance(each, Pair) and not each.same for each in shown) >= 1
    assert list(shortened(side_by_side(section(*long), section(*long)))) == []
