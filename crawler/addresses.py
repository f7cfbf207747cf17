"""Addresses as the crawl looks at them: whose they are, and which may be asked.

How an address is cleaned and compared (`clean`, `key`) is one rule with the archive, in `pipelines.addresses`.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit, urlunsplit

from pipelines.addresses import bare_host, clean, document_key, pairs_of, query_of

__all__ = [
    "clean", "host_of", "is_government", "is_private_ip", "key", "name_of", "other_scheme", "pairs_of", "parse_ip",
    "query_of", "same_site",
]  # fmt: skip

key = document_key


def host_of(url: str) -> str:
    """The host an address is on, with its port unless it is 80 or 443: the unit of politeness."""
    parts = urlsplit(url)
    return bare_host(parts.netloc.rpartition("@")[2])


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
