import pytest

from tests.parsers.tables import read_tables, rules, said

FIVE = "结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计"
WIDE = f"行政复议 | | | | | 行政诉讼\n{FIVE} | 未经复议直接起诉 | | | | | 复议后起诉\n{FIVE} | {FIVE}\n"
FIGURES = " | ".join(str(number) for number in range(1, 16))
LAYOUTS = {
    "wide": [WIDE + FIGURES],
    "three": [
        f"行政复议\n{FIVE}\n1 | 2 | 3 | 4 | 5",
        f"行政诉讼（未经复议直接起诉）\n{FIVE}\n6 | 7 | 8 | 9 | 10",
        f"行政诉讼（复议后起诉）\n{FIVE}\n11 | 12 | 13 | 14 | 15",
    ],
    "rows": [
        f"类别 | | {FIVE}\n行政复议 | | 1 | 2 | 3 | 4 | 5\n"
        "行政诉讼 | 未经复议直接起诉 | 6 | 7 | 8 | 9 | 10\n^ | 复议后起诉 | 11 | 12 | 13 | 14 | 15"
    ],
    "down": [
        "行政复议 | 结果维持 | 1\n^ | 结果纠正 | 2\n^ | 其他结果 | 3\n^ | 尚未审结 | 4\n^ | 总计 | 5\n"
        "未经复议直接起诉 | 结果维持 | 6\n^ | 结果纠正 | 7\n^ | 其他结果 | 8\n^ | 尚未审结 | 9\n^ | 总计 | 10\n"
        "复议后起诉 | 结果维持 | 11\n^ | 结果纠正 | 12\n^ | 其他结果 | 13\n^ | 尚未审结 | 14\n^ | 总计 | 15"
    ],
}
CODES = [
    f"{group}.{outcome}"
    for group in ("review", "litigation_direct", "litigation_after_review")
    for outcome in ("upheld", "corrected", "other", "pending", "total")
]


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_every_layout_says_the_same(layout):
    assert said(read_tables(*LAYOUTS[layout])) == dict(zip(CODES, range(1, 16), strict=True))


def test_a_row_of_another_length_is_left_out():
    read = read_tables(WIDE + "1 | 2 | 3 | 4 | 5 | 6 | 7")
    assert said(read) == {}
    assert rules(read) == ["parse.columns_ambiguous"]
    assert set(read.findings[0].indicators) == set(CODES)


def test_rows_of_the_table_of_requests_are_no_reviews():
    heads = "事项 | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计"
    row = "一、本年新收政府信息公开申请数量 | 9 | 0 | 0 | 0 | 0 | 0 | 9"
    assert rules(read_tables(f"{heads}\n{heads}\n{row}\n（七）总计 | 9 | 0 | 0 | 0 | 0 | 0 | 9")) == []


def test_a_short_row_under_three_groups_is_given_to_none_of_them():
    outcomes = "结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计"
    text = f"行政复议 | 未经复议直接起诉 | 复议后起诉\n{' | '.join([outcomes] * 3)}\n4 | 1 | | | 5" + " | " * 9
    alignment = read_tables(text, gridded=False)
    assert said(alignment) == {}
    assert rules(alignment) == ["parse.columns_ambiguous"]
