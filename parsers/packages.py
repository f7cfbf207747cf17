"""Guards for documents that are zip packages (DOCX, XLSX): everything is refused before it is inflated."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from parsers import limits
from parsers.model import UnreadableError

BROKEN = (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, struct.error, zlib.error)
"""What zipfile raises of a damaged directory or part, or of a way of packing that it does not know."""


def guard_package(data: bytes) -> None:
    """Check a zip's directory and the openings of its XML parts.

    Raises:
        UnreadableError: `parse.broken` (no zip, or cut off), `parse.encrypted`, `parse.too_large`, `parse.zip_bomb`
            (entries, sizes or ratios beyond `parsers.limits`), `parse.entities` (a part that declares XML entities: no
            office program writes them).
    """
    if len(data) > limits.MAX_FILE_BYTES:
        raise UnreadableError("parse.too_large", f"the file is larger than {limits.MAX_FILE_BYTES:,} bytes")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _guard_sizes(archive.infolist())
            for info in archive.infolist():
                if info.filename.lower().endswith((".xml", ".rels")):
                    _guard_opening(archive, info)
    except BROKEN as error:
        raise UnreadableError("parse.broken", f"the file is no whole zip package: {error}") from error


def _guard_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > limits.MAX_ZIP_ENTRIES:
        raise UnreadableError("parse.zip_bomb", f"the package has {len(entries):,} entries")
    if any(info.flag_bits & 1 for info in entries):
        raise UnreadableError("parse.encrypted", "the package is encrypted")
    if sum(info.file_size for info in entries) > limits.MAX_ZIP_BYTES:
        raise UnreadableError("parse.zip_bomb", f"the package inflates to more than {limits.MAX_ZIP_BYTES:,} bytes")
    for info in entries:
        ratio = info.file_size / max(1, info.compress_size)
        flat = info.file_size < limits.ZIP_RATIO_FROM_BYTES or ratio < limits.MAX_ZIP_RATIO
        xml = info.filename.lower().endswith((".xml", ".rels"))
        most = limits.MAX_XML_BYTES if xml and info.filename.startswith("word/") else limits.MAX_ZIP_ENTRY_BYTES
        if info.file_size > most or not flat:
            raise UnreadableError(
                "parse.zip_bomb", f"{info.filename} inflates from {info.compress_size:,} to {info.file_size:,} bytes"
            )


def _guard_opening(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    with archive.open(info) as part:
        opening = part.read(65_536).replace(b"\0", b"")
    if b"<!DOCTYPE" in opening or b"<!ENTITY" in opening:
        raise UnreadableError("parse.entities", f"{info.filename} declares XML entities")
