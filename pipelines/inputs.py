"""What files, folders and collections yield to `gongkai ingest`: one `Input` a document, in a fixed order.

* A folder: all files in it and below, sorted by path, that are documents by their suffix or, whatever they are called
  (`detail.aspx?id=3`), by their content. Hidden ones are left out; so are other kinds, and their number is told.
* `.jsonl`: a line a document, fields `url` and `text` or `html`.
* `.warc[.gz]`: responses and resources with their own address and time; revisits and 404s too. Requests, style sheets,
  scripts and small images are left out. `.wet[.gz]`: its conversion records.
* Anything else is one document. Its address is the one it names itself (`<link rel=canonical>`), else `file://…`.
"""

from __future__ import annotations

import json
import mimetypes
import mmap
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from fastwarc.warc import ArchiveIterator, WarcRecord
from resiliparse.parse.encoding import detect_encoding
from resiliparse.parse.html import HTMLTree

from parsers import sniff
from parsers.limits import MAX_FILE_BYTES
from pipelines.archive import is_archive
from pipelines.stored import Stored, capture_of

MIMES = {
    ".html": "text/html", ".htm": "text/html", ".shtml": "text/html", ".xhtml": "application/xhtml+xml",
    ".mht": "multipart/related", ".txt": "text/plain", ".text": "text/plain", ".md": "text/markdown",
    ".pdf": "application/pdf", ".rtf": "application/rtf", ".doc": "application/msword",
    ".wps": "application/vnd.ms-works",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel", ".et": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".tif": "image/tiff",
    ".tiff": "image/tiff", ".bmp": "image/bmp", ".webp": "image/webp",
}  # fmt: skip
"""The kinds of file that are documents by their suffix."""
_DOCUMENTS = frozenset({
    sniff.PDF, sniff.DOCX, sniff.XLSX, sniff.DOC, sniff.XLS, sniff.WORKS, sniff.ODT, sniff.ODS, sniff.OFD, sniff.RTF,
    sniff.WORD_XML, sniff.SHEET_XML, sniff.HTML, sniff.MHTML,
})  # fmt: skip
"""What a file in a folder must hold to be a document under any other suffix."""
COLLECTIONS = (".jsonl", ".ndjson", ".warc", ".warc.gz", ".wet", ".wet.gz", ".warc.wet", ".warc.wet.gz")
MIN_IMAGE_BYTES = 64 * 1024
"""Images in a collection below this size are a page's furniture, not a scanned report."""
_HEAD_BYTES = 64 * 1024
_GZIP = b"\x1f\x8b"
_WHOLE = (b"PK", b"\xd0\xcf\x11\xe0")
"""How containers begin whose kind is told by what they hold, which is listed at their end."""
_MEMBER = b"\x1f\x8b\x08"
_FURNITURE = ("text/css", "text/javascript", "application/javascript", "application/x-javascript", "font/", "video/",
              "audio/", "application/json", "image/svg", "application/font", "application/x-font")  # fmt: skip
_TYPES = mimetypes.MimeTypes()
"""Python's own table of suffixes: that of the system differs from machine to machine."""


@dataclass(slots=True)
class Input:
    """A document to take in, or one that could not be taken (`error`, a class, and `detail`, in words).

    `name` is what messages call it. `stored` is a record of another WARC file, kept as it is; `archive` is another
    archive's directory, to be merged; `found` says that it was met inside a folder, not named. One with a `note` is no
    document: it says what should be known of a folder.
    """

    name: str
    url: str = ""
    data: bytes = b""
    mime: str | None = None
    stored: Stored | None = None
    archive: Path | None = None
    found: bool = False
    error: str | None = None
    detail: str = ""
    note: str = ""


def inputs(paths: Iterable[Path]) -> Iterator[Input]:
    """Everything the paths hold, in order."""
    for path in paths:
        if path.is_dir():
            yield from _Folder(path).inputs()
        else:
            yield from _file(path)


def suffix_of(path: Path) -> str:
    """The suffix that says what a file is, in lower case: `.warc.gz` before `.gz`."""
    name = path.name.lower()
    return next(
        (suffix for suffix in sorted(COLLECTIONS, key=len, reverse=True) if name.endswith(suffix)), path.suffix.lower()
    )


class _Folder:
    """A folder that was named, searched to the bottom: each folder once, whatever links lead to it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: set[Path] = set()
        self._taken = 0
        self._left: Counter[str] = Counter()

    def inputs(self) -> Iterator[Input]:
        """What the folder holds, and at the end a note of what was left out."""
        yield from self._search(self._path)
        if self._left:
            kinds = ", ".join(f"{suffix or 'no suffix'} {count}" for suffix, count in self._left.most_common(8))
            told = f"{sum(self._left.values())} files that are no documents were left out ({kinds})"
            yield Input(str(self._path), note=f"{self._path}: {told}")
        elif not self._taken:
            yield Input(str(self._path), note=f"{self._path} holds no documents")

    def _search(self, path: Path) -> Iterator[Input]:
        try:
            place = path.resolve()
            if place in self._seen:
                return
            self._seen.add(place)
            merged = is_archive(path)
            entries = [] if merged else sorted(path.iterdir(), key=lambda item: item.name)
        except OSError as error:
            yield self._counted(_refused(path, "unreadable_folder", error.strerror or str(error)))
            return
        if merged:
            yield self._counted(Input(str(path), archive=path, found=path != self._path))
        for entry in entries:
            if not entry.name.startswith("."):
                yield from self._entry(entry)

    def _entry(self, entry: Path) -> Iterator[Input]:
        try:
            is_folder, is_wanted = entry.is_dir(), entry.is_file() and _may_be_document(entry)
        except OSError as error:
            yield self._counted(_refused(entry, "unreadable_file", error.strerror or str(error)))
            return
        if is_folder:
            yield from self._search(entry)
        elif is_wanted:
            yield from map(self._counted, _file(entry))
        else:
            self._left[suffix_of(entry)] += 1

    def _counted(self, item: Input) -> Input:
        self._taken += 1
        return item


def _may_be_document(path: Path) -> bool:
    """Whether a file is a document or a collection by its suffix, or a document by its first bytes."""
    suffix = suffix_of(path)
    if suffix in MIMES or suffix in COLLECTIONS:
        return True
    declared = _TYPES.guess_type(f"a{suffix}")[0] or ""
    if declared.startswith((*_FURNITURE, "text/x-")):  # sources of programs may hold pages as texts
        return False
    with path.open("rb") as file:
        data = file.read(_HEAD_BYTES)
        if data.startswith(_WHOLE):
            data += file.read(MAX_FILE_BYTES)
    return sniff.sniff(data) in _DOCUMENTS


def _file(path: Path) -> Iterator[Input]:
    suffix = suffix_of(path)
    try:
        if suffix in {".jsonl", ".ndjson"}:
            yield from _json_lines(path)
        elif suffix in COLLECTIONS:
            yield from _records(path)
        else:
            yield document(path)
    except OSError as error:
        yield _refused(path, "unreadable_file", error.strerror or str(error))


def address_of(path: Path) -> str:
    """The `file://` address of a file."""
    return path.resolve().as_uri()


def _refused(path: Path, error: str, detail: str, part: str = "") -> Input:
    return Input(
        str(path) + part.replace("#line=", " line ").replace("#offset=", " from byte "),
        address_of(path) + part,
        error=error,
        detail=detail,
    )


def document(path: Path) -> Input:
    """A file as one document, under the address it names itself, else its `file://` address.

    Raises:
        OSError: when it cannot be read.
    """
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        return _refused(path, "too_large", f"{size} bytes; a document may have {MAX_FILE_BYTES}")
    data = path.read_bytes()
    mime = MIMES.get(suffix_of(path))
    named = canonical(data) if mime in {"text/html", "application/xhtml+xml", None} else None
    return Input(str(path), named or address_of(path), data, mime)


def canonical(data: bytes) -> str | None:
    """The address that an HTML page says is its own (RFC 6596); None where it names none on the web."""
    head = data[:_HEAD_BYTES]
    if b"\x00" in head[:1024]:
        head = head.decode("utf-16", "replace").encode()
    if b"canonical" not in head.lower():
        return None
    tree = HTMLTree.parse_from_bytes(head, detect_encoding(head) or "utf-8")
    links = tree.document.query_selector_all("link[href]") if tree.document else ()
    named = (link.getattr("href") for link in links if "canonical" in (link.getattr("rel") or "").lower().split())
    url = (next(named, None) or "").strip()
    return url if is_web_address(url) else None


def is_web_address(url: str) -> bool:
    """Whether a text is an absolute http or https address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


# --- collections ------------------------------------------------------------------------------------------------------


def _json_lines(path: Path) -> Iterator[Input]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_FILE_BYTES):
            number += 1
            if len(line) == MAX_FILE_BYTES and not line.endswith(b"\n"):
                while line and not line.endswith(b"\n"):
                    line = file.readline(MAX_FILE_BYTES)
                yield _refused(path, "too_large", f"more than {MAX_FILE_BYTES} bytes", f"#line={number}")
            elif line.strip():
                yield _json_line(path, number, line)


def _json_line(path: Path, number: int, line: bytes) -> Input:
    part = f"#line={number}"
    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _refused(path, "broken_line", f"no JSON: {error}", part)
    if not isinstance(row, dict):
        return _refused(path, "broken_line", "no JSON object", part)
    found = [(key, row[key]) for key in ("html", "text") if isinstance(row.get(key), str) and row[key]]
    if not found:
        return _refused(path, "broken_line", "neither text nor html", part)
    key, text = found[0]
    url = row.get("url")
    named = url.encode("utf-8", "replace").decode() if isinstance(url, str) and url.strip() else address_of(path) + part
    mime = "text/html; charset=utf-8" if key == "html" else "text/plain; charset=utf-8"
    return Input(f"{path} line {number}", named.strip(), text.encode("utf-8", "surrogatepass"), mime)


def _records(path: Path) -> Iterator[Input]:
    """The captures of a WARC or WET file; damage is told, and what is packed whole behind it is read."""
    count, last, told = 0, 0, -1
    start: int | None = 0
    while start is not None:
        begin, start = start, None
        try:
            with path.open("rb") as file:
                file.seek(begin)
                for record in ArchiveIterator(file, parse_http=False):
                    last = record.stream_pos
                    item = _record(path, record, count + 1)
                    count += 1
                    if item:
                        yield item
        except (OSError, ValueError) as error:
            if told != count:
                yield _refused(path, "broken_file", f"{error} after {count} records", _part_at(begin))
            start, told = _next_record(path, max(last, begin)), count
    if not count and told < 0:
        yield _refused(path, "broken_file", "no WARC records in it")
    elif told != count and is_cut(path, last):
        yield _refused(path, "broken_file", f"the packed data breaks off in record {count}")


def _record(path: Path, record: WarcRecord, number: int) -> Input | None:
    """A record as an input; None for what is no document.

    Raises:
        ValueError: when it is cut off.
    """
    name = f"{path} record {number}"
    if record.content_length > MAX_FILE_BYTES:
        if record.is_http:
            record.parse_http(auto_decode="none")
        kind = record.http_content_type if record.is_http else record.headers.get("Content-Type")
        if (kind or "").lower().startswith(_FURNITURE):
            return None
        refused = _refused(path, "too_large", f"{record.content_length} bytes; a document may have {MAX_FILE_BYTES}")
        refused.name, refused.url = name, record.headers.get("WARC-Target-URI") or refused.url
        return refused
    stored = stored_of(record)
    return Input(name, stored.get("WARC-Target-URI") or "", stored=stored) if is_wanted(stored) else None


def _part_at(offset: int) -> str:
    """What tells the stretches of a broken file apart; nothing for the first."""
    return f"#offset={offset}" if offset else ""


def _next_record(path: Path, after: int) -> int | None:
    """Where, behind an offset, the next packed record of a file begins; None where there is none."""
    with path.open("rb") as file:
        if file.read(2) != _GZIP:
            return None
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            place = view.find(_MEMBER, after + 1)
            while place >= 0 and not _begins_record(view[place : place + _HEAD_BYTES]):
                place = view.find(_MEMBER, place + 1)
            return place if place >= 0 else None


def _begins_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(packed, 16).startswith(b"WARC/")
    except zlib.error:
        return False


def is_cut(path: Path, start: int) -> bool:
    """Whether a gzip file lacks its end. `start` is where a record begins; its member, and those behind it, are looked
    at. (The WARC reader takes a record for whole that lost its checksum.)
    """
    with path.open("rb") as file:
        if file.read(2) != _GZIP:
            return False
        file.seek(start)
        file.seek(start if file.read(2) == _GZIP else 0)
        return _breaks_off(file)


def _breaks_off(file: BinaryIO) -> bool:
    """Whether gzip members, from here to the end of the file, end in the middle of one or in what is none."""
    inflater, begun = zlib.decompressobj(zlib.MAX_WBITS | 16), False
    while chunk := file.read(_HEAD_BYTES):
        while chunk:
            try:
                inflater.decompress(chunk)
            except zlib.error:
                return True
            chunk, begun = inflater.unused_data, not inflater.eof
            if inflater.eof:
                inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    return begun


def stored_of(record: WarcRecord) -> Stored:
    """A record as fastwarc reads it, in the form of our own files.

    Raises:
        ValueError: when it is cut off.
    """
    block = record.reader.read()
    if len(block) != record.content_length:
        raise ValueError(f"a record ends after {len(block)} of {record.content_length} bytes")
    fields = list(record.headers.items())
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    data = f"WARC/1.1\r\n{head}\r\n".encode() + block + b"\r\n\r\n"
    return Stored(str(record.record_type), fields, block, data)


def is_wanted(stored: Stored) -> bool:
    """Whether a record of another's collection may be a document, or says that one is gone."""
    capture = capture_of(stored) if stored.type != "metadata" else None
    if capture is None or (not is_web_address(capture.url) and not capture.url.startswith("file:")):
        return False
    if capture.mime and capture.mime.startswith(_FURNITURE):
        return False
    return not (capture.mime or "").startswith("image/") or len(stored.block) >= MIN_IMAGE_BYTES
