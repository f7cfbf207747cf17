"""The history of a report: versions, revisions, removals, restorations and moves, from the looks at its documents.

`fold` is pure and looks at all looks at once, in order of time; the store runs it again for a report whenever one of
its documents was looked at. So a rebuild, a merge of two archives and the runs themselves come to the same history, in
whatever order captures arrive.

Rules:

* A version is a distinct content (figures, body text, metadata). Content that returns is its old version again.
* A report is carried by one document at a time, the best by `Content.rank` of those present; the others are witnesses.
  One that is as good takes over only when the carrier goes, which is a move.
  Looks within a day of each other count as one moment (until a document is looked at again), so that neither the order
  of a crawl leaves a trace nor whether it was killed on the way and started again.
* A document is absent from a report after `REMOVAL_LOOKS` looks in a row that found it gone (404, 410, a soft 404, a
  permanent redirect) or found something else in its place. A look that failed says nothing.
* A document that showed its content while the carrier still stood, and then carries the report (it is better, or the
  other one went), changes the source, not the report: its differences are disagreements of witnesses, not revisions.
  What the carrier itself changed in that moment is a revision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

REMOVAL_LOOKS = 2
"""Looks in a row without the report after which it counts as taken away."""
ROUND = timedelta(days=1)
GONE_STATUS = frozenset({404, 410})
MOVED_STATUS = frozenset({301, 308})
SENT_STATUS = frozenset({302, 303, 307})
"""Redirects for the time being, as most portals' servers make all of theirs: a move where the same report is there."""
GONE_ERRORS = frozenset({"soft_404", "soft_redirect_home", "redirect_home", "gone"})

EventKind = Literal["first_seen", "revised", "source", "removed", "restored", "moved"]
Rank = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What a look found: the reading, its identity (text, figures, metadata digests), how good a source it is, and the
    address that decides between sources as good.
    """

    reading: int
    identity: tuple[bytes, bytes, bytes]
    rank: Rank
    address: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a document: when, and what was found (None: the report was not there).

    `until` is the last time the same bytes were met without a capture of their own; `order` breaks ties of time.
    """

    at: str
    order: tuple[str, int]
    document: int
    capture: int
    content: Content | None
    until: str


@dataclass(slots=True)
class Version:
    """A distinct content: when it was first and last seen, and the reading and capture that showed it first."""

    number: int
    reading: int
    capture: int
    first_seen: str
    last_seen: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the report: versions before and after, documents before and after."""

    kind: EventKind
    at: str
    before: int | None
    after: int | None
    source: int | None = None
    target: int | None = None


@dataclass(slots=True)
class History:
    """All of a report: versions in order, events in order, who carries it now (the last who did, when removed)."""

    versions: list[Version] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    current: int = 0
    document: int | None = None
    removed: bool = False
    present: dict[int, Content] = field(default_factory=dict)


def fold(looks: Sequence[Look]) -> History:
    """The history that the looks at a report's documents tell."""
    state = _Fold()
    for group in rounds(sorted(looks, key=lambda look: (look.at, look.order))):
        state.take(group)
    state.history.present = {document: look.content for document, look in state.present.items() if look.content}
    return state.history


def rounds(looks: Iterable[Look]) -> Iterator[list[Look]]:
    """Looks within `ROUND` of the first, each document at most once: they count as one moment."""
    group: list[Look] = []
    seen: set[int] = set()
    for look in looks:
        if group and (look.document in seen or _moment(look) - _moment(group[0]) >= ROUND):
            yield group
            group, seen = [], set()
        group.append(look)
        seen.add(look.document)
    if group:
        yield group


def _moment(look: Look) -> datetime:
    return datetime.fromisoformat(look.at)


class _Fold:
    """The state between rounds."""

    def __init__(self) -> None:
        self.history = History()
        self.present: dict[int, Look] = {}
        self._numbers: dict[tuple[bytes, bytes, bytes], int] = {}
        self._missing: Counter[int] = Counter()
        self._order: dict[int, int] = {}
        self._since: dict[int, str] = {}
        self._good: dict[int, str] = {}
        self._dropped: dict[int, str] = {}

    def take(self, group: list[Look]) -> None:
        """Take in the looks of a round."""
        for look in group:
            self._note(look)
        if self.present:
            self._carry()
        elif self.history.versions and not self.history.removed:
            current = self.history.current
            self.history.removed = True
            self._emit("removed", max(self._dropped.values()), current, None, self.history.document, None)

    def _note(self, look: Look) -> None:
        if look.content is not None:
            self._order.setdefault(look.document, len(self._order))
            before = self.present.get(look.document)
            if before is None or before.content is None or before.content.identity != look.content.identity:
                self._since[look.document] = look.at
            self._good[look.document] = look.until
            self.present[look.document] = look
            self._missing[look.document] = 0
            return
        self._missing[look.document] += 1
        if self._missing[look.document] >= REMOVAL_LOOKS and look.document in self.present:
            del self.present[look.document]
            self._dropped[look.document] = look.at

    def _carry(self) -> None:
        """Let the best document present carry the report, and say what that changes."""
        look = min(self.present.values(), key=self._preference)
        assert look.content is not None
        history, before = self.history, self.history.current
        number = self._number(look)
        if not before:
            self._emit("first_seen", look.at, None, number, None, look.document)
        else:
            self._compare(look, before, number)
        history.current, history.document, history.removed = number, look.document, False

    def _preference(self, look: Look) -> tuple[Rank, bool, str, int]:
        """What carries the report is given up for a better source only: a copy that takes over would hide a move."""
        content = look.content
        assert content is not None
        other = look.document != self.history.document
        return content.rank, other, content.address, self._order[look.document]

    def _compare(self, look: Look, before: int, number: int) -> None:
        history, source = self.history, self.history.document
        at = self._handed_over(look, source)
        if history.removed:
            self._emit("restored", at, before, before, source, look.document)
        if look.document != source and source not in self.present:
            self._emit("moved", at, before, before, source, look.document)
        before = self._revised_beside(look, source, before)
        if number != before:
            kind: EventKind = "source" if self._stood_beside(look, source) else "revised"
            self._emit(kind, at, before, number, source, look.document)

    def _handed_over(self, look: Look, source: int | None) -> str:
        """When a document came to carry the report: not when it was last looked at, since a later look in the same
        round would have the change told again.
        """
        if source is None or look.document == source:
            return look.at
        moments = (self._since.get(source, ""), self._dropped.get(source, ""))
        return max(self._since[look.document], *moments)

    def _revised_beside(self, look: Look, source: int | None, before: int) -> int:
        """The carrier that was revised in the moment in which another document takes over was revised all the same."""
        own = self.present.get(source) if source is not None and source != look.document else None
        if own is None or own.content is None or self._numbers.get(own.content.identity) == before:
            return before
        number = self._number(own)
        self._emit("revised", own.at, before, number, source, source)
        return number

    def _stood_beside(self, look: Look, source: int | None) -> bool:
        """Whether the document showed what it shows while another one, the carrier, was there beside it."""
        if source is None or look.document == source:
            return False
        return source in self.present or self._since[look.document] <= self._good[source]

    def _number(self, look: Look) -> int:
        """The version of a content: a new one is added, an old one's time is drawn out."""
        assert look.content is not None
        number = self._numbers.setdefault(look.content.identity, len(self._numbers) + 1)
        versions = self.history.versions
        if number > len(versions):
            versions.append(Version(number, look.content.reading, look.capture, look.at, look.until))
        version = versions[number - 1]
        version.last_seen = max(version.last_seen, look.until)
        return number

    def _emit(
        self, kind: EventKind, at: str, before: int | None, after: int | None, source: int | None, target: int | None
    ) -> None:
        self.history.events.append(Event(kind, at, before, after, source, target))


FigureKey = tuple[str, str]
FigureState = tuple[str, float | int | None, str | None, str]
"""A figure as it is compared: status, value, unit, words (empty but for a cell of words)."""
FigureChange = tuple[str, str, FigureState | None, FigureState | None]


def figure_changes(
    old: Mapping[FigureKey, Sequence[FigureState]], new: Mapping[FigureKey, Sequence[FigureState]]
) -> Iterator[FigureChange]:
    """The figures that differ, by indicator, the table's before a sentence's: (indicator, origin, old, new).

    None stands where there was or is none. An indicator may have several figures (sentences); what both sides have in
    common is left out before pairing.
    """
    for key in sorted(old.keys() | new.keys(), key=lambda key: (key[0], key[1] != "table")):
        before, after = Counter(old.get(key, ())), Counter(new.get(key, ()))
        gone = sorted((before - after).elements(), key=repr)
        come = sorted((after - before).elements(), key=repr)
        for place in range(max(len(gone), len(come))):
            yield (
                *key,
                gone[place] if place < len(gone) else None,
                come[place] if place < len(come) else None,
            )
