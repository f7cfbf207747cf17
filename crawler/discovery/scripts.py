"""What a page's own functions would open when a link calls them. Read from the text of the scripts; nothing is run."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html

# A page parameter by the names met: in queries, forms and the objects that scripts send.
PAGE_PARAMETER = re.compile(
    r"^(?:page|pageindex|page_?no|page_?num|currpage|curr?_?page|currentpage|pn|p|pagenumber|page_?id|a\d*p|ainfolist\d*p|"
    r"cur|current|pager?\.?(?:offset|page|pagenumber|no))$",
    re.I,
)
_FUNCTION = re.compile(
    r"function\s+([\w$]+)\s*\(([\w\s,$]*)\)\s*\{((?:[^{}]|\{[^{}]*\})*)\}|"
    r"(?:var|let|const|window\.)\s*([\w$]+)\s*=\s*function\s*\(([\w\s,$]*)\)\s*\{((?:[^{}]|\{[^{}]*\})*)\}"
)
_GOES = re.compile(
    r"(?:location(?:\.href)?\s*=(?!=)|location\.(?:replace|assign)\s*\(|window\.open\s*\(|(?<![\w.])open\s*\()\s*([^;\n]+)"
)
_TOKEN = re.compile(r"\s*(?:'([^']*)'|\"([^\"]*)\"|`([^`]*)`|([\w.$]+))\s*(\+|,|\)|$)")
_CALL = re.compile(r"(?:javascript:)?\s*(?:return\s+)?([\w$]+)\s*\(([^()]*)\)", re.I)
_CHOSEN = re.compile(r"this\.value|selectedIndex")


@dataclass(frozen=True, slots=True)
class Jump:
    """A function that opens an address: its parameters, and the parts of the address (`\\0name` for a parameter)."""

    parameters: tuple[str, ...]
    parts: tuple[str, ...]

    def address(self, values: list[str]) -> str:
        """The address for a call's values; empty where one is missing."""
        known = dict(zip(self.parameters, values, strict=False))
        parts = [known.get(part[1:]) if part.startswith("\0") else part for part in self.parts]
        return "" if None in parts else "".join(part or "" for part in parts)


def jumps_of(scripts: str) -> dict[str, Jump]:
    """The functions of a page's scripts that open an address they put together, by name."""
    found: dict[str, Jump] = {}
    for each in _FUNCTION.finditer(scripts):
        name, parameters, body = each.group(1, 2, 3) if each[1] else each.group(4, 5, 6)
        names = tuple(one.strip() for one in parameters.split(",") if one.strip())
        for goes in _GOES.finditer(body):
            if parts := _parts(goes[1], names, body, scripts):
                found[name] = Jump(names, parts)
                break
    return found


def _parts(expression: str, names: tuple[str, ...], body: str, scripts: str, depth: int = 0) -> tuple[str, ...]:
    """The parts of `'…' + name + '…'`; empty where a part can't be told."""
    parts: list[str] = []
    place = 0
    while token := _TOKEN.match(expression, place):
        text = next((one for one in token.group(1, 2) if one is not None), None)
        if text is not None:
            parts.append(text)
        elif token[3] is not None:
            parts += [
                f"\0{piece}" if n % 2 else piece for n, piece in enumerate(re.split(r"\$\{\s*(\w+)\s*\}", token[3]))
            ]
        else:
            known = _value(token[4], names, body, scripts, depth)
            if not known:
                return ()
            parts.extend(known)
        if token[5] != "+":
            return tuple(parts) if any(part[:1] != "\0" and part for part in parts) else ()
        place = token.end()
    return ()


def _value(name: str, names: tuple[str, ...], body: str, scripts: str, depth: int) -> tuple[str, ...]:
    """What a name in an expression stands for: a parameter, or what a variable was given."""
    if name in names:
        return (f"\0{name}",)
    if depth > 2 or not re.fullmatch(r"[A-Za-z_$][\w$]*", name):
        return (name,) if name.isdigit() else ()
    for source in (body, scripts):
        if found := re.search(rf"(?<![\w.]){re.escape(name)}\s*=(?!=)\s*([^;\n]+)", source):
            return _parts(found[1], names, body, scripts, depth + 1)
    return ()


def called(element: html.HtmlElement, jumps: dict[str, Jump], chosen: str = "") -> str:
    """The address that an element's handler would open, with `chosen` for the value of a select; empty where none."""
    for source in (element.get("href") or "", element.get("onclick") or "", element.get("onchange") or ""):
        for call in _CALL.finditer(source) if jumps and "(" in source else ():
            if jump := jumps.get(call[1]):
                values = [value.strip().strip("'\"") for value in call[2].split(",")]
                return jump.address([chosen if chosen and _CHOSEN.search(value) else value for value in values])
    return ""
