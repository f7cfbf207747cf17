"""`scrapy list` and `scrapy crawl`, for those who know Scrapy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.demo.server import served
from crawler.families import FAMILIES
from tests.crawler.driver import found, registry_of
from tests.crawler.portals.families import BUILDERS

ROOT = Path(__file__).resolve().parents[2]


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the scrapy command in the project."""
    environment = {**os.environ, "GONGKAI_SET_DOWNLOAD_DELAY": "0", "GONGKAI_SET_AUTOTHROTTLE_ENABLED": "0"}
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200, env=environment, check=False)


def test_there_is_a_spider_for_all_portals_and_one_a_family() -> None:
    listed = set(scrapy("list").stdout.split())
    assert listed == {"portals", "general"} | {family.code for family in FAMILIES}


@pytest.mark.xdist_group("crawl")
def test_a_family_spider_visits_its_portals_only(tmp_path: Path) -> None:
    mine, other = BUILDERS["vsb_jsp"](), BUILDERS["asp_query"]()
    with served(mine.site, other.site):
        registry = registry_of(tmp_path, [mine.site, other.site], cms="")
        text = registry.read_text().replace(f"{mine.site.base}/,", f"{mine.site.base}/,vsb_webber")
        registry.write_text(text)
        done = scrapy("crawl", "vsb_webber", "-a", f"archive={tmp_path / 'a'}", "-a", f"registry={registry}")
    assert done.returncode == 0, done.stderr
    assert found(tmp_path / "a", mine.site) == mine.reports
    assert not other.site.log


def test_a_misspelt_mode_is_no_crawl(tmp_path: Path) -> None:
    done = scrapy("crawl", "portals", "-a", f"archive={tmp_path / 'a'}", "-a", "mode=refrsh")
    assert done.returncode == 1
    assert "mode is one of crawl, refresh, not 'refrsh'" in done.stderr
    assert not (tmp_path / "a").exists()
