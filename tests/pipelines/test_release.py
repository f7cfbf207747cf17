"""The release: what its tables say, how its files read elsewhere, and that the same archive gives the same bytes."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import frictionless
import openpyxl
import pandas as pd
import polars as pl
import pyreadstat
import pytest

from pipelines.indicators import indicators
from pipelines.locks import ArchiveError
from pipelines.rebuild import rebuild
from pipelines.release import build
from pipelines.release_schema import TABLES
from pipelines.release_source import Options, region_codes
from tests.pipelines.released import COUNTY, OFFICE, archive, release

pytestmark = pytest.mark.xdist_group("release")
ALL = (*TABLES, "panel")


def read(name: str, folder: Path | None = None) -> pl.DataFrame:
    """A table of the release."""
    return pl.read_parquet((folder or release()) / f"{name}.parquet")


def one(frame: pl.DataFrame, **where: object) -> dict[str, object]:
    """The one row that has these values."""
    found = frame.filter(*(pl.col(name) == value for name, value in where.items())).to_dicts()
    assert len(found) == 1, (where, found)
    return found[0]


# --- the tables -------------------------------------------------------------------------------------------------------


def test_every_table_is_there_as_parquet_and_csv_with_the_same_rows():
    for name in ALL:
        parquet, csv = read(name), pl.read_csv(release() / f"{name}.csv.gz", infer_schema=False)
        assert parquet.height > 0, name
        assert parquet.columns == csv.columns
        assert parquet.height == csv.height
        assert not parquet.select(TABLES[name].key if name in TABLES else ["report_id"]).is_duplicated().any(), name


def test_tables_have_the_columns_and_types_that_are_described():
    for name, table in TABLES.items():
        kinds = {"string": pl.String, "integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean}
        assert dict(read(name).schema) == {column.name: kinds[column.type] for column in table.columns}


def test_a_figure_has_its_agency_its_findings_and_its_evidence():
    found = one(
        read("observations"), agency=COUNTY, year=2020, indicator="requests.processed_total.total", origin="table"
    )
    assert found["value"] == 12
    assert "requests.balance" in str(found["findings"]).split(";")
    assert (found["agency_code"], found["province"], found["county"]) == ("350926", "福建省", "柘荣县")
    report = one(read("reports"), report_id=found["report_id"])
    assert found["capture_digest"] == report["capture_digest"]
    assert len(str(report["capture_digest"])) == 64
    sound = one(read("observations"), agency=COUNTY, year=2021, indicator="requests.received.total", origin="table")
    assert (sound["findings"], sound["version"], sound["value"]) == (None, 2, 31)


def test_what_sentences_state_stands_beside_the_table():
    stated = read("observations").filter(pl.col("origin") == "sentence", pl.col("agency") == COUNTY)
    assert stated.filter(pl.col("indicator") == "requests.received.total")["value"].to_list() == [8]


def test_the_panel_has_the_tables_number_and_nothing_for_what_is_not_there():
    panel = read("panel")
    row = one(panel, agency=COUNTY, year=2021)
    assert row["requests.received.total"] == 31
    assert row["applications.received"] is None
    assert set(indicators()) <= set(panel.columns)


def test_reports_say_what_became_of_them():
    removed = one(read("reports"), agency=OFFICE, year=2020)
    assert removed["state"] == "removed"
    assert one(read("coverage"), agency=OFFICE, year=2020)["state"] == "removed"
    kinds = read("changes").filter(pl.col("agency") == COUNTY, pl.col("year") == 2021)["kind"].to_list()
    assert kinds[0] == "first_seen"
    assert "figure" in kinds
    change = read("changes").filter(pl.col("indicator") == "requests.received.total").to_dicts()
    assert [(each["old"], each["new"]) for each in change] == [("30", "31")]


def test_texts_hold_the_sections():
    found = read("texts").filter(pl.col("agency") == COUNTY, pl.col("year") == 2019)
    assert "总体情况" in found["title"].to_list()
    assert found.filter(pl.col("text").str.contains("共收到政府信息公开申请8件")).height == 1


def test_series_carry_values_and_the_number_of_flagged_parts():
    found = one(read("series"), agency=COUNTY, year=2020, series="requests.processed")
    assert (found["value"], found["segment"], found["break"]) == (12, 3, False)
    assert found["findings"] == 1


def test_agencies_have_their_years():
    county = one(read("agencies"), agency=COUNTY)
    assert (county["reports"], county["first_year"], county["last_year"]) == (3, 2019, 2021)
    assert county["lineage_id"] == "350926:人民政府"


# --- the files elsewhere ----------------------------------------------------------------------------------------------


def test_the_data_package_is_valid():
    found = frictionless.validate(str(release() / "datapackage.json"))
    assert found.valid, [error.message for task in found.tasks for error in task.errors][:5]
    assert found.stats["tasks"] >= len(ALL)


def test_the_panel_reads_alike_in_pandas_polars_duckdb_excel_and_stata():
    polars = read("panel")
    code = "requests.received.total"
    expected = sorted(polars[code].drop_nulls().to_list())
    frame = pd.read_parquet(release() / "panel.parquet")
    assert sorted(frame[code].dropna()) == expected
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT \"{code}\" FROM '{release()}/panel.parquet'").fetchall()
    assert sorted(row[0] for row in found if row[0] is not None) == expected
    head, *body = openpyxl.load_workbook(release() / "panel.xlsx", read_only=True)["panel"].iter_rows(values_only=True)
    assert list(head) == polars.columns
    rows = openpyxl.load_workbook(release() / "panel.xlsx", read_only=True)["columns"].iter_rows(values_only=True)
    explained = {name: str(english) for name, english, _ in rows}
    assert [*explained][1:] == polars.columns
    assert explained[code].startswith("Requests received in the year")
    numbers = (row[polars.columns.index(code)] for row in body)
    assert sorted(number for number in numbers if isinstance(number, int | float)) == expected
    stata, told = pyreadstat.read_dta(release() / "panel.dta")
    assert sorted(stata["req_recv_total"].dropna()) == expected
    assert str(told.column_names_to_labels["req_recv_total"]).startswith("Requests received in the year")


def test_the_checksums_are_those_of_all_files():
    lines = (release() / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    held = {line.split("  ")[1]: line.split("  ")[0] for line in lines}
    assert held.keys() == {path.name for path in release().iterdir()} - {"SHA256SUMS"}
    assert all(hashlib.sha256((release() / name).read_bytes()).hexdigest() == digest for name, digest in held.items())


def test_the_papers_name_version_licence_and_rows():
    citation = (release() / "CITATION.cff").read_text(encoding="utf-8")
    assert 'version: "2022.06.01"' in citation
    assert "cff-version: 1.2.0" in citation
    readme = (release() / "README.md").read_text(encoding="utf-8")
    assert f"| `observations` | {read('observations').height:,} |" in readme
    assert "第五条" in (release() / "LICENSE.md").read_text(encoding="utf-8")


def test_the_quality_page_has_its_charts_and_fetches_nothing():
    page = (release() / "quality.html").read_text(encoding="utf-8")
    assert page.lstrip().startswith("<!doctype html>")
    assert page.count("<svg") >= 4
    assert "福建省" in page
    assert "requests.balance (error)" in page
    assert "<script" not in page
    assert "http" not in page.split("Documents that are no report")[0].split("What was refused")[0]


# --- the same bytes ---------------------------------------------------------------------------------------------------


def test_the_same_archive_gives_the_same_bytes_in_another_place(tmp_path):
    copy = tmp_path / "elsewhere" / "archive"
    shutil.copytree(archive(), copy)
    build(copy, tmp_path / "out", Options())
    assert (tmp_path / "out/SHA256SUMS").read_text() == (release() / "SHA256SUMS").read_text()


def test_another_process_with_other_hashes_and_another_zone_gives_the_same_bytes(tmp_path):
    command = [
        str(Path(sys.executable).parent / "gongkai"),
        "build",
        "--out",
        str(tmp_path / "out"),
        "--archive",
        str(archive()),
    ]
    root = str(Path(__file__).resolve().parents[2])
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": root, "PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo"}
    subprocess.run(command, check=True, env=environment, capture_output=True)
    assert (tmp_path / "out/SHA256SUMS").read_text() == (release() / "SHA256SUMS").read_text()


def test_no_file_says_when_it_was_written():
    with zipfile.ZipFile(release() / "panel.xlsx") as book:
        assert {each.date_time[0] for each in book.infolist()} == {1980}
        assert "1980-01-01" in book.read("docProps/core.xml").decode()
    for path in release().glob("*.gz"):
        assert path.read_bytes()[4:8] == b"\0\0\0\0"
        with gzip.open(path) as file:
            file.read(1)


# --- filters ----------------------------------------------------------------------------------------------------------


def test_filters_choose_years_levels_and_regions(tmp_path):
    build(
        archive(), tmp_path / "out", Options(years=(2020, 2021), levels=("county",), regions=region_codes(["福建省"]))
    )
    reports = read("reports", tmp_path / "out")
    assert reports.select("agency", "year").rows() == [(COUNTY, 2020), (COUNTY, 2021)]
    assert set(read("coverage", tmp_path / "out")["level"]) == {"county"}
    package = json.loads((tmp_path / "out/datapackage.json").read_text(encoding="utf-8"))
    assert package["gongkai:filters"] == {"years": [2020, 2021], "levels": ["county"], "regions": ["350000"]}


def test_clean_leaves_out_what_findings_name(tmp_path):
    build(archive(), tmp_path / "out", Options(clean=True))
    clean, whole = read("observations", tmp_path / "out"), read("observations")
    assert clean["findings"].null_count() == clean.height
    assert clean.height == whole["findings"].null_count()
    assert one(read("panel", tmp_path / "out"), agency=COUNTY, year=2020)["requests.processed_total.total"] is None


def test_a_selection_without_reports_is_a_release_of_empty_tables(tmp_path):
    build(archive(), tmp_path / "out", Options(years=(1999, 1999)))
    assert read("observations", tmp_path / "out").height == 0
    assert frictionless.validate(str(tmp_path / "out/datapackage.json")).valid


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("350000", ("350000",)),
        ("福建省", ("350000",)),
        ("沙县区", ("350427", "350405")),
        ("三明市", ("350400",)),
        ("吐鲁番市", ("652100", "650400")),
    ],
)
def test_regions_are_named_by_code_or_name_with_what_they_were(name, codes):
    assert region_codes([name]) == codes


@pytest.mark.parametrize("name", ["鼓楼区", "无此地", "999999"])
def test_a_region_that_is_not_one_division_is_refused(name):
    with pytest.raises(ValueError, match=name):
        region_codes([name])


# --- places -----------------------------------------------------------------------------------------------------------


def test_a_folder_that_is_no_release_is_left_alone(tmp_path):
    (tmp_path / "thesis.docx").write_text("x")
    with pytest.raises(ArchiveError, match="something else"):
        build(archive(), tmp_path, Options())
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_failed_build_leaves_the_earlier_release(tmp_path):
    out = tmp_path / "out"
    build(archive(), out, Options(years=(2021, 2021)))
    before = (out / "SHA256SUMS").read_text()
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "gongkai.db").write_bytes(b"no database")
    with pytest.raises(ArchiveError):
        build(broken, out, Options())
    assert (out / "SHA256SUMS").read_text() == before
    assert [path.name for path in tmp_path.iterdir() if path.name != "broken"] == ["out"]


def test_what_lies_beside_a_release_is_nobody_elses(tmp_path, monkeypatch):
    (tmp_path / "out.part").mkdir()
    (tmp_path / "out.part" / "thesis.docx").write_text("x")
    with pytest.raises(ArchiveError, match="in the way"):
        build(archive(), tmp_path / "out", Options(years=(2021, 2021)))
    assert (tmp_path / "out.part" / "thesis.docx").exists()
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(ArchiveError, match="the folder you are in"):
        build(archive(), Path(), Options())


def test_a_link_to_a_folder_stays_one_and_a_killed_build_is_cleared(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "disk")
    killed = tmp_path / "disk.part"
    killed.mkdir()
    for name in (".gongkai-release", "observations.parquet"):
        (killed / name).touch()
    for _ in range(2):
        build(archive(), tmp_path / "out", Options(years=(2021, 2021)))
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "disk" / "SHA256SUMS").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["disk", "out"]
    assert not (tmp_path / "disk" / ".gongkai-release").exists()


# --- against an earlier release ---------------------------------------------------------------------------------------


def test_changes_against_an_earlier_release_are_named(tmp_path):
    build(archive(), tmp_path / "old", Options(years=(2019, 2020)))
    build(archive(), tmp_path / "new", Options(years=(2020, 2021)), since=tmp_path / "old")
    since = read("since", tmp_path / "new")
    old, new = read("observations", tmp_path / "old"), read("observations", tmp_path / "new")
    keys = ["report_id", "indicator", "origin"]
    counts = dict(since.group_by("change").len().iter_rows())
    assert counts["added"] == new.filter(pl.col("year") == 2021).select(keys).n_unique()
    assert counts["withdrawn"] == old.filter(pl.col("year") == 2019).select(keys).n_unique()
    assert "revised" not in counts
    text = (tmp_path / "new/CHANGES.md").read_text(encoding="utf-8")
    assert "different filters" in text
    assert f"figures added: {counts['added']:,}" in text


def test_a_revised_figure_is_told_with_both_values(tmp_path):
    old = tmp_path / "old"
    shutil.copytree(release(), old)
    frame = read("observations", old)
    spoiled = pl.when(pl.col("indicator") == "requests.received.total", pl.col("year") == 2021).then(99.0)
    frame.with_columns(spoiled.otherwise(pl.col("value")).alias("value")).write_parquet(old / "observations.parquet")
    build(archive(), tmp_path / "new", Options(), since=old)
    found = read("since", tmp_path / "new").to_dicts()
    assert {(each["agency"], each["change"], each["old"], each["new"]) for each in found} == {
        (COUNTY, "revised", "99 件", "31 件"),
        (OFFICE, "revised", "99 件", "5 件"),
    }


def test_since_must_be_a_release_and_another_folder(tmp_path):
    with pytest.raises(ArchiveError, match="is no release"):
        build(archive(), tmp_path / "out", Options(), since=tmp_path)
    with pytest.raises(ArchiveError, match="another folder"):
        build(archive(), release(), Options(), since=release())


def test_a_rebuilt_archive_gives_the_same_release(tmp_path):
    """What hangs on the order in which captures arrived must not show."""
    root = tmp_path / "archive"
    shutil.copytree(archive(), root)

    rebuild(root, workers=1)
    build(root, tmp_path / "out", Options())
    sums = [(folder / "SHA256SUMS").read_text().splitlines() for folder in (tmp_path / "out", release())]
    assert sums[0] == sums[1]
