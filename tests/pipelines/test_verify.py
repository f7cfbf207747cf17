"""Whatever is damaged is found and named, and the rest stands."""

from __future__ import annotations

import random
import shutil
import sqlite3

import pytest

from pipelines import index
from pipelines.archive import warc_files
from pipelines.ingest import ingest
from pipelines.verify import verify
from tests.pipelines.reports import many, write_lines


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A sound archive of two WARC files."""
    base = tmp_path_factory.mktemp("sound")
    lines = many(12)
    for name, part in (("a", lines[:8]), ("b", lines[6:])):
        ingest([write_lines(base / f"{name}.jsonl", part)], base / "archive", workers=1)
    return base / "archive"


@pytest.fixture
def archive(sound, tmp_path):
    """A copy of it."""
    return shutil.copytree(sound, tmp_path / "archive")


def places(root) -> list[str]:
    return [problem.place for problem in verify(root).problems]


def change(root, sql: str) -> None:
    with sqlite3.connect(root / "gongkai.db") as connection:
        connection.execute(sql)


def test_a_sound_archive_is_sound(archive):
    found = verify(archive, digest=True)
    assert (found.files, found.captures, found.rows, found.problems) == (2, 12, 12, [])
    assert len(found.digests["full"]) == 64


def test_an_index_that_says_something_else_is_named(archive):
    path = index.index_path(warc_files(archive)[0])
    head, meta, first, *rest = path.read_text("utf-8").splitlines()
    for lines in (
        [head, meta.replace('"size"', '"sizf"'), first, *rest],
        [head, "!meta 5", first, *rest],
        [head, meta, first.replace('"crc32"', '"crc33"'), *rest],
        [head, meta, first.replace('"offset": "', '"offset": "x'), *rest],
        [head, meta, "nothing", *rest],
        [],
    ):
        path.write_text("\n".join(lines) + "\n", "utf-8")
        assert path.name in places(archive)


def test_a_flipped_bit_anywhere_is_found_and_the_record_named(archive):
    path = warc_files(archive)[0]
    data = path.read_bytes()
    summary, entries = index.read(path)
    starts = sorted({*map(int, summary.others), *(int(entry["offset"]) for entry in entries)})
    rng = random.Random(4)
    chosen = [*range(18), len(data) - 1, starts[1], starts[1] + 4, starts[2] - 1, *rng.sample(range(len(data)), 60)]
    for position in chosen:
        damaged = bytearray(data)
        damaged[position] ^= 1 << rng.randrange(8)
        path.write_bytes(damaged)
        record = max(start for start in starts if start <= position)
        found = places(archive)
        assert path.name in found, position
        assert any(place == f"{path.name} at byte {record}" for place in found), (position, record, found)
    path.write_bytes(data)
    assert places(archive) == []


def test_a_shortened_file_is_found(archive):
    path = warc_files(archive)[1]
    path.write_bytes(path.read_bytes()[:-10])
    assert path.name in places(archive)


def test_a_lost_file_is_named_with_what_pointed_at_it(archive):
    path = warc_files(archive)[0]
    path.unlink()
    assert any(problem.place == path.name and "8 captures" in problem.what for problem in verify(archive).problems)


def test_a_lost_index_is_named(archive):
    path = warc_files(archive)[0]
    index.index_path(path).unlink()
    assert places(archive) == [path.name]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM capture WHERE id = 3", "has no row in captures"),
        ("UPDATE capture SET digest = zeroblob(32) WHERE id = 3", "another digest"),
        ("UPDATE capture SET warc_offset = warc_offset + 1 WHERE id = 3", "has no record there"),
        ("DELETE FROM version WHERE report_id = 1", "reports have no current version"),
        ("DELETE FROM text_sets WHERE id = 1", "rows name a text_set that is not in text_sets"),
        ("DELETE FROM documents WHERE id = 2", "rows name a document_id that is not in documents"),
    ],
)
def test_a_reference_that_leads_nowhere_is_found(archive, sql, said):
    change(archive, sql)
    assert any(said in problem.what for problem in verify(archive).problems)
