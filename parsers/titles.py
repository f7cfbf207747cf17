"""The title of a document: found among what the page calls its title and the lines before its body, judged by content.

Editors split a title over lines, print it twice, leave out year or body; templates hang the site's name on it, and the
metadata of a header fragment claims that the site is the article. So no source is believed for what it is, each
candidate for what it says: a report's title names 信息公开 and a kind of report, at best a body and a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.agencies import official_name, squeeze
from parsers.model import Document, Field, Paragraph, Table
from parsers.normal import fold, fold_map

FIRST_REPORT_YEAR = 2003  # 广州 and 上海 had rules of their own before the national ones of 2008
_TOPIC = r"(?:政府信息(?:与|和)?(?:政务)?公开|政务信息公开|信息公开|政务公开|信息和政务公开)"
_KIND = (
    r"(?:年度工作报告|工作年度报告|年度报告|工作年报|年报|工作报告|情况的报告|情况报告|自查报告|总结报告|报告|"
    r"年度工作总结|工作总结|总结|年度报表|情况汇报|工作汇报)"
)
_REPORT = re.compile(
    rf"{_TOPIC}.{{0,16}}?{_KIND}(?:书)?(?:\((?:[^()]{{1,30}})\)|[一-鿿]{{1,4}}版|全文|正文|(?:的)?公[示告])?$"
)
# A column of a site, not a title: it names neither body nor year.
_COLUMN = re.compile(r"^(?:政府|政务)?信息公开(?:工作)?(?:年度报告|年报|年度报告书)$")
_NO_TITLE = re.compile(
    r"[。;!?？！；]|^(?:根据|按照|依据|为|本报告|本年度报告|本年报|现将|现就|上一[篇页条]|下一[篇页条]|附件|相关|返回|当前|您|第.{1,3}[条章]|\(?[一二三四五六七八九十]{1,3}[)、.])|"
    r"当前位置|所在位置|首页|[>→]|如下|全文包括"
)
_KINDS_OF_TEXT = re.compile(
    r"(?:通知|通告|公告|公示|办法|制度|规定|规则|细则|意见|方案|计划|要点|决定|决定书|告知书|答复书|批复|函|令|条例|指南|目录|清单|"
    r"报告|报告书|年报|报表|总结|情况|图解|解读|一图读懂.*|说明|表|通报|预算|决算|纪要|讲话|名单|标准|格式)(?:\([^()]*\))?$"
)
_PAGE_MARK = re.compile(r"^(?:page\s*\d+\s*[-–—:：]\s*|p\.\s*\d+\s*|第\s*\d+\s*页\s*)", re.I)
_LABEL = re.compile(r"^[\s|•·*\-]*(?:标题|名称|信息名称|文件名称|文件标题|中文名|公文名称|信息标题|主题)[:：|]+")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)年?(?:度)?")
_YEAR_WORDS = re.compile(r"(二[〇零○oО0][〇零○o0一二三四五六七八九]{2})年?(?:度)?")
_WORD_DIGITS = str.maketrans("〇零○oО一二三四五六七八九", "00000123456789")
_SITE_PART = re.compile(
    r"\s*[_|｜]\s*|\s+[-–—]+\s*|\s*[-–—]{2,}\s*|(?<!\d)\s*[-–—]\s*(?=[^-–—]*(?:网|政府|平台|门户|公开|首页)\S*\s*$)"
)
_ABOUT = re.compile(r"^(?:【[^【】]{1,8}】|关于(?:公布|发布|印发|报送)?|公布|发布|附件\d*[:：]?|转发)")
_BODY_END = re.compile(rf"(?:的)?(?:关于)?(?:开展|做好|推进)?{_TOPIC}")


# A town's committee of the party reports together with its government, and is named before it.
_PARTY = re.compile(r"^中共[㐀-鿿]{2,16}?(?:委员会|委)[、和及与]?(?=[㐀-鿿]{2,16}(?:人民政府|办事处)$)")
_BODY_BEHIND = re.compile(r"[(（]([^()（）]{3,30})[)）]$")
_FIRST_HEADING = re.compile(r"第?一(?:部分)?[、.,]|一(?:概述|总体情况)")
# A longer line is prose, or a whole report that lost its line breaks.
LONG_LINE = 120
_SHORT_LINE = 60


@dataclass(frozen=True, slots=True)
class Title:
    """A report's title taken apart: the whole as printed, the body it names (as a name) and the year."""

    text: str
    agency: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line before the body of a document, with where it comes from."""

    text: str
    source: str


def is_report_title(text: str) -> bool:
    """Whether a line as a whole reads as the title of a disclosure report, with or without body and year."""
    folded = fold(text)
    if not 8 <= len(folded) <= 80 or _NO_TITLE.search(folded) or "编制" in folded:
        return False
    return bool(_REPORT.search(_unnoted(folded)))


def _unnoted(folded: str) -> str:
    return folded.strip("\"'*#|:-·•.,、")


def clean_title(text: str) -> str:
    """A title as printed, without layout: blanks, markdown marks, a page mark before it, a label."""
    bare = _PAGE_MARK.sub("", text.strip().strip("#*|　 "))
    joined = _LABEL.sub("", _join(bare)).strip("|*# ")
    return joined[1:-1] if re.fullmatch(r"《[^《》]*》", joined) else joined


def _join(text: str) -> str:
    """Blanks go, but for those between two words of Latin letters."""
    return re.sub(r"(?<=[A-Za-z])\s+(?=[A-Za-z])", "\0", text).translate(_BLANKS).replace("\0", " ")


_BLANKS = dict.fromkeys(map(ord, " \t\r\n\f\v\u3000\xa0\u2002\u2003\u2009\u200b\ufeff"), None)


def take_apart(title: str) -> Title:
    """The body and the year that a report's title names, each None where it names none."""
    folded, offsets = fold_map(title)
    year = title_year(folded)
    topic = _BODY_END.search(folded)
    end = topic.start() if topic else len(folded)
    head = title[: offsets[end]] if topic and end < len(offsets) else title
    body = re.sub("(?:的|关于)+$", "", _ABOUT.sub("", _undated(squeeze(head))))
    if not body:
        behind = _BODY_BEHIND.search(squeeze(title))
        return Title(title, official_name(behind[1]) if behind else None, year)
    named = official_name(_PARTY.sub("", body))
    if named is None and body.endswith("人民"):  # 张义镇人民政府信息公开: one 政府 for two
        named = official_name(body + "政府")
    return Title(title, named, year)


def _undated(text: str) -> str:
    """A title's head without its year: 2019年三明市, 三明市2019年度, 三明市二〇一九年."""
    without = re.sub(r"(?<!\d)[2２][0０]\d{2}(?!\d)\s*(?:年度|年)?", "", text)
    without = re.sub(r"二[〇零○oO0０Ｏ][〇零○oO0０Ｏ一二三四五六七八九]{2}(?:年度|年)?", "", without)
    return re.sub(r"^(?:年度|度|年)|(?:年度|年)$", "", without).strip("()（）:：-—_ ")


def title_year(text: str) -> int | None:
    """The year in a title, in figures or in words; None when it names none or two."""
    folded = fold(text)
    found = {int(year) for year in _YEAR.findall(folded)}
    found |= {int(words.translate(_WORD_DIGITS)) for words in _YEAR_WORDS.findall(folded)}
    found = {year for year in found if FIRST_REPORT_YEAR <= year <= 2100}
    return found.pop() if len(found) == 1 else None


def front_lines(document: Document, most: int = 14) -> list[Line]:
    """The lines before the body: those of the page's head, then the first short ones of the text."""
    lines = [Line(text, "head") for text in document.head if text.strip()]
    taken = 0
    for block in document.blocks:
        for text in _texts(block):
            if taken >= most or is_first_heading(text):
                return lines
            if text.strip():
                lines.append(Line(text, "body"))
                taken += 1
    return lines


def opening_pieces(text: str) -> list[str]:
    """The title and the stamps that a report printed in one line begins with, by the blanks between them."""
    pieces = []
    for piece in text[:400].split(maxsplit=7)[:7]:
        if len(piece) > 60 or "。" in piece or is_first_heading(piece):
            break
        pieces.append(piece)
    return pieces


def pieces_of(line: str) -> list[str]:
    """The pieces of a line that holds more than a title: a whole report's opening, or site, title and stamps."""
    if len(line) <= _SHORT_LINE:
        return []
    pieces = opening_pieces(line)
    return pieces if len(line) > LONG_LINE or any(map(is_report_title, pieces)) else []


def _texts(block: Paragraph | Table) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield from pieces_of(block.text) or (block.text,)
        return
    for row in block.rows[:12]:
        yield " | ".join(cell.text for cell in row)


def is_first_heading(text: str) -> bool:
    """Whether a line is the heading of a report's first section, with which its own text begins."""
    return bool(_FIRST_HEADING.match(fold(text[:40]).lstrip("#*")))


def read_title(document: Document, labels: dict[str, str], lines: Sequence[Line]) -> Field | None:
    """The document's title, as printed and without layout, or None where none is printed.

    A report's title is preferred to any other line, then the one that names body and year, then by trust in its place.
    """
    candidates = list(_candidates(document, labels, lines))
    reports = [(field, take_apart(field.value)) for field in candidates if is_report_title(field.value)]
    reports = [(field, parts) for field, parts in reports if not _is_column(field, document)]
    if reports:
        return max(reports, key=lambda each: (each[1].agency is not None) + (each[1].year is not None))[0]
    return _other_title(document, candidates)


def _is_column(field: Field, document: Document) -> bool:
    """A column's name (政府信息公开年报) is a title only where the page's own metadata says so."""
    folded = fold(field.value)
    return bool(_COLUMN.match(folded)) and (field.source not in ("meta", "label") or _is_chrome(folded, document))


def _is_chrome(folded: str, document: Document) -> bool:
    chrome = [document.meta.get("sitename", ""), document.meta.get("columnname", ""), *document.breadcrumb]
    return folded in {fold(each) for each in chrome if each}


def _candidates(document: Document, labels: dict[str, str], lines: Sequence[Line]) -> Iterator[Field]:
    """All that might be the title, most trusted first."""
    article = document.meta.get("articletitle", "")
    if article and not is_header_fragment(document):
        yield Field(clean_title(_without_site(article)), "meta")
    yield from _line_candidates(lines)
    if document.title_tag:
        yield Field(clean_title(_without_site(document.title_tag)), "title")
    for label in ("标题", "信息名称", "名称", "文件名称", "信息标题", "文件标题", "中文名"):
        if labels.get(label):
            yield Field(clean_title(labels[label]), "label")


def is_header_fragment(document: Document) -> bool:
    """Whether the metadata belongs to the page's header, a fragment published by itself (ColumnName is 头部).

    Then the title it claims is the site's, and so are its date and column.
    """
    column = fold(document.meta.get("columnname", ""))
    article = fold(document.meta.get("articletitle", ""))
    site = fold(document.meta.get("sitename", ""))
    return column in ("头部", "页头", "尾部", "页脚", "公共头部", "头部导航") or (bool(article) and article == site)


def _line_candidates(lines: Sequence[Line]) -> Iterator[Field]:
    """Single lines and, where a title is broken, two or three of them joined."""
    cleaned = [clean_title(line.text) for line in lines]
    for count in (1, 2, 3):
        for start in range(len(lines) - count + 1):
            part = cleaned[start : start + count]
            if count == 1 or _is_broken(part):
                yield Field("".join(part), lines[start].source)


def _is_broken(parts: Sequence[str]) -> bool:
    """Whether short lines can be one title broken over them: none a title with body and year, none a line of data."""
    if any(len(part) > 45 or not part or re.search(r"[:：,，|。]", part) for part in parts):
        return False
    if re.fullmatch(r"\D{0,4}20\d{2}[年./-]\d{1,2}[月./-]?.*", parts[0]):
        return False
    if sum("信息公开" in fold(part) for part in parts) > 1:  # neighbouring columns: 政府信息公开制度, 政府信息公开年报
        return False
    whole = take_apart(parts[-1]) if is_report_title(parts[-1]) else None
    return whole is None or (whole.agency is None or whole.year is None)


def _without_site(title: str) -> str:
    """A `<title>` without the names of site and column that templates add to it."""
    pieces = [piece for piece in _SITE_PART.split(title) if piece and piece.strip()]
    reports = [piece for piece in pieces if is_report_title(piece)]
    return (reports or pieces or [""])[0]


def _other_title(document: Document, candidates: Sequence[Field]) -> Field | None:
    """The title of what is no report: what metadata, or `<title>` and page, call so; else a kind of text."""
    agreed = {fold(each.value) for each in candidates if each.source == "title"}
    agreed &= {fold(each.value) for each in candidates if each.source in ("head", "body")}
    for field in sorted(candidates, key=lambda each: fold(each.value) not in agreed):
        folded = fold(field.value)
        if not 4 <= len(folded) <= 90 or _NO_TITLE.search(folded) or _is_chrome(folded, document):
            continue
        if _COLUMN.match(folded) or (official_name(field.value) and field.source != "meta"):
            continue
        declared = field.source in ("meta", "label") or folded in agreed
        if declared or (len(folded) >= 6 and _KINDS_OF_TEXT.search(folded)):
            return field
    return None
