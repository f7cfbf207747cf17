"""What `gongkai status` says of failures."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from pipelines.status import lines, status
from tests.pipelines.world import look

PAGE = "http://www.example.gov.cn/old/2012.html"


def test_an_address_is_named_once_and_told_once(tmp_path: Path):
    for day in (1, 2):
        look(tmp_path, {PAGE: 404, f"{PAGE}?{day}": 404}, f"2026-03-0{day}T00:00:00.000Z")
    with sqlite3.connect(tmp_path / "gongkai.db") as db:
        db.execute("UPDATE capture SET error = 'robots_disallowed', detail = ?", [PAGE])
    told = lines(status(tmp_path))
    place = told.index("failed    robots_disallowed: 4")
    assert [line.strip() for line in told[place + 1 : place + 4]] == [f"{PAGE}?2: {PAGE}", PAGE, f"{PAGE}?1: {PAGE}"]
