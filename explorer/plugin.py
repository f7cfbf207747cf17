"""The Datasette plugin: the site's addresses, the pages behind them, and what every page is told and forbidden."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from explorer import agency, captures, coverage, findings, formatting, home, report, search, trace, versions
from explorer.asking import Ask, address, indicator_name
from explorer.language import COOKIE, PARAMETER, choose, translate
from explorer.messages import told
from explorer.provinces import place_name
from explorer.site import STATIC, Explorer, Site, fingerprint

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; frame-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_GUARD = (
    (
        b"content-security-policy",
        # Datasette's pages have scripts and styles of their own between their lines.
        b"default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        b"img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)
_YEAR_SECONDS = 31_536_000

Build = Callable[[sqlite3.Connection, Ask, Site], Any]
View = Callable[[Explorer, Request], Awaitable[Response]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Datasette) -> list[tuple[str, View]]:
    """The site's own addresses; everything else is Datasette's."""
    if not isinstance(datasette, Explorer):
        return []
    one = r"(?P<report>\d{1,18})"
    figure = rf"^/report/{one}/figure/(?P<version>\d{{1,9}})/(?P<seq>\d{{1,9}})"
    routes = [
        (r"^/$", _page("home.html", lambda db, ask, site: home.home(site.kept.get(), ask))),
        (r"^/coverage$", _page("coverage.html", lambda db, ask, site: coverage.coverage(db, site.kept.get(), ask))),
        (r"^/search$", _page("search.html", _search)),
        (r"^/agency/(?P<agency>\d{1,18})$", _page("agency.html", lambda db, ask, site: agency.agency(db, ask))),
        (rf"^/report/{one}$", _page("report.html", lambda db, ask, site: report.report(db, ask))),
        (rf"^/report/{one}/compare$", _page("compare.html", lambda db, ask, site: versions.compare(db, ask))),
        (rf"{figure}$", _page("trace.html", trace.figure)),
        (rf"{figure}/page$", _sandboxed(trace.page_of_figure)),
        (r"^/find$", _redirect(lambda db, ask, site: report.find(db, ask))),
        (r"^/findings$", _page("findings.html", lambda db, ask, site: {"rules": findings.rules(site.kept.get())})),
        (r"^/findings/(?P<rule>[\w.]{1,80})$", _page("rule.html", lambda db, ask, site: findings.rule(db, ask))),
        (r"^/capture/(?P<capture>\d{1,18})$", _page("capture.html", captures.capture)),
        (r"^/capture/(?P<capture>\d{1,18})/page$", _sandboxed(captures.shown)),
        (r"^/capture/(?P<capture>\d{1,18})/bytes$", _sandboxed(captures.download)),
    ]
    return [(pattern, _reading(view)) for pattern, view in routes]


def _search(connection: sqlite3.Connection, ask: Ask, site: Site) -> dict[str, Any]:
    return {**search.search(connection, ask), "overview": site.kept.get()}


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Datasette) -> None:
    """Count the archive before the first visitor asks."""
    if isinstance(datasette, Explorer):
        datasette.site.kept.get()


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    """Before each request, see whether the database is still the same file; with each answer, send its policy."""

    def wrap(application: Any) -> Any:
        async def following(scope: Any, receive: Any, send: Any) -> None:
            if not isinstance(datasette, Explorer):
                await application(scope, receive, send)
                return
            datasette.follow()
            await application(scope, receive, partial(_guarded, send))

        return following

    return wrap


@hookimpl  # type: ignore[untyped-decorator]
def menu_links(datasette: Datasette) -> list[dict[str, str]]:
    """The way back from Datasette's pages."""
    links = (("/", "gongkai"), ("/search", "Search"), ("/findings", "Findings"))
    return [{"href": href, "label": label} for href, label in links] if isinstance(datasette, Explorer) else []


async def _guarded(send: Send, event: dict[str, Any]) -> None:
    """Pass an answer on; one that brings no policy of its own, a page of Datasette's or of an error, gets one."""
    if event["type"] == "http.response.start":
        given = {name.lower() for name, _ in event["headers"]}
        missing = [pair for pair in _GUARD if pair[0] not in given]
        event = {**event, "headers": [*event["headers"], *missing]}
    await send(event)


# --- views ------------------------------------------------------------------------------------------------------------


def _reading(view: View) -> View:
    """The view for those who ask; nothing here takes anything."""

    async def guarded(datasette: Explorer, request: Request) -> Response:
        if request.method not in {"GET", "HEAD"}:
            return Response.text("this site is read-only", status=405, headers={"Allow": "GET, HEAD"})
        return await view(datasette, request)

    return guarded


def _page(template: str, build: Build) -> View:
    """A page: what it shows is gathered in a thread with a connection of its own, then put in the template."""

    async def view(datasette: Explorer, request: Request) -> Response:
        site, ask = datasette.site, _ask(request)
        found = await datasette.get_database(site.database).execute_fn(lambda db: build(db, ask, site))
        if found is None:
            found, template_name, status = {}, "missing.html", 404
        else:
            template_name, status = template, 200
        if found.get("job"):
            found.update(trace.settled(await asyncio.to_thread(site.readers.do, found["job"])))
        context = {**found, **_common(request, ask, site)}
        text = await datasette.render_template(template_name, context, request=request)
        response = Response.html(text, status=status, headers=dict(SECURITY))
        if request.args.get(PARAMETER):
            response.set_cookie(COOKIE, ask.language, max_age=_YEAR_SECONDS, samesite="lax")
        return response

    return view


def _sandboxed(build: Build) -> View:
    """A captured document under the policy that lets nothing in it run or fetch."""

    async def view(datasette: Explorer, request: Request) -> Response:
        site, ask = datasette.site, _ask(request)
        found: captures.Raw | None = await datasette.get_database(site.database).execute_fn(
            lambda db: captures.located(build, db, ask, site)
        )
        if found is not None:
            found = await asyncio.to_thread(found.read, site)
        if found is None:
            return Response.text("not found", status=404, headers={"X-Content-Type-Options": "nosniff"})
        return Response(found.data, found.status, {**SECURITY, **found.headers}, found.content_type)

    return view


def _redirect(build: Build) -> View:
    """The way to the page that an address stands for; the page that says so where it stands for none."""
    missing = _page("missing.html", lambda db, ask, site: None)

    async def view(datasette: Explorer, request: Request) -> Response:
        site, ask = datasette.site, _ask(request)
        target = await datasette.get_database(site.database).execute_fn(lambda db: build(db, ask, site))
        return Response.redirect(target) if target else await missing(datasette, request)

    return view


def _ask(request: Request) -> Ask:
    query: dict[str, str] = {}
    for name, value in parse_qsl(request.query_string, keep_blank_values=True):
        query.setdefault(name, value)
    language = choose(query.get(PARAMETER), request.cookies.get(COOKIE), request.headers.get("accept-language", ""))
    return Ask({name: unquote(part) for name, part in request.url_vars.items()}, query, language)


def _common(request: Request, ask: Ask, site: Site) -> dict[str, Any]:
    """What every template has: the language and its texts, addresses, and ways to print things."""
    language = ask.language
    other = "zh" if language == "en" else "en"
    kept = [(name, value) for name, value in ask.query.items() if name != PARAMETER]
    return {
        "language": language,
        "other_language": other,
        "other_address": f"?{urlencode([*kept, (PARAMETER, other)])}",
        "t": lambda key, **values: translate(language, key, **values),
        "title_of": lambda prefix, key: formatting.named(language, prefix, key),
        "place": lambda code: place_name(code, language),
        "indicator_name": lambda code: indicator_name(code, language),
        "told": lambda rule, message: told(language, rule, message),
        "cited": lambda head, capture: report.citation(language, head, capture),
        "address": address,
        "static": lambda name: f"/{STATIC}/{name}?{fingerprint(name)}",
        "database": site.database,
        "path": request.path,
        "part": bool(ask.word("part")),
        **formatting.FORMATS,
    }
