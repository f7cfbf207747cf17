"""A text file is its own document: offsets are the file's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.model import Paragraph, UnreadableError
from parsers.text import read_text


def test_text_is_the_file_with_only_line_ends_and_mark_changed():
    document = read_text("\ufeff　　一、概述\r\n\r\n行政许可 | 5 |\r  无。  ".encode())
    assert document.text == "　　一、概述\n\n行政许可 | 5 |\n  无。  "
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == [
        "一、概述",
        "行政许可 | 5 |",
        "无。",
    ]
    assert document.mime == "text/plain"


def test_other_separators_do_not_end_a_line():
    document = read_text("第一页\x0c第二页\u2028仍是一行".encode())
    assert len(document.blocks) == 1


@pytest.mark.parametrize("codec", ["gbk", "utf-16", "utf-8"])
def test_encodings(codec):
    text = "政府信息公开工作年度报告\n一、总体情况\n"
    assert read_text(text.encode(codec)).text == text


@pytest.mark.parametrize(("data", "rule"), [(b"\n\n", "parse.empty"), (b"%PDF-1.4", "parse.binary")])
def test_refusals(data, rule):
    with pytest.raises(UnreadableError) as caught:
        read_text(data)
    assert caught.value.rule == rule


@given(st.text(st.sampled_from("政府信息公开\n\r 　\t|-0123\u3000\x0c"), max_size=200))
def test_offsets_slice_exactly(text):
    document = read_text(f"年度报告{text}".encode())
    assert "\r" not in document.text
    for block in document.blocks:
        assert isinstance(block, Paragraph)
        assert document.text[block.start : block.end] == block.text == block.text.strip()
    printed = "".join(block.text for block in document.blocks if isinstance(block, Paragraph))
    assert printed.split() == document.text.replace("\n", "").split() or len(document.blocks) > 1
