"""Full-text search over titles and bodies, in Chinese words of two characters and more."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from pipelines.words import long_words, match_expression


@dataclass(frozen=True, slots=True)
class Hit:
    """A report whose current version holds the words asked for."""

    report_id: int
    agency: str | None
    year: int | None
    title: str | None


_SQL = """
SELECT r.id, r.agency, r.year, r.title FROM search s JOIN reading g ON g.text_set = s.rowid
JOIN version v ON v.reading_id = g.id JOIN reports r ON r.id = v.report_id AND r.version = v.version
WHERE search MATCH ? {exact} GROUP BY r.id ORDER BY r.year DESC, r.agency LIMIT ? OFFSET ?
"""
_EXACT = {
    None: "AND (instr(replace(g.title, ' ', ''), ?1) OR EXISTS (SELECT 1 FROM section t WHERE t.text_set = g.text_set "
    "AND instr(replace(replace(coalesce(t.title, '') || char(10) || t.text, char(10), ''), ' ', ''), ?1)))",
    "title": "AND instr(replace(g.title, ' ', ''), ?1)",
    "body": "AND EXISTS (SELECT 1 FROM section t WHERE t.text_set = g.text_set AND instr(t.text, ?1))",
}


def search(
    connection: sqlite3.Connection, query: str, *, column: str | None = None, limit: int = 50, offset: int = 0
) -> list[Hit]:
    """The reports whose current version holds all words of a query, newest first; `column` is `title` or `body`.

    Words of three characters and more are checked in the text itself: the index knows only pairs.
    """
    expression = match_expression(query, column)
    if expression is None:
        return []
    words = long_words(query)
    exact = " ".join(_EXACT[column].replace("?1", "?") for _ in words)
    places = _EXACT[column].count("?1")
    values = [value for word in words for value in [word] * places]
    rows = connection.execute(_SQL.format(exact=exact), [expression, *values, limit, offset])
    return [Hit(*row) for row in rows]
