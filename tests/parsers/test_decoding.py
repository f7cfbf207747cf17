"""Bytes become the right text whatever their label says; what is no text is refused by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.decoding import Decoded, decode
from parsers.model import UnreadableError

SIMPLIFIED = (
    "根据《中华人民共和国政府信息公开条例》，编制本年度报告。全年收到政府信息公开申请7件，办结7件，未收取费用。" * 3
)
TRADITIONAL = (
    "根據《政府資訊公開法》規定，本機關編製年度報告，全年受理申請案件十二件，均於法定期限內辦結，並無收取費用。" * 3
)


def page(text: str, charset: str) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    return f"<html><head>{meta}</head><p>{text}</p></html>"


@pytest.mark.parametrize("declared", [None, "utf-8", "gbk", "ISO-8859-1", "big5", "nonsense", ""])
@pytest.mark.parametrize("meta", ["utf-8", "gb2312", "big5", "iso-8859-1", "x-unknown"])
@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("utf-8", SIMPLIFIED),
        ("gbk", SIMPLIFIED),
        ("gb18030", SIMPLIFIED + "㐂䶮"),
        ("utf-8", TRADITIONAL),
        ("big5", TRADITIONAL),
    ],
)
def test_no_label_misleads(codec, text, meta, declared):
    html = page(text, meta)
    assert decode(html.encode(codec), declared).text == html


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_marks_and_wide_encodings(codec):
    html = page(SIMPLIFIED, "gb2312")
    assert decode(html.encode(codec), "gbk").text == html


@pytest.mark.parametrize("text", ["政府信息", "水务局2022年年报", "一、概述\n无。"])
@pytest.mark.parametrize("codec", ["utf-8", "gbk"])
def test_few_words_suffice(codec, text):
    assert decode(text.encode(codec)).text == text


def test_a_wrong_label_is_noted_and_a_right_one_is_not():
    wrong = decode(page(SIMPLIFIED, "gb2312").encode("utf-8"))
    assert [(finding.rule, finding.severity) for finding in wrong.findings] == [("parse.encoding", "info")]
    assert "gb18030" in wrong.findings[0].message
    assert decode(page(SIMPLIFIED, "gb2312").encode("gbk")).findings == []
    assert decode(page(SIMPLIFIED, "utf-8").encode("utf-8"), "ISO-8859-1").findings == []


@pytest.mark.parametrize("codec", ["utf-8", "gbk"])
def test_stray_bytes_cost_only_themselves(codec):
    data = SIMPLIFIED.encode(codec)
    cut = len(SIMPLIFIED[:40].encode(codec))
    decoded = decode(data[:cut] + b"\xff" + data[cut:])
    assert SIMPLIFIED[:40] in decoded.text
    assert SIMPLIFIED[60:] in decoded.text
    assert [finding.rule for finding in decoded.findings] == ["parse.encoding"]


def test_a_file_cut_in_the_middle_of_a_character():
    decoded = decode(SIMPLIFIED.encode()[:-1])
    assert decoded.text.startswith(SIMPLIFIED[:-1])
    assert decoded.encoding == "utf-8"


def test_utf8_read_as_gbk_is_undone_when_the_way_back_is_exact():
    text = "政府信息公开工作年度报告申请" * 4
    twice = text.encode().decode("gb18030")
    decoded = decode(twice.encode())
    assert decoded.text == text
    assert [finding.severity for finding in decoded.findings] == ["warning"]


def test_utf8_read_as_gbk_with_losses_is_named_and_left():
    twice = SIMPLIFIED.encode().decode("gbk", "replace")
    decoded = decode(twice.encode())
    assert decoded.text == twice
    assert [(finding.rule, finding.severity) for finding in decoded.findings] == [("parse.encoding", "error")]


def test_western_text_is_read_by_its_label():
    assert decode("café à Genève".encode("cp1252"), "ISO-8859-1").text == "café à Genève"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "parse.empty"),
        (b"\r\n \t", "parse.empty"),
        (b"\xef\xbb\xbf\r\n", "parse.empty"),
        (b"\x00" * 4000, "parse.empty"),
        (b"PK\x03\x04\x14\x00", "parse.binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "parse.binary"),
        (b"\x89PNG\r\n\x1a\n", "parse.binary"),
        (bytes(range(256)) * 20, "parse.binary"),
    ],
)
def test_what_is_no_text_is_refused(data, rule):
    with pytest.raises(UnreadableError) as caught:
        decode(data, "utf-8")
    assert caught.value.rule == rule


_CHINESE = st.text(st.sampled_from(sorted(set(SIMPLIFIED + "，。\n 0123456789abc"))), min_size=1, max_size=300)


@given(_CHINESE, st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]), st.sampled_from([None, "utf-8", "gbk"]))
def test_round_trip(text, codec, declared):
    sample = f"政府信息公开工作{text}年度报告"
    assert decode(sample.encode(codec), declared).text == sample


def outcome(data: bytes) -> object:
    """What decoding ends in: the result, or the name of the refusal."""
    try:
        return decode(data)
    except UnreadableError as error:
        return error.rule


@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_end_as_text_or_by_name_and_alike_twice(data):
    first = outcome(data)
    assert first == outcome(data)
    assert first in ("parse.empty", "parse.binary") or isinstance(first, Decoded)
