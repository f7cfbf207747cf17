"""The demonstration whole: it tells what was planted and nothing else, twice in a row, and destroys nothing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.demo.content import body_of
from crawler.demo.documents import docx_of
from crawler.demo.portals import PDF_REPORTS, make_place
from crawler.demo.story import change_world, make_world
from crawler.demo.tell import told
from parsers.model import figures
from parsers.read import read
from parsers.resources import data_path
from tests.crawler.driver import rows

pytestmark = pytest.mark.xdist_group("demo")
GONGKAI = [sys.executable, "-c", "from crawler.cli import app; app()"]
FAMILIES = {
    "qingyan": "trs_wcm",
    "tongchuan": "hanweb_jcms",
    "lupu": "vsb_webber",
    "wuchuan": "asp",
    "baiqiao": "ucap",
    "heping": "gd_gkmlpt",
    "baichuan": "general",
}
REVISION = ("figure", "text")


def demo(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path), "PYTHONIOENCODING": "utf-8"}
    command = [*GONGKAI, "demo", *options]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=170)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The demonstration played twice in one folder; what the second printed."""
    folder = tmp_path_factory.mktemp("demo")
    for _ in range(2):
        done = demo(folder)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return folder / "demo-archive", done.stdout


@pytest.mark.slow
def test_the_archive_tells_the_planted_changes_and_nothing_else(played) -> None:
    archive, _ = played
    query = (
        "SELECT r.agency, r.year, c.kind FROM changes c JOIN reports r ON r.id = c.report_id "
        "WHERE c.seen_at >= (SELECT max(started_at) FROM runs WHERE kind = 'refresh')"
    )
    seen = {(agency, year, "revised" if kind in REVISION else kind) for agency, year, kind in rows(archive, query)}
    assert seen == {
        ("青岩县人民政府", 2023, "revised"),
        ("桐川市民政局", 2023, "removed"),
        ("梧川县人民政府", 2022, "moved"),
        ("禾坪县芦塘镇人民政府", 2025, "first_seen"),
    }
    assert rows(archive, "SELECT count(*) FROM runs") == [(2,)]


@pytest.mark.slow
def test_every_report_of_the_changed_world_is_held_and_no_other(played) -> None:
    archive, _ = played
    world = make_world()
    change_world(world)
    held = set(rows(archive, "SELECT agency, year FROM reports WHERE state = 'live'"))
    assert held == {(doc.made.agency, doc.made.year) for place in world for doc in place.docs}
    assert rows(archive, "SELECT title FROM reports WHERE title NOT LIKE '%政府信息公开工作年度报告'") == []


@pytest.mark.slow
def test_the_contradictions_are_the_planted_ones(played) -> None:
    archive, _ = played
    query = (
        "SELECT DISTINCT r.agency, r.year, f.rule FROM findings f JOIN reports r ON r.id = f.report_id "
        "WHERE f.severity = 'error'"
    )
    assert {found[:2] for found in rows(archive, query)} == {
        ("芦浦区人民政府", 2024),
        ("芦浦区市场监督管理局", 2025),
    }


@pytest.mark.slow
def test_each_portal_is_recognised_as_what_it_looks_like(played) -> None:
    archive, _ = played
    known = json.loads((archive / "portals.json").read_text("utf-8"))
    assert {name: known[name]["family"] for name in FAMILIES} == FAMILIES
    assert known["shihu"]["refused"] == "challenge_jsl"
    assert known["shihu"]["leave_until"]


@pytest.mark.slow
def test_the_summary_says_it_all_in_words(played) -> None:
    _, text = played
    for line in (
        "revised      青岩县人民政府         2023   requests.granted.total: 29 → 24",
        "taken down   桐川市民政局           2023",
        "moved        梧川县人民政府         2022   /InfoShow.aspx?id=303 → /InfoShow.aspx?id=811",
        "new          禾坪县芦塘镇人民政府   2025",
        "requests.balance",
        "sentence.table",
        "challenge_jsl",
        "leave the portal alone for a growing time",
        "Every change that was planted was told, and nothing else.",
    ):
        assert line in text
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.slow
def test_the_commands_it_ends_with_work(played) -> None:
    archive, text = played
    shown = [line.split() for line in text.splitlines() if line.startswith("  gongkai ")]
    assert {words[1] for words in shown} == {"serve", "diff", "trace", "build", "status"}
    for words in (words for words in shown if words[1] != "serve"):
        environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path)}
        done = subprocess.run([*GONGKAI, *words[1:]], cwd=archive.parent, env=environment, capture_output=True)
        assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_readme_shows_what_it_prints(readme: str, played) -> None:
    _, printed = played
    text = (Path(__file__).parents[2] / readme).read_text("utf-8")
    shown = text.split("<!-- demo -->\n```text\n")[1].split("```")[0]
    summary = printed[printed.index("What was found") : printed.index("Go on with")]
    assert _steady(shown) == _steady(summary)


def _steady(text: str) -> list[str]:
    """The lines without what may differ: days, and how many requests the search took."""
    steady = re.sub(r"until [\d-]+|(?<=  )\d+ +\d+(?= +[\d·]+ +[\d·]+  )", "~", text.strip())
    return [line.rstrip() for line in steady.splitlines()]


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "gongkai.db").write_bytes(b"dear")
    done = demo(tmp_path, "--archive", "mine")
    assert (done.returncode, done.stdout) == (1, "")
    assert "mine holds something that no demonstration made" in done.stderr
    assert (tmp_path / "mine" / "gongkai.db").read_bytes() == b"dear"


def test_a_revision_is_told_once_however_many_figures_it_touches() -> None:
    changed = [
        ("甲县人民政府", 2023, "figure", "requests.received.total", 3, 2),
        ("甲县人民政府", 2023, "figure", "requests.granted.total", 3, 2),
        ("甲县人民政府", 2023, "text", None, None, None),
        ("乙县人民政府", 2023, "moved", None, "http://a/1", "http://a/2"),
    ]
    assert told(changed) == {("figure", "甲县人民政府", 2023), ("moved", "乙县人民政府", 2023)}


def test_a_report_reads_the_same_in_every_format() -> None:
    for name, made in PDF_REPORTS.items():
        formats = {
            "text/html": f"<h1>{made.title}</h1>{body_of(made)}".encode(),
            "application/pdf": data_path("samples", "portals", name).read_bytes(),
            None: docx_of(made),
        }
        reports = [read(data, mime) for mime, data in formats.items()]
        assert all(report.findings == [] for report in reports)
        assert {(report.agency, report.year) for report in reports} == {(made.agency, made.year)}
        values = [{name: [one.value for one in found] for name, found in figures(report).items()} for report in reports]
        assert values[0] == values[1] == values[2]
        assert len(values[0]) > 190


def test_the_bundled_files_are_of_the_reports_the_portal_names() -> None:
    place = make_place("柏川县", "baichuan", "attachments only", "四川省")
    assert {made.year for made in PDF_REPORTS.values()} < {doc.made.year for doc in place.docs}
    assert {path.name for path in data_path("samples", "portals").glob("*.pdf")} == set(PDF_REPORTS)
