"""The body's own part of an agency's name in its normal form: 卫健委 is 卫生健康委员会, 高桥镇 is 高桥镇人民政府.

Only pure abbreviations are made one. A body that a reform merged or renamed (卫生和计划生育委员会, 卫生健康委员会)
stays another body. Everything here works on folded text (`parsers.normal.fold`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from parsers.normal import fold
from parsers.placenames import read_table
from parsers.resources import data_path
from pipelines.divisions import OPEN_END

BodyKind = Literal["government", "township", "zone", "department", "institution"]

GOVERNMENT = "人民政府"

_GOVERNMENT = re.compile(r"(?:(?:人民)?政府|行政公署|行署)(?:本级|机关|网|网站|门户网站)?|本级|")
_OFFICE = re.compile(r"(?:(?:人民)?政府|行政公署|行署|府)办(?:公(室|厅))?")
_LED = re.compile(r"(?:(?:人民)?政府|行政公署|行署)(?=.)")
# Left of a level word: 市财政局. Not 市场监督管理局, 市政园林局, 区划地名办 and their like.
_LEVEL_WORD = re.compile(
    r"(自治[区州县旗]|省(?![际属直])|市(?!场|监局|政(?!府)|容|民|舶)|县(?!域)|区(?![划域])|州|旗|盟|地区)(?=.)"
)
_ZONE = (
    r"(?:开发区|高新区|经开区|新区|园区|工业园|产业园|科技园|农业园|物流园|创业园|示范园|保税区|保税港区|加工区|合作区|示范区|实验区"
    r"|试验区|先导区|先行区|度假区|风景区|名胜区|旅游区|管理区|自贸区|自由贸易区|新城|科技城|科学城|大学城|集中区|集聚区|经济区|港区|景区|林区)"
)
_COMMITTEE = r"(?:管理委员会|管委会)"
_ZONE_ALONE = re.compile(rf"(.*{_ZONE}){_COMMITTEE}?|(.+)(?<!监督){_COMMITTEE}")
_ZONE_OFFICE = re.compile(rf"(.*?{_ZONE})(?!区)(?:{_COMMITTEE}(?!办公室))?(?=.{{2}})(.+)")
_PLAIN_ZONE = re.compile(
    rf"(?:国家级?|经济|技术|高新|产业|工业|现代|农业|科技|生态|旅游|综合|物流|化工|临港|空港|文化|循环|创业|创新|国际)*{_ZONE}{_COMMITTEE}?"
)
_DEVELOPMENT_ZONE = re.compile(
    rf".*(?:开发区|高新区|经开区|新区|工业园区?|产业园区?|科技园区?|保税区|保税港区|加工区){_COMMITTEE}"
)
_TOWN = re.compile(
    r"(.+?(?:镇|乡|苏木))(?:(?:人民)?政府)?"
    r"|(.+?街道)(?:办事处|办)?|(.+?)街办|(.+?地区)(?:办事处|办)|(.+)办事处"
)
_SUFFIX = re.compile(
    r"(委员会|办公厅|办公室|工作局|执法局|管理局|总局|分局|支局|局|委|厅|办|署|总队|支队|大队|队|中心|处|科|所|站|馆|室|院|社|会|总社"
    r"|公司|集团|学校|部|指挥部|团|总站|台|学院|大学|医院)$"
)
_PARTY_COMMITTEE = re.compile(r"(?:政法|纪|纪检监|监|党|团|[省市县区州旗盟镇乡]|军|常)委$")
_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]?")
_SEPARATED = re.compile(r"[/;,]")
# A site's name or the step of a breadcrumb may be a page's whole text; the longest name of a body has 45 characters.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Body:
    """A body's own name in normal form, and what kind of body it is. `level_word` stood before it (市财政局: 市)."""

    name: str
    kind: BodyKind
    level_word: str | None = None


@cache
def _abbreviations() -> Mapping[str, list[tuple[str, int, int]]]:
    found: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for short, full, first, last in read_table(data_path("divisions", "bodies.csv")):
        found[fold(short)].append((fold(full), int(first or 0), int(last or OPEN_END)))
    return found


def _spelled(short: str, year: int) -> str | None:
    fits = [full for full, first, last in _abbreviations().get(short, ()) if first <= year <= last]
    return fits[0] if fits else None


def department(name: str, year: int) -> str:
    """A department's name spelled out as it was in the year: 人社局 is 人力资源和社会保障局, 科委 is 科学技术委员会."""
    whole = _spelled(name, year)
    if whole:
        return whole
    suffix = _SUFFIX.search(name)
    if not suffix:
        return name
    field, ending = name[: suffix.start()], suffix[0]
    if ending == "管理局" and _spelled(field + "局", year):
        return _spelled(field + "局", year) or name
    if ending == "委" and not _PARTY_COMMITTEE.search(name):
        ending = "委员会"
    return _field(field, ending, year) + ending


def _field(field: str, ending: str, year: int) -> str:
    """The field spelled out, unless that would say 管理 twice (机关事务 + 管理局)."""
    full = _spelled(field, year)
    if not full:
        return field
    return full.removesuffix("管理") if ending.startswith("管理") else full


def is_committee(name: str) -> bool:
    """Whether a folded name is that of a zone's seat, without the zone: 管委会."""
    return bool(re.fullmatch(_COMMITTEE, name))


def is_common(name: str) -> bool:
    """Whether a folded department's name is of a field that governments have a department for (财政局, 卫健委)."""
    part = _ZONE_OFFICE.fullmatch(name)
    if part and is_plain_zone(part[1]):
        return is_common(part[2])
    suffix = _SUFFIX.search(name)
    field = name[: suffix.start()] if suffix else name
    known = _abbreviations()
    return name in known or any(each in known or each in _spelled_fields() for each in (field, field + "管理", name))


@cache
def _spelled_fields() -> frozenset[str]:
    return frozenset(full for spelled in _abbreviations().values() for full, _, _ in spelled)


def is_plain_zone(name: str) -> bool:
    """Whether a folded zone's name says only its kind (经济技术开发区), so that what stands before it is the place."""
    return bool(_PLAIN_ZONE.fullmatch(name))


def is_development_zone(name: str) -> bool:
    """Whether a folded name is of the seat of a zone for industry, not of a lake's, a hill's or a park's area."""
    return bool(_DEVELOPMENT_ZONE.fullmatch(name))


def _zone(name: str) -> str:
    """A zone's name spelled out: 高新区 is always 高新技术产业开发区, while 经开区 stands for two things and stays."""
    return re.sub(r"高新(?:技术)?(?:产业)?(?:开发)?区(?!域)", "高新技术产业开发区", name)


def _town(match: re.Match[str], known: Mapping[str, object]) -> str | None:
    """The normal form of a town's or street's body; `known` are the folded names of the county's towns."""
    seat, street, short_street, area, office = match.groups()
    if seat:
        return seat + GOVERNMENT
    if street:
        return street + "办事处"
    if short_street:
        return short_street + "街道办事处"
    if area:
        return area + "办事处"
    return f"{office}街道办事处" if f"{office}街道" in known else f"{office}办事处"


def level_word(text: str) -> tuple[str | None, str]:
    """The level word that a body's name begins with, and the rest: 市财政局 is 市 and 财政局."""
    match = _LEVEL_WORD.match(text)
    if match is None:
        return None, text
    return match[1], text[match.end() :]


def plain(text: str) -> str:
    """A folded name without what stands in brackets behind it, and without a second name after a separator; empty for
    a text too long to be one.
    """
    if len(text) > _LONGEST:
        return ""
    bare = _BRACKETS.sub("", text).strip("\"'·.:;-_|>«»")
    return _SEPARATED.split(bare)[0]


def read_body(text: str, year: int, known: Mapping[str, object] | None = None) -> Body:
    """Read what an agency's name holds behind its division.

    `text` is folded; `year` decides between the meanings of an abbreviation (政数局); `known` are the folded names of
    the towns of the county, by which 某某街 and 某某办事处 are recognised as streets.
    """
    first, joint, _ = text.partition("、")
    if joint and (_GOVERNMENT.fullmatch(first) or _SUFFIX.search(first) or _ZONE_ALONE.fullmatch(first)):
        text = first  # 黄埔区人民政府、广州开发区管委会 report as one, under the first's name
    if _GOVERNMENT.fullmatch(text):
        return Body(GOVERNMENT, "government")
    office = _OFFICE.fullmatch(text)
    if office:
        return Body(GOVERNMENT + ("办公厅" if office[1] == "厅" else "办公室"), "department")
    led = _LED.match(text)
    return _other(text[led.end() :] if led else text, year, known or {})


def _other(text: str, year: int, known: Mapping[str, object]) -> Body:
    zone = _ZONE_ALONE.fullmatch(text)
    if zone:
        return Body(_zone(zone[1] or zone[2]) + "管理委员会", "zone")
    if text + "道" in known:
        return Body(text + "道办事处", "township")
    town = _TOWN.fullmatch(text)
    if town and (name := _town(town, known)):
        return Body(_zone(name), "township")
    part = _ZONE_OFFICE.fullmatch(text)
    if part and _SUFFIX.search(part[2]):
        return Body(_zone(part[1]) + department(part[2], year), "department")
    return Body(department(text, year), "department" if _SUFFIX.search(text) else "institution")
