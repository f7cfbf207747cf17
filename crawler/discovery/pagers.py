"""Where the next page of a list is, for any template: from what the page links, calls, declares or posts.

Every finder answers with the requests that may be the next page, best first. More than one is given where a template is
known to be numbered from nought on one site and from one on another; the one that answers with new rows is right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from lxml import html

from crawler.addresses import clean, key, pairs_of, query_of, same_site
from crawler.discovery.leads import Ask, unique
from crawler.discovery.page import Page
from crawler.discovery.scripts import called, page_parameter, untouched
from crawler.discovery.words import is_report_title, squash

Finder = Callable[[Page, int], list[Ask]]

MAX_PAGES = 500
_PAGES = 4
_NEXT = re.compile(
    r"^[\[(（【]?(?:下一?页|后一?页|向后|(?:点击)?加载更多|nextpage|next|[>›»]{1,2}|下页>|下一页[>›»]+)[\])）】]?[>›»]*$",
    re.I,
)
_LAST = re.compile(r"^[\[(（【]?(?:尾页|末页|最后一?页|最后|last)[\])）】]?$", re.I)
# Told by its arguments: `createPageHTML(…)`, `createPage(…)`, `page_div(…)`, `showPages(…)`.
_CREATE = re.compile(r"page\w{0,20}\s?\(([^()]{3,200})\)", re.I)
_SET_PAGE = re.compile(r"""pagination\s*\(\s*['"]setPage['"]\s*,\s*(\d+)\s*,\s*(\d+)""", re.I)
_TOTAL_VARIABLE = re.compile(
    r"(?:count_?page|page_?count|total_?pages?|pages?_?total|conten_?page|max_?page|all_?pages?|page_?num_?total|npagecount|\bleng)"
    r"""['"]?\s*[:=]\s*(?:parseInt\(\s*)?['"]?(\d{1,5})""",
    re.I,
)
_TOTAL_TEXT = re.compile(r"(?:共|/|总共|总页数[:：]?)\s*(\d{1,5})\s*页|(?<!\d)\d+\s*/\s*(\d{1,5})\s*页?")
_PARSE_INT = re.compile(r"""parseInt\(\s*['"](\d{1,5})['"]\s*\)""")
_PROGRAM = re.compile(r"\.(?:jsp|aspx?|php|do|action|ashx)$", re.I)
_EXTENSIONS = ("html", "shtml", "htm", "jhtml", "xhtml", "aspx", "jsp", "php")
_POSTBACK = re.compile(
    r"""__doPostBack\(\s*(?:&#39;|['"])([^'"&]+)(?:&#39;|['"])\s*,\s*(?:&#39;|['"])([^'"&]*)(?:&#39;|['"])"""
)
_PAGER_GOES = re.compile(r"location(?:\.href)?\s*=(?!=)|location\.(?:replace|assign)\s*\(")
# The number the pager gives between literals, one of which may be missing: `'list_' + page + '.html'`.
_CALLBACK = re.compile(
    r"""^(?:[^'"`;]{0,30}?['"]([^'"<>\s]*)['"]\s*\+\s*|[^'"`;+]{0,10}?)\(?\s*(?:\w+\.)?(?:curr\w*|getCurrent\(\)|\w*page\w*|[pn]|pn|num)"""
    r"""(?:\s*\+\s*1|\s*(-)\s*1)?\s*\)?\s*(?:\+\s*['"]([^'"<>\s]*)['"])?\s*\)?\s*$"""
)
# `p == 1 ? 'list.html' : p + '.html'`: the first page's address, and the others'.
_EITHER = re.compile(r"^[^?'\"`;]{1,80}\?([^:;]{1,150}):(.{1,150})$", re.S)
_ROWS = re.compile(
    r"""(?<![\w$])(?:count|totalData|total|totalRows?|totalCount)['"]?\s*[:=]\s*['"]?(\d{1,6})(?![\d.])"""
)
_ROWS_A_PAGE = re.compile(
    r"""(?<![\w$])(?:limit|showData|pageSize|per_?page|rows)['"]?\s*[:=]\s*['"]?(\d{1,3})(?!\d)""", re.I
)
# A loop that writes the links of a pager, and the address in it: a text, what is put in for the counter, a text.
_LOOP = re.compile(r"for\s?\(\s?(?:var |let )?\s?(\w{1,20})\s?=\s?([012])\s?;\s?\1\s?(<=?)\s?(\w{1,40})\s?;")
_LOOP_TEXT, _MOST_LOOPS = 600, 20
_LOOPED_LINK = re.compile(
    r"""href\s?=\s?\\?['"]?([^'"<>+\s]{0,200})['"]\s?\+\s?(\([^()]{1,80}\)|\w{1,20}(?:\s?-\s?1)?)\s?\+\s?['"]([^'"<>+\s\\]{1,80})\\?['"]?"""
)
_LOOP_CHOICE = re.compile(r"\(?[\w.]{1,40}[=!<>]{1,3}\d{1,3}\?[^:?]{0,60}:([^:?]{1,60}?)\)?")
_OPENS_OWN = re.compile(
    r"""location(?:\.href)?\s?=\s?['"]([^'"<>\s]{0,200})['"]\s?\+\s?(?:\$\(this\)|this)\.(?:(?:attr|getAttribute)\(['"]([\w-]{1,30})['"]\)|"""
    r"""data\(['"]([\w-]{1,30})['"]\))(?:\s?\+\s?['"]([^'"<>\s]{0,80})['"])?"""
)
_FULL = 5  # reports on a page
_BEFORE = 600  # characters of script between what an address is put in and its opening
_PAGE_OPTION = re.compile(r"第?(\d{1,4})页?(?:/\d{1,4}页?)?")
_CALLS = re.compile(r"^javascript:\s*(\w+)\s*\(\s*['\"]?(\d+)['\"]?\s*\)", re.I)
_SENDS = re.compile(r"""\.val(?:ue\s?=|\()\s?['"]?(\d{1,4})(?!\d).{0,60}\.submit\(""")
# The address that a pager's plug-in is told, with a place for the number: `url: "/list/7/{page}"`.
_PLACED = re.compile(
    r"""["']([^"'<>\s]{0,200})(?:\{\{?\s?(?:page\w{0,8}|p|n|num\w{0,4}|0)\s?\}?\}|__(?:id|page)__)([^"'<>\s]{0,100})["']""",
    re.I,
)


def next_page(page: Page, number: int) -> tuple[Ask, ...]:
    """The requests that may be page `number + 1` of the list whose page `number` (1-based) this is; empty at its
    end.
    """
    if number >= MAX_PAGES:
        return ()
    for finder in _FINDERS:
        if asks := [ask for ask in finder(page, number) if ask.method != "GET" or key(ask.url) != key(page.url)]:
            return unique(asks)
    return ()


@lru_cache(_PAGES)
def total_pages(page: Page) -> int | None:
    """How many pages the list says it has, None where it says nothing; asked by several finders of a page."""
    for pattern, source in ((_TOTAL_VARIABLE, page.source), (_TOTAL_TEXT, page.text), (_PARSE_INT, page.scripts)):
        if found := pattern.search(source):
            return int(next(group for group in found.groups() if group))
    return None


def linked_next(page: Page, number: int) -> list[Ask]:
    """A link that says it is the next page."""
    for element in _clickable(page):
        shown = _shown(element)
        if _NEXT.match(shown) and not _disabled(element) and (url := _target(element, page)):
            return [Ask(url)]
    return []


def _clickable(page: Page) -> Iterator[html.HtmlElement]:
    """The links of a page, and what else opens something when it is clicked."""
    if not (clicks := "onclick" in page.marked):
        yield from page.tree.iter("a")
    for element in page.tree.iter("a", "span", "li", "b", "em", "i", "button", "td") if clicks else ():
        if element.tag == "a" or element.get("onclick"):
            yield element


def says_next(text: str) -> bool:
    """Whether what a pager shows is the word for the next page."""
    return _NEXT.match(squash(text)) is not None


def _shown(element: html.HtmlElement) -> str:
    """What a pager's link says, in words or by the name of its picture."""
    named = (element.get("title"), *(image.get("alt") or image.get("title") for image in element.iter("img")))
    return squash("".join(element.itertext())) or next((squash(name) for name in named if name), "")


def numbered_next(page: Page, number: int) -> list[Ask]:
    """A link whose text is the next number, among links that are numbers."""
    numbers: dict[int, str] = {}
    for element in _clickable(page):
        text = squash("".join(element.itertext())).strip("[]")
        if re.fullmatch(r"\d{1,3}", text) and (url := _target(element, page)):
            numbers.setdefault(int(text), url)
    follows = numbers.get(number + 1, "")
    return [Ask(follows)] if follows and (len(numbers) > 1 or _looks_like_pager(follows, page.url)) else []


def chosen_next(page: Page, number: int) -> list[Ask]:
    """The next number among the options of a select whose handler opens what was chosen."""
    for select in page.tree.iter("select"):
        for option in select.iter("option"):
            shown = _PAGE_OPTION.fullmatch(squash("".join(option.itertext())))
            if (
                shown
                and int(shown[1]) == number + 1
                and (made := called(select, page.jumps, option.get("value") or ""))
            ):
                return [Ask(url)] if (url := clean(made, page.base)) and same_site(url, page.url) else []
    return []


def _looks_like_pager(url: str, own: str) -> bool:
    """Whether two addresses differ in nothing but a number (or a number was added)."""
    bare, other = (re.sub(r"[_/=-]?\d+", "", value) for value in (key(url), key(own)))
    return bare == other or bare.startswith(other.rstrip("/").rsplit(".", 1)[0])


def _disabled(element: html.HtmlElement) -> bool:
    """Whether the template greyed the link out."""
    marks = " ".join(
        (element.get("class") or "", element.get("disabled") or "", element.getparent().get("class") or "")
    )
    return bool(re.search(r"disable|p_next_d|nolink|unclick", marks))


def _target(element: html.HtmlElement, page: Page) -> str:
    """Where a pager's link leads: its address, or the one in its handler; empty where a script makes it."""
    href = element.get("href") or ""
    if made := called(element, page.jumps) or called(element, page.unchosen_jumps):
        return clean(made, page.base) or ""
    if href and not href.lower().startswith("javascript") and (url := clean(href, page.base)):
        return url
    call = re.search(
        r"""['"]((?:https?://|/|\.{1,2}/|\?)?[^'"\s]*(?:\.s?html?|\.aspx?|\.jsp|\.php|[?&/])[^'"\s]*)['"]""",
        href + (element.get("onclick") or ""),
    )
    return (clean(call[1], page.base) or "") if call else ""


def called_next(page: Page, number: int) -> list[Ask]:
    """`createPageHTML(total, current, stem, extension …)` in its variants, and `pagination("setPage", current,
    total)`.
    """
    for found in _CREATE.finditer(page.source):
        if asks := _from_call(page, number, found[1]):
            return asks
    stated = _SET_PAGE.search(page.source)
    if not stated or number >= int(stated[2]):
        return []
    # Seen with files counted from one only; a guess more would cost a 404 for each year's column.
    return [Ask(url) for url in [clean(f"index_{number + 1}.html", page.base)] if url]


def _from_call(page: Page, number: int, arguments: str) -> list[Ask]:
    """The next file of a `createPageHTML` call: which of its arguments is what is told by their shape."""
    values = [value.strip() for value in arguments.split(",")]
    words = [value.strip("'\"") for value in values if value[:1] in "'\""]
    numbers = [int(value) for value in values if re.fullmatch(r"\d+", value)]
    extension = next((word for word in words if word.lstrip(".").lower() in _EXTENSIONS), "")
    if len(numbers) < 2 or not extension:
        return []
    stems = words[: words.index(extension)]
    stem = stems[-1] if stems else "index"
    return _numbered_files(page, number, numbers[0], stem, extension.lstrip("."))


def _numbered_files(page: Page, number: int, total: int, stem: str, extension: str) -> list[Ask]:
    """`stem_N.extension` beside the page: one up where the page itself is numbered; from its first page both `_1` and
    `_2`, since templates count from nought or from one and a site that counts from one has no `_1`, or the first page
    again.
    """
    if number >= total:
        return []
    own = re.search(rf"_(\d{{1,4}})\.{re.escape(extension)}$", urlsplit(page.url).path)
    counts = [int(own[1]) + 1] if own and number > 1 else [1, 2]
    folder = re.sub(r"[^/]*$", "", urlsplit(page.url)._replace(query="").geturl())
    found = [clean(urljoin(folder, f"{stem}_{count}.{extension}")) for count in counts]
    return [Ask(url) for url in found if url]


def declared_next(page: Page, number: int) -> list[Ask]:
    """A total in a script or in the text, and an address that shows how pages are numbered (or a last-page link)."""
    if asks := _from_last(page, number):
        return asks
    total = total_pages(page)
    if total is None or number >= total:
        return []
    return _by_parameter(page, number) or _by_file(page, number)


def scripted_next(page: Page, number: int) -> list[Ask]:
    """Where a pager's callback goes with the number it is given (`location.href = '/l?page=' + obj.curr`), while the
    rows or pages that it is told of say that there are more.
    """
    total = total_pages(page) or counted_pages(page.scripts)
    # Of a pager whose total a script gets elsewhere, the next page is asked where this one has rows enough.
    if number >= total if total is not None else not _is_full(page):
        return []
    for place in _PAGER_GOES.finditer(page.scripts):
        goes = _written_before(page.scripts, place.start(), _expression(page.scripts, place.end()))
        either = _EITHER.match(goes)
        branches = [branch for branch in either.groups() if "+" in branch] if either else [goes]
        found = next((one for branch in branches if (one := _CALLBACK.match(branch))), None)
        if found and (found[1] or found[3]):
            address = f"{found[1] or ''}{number + (not found[2])}{found[3] or ''}"
            url = _with_parameter(page.url, address) if address[:1] == "&" else clean(address, page.base)
            return [Ask(url)] if url else []
    return []


def _with_parameter(url: str, further: str) -> str:
    """An address with the parameter that a script adds to what it has put together (`url + '&page=2'`)."""
    parts, pairs = urlsplit(url), pairs_of(further[1:])
    kept = [pair for pair in pairs_of(parts.query) if pair[0] not in dict(pairs)]
    return urlunsplit(parts._replace(query=query_of([*kept, *pairs])))


def _expression(scripts: str, place: int) -> str:
    """The expression at a place, up to its end."""
    return re.split(r"[;}\n]", scripts[place : place + 400], maxsplit=1)[0]


def _written_before(scripts: str, place: int, expression: str) -> str:
    """What a variable was given last before a place (`var u = 'list_' + n + '.html'; location.href = u`); an expression
    that is no variable as it stands.
    """
    name = expression.strip()
    if not re.fullmatch(r"[A-Za-z_$][\w$]{0,30}", name):
        return expression
    given = re.compile(rf"(?<![\w$.]){re.escape(name)}\s?=(?!=)")
    last = max((found.end() for found in given.finditer(scripts, max(0, place - _BEFORE), place)), default=0)
    return _expression(scripts, last) if last else expression


def _is_full(page: Page) -> bool:
    """Whether a list's page has so many reports that it may have been filled."""
    return sum(is_report_title(link.text) for link in page.links) >= _FULL


def _placed_next(page: Page, number: int) -> list[Ask]:
    """The address that a pager's plug-in is told with a place for the number, while it is told of further pages."""
    total = total_pages(page) or counted_pages(page.scripts) or _last_number(page.scripts, "total", r"\s?[:=]")
    found = _PLACED.search(page.scripts) if total and number < int(total) else None
    url = clean(f"{found[1]}{number + 1}{found[2]}", page.base) if found and found[1] else None
    return [Ask(url)] if url else []


def counted_pages(scripts: str) -> int | None:
    """How many pages a pager has that is told the number of rows and how many stand on a page."""
    rows, size = _ROWS.search(scripts), _ROWS_A_PAGE.search(scripts)
    return -(-int(rows[1]) // int(size[1])) if rows and size and int(size[1]) else None


def _clicked_next(page: Page, number: int) -> list[Ask]:
    """The address that a script's handler opens with the number in an attribute (`data-page`) of what says 下一页, or
    the number itself.
    """
    if not (opens := _OPENS_OWN.search(page.scripts)):
        return []
    head, attribute, data, tail = opens.groups(default="")
    for element in page.tree.iter("a", "span", "li", "button"):
        held = element.get(attribute or f"data-{data}") or ""
        shown = _shown(element)
        if held == str(number + 1) and (shown == held or _NEXT.match(shown)) and not _disabled(element):
            return [Ask(url)] if (url := clean(f"{head}{held}{tail}", page.base)) else []
    return []


def looped_next(page: Page, number: int) -> list[Ask]:
    """The address that a loop of the page's script writes for the next page (`for (i = 1; i <= total; i++) …`)."""
    scripts = page.scripts
    loops = ((one, _LOOPED_LINK.search(scripts, one.end(), one.end() + _LOOP_TEXT)) for one in _LOOP.finditer(scripts))
    for loop, link in islice(((loop, link) for loop, link in loops if link), _MOST_LOOPS):
        counter, first, within, bound = loop.groups()
        most = bound if bound.isdigit() else _last_number(page.scripts, bound)
        if not most or number >= int(most) + (within == "<=") - (first != "0"):
            continue
        head, put, tail = link.groups()
        value = _put_together(put, counter, number + (first != "0"))
        if value and (url := clean(f"{head}{value}{tail}", page.base)):
            return [Ask(url)]
    return []


def _last_number(scripts: str, name: str, given: str = r"\s?=") -> str:
    """The number that a variable is given; empty where it is given none."""
    found = re.search(rf"(?<![\w.]){re.escape(name)}{given}\s?(?:parseInt\()?['\"]?(\d{{1,4}})(?!\d)", scripts)
    return found[1] if found else ""


def _put_together(expression: str, counter: str, value: int) -> str:
    """What an expression of texts and a loop's counter comes to (`(i == 1 ? '' : '_' + i)`, after the first page the
    second of the two); empty where it has anything else in it.
    """
    bare = re.sub(r"\s", "", expression)
    if choice := _LOOP_CHOICE.fullmatch(bare):
        bare = choice[1]
    parts = bare.strip("()").split("+")
    made = [str(value) if part == counter else part[1:-1] if part[:1] in ("'", '"') else None for part in parts]
    if bare.strip("()") == f"{counter}-1":
        return str(value - 1)
    return "" if None in made or counter not in parts else "".join(part or "" for part in made)


def _from_last(page: Page, number: int) -> list[Ask]:
    """A link to the last page whose number says how many there are: `index_7.html`, `?page=7`."""
    for element in page.tree.iter("a"):
        if _LAST.match(squash("".join(element.itertext()))) and (url := _target(element, page)):
            found = list(re.finditer(r"(?<=[_/=-])\d{1,4}(?=(?:\.\w+)?(?:$|[?&#]))", url))
            if found and int(found[-1][0]) >= number:
                head, tail = url[: found[-1].start()], url[found[-1].end() :]
                order = [number, number + 1] if "_" in head[-1:] else [number + 1]
                return [Ask(f"{head}{count}{tail}") for count in order if count <= int(found[-1][0])]
    return []


def _by_parameter(page: Page, number: int) -> list[Ask]:
    """The page's own address with its page parameter one up."""
    parts = urlsplit(page.url)
    pairs = pairs_of(parts.query)
    own = page_parameter(name for name, _ in pairs)
    if not own:
        return []
    changed = [(name, str(number + 1) if name == own else value) for name, value in pairs]
    return [Ask(urlunsplit(parts._replace(query=query_of(changed))))]


def files_beside(page: Page, number: int) -> tuple[Ask, ...]:
    """The file that may follow a fragment's own (`list_data.html`, `list_data_1.html`), where its pager has a 下一页
    that only the page which loads it can follow.
    """
    controls = (one for one in page.tree.iter("a", "span", "button") if says_next(_shown(one)) and not _disabled(one))
    return tuple(_by_file(page, number)) if any(one.get("href") or one.get("onclick") for one in controls) else ()


def _by_file(page: Page, number: int) -> list[Ask]:
    """The page's own file name, numbered: `1.html` to `2.html`, `list.shtml` to `list_1.shtml` or `list_2.shtml`.

    A column asked as a folder does not show its extension: then it is that of the articles it links, and `html`.
    What a query chooses of a program's answers has no files beside it.
    """
    parts = urlsplit(page.url)
    if parts.query and _PROGRAM.search(parts.path):
        return []
    folder, _, name = parts.path.rpartition("/")
    stem, _, extension = name.rpartition(".") if "." in name else ("", "", "")
    if re.fullmatch(r"\d{1,3}", stem) and int(stem) == number:
        names = [f"{number + 1}.{extension}"]
    else:
        # The number of a first page may be its column's: the second page of `list_593.html` is `list_593_2.html`.
        own = re.search(r"_(\d{1,4})$" if number > 1 else r"_([01])$", stem)
        counts = [int(own[1]) + 1] if own else [1, 2]
        stem = (stem[: own.start()] if own else stem) or "index"
        names = [
            f"{stem}_{count}.{each}" for each in ([extension] if extension else _extensions(page)) for count in counts
        ]
    return [Ask(urlunsplit(parts._replace(path=f"{folder}/{name}", query=""))) for name in names]


def _extensions(page: Page) -> list[str]:
    """The extensions that pages of the site have, the most common first, `html` in any case."""
    found = Counter(
        path[1] for link in page.links if (path := re.search(r"\.(s?html?|jhtml)$", urlsplit(link.url).path))
    )
    return list(dict.fromkeys([*(extension for extension, _ in found.most_common(2)), "html"]))


def posted_next(page: Page, number: int) -> list[Ask]:
    """A form that posts a page number, ASP.NET's `__doPostBack` among them."""
    return _post_back(page, number) or _page_form(page, number)


def _post_back(page: Page, number: int) -> list[Ask]:
    """The next page's `__doPostBack`, by its number or by its word."""
    wanted = {str(number + 1), f"[{number + 1}]"}
    asks = posted_back(page, lambda shown: shown in wanted or bool(_NEXT.match(shown)))
    return [ask for _, ask in asks][:1]


def posted_back(page: Page, named: Callable[[str], bool]) -> Iterator[tuple[str, Ask]]:
    """What links that post back (`__doPostBack('tree', 's2023')`) show and ask for, those `named` so."""
    if "__doPostBack" not in page.source:
        return
    for element in page.tree.iter("a", "input"):
        found = _POSTBACK.search((element.get("href") or "") + (element.get("onclick") or ""))
        shown = squash("".join(element.itertext())) if found else ""
        if found and not _disabled(element) and named(shown):
            target, argument = (value.replace("\\\\", "\\") for value in found.groups())
            fields = fields_of(page, element) | {"__EVENTTARGET": target, "__EVENTARGUMENT": argument}
            yield shown, submitted(page, element, fields)


def _page_form(page: Page, number: int) -> list[Ask]:
    """A form with a field for the page number, sent with the next one while the list has more pages."""
    total = total_pages(page) or (number + 1 if _has_goto(page, number) else 0)
    if number >= total:
        return []
    for form in page.tree.iter("form"):
        name = page_parameter(field.get("name") or "" for field in form.iter("input", "select"))
        if name and not _searches_elsewhere(page, form, name):
            return [submitted(page, form, fields_of(page, form) | {name: str(number + 1)})]
    return []


def _searches_elsewhere(page: Page, form: html.HtmlElement, own: str) -> bool:
    """Whether a form is the site's search box: it has a field for words, and another page takes them."""
    action = clean(form.get("action") or "", page.base)
    if not action or urlsplit(action).path == urlsplit(page.url).path:
        return False
    empty = (field for field in form.iter("input") if field.get("name") != own and not field.get("value"))
    return any((field.get("type") or "text").lower() in ("text", "search") for field in empty)


def _has_goto(page: Page, number: int) -> bool:
    """Whether a link calls a script with the next page's number (`javascript:gotoPage(2)`), or has it put in a field
    and sent (`document.f.page.value=2;document.f.submit()`).
    """
    for element in page.tree.iter("a"):
        call, sends = _CALLS.match(element.get("href") or ""), _SENDS.search(element.get("onclick") or "")
        if str(number + 1) in (call and call[2], sends and sends[1]):
            return True
    return False


def _form_of(element: html.HtmlElement, page: Page) -> html.HtmlElement | None:
    if element.tag == "form":
        return element
    inner = next(element.iterancestors("form"), None)
    return inner if inner is not None else page.tree.find(".//form")


def fields_of(page: Page, element: html.HtmlElement) -> dict[str, str]:
    """The form's hidden and text fields with their values, and what its selects show, as a browser would send them
    without a button.
    """
    form = _form_of(element, page)
    if form is None:
        return {}
    fields = {}
    for field in form.iter("input", "select", "textarea"):
        kind = (field.get("type") or "text").lower()
        if (name := field.get("name")) and kind in ("hidden", "text", "search", "number", "tel"):
            fields[name] = (untouched(field) if field.tag == "select" else field.get("value")) or ""
    return fields


def submitted(page: Page, element: html.HtmlElement, fields: dict[str, str]) -> Ask:
    """The form's request: its own method and action."""
    form = _form_of(element, page)
    action = clean(form.get("action") or page.url, page.base) if form is not None else page.url
    if form is not None and (form.get("method") or "get").lower() == "get" and "__VIEWSTATE" not in fields:
        return Ask(urlunsplit(urlsplit(action or page.url)._replace(query=_encoded(fields, page))))
    return Ask(action or page.url, "POST", _encoded(fields, page))


def _encoded(fields: dict[str, str], page: Page) -> str:
    """A form's fields in the charset of its page, as browsers send them."""
    return urlencode(fields, encoding=page.encoding, errors="xmlcharrefreplace")


# What the page links is the truth of its template; a computed file name is the last resort.
_FINDERS: tuple[Finder, ...] = (
    linked_next, numbered_next, chosen_next, called_next, _clicked_next, looped_next, posted_next, scripted_next,
    _placed_next, declared_next,
)  # fmt: skip
