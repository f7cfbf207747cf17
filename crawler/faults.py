"""The exception that stops a request, and what any exception of a request stands for."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

from crawler.addresses import name_of
from crawler.refusals import Refusal, named, of_exception
from crawler.resolver import GuardedResolver


class RefusedError(IgnoreRequest):
    """A request that is not made, or whose answer is not used, and why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.name}: {refusal.reason}")
        self.refusal = refusal


def fault_of(error: BaseException | None, url: str) -> Refusal:
    """The failure that the exception of a request to an address stands for."""
    if isinstance(error, RefusedError):
        return error.refusal
    if name_of(url) in GuardedResolver.refused:
        return named("private_address", f"{name_of(url)} points at an address of a private network")
    return of_exception(error or ConnectionError("no answer"))
