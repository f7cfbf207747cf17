"""`gongkai crawl` and `gongkai refresh` as a user meets them: exit codes by cause, messages, JSON, bars; the guide to
operating them against the code.
"""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from crawler import settings
from crawler.demo.server import Site, served
from crawler.monitors import DROP, UNREAD
from crawler.progress import ProgressBars
from crawler.refusals import ACTIONS, Then
from crawler.summary import FAILED, OK, REFUSED, UNFINISHED, UNUSABLE
from pipelines.locks import writer_lock
from tests.crawler.driver import registry_of, rows
from tests.crawler.portals.families import BUILDERS
from tests.crawler.portals.hostile import hostile, sound

pytestmark = pytest.mark.xdist_group("crawl")
ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "operating.md").read_text("utf-8")
GONGKAI = [sys.executable, "-c", "from crawler.cli import app; app()"]
FAST = {"GONGKAI_SET_DOWNLOAD_DELAY": "0", "GONGKAI_SET_AUTOTHROTTLE_ENABLED": "0"}


def environment(**more: str) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **FAST, **more}


def gongkai(*words: object, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*GONGKAI, *map(str, words)],
        env=environment(**variables),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


@pytest.fixture
def portal() -> Iterator[Site]:
    site = sound("sound")
    with served(site):
        yield site


def test_a_crawl_says_what_it_found_and_nothing_on_stderr(portal: Site, tmp_path: Path) -> None:
    registry = registry_of(tmp_path, [portal])
    done = gongkai("crawl", "--registry", registry, "--archive", tmp_path / "a", "--workers", 1)
    assert (done.returncode, done.stderr) == (OK, "")
    assert "sound门户" in done.stdout
    again = gongkai("refresh", "--all", "--registry", registry, "--archive", tmp_path / "a", "--json", "--workers", 1)
    assert (again.returncode, again.stderr) == (OK, "")
    summary = json.loads(again.stdout)
    assert (summary["kind"], summary["reason"], summary["exit_code"]) == ("refresh", "finished", 0)
    row = summary["portals"][0]
    assert {name: row[name] for name in ("id", "held", "new", "changed", "gone")} == {
        "id": "sound",
        "held": 1,
        "new": 0,
        "changed": 0,
        "gone": 0,
    }
    counted = rows(tmp_path / "a", "SELECT requests FROM runs ORDER BY id")
    assert counted[1] == (summary["requests"],)
    assert all(count > 0 for (count,) in counted)


def test_only_the_portal_named_is_asked(tmp_path: Path) -> None:
    one, other = sound("one"), sound("other")
    with served(one, other):
        registry = registry_of(tmp_path, [one, other])
        done = gongkai("crawl", "--registry", registry, "--portal", "one", "--archive", tmp_path / "a")
        assert done.returncode == OK
        # A refresh of all leaves alone what was never crawled.
        assert gongkai("refresh", "--registry", registry, "--archive", tmp_path / "a").returncode == OK
    assert one.log
    assert other.log == []


def test_a_portal_that_refuses_gives_its_own_exit_code(tmp_path: Path) -> None:
    site = hostile("jsl_521")
    with served(site):
        done = gongkai("crawl", "--registry", registry_of(tmp_path, [site]), "--archive", tmp_path / "a")
        again = gongkai("crawl", "--registry", tmp_path / "registry.csv", "--archive", tmp_path / "a")
    assert (done.returncode, done.stderr) == (REFUSED, "")
    assert "challenge_jsl" in done.stdout
    assert "refusal: jsl_521: challenge_jsl; left alone until" in done.stdout
    # The second crawl leaves it alone, and says so once.
    assert again.returncode == REFUSED
    assert len(site.asked()) == 1
    assert re.search(r"\[left alone until \S+ \(challenge_jsl\)\]", again.stdout)
    assert re.search(r"refusal: jsl_521: left alone until \S+ \(challenge_jsl\)\n", again.stdout)


def test_a_budget_that_left_work_undone_gives_its_own_exit_code(portal: Site, tmp_path: Path) -> None:
    registry = registry_of(tmp_path, [portal])
    done = gongkai("crawl", "--registry", registry, "--archive", tmp_path / "a", GONGKAI_SET_DAILY_BUDGET_PER_HOST="3")
    assert done.returncode == UNFINISHED
    assert len(portal.log) == 3
    assert "budget" in done.stdout


def test_unusable_arguments_name_what_is_wrong(portal: Site, tmp_path: Path) -> None:
    registry = registry_of(tmp_path, [portal])
    bad = tmp_path / "bad.csv"
    bad.write_text("id,name,base_url\na,甲县,www.jia.gov.cn\na,乙县,http://www.yi.gov.cn/\n", "utf-8")
    archive = ("--archive", tmp_path / "a")
    cases = (
        (("crawl", "--registry", registry, "--portal", "nobody", *archive), "nobody"),
        (("crawl", "--registry", bad, *archive), "line 2, base_url: not an http"),
        (("crawl", "--registry", tmp_path / "none.csv", *archive), "none.csv"),
        (("crawl", "--depth", "3", *archive), "--depth"),
    )
    for words, told in cases:
        done = gongkai(*words)
        assert words[2] != bad or "line 3, id: 'a' stands in line 2 already" in done.stderr
        assert (done.returncode, done.stdout) == (UNUSABLE, ""), words
        assert told in done.stderr
        assert "Traceback" not in done.stderr
    assert portal.log == []
    assert not (tmp_path / "a" / "warc").exists()


def test_settings_that_cannot_be_meant_stop_the_command(portal: Site, tmp_path: Path) -> None:
    wrong = {
        "DOWNLOAD_DELAI": ("2", "no such setting; DOWNLOAD_DELAY?"),
        "DOWNLOAD_DELAY": ("two", "a number, not 'two'"),
        "THROTTLE_WAIT": ("-1", "a number from 0 up, not -1"),
        "AUTOTHROTTLE_MAX_DELAY": ("inf", "a number from 0 up, not inf"),
        "LOG_LEVEL": ("LOUD", "one of DEBUG, INFO, WARNING, ERROR, CRITICAL, not 'LOUD'"),
        "RETRY_TIMES": ("1.5", "a whole number, not '1.5'"),
        "AUTOTHROTTLE_ENABLED": ("perhaps", "1 or 0, not 'perhaps'"),
        "CRAWL_HOURS": ("at night", "is written 22:00-06:00, not 'at night'"),
    }
    variables = {f"GONGKAI_SET_{name}": value for name, (value, _) in wrong.items()}
    done = gongkai("crawl", "--registry", registry_of(tmp_path, [portal]), "--archive", tmp_path / "a", **variables)
    assert done.returncode == UNUSABLE
    expected = {f"gongkai: GONGKAI_SET_{name}: {told}" for name, (_, told) in wrong.items()}
    assert set(done.stderr.splitlines()) == expected
    assert portal.log == []


def test_an_archive_that_another_process_writes_is_named_with_its_writer(portal: Site, tmp_path: Path) -> None:
    registry = registry_of(tmp_path, [portal])
    (tmp_path / "a").mkdir()
    with writer_lock(tmp_path / "a", "gongkai ingest"):
        done = gongkai("crawl", "--registry", registry, "--archive", tmp_path / "a")
    assert done.returncode == FAILED
    assert f"being written by `gongkai ingest` (process {os.getpid()}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_refresh_needs_an_archive_that_knows_the_registry(portal: Site, tmp_path: Path) -> None:
    registry = registry_of(tmp_path, [portal])
    missing = gongkai("refresh", "--registry", registry, "--archive", tmp_path / "none")
    assert missing.returncode == FAILED
    assert "no archive at" in missing.stderr
    assert gongkai("crawl", "--registry", registry, "--archive", tmp_path / "a").returncode == OK
    bundled = gongkai("refresh", "--archive", tmp_path / "a")
    assert bundled.returncode == UNUSABLE
    assert "1 portals of" in bundled.stderr
    assert "name theirs with --registry" in bundled.stderr


def test_a_crawl_stopped_by_its_user_goes_on_with_the_same_command(tmp_path: Path) -> None:
    world = BUILDERS["next_links"]()
    words = [*GONGKAI, "crawl", "--archive", str(tmp_path / "a"), "--json", "--workers", "1", "--registry"]
    with served(world.site):
        words.append(str(registry_of(tmp_path, [world.site])))
        slow = environment(GONGKAI_SET_DOWNLOAD_DELAY="0.05")
        process = subprocess.Popen(
            words, env=slow, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True
        )
        while len(world.site.log) < 8 and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert process.returncode == FAILED, err
        assert json.loads(out)["reason"] == "shutdown"
        assert "the same command goes on from there" in err
        done = subprocess.run(words, env=environment(), capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == OK, done.stderr
    assert json.loads(done.stdout)["replayed"] >= 7
    asked = [(one.method, one.target, one.body) for one in world.site.log]
    assert len(asked) == len(set(asked))
    assert rows(tmp_path / "a", "SELECT count(*), min(status) FROM runs") == [(1, "finished")]


def test_a_terminal_shows_bars_for_all_and_for_each_portal(portal: Site, tmp_path: Path) -> None:
    registry = registry_of(tmp_path, [portal])
    own, theirs = pty.openpty()
    words = [*GONGKAI, "crawl", "--registry", str(registry), "--archive", str(tmp_path / "a"), "--workers", "1"]
    slow = environment(TERM="xterm", COLUMNS="120", GONGKAI_SET_DOWNLOAD_DELAY="0.4")
    process = subprocess.Popen(words, env=slow, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    shown = b"".join(_chunks(own)).decode(errors="replace")
    assert process.wait(60) == OK
    assert "all of 1 portals" in shown
    assert "sound门户" in shown
    assert "1 report" in shown


def _chunks(terminal: int) -> Iterator[bytes]:
    """What is written to a terminal until nobody holds its other end."""
    while True:
        try:
            data = os.read(terminal, 1 << 16)
        except OSError:
            return
        if not data:
            return
        yield data


def test_a_request_made_again_is_not_counted_twice() -> None:
    bars = ProgressBars()
    lead = SimpleNamespace(portal="p")
    for meta in ({"lead": lead}, {"lead": lead, "retry_times": 1}, {"lead": lead, "waited": 1}, {}):
        bars.queued(SimpleNamespace(meta=meta))  # type: ignore[arg-type]
    assert bars._known == {"p": 1}


def test_scrapys_own_command_crawls_too_with_the_arguments_scrapyd_adds(portal: Site, tmp_path: Path) -> None:
    registry = registry_of(tmp_path, [portal])
    arguments = {"archive": tmp_path / "a", "registry": registry, "workers": 1, "_job": "26b0c2"}
    words = [word for name, value in arguments.items() for word in ("-a", f"{name}={value}")]
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "portals", *words, "-s", "DOWNLOAD_DELAY=0"],
        cwd=ROOT, env=environment(), capture_output=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path / "a", "SELECT count(*) FROM reports") == [(1,)]


# -- the guide -------------------------------------------------------------------------------------------------------


def _tables(text: str) -> dict[str, set[str]]:
    """The names in the first column of the tables, by the heading above them."""
    found: dict[str, set[str]] = {}
    heading = ""
    for line in text.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif name := re.match(r"\| `([^`]+)` \|", line):
            found.setdefault(heading, set()).add(name[1])
    return found


def test_the_guide_names_every_refusal_under_what_is_done() -> None:
    tables = _tables(GUIDE)
    expected: dict[str, set[str]] = {}
    for name, then in ACTIONS.items():
        expected.setdefault(then.value, set()).add(name)
    told = {heading[0].lower() + heading[1:]: names for heading, names in tables.items()}
    assert {then.value: told.get(then.value) for then in Then} == expected


def test_the_guide_names_settings_that_exist_with_their_defaults() -> None:
    table = re.findall(r"^\| `GONGKAI_SET_(\w+)` \| *(\S*?) *\|", GUIDE, re.MULTILINE)
    assert len(table) >= 12
    for name, default in table:
        assert str(getattr(settings, name)) == default, name


def test_the_guide_explains_every_exit_code_and_alert() -> None:
    codes = {int(code) for code in re.findall(r"^\| (\d) \|", GUIDE, re.MULTILINE)}
    assert codes == {OK, FAILED, UNUSABLE, REFUSED, UNFINISHED}
    assert _tables(GUIDE)["Watching"] == {"silence", "drop", "refusal", "budget", "unreadable", "offline"}
    assert f"under {DROP:.0%} of".replace("%", " %") in GUIDE
    assert UNREAD == 0.2


@pytest.mark.parametrize("name", ["crawl", "refresh", "demo"])
def test_help_has_an_example_and_the_guide_uses_options_that_exist(name: str) -> None:
    shown = gongkai(name, "--help", COLUMNS="200")
    assert shown.returncode == 0
    assert f"Example: gongkai {name}" in " ".join(shown.stdout.split())
    used = {option for line in re.findall(rf"gongkai {name}\b([^\n`|>]*)", GUIDE) for option in _options(line)}
    assert {option for option in used if option not in shown.stdout} == set()


def _options(line: str) -> list[str]:
    return re.findall(r"(?<!\S)--[a-z]+", line)
