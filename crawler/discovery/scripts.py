"""What a page's own functions would open when a link calls them. Read from the text of the scripts; nothing is run."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from lxml import html

from crawler.discovery.words import is_report_title, topic

# A page parameter by the names met: in queries, forms and the objects that scripts send.
PAGE_PARAMETER = re.compile(
    r"^(?:\w+[.\[])?(?:page|page_?index|page_?no|page_?num|currpage|curr?_?page|current_?page(?:no)?|pn|p|page_?number|page_?id|"
    r"a\d*p|ainfolist\d*p|curr?|current|page_?now|now_?page|to_?page|goto_?page|show_?page|this_?page|cpage|pno|pg|"
    r"pager?\.?(?:offset|page|pagenumber|no))\]?$",
    re.I,
)
_PAGE_ID = re.compile(r"page_?id$", re.I)
_FUNCTION = re.compile(
    r"function\s+([\w$]+)\s*\(([\w\s,$]*)\)\s*\{((?:[^{}]|\{[^{}]*\})*)\}|"
    r"(?<![\w$])(?:(?:var|let|const|window\.)\s*([\w$]+)\s*=|([\w$]{1,40})\s*:)\s*function\s*\(([\w\s,$]*)\)\s*"
    r"\{((?:[^{}]|\{[^{}]*\})*)\}"
)
_GOES = re.compile(
    r"(?:location(?:\.href)?\s*=(?!=)|location\.(?:replace|assign)\s*\(|window\.open\s*\(|(?<![\w.])open\s*\()\s*([^;\n]+)"
)
_TOKEN = re.compile(r"\s*(?:'([^']*)'|\"([^\"]*)\"|`([^`]*)`|([\w.$]+))\s*(\+|,|\)|$)")
# `n == 0 ? 'index.html' : 'index_' + n + '.html'`: the branch that is put together holds for all pages but the first.
_CHOICE = re.compile(r"""[\w\s.=!<>()]+\?((?:[^:'"]|'[^']*'|"[^"]*")+):((?:[^:'"]|'[^']*'|"[^"]*")+)$""")
_OWN_MEMBER = re.compile(r"(?:_?this|self|that)\.")
_CALL = re.compile(r"(?<![\w$])([\w$]+)\s*\(([^()]*)\)")
_CHOSEN = re.compile(r"this\.value|selectedIndex")
_VALUE = re.compile(r"(?:this\.)?options\[(?:this\.)?selectedIndex\]\.value|\$\(this\)\.val\(\)")


# What a function reads of a field by its id, and the name it has in the parts of an address.
_READS_FIELD = re.compile(
    r"""(?:\$\(\s{0,4}['"](?:select)?#(\w{1,40})['"]\s{0,4}\)|(?:document\.)?getElementById\(\s{0,4}['"](\w{1,40})['"]\s{0,4}\))"""
    r"""\s{0,4}\.\s{0,4}(?:val\(\)|value\b(?!\s*=[^=])|options\[[^\]\n]{1,60}\]\.value)"""
)
_FIELD = "$field."
_ESCAPED = re.compile(r"\\u(?!d[89a-f])([0-9a-f]{4})", re.I)
_WRITTEN = re.compile(
    r"""<a\s[^<>]{0,300}?href\s*=\s*(\\?["'])([^"'\\<>+\s]{2,300})\1[^<>]{0,300}>"""
    r"""((?:(?!<a\b).){1,200}?)<\\?/a>""",
    re.I | re.S,
)
_NAMED = re.compile(r"""\stitle\s?=\s?\\?["']([^"'\\<>+]{2,300})""", re.I)
NODE = re.compile(r"\{[^{}]{10,800}\}")
NODE_TITLE = re.compile(r"""\b(?:name|title|text|label|colname|menuname)["']?\s*:\s*["']([^"']{2,120})["']""", re.I)
# The rows of a list that a page is given (`{docTitle: '…', docPubUrl: '…'}`): names by their ends, pictures' left out.
_MEMBER = re.compile(r"""\b([A-Za-z_]\w{0,30})["']?\s*:\s*["']([^"']{2,300})["']""")
_TITLE_NAME = re.compile(r"(?!sub|short|site|source|column|channel)\w*title|name|text|label|colname|menuname|mc", re.I)
_URL_NAME = re.compile(
    r"(?!\w*(?:img|image|pic|thumb|cover|icon|logo|site|source|jump))(?:\w*(?:url|href|link|path)|url_\w+)", re.I
)


# What scripts read of a page's own fields: `$('#channelId').val()`, `document.getElementById('box').dataset.id`.
_READ = re.compile(
    r"""(?:\$|jQuery)\(\s*['"][a-z]*#([\w-]+)(?: option:selected)?['"]\s*\)\s*\.\s*"""
    r"""(?:find\(['"]option:selected['"]\)\s*\.\s*)?"""
    r"""(?:val\(\s*\)|attr\(\s*['"]([\w-]+)['"]\s*\)|data\(\s*['"]([\w-]+)['"]\s*\))|"""
    r"""(?:document\s*\.\s*)?getElementById\(\s*['"]([\w-]+)['"]\s*\)\s*\.\s*"""
    r"""(?:value\b(?!\s*=[^=])|getAttribute\(\s*['"]([\w-]+)['"]\s*\)|dataset\.(\w+))"""
)
# What a handler reads of the element that was clicked.
READS = re.compile(
    r"""(?:\$\(\s*(?:this|e(?:vent)?\.(?:currentT|t)arget)\s*\)|this|e(?:vent)?\.(?:currentT|t)arget)\s*\.\s*"""
    r"""(?:(?:attr|getAttribute)\(\s*['"]([\w-]+)['"]\s*\)|data\(\s*['"]([\w-]+)['"]\s*\)|dataset\.(\w+))"""
)
# An element kept in a variable: `var box = $('#page');`.
_ALIAS = re.compile(
    r"""(?<![\w$.])([\w$]{1,40})\s?=\s?((?:\$|jQuery|(?:document\.)?getElementById)\(\s?['"]#?[\w-]{1,60}['"]\s?\))\s?[;,\n]"""
)
# A frame that a script gives its address: `getElementById('box').src = '…' + number`, `$('#box').attr('src', …)`.
_FRAMED = re.compile(
    r"""(?:getElementById\(\s{0,4}|\$\(\s{0,4}|frames\[\s{0,4})['"](?:[a-z]{0,6}#)?([\w-]{1,60})['"]\s{0,4}[)\]]\s{0,4}\.\s{0,4}"""
    r"""(?:src\s{0,4}=(?!=)|(?:attr|prop)\(\s{0,4}['"]src['"]\s{0,4},|setAttribute\(\s{0,4}['"]src['"]\s{0,4},|"""
    r"""(?:contentWindow\.)?location(?:\.href)?\s{0,4}=(?!=))\s{0,4}([^;\n]{2,600})"""
)
_STRING = r"""(?:"(?:[^"\\\n]|\\.){0,300}"|'(?:[^'\\\n]|\\.){0,300}')"""
# A row of a list that a script is given: `['title', '/a.html', '2024-01-20']`, `add("title", "/a.html")`.
_ROW = re.compile(rf"[\[(]\s*((?:(?:{_STRING}|[\w.-]{{1,30}})\s*,\s*){{1,9}}(?:{_STRING}|[\w.-]{{1,30}}))\s*[\])]")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|bmp|webp|svg)(?:$|\?)", re.I)
ROW_URL = re.compile(r"(?:https?://|\.{0,2}/)[^\s<>]{2,}|[\w%./-]+\.(?:s?html?|aspx?|jsp|php|pdf|docx?)(?:\?\S*)?")
_ROW_TITLE = re.compile(r"[\u3400-\u9fff]{2}")  # 教育局, 大泉乡: nodes of a tree of bodies


# What reads a parameter of the page's own address, by its name; the last of it stands before the bracket.
_READER = re.compile(r"(?:new URL(?:SearchParams)?\([^()]{0,60}\))?[\w.$]{1,60}$")
_OF_ADDRESS = re.compile(r"param|query|url|request|get", re.I)
_OF_ELEMENT = re.compile(r"element|attribute|item|cookie|style", re.I)
_NEAR, _MOST_READ, _BOUND = 140, 12, 600
_PAGES = 8
_HELD_READ = re.compile(r"([A-Za-z_$][\w$]{0,30})\s?=\s?(read_of_clicked_\d+)")
CHOICE = "~choice~"  # stands for what may be chosen of a select
_LONGEST_VALUE, _MOST_FRAMED = 300, 12


@dataclass(frozen=True, slots=True)
class Jump:
    """A function that opens an address: its parameters, and the parts of the address (`\\0name` for a parameter)."""

    parameters: tuple[str, ...]
    parts: tuple[str, ...]

    def address(self, values: list[str], fields: Mapping[str, str] | None = None) -> str:
        """The address for a call's values and those of `fields` that it reads; empty where one is missing."""
        known = {**dict(zip(self.parameters, values, strict=False)), **(fields or {})}
        parts = [known.get(part[1:]) if part.startswith("\0") else part for part in self.parts]
        return "" if None in parts else "".join(part or "" for part in parts)


def page_parameter(names: Iterable[str]) -> str:
    """The parameter that holds a page's number; `pageId`, mostly a column's, only where there is no other."""
    found = [name for name in names if PAGE_PARAMETER.match(name)]
    return next((name for name in found if not _PAGE_ID.match(name)), next(iter(found), ""))


def unescaped(script: str) -> str:
    """A script's text without the escapes that addresses and names in its strings have."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), script).replace("\\/", "/")


def written_links(scripts: str) -> Iterator[tuple[str, str]]:
    """Address and text of the links that a page's scripts write (`document.write('<a href=…')`), and of the nodes of
    menus and lists that they are given (`{name: '…', url: '…'}`, `['…', '…']`).
    """
    plain = unescaped(scripts)
    yield from _written_rows(plain)
    if not re.search(r"href|url|link|path|\.(?:html?|aspx?|jsp|php)\b", scripts, re.I):
        return
    for found in _WRITTEN.finditer(plain):
        named = _NAMED.search(plain, found.start(), found.start(3))
        yield found[2], named[1] if named else re.sub(r"<[^<>]*>", "", found[3])
    for node in NODE.findall(plain):
        members = _MEMBER.findall(node)
        title = next((value for name, value in members if _TITLE_NAME.fullmatch(name)), "")
        url = next((value for name, value in members if _URL_NAME.fullmatch(name)), "")
        if not title or not url:
            title, url = row_in(value for _, value in members)
        if not title and not any(_TITLE_NAME.fullmatch(name) for name, _ in members):
            url, title = next(_menu_entries([value for _, value in members]), ("", ""))
        if title and re.search(r"[/.]", url) and not re.search(r"\s", url):
            yield url, title


def row_in(values: Iterable[str]) -> tuple[str, str]:
    """The title and the address among a row's values, whatever they are called: a report's title, and what alone can be
    an address and is no picture's; empty where the row has no such two.
    """
    # A body's whole text among the values is neither, and would be remembered with the titles that were looked at.
    held = [value.strip() for value in values if len(value) <= _LONGEST_VALUE]
    title = next((value for value in held if is_report_title(value)), "")
    urls = {value for value in held if ROW_URL.fullmatch(value) and not _PICTURE.search(value)} if title else set()
    return (title, urls.pop()) if len(urls) == 1 else (title, "")


def arrays_of(plain: str) -> Iterator[list[str]]:
    """The values of the rows that scripts are given as arrays, or as what a call is given."""
    for held in _ROW.findall(plain) if _ROW_TITLE.search(plain) else ():
        values = re.findall(rf"{_STRING}|[\w.-]{{1,30}}", held)
        yield [value.strip("'\"").replace("\\'", "'").replace('\\"', '"') for value in values]


def _written_rows(plain: str) -> Iterator[tuple[str, str]]:
    """Address and title of the rows that stand as values in a row, where one of them can only be the address."""
    for values in arrays_of(plain):
        yield from _pair_in(values)


def _menu_entries(values: list[str]) -> Iterator[tuple[str, str]]:
    """Address and label of a menu's entry, whatever its members are called, where the label is the platform's."""
    return ((url, title) for url, title in _pair_in(values) if topic(title) in ("column", "openness", "unit"))


def _pair_in(values: list[str]) -> Iterator[tuple[str, str]]:
    """Address and title among values, where one of them can only be the address."""
    urls = [value for value in values if (ROW_URL.fullmatch(value) and not _PICTURE.search(value)) or _calls(value)]
    titles = [value for value in values if value not in urls and _ROW_TITLE.search(value)]
    if len(urls) == 1 and titles:
        yield urls[0], max(titles, key=len)


def _calls(value: str) -> bool:
    return value.startswith("javascript:") and "(" in value


def framed(scripts: str, names: Collection[str]) -> Iterator[str]:
    """The addresses that scripts give to frames of these names or ids, where all their parts can be told."""
    told = (found.groups() for found in _FRAMED.finditer(scripts) if found[1] in names) if names else iter(())
    for _, expression in islice(told, _MOST_FRAMED):
        parts = _parts(expression, (), "", scripts)
        if parts and not any(part[:1] == "\0" for part in parts):
            yield "".join(parts)


def attribute_read(found: re.Match[str]) -> str:
    """The attribute that a handler reads, by its name in the markup (`dataset.channelId` is `data-channel-id`)."""
    named, data, member = found.groups()
    if member:
        return "data-" + re.sub(r"([A-Z])", lambda letter: "-" + letter[1].lower(), member)
    return named or f"data-{data}"


def opened_by_attribute(scripts: str) -> list[tuple[str, Jump]]:
    """The addresses, as jumps of one value, that handlers open with an attribute of what was clicked, by its name:
    `open('/nb/' + $(this).data('id') + '.html')`, be it by a variable.
    """
    names = list(dict.fromkeys(map(attribute_read, READS.finditer(scripts))))[:_MOST_READ]
    if not names:
        return []
    marks = {name: f"read_of_clicked_{place}" for place, name in enumerate(names)}
    marked = READS.sub(lambda found: marks.get(attribute_read(found), found[0]), scripts)
    for held in list(_HELD_READ.finditer(marked))[:_MOST_READ]:
        behind = marked[held.end() : held.end() + _NEAR]
        named = re.sub(rf"(?<![\w$.]){re.escape(held[1])}(?![\w$])", held[2], behind)
        marked = marked.replace(behind, named, 1)
    found = []
    for goes in _GOES.finditer(marked):
        read = [name for name in names if marks[name] in goes[1]]
        if len(read) == 1 and (parts := _parts(goes[1], (marks[read[0]],), "", marked)):
            found.append((read[0], Jump((marks[read[0]],), parts)))
    return found[:_MOST_READ]


def node_addresses(scripts: str, member: re.Pattern[str]) -> list[Jump]:
    """The addresses, as jumps, that scripts open or give to a frame and that are built of members of a tree's node."""
    expressions = [found[1] for found in _GOES.finditer(scripts)] + [found[2] for found in _FRAMED.finditer(scripts)]
    made = []
    for expression in expressions[:_MOST_FRAMED]:
        names = tuple(dict.fromkeys(found[0] for found in member.finditer(expression)))
        if names and (parts := _parts(expression, names, "", scripts)):
            made.append(Jump(names, parts))
    return made


def jumps_of(scripts: str, frames: Collection[str] = ()) -> dict[str, Jump]:
    """The functions of a page's scripts that open an address they put together, by name: in the page's place, or in one
    of its `frames`.
    """
    found: dict[str, Jump] = {}
    scripts = _READS_FIELD.sub(lambda read: _FIELD + (read[1] or read[2]), scripts)
    for each in _FUNCTION.finditer(scripts):
        name, parameters, body = each.group(1, 2, 3) if each[1] else (each[4] or each[5], each[6], each[7])
        names = tuple(one.strip() for one in parameters.split(",") if one.strip())
        goes = [one[1] for one in _GOES.finditer(body)]
        goes += [one[2] for one in _FRAMED.finditer(body) if one[1] in frames] if frames else []
        made = [parts for one in goes if (parts := _parts(one, names, body, scripts))]
        if made:  # `if (n == 0) … 'index.html'; else … 'index_' + n`: the one put together holds for all but the first
            put = (parts for parts in made if any(part[:1] == "\0" for part in parts))
            found[name] = Jump(names, next(put, made[0]))
    return found


def _parts(expression: str, names: tuple[str, ...], body: str, scripts: str, depth: int = 0) -> tuple[str, ...]:
    """The parts of `'…' + name + '…'`; empty where a part can't be told."""
    if choice := _CHOICE.match(expression):
        expression = max(choice.groups(), key=lambda branch: branch.count("+")).strip()
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
    if name in names or name.startswith(_FIELD):
        return (f"\0{name}",)
    member, name = _OWN_MEMBER.match(name) is not None, _OWN_MEMBER.sub("", name)
    if depth > 2 or not re.fullmatch(r"[A-Za-z_$][\w$]*", name):
        return (name,) if name.isdigit() else ()
    for source in (body, scripts):
        gives = r"[:=]" if member else "=(?!=)"
        if found := re.search(rf"(?<![\w.]){re.escape(name)}\s*{gives}\s*([^;\n]+)", source):
            if (given := found[1].strip()) in names or re.fullmatch(rf"{re.escape(_FIELD)}\w+", given):
                return (f"\0{given}",)
            return _parts(found[1], names, body, scripts, depth + 1)
    return ()


def called(element: html.HtmlElement, jumps: dict[str, Jump], chosen: str = "") -> str:
    """The address that an element's handler would open, with `chosen` for the value of a select; empty where none."""
    fields = {_FIELD + (element.get("id") or ""): chosen} if chosen else {}
    for source in (element.get("href") or "", element.get("onclick") or "", element.get("onchange") or ""):
        if chosen and (address := _inline(source, chosen)):
            return address
        if address := handled(source, jumps, fields):
            return address
    return ""


def handled(source: str, jumps: dict[str, Jump], fields: Mapping[str, str] | None = None) -> str:
    """The address that the first call of one of the page's functions in a handler opens; empty where there is none.
    What the handler, or the function, reads of a field that was chosen is the field's value.
    """
    chosen = next(iter((fields or {}).values()), "")
    for call in _CALL.finditer(source) if jumps and "(" in source else ():
        if jump := jumps.get(call[1]):
            values = [value.strip().strip("'\"") for value in call[2].split(",")]
            given = [chosen if chosen and _CHOSEN.search(value) else value for value in values]
            return jump.address(given, fields)
    return ""


def bound_to(field: str, scripts: str, chosen: str) -> str:
    """The address that the function bound to a field by its id opens when a value is chosen; empty where none is."""
    return _inline(_bound(field, scripts), chosen) if field else ""


@lru_cache(_PAGES)
def _bound(field: str, scripts: str) -> str:
    """The beginning of the function bound to a field by its id; a select asks for it once an option."""
    bound = rf"""['"](?:select)?#{re.escape(field)}['"]\s{{0,4}}\)\s{{0,4}}\.\s{{0,4}}(?:change|on)\s{{0,4}}\("""
    found = re.search(bound, scripts) if field in scripts else None
    return re.split(r"\}\s*\)", scripts[found.end() : found.end() + _BOUND], maxsplit=1)[0] if found else ""


def _inline(source: str, chosen: str) -> str:
    """The address that a select's own handler opens (`location = 'nb' + this.value + '.htm'`); empty where none."""
    source = _VALUE.sub("this.value", source)
    for goes in _GOES.finditer(source):
        if re.fullmatch(r"this\.value\s*[)}]*", goes[1]):
            return chosen
        parts = _parts(goes[1].strip(), ("this.value",), source, "")
        if len(parts) > 1 and "\0this.value" in parts:
            return Jump(("this.value",), parts).address([chosen])
    return ""


def with_query_of(scripts: str, url: str) -> str:
    """The scripts with the calls that read a parameter of the page's own address (`getUrlParam('cat')`) replaced by its
    value.
    """
    for name, value in parse_qsl(urlsplit(url).query)[:_MOST_READ]:
        if name not in scripts:
            continue
        made, done = [], 0
        for found in re.finditer(rf"""\(\s{{0,4}}['"]{re.escape(name)}['"]\s{{0,4}}\)""", scripts):
            # Looked for backwards from the name: an expression that began with the function's would try each word.
            start = max(done, found.start() - _NEAR)
            reader = _READER.search(scripts[start : found.start()])
            if reader and _OF_ADDRESS.search(reader[0]) and not _OF_ELEMENT.search(reader[0]):
                made += [scripts[done : start + reader.start()], json.dumps(value, ensure_ascii=False)]
                done = found.end()
        scripts = "".join([*made, scripts[done:]])
    return scripts


def opened_by_choice(scripts: str, tree: html.HtmlElement, select: str) -> str:
    """The address that scripts open once something is chosen of the select of this id, with `CHOICE` for its value;
    empty where they read no such select or the address can't be told.
    """
    read = with_values(with_value(scripts, select, CHOICE), tree, unchosen=True)
    told = (_parts(goes[1], (), "", read) for goes in _GOES.finditer(read) if CHOICE in read)
    return next((address for parts in told if CHOICE in (address := "".join(parts)) and "\0" not in address), "")


def with_values(scripts: str, tree: html.HtmlElement, *, unchosen: bool = False) -> str:
    """The scripts with what they read of the page's own fields and attributes put in as text, where it stands there;
    `unchosen`: also what selects and boxes to write in hold before anyone touches them, be it nothing.
    """
    if "#" not in scripts and "getElementById" not in scripts:
        return scripts
    holders: dict[str, html.HtmlElement] = {}
    for element in tree.xpath("//*[@id]"):
        holders.setdefault(element.get("id"), element)

    def value(found: re.Match[str]) -> str:
        field, attribute, data, other, named, member = found.groups()
        holder = holders.get(field or other)
        name = attribute or named or (f"data-{data or member}" if data or member else "value")
        if holder is None:
            return found[0]
        held = (holder.get(name) or "").strip() or (untouched(holder) if unchosen and name == "value" else None)
        return found[0] if held is None else json.dumps(held, ensure_ascii=False)

    return _READ.sub(value, _without_aliases(scripts))


def _without_aliases(scripts: str) -> str:
    """The scripts with what they read of an element by a variable (`box.attr('data-total')`) read of the element."""
    elements = dict(islice(dict(_ALIAS.findall(scripts)).items(), _MOST_READ))
    if not elements:
        return scripts
    read = rf"(?<![\w$.])({'|'.join(map(re.escape, elements))})\.(?=\w)"
    return re.sub(read, lambda found: f"{elements[found[1]]}.", scripts)


def with_value(scripts: str, name: str, value: str) -> str:
    """The scripts with a value put in wherever they read that of the page's field with an id."""
    return _READ.sub(
        lambda found: json.dumps(value, ensure_ascii=False) if _is_value_of(found, name) else found[0], scripts
    )


def _is_value_of(found: re.Match[str], name: str) -> bool:
    """Whether what is read is the value of the field with an id."""
    field, attribute, data, other, named, member = found.groups()
    return name == (field or other) and not (attribute or data or named or member)


def untouched(holder: html.HtmlElement) -> str | None:
    """What a select, or a box to write in, holds at first; None for what else a script may fill."""
    if holder.tag == "select":
        options = list(holder.iter("option"))
        chosen = next((one for one in options if one.get("selected") is not None), options[0] if options else None)
        return None if chosen is None else (chosen.get("value") or "").strip()
    return "" if holder.tag == "input" and (holder.get("type") or "text").lower() in ("text", "search") else None
