"""Portals that the registry says run on trees of years and units."""

from __future__ import annotations

from crawler.spiders.portals import PortalsSpider


class TreeSpider(PortalsSpider):
    """Visits the portals of trees of years and units; a page that shows another family is followed as that."""

    name = "year_unit_tree"
    family = "year_unit_tree"
