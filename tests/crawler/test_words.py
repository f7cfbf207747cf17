"""What the words of links and titles say."""

from __future__ import annotations

import pytest

from crawler.discovery.words import (
    is_body_and_year,
    is_column,
    is_cut,
    is_distractor,
    is_report_title,
    is_unit,
    is_unit_group,
    is_year,
    may_be_report,
    part_of,
    slug,
    topic,
)

REPORTS = [
    "某某县2023年政府信息公开工作年度报告",
    "2019年信息公开年报",
    "关于2022年度政府信息公开情况的报告",
    "白河县财政局2023年政府信息公开年度报告",
    "市审计局2020年度政府信息公开年度报告",
    "某县2022年政务公开工作总结",
    "二〇一九年政府信息公开年度报告",
    "2008年张义镇人民政府信息公开工作情况报告",
    "2023年政府信息公开年报",
    "某市司法局关于2021年政府信息公开工作年度报告",
    "XX区统计局2024年政府信息公开工作年度报告（含附表）",
    "某县行政审批服务局2020年政府信息公开工作年度报告",
    "长安区 2025 年 政府信息公开 工作年度报告",
    "某县卫生和计划生育委员会2016年政府信息公开工作年度报告",
    "某市发展计划局2010年政府信息公开年度报告",
    "某市目标绩效考核办公室2019年政府信息公开工作年度报告",
    "审计署2020年政府信息公开工作年度报告",
    "计划乡2020年政府信息公开工作年度报告",
]
OTHERS = [
    "某公司2020年环境信息公开年度报告",
    "某县2022年上半年政府信息公开工作总结",
    "某县2021年政府信息公开工作自查报告",
    "政府网站工作年度报表",
    "2023年政府网站工作年度报告",
    "2023年法治政府建设年度报告",
    "一图读懂2023年政府信息公开年度报告",
    "【图解】某县2023年政府信息公开工作年度报告",
    "关于做好2023年政府信息公开年度报告的通知",
    "2023年财政决算公开报告",
    "事业单位法人年度报告公示",
    "政府工作报告",
    "某市2023年国民经济和社会发展统计公报",
    "政府信息公开指南",
    "2023年度部门决算公开",
    "政府信息公开年报制度",
    "2023年政务公开工作要点",
    "关于2023年信息公开工作考核情况的通报",
    "企业年报公示",
    "2024年政府信息公开年度报告解读",
    "2023年全市政府信息公开年度报告填报说明",
    "图解某县财政局2023年政府信息公开工作年度报告",
    "某县2019年政府信息公开工作年度报告考核办法",
    "某县卫生和计划生育局2016年政府信息公开工作计划",
    "2023年某县政务公开工作总结会召开",
]


@pytest.mark.parametrize("title", REPORTS)
def test_titles_of_reports(title: str) -> None:
    assert is_report_title(title)


@pytest.mark.parametrize("title", OTHERS)
def test_titles_of_other_things(title: str) -> None:
    assert not is_report_title(title)
    assert not may_be_report(title)


@pytest.mark.parametrize(
    "name",
    [
        "政府信息公开年报",
        "政府信息公开年度报告",
        "信息公开年报",
        "年度报告",
        "年报",
        "公开年报",
        "部门年报",
        "政府信息公开工作年度报告",
        "区政府年报",
        "市直部门年报",
        "县（市、区）年报",
        "年报公开",
        "信息公开指南及年报",
        "政府信息公开年报和目录",
        "政府信息公开年报专题",
    ],
)
def test_names_of_columns(name: str) -> None:
    assert is_column(name)
    assert topic(name) == "column"


@pytest.mark.parametrize(
    "name",
    [
        "2023年政府信息公开年报",
        "政府网站工作年度报表",
        "法治政府建设年度报告",
        "政府信息公开指南",
        "政府信息公开年报制度",
        "某某县某某局政府信息公开年度报告",
        "事业单位年报",
        "企业年报",
        "教育局年报",
    ],
)
def test_names_that_are_no_column(name: str) -> None:
    assert not is_column(name)


YEARS = ["2023", "2023年", "2023年度", "[2021]", "2015年以前", "历年年报", "2008年-2018年", "2018年及以前年度报告"]
GROUPS = ["县直部门", "乡镇（街道）", "旗政府组成部门", "各镇街", "2024年乡镇", "区县", "市政府部门", "县政府及部门"]
GROUPS += [
    "县（市、区）及乡镇街道",
    "市直各部门、直属机构",
    "乡（镇）政府、街道办事处",
    "公共企事业单位",
    "县市",
    "县政府（办公室）",
    "各区",
    "各县（市）",
]
UNITS = ["市教育局", "田黄镇", "前进街道", "发展和改革委员会", "财政局", "审计局", "东街道办事处"]


def test_years_and_units() -> None:
    assert all(is_year(text) for text in YEARS)
    assert not any(is_year(text) for text in ("2023年政府信息公开年报制度", "20233", "2023年1月"))
    assert all(is_unit_group(text) for text in GROUPS)
    assert all(is_unit(text) for text in UNITS)
    assert all(is_unit(text) for text in ("市规划和自然资源局", "行政审批局", "县机构编制委员会", "市政府新闻办公室"))
    assert all(is_unit(text) for text in ("县政务服务中心", "市委党史研究室", "县扶贫开发领导小组办公室"))
    assert topic("市审计局 2025年") != "distractor"
    assert not any(is_unit(text) for text in ("常务会议", "便民服务中心", "领导机构", "行政审批", "走进松原县"))
    assert not any(is_unit_group(text) for text in ("机构职能", "组织机构", "政府工作", "企业服务"))


def test_a_shortened_title_may_be_a_report_only_inside_a_column() -> None:
    assert may_be_report("某某县2023年政府信息公开工…")
    assert may_be_report("2021年度报告")
    assert may_be_report("某某县财政局2025年政府信息...")
    assert not may_be_report("某某县财政局2025年部门决算...")
    assert not is_report_title("2021年度报告")
    assert not may_be_report("某某县召开2023年…会议")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://h/zwgk/zfxxgk/zfxxgknb/", "column"),
        ("http://h/gk/gknb2017/", "column"),
        ("http://h/zfwzgznb/", "distractor"),
        ("http://h/zwgk/", "openness"),
        ("http://h/news/", "other"),
    ],
)
def test_slugs(url: str, said: str) -> None:
    assert slug(url) == said


@pytest.mark.parametrize(
    "title",
    [
        "财政局：2025年度报告",
        "审计局2024年报",
        "2019年度工作报告",
        "年报（2012）",
        "县政务服务中心2022年年报",
        "松原县统计局2023年度政府信息公开…",
        "水利局2011年度政务公开工作情况汇报",
        "怀津县教育局2024年政府信息公开工",
        "怀津县工业和信息化局2024年度政府",
    ],
)
def test_titles_that_may_be_reports_in_a_column(title: str) -> None:
    assert may_be_report(title)


@pytest.mark.parametrize("text", ["财政局 2024年", "县人民政府 2019年", "2021年度审计局"])
def test_a_body_and_a_year_are_no_distractor(text: str) -> None:
    assert is_body_and_year(text)
    assert topic(text) != "distractor"


@pytest.mark.parametrize(
    "title",
    [
        "2023年政府工作报告",
        "2016年度示范区工作总结",
        "2024年度生态环境状况报告",
        "2024年政府网站工作年…",
        "2024年度信访工作年报",
        "松原县城市建设投资集团有限公司2023年年度报告",
        "松原县住房公积金2023年年度报告",
    ],
)
def test_titles_that_are_other_reports_even_in_a_column(title: str) -> None:
    assert not may_be_report(title)


def test_a_title_may_be_cut_without_a_mark() -> None:
    assert all(
        map(
            is_cut,
            ("某县人民政府2018年政府信息公开年度", "2018年某县某局政府信", "某县某局2018年政府信息公开工作年度报"),
        )
    )
    assert not any(map(is_cut, ("某县人民政府2018年政府信息公开年度报告", "2018年某县人民政府", "政府信息公开年度")))


def test_the_notice_that_publishes_a_report_is_one_and_one_that_asks_for_it_is_none() -> None:
    carried = (
        "关于印发某局2020年政府信息公开工作年度报告的通知",
        "某县财政局关于公布2023年政府信息公开工作年度报告的公告",
        "关于印发《某县2020年政府信息公开工作年度报告》的通知",
    )
    asked = (
        "关于做好2020年政府信息公开工作年度报告的通知",
        "关于公布2020年度法治政府建设年度报告的公告",
        "关于发布政府信息公开工作年度报告格式的通知",
        "关于公布2020年政府信息公开年度报告评估结果的通知",
    )
    assert all(map(is_report_title, carried))
    assert not any(map(is_report_title, asked))
    assert all(map(is_distractor, asked))


def test_a_report_may_be_called_by_how_it_went() -> None:
    assert may_be_report("某局关于2014年政府信息公开工作情况的汇报")
    assert may_be_report("2012年度某县政府信息公开工作情况")
    assert not may_be_report("某局2013年政府信息公开工作考核情况")


def test_a_link_names_the_body_whose_part_of_a_column_it_is() -> None:
    assert [part_of(text) for text in ("南源街", "民政局年报", "岳城镇年度报告")] == ["南源街", "民政局", "岳城镇"]
    assert not any(part_of(text) for text in ("2023年报", "城投公司年报", "企业年报", "统计年报"))
