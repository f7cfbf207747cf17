"""The fields of a document: title, agency, year, dates and numbers, each with the place it was read from.

Nothing is taken from an address, and nothing is guessed: the year is the one that title, 统计期限 or the sentences on
the report itself state, the agency is a name that the document prints (我局 alone is none).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from parsers import agencies, titles
from parsers.dates import find_dates, read_date
from parsers.model import Document, Field, Finding, Paragraph, Table
from parsers.normal import fold, fold_map


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_PUBLISHED_LABELS = _words(
    "发布日期 发布时间 公开日期 公开时间 发文日期 发文时间 发稿时间 上传时间 录入时间 时间 日期 信息时间 "
    "更新日期 更新时间 生成日期/有效期 生成日期"
)
_AGENCY_LABELS = _words(
    "发布机构 发布单位 发文机构 发文机关 发文单位 制发机关 制发单位 制作单位 公开单位 公开机构 信息提供单位 "
    "来源 信息来源 文章来源 稿件来源"
)
_NUMBER_LABELS = _words("文号 发文字号 文件编号 文件字号 公文文号 文件号 发文文号")
_TITLE_LABELS = _words("标题 信息名称 名称 文件名称 信息标题 文件标题 中文名 公文名称")
# Labels of no field, so that they are not taken for the value of the one before them.
_OTHER_LABELS = _words(
    "索引号 索引 成文日期 有效期 有效性 时效性 时效 失效日期 废止日期 分类 信息分类 主题分类 组配分类 体裁分类 "
    "服务对象 公开方式 公开范围 公开形式 公开类别 公开程序 规范性文件登记 关键词 主题词 语种 信息格式 载体类型 "
    "文件下载 附件下载 浏览次数 浏览量 浏览 点击数 点击量 点击率 点击 阅读次数 阅读 访问量 人气 作者 责任编辑 "
    "编辑 审核人 审核 校对 字号 字体 字体大小 打印 报告时间 颁布时间 地点 类别 内容概述 概述信息 记录形式 "
    "统一编号 统一登记号 登记号 信息索取号 信息编号 视力保护色 保护视力色 分享到"
)
_ALL_LABELS = (*_PUBLISHED_LABELS, *_AGENCY_LABELS, *_NUMBER_LABELS, *_TITLE_LABELS, *_OTHER_LABELS)
_LABEL = re.compile("(" + "|".join(sorted(map(re.escape, _ALL_LABELS), key=len, reverse=True)) + ")(?::)")
_IS_LABEL = frozenset(_ALL_LABELS)
# Labels whose value may stand in the next line; 时间 or 来源 alone may be words of a menu.
_STANDS_ALONE = frozenset(
    _words("索引号 信息索取号 文号 发文字号 公文文号 发布日期 公开日期 发文日期 生成日期 发布机构 发文机关 发文机构")
)
_LONGEST_VALUE = 40
_BRACKETED_LABEL = re.compile(r"[【\[]([^】\]:：]{2,8})[】\]]")

_QUOTED = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》|〈[^〈〉]*〉|“[^“”]*”")
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_NOTICE = re.compile(r"(?:关于|开展|做好)[^,，。;；]{0,40}(?:的?通知|要点|方案)")
_PERIOD = re.compile(
    r"(?:统计(?:数据)?(?:的)?(?:期限|时限|时间|周期|区间|范围|年限|时段)|数据(?:的)?(?:统计)?(?:期限|时限|时间|截止|截至)|数据统计)[^。;]{0,24}?(20\d{2})"
    r"[^。;至到]{0,12}(?:(?:至|到|-|~)[^。;]{0,4}?(20\d{2}))?"
)
_WHOLE_YEAR = re.compile(r"(20\d{2})年0?1月0?1日(?:起|始)?(?:至|到|-|~)(?:(20\d{2})年)?12月31日")
_THE_REPORT = re.compile(
    r"(20\d{2})年?度?(?:[^,。;:\d]{0,24}?)(?:信息公开|政务公开)(?:工作)?(?:的)?(?:情况)?(?:年度)?(?:工作)?(?:年度)?(?:情况)?(?:的)?(?:报告|年报)"
)
_HEADLINE_YEAR = re.compile(r"^(?:截至|截止)?(20\d{2})年(?:(?:度|以来|底|全年|期间)?[,、]|(?=[我本全各]))")

_DRAWN_UP = re.compile(r"(?:^|[,。;、:]|报告|年报)由([^,。;:]{2,80}?)编制")
_DRAWS_UP = re.compile(
    r"(?:^|[,。;:])([^,。;:由]{2,40}?)(?:结合[^,。;:]{0,16}|组织|汇总|现)?编制(?:了|完成|并|(?=[^,。;]{0,12}(?:20\d{2}|本报告|年度报告)))"
)
_MADE_KNOWN = re.compile(
    r"(?:现公布|现将|现发布|特公布|向社会公布|公布|现就|现对)([^,。;:]{2,40}?)(?:20\d{2}年?度?|年度)[^,。;:]{0,20}?(?:信息公开|政务公开)"
)
_CONTACT = re.compile(r"(?:与|联系|请向|可向|致电|拨打)([^,。;:与]{3,40}?)(?:联系|咨询|反映|取得|,|。|;|$)")
# Words without one of which a pattern finds nothing: most paragraphs have none.
_NEEDS = {
    _DRAWN_UP: ("编制",),
    _DRAWS_UP: ("编制",),
    _MADE_KNOWN: ("公布", "现将", "发布", "现就", "现对"),
    _CONTACT: ("联系", "咨询", "疑问", "反映"),
}
_SUBJECT = re.compile(
    r"^(?:20\d{2}年度?(?:以来)?,)?(?:在[^,。]{2,40}下,)?([^,。;:]{3,30}?)(?:严格|认真|坚持|按照|在|以|深入|全面|高度|主动|积极|紧紧|围绕|持续|"
    r"始终|共|进一步|切实|不断|根据|结合|依托|通过|扎实|大力|着力|贯彻|落实|政府信息公开|信息公开|政务公开)"
)
# A heading that runs into its paragraph: 总体情况:2021年,巴格其镇人民政府…
_RUN_IN = re.compile(r"^[^,。;:]{2,20}情况:")
_SELF = re.compile(r"[我本](局|委|厅|办(?!法)|院|中心|镇|乡|街道|街|站|所|处|会|县|市|区|旗|州|省)")
_DATED = re.compile(r"年.*[月⽉]|[0-9０-９].*[-/.－]")
_SEAT = re.compile(r"(?:政府|委员会|管委会|办事处)(?:办公室|办公厅)$")
_SELF_ORGANS = "局委厅办院中心镇乡街道站所处"
# Links to the reports before and after, of another body or year.
_NEIGHBOUR = re.compile(r"\s*[【\[（(]?(?:上|下|前|后)一[篇条页]")
_STAMP_END = re.compile(r"\s+(?:19|20)\d{2}[-./年].*$")
_SITE_CODE = re.compile(r"(?:网站)?标识码:?((?:\d{10})|(?:bm\d{8}))", re.I)


@dataclass(slots=True)
class Fields:
    """What was read: fields by name (absent when the document does not state them), and what is odd about them."""

    values: dict[str, Field] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def value(self, name: str) -> str | int | None:
        """A field's value, or None where the document states none."""
        found = self.values.get(name)
        return None if found is None else found.value


@dataclass(slots=True)
class _Sources:
    """What all fields are read from, prepared once: labels, front lines, plain prose, the closing signature."""

    document: Document
    labels: dict[str, str]
    front: list[titles.Line]
    prose: list[str]
    intro: list[str]
    signature: Signature | None


@dataclass(frozen=True, slots=True)
class Signature:
    """A closing (or opening) signature: who signs, and the day, with the offset at which it begins."""

    agency: str | None
    day: date | None
    start: int


def read_fields(document: Document) -> Fields:
    """The fields of a document: title, agency, year, published, signed, index_number, document_number, site_code.

    Dates are ISO texts, the year is a number. A field that the document does not state is absent.
    """
    sources = _prepare(document)
    fields = Fields()
    title = titles.read_title(document, sources.labels, sources.front)
    _put(fields, "title", title)
    parts = titles.take_apart(title.value) if title and titles.is_report_title(title.value) else None
    _put(fields, "year", _read_year(sources, parts, title, fields))
    _put(fields, "agency", _read_agency(sources, parts, title))
    _put(fields, "published", _read_published(sources, fields))
    signed = sources.signature.day if sources.signature else _signed_below(title, document.head)
    if signed:
        _put(fields, "signed", Field(signed.isoformat(), "signature"))
    _read_numbers(sources, fields)
    fields.findings += _date_findings(fields)
    return fields


def _put(fields: Fields, name: str, found: Field | None) -> None:
    if found is not None:
        fields.values[name] = found


def _prepare(document: Document) -> _Sources:
    lines = (paragraph.text for paragraph in document.paragraphs() if paragraph.text.strip())
    prose = [text for text in lines if not _NEIGHBOUR.match(text)]
    plain = [_plain(text) for text in prose]
    front = titles.front_lines(document)
    return _Sources(document, read_labels(document), front, plain, list(_intro(plain)), read_signature(document))


def _plain(text: str) -> str:
    """A paragraph to search for names: folded, without titles of other texts and bracketed notes."""
    without = _QUOTED.sub("", text)
    return _NOTICE.sub("", fold(_BRACKETED.sub("", _BRACKETED.sub("", without))))


def _intro(plain: Sequence[str], most: int = 3000) -> Iterator[str]:
    taken = 0
    for text in plain:
        if taken > most:
            return
        taken += len(text)
        yield text


# labels


def read_labels(document: Document) -> dict[str, str]:
    """Label and value pairs of a document's metadata: its own table or list, and those printed before its text."""
    found = {_label_key(label): value.strip() for label, value in document.labels.items() if value.strip()}
    heads: list[str] = []
    alone = ""
    for cells in _front_rows(document):
        keys = [_label_key(cell) for cell in cells]
        if len(cells) == 1 and alone and keys[0] not in _IS_LABEL and len(cells[0]) <= _LONGEST_VALUE:
            _keep(found, [(alone, cells[0])])
        alone = keys[0] if len(cells) == 1 and keys[0] in _STANDS_ALONE else ""
        if len(keys) > 1 and all(key in _IS_LABEL for key in keys):
            heads = keys
            continue
        if heads and len(heads) == len(cells):
            _keep(found, zip(heads, cells, strict=True))
        heads = []
        _keep(found, _row_pairs(cells))
    return found


def _keep(found: dict[str, str], pairs: Iterable[tuple[str, str]]) -> None:
    for label, value in pairs:
        if value.strip(" |【[〔(（-—:：") and label not in found:
            found[label] = value.strip(" |\t　")


def _label_key(text: str) -> str:
    return fold(text).strip(":|-•·*[]【】 ")


def _front_rows(document: Document) -> Iterator[list[str]]:
    """The rows of cells before a text: pipes in lines, rows of tables, lines by themselves."""
    for line in document.head:
        yield _cells(line)
    for block in document.blocks[:24]:
        if isinstance(block, Paragraph) and titles.is_first_heading(block.text):
            return
        if isinstance(block, Table):
            yield from ([cell.text for cell in row] for row in block.rows[:12])
        else:
            yield from _cells_of_line(block.text)


def _cells_of_line(line: str) -> Iterator[list[str]]:
    if len(line) <= 300:
        yield _cells(line)
    yield from ([piece] for piece in titles.pieces_of(line))


def _cells(line: str) -> list[str]:
    line = _BRACKETED_LABEL.sub(_labelled, line.replace("**", ""))
    return [cell for cell in re.split(r"[|｜]", line) if cell.strip()] if "|" in line or "｜" in line else [line]


def _labelled(match: re.Match[str]) -> str:
    return f"{match[1]}：" if _label_key(match[1]) in _IS_LABEL else match[0]


def _row_pairs(cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The pairs of a row: a label's cell and the next one, unless that is a label too; pairs inside one cell."""
    for place, cell in enumerate(cells):
        label = _label_key(cell)
        if label in _IS_LABEL:
            following = cells[place + 1] if place + 1 < len(cells) else ""
            if following and _label_key(following) not in _IS_LABEL and not _LABEL.match(fold(following)):
                yield label, following
        else:
            yield from _inner_pairs(cell)


def _inner_pairs(cell: str) -> Iterator[tuple[str, str]]:
    if not re.search("[:：]", cell):
        return
    folded, offsets = fold_map(cell)
    matches = list(_LABEL.finditer(folded))
    if "。" in folded or not matches or matches[0].start() > 12:
        return
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        start = offsets[match.end()] if match.end() < len(offsets) else len(cell)
        end = offsets[following.start()] if following else len(cell)
        yield match[1], cell[start:end]


# year


def _read_year(sources: _Sources, parts: titles.Title | None, title: Field | None, fields: Fields) -> Field | None:
    period = _period_year(sources.prose)
    if parts and title and parts.year:
        if period and period != parts.year:
            fields.findings.append(_year_conflict(parts.year, period))
        return Field(parts.year, title.source)
    if period:
        return Field(period, "period")
    stated = _stated_year(sources.intro)
    if stated:
        return Field(stated, "body")
    headline = _headline_year(sources.prose)
    return Field(headline, "headline") if headline else None


def _year_conflict(title: int, period: int) -> Finding:
    message = f"the title names the year {title}, the period of the figures (统计期限) is that of {period}"
    return Finding("fields.year_conflict", "warning", message, left=title, right=period)


def _period_year(prose: Sequence[str]) -> int | None:
    """The year of the period that the report says its figures cover; the later one of a period over two years."""
    for pattern in (_PERIOD, _WHOLE_YEAR):
        for text in prose:
            match = pattern.search(text)
            if match:
                return int(match[2] or match[1])
    return None


def _stated_year(intro: Sequence[str]) -> int | None:
    years = Counter(int(match[1]) for text in intro if "公开" in text for match in _THE_REPORT.finditer(text))
    return years.most_common(1)[0][0] if len(years) == 1 else None


def _headline_year(prose: Sequence[str]) -> int | None:
    """The year that paragraphs begin with (2019年,全县…), when most that begin with one agree."""
    years = Counter(int(match[1]) for text in prose if (match := _HEADLINE_YEAR.match(_unnumbered(text))))
    if not years:
        return None
    (year, times), *others = years.most_common(2)
    return year if not others or times >= 2 * others[0][1] else None


def _unnumbered(text: str) -> str:
    return re.sub(
        r"^[#*]*(?:[一二三四五六七八九十]{1,3}[、.,]|\([一二三四五六七八九十\d]{1,2}\)|\d{1,2}[、.,](?!\d))?", "", text
    )


# agency


def _read_agency(sources: _Sources, parts: titles.Title | None, title: Field | None) -> Field | None:
    candidates = list(_agency_candidates(sources, parts, title))
    if not candidates:
        return None
    base = candidates[0]
    others = [each.value for each in candidates]
    if not agencies.is_identified(base.value):
        others += _mentioned(base.value, sources)
    best = agencies.fullest(base.value, others)
    source = next((each.source for each in candidates if each.value == best), "body")
    return Field(best, source)


def _mentioned(base: str, sources: _Sources) -> list[str]:
    lines = [line.text for line in sources.front]
    return [name for text in (*lines, *sources.prose[:60]) for name in agencies.mentions(base, text)]


def _agency_candidates(sources: _Sources, parts: titles.Title | None, title: Field | None) -> Iterator[Field]:
    """The bodies that the document names as its own, most trusted first."""
    text = "".join(sources.prose)
    selves = Counter(_SELF.findall(text))
    if parts and parts.agency and title:
        yield Field(parts.agency, "title" if title.source != "meta" else "meta")
    for pattern in (_DRAWN_UP, _MADE_KNOWN, _DRAWS_UP):
        yield from _named_in(pattern, sources.intro, "body", selves)
    if sources.signature and sources.signature.agency:
        yield Field(_whole_body(sources.signature.agency, selves), "signature")
    yield from _named_in(_CONTACT, sources.intro, "contact", selves)
    yield from _outer_candidates(sources, selves)


def _outer_candidates(sources: _Sources, selves: Counter[str]) -> Iterator[Field]:
    """What stands around the report: labels, the subject of its first sentence, head lines, breadcrumb and site.

    Here a body must be of the kind that the report calls itself: 我局 is not the 管委会 on whose site it stands.
    """
    outer = [Field(sources.labels[label], "label") for label in _AGENCY_LABELS if sources.labels.get(label)]
    subjects = (_SUBJECT.match(_RUN_IN.sub("", _unnumbered(text))) for text in sources.prose[:12] if len(text) > 24)
    outer += [Field(match[1], "headline") for match in subjects if match]
    outer += [Field(line.text, "head") for line in sources.front]
    outer += [Field(step, "breadcrumb") for step in reversed(sources.document.breadcrumb)]
    outer += [
        Field(sources.document.meta[name], "meta")
        for name in ("contentsource", "sitename")
        if sources.document.meta.get(name)
    ]
    for each in outer:
        printed = re.sub(r"(?:政府)?(?:门户)?网站?$", "", agencies.squeeze(_STAMP_END.sub("", each.value)))
        name = agencies.find_name(printed) if each.source == "headline" else agencies.official_name(printed)
        if name is not None and _is_kind(name, selves):
            yield Field(_whole_body(name, selves), each.source)


def _named_in(pattern: re.Pattern[str], intro: Sequence[str], source: str, selves: Counter[str]) -> Iterator[Field]:
    """The bodies that a pattern finds in those paragraphs of the introduction that have one of its words."""
    words = _NEEDS[pattern]
    for match in (match for text in intro if any(map(text.__contains__, words)) for match in pattern.finditer(text)):
        name = agencies.find_name(match[1])
        if name is not None:
            body = _whole_body(name, selves)
            yield Field(body if _SEAT.search(fold(body)) else agencies.without_office(body), source)


def _whole_body(name: str, selves: Counter[str]) -> str:
    """The body for which its office speaks: 管理委员会办公室 signs for the 管理委员会, unless the report says 我办."""
    return agencies.without_office(name) if _SEAT.search(fold(name)) and not selves["办"] else name


def _is_kind(name: str, selves: Counter[str]) -> bool:
    """Whether a body is one that may call itself as the report does (我局, 我镇 …)."""
    organs = [each for each in selves if each in _SELF_ORGANS or each == "街道"]
    if not organs:
        return True
    folded = fold(name)
    ends = {
        "委": ("委", "委员会"),
        "办": ("办", "办公室"),
        "镇": ("镇人民政府", "镇政府"),
        "乡": ("乡人民政府", "乡政府"),
    }
    ends |= {"街": ("办事处", "街道办"), "街道": ("办事处", "街道办")}
    return any(folded.endswith(ends.get(organ, (organ,))) for organ in organs)


# dates and numbers


def _read_published(sources: _Sources, fields: Fields) -> Field | None:
    document = sources.document
    stated = [
        _dated(document.meta.get(name), "meta") for name in ("pubdate", "publishdate", "publish_date", "pub_date")
    ]
    if titles.is_header_fragment(document):
        stated = []
    stated += [_dated(sources.labels.get(label), "label") for label in _PUBLISHED_LABELS]
    stamps = [_stamped(line) for line in sources.front]
    if len({stamp.value for stamp in stamps if stamp}) < 3:  # more are those of a list of links
        stated += stamps
    found = [each for each in stated if each is not None]
    if not found:
        return None
    year = fields.value("year")
    # A page's metadata may be left over from another article: no report comes out before its year does.
    first = next((each for each in found if not isinstance(year, int) or int(each.value[:4]) >= year), found[0])
    other = next((each for each in reversed(found) if each.value != first.value), first)
    if abs((date.fromisoformat(first.value) - date.fromisoformat(other.value)).days) > 92:
        message = f"published {first.value} says its {first.source}, {other.value} its {other.source}"
        fields.findings.append(Finding("fields.published_conflict", "warning", message))
    return first


def _dated(text: str | None, source: str) -> Field | None:
    day = read_date(text) if text else None
    return Field(day.isoformat(), source) if day else None


def _stamped(line: titles.Line) -> Field | None:
    """A line that is a publishing system's stamp: a date in figures, or one with a time of day, and little else."""
    text = line.text.strip(" \t　|[]【】()（）*#")
    found = next(find_dates(text), None) if len(text) <= 64 else None
    if found is None or not _is_source(text[: found.start]) or len(text) - found.start > 48:
        return None
    timed = re.match(r"\s*\d{1,2}[:：]\d{2}", text[found.end :])
    if found.worded and not timed:
        return None
    return Field(found.value.isoformat(), line.source)


def _is_source(before: str) -> bool:
    """Whether nothing stands before a stamp but who published: `来源：市粮食局 2023-01-31 09:00`."""
    labels = [match[1] for match in _LABEL.finditer(fold(before))] if before else []
    if not before or agencies.official_name(before):
        return True
    return fold(before).startswith(_AGENCY_LABELS) and all(each in _AGENCY_LABELS for each in labels)


def read_signature(document: Document) -> Signature | None:
    """Who signed the report and when: a body's name and a date by themselves, after the text or under the title."""
    lines = [each for each in document.paragraphs() if each.text.strip()]
    signatures = (_signature_at(lines, place) for place in reversed(range(len(lines))))
    found = next((each for each in signatures if each is not None), None)
    return found or (_signature_within(lines[-1]) if lines else None)


def _signed_below(title: Field | None, head: Sequence[str]) -> date | None:
    """The day in words that stands alone below the title in a page's head: （2009年3月26日）."""
    wanted = fold(title.value) if title else ""
    place = next((at for at, line in enumerate(head) if wanted and fold(line).endswith(wanted)), len(head))
    for line in head[place + 1 :]:
        day, rest, worded = _day_alone(line)
        if day and worded and not rest:
            return day
    return None


def _signature_within(line: Paragraph) -> Signature | None:
    """The signature at the end of a report that is one line: behind its last full stop, with little after it."""
    if len(line.text) <= titles.LONG_LINE:
        return None
    begin = max(line.text.rfind("。"), len(line.text) - 300) + 1
    tail = line.text[begin:]
    day = next((each for each in find_dates(tail) if each.worded), None)
    if day is None or len(fold(tail[day.end :])) > 40:
        return None
    words = tail[: day.start].split()
    agency = agencies.official_name(words[-1]) if words else None
    start = line.text.rfind(words[-1], 0, begin + day.start) if agency else begin + day.start
    return Signature(agency, day.value, line.start + start)


def _signature_at(lines: Sequence[Paragraph], place: int) -> Signature | None:
    """The signature that a line with a date closes, if it is one."""
    line, above = lines[place], lines[place - 1] if place else None
    day, rest, worded = _day_alone(line.text)
    if day is None:
        return None
    near_end = place >= len(lines) - 12 and all(len(each.text.strip()) < 60 for each in lines[place + 1 :])
    if rest:
        agency = agencies.official_name(rest)
        return Signature(agency, day, line.start) if agency and (worded or near_end) else None
    # A date in figures under the title is the portal's stamp; under a body's name at the end it is who signs.
    if above is not None and (_is_signatory(above.text) if worded else near_end and _is_body(above.text)):
        return Signature(agencies.official_name(above.text), day, above.start)
    return Signature(None, day, line.start) if worded and (near_end or place < 8) else None


def _is_body(text: str) -> bool:
    """Whether a line is a body's name and nothing else."""
    return len(text) < 300 and len("".join(text.split())) <= 45 and agencies.official_name(text) is not None


def _is_signatory(text: str) -> bool:
    """Whether a line above a date is who signs: a body, or one of its commissions (…领导小组)."""
    return bool(agencies.official_name(text) or re.fullmatch(r"[㐀-鿿]{4,40}(?:小组|办公室|委员会|局|府)", fold(text)))


def _day_alone(text: str) -> tuple[date | None, str, bool]:
    """The date that ends a short line, what stands before it, and whether it is printed in words (年月日)."""
    bare = " ".join(text.split()).strip("()（）　 ").strip()  # a signature is pushed to the right by a hundred blanks
    if len(bare) > 80 or not _DATED.search(bare):
        return None, "", False
    found = next(find_dates(bare), None)
    if found is None or bare[found.end :].strip(" 　)）印"):
        return None, "", False
    return found.value, agencies.squeeze(bare[: found.start].strip(" 　(（")), found.worded


_DOCUMENT_NUMBER = re.compile(r"[㐀-鿿]{2,14}[〔\[(（【]\d{4}[〕\])）】](?:第)?\d{1,4}[号號]")


def _read_numbers(sources: _Sources, fields: Fields) -> None:
    index = sources.labels.get("索引号") or sources.labels.get("信息索取号")
    if index and re.search(r"\d", index):
        _put(fields, "index_number", Field(agencies.squeeze(index), "label"))
    for label in _NUMBER_LABELS:
        number = sources.labels.get(label, "")
        if re.search(r"\d", number):
            _put(fields, "document_number", Field(agencies.squeeze(number), "label"))
            break
    else:
        alone = (agencies.squeeze(line.text) for line in sources.front)
        printed = next((text for text in alone if _DOCUMENT_NUMBER.fullmatch(text)), None)
        _put(fields, "document_number", Field(printed, "head") if printed else None)
    code = sources.document.meta.get("siteidcode", "").strip()
    if re.fullmatch(r"\d{10}|bm\d{8}", code, re.I):
        _put(fields, "site_code", Field(code, "meta"))
        return
    footer = fold(sources.document.labels.get("网站标识码", ""))
    codes = [match[1] for text in (*sources.prose, footer) if "标识码" in text and (match := _SITE_CODE.search(text))]
    if codes:
        _put(fields, "site_code", Field(codes[-1], "footer"))


def _date_findings(fields: Fields) -> Iterator[Finding]:
    """Dates that cannot all be right: a report before its year is over, a signature long after publication."""
    year = fields.value("year")
    for name in ("published", "signed"):
        value = fields.value(name)
        if isinstance(year, int) and isinstance(value, str) and not -1 <= int(value[:4]) - year <= 3:
            message = f"{name} {value} is far from the year reported on, {year}"
            yield Finding("fields.date_conflict", "warning", message, left=year, right=int(value[:4]))
    published, signed = fields.value("published"), fields.value("signed")
    if isinstance(published, str) and isinstance(signed, str):
        days = (date.fromisoformat(signed) - date.fromisoformat(published)).days
        if days > 31 or days < -730:
            message = f"signed {signed}, published {published}"
            yield Finding("fields.date_conflict", "warning", message)
