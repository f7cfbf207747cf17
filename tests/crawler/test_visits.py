"""When a portal's visit is over, and what of it is asked no more."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from scrapy import Request
from scrapy.http import Response

from crawler.discovery.explore import Explored
from crawler.discovery.leads import COLUMN, PLATFORM, Ask, Lead
from crawler.discovery.roles import Role
from crawler.discovery.worth import LISTED_UNIT, UNIT
from crawler.examine import Exam
from crawler.reach import Reach
from crawler.refusals import named
from crawler.spiders.portals import PortalsSpider
from crawler.visits import ASTRAY, BARREN_UNITS, Visit
from pipelines.registry import Portal


def test_what_another_host_refuses_ends_nothing_but_the_questions_to_it() -> None:
    visit = Visit(Portal("x", "某县", "http://www.x.gov.cn/"), 60, 3)
    spider = PortalsSpider.__new__(PortalsSpider)
    lead, own = (Lead("x", Ask(f"http://{name}.x.gov.cn/nb.html"), "article", 96) for name in ("qxj", "www"))
    assert not spider._ends_visit(lead, named("dns"), visit, "qxj.x.gov.cn")
    assert not visit.wants(lead)
    assert visit.wants(own)
    assert spider._ends_visit(own, named("robots_refused"), visit, "www.x.gov.cn")


def test_a_dead_link_home_on_a_splash_page_is_not_the_end_of_the_visit() -> None:
    visit = Visit(Portal("x", "某县", "http://www.x.gov.cn/"), 60, 3)
    spider = PortalsSpider.__new__(PortalsSpider)
    home = Lead("x", Ask("http://www.x.gov.cn/"), "home", 100)
    linked = replace(home, ask=Ask("http://www.x.gov.cn/index.asp"), depth=1)
    gone = named("not_found")
    assert [spider._ends_visit(one, gone, visit, "www.x.gov.cn") for one in (home, linked)] == [True, False]


def test_a_home_page_that_sends_on_is_told_in_a_report_s_place() -> None:
    visit = Visit(Portal("x", "某县", "http://www.x.gov.cn/"), 60, 3)
    spider, noted = PortalsSpider.__new__(PortalsSpider), []
    spider.visits = {"x": visit}
    work = SimpleNamespace(is_known=lambda url: False, is_refresh=False, leave=lambda *_: None, reach=Reach())
    spider.work = work  # type: ignore[assignment]
    spider.keeper = SimpleNamespace(  # type: ignore[assignment]
        has_noted=lambda *_: False, keep_failure=lambda url, context: noted.append((url, context.error))
    )
    lead = Lead("x", Ask("http://www.x.gov.cn/nb/1.html"), "article", 96)
    exam = Exam(b"", replace(named("shell_redirect"), target="http://www.x.gov.cn/portal/index.html"))
    meta = {"lead": lead, "exam": exam, "redirect_urls": [lead.url]}
    response = Response("http://www.x.gov.cn/", request=Request("http://www.x.gov.cn/", meta=meta))
    assert list(spider.parse_answer(response)) == []
    assert noted == [(lead.url, "soft_redirect_home")]


def test_a_row_that_leads_to_a_known_report_is_its_lead_whatever_it_says() -> None:
    spider = PortalsSpider.__new__(PortalsSpider)
    spider.work = SimpleNamespace(is_known=lambda url: url.endswith("/1.html"))  # type: ignore[assignment]
    report, page = (Lead("x", Ask(f"http://www.x.gov.cn/nb/{n}.html"), "page", 84, title="县教育局") for n in (1, 2))
    assert spider._known_for(report).kind == "article"
    assert spider._known_for(page).kind == "page"


def test_a_page_that_waits_is_asked_as_what_it_is_worth_most() -> None:
    visit = Visit(Portal("x", "某县", "http://www.x.gov.cn/"), 60, 3)
    of_menu = Lead("x", Ask("http://www.x.gov.cn/jyj/"), "page", LISTED_UNIT)
    of_column = replace(of_menu, score=UNIT, inside=COLUMN)
    assert visit.take(of_menu)
    assert visit.take(of_column)
    assert [visit.take(of_menu), visit.take(of_column)] == [False, False]
    assert [visit.wants(of_menu), visit.wants(of_column)] == [False, True]
    visit.spend(of_column)
    assert not visit.take(replace(of_column, score=UNIT + 1))


def test_a_page_that_leads_further_is_not_the_home_page_however_alike() -> None:
    visit = Visit(Portal("x", "某县", "http://www.x.gov.cn/"), 60, 3)
    visit.home_title, visit.boiler = "某县人民政府", frozenset(f"x/{n}" for n in range(9))
    same = Explored(Role("list", ""), title="某县人民政府", keys=sorted(visit.boiler))
    further = Explored(Role("list", ""), title="某县人民政府", keys=sorted(visit.boiler))
    further.leads = [Lead("x", Ask("http://www.x.gov.cn/nb/"), "page", 88)]
    assert visit.is_home("http://www.x.gov.cn/gk/", same)
    assert not visit.is_home("http://www.x.gov.cn/gk/", further)


def test_a_report_among_the_news_says_nothing_of_where_the_others_are() -> None:
    visit = Visit(Portal("x", "某县", "http://www.x.gov.cn/"), 60, 3)
    picture = Lead("x", Ask("http://www.x.gov.cn/zwgk/"), "page", 30, PLATFORM)
    visit.report(Lead("x", Ask("http://www.x.gov.cn/news/1.html"), "article", 96, PLATFORM))
    assert visit.wants(picture)
    visit.report(Lead("x", Ask("http://www.x.gov.cn/nb/1.html"), "article", 96, COLUMN))
    assert not visit.wants(picture)


def test_a_host_is_asked_over_the_scheme_it_answered_over() -> None:
    visit = Visit(Portal("x", "某县", "http://www.x.gov.cn/"), 60, 3)
    assert visit.other_way("https://www.x.gov.cn/nb/1.html") == "http://www.x.gov.cn/nb/1.html"
    assert visit.address("https://www.x.gov.cn/nb/2.html") == "https://www.x.gov.cn/nb/2.html"
    visit.arrived([], "http://www.x.gov.cn/nb/1.html")
    assert visit.address("https://www.x.gov.cn/nb/2.html") == "http://www.x.gov.cn/nb/2.html"
    assert visit.address("https://jyj.x.gov.cn/nb/2.html") == "https://jyj.x.gov.cn/nb/2.html"


def test_a_folder_that_sends_to_its_own_index_file_is_followed_once() -> None:
    visit = Visit(Portal("x", "某县", "http://www.x.gov.cn/"), 60, 3)
    folder, index = (Lead("x", Ask(f"http://www.x.gov.cn/u0/{name}"), "page", 50) for name in ("", "index.shtml"))
    assert visit.take(folder)
    assert visit.follow(index, folder.url)
    assert not visit.follow(index, folder.url)
    assert not visit.follow(folder, folder.url)


def test_bodies_that_publish_nothing_say_nothing_of_those_with_hosts_of_their_own() -> None:
    visit = Visit(Portal("x", "某县", "http://www.x.gov.cn/"), 60, 3)
    for number in range(BARREN_UNITS):
        visit.spend(Lead("x", Ask(f"http://www.x.gov.cn/dw/{number}/"), "page", LISTED_UNIT))
    here, elsewhere = (Lead("x", Ask(f"http://{name}.x.gov.cn/jyj/"), "page", LISTED_UNIT) for name in ("www", "jyj"))
    assert not visit.wants(here)
    assert visit.wants(elsewhere)
    visit.report(Lead("x", Ask("http://www.x.gov.cn/nb/1.html"), "article", 96))
    assert visit.wants(here)


def test_bodies_pages_that_lead_on_are_not_barren_and_those_left_are_counted() -> None:
    visit = Visit(Portal("x", "某县", "http://www.x.gov.cn/"), 60, 3)
    groups = [Lead("x", Ask(f"http://www.x.gov.cn/nb/{number}/"), "page", UNIT, COLUMN) for number in range(20)]
    for lead in groups[:BARREN_UNITS]:
        visit.spend(lead)
        visit.led_on(lead)
    assert visit.wants(groups[BARREN_UNITS])
    for lead in groups[BARREN_UNITS : 2 * BARREN_UNITS]:
        visit.spend(lead)
    assert not visit.wants(groups[-1])
    assert visit.left_out == 1


def test_a_search_that_meets_nothing_new_ends_but_what_is_known_is_looked_at() -> None:
    visit = Visit(Portal("x", "某县", "http://www.x.gov.cn/"), 10, 3)
    met = Lead("x", Ask("http://www.x.gov.cn/nb/1.html"), "article", 96, via="http://www.x.gov.cn/nb/")
    visit.report(met, "one")
    for _ in range(ASTRAY * 10 + 3):
        assert visit.wants(met)
        visit.report(met, "one")
    assert not visit.wants(met)
    assert visit.left_out == 1
    assert visit.wants(replace(met, via=""))
    visit.report(met, "another")
    assert visit.wants(met)


def test_a_path_that_repeats_itself_is_not_followed() -> None:
    visit = Visit(Portal("x", "某县", "http://www.x.gov.cn/"), 60, 3)
    base = "http://www.x.gov.cn"
    taken = [path for path in ("/nb/nb/", "/nb/nb/nb/", "/a/b/a/b/a/b/c.html", "/2011/11/11/11/t1.html")
             if visit.take(Lead("x", Ask(base + path), "page", 88))]  # fmt: skip
    assert taken == ["/nb/nb/", "/2011/11/11/11/t1.html"]
    # An expression for this took minutes of the reactor's thread over one long address.
    long = "/".join(letter * 600 for letter in "abc")
    assert visit.take(Lead("x", Ask(f"{base}/{long}/d"), "page", 88))


def _further(lead: Lead, leads: list[Lead]) -> tuple[list[Lead], list[str]]:
    """What a further page that brings nothing new leads to, and the names that are kept of it."""
    visit, noted = Visit(Portal("x", "某县", "http://www.x.gov.cn/"), 60, 3), []
    spider = PortalsSpider.__new__(PortalsSpider)
    spider.keeper = SimpleNamespace(  # type: ignore[assignment]
        has_noted=lambda *_: False, keep_failure=lambda url, context: noted.append(context.error)
    )
    visit.known(lead.column).keys |= {"www.x.gov.cn/1.html"}
    same = Explored(Role("list", ""), COLUMN, keys=["www.x.gov.cn/1.html"])
    response = Response(lead.url, request=Request(lead.url))
    return list(spider._of_column(lead, same, visit, leads, response)), noted


def test_a_list_that_counts_more_than_it_gives_is_named() -> None:
    column = "http://www.x.gov.cn/nb/"
    second = Lead("x", Ask(column + "2.html"), "list", 93, COLUMN, column=column, number=2)
    assert _further(second, []) == ([], [])
    assert _further(replace(second, stated=True), []) == ([], ["partial"])
    assert _further(replace(second, stated=True, others=(Ask(column + "1.html"),)), [])[1] == []


def test_a_script_that_all_lists_link_is_read_with_each_and_counted_once() -> None:
    visit = Visit(Portal("x", "某县", "http://www.x.gov.cn/"), 60, 3)
    base = "http://www.x.gov.cn/nb"
    for year in (2023, 2022):
        script = Lead("x", Ask("http://www.x.gov.cn/js/page.js"), "script", 91, COLUMN, via=f"{base}/{year}/")
        assert visit.take(script)
        assert not visit.take(script)
        visit.spend(script)
    assert visit.searched == 1


def test_a_service_that_first_answers_what_its_page_held_is_asked_for_its_next_part() -> None:
    address = "http://www.x.gov.cn/dataproxy.jsp"
    second = Lead("x", Ask(f"{address}?p=1"), "data", 93, COLUMN, column=address, number=2, stated=True)
    third = replace(second, ask=Ask(f"{address}?p=2"), number=3)
    assert _further(second, [third]) == ([third], [])
    assert _further(third, [replace(third, number=4)]) == ([], ["partial"])
