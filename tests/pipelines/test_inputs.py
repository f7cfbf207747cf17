"""Collections and pictures through `ingest`: WARC and WET files of other programs, also broken ones, and scans."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from parsers import ocr
from pipelines import inputs as source
from pipelines import stored
from pipelines.ingest import ingest
from pipelines.rebuild import rebuild
from pipelines.verify import verify
from tests.pipelines.reports import figures, page
from tests.pipelines.test_attachments import TITLE, pdf
from tests.pipelines.world import digests, rows

URL = "http://www.zherong.gov.cn/xxgk/{}.html"
MOMENT = "2023-02-01T08:00:00Z"


def warc(path, *years: int, packed: bool = True):
    """A WARC file as another crawler writes it, with a response (and what surrounds one) a year."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "another crawler"}))
        for year in years:
            body = page("柘荣县人民政府", year, figures(10)).encode()
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "www.zherong.gov.cn")], is_http_request=True)
            for kind, payload, http in (("request", b"", asked), ("response", body, head)):
                writer.write_record(
                    writer.create_warc_record(
                        URL.format(year),
                        kind,
                        payload=io.BytesIO(payload),
                        http_headers=http,
                        warc_headers_dict={"WARC-Date": MOMENT},
                    )
                )
    return path


def wet(path, *years: int, packed: bool = True):
    """A WET file: the text of a page a conversion record."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        for year in years:
            title = f"柘荣县人民政府{year}年政府信息公开工作年度报告"
            body = f"一、总体情况\n{year}年，本机关共收到政府信息公开申请12件。\n二、存在的问题\n公开内容不够丰富。"
            text = f"{title}\n{body}\n"
            record = writer.create_warc_record(
                URL.format(year),
                "conversion",
                payload=io.BytesIO(text.encode()),
                warc_content_type="text/plain",
                warc_headers_dict={"WARC-Date": MOMENT},
            )
            writer.write_record(record)
    return path


@pytest.mark.parametrize(("make", "name"), [(warc, "a.warc.gz"), (warc, "a.warc"), (wet, "a.wet.gz"), (wet, "a.wet")])
def test_a_collection_keeps_its_addresses_and_times(tmp_path, make, name):
    path = make(tmp_path / name, 2021, 2022, packed=name.endswith(".gz"))
    outcome = ingest([path], tmp_path / "x", workers=1)
    assert (outcome.taken, outcome.reports, outcome.failures) == (2, 2, [])
    found = rows(tmp_path / "x", "SELECT url, captured_at FROM captures ORDER BY url")
    assert [(row["url"], row["captured_at"][:19]) for row in found] == [
        (URL.format(year), MOMENT[:-1]) for year in (2021, 2022)
    ]
    assert [row["year"] for row in rows(tmp_path / "x", "SELECT year FROM reports ORDER BY year")] == [2021, 2022]
    assert ingest([path], tmp_path / "x", workers=1).taken == 0
    assert verify(tmp_path / "x").problems == []


@pytest.mark.parametrize("cut", [1, 4, 8])
def test_a_file_that_lost_the_last_bytes_of_its_packing_says_so_and_gives_what_it_holds(tmp_path, cut):
    path = warc(tmp_path / "a.warc.gz", 2021, 2022)
    path.write_bytes(path.read_bytes()[:-cut])
    outcome = ingest([path], tmp_path / "x", workers=1)
    assert [name for name, _ in outcome.failures] == [str(path)]
    assert "breaks off" in outcome.failures[0][1]
    assert [row["year"] for row in rows(tmp_path / "x", "SELECT year FROM reports ORDER BY year")] == [2021, 2022]


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_that_ends_in_the_middle_of_a_record_gives_what_came_before(tmp_path, packed):
    path = warc(tmp_path / ("a.warc.gz" if packed else "a.warc"), 2021, 2022, packed=packed)
    path.write_bytes(path.read_bytes()[:-400])
    outcome = ingest([path], tmp_path / "x", workers=1)
    assert [name for name, _ in outcome.failures] == [str(path)]
    assert [row["year"] for row in rows(tmp_path / "x", "SELECT year FROM reports")] == [2021]


def test_what_stands_whole_behind_a_damaged_record_of_another_tool_goes_in_too(tmp_path):
    path = warc(tmp_path / "a.warc.gz", 2021, 2022, 2023)
    data = bytearray(path.read_bytes())
    places = [match.start() for match in re.finditer(rb"\x1f\x8b\x08\x00", data)]
    data[(places[4] + places[5]) // 2] ^= 0xFF  # in the response of 2022
    path.write_bytes(data)
    outcome = ingest([path], tmp_path / "archive", workers=1)
    assert [row["year"] for row in rows(tmp_path / "archive", "SELECT year FROM reports ORDER BY 1")] == [2021, 2023]
    assert len(outcome.failures) == 1


def look_and_revisit(folder, *, by_date: bool):
    """A page, and in a file of its own a later look that found it the same, as two tools name it."""
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    url, dated = URL.format(1), {"WARC-Date": MOMENT}
    with (folder / "page.warc.gz").open("wb") as file:
        body = io.BytesIO(page("柘荣县人民政府", 2021).encode())
        writer = WARCWriter(file, gzip=True)
        record = writer.create_warc_record(url, "response", payload=body, http_headers=head, warc_headers_dict=dated)
        writer.write_record(record)
    with (folder / "revisit.warc.gz").open("wb") as file:
        digest, later = record.rec_headers["WARC-Payload-Digest"], {"WARC-Date": "2024-02-01T08:00:00Z"}
        writer = WARCWriter(file, gzip=True)
        revisit = writer.create_revisit_record(url, digest, url, MOMENT, head, warc_headers_dict=later)
        if not by_date:
            revisit.rec_headers.add_header("WARC-Refers-To", record.rec_headers["WARC-Record-ID"])
        writer.write_record(revisit)


@pytest.mark.parametrize(
    ("order", "by_date"),
    [("page first", True), ("revisit first", True), ("revisit first", False), ("one file, revisit first", True)],
)
def test_a_revisit_of_another_tool_is_a_look_at_its_page_whichever_comes_first(tmp_path, order, by_date):
    look_and_revisit(tmp_path, by_date=by_date)
    paths = [tmp_path / f"{name}.warc.gz" for name in ("page", "revisit")]
    if order.startswith("one file"):
        joined = tmp_path / "joined.warc.gz"
        joined.write_bytes(b"".join(path.read_bytes() for path in reversed(paths)))
        paths = [joined]
    for path in paths[::-1] if order.startswith("revisit") else paths:
        ingest([path], tmp_path / "a", workers=1)
    state = digests(tmp_path / "a")
    assert rows(tmp_path / "a", "SELECT version, last_seen FROM reports") == [
        {"version": 1, "last_seen": "2024-02-01T08:00:00.000Z"}
    ]
    assert rows(tmp_path / "a", "SELECT count(DISTINCT digest) AS n, count(digest) AS m FROM captures") == [
        {"n": 1, "m": 2}
    ]
    assert verify(tmp_path / "a").problems == []
    rebuild(tmp_path / "a", workers=1)
    assert digests(tmp_path / "a") == state


def test_a_warc_packed_as_one_stream_is_read_and_its_cut_is_told(tmp_path):
    whole = gzip.compress(warc(tmp_path / "plain", 2021, 2022, packed=False).read_bytes())
    (tmp_path / "a.warc.gz").write_bytes(whole)
    (tmp_path / "b.warc.gz").write_bytes(whole[:-4])
    assert ingest([tmp_path / "a.warc.gz"], tmp_path / "x", workers=1).failures == []
    outcome = ingest([tmp_path / "b.warc.gz"], tmp_path / "y", workers=1)
    assert [name for name, _ in outcome.failures] == [str(tmp_path / "b.warc.gz")]
    for root in ("x", "y"):
        assert len(rows(tmp_path / root, "SELECT * FROM reports")) == 2


def test_hidden_files_and_folders_and_kinds_that_hold_no_documents_are_left_out(tmp_path):
    folder = tmp_path / "in"
    for name in (".git/objects", ".cache", "site/.hidden"):
        (folder / name).mkdir(parents=True)
        (folder / name / "a.html").write_text(page("柘荣县人民政府", 2020), "utf-8")
    (folder / ".a.html").write_text(page("柘荣县人民政府", 2020), "utf-8")
    (folder / "style.css").write_text("p {}", "utf-8")
    (folder / "site" / "b.html").write_text(page("柘荣县人民政府", 2022), "utf-8")
    outcome = ingest([folder], tmp_path / "x", workers=1)
    assert (outcome.taken, outcome.failures) == (1, [])
    assert [row["year"] for row in rows(tmp_path / "x", "SELECT year FROM reports")] == [2022]


def test_a_folder_is_searched_by_content_too_each_place_once_and_what_is_left_is_told(tmp_path):
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "detail.aspx?id=3").write_text(page("柘荣县人民政府", 2022), "utf-8")
    (folder / "menu.js").write_text("document.write('<div>…</div>')", "utf-8")
    (folder / "notes").write_text("nothing marked up", "utf-8")
    (folder / "sub" / "up").symlink_to(folder, target_is_directory=True)
    os.mkfifo(folder / "pipe.html")
    outcome = ingest([folder], tmp_path / "x", workers=1)
    assert (outcome.taken, outcome.reports, outcome.failures) == (1, 1, [])
    (note,) = outcome.notes
    assert "3 files that are no documents were left out" in note
    assert all(kind in note for kind in ("no suffix 1", ".js 1", ".html 1"))


def test_a_folder_that_holds_nothing_says_so(tmp_path):
    (tmp_path / "in").mkdir()
    assert ingest([tmp_path / "in"], tmp_path / "x", workers=1).notes == [f"{tmp_path / 'in'} holds no documents"]


def test_a_folder_that_cannot_be_read_is_named_and_keeps_nothing_else_out(tmp_path, monkeypatch):
    (tmp_path / "in" / "locked").mkdir(parents=True)
    (tmp_path / "in" / "z.html").write_text(page("柘荣县人民政府", 2022), "utf-8")
    listed = Path.iterdir

    def refusing(path):
        if path.name == "locked":
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", refusing)
    outcome = ingest([tmp_path / "in"], tmp_path / "x", workers=1)
    assert outcome.failures == [(str(tmp_path / "in" / "locked"), "Permission denied")]
    assert outcome.reports == 1


def test_addresses_that_no_browser_takes_are_kept_as_they_are_and_found_again(tmp_path):
    odd = ["http://a.gov.cn:99999/1", "http://[::1/2", "http://a.gov.cn/3\r\nWARC-Type: request", "\ud800"]
    lines = [json.dumps({"url": url, "text": f"第{place}份文件"}) for place, url in enumerate(odd)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), "utf-8")
    assert ingest([tmp_path / "in.jsonl"], tmp_path / "x", workers=1).taken == len(odd)
    state = digests(tmp_path / "x")
    assert verify(tmp_path / "x").problems == []
    rebuild(tmp_path / "x", workers=1)
    assert digests(tmp_path / "x") == state


@pytest.mark.parametrize(
    ("page", "address"),
    [
        (b'<LINK REL="alternate Canonical" HREF="http://a.gov.cn/?a=1&amp;b=2">', "http://a.gov.cn/?a=1&b=2"),
        (b"<link href=http://a.gov.cn/x rel=canonical>", "http://a.gov.cn/x"),
        (
            "<link rel=canonical href='http://a.gov.cn/中'>政府信息公开工作年度报告".encode("gb18030"),
            "http://a.gov.cn/中",
        ),
        ("\ufeff<link rel=canonical href='http://a.gov.cn/16'>".encode("utf-16"), "http://a.gov.cn/16"),
        (b"<!-- <link rel=canonical href=http://a.gov.cn/> -->", None),
        (b"<link rel=canonical href=/x>", None),
        (b"<link rel=canonical " * 4000, None),  # took two minutes
    ],
)
def test_the_address_a_page_names_itself(page, address):
    start = time.process_time()
    assert source.canonical(page) == address
    assert time.process_time() - start < 1


def test_a_line_longer_than_a_document_is_named_and_the_next_one_read(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "MAX_FILE_BYTES", 100)
    (tmp_path / "in.jsonl").write_text('{"text": "' + "长" * 200 + '"}\n{"text": "短"}\n', "utf-8")
    first, second = source.inputs([tmp_path / "in.jsonl"])
    assert (first.error, first.name) == ("too_large", f"{tmp_path / 'in.jsonl'} line 1")
    assert second.data == "短".encode()


def test_a_record_larger_than_a_document_is_named_unless_it_is_furniture(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "MAX_FILE_BYTES", 500)
    path = warc(tmp_path / "a.warc.gz", 2021)
    (found,) = source.inputs([path])
    assert (found.error, found.url) == ("too_large", URL.format(2021))
    plain = gzip.decompress(path.read_bytes()).replace(b"text/html; charset=utf-8", b"video/mp4; codecs=avc1  ")
    path.write_bytes(gzip.compress(plain))
    assert list(source.inputs([path])) == []


def test_a_body_that_unpacks_to_more_than_a_document_stays_packed(monkeypatch):
    monkeypatch.setattr(stored, "MAX_FILE_BYTES", 1000)
    packed = gzip.compress(bytes(1001))
    block = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + packed
    head = f"WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
    assert stored.body_of(stored.parse(head.encode() + block + b"\r\n\r\n")).data == packed


@pytest.mark.parametrize(
    "date", ["", "yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2021-02-30"]
)
def test_a_date_that_is_none_is_the_beginning_of_time(date):
    assert stored.moment(date) == "1970-01-01T00:00:00.000Z"


def test_a_date_without_a_zone_is_in_utc_wherever_it_is_read(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        assert stored.moment("2021-02-01T20:00:00") == stored.moment("2021-02-01T20:00:00Z")
    finally:
        monkeypatch.undo()
        time.tzset()


def can_draw() -> bool:
    """Whether the system has a font to draw a Chinese page with."""
    lister = shutil.which("fc-list")
    return lister is not None and bool(subprocess.run([lister, ":lang=zh"], capture_output=True, check=False).stdout)


@pytest.mark.slow
@pytest.mark.skipif(not ocr.available(), reason="gongkai[ocr] is not installed")
@pytest.mark.skipif(not can_draw(), reason="no font to draw a Chinese page with")
def test_a_scanned_report_gives_its_figures(tmp_path):
    scan = pdfium.PdfDocument(pdf(TITLE))[0].render(scale=3).to_pil().convert("L")
    scan.save(tmp_path / "a.png")
    outcome = ingest([tmp_path / "a.png"], tmp_path / "x", workers=1)
    assert (outcome.taken, outcome.reports, outcome.failures) == (1, 1, [])
    (capture,) = rows(tmp_path / "x", "SELECT mime, url FROM captures")
    assert (capture["mime"], capture["url"]) == ("image/png", (tmp_path / "a.png").as_uri())
    (report,) = rows(tmp_path / "x", "SELECT agency, year FROM reports")
    assert (report["agency"], report["year"]) == ("宁德市柘荣县财政局", 2022)
    found = rows(tmp_path / "x", "SELECT value FROM observations WHERE indicator = 'requests.received.total'")
    assert [row["value"] for row in found] == [10]


def test_a_picture_that_is_none_is_named(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    outcome = ingest([tmp_path / "a.jpg"], tmp_path / "x", workers=1)
    assert [name for name, _ in outcome.failures] == [str(tmp_path / "a.jpg")]
    assert len(rows(tmp_path / "x", "SELECT * FROM failures")) == 1
