"""Portals that the registry says run on old ASP and ASP.NET."""

from __future__ import annotations

from crawler.spiders.portals import PortalsSpider


class AspSpider(PortalsSpider):
    """Visits the portals of old ASP and ASP.NET; a page that shows another family is followed as that."""

    name = "asp"
    family = "asp"
