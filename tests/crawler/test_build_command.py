"""`gongkai build` and `gongkai status --coverage` as they are typed."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from crawler.cli import app
from tests.pipelines.released import archive

pytestmark = pytest.mark.xdist_group("release")
RUN = CliRunner()


def test_build_writes_a_release_and_says_what_is_in_it(tmp_path):
    found = RUN.invoke(app, ["build", "--out", str(tmp_path / "out"), "--archive", str(archive()), "--years", "2021-"])
    assert found.exit_code == 0, found.output
    assert "2 reports" in found.output
    assert (tmp_path / "out/SHA256SUMS").is_file()


@pytest.mark.parametrize(
    "options",
    [
        ["--years", "21"],
        ["--years", "2024-2019"],
        ["--years", "-"],
        ["--years", "20192020"],
        ["--level", "village"],
        ["--region", "鼓楼区"],
        ["--as-of", "yesterday"],
        ["--since", "/no/such/folder"],
    ],
)
def test_options_that_mean_nothing_are_unusable_arguments(tmp_path, options):
    found = RUN.invoke(app, ["build", "--out", str(tmp_path / "out"), "--archive", str(archive()), *options])
    assert found.exit_code == 2
    assert options[0] in found.output
    assert not (tmp_path / "out").exists()


def test_without_an_archive_the_command_fails_and_names_the_way_out(tmp_path):
    found = RUN.invoke(app, ["build", "--out", str(tmp_path / "out"), "--archive", str(tmp_path / "none")])
    assert found.exit_code == 1


def test_the_help_has_an_example():
    assert "Example: gongkai build" in RUN.invoke(app, ["build", "--help"]).output


def test_status_shows_coverage_as_of_a_day():
    found = RUN.invoke(app, ["status", "--coverage", "--as-of", "2022-06-01", "--archive", str(archive())])
    assert found.exit_code == 0, found.output
    assert "coverage as of 2022-06-01" in found.output
    assert "福建省" in found.output
    told = RUN.invoke(app, ["status", "--coverage", "--as-of", "2022-06-01", "--json", "--archive", str(archive())])
    rows = json.loads(told.output)["coverage"]
    county = next(row for row in rows if (row["province"], row["level"]) == ("福建省", "county"))
    assert county["on_time"] == 3
