"""The exception that stops a request: it carries the failure's name."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

from crawler.refusals import Refusal


class RefusedError(IgnoreRequest):
    """A request that is not made, or whose answer is not used, and why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.name}: {refusal.reason}")
        self.refusal = refusal
