"""The kill drill: a crawl and a refresh killed with -9 again and again come to what an undisturbed one comes to."""

from __future__ import annotations

import random
import sqlite3
import time
from collections import Counter
from pathlib import Path
from subprocess import Popen

import pytest

from crawler.demo.server import Site, served
from pipelines.logical import logical_digests
from pipelines.rebuild import rebuild
from tests.crawler.driver import crawl, registry_of, rows, start
from tests.crawler.portals import shells  # noqa: F401 - registers its worlds
from tests.crawler.portals.families import BUILDERS
from tests.crawler.portals.made import World, article_html
from tests.crawler.portals.strangers import STRANGERS

pytestmark = [pytest.mark.xdist_group("kills"), pytest.mark.slow]
# Kills of the crawl and of the refresh; a portal is asked one request at a time, so at most one is on its way at a
# kill.
KILLS = {"crawl": 14, "refresh": 10}


def digest(archive: Path) -> str:
    """What the archive says, whatever happened on the way."""
    with sqlite3.connect(f"file:{archive / 'gongkai.db'}?mode=ro", uri=True) as db:
        return logical_digests(db)["content"]


def killed(process: Popen[str], site: Site, requests: int, pause: float) -> bool:
    """Kill a crawl some time after the portal saw so many more requests; whether it was still running."""
    before = len(site.log)
    while process.poll() is None and len(site.log) < before + requests:
        time.sleep(0.005)
    time.sleep(pause)
    ended = process.poll() is not None
    process.kill()
    process.communicate()
    return not ended


def drill(
    mode: str, archive: Path, registry: Path, site: Site, dice: random.Random, most: int, *, everything: bool = False
) -> int:
    """Kill a command again and again, then let it end; returns how often it was killed. A kill between the end of the
    run and that of its process leaves nothing to go on with: the command would begin another.
    """
    kills = 0
    while kills < most:
        process = start(archive, registry, mode, everything=everything)
        if not killed(process, site, dice.randint(0, 2), dice.random() * 0.02):
            break
        kills += 1
        if has_ended(archive, mode):
            break
    if not has_ended(archive, mode):
        crawl(archive, registry, mode, everything=everything)
    return kills


def has_ended(archive: Path, mode: str) -> bool:
    """Whether the archive's last run is one of the command that came to its end; it may not even have begun."""
    if not (archive / "gongkai.db").exists() or not rows(archive, "SELECT 1 FROM sqlite_master WHERE name = 'runs'"):
        return False
    return rows(archive, "SELECT kind, status FROM runs ORDER BY started_at DESC LIMIT 1") == [(mode, "finished")]


def changed(world: World) -> None:
    """What happens on the portal between crawl and refresh."""
    revised, removed = world.of("gov")[1], world.of("gov")[4]
    revised.made.received += 3
    world.site.add(revised.path, article_html(revised))
    del world.site.routes[removed.path]


def repeated(site: Site) -> int:
    """How many requests the portal saw more than once."""
    seen = Counter((one.method, one.target, one.body) for one in site.log)
    return sum(count - 1 for count in seen.values())


def test_a_killed_run_comes_to_what_an_undisturbed_one_does(tmp_path: Path) -> None:
    dice = random.Random(20)
    world = BUILDERS["hanweb_datastore_post"]()
    site = world.site
    with served(site):
        registry = registry_of(tmp_path, [site])
        kills = drill("crawl", tmp_path / "killed", registry, site, dice, KILLS["crawl"])
        assert repeated(site) <= kills
        crawl(tmp_path / "calm", registry)
        assert digest(tmp_path / "killed") == digest(tmp_path / "calm")
        changed(world)
        site.log.clear()
        more = drill("refresh", tmp_path / "killed", registry, site, dice, KILLS["refresh"], everything=True)
        # The report taken down is looked at twice on purpose.
        assert repeated(site) <= more + 1
        crawl(tmp_path / "calm", registry, "refresh", everything=True)
    assert digest(tmp_path / "killed") == digest(tmp_path / "calm")
    assert kills + more >= 20
    assert rows(tmp_path / "killed", "SELECT count(*) FROM runs") == [(2,)]


def test_a_kill_between_a_shell_and_what_completes_it_loses_nothing_and_a_rebuild_agrees(tmp_path: Path) -> None:
    site = STRANGERS["bodies_from_a_linked_script"]().site
    with served(site):
        registry = registry_of(tmp_path, [site])
        kills = drill("crawl", tmp_path / "killed", registry, site, random.Random(4), 6)
        assert repeated(site) <= kills
        crawl(tmp_path / "calm", registry)
    assert digest(tmp_path / "killed") == digest(tmp_path / "calm")
    rebuild(tmp_path / "killed")
    assert digest(tmp_path / "killed") == digest(tmp_path / "calm")
    assert kills >= 3
