import pytest

from parsers.flat import find_regions
from parsers.read import read
from parsers.text import read_text

FIGURES = {
    "proactive.regulations.issued": 1,
    "proactive.regulations.repealed": 0,
    "proactive.regulations.in_force": 7,
    "proactive.normative_documents.issued": 2,
    "proactive.normative_documents.repealed": 3,
    "proactive.normative_documents.in_force": 44,
    "proactive.licensing.decisions": 5,
}
CELLS = (
    "信息内容 本年制发件数 本年废止件数 现行有效件数/规章 1 0 7/行政规范性文件 2 3 44/"
    "信息内容 本年处理决定数量/行政许可 5"
)
ROWS = [row.split(" ") for row in CELLS.split("/")]
LAYOUTS = {
    "one cell a line": "\n".join(cell for row in ROWS for cell in row),
    "one cell a line, apart": "\n\n".join(cell for row in ROWS for cell in row),
    "leading blanks": "\n".join(f"　　{cell}" for row in ROWS for cell in row),
    "lone pipes": "\n|\n".join(cell for row in ROWS for cell in row),
    "a row a line": "\n".join(" ".join(row) for row in ROWS),
    "pipes": "\n".join(f"| {' | '.join(row)} |" for row in ROWS),
    "markdown": "\n".join(f"| {' | '.join(row)} |" for row in [ROWS[0], ["---"] * 4, *ROWS[1:]]),
    "pairs of tabs": "\n".join("\t\t".join(row) for row in ROWS),
    "frames": "┌────┐\n" + "\n├──┼──┤\n".join(f"│ {' │ '.join(row)} │" for row in ROWS) + "\n└────┘",
    "wide columns": "\n".join((" " * 90).join(row) for row in ROWS),
    "tabs": "\n".join("\t".join(row) for row in ROWS),
    "letterspaced": "\n".join(
        "　".join(" ".join(cell) if not cell.isdigit() else cell for cell in row) for row in ROWS
    ),
}


def document(table: str) -> bytes:
    prose = (
        "青石县2023年政府信息公开工作年度报告\n一、总体情况\n全年依法公开政府信息，内容详实。\n二、主动公开政府信息情况"
    )
    return f"{prose}\n{table}\n三、存在的主要问题\n公开的内容还不够丰富，形式较为单一。\n".encode()


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_every_layout_says_the_same(layout):
    report = read(document(LAYOUTS[layout]), "text/plain")
    assert {each.indicator: each.value for each in report.observations if each.origin == "table"} == FIGURES


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_cells_know_their_place_in_the_text(layout):
    report = read(document(LAYOUTS[layout]), "text/plain")
    for each in report.observations:
        assert report.text[each.where["start"] : each.where["end"]] == each.raw


@pytest.mark.parametrize(
    "prose",
    [
        "全年行政许可5件，行政处罚3件，行政强制0件。",
        "首页\n行政许可\n行政处罚\n规章\n规范性文件\n",
        "一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n",
    ],
)
def test_prose_and_menus_are_no_tables(prose):
    assert find_regions(read_text(prose.encode())) == []


def test_a_blank_between_pipes_is_a_blank():
    report = read(
        document(
            "| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n| 规章 | 1 |  | 3 |\n| 规范性文件 | | | 4 |"
        ),
        "text/plain",
    )
    status = {each.indicator: each.status for each in report.observations}
    assert status["proactive.regulations.repealed"] == "blank"
    assert status["proactive.normative_documents.in_force"] == "reported"


def test_marks_for_nothing_beside_a_title_belong_to_it_and_a_parted_label_is_one():
    rows = (
        "三、依申请公开情况\n——\n——\n（一）收到申请数\n件\n17\n1．当面申请数\n件\n5\n"
        "四、行政复议数量\n件\n2\n（三）其他　情形数\n件\n1"
    )
    report = read(("青石县水利局2016年政府信息公开工作年度报告\n一、概述\n好。\n" + rows).encode(), "text/plain")
    figures = {each.indicator: each.value for each in report.observations}
    assert figures["applications.received"] == 17
    assert figures["applications.received.in_person"] == 5
    assert figures["review.other"] == 1


def test_a_label_whose_note_is_broken_over_lines_keeps_its_figures():
    rows = (
        "（一）予以公开 3 0 0 0 0 0 3\n（二）部分公开（区分\n处理的，只计这一情形，不计其他情形） 1 0 0 0 0 0 1\n"
        "（七）总计 4 0 0 0 0 0 4\n四、结转下年度继续办理 0 0 0 0 0 0 0"
    )
    report = read(("青石县水利局2021年政府信息公开工作年度报告\n一、总体情况\n好。\n" + rows).encode(), "text/plain")
    figures = {each.indicator: each.value for each in report.observations}
    assert (figures["requests.partially_granted.natural_person"], figures["requests.granted.total"]) == (1, 3)


LINES = """一、本年新收政府信息公开申请数量 30 2 0 0 1 0 33 含网上申请
二、上年结转政府信息公开申请数量 2 0 0 0 0 0 2
（一）予以公开 20 1 0 0 1 0 22"""


def test_a_remark_behind_a_row_is_no_figure():
    report = read(document(LINES), "text/plain")
    received = [each.value for each in report.observations if each.indicator.startswith("requests.received.")]
    assert received == [30, 2, 0, 0, 1, 0, 33]


def test_a_local_row_is_not_taken_for_words_in_the_place_of_a_figure():
    lines = LAYOUTS["one cell a line"] + "\n信息内容\n本年处理决定数量\n行政强制\n1\n行政检查\n230\n行政确认\n14"
    report = read(document(lines), "text/plain")
    figures = {each.indicator: each.value for each in report.observations if each.origin == "table"}
    assert figures == {**FIGURES, "proactive.coercion.decisions": 1}
    assert [each.rule for each in report.findings] == ["parse.row_unmatched"] * 2


def test_groups_of_reviews_may_stand_below_heads_with_a_corner():
    lines = """类别 结果维持 结果纠正 其他结果 尚未审结 总计
行政复议 1 2 3 4 10
未经复议直接起诉 5 0 0 0 5
复议后起诉 0 6 0 0 6"""
    for table in (lines, lines.replace(" ", "\n")):
        report = read(document(table), "text/plain")
        assert [each.value for each in report.observations] == [1, 2, 3, 4, 10, 5, 0, 0, 0, 5, 0, 6, 0, 0, 6]


def figures_of(text: str) -> dict[str, float | int | None]:
    return {each.indicator: each.value for each in read(text.encode(), "text/plain").observations}


def test_an_excerpt_that_begins_with_figures_and_ends_with_a_label_shifts_no_row():
    labels = ["1.属于国家秘密", "2.其他法律行政法规禁止公开", "4.保护第三方合法权益", "7.属于行政执法案卷"]
    rows = [[label, *[str(place)] * 7] for place, label in enumerate(labels, 1)]
    excerpt = "\n".join(
        ["9"] * 7 + [cell for row in rows for cell in row] + ["（四）无法提供", "3.补正后申请内容仍不明确"]
    )
    totals = {code: value for code, value in figures_of(excerpt).items() if code.endswith(".total")}
    assert list(totals.values()) == [1, 2, 3, 4]
    assert "requests.unavailable.still_unclear.total" not in totals


def test_a_row_that_the_end_of_an_excerpt_cuts_is_left_out():
    rows = [
        "| 三、本年度办理结果 | （一）予以公开 | | 5 | 1 | 0 | 0 | 0 | 0 | 6 |",
        "| （七）总计 | | | 5 | 1 | 0 | 0 | 0 | 0 | 6 |",
    ]
    excerpt = "\n".join([*rows, "| 四、结转下年度继续办理 | | | 2 | 0 | 0 | 0 | 0 |"])
    assert {code.split(".")[1] for code in figures_of(excerpt)} == {"granted", "processed_total"}


def test_a_numbered_row_is_not_taken_for_its_group():
    excerpt = "3.其他 1 0 0 0 0 0 1\n（七）总计 5 0 0 0 0 0 5\n四、结转下年度继续办理 0 0 0 0 0 0 0"
    assert figures_of(excerpt)["requests.other.other.total"] == 1
    assert figures_of("附表 " + excerpt.replace("\n", " "))["requests.other.other.total"] == 1


BROKEN = (
    ["（一）予以公开", "5", "1", "0", "0", "0", "0", "6"],
    ["4.保护第三方合法权益", "2", "0", "0", "0", "0", "0", "2"],
)


def test_a_label_broken_over_lines_keeps_its_figures_and_no_others():
    for cut in (3, 9):
        parts = [
            row if len(row[0]) < 9 else [row[0][:cut], *([row[0][cut:]] if row[0][cut:] else []), *row[1:]]
            for row in BROKEN
        ]
        lines = "\n".join(cell for row in parts for cell in row)
        assert figures_of(f"{lines}\n（七）总计\n7\n1\n0\n0\n0\n0\n8")["requests.denied.third_party_rights.total"] == 2
    rows = "| （一）予以公开 | 5 | 1 | 0 | 0 | 0 | 0 | 6 |", "4.保护第三方合", "法权益| 2| 0| 0| 0| 0| 0| 2"
    piped = "\n".join([*rows, "（七）总计| 7| 1| 0| 0| 0| 0| 8"])
    assert figures_of(piped)["requests.denied.third_party_rights.total"] == 2


def test_a_table_in_a_short_line_is_read_and_a_sentence_is_none():
    line = "附表 信息内容 本年处理决定数量 行政处罚 392 行政强制 2"
    (region,) = find_regions(read_text(line.encode()))
    rows = [[cell.text for cell in row] for row in region.table.rows]
    assert rows == [["信息内容", "本年处理决定数量"], ["行政处罚", "392"], ["行政强制", "2"]]
    assert not find_regions(read_text("全年办理行政许可 12 件、行政处罚 392 件、行政强制 2 件。".encode()))


def test_figures_in_the_line_of_a_group_whose_rows_are_there_are_left_out():
    lines = """1.申请人无正当理
（六）其他处理 7 0 0 0 0 0 7
由逾期不补正、行政机关不再处理其政府信息公开申请
2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请 4 0 0 0 0 0 4
3.其他 3 0 0 0 0 0 3
（七）总计 14 0 0 0 0 0 14"""
    report = read(lines.encode(), "text/plain")
    assert {each.indicator for each in report.observations if each.value == 7} == set()
    assert "requests.other.not_corrected.total" in {code for each in report.findings for code in each.indicators}


def test_a_numeral_set_apart_from_its_label_is_no_figure():
    rows = "（一）予以公开 5 1 0 0 0 0 6\n二、上年结转政府信息公开申请数量 1 0 0 0 0 0 1\n（七）总计 5 1 0 0 0 0 6"
    lines = rows.replace(" ", "\n") + "\n四\n、结转下年度继续办理\n0\n0\n0\n0\n0\n0\n0"
    figures = figures_of(lines)
    assert (figures["requests.processed_total.total"], figures["requests.carried_out.total"]) == (6, 0)
