"""The DNS resolver of the crawl: a public name that points at a private address is refused.

Without it a portal's link (or a hijacked name) would let a stranger ask the machines of the network the crawl runs in.
Names the registry itself points at such an address are allowed: a row is the user's own word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from crawler.addresses import is_private_ip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twisted.internet.defer import Deferred


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's caching resolver with a look at what a name resolves to. A process has one reactor and so one resolver.

    `allowed` are the names that rows of the registry name; `refused` those that pointed at a private address, since
    Twisted hands a resolver's own error on as a mere lack of results.
    """

    allowed: ClassVar[set[str]] = set()
    refused: ClassVar[set[str]] = set()

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        """The address of a name; fails for a private one that no registry row names."""
        found = super().getHostByName(name, timeout)
        return found.addCallback(self._checked, name)

    def _checked(self, address: Any, name: str) -> Any:
        if is_private_ip(str(address)) and name not in self.allowed:
            self.refused.add(name)
            raise DNSLookupError(f"{name} points at {address}, an address of a private network")
        return address
