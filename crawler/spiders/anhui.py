"""Portals that the registry says run on the `site/label` platform or the Openness platform."""

from __future__ import annotations

from crawler.spiders.portals import PortalsSpider


class LonsunSpider(PortalsSpider):
    """Visits the portals of the `site/label` platform; a page that shows another family is followed as that."""

    name = "lonsun_ah"
    family = "lonsun_ah"


class OpennessSpider(PortalsSpider):
    """Visits the portals of the Openness platform; a page that shows another family is followed as that."""

    name = "ah_openness"
    family = "ah_openness"
