"""Content codings removed, the same way where an answer is judged and where its record is read."""

from __future__ import annotations

import zlib

import brotli  # type: ignore[import-untyped]

_CHUNK = 1 << 16
_GZIP_MAGIC = b"\x1f\x8b"
_MOST_CODINGS = 5
# Codings that are not asked for and can't be removed. Any other name a server makes up (`utf-8`, `none`) codes nothing.
_FOREIGN = frozenset({"zstd", "compress", "x-compress", "dcb", "dcz", "exi", "bzip2", "x-bzip2", "xz", "lzma"})


class TooLargeError(ValueError):
    """A body that unpacks to more bytes than it may."""


class BrokenCodingError(ValueError):
    """A body that its coding does not fit, or that ends too early; `partial` is what could be unpacked."""

    def __init__(self, message: str, partial: bytes = b"") -> None:
        super().__init__(message)
        self.partial = partial


def unpacked(raw: bytes, coding: str, most: int) -> bytes:
    """A body without the codings that a `Content-Encoding` field names, of at most `most` bytes.

    A body that was never packed though the field says so is taken as it is, as is what follows a whole gzip stream left
    out: servers do both.

    Raises:
        TooLargeError: for a bomb.
        BrokenCodingError: for what can't be unpacked whole.
    """
    names = [part.partition(";")[0].strip().lower() for part in coding.split(",")]
    if len(names) > _MOST_CODINGS:
        raise BrokenCodingError(f"{len(names)} content codings")
    body = raw
    for name in reversed(names):
        if name in _FOREIGN:
            raise BrokenCodingError(f"unknown content coding {name!r}")
        if body and name in ("gzip", "x-gzip"):
            body = _gunzipped(body, most) if body.startswith(_GZIP_MAGIC) else body
        elif body and name == "deflate":
            body = _inflated(body, most)
        elif body and name == "br":
            body = _unbrotli(body, most)
    return body


def _gunzipped(body: bytes, most: int) -> bytes:
    """One gzip stream after another; what follows the last is no part of the body."""
    parts: list[bytes] = []
    left = most
    while body.startswith(_GZIP_MAGIC):
        part, body = _stream(body, zlib.MAX_WBITS | 16, left, b"".join(parts))
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _inflated(body: bytes, most: int) -> bytes:
    """Deflate, with or without the zlib frame that servers leave out, or gzip under its name."""
    if body.startswith(_GZIP_MAGIC):
        return _gunzipped(body, most)
    try:
        return _stream(body, zlib.MAX_WBITS, most)[0]
    except BrokenCodingError as framed:
        if framed.partial:
            raise
        return _stream(body, -zlib.MAX_WBITS, most)[0]


def _stream(body: bytes, bits: int, most: int, before: bytes = b"") -> tuple[bytes, bytes]:
    """One zlib stream of a body, and the bytes that follow it."""
    inflater = zlib.decompressobj(bits)
    try:
        found = inflater.decompress(body, most + 1)
    except zlib.error as error:
        raise BrokenCodingError(str(error), before) from error
    if len(found) > most:
        raise TooLargeError(f"unpacks to more than {most >> 20} MB")
    if not inflater.eof:
        raise BrokenCodingError("the packed body ends too early", before + found)
    return found, inflater.unused_data


def _unbrotli(body: bytes, most: int) -> bytes:
    inflater = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    for start in range(0, len(body), _CHUNK):
        try:
            parts.append(inflater.process(body[start : start + _CHUNK]))
        except brotli.error as error:
            raise BrokenCodingError(str(error), b"".join(parts)) from error
        size += len(parts[-1])
        if size > most:
            raise TooLargeError(f"unpacks to more than {most >> 20} MB")
    if not inflater.is_finished():
        raise BrokenCodingError("the packed body ends too early", b"".join(parts))
    return b"".join(parts)
