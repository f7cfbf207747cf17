"""What is worth asking: a request described (`Ask`), and a request with its worth and its place in the search
(`Lead`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlsplit

from crawler.addresses import key, pairs_of

Kind = Literal["home", "page", "list", "data", "frame", "article", "attachment", "body", "part", "script"]

# How deep in the portal a lead lies: nowhere known, on its disclosure platform, in a column of reports.
OUTSIDE, PLATFORM, COLUMN = 0, 1, 2
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_OF_YEAR = re.compile(r"year|nian|time|date|^n[df]$", re.I)


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: an address, and what it posts: a form's fields, or an object of JSON."""

    url: str
    method: str = "GET"
    body: str = ""

    @property
    def is_json(self) -> bool:
        """Whether it posts JSON."""
        return self.body[:1] == "{"

    @property
    def mime(self) -> str:
        """The media type of what it posts."""
        return "application/json; charset=utf-8" if self.is_json else "application/x-www-form-urlencoded"

    @property
    def key(self) -> str:
        """What makes two requests the same."""
        return f"{key(self.url)} {self.body}" if self.method != "GET" else key(self.url)


@dataclass(frozen=True, slots=True)
class Lead:
    """A request worth making for a portal.

    `score` orders leads, best first; `inside` is one of OUTSIDE, PLATFORM, COLUMN; `number` is the 1-based page of a
    list and `column` the address of that list's first page; `others` are asked in turn where the address fails, for
    templates that number their pages from nought and from one alike; `unit` is the body whose column this is. A `body`
    is what the shell at `via` would show, a `part` what a page's scripts ask for; a `script` is one that the shell at
    `via` links, which was asked for as a `shell`; `context` is what is known of its scripts so far, `bare` that by
    its own marks it shows nothing. A further page is `stated` where the one before counts it; `built` is how the
    page that asks for data builds the addresses of its rows; `listed` says that the page which links a script shows
    rows itself, `untold` is the markup of those whose click calls a function that the page does not hold, and `markup`
    what such a script may read of the page: its fields, and what chooses a list. `render` asks
    for the page as a browser makes it of what was captured.
    """

    portal: str
    ask: Ask
    kind: Kind
    score: int
    inside: int = OUTSIDE
    depth: int = 0
    title: str = ""
    cut: bool = False
    unit: str = ""
    via: str = ""
    column: str = ""
    number: int = 1
    fragment: str = ""
    date: str = ""
    others: tuple[Ask, ...] = field(default=())
    render: bool = False
    shell: Kind | None = None
    context: str = ""
    bare: bool = False
    stated: bool = False
    built: tuple[str, ...] = field(default=())
    listed: bool = False
    untold: str = ""
    markup: str = ""

    @property
    def url(self) -> str:
        """The address asked."""
        return self.ask.url

    @property
    def year(self) -> int:
        """The last year that a part of a column is of, by its name, else by what it asks for; 0 where none is said."""
        asked = "" if self.ask.is_json else f"{urlsplit(self.url).query}&{self.ask.body}"
        named = " ".join(value for name, value in pairs_of(asked) if _OF_YEAR.search(name))
        return max(map(int, _YEAR.findall(self.title) or _YEAR.findall(named)), default=0)

    def fallback(self) -> Lead | None:
        """The same lead at its next alternative address, None when there is no other."""
        return replace(self, ask=self.others[0], others=self.others[1:]) if self.others else None


def unique(asks: list[Ask]) -> tuple[Ask, ...]:
    """The requests without repetition, in order."""
    return tuple({ask.key: ask for ask in reversed(asks)}.values())[::-1]
