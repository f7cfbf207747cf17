"""The form in which a document's address is compared: two forms of one address are one document."""

from __future__ import annotations

import re

from w3lib.url import canonicalize_url, safe_url_string

_SESSION_PATH = re.compile(r";(?:j?session_?id|phpsessid)=[^/?#;]*", re.I)
_VOLATILE_QUERY = re.compile(
    r"(?<=[?&])(?:j?session_?id|phpsessid|aspsessionid\w*|utm_\w+|spm|share_token|isappinstalled)=[^&]*&?", re.I
)


def document_key(url: str) -> str:
    """The key of the document at an address: scheme http or https left out, host in lower case without trailing dot,
    query sorted, fragment, session ids and tracking dropped. A `file://` address keeps its scheme.
    """
    if not url.lower().startswith(("http://", "https://")):
        return url
    bare = _VOLATILE_QUERY.sub("", _SESSION_PATH.sub("", url)).rstrip("?&")
    try:
        canonical = canonicalize_url(safe_url_string(bare))
    except ValueError:
        return url
    rest = canonical.partition("://")[2]
    host, slash, path = rest.partition("/")
    return host.lower().removesuffix(":80").removesuffix(":443").rstrip(".") + (slash or "/") + path


def host_of(url: str) -> str:
    """The host of an address, empty for a file's."""
    key = document_key(url)
    return "" if key.startswith("file:") else key.partition("/")[0]
