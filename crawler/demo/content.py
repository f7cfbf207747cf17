"""Made reports: agencies that do not exist, figures that add up, in the tables of the form of 2021
(国办公开办函〔2021〕30号).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

_GROUPS = (
    ("（一）予以公开", 3),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", 1),
    ("（三）不予公开", 2),
    ("（四）无法提供", 2),
    ("（五）不予处理", 0),
    ("（六）其他处理", 1),
)
_REFUSED = (
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "4.保护第三方合法权益",
    "5.属于三类内部事务信息",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
)
_MISSING = ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确")
_UNPROCESSED = (
    "1.信访举报投诉类申请",
    "2.重复申请",
    "3.要求提供公开出版物",
    "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息",
)
_OTHER = (
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
)


@dataclass(slots=True)
class Made:
    """A made report. `carried` is what last year left over, `received` this year's requests; `note` is a sentence of
    its own.

    Two ways to contradict itself: `misprinted` is added to the printed total of the requests processed, `stated` is
    the number of requests that the prose gives in place of the table's.
    """

    agency: str
    year: int
    received: int = 6
    carried: int = 0
    note: str = ""
    published: str = ""
    title: str = ""
    files: list[str] = field(default_factory=list)
    misprinted: int = 0
    stated: int | None = None

    def __post_init__(self) -> None:
        self.title = self.title or f"{self.agency}{self.year}年政府信息公开工作年度报告"
        self.published = self.published or f"{self.year + 1}-01-{10 + _seed(self.agency, self.year) % 18:02d}"


def _seed(*parts: object) -> int:
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:4])


def body_of(made: Made) -> str:
    """The report's body as markup: six sections, three tables."""
    seed = _seed(made.agency, made.year)
    posted, pages = 120 + seed % 700, 3 + seed % 9
    received = made.received if made.stated is None else made.stated
    return f"""
<p>根据《中华人民共和国政府信息公开条例》要求，现公布{made.agency}{made.year}年政府信息公开工作年度报告。本报告所列数据的统计期限自{made.year}年1月1日起至{made.year}年12月31日止。</p>
<p>一、总体情况</p>
<p>{made.year}年，{made.agency}通过门户网站主动公开政府信息{posted}条，更新栏目{pages}个。{made.note}全年收到政府信息公开申请{received}件，均按规定办理。</p>
<p>二、主动公开政府信息情况</p>{_active(seed)}
<p>三、收到和处理政府信息公开申请情况</p>{_requests(made)}
<p>四、政府信息公开行政复议、行政诉讼情况</p>{_reviews()}
<p>五、存在的主要问题及改进情况</p>
<p>一是公开内容与群众需求还有差距，二是业务培训还不够经常。下一步将完善工作机制，提高答复质量，按时更新公开目录。</p>
<p>六、其他需要报告的事项</p>
<p>依据《政府信息公开信息处理费管理办法》收取信息处理费0元。除上述情况外，无其他需要报告的事项。</p>
<p>{made.agency}</p><p>{_day(made)}</p>
"""


def prose_of(made: Made) -> str:
    """The body of a report from before the forms, as markup: its figures stand in sentences alone."""
    seed = _seed(made.agency, made.year)
    return f"""
<p>根据《中华人民共和国政府信息公开条例》规定，现公布{made.agency}{made.year}年政府信息公开工作年度报告。本报告所列数据的统计期限自{made.year}年1月1日起至{made.year}年12月31日止。</p>
<p>一、概述</p>
<p>{made.year}年，{made.agency}加强组织领导，完善制度，政府信息公开工作有序开展。</p>
<p>二、主动公开政府信息的情况</p>
<p>全年主动公开政府信息{220 + seed % 900}条。</p>
<p>三、依申请公开政府信息办理情况</p>
<p>全年共收到政府信息公开申请{made.received}件，均已按时答复。</p>
<p>四、政府信息公开的收费及减免情况</p>
<p>全年未收取费用。</p>
<p>五、因政府信息公开申请行政复议、提起行政诉讼的情况</p>
<p>全年未发生因政府信息公开引起的行政复议和行政诉讼。</p>
<p>六、存在的主要问题及改进措施</p>
<p>公开的及时性有待提高。下一年将进一步规范公开内容，拓宽公开渠道。</p>
<p>{made.agency}</p><p>{_day(made)}</p>
"""


def _day(made: Made) -> str:
    return f"{made.published[:4]}年{int(made.published[5:7])}月{int(made.published[8:])}日"


def _row(*cells: str) -> str:
    return "<tr>" + "".join(cell if cell.startswith("<td") else f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _active(seed: int) -> str:
    rules, valid = seed % 3, 4 + seed % 11
    return (
        "<table border='1'>"
        + "".join(
            (
                _row("<td colspan='4'>第二十条第（一）项</td>"),
                _row("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
                _row("规章", "0", "0", "0"),
                _row("行政规范性文件", str(rules), "0", str(valid)),
                _row("<td colspan='4'>第二十条第（五）项</td>"),
                _row("信息内容", "<td colspan='3'>本年处理决定数量</td>"),
                _row("行政许可", f"<td colspan='3'>{seed % 320}</td>"),
                _row("<td colspan='4'>第二十条第（六）项</td>"),
                _row("信息内容", "<td colspan='3'>本年处理决定数量</td>"),
                _row("行政处罚", f"<td colspan='3'>{seed % 75}</td>"),
                _row("行政强制", f"<td colspan='3'>{seed % 6}</td>"),
                _row("<td colspan='4'>第二十条第（八）项</td>"),
                _row("信息内容", "<td colspan='3'>本年收费金额（单位：万元）</td>"),
                _row("行政事业性收费", f"<td colspan='3'>{seed % 40}</td>"),
            )
        )
        + "</table>"
    )


def _figures(value: int) -> tuple[str, ...]:
    """A row of the requests' table: natural persons, five kinds of bodies, the sum."""
    return (str(value), "0", "0", "0", "0", "0", str(value))


def _requests(made: Made) -> str:
    """The requests' table: what was received and carried in is granted, all but one that the applicant withdrew."""
    total = made.received + made.carried
    withdrawn = 1 if total > 1 else 0
    rows = [
        "<tr><td colspan='3' rowspan='3'>（勾稽关系：第一项加第二项之和，等于第三项加第四项之和）</td>"
        "<td colspan='7'>申请人情况</td></tr>"
        "<tr><td rowspan='2'>自然人</td><td colspan='5'>法人或其他组织</td><td rowspan='2'>总计</td></tr>"
        "<tr><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td><td>其他</td></tr>",
        _row("<td colspan='3'>一、本年新收政府信息公开申请数量</td>", *_figures(made.received)),
        _row("<td colspan='3'>二、上年结转政府信息公开申请数量</td>", *_figures(made.carried)),
        _row(
            "<td rowspan='22'>三、本年度办理结果</td>",
            "<td colspan='2'>（一）予以公开</td>",
            *_figures(total - withdrawn),
        ),
        _row(f"<td colspan='2'>{_GROUPS[1][0]}</td>", *_figures(0)),
        *_group("（三）不予公开", _REFUSED),
        *_group("（四）无法提供", _MISSING),
        *_group("（五）不予处理", _UNPROCESSED),
        *_group("（六）其他处理", _OTHER, last=withdrawn),
        _row("<td colspan='2'>（七）总计</td>", *_figures(total + made.misprinted)),
        _row("<td colspan='3'>四、结转下年度继续办理</td>", *_figures(0)),
    ]
    return "<table border='1'>" + "".join(rows) + "</table>"


def _group(name: str, labels: tuple[str, ...], last: int = 0) -> list[str]:
    values = [0] * (len(labels) - 1) + [last]
    first = _row(f"<td rowspan='{len(labels)}'>{name}</td>", labels[0], *_figures(values[0]))
    return [first, *(_row(label, *_figures(value)) for label, value in zip(labels[1:], values[1:], strict=True))]


def _reviews() -> str:
    heads = "<td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td><td>总计</td>"
    return (
        "<table border='1'><tr><td colspan='5'>行政复议</td><td colspan='10'>行政诉讼</td></tr>"
        f"<tr>{heads.replace('<td>', '<td rowspan=2>')}"
        "<td colspan='5'>未经复议直接起诉</td><td colspan='5'>复议后起诉</td></tr>"
        f"<tr>{heads}{heads}</tr><tr>{'<td>0</td>' * 15}</tr></table>"
    )
