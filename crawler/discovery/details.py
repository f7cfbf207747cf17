"""Articles whose page is a shell: their body comes from a service that is asked with the article's own id.

Epoint's WebBuilder (新点) posts `params={"infoid": …}` to `…/getGovInfoDetail`, others post or get `id=…`. What makes a
request the article's is that it sends an id which stands in the page's own address; names are not relied on.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.discovery.answers import objects_of, value_of
from crawler.discovery.leads import Ask
from crawler.discovery.page import Page
from crawler.discovery.services import services_of
from parsers.decoding import decode
from parsers.model import UnreadableError

SHELL_TEXT = 1500  # characters; menus and a foot have fewer, a page with its report more
_LEAST_BODY = 60  # Chinese characters of a body; a stub that points to its file has fewer and names the file
_SHORTEST_ID = 3
_HAN = re.compile(r"[\u3400-\u9fff]")
_MARKUP = re.compile(r"<(?:p|div|table|span|br|section|h\d|iframe|a|img|embed|object)\b", re.I)
_FILE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|rtf|ofd)(?:\?|$)", re.I)
_TITLES = ("title", "infotitle", "doctitle", "subject", "headline")
_CUT, _CUTS = r"(?:(?=\s*[;\n])|\[|\s*\.\s*(?:split|substr|substring|slice|match|replace|pop)\b)", 4
_DAYS = re.compile(r"(?:date|time)$", re.I)
_DAY = re.compile(r"(?:19|20)\d{2}-\d{1,2}-\d{1,2}")


def detail_of(page: Page) -> Ask | None:
    """The request for the body of an article's shell; None where the page shows its body or asks for none."""
    if len(page.text) > SHELL_TEXT:
        return None
    own = _ids(page.url)
    scripts = _with_own(page.scripts, page.url)
    asks = services_of(scripts, page.base, most=8)
    return next((ask for ask in asks if own & (_ids(ask.url) | set(_words(ask.body)))), None)


def completed(body: bytes, declared: str | None, title: str) -> str | None:
    """The article as the shell would show it, made of the service's answer; None where that holds no body."""
    try:
        value = json.loads(decode(body, declared).text.lstrip("\ufeff"))
    except (UnreadableError, ValueError, RecursionError):
        return None
    found = [item for item in objects_of(value) if _body_in(item)]
    if not found:
        return None
    item = max(found, key=lambda each: len(_body_in(each)))
    named = value_of(item, _TITLES) or title
    day = next((one[0] for name, text in item.items() if _DAYS.search(name) and (one := _DAY.search(str(text)))), "")
    files = "".join(f'<p><a href="{html.escape(url)}">{html.escape(name)}</a></p>' for url, name in _files(value))
    shown, dated = html.escape(named), day and f'<meta name="PubDate" content="{day}">'
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{shown}</title>{dated}</head>'
        f"<body><h1>{shown}</h1><div>{_body_in(item)}</div>{files}</body></html>"
    )


def _with_own(scripts: str, url: str) -> str:
    """The scripts with the calls that read a parameter of the page's own address replaced by its value."""
    for name, value in parse_qsl(urlsplit(url).query):
        call = (
            rf"""(?:new\s+URLSearchParams\([^()]*\))?[\w.$]*(?:param|query|url|request|get)[\w.$]*"""
            rf"""(?:\(\s*['"]{re.escape(name)}['"]\s*\)|\.{re.escape(name)}\b(?!\s*[=(]))"""
        )
        quoted = json.dumps(value)
        scripts = re.sub(call, lambda _, quoted=quoted: quoted, scripts, flags=re.I)  # type: ignore[misc]
    return _with_path(scripts, url)


def _with_path(scripts: str, url: str) -> str:
    """The scripts with what they cut out of the page's own address (`location.pathname.split('/').pop()`), and out of
    that in turn, replaced by the id that its path ends in.
    """
    ids = [part for part in re.split(r"[/.]", unquote(urlsplit(url).path)) if re.search(r"\d", part)]
    held = r"location\.(?:pathname|href)"
    for _ in range(_CUTS if ids else 0):
        cut = re.compile(rf"(?<![\w.$])([\w$]+)\s*=(?!=)[^;\n=]*?(?<![\w$'\"])(?:{held}){_CUT}[^;\n]*")
        names = {found[1] for found in cut.finditer(scripts)} - {"location"}
        if not names:
            break
        scripts = cut.sub(lambda found: f"{found[1]} = {json.dumps(ids[-1])}", scripts)
        held = "|".join(map(re.escape, names))
    return scripts


def _ids(url: str) -> set[str]:
    """What in an address may be an article's id: values of its query, and the last parts of its path with figures."""
    parts = urlsplit(url)
    last = re.split(r"[/_.]", unquote(parts.path))
    found = [value for _, pair in parse_qsl(parts.query) for value in (pair, *_words(pair))] + last[-4:]
    return {one for one in found if len(one) >= _SHORTEST_ID and re.search(r"\d", one)}


def _words(text: str) -> list[str]:
    return re.findall(r"[\w-]+", unquote(text).replace("=", " "))


def _body_in(item: dict[str, Any]) -> str:
    """The longest value of an object that is a body: markup with running text, a file or pictures."""
    texts = [value for value in item.values() if isinstance(value, str) and _MARKUP.search(value)]
    bodies = [
        text
        for text in texts
        if len(_HAN.findall(text)) >= _LEAST_BODY or re.search(r"<(?:img|iframe|embed)\b|\.pdf", text)
    ]
    return max(bodies, key=len, default="")


def _files(value: Any) -> list[tuple[str, str]]:
    """Addresses of files that the answer names beside the body, with their names."""
    found: dict[str, str] = {}
    for item in objects_of(value):
        for text in item.values():
            if isinstance(text, str) and "/" in text and len(text) < 400 and "<" not in text and _FILE.search(text):
                found.setdefault(
                    text, value_of(item, ("name", "filename", "attachname", "title")) or text.rpartition("/")[2]
                )
    return list(found.items())
