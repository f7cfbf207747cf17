"""Fields of documents as real pages print them: each from the place that says it best, none invented."""

from __future__ import annotations

import pytest

from parsers import agencies, titles
from parsers.fields import Fields, read_fields
from parsers.html import read_html
from parsers.model import Cell, Document, Table
from parsers.text import read_text

INTRO = "根据《中华人民共和国政府信息公开条例》（以下简称《条例》）规定，编制本报告。"
TITLE = "沙县2020年政府信息公开年度报告"
PERIOD = "本报告中所列数据的统计期限自2020年1月1日起至2020年12月31日止。"
BODY = "一、总体情况\n2020年，认真贯彻落实《条例》。\n二、主动公开政府信息情况\n公开35条。\n"


def document(*lines: str, **sources: object) -> Document:
    """A document of these lines, with the page's own sources (meta, labels, head …) where they are named."""
    made = read_text("\n".join([*lines, INTRO, BODY]).encode())
    for name, value in sources.items():
        setattr(made, name, value)
    return made


def fields(*lines: str, **sources: object) -> Fields:
    return read_fields(document(*lines, **sources))


def test_every_field_names_its_source():
    read = fields(
        "沭阳县水利局2020年政府信息公开工作年度报告",
        PERIOD,
        meta={"pubdate": "2021-01-20 10:00", "siteidcode": "3213220012"},
        labels={"索引号": "014224661/2021-00034", "文号": "沭水〔2021〕3号"},
    )
    assert {name: (field.value, field.source) for name, field in read.values.items()} == {
        "title": ("沭阳县水利局2020年政府信息公开工作年度报告", "body"),
        "year": (2020, "body"),
        "agency": ("沭阳县水利局", "title"),
        "published": ("2021-01-20", "meta"),
        "index_number": ("014224661/2021-00034", "label"),
        "document_number": ("沭水〔2021〕3号", "label"),
        "site_code": ("3213220012", "meta"),
    }


def test_a_document_that_says_nothing_gives_nothing():
    assert read_fields(Document("", [], "text/plain")).values == {}


# title


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["白鹤镇人民政府2020年度", "政府信息公开工作年度", "报告"], "白鹤镇人民政府2020年度政府信息公开工作年度报告"),
        (["得荣县教育局", "2020年政府信息公开工作年度报告"], "得荣县教育局2020年政府信息公开工作年度报告"),
        (["政府信息公开年报", "大冶市殷祖镇2020年政府信息公开年报"], "大冶市殷祖镇2020年政府信息公开年报"),
        (
            ["阳城县人民政府办公室", "阳城县人民政府2020年政府信息公开年度报告"],
            "阳城县人民政府2020年政府信息公开年度报告",
        ),
        (["Page 8 - 文登区信访局2020年政府信息公开工作年度报告", "P. 8"], "文登区信访局2020年政府信息公开工作年度报告"),
        (["# 沭阳县人民政府 2020 年 政府信息公开工作年度报告"], "沭阳县人民政府2020年政府信息公开工作年度报告"),
        (["2009年上海市長寧區政府信息公開年報"], "2009年上海市長寧區政府信息公開年報"),
        (["《西安市未央区2020年政府信息公开工作年度报告》"], "西安市未央区2020年政府信息公开工作年度报告"),
        (["关于2020年度政府信息公开情况的报告"], "关于2020年度政府信息公开情况的报告"),
        (["驼峰路街道政府信息公开工作年度报告"], "驼峰路街道政府信息公开工作年度报告"),
        (["二〇二〇年政府信息公开工作年度报告"], "二〇二〇年政府信息公开工作年度报告"),
        (["名    称：沙县2020年政府信息公开工作年度报告"], "沙县2020年政府信息公开工作年度报告"),
        (["|标 题:|山西省教育厅2020年政府信息公开工作年度报告|"], "山西省教育厅2020年政府信息公开工作年度报告"),
    ],
)
def test_titles_are_found_whole_and_as_printed(lines, title):
    assert fields(*lines).value("title") == title


@pytest.mark.parametrize(
    "line",
    [
        "分享到：",
        "政府信息公开年报",
        "首页 > 政府信息公开 > 政府信息公开年度报告",
        "您当前所在位置：首页/政府信息公开/政府信息公开工作年度报告",
        "浏览次数：2020 打印 关闭",
        "第三条 各相关部门负责编制本站所的政府信息公开年度报告",
        "本年度报告根据要求公布2020年度政府信息公开工作年度报告",
    ],
)
def test_what_is_no_title_gives_none(line):
    assert fields(line).value("title") is None


def test_a_title_tag_loses_the_names_of_column_and_site():
    tag = "赫章县2020年政府信息公开工作年度报告_政府信息公开年报_赫章县人民政府网站"
    assert fields(title_tag=tag).values["title"].value == "赫章县2020年政府信息公开工作年度报告"
    assert fields(title_tag="赫章县人民政府").value("title") is None


def test_metadata_of_a_header_fragment_is_not_believed():
    meta = {
        "columnname": "头部",
        "articletitle": "沭阳县人民政府",
        "sitename": "沭阳县人民政府",
        "pubdate": "2018-05-01",
    }
    read = fields("沭阳县教育局2020年政府信息公开工作年度报告", "发布时间：2021-01-20", meta=meta)
    assert read.value("title") == "沭阳县教育局2020年政府信息公开工作年度报告"
    assert read.value("published") == "2021-01-20"


def test_the_title_of_another_kind_of_document_is_its_declared_one():
    title = "三明市人民政府办公室关于做好2020年政府信息公开工作年度报告编制发布工作的通知"
    assert fields(title).value("title") == title
    assert fields(meta={"articletitle": title}).values["title"].source == "meta"


# agency


@pytest.mark.parametrize(
    ("lines", "agency"),
    [
        (["三明市2020年政府信息公开工作年度报告"], "三明市人民政府"),
        (["沙县2020年政府信息公开工作年度报告"], "沙县人民政府"),
        (["四川省2020年政府信息公开工作年度报告"], "四川省人民政府"),
        (["2020年张义镇人民政府信息公开年度报告"], "张义镇人民政府"),
        (["深圳市龙岗区坂田街道2020年政府信息公开年度报告"], "深圳市龙岗区坂田街道办事处"),
        (["广州市荔湾区人民政府南源街道办事处2020年政府信息公开工作年度报告"], "广州市荔湾区人民政府南源街道办事处"),
        (["2009年上海市長寧區政府信息公開年報"], "上海市長寧區人民政府"),
        (["高桥镇2020年政府信息公开工作年度报告", "发布时间:2021-01-22 09:14 | 来源:沙县高桥镇"], "沙县高桥镇人民政府"),
        (
            ["新疆维吾尔自治区卫生健康委员会", "自治区卫生健康委2020年政府信息公开报告"],
            "新疆维吾尔自治区卫生健康委员会",
        ),
        (["市财政局2020年度政府信息公开工作报告", "依托武汉市财政局门户网公开信息。"], "武汉市财政局"),
        (["由淮安市洪泽区财政局根据有关统计数据编制。"], "淮安市洪泽区财政局"),
        (["现公布滑县人民政府2020年政府信息公开工作年度报告。"], "滑县人民政府"),
        (["如对本报告有疑问，请与乌鲁木齐市卫生健康委办公室联系（地址：健康路36号）。"], "乌鲁木齐市卫生健康委"),
        (["直接与丽水市人民政府办公室政府信息公开中心联系（地址：花园路1号）。"], "丽水市人民政府"),
        (["发布机构：江阴市水利局", "索引号：1"], "江阴市水利局"),
        (["国家税务总局柘荣县税务局2020年政府信息公开工作年度报告"], "国家税务总局柘荣县税务局"),
        (["督查考核办公室工作", "湖北省發展和改革委員會2020年政府信息公開工作年度報告"], "湖北省發展和改革委員會"),
    ],
)
def test_agencies_are_named_as_fully_as_the_document_does(lines, agency):
    assert fields(*lines).value("agency") == agency


@pytest.mark.parametrize(
    "lines",
    [
        ["我局主动公开政府信息。"],
        ["我镇严格遵照信息公开制度。"],
        ["我局依托示范区管委会网站公开信息20条。"],
        [
            "2011年成人直播 教育局政府信息公开工作年度报告",
            "由成人直播 教育局编制。请联系成人直播 教育局办公室，联系电话：1。",
        ],
        ["365bet(中国)官方网站2024年政府信息公开工作年度报告"],
        ["来源：政府信息公开办"],
        ["三明市政务公开工作领导小组", "2021年1月11日"],
    ],
)
def test_no_body_is_asserted_where_none_is_named(lines):
    assert fields(*lines).value("agency") is None


def test_a_site_or_breadcrumb_names_the_body_only_when_the_report_can_be_its_own():
    site = {"meta": {"sitename": "杨凌示范区管理委员会"}, "breadcrumb": ["首页", "沙县审计局", "信息公开年报"]}
    assert fields("我局公开信息20条。", **site).values["agency"].value == "沙县审计局"
    assert fields("我局公开信息20条。", meta=site["meta"]).value("agency") is None
    assert fields("我区公开信息20条。", meta=site["meta"]).value("agency") == "杨凌示范区管理委员会"


def test_an_office_signs_for_its_body_unless_the_report_is_its_own():
    made = document()
    signed = "\n六、其他\n无\n安顺经济技术开发区管理委员会办公室\n2021年2月17日\n"
    for own, agency in (("我区", "管理委员会"), ("我办", "管理委员会办公室")):
        read = read_fields(read_text((made.text + own + "公开信息。" + signed).encode()))
        assert read.value("agency") == "安顺经济技术开发区" + agency
        assert read.value("signed") == "2021-02-17"


@pytest.mark.parametrize(
    ("part", "whole", "same"),
    [
        ("高桥镇人民政府", "沙县高桥镇人民政府", True),
        ("市财政局", "武汉市财政局", True),
        ("自治区卫生健康委", "新疆维吾尔自治区卫生健康委员会", True),
        ("博湖县卫健委", "博湖县卫生健康委员会", True),
        ("驼峰路街道办", "淮安区驼峰路街道办事处", True),
        ("沙县财政局", "三明市财政局", False),
        ("县财政局", "武汉市财政局", False),
    ],
)
def test_two_names_agree_when_one_says_more_of_the_same_body(part, whole, same):
    assert agencies.agrees(part, whole) is same


def test_contradicting_names_leave_the_title_its_own():
    assert agencies.fullest("财政局", ["三明市财政局", "沙县财政局"]) == "财政局"
    assert agencies.fullest("财政局", ["沙县财政局", "三明市沙县财政局"]) == "三明市沙县财政局"


# year


@pytest.mark.parametrize(
    ("lines", "year"),
    [
        (["三明市2019年政府信息公开工作年度报告"], 2019),
        (["三明市二〇一九年政府信息公开工作年度报告"], 2019),
        (["统计期限自2018年1月1日起至2018年12月31日止。"], 2018),
        (["统计数据时限为201711日至20171231日。"], 2017),
        (["所列数据的统计期限20231月1日起至202312月31日。"], 2023),
        (["统计期限自2009年11月1日起至2010年10月31日止。"], 2010),
        (["现公布我局2018年政府信息公开工作年度报告。"], 2018),
        (["由我局编制的2011年度政府信息公开年度报告。"], 2011),
        (["《关于做好2017年政府信息公开工作年度报告编制发布有关事项的通知》要求。"], 2020),
    ],
)
def test_the_year_is_the_one_reported_on(lines, year):
    assert fields(*lines).value("year") == year


def test_the_year_never_comes_from_address_or_publication():
    made = read_text(
        "我局主动公开政府信息。\n发布时间：2021-01-20\n".encode(), "http://x.gov.cn/xxgk/2021/gknb2020.html"
    )
    assert read_fields(made).value("year") is None


def test_a_day_below_the_title_in_a_pages_head_is_that_of_signing():
    body = f"<h1>{TITLE}</h1><p>（2021年3月26日）</p><div id='zoom'><p>一、概述</p><p>{'公开政府信息。' * 20}</p></div>"
    read = read_fields(read_html(f"<html><body><p>2026年1月5日</p>{body}</body></html>".encode()))
    assert (read.value("signed"), read.value("published")) == ("2021-03-26", None)


def test_links_to_the_reports_before_and_after_say_nothing_of_this_one():
    lines = ("2020年，我局主动公开政府信息。", "上一篇：沙县2019年政府信息公开工作年度报告", "下一篇：无")
    assert fields(*lines).value("year") == 2020


def test_title_and_period_that_disagree_are_a_finding():
    read = fields("海南省工商行政管理局2012年政府信息公开年度报告", PERIOD)
    assert read.value("year") == 2012
    assert [(each.rule, each.left, each.right) for each in read.findings] == [("fields.year_conflict", 2012, 2020)]


# dates and numbers


@pytest.mark.parametrize(
    ("lines", "published", "signed"),
    [
        (["发布时间: 2021-01-18 来源: 南源街 浏览次数:-"], "2021-01-18", None),
        (["来源:政府信息公开办 时间:2021-01-16 11:14"], "2021-01-16", None),
        (["2021-01-16 09:49", "字号: | |"], "2021-01-16", None),
        (["2021年01月16日 09:49"], "2021-01-16", None),
        (["发布日期：2021年01月20日"], "2021-01-20", None),
        (["時間: 2021/01/31/ 17:33"], "2021-01-31", None),
        (["发布时间：", "来源："], None, None),
        (["| 发文机构: | 生成日期/有效期: | 2021-01-29 14:59:17 | |"], "2021-01-29", None),
        (["发布单位: | 市交通运输局 | 成文日期: | 2021-01-14 | ||"], None, None),
        (["2021年 2 月25 日"], None, "2021-02-25"),
        (["沭阳县人民政府", "（2021年1月23日）"], None, "2021-01-23"),
        (["南京市建邺区教育局", "2021年3月"], None, None),
        (["来源：国家粮食和物资储备局　　2021-01-31 09:00"], "2021-01-31", None),
        (["【发布时间】2021-01-15 【来源】沙县教育局"], "2021-01-15", None),
        (["**发布时间**：2021-01-20 **来源**：沙县农业农村局"], "2021-01-20", None),
        (["沙县人民政府　2021-01-20", "一、总体情况", "2020年，" + "主动公开政府信息。" * 9], "2021-01-20", None),
        (["**2021-01-20**"], "2021-01-20", None),
        (["报告时间：2020年1月1日至12月31日"], None, None),
    ],
)
def test_dates_are_published_or_signed_by_how_they_are_printed(lines, published, signed):
    read = fields("沙县2020年政府信息公开工作年度报告", *lines)
    assert (read.value("published"), read.value("signed")) == (published, signed)


@pytest.mark.parametrize(
    "signature",
    [
        "沙县人民政府\n2021年1月10日",
        "沙县人民政府        二〇二一年一月十日",
        " " * 118 + "沙县人民政府" + " " * 118 + "2021年1月10日",
        "                沙县人民政府\n\n                         2021年1月10\n\n附件下载:\n扫一扫在手机打开当前页",
        "2021年1月10日",
        "沙县人民政府\n2021.1.10",
        "沙县政务公开工作领导小组\n2021年1月10日\n（此件公开发布）",
    ],
)
def test_a_closing_signature_gives_the_day_of_signing(signature):
    made = read_text((document("沙县2020年政府信息公开工作年度报告").text + signature + "\n").encode())
    assert read_fields(made).value("signed") == "2021-01-10"


def test_dates_that_cannot_be_right_are_findings():
    read = fields("沙县2008年政府信息公开工作年度报告", "发布时间：2020-11-04")
    assert [each.rule for each in read.findings] == ["fields.date_conflict"]
    read = fields("沙县2020年政府信息公开工作年度报告", "发布时间：2021-01-20", meta={"pubdate": "2022-06-01"})
    assert [each.rule for each in read.findings] == ["fields.published_conflict"]


@pytest.mark.parametrize(
    "rows",
    [
        [["名称", TITLE, "索引号", "SM-2021-7"], ["公开日期", "2021-01-21", "文号", "沙政〔2021〕7号"]],
        [["名称", "索引号", "公开日期", "文号"], [TITLE, "SM-2021-7", "2021-01-21", "沙政〔2021〕7号"]],
        [["索 引 号：SM-2021-7", "公开日期：2021-01-21"], ["文  号：沙政〔2021〕7号", "标题：" + TITLE]],
    ],
)
def test_a_metadata_table_is_read_in_each_of_its_layouts(rows):
    made = document()
    cells = [[Cell(text, row, column) for column, text in enumerate(texts, 1)] for row, texts in enumerate(rows, 1)]
    made.blocks.insert(0, Table(1, cells))
    read = read_fields(made)
    assert read.value("title") == TITLE
    assert read.value("index_number") == "SM-2021-7"
    assert read.value("published") == "2021-01-21"
    assert read.value("document_number") == "沙政〔2021〕7号"


def test_a_site_code_is_read_from_the_footer_too():
    made = read_text((document().text + "网站标识码：3504270001 闽ICP备05022045号\n").encode())
    assert read_fields(made).values["site_code"].value == "3504270001"
    made = read_text((document().text + "政府网站标识码bm12000001\n").encode())
    assert read_fields(made).value("site_code") == "bm12000001"
    body = f"<div id='zoom'>{document().text}</div>".replace("\n", "<br>")
    page = f"<html><body>{body}<div class='footer'>网站标识码：3504270001 闽ICP备05022045号</div></body></html>"
    assert read_fields(read_html(page.encode())).value("site_code") == "3504270001"


def test_labels_may_stand_above_their_values_and_stamps_beside_the_title():
    lines = ("索 引 号", "hz001/2022-00032", "公开日期", "2021-01-20", "来源", "打印", TITLE)
    read = fields(*lines)
    assert (read.value("index_number"), read.value("published")) == ("hz001/2022-00032", "2021-01-20")
    row = (
        f"大埔县人民政府门户网站 www.dabu.gov.cn {TITLE} 时间：2021-01-29 16:17:11 来源：沙县水利局 【字体：大 中 小】"
    )
    assert [fields(row).value(name) for name in ("title", "published")] == [TITLE, "2021-01-29"]


def test_taking_a_title_apart():
    taken = titles.take_apart("张义镇2008年度政府信息公开工作年度报告")
    assert (taken.agency, taken.year) == ("张义镇人民政府", 2008)
    assert titles.take_apart("2019年政府信息公开工作年度报告").agency is None
    assert titles.take_apart("2019年政府信息公开工作年度报告（沙县水利局）").agency == "沙县水利局"
    assert titles.title_year("2018年至2019年政府信息公开工作报告") is None


def test_a_title_of_two_years_and_a_bureaus_web_name_keep_their_dashes():
    assert fields("", title_tag="河西大学2019-2020学年信息公开工作年度报告").value("title") == (
        "河西大学2019-2020学年信息公开工作年度报告"
    )


def test_a_page_whose_title_tag_and_heading_agree_is_titled_so_whatever_its_kind():
    read = document("区政务公开办召开培训会", title_tag="区政务公开办召开培训会")
    assert read_fields(read).value("title") == "区政务公开办召开培训会"


def test_metadata_left_over_from_another_article_does_not_date_a_report_before_its_year():
    read = fields("沙县2020年政府信息公开年度报告", "发布时间：2021-01-20", meta={"pubdate": "2019-03-01"})
    assert read.value("published") == "2021-01-20"
    assert [each.rule for each in read.findings] == ["fields.published_conflict"]


def test_a_report_in_one_line_has_its_title_and_date_from_the_pieces_before_its_prose():
    line = (
        "沙县民政局2020年政府信息公开工作年度报告 发布时间：2021-01-25 根据《条例》编制。 一、总体情况 公开8条。"
        + "工作平稳。" * 20
    )
    read = read_fields(read_text(line.encode()))
    assert (read.value("title"), read.value("published")) == ("沙县民政局2020年政府信息公开工作年度报告", "2021-01-25")


def test_a_division_of_the_corps_is_a_body_with_its_city():
    read = fields("新疆生产建设兵团第八师石河子市2020年政府信息公开工作年度报告")
    assert read.value("agency") == "新疆生产建设兵团第八师石河子市"


def test_neighbouring_columns_are_not_joined_to_a_title():
    assert fields("政府信息公开制度", "政府信息公开年报").value("title") == "政府信息公开制度"


def test_a_report_put_out_for_the_public_is_titled_as_printed_and_read_for_body_and_year():
    read = fields("关于永安市水利局2019年度政府信息公开年度报告的公示")
    assert read.value("title") == "关于永安市水利局2019年度政府信息公开年度报告的公示"
    assert (read.value("agency"), read.value("year")) == ("永安市水利局", 2019)


def test_a_report_in_one_line_is_signed_at_its_end():
    body = "沙县2020年政府信息公开年度报告 一、总体情况 " + "工作平稳。" * 40
    blanks = "\u3000" * 20
    read = read_fields(read_text(f"{body}{blanks}沙县人民政府{blanks}2021年1月22日 返回顶部".encode()))
    assert read.value("signed") == "2021-01-22"


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        ("北丘县司法局２０２０年政府信息公开年度报告", "北丘县司法局"),
        ("永陵市兴州县2020年政府信息公开年度报告", "永陵市兴州县人民政府"),
        ("中华人民共和国大连海关2020年政府信息公开年度报告", "中华人民共和国大连海关"),
        (
            "中国（浙江）自由贸易试验区舟山管理委员会2020年政府信息公开年度报告",
            "中国（浙江）自由贸易试验区舟山管理委员会",
        ),
        ("和丘县人民政府安川街道办事处2020年政府信息公开年度报告", "和丘县人民政府安川街道办事处"),
        ("保定市莲池区联盟街道2020年政府信息公开年度报告", "保定市莲池区联盟街道办事处"),
        ("珠海市金湾区红旗镇2020年政府信息公开年度报告", "珠海市金湾区红旗镇人民政府"),
        ("中共宁县米桥乡委员会 宁县米桥乡人民政府关于2020年政府信息公开工作的年度报告", "宁县米桥乡人民政府"),
        ("【年报】怀阳市青康县2020年政府信息公开年度报告", "怀阳市青康县人民政府"),
        ("怀阳市青康县2020年度政府信息公开工作情况汇报", "怀阳市青康县人民政府"),
        ("尼勒克县种蜂场2020年政府信息公开年度报告", "尼勒克县种蜂场"),
        ("水利部黄河水利委员会2020年政府信息公开年度报告", "水利部黄河水利委员会"),
        ("中国人民银行南昌中心支行2020年政府信息公开年度报告", "中国人民银行南昌中心支行"),
        ("舟山海事局2020年政府信息公开年度报告", "舟山海事局"),
        ("勐海县红十字会2020年政府信息公开年度报告", "勐海县红十字会"),
        ("怀阳市青康县妇联2020年政府信息公开年度报告", "怀阳市青康县妇联"),
        ("怀阳市青康县地方史志研究室2020年政府信息公开年度报告", "怀阳市青康县地方史志研究室"),
        ("怀阳市青康县2020年政府信息公开年度报告", "怀阳市青康县人民政府"),
        ("白海县人民政府平州镇人民政府2020年政府信息公开年度报告", "白海县人民政府平州镇人民政府"),
    ],
)
def test_a_body_in_the_title_is_named_as_printed(title, agency):
    assert fields(title).value("agency") == agency


def test_an_office_that_calls_itself_so_reports_for_itself():
    drawn_up = "本报告由松泉县人民政府办公室依据《条例》要求编制。"
    assert fields("2020年政府信息公开年度报告", drawn_up, "我办高度重视。").value("agency") == "松泉县人民政府办公室"
    assert fields("2020年政府信息公开年度报告", drawn_up, "我县高度重视。").value("agency") == "松泉县人民政府"


def test_a_document_number_may_stand_alone_above_the_text():
    number = "沙政办函〔2021〕5号"
    assert fields(TITLE, number).value("document_number") == number
    assert fields(TITLE, "沙政辦函〔２０２１〕5號").value("document_number") == "沙政辦函〔２０２１〕5號"
    assert fields(TITLE, f"参照{number}文件编制").value("document_number") is None
