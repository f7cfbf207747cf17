"""WARC records: composing one, and what a stored one says.

One record is one gzip member, written by fastwarc; digests are SHA-256 in hexadecimal, which warcio and fastwarc both
check. What a rebuild needs beyond the standard's own fields stands in extension fields, which ISO 28500 allows:

=====================  ==========================================================================================
`Gongkai-Run`          the run that made the record (a warcinfo record in the same file describes it)
`Gongkai-Portal`       the portal's row as JSON (id, name, level, code, address), escaped to ASCII
`Gongkai-Role`         what the address is to the crawler (`article`, `attachment`, `list`, `robots` …)
`Gongkai-Via`          the page that linked to it
`Gongkai-Error`        class of the failure (`timeout`, `soft_404`, `blocked_challenge` …)
`Gongkai-Asked`        method, and digest of the body if any, of the request answered, unless it is a GET
=====================  ==========================================================================================
"""

from __future__ import annotations

import hashlib
import io
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from pipelines.registry import Portal

SHELL = "a shell: its body is asked of a service and kept under this address"
"""The detail of a capture whose page shows nothing itself: it is not read, what its service completed is."""
Kind = Literal["response", "resource", "conversion", "revisit", "failure"]

# Level 6: 0.58 ms for a page of 55 kB against 1.1 ms at level 9, which saves 0.6 % of the bytes.
GZIP_LEVEL = 6
PORTAL_FIELDS = ("id", "name", "base_url", "level", "admin_code", "region")
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
"""The two reasons of a revisit that ISO 28500 knows: the same bytes came again (and their digest is told), or a 304."""
FIELDS_TYPE = "application/warc-fields"
_TYPES = {
    "warcinfo": WarcRecordType.warcinfo,
    "response": WarcRecordType.response,
    "resource": WarcRecordType.resource,
    "request": WarcRecordType.request,
    "metadata": WarcRecordType.metadata,
    "revisit": WarcRecordType.revisit,
    "conversion": WarcRecordType.conversion,
}
_HTTP_TYPES = {"response": "application/http;msgtype=response", "revisit": "application/http;msgtype=response"}


@dataclass(frozen=True, slots=True)
class HttpMessage:
    """A request or a response as it went over the wire: start line, header fields in order, body as received."""

    start_line: str
    headers: Sequence[tuple[str, str]]
    body: bytes = b""

    def head(self) -> bytes:
        """The bytes before the body, the blank line included."""
        lines = [self.start_line, *(f"{name}: {value}" for name, value in self.headers)]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")

    def get(self, name: str) -> str | None:
        """The first field of that name, in any case; None where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def status(self) -> int | None:
        """The status code of a response; None where the start line has none."""
        parts = self.start_line.split(None, 2)
        return int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else None


@dataclass(frozen=True, slots=True)
class Capture:
    """One stored exchange, file or failed fetch: what its record says and where it lies.

    `captured_at` is UTC ISO 8601; `digest` the hexadecimal SHA-256 of the body with content coding removed (for a
    revisit that of the body it refers to, None until that is known); `mime` has no parameters. `refers_to` is the id of
    the record that this one is about; other tools' revisits may name it by time and address only, which then stand here
    with a blank between them. `warc_length` is in bytes of the compressed member.
    """

    record_id: str
    run: str
    url: str
    captured_at: str
    kind: Kind
    status: int | None = None
    mime: str | None = None
    digest: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    location: str | None = None
    error: str | None = None
    detail: str | None = None
    role: str | None = None
    via: str | None = None
    portal: Portal | None = None
    refers_to: str | None = None
    warc_file: str = ""
    warc_offset: int = 0
    warc_length: int = 0

    def at(self, file: str, offset: int, length: int) -> Capture:
        """The same capture with its place in the archive."""
        return replace(self, warc_file=file, warc_offset=offset, warc_length=length)


@dataclass(slots=True)
class Draft:
    """A record about to be written: WARC type, fields and block."""

    type: str
    url: str | None = None
    date: str = ""
    block: bytes = b""
    content_type: str | None = None
    payload: bytes | None = None
    record_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    fields: list[tuple[str, str]] = field(default_factory=list)


def now() -> str:
    """This moment in UTC, ISO 8601 with milliseconds."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """A moment in UTC as ISO 8601 with milliseconds, the one form of time in the archive."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


def urn(record_id: str) -> str:
    """A record id as the WARC field has it."""
    return f"<urn:uuid:{record_id}>" if _is_uuid(record_id) else f"<{record_id}>"


def bare_id(field_value: str) -> str:
    """A record id without brackets and URN prefix."""
    return field_value.strip().strip("<>").removeprefix("urn:uuid:")


def _is_uuid(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4


def compose(draft: Draft) -> bytes:
    """The compressed bytes of a record: one gzip member, ended."""
    record = WarcRecord()
    record.init_headers(_TYPES[draft.type], draft.record_id.encode(), content_length=len(draft.block))
    headers = record.headers
    headers["WARC-Record-ID"] = urn(draft.record_id)
    headers["WARC-Date"] = draft.date or now()
    if draft.url is not None:
        headers["WARC-Target-URI"] = draft.url
    if draft.content_type or draft.type in _HTTP_TYPES:
        headers["Content-Type"] = draft.content_type or _HTTP_TYPES[draft.type]
    headers["WARC-Block-Digest"] = f"sha256:{sha256(draft.block)}"
    if draft.payload is not None:
        headers["WARC-Payload-Digest"] = f"sha256:{sha256(draft.payload)}"
    for name, value in draft.fields:
        headers.append(name, one_line(value))
    record.set_bytes_content(draft.block)
    return _pack(record)


def _pack(record: WarcRecord) -> bytes:
    out = io.BytesIO()
    writer = GzipWriter(out, compression_level=GZIP_LEVEL)
    record.write(writer)
    writer.finish()
    writer.flush()
    return out.getvalue()


def one_line(value: str) -> str:
    """A field's value without line ends, which would end the field."""
    return " ".join(value.split())


def warc_fields(pairs: Iterable[tuple[str, object]]) -> bytes:
    """A block of `application/warc-fields`: one `name: value` a line, empty values left out."""
    return "".join(f"{name}: {one_line(str(value))}\r\n" for name, value in pairs if value not in (None, "")).encode()


def parse_fields(block: bytes) -> list[tuple[str, str]]:
    """The pairs of a block of `application/warc-fields`, names in lower case."""
    pairs = (line.partition(":") for line in block.decode("utf-8", "replace").splitlines())
    return [(name.strip().lower(), value.strip()) for name, sep, value in pairs if sep]


def bare_mime(content_type: str | None) -> str | None:
    """A media type without its parameters, in lower case; None for none."""
    bare = (content_type or "").partition(";")[0].strip().lower()
    return bare or None


ASKED = "Gongkai-Asked"


def own_fields(
    run: str, *, portal: Portal | None, role: str | None, via: str | None, error: str | None
) -> list[tuple[str, str]]:
    """The extension fields of a record, those that have a value."""
    pairs: Mapping[str, str | None] = {
        "Gongkai-Run": run,
        "Gongkai-Portal": portal_json(portal) if portal else None,
        "Gongkai-Role": role,
        "Gongkai-Via": via,
        "Gongkai-Error": error,
    }
    return [(name, value) for name, value in pairs.items() if value]


def portal_json(portal: Portal) -> str:
    """What a record keeps of a portal, so that a rebuild needs no registry: one line of ASCII JSON."""
    return json.dumps({name: getattr(portal, name) for name in PORTAL_FIELDS}, ensure_ascii=True)


def parse_portal(text: str | None) -> Portal | None:
    """The portal a field names; None where the field is missing or is no JSON object."""
    try:
        row = json.loads(text) if text else None
    except ValueError:
        return None
    if not isinstance(row, dict) or "id" not in row:
        return None
    known = {name: str(row.get(name) or "") for name in PORTAL_FIELDS}
    return Portal(
        known["id"], known["name"], known["base_url"], known["level"], known["admin_code"], region=known["region"]
    )
