"""Search in titles and texts, and browsing by filters when nothing is searched for.

The index answers words of two characters exactly; longer words are checked in the text. Results come the newest text
first, and only as many are looked at as a page shows, so that a word of every report (公开) costs no more than a rare
one.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.asking import Ask, address
from explorer.overview import PROVINCE_SQL
from pipelines.words import RUN, long_words, match_expression

PAGE = 20
LARGEST_COUNT = 1000
"""Texts that are counted at most; beyond that there are "more than"."""
AGENCIES = 8
_LOOKED_AT = 20_000
"""Rows that one page looks at, at most, when filters leave few of them."""
_AROUND = 48

_COLUMNS = f"""
r.id, r.year, r.state, v.version, r.version AS current, g.title, g.published, g.form, g.text_set,
coalesce(a.name, g.agency_printed) AS agency, a.id AS agency_id, a.level, {PROVINCE_SQL} AS province
"""
_FOUND = f"""
SELECT s.rowid AS place, {_COLUMNS} FROM search s CROSS JOIN reading g ON g.text_set = s.rowid
JOIN version v ON v.reading_id = g.id JOIN report r ON r.id = v.report_id LEFT JOIN agencies a ON a.id = r.agency_id
WHERE search MATCH :match AND s.rowid < :before AND (:old OR v.version = r.version)
"""
_BROWSED = f"""
SELECT r.id AS place, {_COLUMNS} FROM report r CROSS JOIN version v ON v.report_id = r.id AND v.version = r.version
JOIN reading g ON g.id = v.reading_id LEFT JOIN agencies a ON a.id = r.agency_id WHERE r.id < :before
"""
_FILTERS = f"""
AND (:year IS NULL OR r.year = :year) AND (:level = '' OR a.level = :level) AND (:form = '' OR g.form = :form)
AND (:province = '' OR {PROVINCE_SQL} = :province)
ORDER BY place DESC
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of an excerpt, and whether it is what was searched for."""

    text: str
    hit: bool


def search(connection: sqlite3.Connection, ask: Ask) -> dict[str, Any]:
    """Everything the page shows. Parameters: q, year, province, level, form, in (title, body), old, before."""
    words = ask.word("q")
    scope = ask.word("in") if ask.word("in") in {"title", "body"} else None
    expression = match_expression(words, scope)
    results, following = _page(connection, ask, expression) if expression or not words else ([], None)
    keep = {name: ask.word(name) for name in ("q", "year", "province", "level", "form", "in", "old")}
    for each in results:
        each["excerpt"] = excerpt(_text(connection, each["text_set"]), words) if words else None
        each["marked"] = mark(each["title"] or "", words)
    return {
        "q": words,
        "results": results,
        "count": _count(connection, expression) if expression and not _is_filtered(ask) else None,
        "largest": LARGEST_COUNT,
        "agencies": _agencies(connection, words) if words and not ask.word("before") else [],
        "searched": bool(expression),
        "keep": keep,
        "next": address("/search", **keep, before=following) if following else None,
        "later": bool(ask.word("before")),
    }


def _is_filtered(ask: Ask) -> bool:
    """Whether fewer texts are shown than the index finds."""
    filters = ("year", "province", "level", "form", "old")
    return any(ask.word(name) for name in filters) or bool(long_words(ask.word("q")))


def _page(connection: sqlite3.Connection, ask: Ask, expression: str | None) -> tuple[list[dict[str, Any]], int | None]:
    """The next results, and the place to go on from when there are more."""
    parameters = {
        "match": expression,
        "before": ask.whole("before") or (1 << 62),
        "old": bool(ask.word("old")),
        "year": ask.whole("year"),
        **{name: ask.word(name) for name in ("level", "form", "province")},
    }
    sql = (_FOUND if expression else _BROWSED) + _FILTERS
    found: list[dict[str, Any]] = []
    for seen, row in enumerate(connection.execute(sql, parameters)):
        if (len(found) >= PAGE and row["place"] != found[-1]["place"]) or seen >= _LOOKED_AT:
            # Reports of one text share a place, so a page ends between two places.
            return found, row["place"] + 1
        if not expression or _holds(connection, row, ask):
            found.append(dict(row))
    return found, None


def _holds(connection: sqlite3.Connection, row: Mapping[str, Any], ask: Ask) -> bool:
    """Whether a text really has the long words whose pairs it has."""
    words = long_words(ask.word("q"))
    if not words:
        return True
    scope = ask.word("in")
    title, body = _folded(row["title"] or ""), _folded(_text(connection, row["text_set"]))
    held = title if scope == "title" else body if scope == "body" else f"{title}\n{body}"
    return all(word in held for word in words)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _text(connection: sqlite3.Connection, text_set: int | None) -> str:
    rows = connection.execute("SELECT title, text FROM section WHERE text_set = ? ORDER BY seq", [text_set])
    return "\n".join(part for row in rows for part in (row[0], row[1]) if part)


def _count(connection: sqlite3.Connection, expression: str) -> int:
    """Texts that match, counted as far as `LARGEST_COUNT`."""
    row = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)", [expression, LARGEST_COUNT + 1]
    ).fetchone()
    return int(row[0])


def _agencies(connection: sqlite3.Connection, words: str) -> list[dict[str, Any]]:
    """Agencies by a part of their name or by their code, the shortest names first."""
    rows = connection.execute(
        f"SELECT min(a.id) AS id, a.name, a.level, {PROVINCE_SQL} AS province FROM agencies a "
        "WHERE (instr(a.name, :words) OR a.code = :words) AND a.id IN (SELECT agency_id FROM report) "
        "GROUP BY a.identity ORDER BY length(a.name), a.name LIMIT :limit",
        {"words": words, "limit": AGENCIES},
    )
    return [dict(row) for row in rows]


# --- excerpts ---------------------------------------------------------------------------------------------------------


def terms(words: str) -> list[str]:
    """The words of a query as they are looked for in a text."""
    return list(dict.fromkeys(RUN.findall(_folded(words))))


def mark(text: str, words: str) -> list[Piece]:
    """A text with the words of a query marked, in whatever width and case they are printed."""
    spans = _hits(text, terms(words))
    pieces, place = [], 0
    for start, end in spans:
        if start > place:
            pieces.append(Piece(text[place:start], False))
        pieces.append(Piece(text[start:end], True))
        place = end
    return [*pieces, Piece(text[place:], False)] if place < len(text) else pieces


def excerpt(text: str, words: str) -> list[Piece]:
    """The stretch of a text around the first word found, marked."""
    spans = _hits(text, terms(words))
    start = max(0, spans[0][0] - _AROUND) if spans else 0
    end = min(len(text), start + 4 * _AROUND)
    part = " ".join(text[start:end].split())
    return [
        Piece("…" if start else "", False), *mark(part, words), Piece("…" if end < len(text) else "", False)
    ]  # fmt: skip


def _hits(text: str, wanted: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand, without overlaps. Folding keeps lengths here: each character is folded by itself."""
    folded = "".join(each if len(each) == 1 else char for char in text for each in (_folded(char),))
    spans = sorted(span for word in wanted for span in _places(folded, word))
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _places(text: str, word: str) -> Iterator[tuple[int, int]]:
    place = text.find(word)
    while place >= 0:
        yield place, place + len(word)
        place = text.find(word, place + len(word))
