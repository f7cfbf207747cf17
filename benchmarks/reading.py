"""The time to read a report whole, against `trafilatura.bare_extraction` on the same pages in the same run.

The pages are made here, seeded: about 60 kB of portal mark-up each, with three statistical tables in the form of 2021,
navigation, related links, a foot, and 3 to 8 kB of prose, in the mark-up of three editors.
"""

# ruff: noqa: E501 (mark-up is compared more easily unbroken)

from __future__ import annotations

import cProfile
import gc
import pstats
import random
import statistics
import time
from collections.abc import Callable, Sequence

from trafilatura import bare_extraction

from parsers.html import read_html
from parsers.read import read

_PAGES = 24
_ROUNDS = 3
_SEED = 20211

_SUBJECTS = ("本局", "各科室", "政务公开办公室", "局属单位", "信息中心", "各镇街", "窗口单位")
_ACTIONS = ("围绕", "依法依规推进", "持续细化", "及时更新", "认真落实", "定期检查", "集中整理")
_OBJECTS = ("公开目录", "政策解读", "河道治理信息", "财政预算信息", "行政许可结果", "公开专栏", "办事指南", "热线答复")
_RESULTS = ("群众查阅更加方便", "公开时效明显提高", "答复质量稳步提升", "栏目内容进一步充实", "办理流程更加规范")
# The form of 2021, rows as (text, rowspan, colspan); a number stands for so many cells of figures.
_Cells = tuple[str | int | tuple[str, int, int], ...]
_DISCLOSED: tuple[_Cells, ...] = (
    (("第二十条第（一）项", 1, 4),), ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"), ("规章", 3), ("行政规范性文件", 3),
    (("第二十条第（五）项", 1, 4),), ("信息内容", ("本年处理决定数量", 1, 3)), ("行政许可", ("", 1, 3)),
    (("第二十条第（六）项", 1, 4),), ("信息内容", ("本年处理决定数量", 1, 3)), ("行政处罚", ("", 1, 3)), ("行政强制", ("", 1, 3)),
    (("第二十条第（八）项", 1, 4),), ("信息内容", ("本年收费金额（单位：万元）", 1, 3)), ("行政事业性收费", ("", 1, 3)),
)  # fmt: skip
_REQUESTS: tuple[_Cells, ...] = (
    (("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), ("申请人情况", 1, 7)),
    (("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)),
    ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"),
    (("一、本年新收政府信息公开申请数量", 1, 3), 7), (("二、上年结转政府信息公开申请数量", 1, 3), 7),
    (("三、本年度办理结果", 22, 1), ("（一）予以公开", 1, 2), 7), (("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", 1, 2), 7),
    (("（三）不予公开", 8, 1), "1.属于国家秘密", 7), ("2.其他法律行政法规禁止公开", 7), ("3.危及“三安全一稳定”", 7),
    ("4.保护第三方合法权益", 7), ("5.属于三类内部事务信息", 7), ("6.属于四类过程性信息", 7), ("7.属于行政执法案卷", 7),
    ("8.属于行政查询事项", 7), (("（四）无法提供", 3, 1), "1.本机关不掌握相关政府信息", 7), ("2.没有现成信息需要另行制作", 7),
    ("3.补正后申请内容仍不明确", 7), (("（五）不予处理", 5, 1), "1.信访举报投诉类申请", 7), ("2.重复申请", 7), ("3.要求提供公开出版物", 7),
    ("4.无正当理由大量反复申请", 7), ("5.要求行政机关确认或重新出具已获取信息", 7),
    (("（六）其他处理", 3, 1), "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", 7),
    ("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", 7), ("3.其他", 7), (("（七）总计", 1, 2), 7),
    (("四、结转下年度继续办理", 1, 3), 7),
)  # fmt: skip
_PARTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
_REVIEWS: tuple[_Cells, ...] = (
    (("行政复议", 1, 5), ("行政诉讼", 1, 10)),
    (*((part, 2, 1) for part in _PARTS), ("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)),
    (*_PARTS, *_PARTS),
    (15,),
)
_EDITORS = (
    ('<p style="text-indent:2em;line-height:2em"><span style="font-size:16px;font-family:仿宋">{}</span></p>',
     '<td{} style="border:1px solid windowtext;padding:0 7px"><p style="text-align:center"><span style="font-size:14px">{}</span></p></td>'),
    ("<p class=MsoNormal style='text-indent:24.0pt'><span style='font-size:12.0pt;font-family:宋体'>{}<o:p></o:p></span></p>",
     "<td{} width=64 style='width:48pt;border:solid windowtext 1.0pt'><p class=MsoNormal align=center>"
     "<span lang=EN-US style='font-size:9.0pt'>{}<o:p></o:p></span></p></td>"),
    ("<div style='text-indent:2em'>{}</div>", "<td{} nowrap='nowrap' style='width:60px;height:30px'><div align='center'>{}</div></td>"),
)  # fmt: skip


def run() -> list[tuple[str, str, str]]:
    """Rows of the benchmark: the times a page, their ratios, and where the time of the reading goes."""
    pages = [make_page(random.Random(_SEED + number)) for number in range(_PAGES)]
    whole, page, theirs = _race((_whole, read_html, bare_extraction), pages)
    size = statistics.mean(map(len, pages)) / 1000
    return [
        ("pages", f"{len(pages)}", f"{size:.0f} kB each on average; medians of {_ROUNDS} rounds"),
        ("trafilatura.bare_extraction", f"{theirs:.1f} ms", "a page"),
        (
            "read: the whole report",
            f"{whole:.1f} ms",
            f"{whole / theirs:.2f} of that: body, cells, figures, sentences, checks",
        ),
        ("read_html: the page alone", f"{page:.1f} ms", f"{page / theirs:.2f} of that: text, tables, metadata"),
        # `inner` is what contextlib puts round the two that pause the collector.
        *_shares(pages, _whole, "extract", "understand", "_align", "read_html", "inner"),
    ]


def _whole(page: bytes) -> object:
    return read(page, "text/html")


def _race(readers: Sequence[Callable[[bytes], object]], pages: list[bytes]) -> list[float]:
    """Milliseconds a page of each reader, in turns so that a slow spell of the machine hits them alike."""
    for reader in readers:
        for page in pages[:2]:
            reader(page)
    rounds = [[_per_page(reader, pages) for reader in readers] for _ in range(_ROUNDS)]
    return [statistics.median(times) for times in zip(*rounds, strict=True)]


def _per_page(reader: Callable[[bytes], object], pages: list[bytes]) -> float:
    gc.collect()
    start = time.perf_counter()
    for page in pages:
        reader(page)
    return (time.perf_counter() - start) * 1000 / len(pages)


def _shares(pages: list[bytes], reader: Callable[[bytes], object], *outer: str) -> list[tuple[str, str, str]]:
    """The share of each stage by profile: what the `outer` functions of the reader call, from three percent on."""
    profile = cProfile.Profile()
    profile.runcall(lambda: [reader(page) for page in pages])
    stats = pstats.Stats(profile)
    entries = stats.stats  # type: ignore[attr-defined]  # typeshed leaves it out
    spent: dict[str, float] = {}
    for (path, _, name), (_, _, _, _, callers) in entries.items():
        if name not in outer:
            stage = f"{path.rsplit('/', 1)[-1].removesuffix('.py')}.{name}"
            spent[stage] = sum(cost[3] for (_, _, caller), cost in callers.items() if caller in outer)
    whole = stats.total_tt  # type: ignore[attr-defined]
    ranked = sorted(spent.items(), key=lambda entry: -entry[1])
    return [
        (f"  {stage}", f"{cost / whole:.0%}", "of the whole reading") for stage, cost in ranked if cost > 0.03 * whole
    ]


def make_page(dice: random.Random) -> bytes:
    """One page of a portal with a report of the form of 2021, as UTF-8 or GBK bytes."""
    paragraph, cell = dice.choice(_EDITORS)
    charset = dice.choice(("utf-8", "utf-8", "gbk"))
    title = f"某某县水务局{dice.randint(2021, 2025)}年政府信息公开工作年度报告"
    links = "".join(
        f'<li><a href="/art/{n}.html" target="_blank" title="栏目名称{n}">栏目名称{n}</a></li>' for n in range(60)
    )
    script = (
        "<script>" + "function show(i){document.getElementById('tab'+i).style.display='block';}\n" * 60 + "</script>"
    )
    metas = "".join(
        f'<meta name="{name}" content="{title}"/>' for name in ("SiteName", "ArticleTitle", "Keywords", "Description")
    )
    html = f"""<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}</title>{metas}{script}</head><body>
<div class="header"><ul class="nav">{links}</ul></div><div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/nb">年报</a></div>
<div class="main"><h1>{title}</h1><div class="info"><span>发布时间：2023-01-17 09:30</span> <span>来源：某某县水务局</span></div>
<div id="zoom">{_report(dice, paragraph, cell)}</div>
<div class="share">【打印本页】【关闭窗口】</div></div>
<div class="related"><h4>相关信息</h4><ul>{links}</ul></div>
<div class="footer"><p>主办单位：某某县人民政府办公室</p><p>备案号：某ICP备00000000号</p></div>{script}</body></html>"""
    return html.encode(charset)


def _report(dice: random.Random, paragraph: str, cell: str) -> str:
    parts = [_prose(dice, paragraph, "一、总体情况", dice.randint(6, 22)), paragraph.format("二、主动公开政府信息情况")]
    parts.append(_table(dice, cell, _DISCLOSED))
    parts.append(paragraph.format("三、收到和处理政府信息公开申请情况"))
    parts.append(_table(dice, cell, _REQUESTS))
    parts.append(paragraph.format("四、政府信息公开行政复议、行政诉讼情况"))
    parts.append(_table(dice, cell, _REVIEWS))
    parts.append(_prose(dice, paragraph, "五、存在的主要问题及改进情况", dice.randint(3, 8)))
    parts.append(_prose(dice, paragraph, "六、其他需要报告的事项", 1))
    return "\n".join(parts)


def _prose(dice: random.Random, paragraph: str, heading: str, count: int) -> str:
    lines = [heading]
    for _ in range(count):
        sentences = (
            f"{dice.choice(_SUBJECTS)}{dice.choice(_ACTIONS)}{dice.choice(_OBJECTS)}{dice.randint(1, 300)}条，{dice.choice(_RESULTS)}"
            for _ in range(dice.randint(3, 6))
        )
        lines.append("。".join(sentences) + "。")
    return "\n".join(paragraph.format(line) for line in lines)


def _table(dice: random.Random, cell: str, form: Sequence[_Cells]) -> str:
    rows = []
    for row in form:
        cells: list[str] = []
        for entry in row:
            if isinstance(entry, int):
                cells.extend(cell.format("", _figure(dice)) for _ in range(entry))
            else:
                text, high, wide = (entry, 1, 1) if isinstance(entry, str) else entry
                spans = (f' rowspan="{high}"' if high > 1 else "") + (f' colspan="{wide}"' if wide > 1 else "")
                cells.append(cell.format(spans, text or _figure(dice)))
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table border="1" cellspacing="0" cellpadding="0"><tbody>{"".join(rows)}</tbody></table>'


def _figure(dice: random.Random) -> str:
    return dice.choice(("0", "0", "&nbsp;", str(dice.randint(1, 99))))
