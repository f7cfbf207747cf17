"""The archive directory: WARC files that are only ever appended to, and who may append.

A run writes files of its own. The file being written ends in `.open`; when it is full or the run ends it is synced,
renamed and indexed, and never touched again, so that two archives merge by the union of their files. `sync` is the
promise: what was appended before it survives a crash, and only then may a row point at it.

A file found open by the next writer was left by a crash: what follows its last whole record is cut off and reported.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from zlib import crc32

from pipelines import index
from pipelines.locks import ArchiveError
from pipelines.records import (
    ASKED,
    FIELDS_TYPE,
    NOT_MODIFIED,
    SAME_PAYLOAD,
    Capture,
    Draft,
    HttpMessage,
    Kind,
    compose,
    now,
    own_fields,
    sha256,
    urn,
    warc_fields,
)
from pipelines.registry import Portal
from pipelines.stored import DamagedError, Stored, body_of, capture_of, parse, read_member

WARC_DIRECTORY = "warc"
DATABASE_NAME = "gongkai.db"
OPEN_SUFFIX = ".open"
ROTATE_BYTES = 1_000_000_000
"""Packed size at which a file is closed and the next begun; the size the WARC community settled on."""

_KEPT = ("WARC-Profile", "WARC-Refers-To", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date", "WARC-IP-Address")
"""Fields of other tools' records that are kept as they are."""


@dataclass(frozen=True, slots=True)
class Run:
    """A command that writes: its id is in every record it makes."""

    id: str
    kind: str
    started_at: str
    version: str
    command: str = ""

    @classmethod
    def begin(cls, kind: str, version: str, command: str = "") -> Run:
        """A new run, its id made of the time and a random part. A command may name files in bytes that are no text."""
        started = now()
        command = command.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        digits = "".join(char for char in started if char.isdigit())
        return cls(f"{digits}-{secrets.token_hex(4)}", kind, started, version, command)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What a crash left of a file: bytes cut off its end, records that stand."""

    file: str
    cut: int
    records: int

    def __str__(self) -> str:
        lost = f"{self.cut} bytes of a torn record cut off" if self.cut else "nothing torn"
        return f"{self.file} was left open by a crash: {lost}, {self.records} records stand"


@dataclass(slots=True)
class Context:
    """What the crawler knows of a capture beside the exchange itself."""

    portal: Portal | None = None
    role: str | None = None
    via: str | None = None
    error: str | None = None
    detail: str | None = None


@dataclass(slots=True)
class _File:
    """The file being written."""

    name: str
    handle: BinaryIO
    index: index.Growing
    size: int = 0
    records: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)


def database_path(root: Path) -> Path:
    """Where the database of an archive lies."""
    return root / DATABASE_NAME


def read_only(database: Path, *, fixed: bool = False) -> str:
    """The URI under which SQLite opens a database to read it only, whatever characters its path has (`#`, `?`, `%`).

    `fixed` is for one that nobody can change meanwhile: it is read without locks, also where none can be made.
    """
    return f"{database.resolve().as_uri()}?mode=ro" + ("&immutable=1" if fixed else "")


def warc_files(root: Path) -> list[Path]:
    """The WARC files of an archive by name, closed ones and those still open."""
    folder = root / WARC_DIRECTORY
    return sorted([*folder.glob("*.warc.gz"), *folder.glob(f"*.warc.gz{OPEN_SUFFIX}")], key=lambda path: path.name)


def locate(root: Path, name: str) -> Path:
    """The path of a WARC file by its name, whether it is closed or still open."""
    path = root / WARC_DIRECTORY / name
    return path if path.exists() else path.with_name(name + OPEN_SUFFIX)


def is_archive(path: Path) -> bool:
    """Whether a directory is an archive: it holds a folder of WARC files and a database or nothing but that."""
    return (path / WARC_DIRECTORY).is_dir() and (
        (path / DATABASE_NAME).exists() or any((path / WARC_DIRECTORY).glob("*.warc.gz*"))
    )


def load(root: Path, name: str, offset: int) -> Stored:
    """The record at a place of the archive.

    Raises:
        DamagedError: when it is not whole.
        OSError: when the file cannot be read.
    """
    return parse(read_member(locate(root, name), offset).data)


class Archive:
    """The appending side. Use it as a context manager under `writer_lock`; leaving it closes the open file."""

    def __init__(self, root: Path, run: Run, rotate_bytes: int = ROTATE_BYTES) -> None:
        self.root = root
        self.run = run
        self.rotate_bytes = rotate_bytes
        self._folder = root / WARC_DIRECTORY
        self._file: _File | None = None
        self._dirty = False
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ArchiveError(f"cannot write in {root}: {error.strerror}") from error
        self._serial = _last_serial(self._folder, run)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        except ArchiveError:
            if kind is None:
                raise  # else what went wrong first is what the user should hear

    @property
    def open_name(self) -> str | None:
        """The path's name of the file being written; None while there is none."""
        return self._file.name + OPEN_SUFFIX if self._file else None

    # -- appending ---------------------------------------------------------------------------------------------------

    def append_exchange(
        self,
        url: str,
        request: HttpMessage | None,
        response: HttpMessage,
        context: Context | None = None,
        captured_at: str | None = None,
    ) -> Capture:
        """Append a response with its request: body as received, whatever its status.

        `Transfer-Encoding` is renamed when the body comes without it, as archives of de-chunked bodies do, so that
        readers do not look for chunks.
        """
        context = context or Context()
        response = _unchunked(response)
        draft = self._draft("response", url, captured_at, context)
        draft.block, draft.payload = response.head() + response.body, response.body
        draft.fields += _asked(request)
        capture = self._append(draft)
        if request is not None:
            self._append_request(request, draft)
        return capture

    def append_resource(
        self,
        url: str,
        body: bytes,
        mime: str | None,
        context: Context | None = None,
        captured_at: str | None = None,
        kind: Kind = "resource",
        refers_to: str | None = None,
    ) -> Capture:
        """Append a file's bytes under the address it stands for.

        `kind` is `conversion` for what was made of a page (its text, its state when its scripts were done); `refers_to`
        then is the id of the page's record.
        """
        draft = self._draft(kind, url, captured_at, context or Context())
        if refers_to:
            draft.fields.append(("WARC-Refers-To", urn(refers_to)))
        draft.block = draft.payload = body
        draft.content_type = mime or "application/octet-stream"
        return self._append(draft)

    def append_revisit(
        self,
        of: Capture,
        request: HttpMessage | None,
        response: HttpMessage,
        context: Context | None = None,
        captured_at: str | None = None,
    ) -> Capture:
        """Append a look that found the body of an earlier capture again (304, or the same bytes): no body is stored."""
        draft = self._draft("revisit", of.url, captured_at, context or Context())
        draft.block = response.head()
        if response.status != 304:
            draft.fields.append(("WARC-Payload-Digest", self._payload_digest(of, response)))
        draft.fields += [
            ("WARC-Profile", NOT_MODIFIED if response.status == 304 else SAME_PAYLOAD),
            ("WARC-Refers-To", urn(of.record_id)),
            ("WARC-Refers-To-Target-URI", of.url),
            ("WARC-Refers-To-Date", of.captured_at),
            *_asked(request),
        ]
        capture = self._append(draft)
        if request is not None:
            self._append_request(request, draft)
        return capture

    def _payload_digest(self, of: Capture, response: HttpMessage) -> str:
        """The digest as the record referred to states it: replay tools compare the two."""
        try:
            stated = load(self.root, of.warc_file, of.warc_offset).get("WARC-Payload-Digest")
        except (OSError, DamagedError):
            stated = None
        return stated or f"sha256:{sha256(response.body)}"

    def append_failure(self, url: str, context: Context, captured_at: str | None = None) -> Capture:
        """Append a look that got no answer: `context.error` is its class, `context.detail` what happened in words.

        Raises:
            ValueError: when the context names no error.
        """
        if not context.error:
            raise ValueError("a failure needs its class")
        draft = self._draft("metadata", url, captured_at, context)
        draft.content_type = FIELDS_TYPE
        draft.block = warc_fields([("error", context.error), ("detail", context.detail)])
        return self._append(draft)

    def append_foreign(self, stored: Stored) -> Capture:
        """Append a record of another WARC file as it is: its id, date, address, HTTP head and body are kept."""
        taken = capture_of(stored)
        if taken is None:
            raise ValueError("not a capture")
        context = Context(taken.portal, taken.role, taken.via, taken.error, taken.detail)
        draft = self._draft(stored.type, taken.url, taken.captured_at, context)
        draft.record_id, draft.block = taken.record_id or draft.record_id, stored.block
        draft.content_type = stored.get("Content-Type")
        draft.payload = None if stored.type == "revisit" else _raw_payload(stored)
        digest = ("WARC-Payload-Digest",) if stored.type == "revisit" else ()
        draft.fields += [(name, value) for name in (*_KEPT, *digest) if (value := stored.get(name))]
        return self._append(draft)

    def append_seen(self, record_ids: Iterable[str], seen_at: str) -> None:
        """Append a note that the bytes of these captures were met again, so that a rebuild knows it too."""
        draft = Draft("metadata", "urn:gongkai:seen", seen_at, content_type=FIELDS_TYPE)
        draft.fields = own_fields(self.run.id, portal=None, role="seen", via=None, error=None)
        draft.block = warc_fields([("seen", record_id) for record_id in record_ids])
        self._write_other(draft)

    def _append_request(self, request: HttpMessage, of: Draft) -> None:
        draft = Draft("request", of.url, of.date, request.head() + request.body, "application/http;msgtype=request")
        draft.payload = request.body
        draft.fields = [("WARC-Concurrent-To", urn(of.record_id)), ("Gongkai-Run", self.run.id)]
        self._write_other(draft)

    def _draft(self, kind: str, url: str, captured_at: str | None, context: Context) -> Draft:
        # A line end in an address would end its field: the record must say what is returned of it.
        draft = Draft(kind, re.sub(r"[\r\n]+", " ", url), captured_at or now())
        draft.fields = own_fields(
            self.run.id, portal=context.portal, role=context.role, via=context.via, error=context.error
        )
        if context.detail and kind != "metadata":
            draft.fields.append(("Gongkai-Detail", context.detail))
        return draft

    def _append(self, draft: Draft) -> Capture:
        """Write a capture's record; what is returned is read back from its fields, as a rebuild will read them."""
        file, offset, packed = self._write(draft)
        stored = Stored(draft.type, _fields_of(draft), draft.block, b"")
        capture = capture_of(stored, body_of(_with_data(stored, draft)))
        if capture is None:
            raise ValueError(f"a {draft.type} record is no capture")
        capture = capture.at(file.name, offset, len(packed))
        file.index.add(index.line_of(capture, crc32(packed)))
        return capture

    # -- files -------------------------------------------------------------------------------------------------------

    def _write(self, draft: Draft) -> tuple[_File, int, bytes]:
        packed = compose(draft)
        if self._file and self._file.size + len(packed) > self.rotate_bytes:
            self._seal()
        file = self._file or self._begin()
        offset = file.size
        self._put(file, packed)
        return file, offset, packed

    def _write_other(self, draft: Draft) -> None:
        """Write a record that is no capture."""
        file, offset, packed = self._write(draft)
        file.index.add_other(offset, crc32(packed))

    def _put(self, file: _File, packed: bytes) -> None:
        """Write a record's bytes; a disk that fills up in the middle leaves the file as it was."""
        view = memoryview(packed)
        try:
            while view:
                view = view[os.write(file.handle.fileno(), view) :]
        except OSError as error:
            os.ftruncate(file.handle.fileno(), file.size)
            os.lseek(file.handle.fileno(), file.size, os.SEEK_SET)
            raise ArchiveError(
                f"cannot write in {self._folder}: {error.strerror}; what is stored stands, make room and run again"
            ) from error
        file.size += len(packed)
        file.records += 1
        file.digest.update(packed)
        self._dirty = True

    def _begin(self) -> _File:
        self._serial += 1
        name = f"{self.run.id}-{self._serial:05d}.warc.gz"
        try:
            handle = (self._folder / (name + OPEN_SUFFIX)).open("xb", buffering=0)
        except OSError as error:
            raise ArchiveError(f"cannot write in {self._folder}: {error.strerror}") from error
        file = self._file = _File(name, handle, index.Growing(self._folder))
        info = [
            ("software", f"gongkai/{self.run.version}"),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
            ("isPartOf", self.run.id),
            ("run-kind", self.run.kind),
            ("run-started", self.run.started_at),
            ("run-command", self.run.command),
        ]
        draft = Draft("warcinfo", None, now(), warc_fields(info), FIELDS_TYPE)
        draft.fields = [("WARC-Filename", name), ("Gongkai-Run", self.run.id)]
        packed = compose(draft)
        file.index.add_other(0, crc32(packed))
        self._put(file, packed)
        sync_directory(self._folder)
        return file

    def sync(self) -> None:
        """Make everything appended so far survive a crash.

        Raises:
            ArchiveError: when the disk refuses.
        """
        if self._file and self._dirty:
            try:
                os.fsync(self._file.handle.fileno())
            except OSError as error:
                raise ArchiveError(f"cannot write in {self._folder}: {error.strerror}") from error
            self._dirty = False

    def _seal(self) -> None:
        if self._file is None:
            return
        self.sync()
        file, self._file = self._file, None
        file.handle.close()
        closed = self._folder / file.name
        closed.with_name(file.name + OPEN_SUFFIX).rename(closed)
        sync_directory(self._folder)
        try:
            noted = file.index.read()
            if noted is None:
                index.make(closed)
            else:
                lines, others = noted
                index.write(closed, lines, index.Summary(file.size, file.digest.hexdigest(), file.records, others))
        except OSError as error:
            raise ArchiveError(f"cannot write the index of {closed}: {error.strerror}; it will be made anew") from error
        finally:
            file.index.close()

    def close(self) -> None:
        """Sync, close and index the open file."""
        self._seal()


def _asked(request: HttpMessage | None) -> list[tuple[str, str]]:
    """The field that tells an answer to anything but a GET: a kill may come before the request's own record."""
    method = request.start_line.partition(" ")[0] if request else "GET"
    if request is None or method == "GET":
        return []
    return [(ASKED, f"{method} {sha256(request.body)}" if request.body else method)]


def _last_serial(folder: Path, run: Run) -> int:
    """The number of the last file that a run wrote before it was stopped; 0 for a new run."""
    names = (path.name.removeprefix(f"{run.id}-") for path in folder.glob(f"{run.id}-*.warc.gz*"))
    return max((int(name.partition(".")[0]) for name in names), default=0)


def _unchunked(response: HttpMessage) -> HttpMessage:
    headers = [
        (f"X-Archive-Orig-{name}" if name.lower() == "transfer-encoding" else name, value)
        for name, value in response.headers
    ]
    return HttpMessage(response.start_line, headers, response.body)


def _raw_payload(stored: Stored) -> bytes:
    return stored.block.partition(b"\r\n\r\n")[2] if stored.type == "response" else stored.block


def _fields_of(draft: Draft) -> list[tuple[str, str]]:
    """The fields a reader of the draft's record will find, those that a capture is made of."""
    fields = [("WARC-Record-ID", urn(draft.record_id)), ("WARC-Date", draft.date), ("WARC-Target-URI", draft.url or "")]
    return [*fields, ("Content-Type", draft.content_type or ""), *draft.fields]


def _with_data(stored: Stored, draft: Draft) -> Stored:
    """The stored record with the bytes its HTTP head is parsed from; other records need none."""
    if draft.type not in {"response", "revisit"}:
        return stored
    head = (
        f"WARC/1.1\r\nWARC-Type: {draft.type}\r\nContent-Type: application/http\r\nContent-Length: {len(draft.block)}"
    )
    stored.data = head.encode() + b"\r\n\r\n" + draft.block + b"\r\n\r\n"
    return stored


def sync_directory(folder: Path) -> None:
    """Make the names in a directory survive a crash."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def recover(root: Path) -> Iterator[Recovery]:
    """Close what a crash left open: cut torn ends, rename, index; make missing indices. Only under `writer_lock`.

    Raises:
        ArchiveError: when the disk refuses; what is stored stands.
    """
    try:
        yield from _recover_all(root / WARC_DIRECTORY)
    except OSError as error:
        raise ArchiveError(f"cannot write in {root}: {error.strerror}; make room and run again") from error


def _recover_all(folder: Path) -> Iterator[Recovery]:
    for path in sorted(folder.glob(f"*{OPEN_SUFFIX}")):
        yield _recover(path)
    for partial in folder.glob("*.part"):
        partial.unlink()
    for path in sorted(folder.glob("*.warc.gz")):
        if not index.index_path(path).exists():
            index.make(path)


def _recover(path: Path) -> Recovery:
    end, records = whole_length(path)
    size = path.stat().st_size
    name = path.name.removesuffix(OPEN_SUFFIX)
    if end == 0:
        path.unlink()
        return Recovery(name, size, 0)
    with path.open("r+b") as file:
        file.truncate(end)
        os.fsync(file.fileno())
    closed = path.with_name(name)
    path.rename(closed)
    sync_directory(path.parent)
    index.make(closed)
    return Recovery(name, size - end, records)


def whole_length(path: Path) -> tuple[int, int]:
    """Where the last whole record of a file ends, and how many there are up to it.

    Damage in the middle does not count as torn: only what follows the last whole record is.
    """
    end = records = 0
    for entry in index.walk(path):
        if entry.stored is not None:
            end = entry.member.offset + entry.member.length
            records += 1
    return end, records
