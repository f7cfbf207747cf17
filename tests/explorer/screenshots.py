"""The pictures of the README: `python -m tests.explorer.screenshots [ARCHIVE]` makes them anew, of the archive named or
of one made from the sample reports.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from pipelines.ingest import ingest
from tests.explorer.browser import chromium, served

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "data" / "samples" / "reports"
LARGEST = 300_000
"""Bytes that a picture may have."""
WIDTH, HEIGHT = 1280, 860


def take(browser: Browser, address: str, folder: Path) -> list[Path]:
    """Take the pictures: the report with findings, from its tables on, and the map of coverage."""
    folder.mkdir(parents=True, exist_ok=True)
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-US", color_scheme="light")
    page.goto(f"{address}/findings/requests.balance")
    page.click("tbody th a")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=folder / "report.png")
    page.goto(address)
    page.locator(".map-section").screenshot(path=folder / "coverage.png")
    page.close()
    return [folder / "report.png", folder / "coverage.png"]


def main(arguments: list[str]) -> int:
    """Take the pictures into `docs/images`, of the archive named or of one made from the samples."""
    with tempfile.TemporaryDirectory() as temporary:
        archive = Path(arguments[0]) if arguments else Path(temporary) / "archive"
        if not arguments:
            ingest([SAMPLES], archive)
        with served(archive) as address, chromium() as browser:
            pictures = take(browser, address, ROOT / "docs" / "images")
    for picture in pictures:
        print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size:,} bytes")
    return int(any(picture.stat().st_size > LARGEST for picture in pictures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
