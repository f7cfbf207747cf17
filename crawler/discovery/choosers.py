"""Lists that a page's own functions fetch when a body or a year is chosen: `onclick="load('5f31', 1)"`, or a handler
that reads an attribute of what was clicked (`$(this).attr('data-id')`). Read from the text of the scripts; nothing is
run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

from crawler.discovery.leads import Ask
from crawler.discovery.page import Page
from crawler.discovery.services import arguments_at, functions_of, services_of

MAX_CHOICES = 200
_REQUESTS = re.compile(r"ajax|\.(?:get|post|getJSON|load|open|request)\s*\(|fetch\s*\(|axios|\$?http\b")
_CALL = re.compile(r"(?<![\w$.])([\w$]+)\s*\(")
_OF_CLICKED = (
    r"""(?:\$\(\s*(?:this|e(?:vent)?\.(?:currentT|t)arget)\s*\)|this|e(?:vent)?\.(?:currentT|t)arget)\s*\.\s*"""
    r"""(?:(?:attr|getAttribute)\(\s*['"]([\w-]+)['"]\s*\)|data\(\s*['"]([\w-]+)['"]\s*\)|dataset\.(\w+))"""
)
_READS = re.compile(_OF_CLICKED)
_LITERAL = re.compile(r"""'[^']*'|"[^"]*"|\d+""")


def chosen_lists(page: Page) -> Iterator[tuple[html.HtmlElement, Ask]]:
    """The elements that fetch a list when they are clicked, each with its request."""
    functions = {
        name: (parameters, body) for name, parameters, body in functions_of(page.scripts) if _REQUESTS.search(body)
    }
    if not functions:
        return
    read = {_attribute(found) for found in _READS.finditer(page.scripts)}
    count = 0
    for element in page.tree.iter("a", "li", "span", "td", "dd", "div", "p", "button"):
        for call in _calls_of(element, page.scripts, read) if count < MAX_CHOICES else ():
            if call[0] in functions and (ask := _asked(call[1], *functions[call[0]], page)):
                count += 1
                yield element, ask
                break


def _attribute(found: re.Match[str]) -> str:
    """The attribute's name as it stands in the markup (`dataset.channelId` is `data-channel-id`)."""
    named, data, member = found.groups()
    if member:
        return "data-" + re.sub(r"([A-Z])", lambda letter: "-" + letter[1].lower(), member)
    return named or f"data-{data}"


def _calls_of(element: html.HtmlElement, scripts: str, read: set[str]) -> Iterator[tuple[str, list[str]]]:
    """The calls, with their arguments, that a click on an element makes: in its own handler, or in one that reads its
    attribute.
    """
    for source in (element.get("onclick") or "", element.get("href") or ""):
        for found in _CALL.finditer(source) if "(" in source else ():
            yield found[1], arguments_at(source, found.end())
    for name in read:
        if value := element.get(name):
            yield from _handled(scripts, name, value)


def _handled(scripts: str, name: str, value: str) -> Iterator[tuple[str, list[str]]]:
    """The calls that take an attribute of what was clicked: as it is read, or by the variable it was put in."""
    quoted = f"'{value}'"
    for found in _READS.finditer(scripts):
        if _attribute(found) != name:
            continue
        held = re.search(r"([\w$]+)\s*=\s*$", scripts[: found.start()])
        if not held:
            opened = re.search(r"(?<![\w$.])([\w$]+)\s*\(\s*(?:[^()]*,\s*)?$", scripts[: found.start()])
            if opened:
                arguments = arguments_at(scripts, opened.start() + opened[0].index("(") + 1)
                yield opened[1], [quoted if _READS.fullmatch(one) else one for one in arguments]
            continue
        for call in _CALL.finditer(scripts, found.end(), found.end() + 400):
            arguments = arguments_at(scripts, call.end())
            if held[1] in arguments:
                yield call[1], [quoted if one == held[1] else one for one in arguments]


def _asked(arguments: list[str], parameters: tuple[str, ...], body: str, page: Page) -> Ask | None:
    """The request that a function makes when it is called with these arguments; None where one is no literal."""
    given = dict(zip(parameters, arguments, strict=False))
    known = {name: value for name, value in given.items() if _LITERAL.fullmatch(value)}
    if not known or not any(re.search(rf"(?<![\w$.]){re.escape(name)}(?![\w$])", body) for name in known):
        return None
    set_first = "".join(f"var {name} = {value};\n" for name, value in known.items())
    return next(iter(services_of(f"{set_first}{body}\n{page.scripts}", page.base, most=1)), None)
