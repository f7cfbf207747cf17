"""Whose figure a clause states and of which period: the report's own and of its year, or another's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from parsers.model import Document
from parsers.normal import fold
from parsers.quantities import Sentence
from parsers.vocabulary import Period

Owner = Literal["government", "town", "department", "office", "unknown"]


_TITLE = re.compile(
    r"^(.{0,40}?)(?:关于)?(?:20\d\d年?度?)?(?:年度)?(?:政府|政务)?信息公开(?:工作)?(?:年度|情况)?(?:工作)?(?:的)?报告"
)
_KINDS: tuple[tuple[Owner, re.Pattern[str]], ...] = (
    ("town", re.compile(r"(?:镇|乡|街道|街道办事处|苏木)(?:人民政府)?$|(?:镇|乡|街道)人民政府|街道办事处")),
    ("office", re.compile(r"(?:政府|管委会)?办公[室厅]$|政府办$")),
    ("government", re.compile(r"(?:人民政府|[省市县区州旗盟]|管委会|管理委员会|开发区|新区)$")),
    ("department", re.compile(r"[局委厅院队站所处社会心部行校馆署]$")),
)
_SELF: tuple[tuple[Owner, re.Pattern[str]], ...] = (
    ("town", re.compile(r"我[镇乡街]")),
    ("department", re.compile(r"[我本][局委厅院队站所处]")),
    ("office", re.compile(r"[我本]办")),
    ("government", re.compile(r"我[省市县区州旗盟]")),
)


@dataclass(frozen=True, slots=True)
class Reporter:
    """What kind of body reports, and the last character of its name (局, 委, 厅 …; empty where no title names it)."""

    kind: Owner
    ending: str = ""


def reporter(document: Document) -> Reporter:
    """What kind of body reports, from its title line, else from what it calls itself.

    It decides whether 全市 is the reporter's own scope (a city's report) or a wider one (a bureau's), and whether a
    body that a sentence names can be the reporter (市疾控中心 is no 卫生健康委员会).
    """
    lines = [document.title_tag or "", document.meta.get("articletitle", ""), *document.head[:6]]
    for line in [*lines, *document.text[:800].splitlines()]:
        match = _TITLE.match(fold(line[:120]).replace('"', ""))
        if match:
            name = re.sub(r"20\d\d年?度?$", "", match[1])
            for kind, pattern in _KINDS:
                if pattern.search(name):
                    return Reporter(kind, re.sub("委员会$", "委", name)[-1])
    opening = document.text[:3000]
    counts = {kind: len(pattern.findall(opening)) for kind, pattern in _SELF}
    best = max(counts, key=lambda kind: counts[kind])
    return Reporter(best if counts[best] else "unknown")


# --- which period and whose scope a clause speaks of ----------------------------------------------------------------

_PERIOD = re.compile(
    r"(?P<range>(?:(?P<from>20\d\d)年)?\d{1,2}月(?:\d{1,2}日)?(?:起)?(?:至|到|-)(?:(?P<to>20\d\d)年)?(?:12月(?:31日|底)?|年底)(?:止|期间)?)"
    r"|(?P<since>(?:条例|规定|办法)\"?[^,;。]{0,8}?(?:实施|施行|颁布|公布|生效)(?:之日)?起?(?:以来|[至到]20\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?[底末]?)|历年(?:来)?(?:累计)?|自?20(?:08|07)年[^,;。]{0,10}以来)"
    r"|(?P<compare>(?<!结转)(?<!转结)(?:较|比|与)?(?:去年|上一?年度?(?!结转|转结|度)|前年|往年|年初|同期|上期|(?<=[较比与])20\d\d年度?)(?:同期)?(?:相比)?)"
    r"|(?P<passing>每[月季周天年日]|[月日周]均|平均|近年来|目前(?!为止)|近期|[一二三四五六七八九十两几多][年]来)"
    r"|(?P<part>截[至止]到?(?:(?:20\d\d)?年?(?:\d{1,2}月)?(?:\d{1,2}日)?年?[底末]?|目前)|目前为止"
    r"|(?:20\d\d年)?\d{1,2}月(?:份|\d{1,2}日)?(?!\d{1,2}日至)"
    r"|第?[一二三四上下前][一二三四两]?个?(?:季度|半年)|十[一二三四]五)"
    r"|(?<!结转)(?<!结转[到至])(?<!转结)(?P<year>20\d\d)年(?!度?(?:结转|转结))度?(?:以来)?"
    r"|(?P<own>今年(?:以来)?|全年|本年度?|年内|一年来|当年|该?年度内|年度)"
)

_REGION = (
    r"(?:全|我|本)[省市县区州旗盟镇乡街](?:道)?(?:\d+[家个])?(?:[省市县区]直)?(?:各级|各|级)*(?:行政机关|政府|部门|单位|镇街|乡镇|街道|及其|和|、|及|所属|各)*"
    r"|各级(?:各部门|行政机关|政府|部门)?(?:及其部门|各部门)?"
)
_SUBJECT = re.compile(
    rf"(?P<region>{_REGION})"
    r"|(?P<self>[我本](?:局|委|厅|院|队|站|所|处|社|办|会|中心|单位|机关|部门|行政机关|年度))"
    r"|(?P<office>(?:[省市县区州镇乡局委厅]|政府|机关)本级|[局委厅]机关(?=共?(?:收到|受理|接到|公开|主动|办理))|(?:[省市县区州镇]|管委会)?(?:人民)?政府办(?:公[室厅])?|[省市县区州]府办)"
    r"|(?P<named>(?:[省市县区州][^,;:。、()#\d]{1,10}?|民政|教育|财政|公安|农业|卫生|审计|统计|住建|科技|科学技术|环保|交通|水利|林业|司法|商务|文化|人社|税务|国土|自然资源)"
    r"(?:局|委(?!员|托|会)|厅|中心|法院|检察院|大队|管理处)(?!领导|长|面))"
    r"|(?P<sub>(?:下属|所属)?各(?:部门|单位|乡镇|镇街|街道|[县市区旗]+(?:分?局|委|部门)?|科室|股室|成员单位)|[省市县区州]直(?:各)?(?:属)?(?:部门|单位)|下属|所属)"
)
_WIDER: Mapping[Owner, frozenset[str]] = {
    "government": frozenset({"office", "named", "sub"}),
    "town": frozenset({"named", "sub", "office", "wide"}),
    "department": frozenset({"sub", "office", "wide"}),
    "office": frozenset({"named", "sub", "wide"}),
    "unknown": frozenset({"sub", "office"}),
}
_WIDE = re.compile(r"全[省市县区州旗盟]|各级")
# 其中民政局1件: a share of one body in what the whole agency counts.
_BODY_PART = re.compile(r"(?:局|委|厅|镇|乡|街道|县|区|办|中心|所|院)(?:共)?(?:收到|受理|公开|发布|办理|答复|申请)?#")


# 《中华人民共和国政府信息公开条例》 took effect on 1 May 2008.
_FIRST_YEAR = 2008


def periods_in(sentence: Sentence, year: int | None) -> list[tuple[int, str, Period]]:
    """Where each period phrase of a sentence begins, its kind and the period it sets."""
    return [(match.start(), match.lastgroup or "", _period(match, year)) for match in _PERIOD.finditer(sentence.folded)]


def _period(match: re.Match[str], year: int | None) -> Period:
    """The period that one phrase speaks of, seen from the year reported on.

    截至2021年底 may mean the year's count or that of all years, so it is neither; the first year of the Regulations,
    2008, is both.
    """
    if (
        match["part"]
        and year == _FIRST_YEAR
        and re.match(rf"截[至止]到?{_FIRST_YEAR}年(?:12月31日|年?底|末)", match[0])
    ):
        return "year"
    if match["own"] or match["range"]:
        first, last = match["from"], match["to"]
        if first and last and first < last:  # over several years: since the Regulations took effect, or neither
            return "cumulative" if int(first) == _FIRST_YEAR else "other"
        named = last or first
        return "other" if named and year and int(named) != year else "year"
    if match["since"]:
        return "cumulative"
    if match["year"]:
        return "year" if year is not None and int(match["year"]) == year else "other"
    return "other"


def period_at(periods: list[tuple[int, str, Period]], clause: int, place: int) -> Period:
    """The period in force at a place: the last phrase before it; a comparison holds in its own clause only."""
    standing: Period = "unstated"
    for start, kind, period in periods:
        if start >= place:
            break
        if kind not in ("compare", "passing"):
            standing = period
        elif start >= clause:
            return "other"
    return standing


def subject_at(sentence: Sentence, place: int) -> tuple[str, str]:
    """The last body named before a place, and in which words: region, self, office, named, sub, or none."""
    kind, words = "", ""
    for match in _SUBJECT.finditer(sentence.folded, 0, place):
        kind, words = match.lastgroup or "", match[0]
    return kind, words


def certainty(reporter: Reporter, kind: str, named: str, words: str) -> float | None:
    """How sure it is that a clause speaks of the reporter as a whole; null where it speaks of another.

    `kind` and `named` are what `subject_at` gave, `words` the clause with its figure as `#`.
    """
    if kind == "region" and _WIDE.match(named) and reporter.kind != "government":
        kind = "wide"
    if kind == "named" and reporter.ending and not named.endswith(reporter.ending):
        kind = "sub"
    if kind in _WIDER[reporter.kind] or (reporter.kind == "government" and _BODY_PART.search(words)):
        return None
    named_self = kind in ("region", "self")
    if reporter.kind == "unknown":
        return 0.85 if named_self else 0.8
    return 0.95 if named_self else 0.9
