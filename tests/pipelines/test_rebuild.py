"""The database is a view: made again from the WARC files by any number of workers, from any union of them."""

from __future__ import annotations

import shutil
import sqlite3

import pytest

from pipelines.archive import Context, is_archive
from pipelines.ingest import ingest
from pipelines.locks import ArchiveError
from pipelines.rebuild import rebuild
from pipelines.release import Options, build
from pipelines.session import Session
from pipelines.status import status
from pipelines.verify import verify
from tests.pipelines.reports import figures, many, page, write_lines
from tests.pipelines.world import digests, look, request, response, rows

A, B = "http://www.zherong.gov.cn/1.html", "http://www.shouning.gov.cn/1.html"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An archive of several runs: ingested, seen again, crawled, revised, failed, removed."""
    base = tmp_path_factory.mktemp("made")
    lines, root = write_lines(base / "in.jsonl", many(40)), base / "archive"
    ingest([lines], root, workers=1)
    ingest([lines], root, workers=1)
    first, second = page("柘荣县人民政府", 2023, figures(5)), page("柘荣县人民政府", 2023, figures(6))
    answers: list[str | int] = [first, second, 404, 404]
    for day, answer in enumerate(answers, 1):
        look(root, {A: answer, B: page("寿宁县人民政府", 2023)}, f"2027-03-{day:02d}T08:00:00.000Z")
    with Session(root, "crawl", workers=1) as session:
        session.take(session.archive.append_failure(A, Context(error="timeout", detail="no answer")))
        again = session.archive.append_exchange(B, request(B), response(page("寿宁县人民政府", 2023)))
        session.take(again)
        session.take(session.archive.append_revisit(again, request(B), response(status=304)))
    return root


@pytest.fixture
def copy(made, tmp_path):
    """A copy of it that a test may change."""
    return shutil.copytree(made, tmp_path / "archive")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_rebuild_says_the_same_in_full(copy, workers):
    before, runs = digests(copy), len(rows(copy, "SELECT * FROM runs"))
    result = rebuild(copy, workers=workers)
    assert digests(copy) == before
    assert result.derived.damaged == []
    assert len(rows(copy, "SELECT * FROM runs")) == runs + 1
    assert verify(copy).problems == []


def test_a_lost_database_comes_back_without_the_ledger(copy):
    before = digests(copy)
    (copy / "gongkai.db").unlink()
    assert is_archive(copy)
    rebuild(copy, workers=1)
    assert digests(copy) == before
    kinds = [row["kind"] for row in rows(copy, "SELECT kind FROM runs ORDER BY started_at")]
    assert sorted(kinds) == ["crawl"] * 5 + ["ingest"] * 2 + ["rebuild"]


def test_a_broken_database_is_replaced(copy):
    before = digests(copy)
    (copy / "gongkai.db").write_bytes(b"SQLite format 3\x00" + b"garbage" * 3000)
    (note,) = rebuild(copy, workers=1).notes
    assert "the run ledger" in note
    assert digests(copy) == before


def test_a_newer_programs_ledger_is_carried_as_far_as_it_is_known(copy):
    with sqlite3.connect(copy / "gongkai.db") as connection:
        connection.execute("ALTER TABLE runs ADD COLUMN future TEXT DEFAULT 'x'")
    runs = len(rows(copy, "SELECT * FROM runs"))
    rebuild(copy, workers=1)
    assert len(rows(copy, "SELECT * FROM runs")) == runs + 1


def test_a_reader_that_holds_the_database_sees_the_new_one(copy):
    before = digests(copy)
    reader = sqlite3.connect(copy / "gongkai.db")
    reader.execute("SELECT count(*) FROM runs").fetchone()
    rebuild(copy, workers=1)
    assert reader.execute("SELECT kind FROM runs ORDER BY id DESC").fetchone()[0] == "rebuild"
    reader.close()
    assert digests(copy) == before
    assert not (copy / "gongkai.db.new").exists()


def test_status_says_when_the_database_is_older_than_the_parser(copy):
    assert not status(copy).outdated
    with sqlite3.connect(copy / "gongkai.db") as connection:
        connection.execute("UPDATE facts SET value = '0' WHERE name = 'parser'")
    assert status(copy).outdated
    rebuild(copy, workers=1)
    assert not status(copy).outdated


def test_a_database_of_an_older_program_is_not_read_but_made_anew(copy, tmp_path):
    before = digests(copy)
    with sqlite3.connect(copy / "gongkai.db") as connection:
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'origin_of_changes'")
        connection.execute("ALTER TABLE changes DROP COLUMN origin")
    for ask in (status, verify, lambda root: build(root, tmp_path / "out", Options())):
        with pytest.raises(ArchiveError, match=r"older program; `gongkai rebuild --archive"):
            ask(copy)
    rebuild(copy, workers=1)
    assert digests(copy) == before
    assert verify(copy).problems == []


def test_a_database_of_a_newer_program_is_not_written_to(copy, tmp_path):
    with sqlite3.connect(copy / "gongkai.db") as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('gongkai', 'of_another_year', '2030-01-01')"
        )
    before = digests(copy)
    with pytest.raises(ArchiveError, match=r"newer version of gongkai.*of_another_year"):
        ingest([write_lines(tmp_path / "more.jsonl", many(1))], copy, workers=1)
    assert digests(copy) == before


def test_what_an_older_parser_read_is_rebuilt_before_anything_new_stands_beside_it(copy, tmp_path):
    with sqlite3.connect(copy / "gongkai.db") as connection:
        connection.execute("UPDATE facts SET value = '0' WHERE name = 'parser'")
    before, runs = digests(copy), len(rows(copy, "SELECT * FROM runs"))
    lines = write_lines(tmp_path / "more.jsonl", many(1))
    with pytest.raises(ArchiveError, match=r"derived by parser 0.*run `gongkai rebuild` first"):
        ingest([lines], copy, workers=1)
    assert (digests(copy), len(rows(copy, "SELECT * FROM runs"))) == (before, runs)
    rebuild(copy, workers=1)
    assert digests(copy) == before
    assert ingest([lines], copy, workers=1).seen == 1


def test_an_archive_may_lie_under_any_name(copy, tmp_path):
    odd = copy.rename(tmp_path / "a #1?mode=rw %41 存档")
    runs = {row["uuid"] for row in rows(odd, "SELECT uuid FROM runs")}
    rebuild(odd, workers=1)
    assert runs < {row["uuid"] for row in rows(odd, "SELECT uuid FROM runs")}
    ingest([odd], tmp_path / "b#2", workers=1)
    kinds = {row["kind"] for row in rows(tmp_path / "b#2", "SELECT kind FROM runs WHERE status = 'finished'")}
    assert {"crawl", "rebuild"} <= kinds


def test_a_database_without_readings_takes_on_the_present_parser(tmp_path):
    ingest([], tmp_path / "a", workers=1)
    with sqlite3.connect(tmp_path / "a" / "gongkai.db") as connection:
        connection.execute("UPDATE facts SET value = '0' WHERE name = 'parser'")
    ingest([], tmp_path / "a", workers=1)
    assert not status(tmp_path / "a").outdated


def test_damage_is_left_out_and_named(copy):
    path = sorted((copy / "warc").glob("*.warc.gz"))[0]
    offset = rows(copy, "SELECT warc_offset FROM captures WHERE warc_file = ? ORDER BY id", path.name)[3]["warc_offset"]
    data = bytearray(path.read_bytes())
    data[offset + 100] ^= 1
    path.write_bytes(data)
    result = rebuild(copy, workers=2)
    assert [(name, at) for name, at, _ in result.derived.damaged] == [(path.name, offset)]
    assert rows(copy, "SELECT count(*) AS n FROM captures WHERE kind = 'resource'")[0]["n"] == 39


def test_merging_is_the_union_and_merging_twice_is_merging_once(tmp_path):
    lines = many(24)
    for name, part in (("a", lines[:16]), ("b", lines[8:])):
        ingest([write_lines(tmp_path / f"{name}.jsonl", part)], tmp_path / name, workers=1)
    outcome = ingest([tmp_path / "b"], tmp_path / "a", workers=1)
    assert (outcome.merged, outcome.failures) == (16, [])
    once = digests(tmp_path / "a")
    assert len(rows(tmp_path / "a", "SELECT * FROM reports")) == 24
    assert ingest([tmp_path / "b"], tmp_path / "a", workers=1).merged == 0
    assert digests(tmp_path / "a") == once
    rebuild(tmp_path / "a", workers=1)
    assert digests(tmp_path / "a") == once
    ingest([tmp_path / "a"], tmp_path / "c", workers=1)
    assert digests(tmp_path / "c") == once
    assert verify(tmp_path / "c").problems == []


def test_merging_an_older_archive_rewrites_history_as_if_it_had_been_there(tmp_path):
    first, second = page("柘荣县人民政府", 2023, figures(5)), page("柘荣县人民政府", 2023, figures(6))
    look(tmp_path / "old", {A: first}, "2024-01-01T00:00:00.000Z")
    look(tmp_path / "new", {A: second}, "2024-02-01T00:00:00.000Z")
    ingest([tmp_path / "old"], tmp_path / "new", workers=1)
    changed = rows(tmp_path / "new", "SELECT old, new FROM changes WHERE indicator = 'requests.received.total'")
    assert [(row["old"], row["new"]) for row in changed] == [(5, 6)]
    before = digests(tmp_path / "new")
    rebuild(tmp_path / "new", workers=1)
    assert digests(tmp_path / "new") == before


def test_a_file_of_the_same_name_with_other_bytes_is_refused(tmp_path):
    ingest([write_lines(tmp_path / "in.jsonl", many(3))], tmp_path / "a", workers=1)
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    path = next((tmp_path / "b" / "warc").glob("*.warc.gz"))
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)
    outcome = ingest([tmp_path / "b"], tmp_path / "a", workers=1)
    assert [name for name, _ in outcome.failures] == [str(path)]


def test_an_archive_is_not_merged_into_itself(copy):
    assert ingest([copy], copy, workers=1).failures[0][1] == "an archive cannot be merged into itself"


def test_a_folder_that_holds_the_archive_itself_is_taken_in_without_it(tmp_path):
    write_lines(tmp_path / "in.jsonl", many(2))
    for seen in (0, 2):
        outcome = ingest([tmp_path], tmp_path / "archive", workers=1)
        assert (outcome.failures, outcome.merged, outcome.seen) == ([], 0, seen)
        assert outcome.notes == [f"{tmp_path / 'archive'} is the archive itself: left out"]


def test_a_directory_that_is_a_file_cannot_be_an_archive(tmp_path):
    (tmp_path / "x").write_text("")
    with pytest.raises(ArchiveError, match="cannot make"):
        ingest([tmp_path / "x"], tmp_path / "x", workers=1)
