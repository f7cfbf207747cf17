"""Runs a crawl of served portals in a process of its own, as the command does, and reads what it left."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from crawler.demo.server import Site

FAST = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "THROTTLE_WAIT": 0.3, "DOWNLOAD_TIMEOUT": 10}
_CHILD = """
import json, sys
from pathlib import Path
from datetime import datetime, timedelta
from crawler.run import run_crawl, run_refresh
asked = json.loads(sys.argv[1])
class Later(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + timedelta(days=asked["days"])
for name, module in list(sys.modules.items()):
    if asked["days"] and name.startswith(("crawler", "pipelines")) and getattr(module, "datetime", None) is datetime:
        module.datetime = Later
more = {"everything": True} if asked["all"] else {}
more |= {"settings": asked["settings"], "workers": asked["workers"]}
run = run_refresh if asked["mode"] == "refresh" else run_crawl
summary = run(Path(asked["archive"]), registry=Path(asked["registry"]), **more)
print(summary.as_json())
"""


def registry_of(folder: Path, sites: Iterable[Site], **columns: str) -> Path:
    """A registry file with a row a site."""
    path = folder / "registry.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "name", "base_url", *columns])
        for site in sites:
            rows.writerow([site.name, f"{site.name}门户", site.base + "/", *columns.values()])
    return path


def start(
    archive: Path,
    registry: Path,
    mode: str = "crawl",
    *,
    everything: bool = False,
    settings: Mapping[str, Any] | None = None,
    workers: int | None = 1,
    days: float = 0,
) -> subprocess.Popen[str]:
    """Start a crawl in a process of its own, its clock some days ahead; without a number of workers it reads with one a
    processor.
    """
    asked = {
        "archive": str(archive),
        "registry": str(registry),
        "mode": mode,
        "all": everything,
        "settings": {**FAST, **(settings or {})},
        "workers": workers,
        "days": days,
    }
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    return subprocess.Popen(
        [sys.executable, "-c", _CHILD, json.dumps(asked)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


def crawl(archive: Path, registry: Path, mode: str = "crawl", **more: Any) -> dict[str, Any]:
    """Run a crawl to its end; returns its summary."""
    process = start(archive, registry, mode, **more)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    summary: dict[str, Any] = json.loads(out)
    summary["stderr"] = err
    return summary


def rows(archive: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """What a query of the archive's database gives."""
    with sqlite3.connect(f"file:{archive / 'gongkai.db'}?mode=ro", uri=True) as db:
        return db.execute(query, values).fetchall()


def found(archive: Path, site: Site) -> set[str]:
    """The paths of a site that the archive holds as reports or their files."""
    query = (
        "SELECT DISTINCT url FROM captures WHERE role IN ('article', 'attachment') AND error IS NULL AND status = 200"
    )
    return {url.removeprefix(site.base) for (url,) in rows(archive, query) if url.startswith(site.base)}
