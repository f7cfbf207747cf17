"""`gongkai ingest`: saved pages, files and other archives into the archive, through the same pipeline as a crawl."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.archive import Context
from pipelines.inputs import Input, inputs
from pipelines.merge import merge
from pipelines.reading import Reading
from pipelines.records import Capture, bare_id, sha256
from pipelines.session import Session


@dataclass(slots=True)
class Outcome:
    """What an ingest came to. `failures` are (what, why), in order; `notes` what a user should know."""

    taken: int = 0
    reports: int = 0
    other: int = 0
    seen: int = 0
    merged: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


Progress = Callable[[str], None]


class _Ingest:
    """One ingest: what was already met in this command, what came of each capture."""

    def __init__(self, session: Session, progress: Progress | None) -> None:
        self.session = session
        self.outcome = Outcome()
        self._progress = progress
        self._names: dict[str, str] = {}
        self._fresh: dict[str, tuple[str, str | None, str | None]] = {}

    def take(self, item: Input) -> None:
        """Take one input in."""
        if item.note:
            self.outcome.notes.append(item.note)
            return
        if item.archive is not None:
            self._merge(item.archive, found=item.found)
        elif item.error:
            self._refuse(item)
        elif item.stored is not None:
            self._copy(item)
        else:
            self._resource(item)
        if self._progress:
            self._progress(item.name)

    def _merge(self, other: Path, *, found: bool) -> None:
        """Merge another archive; the one that is being written, met inside a folder, is left out."""
        if found and other.resolve() == self.session.root.resolve():
            self.outcome.notes.append(f"{other} is the archive itself: left out")
            return
        self.session.flush()
        merged = merge(self.session, other)
        self.outcome.merged += merged.records
        self.outcome.notes += merged.notes
        self.outcome.failures += merged.failures

    def _copy(self, item: Input) -> None:
        """Copy another file's record; one that is here already (by its id) is left out."""
        assert item.stored is not None
        record = bare_id(item.stored.get("WARC-Record-ID") or "")
        if record in self._names or self.session.store.has_record(record):
            self.outcome.seen += 1
            return
        self._note(item, self.session.archive.append_foreign(item.stored))

    def _refuse(self, item: Input) -> None:
        """Record what could not be taken; met again for the same reason, it is only told again."""
        known = self.session.store.last_capture(item.url)
        if known and known[2] == item.detail:
            self._again(item, known[0], known[2])
            return
        context = Context(error=item.error, detail=item.detail)
        self._note(item, self.session.archive.append_failure(item.url, context))

    def _resource(self, item: Input) -> None:
        digest = sha256(item.data)
        known = self._fresh.get(item.url) or self.session.store.last_capture(item.url)
        if known and known[1] == digest:
            self._again(item, known[0], known[2])
            return
        capture = self.session.archive.append_resource(item.url, item.data, item.mime)
        self._fresh[item.url] = (capture.record_id, digest, None)
        self._note(item, capture)

    def _again(self, item: Input, record: str, failure: str | None) -> None:
        """Met before: only `last_seen` moves; a document that could not be read still cannot."""
        self.session.see_again(record)
        self.outcome.seen += 1
        if failure:
            self.outcome.failures.append((item.name, failure))

    def _note(self, item: Input, capture: Capture) -> None:
        self._names[capture.record_id] = item.name
        self.session.take(capture)

    def told(self, capture: Capture, reading: Reading | None) -> None:
        """The rows of a capture were written: count it by what it turned out to be."""
        outcome, name = self.outcome, self._names.pop(capture.record_id, None)
        if name is None:
            return
        self._fresh.pop(capture.url, None)
        outcome.taken += 1
        if capture.error:
            outcome.failures.append((name, capture.detail or capture.error))
        elif reading is not None and reading.failure:
            outcome.failures.append((name, reading.reason))
        elif reading is not None and reading.is_report:
            outcome.reports += 1
        else:
            outcome.other += 1


def ingest(
    paths: Iterable[Path],
    root: Path,
    *,
    workers: int | None = None,
    command: str = "",
    progress: Progress | None = None,
) -> Outcome:
    """Take files, folders, collections and archives into the archive at `root`.

    Raises:
        ArchiveError: when the archive cannot be written; what was stored stands.
    """
    held: list[_Ingest] = []
    session = Session(
        root, "ingest", command, workers=workers, listener=lambda capture, reading: held[0].told(capture, reading)
    )
    held.append(_Ingest(session, progress))
    with session:
        work = held[0]
        work.outcome.notes += [str(recovery) for recovery in session.recovered]
        if session.caught_up:
            work.outcome.notes.append(f"{session.caught_up} records of an earlier run had no rows and have them now")
        for item in inputs(paths):
            work.take(item)
    return held[0].outcome
