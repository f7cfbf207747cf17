"""Portals in templates of nobody in particular: what a column is called, how its rows stand and how it pages differ
from world to world, and from the worlds of the families. Each world's reports are to be found from its home page alone.
"""

from __future__ import annotations

from tests.crawler.portals.strangers import lists, pagers, services  # noqa: F401 - each registers its worlds
from tests.crawler.portals.strangers.shared import STRANGERS

__all__ = ["STRANGERS"]
