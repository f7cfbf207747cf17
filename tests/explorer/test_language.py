"""The site speaks two languages, each of them everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import explorer
from crawler.refusals import ACTIONS
from explorer.language import LANGUAGES, choose, has_text, texts, translate

HERE = Path(explorer.__file__).parent
SOURCES = {path.name: path.read_text(encoding="utf-8") for path in (*HERE.glob("templates/*.html"), *HERE.glob("*.py"))}
CALLED = {
    key
    for text in SOURCES.values()
    for key in re.findall(r"""\bt(?:ranslate)?\(\s*(?:language,\s*)?"([\w.]+)"[,)]""", text)
}
PREFIXES = {key for text in SOURCES.values() for key in re.findall(r"""title_of\("(\w+)",""", text)} | {
    "place",
    "severity",
}


def test_every_text_is_there_in_both_languages():
    for key, both in texts().items():
        assert set(both) == set(LANGUAGES), key
        assert all(both.values()), key
        assert set(re.findall(r"{\w+}", both["en"])) == set(re.findall(r"{\w+}", both["zh"])), key
        assert re.search(r"[\u4e00-\u9fff]|SQL|404", both["zh"]), key


def test_templates_ask_only_for_texts_that_are_there():
    assert CALLED - set(texts()) == set()


REFUSED, DOUBTED = "### What could not be read", "### What was read with a loss or a doubt"


def test_every_rule_and_every_failure_has_words():
    guide = (HERE.parent / "docs" / "reading.md").read_text(encoding="utf-8")
    refused, found = guide.partition(REFUSED)[2].split(DOUBTED)
    rules = {name for row in re.findall(r"^\| (`.*?) \|", found, re.M) for name in re.findall(r"`([a-z_.]+)`", row)}
    failures = {*ACTIONS, *re.findall(r"`(parse\.\w+)`", refused)}
    assert len(rules) > 30
    assert {name for name in rules if not has_text(f"rule.{name}")} == set()
    assert {name for name in failures if not has_text(f"failure.{name}")} == set()


def test_no_text_is_left_over():
    assert {key for key in texts() if key not in CALLED and key.partition(".")[0] not in PREFIXES} == set()


@pytest.mark.parametrize(
    ("asked", "cookie", "accepted", "language"),
    [
        (None, None, "", "en"),
        (None, None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, None, "fr-FR, en;q=0.5", "en"),
        (None, "en", "zh-CN", "en"),
        ("zh", "en", "en", "zh"),
        ("xx", "yy", "zz", "en"),
    ],
)
def test_the_language_is_the_one_asked_for_then_the_cookies_then_the_browsers(asked, cookie, accepted, language):
    assert choose(asked, cookie, accepted) == language


def test_numbers_in_texts_have_separators():
    assert "12,345" in translate("en", "compare.skipped", count=12345)
