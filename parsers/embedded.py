"""A body that a page ships as a string for its scripts to show: `_CONFIG.DETAIL.content` of gkmlpt and the like.

Looked for only where the page itself shows next to nothing: a page that shows its text may hold a copy of it for its
scripts as well, and would be read twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import unquote

from lxml.etree import XPath, _Element

from parsers.printed import select

_SCRIPT = XPath("//script[not(@src)]")
_CARRIERS = XPath("//input[@type='hidden' and @value] | //*[@data-content or @data-html]")
_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'|`((?:[^`\\]|\\.)*)`', re.DOTALL)
_BYTE = re.compile(r"\\x([0-9a-fA-F]{2})")
_ESCAPE = re.compile(r"""\\(?!["\\/bfnrtu])(.)""", re.DOTALL)
_BARE_QUOTE = re.compile(r'(?<!\\)((?:\\\\)*)"')
_MARKUP = re.compile(r"<(?:p|div|table|span|br|section|h\d)\b", re.IGNORECASE)
_HAN = re.compile("[\u4e00-\u9fff]")
# The shortest report met in a script has 900 characters with its mark-up; names and menus in scripts have fewer.
_SHORTEST = 200
_LEAST_HAN = 40


def embedded_markup(root: _Element) -> str | None:
    """The longest string of HTML with running text among a page's scripts and hidden fields; null where there is none.

    `root` is the tree of the page with its scripts still in it.
    """
    found = [text for text in _strings(root) if _MARKUP.search(text) and len(_HAN.findall(text)) >= _LEAST_HAN]
    return max(found, key=len, default=None)


def _strings(root: _Element) -> Iterator[str]:
    for script in select(_SCRIPT, root):
        for match in _STRING.finditer(script.text or ""):
            quoted = match[1] or match[2] or match[3] or ""
            if len(quoted) >= _SHORTEST and (text := _unescaped(quoted)):
                yield text
    for carrier in select(_CARRIERS, root):
        yield from (carrier.get(name) or "" for name in ("value", "data-content", "data-html"))


def _unescaped(quoted: str) -> str | None:
    """What a script's string says; null where it is no string of a script."""
    if "%3C" in quoted or "%3c" in quoted:
        quoted = unquote(quoted)
    whole = _BARE_QUOTE.sub(r'\1\\"', _ESCAPE.sub(r"\1", _BYTE.sub(r"\\u00\1", quoted)))
    try:
        return str(json.loads(f'"{whole}"', strict=False))
    except ValueError:
        return None
