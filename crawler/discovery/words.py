"""What the words of a link, a title or an address say: a report, its column, a year or unit below it, or something
else.

The titles of reports follow no template: the official one is 某某2023年政府信息公开工作年度报告, and offices drop 政府,
工作 or 年度, write 年报, put the year anywhere or nowhere. What they share is 信息公开 (or 政务公开) and a report. What
looks like it and is none is told by its own words (政府网站工作年度报表, 法治政府建设年度报告, 图解, 通知 …).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Literal
from urllib.parse import unquote, urlsplit

FIRST_YEAR = 2003  # the earliest reports found are local ones, before the national duty of 2008

Topic = Literal["report", "column", "year", "unit", "openness", "home", "other", "distractor"]

_CACHED = 1 << 13  # menus repeat on each page of a site
_LABEL = 120  # characters of the longest text that is remembered: longer ones are no labels and come once
_SPACE = re.compile(r"[\s\u3000\xa0\u200b\ufeff]+")
_EDGE = re.compile(r"^[·•▪■◆>»\-—*\[\]【】()（）|/\d.、]*(?=\D)|[>»\-—*|/\s·]+$")
_CUT = re.compile(r"(?:\.{2,}|…+|。。。)\s*$")
# What a title that an old template cuts after so many characters, without a mark, may end in.
_TAILS = (
    "政府信息公开工作年度报告",
    "政府信息公开年度报告",
    "信息公开工作年度报告",
    "信息公开年度报告",
    "政务公开年度报告",
)
# The less of it is left, the nearer it has to stand to the year.
_CUT_SHORT = re.compile(r"(?:19|20)\d{2}年度?政府?$")
_BROKEN = tuple({tail[:place] for tail in _TAILS for place in range(3, len(tail))})

# 网站 before 报表/报告 is the yearly report on the web site that 国办发〔2017〕47号 asks for, not this one.
_NOT_A_REPORT = re.compile(
    r"网站(?:工作|监管)?[^，。]{0,6}(?:年度)?[^，。]{0,4}报[表告]|工作年度报表|法治(?:政府|建设)|依法行政|统计(?:年鉴|公报)|财政|预算|决算|法人|企业|"
    r"图解|图说|图文解读|一图|解读|读懂|通知|公告|公示|通报|方案|制度|办法|规定|规范|指南|目录|要点|计划|格式|模板|培训|会议|考核|"
    r"答复|回复|申请表|统计表|情况表|意见箱|征集|问卷|双随机|行政执法|绩效|社会信用|审计|述职|党务公开|校务公开|村务公开|厂务公开|"
    r"平台建设|第三方评估|上半年|季度|自查|(?:环境|污染防治|采购|招投标|安全生产|征地)信息公开|说明$|(?:总结|推进|部署|座谈|动员|调度)会"
)
# One report under the title of the notice that publishes it: `关于印发《某县2023年政府信息公开年度报告》的通知`.
_ANNOUNCED = re.compile(r"关于(?:公布|发布|印发|公开|公示)《?(.{4,60}?(?:报告|年报))》?的(?:通知|公告|公示|通告|函)$")
# Also those of several: behind `关于集中公布2023年度各部门政府信息公开年度报告的通知` stand the reports.
_ANNOUNCES = re.compile(
    r"关于(?:集中|统一)?(?:公布|发布|公开|印发|刊发).{0,40}(?:年度报告|工作报告|年报)》?(?:[(（].{0,8}[)）])?的?(?:通知|公告|通告|公示)$"
)
# A 通知 or 制度 may head a column of reports only if the report's own words follow; titles of reports never hold them.
_SUBJECT = re.compile(r"(?:信息|政务)\s*公开|公开(?:工作)?(?:年度|年报)|政务信息")
_KIND = re.compile(
    r"年度(?:工作)?(?:情况)?的?报告|年报|(?:工作|情况|执行|实施)(?:的)?(?:情况)?(?:的)?(?:年度)?报告|年度总结|年度情况|公开报告|工作总结"
)
_HOW_IT_WENT = re.compile(r"(?:情况(?:的?(?:汇报|说明))?|小结)$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)|二[〇○Ｏ零O0]?[〇○Ｏ零O0一二][〇○Ｏ零O0一二三四五六七八九]年")
_BEGINS = re.compile(r"^(?:19|20)\d{2}年?度?")
_BARE_YEAR = re.compile(r"^(?:(?:19|20)\d{2})(?:年度?)?(?:年报|报告|信息公开年报)?$")
_OLD_YEARS = re.compile(
    r"^(?:(?:19|20)\d{2})年?(?:及)?(?:以前|之前|往年|至|[-—~到])+(?:(?:19|20)\d{2})?年?度?(?:的?(?:政府)?信息公开)?(?:工作)?(?:年度)?(?:年报|报告)?$|^(?:历年|往年|历史)(?:年报|报告)?$|^[上下前后]一?年度?$"
)
# `2021年度报告`, `年报（2012）`: nothing between year and kind that would say what it is a report on.
_BARE_REPORT = re.compile(
    r"(?:(?:19|20)\d{2}|二[〇○Ｏ零O0一二三四五六七八九]{3})年?度?的?(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)|"
    r"(?:年报|年度(?:工作)?报告)[(\[:]?(?:19|20)\d{2}"
)
# Whose yearly report is one on its business, unless it says that it is on disclosure.
_BUSINESS = re.compile(r"公司|集团|银行|基金会|慈善|[协学商]会(?!办)")
# How names of bodies and places end, more freely than `_UNIT` has it: the year that follows makes them one.
_ANY_BODY = re.compile(
    r"(?:[局厅委办室镇乡院队署所社校处站馆部台场区县市州盟旗省府联]|[员理合总]会|中心|街道|苏木|年报|年度(?:工作)?报告)$"
)
_SHORT_PLACE = 4
_COLUMN = re.compile(
    r"^(?:[\w·]{0,14}?)(?:(?:政府|政务)?信息|政务)?公开(?:工作)?(?:年度?(?:工作)?(?:报告|年报|报)|年报|报告)"
    r"(?:专栏|专区|专题|列表|目录|汇总)?$"
)
_COLUMN_SHORT = re.compile(
    r"^(?:(?:历年|往年|历史|往期|本级|部门|镇街|乡镇|政府|公开|工作|各部门|单位|县级|市级|区级|信息)*)(?:年度报告|年报|年度工作报告)(?:公开|专栏|专区|列表|汇总)?$"
)
_GROUP_BEHIND = re.compile(r"([^()]{2,20})\(([^()]{2,10})\)")
# `信息公开指南及年报`: a column that reports share. `年报公开`.
_COLUMN_SHARED = re.compile(
    r"(?:(?:政府)?信息|政务)?公开(?:(?:指南|目录|制度|规定)[、及和与/]?)+(?:年度报告|年报)|"
    r"(?:(?:政府)?信息|政务)?公开(?:年度报告|年报)(?:[、及和与/](?:指南|目录|制度|规定))+|(?:年报|年度报告)公开"
)
_PART = re.compile(r"(.{2,18}?)(?:年报|年度报告)")
_OPENNESS = re.compile(
    r"(?:政府|政务)?信息公开(?:专栏|平台|专题|栏目|网|目录|大厅)?$|政务公开(?:专栏|平台)?$|^公开(?:目录)?$|^政务$|^(?:政务|阳光|透明)(?:公开|政务|政府)$"
)
_LONGEST_GROUP = 18  # characters
_LONGEST_PLATFORM = 16  # characters; a body's own has its name before it
_PLATFORM_NAME = re.compile(r"(?:信息|政务)公开(?:专?网|平台|专栏|目录|系统|门户)?(?:网站)?$")
_OPENNESS_PART = re.compile(
    r"法定主动公开内容?|公开(?:指南|制度|规定)|依申请公开|政策公开|主动公开|基层政务公开|公开目录"
)
_UNIT_GROUP = re.compile(
    r"^(?:各)?(?:[县市区旗州省盟]?(?:级|直|政府|人民政府)?)(?:及|和)?(?:其|所属|各)?(?:工作|组成|直属|派出|直|级)?(?:部门|单位|机构|乡镇|镇街|街道|镇|乡|街镇|局委办|委办局|机关)+"
    r"(?:街道|办事处|乡镇|单位)?(?:[(（/、].{0,10})?(?:(?:政府)?信息公开)?(?:平台|目录|专栏|年报|年度报告|导航)?$|"
    r"^[县市区旗州]{2,4}$|^(?:乡镇|镇街|街道|部门|单位|区县|县区|市县|园区|县级|市级|区级|本级|市直|县直|区直|省直|旗直|苏木)[^，。]{0,8}$|"
    r"^(?:[省市县区旗州盟]?(?:人民)?政府(?:本级|机关|[(]?(?:办公[室厅]|办|本级)[)]?)?|[省市县区旗州盟镇乡]本级|开发区)$"
)
# `县（市、区）及乡镇街道`, `市直各部门、直属机构`: in any order nothing but levels, kinds of bodies, what joins them.
_GROUP_WORDS = re.compile(
    r"(?:人民政府|办事处|管委会|管理区|开发区|企事业|事业|企业|公共|国有|群团|派出|派驻|直属|所属|下属|组成|政府|部门|单位|机构|组织|团体|"
    r"街道|苏木|乡镇|功能区|园区|其他|其它|本级|工作|垂直|[省市县区旗州盟乡镇级直各及和与或、/()（）])+"
)
_GROUP_HEADS = re.compile(
    r"部门|单位|(?:直属|派出|派驻|垂直|政府)[^、及和]{0,4}机构|乡镇|街道|苏木|[县市区旗](?:[(（]|[、及和])|开发区|园区|功能区|^各"
)
_GOVERNMENT = re.compile(r"[省市县区旗州盟镇乡]?(?:人民)?政府(?:本级|机关|办公[室厅])?")
_UNIT = re.compile(
    r"^[\u3400-\u9fff（）()·]{2,24}?(?:人民政府|[县市区旗州盟省镇乡]政府|办公室|办公厅|办事处|委员会|管委会|管理局|监督局|[局厅委办镇乡院队行署会所社校]|研究室|督查室|广播电视台|街道?|苏木|街道办|中心|开发区|"
    r"[支大总]队|公司|集团|站|园区|示范区|新区|高新区|管理区|林区|[农林牧渔茶盐]场|兵团|管理处|服务处|档案馆|[残妇文科侨]联|工商联|"
    r"[县市区旗州盟省])$"
)
_NOT_A_UNIT = re.compile(
    r"^(?:走进|走近|魅力|美丽|印象|认识|了解|今日|活力|关于|数字|数说)|"
    r"会议|办事(?!处)|服务(?!局|管理局)|机构|领导|工作|公开|政策|新闻|动态|互动|投诉|审批|招聘|中心工作|专题|规划|便民|大厅|办公会|常务会"
)
# 规划和自然资源局, 行政审批局, 新闻办公室, 机构编制委员会: the end says that it is a body, whatever stands before.
_A_BODY = re.compile(
    r"..(?:局|厅|委员会|管委会|人民政府|街道办事处|研究室)$|"
    r"(?:新闻|编制|工作|服务管理|服务数据管理|信访|委员会|领导小组|改革)办公室$|"
    r"[省市县区旗州盟](?:政务|行政|(?:机关)?事务)服务中心$"
)
_ODD_BODY = re.compile(
    r"[\u3400-\u9fff]{0,8}"
    r"(?:财政|审计|统计|企业|行政执法|社会信用|法制|会议|计划|绩效|考核|培训|法人|制度)[\u3400-\u9fff]{0,10}?"
    r"(?:局|厅|委员会|中心|办公室|队|协会|镇|乡|街道|署(?!名)|办(?![法理])|委(?!托)|处(?![理置罚])|所(?!有)|部(?![门署分]))"
)
# What tells of a report: no part of a body's name, however near it stands.
_TOLD = re.compile(r"图解|图说|解读|读懂")
# Portals without a column have their reports among what they announce, and old years where the old site is kept.
_SIDE = {
    "map": re.compile(r"(?:网站|站点|本站)?(?:地图|导航)|sitemap", re.I),
    "board": re.compile(
        r"(?:通知|公示|公告|公开|政府|政务|信息|最新|[县区市]级?)?(?:公告|公示|通告|通知)(?:栏|公示|公告|通告|专栏|信息)?"
    ),
    "shelf": re.compile(
        r"(?:历史|往期|旧版|老版|原版?)(?:信息|资料|数据|栏目|网站|网页|归档|存档|公开|目录)+|(?:网站|信息|历史)?归档"
    ),
}
# What a platform may be called that is not called one (`政务之窗`, `阳光政府`, `公开公示`), and its shelf of the rest.
_HINT = re.compile(
    r"(?!.*(?:新闻|要闻|动态|头条|服务|大厅|招聘|微博|微信|视频|图片))[\u3400-\u9fff]{0,4}"
    r"(?:政务|公开|透明|阳光|公示|[网电]上政府|政府信息|专栏|工作报告|其[他它](?:信息)?)[\u3400-\u9fff]{0,4}"
)
_MORE = re.compile(r"^(?:更多|more|查看更多|进入|详细|查看|点击.*)$", re.I)
_SLUG_COLUMN = re.compile(
    r"(?:zfxxgknb|xxgknb|gknb|gkndbg|xxgkndbg|ndbg|nianbao|annual_?report|nianduba?ogao|zfxxgknd|xinxinianbao|(?<![a-z])nb(?![a-z]))",
    re.I,
)
_SLUG_OPENNESS = re.compile(r"(?:zfxxgk|xxgk|zwgk|gkml|xinxigongkai|openness|zhengwugongkai|info_?public)", re.I)
_SLUG_OTHER = re.compile(
    r"(?:zfwzgznb|wzgzndbb|zfgzwzbb|zfwzndbb|wzndbb|wznb|sydwfrnb|fzzf|czyjs|tjnj|fzzfjs|qyndbg)", re.I
)


def squash(text: str | None) -> str:
    """The text without any blank, in compatibility form, as two labels are compared."""
    if not text:
        return ""
    return _squashed(text) if len(text) <= _LABEL else _squashed.__wrapped__(text)


@lru_cache(_CACHED)
def _squashed(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def is_cut(text: str) -> bool:
    """Whether a link's text was shortened by the page (`某某县2023年政府信息公开工…`), be it without a mark."""
    bare = text.strip()
    return bool(_CUT.search(bare) or _CUT_SHORT.search(bare)) or (bare.endswith(_BROKEN) and has_year(bare))


def announces_reports(text: str) -> bool:
    """Whether a title is that of a notice by which reports are published, not of one that asks for them."""
    text = squash(text)
    return bool(_ANNOUNCES.search(text) and _SUBJECT.search(text)) and "网站" not in text


def without_year(text: str) -> str:
    """A text without the year that it begins with."""
    return _BEGINS.sub("", squash(text))


def has_year(text: str) -> bool:
    """Whether the text names a year, in figures or in Chinese numerals."""
    return bool(_YEAR.search(text))


@lru_cache(_CACHED)
def is_distractor(text: str) -> bool:
    """Whether the words say that this is something other than a disclosure report, however alike."""
    text = _uncovered(squash(text))
    return bool(_NOT_A_REPORT.search(text)) and not (_saved(text) or is_unit(text) or is_body_and_year(text))


def _uncovered(text: str) -> str:
    """The report's title in that of the notice that publishes it; any other text as it stands."""
    return _ANNOUNCED.sub(r"\1", text) if "关于" in text else text


def _saved(text: str) -> bool:
    """A body whose own name holds a distractor's word (财政局, 审计局, 企业服务局, 统计局) still publishes a report."""
    bare = _ODD_BODY.sub("", text)
    return not (_TOLD.search(text) or _NOT_A_REPORT.search(bare)) and bool(
        _SUBJECT.search(bare) or _BARE_REPORT.search(bare)
    )


@lru_cache(_CACHED)
def is_report_title(text: str) -> bool:
    """Whether a full title is that of a disclosure report."""
    text = _uncovered(squash(text))
    if not 6 <= len(text) <= 90 or is_distractor(text):
        return False
    return bool(
        _SUBJECT.search(text) and (_KIND.search(text) or (has_year(text) and text.endswith(("报告", "年报"))))
    ) and not is_column(text)


def cut_short(text: str) -> str:
    """What is left of a shortened title, without a body whose name has a distractor's word (`某县财政局关于公布…`)."""
    return _ODD_BODY.sub("", squash(_CUT.sub("", text.strip())))


def announces(text: str) -> bool:
    """Whether a title is that of a notice which publishes a report, as its text or as its file."""
    return bool(_ANNOUNCED.search(squash(text))) and is_report_title(text)


def may_be_report(text: str) -> bool:
    """Whether a title inside a column of reports may be one: shortened, or without its subject (`2021年度报告`)."""
    bare = cut_short(text) if is_cut(text) else squash(text)
    if len(bare) < 4 or is_distractor(bare):
        return False
    if is_cut(text):
        return "网站" not in bare and bool(
            has_year(bare) or _SUBJECT.search(bare) or "政府信息" in bare or "年度" in bare
        )
    about = _SUBJECT.search(bare)
    told = _KIND.search(bare) or (has_year(bare) and _HOW_IT_WENT.search(bare))
    return is_report_title(bare) or bool((told and about) or (_BARE_REPORT.search(bare) and _is_of_a_body(bare)))


def _is_of_a_body(text: str) -> bool:
    """Whether what stands before the year of a title without a subject is a body or a place, if anything:
    `住房公积金2023年年度报告` names what it reports on.
    """
    author = _YEAR.split(text)[0].strip("()[]【】:：·、关于的")
    return not _BUSINESS.search(text) and (len(author) <= _SHORT_PLACE or bool(_ANY_BODY.search(author)))


@lru_cache(_CACHED)
def is_column(text: str) -> bool:
    """Whether a name is that of a column of disclosure reports: no year, and nothing but the column's words."""
    text = squash(text)
    if has_year(text) or len(text) > 26:
        return False
    if _COLUMN_SHARED.fullmatch(text):
        return True
    if is_distractor(text):
        return False
    if (part := _GROUP_BEHIND.fullmatch(text)) and is_unit_group(part[2]):
        text = part[1]
    named = _COLUMN.match(text) or _COLUMN_SHORT.match(text)
    return bool(named and not _names_a_body(text)) or _is_part(text)


def _is_part(text: str) -> bool:
    """`区政府年报`, `县（市、区）年报`: a column's part for a group of bodies. 事业单位年报 is on their business."""
    whose = _PART.fullmatch(text)
    if whose is None or "事业" in text:
        return False
    return bool(_GOVERNMENT.fullmatch(whose[1])) or is_unit_group(whose[1])


def _names_a_body(text: str) -> bool:
    """`某某县某某局政府信息公开年度报告` names its author: a report without a year rather than a column."""
    head = re.split(r"政府信息|信息公开|政务公开|公开|年度|年报", text)[0]
    return len(head) >= 4 and bool(_UNIT.match(head)) and not _UNIT_GROUP.match(head)


def is_year(text: str) -> bool:
    """Whether a link names a year and nothing else (`2023`, `2023年度`, `2015年以前`, `历年年报`)."""
    text = squash(text).strip("[]【】()（）>·")
    return bool(_BARE_YEAR.match(text) or _OLD_YEARS.match(text))


def is_unit_group(text: str) -> bool:
    """Whether a link names a group of bodies (`县直部门`, `乡镇（街道）`)."""
    text = without_year(text)
    # The length first: words that hold each other are tried in every way, which a long text must not be given to.
    if len(text) > _LONGEST_GROUP:
        return False
    grouped = _UNIT_GROUP.match(text) or (_GROUP_WORDS.fullmatch(text) and _GROUP_HEADS.search(text))
    return bool(grouped) and not _KIND.search(text.replace("年报", "").replace("年度报告", ""))


@lru_cache(_CACHED)
def is_unit(text: str) -> bool:
    """Whether a link is the name of one body (`田黄镇`, `市教育局`)."""
    text = squash(text)
    return bool(_UNIT.match(text)) and (bool(_A_BODY.search(text)) or not _NOT_A_UNIT.search(text))


def part_of(text: str) -> str:
    """The body whose part of a report column a link names (`教育局`, `教育局年报`); empty where it names none."""
    whose = _PART.fullmatch(squash(text))
    body = whose[1] if whose else squash(text)
    return body if is_unit(body) and not (whose and _BUSINESS.search(body)) else ""


def is_body_and_year(text: str) -> bool:
    """Whether a text names one body and one year and nothing else (`县教育局 2023年`): a cell of a table of reports."""
    text = squash(text)
    bare = _YEAR.sub("", text, count=1)
    body = re.sub(r"年度?$|^年度?|[()（）\[\]【】]", "", bare)
    return bare != text and (is_unit(body) or bool(_GOVERNMENT.fullmatch(body)))


def is_platform_name(text: str) -> bool:
    """Whether a site's name says that it is a disclosure platform (`某市信息公开网`, `某区政务公开平台`)."""
    return bool(_PLATFORM_NAME.search(squash(text)))


@lru_cache(_CACHED)
def topic(text: str) -> Topic:
    """What a link's text is about."""
    bare = squash(text)
    if not bare or _MORE.match(bare):
        return "other"
    if bare in {"首页", "网站首页", "返回首页", "主页"}:
        return "home"
    for name, test in _TESTS:
        if test(bare):
            return name
    return "other"


def _is_openness(text: str) -> bool:
    short = len(text) <= _LONGEST_PLATFORM or is_unit(_OPENNESS.sub("", text))
    return short and bool(_OPENNESS.search(text)) and not is_distractor(text.replace("目录", ""))


_TESTS: tuple[tuple[Topic, Callable[[str], bool]], ...] = (
    ("column", is_column),
    ("report", is_report_title),
    ("openness", _is_openness),
    # 财政局 and 审计局 are bodies, whatever 财政 and 审计 stand for elsewhere.
    ("unit", lambda text: is_unit_group(text) or is_unit(text)),
    ("distractor", is_distractor),
    ("year", is_year),
)


def openness_part(text: str) -> bool:
    """Whether a link is a neighbour of the report column on the disclosure platform (指南, 制度, 依申请公开 …)."""
    return bool(_OPENNESS_PART.search(squash(text)))


def side_entry(text: str) -> str:
    """Where else than on a platform reports may be, by a link's text: `map`, `board` (of notices), `shelf` (of old
    years); else empty.
    """
    bare = squash(text)
    return next((name for name, pattern in _SIDE.items() if pattern.fullmatch(bare)), "")


def hints_at_openness(text: str) -> bool:
    """Whether a link's text has a word that the names of platforms and of their parts have, and is no more than a
    name.
    """
    return bool(_HINT.fullmatch(squash(text)))


def is_platform_host(url: str) -> bool:
    """Whether a host is a disclosure platform of its own (`xxgk.`, `zwgk.`, `zfxxgk.`, `hdzfxxgk.hd.gov.cn`)."""
    first, _, rest = (urlsplit(url).hostname or "").partition(".")
    return bool(rest and _SLUG_OPENNESS.search(first))


@lru_cache(_CACHED)
def slug(url: str) -> Topic:
    """What the readable part of an address says."""
    parts = urlsplit(url)
    path = unquote(parts.path + ("?" + parts.query if parts.query else ""))
    if _SLUG_OTHER.search(path):
        return "distractor"
    if _SLUG_COLUMN.search(path):
        return "column"
    return "openness" if _SLUG_OPENNESS.search(path) else "other"
