"""The official forms, written out independently of the reader's own form files.

Sources: the formats that 国务院办公厅政府信息与政务公开办公室 prescribed for 2019 and 2020 and,
by 国办公开办函〔2021〕30号, for 2021 and later; the statistical table of 2014 to 2018; and the
table that 福建省 asked of its offices from 2008.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Clause(NamedTuple):
    """A block of table 2: its clause line, its column heads, and its rows as (label, code stem)."""

    title: str
    heads: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str], ...]


class Outcome(NamedTuple):
    """A row of table 3: the labels from the outermost group in, and the code it carries."""

    path: tuple[str, ...]
    code: str


class Entry(NamedTuple):
    """A row of a list form: label, code (None for a heading), unit, depth."""

    label: str
    code: str | None
    unit: str
    depth: int


RELATION: Final = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
APPLICANTS: Final = (
    ("自然人", "natural_person"),
    ("商业企业", "commercial_enterprise"),
    ("科研机构", "research_institution"),
    ("社会公益组织", "public_interest_organization"),
    ("法律服务机构", "legal_services"),
    ("其他", "other"),
    ("总计", "total"),
)

_MADE: Final = (("本年新制作数量", "made"), ("本年新公开数量", "disclosed"), ("对外公开总数量", "disclosed_total"))
_ISSUED: Final = (("本年制发件数", "issued"), ("本年废止件数", "repealed"), ("现行有效件数", "in_force"))
_ITEMS: Final = (("上一年项目数量", "items_last_year"), ("本年增/减", "items_change"), ("处理决定数量", "decisions"))
_DECIDED: Final = (("本年处理决定数量", "decisions"),)

PROACTIVE_2019: Final = (
    Clause("第二十条第（一）项", _MADE, (("规章", "regulations"), ("规范性文件", "normative_documents"))),
    Clause("第二十条第（五）项", _ITEMS, (("行政许可", "licensing"), ("其他对外管理服务事项", "other_services"))),
    Clause("第二十条第（六）项", _ITEMS, (("行政处罚", "penalty"), ("行政强制", "coercion"))),
    Clause("第二十条第（八）项", _ITEMS[:2], (("行政事业性收费", "fees"),)),
    Clause(
        "第二十条第（九）项", (("采购项目数量", "items"), ("采购总金额", "amount")), (("政府集中采购", "procurement"),)
    ),
)
PROACTIVE_2021: Final = (
    Clause("第二十条第（一）项", _ISSUED, (("规章", "regulations"), ("行政规范性文件", "normative_documents"))),
    Clause("第二十条第（五）项", _DECIDED, (("行政许可", "licensing"),)),
    Clause("第二十条第（六）项", _DECIDED, (("行政处罚", "penalty"), ("行政强制", "coercion"))),
    Clause("第二十条第（八）项", (("本年收费金额（单位：万元）", "amount"),), (("行政事业性收费", "fees"),)),
)

_NEW: Final = Outcome(("一、本年新收政府信息公开申请数量",), "received")
_OLD: Final = Outcome(("二、上年结转政府信息公开申请数量",), "carried_in")
_RESULT: Final = "三、本年度办理结果"
_DENIED: Final = (
    ("1.属于国家秘密", "state_secret"),
    ("2.其他法律行政法规禁止公开", "prohibited_by_law"),
    ("3.危及“三安全一稳定”", "security_stability"),
    ("4.保护第三方合法权益", "third_party_rights"),
    ("5.属于三类内部事务信息", "internal_affairs"),
    ("6.属于四类过程性信息", "process_information"),
    ("7.属于行政执法案卷", "enforcement_file"),
    ("8.属于行政查询事项", "administrative_query"),
)
_UNAVAILABLE: Final = (
    ("1.本机关不掌握相关政府信息", "not_held"),
    ("2.没有现成信息需要另行制作", "requires_creation"),
    ("3.补正后申请内容仍不明确", "still_unclear"),
)
_NOT_PROCESSED: Final = (
    ("1.信访举报投诉类申请", "petition_complaint"),
    ("2.重复申请", "repeated"),
    ("3.要求提供公开出版物", "published_material"),
    ("4.无正当理由大量反复申请", "excessive"),
    ("5.要求行政机关确认或重新出具已获取信息", "confirm_or_reissue"),
)
_OTHER_2021: Final = (
    ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "not_corrected"),
    ("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "fee_unpaid"),
    ("3.其他", "other"),
)


def _group(label: str, stem: str, rows: tuple[tuple[str, str], ...]) -> tuple[Outcome, ...]:
    return tuple(Outcome((_RESULT, label, leaf), f"{stem}.{code}") for leaf, code in rows)


_OUTCOMES: Final = (
    Outcome((_RESULT, "（一）予以公开"), "granted"),
    Outcome((_RESULT, "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"), "partially_granted"),
    *_group("（三）不予公开", "denied", _DENIED),
    *_group("（四）无法提供", "unavailable", _UNAVAILABLE),
    *_group("（五）不予处理", "not_processed", _NOT_PROCESSED),
)
_TAIL: Final = (
    Outcome((_RESULT, "（七）总计"), "processed_total"),
    Outcome(("四、结转下年度继续办理",), "carried_out"),
)
REQUESTS_SINGLE_OTHER: Final = (_NEW, _OLD, *_OUTCOMES, Outcome((_RESULT, "（六）其他处理"), "other"), *_TAIL)
REQUESTS_SPLIT_OTHER: Final = (_NEW, _OLD, *_OUTCOMES, *_group("（六）其他处理", "other", _OTHER_2021), *_TAIL)

VERDICTS: Final = (
    ("结果维持", "upheld"),
    ("结果纠正", "corrected"),
    ("其他结果", "other"),
    ("尚未审结", "pending"),
    ("总计", "total"),
)
TRIALS: Final = (
    (("行政复议",), "review"),
    (("行政诉讼", "未经复议直接起诉"), "litigation_direct"),
    (("行政诉讼", "复议后起诉"), "litigation_after_review"),
)

FORM_2014: Final = (
    Entry("一、主动公开情况", None, "", 0),
    Entry("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "disclosure.total", "条", 1),
    Entry("其中：主动公开规范性文件数", "disclosure.normative_documents", "条", 2),
    Entry("制发规范性文件总数", "disclosure.normative_documents_issued", "件", 2),
    Entry("（二）通过不同渠道和方式公开政府信息的情况", None, "", 1),
    Entry("1.政府公报公开政府信息数", "disclosure.channel.gazette", "条", 2),
    Entry("2.政府网站公开政府信息数", "disclosure.channel.website", "条", 2),
    Entry("3.政务微博公开政府信息数", "disclosure.channel.weibo", "条", 2),
    Entry("4.政务微信公开政府信息数", "disclosure.channel.wechat", "条", 2),
    Entry("5.其他方式公开政府信息数", "disclosure.channel.other", "条", 2),
    Entry("二、回应解读情况", None, "", 0),
    Entry("（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "response.total", "次", 1),
    Entry("（二）通过不同渠道和方式回应解读的情况", None, "", 1),
    Entry("1.参加或举办新闻发布会总次数", "response.press_conferences", "次", 2),
    Entry("其中：主要负责同志参加新闻发布会次数", "response.press_conferences_led", "次", 3),
    Entry("2.政府网站在线访谈次数", "response.web_interviews", "次", 2),
    Entry("其中：主要负责同志参加政府网站在线访谈次数", "response.web_interviews_led", "次", 3),
    Entry("3.政策解读稿件发布数", "response.policy_interpretations", "篇", 2),
    Entry("4.微博微信回应事件数", "response.social_media", "次", 2),
    Entry("5.其他方式回应事件数", "response.other", "次", 2),
    Entry("三、依申请公开情况", None, "", 0),
    Entry("（一）收到申请数", "applications.received", "件", 1),
    Entry("1.当面申请数", "applications.received.in_person", "件", 2),
    Entry("2.传真申请数", "applications.received.fax", "件", 2),
    Entry("3.网络申请数", "applications.received.online", "件", 2),
    Entry("4.信函申请数", "applications.received.mail", "件", 2),
    Entry("（二）申请办结数", "applications.closed", "件", 1),
    Entry("1.按时办结数", "applications.closed.on_time", "件", 2),
    Entry("2.延期办结数", "applications.closed.extended", "件", 2),
    Entry("（三）申请答复数", "applications.replied", "件", 1),
    Entry("1.属于已主动公开范围数", "applications.replied.already_public", "件", 2),
    Entry("2.同意公开答复数", "applications.replied.granted", "件", 2),
    Entry("3.同意部分公开答复数", "applications.replied.partially_granted", "件", 2),
    Entry("4.不同意公开答复数", "applications.replied.denied", "件", 2),
    Entry("其中：涉及国家秘密", "applications.replied.denied.state_secret", "件", 3),
    Entry("涉及商业秘密", "applications.replied.denied.trade_secret", "件", 3),
    Entry("涉及个人隐私", "applications.replied.denied.privacy", "件", 3),
    Entry("危及国家安全、公共安全、经济安全和社会稳定", "applications.replied.denied.security_stability", "件", 3),
    Entry("不是《条例》所指政府信息", "applications.replied.denied.not_government_information", "件", 3),
    Entry("法律法规规定的其他情形", "applications.replied.denied.other_law", "件", 3),
    Entry("5.不属于本行政机关公开数", "applications.replied.not_this_agency", "件", 2),
    Entry("6.申请信息不存在数", "applications.replied.nonexistent", "件", 2),
    Entry("7.告知作出更改补充数", "applications.replied.to_be_corrected", "件", 2),
    Entry("8.告知通过其他途径办理数", "applications.replied.other_channel", "件", 2),
    Entry("四、行政复议数量", "review.total", "件", 0),
    Entry("（一）维持具体行政行为数", "review.upheld", "件", 1),
    Entry("（二）被依法纠错数", "review.corrected", "件", 1),
    Entry("（三）其他情形数", "review.other", "件", 1),
    Entry("五、行政诉讼数量", "litigation.total", "件", 0),
    Entry("（一）维持具体行政行为或者驳回原告诉讼请求数", "litigation.upheld", "件", 1),
    Entry("（二）被依法纠错数", "litigation.corrected", "件", 1),
    Entry("（三）其他情形数", "litigation.other", "件", 1),
    Entry("六、举报投诉数量", "complaints.total", "件", 0),
    Entry("七、依申请公开信息收取的费用", "fees.charged", "万元", 0),
    Entry("八、机构建设和保障经费情况", None, "", 0),
    Entry("（一）政府信息公开工作专门机构数", "capacity.dedicated_offices", "个", 1),
    Entry("（二）设置政府信息公开查阅点数", "capacity.reading_points", "个", 1),
    Entry("（三）从事政府信息公开工作人员数", "capacity.staff", "人", 1),
    Entry("1.专职人员数（不包括政府公报及政府网站工作人员数）", "capacity.staff.full_time", "人", 2),
    Entry("2.兼职人员数", "capacity.staff.part_time", "人", 2),
    Entry(
        "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）",
        "capacity.budget",
        "万元",
        1,
    ),
    Entry("九、政府信息公开会议和培训情况", None, "", 0),
    Entry("（一）召开政府信息公开工作会议或专题会议数", "training.meetings", "次", 1),
    Entry("（二）举办各类培训班数", "training.trainings", "次", 1),
    Entry("（三）接受培训人员数", "training.trainees", "人次", 1),
)
FORM_FUJIAN: Final = (
    Entry("主动公开文件数", "documents.disclosed", "条", 0),
    Entry("其中：1.政府网站公开数", "documents.disclosed.website", "条", 1),
    Entry("2.政府公报公开数", "documents.disclosed.gazette", "条", 1),
    Entry("受理政府信息公开申请总数", "applications.received", "条", 0),
    Entry("其中：1.当面申请数", "applications.received.in_person", "条", 1),
    Entry("2.网络申请数", "applications.received.online", "条", 1),
    Entry("3.信函、传真申请数", "applications.received.mail_fax", "条", 1),
    Entry("对申请的答复总数", "applications.replied", "条", 0),
    Entry("其中：1.同意公开答复数", "applications.replied.granted", "条", 1),
    Entry("2.同意部分公开答复数", "applications.replied.partially_granted", "条", 1),
    Entry("3.不予公开答复数", "applications.replied.denied", "条", 1),
    Entry("4.其他类型答复数", "applications.replied.other", "条", 1),
    Entry("接受行政申诉、举报数", "complaints.total", "条", 0),
    Entry("行政复议数", "review.total", "件", 0),
    Entry("行政诉讼数", "litigation.total", "件", 0),
)
SPANS_FUJIAN: Final = ("year", "cumulative")
