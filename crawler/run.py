"""`run_crawl` and `run_refresh`: a crawl from start to summary in this process. Scrapy's reactor runs once a
process.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler import settings as own
from crawler.plan import Mode
from crawler.spiders.portals import PortalsSpider
from crawler.summary import Summary
from crawler.work import Work, open_work
from pipelines.locks import ArchiveError

logger = logging.getLogger(__name__)


def crawl_settings(changed: Mapping[str, Any] | None = None) -> Settings:
    """The project's settings, then the environment's, then those given."""
    settings = Settings()
    settings.setmodule(own, priority="project")
    settings.setdict(own.overrides(), priority="cmdline")
    settings.setdict(dict(changed or {}), priority="cmdline")
    return settings


def run_crawl(
    archive: Path,
    *,
    registry: Path | None = None,
    portals: Sequence[str] = (),
    settings: Mapping[str, Any] | None = None,
    workers: int | None = None,
) -> Summary:
    """Discover, capture, read and store the annual reports of the registry's portals (of those named, else of all).

    A run of the same command that was killed is gone on with. Needs a process of its own: Twisted's reactor can't be
    started twice.

    Raises:
        RegistryError, UnknownPortalError: for what can't be asked.
        ArchiveError: when the archive can't be written.
    """
    return _run("crawl", archive, registry, portals, settings, everything=False, workers=workers)


def run_refresh(
    archive: Path,
    *,
    registry: Path | None = None,
    portals: Sequence[str] = (),
    everything: bool = False,
    settings: Mapping[str, Any] | None = None,
    workers: int | None = None,
) -> Summary:
    """Look again at what is due (with `everything`: at all that is known), conditionally; find new reports.

    Raises as `run_crawl` does.
    """
    return _run("refresh", archive, registry, portals, settings, everything=everything, workers=workers)


def _run(
    mode: Mode,
    archive: Path,
    registry: Path | None,
    portals: Sequence[str],
    changed: Mapping[str, Any] | None,
    *,
    everything: bool,
    workers: int | None,
) -> Summary:
    settings = crawl_settings(changed)
    work = open_work(
        settings,
        archive=str(archive),
        registry=str(registry or ""),
        portals=list(portals),
        mode=mode,
        everything=everything,
        workers=workers,
    )
    process = _Process(settings)
    process.crawl(PortalsSpider, work=work)
    process.start()
    return _ended(work)


class _Process(AsyncCrawlerProcess):
    """Scrapy's process, which says aloud that a first Ctrl-C is heard: the answers on their way may take a minute."""

    @staticmethod
    def _log_shutdown(signum: int) -> None:
        logger.warning("stopping: waiting for answers that are on their way; a second Ctrl-C does not wait for them")


def _ended(work: Work) -> Summary:
    if work.summary is None:
        cut_short = "the run was cut short; what is stored stands, and the same command goes on from there"
        raise work.broken or ArchiveError(cut_short)
    return work.summary
