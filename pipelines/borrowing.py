"""What a report's attachment does not say of itself and its page does: a PDF's day of publication, agency, title.

Page and attachment are one report; the one with the figures carries it, and the fields it lacks stand on the other.
They are lent to the attachment's reading for as long as the page stands beside it, and named in its `sources`. They are
not part of its digests: a lent field makes no version.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

LENT = "attaching page"
"""What `reading.sources` says of a field that comes from the page."""
FIELDS = ("title", "agency_printed", "published", "signed", "index_number", "document_number", "site_code")
_NAMES = {"agency_printed": "agency"}

_COLUMNS = ", ".join(f"g.{name}" for name in FIELDS)
_BORROWERS = f"""
SELECT g.id, d.address_key, g.sources, {_COLUMNS} FROM reading g JOIN documents d ON d.id = g.document_id
WHERE g.report_id = ? AND g.failure IS NULL
AND (instr(g.sources, ?) OR EXISTS (SELECT 1 FROM attachments t WHERE t.address_key = d.address_key))
"""
# Of several pages, or several states of one, what was looked at last is asked first.
_LENDERS = f"""
SELECT {_COLUMNS} FROM attachments t JOIN reading g ON g.id = t.reading_id
WHERE t.address_key = ? AND g.report_id = ? AND g.id <> ?
ORDER BY (SELECT max(c.captured_at) FROM capture c WHERE c.reading_id = g.id) DESC, g.digest
"""


def borrow_fields(db: Database, report: int) -> None:
    """Fill what the attachments of a report lack from their pages, again from the beginning."""
    for number, address, sources, *own in db.execute(_BORROWERS, [report, LENT]).fetchall():
        said = json.loads(sources)
        lenders = db.execute(_LENDERS, [address, report, number]).fetchall()
        values: list[Any] = []
        for place, (name, value) in enumerate(zip(FIELDS, own, strict=True)):
            key = _NAMES.get(name, name)
            if value is not None and said.get(key) != LENT:
                values.append(value)
                continue
            lent = _first(lenders, place)
            said = {**said, key: LENT} if lent is not None else {k: v for k, v in said.items() if k != key}
            values.append(lent)
        _write(db, number, said, values)


def _first(lenders: Sequence[Sequence[Any]], place: int) -> Any:
    return next((lender[place] for lender in lenders if lender[place] is not None), None)


def _write(db: Database, number: int, said: dict[str, str], values: list[Any]) -> None:
    columns = ", ".join(f"{name} = ?" for name in FIELDS)
    sources = json.dumps(said, ensure_ascii=False, sort_keys=True)
    db.execute(f"UPDATE reading SET sources = ?, {columns} WHERE id = ?", [sources, *values, number])
