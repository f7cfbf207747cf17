"""Portals that the registry says run on Hanweb JCMS (大汉版通) or Hanweb's newer platform, jpaas."""

from __future__ import annotations

from crawler.spiders.portals import PortalsSpider


class HanwebJcmsSpider(PortalsSpider):
    """Visits the portals of Hanweb JCMS (大汉版通); a page that shows another family is followed as that."""

    name = "hanweb_jcms"
    family = "hanweb_jcms"


class HanwebJpaasSpider(PortalsSpider):
    """Visits the portals of Hanweb's newer platform, jpaas; a page that shows another family is followed as that."""

    name = "hanweb_jpaas"
    family = "hanweb_jpaas"
