"""Tables that resemble an official form: local ones are left out, turned ones are read, spacers count for nothing."""

# ruff: noqa: E501 (tables are read more easily unbroken)

from parsers.alignment import align
from tests.parsers.tables import APPLICANTS, read_tables, rules, said, table

SHANGHAI_2009 = """
指标名称 | 单位 | 数量
主动公开信息数 | 条 | 356
其中：全文电子化的主动公开信息数 | 条 | 340
提供服务类信息数 | 条 | 88
网站专栏页面访问量 | 人次 | 23001
公共查阅点接待人数 | 人次 | 130
收到申请总数 | 条 | 12
其中：1.当面申请数 | 条 | 3
2.传真申请数 | 条 | 1
3.电子邮件申请数 | 条 | 2
对申请的答复总数 | 条 | 12
其中：1.同意公开答复数 | 条 | 7
2.“信息不存在”答复数 | 条 | 2
3.“重复申请”答复数 | 条 | 0
行政复议数 | 件 | 1
行政诉讼数 | 件 | 0
"""

WRITTEN_ACROSS = """
申请人 | 一、本年新收政府信息公开申请数量 | 二、上年结转政府信息公开申请数量 | （一）予以公开 | （三）不予公开2.其他法律行政法规禁止公开 | 四、结转下年度继续办理
自然人 | 5 | 1 | 4 | 1 | 1
商业企业 | 2 | 0 | 2 | 0 | 0
科研机构 | 0 | 0 | 0 | 0 | 0
社会公益组织 | 0 | 0 | 0 | 0 | 0
法律服务机构 | 1 | 0 | 1 | 0 | 0
其他 | 0 | 0 | 0 | 0 | 0
总计 | 8 | 1 | 7 | 1 | 1
"""

OUTCOMES = "结果维持 | | 结果纠正 | | 其他结果 | | 尚未审结 | | 总计 |"


def test_a_local_table_is_left_out_with_a_finding():
    alignment = read_tables(SHANGHAI_2009)
    assert alignment.observations == []
    assert rules(alignment) == ["parse.local_table"]


def test_a_form_of_later_years_is_not_read_from_an_earlier_report():
    rows = SHANGHAI_2009.replace("公共查阅点接待人数", "1.政府公报公开政府信息数").replace(
        "提供服务类信息数", "2.政府网站公开政府信息数"
    )
    rows = rows.replace("3.电子邮件申请数", "4.信函申请数").replace("网站专栏页面访问量", "制发规范性文件总数")
    late, early = align([table(rows)], year=2015), align([table(rows)], year=2009)
    assert said(late)["applications.received.fax"] == 1
    assert early.observations == []


def test_rows_under_heads_of_another_kind_are_left_out():
    official = """
信息内容 | 本年处理决定数量
行政许可 | 34567
行政处罚 | 20
行政强制 | 3
"""
    compared = """
指标 | 2022年 | 2023年 | 增长率
收入 | 12 | 15 | 25%
行政许可 | 30000 | 34567 | 15.2%
"""
    alignment = read_tables(official, compared)
    assert said(alignment)["proactive.licensing.decisions"] == 34567
    assert not any(code.startswith("proactive.licensing.items") for code in said(alignment))
    assert rules(alignment) == ["parse.local_table"]


def test_a_table_written_across_is_turned():
    alignment = read_tables(WRITTEN_ACROSS)
    figures = said(alignment)
    assert (figures["requests.received.natural_person"], figures["requests.granted.commercial_enterprise"]) == (5, 2)
    assert (figures["requests.denied.prohibited_by_law.total"], figures["requests.carried_out.total"]) == (1, 1)
    place = next(each.where for each in alignment.observations if each.indicator == "requests.granted.total")
    assert (place["row"], place["column"]) == (8, 4)


def test_columns_that_only_set_others_apart_are_no_blanks():
    alignment = read_tables(f"行政复议\n{OUTCOMES}\n1 | | | | | | 0 | | 1 |")
    assert said(alignment) == {
        "review.upheld": 1,
        "review.corrected": "blank",
        "review.other": "blank",
        "review.pending": 0,
        "review.total": 1,
    }
    assert (
        said(read_tables(f"申请人情况 | | {APPLICANTS}\n一、本年新收政府信息公开申请数量 | | | | | | | | 3"))[
            "requests.received.natural_person"
        ]
        == "blank"
    )


def test_a_table_of_several_bodies_says_nothing_of_the_report():
    heads = (
        "单位 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计"
        + " | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计" * 2
    )
    body = " | ".join("10001" * 3)
    alignment = read_tables(f"{heads}\n城关区 | {body}\n红古区 | {body}")
    assert alignment.observations == []
    own = read_tables(f"{heads}\n件数 | {body}")
    assert len(own.observations) == 15


def test_a_lone_known_label_in_a_table_of_bodies_is_left_out():
    official = f"申请人情况 | {APPLICANTS}\n一、本年新收政府信息公开申请数量 | 9 | 0 | 0 | 0 | 0 | 0 | 9\n（七）总计 | 9 | 0 | 0 | 0 | 0 | 0 | 9"
    counties = f"单位 | {APPLICANTS}\n城关区 | 3 | 1 | 0 | 0 | 0 | 0 | 4\n红古区 | 3 | 1 | 0 | 0 | 0 | 0 | 4\n总计 | 6 | 2 | 0 | 0 | 0 | 0 | 8"
    figures = said(read_tables(official, counties))
    assert figures["requests.processed_total.total"] == 9


def test_heads_broken_into_two_rows_are_joined():
    alignment = read_tables(
        "信息内容 | 本年新 | 本年新 | 对外公开\n^ | 制作数量 | 公开数量 | 总数量\n规章 | 0 | 1 | 2\n规范性文件 | 3 | 4 | 15"
    )
    assert list(said(alignment).values()) == [0, 1, 2, 3, 4, 15]


def test_two_halves_of_a_form_side_by_side_are_cut_at_a_title_too():
    figures = said(
        read_tables(
            "1．当面申请数 | 件 | 5 | 八、机构建设和保障经费情况 | —— | ——\n"
            "2．传真申请数 | 件 | 0 | （二）设置政府信息公开查阅点数 | 个 | 3\n"
            "3．网络申请数 | 件 | 9 | （三）从事政府信息公开工作人员数 | 人 | 7"
        )
    )
    assert figures["applications.received.in_person"] == 5
    assert figures["capacity.staff"] == 7


def test_three_review_tables_are_told_apart_by_the_line_above_each():
    heads = "结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计\n"
    above = [
        "四、行政复议、行政诉讼情况\n（一）行政复议",
        "（一）行政复议\n（二）行政诉讼-未经复议直接起诉",
        "（二）行政诉讼-未经复议直接起诉\n（三）行政诉讼-复议后起诉",
    ]
    tables = [table(heads + f"{place} | 0 | 0 | 0 | {place}", place) for place in (1, 2, 3)]
    figures = said(align(tables, above))
    assert [figures[f"{name}.total"] for name in ("review", "litigation_direct", "litigation_after_review")] == [
        1,
        2,
        3,
    ]


def test_a_merged_head_written_into_each_of_its_columns_is_one():
    heads = "信息内容 | 本年新制作数量 | 本年新公开数量 | 本年新公开数量 | 对外公开总数量"
    once, twice = "规章 | 0 | 1 | | 2", "规范性文件 | 3 | 4 | 4 | 15"
    assert list(said(read_tables(f"{heads}\n{once}\n{twice}")).values()) == [0, 1, 2, 3, 4, 15]
    blank = said(read_tables(f"{heads}\n规章 | | | | 2\n{twice}"))
    assert (blank["proactive.regulations.disclosed"], blank["proactive.regulations.disclosed_total"]) == ("blank", 2)
    left = "信息内容 | 本年新制作数量 | 本年新公开数量 | | 对外公开总数量\n规章 | | 1 | | 20\n规范性文件 | 3 | | | 15"
    assert list(said(read_tables(left)).values()) == ["blank", 1, 20, 3, "blank", 15]
    differing = said(read_tables(f"{heads}\n规章 | 0 | 1 | 7 | 2\n{twice}"))
    assert "proactive.regulations.disclosed" not in differing


def test_an_empty_column_of_a_table_without_heads_is_no_space():
    first = f"申请人情况 | | {APPLICANTS}\n一、本年新收政府信息公开申请数量 | | 9 | 2 | 0 | 0 | 1 | 0 | 12"
    second = "（七）总计 | | 9 | 2 | | 0 | 1 | 0 | 12\n四、结转下年度继续办理 | | 0 | 0 | | 0 | 0 | 0 | 0"
    figures = said(read_tables(first, second))
    assert figures["requests.processed_total.natural_person"] == 9
    assert figures["requests.processed_total.research_institution"] == "blank"
