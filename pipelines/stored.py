"""The reading side of WARC files: members, records, captures and their bodies.

A file is walked gzip member by gzip member with zlib rather than with a WARC reader: only so does a cut or a flipped
byte show (fastwarc 2.0 takes a member that lost its last bytes for whole), and the walk can go on behind the damage.
"""

from __future__ import annotations

import io
import mmap
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from fastwarc.warc import ArchiveIterator, WarcRecord

from parsers.limits import MAX_FILE_BYTES
from pipelines.addresses import document_key
from pipelines.codings import BrokenCodingError, TooLargeError, unpacked
from pipelines.records import Capture, Kind, bare_id, bare_mime, parse_fields, parse_portal, sha256, stamp

MAX_RECORD_BYTES = 1 << 30
"""Unpacked size a record may have; the largest document that is taken in has 200 MB."""
_MAGIC = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"
_HEADER = _MAGIC + b"\x00\x03"
"""How every member begins that this program writes; of these bytes gzip itself checks only the first three."""
_CHUNK = 1 << 16
_BODY_CHUNK = 1 << 20
_KINDS: dict[str, Kind] = {
    "response": "response",
    "resource": "resource",
    "conversion": "conversion",
    "revisit": "revisit",
}


class DamagedError(Exception):
    """Bytes of a WARC file that are not what was written: str() says what is wrong with them."""


@dataclass(frozen=True, slots=True)
class Member:
    """One gzip member: where it stands, how long it is packed, what it unpacks to; `error` where it does not."""

    offset: int
    length: int
    data: bytes = b""
    crc32: int = 0
    error: str | None = None


@dataclass(slots=True)
class Stored:
    """A record as stored: WARC type, fields in order, block, and the bytes it was parsed from."""

    type: str
    fields: list[tuple[str, str]]
    block: bytes
    data: bytes

    def get(self, name: str) -> str | None:
        """The first field of that name, in any case; None where there is none."""
        lower = name.lower()
        return next((value for key, value in self.fields if key.lower() == lower), None)


@dataclass(slots=True)
class Body:
    """A capture's body with content and transfer coding removed, and the media type it was sent under."""

    data: bytes
    content_type: str | None = None
    status: int | None = None
    headers: dict[str, str] | None = None


def members(path: Path, start: int = 0) -> Iterator[Member]:
    """The gzip members of a file from an offset on; damaged stretches come as members with an error, then the next."""
    size = path.stat().st_size
    if size <= start:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        offset = start
        while offset < size:
            member = _member(view, offset, size)
            yield member
            offset += member.length


def _member(view: mmap.mmap, offset: int, size: int) -> Member:
    try:
        data, length = _inflate(view, offset, size)
    except (zlib.error, DamagedError) as error:
        following = view.find(_MAGIC, offset + 1)
        end = size if following < 0 else following
        return Member(offset, end - offset, error=str(error))
    packed = view[offset : offset + length]
    fault = None if packed.startswith(_HEADER) else "the gzip header is not as written"
    return Member(offset, length, data, zlib.crc32(packed), fault)


def _inflate(view: mmap.mmap, offset: int, size: int) -> tuple[bytes, int]:
    """The unpacked bytes of the member at an offset and its packed length."""
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    parts: list[bytes] = []
    total, position = 0, offset
    while not inflater.eof:
        if position >= size:
            raise DamagedError("the record is cut off")
        chunk = view[position : position + _CHUNK]
        position += len(chunk)
        parts.append(inflater.decompress(chunk, MAX_RECORD_BYTES - total + 1))
        total += len(parts[-1])
        if total > MAX_RECORD_BYTES:
            raise DamagedError(f"the record unpacks to more than {MAX_RECORD_BYTES} bytes")
    return b"".join(parts), position - len(inflater.unused_data) - offset


def read_member(path: Path, offset: int) -> Member:
    """The member at an offset.

    Raises:
        DamagedError: when there is no whole member there.
        OSError: when the file cannot be read.
    """
    member = next(members(path, offset), None)
    if member is None:
        raise DamagedError(f"{path.name} ends before byte {offset}")
    if member.error:
        raise DamagedError(f"{path.name} at byte {offset}: {member.error}")
    return member


def parse(data: bytes) -> Stored:
    """A record from its unpacked bytes.

    Raises:
        DamagedError: when they are no WARC record.
    """
    record = next(iter(ArchiveIterator(io.BytesIO(data), parse_http=False)), None)
    if record is None:
        raise DamagedError("no WARC record")
    block = record.reader.read()
    if len(block) != record.content_length:
        raise DamagedError(f"the block has {len(block)} bytes of {record.content_length}")
    return Stored(str(record.record_type), list(record.headers.items()), block, data)


def body_of(stored: Stored) -> Body:
    """The body of a record, decoded as its HTTP head says; as stored where the head does not tell the truth, or where
    it unpacks to more than a document may have (3 MB of gzip can hold 3 GB of zeros).
    """
    if stored.type not in {"response", "revisit"}:
        return Body(stored.block, stored.get("Content-Type"))
    try:
        body = _http_body(stored.data, "transfer")
    except (OSError, ValueError):
        return _http_body(stored.data, "none")
    with suppress(TooLargeError):
        body.data = _without_coding(body)
    return body


def _without_coding(body: Body) -> bytes:
    """A body without its content coding; of one that is cut off what can be had."""
    try:
        return unpacked(body.data, (body.headers or {}).get("content-encoding", ""), MAX_FILE_BYTES)
    except BrokenCodingError as error:
        return error.partial or body.data


def _http_body(data: bytes, decode: Literal["none", "transfer"]) -> Body:
    record: WarcRecord = next(iter(ArchiveIterator(io.BytesIO(data), parse_http=True, auto_decode=decode)))
    http = record.http_headers
    headers = {name.lower(): value for name, value in reversed(http.items())}
    data = record.reader.read() if decode == "none" else _bounded(record)
    return Body(data, headers.get("content-type"), http.status_code, headers)


def _bounded(record: WarcRecord) -> bytes:
    """The rest of a record's body as it is decoded.

    Raises:
        ValueError: when it is longer than a document may be.
    """
    parts: list[bytes] = []
    left = MAX_FILE_BYTES
    while chunk := record.reader.read(_BODY_CHUNK):
        left -= len(chunk)
        if left < 0:
            raise ValueError(f"the body unpacks to more than {MAX_FILE_BYTES} bytes")
        parts.append(chunk)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def capture_of(stored: Stored, body: Body | None = None) -> Capture | None:
    """What a record says as a capture, without its place; None for a record that is none (warcinfo, request, notes).

    `body` is the record's body when the caller has it already.
    """
    kind = _KINDS.get(stored.type)
    failed = stored.type == "metadata" and stored.get("Gongkai-Error") is not None
    if kind is None and not failed:
        return None
    body = body or body_of(stored)
    headers = body.headers or {}
    return Capture(
        record_id=bare_id(stored.get("WARC-Record-ID") or ""),
        run=stored.get("Gongkai-Run") or "",
        url=stored.get("WARC-Target-URI") or "",
        captured_at=moment(stored.get("WARC-Date")),
        kind=kind or "failure",
        status=body.status,
        mime=None if failed else bare_mime(body.content_type),
        digest=None if failed or kind == "revisit" else sha256(body.data),
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        location=headers.get("location"),
        error=stored.get("Gongkai-Error"),
        detail=dict(parse_fields(stored.block)).get("detail") if failed else stored.get("Gongkai-Detail"),
        role=stored.get("Gongkai-Role"),
        via=stored.get("Gongkai-Via"),
        portal=parse_portal(stored.get("Gongkai-Portal")),
        refers_to=_refers_to(stored),
    )


def _refers_to(stored: Stored) -> str | None:
    """The record that a record is about: its id or, where a revisit does not name that, the time and address it has."""
    named = bare_id(stored.get("WARC-Refers-To") or "")
    url, date = stored.get("WARC-Refers-To-Target-URI"), stored.get("WARC-Refers-To-Date")
    if named or stored.type != "revisit" or not url or not date:
        return named or None
    return f"{moment(date)} {document_key(url)}"


def moment(text: str | None) -> str:
    """A WARC date in the archive's form of time; fractions beyond milliseconds are cut.

    One without a zone is in UTC, as the standard has all of them, wherever the program runs.
    """
    try:
        found = datetime.fromisoformat(text or "")
        return stamp(found if found.tzinfo else found.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return "1970-01-01T00:00:00.000Z"


def faults(stored: Stored) -> list[str]:
    """What the record's own digests say against it, in words; empty for a sound record."""
    found = []
    for name, data in (("WARC-Block-Digest", stored.block), ("WARC-Payload-Digest", _payload(stored))):
        stated = stored.get(name)
        if data is None or not stated or not stated.lower().startswith("sha256:"):
            continue
        if stated.partition(":")[2].lower() != sha256(data):
            found.append(f"{name} does not fit")
    return found


def _payload(stored: Stored) -> bytes | None:
    """The payload the digest is over: the block, without the head where it is HTTP; None where it is elsewhere."""
    if stored.type == "revisit":
        return None
    if stored.type in {"response", "request"}:
        return stored.block.partition(b"\r\n\r\n")[2]
    return stored.block
