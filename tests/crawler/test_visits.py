"""When a portal's visit is over, and what of it is asked no more."""

from __future__ import annotations

from crawler.discovery.leads import Ask, Lead
from crawler.refusals import named
from crawler.spiders.portals import PortalsSpider
from crawler.visits import Visit
from pipelines.registry import Portal


def test_what_another_host_refuses_ends_nothing_but_the_questions_to_it() -> None:
    visit = Visit(Portal("x", "某县", "http://www.x.gov.cn/"), 60, 3)
    spider = PortalsSpider.__new__(PortalsSpider)
    lead, own = (Lead("x", Ask(f"http://{name}.x.gov.cn/nb.html"), "article", 96) for name in ("qxj", "www"))
    assert not spider._ends_visit(lead, named("dns"), visit, "qxj.x.gov.cn")
    assert not visit.wants(lead)
    assert visit.wants(own)
    assert spider._ends_visit(own, named("robots_refused"), visit, "www.x.gov.cn")
