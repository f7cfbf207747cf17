"""The WARC files: what is appended can be read by others, survives a crash, and is found again in its place."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from pipelines import index
from pipelines.archive import Archive, Context, Run, load, recover, warc_files
from pipelines.records import (
    NOT_MODIFIED,
    SAME_PAYLOAD,
    Capture,
    Draft,
    HttpMessage,
    compose,
    parse_portal,
    portal_json,
    sha256,
)
from pipelines.registry import Portal
from pipelines.stored import DamagedError, body_of, capture_of, members, parse
from tests.pipelines.world import request, response

RUN = Run("20260101000000000-abcd", "crawl", "2026-01-01T00:00:00.000Z", "0.1.0", "gongkai crawl")
URL = "http://www.zherong.gov.cn/xxgk/1.html"


def one_of_each(root: Path) -> list[Capture]:
    with Archive(root, RUN) as archive:
        page = archive.append_exchange(URL, request(URL), response("<p>公开</p>"))
        return [
            page,
            archive.append_exchange(URL + "x", None, response("no", 404)),
            archive.append_revisit(page, request(URL), response(status=304)),
            archive.append_resource("file:///a.txt", "文本".encode(), "text/plain"),
            archive.append_failure("http://dead.gov.cn/", Context(error="timeout", detail="no answer in 30 s")),
        ]


def test_other_tools_read_every_record_and_find_the_digests_right(tmp_path):
    one_of_each(tmp_path)
    path = warc_files(tmp_path)[0]
    with path.open("rb") as file:
        found = [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read(), record)
            for record in ArchiveIterator(file, check_digests="raise")
        ]
    assert [kind for kind, *_ in found] == [
        "warcinfo", "response", "request", "response", "revisit", "request", "resource", "metadata",
    ]  # fmt: skip
    assert found[1][1:3] == (URL, "<p>公开</p>".encode())
    assert found[4][3].rec_headers.get_header("WARC-Refers-To-Target-URI") == URL
    assert all(record.rec_headers.get_header("Gongkai-Run") == RUN.id for *_, record in found)


def test_each_record_is_one_gzip_member_at_its_capture_place(tmp_path):
    captures = one_of_each(tmp_path)
    for capture in captures:
        data = warc_files(tmp_path)[0].read_bytes()[capture.warc_offset :][: capture.warc_length]
        assert capture.record_id.encode() in gzip.decompress(data)
        again = capture_of(load(tmp_path, capture.warc_file, capture.warc_offset))
        assert again is not None
        assert again.at(capture.warc_file, capture.warc_offset, capture.warc_length) == capture


def test_the_index_names_every_capture_and_only_captures(tmp_path):
    captures = one_of_each(tmp_path)
    summary, entries = index.read(warc_files(tmp_path)[0])
    assert summary.records == 8
    assert summary.size == warc_files(tmp_path)[0].stat().st_size
    assert sorted(int(entry["offset"]) for entry in entries) == [capture.warc_offset for capture in captures]
    lines = index.index_path(warc_files(tmp_path)[0]).read_text().splitlines()[2:]
    assert lines == sorted(lines)
    assert any(line.startswith("cn,gov,zherong,www)/xxgk/1.html 2") for line in lines)


def test_an_index_made_from_the_file_is_the_one_written_with_it(tmp_path):
    one_of_each(tmp_path)
    path = warc_files(tmp_path)[0]
    written = index.index_path(path).read_text()
    index.make(path)
    assert index.index_path(path).read_text() == written


@pytest.mark.parametrize("room", [0, None])
def test_the_index_of_a_long_file_grows_on_the_disk_and_is_made_anew_where_that_is_full(tmp_path, monkeypatch, room):
    monkeypatch.setattr(index, "SPOOL_BYTES", 1)
    if room == 0:
        monkeypatch.setattr(index.Growing, "read", lambda _: None)
    one_of_each(tmp_path)
    summary, entries = index.read(warc_files(tmp_path)[0])
    assert (summary, len(entries)) == (index.summary(warc_files(tmp_path)[0]), 5)
    assert (summary.records, len(summary.others)) == (8, 3)
    assert [path.suffix for path in sorted((tmp_path / "warc").iterdir())] == [".cdxj", ".gz"]


def test_files_are_rotated_by_size_and_the_one_being_written_is_marked(tmp_path):
    with Archive(tmp_path, RUN, rotate_bytes=3000) as archive:
        captures = [archive.append_resource(f"file:///{n}", bytes(range(256)) * n, "text/plain") for n in range(1, 30)]
        names = [path.name for path in warc_files(tmp_path)]
        assert [name.endswith(".open") for name in names] == [False] * (len(names) - 1) + [True]
    assert len(names) > 2
    assert all(not path.name.endswith(".open") for path in warc_files(tmp_path))
    for number, capture in enumerate(captures, 1):
        assert body_of(load(tmp_path, capture.warc_file, capture.warc_offset)).data == bytes(range(256)) * number


def test_a_body_is_stored_as_received_and_read_without_its_coding(tmp_path):
    packed = gzip.compress("公开".encode())
    reply = HttpMessage(
        "HTTP/1.1 200 OK",
        [
            ("Content-Type", "text/html"),
            ("Content-Encoding", "gzip"),
            ("Transfer-Encoding", "chunked"),
            ("ETag", '"a"'),
        ],
        packed,
    )
    with Archive(tmp_path, RUN) as archive:
        capture = archive.append_exchange(URL, None, reply)
        plain = archive.append_resource(URL, "公开".encode(), "text/html")
    stored = load(tmp_path, capture.warc_file, capture.warc_offset)
    assert stored.block.endswith(packed)
    assert body_of(stored).data == "公开".encode()
    assert capture.digest == plain.digest
    assert capture.etag == '"a"'


def test_a_deflated_body_is_read_with_and_without_its_frame(tmp_path):
    body = "公开".encode() * 50
    bare = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    with Archive(tmp_path, RUN) as archive:
        for packed in (zlib.compress(body), bare.compress(body) + bare.flush()):
            reply = HttpMessage("HTTP/1.1 200 OK", [("Content-Encoding", "deflate")], packed)
            assert archive.append_exchange(URL, None, reply).digest == sha256(body)


def test_a_revisit_says_whether_the_server_or_the_bytes_said_that_nothing_changed(tmp_path):
    with Archive(tmp_path, RUN) as archive:
        page = archive.append_exchange(URL, None, response("<p>公开</p>"))
        looks = [archive.append_revisit(page, None, response("<p>公开</p>", status)) for status in (304, 200)]
    first, second = (load(tmp_path, look.warc_file, look.warc_offset) for look in looks)
    stated = load(tmp_path, page.warc_file, page.warc_offset).get("WARC-Payload-Digest")
    assert (first.get("WARC-Profile"), first.get("WARC-Payload-Digest")) == (NOT_MODIFIED, None)
    assert (second.get("WARC-Profile"), second.get("WARC-Payload-Digest")) == (SAME_PAYLOAD, stated)


@pytest.mark.parametrize("cut", [1, 9, 60])
def test_a_torn_record_is_cut_off_and_hides_nothing(tmp_path, cut):
    captures = one_of_each(tmp_path)
    path = warc_files(tmp_path)[0]
    left_open = path.with_name(path.name + ".open")
    left_open.write_bytes(path.read_bytes()[:-cut])
    path.unlink()
    index.index_path(path).unlink()
    (recovery,) = recover(tmp_path)
    assert recovery.records == 7
    assert recovery.cut == captures[-1].warc_length - cut
    assert path.stat().st_size == captures[-1].warc_offset
    assert len(index.read(path)[1]) == 4
    assert list(recover(tmp_path)) == []


def test_a_file_that_never_got_a_whole_record_goes(tmp_path):
    (tmp_path / "warc").mkdir()
    (tmp_path / "warc" / "x.warc.gz.open").write_bytes(b"\x1f\x8b\x08")
    (recovery,) = recover(tmp_path)
    assert (recovery.cut, recovery.records) == (3, 0)
    assert warc_files(tmp_path) == []


def test_damage_in_the_middle_does_not_hide_what_follows(tmp_path):
    captures = one_of_each(tmp_path)
    path = warc_files(tmp_path)[0]
    data = bytearray(path.read_bytes())
    data[captures[1].warc_offset + 30] ^= 0xFF
    path.write_bytes(data)
    found = list(members(path))
    assert [bool(member.error) for member in found] == [False, False, False, True, False, False, False, False]
    with pytest.raises(DamagedError, match=f"byte {captures[1].warc_offset}"):
        load(tmp_path, captures[1].warc_file, captures[1].warc_offset)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30)


@given(st.binary(max_size=500), TEXT, TEXT)
def test_what_is_composed_is_what_is_parsed(body, name, via):
    portal = Portal("p1", name, "http://x.gov.cn/")
    draft = Draft("resource", URL, "2026-01-01T00:00:00.000Z", body, "text/plain", body)
    draft.fields = [("Gongkai-Run", "r"), ("Gongkai-Portal", portal_json(portal)), ("Gongkai-Via", "http://a/" + via)]
    stored = parse(gzip.GzipFile(fileobj=io.BytesIO(compose(draft))).read())
    capture = capture_of(stored)
    assert stored.block == body
    assert capture is not None
    assert capture.portal == portal
    assert (capture.run, capture.url, capture.captured_at) == ("r", URL, "2026-01-01T00:00:00.000Z")
    assert capture.record_id == draft.record_id


def test_a_portal_field_that_is_no_portal_is_none():
    assert parse_portal("[1]") is None
    assert parse_portal("{") is None
    assert parse_portal(None) is None
