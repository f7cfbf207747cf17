"""What all commands share: the Typer application, the archive option, and how errors and progress are shown.

A module of commands imports `command` and decorates its functions; `crawler.cli` imports the module. That is all there
is to adding one.
"""

from __future__ import annotations

import functools
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pipelines.locks import ArchiveError

app = typer.Typer(
    name="gongkai",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
stderr = Console(stderr=True, highlight=False, soft_wrap=True)

ArchiveOption = Annotated[
    Path,
    typer.Option(
        "--archive", envvar="GONGKAI_ARCHIVE", file_okay=False, help="The archive directory.", show_default="archive"
    ),
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="Worker processes for reading.", show_default="one a processor")
]
ARCHIVE_DEFAULT = Path("archive")
_F = TypeVar("_F", bound=Callable[..., Any])


class CommandError(Exception):
    """Work that could not be done: str() names the thing and the way out. The command ends with exit code 1."""


def say_error(message: str) -> None:
    """One message on stderr, plain."""
    print(f"gongkai: {message}", file=sys.stderr)  # noqa: T201 - this is the program's voice


def print_json(value: object) -> None:
    """A command's result as JSON: Chinese as it is where the output can hold it, else in JSON's own escapes."""
    unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    print(json.dumps(value, ensure_ascii=not unicode, indent=2))  # noqa: T201 - the command's result


def command(name: str, example: str) -> Callable[[_F], _F]:
    """Register a function as a command; `example` ends its help. A function that returns False has failed (exit 1)."""

    def register(function: _F) -> _F:
        @functools.wraps(function)
        def guarded(*args: Any, **kwargs: Any) -> None:
            raise typer.Exit(run(lambda: function(*args, **kwargs)))

        app.command(name, epilog=f"Example: {example}")(guarded)
        return function

    return register


def run(action: Callable[[], Any]) -> int:
    """The exit code of a command: 0 done, 1 failed (its reason on stderr), 2 unusable settings, 130 stopped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal in another encoding, a file named in bytes that are no text: told by its numbers, not died of.
            stream.reconfigure(errors="backslashreplace")
    try:
        if problem := _wrong_forms():
            say_error(problem)
            return 2
        return 1 if action() is False else 0
    except (CommandError, ArchiveError) as error:
        say_error(str(error))
        return 1
    except KeyboardInterrupt:
        say_error("stopped; what is stored stands, and the same command goes on from there")
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): not our failure. Python would complain at exit otherwise.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        say_error(f"{error.filename or 'a file'}: {error.strerror or error}; what is stored stands")
        return 1


def _wrong_forms() -> str:
    """What is wrong with the forms of the user's own, where there are some: told once, not of each document."""
    if not os.environ.get("GONGKAI_FORMS"):
        return ""
    from parsers.forms import FormError, load_forms

    try:
        load_forms()
    except FormError as error:
        return str(error)
    return ""


def progress_bar() -> Progress:
    """A progress bar on stderr; silent when stderr is not a terminal."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=stderr,
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def existing_archive(root: Path) -> Path:
    """The archive directory, which must hold something.

    Raises:
        CommandError: when there is none; names the ways to make one.
    """
    if not (root / "gongkai.db").exists():
        if (root / "warc").is_dir():
            raise CommandError(
                f"{root} has no database; `gongkai rebuild --archive {root}` derives it from the captures"
            )
        raise CommandError(
            f"no archive at {root}; name one with --archive, or make one with `gongkai ingest` or `crawl`"
        )
    return root
