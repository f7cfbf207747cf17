"""The requests for lists that a page's scripts would make: `$.ajax({…})`, `$.get(…)`, `fetch`, axios, XMLHttpRequest.

What is posted is a form, or an object of JSON where the script makes one, says so, or asks by a client that does.

Addresses and data are put together as the script would: literals joined with variables, whose values are looked for in
the scripts. Nothing is run; what only a browser knows is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.addresses import clean
from crawler.discovery.json_bodies import written as written_json
from crawler.discovery.leads import Ask
from crawler.discovery.names import BUNDLE, names_of
from crawler.discovery.scripts import PAGE_PARAMETER

_MAX_SERVICES = 3
_MAX_DEPTH = 4
_MAX_TAKERS = 16  # functions that take a value under one name, whose calls are looked through
_NO_LIST = re.compile(
    r"visit|count(?!ry)|hits?\b|click|weather|tianqi|login|vote|captcha|statist|tongji|comment|user|suggest|config|dict\b|"
    r"\.js\b|\.css\b|stat\.",
    re.I,
)
_TOKEN = re.compile(r"""(?:^|[?&_"])(?:token|sign|signature)["=]""", re.I)
_FORM_OF = re.compile(r"(?:[Qq]s\.stringify|(?:\$|jQuery)\.param|new\s+URLSearchParams)\s*\(")
_SEND = re.compile(r"\.send\s*\(")
_TO_SEND = 2000  # characters of script between a request's opening and its sending
_GAP = 8  # blanks between a mark and what follows it
_SIZE = re.compile(r"size|limit|rows|per_?page|number$", re.I)
_REQUEST = re.compile(
    r"(?:(?P<client>\$|jQuery|axios|\$?http|request|service)\s*\.\s*(?P<verb>get|post|getJSON|load|request)|"
    r"[\w$]\s*\.\s*(?P<ajax>ajax)|"
    r"\)\s*\.\s*(?P<load>load)|(?<![\w.])(?P<bare>ajax|fetch|axios|request)|\.(?P<open>open)|"
    # A component of the portal's own that is told what to ask for: `new CMS({url: '…', params: {…}})`.
    r"(?<![\w$])(?P<told>[\w$]{2,40})(?=\(\{))\s*\("
)
_DATA_NAMES = ("data", "params", "param", "where", "queryParams", "query")
_QUOTES = "'\"`"
_OPEN, _CLOSE = "([{", ")]}"
_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")
_WRAPPED = re.compile(r"(?:encodeURIComponent|encodeURI|escape|String|parseInt|Number)\s*(\(.*\))", re.S)
_SUM = re.compile(r"[-+*/]\s*\d+\s*\)$")
_LITERAL = re.compile(r"""['"]?\d+['"]?""")
_STRINGIFY = re.compile(r"JSON\s*\.\s*stringify\s*\(")
# jQuery sends an object as a form; axios and what is wrapped around it send it as JSON.
_FORM_CLIENTS = frozenset({"$", "jQuery", None})
_SAYS_JSON = re.compile(r"""content-?type['"]?\s*[:,]\s*['"]application/json""", re.I)
_SAYS_FORM = re.compile(
    r"x-www-form-urlencoded|multipart/form-data|\bqs\.stringify|URLSearchParams|FormData|\.param\(", re.I
)
_FIRST = frozenset({"0", "1"})
_TAKES = re.compile(r"(?:function\s+|(?<![\w$.]))([A-Za-z_$][\w$]*)(?:\s*[=:]\s*function)?\s*\(([\w\s,$]*)\)\s*\{")
_WORDS = {"true": True, "false": False, "null": None}
_PARAMETER = re.compile(r"[?&]([\w.\[\]-]+)=$")


def services_of(scripts: str, base: str, most: int = _MAX_SERVICES) -> list[Ask]:
    """The requests for lists that a page's scripts make, first page each, at most `most`.

    A service that wants a token is left alone: it is not forged.
    """
    found: dict[str, Ask] = {}
    for ask in _asked(scripts, base):
        parts = urlsplit(ask.url)
        if not _NO_LIST.search(parts.path) and not _TOKEN.search(f"{parts.query}&{ask.body}"):
            found.setdefault(ask.key, ask)
        if len(found) == most:
            break
    return list(found.values())


def _asked(scripts: str, base: str) -> Iterator[Ask]:
    for found in _REQUEST.finditer(scripts):
        arguments = arguments_at(scripts, found.end())
        if not arguments:
            continue
        if found["open"] and (sent := _SEND.search(scripts, found.end(), found.end() + _TO_SEND)):
            arguments = [*arguments[:2], *arguments_at(scripts, sent.end())]
        verb = (found["verb"] or found["ajax"] or found["load"] or found["bare"] or found["open"] or "told").lower()
        by_json = found["client"] not in _FORM_CLIENTS or verb in ("axios", "request")
        for call in _calls(verb, arguments, by_json=by_json):
            said = _says_json(call.data, arguments, by_json=by_json)
            if ask := _request(call, scripts, base, as_json=said):
                yield ask


@dataclass(frozen=True, slots=True)
class Call:
    """Address, method and data of a call, each as an expression of the script."""

    address: str
    method: str
    data: str


def _says_json(data: str, arguments: list[str], *, by_json: bool) -> bool:
    """Whether what a call posts goes as JSON: made so, said to be, or an object given to a client that makes it so."""
    if _STRINGIFY.match(data):
        return True
    told = " ".join(arguments)
    if _SAYS_FORM.search(told):
        return False
    return bool(_SAYS_JSON.search(told)) or (by_json and (data[:1] == "{" or bool(_NAME.fullmatch(data))))


def _calls(verb: str, arguments: list[str], *, by_json: bool) -> Iterator[Call]:
    """What a call asks for; axios, which posts `by_json`, has its query under `params`."""
    first, second = arguments[0], arguments[1] if len(arguments) > 1 else ""
    if verb == "open":  # XMLHttpRequest: method, address
        if re.fullmatch(r"""['"](?:get|post)['"]""", first, re.I) and second:
            yield Call(second, first.strip("'\""), arguments[2] if len(arguments) > 2 else "")
        return
    if first[:1] == "{":
        options = _pairs(first)
        data = next((options[name] for name in _DATA_NAMES if options.get(name)), "")
        address = options.get("url") or (options.get("api", "") if verb == "told" else "")
        if address and (data or verb != "told"):
            # An object written as JSON is no query: where no method is named, a wrapper posts it.
            unnamed = "post" if _STRINGIFY.match(data) else "get"
            method = (options.get("type") or options.get("method") or unnamed).strip("'\"")
            yield Call(address, method, data)
        return
    options = _pairs(second)
    if verb in ("fetch", "axios"):
        data = options.get("body") or options.get("data") or options.get("params") or ""
        yield Call(first, options.get("method", "get").strip("'\""), data)
    elif "params" in options and by_json:
        yield Call(first, verb, options["params"])
    else:
        data = "" if re.match(r"function|\(|\w+\s*=>", second) else second
        yield Call(first, "post" if verb == "post" else "get", data)


def _request(call: Call, scripts: str, base: str, *, as_json: bool) -> Ask | None:
    """One request in the form the script sends it; None where its address or its data can't be told."""
    target = valued(call.address, scripts)
    url = clean(target, base) if target and re.search(r"[/.?]", target) else None
    if not url:
        return None
    if call.method.lower() == "post" and as_json:
        posted = _object(call.data, scripts)
        return None if posted is None else Ask(url, "POST", written_json(posted))
    query = _query(call.data, scripts)
    if call.method.lower() == "post":
        return Ask(url, "POST", query)
    return Ask(f"{url}{'&' if '?' in url else '?'}{query}" if query else url)


def _members(data: str, scripts: str) -> dict[str, str] | None:
    """The members of an object as expressions: of a literal, or of the variable that holds one, with what is set on it
    afterwards; None for what is no object.
    """
    if data[:1] == "{":
        return _pairs(data)
    if not _NAME.fullmatch(data):
        return None
    last, names = data.rpartition(".")[2], names_of(scripts)
    known = next((place for place in names.given(last) if scripts.startswith("{", place)), None)
    if known is None:
        return None
    found = _pairs(_balanced(scripts, known))
    for member, place in names.set_on(last).items():
        later = _until(scripts, place, ",;\n}")
        # What a handler sets is no more known than what it was called with: till then the literal's own value holds.
        if member not in found or valued(later, scripts) is not None:
            found[member] = later
    return found


def _object(data: str, scripts: str, depth: int = 0) -> dict[str, Any] | None:
    """The object that an expression posts as JSON; None where it is none."""
    if made := _STRINGIFY.match(data):
        inner = arguments_at(data, made.end())
        return _object(inner[0], scripts, depth) if inner else None
    members = _members(data, scripts) if depth < _MAX_DEPTH else None
    if members is None:
        return None
    found = {name: _json_value(name, value, scripts, depth + 1) for name, value in members.items()}
    return {name: value for name, value in found.items() if value is not None}


def _json_value(name: str, expression: str, scripts: str, depth: int) -> Any:
    """A member's value, of its own type where the script writes it; None for what only a browser knows."""
    if expression in _WORDS:
        return _WORDS[expression]
    if expression[:1] == "[" and expression[-1:] == "]":
        held = (_json_value(name, part.strip(), scripts, depth + 1) for part in _split(expression[1:-1], ","))
        return [value for value in held if value not in (None, "")]
    if expression[:1] == "{":
        return _object(expression, scripts, depth)
    value = _sent(name, expression, scripts)
    if value is None or expression[:1] in tuple(_QUOTES) or not value.isdigit() or (len(value) > 1 and value[0] == "0"):
        return value
    return int(value) if _LITERAL.fullmatch(expression) or PAGE_PARAMETER.match(name) or _SIZE.search(name) else value


def _query(data: str, scripts: str) -> str:
    """What an expression of a request's data sends: an object, a query, or the variable that holds one."""
    if wrapped := _FORM_OF.match(data):
        inner = arguments_at(data, wrapped.end())
        data = inner[0] if inner else ""
    if (members := _members(data, scripts)) is not None:
        found = {name: _sent(name, value, scripts) for name, value in members.items()}
        return urlencode({name: value for name, value in found.items() if value is not None})
    text = valued(data, scripts, "?") if data else None
    return urlencode(dict(parse_qsl(text, keep_blank_values=True))) if text and "=" in text else ""


def _sent(name: str, expression: str, scripts: str) -> str | None:
    """The value sent under a name: the first page for a page's number; None for what only a browser knows."""
    if made := _STRINGIFY.match(expression):
        inner = arguments_at(expression, made.end())
        pairs = (_members(inner[0], scripts) or {}) if inner else {}
        made_of = {key: _json_value(key, value, scripts, 1) for key, value in pairs.items()}
        return written_json({key: "" if value is None else value for key, value in made_of.items()})
    value = valued(expression, scripts)
    if PAGE_PARAMETER.match(name) and not _LITERAL.fullmatch(expression) and (value is None or value.isdigit()):
        # A bare name that is given nothing anywhere is what its function is called with.
        told = _variable(expression, scripts, 0) if _NAME.fullmatch(expression) else value
        return told if told in _FIRST else _called_with(expression, scripts)
    return ("20" if _SIZE.search(name) else None) if value is None else value


def functions_of(scripts: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Name, parameters and body of the functions that a page's scripts define."""
    for found in _TAKES.finditer(scripts):
        names = tuple(one for part in found[2].split(",") if (one := part.strip()))
        yield found[1], names, _balanced(scripts, found.end() - 1)


@lru_cache(maxsize=8)
def _taking(scripts: str) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """By parameter, the functions that take it: name and parameters of the first ones."""
    found: defaultdict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for function, names, _ in functions_of(scripts):
        for name in names:
            if len(found[name]) < _MAX_TAKERS:
                found[name].append((function, names))
    return found


def _called_with(name: str, scripts: str) -> str:
    """The first page's number: nought where the function that takes the number under this name is called with it."""
    return "0" if any(_is_nought(given, scripts) for given in _calls_with(name, scripts)) else "1"


def _is_nought(given: str, scripts: str) -> bool:
    """Whether what a call gives is written as nought, or is a variable that was. It is followed no further:
    `load(o.curr)` beside `curr: page` in `load(page)` would ask here again, round and round.
    """
    last = given.rpartition(".")[2]
    places = names_of(scripts).given(last) if _NAME.fullmatch(given) else []
    written = _until(scripts, places[0], ",;\n}") if places else given
    return written.strip("'\"") == "0"


@lru_cache(maxsize=256)
def _calls_with(name: str, scripts: str) -> tuple[str, ...]:
    """What calls give, as expressions, to the functions that take a value under this name."""
    calls = (
        (arguments_at(scripts, place), names)
        for function, names in _taking(scripts).get(name, ())
        for place in names_of(scripts).called(function)
    )
    return tuple(given[names.index(name)] for given, names in calls if len(given) == len(names))


def valued(expression: str, scripts: str, written: str = "", depth: int = 0) -> str | None:
    """The text an expression makes, None where it can't be told. Within a query (`written` is what stands before it)
    an unknown part is the first page, a size, or nothing, as its parameter says.
    """
    made = ""
    for part in _split(_first_branch(expression), "+"):
        value = _part(part.strip(), scripts, depth)
        if _is_page(written + made, part.strip(), value):
            value = _called_with(part.strip(), scripts)
        if value is None:
            value = _stand_in(written + made, part.strip(), scripts)
        if value is None:
            return None
        made += value
    return made


def _first_branch(expression: str) -> str:
    """Of `n == 0 ? 'list.html' : 'list_' + n + '.html'` what holds for the first page: the one that is not put
    together; an expression without a choice as it is.
    """
    _, *branches = _split(expression, "?") if "?" in expression else [expression]
    either = [branch.strip() for branch in _split(branches[0], ":")] if len(branches) == 1 else []
    return next((branch for branch in either if len(either) > 1 and len(_split(branch, "+")) == 1), expression)


def _is_page(written: str, part: str, value: str | None) -> bool:
    """Whether an operand is a page's number that the script moves on: which it was last is not where a list begins."""
    parameter = _PARAMETER.search(written)
    if not parameter or not PAGE_PARAMETER.match(parameter[1]) or _LITERAL.fullmatch(part):
        return False
    return value is not None and value.isdigit() and value not in _FIRST


def _part(part: str, scripts: str, depth: int) -> str | None:
    """One operand: a literal, a number, a wrapped operand, a variable."""
    if part[:1] in tuple(_QUOTES) and part[-1:] == part[:1] and len(part) > 1:
        inner = part[1:-1].replace("\\/", "/").replace("\\'", "'").replace('\\"', '"')
        return _template(inner, scripts, depth) if part[0] == "`" else inner
    if re.fullmatch(r"\d+|true|false", part):
        return part
    if _FORM_OF.match(part):
        return _query(part, scripts) or None
    if "||" in part:
        either = (_part(one.strip(), scripts, depth + 1) for one in part.split("||")) if depth < _MAX_DEPTH else ()
        return next((value for value in either if value), None)
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
    """What a variable, or a member of an object, was given where that can be told. A member called as a variable is
    (`columnid: col` beside `col: 1`) is another thing: what calls give goes before it.
    """
    last, bare = name.rpartition(".")[2], "." not in name
    places = names_of(scripts).given(last)
    called = not PAGE_PARAMETER.match(last) and len(scripts) <= BUNDLE
    members = [place for place in places if bare and scripts[max(0, place - _GAP) : place].rstrip()[-1:] == ":"]
    if (value := _first_told(last, [one for one in places if one not in members], scripts, depth)) is not None:
        return value
    if called and (value := _given(name, scripts, depth)) is not None:
        return value
    return _first_told(last, members, scripts, depth)


def _first_told(name: str, places: list[int], scripts: str, depth: int) -> str | None:
    """The first value given to a name at one of some places that can be told, and does not go back to the name."""
    for place in places:
        expression = _until(scripts, place, ",;\n}")
        if re.search(rf"(?<![\w$.]){re.escape(name)}\b", expression):
            continue
        if (value := valued(expression, scripts, "", depth + 1)) is not None:
            return value
    return None


def _given(name: str, scripts: str, depth: int) -> str | None:
    """What the function that takes a value under this name is called with: the first call that tells it."""
    for given in _calls_with(name, scripts):
        literal = given[:1] in tuple(_QUOTES) or given.isdigit()
        if literal and (value := valued(given, scripts, "", depth + 1)):
            return value
    return None


def _stand_in(written: str, part: str, scripts: str) -> str | None:
    """What stands in a query for an unknown operand; None in a path, which is not guessed but for a page's number."""
    parameter = _PARAMETER.search(written)
    if not parameter:
        in_query = "?" in written
        page = PAGE_PARAMETER.match(part.rpartition(".")[2])
        return _called_with(part, scripts) if page else "" if in_query else None
    if PAGE_PARAMETER.match(parameter[1]):
        return _called_with(part, scripts)
    return "20" if _SIZE.search(parameter[1]) else ""


def arguments_at(text: str, place: int) -> list[str]:
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
