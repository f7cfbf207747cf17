"""Addresses: cleaning, comparing, and telling which may be asked.

Two forms are kept apart. `clean` makes the address that is asked: absolute, without fragment, session id or
trailing-dot host. `key` makes the form in which two addresses are compared: also without scheme, index file and cache
breakers.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

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


def key(url: str) -> str:
    """The form in which two addresses are compared: the same page under http and https, with or without its index file
    and a cache breaker (`_=0.123`), has one key.
    """
    parts = urlsplit(clean(url) or url)
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, encoding="latin-1")
        if not (_BREAKERS.match(name) and _BREAKER_VALUE.match(value))
    ]
    path = _INDEX_FILE.sub("/", unquote(parts.path, encoding="latin-1"))
    return f"{_bare_host(parts.netloc)}{path}?{urlencode(query)}" if query else f"{_bare_host(parts.netloc)}{path}"


def _bare_host(netloc: str) -> str:
    return re.sub(r":(?:80|443)$", "", netloc.lower())


def host_of(url: str) -> str:
    """The host an address is on, with its port unless it is 80 or 443: the unit of politeness."""
    parts = urlsplit(url)
    return _bare_host(parts.netloc.rpartition("@")[2])


def name_of(url: str) -> str:
    """The host's name alone, lower case, without port."""
    return (urlsplit(url).hostname or "").rstrip(".")


def other_scheme(url: str) -> str:
    """The same address with http for https or the other way round; a port that is written stays."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(scheme="http" if parts.scheme == "https" else "https"))


def is_government(url: str) -> bool:
    """Whether the host is under `.gov.cn`, the only suffix of government sites (国办发〔2017〕47号)."""
    return name_of(url).endswith(".gov.cn")


def same_site(url: str, other: str) -> bool:
    """Whether two hosts are of one government: the same host, or both under one `X.gov.cn`."""
    return host_of(url) == host_of(other) or (is_government(url) and _site(url) == _site(other) != "gov.cn")


def _site(url: str) -> str:
    """`X.gov.cn` of a host; for `bureau.X.gov.cn` too. Municipal names with a second level keep one label."""
    return ".".join(name_of(url).split(".")[-3:])


def is_private_ip(text: str) -> bool:
    """Whether a literal address must not be asked on a stranger's word: loopback, private, link-local, multicast,
    unspecified or reserved, also when it is written as a number, in hexadecimal or mapped into IPv6.
    """
    address = parse_ip(text)
    if address is None:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    address = mapped or address
    return not address.is_global or address.is_multicast


def parse_ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The IP address a host is written as, None for a name; octal, hexadecimal and short forms as resolvers take
    them.
    """
    text = text.strip("[]").partition("%")[0]
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return _loose_ipv4(text)


def _loose_ipv4(text: str) -> ipaddress.IPv4Address | None:
    """An IPv4 address in the forms inet_aton takes: `0x7f.1`, `2130706433`, `0177.0.0.1`."""
    parts = text.split(".")
    if not 1 <= len(parts) <= 4 or not all(re.fullmatch(r"0x[0-9a-f]*|\d+", part, re.I) for part in parts):
        return None
    numbers = [_loose_number(part) for part in parts]
    if any(number is None for number in numbers):
        return None
    *head, last = [number or 0 for number in numbers]
    if any(number > 255 for number in head) or last >= 256 ** (4 - len(head)):
        return None
    value = sum(number << (24 - 8 * place) for place, number in enumerate(head)) + last
    return ipaddress.IPv4Address(value)


def _loose_number(part: str) -> int | None:
    try:
        if part.lower().startswith("0x"):
            return int(part[2:] or "0", 16)
        return int(part, 8) if part.startswith("0") and part != "0" else int(part)
    except ValueError:
        return None
