"""The whole crawl against a bare Scrapy spider that fetches the same pages; a long queue's memory; a replay's time.

    python -m benchmarks.crawl [portals] [reports a portal] [queued] [replayed]

Made portals are served on loopback by a process of their own, one request at a time to each, delay off. The crawl finds
the pages from the home pages, keeps them in WARC files, reads them with the real reader and stores them; the bare
spider is told their addresses and does nothing with them, or hands each to trafilatura in processes of their own, as
many as the crawl reads with. All are timed from first request to end of process.
Pages are answered after a while, as portals do, and at once, where nothing but the work itself shows: a page takes some
18 ms of a processor, half of them for reading its report and 2 to 3 for finding what it leads to, a bare spider's takes
2: two cores can't keep up with it, nor can they with trafilatura alone.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from crawler.demo.content import Made, body_of
from crawler.demo.server import Asked, Resource, Site, served
from pipelines.workers import default_workers
from tests.crawler.driver import registry_of, start

PER_LIST = 20
REPLAY_PORTALS = 10
SETTLED = 5.0  # seconds after which all that was answered is in the archive and most of it read
LATENCY = 0.15  # seconds; what a portal takes to answer a page, at the quick end
SETTINGS = {"SEARCH_BUDGET": 100_000, "LOG_LEVEL": "ERROR"}

_BARE = """
import asyncio, json, sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from trafilatura import extract

class Bare(Spider):
    name = "bare"
    # As in the crawl, a port is a server: each answer brings that server's next request, so one is on its way to each.
    def following(self, server):
        if urls := self.queues[server]:
            yield Request(urls.pop(), dont_filter=True, cb_kwargs={"server": server}, meta={"download_slot": server})
    async def start(self):
        self.queues = {}
        for url in json.load(sys.stdin):
            self.queues.setdefault(url.split("/")[2], []).append(url)
        for server in self.queues:
            for request in self.following(server):
                yield request
    async def parse(self, response, server):
        for request in self.following(server):
            yield request
        if readers:
            await asyncio.get_running_loop().run_in_executor(pool, extract, response.text)

readers = int(sys.argv[1])
pool = ProcessPoolExecutor(readers or 1, get_context("forkserver"))
process = AsyncCrawlerProcess({"CONCURRENT_REQUESTS": 128, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0,
    "ROBOTSTXT_OBEY": False, "LOG_LEVEL": "ERROR", "REMOTE_CONTROL_ENABLED": False, "TELNETCONSOLE_ENABLED": False})
process.crawl(Bare)
process.start()
pool.shutdown()
"""


@dataclass(slots=True)
class Farm:
    """Served portals as the other process tells of them."""

    process: subprocess.Popen[str]
    bases: list[str]

    def told(self, word: str) -> list[tuple[str, float]]:
        """Ask the process for something: the (address, second) of each request since the last time."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        return [(url, at) for url, at in json.loads(self.process.stdout.readline())]

    @property
    def sites(self) -> list[Site]:
        """The portals with their ports, for a registry."""
        sites = []
        for number, base in enumerate(self.bases):
            sites.append(Site(f"p{number}"))
            sites[-1].port = int(base.rpartition(":")[2])
        return sites


def page(title: str, body: str) -> bytes:
    """A page with the chrome a portal's pages have."""
    menu = "".join(f'<li><a href="/m/{n}.html">栏目{n}</a></li>' for n in range(40))
    head = f"<html><head><meta charset=utf-8><title>{title}</title></head>"
    return f"{head}<body><div class=nav><ul>{menu}</ul></div>{body}</body></html>".encode()


def portal(number: int, reports: int, latency: float, gate: Event) -> Site:
    """A portal of so many reports in lists of 20; the last report of all waits for the gate."""
    site = Site(f"p{number}")

    def slow(body: bytes) -> Resource:
        return Resource(body)

    def add(path: str, body: bytes, *, last: bool = False) -> None:
        found = slow(body)

        def answer(target: str, form: bytes, headers: dict[str, str]) -> Resource:
            time.sleep(latency)
            if last:
                gate.wait()
            return found

        site.routes[path] = answer

    rows = []
    for place in range(reports):
        made = Made(f"第{number}县第{place // 17}局", 2025 - place % 17, received=place % 40)
        path = f"/nb/{place}.html"
        add(
            path,
            page(made.title, f"<h1>{made.title}</h1><div id=zoom>{body_of(made)}</div>"),
            last=place == reports - 1,
        )
        rows.append(f'<li><a href="{path}">{made.title}</a><span>{made.published}</span></li>')
    lists = [rows[first : first + PER_LIST] for first in range(0, len(rows), PER_LIST)]
    for place, part in enumerate(lists):
        more = f'<a href="/nb/index_{place + 1}.html">下一页</a>' if place + 1 < len(lists) else ""
        add(
            f"/nb/index{f'_{place}' if place else ''}.html", page("政府信息公开年报", f"<ul>{''.join(part)}</ul>{more}")
        )
    add("/", page("门户", '<a href="/nb/index.html">政府信息公开年报</a>'))
    return site


def serve(portals: int, reports: int, latency: float) -> None:
    """The serving process: prints the portals' addresses, then answers `log`, `shut` and `open` on its input."""
    gate = Event()
    gate.set()
    sites = [portal(number, reports, latency, gate) for number in range(portals)]
    with served(*sites):
        print(json.dumps([site.base for site in sites]), flush=True)
        for line in sys.stdin:
            {"shut": gate.clear, "open": gate.set}.get(line.strip(), lambda: None)()
            print(json.dumps([(site.base + one.target, one.at) for site in sites for one in drained(site)]), flush=True)


def drained(site: Site) -> list[Asked]:
    """The site's log, emptied."""
    log, site.log = site.log, []
    return log


@contextmanager
def farm(portals: int, reports: int, latency: float) -> Iterator[Farm]:
    """Portals served by another process."""
    command = [sys.executable, "-m", "benchmarks.crawl", "serve", str(portals), str(reports), str(latency)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield Farm(process, json.loads(process.stdout.readline()))
    finally:
        process.kill()
        process.wait()


def crawled(where: Farm, folder: Path) -> tuple[list[str], float]:
    """Crawl the portals; the pages asked, robots.txt left out, and the seconds from the first request to the end."""
    process = start(folder / "archive", registry_of(folder, where.sites), settings=SETTINGS, workers=None)
    _, errors = process.communicate()
    ended = time.monotonic()
    if process.returncode:
        raise RuntimeError(errors)
    log = where.told("log")
    return [url for url, _ in log if not url.endswith("/robots.txt")], ended - min(at for _, at in log)


def bare(where: Farm, urls: list[str], readers: int = 0) -> float:
    """The seconds a bare spider takes for the same pages, from its first request to its end; with readers, processes in
    which trafilatura takes the text out of each.
    """
    process = subprocess.Popen([sys.executable, "-c", _BARE, str(readers)], stdin=subprocess.PIPE, text=True)
    process.communicate(json.dumps(urls))
    ended = time.monotonic()
    return ended - min(at for _, at in where.told("log"))


def throughput(portals: int, reports: int, latency: float) -> tuple[int, float, float, float]:
    """Pages; pages a second of the crawl, of the bare spider and of the one whose pages trafilatura reads."""
    with farm(portals, reports, latency) as where, tempfile.TemporaryDirectory() as folder:
        urls, whole = crawled(where, Path(folder))
        alone, read = bare(where, urls), bare(where, urls, default_workers())
        return len(urls), len(urls) / whole, len(urls) / alone, len(urls) / read


def replayed(portals: int, reports: int) -> tuple[int, float, int]:
    """Kill a crawl at its last page and start it again: pages captured, seconds to the end, pages asked again."""
    with farm(portals, reports, 0.0) as where, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        registry = registry_of(folder, where.sites)
        where.told("shut")
        process = start(folder / "archive", registry, settings=SETTINGS)
        captured = until_held(where, process, reports)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        where.told("open")
        began = time.monotonic()
        again = start(folder / "archive", registry, settings=SETTINGS)
        again.communicate()
        return captured, time.monotonic() - began, len(where.told("log"))


def until_held(where: Farm, process: subprocess.Popen[str], reports: int) -> int:
    """Wait until each portal has answered all but the report that it holds back, and that is synced; the pages asked
    till then.
    """
    pages = len(where.bases) * (reports - 1 + -(-reports // PER_LIST) + len(("home", "robots.txt")))
    asked = 0
    while process.poll() is None and asked < pages:
        time.sleep(1)
        asked += len(where.told("log"))
    time.sleep(SETTLED)
    return asked


def queue_memory(leads: int) -> float:
    """Megabytes that so many queued leads take, in a process of their own."""
    command = [sys.executable, "-m", "benchmarks.crawl", "queue", str(leads)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def queue(leads: int) -> None:
    """Queue leads over 4,000 hosts as a crawl does and print what that took, in megabytes."""
    from scrapy import Request
    from scrapy.utils.test import get_crawler

    from crawler.discovery.leads import Ask, Lead
    from crawler.hosts import Hosts
    from crawler.scheduler import FrontierScheduler

    crawler = get_crawler()
    scheduler = FrontierScheduler(crawler, Hosts(), 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(leads):
        url = f"http://www.county{number % 4000}.gov.cn/zwgk/zfxxgk/zfxxgknb/202601/t20260120_{number}.html"
        title = f"某某县第{number}局2025年政府信息公开工作年度报告"
        lead = Lead(f"county{number % 4000}", Ask(url), "article", 96, 2, 4, title, column=url[:60])
        scheduler.enqueue_request(Request(url, meta={"lead": lead}, dont_filter=True))
    assert len(scheduler) == leads
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)


def run(portals: int = 6, reports: int = 60, queued: int = 100_000, replay: int = 10_000) -> list[tuple[str, str, str]]:
    """The rows of the table."""
    rows = []
    for latency, words in ((LATENCY, f"answers after {LATENCY * 1000:.0f} ms"), (0.0, "answers at once")):
        pages, whole, alone, read = throughput(portals, reports, latency)
        note = f"{whole:.0f} against {alone:.0f} pages/s, {pages} pages of {portals} portals"
        rows.append((f"crawl against a bare spider, {words}", f"{whole / alone:.2f}", note))
        note = f"{whole:.0f} against {read:.0f} pages/s"
        rows.append((f"crawl against a spider with trafilatura, {words}", f"{whole / read:.2f}", note))
    captured, seconds, again = replayed(REPLAY_PORTALS, replay * PER_LIST // (PER_LIST + 1) // REPLAY_PORTALS)
    rows.append(("replay after a kill", f"{seconds:.1f} s", f"{captured} pages from the archive, {again} asked again"))
    rows.append(("memory of a long queue", f"{queue_memory(queued):.0f} MB", f"{queued} addresses on 4,000 hosts"))
    return rows


def main(arguments: list[str]) -> None:
    """Print the table, or be one of the processes that it needs."""
    if arguments[:1] == ["serve"]:
        serve(int(arguments[1]), int(arguments[2]), float(arguments[3]))
    elif arguments[:1] == ["queue"]:
        queue(int(arguments[1]))
    else:
        for row in run(*map(int, arguments)):
            print("  ".join(row))


if __name__ == "__main__":
    main(sys.argv[1:])
