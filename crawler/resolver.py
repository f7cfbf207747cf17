"""The DNS resolver of the crawl: a public name that points at a private address is refused.

Without it a portal's link (or a hijacked name) would let a stranger ask the machines of the network the crawl runs in.
Names the registry itself points at such an address are allowed: a row is the user's own word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from crawler.addresses import is_private_ip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred


class PrivateAddressError(DNSLookupError):
    """A name that resolves to an address of a private network."""


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's caching resolver with a look at what a name resolves to. The TLD of a name says nothing: each is looked
    at.
    """

    allowed: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """The resolver of a crawl process; PRIVATE_HOSTS are the names that rows of the registry name."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.allowed = frozenset(crawler.settings.getlist("PRIVATE_HOSTS"))
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        """The address of a name.

        Raises (through the Deferred):
            PrivateAddressError: where it is a private one and no registry row names the host.
        """
        found = super().getHostByName(name, timeout)
        return found.addCallback(self._checked, name)

    def _checked(self, address: Any, name: str) -> Any:
        if is_private_ip(str(address)) and name not in self.allowed:
            raise PrivateAddressError(f"{name} points at {address}, an address of a private network")
        return address
