"""Replay, examination and capture: every answer of the wire is looked at once and kept, and never asked for twice in a
run.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

from scrapy.http import Headers, Response

from crawler.addresses import host_of
from crawler.examine import Exam, examine
from crawler.faults import RefusedError
from crawler.hosts import Hosts
from crawler.keeper import RENDERED
from crawler.refusals import named
from parsers.dates import CHINA
from pipelines.archive import Context
from pipelines.locks import ArchiveError
from pipelines.records import SHELL, Capture, HttpMessage, sha256

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.discovery.leads import Lead
    from crawler.keeper import Keeper, Place
    from crawler.spiders.portals import PortalsSpider
    from crawler.visits import Visit


_SHARED = frozenset({"script", "part"})
_COMPLETING = frozenset({"body", "script", "data"})
SMALL = 1000  # bytes that are looked at faster than handed to a thread


class ReplayMiddleware:
    """Answers from the archive what this run was answered already, and makes other requests conditional."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._hosts = Hosts.of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of a crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """The stored answer, or None to go on to the wire with validators added.

        Raises:
            RefusedError: where this run's answer was a failure; `budget` where the host had its requests of the day.
        """
        spider: PortalsSpider = self._crawler.spider  # type: ignore[assignment]
        lead: Lead | None = request.meta.get("lead")
        rendered = lead is not None and lead.render
        place = spider.keeper.answered(
            RENDERED if rendered else request.method,
            request.url,
            request.body,
            lead.portal if lead else "",
            shared="redirect_times" in request.meta or (lead is not None and lead.kind in _SHARED),
        )
        if place is not None:
            self._crawler.stats.inc_value("replay/answers")
            return self._replayed(request, place, spider.keeper)
        if rendered:
            return None
        if request.method == "GET" and (previous := spider.keeper.previous(request.url)):
            request.meta["previous"] = previous
            if previous.etag:
                request.headers["If-None-Match"] = previous.etag
            if previous.last_modified:
                request.headers["If-Modified-Since"] = previous.last_modified
        self._spend(host_of(request.url))
        self._crawler.stats.inc_value("wire/requests")
        spider.keeper.ask()
        return None

    def _spend(self, host: str) -> None:
        """Count a request against the host's day: here, since what the archive answers costs the host nothing."""
        if self._hosts.is_spent(host):
            raise RefusedError(named("budget", f"daily budget of {self._hosts.daily} requests to {host} used up"))
        self._hosts.spend(host)

    def _replayed(self, request: Request, place: Place, keeper: Keeper) -> Response:
        if place.kind == "failure":
            request.meta["replayed"] = True
            raise RefusedError(named(place.error, place.detail))
        body = keeper.body_at(place)
        if body is None:
            raise RefusedError(named("cut_off", "the body that a revisit refers to is not in the archive"))
        received = body.headers or {"content-type": body.content_type or ""}
        headers = Headers({name: value for name, value in received.items() if name not in _CODING})
        request.meta["unchanged"] = place.kind == "revisit"
        return Response(request.url, body.status or 200, headers, body.data, flags=["replayed"])


_CODING = frozenset({"content-encoding", "transfer-encoding", "content-length", "x-archive-orig-transfer-encoding"})


class ExamineMiddleware:
    """Looks at every answer off the reactor's thread, and keeps those of the wire."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of a crawl."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Unpack, judge and keep an answer; what comes of it is in `request.meta["exam"]`.

        Raises:
            ArchiveError: when it can't be kept; the run is then ended.
        """
        spider: PortalsSpider = self._crawler.spider  # type: ignore[assignment]
        try:
            return await self._examined(request, response, spider)
        except ArchiveError as error:
            spider.give_up(error)
            raise

    async def _examined(self, request: Request, response: Response, spider: PortalsSpider) -> Response:
        previous: Capture | None = request.meta.get("previous")
        if response.status == 304 and previous is not None:
            return await self._not_modified(request, response, previous, spider)
        exam = await self._look(request, response, spider)
        request.meta["exam"] = exam
        if "replayed" not in response.flags:
            self._keep(request, response, exam, previous, spider)
        if exam.explored and exam.explored.made:
            self._keep_made(request, exam.explored.made, spider)
        if exam.refusal and exam.refusal.name == "bad_redirect":
            raise RefusedError(exam.refusal)  # Scrapy would look for its address
        return response.replace(body=exam.body) if exam.body is not response.body else response

    async def _look(self, request: Request, response: Response, spider: PortalsSpider) -> Exam:
        lead: Lead | None = request.meta.get("lead")
        visit = spider.visits.get(lead.portal) if lead else None
        look = partial(
            examine,
            response.status,
            plain_headers(response),
            response.body,
            response.url,
            lead,
            visit.family if visit else "",
            datetime.now(CHINA).year,
        )
        if len(response.body) < SMALL:
            exam = look()
        else:
            exam = await asyncio.get_running_loop().run_in_executor(spider.lookers, look)
        asked = lead is not None and lead.kind != "home" and request.url == lead.url
        if asked and visit and exam.explored and visit.is_home(request.url, exam.explored):
            return Exam(exam.body, named("soft_redirect_home", "the home page in its place"))
        if asked and visit and exam.refusal and visit.leads_home(exam.refusal.target):
            return Exam(exam.body, named("soft_redirect_home", "a script that goes to the home page"))
        if lead and visit and lead.number < 0 and visit.leads_home(_target(response)):
            return Exam(exam.body, named("soft_redirect_home", f"HTTP {response.status} to the home page"))
        if lead and visit and exam.refusal is None and response.status == HTTPStatus.OK:
            return self._stand_in(exam, lead, visit, spider, asked=asked) or exam
        return exam

    def _stand_in(self, exam: Exam, lead: Lead, visit: Visit, spider: PortalsSpider, *, asked: bool) -> Exam | None:
        """A page of something else in the place of several known reports, or of a home page that led on: the site's own
        trouble, which says nothing of what was asked. None for any other answer, and where a redirect led (that is to
        the home page, or to where the report went).
        """
        explored = exam.explored
        if lead.kind == "home" and explored is not None and visit.is_strange_home(explored):
            return Exam(exam.body, named("stand_in", f"in the home page's place: {explored.title}"))
        known = lead.kind in ("article", "attachment") and spider.work.is_known(lead.url) and asked
        other = exam.body.lstrip()[:1] == b"<" if explored is None else explored.role.name != "report"
        # Shells that a service or a script completes are all the same.
        shell = explored is not None and (explored.rows or any(one.kind in _COMPLETING for one in explored.leads))
        if not (known and other) or shell:
            return None
        digest = sha256(exam.body)
        if visit.stands_in(digest, lead.url) or spider.keeper.is_stand_in(digest):
            return Exam(exam.body, named("stand_in", "the same page came in the place of several reports"))
        return None

    async def _not_modified(
        self, request: Request, response: Response, previous: Capture, spider: PortalsSpider
    ) -> Response:
        """The stored body in place of a 304: noted as a look that found it unchanged."""
        body = spider.keeper.body_of(previous)
        headers = Headers({name: value for name, value in (body.headers or {}).items() if name not in _CODING})
        stored = response.replace(status=200, headers=headers, body=body.data)
        request.meta["unchanged"] = True
        exam = request.meta["exam"] = await self._look(request, stored, spider)
        shell = exam.explored is not None and exam.explored.is_shell
        self._keep(request, response, Exam(b"", exam.refusal), previous, spider, unchanged=True, shell=shell)
        return stored

    def _keep(
        self,
        request: Request,
        response: Response,
        exam: Exam,
        previous: Capture | None,
        spider: PortalsSpider,
        *,
        unchanged: bool = False,
        shell: bool = False,
    ) -> None:
        lead: Lead | None = request.meta.get("lead")
        role = exam.role or (lead.kind if lead else "robots")
        portal = spider.visits[lead.portal].portal if lead else spider.portal_of(request.url)
        error = exam.refusal.name if exam.refusal else None
        shell = shell or (exam.explored is not None and exam.explored.is_shell)
        detail = exam.refusal.reason if exam.refusal else SHELL if shell else None
        if not unchanged:
            previous = self._met_before(request, response, exam, previous, spider)
        same = previous is not None
        request.meta["unchanged"] = same
        context = Context(portal, role, lead.via if lead else None, error, detail)
        if "rendered" in response.flags:
            request.meta["capture"] = spider.keeper.keep_rendered(request.url, response.body, context)
            return
        request.meta["capture"] = spider.keeper.keep(
            request.url, request_message(request), response_message(response), context, previous
        )

    def _met_before(
        self, request: Request, response: Response, exam: Exam, previous: Capture | None, spider: PortalsSpider
    ) -> Capture | None:
        """The earlier answer with the same bytes, among all that the address gave: those of its forms, too."""
        if response.status != HTTPStatus.OK or exam.refusal:
            return None
        digest = sha256(exam.body)
        if previous is not None and previous.digest == digest:
            return previous
        is_known = previous is not None or request.method != "GET"
        return spider.keeper.met_before(request.url, digest) if is_known else None

    def _keep_made(self, request: Request, made: str, spider: PortalsSpider) -> None:
        """Keep what a shell's service completed, under the shell's address."""
        lead: Lead = request.meta["lead"]
        context = Context(spider.visits[lead.portal].portal, "article", request.url)
        spider.keeper.keep_made(lead.via, made.encode(), context)


def _target(response: Response) -> str:
    """Where a redirect that is not followed leads; empty where the answer is none."""
    location = (response.headers.get("Location") or b"").decode("latin-1")
    return response.urljoin(location) if location and 300 <= response.status < 400 else ""


def plain_headers(response: Response) -> dict[str, str]:
    """Header fields by lower-case name; of a repeated one the values together."""
    return {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }


def request_message(request: Request) -> HttpMessage:
    """The request as it went over the wire."""
    target = request.url.split("/", 3)[3] if request.url.count("/") >= 3 else ""
    headers = [("Host", request.url.split("/")[2]), *_pairs(request.headers)]
    return HttpMessage(f"{request.method} /{target} HTTP/1.1", headers, request.body)


def response_message(response: Response) -> HttpMessage:
    """The response as it came."""
    return HttpMessage(
        f"HTTP/1.1 {response.status} {_reason(response.status)}".rstrip(), _pairs(response.headers), response.body
    )


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("utf-8", "surrogateescape"))
        for name, values in headers.items()
        for value in values
    ]


def _reason(status: int) -> str:
    from http import HTTPStatus

    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
