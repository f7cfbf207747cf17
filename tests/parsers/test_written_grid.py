"""Tables written in text with all their cells, by pipes or tabs, are grids: what is empty was seen, nothing shifts."""

import pytest

from parsers.read import read
from parsers.text import read_text
from parsers.written_grid import written_grids

HEADS = ["", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计", "备注"]
ROWS = [
    ["一、本年新收政府信息公开申请数量", "9", "2", "", "", "", "", "11", "含转办"],
    ["二、上年结转政府信息公开申请数量", "", "", "", "", "", "", "", ""],
    ["（一）予以公开", "8", "2", "0", "0", "0", "0", "10", "含转办"],
    ["（六）其他处理", "1", "", "", "", "", "", "1", ""],
    ["（七）总计", "9", "2", "", "", "", "", "11", "无"],
]
TITLE = "青石县水利局2020年政府信息公开工作年度报告\n一、总体情况\n全面推进。\n三、收到和处理政府信息公开申请情况\n"


def framed(row: list[str]) -> str:
    return f"| {' | '.join(row)} |"


@pytest.mark.parametrize(
    "table",
    [
        "\n".join([framed(HEADS), "|---" * len(HEADS) + "|", *map(framed, ROWS)]),
        "\n\n".join("|".join(row) for row in [HEADS, *ROWS]),
        "\n".join("\t".join(row) for row in [HEADS, *ROWS]),
    ],
    ids=["markdown", "pipes", "tabs"],
)
def test_a_grid_in_text_is_read_by_its_columns(table):
    report = read((TITLE + table + "\n五、存在的主要问题及改进情况\n略。\n").encode(), "text/plain")
    figures = {each.indicator: each.value for each in report.observations if each.origin == "table"}
    assert len(figures) == 7 * len(ROWS)
    assert figures["requests.granted.natural_person"] == 8
    assert figures["requests.other.total"] == 1
    assert figures["requests.received.research_institution"] is None
    granted = next(each for each in report.observations if each.indicator == "requests.granted.total")
    assert report.text[granted.where["start"] : granted.where["end"]] == "10"
    assert [section.title for section in report.sections][-1] == "存在的主要问题及改进情况"


def test_uneven_lines_are_no_grid():
    uneven = "\n".join("|".join(row[: 9 - place]) for place, row in enumerate(ROWS))
    assert written_grids(read_text((TITLE + uneven).encode())) == []


def test_heads_that_a_converter_made_up_name_no_column():
    heads = ["类别", *(f"数据{number}" for number in range(1, 7)), "总计"]
    table = "\n".join(framed(row) for row in [heads, *(row[:8] for row in ROWS)])
    report = read((TITLE + table).encode(), "text/plain")
    figures = {each.indicator: each.value for each in report.observations if each.origin == "table"}
    assert figures["requests.processed_total.commercial_enterprise"] == 2


def test_titles_of_groups_and_local_rows_may_be_shorter():
    rows = [
        "指标\t单位\t统计数\t备注",
        "一、主动公开情况\t——\t——",
        "（一）主动公开政府信息数\t条\t\t无",
        "（另）口头公开\t2",
        "制发规范性文件总数\t件\t3\t",
    ]
    report = read(("青石县水利局2016年政府信息公开工作年度报告\n" + "\n".join(rows)).encode(), "text/plain")
    figures = {each.indicator: (each.value, each.status) for each in report.observations}
    assert figures["disclosure.total"] == (None, "blank")
    assert figures["disclosure.normative_documents_issued"] == (3, "reported")
