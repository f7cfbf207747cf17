"""The CDX index beside each WARC file: one line a capture, sorted by address, in the CDXJ form that replay tools read.

The first lines hold the size and SHA-256 of the WARC file, so that any change of its bytes shows, and each line the
CRC-32 of its packed record, so that the changed record can be named. An index can always be made again from its file.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import urlsplit

from pipelines.records import Capture
from pipelines.stored import DamagedError, Member, Stored, capture_of, members, parse

HEADER = "!CDXJ 1.0"
META = "!meta"
SPOOL_BYTES = 1 << 20
"""Bytes of a growing index that are held in memory."""
_OTHER = "\x00"


@dataclass(frozen=True, slots=True)
class Summary:
    """What an index says of its WARC file: size in bytes, hexadecimal SHA-256, number of records of any type; `others`
    are the CRC-32 by offset of the records that are no captures.
    """

    size: int
    sha256: str
    records: int
    others: dict[str, str] = field(default_factory=dict)


class Growing:
    """The index of a file that is being written. It lies on the disk (in a file without a name, so that a kill leaves
    nothing): kept in memory, its 0.4 MB a thousand captures would grow until the file is closed.
    """

    def __init__(self, folder: Path) -> None:
        self._spool: SpooledTemporaryFile[str] | None = SpooledTemporaryFile(  # noqa: SIM115 - closed with the file
            max_size=SPOOL_BYTES, mode="w+", encoding="utf-8", newline="\n", dir=str(folder)
        )

    def add(self, line: str) -> None:
        """Note the line of a capture."""
        self._note(line)

    def add_other(self, offset: int, crc32: int) -> None:
        """Note a record that is no capture."""
        self._note(f"{_OTHER}{offset} {crc32:08x}")

    def _note(self, line: str) -> None:
        if self._spool is None:
            return
        try:
            self._spool.write(line + "\n")
        except OSError:
            self._spool = None

    def read(self) -> tuple[list[str], dict[str, str]] | None:
        """The lines of the captures and the checksums of the others; None where the disk could not hold them."""
        if self._spool is None:
            return None
        try:
            self._spool.seek(0)
            noted = [line.rstrip("\n") for line in self._spool]
        except OSError:
            return None
        pairs = (line.removeprefix(_OTHER).split(" ") for line in noted if line.startswith(_OTHER))
        return [line for line in noted if not line.startswith(_OTHER)], {pair[0]: pair[1] for pair in pairs}

    def close(self) -> None:
        """Let go of the disk's space."""
        if self._spool is not None:
            self._spool.close()


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a WARC file, as a walk over it finds it."""

    member: Member
    stored: Stored | None
    capture: Capture | None


def index_path(warc: Path) -> Path:
    """Where the index of a WARC file lies."""
    return warc.with_name(warc.name.removesuffix(".open").removesuffix(".warc.gz") + ".cdxj")


def surt(url: str) -> str:
    """The address in sort-friendly form: host labels reversed, then path and query (`cn,gov,x)/path?q`); what is no
    well-formed address (a port beyond 65535, an open bracket) stands for itself.
    """
    try:
        parts = urlsplit(url)
        number = parts.port
    except ValueError:
        return url.replace(" ", "%20")
    host = ",".join(reversed((parts.hostname or parts.scheme).lower().rstrip(".").split(".")))
    port = f":{number}" if number and number not in (80, 443) else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}){parts.path or '/'}{query}".replace(" ", "%20")


def line_of(capture: Capture, crc32: int) -> str:
    """The index line of a capture."""
    timestamp = "".join(char for char in capture.captured_at if char.isdigit())[:14]
    entry = {
        "url": capture.url,
        "mime": "warc/revisit" if capture.kind == "revisit" else capture.mime or "unk",
        "status": str(capture.status) if capture.status else None,
        "digest": f"sha256:{capture.digest}" if capture.digest else None,
        "length": str(capture.warc_length),
        "offset": str(capture.warc_offset),
        "filename": capture.warc_file,
        "crc32": f"{crc32:08x}",
    }
    kept = {name: value for name, value in entry.items() if value is not None}
    return f"{surt(capture.url)} {timestamp} {json.dumps(kept, ensure_ascii=False)}"


def write(warc: Path, lines: Iterable[str], summary: Summary) -> None:
    """Write the index of a WARC file, whole or not at all, synced."""
    path = index_path(warc)
    partial = path.with_suffix(".cdxj.part")
    with partial.open("w", encoding="utf-8") as file:
        file.write(f"{HEADER}\n{META} {json.dumps(asdict(summary))}\n")
        file.writelines(f"{line}\n" for line in sorted(lines))
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def summary(warc: Path) -> Summary:
    """The summary of a WARC file's index, without its entries.

    Raises:
        OSError: when there is no index.
        ValueError: when it is not as written.
    """
    with index_path(warc).open(encoding="utf-8") as file:
        return _summary(file.readline().rstrip("\n"), file.readline().rstrip("\n"))


def _summary(head: str, meta: str) -> Summary:
    if head != HEADER or not meta.startswith(META):
        raise ValueError("not an index of this program")
    try:
        found = Summary(**json.loads(meta.removeprefix(META)))
        if all(offset.isdecimal() for offset in found.others):
            return found
    except (TypeError, AttributeError):
        pass
    raise ValueError(f"its second line is not as written: {meta[:80]}")


def read(warc: Path) -> tuple[Summary, list[dict[str, Any]]]:
    """The summary and the entries of a WARC file's index; each entry has at least `offset` and `crc32`.

    Raises:
        OSError: when there is no index.
        ValueError: when it is not as written.
    """
    text = index_path(warc).read_text(encoding="utf-8")
    head, meta, *lines = text.removesuffix("\n").split("\n")  # a line may hold U+2028
    return _summary(head, meta), [_entry(line) for line in lines]


def _entry(line: str) -> dict[str, Any]:
    entry = json.loads(line.split(" ", 2)[-1])
    if not isinstance(entry, dict) or not str(entry.get("offset")).isdecimal() or "crc32" not in entry:
        raise ValueError(f"an entry is not as written: {line[:80]}")
    return entry


def walk(warc: Path, start: int = 0) -> Iterator[Entry]:
    """Every record of a WARC file in order, with its capture where it is one; damaged stretches have no record."""
    name = warc.name.removesuffix(".open")
    for member in members(warc, start):
        if member.error and not member.data:
            yield Entry(member, None, None)
            continue
        try:
            stored = parse(member.data)
        except DamagedError as error:
            yield Entry(replace(member, data=b"", error=str(error)), None, None)
            continue
        capture = capture_of(stored)
        yield Entry(member, stored, capture.at(name, member.offset, member.length) if capture else None)


def file_digest(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make(warc: Path) -> Summary:
    """Make the index of a WARC file from its bytes; returns its summary. Damaged records are left out."""
    lines: list[str] = []
    others: dict[str, str] = {}
    count = 0
    for entry in walk(warc):
        count += 1
        if entry.capture:
            lines.append(line_of(entry.capture, entry.member.crc32))
        elif entry.stored:
            others[str(entry.member.offset)] = f"{entry.member.crc32:08x}"
    summary = Summary(warc.stat().st_size, file_digest(warc), count, others)
    write(warc, lines, summary)
    return summary
