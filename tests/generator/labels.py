"""How offices bend labels: shortened, mistyped, with notes, other ordinals, blanks, other characters."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import cache
from random import Random

from opencc import OpenCC

from tests.generator.model import Content, Prose, Sheet
from tests.generator.official import (
    FORM_2014,
    FORM_FUJIAN,
    PROACTIVE_2019,
    PROACTIVE_2021,
    REQUESTS_SINGLE_OTHER,
    REQUESTS_SPLIT_OTHER,
)

Relabel = Callable[[str], str]

SHORT = {
    "行政规范性文件": ("规范性文件",),
    "规范性文件": ("行政规范性文件",),
    "一、本年新收政府信息公开申请数量": ("一、本年新收申请数量", "一、本年新收政府信息公开申请"),
    "二、上年结转政府信息公开申请数量": ("二、上年结转申请数量", "二、上年结转"),
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": (
        "（二）部分公开",
        "（二）部分公开（区分处理的，只计这一情况）",
    ),
    "1.属于国家秘密": ("1.国家秘密",),
    "2.其他法律行政法规禁止公开": ("2.法律法规禁止公开", "2.其他法律行政止公开"),
    "3.危及“三安全一稳定”": ("3.三安全一稳定", "3.危及“三安全、一稳定”"),
    "4.保护第三方合法权益": ("4.第三方合法权益",),
    "5.属于三类内部事务信息": ("5.三类内部事务信息", "5.属于三类内容事务信息"),
    "6.属于四类过程性信息": ("6.过程性信息", "6.属于四类过程性性信息"),
    "7.属于行政执法案卷": ("7.行政执法案卷",),
    "8.属于行政查询事项": ("8.行政查询事项",),
    "1.本机关不掌握相关政府信息": ("1.本机关不掌握", "1.不掌握相关政府信息"),
    "2.没有现成信息需要另行制作": ("2.没有现成信息", "2.需要另行制作"),
    "3.补正后申请内容仍不明确": ("3.补正后仍不明确",),
    "1.信访举报投诉类申请": ("1.信访举报投诉类", "1.信访投诉举报类申请"),
    "3.要求提供公开出版物": ("3.公开出版物",),
    "4.无正当理由大量反复申请": ("4.大量反复申请",),
    "5.要求行政机关确认或重新出具已获取信息": ("5.要求确认或重新出具已获取信息",),
    "（六）其他处理": ("（六）其他",),
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": (
        "1.逾期不补正",
        "1.申请人无正当理由逾期不补正",
    ),
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": (
        "2.逾期不缴费",
        "2.申请人逾期未缴纳费用",
    ),
    "四、结转下年度继续办理": ("四、结转下年度", "四、转结下年度继续办理"),
    "社会公益组织": ("公益组织",),
    "法律服务机构": ("法律服务",),
    "本年制发件数": ("本年制发数量", "制发件数"),
    "本年废止件数": ("本年废止数量", "废止件数"),
    "现行有效件数": ("现行有效数量", "现行有效"),
    "本年收费金额（单位：万元）": ("收费金额（万元）", "本年收费金额（万元）"),
    "本年处理决定数量": ("处理决定数量",),
    "上一年项目数量": ("上年项目数量",),
    "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）": ("（一）主动公开政府信息数",),
    "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）": ("（一）回应公众关注热点或重大舆情数",),
    "1.专职人员数（不包括政府公报及政府网站工作人员数）": ("1.专职人员数",),
    "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）": (
        "（四）政府信息公开专项经费",
        "（四）专项经费",
    ),
    "2.政府公报公开数": ("2.政府公报数",),
    "受理政府信息公开申请总数": ("受理申请总数",),
}

NOTES = {
    "规章": ("规章（设区的市以上地方人民政府应提供相关数据）", "规章（市、县无此项）"),
    "行政规范性文件": ("行政规范性文件（含县政府办公室文件）",),
    "规范性文件": ("规范性文件（以县政府或县政府办名义制发）",),
    "行政许可": ("行政许可（含公共服务事项）", "行政许可（按办结件统计）"),
    "行政处罚": ("行政处罚（含简易程序）",),
    "行政强制": ("行政强制（含强制措施）",),
    "现行有效件数": ("现行有效件数（历史累计）", "现行有效件数（截至12月31日）"),
    "总计": ("总计（件）",),
    "政府集中采购": ("政府集中采购（含限额以上）",),
    "行政事业性收费": ("行政事业性收费（不含教育收费）",),
    "自然人": ("自然人（含个体工商户）",),
}
_LOOKALIKE = str.maketrans("请信处公理息申政数件其他已未", "清言外么埋自由故教仵共地己末")
_ORDINAL = re.compile(r"^(?:其中：)?(?:（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|\d\.)")
_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨"
_PARENTHESISED = dict(zip("一二三四五六七八九十", "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", strict=True))


def relabel(sheets: list[Sheet], change: Relabel, *, heads: bool = True) -> bool:
    """Run every label (and head) of the sheets through a change; whether anything changed."""
    changed = False
    for sheet in sheets:
        for block in sheet.blocks:
            if heads:
                new = [change(head) for head in block.heads]
                changed |= new != block.heads
                block.heads = new
            for line in block.lines:
                labels = [change(label) for label in line.labels]
                changed |= labels != line.labels
                line.labels = labels
    return changed


def shortener(rng: Random, rate: float) -> Relabel:
    """Labels in the short forms that offices use; the same label always the same way."""
    chosen = {label: rng.choice(forms) for label, forms in SHORT.items() if rng.random() < rate}
    return lambda label: chosen.get(label, label)


def annotator(rng: Random) -> Relabel:
    """Labels with a note in brackets."""
    chosen = {label: rng.choice(notes) for label, notes in NOTES.items() if rng.random() < 0.5}
    return lambda label: chosen.get(label, label)


@cache
def _all_labels() -> tuple[str, ...]:
    labels = {label for o in (*REQUESTS_SINGLE_OTHER, *REQUESTS_SPLIT_OTHER) for label in o.path}
    labels |= {entry.label for entry in (*FORM_2014, *FORM_FUJIAN)}
    for clause in (*PROACTIVE_2019, *PROACTIVE_2021):
        labels |= {row for row, _ in clause.rows} | {head for head, _ in clause.heads}
    return tuple(sorted(labels))


def mistype(rng: Random, label: str) -> str:
    """The label with one slip: a character lost, doubled, swapped or taken for its look-alike.

    A slip that brings the label nearer to another official one is not made: nobody could read it.
    """
    body = list(range(2, len(label) - 1))
    if len(body) < 4:
        return label
    at = rng.choice(body)
    kinds = {
        "drop": label[:at] + label[at + 1 :],
        "double": label[:at] + label[at] + label[at:],
        "swap": label[:at] + label[at + 1] + label[at] + label[at + 2 :],
        "alike": label[:at] + label[at].translate(_LOOKALIKE) + label[at + 1 :],
    }
    bent = kinds[rng.choice(sorted(kinds))]
    rivals = (other for other in _all_labels() if other != label)
    nearest = max(SequenceMatcher(None, bent, other).ratio() for other in rivals)
    own = SequenceMatcher(None, bent, label).ratio()
    return bent if own > nearest + 0.1 else label


def mistyper(rng: Random, count: int) -> Relabel:
    """`count` labels of those met are mistyped, the same label always the same way."""
    budget = [count]
    seen: dict[str, str] = {}

    def change(label: str) -> str:
        if label not in seen:
            seen[label] = label
            if budget[0] and len(label) > 7 and rng.random() < 0.2:
                seen[label] = mistype(rng, label)
                budget[0] -= seen[label] != label
        return seen[label]

    return change


def ordinals(style: str) -> Relabel:
    """Ordinals in another style: `comma` 1、, `dot` 1．, `circled` ①, `bracket` （1）, `single` ㈠ or `none`."""

    def change(label: str) -> str:
        found = _ORDINAL.match(label)
        if not found:
            return label
        mark, rest = found.group(), label[found.end() :]
        prefix = "其中：" if mark.startswith("其中：") else ""
        mark = mark.removeprefix("其中：")
        return prefix + _restyle(mark, style) + rest

    return change


def _restyle(mark: str, style: str) -> str:
    if style == "none":
        return ""
    if mark[0].isdigit():
        shapes = {"comma": mark[0] + "、", "dot": mark[0] + "．", "bracket": f"（{mark[0]}）", "space": mark[0] + " "}
        shapes["circled"] = _CIRCLED[int(mark[0])]
        return shapes.get(style, mark)
    if style == "single" and mark.startswith("（"):
        return "".join(_PARENTHESISED.get(char, "") for char in mark) or mark
    return mark


def spacer(rng: Random) -> Relabel:
    """Blanks of several kinds inside short labels (总 计), after ordinals, and around brackets."""
    blank = rng.choice((" ", "\u3000", "\xa0", "  "))

    def change(label: str) -> str:
        if len(label) <= 4 and rng.random() < 0.7:
            return blank.join(label)
        return re.sub(r"^(（?[一二三四五六七八九十\d]+[）、.])", rf"\1{blank}", label)

    return change


_HALF = str.maketrans("（）：，；“”", '():,;""')
_FULL_DIGITS = str.maketrans("0123456789.", "０１２３４５６７８９．")
# U+2F00 and U+2E80 blocks: radicals that print as the character but are another code point.
_RADICALS = str.maketrans("一行二人民门长马比日月方无水火户见", "⼀⾏⼆⼈⺠⻔⻓⻢⽐⽇⽉⽅⽆⽔⽕⼾⻅")

_CHARACTERS = {chr(radical): chr(char) for char, radical in _RADICALS.items()}


def half_width(text: str) -> str:
    """Half-width brackets and punctuation."""
    return text.translate(_HALF)


def full_digits(text: str) -> str:
    """Full-width digits."""
    return text.translate(_FULL_DIGITS)


def radicals(text: str) -> str:
    """Kangxi and CJK radicals in place of the characters they look like."""
    return text.translate(_RADICALS)


def characters(text: str) -> str:
    """The characters that radicals look like."""
    return "".join(_CHARACTERS.get(char, char) for char in text)


def rewrite(content: Content, change: Relabel) -> None:
    """Change the characters of everything that the document prints."""
    for item in content.items:
        if isinstance(item, Prose):
            item.text = change(item.text)
            continue
        for row in item.rows:
            for cell in row:
                cell.text = change(cell.text)
                if cell.value is not None:
                    cell.value.text = change(cell.value.text)


@cache
def _converter(scheme: str) -> OpenCC:
    return OpenCC(scheme)


def traditional(scheme: str) -> Relabel:
    """Traditional characters: `s2t`, `s2tw` or `s2hk`."""
    return lambda text: str(_converter(scheme).convert(text))
