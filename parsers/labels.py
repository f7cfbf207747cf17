"""Label and value pairs that a page prints beside its article: 索引号, 发布机构, 文号, 发布日期 and their like.

They come as a table (pairs along a row, or heads in one row and values in the next), as list items, as `dt`/`dd`, or
several in one line (`来源：… 时间：… 浏览：`). Labels are kept without blanks and colons, as printed otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from parsers.model import Cell

# Labels that a metadata block carries; two of them make a table a metadata table.
_LABELS = """
索引号 索取号 信息索引号 信息索取号 组配分类 主题分类 体裁分类 服务对象分类 信息分类 分类
公开分类 所属分类 主题 题材分类 发布机构 发布机关 发布单位 发布部门 发文机关 发文机构 发文单位
制发机关 制发单位 公开主体 公开机构 责任部门 责任单位 信息来源 来源 文章来源 稿件来源
信息提供单位 提供单位 来源单位 制作机关 产生单位 拟稿单位 成文日期 成文时间 生成日期 生成时间
制发日期 发文日期 发文时间 印发日期 形成日期 制作日期 发布日期 发布时间 公开日期 公开时间
发表时间 发布于 更新日期 更新时间 时间 日期 生效日期 实施日期 废止日期 失效日期 文号 发文字号
文件编号 发文文号 文件号 编号 统一编号 统一登记号 登记号 规范性文件统一编号 有效性 时效性
效力状态 有效期 时效 文件状态 是否有效 信息有效性 信息名称 名称 标题 文件名称 内容概述
内容概要 信息概述 关键词 主题词 关键字 公开方式 公开范围 公开程序 公开形式 公开时限 公开类别
公开属性 保管期限 信息格式 载体类型 语种 开放类型 作者 责任编辑 编辑 审核人 审核 录入 录入者
点击数 点击量 点击次数 点击 浏览次数 浏览量 浏览 阅读次数 阅读量 阅读 访问量 字号 字体
字体大小 打印 文件下载 附件下载 信息类别 信息类型 发布人 签发人 签发日期 终审
"""
KNOWN = frozenset(_LABELS.split())


# A label of four characters or more (发布时间, 信息来源) is one wherever a colon follows it, even glued to the value
# before; a shorter one (来源, 时间) only at the start, or after a blank, a bracket, a digit or another colon. Long ones
# come first, so that 发布时间 is not read as 时间.
def _alternatives(labels: Iterable[str]) -> str:
    return "|".join(r"[\s\u3000]*".join(label) for label in sorted(labels, key=lambda label: (-len(label), label)))


_LONG = _alternatives(label for label in KNOWN if len(label) > 3)
_SHORT = _alternatives(label for label in KNOWN if 1 < len(label) < 4)
_PAIR = re.compile(rf"(?P<label>{_LONG}|(?:^|(?<=[\s【\[（(|·•\-\d：:]))(?:{_SHORT}))\s*[：:﹕∶]")
_COLON = re.compile("[：:﹕∶]")
_TRAILING = " 　】]）)[【（(|·•-"
_LONGEST = 200


def plain(label: str) -> str:
    """A label without blanks, colons and brackets: `索 引 号：` is 索引号."""
    return "".join(label.split()).strip("：:﹕∶【】[]-*·•")


@lru_cache(maxsize=4096)
def is_label(text: str) -> bool:
    """Whether a cell is a label of a metadata block, or begins with one and its colon."""
    if len(text) > 120:
        return False
    return plain(text) in KNOWN or (("：" in text or ":" in text) and _PAIR.match(text) is not None)


def from_rows(rows: Sequence[Sequence[Cell]]) -> dict[str, str]:
    """The pairs of a metadata table, in whichever of its two layouts."""
    pairs: dict[str, str] = {}
    heads: Sequence[Cell] | None = None
    for row in rows:
        known = [plain(cell.text) in KNOWN for cell in row]
        if heads is not None and not any(known):
            values = {cell.column: cell.text for cell in row}
            _add(pairs, ((plain(head.text), values.get(head.column, "")) for head in heads))
            heads = None
        elif len(row) > 1 and all(known):
            heads = row
        else:
            heads = None
            _add(pairs, _along(row, known))
    return pairs


def _along(row: Sequence[Cell], known: Sequence[bool]) -> Iterator[tuple[str, str]]:
    """The pairs along one row: a known label takes the next cell when that is none, or its own text after a colon."""
    for number, cell in enumerate(row):
        if known[number]:
            following = number + 1 < len(row) and not is_label(row[number + 1].text)
            yield plain(cell.text), row[number + 1].text if following else ""
        else:
            yield from in_line(cell.text).items()


def in_line(line: str) -> dict[str, str]:
    """The pairs of one printed line (`来源：市府办 时间：2023-10-23 浏览次数：`); an empty value is kept as empty."""
    pairs: dict[str, str] = {}
    if not _COLON.search(line):
        return pairs
    matches = list(_PAIR.finditer(line))
    for number, match in enumerate(matches):
        end = matches[number + 1].start() if number + 1 < len(matches) else len(line)
        value = line[match.end() : end].strip(_TRAILING)
        if len(value) <= _LONGEST:
            _add(pairs, [(plain(match.group("label")), value)])
    return pairs


def from_lines(lines: Sequence[str]) -> dict[str, str]:
    """The pairs of a run of lines; a label alone in its line takes the next line when that is no label."""
    pairs: dict[str, str] = {}
    for number, line in enumerate(lines):
        if len(line) > 300:
            continue
        _add(pairs, in_line(line).items())
        label = plain(line)
        if stands_alone(line) and not pairs.get(label) and number + 1 < len(lines):
            value = lines[number + 1]
            if plain(value) not in KNOWN and not _PAIR.search(value) and len(value) <= _LONGEST:
                pairs[label] = value.strip(_TRAILING)
    return pairs


def stands_alone(line: str) -> bool:
    """Whether a line is nothing but a label, whose value is the next line; but 标题 may be a title."""
    label = plain(line)
    return label in KNOWN and (len(label) > 2 or label == "文号" or line[-1] in "：:")


def is_about(line: str) -> bool:
    """Whether a line is about the article and not of it: label pairs with nothing much beside them."""
    if len(line) > _LONGEST or not _COLON.search(line):
        return False
    match = _PAIR.search(line)
    return match is not None and match.start() <= 12


def _add(pairs: dict[str, str], found: Iterable[tuple[str, str]]) -> None:
    """Keep the first value of a label; a later one only fills a blank."""
    for label, value in found:
        if label and (label not in pairs or (value and not pairs[label])):
            pairs[label] = value
