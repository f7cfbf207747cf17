"""The site in a real browser: the walk from home to a revision, with JavaScript and without; what hostile pages get."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright")

from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from tests.explorer.archives import HOSTILE_AGENCY, HOSTILE_YEAR, REVISED, hostile_page
from tests.explorer.browser import CHROMIUM, chromium, served
from tests.explorer.canary import Canary
from tests.explorer.screenshots import LARGEST, take

pytestmark = [
    pytest.mark.xdist_group("explorer"),
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: apt-get install chromium"),
]

ReportOf = Callable[[str, int], int]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address(archive: Path) -> Iterator[str]:
    with served(archive) as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    yield found
    found.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """A page that must not meet an error, and must not leave the site."""
    opened, strangers, errors = context.new_page(), [], []

    def note(request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(address).netloc and not request.url.startswith("data:"):
            strangers.append(request.url)

    context.on("request", note)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    assert strangers == []
    assert errors == []


def walk(page: Page, address: str, scripted: bool) -> None:
    """Home, search, agency, report, cell, older version, comparison."""
    agency, year = REVISED
    page.goto(address)
    page.fill("#seek", "公开")
    page.keyboard.press("Enter")
    expect(page.locator("ol.results li")).to_have_count(20)
    page.fill(".filters input[name=q]", "洪泽")
    page.select_option(".filters select[name=year]", str(year))
    page.click(".filters button")
    page.click("ol.results li .aside a")
    expect(page.locator("h1")).to_contain_text(agency)
    page.locator(".years-table tr", has_text=str(year)).first.locator("a").first.click()
    expect(page.locator("h1")).to_contain_text(str(year))
    cell = page.locator("a[data-trace][title^='Requests received in the year: all applicants']").first
    expect(cell).to_have_text("83")
    cell.click()
    if scripted:
        drawer = page.locator("dialog.drawer")
        expect(drawer).to_contain_text("requests.received.total")
        expect(drawer.locator(".marked")).to_have_text("83")
        drawer.locator("p.more a").click()
    expect(page.locator(".strip .marked")).to_have_text("83")
    expect(page.frame_locator("iframe").locator("#gongkai-figure")).to_have_text("83")
    page.click(".crumbs a:nth-last-of-type(1)")
    page.locator("#evidence table a", has_text="compare with 1").click()
    expect(page.locator("td.changed", has_text="79").first).to_contain_text("83")
    page.locator(".side.before a").first.click()
    expect(page.locator(".notice")).to_contain_text("version 1")


def test_the_walk_from_home_to_a_revision(page: Page, address: str):
    walk(page, address, scripted=True)


def test_the_walk_without_javascript(browser: Browser, address: str):
    context = browser.new_context(java_script_enabled=False, locale="en-US")
    walk(context.new_page(), address, scripted=False)
    context.close()


def test_the_keyboard_reaches_everything(page: Page, address: str, report_of: ReportOf):
    page.goto(f"{address}/report/{report_of('霞浦', 2023)}")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_class("skip")
    page.keyboard.press("Enter")
    cell = page.locator("a[data-trace]").first
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog.drawer")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.drawer")).to_be_hidden()
    expect(cell).to_be_focused()


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_page_is_wider_than_the_screen(page: Page, address: str, report_of: ReportOf, width: int):
    report = report_of("洪泽", REVISED[1])
    page.set_viewport_size({"width": width, "height": 800})
    paths = (
        "/",
        "/search?q=公开",
        f"/report/{report}",
        f"/report/{report}/compare",
        "/agency/1",
        "/findings",
        "/capture/1",
    )
    for path in (*paths, f"/report/{report}/figure/1/0", "/coverage?province=35&year=2021"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_dark_screens_get_dark_pages(browser: Browser, address: str):
    shades = []
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(address)
        shades.append(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
        page.close()
    assert shades[0] != shades[1]


def test_the_other_language_stays_chosen(page: Page, address: str):
    page.goto(address)
    page.click("a.tongue")
    expect(page.locator("h1")).to_have_text("逐项核读的信息公开年报")
    page.click("text=核查发现 >> nth=0")
    expect(page.locator("h1")).to_have_text("按规则统计的核查发现")


# --- a hostile page ---------------------------------------------------------------------------------------------------


def look_at(page: Page, address: str, report: int) -> None:
    """Open everything that shows the captured page, wait, and click what it has to click."""
    page.goto(f"{address}/report/{report}")
    page.click("details.captured summary")
    page.goto(f"{address}/report/{report}/figure/1/0")
    for path in (page.get_attribute("iframe", "src") or "", page.locator(".crumbs a").last.get_attribute("href") or ""):
        page.goto(address + path)
        page.wait_for_timeout(300)
        for link in page.locator("a:has-text('点此')").all():
            link.click(force=True, timeout=1000)


def test_a_hostile_page_runs_nothing_and_fetches_nothing(page: Page, address: str, report_of: ReportOf, canary: Canary):
    report = report_of(HOSTILE_AGENCY, HOSTILE_YEAR)
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    look_at(page, address, report)
    assert "owned" not in page.title()
    assert canary.asked == []
    assert len(page.context.pages) == 1


def test_policy_and_sandbox_hold_without_the_cleaning(
    context: BrowserContext, address: str, report_of: ReportOf, canary: Canary
):
    """The captured page as it came, under the headers the site serves it with: the second wall by itself."""
    page = context.new_page()
    report = report_of(HOSTILE_AGENCY, HOSTILE_YEAR)

    def raw(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(status=200, headers=answer.headers, body=hostile_page(canary.address))

    page.route("**/capture/*/page", raw)
    page.goto(f"{address}/report/{report}")
    page.click("details.captured summary")
    frame = page.frame_locator("details.captured iframe")
    expect(frame.locator("body")).to_contain_text("政府信息公开工作年度报告")
    page.wait_for_timeout(500)
    assert canary.asked == []
    assert "owned" not in page.title()


def test_the_pictures_of_the_readme_can_be_taken(browser: Browser, address: str, tmp_path: Path):
    for picture in take(browser, address, tmp_path):
        assert 20_000 < picture.stat().st_size < LARGEST
