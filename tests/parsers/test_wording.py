import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.wording import label_key, likeness, ordinal


@pytest.mark.parametrize(
    ("printed", "key", "number"),
    [
        ("（三）不予公开", "不予公开", "三"),
        ("1.属于国家秘密", "属于国家秘密", "1"),
        ("1、属于国家秘密", "属于国家秘密", "1"),
        ("①属于国家秘密", "属于国家秘密", "1"),
        ("1 属于国家秘密", "属于国家秘密", "1"),
        ("三、本年度办理结果", "本年度办理结果", "三"),
        ("其中：主动公开规范性文件数", "主动公开规范性文件数", ""),
        ("危及“三安全一稳定”", "危及三安全一稳定", ""),
        ("三类内部事务信息", "三类内部事务信息", ""),
        ("规章（市、县无此项）", "规章", ""),
        ("部分公开（区分处理的，只计这一情", "部分公开", ""),
        ("总 计", "总计", ""),
    ],
)
def test_what_identifies_a_label(printed, key, number):
    assert label_key(printed) == key
    assert ordinal(printed) == number


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_a_share(one, other):
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == 1


def test_one_slip_is_alike_and_another_label_is_not():
    assert likeness("属于行政执法案卷", "属于行政执法案件") > 0.85
    assert likeness("属于行政执法案卷", "属于行政查询事项") < 0.75
