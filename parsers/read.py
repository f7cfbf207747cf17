"""The reader: bytes in, report out. The same bytes give the same report, in any order and on every run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from parsers.alignment import Alignment, align, unseen_figures
from parsers.checks import check_forms
from parsers.classify import classify
from parsers.collecting import collector_paused
from parsers.delimited import read_delimited
from parsers.fields import Fields, read_fields
from parsers.flat import Region, find_regions
from parsers.html import read_html
from parsers.model import Document, Report, Table
from parsers.ocr import read_image
from parsers.office_xml import read_sheet_xml, read_word_xml
from parsers.pdf import read_pdf
from parsers.rtf import read_rtf
from parsers.saved_page import read_saved_page
from parsers.sections import find_sections
from parsers.sentences import read_sentences
from parsers.several import own_report
from parsers.sheets import read_sheet
from parsers.sniff import sniff
from parsers.statements import check_statements
from parsers.text import read_text
from parsers.word import read_docx
from parsers.word_binary import read_doc

_CAPTION = 120

_READERS: Mapping[str, Callable[[bytes, str | None], Document]] = {
    "application/pdf": read_pdf,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": read_docx,
    "application/msword": read_doc,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": read_sheet,
    "application/vnd.ms-excel": read_sheet,
    "application/vnd.oasis.opendocument.spreadsheet": read_sheet,
    "application/x-ole-encrypted": read_sheet,
    "application/rtf": read_rtf,
    "application/vnd.ms-wordml": read_word_xml,
    "application/vnd.ms-spreadsheetml": read_sheet_xml,
    "multipart/related": read_saved_page,
    "text/plain": read_text,
    "text/csv": read_delimited,
}


def extract(data: bytes, mime: str | None = None, url: str | None = None) -> Document:
    """Bytes of any known format to a document; raises UnreadableError naming the cause."""
    return _extracted(sniff(data, mime, url), data, url)


def _extracted(kind: str, data: bytes, url: str | None) -> Document:
    if kind.startswith("image/"):
        return read_image(data, url)
    return _READERS.get(kind, read_html)(data, url)


def read(data: bytes, mime: str | None = None, url: str | None = None) -> Report:
    """Read one document whole: fields, sections, figures, sentences and checks.

    `mime` is what the server or the file's name says (a hint: the content decides); `url` the document's address.
    Raises UnreadableError when the bytes cannot be read at all.
    """
    kind = sniff(data, mime, url)
    if kind in _READERS or kind.startswith("image/"):
        return understand(_extracted(kind, data, url))
    with collector_paused():  # over both stages of a page: each end of a pause is a search through all it has made
        return understand(read_html(data, url))


@collector_paused()
def understand(document: Document) -> Report:
    """What a document says, once it is extracted. What is no annual report has no figures of one."""
    document, several = own_report(document)
    fields = read_fields(document)
    values = {name: field.value for name, field in fields.values.items()}
    regions = find_regions(document)
    alignment = _align(document, regions, values.get("year"))
    skip = [(region.start, region.end) for region in regions if region.table.number in alignment.tables]
    sections = find_sections(document, skip)
    form = alignment.form if alignment.observations else None
    stated = read_sentences(document, year=values.get("year"), form=form, skip=skip)
    verdict, reason = classify(document, fields, sections, alignment.forms, len(alignment.observations))
    findings = [*document.findings, *several, *fields.findings]
    if verdict == "no":
        form, observations = None, []
    else:
        observations = [*alignment.observations, *stated]
        findings += alignment.findings
        if document.recognised:
            findings += unseen_figures(alignment)
        findings += check_forms(alignment.observations, alignment.forms)
        findings += check_statements(document, alignment.observations, stated)
    return Report(
        **values,
        form=form,
        is_annual_report=verdict == "yes",
        verdict=verdict,
        reason=reason,
        sources={name: field.source for name, field in fields.values.items()},
        text=document.text,
        sections=sections,
        observations=observations,
        findings=findings,
        attachments=document.attachments,
        mime=document.mime,
        encoding=document.encoding,
        site_name=document.meta.get("sitename") or None,
        breadcrumb=list(document.breadcrumb),
    )


def _align(document: Document, regions: Sequence[Region], year: int | None) -> Alignment:
    """Align real and flattened tables together in the order of the text; flattened ones get the numbers that follow."""
    tables: list[Table] = list(document.tables())
    number = max((table.number for table in tables), default=0)
    for place, region in enumerate(regions, number + 1):
        region.table.number = place
        tables.append(region.table)
    tables.sort(key=lambda table: (table.offset, table.number))
    return align(tables, [_caption(document, table) for table in tables], year)


def _caption(document: Document, table: Table) -> str:
    """The last lines printed above a table."""
    above = document.text[max(0, table.offset - _CAPTION) : table.offset].split("\n")
    return "\n".join([line for line in above if line.strip()][-2:])


__all__ = ["Fields", "extract", "read", "understand"]
