"""The tables of a release: names, columns, types and what each column holds, in English and Chinese.

One list serves the writers, the data package and the codebook, so that none of them can say what another does not.
"""

# ruff: noqa: E501 - a column a line, both languages side by side

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

Type = Literal["string", "integer", "number", "boolean"]
Format = Literal["", "date", "datetime"]

_ARROW: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type (dates are ISO 8601 strings) and what it holds."""

    name: str
    type: Type
    english: str
    chinese: str

    @property
    def arrow(self) -> pa.DataType:
        """Its type in Parquet."""
        return _ARROW[self.type]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the release; `key` are the columns that name a row."""

    name: str
    english: str
    chinese: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pa.Schema:
        """Its schema in Parquet."""
        return pa.schema([(column.name, column.arrow) for column in self.columns])

    @property
    def names(self) -> list[str]:
        """The names of its columns."""
        return [column.name for column in self.columns]


def _columns(text: str) -> tuple[Column, ...]:
    """Columns from lines of `name | type | English | Chinese`."""
    rows = (line.split(" | ") for line in text.strip().splitlines())
    return tuple(Column(name.strip(), kind.strip(), english.strip(), chinese.strip()) for name, kind, english, chinese in rows)  # type: ignore[arg-type]  # fmt: skip


AGENCY_COLUMNS = """
agency_code | string | Code of the agency's division (six digits) or town (twelve), GB/T 2260 | 机关所在行政区划代码（六位）或乡镇代码（十二位）
agency | string | Agency in its normal form, as of the report's year | 机关规范名称（以报告年度为准）
level | string | Level or kind of agency: central, province, prefecture, county, township, department, zone, institution, corps, unknown | 机关层级或类别
province | string | Province of the agency's division, or of its portal where that is not known | 所属省级（区划不明的，取其网站所属省级）
prefecture | string | Prefecture of the agency's division | 所属地级
county | string | County of the agency's division | 所属县级
"""
_REPORT = "report_id | string | The report: agency's identity and year, or the document where its agency is not resolved | 报告标识：机关与年度，机关未能确定时为文件\n"
_YEAR = "year | integer | Year reported on | 报告所述年度\n"

REPORTS = Table(
    "reports",
    "One row a report: agency and year, its current version and the evidence for it",
    "每份报告一行：机关、年度、现行版本及其证据",
    ("report_id",),
    _columns(
        _REPORT
        + "agency_id | string | Identity of the agency: code of its division and name of the body; empty where no agency is named | 机关标识：区划代码与机构名称\n"
        + AGENCY_COLUMNS.strip()
        + "\nparent_code | string | Code of the division above the agency | 上级行政区划代码\n"
        + "resolved | boolean | Whether the agency was told from its name and site with certainty | 机关是否确定\n"
        + _YEAR
        + """
form | string | Official form its tables follow; empty for prose alone | 所用官方格式，无表格则为空
title | string | Title as printed | 标题
published | string | Day of publication that the page states (ISO 8601) | 页面所示发布日期
signed | string | Day of the signature (落款) | 落款日期
index_number | string | Index number (索引号) | 索引号
document_number | string | Document number (文号) | 文号
version | integer | Number of the current version, 1 for a report that never changed | 现行版本号
state | string | live, or removed where it is no longer at its address | 状态：在线或已撤
first_seen | string | When the current version was first seen, UTC | 现行版本首次见到的时间
last_seen | string | When the current version was last seen, UTC | 现行版本最后见到的时间
url | string | Address of the document that carries the report | 报告所在地址
portal_id | string | Portal in the registry | 门户标识
captured_at | string | When the capture that was read was made, UTC | 抓取时间
capture_digest | string | SHA-256 of the captured body | 抓取内容的SHA-256
warc_file | string | WARC file that holds the capture | 所在WARC文件
warc_offset | integer | Byte at which its record begins | 记录起始字节
mime | string | Media type of the document | 文件类型
verdict | string | yes for an annual report, doubtful where signs speak against it | 是否年度报告
parser | string | Version of the parser that read it | 解析器版本
figures | integer | Figures in this release | 本发布所含数值个数
reported | integer | Figures that are numbers | 其中为数字的个数
findings | integer | Findings: failed checks, doubts, notes | 核查与读取的发现数（含提示）
confidence | number | Mean confidence of its figures, 0 to 1 | 数值置信度均值
""".lstrip("\n")
    ),
)

OBSERVATIONS = Table(
    "observations",
    "One row a figure of a report's current version",
    "现行版本中每个数值一行",
    ("report_id", "seq"),
    _columns(
        _REPORT
        + "seq | integer | Place of the figure in the report, from 0 | 数值在报告中的序号\n"
        + AGENCY_COLUMNS.strip()
        + "\nparent_code | string | Code of the division above the agency | 上级行政区划代码\n"
        + _YEAR
        + """
form | string | Official form the report's tables follow | 官方格式
indicator | string | Code of the indicator, see the codebook | 指标代码，见代码本
value | number | The number in `unit`; empty unless status is reported | 数值，单位见unit
unit | string | Unit as printed, else the form's | 单位（以印刷为准，否则为格式单位）
form_value | number | The number in the form's unit | 折算为格式单位的数值
form_unit | string | The form's unit | 格式单位
yuan | number | Money in yuan (元); empty for what is no money | 金额（元）
wan_yuan | number | Money in ten thousand yuan (万元) | 金额（万元）
status | string | reported, blank (an empty cell), not_applicable (`/`, `-`, 无), text (words) | 状态：已填、空白、不适用、文字
words | string | What is printed where it is no number | 非数字时的原文
origin | string | table or sentence | 来源：表格或文字
confidence | number | How surely the figure was placed, 0 to 1 | 置信度
basis | string | What placed it: heads, order, label, arithmetic, alike, sentence, approximate (about so much, in prose) | 依据
findings | string | Rules of the findings that name the indicator, with `;` between them | 涉及该指标的核查规则，以分号分隔
version | integer | Version of the report | 版本号
capture_digest | string | SHA-256 of the captured body | 抓取内容的SHA-256
url | string | Address of the document | 文件地址
captured_at | string | When it was captured, UTC | 抓取时间
""".lstrip("\n")
    ),
)

FINDINGS = Table(
    "findings",
    "One row a failed check, or a figure that could not be placed",
    "每项未通过的核查一行",
    ("report_id", "seq"),
    _columns(
        _REPORT
        + "seq | integer | Place among the report's findings | 序号\n"
        + AGENCY_COLUMNS.strip()
        + "\n"
        + _YEAR
        + """
rule | string | Rule that failed, see the codebook | 规则
severity | string | error, warning, info | 严重程度
indicators | string | Indicators concerned, with `;` between them | 涉及指标
left | number | First figure | 左值
right | number | Second figure | 右值
message | string | What is wrong, with the official wording the rule rests on | 说明
""".lstrip("\n")
    ),
)

CHANGES = Table(
    "changes",
    "One row a difference between versions of a report, a removal or a return",
    "版本间每处差异、撤下或恢复一行",
    ("report_id", "seq"),
    _columns(
        _REPORT
        + "seq | integer | Place among the report's changes | 序号\n"
        + AGENCY_COLUMNS.strip()
        + "\n"
        + _YEAR
        + """
kind | string | first_seen, figure, text, metadata, removed, restored, moved | 变动类别
from_version | integer | Version before | 原版本
to_version | integer | Version after | 新版本
indicator | string | Indicator, or the field of the metadata | 指标或元数据字段
old | string | What it was | 原值
new | string | What it became | 新值
old_status | string | Status it had | 原状态
new_status | string | Status it got | 新状态
origin | string | Where the figure stands: table, sentence; empty for other changes | 数据来源（表格或正文）
seen_at | string | When the change was first seen, UTC | 首次发现时间
""".lstrip("\n")
    ),
)

TEXTS = Table(
    "texts",
    "One row a section of a report's current version",
    "现行版本每个章节一行",
    ("report_id", "seq"),
    _columns(
        _REPORT
        + "seq | integer | Place of the section in the report | 章节次序\n"
        + AGENCY_COLUMNS.strip()
        + "\n"
        + _YEAR
        + """
number | integer | Ordinal printed before the heading | 章节序号
title | string | Heading; empty for text before the first | 章节标题
text | string | Text without the tables | 正文（不含表格）
""".lstrip("\n")
    ),
)

SERIES = Table(
    "series",
    "One row a value of a harmonised series: indicators of several forms read as one, breaks marked",
    "跨格式序列的每个值一行，断点已标注",
    ("report_id", "series"),
    _columns(
        _REPORT
        + AGENCY_COLUMNS.strip()
        + "\n"
        + _YEAR
        + """
series | string | The series, see the codebook | 序列
value | number | Sum of the indicators | 数值
unit | string | Unit | 单位
segment | integer | Stretch of the series the value belongs to, from 1 | 所属段
group | integer | Grows at each break: values of one group measure the same thing | 断点之间的可比组
break | boolean | True for the agency's first value behind a break | 是否为断点后的首个值
indicators | string | Indicators summed, with ` + ` between them | 所加指标
blanks | integer | Cells among them that are blank and were counted as nothing | 其中按零计入的空白格数
findings | integer | How many of the indicators a finding names | 其中涉及核查的指标数
""".lstrip("\n")
    ),
)

AGENCIES = Table(
    "agencies",
    "One row an agency under one name and code, with its years",
    "每个机关（同一名称与代码）一行",
    ("agency_id", "agency"),
    _columns(
        "agency_id | string | Identity of the agency: code of its division and name of the body | 机关标识\n"
        + AGENCY_COLUMNS.strip()
        + """
division_code | string | Code of the division it stands under | 所属区划代码
parent_code | string | Code of the division above | 上级区划代码
body | string | The body's own part of the name | 机构名称
lineage_id | string | The same for all codes that renaming alone gave an agency: 沙县 and 沙县区 | 沿革标识：仅更名者相同
resolved | boolean | Whether it was told with certainty | 是否确定
reports | integer | Reports in this release | 报告数
first_year | integer | First year reported on | 最早年度
last_year | integer | Last year reported on | 最晚年度
""".rstrip()
    ),
)

COVERAGE = Table(
    "coverage",
    "One row an agency that should publish and a year",
    "每个应发布报告的机关和年度一行",
    ("agency_id", "year"),
    _columns(
        "agency_id | string | Identity of the agency in that year | 机关标识\n"
        + AGENCY_COLUMNS.strip()
        + "\n"
        + _YEAR
        + """
state | string | on_time, late, undated, missing, removed, refused, not_checked, not_due | 状态
due | string | Last day on which the report is in time | 应发布日期
published | string | Day of publication, where it is known | 发布日期（已知者）
first_seen | string | Day on which it was first seen: proof that it was there by then, not when it came | 首次见到日期（只证明届时已发布）
date_known | string | Which day decided: published, signed, first_seen, none | 据以判断的日期
expected_by | string | Why a report is expected: report, division, registry, own_past, siblings | 应发布的依据
reason | string | What stood in the way, where something did | 原因
portal_id | string | Portal that was looked at | 门户
report_id | string | The report, where there is one | 报告标识
""".lstrip("\n")
    ),
)


def panel(codes: Sequence[str], units: Mapping[str, tuple[str, str, str]]) -> Table:
    """The panel: one row an agency and year, one column an indicator. `units` gives unit, English and Chinese name."""
    fixed = _columns(
        _REPORT
        + "agency_id | string | Identity of the agency | 机关标识\n"
        + AGENCY_COLUMNS.strip()
        + "\n"
        + _YEAR
        + """
form | string | Official form | 官方格式
published | string | Day of publication | 发布日期
findings | integer | Findings on the report: failed checks, doubts, notes | 核查与读取的发现数（含提示）
url | string | Address of the document | 文件地址
capture_digest | string | SHA-256 of the captured body | 抓取内容的SHA-256
""".lstrip("\n")
    )
    figures = (
        Column(code, "number", f"{units[code][1]} ({units[code][0]})", f"{units[code][2]}（{units[code][0]}）")
        for code in codes
    )
    return Table(
        "panel",
        "One row an agency and year, one column an indicator in the form's unit; empty where no single number is known",
        "每个机关和年度一行，每个指标一列（格式单位）；没有唯一数值时为空",
        ("report_id",),
        (*fixed, *figures),
    )


TABLES: Mapping[str, Table] = {
    table.name: table for table in (OBSERVATIONS, REPORTS, FINDINGS, CHANGES, COVERAGE, AGENCIES, SERIES, TEXTS)
}
"""All tables but the panel, whose columns are the indicators."""
