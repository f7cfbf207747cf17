"""The pictures of the README: `python -m tests.explorer.screenshots [ARCHIVE]` makes them anew, of the archive named or
of the one that `gongkai demo` makes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.explorer.browser import chromium, served

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 300_000
"""Bytes that a picture may have."""
WIDTH, HEIGHT = 1440, 900


def take(browser: Browser, address: str, folder: Path) -> list[Path]:
    """Take the pictures: the report with findings, from its tables on, and the map of coverage."""
    folder.mkdir(parents=True, exist_ok=True)
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-US", color_scheme="light")
    page.goto(f"{address}/findings/requests.balance")
    page.click("tbody th a")
    cell = page.locator(".official td.slot.error:not(.part) a[data-trace]").first
    cell.click()
    page.locator("dialog.drawer .marked").wait_for()
    cell.evaluate("cell => cell.closest('.scroll').previousElementSibling.scrollIntoView()")
    page.screenshot(path=folder / "report.png")
    page.goto(address)
    page.locator(".map-section").screenshot(path=folder / "coverage.png")
    page.close()
    return [folder / "report.png", folder / "coverage.png"]


def main(arguments: list[str]) -> int:
    """Take the pictures into `docs/images`, of the archive named or of a new demonstration's."""
    with tempfile.TemporaryDirectory() as temporary:
        archive = Path(arguments[0]) if arguments else Path(temporary) / "demo-archive"
        if not arguments:
            program = "from crawler.cli import app; app()"
            subprocess.run([sys.executable, "-c", program, "demo", "--archive", str(archive)], check=True)
        with served(archive) as address, chromium() as browser:
            pictures = take(browser, address, ROOT / "docs" / "images")
    for picture in pictures:
        print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size:,} bytes")
    return int(any(picture.stat().st_size > LARGEST for picture in pictures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
