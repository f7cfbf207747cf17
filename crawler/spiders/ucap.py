"""Portals that the registry says run on UCAP (开普)."""

from __future__ import annotations

from crawler.spiders.portals import PortalsSpider


class UcapSpider(PortalsSpider):
    """Visits the portals of UCAP (开普); a page that shows another family is followed as that."""

    name = "ucap"
    family = "ucap"
