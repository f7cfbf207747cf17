"""`gongkai build`: the dataset release. And what `gongkai status --coverage` shows."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.console import (
    ARCHIVE_DEFAULT,
    ArchiveOption,
    command,
    existing_archive,
    print_json,
    progress_bar,
    say_error,
)

if TYPE_CHECKING:
    from pipelines.release_source import Options

_YEARS = re.compile(r"(\d{4})?(-)?(\d{4})?")


@command("build", example="gongkai build --out release --archive archive --years 2019-2024 --region 福建省")
def build(
    out: Annotated[
        Path,
        typer.Option("--out", help="Folder of the release; an earlier release there is replaced when it is whole."),
    ],
    archive: ArchiveOption = ARCHIVE_DEFAULT,
    years: Annotated[
        str | None, typer.Option("--years", help="Years reported on: 2021, 2019-2024, 2019- or -2018.")
    ] = None,
    level: Annotated[
        list[str] | None, typer.Option("--level", help="Only agencies of this level; may be given again.")
    ] = None,
    region: Annotated[
        list[str] | None,
        typer.Option("--region", help="Only agencies in this division, by name or code; may be given again."),
    ] = None,
    clean: Annotated[bool, typer.Option("--clean", help="Only figures that no finding names.")] = False,
    since: Annotated[
        Path | None,
        typer.Option("--since", exists=True, file_okay=False, help="An earlier release: CHANGES.md compares with it."),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="Day that coverage is judged on.", show_default="the archive's last look"),
    ] = None,
) -> None:
    """Write a dataset release: tables as Parquet and CSV, panel, codebook, quality report, checksums."""
    from pipelines.release import build as write

    options = _options(years, level, region, clean, as_of)
    with progress_bar() as bar:
        task = bar.add_task("build", total=None)
        release = write(
            existing_archive(archive),
            out,
            options,
            since=since,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    for note in release.notes:
        say_error(note)
    counts = ", ".join(f"{count:,} {name}" for name, count in release.rows.items())
    print(f"{release.path}: {counts}")  # noqa: T201 - the command's result


def _options(
    years: str | None, levels: list[str] | None, regions: list[str] | None, clean: bool, as_of: str | None
) -> Options:
    """The options as given.

    Raises:
        typer.BadParameter: naming the option and what it takes.
    """
    from pipelines.release_source import Levels, Options, region_codes

    unknown = sorted(set(levels or ()) - set(Levels))
    if unknown:
        raise typer.BadParameter(f"no level {', '.join(unknown)}; there are {', '.join(Levels)}", param_hint="--level")
    try:
        codes = region_codes(regions or ())
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--region") from error
    return Options(_span(years), tuple(levels or ()), codes, clean, as_of if day_of(as_of) else None)


def _span(years: str | None) -> tuple[int, int] | None:
    """`2021`, `2019-2024`, `2019-` or `-2018` as first and last year."""
    if years is None:
        return None
    found = _YEARS.fullmatch(years.strip())
    if found is None or not (found[1] or found[3]) or (found[1] and found[3] and not found[2]):
        raise typer.BadParameter(
            f"not a year or years: {years}; say 2021, 2019-2024, 2019- or -2018", param_hint="--years"
        )
    first = int(found[1] or 1900)
    last = int(found[3] or (9999 if found[2] else first))
    if first > last:
        raise typer.BadParameter(f"{first} comes after {last}", param_hint="--years")
    return first, last


def day_of(text: str | None) -> date | None:
    """A day given as an option, ISO 8601.

    Raises:
        typer.BadParameter: when it is none.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"not a day: {text}; say it as 2026-03-31", param_hint="--as-of") from None


def show_coverage(root: Path, as_of: str | None, *, as_json: bool) -> None:
    """Print the coverage of an archive as of a day, today in China unless one is given."""
    from pipelines.coverage import day_in_china
    from pipelines.coverage_status import coverage_status, lines

    day = day_of(as_of) or day_in_china(datetime.now(UTC).isoformat())
    found = coverage_status(root, day)
    if as_json:
        print_json(found.as_dict())
    else:
        print("\n".join(lines(found)))  # noqa: T201 - the command's result
