"""Figures in prose: which indicator they are read under, which are left out, where they stand."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.model import Document, Observation, Paragraph
from parsers.quantities import scan
from parsers.sentences import SURE, read_sentences
from parsers.vocabulary import vocabulary
from tests.beside import COLLECTION, SEEDS, needs_collection

CITY = "某某市2021年政府信息公开工作年度报告\n"
COUNTY = "某某县2021年政府信息公开工作年度报告\n"
TOWN = "某某镇人民政府2021年政府信息公开工作年度报告\n"
BUREAU = "某某市民政局2021年政府信息公开工作年度报告\n"


def document(text: str) -> Document:
    """A document of one paragraph a line."""
    blocks, place = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            blocks.append(Paragraph(line.rstrip("\n"), place, place + len(line.rstrip("\n"))))
        place += len(line)
    return Document(text=text, blocks=list(blocks), mime="text/plain")


def read(text: str, year: int | None = 2021, form: str | None = "2021", title: str = "") -> list[Observation]:
    return read_sentences(document(title + text), year=year, form=form)


def values(found: list[Observation]) -> dict[str, list[float | int | None]]:
    said: dict[str, list[float | int | None]] = {}
    for each in found:
        said.setdefault(each.indicator, []).append(each.value)
    return said


R = "requests.received.total"
D = "disclosure.total"
WEB = "disclosure.channel.website"

# title, sentence, what is read: {indicator: value}
CASES_2021 = [
    (COUNTY, "2021年，全县共收到政府信息公开申请7件。", {R: 7}),
    (COUNTY, "2021年，全县共收到政府信息公开申请７件。", {R: 7}),
    (COUNTY, "2021年，全县共收到政府信息公开申请 1 6 0 件。", {R: 160}),
    (COUNTY, "2021年，全县共收到政府信息公开申请 160 件。", {R: 160}),
    (COUNTY, "2021年，全县共收到政府信息公开申请三十五件。", {R: 35}),
    (COUNTY, "2021年，全县共收到政府信息公开申请两件。", {R: 2}),
    (COUNTY, "2021年，全县共收到政府信息公开申请1,234件。", {R: 1234}),
    (COUNTY, "2021年，全县共收到政府信息公开申请1.2万件。", {R: 12000}),
    (COUNTY, "全年收到35件政府信息公开申请。", {R: 35}),
    (COUNTY, f"全年收到政府信息公开申请{'9' * 23}件。", {}),
    (COUNTY, "全年收到政府信息公开申请99999999亿件。", {}),
    (COUNTY, "全年收到政府信息公开申请18件次。", {R: 18}),
    (COUNTY, "收到政府信息公开申请18件，较2020年的25件减少；办结17件。", {R: 18, "requests.processed_total.total": 17}),
    (COUNTY, "共办理政府信息公开申请20件，其中上年结转2件，本年新收18件。", {R: 18, "requests.carried_in.total": 2}),
    (COUNTY, "全县各乡镇、各部门主动公开政府信息12680条，其中乡镇4200条。", {D: 12680}),
    (COUNTY, "办理政府信息公开申请335件，其中新收326件、上年结转9件。", {R: 326, "requests.carried_in.total": 9}),
    (COUNTY, "收到政府信息公开申请14件；结转上年度2件。", {R: 14, "requests.carried_in.total": 2}),
    (COUNTY, "因不服政府信息公开答复引发的行政复议案件2件，结果均为维持。", {"review.total": 2}),
    (COUNTY, "全县行政复议机关共受理行政复议案件236件，审结221件。", {}),
    (COUNTY, "作出政府信息公开申请答复155件。", {"requests.processed_total.total": 155}),
    (COUNTY, "年度内政府信息公开申请15件，其中3件要求补正。", {R: 15}),
    (BUREAU, "2021年，我局向社会主动公开信息412条，比上年度增长15%；累计公开信息2150条。", {D: 412}),
    (BUREAU, "全年主动公开政府信息4条，《条例》施行以来累计主动公开政府信息38条。", {D: 4, f"{D}.cumulative": 38}),
    (TOWN, "自条例施行至2021年底，我镇累计主动公开信息412条。", {f"{D}.cumulative": 412}),
    (BUREAU, "2020年1月1日至12月31日，收到政府信息公开申请2件。", {}),
    (BUREAU, "自2008年5月1日至2021年12月31日，累计主动公开信息2130条。", {f"{D}.cumulative": 2130}),
    (BUREAU, "局机关共收到依申请公开件12件，下属单位收到6件。", {}),
    (BUREAU, "公开权责清单事项156项、行政许可事项32项、行政处罚决定88件。", {}),
    (BUREAU, "作出行政处罚决定88件。", {"proactive.penalty.decisions": 88}),
    (BUREAU, "收到政府信息公开申请6件，申请人撤回1件，答复5件。", {R: 6}),
    (BUREAU, "收到政府信息公开申请3件，2件予以公开。", {R: 3, "requests.granted.total": 2}),
    (COUNTY, "2021年，全县共收到政府信息公开申请**2**件。", {R: 2}),
    (COUNTY, "全年因政府信息公开被申请行政复议1件，被提起行政诉讼2件。", {"review.total": 1, "litigation.total": 2}),
    (COUNTY, "全县收到政府信息公开申请52件，办结50件，其中自然人申请40件，法人或其他组织申请10件。",
     {R: 52, "requests.processed_total.total": 50}),
    (COUNTY, "全县收到政府信息公开申请52件，其中自然人申请40件，办结50件。",
     {R: 52, "requests.received.natural_person": 40, "requests.processed_total.total": 50}),
    (COUNTY, "全年办理政府信息公开申请67件（含上年结转3件）。", {"requests.carried_in.total": 3}),
    (COUNTY, "本年度办理政府信息公开申请67件。", {"requests.processed_total.total": 67}),
    (COUNTY, "全年主动公开政府信息420条，其他方式公开政府信息30条。", {D: 420, "disclosure.channel.other": 30}),
    (BUREAU, "2021年，市民政局公开政府信息90条；市救助中心公开政府信息20条。", {D: 90}),
    (CITY, "2021年，全市新收行政复议案件1203件，其中涉及政府信息公开案件56件。", {}),
    (COUNTY, "2021年，通过各类平台主动公开政府信息 1 2 4 5 6 条。", {D: 12456}),
    (COUNTY, "2021年，通过市政务平台主动公开政府信息12条。", {}),
    (COUNTY, "未向公民收取任何费用。", {"fees.charged": 0}),
    (BUREAU, "2021年，我局公开政府信息90条。下属各县市区局公开政府信息8000条。", {D: 90}),
    (COUNTY, "全年受理依申请公开事项154件，全部依法按时办结。", {R: 154}),
    (COUNTY, "本年度新收政府信息公开申请数量为12件。", {R: 12}),
    (COUNTY, "2021年度我县共接到公民政府信息公开申请3宗。", {R: 3}),
    (TOWN, "2021年我镇未收到政府信息公开申请。", {R: 0}),
    (TOWN, "2021年未收到依申请公开政府信息申请。", {R: 0}),
    (TOWN, "2021年，我镇没有收到公民、法人或其他组织的政府信息公开申请。", {R: 0}),
    (TOWN, "2021年度我镇无依申请公开政府信息。", {R: 0}),
    (TOWN, "全年未收到政府信息公开申请，未发生行政复议、行政诉讼。", {R: 0, "review.total": 0, "litigation.total": 0}),
    (TOWN, "2021年未发生因政府信息公开引起的行政复议和行政诉讼。", {"review.total": 0, "litigation.total": 0}),
    (TOWN, "2021年度未收到行政复议、提起行政诉讼的申请。", {"review.total": 0, "litigation.total": 0}),
    (TOWN, "全年未收取政府信息公开信息处理费。", {"fees.charged": 0}),
    (TOWN, "2021年未收到逾期答复政府信息公开申请的投诉。", {}),
    (TOWN, "到目前为止未接到相关举报投诉电话。", {}),
    (TOWN, "对无法提供的政府信息，及时告知申请人。", {}),
    (COUNTY, "信息公开类行政复议7件，诉讼9件。", {"review.total": 7, "litigation.total": 9}),
    (COUNTY, "全年共发生行政复议案件3件、行政诉讼案件2件。", {"review.total": 3, "litigation.total": 2}),
    (COUNTY, "行政复议维持5件。", {}),
    (COUNTY, "全年收取信息处理费共计380元，其中民政局1件，收取380元。", {"fees.charged": 380}),
    (COUNTY, "全年收取政府信息公开信息处理费0.5万元。", {"fees.charged": 0.5}),
    (COUNTY, "全年主动公开政府信息171条。", {D: 171}),
    (COUNTY, "全年主动公开政府信息总数171条：政务动态34条，其他137条。", {D: 171}),
    (COUNTY, "2021年，全县共主动公开各类信息2428条。", {D: 2428}),
    (COUNTY, "全年通过县政府门户网站主动公开政府信息4511条。", {WEB: 4511}),
    (COUNTY, "2021年，通过门户网站、微信公众号、公开栏等渠道公开政府信息900条。", {D: 900}),
    (COUNTY, "全年通过政府网站发布信息120条，政务微信、微博发布信息31条。", {WEB: 120}),
    (COUNTY, "2021年，共收到10件依申请公开请求，2020年结转政府信息公开申请2件，共办结9件，结转2022年度继续办理3件。",
     {R: 10, "requests.carried_in.total": 2, "requests.processed_total.total": 9, "requests.carried_out.total": 3}),
    (COUNTY, "2021年度县政府本级受理政府信息公开申请15件，其中予以公开6件。", {}),
    (COUNTY, "全年政务微信公众号发布信息162条。", {"disclosure.channel.wechat": 162}),
    (COUNTY, "全年主动公开政府信息1100条，其中政府网站公开1000条，政务微博公开60条，政务微信公开40条。",
     {D: 1100, WEB: 1000, "disclosure.channel.weibo": 60, "disclosure.channel.wechat": 40}),
    (COUNTY, "今年共发布社会保险各类信息152条。", {}),
    (COUNTY, "在市政府门户网站及日报上公开相关信息38条。", {}),
    (COUNTY, "新闻发布会公开政府信息15条。", {}),
    (COUNTY, "县民政局全年主动公开政府信息87条。", {}),
    (COUNTY, "督促县直各部门在信息公开页面公开政府信息3044条。", {}),
    (BUREAU, "2021年，市民政局主动公开政府信息166条。", {D: 166}),
    (BUREAU, "2021年，我局主动公开政府信息166条。", {D: 166}),
    (BUREAU, "2021年，全市共收到政府信息公开申请300件。", {}),
    (TOWN, "2021年，全县共收到政府信息公开申请300件。", {}),
    (COUNTY, "县政府办公室收到政府信息公开申请17件。", {}),
    (COUNTY, "2020年，全县共收到政府信息公开申请7件。", {}),
    (COUNTY, "去年全县共收到政府信息公开申请7件。", {}),
    (COUNTY, "2021年收到政府信息公开申请7件，比上年增加3件。", {R: 7}),
    (COUNTY, "2021年收到政府信息公开申请7件，较上年增长12.3%。", {R: 7}),
    (COUNTY, "2021年5月，全县收到政府信息公开申请7件。", {}),
    (COUNTY, "上半年全县收到政府信息公开申请7件。", {}),
    (COUNTY, "第三季度主动公开政府信息70条。", {}),
    (COUNTY, "截至2021年6月底，全县共收到政府信息公开申请7件。", {}),
    (COUNTY, "近年来全县共收到政府信息公开申请70件。", {}),
    (COUNTY, "《条例》实施以来，累计主动公开政府信息373127条。", {D + ".cumulative": 373127}),
    (COUNTY, "历年累计收到政府信息公开申请1844件。", {R + ".cumulative": 1844}),
    (COUNTY, "累计主动公开政府信息373127条。", {}),
    (COUNTY, "全年累计主动公开政府信息3731条。", {D: 3731}),
    (COUNTY, "2021年1月1日至2021年12月31日，全县共收到政府信息公开申请9件。", {R: 9}),
    (COUNTY, "全县全年共受理政府信息公开申请749件，其中自然人申请741件，法人或其他组织申请8件；"
     "共办理718件，结转下一年31件。",
     {R: 749, "requests.received.natural_person": 741, "requests.received.organizations": 8,
      "requests.processed_total.total": 718, "requests.carried_out.total": 31}),
    (COUNTY, "2021年共收到政府信息公开申请7件，其中信函申请2件，网上申请5件。",
     {R: 7, "requests.received.channel.mail": 2, "requests.received.channel.online": 5}),
    (COUNTY, "答复政府信息公开申请805件（含上年度结转申请18件，另有72件申请按照《条例》顺延到下年度答复）。",
     {"requests.processed_total.total": 805, "requests.carried_in.total": 18, "requests.carried_out.total": 72}),
    (COUNTY, "全年答复政府信息公开申请50件。予以公开20件，部分公开6件，不予公开10件，"
     "无法提供9件，不予处理3件，其他处理2件。",
     {"requests.processed_total.total": 50, "requests.granted.total": 20, "requests.partially_granted.total": 6,
      "requests.denied.total": 10, "requests.unavailable.total": 9, "requests.not_processed.total": 3,
      "requests.other.total": 2}),
    (COUNTY, "涉密不予公开4608条。", {}),
    (COUNTY, "全年共办理建议提案66件，主动公开65件办理结果，仅1件依申请公开。", {}),
    (COUNTY, "受理企业群众办事申请867902件，办结867205件。", {}),
    (COUNTY, "全年收到网民留言申请120件。", {}),
    (COUNTY, "回应公众关注热点或重大舆情3次，举办新闻发布会2次，组织政府网站在线访谈4次。",
     {"response.total": 3, "response.press_conferences": 2, "response.web_interviews": 4}),
    (COUNTY, "政策解读工作。2021年，发布政策解读稿件298篇。", {"response.policy_interpretations": 298}),
    (COUNTY, "建立房地产市场信息发布机制。今年，共发布政策解读9条。", {}),
    (COUNTY, "《关于收到申请公开政府信息300件的通报》已印发。", {}),
    (COUNTY, "根据《条例》第二十条规定，公开第20条所列信息。", {}),
    (COUNTY, "转发国办公开办函〔2021〕30号文件。", {}),
    (COUNTY, "办理政府信息公开申请，电话12345。", {}),
    (COUNTY, "一是公开一次性告知清单。", {}),
    (COUNTY, "2021年政府信息公开申请答复率100%。", {}),
    (COUNTY, "全年制发行政规范性文件12件。", {"proactive.normative_documents.issued": 12}),
    (COUNTY, "2021年行政许可处理决定数量为13134件。", {"proactive.licensing.decisions": 13134}),
    (COUNTY, "举办政务公开培训班2期。", {"training.trainings": 2}),
    ("", "二〇二一年政府信息公開工作：2021年，我縣共收到政府信息公開申請18件。", {R: 18}),
    (COUNTY, "2021年，其中民政局收到政府信息公开申请1件。", {}),
    (COUNTY, "2021年，我县受理政府信息公开申请\n16件，全部办结。", {R: 16}),
    (CITY, "全市各级政府网站公开政府信息32600条，其中市政府网站公开8216条。", {WEB: 32600}),
    (COUNTY, "我县累计主动公开政府信息1256条，其中2021年主动公开235条。", {D: 235}),
    (COUNTY, "“江汉之窗”公众号粉丝12.3万，发布信息2103条，阅读量305万次。", {}),
    (BUREAU, "未发生因政府信息公开引起的行政复议、行政诉讼案件。办理行政复议案件132件，行政诉讼案件56件。",
     {"review.total": 0, "litigation.total": 0}),
    (COUNTY, "2021年收到申请24件，其中予以公开13件，无法提供11件。",
     {R: 24, "requests.granted.total": 13, "requests.unavailable.total": 11}),
    (BUREAU, "全年在局网站公开信息126条，在县政府网站公开信息88条。", {WEB: 126}),
    (COUNTY, "本年度新收政府信息公开申请数量5100006", {}),
    (COUNTY, "收到网上依申请公开9件、信函6件、当面2件，共17件。", {}),
    (COUNTY, "2021年收到申请24件，均已办结。", {}),
    (COUNTY, "截至2021年12月31日，全县现行有效行政规范性文件20件。", {"proactive.normative_documents.in_force": 20}),
    (COUNTY, "截至2020年底，全县现行有效行政规范性文件20件。", {}),
    (COUNTY, "截至2021年6月底，全县现行有效行政规范性文件20件。", {}),
    (BUREAU, "作为县政府行政复议机构，办理行政复议案件215件。", {}),
    (BUREAU, "本机关作为行政复议机关，收到行政复议申请1203件；以市政府为被告的行政诉讼案件405件。", {}),
]  # fmt: skip

CASES_BEFORE = [
    ("2012年", None, "全年主动公开信息7215条,其中依申请公开10条,已回复9条,做到了公开的信息不保密。",
     {"disclosure.total": 7215, "disclosure.on_request": 10, "applications.replied": 9}),
    ("2008年", None, "截至2008年底，我县主动公开政府信息163条。", {"disclosure.total": 163}),
    ("2015年", None, "截至2015年底，我县主动公开政府信息163条。", {}),
    ("2009年", None, "受理政府信息公开申请5件，其中当面申请3件，以网上提交表单形式申请2件。",
     {"applications.received": 5, "applications.received.in_person": 3, "applications.received.online": 2}),
    ("2015年", "2014", "全年共收到信息公开申请20件，其中当面申请3件，传真申请1件，网络申请10件，信函申请6件。",
     {"applications.received": 20, "applications.received.in_person": 3, "applications.received.fax": 1,
      "applications.received.online": 10, "applications.received.mail": 6}),
    ("2015年", "2014", "受理政府信息公开申请20件，已办结18件，其中同意公开12件，同意部分公开2件，不同意公开4件。",
     {"applications.received": 20, "applications.closed": 18, "applications.replied.granted": 12,
      "applications.replied.partially_granted": 2, "applications.replied.denied": 4}),
    ("2017年", "fujian-2008", "2017年，各级各部门受理依申请公开信息154条，其中：当面提交32条，占20.78%；信函申请5条。",
     {"applications.received.year": 154, "applications.received.in_person.year": 32,
      "applications.received.mail.year": 5}),
    ("2017年", "fujian-2008", "《条例》实施以来共受理依申请公开信息1844条。",
     {"applications.received.cumulative": 1844}),
    ("2017年", "fujian-2008", "2017年，全市各级各部门共制作政府信息42514条。", {"documents.made.year": 42514}),
    ("2017年", "fujian-2008", "2017年，未发生因政府信息公开产生的行政复议、行政诉讼和行政申诉案件。",
     {"review.total.year": 0, "litigation.total.year": 0, "complaints.total.year": 0}),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "expected"), CASES_2021)
def test_a_figure_is_read_under_what_its_clause_speaks_of(title, text, expected):
    assert values(read(text, title=title)) == {indicator: [value] for indicator, value in expected.items()}


@pytest.mark.parametrize(("year", "form", "text", "expected"), CASES_BEFORE)
def test_the_codes_are_those_of_the_form_of_the_time(year, form, text, expected):
    found = read(text, int(year[:4]), form, f"某某市{year}政府信息公开工作年度报告\n")
    assert values(found) == {indicator: [value] for indicator, value in expected.items()}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("全县主动公开政府信息18954余条。", 18954),
        ("全县主动公开政府信息约300条。", 300),
        ("全县主动公开政府信息近1.5万条。", 15000),
        ("全县主动公开政府信息6.45万多条。", 64500),
        ("全县主动公开政府信息超过500条。", 500),
        ("全县主动公开政府信息500条以上。", 500),
        ("全县主动公开政府信息二十余条。", 20),
    ],
)
def test_what_is_said_to_be_inexact_is_kept_and_marked(text, value):
    (found,) = read("2021年，" + text, title=COUNTY)
    assert (found.indicator, found.value, found.basis) == (D, value, "approximate")
    assert found.confidence <= 0.5


def test_reviews_of_which_nothing_says_that_they_are_over_disclosure_are_unsure():
    (aside,) = read("2021年，我局受理行政复议案件132件。", title=BUREAU)
    (named,) = read("因政府信息公开，2021年受理行政复议案件132件。", title=BUREAU)
    (headed,) = read("四、政府信息公开行政复议情况\n2021年，受理行政复议案件132件。", title=BUREAU)
    assert aside.confidence < SURE <= min(named.confidence, headed.confidence)


def test_a_figure_without_a_period_is_less_sure_than_one_of_the_year():
    (unsaid,) = read("全县共收到政府信息公开申请7件。", title=COUNTY)
    (said,) = read("2021年，全县共收到政府信息公开申请7件。", title=COUNTY)
    assert unsaid.confidence < said.confidence


def test_the_offsets_are_those_of_the_figure_with_its_unit():
    text = COUNTY + "2021 年，全县共收到政府信息公开\n申请 1 6 0 件，其中信函申请２件。"
    found = read_sentences(document(text), year=2021, form="2021")
    assert [text[each.where["start"] : each.where["end"]] for each in found] == ["1 6 0 件", "２件"]
    assert all(each.raw == text[each.where["start"] : each.where["end"]] for each in found)


def test_a_zero_in_words_points_at_the_words():
    (found,) = read("2021年我镇未收到政府信息公开申请。", title=TOWN)
    assert (found.value, found.status, found.unit, found.raw) == (0, "reported", "件", "未收到政府信息公开申请")


def test_carriage_returns_end_lines_as_line_feeds_do():
    text = "某某县2021年政府信息公开工作年度报告\r\n\r\n2021年，我县受理政府信息公开申请\r\n16件，\r\n全部办结。"
    (found,) = read_sentences(document(text), year=2021, form="2021")
    assert (found.value, found.raw) == (16, "16件")


def test_a_form_that_the_vocabulary_does_not_know_has_the_codes_of_its_time():
    assert values(read("全县共收到政府信息公开申请7件。", form="some-other", title=COUNTY)) == {R: [7]}


def test_the_spans_of_flattened_tables_are_left_out():
    text = COUNTY + "2021年，全县共收到政府信息公开申请7件。"
    assert read_sentences(document(text), year=2021, form="2021", skip=[(len(COUNTY), len(text))]) == []


def test_the_vocabulary_has_one_wording_and_one_gloss_an_entry():
    known = vocabulary()
    assert len({concept.id for concept in known.concepts}) == len(known.concepts) > 50
    assert all(concept.wording and concept.gloss and concept.patterns and concept.codes for concept in known.concepts)


@needs_collection
@pytest.mark.parametrize("name", ["003_3f1f32f7a2abe34a", "004_8d8ab1cc33b56129"])
def test_the_sample_reports_figures_are_found_in_their_prose(name):
    answer = json.loads((SEEDS / f"gold/{name}.json").read_text(encoding="utf-8"))
    text = (SEEDS / f"{name}.txt").read_text(encoding="utf-8")
    found = read_sentences(document(text), year=answer["year"], form=answer["form"])
    said = {(each.value, each.unit) for each in found}
    assert {(each["figure"], each["unit"]) for each in answer["sentences"]} <= said


@needs_collection
def test_offsets_hold_in_every_sample_text():
    for path in sorted(COLLECTION.glob("**/*.txt")):
        text = path.read_text(encoding="utf-8", errors="replace")
        for each in read_sentences(document(text), year=2019, form=None):
            assert text[each.where["start"] : each.where["end"]] == each.raw


PIECES = st.sampled_from(
    ["2021年", "，", "。", "；", "：", "其中", "收到", "申请", "公开", "政府信息", "主动", "答复",
     "占", "%", "件", "条", "、", "（", "）",
     "未", "无", "行政复议", "诉讼", "12", "３", " ", "\n", "三十",
     "万", "余", "约", "《", "》", "去年", "全县", "1.5", "1,234", "㎡", "…"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_text_makes_it_fail_and_every_offset_holds(text):
    for each in read_sentences(document(text), year=2021, form="2021"):
        assert text[each.where["start"] : each.where["end"]] == each.raw
        assert 0 < each.confidence <= 1


@given(st.text(max_size=200))
def test_any_characters_will_do(text):
    for sentence in scan(text + "公开申请12件"):
        assert len(sentence.folded) == len(sentence.offsets)
    read_sentences(document(text), year=None, form=None)


@given(st.integers(0, 99_999), st.integers(0, 4))
def test_scaling_is_exact(whole, places):
    digits = Decimal(whole).scaleb(-places)
    found = [quantity for sentence in scan(f"公开{digits:f}万条") for quantity in sentence.quantities]
    assert found[0].value == digits * 10_000
