"""`gongkai serve`: the site over an archive, on this machine unless told otherwise."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import uvicorn

from explorer.site import application
from pipelines.locks import ArchiveError

HOST, PORT = "127.0.0.1", 8321
_say = partial(print, flush=True)
"""To standard output at once, also where that is a pipe."""


def serve(root: Path, host: str = HOST, port: int = PORT, say: Callable[[str], None] = _say) -> None:
    """Serve the archive until interrupted; port 0 picks a free one. `say` is told the address when visitors may come.

    Raises:
        ArchiveError: when the address cannot be taken or the database cannot be read; names the way out.
    """
    listening = listen(host, port)
    try:
        asyncio.run(_serve(root, listening, say))
    except KeyboardInterrupt:
        # The way to end it: no failure. The server has already closed its connections.
        say("stopped")
    finally:
        listening.close()


def listen(host: str, port: int) -> socket.socket:
    """A socket on the address.

    Raises:
        ArchiveError: when it is taken, not this machine's, or not for this user.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except (OSError, OverflowError) as error:
        listening.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise ArchiveError(f"cannot listen on {host}:{port}: {reason}; choose another with --host or --port") from error
    return listening


def address_of(listening: socket.socket) -> str:
    """The address to open in a browser."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def is_local(listening: socket.socket) -> bool:
    """Whether only this machine can reach the socket."""
    return ipaddress.ip_address(listening.getsockname()[0]).is_loopback


async def _serve(root: Path, listening: socket.socket, say: Callable[[str], None]) -> None:
    datasette = application(root)
    await datasette.invoke_startup()
    threading.Thread(target=datasette.site.readers.warm, daemon=True).start()
    server = uvicorn.Server(uvicorn.Config(datasette.app(), log_level="warning", lifespan="on", access_log=False))
    say(f"{root} is served at {address_of(listening)} (stop with Ctrl+C)")
    if not is_local(listening):
        say("anyone who reaches this machine can read it: --host 127.0.0.1 keeps it here")
    try:
        await server.serve(sockets=[listening])
    finally:
        datasette.site.close()
