"""Guangdong's unified platform: the disclosure platform gkmlpt, and the content pages of the same vendor."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from crawler.addresses import clean
from crawler.discovery.leads import Ask, Lead
from crawler.discovery.page import Page
from crawler.discovery.words import is_column
from crawler.families.family import Family

_SID = re.compile(r"""["']?SID["']?\s*:\s*["']?(\d+)""")
_TREE = re.compile(r"""["']?TREE["']?\s*:\s*(?=\[)""")
_CATEGORY = re.compile(r"/gkmlpt/annualreport/?#(\d+)")
_OWN_PAGE = re.compile(r"(?:^|/)gkmlpt/annualreport\b")


class Gkmlpt(Family):
    """gkmlpt: one index page whose script holds the tree of categories; lists from `/gkmlpt/api/all/<category>`; annual
    reports on a page of their own, `/gkmlpt/annualreport#<category>`.
    """

    code = "gd_gkmlpt"
    labels = ("gd_gkmlpt", "gd_platform")
    marks = (
        (("/gkmlpt/",), 3),
        (r"window\._config\s*=", 2),
        (r"/content/post_\d+\.html", 2),
        (r"/content/\d+/\d+/post_\d+", 2),
    )

    def services_of(self, page: Page, lead: Lead) -> list[Ask]:
        """The lists of the categories that hold annual reports: from the tree, from links to the annual report page,
        and from the address that led here.
        """
        sid = _SID.search(page.source)
        if not sid:
            return []
        found = [str(node["id"]) for node in _nodes(_tree(page.source)) if _holds_reports(node)]
        found += _CATEGORY.findall(page.source.replace("\\/", "/"))
        if "annualreport" in page.url and lead.fragment.isdigit():
            found.append(lead.fragment)
        base = _base(page.url)
        asks = [clean(f"{base}/api/all/{category}?page=1&sid={sid[1]}") for category in dict.fromkeys(found)]
        return [Ask(url) for url in asks if url]


def _base(url: str) -> str:
    """The platform's address up to and with `gkmlpt`."""
    parts = urlsplit(url)
    head = parts.path.partition("/gkmlpt")[0] if "/gkmlpt" in parts.path else ""
    return f"{parts.scheme}://{parts.netloc}{head}/gkmlpt"


def _tree(source: str) -> Any:
    """The value of TREE in the page's configuration; None where it is no JSON."""
    found = _TREE.search(source)
    if not found:
        return None
    try:
        return json.JSONDecoder().raw_decode(source, found.end())[0]
    except (ValueError, RecursionError):
        return None


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every category of the tree."""
    stack = list(tree) if isinstance(tree, list) else []
    while stack:
        node = stack.pop(0)
        if isinstance(node, dict) and "id" in node:
            yield node
            stack.extend(node.get("children") or [])


def _holds_reports(node: dict[str, Any]) -> bool:
    """Whether a category is one of annual reports and is not a mere link to a page other than the platform's own."""
    jump = str(node.get("jump_url") or "")
    own = not jump or bool(_OWN_PAGE.search(jump))
    return is_column(str(node.get("name") or "")) and own and node.get("post_count") != 0
