"""One archive for all tests of the site, and the site over it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from explorer.site import Explorer, application
from tests.explorer.archives import HOSTILE_URL, fill, hostile_page
from tests.explorer.canary import Canary, canary_server
from tests.pipelines.world import rows

Get = Callable[..., httpx.Response]


@pytest.fixture(scope="session")
def canary() -> Iterator[Canary]:
    """A server on this machine that hostile pages try to reach."""
    with canary_server() as server:
        yield server


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory, canary: Canary) -> Path:
    """The archive, with a report whose page is hostile."""
    return fill(tmp_path_factory.mktemp("explorer") / "archive", {HOSTILE_URL: hostile_page(canary.address)})


@pytest.fixture(scope="session")
def site(archive: Path) -> Iterator[Explorer]:
    """The application, its overview counted."""
    explorer = application(archive)
    asyncio.run(explorer.invoke_startup())
    yield explorer
    explorer.site.close()


@pytest.fixture(scope="session")
def get(site: Explorer) -> Get:
    """Ask the site for a path."""

    def ask(path: str, method: str = "GET", **options: Any) -> httpx.Response:
        async def answer() -> httpx.Response:
            transport = httpx.ASGITransport(app=site.app())
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                return await client.request(method, path, **options)

        return asyncio.run(answer())

    return ask


@pytest.fixture(scope="session")
def report_of(archive: Path) -> Callable[[str, int], int]:
    """The number of a report by a part of its agency's name and its year."""

    def find(name: str, year: int) -> int:
        found = rows(archive, "SELECT id FROM reports WHERE instr(agency, ?) AND year = ?", name, year)
        return int(found[0]["id"])

    return find
