"""Portals that the registry says run on TRS WCM (拓尔思)."""

from __future__ import annotations

from crawler.spiders.portals import PortalsSpider


class TrsWcmSpider(PortalsSpider):
    """Visits the portals of TRS WCM (拓尔思); a page that shows another family is followed as that."""

    name = "trs_wcm"
    family = "trs_wcm"
