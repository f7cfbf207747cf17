"""Addresses of documents: cleaned to be asked, and compared.

Two forms are kept apart. `clean` makes the address that is asked: absolute, without fragment, session id or
trailing-dot host. `document_key` makes the form in which two addresses are compared, by the crawl and by the archive:
two forms of one address are one document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

_CACHED = 1 << 14
"""Addresses whose forms are remembered: the menus of a site repeat on each of its pages."""
_BYTES = 256
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SESSION_NAMES = re.compile(r"^(?:j?session_?id|phpsessid|aspsessionid\w*|cfid|cftoken|sess(?:ion)?)$", re.I)
_RANDOM_SID = re.compile(r"^(?=.*\d)[0-9A-Za-z]{16,}$")
_TRACKING = re.compile(r"^(?:utm_\w+|spm|ismobile|share_token|wx_\w+|isappinstalled)$", re.I)
_BREAKERS = re.compile(r"^(?:_|_t|t|ts|timestamp|rand(?:om)?|rnd|nocache)$", re.I)
_BREAKER_VALUE = re.compile(r"^(?:0\.\d+|\d{9,})$")
_PATH_SESSION = re.compile(r";(?:j?session_?id|phpsessid)=[^/?#;]*", re.I)
_COOKIELESS = re.compile(r"/\((?:[A-Z]\([0-9a-z]+\))+\)(?=/)", re.I)
_INDEX_FILE = re.compile(r"/(?:index|default)\.(?:s?html?|aspx?|jsp|php)$", re.I)
_BAD_SCHEMES = re.compile(r"^\s*(?!https?:)[a-z][a-z0-9+.-]*:", re.I)


def clean(url: str, base: str | None = None) -> str | None:
    """The address to ask for a link, or None where it is no web address (script, mail, data, an empty or broken
    one).
    """
    return _cleaned(url, _joint(url, base) if base else None)


def _joint(url: str, base: str) -> str | None:
    """What of the base decides, by a glance at what is joined to it: nothing for a whole address, the host for one
    from the root, the folder for a name. So a menu's links are the same on each page of a site, and are remembered.
    """
    if url.startswith(("http://", "https://")) and url.partition("//")[2][:1].isalnum():
        return None
    start = base.find("//") + 2
    head = base.partition("?")[0].partition("#")[0]
    if url[:1] == "/" and url[1:2].isalnum():
        end = head.find("/", start)
    else:
        end = head.rfind("/", start) if url[:1].isalnum() and ":" not in url else -1
    return base if start < 2 or end < 0 else base[: end + 1]


@lru_cache(_CACHED)
def _cleaned(url: str, base: str | None) -> str | None:
    url = re.sub(r"[\t\r\n]", "", url).strip().replace("\\", "/")
    if not url or url.startswith("#") or (_BAD_SCHEMES.match(url) and not re.match(r"^[\w.-]+:\d", url)):
        return None
    try:
        parts = urlsplit(urljoin(base, url) if base else url)
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii") if parts.hostname else ""
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return None
    if ":" in host:
        host = f"[{host}]"
    netloc = host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
    path = _PATH_SESSION.sub("", _COOKIELESS.sub("", parts.path)) or "/"
    return urlunsplit((parts.scheme, netloc, _quoted(_squeezed(path), "/"), _clean_query(parts.query), ""))


def _quoted(text: str, safe: str) -> str:
    """Percent-encode what is neither plain nor already encoded."""
    return quote(text, safe=f"%{safe}:@!$&'()*+,;=~-._?")


def _squeezed(path: str) -> str:
    """A path without `//`, `/./` and leading `/../` (a relative link joined above the root)."""
    path = re.sub(r"/{2,}", "/", path)
    return re.sub(r"^(?:/\.\.?(?=/))+", "", path.replace("/./", "/")) or "/"


def _clean_query(query: str) -> str:
    if not query:
        return ""
    kept = [pair for pair in query.split("&") if pair and not _is_session(*_split_pair(pair))]
    return _quoted("&".join(kept), "/")


def _split_pair(pair: str) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    return unquote(name), unquote(value)


def _is_session(name: str, value: str) -> bool:
    """A session id by its name, or a long random `sid` (a short `sid` is a site's number: it is kept)."""
    if _SESSION_NAMES.match(name) or _TRACKING.match(name):
        return True
    return name.lower() == "sid" and bool(_RANDOM_SID.match(value))


def pairs_of(query: str) -> list[tuple[str, str]]:
    """The names and values of a query, each byte a character: what a GBK page encoded comes back as it was by
    `query_of`.
    """
    return parse_qsl(query, keep_blank_values=True, encoding="latin-1")


def query_of(pairs: Iterable[tuple[str, object]]) -> str:
    """The query of names and values: those of `pairs_of`, and texts, which are sent as UTF-8."""
    return urlencode([(name, _as_bytes(str(value))) for name, value in pairs], encoding="latin-1")


def _as_bytes(text: str) -> str:
    """The text with one character a byte: its own where it has none beyond them."""
    return text if all(ord(character) < _BYTES for character in text) else text.encode().decode("latin-1")


@lru_cache(_CACHED)
def document_key(url: str) -> str:
    """The form in which two addresses are compared: the same page under http and https, with or without its index file,
    with its query in another order or a cache breaker (`_=0.123`) in it, has one key. What is no web address
    (`file://`, a broken one) stands for itself.
    """
    asked = clean(url) if url.lower().startswith(("http://", "https://")) else None
    if asked is None:
        return url
    parts = urlsplit(asked)
    query = sorted(
        (name, value)
        for name, value in pairs_of(parts.query)
        if not (_BREAKERS.match(name) and _BREAKER_VALUE.match(value))
    )
    path = _INDEX_FILE.sub("/", unquote(parts.path, encoding="latin-1")) or "/"
    return f"{bare_host(parts.netloc)}{path}?{urlencode(query)}" if query else f"{bare_host(parts.netloc)}{path}"


def bare_host(netloc: str) -> str:
    """A host with its port, in lower case, without the ports that http and https have anyway."""
    return re.sub(r":(?:80|443)$", "", netloc.lower())
