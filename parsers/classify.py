"""Whether a document is an annual report on government information disclosure, and why.

The report is due under Article 50 of the 政府信息公开条例 (2019; Article 32 of that of 2008). Portals keep it among
things that look like it: notices that ask for reports, rules about them, reports of other kinds, pictures that explain
one, lists of them. Title, structure and tables are judged together; where they disagree the answer is doubtful, not no.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.fields import Fields
from parsers.model import Document, Section, Verdict
from parsers.normal import fold
from parsers.sections import known_title
from parsers.titles import clean_title, is_report_title, take_apart

_NEWS = "news or an assessment"
_OTHER_KINDS = (
    (r"网站.{0,8}报表|(?:工作|监管)(?:年度)?报表|网站.{0,6}年度报告", "a web site's yearly sheet"),
    (r"法治政府建设|依法行政", "a report on 法治政府建设"),
    (r"(?:环境|水质|财务|碳排放|慈善|质量|项目)信息公开|[党村厂校院]务公开", "a report on other information"),
    (r"法人.{0,4}年度报告|法人年报", "the yearly report of a 事业单位法人"),
    (r"预算|决算|三公经费", "a budget or an account"),
    (r"^.{0,20}政府工作报告$", "a government's general work report"),
    (r"图解|一图|图说|读懂|图看|动画|长图|视频|解读|答记者问", "a picture or text that explains a report"),
    (r"(?:通知|通报|通告|函|(?<!报告)(?<!年报)(?<!报告的)(?<!年报的)公告|启事)$", "a notice"),
    (r"(?:办法|制度|规定|细则|规范|条例|规程|意见|方案|要点|标准|格式|模板|样本|说明书?)$", "a rule or a plan"),
    (r"(?:指南|目录|清单|名单|汇总表?|一览表?|台账)$", "a guide or a list"),
    (r"(?:答复|告知|决定|补正|回执|批复)书?$|依申请公开.{0,6}(?:答复|件)", "a letter on one application"),
    (r"(?:评估|测评|评议|考核|督查|检查|调研)(?:情况)?(?:的)?(?:报告|结果)$", "an assessment of others"),
    (r"会议|培训|座谈|部署|督查|检查|考核|测评|评估|评议|竞赛|调研|动员", _NEWS),
    (r"(?:[发公]布|出炉|印发|上线|报送|(?<!信息|政务)公开)了?20\d\d年.{0,12}(?:报告|年报)$", "news of a publication"),
    (r"上半年|下半年|季度|[1-4]季|\d月份?(?!\)$)|-\d+月|半年", "a report on part of a year"),
    (r"学年", "a university's report under the 高等学校信息公开办法"),
    (r"[×xX*＊某_—]{2,}年|机关名称|单位名称", "a form to be filled in"),
)  # fmt: skip
# Schools, hospitals and utilities report under rules of their own (2019 条例, Article 55), often beside the others.
_INSTITUTION = re.compile(
    r"(?:大学|[职专医]学院|学校|[中小]学|幼儿园|医院|公司|集团)(?:$|(?=(?:关于)?(?:20\d\d|信息公开|政府信息公开)))"
)
# Headings that a report on something else does not share with the official format.
_SPECIFIC = re.compile("公开|申请|复议|诉讼")
# 第二十条第（一）项 heads the first official table.
_ARTICLE = re.compile(r"^(第[一二三四五六七八九十]{1,3}条)(?!第)")
_LETTER = re.compile(
    r"(?:你|您)(?:\(?单位\)?)?.{0,30}(?:提交|提出|申请).{0,60}(?:本机关|我[局委厅办])|申请人:.{0,80}被申请人"
)
_ORDER = re.compile(
    r"(?:请|要求|应当?|须|务必|望)[^。;]{0,30}(?:编制|报送|上报|公布|发布|报)[^。;]{0,40}(?:年度报告|年报)[^。;]{0,40}(?:前|及时|按时|报送)|"
    r"通知如下|前[^。;]{0,12}(?:报送|上报|公布|发布)[^。;]{0,20}(?:报告|年报)"
)
_ADDRESSEE = re.compile(r"^(?:各|.{2,12}(?:政府|局|委),各).{0,60}:$")
_PERIOD = re.compile(r"统计(?:数据)?(?:的)?(?:期限|时限|时间|周期|截止)|所列数据|数据(?:期限|时限)")
_DRAWN_UP = re.compile(
    r"本(?:年度)?(?:工作)?(?:报告|年报).{0,200}?(?:编制|组成|包括|公布|下载)|编制(?:了|完成)?(?:本报告|本年报|20\d\d.{0,24}(?:报告|年报))|"
    r"(?:现公布|现将|现发布|特公布|[特现](?:予以?)?向社会(?:公开|公布|发布)|现予以?(?:公布|发布)|现就).{0,80}?(?:年度报告|年报|工作报告|情况)|报告如下|汇报如下"
)
_ACTIVITY = re.compile(r"主动公开|依申请公开|信息公开申请|政府信息公开")
_COUNTED = re.compile(r"公开(?:各类|政府|政务)*信息\D{0,4}\d+\D{0,3}[条件份]")
_REQUESTS = re.compile(r"(?:收到|受理|接到|办理)[^。;]{0,20}(?:申请|依申请公开)")


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What speaks for an annual report; `specific` are the headings that no report on something else has."""

    titled: bool
    stated: bool
    period: bool
    headings: int
    specific: int
    form: bool
    activity: int

    def __str__(self) -> str:
        return ", ".join(self._parts()) or "nothing of a report"

    def _parts(self) -> Iterator[str]:
        if self.titled:
            yield "its title is that of a report"
        if self.stated or self.period:
            yield "it says that it is the report" + (" and for what period" if self.period else "")
        if self.headings:
            yield f"{self.headings} of its headings are those of the official format"
        if self.form:
            yield "it holds the official tables"


def classify(
    document: Document, fields: Fields, sections: Sequence[Section], forms: Sequence[str], cells: int
) -> tuple[Verdict, str]:
    """Whether a document is an annual report, with the reason in a sentence.

    `forms` are the official forms recognised in its tables, `cells` the number of their figures that were placed.
    """
    title = str(fields.value("title") or "")
    prose = [fold(paragraph.text) for paragraph in document.paragraphs() if paragraph.text.strip()]
    evidence = _evidence(title, prose, sections, forms, cells)
    against = _against(title, prose, document, evidence)
    if against is not None:
        if (evidence.form and evidence.headings > 1) or (evidence.specific > 1 and evidence.headings > 2):
            return "doubtful", f"It looks like {against}, but {evidence}."
        return "no", f"It is {against}."
    return _weighed(evidence, document, prose, str(fields.value("agency") or ""), title)


def _evidence(
    title: str, prose: Sequence[str], sections: Sequence[Section], forms: Sequence[str], cells: int
) -> _Evidence:
    opening = _opening(prose)
    known = [section for section in sections if known_title(section.title)]
    return _Evidence(
        titled=is_report_title(title),
        stated=bool(_DRAWN_UP.search(opening)) and bool(_ACTIVITY.search(opening)),
        period=bool(_PERIOD.search("".join(prose))),
        headings=len(known),
        specific=sum(bool(_SPECIFIC.search(fold(section.title)) and section.text) for section in known),
        form=bool(forms) and cells >= 5,
        activity=sum(len(_ACTIVITY.findall(text)) for text in prose),
    )


def _opening(prose: Sequence[str], most: int = 1500) -> str:
    return "".join(prose)[:most]


def _against(title: str, prose: Sequence[str], document: Document, evidence: _Evidence) -> str | None:
    """What other kind of document this is, or None when nothing says so."""
    folded = fold(title)
    named = evidence.titled and take_apart(title).agency is not None
    for pattern, kind in _OTHER_KINDS:
        # A body may have such a word in its name: 督查考核办公室.
        if re.search(pattern, folded) and not (named and kind is _NEWS):
            return kind
    if len({match[1] for text in prose if (match := _ARTICLE.match(text))}) >= 2:
        return "a rule in articles (第一条 …)"
    if _is_list(document, prose, evidence):
        return "a list of links to reports"
    return _other_title(folded, evidence) or _other_body(prose, evidence)


def _other_title(folded: str, evidence: _Evidence) -> str | None:
    """A title that does not speak of disclosure, over a text that does not clearly say that it is the report."""
    sure = evidence.form or (evidence.stated and evidence.headings > 1)
    return None if not folded or "公开" in folded or sure else f"something else by its title, {folded}"


def _other_body(prose: Sequence[str], evidence: _Evidence) -> str | None:
    opening = _opening(prose, 600)
    if evidence.titled:
        return None
    signs = any(_ADDRESSEE.match(text) for text in prose[:6]) + bool(_ORDER.search(opening))
    if signs > (evidence.headings > 1):
        return "a notice"
    return "a letter on one application" if evidence.headings < 2 and _LETTER.search(opening) else None


def _is_list(document: Document, prose: Sequence[str], evidence: _Evidence) -> bool:
    """Whether a page lists reports: several titles of different reports, and no report under them."""
    if evidence.headings or evidence.form or evidence.period or evidence.stated:
        return False
    undated = (re.sub(r"[\[(]?20\d\d[-/.]\d\d?[-/.]\d\d?[\])]?|^[·•\-*]+", "", text) for text in prose)
    titles = [take_apart(clean_title(text)) for text in undated if is_report_title(text)]
    different = {(title.agency, title.year) for title in titles if title.year}
    long_lines = sum(len(text) > 80 for text in prose)
    return len(different) > 1 and long_lines <= len(titles)


def _tells(prose: Sequence[str]) -> bool:
    """Whether a short text tells what a report is to tell: how much was disclosed, and what of requests."""
    sentences = [text for text in prose if "。" in text]
    return any(_COUNTED.search(text) for text in sentences) and any(_REQUESTS.search(text) for text in sentences)


def _weighed(
    evidence: _Evidence, document: Document, prose: Sequence[str], agency: str, title: str
) -> tuple[Verdict, str]:
    bodily = evidence.headings + evidence.stated + evidence.period + 2 * evidence.form
    length = sum(map(len, prose))
    if evidence.titled and (_INSTITUTION.search(agency) or _INSTITUTION.search(fold(title))):
        return "doubtful", f"It is a report of {agency or title}, a school, hospital or company under rules of its own."
    if evidence.titled and (bodily >= 1 or (evidence.activity >= 4 and length > 300) or _tells(prose)):
        return "yes", f"It is an annual report: {evidence}."
    if not evidence.titled and (bodily >= 3 or (bodily == 2 and evidence.activity >= 2 and evidence.stated)):
        return "yes", f"It is an annual report, though no title says so: {evidence}."
    if evidence.titled:
        where = "in an attachment or a picture" if document.attachments or document.images else "elsewhere"
        return "doubtful", f"Its title is that of a report, but its text is not; the report may be {where}."
    if evidence.form or bodily >= 2 or (bodily and evidence.activity >= 4):
        return "doubtful", f"It may be a part of an annual report: {evidence}."
    if not length:
        return "no", f"It has no text of its own{' but links' if document.links else ''}."
    return "no", f"Nothing shows that it is an annual report: {evidence}."
