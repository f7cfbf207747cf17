"""`gongkai diff`: what changed between two versions of a report: figures side by side, prose as a readable diff."""

from __future__ import annotations

import difflib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.digests import METADATA_FIELDS, prose
from pipelines.history import change_rows_between
from pipelines.locks import ArchiveError
from pipelines.view import find_report, reading

SENTENCE_END = re.compile(r"(?<=[。；！？\n])")
"""Where a text is cut into sentences, the mark staying with the sentence it ends."""


@dataclass(slots=True)
class Comparison:
    """Two versions of a report side by side, and everything that happened to it (`events`, rows of `changes`)."""

    agency: str
    year: int
    old: dict[str, Any]
    new: dict[str, Any]
    figures: list[dict[str, Any]] = field(default_factory=list)
    metadata: list[tuple[str, Any, Any]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)


def compare(root: Path, agency: str, year: int, first: int | None = None, second: int | None = None) -> Comparison:
    """Compare two versions of a report: the last two when none is named, `second` with the one before it when one is.

    Raises:
        ArchiveError: when there is no such report or version.
    """
    with reading(root) as connection:
        report = find_report(connection, agency, year)
        versions = {
            row["version"]: dict(row)
            for row in connection.execute("SELECT * FROM report_versions WHERE report_id = ?", [report.id])
        }
        new = second or max(versions)
        old = first or max(1, new - 1)
        for number in (old, new):
            if number not in versions:
                raise ArchiveError(f"{report.agency} {year} has versions 1 to {max(versions)}, not {number}")
        found = Comparison(report.agency, year, versions[old], versions[new])
        found.events = [
            dict(row)
            for row in connection.execute("SELECT * FROM changes WHERE report_id = ? ORDER BY seq", [report.id])
        ]
        if old != new:
            _fill(connection, found)
    return found


def _fill(connection: sqlite3.Connection, found: Comparison) -> None:
    ids = found.old["reading_id"], found.new["reading_id"]
    for each in change_rows_between(connection, *ids):
        if each.kind == "figure":
            names = ("old", "new", "old_status", "new_status", "origin")
            found.figures.append({"indicator": each.name} | {name: getattr(each, name) for name in names})
        elif each.kind == "metadata" and each.name in METADATA_FIELDS:
            found.metadata.append((each.name, each.old, each.new))
    found.text = list(text_diff(*(_sections(connection, reading_id) for reading_id in ids)))


def _sections(connection: sqlite3.Connection, reading_id: int) -> list[tuple[str, str]]:
    rows = connection.execute(
        "SELECT s.title, s.text FROM section s JOIN reading g ON g.text_set = s.text_set WHERE g.id = ? ORDER BY s.seq",
        [reading_id],
    )
    return [(row[0] or "", row[1] or "") for row in rows]


def text_diff(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> Iterator[str]:
    """The prose of two versions as a diff by sentence, under the section's title; unchanged stretches are left out.

    Lines begin with `-` (gone), `+` (come) or `#` (the section they stand in).
    """
    before, after = list(_sentences(old)), list(_sentences(new))
    sides = [[prose(sentence) for _, sentence in side] for side in (before, after)]
    matcher = difflib.SequenceMatcher(a=sides[0], b=sides[1], autojunk=False)
    shown: str | None = None
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        for sign, part in (("-", before[start:end]), ("+", after[other_start:other_end])):
            for title, sentence in part:
                if title != shown:
                    yield f"# {title}"
                    shown = title
                yield f"{sign} {sentence}"


def _sentences(sections: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for title, text in sections:
        yield title, title
        for sentence in SENTENCE_END.split(text):
            if prose(sentence):
                yield title, " ".join(sentence.split())


def lines(found: Comparison) -> list[str]:
    """A comparison as text."""
    out = [f"{found.agency} {found.year}"]
    for name, version in (("old", found.old), ("new", found.new)):
        seen = f"first seen {version['first_seen']}, last seen {version['last_seen']}"
        out.append(f"  {name}  version {version['version']}, {seen}")
    out.append("history")
    out += [f"  {_event_line(event)}" for event in found.events]
    if found.old["version"] == found.new["version"]:
        return [*out, "only one version is looked at: there is none before it to compare with"]
    if found.figures:
        out.append("figures")
        names = [_name(figure) for figure in found.figures]
        width = max(map(len, names))
        out += [
            f"  {name:<{width}}  {_shown(figure, 'old'):>12}  ->  {_shown(figure, 'new')}"
            for name, figure in zip(names, found.figures, strict=True)
        ]
    if found.metadata:
        out.append("metadata")
        out += [f"  {name}: {before or 'none'} -> {after or 'none'}" for name, before, after in found.metadata]
    if found.text:
        out += ["text", *(f"  {line}" for line in found.text)]
    return out


def _name(change: dict[str, Any]) -> str:
    """What changed: the indicator, or the field of the metadata; that of a sentence is told from the table's."""
    return f"{change['indicator']} (sentence)" if change["origin"] == "sentence" else change["indicator"] or ""


def _shown(figure: dict[str, Any], side: str) -> str:
    value, status = figure[side], figure[f"{side}_status"]
    return "absent" if status is None else (str(value) if value is not None else status)


def _event_line(event: dict[str, Any]) -> str:
    versions = f"version {event['from_version'] or '-'} -> {event['to_version'] or '-'}"
    what = f" {_name(event)}" if event["indicator"] else ""
    old, new = (event[side] if event[side] is not None else "-" for side in ("old", "new"))
    change = "" if old == new == "-" else f": {new}" if event["kind"] == "first_seen" else f": {old} -> {new}"
    return f"{event['seen_at']}  {event['kind']}{what} ({versions}){change}"
