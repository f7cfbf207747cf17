"""A small web server for made portals: one port a portal, validators, a log of every request."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Any


@dataclass(slots=True)
class Resource:
    """What an address answers. With `validators`, an ETag of the body is sent and a 304 where it is asked with.

    `drip` is the pause in seconds between two bytes of the body, `cut` closes the connection after half of it.
    """

    body: bytes = b""
    mime: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    validators: bool = True
    drip: float = 0.0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the server got it: `body` is that of a form, `sent` the bytes of the answer's body."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    status: int
    sent: int
    at: float


Answer = Resource | Callable[[str, bytes, dict[str, str]], Resource]


class Site:
    """A made portal: its addresses and what they answer. A handler gets target, body and headers of the request."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.routes: dict[str, Answer] = {}
        self.log: list[Asked] = []
        self.port = 0
        self._lock = Lock()

    @property
    def base(self) -> str:
        """The portal's address while it is served."""
        return f"http://127.0.0.1:{self.port}"

    def add(self, target: str, body: str | bytes | Answer, mime: str = "text/html; charset=utf-8", **more: Any) -> None:
        """Let an address (path, with its query where it has one) answer a page, a file or a handler's answer."""
        if isinstance(body, str):
            body = body.encode()
        self.routes[target] = Resource(body, mime, **more) if isinstance(body, bytes) else body

    def answer(self, target: str, body: bytes, headers: dict[str, str]) -> Resource:
        """What the address answers: by its whole target, else by its path; 404 where there is nothing."""
        found = self.routes.get(target) or self.routes.get(target.partition("?")[0])
        if found is None:
            return Resource("<html><head><title>404</title></head><body>页面不存在</body></html>".encode(), status=404)
        return found if isinstance(found, Resource) else found(target, body, headers)

    def note(self, asked: Asked) -> None:
        """Log a request."""
        with self._lock:
            self.log.append(asked)

    def asked(self) -> list[str]:
        """The targets asked, in order, robots.txt left out."""
        return [one.target for one in list(self.log) if one.target != "/robots.txt"]


def _etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"'


class _Handler(BaseHTTPRequestHandler):
    """Answers from the site that the server holds."""

    protocol_version = "HTTP/1.1"
    server: _Server
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a request."""
        self._serve()

    def do_POST(self) -> None:
        """Answer a form."""
        self._serve()

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        headers = {name.lower(): value for name, value in self.headers.items()}
        found = self.server.site.answer(self.path, body, headers)
        sent = self._send(found, headers)
        status = 304 if sent is None else found.status
        self.server.site.note(Asked(self.command, self.path, headers, body, status, sent or 0, monotonic()))

    def _send(self, found: Resource, headers: dict[str, str]) -> int | None:
        """Send an answer; None where it was a 304, else the body's length."""
        tag = _etag(found.body) if found.validators and found.status == 200 and self.command == "GET" else ""
        same = bool(tag) and headers.get("if-none-match") == tag
        self.send_response_only(304 if same else found.status)
        for name, value in found.headers.items():
            self.send_header(name, value)
        if tag:
            self.send_header("ETag", tag)
        if not same:
            self.send_header("Content-Type", found.mime)
            self.send_header("Content-Length", str(len(found.body)))
        self.end_headers()
        if not same:
            self._write(found)
        return None if same else len(found.body)

    def _write(self, found: Resource) -> None:
        body = found.body[: len(found.body) // 2] if found.cut else found.body
        if not found.drip:
            self.wfile.write(body)
        for place in range(len(body) if found.drip else 0):
            self.wfile.write(body[place : place + 1])
            sleep(found.drip)
        self.close_connection = self.close_connection or found.cut

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing on stderr: the site keeps the log."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, site: Site, address: str, port: int) -> None:
        self.site = site
        super().__init__((address, port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of the server."""


@contextmanager
def served(*sites: Site, address: str = "127.0.0.1", context: SSLContext | None = None) -> Iterator[None]:
    """Serve sites, each on a port of its own (the one it had before, where it was served before); over TLS with a
    `context`.
    """
    servers = []
    for site in sites:
        server = _Server(site, address, site.port)
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        site.port = server.server_address[1]
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        servers.append(server)
    try:
        yield
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
