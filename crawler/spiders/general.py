"""Portals that the registry says run on no known CMS."""

from __future__ import annotations

from crawler.spiders.portals import PortalsSpider


class GeneralSpider(PortalsSpider):
    """Visits the portals of no known CMS; a page that shows another family is followed as that."""

    name = "general"
    family = "general"
