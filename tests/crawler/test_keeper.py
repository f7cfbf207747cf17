"""What a run that is gone on with knows of the answers it was given."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from crawler.keeper import Keeper
from pipelines import index
from pipelines.archive import Archive, Run, recover, warc_files
from pipelines.records import HttpMessage
from pipelines.session import Session

RUN = Run("20260101000000000-abcd", "crawl", "2026-01-01T00:00:00.000Z", "0.1.0", "gongkai crawl")
URL = "http://www.x.gov.cn/api/list"
ANSWER = HttpMessage("HTTP/1.1 200 OK", [("Content-Type", "application/json")], b"{}")


def asked(method: str, body: bytes = b"") -> HttpMessage:
    return HttpMessage(f"{method} /api/list HTTP/1.1", [("Host", "www.x.gov.cn")], body)


@pytest.mark.parametrize("records", [4, 3])
def test_an_answer_says_itself_what_it_answers(records: int, tmp_path: Path) -> None:
    """A kill may come between an answer's record and that of its request."""
    with Archive(tmp_path, RUN) as archive:
        for body in (b"page=1", b"page=2"):
            archive.append_exchange(URL, asked("POST", body), ANSWER)
    (path,) = warc_files(tmp_path)
    ends = [entry.member.offset + entry.member.length for entry in index.walk(path)]
    os.truncate(path, ends[records])  # a warcinfo record stands before them
    index.index_path(path).unlink()
    list(recover(tmp_path))
    keeper = Keeper(cast("Session", SimpleNamespace(root=tmp_path, run=RUN)))
    assert keeper.recall() == 2
    first, second = (keeper.answered("POST", URL, body) for body in (b"page=1", b"page=2"))
    assert first
    assert second
    assert first.offset < second.offset
    assert keeper.answered("POST", URL, b"page=3") is None
    assert keeper.answered("GET", URL) is None
