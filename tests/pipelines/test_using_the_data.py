"""Every snippet of docs/using-the-data.md, run on a release where its language can be."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipelines.indicators import indicators
from tests.pipelines.released import archive, release

DOC = Path(__file__).resolve().parents[2] / "docs/using-the-data.md"
SNIPPETS = re.findall(
    r"^## ([^\n]+)\n(?:(?!^## ).)*?^```(\w+)[^\n]*\n(.*?)^```", DOC.read_text(encoding="utf-8"), re.M | re.S
)
pytestmark = pytest.mark.xdist_group("release")


def snippet(title: str) -> str:
    """The code under a heading."""
    return str(next(code for heading, _, code in SNIPPETS if heading == title))


def statements(title: str) -> list[str]:
    """The SQL statements under a heading."""
    return [each for each in snippet(title).split(";") if each.strip()]


def test_every_language_has_its_snippet():
    assert [title for title, *_ in SNIPPETS] == ["pandas", "Polars", "DuckDB", "R", "Stata", "SQL"]


@pytest.mark.parametrize("title", ["pandas", "Polars"])
def test_python_snippets_run(title):
    folder = release().parent
    found = subprocess.run(
        [sys.executable, "-W", "error", "-c", snippet(title)], cwd=folder, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    assert "requests.received" in found.stdout or "2021" in found.stdout


def test_duckdb_statements_run(monkeypatch):
    monkeypatch.chdir(release().parent)
    with duckdb.connect() as connection:
        answers = [connection.execute(each).fetchall() for each in statements("DuckDB")]
    assert (2020, "removed", 1) in answers[0]
    assert any("柘荣县" in row[0] for row in answers[1])


def test_sql_statements_run_on_the_archive():
    connection = sqlite3.connect(archive() / "gongkai.db")
    try:
        answers = [connection.execute(each).fetchall() for each in statements("SQL")]
    finally:
        connection.close()
    assert any("柘荣县" in row[0] and row[7] for row in answers[0])
    assert any(row[2] == "requests.received.total" and row[3:5] == (30, 31) for row in answers[1])


def test_the_snippet_for_r_runs():
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("R is not installed: its snippet is not run")
    found = subprocess.run(
        [program, "-e", snippet("R")], cwd=release().parent, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr


def test_the_snippet_for_stata_runs(tmp_path):
    program = shutil.which("stata-mp") or shutil.which("stata-se") or shutil.which("stata")
    if program is None:
        pytest.skip("Stata is not installed: its snippet is not run, its names are checked below")
    (tmp_path / "snippet.do").write_text(snippet("Stata"), encoding="utf-8")
    subprocess.run([program, "-b", "do", str(tmp_path / "snippet.do")], cwd=release().parent, check=True)


def test_the_snippet_for_stata_uses_names_of_the_codebook():
    names = {each.stata for each in indicators().values()}
    used = set(re.findall(r"\breq_\w+", snippet("Stata")))
    assert used
    assert used <= names
