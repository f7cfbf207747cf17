"""What is an annual report and what only looks like one."""

from __future__ import annotations

import pytest

from parsers.classify import classify
from parsers.fields import read_fields
from parsers.html import read_html
from parsers.model import Attachment, Verdict
from parsers.sections import find_sections
from parsers.text import read_text
from tests.beside import CORPUS, needs_collection


def judge(text: str, forms: tuple[str, ...] = (), cells: int = 0) -> tuple[Verdict, str]:
    document = read_text(text.encode())
    return classify(document, read_fields(document), find_sections(document), forms, cells)


REPORTS = {
    "titled, in the official format": (
        "沙县审计局2020年政府信息公开工作年度报告\n一、总体情况\n2020年。\n二、主动公开政府信息情况\n第二十条第（一）项\n"
    ),
    "untitled, says that it is the report": (
        "根据《中华人民共和国政府信息公开条例》规定，现公布本单位2010年度政府信息公开年度报告。\n"
        "一、基本情况\n主动公开政府信息30条。"
    ),
    "untitled, only the statement of the period": (
        "本年度报告是根据《中华人民共和国政府信息公开条例》要求编制。报告内容包括概述、主动公开信息情况。"
        "本报告中所列数据的统计期限自2014年1月1日起至2014年12月31日止。"
    ),
    "an early one with its own headings": (
        "沙县2011年政府信息公开工作总结\n2011年，我县主动公开政府信息300条，依申请公开政府信息2条。现将工作情况总结如下：\n"
        "一、主要做法\n加强领导，主动公开政府信息。\n二、不足之处\n依申请公开政府信息不足。"
    ),
    "a body with a word of news in its name": (
        "沙县督查考核办公室2020年政府信息公开工作年度报告\n一、总体情况\n2020年。\n二、主动公开政府信息情况\n无\n"
    ),
    "with the year in the middle, put out for the public": (
        "关于让胡路区教育局政务公开2020年度工作报告的公示\n一、总体情况\n2020年。\n二、主动公开政府信息情况\n无\n"
    ),
    "the opening alone": (
        "国家税务总局沙县税务局2020年政府信息公开工作年度报告\n"
        "按照《条例》规定，特向社会公布国家税务总局沙县税务局2020年政府信息公开工作年度报告。"
    ),
    "a town's few lines": (
        "通州区兴东街道2016年政府信息公开年度报告\n2016年，我街道共主动公开政府信息160条。\n未收到依申请公开。\n"
    ),
    "with the month it came out": (
        "沙县审计局2020年政府信息公开工作年度报告(2021年1月)\n一、总体情况\n2020年。\n二、主动公开政府信息情况\n略\n"
    ),
    "under bullets": (
        "武冈市审计局2024年政府信息公开工作年度报告\n● 总体情况\n2024年，公开641条。\n● 主动公开政府信息情况\n略\n"
    ),
    "addressed to the office that collects them": (
        "市政府信息公开工作领导小组办公室：\n本年度报告根据《条例》编制，统计时限为2018年1月1日至2018年12月31日。\n"
        "一、概述\n2018年，主动公开政府信息30条。"
    ),
}
OTHERS = {
    "a notice": (
        "三明市人民政府办公室关于做好2019年政府信息公开工作年度报告编制发布工作的通知\n各县（市、区）人民政府：\n"
        "一、总体要求\n按照格式编制年度报告。\n"
    ),
    "a notice without its title": (
        "各县（市、区）人民政府，市直各单位：\n现将2019年政府信息公开工作年度报告编制有关事项通知如下，"
        "请于2020年1月31日前报送年度报告。\n一、总体情况\n概述。\n二、主动公开政府信息情况\n要求。\n"
    ),
    "a web site's sheet": "政府网站工作年度报表（2020年度）\n填报单位：沙县人民政府\n信息发布总数 3000\n",
    "法治政府": "沙县2020年法治政府建设年度报告\n2020年，政府信息公开工作有序推进。\n一、主要做法\n依法行政。\n",
    "法人": "事业单位法人年度报告书（2020年度）\n单位名称 沙县图书馆\n",
    "accounts": "沙县财政局2020年部门决算公开说明\n一、部门概况\n二、收支情况\n政府信息公开",
    "infographic": "一图读懂沙县2020年政府信息公开工作年度报告\n主动公开 3000条\n",
    "infographic behind": "沙县2020年政府信息公开工作年度报告图解\n依申请公开 12件\n",
    "guide": "政府信息公开指南\n根据《中华人民共和国政府信息公开条例》编制本指南。\n一、主动公开\n二、依申请公开\n",
    "list": (
        "政府信息公开年报\n沙县人民政府2020年政府信息公开工作年度报告 2021-01-20\n"
        "沙县人民政府2019年政府信息公开工作年度报告 2020-01-20\n首页 上一页 下一页\n"
    ),
    "news": "我县公布2020年政府信息公开工作年度报告\n日前，我县公布了报告，全年主动公开政府信息3000条。\n",
    "letter": "政府信息公开申请答复书\n张某：\n本机关于2020年5月6日收到您提出的政府信息公开申请，现答复如下。\n",
    "policy": "沙县人民政府关于印发2020年政务公开工作要点的通知\n各乡镇人民政府：\n主动公开，依申请公开。\n",
    "rule in articles": "第一条 为了规范\n第二条 各单位应当编制政府信息公开年度报告\n第三条 报告包括总体情况。\n",
    "general work report": "2021年沙县政府工作报告\n各位代表：\n一、总体情况\n经济增长。",
    "meeting": "沙县召开2020年政府信息公开工作会议\n会议要求做好政府信息公开年度报告。",
    "an assessment": "沙县2020年政务公开第三方评估报告\n一、总体情况\n评估对象45家单位，年度报告发布率100%。\n",
    "a waterworks'": "城市供水水质信息公开年报（2022年度）\n2022年，出厂水水质合格率100%。\n",
    "a quarter": "沙县2020年第三季度政府信息公开工作报告\n主动公开 500条。依申请公开 2件。",
    "draft for comment": "关于征求《沙县2020年政府信息公开年度报告（征求意见稿）》意见的公告\n",
    "the format itself": "政府信息公开工作年度报告格式\n一、总体情况\n二、主动公开政府信息情况\n三、其他\n",
    "a body's whole work": "沙县教育局2020年度工作总结\n一、总体情况\n好。\n二、存在的主要问题\n不足。\n主动公开12条。",
    "a university's": (
        "河西大学2019-2020学年信息公开工作年度报告\n根据《高等学校信息公开办法》编制。\n一、概述\n信息公开工作有序。\n"
    ),
    "a home page": "欢迎访问沙县政府网站\n新闻中心\n政务公开\n",
}


@pytest.mark.parametrize("text", REPORTS.values(), ids=REPORTS.keys())
def test_annual_reports_are_recognised(text):
    verdict, reason = judge(text)
    assert verdict == "yes", reason
    assert reason.startswith("It is an annual report")


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS.keys())
def test_what_only_looks_like_one_is_not(text):
    verdict, reason = judge(text)
    assert verdict == "no", reason
    assert reason.endswith(".")


def test_a_stub_is_doubtful_and_says_where_the_report_may_be():
    title = "沙县2020年政府信息公开工作年度报告\n详见附件\n"
    assert judge(title)[0] == "doubtful"
    document = read_text(title.encode())
    document.attachments.append(Attachment("https://x.gov.cn/a.pdf", "年度报告"))
    verdict, reason = classify(document, read_fields(document), [], [], 0)
    assert verdict == "doubtful"
    assert "attachment" in reason


def test_official_tables_speak_for_a_report():
    part = "二、主动公开政府信息情况\n第二十条第（一）项\n"
    assert judge(part)[0] != "yes"
    assert judge(part, ("2021",), 60)[0] == "yes"
    assert judge("第二十条第（一）项\n信息内容\n", ("2021",), 60)[0] == "doubtful"


def test_a_contradiction_between_title_and_tables_is_doubtful():
    text = "关于报送2020年政府信息公开工作年度报告的函\n一、总体情况\n甲。\n二、主动公开政府信息情况\n表\n"
    assert judge(text)[0] == "no"
    verdict, reason = judge(text, ("2021",), 60)
    assert verdict == "doubtful"
    assert "notice" in reason


@needs_collection
@pytest.mark.parametrize("name", ["ordos-engebei-list.html", "lishui-notice-2023.html"])
def test_real_pages_that_are_no_reports(name):
    document = read_html((CORPUS / name).read_bytes())
    assert classify(document, read_fields(document), find_sections(document), [], 0)[0] == "no"


@pytest.mark.parametrize(
    "text",
    [
        "来宾市人民医院2022年信息公开工作年度报告\n一、概述\n公开120条。\n二、主动公开情况\n通过网站公开。",
        "国网沙县供电公司2020年信息公开年度报告\n按照《供电企业信息公开实施办法》，现公布年度报告。\n一、概况\n公开120条。",
        "关于报送2012年度政府信息公开工作年度报告的函\n市政府信息公开办：\n一、概述\n我局公开310条。\n"
        "二、主动公开政府信息的情况\n通过网站。\n三、依申请公开政府信息的情况\n3件。\n四、存在问题及改进措施\n略。",
        "（机关名称）××××年政府信息公开工作年度报告\n一、总体情况\n要点。\n二、主动公开政府信息情况\n表。\n"
        "三、收到和处理政府信息公开申请情况\n表。\n四、政府信息公开行政复议、行政诉讼情况\n表。",
    ],
    ids=[
        "a hospital's",
        "a company's, without its name elsewhere",
        "a report under a cover letter",
        "a form to be filled in",
    ],
)
def test_what_may_be_a_report_is_doubtful(text):
    assert judge(text)[0] == "doubtful"
