"""From a stored capture to what its document says, ready for the store. Runs in worker processes.

The bytes always come from the WARC file, for a first reading as for a rebuild: both take one path, and so give one
result. Reading is pure; nothing here knows the database.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parsers.model import Finding, Observation, Report, Severity, UnreadableError
from parsers.version import PARSER_VERSION
from pipelines import digests
from pipelines.archive import load
from pipelines.identity import Agency, resolve
from pipelines.records import Capture, bare_mime, parse_portal
from pipelines.registry import Portal
from pipelines.stored import DamagedError, body_of
from pipelines.words import tokens

CONFIDENCE_STEPS = 100
"""Confidences are kept in hundredths: the store numbers the distinct ones."""


@dataclass(frozen=True, slots=True)
class Task:
    """A capture to read: the archive and the record's place. All else is in the record itself."""

    root: str
    file: str
    offset: int

    @classmethod
    def of(cls, root: Path, capture: Capture) -> Task:
        """The task of reading a capture."""
        return cls(str(root), capture.warc_file, capture.warc_offset)

    def perform(self) -> Reading:
        """Read it, see `perform`."""
        return perform(self)


FigureRow = tuple[str, str | None, str, str, int, str, Any, str | None, int | None, int | str | None]
FindingRow = tuple[str, Severity, str, Any, Any, str]


@dataclass(slots=True)
class Reading:
    """What the bytes of a capture say, in the store's form.

    `figures` are rows (indicator, unit, status, origin, confidence, basis, value, raw, place, more), see `figure_row`;
    `sections` (number, title, text); `failure` is the rule of the finding when the document could not be read.
    """

    failure: str | None = None
    verdict: str = "no"
    is_report: bool = False
    reason: str = ""
    title: str | None = None
    agency_name: str | None = None
    agency: Agency | None = None
    year: int | None = None
    published: str | None = None
    signed: str | None = None
    index_number: str | None = None
    document_number: str | None = None
    site_code: str | None = None
    form: str | None = None
    mime: str = ""
    encoding: str | None = None
    sources: str = "{}"
    sections: list[tuple[int | None, str, str]] = field(default_factory=list)
    figures: list[FigureRow] = field(default_factory=list)
    findings: list[FindingRow] = field(default_factory=list)
    attachments: list[tuple[str, str]] = field(default_factory=list)
    has_table: bool = False
    own_portal: bool = False
    text_digest: bytes = b""
    figures_digest: bytes = b""
    metadata_digest: bytes = b""
    sections_key: bytes = b""
    figures_key: bytes = b""
    title_tokens: str = ""
    body_tokens: str = ""
    parser: str = PARSER_VERSION


def failed(rule: str, message: str) -> Reading:
    """The reading of a document that could not be read."""
    return Reading(
        failure=rule,
        reason=message,
        findings=[(rule, "error", "[]", None, None, message)],
        text_digest=digests.text_digest([]),
        figures_digest=digests.figures_digest([]),
        metadata_digest=digests.metadata_digest(Report()),
    )


def perform(task: Task) -> Reading:
    """Read a capture from its WARC file.

    A document that the reader refuses, or whose record is damaged, gives a reading with its `failure`.
    """
    # Imported here: only the workers read, and the reader's libraries cost 1.2 s and 80 MB.
    from parsers.read import read

    try:
        stored = load(Path(task.root), task.file, task.offset)
    except DamagedError as error:
        return failed("archive.damaged", str(error))
    body = body_of(stored)
    url, portal = stored.get("WARC-Target-URI") or "", parse_portal(stored.get("Gongkai-Portal"))
    try:
        report = read(body.data, body.content_type, url)
    except UnreadableError as error:
        return failed(error.rule, str(error))
    except MemoryError:
        return failed("parse.out_of_memory", "reading the document takes more than 1 GB of memory")
    return from_report(report, url, portal)


def from_report(report: Report, url: str, portal: Portal | None = None) -> Reading:
    """A report as the store keeps it, with its agency resolved."""
    sections = digests.body(report)
    rows = [(section.number, section.title, section.text) for section in sections]
    figures = [figure_row(observation) for observation in report.observations]
    agency = agency_of(report, url, portal)
    return Reading(
        verdict=report.verdict,
        is_report=report.is_annual_report,
        reason=report.reason,
        title=report.title,
        agency_name=report.agency,
        agency=agency,
        year=report.year,
        published=report.published,
        signed=report.signed,
        index_number=report.index_number,
        document_number=report.document_number,
        site_code=report.site_code,
        form=report.form,
        mime=bare_mime(report.mime) or "",
        encoding=report.encoding,
        sources=json.dumps(report.sources, ensure_ascii=False, sort_keys=True),
        sections=rows,
        figures=figures,
        findings=[finding_row(finding) for finding in report.findings],
        attachments=[(attachment.url, attachment.text) for attachment in report.attachments],
        has_table=any(observation.origin == "table" for observation in report.observations),
        own_portal=bool(portal and agency and agency.division_code and portal.admin_code == agency.division_code),
        text_digest=digests.text_digest(sections),
        figures_digest=digests.figures_digest(report.observations),
        metadata_digest=digests.metadata_digest(report),
        sections_key=digests.exact_digest([report.title, rows]),
        figures_key=digests.exact_digest(figures),
        title_tokens=tokens(report.title or ""),
        body_tokens=tokens("\n".join(f"{title}\n{text}" for _, title, text in rows)),
    )


def agency_of(report: Report, url: str, portal: Portal | None) -> Agency | None:
    """The agency in normal form, by name, site, breadcrumb and registry; None where nothing names one."""
    if not report.agency and portal is None and not report.site_code:
        return None
    return resolve(
        report.agency,
        year=report.year,
        url=url,
        site_code=report.site_code,
        breadcrumb=report.breadcrumb,
        site_name=report.site_name,
        portal=portal,
    )


def finding_row(finding: Finding) -> FindingRow:
    """A finding as the store keeps it: rule, severity, indicators as JSON, left, right, message."""
    indicators = json.dumps(list(finding.indicators), ensure_ascii=False)
    return (finding.rule, finding.severity, indicators, finding.left, finding.right, finding.message)


def figure_row(observation: Observation) -> FigureRow:
    """A figure as the store keeps it. `raw` is None where it is the value's own digits, or nothing for a blank."""
    value = observation.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    plain = "" if value is None else str(value)
    place, more = pack_where(observation.origin, observation.where)
    return (
        observation.indicator,
        observation.unit,
        observation.status,
        observation.origin,
        round(observation.confidence * CONFIDENCE_STEPS),
        observation.basis,
        value,
        None if observation.raw == plain else observation.raw,
        place,
        more,
    )


def pack_where(origin: str, where: dict[str, Any]) -> tuple[int | None, int | str | None]:
    """A figure's place in two small values, of 3 to 6 bytes where JSON would take 40 (see `schema.WHERE_SQL`).

    For a table: page, table, row and column in 16, 8, 12 and 8 bits; for a sentence: page, start and length in 16, 24
    and 16 bits; `more` holds the start and length of a cell read from text, else the remaining keys as JSON. A place
    that does not fit stands in `more` whole.
    """
    rest = dict(where)
    page = rest.pop("page", None)
    if origin == "table":
        parts = (page or 0, rest.pop("table", 0), rest.pop("row", 0), rest.pop("column", 0))
        place = _pack(parts, (16, 8, 12, 8))
    else:
        start, end = rest.pop("start", 0), rest.pop("end", 0)
        place = _pack((page or 0, start, end - start), (16, 24, 16))
    if place is None or page == 0:
        return None, json.dumps(where, ensure_ascii=False, separators=(",", ":"))
    if set(rest) == {"start", "end"}:
        span = _pack((rest["start"], rest["end"] - rest["start"]), (32, 16))
        if span is not None:
            return place, span
    return place, json.dumps(rest, ensure_ascii=False, separators=(",", ":")) if rest else None


def _pack(values: tuple[Any, ...], widths: tuple[int, ...]) -> int | None:
    """Integers side by side in one, None where one does not fit its width."""
    packed = 0
    for value, width in zip(values, widths, strict=True):
        if not isinstance(value, int) or not 0 <= value < 1 << width:
            return None
        packed = packed << width | value
    return packed
