"""The prose of a report: opening, sections, stated figures, signature."""

from __future__ import annotations

from random import Random

from tests.generator.figures import Figures
from tests.generator.model import Break
from tests.generator.names import Agency

NUMERALS = "一二三四五六七八九十"

_OVERVIEW = (
    "{year}年，{self}认真贯彻落实《中华人民共和国政府信息公开条例》（以下简称《条例》），坚持以公开为常态、不公开为例外，扎实推进政府信息公开各项工作。",
    "{self}高度重视政府信息公开工作，明确由主要领导负总责、分管领导具体抓，落实专人负责信息的收集、审核、发布与管理。",
    "（一）主动公开。围绕重点领域，及时公开机构职能、政策文件、规划计划、财政预决算等信息，做到应公开尽公开。",
    "（二）依申请公开。规范接收、登记、审核、办理、答复、归档流程，依法依规办理。",
    "（三）政府信息管理。严格执行保密审查制度，落实先审后发，对已公开信息实行动态调整。",
    "（四）平台建设。加强门户网站和政务新媒体管理，优化栏目设置，提升检索与查阅的便利性。",
    "（五）监督保障。把政府信息公开工作纳入年度考核，组织业务培训，主动接受社会监督。",
)
_PROBLEMS = (
    "一是公开内容的深度还不够，二是工作人员业务能力有待提高，三是政策解读的形式较为单一。",
    "下一步，{self}将从以下方面加以改进：一是加强学习培训，二是完善工作制度，三是丰富解读形式，进一步提高工作水平。",
)
_OTHER = ("无其他需要报告的事项。", "无。", "暂无其他需要报告的事项。", "本年度未收取信息处理费。")
_INTRO = (
    "根据《中华人民共和国政府信息公开条例》的规定，现将{name}{year}年政府信息公开工作年度报告公布如下。本报告中所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
    "本报告由{name}依据《条例》要求编制，全文包括总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况等部分。本年度报告所列数据的统计期限为{year}年1月1日至{year}年12月31日。",
    "{name}按照上级要求编制本报告。统计期限自{year}年1月1日起至12月31日止。如对本报告有疑问，请与{name}联系（电话：0000-6600{tail}，邮编：3660{tail2}）。",
)
SECTIONS_NEW = (
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
)
REWORDED = {
    "主动公开政府信息情况": "行政机关主动公开政府信息情况",
    "收到和处理政府信息公开申请情况": "行政机关收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况": "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
    "存在的主要问题及改进情况": "政府信息公开工作存在的主要问题及整改措施",
    "其他需要报告的事项": "需要报告的其他事项",
    "概述": "基本情况",
    "政府信息依申请公开办理情况": "依申请公开政府信息情况",
}
SECTIONS_OLD = (
    "概述",
    "主动公开政府信息的情况",
    "政府信息依申请公开办理情况",
    "因政府信息公开申请行政复议、提起行政诉讼的情况",
    "政府信息公开工作存在的主要问题及改进措施",
    "需要说明的其他事项与附表",
)

# The period with digits lost in copying, and an opening that names nobody.
_DAMAGED = (
    "根据《条例》的规定编制本报告。本报告中所列数据的统计期限自{year}1月1日起至{year}12月31日止。",
    "本报告由{self}依据《条例》要求编制，所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
)

_STATEMENTS = {
    "new": (
        ("requests.received.total", "收到政府信息公开申请{}件"),
        ("requests.carried_in.total", "上年结转政府信息公开申请{}件"),
        ("requests.processed_total.total", "本年度办理政府信息公开申请{}件"),
        ("requests.carried_out.total", "结转下年度继续办理{}件"),
        ("review.total", "因政府信息公开被申请行政复议{}件"),
    ),
    "2014": (
        ("disclosure.total", "全年主动公开政府信息{}条"),
        ("applications.received", "全年收到政府信息公开申请{}件"),
        ("applications.replied", "答复政府信息公开申请{}件"),
        ("training.trainings", "举办各类培训班{}次"),
    ),
    "fujian-2008": (
        ("documents.disclosed.year", "全年主动公开政府信息{}条"),
        ("documents.disclosed.cumulative", "《条例》施行以来累计主动公开政府信息{}条"),
        ("applications.received.year", "全年受理政府信息公开申请{}件"),
    ),
}


def intro(rng: Random, agency: Agency, year: int, *, told: bool) -> str:
    """The opening paragraph, with the body's name and the period; damaged only where both are `told` already."""
    shape = rng.choice(_DAMAGED if told and rng.random() < 0.15 else _INTRO)
    return shape.format(
        name=agency.name, self=agency.self_name, year=year, tail=rng.randint(100, 999), tail2=rng.randint(10, 99)
    )


def overview(rng: Random, agency: Agency, year: int) -> list[str]:
    """The first section: two to seven paragraphs without figures that a table holds."""
    chosen = sorted(rng.sample(range(1, len(_OVERVIEW)), k=rng.randint(1, len(_OVERVIEW) - 1)))
    return [_OVERVIEW[i].format(self=agency.self_name, year=year) for i in (0, *chosen)]


def problems(agency: Agency) -> list[str]:
    """The section on problems and improvements."""
    return [text.format(self=agency.self_name) for text in _PROBLEMS]


def other(rng: Random, form: str) -> str:
    """The last section; of fees it speaks only where no table does."""
    return rng.choice(_OTHER if form in {"2019", "2021"} else _OTHER[:-1])


def statement(rng: Random, form: str, figures: Figures, year: int, *, lie: bool) -> tuple[str, list[int], Break | None]:
    """A sentence that states table figures, the figures it states, and the contradiction it holds if it lies."""
    shapes = _STATEMENTS.get(form, _STATEMENTS["new"])
    chosen = sorted(rng.sample(range(len(shapes)), k=rng.randint(1, min(3, len(shapes)))))
    wrong = rng.choice(chosen) if lie else -1
    parts, stated, broken = [], [], None
    for index in chosen:
        code, shape = shapes[index]
        number = int(figures[code])
        if index == wrong:
            told = number + rng.choice((1, 3, 10, 27))
            broken = Break("prose", told, number, (code,))
            number = told
        parts.append(shape.format(number))
        stated.append(number)
    return f"{year}年，" + "，".join(parts) + "。", stated, broken


def sentences_only(rng: Random, year: int, *, lie: bool) -> tuple[list[str], list[int], list[Break]]:
    """The figures of a report that has no table, with the total stated twice; if it lies, differently."""
    website, gazette = rng.randint(20, 4000), rng.randint(1, 60)
    total = website + gazette
    received = rng.randint(2, 80)
    granted = rng.randint(1, received - 1)
    again = total + rng.choice((10, 100, 7)) if lie else total
    texts = [
        f"{year}年，全年主动公开政府信息{total}条，其中政府网站公开{website}条，政府公报公开{gazette}条。",
        f"全年收到政府信息公开申请{received}件，其中同意公开{granted}件，不予公开{received - granted}件。",
        f"通过多种渠道公开信息，全年共主动公开政府信息{again}条。",
    ]
    breaks = [Break("prose", total, again, ())] if lie else []
    return texts, [total, website, gazette, received, granted, received - granted, again], breaks
