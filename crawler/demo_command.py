"""`gongkai demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crawler.console import command

DEMO_ARCHIVE = Path("demo-archive")


@command("demo", example="gongkai demo --archive demo-archive")
def demo(
    archive: Annotated[
        Path,
        typer.Option(
            "--archive",
            envvar="GONGKAI_ARCHIVE",
            file_okay=False,
            help="Where the demonstration's archive goes; an earlier demonstration there is replaced.",
        ),
    ] = DEMO_ARCHIVE,
) -> bool:
    """Serve eight made-up portals on this machine, crawl them, let them change, refresh, and show what was found.

    Needs no network. Exit code 1 when what was found is not what was planted.
    """
    from crawler.demo.rounds import play

    return play(archive)
