"""One builder a CMS family and variant: each makes a portal whose every report is to be found from the home page
alone.
"""

from __future__ import annotations

from tests.crawler.portals.families import anhui, guangdong, hanweb, plain, trs, ucap, vsb  # noqa: F401 - each registers its worlds
from tests.crawler.portals.families.shared import BUILDERS

__all__ = ["BUILDERS"]
