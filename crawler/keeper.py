"""The archive as the crawl uses it: what was answered in this run, what was known before, what is kept now.

A crawl is resumed by replay: when a run goes on after a kill, its own WARC files are walked once, and every request
that was answered in it is answered from there. Nothing else of a run is kept.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

from crawler.addresses import clean
from pipelines import index
from pipelines.addresses import document_key
from pipelines.archive import Context, load, warc_files
from pipelines.records import ASKED, Capture, HttpMessage, bare_id, sha256
from pipelines.session import Session
from pipelines.stored import Body, Stored, body_of

BEHIND = 600  # captures under way, some 30 MB of them, at which fetching waits for reading
FRESH = 100_000
# Failures that say what an answer turned out to be, and are none that a second request would get in its place.
_NOTES = frozenset({"soft_redirect_home", "needs_render", "budget", "partial", "emptied", "given_up", "nothing_found"})
_DEFINITE = frozenset({HTTPStatus.OK, HTTPStatus.NOT_MODIFIED, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
RENDERED = "RENDER"
"""In place of a request's method: the page as a browser makes it of what was captured."""

_PREVIOUS = """
SELECT c.record_id, coalesce(c.url, d.url), c.captured_at, c.kind, c.status, m.name, lower(hex(c.digest)), c.etag,
  c.last_modified, w.name, c.warc_offset, c.refers_to
FROM capture c JOIN documents d ON d.id = c.document_id JOIN warc_files w ON w.id = c.warc_file_id
JOIN runs u ON u.id = c.run_id LEFT JOIN mimes m ON m.id = c.mime_id
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer of this run lies: its file and offset, or the failure it was."""

    file: str
    offset: int
    kind: str
    error: str = ""
    detail: str = ""
    refers_to: str = ""
    status: int | None = None


def place_of(capture: Capture) -> Place:
    """Where a capture lies."""
    return Place(
        capture.warc_file,
        capture.warc_offset,
        capture.kind,
        capture.error or "",
        capture.detail or "",
        capture.refers_to or "",
        capture.status,
    )


class Keeper:
    """Everything a run keeps and knows. One for a crawl; used on the reactor's thread only."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.root = session.root
        self.run = session.run
        self.replays = 0
        self._answers: defaultdict[str, list[Place]] = defaultdict(list)
        self._given: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._fresh: dict[str, Capture] = {}
        self._made: set[str] = set()
        self._noted: set[tuple[str, str]] = set()
        self._recalled: dict[str, int] = {}

    # -- what is known -----------------------------------------------------------------------------------------------

    def recall(self) -> int:
        """Learn what this run was answered before it was killed; returns how many answers there are."""
        for path in warc_files(self.root):
            if path.name.startswith(self.run.id):
                self._recall_file(path)
        self._recalled = {name: len(places) for name, places in self._answers.items()}
        return sum(self._recalled.values())

    def _recall_file(self, path: Path) -> None:
        for entry in index.walk(path):
            capture = entry.capture
            if capture and capture.kind == "failure" and capture.error in _NOTES:
                self._noted.add((capture.url, capture.error))
            elif capture and capture.kind == "conversion" and not capture.refers_to:
                self._made.add(capture.url)
            elif capture:
                self._answers[_asked_for(capture, entry.stored)].append(place_of(capture))

    def answered(
        self, method: str, url: str, body: bytes = b"", asker: str = "", *, shared: bool = False
    ) -> Place | None:
        """The answer this run was given to a request: an asker's first request gets the first answer, its second (a
        retry, a second look) the second, and so on; None when there is no such answer yet.

        What is `shared`, a page that redirects lead to or a script that pages link, is not asked for again when it was
        answered whole already, or is not there.
        """
        name = fingerprint(method, url, body)
        places, given = self._answers.get(name, ()), self._given[name, asker]
        self._given[name, asker] += 1
        if given >= len(places):
            if not shared or not places or places[-1].status not in _DEFINITE:
                return None
            given = len(places) - 1
        self.replays += 1
        return places[given]

    def is_stand_in(self, digest: str) -> bool:
        """Whether an earlier run found that a body stands in for several reports."""
        query = "SELECT 1 FROM capture WHERE digest = ? AND error = 'stand_in' LIMIT 1"
        return self.session.store.db.execute(query, [bytes.fromhex(digest)]).fetchone() is not None

    def body_at(self, place: Place) -> Body | None:
        """A replayed answer with its body: for a revisit the head of its own and the body it refers to."""
        body = body_of(load(self.root, place.file, place.offset))
        if place.kind != "revisit":
            return body
        origin = self._by_record(place.refers_to)
        return None if origin is None else replace_body(body, self.body_of(origin))

    def page_of(self, url: str) -> Body | None:
        """The body that this run was answered last for an address, coding removed; None where there is none."""
        place = self._last_place(url)
        return self.body_at(place) if place else None

    def _last_answer(self, url: str) -> Stored | None:
        place = self._last_place(url)
        return load(self.root, place.file, place.offset) if place else None

    def _last_place(self, url: str) -> Place | None:
        """Where the last answer of an address lies; a failure that was noted after it is none."""
        places = self._answers.get(fingerprint("GET", url), ())
        return next((place for place in reversed(places) if place.kind != "failure"), None)

    def body_of(self, capture: Capture) -> Body:
        """A capture's body, content coding removed."""
        return body_of(load(self.root, capture.warc_file, capture.warc_offset))

    def previous(self, url: str) -> Capture | None:
        """The last whole answer of an address from an earlier run, None where there is none; one with validators
        first, since what was posted to the address has none.

        Its place is that of the record which holds the body; its validators are the latest.
        """
        return self._whole(url, "c.etag IS NOT NULL OR c.last_modified IS NOT NULL") or self._whole(url)

    def is_cheap(self, method: str, url: str) -> bool:
        """Whether a request can be made that brings a body only where it is a new one."""
        known = self.previous(url) if method == "GET" else None
        return known is not None and bool(known.etag or known.last_modified)

    def met_before(self, url: str, digest: str) -> Capture | None:
        """The last whole answer of an address from an earlier run that had this body, whatever was posted."""
        return self._whole(url, f"c.digest = x'{digest}'")

    def _whole(self, url: str, which: str = "1") -> Capture | None:
        found = self._last(url, f"(c.status = 200 OR c.kind = 'revisit') AND ({which})")
        if found is None or found.kind != "revisit":
            return found
        origin = self._by_record(found.refers_to or "")
        if origin is None:
            return None
        return replace(
            origin, etag=found.etag or origin.etag, last_modified=found.last_modified or origin.last_modified
        )

    def _last(self, url: str, which: str) -> Capture | None:
        """The last capture of an address from an earlier run that has a body, no error and is of the kind asked."""
        row = self.session.store.db.execute(
            _PREVIOUS + "WHERE d.address_key = ? AND c.digest IS NOT NULL AND c.error IS NULL AND u.uuid <> ? "
            f"AND {which} ORDER BY c.captured_at DESC, c.id DESC LIMIT 1",
            [document_key(url), self.run.id],
        ).fetchone()
        return _capture(row) if row else None

    def _by_record(self, record_id: str) -> Capture | None:
        row = self.session.store.db.execute(_PREVIOUS + "WHERE c.record_id = ?", [record_id]).fetchone()
        return _capture(row) if row else self._fresh.get(record_id)

    # -- what is kept ------------------------------------------------------------------------------------------------

    def keep(
        self, url: str, request: HttpMessage, response: HttpMessage, context: Context, of: Capture | None
    ) -> Capture:
        """Append an exchange; `of` is the earlier capture whose body this one found again."""
        archive = self.session.archive
        if of is not None:
            capture = self._kept(archive.append_revisit(of, request, response, context))
        else:
            capture = self._kept(archive.append_exchange(url, request, response, context))
        method = request.start_line.partition(" ")[0]
        self._answers[fingerprint(method, capture.url, request.body)].append(place_of(capture))
        return capture

    def keep_rendered(self, url: str, html: bytes, context: Context) -> Capture:
        """Append what a browser made of a page, referring to the page; what it made of it before is only met again."""
        if known := self._met_again(url, html):
            return known
        page = self._last_answer(url)
        origin = bare_id(page.get("WARC-Record-ID") or "") if page else None
        archive = self.session.archive
        capture = self._kept(
            archive.append_resource(url, html, "text/html; charset=utf-8", context, kind="conversion", refers_to=origin)
        )
        self._answers[fingerprint(RENDERED, capture.url)].append(place_of(capture))
        return capture

    def keep_failure(self, url: str, context: Context) -> None:
        """Append a look that got no answer, or an answer that turned out to be none; not again after a kill."""
        if self._is_told_again(url, context):
            return
        capture = self._kept(self.session.archive.append_failure(clean(url) or url, context))
        if context.error in _NOTES:
            self._noted.add((capture.url, context.error))
        else:
            self._answers[fingerprint("GET", capture.url)].append(place_of(capture))

    def _is_told_again(self, url: str, context: Context) -> bool:
        """Whether a failure is the one that this run was given before it was killed.

        What the wire failed to give is replayed and never comes here again; what robots.txt or the guard forbids is
        stopped before it could be.
        """
        name, asker = fingerprint("GET", clean(url) or url), context.portal.id if context.portal else ""
        given = self._given[name, asker]
        if given >= self._recalled.get(name, 0) or self._answers[name][given].error != context.error:
            return False
        self._given[name, asker] += 1
        return True

    def has_noted(self, url: str, name: str) -> bool:
        """Whether this run noted already what the answer of an address turned out to be."""
        return (clean(url) or url, name) in self._noted

    def _met_again(self, url: str, body: bytes) -> Capture | None:
        """The last conversion of an address, if it has this body: noted as met again."""
        known = self._last(url, "c.kind = 'conversion'")
        if known is None or known.digest != sha256(body):
            return None
        self.session.see_again(known.record_id)
        return known

    def keep_made(self, url: str, body: bytes, context: Context) -> None:
        """Append a page that was put together from other answers, once a run; the same as before is only met again."""
        if url not in self._made:
            self._made.add(url)
            if self._met_again(url, body):
                return
            made = self.session.archive.append_resource(
                url, body, "text/html; charset=utf-8", context, kind="conversion"
            )
            self._kept(made)

    def _kept(self, capture: Capture) -> Capture:
        if capture.digest and len(self._fresh) < FRESH:
            self._fresh[capture.record_id] = capture
        self.session.take(capture, wait=False)
        return capture

    def ask(self) -> None:
        """Count a request that goes to a portal."""
        self.session.counts.requests += 1

    @property
    def is_behind(self) -> bool:
        """Whether so much waits to be read that nothing more should be fetched now."""
        return self.session.under_way >= BEHIND


def _capture(row: Any) -> Capture:
    return Capture(
        record_id=row[0],
        run="",
        url=row[1],
        captured_at=row[2],
        kind=row[3],
        status=row[4],
        mime=row[5],
        digest=row[6] or None,
        etag=row[7],
        last_modified=row[8],
        warc_file=row[9],
        warc_offset=row[10],
        refers_to=row[11],
    )


def replace_body(head: Body, origin: Body) -> Body:
    """The answer that a revisit stands for: the origin's body and type under status 200."""
    return Body(origin.data, origin.content_type, 200, {**(origin.headers or {}), **_validators(head)})


def _validators(head: Body) -> dict[str, str]:
    return {name: value for name, value in (head.headers or {}).items() if name in ("etag", "last-modified", "date")}


def fingerprint(method: str, url: str, body: bytes = b"") -> str:
    """What makes two requests of a run the same: method, address, body."""
    return _fingerprint(method, url, sha256(body) if body else "")


def _fingerprint(method: str, url: str, digest: str) -> str:
    return f"{method} {url} {digest[:16]}"


def _asked_for(capture: Capture, stored: Stored | None) -> str:
    """The fingerprint of the request that a capture answers."""
    asked = (stored.get(ASKED) if stored else None) or (RENDERED if capture.kind == "conversion" else "GET")
    method, _, digest = asked.partition(" ")
    return _fingerprint(method, capture.url, digest)
