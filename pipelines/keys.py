"""Numbers for what repeats: each media type, file, agency, indicator and kind of figure has one row and a number."""

from __future__ import annotations

from typing import Any, cast

from sqlite_utils import Database

from pipelines.identity import Agency, agency_key

MOST_KNOWN = 20_000
"""Numbers that are remembered, some 5 MB: indicators and kinds of figure are a thousand, the rest are addresses,
agencies and reports of the last batches."""


class Keys:
    """Finds or adds the row of a key, and remembers its number in `known` until `forget`."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.known: dict[tuple[str, Any], int] = {}

    def forget(self) -> None:
        """Forget all numbers: a transaction that added some was rolled back."""
        self.known.clear()

    def trim(self) -> None:
        """Forget all numbers when there are many: an ingest of any length then takes the same memory."""
        if len(self.known) > MOST_KNOWN:
            self.known.clear()

    def drop(self, cache: tuple[str, Any]) -> None:
        """Forget one number: its row was deleted."""
        self.known.pop(cache, None)

    def is_new(self, cache: tuple[str, Any]) -> bool:
        """Whether a key is met for the first time since `forget`; remembers it."""
        new = cache not in self.known
        self.known.setdefault(cache, 0)
        return new

    def number(
        self, cache: tuple[str, Any], select: str, insert: str, key: list[Any], rest: list[Any] | None = None
    ) -> int:
        """The number of a row by its key, added when it is new; remembered until a rollback."""
        return self.find_or_add(cache, select, insert, key, rest)[0]

    def find_or_add(
        self, cache: tuple[str, Any], select: str, insert: str, key: list[Any], rest: list[Any] | None = None
    ) -> tuple[int, bool]:
        """The number of a row by its key, and whether it was added just now."""
        number = self.known.get(cache)
        if number is not None:
            return number, False
        row = self.db.execute(select, key).fetchone()
        number = cast(int, row[0] if row else self.db.execute(insert, [*key, *(rest or [])]).lastrowid)
        self.known[cache] = number
        return number, row is None

    def mime(self, name: str | None) -> int | None:
        """The number of a media type."""
        if not name:
            return None
        return self.number(
            ("mime", name), "SELECT id FROM mimes WHERE name = ?", "INSERT INTO mimes (name) VALUES (?)", [name]
        )

    def warc_file(self, name: str) -> int:
        """The number of a WARC file."""
        return self.number(
            ("file", name),
            "SELECT id FROM warc_files WHERE name = ?",
            "INSERT INTO warc_files (name) VALUES (?)",
            [name],
        )

    def agency(self, agency: Agency | None) -> int | None:
        """The number of an agency in its normal form; None for none."""
        if agency is None or not agency.name:
            return None
        identity = agency_key(agency)
        return self.number(
            ("agency", (identity, agency.name)),
            "SELECT id FROM agencies WHERE identity = ? AND name = ?",
            "INSERT INTO agencies (identity, name, code, level, division_code, parent_code, body, resolved, reason) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [identity, agency.name],
            [
                agency.code,
                agency.level,
                agency.division_code,
                agency.parent_code,
                agency.body,
                agency.resolved,
                agency.reason,
            ],
        )

    def indicator(self, code: str) -> int:
        """The number of an indicator."""
        return self.number(
            ("indicator", code),
            "SELECT id FROM indicators WHERE code = ?",
            "INSERT INTO indicators (code) VALUES (?)",
            [code],
        )

    def figure_kind(self, kind: tuple[Any, ...]) -> int:
        """The number of a combination (unit, status, origin, confidence in hundredths, basis)."""
        return self.number(
            ("kind", kind),
            "SELECT id FROM figure_kinds WHERE unit IS ? AND status = ? AND origin = ? AND confidence = ? "
            "AND basis = ?",
            "INSERT INTO figure_kinds (unit, status, origin, confidence, basis) VALUES (?, ?, ?, ?, ?)",
            list(kind),
        )
