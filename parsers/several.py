"""One report out of a document that holds several: volumes of a whole county's bureaus, pages with a tab a year.

A report is one body's for one year, so a document is cut where the title of another body or year stands over a report
of its own. The report that the page names as its own is read, else the first; a finding names those that are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parsers.agencies import agrees
from parsers.model import Block, Document, Finding, Paragraph, Table
from parsers.normal import fold
from parsers.sections import is_official_heading
from parsers.titles import Title, clean_title, is_report_title, take_apart

# A title over fewer official headings is a link, a running head or a quotation.
_LEAST_HEADINGS = 2
_LONGEST_TITLE = 80


@dataclass(slots=True)
class _Part:
    """A stretch of a document's text under one title (null where the text before the first has none)."""

    title: Title | None
    start: int
    headings: int = 0


def own_report(document: Document) -> tuple[Document, list[Finding]]:
    """The document, cut to one report where it holds several, with a finding that names the others."""
    parts = _parts(document)
    if len(parts) < 2:
        return document, []
    own = next((place for place, part in enumerate(parts) if _is_named(part, document)), 0)
    end = parts[own + 1].start if own + 1 < len(parts) else len(document.text)
    others = "; ".join(part.title.text for place, part in enumerate(parts) if part.title and place != own)
    message = f"the document holds {len(parts)} reports; not read: {others}"
    return _cut(document, 0 if own == 0 else parts[own].start, end), [
        Finding("parse.several_reports", "warning", message)
    ]


def _parts(document: Document) -> list[_Part]:
    """The reports of a document in order, each with headings of the official format under its title."""
    marks = list(_marks(document))
    if sum(isinstance(mark, _Part) for mark in marks) == 0:
        return []
    parts = [_Part(_head_title(document), 0)]
    for mark in marks:
        if isinstance(mark, _Part):
            parts.append(mark)
        else:
            parts[-1].headings += 1
    return _merged(parts)


def _merged(parts: Sequence[_Part]) -> list[_Part]:
    """The parts that are reports of their own; a title over no report, or over the same one again, begins none."""
    kept = [parts[0]]
    for part in parts[1:]:
        last = kept[-1]
        if last.headings < _LEAST_HEADINGS:
            last.title, last.headings = part.title or last.title, part.headings
        elif part.headings >= _LEAST_HEADINGS and _is_another(part.title, last.title):
            kept.append(part)
        else:
            last.headings += part.headings
    return kept


def _marks(document: Document) -> Iterator[_Part | None]:
    """The titles of reports in a text as parts, and None for each official heading, in order."""
    for line in document.paragraphs():
        if len(line.text) > _LONGEST_TITLE:
            continue
        if is_official_heading(line.text):
            yield None
        elif any(word in line.text for word in ("报告", "年报", "報")) and is_report_title(clean_title(line.text)):
            yield _Part(take_apart(clean_title(line.text)), line.start)


def _head_title(document: Document) -> Title | None:
    """The report's title that stands above the text."""
    titles = (clean_title(line) for line in document.head if len(line) <= _LONGEST_TITLE)
    return next((take_apart(title) for title in titles if is_report_title(title)), None)


def _is_another(title: Title | None, before: Title | None) -> bool:
    """Whether two titles name different bodies or different years; what one leaves out is no difference."""
    if title is None or before is None:
        return False
    years = title.year is not None and before.year is not None and title.year != before.year
    if years or title.agency is None or before.agency is None:
        return years
    return not agrees(title.agency, before.agency) and not agrees(before.agency, title.agency)


def _is_named(part: _Part, document: Document) -> bool:
    """Whether the page's own title is that of a part."""
    named = [fold(each) for each in (document.meta.get("articletitle"), document.title_tag) if each]
    return part.title is not None and any(fold(part.title.text) in each for each in named)


def _cut(document: Document, start: int, end: int) -> Document:
    """A document between two offsets; those of its blocks are moved, so that they hold in the text that is left."""
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Table):
            if start <= block.offset < end or block.offset == end == len(document.text):
                blocks.append(replace(block, offset=block.offset - start))
        elif start <= block.start < end:
            blocks.append(Paragraph(block.text, block.start - start, block.end - start, block.page))
    return replace(document, text=document.text[start:end], blocks=blocks)
