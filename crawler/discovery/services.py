"""The requests for lists that a page's scripts would make: `$.ajax({…})`, `$.get(…)`, `fetch`, axios, XMLHttpRequest.

Addresses and data are put together as the script would: literals joined with variables, whose values are looked for in
the scripts. Nothing is run; what only a browser knows is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.addresses import clean
from crawler.discovery.leads import Ask
from crawler.discovery.scripts import PAGE_PARAMETER

_MAX_SERVICES = 3
_MAX_DEPTH = 4
_NO_LIST = re.compile(
    r"visit|count(?!ry)|hits?\b|click|weather|tianqi|login|vote|captcha|statist|tongji|comment|user|suggest|config|dict\b|"
    r"\.js\b|\.css\b|stat\.",
    re.I,
)
_TOKEN = re.compile(r"(?:^|[?&_])(?:token|sign|signature)=", re.I)
_SIZE = re.compile(r"size|limit|rows|per_?page|number$", re.I)
_REQUEST = re.compile(
    r"(?:(?:\$|jQuery|axios|\$?http|request|service)\s*\.\s*(?P<verb>get|post|getJSON|load|request)|"
    r"[\w$]\s*\.\s*(?P<ajax>ajax)|"
    r"\)\s*\.\s*(?P<load>load)|(?<![\w.])(?P<bare>ajax|fetch|axios)|\.(?P<open>open))\s*\("
)
_QUOTES = "'\"`"
_OPEN, _CLOSE = "([{", ")]}"
_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")
_WRAPPED = re.compile(r"(?:encodeURIComponent|encodeURI|escape|String|parseInt|Number)\s*(\(.*\))", re.S)
_SUM = re.compile(r"[-+*/]\s*\d+\s*\)$")
_LITERAL = re.compile(r"""['"]?\d+['"]?""")
_PARAMETER = re.compile(r"[?&]([\w.\[\]-]+)=$")


def services_of(scripts: str, base: str, most: int = _MAX_SERVICES) -> list[Ask]:
    """The requests for lists that a page's scripts make, first page each, at most `most`.

    Only what can be sent as a query or a form is: a service that wants JSON, or a token, is left alone.
    """
    asks = [ask for ask in _asked(scripts, base) if not _NO_LIST.search(urlsplit(ask.url).path)]
    asks = [ask for ask in asks if not _TOKEN.search(f"{urlsplit(ask.url).query}&{ask.body}")]
    return list({ask.key: ask for ask in asks}.values())[:most]


def _asked(scripts: str, base: str) -> Iterator[Ask]:
    for found in _REQUEST.finditer(scripts):
        arguments = _arguments(scripts, found.end())
        if not arguments or any(re.search(r"application/json", one) for one in arguments):
            continue
        verb = (found["verb"] or found["ajax"] or found["load"] or found["bare"] or found["open"]).lower()
        for address, method, data in _calls(verb, arguments):
            if ask := _request(address, method, data, scripts, base):
                yield ask


def _calls(verb: str, arguments: list[str]) -> Iterator[tuple[str, str, str]]:
    """Address, method and data of a call, each as an expression of the script."""
    first, second = arguments[0], arguments[1] if len(arguments) > 1 else ""
    if verb == "open":  # XMLHttpRequest: method, address
        if re.fullmatch(r"""['"](?:get|post)['"]""", first, re.I) and second:
            yield second, first.strip("'\""), ""
        return
    if first[:1] == "{":
        options = _pairs(first)
        if "url" in options:
            method = (options.get("type") or options.get("method") or "get").strip("'\"")
            yield options["url"], method, options.get("data") or options.get("params") or ""
        return
    options = _pairs(second)
    if verb in ("fetch", "axios"):
        yield first, options.get("method", "get").strip("'\""), options.get("body") or options.get("params") or ""
    elif "params" in options:
        yield first, verb, options["params"]
    else:
        yield first, "post" if verb == "post" else "get", "" if re.match(r"function|\(|\w+\s*=>", second) else second


def _request(address: str, method: str, data: str, scripts: str, base: str) -> Ask | None:
    """One request in the form the script sends it; None where its address or its data can't be told."""
    target = valued(address, scripts)
    url = clean(target, base) if target and re.search(r"[/.?]", target) else None
    if not url or "JSON.stringify" in data[:15]:
        return None
    query = _query(data, scripts)
    if method.lower() == "post":
        return Ask(url, "POST", query)
    return Ask(f"{url}{'&' if '?' in url else '?'}{query}" if query else url)


def _query(data: str, scripts: str, depth: int = 0) -> str:
    """What an expression of a request's data sends: an object, a query, or the variable that holds one."""
    if data[:1] == "{":
        found = {name: _sent(name, value, scripts) for name, value in _pairs(data).items()}
        return urlencode({name: value for name, value in found.items() if value is not None})
    if _NAME.fullmatch(data) and depth < _MAX_DEPTH:
        known = re.search(rf"(?<![\w.$]){re.escape(data)}\s*=\s*(?=\{{)", scripts)
        return _query(_balanced(scripts, known.end()), scripts, depth + 1) if known else ""
    text = valued(data, scripts, "?") if data else None
    return urlencode(dict(parse_qsl(text, keep_blank_values=True))) if text and "=" in text else ""


def _sent(name: str, expression: str, scripts: str) -> str | None:
    """The value sent under a name: the first page for a page's number; None for what only a browser knows."""
    if expression.startswith("JSON.stringify"):
        inner = _arguments(expression, expression.find("(") + 1)
        pairs = _pairs(inner[0]) if inner else {}
        return json.dumps({key: _sent(key, value, scripts) or "" for key, value in pairs.items()}, ensure_ascii=False)
    value = valued(expression, scripts)
    if PAGE_PARAMETER.match(name) and (value is None or (value.isdigit() and not _LITERAL.fullmatch(expression))):
        return "1"
    return ("20" if _SIZE.search(name) else None) if value is None else value


def valued(expression: str, scripts: str, written: str = "", depth: int = 0) -> str | None:
    """The text an expression makes, None where it can't be told. Within a query (`written` is what stands before it)
    an unknown part is the first page, a size, or nothing, as its parameter says.
    """
    made = ""
    for part in _split(expression, "+"):
        value = _part(part.strip(), scripts, depth)
        if value is None:
            value = _stand_in(written + made, part.strip())
        if value is None:
            return None
        made += value
    return made


def _part(part: str, scripts: str, depth: int) -> str | None:
    """One operand: a literal, a number, a wrapped operand, a variable."""
    if part[:1] in tuple(_QUOTES) and part[-1:] == part[:1] and len(part) > 1:
        inner = part[1:-1].replace("\\/", "/").replace("\\'", "'").replace('\\"', '"')
        return _template(inner, scripts, depth) if part[0] == "`" else inner
    if re.fullmatch(r"\d+|true|false", part):
        return part
    if wrapped := _WRAPPED.fullmatch(part):
        part = wrapped[1]
    if part[:1] == "(" and part[-1:] == ")":
        if _SUM.search(part):
            return None
        return valued(_split(part[1:-1], ",")[0], scripts, "", depth + 1) if depth < _MAX_DEPTH else None
    return _variable(part, scripts, depth) if _NAME.fullmatch(part) and depth < _MAX_DEPTH else None


def _template(text: str, scripts: str, depth: int) -> str | None:
    """A template literal with its `${…}` filled in."""
    made = ""
    for place, piece in enumerate(re.split(r"\$\{([^{}]*)\}", text)):
        value = piece if place % 2 == 0 else valued(piece, scripts, made, depth + 1)
        if value is None:
            return None
        made += value
    return made


def _variable(name: str, scripts: str, depth: int) -> str | None:
    """What a variable, or a member of an object, was given where that can be told."""
    last = name.rpartition(".")[2]
    for found in re.finditer(rf"(?<![\w$]){re.escape(last)}['\"]?\s*(?:=(?![=>])|:)\s*(?=\S)", scripts):
        expression = _until(scripts, found.end(), ",;\n}")
        if re.search(rf"\b{re.escape(last)}\b", expression):
            continue
        if (value := valued(expression, scripts, "", depth + 1)) is not None:
            return value
    return None


def _stand_in(written: str, part: str) -> str | None:
    """What stands in a query for an unknown operand; None in a path, which is not guessed but for a page's number."""
    parameter = _PARAMETER.search(written)
    if not parameter:
        in_query = "?" in written
        page = PAGE_PARAMETER.match(part.rpartition(".")[2])
        return "1" if page else "" if in_query else None
    if PAGE_PARAMETER.match(parameter[1]):
        return "1"
    return "20" if _SIZE.search(parameter[1]) else ""


def _arguments(text: str, place: int) -> list[str]:
    """The arguments of a call whose opening bracket ends at a place."""
    inner = _balanced(text, place - 1)[1:-1]
    return [one for part in _split(inner, ",") if (one := part.strip())]


def _pairs(text: str) -> dict[str, str]:
    """The members of an object literal, each as an expression."""
    found = {}
    for member in _split(text[1:-1], ",") if text[:1] == "{" else ():
        name, colon, value = member.strip().partition(":")
        name = name.strip().strip("'\"")
        if re.fullmatch(r"[\w.\[\]$-]+", name):
            found[name] = value.strip() if colon else name
    return found


def _balanced(text: str, place: int, limit: int = 4000) -> str:
    """The text from an opening bracket to the one that closes it; empty where none does within the limit."""
    depth = 0
    for index, mark in _marks(text, place, place + limit):
        depth += (mark in _OPEN) - (mark in _CLOSE)
        if depth <= 0:
            return text[place : index + 1]
    return ""


def _until(text: str, place: int, ends: str) -> str:
    """The expression at a place, up to one of the marks that end it outside of brackets."""
    depth = 0
    for index, mark in _marks(text, place, place + 1000):
        if depth <= 0 and mark in ends:
            return text[place:index].strip()
        depth += (mark in _OPEN) - (mark in _CLOSE)
    return text[place : place + 1000].strip()


def _split(text: str, mark: str) -> list[str]:
    """A text split at a mark outside of quotes and brackets."""
    parts, start, depth = [], 0, 0
    for index, found in _marks(text, 0, len(text)):
        depth += (found in _OPEN) - (found in _CLOSE)
        if found == mark and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]


def _marks(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The characters of a script outside of its quoted texts, with their places."""
    quote, index = "", start
    end = min(end, len(text))
    while index < end:
        mark = text[index]
        if mark == "\\" and quote:
            index += 2
            continue
        if quote:
            quote = "" if mark == quote else quote
        elif mark in _QUOTES:
            quote = mark
        else:
            yield index, mark
        index += 1
