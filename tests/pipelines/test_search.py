"""Chinese words of two characters are found, longer ones exactly."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingest import ingest
from pipelines.search import search
from pipelines.words import match_expression, tokens
from tests.pipelines.reports import page, write_lines

TEXTS = {
    "柘荣县人民政府": "本年办理行政复议3件，公开听证2次。",
    "寿宁县人民政府": "复查建议已办结，依申请公开平台升级至v2。",
    "周宁县人民政府": "申请人公开致谢，依法依规申请开公函。",
}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Agencies found for a query."""
    base = tmp_path_factory.mktemp("search")
    lines = [(f"http://{n}.gov.cn/", page(name, 2022, prose=text)) for n, (name, text) in enumerate(TEXTS.items())]
    ingest([write_lines(base / "in.jsonl", lines)], base / "a", workers=1)
    connection = sqlite3.connect(base / "a" / "gongkai.db")
    yield lambda query, **options: sorted((hit.agency or "")[3:] for hit in search(connection, query, **options))
    connection.close()


def test_words_of_two_characters_are_found_exactly(found):
    assert found("复议") == ["柘荣县人民政府"]
    assert found("听证") == ["柘荣县人民政府"]
    assert found("议复") == []


def test_longer_words_are_not_their_scattered_pairs(found):
    assert found("依申请公开") == ["寿宁县人民政府"]
    assert found("公开致谢") == ["周宁县人民政府"]


def test_several_words_letters_and_single_characters(found):
    assert found("复议 听证") == ["柘荣县人民政府"]
    assert found("V2") == ["寿宁县人民政府"]
    assert found("谢") == []
    assert found("致") == ["周宁县人民政府"]
    assert found("！？") == []


def test_titles_can_be_searched_alone(found):
    assert found("柘荣", column="title") == ["柘荣县人民政府"]
    assert found("复议", column="title") == []


@given(st.text(st.sampled_from("公开申请复议ab1 ，。"), max_size=20))
def test_a_text_is_found_by_every_pair_of_its_characters(text):
    index = set(tokens(text).split())
    expression = match_expression(text)
    wanted = {term.strip('"*') for term in (expression or "").split(" AND ") if not term.endswith("*")} - {""}
    assert wanted <= index
