from hypothesis import given
from hypothesis import strategies as st

from parsers.forms import layouts
from parsers.matching import assign, exact_candidates
from parsers.strips import strips
from tests.parsers.tables import table

ROWS = [
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "4.保护第三方合法权益",
    "5.属于三类内部事务信息",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
]
KEYS: tuple[str, ...] = ("state_secret", "prohibited_by_law", "security_stability", "third_party_rights")
KEYS += ("internal_affairs", "process_information", "enforcement_file", "administrative_query")


def matched(labels: list[str]) -> dict[str, tuple[str, str]]:
    """Each printed label with the row it was taken for, and how."""
    layout = layouts()["requests"]
    rows = strips([table("\n".join(f"{label} | 0 | 0 | 0 | 0 | 0 | 0 | 0" for label in labels))])
    matches, _ = assign(rows, layout)
    return {match.strip.marks[0].cell.text: (layout.lines[match.line].key, match.basis) for match in matches}


@given(st.permutations(range(8)))
def test_labels_to_the_letter_are_found_in_any_order(order):
    found = matched([ROWS[at] for at in order])
    assert {label: key for label, (key, _) in found.items()} == {
        ROWS[at]: f"requests.denied.{KEYS[at]}" for at in order
    }


@given(st.lists(st.sampled_from(ROWS), unique=True))
def test_no_line_is_taken_twice(labels):
    found = matched(labels)
    assert len({key for key, _ in found.values()}) == len(found)


def test_a_slip_is_told():
    assert matched(["6.属于四类过程性信息", "7.属于行政执法案件"])["7.属于行政执法案件"] == (
        "requests.denied.enforcement_file",
        "alike",
    )


def test_a_row_between_two_known_ones_is_taken_by_its_place():
    found = matched(["6.属于四类过程性信息", "7.属行政法卷宗案", "8.属于行政查询事项"])
    assert found["7.属行政法卷宗案"] == ("requests.denied.enforcement_file", "order")


def test_scraps_of_wrapped_labels_are_taken_by_their_places():
    found = matched(["8.属于行政查询事项", "三、本年度（四）无法提1.本机", "供2.没有现", "3.补正后申请内容仍不明确"])
    assert found["三、本年度（四）无法提1.本机"] == ("requests.unavailable.not_held", "order")
    assert found["供2.没有现"] == ("requests.unavailable.requires_creation", "order")


def test_a_row_of_the_offices_own_is_none_of_the_forms():
    assert matched(["（一）予以公开", "其中：涉及征地拆迁的", "（二）部分公开"]).keys() == {
        "（一）予以公开",
        "（二）部分公开",
    }


def test_other_is_the_groups_own_row_where_it_stands_alone():
    assert matched(["5.要求行政机关确认或重新出具已获取信息", "其他", "（七）总计"])["其他"][0] == "requests.other"
    rows = ["1.申请人无正当理由逾期不补正", "2.逾期未缴纳费用", "其他", "（七）总计"]
    assert matched(rows)["其他"][0] == "requests.other.other"


def test_rows_of_one_wording_are_matched_alike_each_with_its_own_figures():
    layout = layouts()["requests"]
    one, other = (strips([table(f"{ROWS[0]} | {figure} | 0 | 0 | 0 | 0 | 0 | {figure}")])[0] for figure in (1, 2))
    found = [exact_candidates(each, layout) for each in (one, other)]
    assert found[0].keys() == found[1].keys() != set()
    assert [match.strip for each in found for match in each.values()] == [one, other]
    assert exact_candidates(strips([table("1.属于国家机密 | 1")])[0], layout) == {}
