"""The commands as a user meets them: exit codes, output, errors without traceback, help with an example."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version

import pytest
from typer.testing import CliRunner

from crawler.cli import app
from tests.pipelines.reports import figures, many, page, write_lines

COMMANDS = [str(each.name) for each in app.registered_commands]
URL = "http://www.zherong.gov.cn/xxgk/1.html"
REPORT = page("柘荣县人民政府", 2022, figures(10, granted=7))


def gongkai(*arguments, **environment):
    """Run the program."""
    return subprocess.run(
        [sys.executable, "-c", "from crawler.cli import app; app()", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path), **environment},
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_has_an_example_and_no_mark_up(name):
    result = CliRunner().invoke(app, [name, "--help"])
    assert result.exit_code == 0
    assert f"Example: gongkai {name}" in " ".join(result.stdout.split())
    assert "\\" not in result.stdout


def test_parse_prints_the_contracts_json(tmp_path):
    (tmp_path / "r.html").write_text(REPORT, "utf-8")
    result = gongkai("parse", tmp_path / "r.html", "--url", URL)
    assert (result.returncode, result.stderr) == (0, "")
    report = json.loads(result.stdout)
    expected = {"agency": "柘荣县人民政府", "year": 2022, "published": "2023-01-20", "is_annual_report": True}
    assert {name: report[name] for name in expected} == expected
    granted = next(each for each in report["observations"] if each["indicator"] == "requests.granted.total")
    assert {"indicator", "value", "unit", "status", "raw", "origin", "where"} <= granted.keys()
    assert (granted["value"], granted["origin"], set(granted["where"])) == (7, "table", {"table", "row", "column"})
    assert report["sections"][0]["number"] == 1


def test_the_commands_go_together(tmp_path):
    lines, archive = write_lines(tmp_path / "in.jsonl", [*many(3), (URL, REPORT)]), str(tmp_path / "a")
    result = gongkai("ingest", lines, GONGKAI_ARCHIVE=archive)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "4 documents stored: 4 annual reports, 0 others, 0 failed; 0 seen before\n"
    named = ("--agency", "柘荣县人民政府", "--year", "2022", "--archive", archive)
    traced = gongkai("trace", *named, "requests.granted.total", "--html", tmp_path / "cell.html")
    assert (traced.returncode, traced.stderr) == (0, "")
    assert "【7】" in traced.stdout
    assert "gongkai-figure" in (tmp_path / "cell.html").read_text("utf-8")
    assert "only one version" in gongkai("diff", *named).stdout
    digests = gongkai("verify", "--digest", "--archive", archive)
    assert digests.returncode == 0
    assert "all sound" in digests.stdout
    assert gongkai("rebuild", "--archive", archive).stdout == "4 captures, 4 documents read\n"
    assert gongkai("verify", "--digest", "--archive", archive).stdout == digests.stdout
    status = json.loads(gongkai("status", "--json", "--archive", archive).stdout)
    assert (status["counts"]["reports"], status["outdated"]) == (4, False)
    assert [run["kind"] for run in status["runs"]] == ["ingest", "rebuild"]
    assert "4 reports" in gongkai("status", "--archive", archive).stdout


def test_what_cannot_be_done_is_said_on_stderr_without_a_traceback(tmp_path):
    (tmp_path / "empty.html").write_bytes(b"")
    failing = [
        ("ingest", tmp_path / "empty.html", "--archive", tmp_path / "a"),
        ("parse", tmp_path / "empty.html"),
        ("status", "--archive", tmp_path / "none"),
        ("rebuild", "--archive", tmp_path / "none"),
        ("verify", "--archive", tmp_path / "none"),
        (
            "trace",
            "--archive",
            tmp_path / "a",
            "--agency",
            "柘荣县人民政府",
            "--year",
            "2022",
            "requests.received.total",
        ),
        ("diff", "--archive", tmp_path / "a", "--agency", "柘荣县人民政府", "--year", "2022"),
    ]
    for arguments in failing:
        result = gongkai(*arguments)
        assert result.returncode == 1, arguments
        assert result.stderr.startswith("gongkai: "), arguments
        assert "Traceback" not in result.stderr
    again = gongkai("ingest", tmp_path / "empty.html", "--archive", tmp_path / "a")
    assert again.returncode == 1
    assert str(tmp_path / "empty.html") in again.stderr


@pytest.mark.parametrize(
    "arguments", [("ingest", "nothing-here"), ("trace", "x"), ("parse",), ("status", "--runs", "-1")]
)
def test_unusable_arguments_end_with_2(arguments):
    result = gongkai(*arguments)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_an_output_that_holds_no_chinese_gets_what_it_can_hold(tmp_path):
    (tmp_path / "r.html").write_text(REPORT, "utf-8")
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    parsed = gongkai("parse", tmp_path / "r.html", **ascii_only)
    assert (parsed.returncode, parsed.stderr) == (0, "")
    assert json.loads(parsed.stdout)["agency"] == "柘荣县人民政府"
    gongkai("ingest", tmp_path / "r.html", "--archive", tmp_path / "a")
    told = gongkai("trace", "--agency", "柘荣县人民政府", "--year", "2022", "requests.granted.total",
                   "--archive", tmp_path / "a", **ascii_only)  # fmt: skip
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("requests.granted.total = 7 \\u4ef6")


def test_forms_that_cannot_be_used_are_told_once(tmp_path):
    (tmp_path / "r.html").write_text(REPORT, "utf-8")
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "own.toml").write_text("id = ", "utf-8")
    for folder, said in (("none", "which is no folder"), ("forms", "own.toml: ")):
        result = gongkai("parse", tmp_path / "r.html", GONGKAI_FORMS=str(tmp_path / folder))
        assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
        assert said in result.stderr


def test_a_file_may_be_named_in_another_encoding(tmp_path):
    named = tmp_path / os.fsdecode("报告.html".encode("gbk"))
    named.write_text(REPORT, "utf-8")
    result = gongkai("ingest", named, "--archive", tmp_path / "a")
    assert (result.returncode, result.stderr) == (0, "")
    assert "1 annual reports" in result.stdout


def test_the_version_is_that_of_the_distribution():
    result = gongkai("--version")
    assert (result.returncode, result.stdout.strip()) == (0, f"gongkai {version('gongkai')}")
