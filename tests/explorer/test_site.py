"""The site as a program: what it says when it cannot serve, archives that change or cannot be written, its workers."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import sqlite3
import time
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from crawler.cli import app
from explorer import overview
from explorer.asking import Ask
from explorer.captured import ShowJob
from explorer.captures import capture
from explorer.formatting import moment, number, printed
from explorer.home import percent, shade
from explorer.overview import Cell, Kept
from explorer.provinces import place_name, tiles
from explorer.readers import Readers
from explorer.serve import address_of, is_local, listen
from explorer.site import Explorer, application
from pipelines.ingest import ingest
from pipelines.locks import ArchiveError
from pipelines.workers import Failure
from tests.pipelines.world import rows

pytestmark = pytest.mark.xdist_group("explorer")
ROOT = Path(__file__).resolve().parents[2]


def connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    return connection


def test_only_this_machine_is_served_unless_told_otherwise():
    listening = listen("127.0.0.1", 0)
    assert is_local(listening)
    assert address_of(listening).startswith("http://127.0.0.1:")
    listening.close()
    everywhere = listen("0.0.0.0", 0)
    assert not is_local(everywhere)
    everywhere.close()


def test_a_taken_port_is_named_with_the_way_out(archive: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(app, ["serve", "--archive", str(archive), "--port", str(port)])
    assert result.exit_code == 1
    with pytest.raises(ArchiveError, match="--port"):
        listen("192.0.2.1", 0)


def test_there_must_be_an_archive(tmp_path: Path):
    assert CliRunner().invoke(app, ["serve", "--archive", str(tmp_path / "none")]).exit_code == 1


def test_an_archive_that_cannot_be_written_is_served_too(archive: Path, tmp_path: Path):
    copy = tmp_path / "copy"
    shutil.copytree(archive, copy)
    for path in (*copy.rglob("*"), copy):
        path.chmod(0o555 if path.is_dir() else 0o444)
    site: Explorer = application(copy)

    async def ask() -> list[int]:
        await site.invoke_startup()
        transport = httpx.ASGITransport(app=site.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return [(await client.get(path)).status_code for path in ("/", "/report/1", "/search?q=公开")]

    try:
        assert asyncio.run(ask()) == [200, 200, 200]
    finally:
        site.site.close()
        for path in (copy, *copy.rglob("*")):
            path.chmod(0o755)


def test_a_rebuilt_database_is_read_without_a_restart(archive: Path, tmp_path: Path):
    root = tmp_path / "archive"
    root.mkdir()
    shutil.copy(archive / "gongkai.db", root)
    shutil.copy(archive / "gongkai.db", root / "new.db")
    with connect(root / "new.db") as connection:
        connection.execute("UPDATE reading SET title = '重建之后的标题'")
    connection.close()
    site = application(root)

    async def titles() -> list[bool]:
        await site.invoke_startup()
        transport = httpx.ASGITransport(app=site.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            before = (await client.get("/report/1")).text
            (root / "new.db").replace(root / "gongkai.db")
            after = (await client.get("/report/1")).text
            rows_after = (await client.get("/gongkai/reports.json?_size=1&_shape=array")).json()
        return ["重建之后的标题" in before, "重建之后的标题" in after, rows_after[0]["title"] == "重建之后的标题"]

    try:
        assert asyncio.run(titles()) == [False, True, True]
    finally:
        site.site.close()


def test_the_overview_follows_the_database(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(overview, "_LEAST_SECONDS", 0.0)
    path = tmp_path / "gongkai.db"
    shutil.copy(archive / "gongkai.db", path)
    kept = Kept(path, lambda: connect(path))
    before = kept.get()
    assert kept.get() is before
    with connect(path) as connection:
        connection.execute("DELETE FROM report WHERE year = 2024")
    connection.close()
    os.utime(path)
    assert kept.get() is before, "the old counts are shown while the new are made"
    deadline = time.monotonic() + 10
    while kept.get() is before and time.monotonic() < deadline:
        time.sleep(0.02)
    assert kept.get().reports == before.reports - sum(
        cell.reports for (_, y), cell in before.cells.items() if y == 2024
    )


def test_figures_are_estimated_where_there_are_many_sets(tmp_path: Path):
    connection = connect(tmp_path / "made.db")
    connection.execute("CREATE TABLE figure_sets (id INTEGER PRIMARY KEY)")
    connection.execute("CREATE TABLE figure (figure_set, seq)")
    connection.executemany("INSERT INTO figure_sets VALUES (?)", [(each,) for each in range(1, 2001)])
    connection.executemany(
        "INSERT INTO figure VALUES (?, ?)", [(s, q) for s in range(1, 2001) for q in range(s % 5 + 8)]
    )
    estimate, exact = overview._figures(connection)
    connection.close()
    assert not exact
    assert estimate == pytest.approx(20_000, rel=0.1)


def test_a_damaged_record_is_told_and_the_workers_go_on(archive: Path, tmp_path: Path):
    first = rows(archive, "SELECT warc_file, warc_offset FROM captures ORDER BY id LIMIT 1")[0]
    name, offset = first["warc_file"], first["warc_offset"]
    (tmp_path / "warc").mkdir()
    data = bytearray((archive / "warc" / name).read_bytes())
    data[offset + 100 : offset + 300] = bytes(200)
    (tmp_path / "warc" / name).write_bytes(data)
    readers = Readers(1)
    try:
        for file, place in ((name, offset), (name, offset + 7), ("none.warc.gz", 0)):
            assert isinstance(readers.do(ShowJob(str(tmp_path), file, place)), Failure), (file, place)
        assert not isinstance(readers.do(ShowJob(str(archive), name, offset)), Failure)
        readers.warm()
    finally:
        readers.close()


@pytest.mark.parametrize(
    ("cell", "step"),
    [
        (Cell(), 0), (Cell(reports=1), 1), (Cell(reports=100), 5), (Cell(states={"missing": 3}), 0),
        (Cell(states={"on_time": 1, "missing": 99}), 1), (Cell(states={"on_time": 1, "late": 1}), 5),
        (Cell(states={"undated": 1, "removed": 1}), 3), (Cell(states={"on_time": 1, "not_due": 9}), 5),
    ],
)  # fmt: skip
def test_the_shade_of_a_cell(cell: Cell, step: int):
    assert shade(cell) == step


def test_shares_are_never_rounded_to_none_or_all():
    assert [percent(each) for each in (0, 0.001, 0.5, 0.999, 1)] == ["0%", "<1%", "50%", ">99%", "100%"]


def test_every_province_has_a_tile_of_its_own():
    assert len(tiles()) == len({(tile.row, tile.column) for tile in tiles()}) == 34
    assert place_name("35", "zh") == "福建省"
    assert place_name("35", "en") == "Fujian"
    assert place_name("99", "en") == "99"


def test_figures_and_times_are_printed_for_people():
    assert [number(each) for each in (None, 12345, 1234.5, 1234567.891, "文")] == [
        "–", "12,345", "1,234.5", "1,234,567.89", "文",
    ]  # fmt: skip
    assert moment("2026-01-05T08:30:11.000Z") == "2026-01-05 08:30"
    assert moment(None) == "–"
    assert printed({"raw": " 1 0\n"}) == "1 0"


def test_the_pages_of_a_pdf_can_be_turned_whatever_it_was_served_as(tmp_path: Path):
    ingest(list((ROOT / "tests" / "golden").glob("*.pdf"))[:1], tmp_path, workers=1)
    with connect(tmp_path / "gongkai.db") as db:
        db.execute("UPDATE capture SET mime_id = NULL")
    explorer = application(tmp_path)
    try:
        shown = capture(connect(tmp_path / "gongkai.db"), Ask({"capture": "1"}, {"page": "2"}), explorer.site)
    finally:
        explorer.site.close()
    assert shown is not None
    assert (shown["is_pdf"], shown["frame"]) == (True, "/capture/1/page?page=2")
