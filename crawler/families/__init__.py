"""CMS families: each knows how its lists page and what its scripts hide. A family is recognised from the page."""

from __future__ import annotations

from crawler.discovery.page import Page
from crawler.families.anhui import LonsunLabel, OpennessMvc
from crawler.families.asp import OldAsp
from crawler.families.family import Family
from crawler.families.gkmlpt import Gkmlpt
from crawler.families.hanweb import HanwebJcms, HanwebJpaas
from crawler.families.tree import YearUnitTree
from crawler.families.trs import TrsWcm
from crawler.families.ucap import Ucap
from crawler.families.vsb import Vsb

GENERAL = Family()
FAMILIES: tuple[Family, ...] = (
    HanwebJcms(),
    HanwebJpaas(),
    TrsWcm(),
    Vsb(),
    Ucap(),
    Gkmlpt(),
    LonsunLabel(),
    OpennessMvc(),
    OldAsp(),
    YearUnitTree(),
)
# A page must show at least this much; one link of a family's shape may lead to another body's site.
_ENOUGH = 2


def by_code(code: str) -> Family:
    """The family of a code or of a label the registry uses; the general one for any other."""
    return next((family for family in FAMILIES if code and (code == family.code or code in family.labels)), GENERAL)


def recognise(page: Page, known: Family = GENERAL) -> Family:
    """The family a page shows best; `known` (from the registry or the last page) where the page shows none clearly."""
    weights = {family.code: family.weight(page) for family in FAMILIES}
    best = max(FAMILIES, key=lambda family: weights[family.code])
    if weights[best.code] < _ENOUGH or weights.get(known.code, 0) >= weights[best.code]:
        return known
    return best


__all__ = ["FAMILIES", "GENERAL", "Family", "by_code", "recognise"]
