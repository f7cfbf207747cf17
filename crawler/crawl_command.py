"""`gongkai crawl` and `gongkai refresh`. Their exit codes by cause are explained in `docs/operating.md`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from difflib import get_close_matches
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from crawler.console import ARCHIVE_DEFAULT, ArchiveOption, WorkersOption, command, existing_archive, say_error

if TYPE_CHECKING:
    from crawler.summary import Summary

PortalOption = Annotated[
    list[str] | None, typer.Option("--portal", help="Only the portal with this id; may be given again.")
]
RegistryOption = Annotated[
    Path | None,
    typer.Option(
        "--registry", exists=True, dir_okay=False, help="The portals, one row each.", show_default="the bundled list"
    ),
]
RenderOption = Annotated[
    bool,
    typer.Option("--render", help="Render pages that exist only after their scripts ran (needs gongkai[render])."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")]
UNUSABLE = 2
# Columns of a summary that goes into a file: reasons are not folded.
_WIDE = 200


@command("crawl", example="gongkai crawl --portal hongze --archive archive")
def crawl(
    portal: PortalOption = None,
    registry: RegistryOption = None,
    archive: ArchiveOption = ARCHIVE_DEFAULT,
    workers: WorkersOption = None,
    render: RenderOption = False,
    as_json: JsonOption = False,
) -> None:
    """Find and capture the annual reports of the registry's portals, read them and store them.

    Started again after a kill, it goes on: what was answered is answered from the archive.

    Exit codes: 0 everything asked was done; 1 stopped early or failed; 2 unusable options or settings; 3 some portals
    refused; 4 a daily budget left work undone.
    """
    from crawler.run import run_crawl

    _perform(
        lambda: run_crawl(archive, registry=registry, portals=portal or (), **_more(workers, render=render)), as_json
    )


@command("refresh", example="gongkai refresh --registry my-portals.csv --archive archive")
def refresh(
    everything: Annotated[
        bool,
        typer.Option(
            "--all", help="Search the portals anew and look at all that is known, due or not; ask refusing ones too."
        ),
    ] = False,
    portal: PortalOption = None,
    registry: RegistryOption = None,
    archive: ArchiveOption = ARCHIVE_DEFAULT,
    workers: WorkersOption = None,
    render: RenderOption = False,
    as_json: JsonOption = False,
) -> None:
    """Look again at what is due, conditionally: finds new reports, revisions, removals and moves.

    Asks the portals that the archive knows; a portal that was never crawled is left to `gongkai crawl`.

    Exit codes: as those of `gongkai crawl`.
    """
    from crawler.run import run_refresh

    def run() -> Summary:
        chosen = portal or _known_portals(existing_archive(archive), registry)
        return run_refresh(
            archive, registry=registry, portals=chosen, everything=everything, **_more(workers, render=render)
        )

    _perform(run, as_json)


def _more(workers: int | None, *, render: bool) -> dict[str, Any]:
    """What both commands hand on: worker processes, whether to render and, where someone watches, progress bars.

    Raises:
        RenderUnavailableError: when rendering is asked for and can't be had.
    """
    from crawler import settings
    from crawler.progress import EXTENSION
    from crawler.render import browser_path
    from crawler.run import crawl_settings

    bars = {EXTENSION: 0} if sys.stderr.isatty() else {}
    changed: dict[str, Any] = {"EXTENSIONS": {**settings.EXTENSIONS, **bars}, **({"RENDER": True} if render else {})}
    chosen = crawl_settings(changed)
    if chosen.getbool("RENDER"):
        browser_path(chosen)
    return {"workers": workers, "settings": changed}


def _perform(run: Callable[[], Summary], as_json: bool) -> None:
    """Run, print the summary, and end with the exit code of its cause."""
    from crawler.reach import NOBODY, OFFLINE
    from crawler.render import RenderUnavailableError
    from crawler.work import UnknownPortalError
    from pipelines.registry import RegistryError

    _check_settings()
    try:
        summary = run()
    except (RegistryError, UnknownPortalError, RenderUnavailableError) as error:
        say_error(str(error))
        raise typer.Exit(UNUSABLE) from error
    if as_json:
        print(summary.as_json())  # noqa: T201 - the command's result
    else:
        Console(width=None if sys.stdout.isatty() else _WIDE, markup=False).print(summary.as_text())
    if summary.reason != "finished":
        why = NOBODY if summary.reason == OFFLINE else summary.reason
        say_error(f"stopped ({why}); what is stored stands, and the same command goes on from there")
    raise typer.Exit(summary.exit_code)


def _known_portals(archive: Path, registry: Path | None) -> list[str]:
    """The registry's portals that the archive knows; empty where it knows all of them.

    Raises:
        UnknownPortalError: when it knows none of them.
        RegistryError: for a registry that can't be used.
    """
    from crawler.memory import Memory
    from crawler.work import UnknownPortalError
    from pipelines.registry import bundled, load
    from pipelines.view import reading

    rows = load(registry) if registry else bundled()
    known = {portal for portal, _ in Memory(archive).items()}
    with reading(archive) as db:
        known |= {portal for (portal,) in db.execute("SELECT id FROM portals")}
    found = [portal.id for portal in rows if portal.id in known]
    if missing := sorted(known - set(found)):
        say_error(f"{len(missing)} portals of {archive} are not in the registry and are left: {', '.join(missing[:5])}")
    if not found:
        raise UnknownPortalError(f"{archive} knows no portal of the registry; name theirs with --registry")
    return found if len(found) < len(rows) else []


def _check_settings() -> None:
    """Say what is wrong with the settings that the environment gives, if anything is, and end.

    A crawl with a misspelt delay would be less polite than its owner meant.
    """
    from scrapy.settings import default_settings

    from crawler import settings

    known = {name: value for each in (default_settings, settings) for name, value in vars(each).items()}
    known = {name: value for name, value in known.items() if name.isupper()}
    problems = []
    for name, text in settings.overrides().items():
        if name not in known:
            near = get_close_matches(name, known, 1)
            problems.append(f"GONGKAI_SET_{name}: no such setting" + (f"; {near[0]}?" if near else ""))
        elif wrong := _wrong_value(name, text, known[name]):
            problems.append(f"GONGKAI_SET_{name}: {wrong.removeprefix(f'{name} ')}")
    for problem in problems:
        say_error(problem)
    if problems:
        raise typer.Exit(UNUSABLE)


def _wrong_value(name: str, text: str, default: object) -> str:
    """What is wrong with a setting's value, judged by the kind of its default; empty when nothing is."""
    from crawler.hosts import parse_hours

    try:
        if name == "CRAWL_HOURS":
            parse_hours(text)
        elif name == "LOG_LEVEL":
            levels = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
            return "" if text in levels else f"one of {', '.join(levels)}, not {text!r}"
        elif isinstance(default, bool):
            return "" if text.lower() in ("0", "1", "true", "false") else f"1 or 0, not {text!r}"
        elif isinstance(default, (int, float)):
            return "" if 0 <= type(default)(text) < inf else f"a number from 0 up, not {text}"
    except ValueError as error:
        return str(error) if name == "CRAWL_HOURS" else f"a {'whole ' * isinstance(default, int)}number, not {text!r}"
    return ""
