"""Portals that the registry says run on Guangdong's gkmlpt."""

from __future__ import annotations

from crawler.spiders.portals import PortalsSpider


class GkmlptSpider(PortalsSpider):
    """Visits the portals of Guangdong's gkmlpt; a page that shows another family is followed as that."""

    name = "gd_gkmlpt"
    family = "gd_gkmlpt"
