"""A small world for the tests: portals whose pages are looked at in rounds, without a network."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.archive import Context
from pipelines.logical import logical_digests
from pipelines.records import Capture, HttpMessage
from pipelines.session import Session


def response(body: bytes | str = b"", status: int = 200, mime: str = "text/html; charset=utf-8") -> HttpMessage:
    """An HTTP response."""
    data = body.encode() if isinstance(body, str) else body
    headers = [("Content-Type", mime), ("Content-Length", str(len(data)))]
    return HttpMessage(f"HTTP/1.1 {status} X", headers, data)


def request(url: str) -> HttpMessage:
    """The request for an address."""
    return HttpMessage(f"GET {url} HTTP/1.1", [("User-Agent", "gongkai tests")])


def look(root: Path, world: Mapping[str, str | int], at: str, kind: str = "crawl") -> list[Capture]:
    """One round: every address of the world is looked at once; a text is its page, a number the answer's status."""
    captures = []
    with Session(root, kind, workers=1) as session:
        for url, answer in world.items():
            reply = response(answer) if isinstance(answer, str) else response(status=answer)
            captures.append(session.archive.append_exchange(url, request(url), reply, Context(), at))
            session.take(captures[-1])
    return captures


def rows(root: Path, sql: str, *values: Any) -> list[dict[str, Any]]:
    """The rows of a query on an archive's database."""
    connection = sqlite3.connect(root / "gongkai.db")
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(sql, values)]
    finally:
        connection.close()


def digests(root: Path) -> dict[str, str]:
    """The logical digests of an archive."""
    connection = sqlite3.connect(root / "gongkai.db")
    try:
        return logical_digests(connection)
    finally:
        connection.close()
