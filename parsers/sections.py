"""Sections of a report: headings by number and title, and what stands under each.

The official formats (国务院办公厅, 2019 and 2021) prescribe six headings; before them every office had its own. Real
headings lose their ordinal, run into their paragraph, break over lines, start again for the tables, or stand in the
middle of a report that is one line. Rows of the tables (一、本年新收政府信息公开申请数量 …) look like headings and are
none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter

from parsers.fields import read_signature
from parsers.model import Document, Section
from parsers.normal import fold

_TOPIC = r"(?:政府信息公开|信息公开|政务公开)(?:工作)?"
_REVIEW = r"(?:行政复议|行政诉讼|行政申诉|申诉|举报|投诉|诉讼|复议)"
_OFFICIAL = re.compile(
    "|".join(
        (
            rf"(?:{_TOPIC})?(?:的)?(?:工作)?(?:总体|基本)(?:工作)?(?:情况|概述)|(?:{_TOPIC}|工作|总体)?(?:概述|概况)",
            r"(?:行政机关)?主动公开(?:的)?(?:政府)?(?:信息)?(?:的)?(?:工作)?(?:基本)?情况|政府信息主动公开(?:的)?(?:基本)?情况",
            r"(?:行政机关)?(?:收到[和及]处理|受理[和及]处理|收到|处理|办理)(?:的)?(?:政府)?信息(?:依申请)?公开(?:的)?申请(?:的)?情况",
            r"(?:行政机关)?收到和处理|政府信息公开(?:的)?申请(?:的)?(?:办理|处理|受理)?(?:的)?情况",
            r"(?:政府信息)?依申请公开(?:政府信息)?(?:和不予公开政府信息|[及的]?办理)?(?:的)?情况",
            rf"(?:因)?(?:{_TOPIC})?(?:的)?(?:而)?(?:被)?(?:申请|引起|引发|提起)?(?:的)?{_REVIEW}(?:[、和或及与,]?(?:被)?(?:提起|引起)?(?:的)?{_REVIEW})*(?:等)?(?:的)?情况",
            rf"(?:{_TOPIC})?(?:中)?(?:的)?(?:存在的?)?(?:主要)?(?:问题|困难|不足)(?:和(?:不足|困难))?[及和、与](?:下一步)?(?:主要)?(?:具体)?(?:改进|整改|解决)"
            r"(?:工作)?(?:的)?(?:情况|措施|办法|意见|方向|打算)",
            rf"(?:{_TOPIC})?(?:中)?存在的?(?:主要)?问题",
            r"其[他它](?:需要|应当|应|须|需)?(?:报告|说明)(?:的)?(?:有关)?(?:事项|情况)|需要(?:报告|说明)的(?:其他)?(?:事项|情况)(?:[与和及]附表)?",
            rf"(?:{_TOPIC})?(?:的)?(?:相关)?(?:收费|费用)(?:[及和]减免)?(?:的)?情况|政府支出[和与及]收费(?:的)?情况",
            r"(?:公众|政府信息公开)?咨询(?:处理|受理)?(?:的)?情况|回应解读(?:的)?情况|机构建设[和及](?:保障)?经费(?:保障)?情况",
        )
    )
)
_TABLE_ROW = re.compile(
    r"(?:本年(?:度)?新?收(?:到)?(?:的)?(?:政府)?信息公开申请|上年(?:度)?结转|本年(?:度)?办理结果|结转下年|转结下年|本年(?:度)?结转)"
)
_NUMERALS = "一二三四五六七八九十"
_ORDINAL = re.compile(
    rf"[\s#*>|]*(?:第\s*(?P<part>[{_NUMERALS}]{{1,3}})\s*(?:部\s*分|章)\s*(?P<partmark>[、,.:;]?)|(?P<number>[{_NUMERALS}]{{1,3}})(?P<mark>\s*[、,.:;]+|\s+|(?=\S)|$))\s*\**"
)
_BRACKETED = re.compile(rf"[\s#*>]*[(](?P<number>[{_NUMERALS}]{{1,3}})[)]\s*[、,.:]?")
_FEWEST_BRACKETED = 3
_LOST = re.compile(r"[\s#*>]*[、]\s*")
_FIGURE_ORDINAL = re.compile(r"[\s#*>]*(?P<number>\d{1,2})\s*[、.,]\s*(?!\d)")
_INLINE = re.compile(rf"(?P<number>[{_NUMERALS}]{{1,2}})\s*[、.]\s*")
_BODY_BEGINS = re.compile(
    r"信息内容|申请人情况|行政复议行政诉讼|存在|本列|图\d|[\s:,。]|20\d\d|\d|[我本]|今年|近年|根据|按照|无|暂无|没有|未|一是|\(|第二十条|截至|全[年市县区镇乡省]|认真|详见|见附"
)
_GOES_ON = re.compile(r"[及和与、的等说之以并]")
_MARKS = "、,.:;。!?*#|-·>—　 \t●•◆■★▲○◇□△➤❖"
_BLANK = re.compile(r"\s")
_SENTENCE_END = re.compile(r"[。;!?]")
_MOST_TITLE = 60
_SHORT_TITLE = 20
# A list inside a section is shorter.
_MOST_LISTED = 40
# Subheadings of 总体情况 in the official format; without an ordinal they head no section.
_SUBHEADINGS = frozenset(("主动公开情况", "依申请公开情况", "收费情况", "费用情况", "咨询情况"))
_FOOTER = re.compile(
    r"^(?:附件下载|附件|相关附件|返回顶部|回到顶部|扫一扫|用手机|打印|关闭|上一[篇条页]|下一[篇条页]|分享|主办|承办|版权|网站地图|网站标识码|"
    r"移动门户|微信|微博|oa办公|政策解读|相关文档|相关链接|责任编辑|\[|【|icp|.{0,6}icp备|.{0,4}公网安备|联系我们|关于我们|党政机关|"
    r"-\d+-$|扫描二维码|字号|来源)"
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line outside the tables; `view` is its text in comparable characters, each in its place."""

    text: str
    view: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Heading:
    number: int | None
    title: str
    start: int
    body: int
    part: bool = False
    inline: bool = False

    @property
    def official(self) -> bool:
        """Whether the title is one of the official formats', in any of its wordings."""
        return bool(_OFFICIAL.fullmatch(fold(self.title)))


class _Same(dict[int, str]):
    """Character to its folded form where that is one character, else itself: offsets stay."""

    def __missing__(self, code: int) -> str:
        folded = fold(chr(code))
        self[code] = plain = folded if len(folded) == 1 else chr(code)
        return plain


_VIEW = _Same()


@lru_cache(maxsize=1 << 10)
def _view(text: str) -> str:
    """A text in comparable characters, each in its place; the short lines of a document are asked for twice."""
    return text.translate(_VIEW)


def find_sections(document: Document, skip: Sequence[tuple[int, int]] = ()) -> list[Section]:
    """The sections of a document in order, with the text under each heading.

    `skip` holds the offsets (start, end) of tables inside the text: no heading is looked for there, and a section's
    text goes without them. The closing signature and the page's footer belong to no section.
    """
    lines = _lines(document, skip)
    tables = [*skip, *((table.offset, table.offset) for table in document.tables())]
    headings = _numbered(_settled(list(_headings(lines)), lines, tables))
    end = _end_of_text(document, lines, headings)
    sections = []
    stops = [heading.start for heading in headings[1:]] + [end]
    for heading, stop in zip(headings, stops, strict=False):
        text = _text_between(lines, heading.body, stop)
        sections.append(Section(heading.number, heading.title, text, heading.body, max(heading.body, stop)))
    return sections


def known_title(text: str) -> bool:
    """Whether a line is a heading of the official formats, in any of its wordings."""
    return bool(_OFFICIAL.fullmatch(fold(text).strip(_MARKS)))


def is_official_heading(text: str) -> bool:
    """Whether a line is a heading of the official formats with its ordinal, alone or before its text."""
    view = _view(text[:_MOST_TITLE])
    match = _ORDINAL.match(view)
    return match is not None and _official_end(view[match.end() :]) > 3


def _lines(document: Document, skip: Sequence[tuple[int, int]]) -> list[_Line]:
    lines = []
    for paragraph in document.paragraphs():
        for start, end in _outside(paragraph.start, paragraph.end, skip):
            text = paragraph.text[start - paragraph.start : end - paragraph.start]
            if text.strip():
                lines.append(_Line(text, _view(text), start, end))
    return lines


def _outside(start: int, end: int, skip: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The parts of a line that are in no table; a report in one line has its tables in the middle of it."""
    for first, last in sorted(skip):
        if first < end and start < last:
            if start < first:
                yield start, first
            start = max(start, last)
    if start < end:
        yield start, end


# headings


def _headings(lines: Sequence[_Line]) -> Iterator[_Heading]:
    """Everything that may be a heading, in order."""
    ordinals = any(_ORDINAL.match(line.view) and _ordinal_heading(line, None) for line in lines)
    if not ordinals and (bracketed := _bracketed_headings(lines)):
        yield from bracketed
        return
    taken, last = -1, 0
    for place, line in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else None
        if line.start < taken or _is_contents(line):
            continue
        heading = _ordinal_heading(line, following) or _lost_heading(line)
        heading = heading or _bare_heading(line, None if ordinals else last)
        inline = list(_inline_headings(line, after=heading)) if len(line.text) > 20 else []
        if heading is not None:
            heading = heading if inline and inline[0].start <= heading.body else _completed(heading, line, following)
            taken, last = heading.body, heading.number or last
            yield heading
        yield from inline


def _bracketed_headings(lines: Sequence[_Line]) -> list[_Heading]:
    """The headings of a report that counts its sections （一）（二）: three official ones at least, no parts."""
    found: list[_Heading] = []
    for line in lines:
        match = _BRACKETED.match(line.view)
        title = _clean(line.text[match.end() :]) if match and len(line.text) < _MOST_TITLE else ""
        if match and known_title(title) and fold(title) not in _SUBHEADINGS:
            found.append(_Heading(_number(match["number"]), title, line.start, line.end))
    counted = [heading.number for heading in found]
    return found if len(found) >= _FEWEST_BRACKETED and counted == sorted(set(counted), key=counted.index) else []


def _is_contents(line: _Line) -> bool:
    """Whether a line names several headings and says nothing under them: 一、概述,二、主动公开政府信息情况,三、…"""
    pieces = _INLINE.split(line.view)[2::2] if line.text.count("、") > 2 else []
    return len(pieces) > 2 and all(_is_bare(piece.strip(_MARKS)) for piece in pieces)


def _is_bare(piece: str) -> bool:
    """Whether a piece between two ordinals is a heading without a text: `其他需要报告的事项 无` has one."""
    known = _official_end(piece)
    said = known and piece[known : known + 1].isspace()
    return len(fold(piece)) <= 40 and "。" not in piece and not said


def _ordinal_heading(line: _Line, following: _Line | None) -> _Heading | None:
    match = _ORDINAL.match(line.view)
    if match is None:
        return None
    rest = line.view[match.end() :]
    number = _number(match["part"] or match["number"])
    if not rest.strip(_MARKS):
        marked = match["part"] or (match["mark"] or "").strip()
        return _split_heading(number, line, following, marked=bool(marked), part=bool(match["part"]))
    if _TABLE_ROW.match(fold(rest)):
        return None
    split = _split(rest)
    if split is None:
        return None
    title = _clean(line.text[match.end() + split[0] : match.end() + split[1]])
    mark = (match["mark"] or "").strip()
    if not match["part"] and not mark and not (known_title(title) or (match["mark"] and _is_short(rest))):
        return None
    return _Heading(number, title, line.start, line.start + match.end() + split[1], bool(match["part"]))


def _split_heading(number: int, line: _Line, following: _Line | None, *, marked: bool, part: bool) -> _Heading | None:
    """A heading whose ordinal stands on a line of its own, and is not the first character of a label printed down."""
    if following is None or not (known_title(following.text) or (marked and len(fold(following.text)) > 3)):
        return None
    if _TABLE_ROW.match(fold(following.text)) or not _is_short(following.view):
        return None
    title = _clean(following.text)
    return _Heading(number, title, line.start, following.end, part) if title else None


def _is_short(text: str) -> bool:
    return len(fold(text)) <= 40 and not _SENTENCE_END.search(text.rstrip(_MARKS)) and not re.search(r"\d\s*$", text)


def _lost_heading(line: _Line) -> _Heading | None:
    """A heading that kept the mark of its ordinal but not the ordinal: `、因政府信息公开…`."""
    match = _LOST.match(line.view)
    if match is None or not (split := _split(line.view[match.end() :])):
        return None
    title = _clean(line.text[match.end() + split[0] : match.end() + split[1]])
    return _Heading(None, title, line.start, line.start + match.end() + split[1]) if title else None


def _bare_heading(line: _Line, last: int | None) -> _Heading | None:
    """An official heading alone on its line, without ordinal; with one in figures where the report has no other.

    `last` is the number of the heading before, None where headings have ordinals. A heading in figures that is none of
    the official ones is taken only where it goes on counting.
    """
    match = _FIGURE_ORDINAL.match(line.view) if last is not None else None
    title = _clean(line.text[match.end() if match else 0 :])
    if match:
        number = int(match["number"])
        goes_on = last and number == last + 1 and len(fold(title)) <= _SHORT_TITLE and _is_short(line.view)
        return _Heading(number, title, line.start, line.end) if known_title(title) or (goes_on and title) else None
    if not known_title(title) or len(fold(title)) < 4 or fold(title) in _SUBHEADINGS:
        return None
    return _Heading(None, title, line.start, line.end)


def _inline_headings(line: _Line, after: _Heading | None) -> Iterator[_Heading]:
    """Headings inside a long line, where a report lost its line breaks."""
    expected = (after.number or 0) + 1 if after else None
    first = after.body - line.start if after else 1
    for match in _INLINE.finditer(line.view, max(0, first)):
        after_next = _INLINE.search(line.view, match.end())
        rest = line.view[match.end() : after_next.start() if after_next else None]
        number = _number(match["number"])
        before = line.view[: match.start()].rstrip()
        known = _OFFICIAL.match(fold(rest[:80]))
        if _TABLE_ROW.match(fold(rest[:40])) or before.endswith(("(", "第", "《", '"')):
            continue
        split = _split(rest[: _MOST_TITLE * 3])
        sentence = number == expected and before.endswith(("。", ";", "!", ":")) and split and split[1] <= 40
        if split is None or not (known or sentence):
            continue
        title = _clean(line.text[match.end() + split[0] : match.end() + split[1]])
        expected = number + 1
        yield _Heading(number, title, line.start + match.start(), line.start + match.end() + split[1], inline=True)


def _split(rest: str) -> tuple[int, int] | None:
    """Where the title begins and ends in what follows an ordinal, or None when that is prose and no heading."""
    begin = len(rest) - len(rest.lstrip(_MARKS))
    text = rest[begin:]
    known = _official_end(text)
    if known and (_BODY_BEGINS.match(text[known:]) or known == len(text.rstrip(_MARKS))):
        return begin, begin + known
    runs_on = len(text) > known + 30 or _SENTENCE_END.search(text)
    if known and runs_on and not _GOES_ON.match(text[known:]):
        return begin, begin + known
    if len(fold(text)) <= _MOST_TITLE and not _SENTENCE_END.search(text.rstrip(_MARKS)):
        colon = text.find(":", 2, len(text.rstrip(_MARKS)))
        return begin, begin + (colon if colon > 0 else len(text))
    stop = re.search(r"[。:]|\s{1,}(?=\S{8})", text)
    if stop is None or len(fold(text[: stop.start()])) > _MOST_TITLE:
        return None
    title = text[: stop.start()]
    if re.match(r"20\d\d年", title) or len(re.findall(r"[,;]", title)) > 2:
        return None
    return begin, begin + stop.start()


def _official_end(text: str) -> int:
    """Length of the official heading that a text begins with, blanks inside it included; 0 for none."""
    text = text[:90]
    if not _BLANK.search(text):
        match = _OFFICIAL.match(text)
        return match.end() if match else 0
    places = [place for place, character in enumerate(text) if not character.isspace()]
    match = _OFFICIAL.match("".join(text[place] for place in places))
    return places[match.end() - 1] + 1 if match and match.end() else 0


def _completed(heading: _Heading, line: _Line, following: _Line | None) -> _Heading:
    """The heading with the rest of its title from the next line, where it was broken."""
    if following is None or heading.body < line.end - 2 or heading.official:
        return heading
    comma = re.search(r"[、,，]\s*$", line.text)
    joined = heading.title + (comma.group().strip() if comma else "") + _clean(following.text)
    dangling = re.search(r"[、,的和及与或]$", line.view.rstrip()) and _is_short(following.view)
    if known_title(joined) or (dangling and not _ORDINAL.match(following.view)):
        return replace(heading, title=joined, body=following.end)
    return heading


def _clean(text: str) -> str:
    return "".join(text.split()).strip("、,，.．。:：;；*#|·　 ●•◆■★▲○◇□△➤❖")


def _number(text: str) -> int:
    """一 to 三十 as figures."""
    tens, _, ones = text.rpartition("十") if "十" in text else ("", "", text)
    value = _NUMERALS.find(ones) + 1 if ones else 0
    return value + (10 * (_NUMERALS.find(tens) + 1 if tens else 1) if "十" in text else 0)


# which of them are sections


def _settled(headings: list[_Heading], lines: Sequence[_Line], tables: Sequence[tuple[int, int]]) -> list[_Heading]:
    """The headings without enumerations, contents lists and lists inside a section."""
    if sum(heading.part for heading in headings) > 1:
        headings = [heading for heading in headings if heading.part]
    empty = _empty(headings, lines, tables)
    runs = _runs(headings)
    last = {fold(heading.title): heading for heading in headings}
    kept: list[_Heading] = []
    for run in runs:
        listed = len(run) > 2 and all(heading.start in empty for heading in run[:-1])
        if not listed:
            kept += [heading for heading in run if heading.start not in empty or last[fold(heading.title)] is heading]
    return _without_inner_lists(_without_unnumbered_repeats(kept))


def _empty(headings: Sequence[_Heading], lines: Sequence[_Line], tables: Sequence[tuple[int, int]]) -> set[int]:
    """The starts of the headings under which nothing stands before the next, no table either."""
    empty = set()
    for heading, following in pairwise(headings):
        table = any(heading.body <= start <= following.start for start, _ in tables)
        if not table and not fold(_text_between(lines, heading.body, following.start)).strip(_MARKS):
            empty.add(heading.start)
    return empty


def _runs(headings: Sequence[_Heading]) -> list[list[_Heading]]:
    """The headings cut where the numbering starts again."""
    runs: list[list[_Heading]] = []
    last = 0
    for heading in headings:
        if not runs or (heading.number is not None and heading.number <= last and heading.number == 1):
            runs.append([])
            last = 0
        runs[-1].append(heading)
        last = heading.number or last
    return runs


def _without_unnumbered_repeats(headings: Sequence[_Heading]) -> list[_Heading]:
    """A heading without ordinal (a line of a table's head, say) is none when the same stands there with one."""
    numbered = {fold(heading.title) for heading in headings if heading.number is not None}
    return [heading for heading in headings if heading.number is not None or fold(heading.title) not in numbered]


def _without_inner_lists(headings: Sequence[_Heading]) -> list[_Heading]:
    """Without a list 一、二、三、 inside a section, after which the sections' own numbering goes on."""
    kept: list[_Heading] = []
    place = 0
    while place < len(headings):
        heading = headings[place]
        last = next((each.number for each in reversed(kept) if each.number), 0)
        resumed = _resumes(headings, place, last) if heading.number == 1 and last else None
        if resumed is None:
            kept.append(heading)
            place += 1
        else:
            place = resumed
    return kept


def _resumes(headings: Sequence[_Heading], place: int, last: int) -> int | None:
    """Where the numbering goes on after `last`, when all between is an unofficial list that is shorter."""
    for later in range(place + 1, min(place + _MOST_LISTED, len(headings))):
        if headings[later - 1].official:
            return None
        if headings[later].number == last + 1 and headings[later].number != (headings[later - 1].number or 0) + 1:
            return later
    return None


def _numbered(headings: Sequence[_Heading]) -> list[_Heading]:
    """The headings with lost numbers put back where those around leave no choice."""
    numbers: list[int | None] = [heading.number for heading in headings]
    if not any(numbers):
        return list(headings)
    place = 0
    while place < len(numbers):
        if numbers[place] is not None:
            place += 1
            continue
        stop = next((i for i in range(place, len(numbers)) if numbers[i] is not None), len(numbers))
        before = numbers[place - 1] if place else 0
        after = numbers[stop] if stop < len(numbers) else None
        if before is not None and (after is None or after - before - 1 == stop - place):
            numbers[place:stop] = [before + step for step in range(1, stop - place + 1)]
        place = stop
    return [replace(heading, number=number) for heading, number in zip(headings, numbers, strict=True)]


# what stands under them


def _text_between(lines: Sequence[_Line], start: int, end: int) -> str:
    parts = []
    for place in range(bisect_right(lines, start, key=attrgetter("end")), len(lines)):
        line = lines[place]
        if line.start >= end:
            break
        parts.append(line.text[max(0, start - line.start) : end - line.start])
    return "\n".join(part.strip() for part in parts if part.strip(_MARKS)).lstrip("、,，.．。:：;； ")


def _end_of_text(document: Document, lines: Sequence[_Line], headings: Sequence[_Heading]) -> int:
    """Where the report's own text ends: before its closing signature and the page's footer."""
    last = headings[-1].body if headings else 0
    signature = read_signature(document)
    if signature is not None and signature.start >= last:
        return signature.start
    end = len(document.text)
    for line in reversed(lines):
        if line.start < last or not (_FOOTER.match(fold(line.text)) and len(line.text) < 40):
            return max(line.end, last)
        end = line.start
    return end
