"""The heads above the figures of a table without rules: pieces of lines put together to heads, heads set in rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from parsers.forms import column_heads, furniture
from parsers.pdf_groups import stacked, under
from parsers.pdf_text import Line, segments_of
from parsers.wording import label_key

_NEAR = 1.45
"""Character sizes within which a line below another goes on its head."""
_FAR = 2.2
"""So it does within these where both begin a head of a form: a table may be set as wide as its heads are."""


def head_rows(lines: Sequence[Line], figures: Sequence[Line]) -> list[list[Line]]:
    """Heads: pieces under each other over one column of figures are one head; rows by where each begins."""
    heads: list[list[Line]] = []
    for line in lines:
        for piece in segments_of(line):
            above = [h for h in heads if under(h[-1], piece) and piece.base - h[-1].base < _FAR * piece.size]
            if len(above) == 1 and _heads_one([*above[0], piece], figures) and _goes_on(above[0], piece):
                above[0].append(piece)
            else:
                heads.append([piece])
    rows: list[list[Line]] = []
    for head in sorted((stacked(h) for h in heads), key=lambda h: h.top):
        # Heads over single columns stand beside each other however their lines fall.
        single = all(_heads_one([h], figures) for h in [head, *(rows[-1] if rows else [])])
        near = rows and head.top - rows[-1][0].top < (1.5 if single else 0.7) * head.size
        beside = rows and single and head.middle < max(h.bottom for h in rows[-1])
        if (near or beside) and not any(under(head, h) for h in rows[-1]):
            rows[-1].append(head)
        else:
            rows.append([head])
    return [sorted(row, key=lambda h: h.x0) for row in rows]


def lowest(rows: Sequence[Sequence[Line]]) -> list[Line]:
    """The heads with none below them, from left to right."""
    heads = [
        head
        for r, row in enumerate(rows)
        for head in row
        if not any(under(head, other) for below in rows[r + 1 :] for other in below)
    ]
    return sorted(heads, key=lambda head: head.x0)


def _goes_on(head: Sequence[Line], piece: Line) -> bool:
    """Whether a piece goes on a head: they begin one of a form, or it stands near and the head is none yet."""
    text = "".join(line.text for line in head)
    if _begins_head(label_key(text + piece.text)):
        return True
    near = piece.base - head[-1].base < _NEAR * piece.size
    return near and label_key(text) not in column_heads() | furniture()


@lru_cache(maxsize=1 << 12)
def _begins_head(key: str) -> bool:
    return any(head.startswith(key) for head in column_heads())


def _heads_one(pieces: Sequence[Line], figures: Sequence[Line]) -> bool:
    """Whether pieces stand over one column of figures, or over none."""
    left, right = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
    return sum(left < (f.x0 + f.x1) / 2 < right for f in figures) < 2
