"""`gongkai serve`. The explorer is looked up by name when it is asked for: the crawler knows nothing of it."""

from __future__ import annotations

import importlib
from typing import Annotated

import typer

from crawler.console import ARCHIVE_DEFAULT, ArchiveOption, command, existing_archive


@command("serve", example="gongkai serve --archive archive --port 8321")
def serve(
    archive: ArchiveOption = ARCHIVE_DEFAULT,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 picks a free one.")] = 8321,
) -> None:
    """Serve the explorer over the archive: a local web site, read-only, in English and Chinese."""
    explorer = importlib.import_module("explorer.serve")
    explorer.serve(existing_archive(archive), host, port)
