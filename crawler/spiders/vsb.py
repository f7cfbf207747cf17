"""Portals that the registry says run on VSB (博达 Visual SiteBuilder)."""

from __future__ import annotations

from crawler.spiders.portals import PortalsSpider


class VsbSpider(PortalsSpider):
    """Visits the portals of VSB (博达 Visual SiteBuilder); a page that shows another family is followed as that."""

    name = "vsb_webber"
    family = "vsb_webber"
