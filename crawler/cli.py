"""The command line: one thin function a command. What a command does is in `pipelines` and in the crawler's modules."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

# Each of these registers its commands.
import crawler.crawl_command
import crawler.demo_command
import crawler.serve_command  # noqa: F401
from crawler.build_command import show_coverage
from crawler.console import (
    ARCHIVE_DEFAULT,
    ArchiveOption,
    CommandError,
    WorkersOption,
    app,
    command,
    existing_archive,
    print_json,
    progress_bar,
    say_error,
)

__all__ = ["app"]

AgencyOption = Annotated[str, typer.Option("--agency", help="The agency: its name in any form, or its code.")]
YearOption = Annotated[int, typer.Option("--year", min=1990, max=2100, help="The year reported on.")]


def _print(text: str) -> None:
    print(text)  # noqa: T201 - the command's result


def _tell_version(asked: bool) -> None:
    if asked:
        from pipelines.version import program_version

        _print(f"gongkai {program_version()}")
        raise typer.Exit


@app.callback()
def gongkai(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Find, keep and read the annual disclosure reports (政府信息公开工作年度报告) of Chinese government bodies."""


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
    print_json(as_json(report))


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
        say_error(note)
    for name, reason in outcome.failures:
        say_error(f"{name}: {reason}")
    _print(
        f"{outcome.taken} documents stored: {outcome.reports} annual reports, {outcome.other} others, "
        f"{len(outcome.failures)} failed; {outcome.seen} seen before"
        + (f"; {outcome.merged} records merged" if outcome.merged else "")
    )
    return not outcome.failures


def _command_line() -> str:
    return shlex.join(["gongkai", *sys.argv[1:]])


@command("status", example="gongkai status --archive archive")
def status(
    archive: ArchiveOption = ARCHIVE_DEFAULT,
    runs: Annotated[int, typer.Option("--runs", min=0, help="How many of the last runs to list.")] = 5,
    coverage: Annotated[
        bool,
        typer.Option("--coverage", help="Show who has published instead, by province and level, and who fell silent."),
    ] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Day that coverage is judged on.", show_default="today")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Show what the archive holds, what its runs did, what failed and why."""
    if coverage:
        return show_coverage(existing_archive(archive), as_of, as_json=as_json)
    if as_of is not None:
        raise typer.BadParameter("only coverage is judged on a day: add --coverage", param_hint="'--as-of'")
    from pipelines.status import lines
    from pipelines.status import status as look

    found = look(existing_archive(archive), runs)
    if as_json:
        print_json(found.as_dict())
    else:
        _print("\n".join(lines(found)))
    return None


@command("rebuild", example="gongkai rebuild --archive archive")
def rebuild(archive: ArchiveOption = ARCHIVE_DEFAULT, workers: WorkersOption = None) -> bool:
    """Derive the whole database again from the captures alone, beside the present one, and put it in its place."""
    from pipelines.rebuild import rebuild as derive_again

    if not (archive / "warc").is_dir():
        raise CommandError(f"no captures at {archive}; name an archive with --archive")
    with progress_bar() as bar:
        task = bar.add_task("rebuild", total=None)
        result = derive_again(
            archive,
            workers=workers,
            command=_command_line(),
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    for note in result.notes:
        say_error(note)
    for file, offset, what in result.derived.damaged:
        say_error(f"{file} at byte {offset}: {what}; left out, see `gongkai verify`")
    _print(f"{result.derived.captures} captures, {result.derived.readings} documents read")
    return not result.derived.damaged


@command("trace", example="gongkai trace --agency 洪泽区人民政府 --year 2024 requests.received.total --html cell.html")
def trace(
    indicator: Annotated[str, typer.Argument(help="The indicator: its code, or words of its label (新收 总计).")],
    agency: AgencyOption,
    year: YearOption,
    archive: ArchiveOption = ARCHIVE_DEFAULT,
    version: Annotated[int | None, typer.Option("--version", min=1, help="A version.", show_default="current")] = None,
    html: Annotated[Path | None, typer.Option("--html", dir_okay=False, help="Write the page, cell marked.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> bool:
    """Go from a figure back to its cell, document, capture, WARC file and offset."""
    from dataclasses import asdict

    from pipelines.trace import lines
    from pipelines.trace import trace as trace_back

    found = trace_back(existing_archive(archive), agency, year, indicator, version=version, want_page=html is not None)
    page = next((each.evidence.page for each in found if each.evidence and each.evidence.page), None)
    if html is not None and page is not None:
        _write(html, page)
    for each in found:
        if each.evidence:
            each.evidence.page = None
    if as_json:
        print_json([asdict(each) for each in found])
    else:
        _print("\n".join(line for each in found for line in lines(each)))
    return not any(each.problem for each in found)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {path}: {error.strerror}") from error


@command("diff", example="gongkai diff --agency 洪泽区人民政府 --year 2024")
def diff(
    agency: AgencyOption,
    year: YearOption,
    archive: ArchiveOption = ARCHIVE_DEFAULT,
    old: Annotated[int | None, typer.Option("--old", min=1, help="A version.", show_default="the one before")] = None,
    new: Annotated[int | None, typer.Option("--new", min=1, help="A version.", show_default="the last")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Show what changed between two versions of a report, and all that happened to it."""
    from dataclasses import asdict

    from pipelines.diff import compare, lines

    found = compare(existing_archive(archive), agency, year, old, new)
    if as_json:
        print_json(asdict(found))
    else:
        _print("\n".join(lines(found)))


@command("verify", example="gongkai verify --archive archive")
def verify(
    archive: ArchiveOption = ARCHIVE_DEFAULT,
    digest: Annotated[bool, typer.Option("--digest", help="Print the logical digests of the database too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> bool:
    """Read every capture again, check digests and references both ways, and name what is damaged."""
    from pipelines.verify import lines
    from pipelines.verify import verify as check

    with progress_bar() as bar:
        task = bar.add_task("verify", total=None)
        found = check(existing_archive(archive), digest=digest, progress=lambda _: bar.advance(task))
    if as_json:
        print_json(found.as_dict())
    else:
        _print("\n".join(lines(found)))
    return not found.problems
