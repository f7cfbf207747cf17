"""Documents that repeat one thing thousands of times cost time in proportion to their length."""

from __future__ import annotations

import time

import pytest

from parsers.read import read

_SENTENCE = "本年度共收到政府信息公开申请12件，其中自然人申请10件，法人申请2件，已全部答复，占100%。"
_ROW = f"<tr><td>（一）予以公开</td>{'<td>%d</td>' * 7}</tr>"
# Both took 20 s when each repetition was held against all before it; one takes half a second.
_MOST_SECONDS = 6


def _page(body: str) -> bytes:
    return f"<html><title>某县2021年政府信息公开工作年度报告</title><body>{body}</body></html>".encode()


def _seconds(page: bytes) -> float:
    start = time.process_time()
    read(page, "text/html")
    return time.process_time() - start


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(_page(f"<p>{_SENTENCE * 2000}</p>"), id="one paragraph of 2,000 statements"),
        pytest.param(
            _page(f"<table>{''.join(_ROW % ((number,) * 7) for number in range(3000))}</table>"),
            id="3,000 rows of one label",
        ),
    ],
)
def test_repetition_is_read_in_seconds(page: bytes) -> None:
    assert _seconds(page) < _MOST_SECONDS


def test_rows_past_the_most_copies_still_deny_each_other() -> None:
    rows = [_ROW % ((1,) * 7)] * 60 + [_ROW % ((2,) * 7)]
    heads = "<tr><td>申请人情况</td>" + "".join(
        f"<td>{head}</td>"
        for head in ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    )
    report = read(_page(f"<table>{heads}</tr>{''.join(rows)}</table>"), "text/html")
    assert report.observations == []
    assert sum(finding.rule == "parse.duplicate" for finding in report.findings) == 7
