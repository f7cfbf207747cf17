"""Captured documents: the page about one, the document itself made harmless, and its bytes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.asking import Ask, address
from explorer.captured import POLICY, Download, DownloadJob, ShowJob, Shown, TraceJob
from explorer.cleaning import notice
from explorer.site import Site
from parsers import sniff
from pipelines.evidence import Evidence
from pipelines.workers import Failure

HTML = "text/html; charset=utf-8"
_FRAMED = {"Content-Security-Policy": f"{POLICY}; frame-ancestors 'self'", "X-DNS-Prefetch-Control": "off"}
_CAPTURE = """
SELECT c.*, u.kind AS run_kind, u.uuid AS run_uuid, u.started_at AS run_started, u.version AS run_version,
  (SELECT m.name FROM capture x JOIN reading g ON g.id = x.reading_id JOIN mimes m ON m.id = g.mime_id
   WHERE x.id = c.id) AS read_as
FROM captures c JOIN runs u ON u.id = c.run_id WHERE c.id = ?
"""
_ENDINGS = {
    # A page opened from the disk would run its scripts: as a text it is read.
    sniff.HTML: "html.txt", sniff.TEXT: "txt", sniff.PDF: "pdf", sniff.RTF: "rtf", sniff.DOC: "doc", sniff.DOCX: "docx",
    sniff.XLS: "xls", sniff.XLSX: "xlsx", "image/png": "png", "image/jpeg": "jpg",
}  # fmt: skip
_BODY = "SELECT warc_file, warc_offset FROM captures WHERE record_id = ? AND kind <> 'revisit'"
_REPORTS = """
SELECT r.id, r.year, v.version, coalesce(a.name, g.agency_printed) AS agency, g.title
FROM capture c JOIN reading g ON g.id = c.reading_id JOIN version v ON v.reading_id = g.id
JOIN report r ON r.id = v.report_id LEFT JOIN agencies a ON a.id = r.agency_id WHERE c.id = ?
"""
_LOOKS = (
    "SELECT id, captured_at, kind, status, error FROM captures WHERE document_id = ? ORDER BY captured_at DESC LIMIT 30"
)


@dataclass(slots=True)
class Raw:
    """An answer that is no page of the site: before `read` a job for a worker, after it bytes with their headers."""

    job: Any = None
    name: str = ""
    data: bytes = b""
    status: int = 200
    content_type: str = HTML
    headers: dict[str, str] = field(default_factory=lambda: dict(_FRAMED))

    def read(self, site: Site) -> Raw:
        """Let a worker do the job and take what it brings."""
        result = site.readers.do(self.job)
        if isinstance(result, Failure):
            self.data, self.status = notice(f"{result.rule}: {result.message}").encode(), 422
        elif isinstance(result, Download):
            self.data, self.content_type = result.data, "application/octet-stream"
            name = f"{self.name}.{_ENDINGS.get(result.mime, 'bin')}"
            self.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        elif isinstance(result, Shown):
            self.data = _encoded(result.html)
        elif isinstance(result, Evidence):
            self.data = _encoded(result.page or notice(""))
        return self


def _encoded(page: str) -> bytes:
    return page.encode("utf-8", "replace")


def located(
    build: Callable[[sqlite3.Connection, Ask, Site], Any], connection: sqlite3.Connection, ask: Ask, site: Site
) -> Raw | None:
    """The job of an address, found in the database; None where there is nothing behind it."""
    found = build(connection, ask, site)
    return found if isinstance(found, Raw) else None


def place_of(connection: sqlite3.Connection, row: Mapping[str, Any]) -> tuple[str, int] | None:
    """WARC file and offset of a capture's body, a revisit's being that of what it refers to; None without one."""
    if row["digest"] is None:
        return None
    if row["kind"] != "revisit":
        return row["warc_file"], row["warc_offset"]
    body = connection.execute(_BODY, [row["refers_to"]]).fetchone()
    return (body[0], body[1]) if body else None


def _row(connection: sqlite3.Connection, ask: Ask) -> Mapping[str, Any] | None:
    row = connection.execute(_CAPTURE, [ask.whole("capture")]).fetchone()
    return dict(row) if row else None


def capture(connection: sqlite3.Connection, ask: Ask, site: Site) -> dict[str, Any] | None:
    """The page about a capture: where it came from, where it is kept, what was read from it, other looks."""
    row = _row(connection, ask)
    if row is None:
        return None
    page = ask.number_of("page", 1, 100_000)
    return {
        "capture": row,
        "has_body": place_of(connection, row) is not None,
        "is_pdf": sniff.PDF in (row["mime"], row["read_as"]),
        "page": page,
        "frame": address(f"/capture/{row['id']}/page", page=page if page > 1 else None),
        "reports": [dict(each) for each in connection.execute(_REPORTS, [row["id"]])],
        "looks": [dict(each) for each in connection.execute(_LOOKS, [row["document_id"]])],
    }


def shown(connection: sqlite3.Connection, ask: Ask, site: Site) -> Raw | None:
    """The document of a capture, harmless."""
    row = _row(connection, ask)
    place = place_of(connection, row) if row else None
    return Raw(ShowJob(str(site.root), *place, ask.number_of("page", 1, 100_000))) if place else None


def download(connection: sqlite3.Connection, ask: Ask, site: Site) -> Raw | None:
    """The bytes of a capture."""
    row = _row(connection, ask)
    place = place_of(connection, row) if row else None
    return Raw(DownloadJob(str(site.root), *place), f"capture-{row['id']}") if row and place else None


def traced(job: TraceJob) -> Raw:
    """The document with a figure marked in it."""
    return Raw(job)
