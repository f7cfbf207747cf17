"""The command line: one thin function a command. What a command does is in `pipelines` and in the crawler's modules."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from crawler.console import ARCHIVE_DEFAULT, ArchiveOption, CommandError, app, command, existing_archive, progress_bar

__all__ = ["app"]

WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="Worker processes for reading.", show_default="one a processor")
]
AgencyOption = Annotated[str, typer.Option("--agency", help="The agency: its name in any form, or its code.")]
YearOption = Annotated[int, typer.Option("--year", min=1990, max=2100, help="The year reported on.")]


def _print(text: str) -> None:
    print(text)  # noqa: T201 - the command's result


def _print_json(value: object) -> None:
    _print(json.dumps(value, ensure_ascii=False, indent=2))


@command("parse", example="gongkai parse report.html --url https://www.example.gov.cn/art/2020/1/16/art_1_2.html")
def parse(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The document to read.")],
    url: Annotated[str | None, typer.Option("--url", help="The address it was saved from.")] = None,
) -> None:
    """Read one document and print what it says as JSON; nothing is stored."""
    from pipelines.parse import as_json
    from pipelines.parse import parse as read_file
    from pipelines.workers import Failure

    try:
        report = read_file(file, url)
    except OSError as error:
        raise CommandError(f"cannot read {file}: {error.strerror}") from error
    if isinstance(report, Failure):
        raise CommandError(f"{file}: {report.message} ({report.rule})")
    _print_json(as_json(report))


@command("ingest", example="gongkai ingest saved-pages/ reports.jsonl crawl.warc.gz --archive archive")
def ingest(
    paths: Annotated[
        list[Path], typer.Argument(exists=True, help="Files, folders, .jsonl, .warc[.gz], .wet[.gz], other archives.")
    ],
    archive: ArchiveOption = ARCHIVE_DEFAULT,
    workers: WorkersOption = None,
) -> bool:
    """Take saved pages and files into the archive: kept as WARC records, read, checked and stored."""
    from pipelines.ingest import ingest as take_in

    with progress_bar() as bar:
        task = bar.add_task("ingest", total=None)
        outcome = take_in(
            paths, archive, workers=workers, command=_command_line(), progress=lambda _: bar.advance(task)
        )
    for note in outcome.notes:
        print(f"gongkai: {note}", file=sys.stderr)  # noqa: T201
    for name, reason in outcome.failures:
        print(f"gongkai: {name}: {reason}", file=sys.stderr)  # noqa: T201
    _print(
        f"{outcome.taken} documents stored: {outcome.reports} annual reports, {outcome.other} others, "
        f"{len(outcome.failures)} failed; {outcome.seen} seen before"
        + (f"; {outcome.merged} records merged" if outcome.merged else "")
    )
    return not outcome.failures


def _command_line() -> str:
    return " ".join(["gongkai", *sys.argv[1:]])


@command("status", example="gongkai status --archive archive")
def status(
    archive: ArchiveOption = ARCHIVE_DEFAULT,
    runs: Annotated[int, typer.Option("--runs", min=0, help="How many of the last runs to list.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Show what the archive holds, what its runs did, what failed and why."""
    from pipelines.status import lines
    from pipelines.status import status as look

    found = look(existing_archive(archive), runs)
    if as_json:
        _print_json(found.as_dict())
    else:
        _print("\n".join(lines(found)))
