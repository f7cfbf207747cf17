"""Content codings as servers send them: unpacked, refused as bombs, or told to be broken."""

from __future__ import annotations

import gzip
import zlib

import brotli  # type: ignore[import-untyped]
import pytest

from pipelines.codings import BrokenCodingError, TooLargeError, unpacked

PAGE = "<p>政府信息公开工作年度报告</p>".encode() * 40
# Without the time of packing: a test's name holds its bytes, and each worker must find the same tests.
PACKED = gzip.compress(PAGE, mtime=0)
MOST = 1 << 16


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("", PAGE),
        ("gzip", PACKED),
        ("X-GZip", PACKED),
        ("gzip, gzip", gzip.compress(PACKED)),
        ("gzip, br", brotli.compress(PACKED)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
        ("deflate", PACKED),
        ("br", brotli.compress(PAGE)),
        ("utf-8", PAGE),
        ("gzip", PAGE),
        ("gzip", gzip.compress(PAGE[:100]) + gzip.compress(PAGE[100:])),
        ("gzip", PACKED + b"\0\0<!-- cache -->"),
    ],
)
def test_a_body_is_unpacked_whatever_servers_make_of_the_standard(coding: str, packed: bytes) -> None:
    assert unpacked(packed, coding, MOST) == PAGE


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_a_body_that_ends_too_early_is_told_and_keeps_what_there_is(coding: str) -> None:
    whole = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[coding](bytes(range(256)) * 40)
    with pytest.raises(BrokenCodingError) as told:
        unpacked(whole[:-8], coding, MOST)
    assert (bytes(range(256)) * 40).startswith(told.value.partial)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, gzip"])
def test_a_bomb_is_not_unpacked(coding: str) -> None:
    bomb = bytes(MOST + 1)
    for name in coding.split(", "):
        bomb = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[name](bomb)
    with pytest.raises(TooLargeError):
        unpacked(bomb, coding, MOST)


@pytest.mark.parametrize("coding", ["zstd", ", ".join(["gzip"] * 9)])
def test_codings_that_were_not_asked_for_are_told(coding: str) -> None:
    with pytest.raises(BrokenCodingError, match="coding"):
        unpacked(PACKED, coding, MOST)
