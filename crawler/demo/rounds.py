"""The demonstration from start to end: eight portals served here, two rounds of the real commands, what they found."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from crawler.console import CommandError
from crawler.demo import tell
from crawler.demo.pages import Place
from crawler.demo.server import served
from crawler.demo.story import Planted, change_world, make_world
from crawler.summary import OK, REFUSED
from pipelines.locks import describe_holder, is_locked

REGISTRY = "demo-registry.csv"
# The portals are this machine's own, made to be asked fast; everything else is as in any crawl.
_SETTINGS = {"GONGKAI_SET_DOWNLOAD_DELAY": "0.02", "GONGKAI_SET_AUTOTHROTTLE_ENABLED": "0"}
_PROGRAM = "from crawler.cli import app; app(prog_name='gongkai')"
_WIDTH = 100


def play(archive: Path) -> bool:
    """Play both rounds into a fresh archive and print what was found; False when it is not what was planted.

    Raises:
        CommandError: when the folder holds anything but an earlier demonstration, or a round failed.
    """
    console = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False, markup=False)
    _clear(archive)
    places = make_world()
    with served(*(place.site for place in places)):
        registry = _write_registry(archive, places)
        console.print(f"{len(places)} made-up portals are being served on 127.0.0.1; their registry is {registry}.\n")
        first = _round(console, archive, "crawl", "--registry", str(registry))
        planted = change_world(places)
        console.print(f"Round one: {_summed(first)}. Now the portals change:")
        console.print("\n".join(f"  · {_event(each)}" for each in planted) + "\n")
        second = _round(console, archive, "refresh", "--all", "--registry", str(registry))
        console.print(f"Round two: {_summed(second)}.\n")
    return tell.show(console, archive, places, planted, first, second)


def _event(planted: Planted) -> str:
    year = f" {planted.year}" if planted.year else ""
    return f"{planted.agency}{year}: {planted.told}"


def _summed(summary: dict[str, Any]) -> str:
    return f"{summary['requests']} requests, {sum(portal['held'] for portal in summary['portals'])} reports held"


def _clear(archive: Path) -> None:
    """Make room: an earlier demonstration goes, anything else stays."""
    if archive.is_dir() and any(archive.iterdir()):
        if not (archive / REGISTRY).is_file():
            raise CommandError(
                f"{archive} holds something that no demonstration made; name another folder with --archive"
            )
        if is_locked(archive):
            raise CommandError(f"{archive} is being written by {describe_holder(archive)}; wait for it to end")
        shutil.rmtree(archive)
    try:
        archive.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"cannot make {archive}: {error.strerror}; name another folder with --archive") from error


def _write_registry(archive: Path, places: Sequence[Place]) -> Path:
    """A registry file with a row a portal: only because it names them are addresses on loopback fetched."""
    path = archive / REGISTRY
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "name", "base_url", "region", "note"])
        for place in places:
            rows.writerow(
                [place.site.name, place.government, f"{place.site.base}/", place.province, "made up for gongkai demo"]
            )
    return path


def _round(console: Console, archive: Path, *words: str) -> dict[str, Any]:
    """Run a command of gongkai in a process of its own, since a reactor runs once a process; returns its summary.

    Raises:
        CommandError: when it failed.
    """
    words = (*words, "--archive", str(archive))
    console.print(f"$ gongkai {' '.join(words)}", style="bold")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GONGKAI_")} | _SETTINGS
    done = subprocess.run(
        [sys.executable, "-P", "-c", _PROGRAM, *words, "--json"],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**environment, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    if done.returncode not in (OK, REFUSED):
        raise CommandError(f"`gongkai {words[0]}` ended with exit code {done.returncode}; what it said stands above")
    summary: dict[str, Any] = json.loads(done.stdout)
    return summary
