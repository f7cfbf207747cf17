"""Lists that a page's own functions fetch when a body or a year is chosen: `onclick="load('5f31', 1)"`, or a handler
that reads an attribute of what was clicked (`$(this).attr('data-id')`). Read from the text of the scripts; nothing is
run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from lxml import html

from crawler.addresses import clean, pairs_of, query_of
from crawler.discovery.leads import Ask
from crawler.discovery.page import Page
from crawler.discovery.scripts import (
    NODE,
    NODE_TITLE,
    READS,
    attribute_read,
    node_addresses,
    page_parameter,
    with_value,
)
from crawler.discovery.services import arguments_at, functions_of, services_of
from crawler.discovery.texts import short_text_of

# The calls that take an attribute of what was clicked: the function, its arguments, and the variable that the attribute
# was put in where that is none of them; the attribute's own place is None.
Handled = dict[str, list[tuple[str, list[str | None], str]]]
Held = dict[str, str]
Functions = dict[str, tuple[tuple[str, ...], str]]

MAX_CHOICES = 200  # calls of the page's own functions that are looked into: each is read out of all its scripts
_CLICKS = ("onclick", "href", "@click", "v-on:click", "ng-click")
_CLICKED = ("a", "li", "span", "td", "dd", "div", "p", "button")
_MARKED = ("data-", "click", "javascript:", "<select")  # one of which a page has that lets choose by scripts
# What Bootstrap and its like show and hide by: no script of the portal's own reads it.
_WIDGET = frozenset({"data-toggle", "data-target", "data-bs-toggle", "data-bs-target", "data-v"})
_NAME = 40  # characters of the longest name of what is clicked
_PAGES = 8  # a select asks for its page's functions once an option
_REQUESTS = re.compile(r"ajax|\.(?:get|post|getJSON|load|open|request)\s*\(|fetch\s*\(|axios|\$?http\b")
_OWN = r"(?:(?:_?this|self|that|vm)\.)?"
_CALL = re.compile(rf"(?<![\w$.]){_OWN}([\w$]+)\s*\(")
_EACH = re.compile(r"\.(?:each|forEach)\s*\(")
_HOLDS_THIS = re.compile(r"(?<![\w$.])([\w$]{1,40})\s*=\s*(?:\$\(\s*this\s*\)|this)\s*[;,\n]")
_CHOSEN = re.compile(r"this\.value|selectedIndex|\$\(this\)\.val\(\)")
_HOLDS = re.compile(r"(?<![\w$])([\w$]+)\s*=\s*(?:\$\(\s*this\s*\)\.val\(\)|this\.(value|options))")
# What a tree's handler reads of the node that was clicked: zTree, layui, jsTree, Element.
_OF_NODE = re.compile(r"(?:treeNode|node|nodeData|obj\.data|data\.node|e\.node|data)\.(\w{1,30})")
# `channelId = id;`, `query.channel = id;`: what a function was called with, kept for the one that asks.
_SETS = re.compile(r"(?<![\w$.])([\w$.]+)\s*=\s*([\w$]+)[ \t]*(?=[;,\n}])")
_FUNCTIONS = 8  # of a page's functions that are looked into for one click: each may call many others
_AFTER = 4  # calls behind one that puts what was read in a variable which none of them is given
_FIRST, _REQUESTS_READ = frozenset({"0", "1"}), 8
_NEAR = 400  # characters between a reading of an attribute and the call that takes what was read
_LITERAL = re.compile(r"""'[^']*'|"[^"]*"|\d+""")


def chosen_lists(page: Page, named: Callable[[str], bool] | None = None) -> Iterator[tuple[html.HtmlElement, Ask]]:
    """The elements that fetch a list when they are clicked, each with its request; those `named` so, if told."""
    if not _REQUESTS.search(page.scripts):
        return
    elements = page.tree.iter(*_CLICKED)
    chosen = [one for one in elements if named is None or named(short_text_of(one, _NAME) or "")]
    functions = _functions(page.scripts) if chosen else {}
    if not any(_REQUESTS.search(body) for _, body in functions.values()):
        return
    handled = _handled(page.scripts)
    count = 0
    for element in chosen:
        for name, arguments, held in _calls_of(element, handled):
            count += name in functions
            if count > MAX_CHOICES:
                return
            if ask := _asked(name, arguments, functions, page, held):
                yield element, _by_page(ask, page)
                break


def unread_choices(page: Page, named: Callable[[str], bool]) -> str:
    """What of a page chooses a list, by names that are `named` so, with functions that the page does not hold itself,
    as markup: elements without an address that are clicked, selects.
    """
    if not any(mark in page.marked for mark in _MARKED):
        return ""
    held = [one for one in page.tree.iter(*_CLICKED) if _is_clicked(one) and named(short_text_of(one, _NAME) or "")]
    for select in page.tree.iter("select"):
        held += [select] if sum(named(short_text_of(one, _NAME) or "") for one in select.iter("option")) > 1 else []
    return "".join(html.tostring(one, encoding="unicode", with_tail=False) for one in held[:MAX_CHOICES])


def _is_clicked(element: html.HtmlElement) -> bool:
    """Whether an element has no address, but a handler or something for one to read."""
    href = element.get("href") or "#"
    told = any(name.startswith("data-") and name not in _WIDGET and value for name, value in element.attrib.items())
    return href.startswith(("#", "javascript")) and (told or any(element.get(name) for name in _CLICKS[1:]))


def _by_page(ask: Ask, page: Page) -> Ask:
    """The request as the page's own pager makes it (`list?type=3&pageNo=1`), where a click's names no page of the
    list: one that sends the same and a page's number.
    """
    address, sent = ask.url.partition("?")[0], pairs_of(urlsplit(ask.url).query)
    if ask.body or page_parameter(name for name, _ in sent):
        return ask
    for other in _requests(page.scripts, page.base):
        named = pairs_of(urlsplit(other.url).query)
        number = page_parameter(name for name, value in named if value in _FIRST)
        rest = {name for name, _ in named} - {number}
        same = other.url.partition("?")[0] == address and other.method == ask.method and not other.body
        if number and same and rest == {name for name, _ in sent}:
            return replace(ask, url=f"{address}?{query_of([*sent, (number, dict(named)[number])])}")
    return ask


@lru_cache(_PAGES)
def _requests(scripts: str, base: str) -> list[Ask]:
    """The requests for lists that a page's scripts make."""
    return services_of(scripts, base, most=_REQUESTS_READ)


@lru_cache(_PAGES)
def _functions(scripts: str) -> Functions:
    """Parameters and body of a page's functions, by name."""
    return {name: (parameters, body) for name, parameters, body in functions_of(scripts)}


def _calls_of(element: html.HtmlElement, handled: Handled) -> Iterator[tuple[str, list[str], Held]]:
    """The calls, with their arguments and the variables set for them, that a click on an element makes: in its own
    handler, or in one that reads its attribute.
    """
    for source in (element.get(name) or "" for name in _CLICKS):
        for found in _CALL.finditer(source) if "(" in source else ():
            yield found[1], arguments_at(source, found.end()), {}
    for attribute, calls in handled.items():
        if value := element.get(attribute):
            for name, arguments, variable in calls:
                held = {variable: f"'{value}'"} if variable else {}
                yield name, [f"'{value}'" if one is None else one for one in arguments], held


def _handled(scripts: str) -> Handled:
    """The calls that take an attribute of what was clicked, as it is read or by the variable it was put in, by that
    attribute.
    """
    calls: Handled = {}
    for found in READS.finditer(scripts):
        calls.setdefault(attribute_read(found), []).extend(_taking(found, scripts))
    return calls


def loaded_lists(page: Page) -> Iterator[Ask]:
    """The lists that a page's script loads one after another, each as an element names it (`$('.list').each(function ()
    { load($(this).attr('data-channel')); })`).
    """
    scripts = _of_this(page.scripts)
    if not any(_EACH.search(scripts, max(0, one.start() - _NEAR), one.start()) for one in READS.finditer(scripts)):
        return
    functions, handled = _functions(scripts), _handled(scripts)
    for element in page.tree.xpath("//*[@*[starts-with(name(), 'data-')]]")[:MAX_CHOICES]:
        for name, arguments, held in _calls_of(element, handled):
            if ask := _asked(name, arguments, functions, page, held):
                yield ask
                break


def _of_this(scripts: str) -> str:
    """The scripts with what they read by a variable that holds `$(this)` read of it."""
    for alias in dict.fromkeys(_HOLDS_THIS.findall(scripts)):
        scripts = re.sub(rf"(?<![\w$.]){re.escape(alias)}\.(?=attr|data)", "$(this).", scripts)
    return scripts


def _taking(found: re.Match[str], scripts: str) -> Iterator[tuple[str, list[str | None], str]]:
    """The calls that take what is read at a place."""
    before = scripts[max(0, found.start() - _NEAR) : found.start()]
    held = re.search(r"([\w$]+)\s*=\s*$", before)
    if not held:
        if opened := re.search(r"(?<![\w$.])([\w$]+)\s*(\()(?:[^()]*,)?\s*$", before):
            arguments = arguments_at(scripts, found.start() - len(before) + opened.end(2))
            yield opened[1], [None if READS.fullmatch(one) else one for one in arguments], ""
        return
    calls = [
        (call[1], arguments_at(scripts, call.end()))
        for call in _CALL.finditer(scripts, found.end(), found.end() + _NEAR)
    ]
    taking = [(name, arguments) for name, arguments in calls if held[1] in arguments]
    for name, arguments in taking or calls[:_AFTER]:
        yield name, [None if one == held[1] else one for one in arguments], "" if taking else held[1]


def chosen_nodes(page: Page, named: Callable[[str], bool]) -> Iterator[tuple[str, Ask]]:
    """Name and request of the nodes of a tree whose click fetches a list (`getList(treeNode.id)`), those `named` so."""
    calls = list(dict.fromkeys(_node_calls(page.scripts)))
    functions = _functions(page.scripts) if calls else {}
    if not any(name in functions for name, _ in calls):
        return
    titled = ((node, found[1]) for node in NODE.findall(page.scripts) if (found := NODE_TITLE.search(node)))
    for node, title in islice(((node, title) for node, title in titled if named(title)), MAX_CHOICES):
        made = (_asked(name, _told(arguments, node), functions, page) for name, arguments in calls)
        if ask := next((one for one in made if one), None):
            yield title, ask


def opened_nodes(page: Page, named: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Name and address of the nodes of a tree whose click opens a page, in a frame or in the window, that is built of a
    member of the node (`'/nb/' + treeNode.id + '.html'`), those `named` so.
    """
    if not (built := node_addresses(page.scripts, _OF_NODE)):
        return
    titled = ((node, found[1]) for node in NODE.findall(page.scripts) if (found := NODE_TITLE.search(node)))
    for node, title in islice(((node, title) for node, title in titled if named(title)), MAX_CHOICES):
        for jump in built:
            values = [one.strip("'") for one in _told(jump.parameters, node)]
            if not set(values) & set(jump.parameters) and (url := clean(jump.address(values), page.base)):
                yield title, url


def _node_calls(scripts: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The calls that take a member of the node that was clicked, with their arguments."""
    if not _OF_NODE.search(scripts):
        return
    for call in _CALL.finditer(scripts):
        if _OF_NODE.search(scripts, call.end(), call.end() + _NAME):
            arguments = arguments_at(scripts, call.end())
            if any(map(_OF_NODE.fullmatch, arguments)):
                yield call[1], tuple(arguments)


def _told(arguments: tuple[str, ...], node: str) -> list[str]:
    """A call's arguments, the members of a node by their values."""
    told = []
    for one in arguments:
        read = _OF_NODE.fullmatch(one)
        value = re.search(rf"""(?<![\w$]){read[1]}["']?\s*:\s*["']?([\w-]{{1,60}})(?![\w-])""", node) if read else None
        told.append(f"'{value[1]}'" if value else one)
    return told


def chosen_option(page: Page, select: html.HtmlElement, value: str) -> Ask | None:
    """The request for the list that a select fetches when an option is chosen; None where it fetches none."""
    functions = _functions(page.scripts)
    for source in _handlers(page, select) if functions else ():
        held = {name: f"'{value}'" for name, _ in _HOLDS.findall(source)}
        for found in _CALL.finditer(source):
            arguments = arguments_at(source, found.end())
            given = [f"'{value}'" if one in held or _CHOSEN.search(one) else one for one in arguments]
            if (held or given != arguments) and (ask := _asked(found[1], given, functions, page, held)):
                return ask
    return None


def with_choices(page: Page, chosen: dict[str, str]) -> Page | None:
    """The page as its scripts read it once options of its selects, told by their ids, are chosen; None where they do
    not read all of them.
    """
    scripts = page.scripts
    for name, value in chosen.items():
        before, scripts = scripts, with_value(scripts, name, value) if name else scripts
        if scripts == before:
            return None
    return page.with_scripts(scripts)


def _handlers(page: Page, select: html.HtmlElement) -> Iterator[str]:
    """What runs when an option of a select is chosen: its own attribute, or the functions bound to it by id."""
    yield select.get("onchange") or ""
    if not (name := select.get("id")):
        return
    bound = rf"""['"](?:select)?#{re.escape(name)}['"]\s*\)\s*\.\s*(?:change|on)\s*\("""
    for found in re.finditer(bound, page.scripts):
        yield " ".join(arguments_at(page.scripts, found.end())[-1:])


def _asked(
    name: str,
    arguments: list[str],
    functions: Functions,
    page: Page,
    held: Held | None = None,
    passed: list[str] | None = None,
) -> Ask | None:
    """The request that a function makes when it is called with these arguments, itself or by another that it hands
    them on to, as arguments or in variables (`held`); None where it makes none, or none that depends on them. `passed`
    are the functions looked into for the click so far.
    """
    passed = [] if passed is None else passed
    parameters, body = functions.get(name, ((), ""))
    held = held or {}
    given = {one: value for one, value in zip(parameters, arguments, strict=False) if _LITERAL.fullmatch(value)}
    used = _standing_in(body, given)
    if name in passed or len(passed) >= _FUNCTIONS or not (used or held):
        return None
    passed.append(name)
    if _REQUESTS.search(body):
        if not used and not _standing_in(body, held):
            return None
        known = {re.sub(rf"^{_OWN}", "", one): value for one, value in (held | given).items()}
        set_first = "".join(f"var {one} = {value};\n" for one, value in known.items())
        return next(iter(services_of(f"{set_first}{body}\n{page.scripts}", page.base, most=1)), None)
    held = held | {one: used[value] for one, value in _SETS.findall(body) if value in used}
    for call in _CALL.finditer(body):
        told = arguments_at(body, call.end())
        if call[1] in functions and (held or used.keys() & set(told)):
            handed = [used.get(one, one) for one in told]
            if ask := _asked(call[1], handed, functions, page, held, passed):
                return ask
    return None


def _standing_in(body: str, values: Held) -> Held:
    """Those of some variables that a function's body names; of an object's member, by the object."""
    words = set(re.findall(r"(?<![\w$.])[\w$]+", body))
    return {one: value for one, value in values.items() if one.partition(".")[0] in words}
