"""Trees of years and units under readable paths, articles with 19-digit ids, lists `1.html`, `2.html` … (Yan'an and its
like).
"""

from __future__ import annotations

import re

from crawler.discovery.leads import Ask, Lead
from crawler.discovery.page import Page
from crawler.discovery.pagers import next_page
from crawler.families.family import Family

_TOTAL = re.compile(r"""parseInt\(\s*['"](\d{1,4})['"]\s*\)""")


class YearUnitTree(Family):
    """Readable year and unit folders; the list's total stands in `parseInt('N')`, its pages are `N.html` of the
    folder.
    """

    code = "year_unit_tree"
    labels = ("yanan_m",)
    marks = ((r"/\d{19}\.html", 3), (("m-lst", "m-txt-article"), 2), (r"/(?:19|20)\d{2}n?/\d+\.html", 1))

    def next(self, page: Page, lead: Lead) -> tuple[Ask, ...]:
        """The pager's link, else the next number in the folder up to the script's total."""
        total = _TOTAL.search(page.scripts)
        if found := next_page(page, lead.number):
            return found
        if not total or lead.number >= int(total[1]):
            return ()
        folder = re.sub(r"[^/]*$", "", page.url.partition("?")[0])
        return (Ask(f"{folder}{lead.number + 1}.html"),)
