"""Pages saved with their pictures as one file (.mht, also named .doc) -> Document: the page in them, read as HTML."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import Message

from parsers import limits
from parsers.html import read_html
from parsers.model import Document, UnreadableError
from parsers.sniff import MHTML


def read_saved_page(data: bytes, url: str | None = None) -> Document:
    """Read a page saved as MHTML (RFC 2557); links are resolved against `url`, else against the page's own address.

    Raises:
        UnreadableError: `parse.too_large`, `parse.broken` (no page in it), and what `read_html` raises for the page.
    """
    if len(data) > limits.MAX_SAVED_PAGE_BYTES:
        raise UnreadableError("parse.too_large", f"the file is larger than {limits.MAX_SAVED_PAGE_BYTES:,} bytes")
    # Editors put blank lines before the head, which would end it.
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.compat32)
    page = _page(message)
    body = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(body, bytes) or not body.strip():
        raise UnreadableError("parse.broken", "the saved page holds no page")
    location = (page.get("Content-Location") or message.get("Content-Location") or "").strip()
    own = location if location.startswith(("http://", "https://")) else None
    document = read_html(body, url or own, page.get_content_charset())
    document.mime = MHTML
    return document


def _page(message: Message) -> Message | None:
    """The part that is the page: the one named as the start, or else the first of HTML."""
    start = message.get_param("start")
    pages = list(_pages(message))
    named = (part for part in pages if start and part.get("Content-ID") == start)
    return next(named, None) or max(pages[:1] + _framed(pages), key=_size, default=None)


def _framed(pages: list[Message]) -> list[Message]:
    """The pages inside the first where that is only a set of frames."""
    first = pages[0].get_payload(decode=True) if pages else b""
    return pages[1:] if isinstance(first, bytes) and b"<frameset" in first.lower() else []


def _size(part: Message) -> int:
    return len(str(part.get_payload()))


def _pages(message: Message, depth: int = 0) -> Iterator[Message]:
    """The HTML parts in order, parts of parts too."""
    if not message.is_multipart():
        if message.get_content_type() in ("text/html", "application/xhtml+xml"):
            yield message
    elif depth < limits.MAX_DEPTH:
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _pages(part, depth + 1)
