"""Why a TLS connection failed: Twisted says only that it did, so the handshake is made once more to be told."""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from crawler.addresses import host_of
from crawler.faults import RefusedError, fault_of
from crawler.refusals import Refusal, of_exception

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

_PATIENCE = 10.0  # seconds


class TlsMiddleware:
    """Gives a failed TLS connection its name. One handshake more for each host that failed, no request."""

    def __init__(self) -> None:
        self._told: dict[str, Refusal] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of a crawl."""
        return cls()

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """Name the failure of an https request.

        Raises:
            RefusedError: `tls_…`, which no retry would cure.
        """
        if not request.url.startswith("https:") or isinstance(exception, RefusedError):
            return
        found = fault_of(exception, request.url)
        if not found.name.startswith("tls_"):
            return
        host = host_of(request.url)
        if host not in self._told:
            self._told[host] = await asyncio.to_thread(diagnosed, request.url, found)
        raise RefusedError(self._told[host])


def diagnosed(url: str, known: Refusal) -> Refusal:
    """The failure of a handshake with an address's host in OpenSSL's words; `known` where it succeeds or says less."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        with (
            socket.create_connection((host, parts.port or 443), _PATIENCE) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host),
        ):
            return known
    except ssl.SSLError as error:
        found = of_exception(error)
        return known if found.name == "tls_handshake" and re.search(r"tls_(?!handshake)", known.name) else found
    except OSError:
        return known
