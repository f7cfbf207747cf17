"""Addresses that a page's scripts build for each row of a list that comes as data.

Many services answer rows with a title and an id and no address: the page's own script or template writes the link
(`"<a href='/nb/" + row.id + ".html'>"`, `:href="'/nb/' + row.id"`, `` `/nb/${row.id}.html` ``), or has a click call a
function of the page that opens it (`"onclick='show(" + row.id + ")'"`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urljoin

from crawler.discovery.scripts import jumps_of

_MOST = 8  # templates kept of one page
_WORDS = re.compile(r"(?:title|name|key(?:words?)?|text|page|size)$", re.I)  # what a search is given, not an article
_OPENS = r"""(?:(?:href|url|link)\s?=\s?|\bopen\(\s?)\\?["'`]{1,2}"""
_LITERAL = r"""[^"'`<>\s+${}\\]"""
_NO_MORE = r"""(?![\w.(\[]|\s?\+)"""  # `v.id.slice(2)`, `v.year + v.id`: what is not read whole is not read
# A member of a row, by its name or, of a row that is an array, by its place: `row.id`, `res.rows[i].id`, `rows[i][0]`.
_MEMBER = r"""\w{1,30}(?:\.\w{1,30}){0,2}(?:\[\w{1,10}\])?[.\[](\w{1,40})\]?"""
_FIELD = (
    rf"""(?:["']\s?\+\s?{_MEMBER}(?:\s?\+\s?["']({_LITERAL}{{0,60}})|{_NO_MORE})"""
    rf"""|\$\{{\s?{_MEMBER}\s?\}}({_LITERAL}{{0,60}}))"""
)
# A click's call with one member of the row: `show('" + row.id + "')`, `` show(${row.id}) ``, `@click="show(row.id)"`.
_CLICK = re.compile(
    rf"""(?<![\w$.])([A-Za-z_$][\w$]{{0,40}})\((?:\\?["']{{1,2}}\s?\+\s?{_MEMBER}\s?\+|\\?["']?\$\{{\s?{_MEMBER}\s?\}}|{_MEMBER}\)["'])"""
)
_CONSTANT = re.compile(r"""(?<![\w$.])([A-Za-z_$][\w$]{1,40})\s?=\s?["']([\w./-]{1,80})["']\s?[;,\n]""")
_PUT = re.compile(r"""["']\s?\+\s?([A-Za-z_$][\w$]{1,40})\s?\+\s?["']|\$\{\s?([A-Za-z_$][\w$]{1,40})\s?\}""")
# Each part is bounded and ends where the next begins: linear in the page's length.
_ADDRESS = re.compile(rf"{_OPENS}({_LITERAL}{{1,120}}){_FIELD}(?:{_FIELD})?(?!\$\{{)", re.I)


def row_addresses(source: str, base: str) -> tuple[str, ...]:
    """The templates by which a page's scripts build the addresses of rows, joined to the page's own address, members in
    braces (`/nb/{id}.html`).
    """
    found: dict[str, None] = {}
    source = _with_constants(source)
    for one in _ADDRESS.finditer(source):
        head, *parts = one.groups(default="")
        members = [parts[place] or parts[place + 2] for place in (0, 4)]
        tails = [parts[place + 1] or parts[place + 3] for place in (0, 4)]
        address = head + "".join(f"{{{member}}}{tail}" for member, tail in zip(members, tails, strict=True) if member)
        joined = urljoin(base, address)
        if joined.startswith(("http:", "https:")) and not _WORDS.search(members[0]):
            found[joined] = None
        if len(found) == _MOST:
            break
    return tuple({**found, **dict.fromkeys(_clicked(source, base))})[:_MOST]


def _with_constants(source: str) -> str:
    """The source with the variables that hold one short text put into what is built of them."""
    given: dict[str, set[str]] = {}
    for name, value in _CONSTANT.findall(source):
        given.setdefault(name, set()).add(value)

    def put(found: re.Match[str]) -> str:
        values = given.get(found[1] or found[2], set())
        return next(iter(values)) if len(values) == 1 else found[0]

    return _PUT.sub(put, source) if given else source


def _clicked(source: str, base: str) -> Iterator[str]:
    """The templates of the addresses that rows' clicks open by a function of the page."""
    calls = dict.fromkeys((name, *members) for name, *members in _CLICK.findall(source))
    jumps = jumps_of(source) if calls else {}
    for name, *members in calls:
        if jump := jumps.get(name):
            address = urljoin(base, jump.address([f"{{{next(filter(None, members))}}}"]))
            if "{" in address and address.startswith(("http:", "https:")):
                yield address


def filled(templates: tuple[str, ...], item: dict[str, Any]) -> str:
    """The first template all of whose members a row has, filled in; empty where there is none. `item` has its names
    in lower case.
    """
    for address in templates:
        values = {name: item.get(name.lower()) for name in re.findall(r"\{(\w+)\}", address)}
        if all(
            isinstance(value, str | int) and not isinstance(value, bool) and value != "" for value in values.values()
        ):
            for name, value in values.items():
                address = address.replace(f"{{{name}}}", quote(str(value), safe="/"))
            return address
    return ""
