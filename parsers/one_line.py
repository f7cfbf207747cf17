"""Tables that run inside one long line of text: found by the labels of the forms and the figures between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from parsers.forms import known_labels, layouts, row_labels, section_titles
from parsers.normal import fold, fold_map
from parsers.numbers import UNITS, is_unit, read_value
from parsers.ownership import Piece, is_row
from parsers.wording import label_key

_BARE_ORDINAL = re.compile(r"[(（]?\d{1,2}[)）.、．]")


def piece_at(text: str, start: int) -> Piece:
    """The cell that a stretch of text is: a value, a unit, a blank, or words; `start` is its offset in the document."""
    if _BARE_ORDINAL.fullmatch(text):
        return Piece(text, start, start + len(text), "word")
    status = read_value(text).status
    if status in ("reported", "not_applicable"):
        return Piece(text, start, start + len(text), "value")
    if status == "blank":  # &nbsp; left as it is written
        return Piece(text, start, start + len(text), "blank")
    if is_unit(text):
        return Piece(text, start, start + len(text), "unit")
    return Piece(text, start, start + len(text), "word", label_key(text))


@lru_cache(maxsize=1)
def _labels_in_line() -> re.Pattern[str]:
    """Every label of four characters or more, as it is found inside a running line (folded)."""
    keys = sorted((key for key in known_labels() if len(key) >= 2 and "{" not in key), key=len, reverse=True)
    clause = r"第?二十条,?第\([一二三四五六七八九十]{1,3}\)项"  # 第二十条第（五）项: the key of it has lost its number
    return re.compile("|".join([clause, *('[、,"]?'.join(map(re.escape, key)) for key in keys)]))


@lru_cache(maxsize=1)
def _titles_in_line() -> re.Pattern[str]:
    """The title of every section that a form's table stands under, as it is found inside a running line (folded)."""
    return re.compile("|".join('[、,"]?'.join(map(re.escape, key)) for key in sorted(section_titles()) if key))


_LOOSE_VALUE = re.compile(
    r"(?<![\d.,．，])[+\-＋－]?\d[\d,，]*(?:[.．]\d+)?(?:万元|亿元|元|件|项)?(?![\d.,．])|(?<=\s)[/／\-—]+(?=\s)|&[a-z]+;?"
)
_NOTE_BEHIND = re.compile(r"\s*(?:\([^()]*\)|（[^（）]*）|[/／]\s*(?:亿元|万元|千元|元))")


def in_one_line(text: str, start: int) -> Iterator[list[Piece]]:
    """The cells of each table that runs inside one long line of prose; none where there are too few labels for one."""
    if not _may_hold_rows(text):
        return
    folded, offsets = fold_map(text)
    titles = [match.span() for match in _titles_in_line().finditer(folded)]
    apart = [*titles, *(match.span() for match in _NOTE.finditer(folded))]
    found = [
        match
        for match in _labels_in_line().finditer(folded)
        if not any(left <= match.start() < right for left, right in apart)
    ]
    rows = [match for match in found if _followed_by_value(folded, match)]
    labels = {label_key(match.group()) for match in rows}
    if not any(len(labels & layout.exact.keys()) >= _FEWEST_LABELS for layout in layouts().values()):
        return
    places = [(offsets[match.start()], offsets[match.end() - 1] + 1) for match in found]
    firsts = {offsets[match.start()] for match in rows}
    for run in _runs(places, text, [offsets[left] for left, _ in titles]):
        with_value = [number for number, (left, _) in enumerate(run) if left in firsts]
        if len(with_value) >= _FEWEST_ROWS or (with_value and with_value[-1] >= _FEWEST_HEADS):
            yield list(_cells_of(run[: with_value[-1] + 1], text, start))


def in_short_line(text: str, start: int) -> list[Piece]:
    """The cells of a table that is one line and nothing else, blanks between its cells; empty for any other line."""
    bare = _NOTE_AROUND.sub("", text)
    if not _APART.search(bare) or _PROSE_MARKS.search(bare):
        return []
    folded, offsets = fold_map(text)
    apart = [match.span() for match in _NOTE.finditer(folded)]
    found = [
        match
        for match in _labels_in_line().finditer(folded)
        if not any(left <= match.start() < right for left, right in apart)
    ]
    rows = [match for match in found if _followed_by_value(folded, match)]
    covered = sum(len(match.group()) for match in found) + sum(map(str.isdigit, folded))
    if len(rows) < _FEWEST_SHORT or covered < _MOSTLY * len(_NOTE.sub("", folded)):
        return []
    places = [(offsets[match.start()], offsets[match.end() - 1] + 1) for match in found]
    return list(_cells_of(places, text, start))


def _may_hold_rows(text: str) -> bool:
    """Whether enough labels of rows end right before a figure for a table to run inside a long line.

    It asks at the figures alone, where the search for every label asks at each character: most prose ends here, at a
    tenth of the cost.
    """
    bare = fold(text).replace("、", "").replace(",", "").replace('"', "")  # the marks that labels have inside
    ending_here = 0
    for match in _FIGURE.finditer(bare):
        before = bare[max(0, match.start() - _LONGEST_NOTE) : match.start()]
        if _ends_with_label(before):
            ending_here += 1
            if ending_here >= _FEWEST_LABELS:
                return True
    return False


def _ends_with_label(before: str) -> bool:
    """Whether what stands before a figure ends with a row's label, a note, a colon or a unit perhaps between them.

    The last characters are asked first: few figures of prose stand behind one that ends a label or a note, and the
    comparison with every label was a twentieth of reading a page.
    """
    last = _row_endings()
    if before[-1:] in last and before.endswith(last[before[-1]]):
        return True
    if before[-1:] not in _ENDS_BETWEEN or (between := _BEFORE_FIGURE.search(before)) is None:
        return False
    label = before[: between.start()]
    return label[-1:] in last and label.endswith(last[label[-1]])


@lru_cache(maxsize=1)
def _row_endings() -> dict[str, tuple[str, ...]]:
    """The keys of every row label by their last character."""
    found: dict[str, tuple[str, ...]] = {}
    for key in sorted(row_labels()):
        found[key[-1]] = (*found.get(key[-1], ()), key)
    return found


# A short line of labels and figures is a table from so many rows on, when nearly all of it is labels and figures.
_FEWEST_SHORT = 2
_MOSTLY = 0.8
_APART = re.compile(r"\s\d[\d.,]*(?:\s|$)")
_NOTE_AROUND = re.compile(r"\([^()]*\)|（[^（）]*）")
# Labels of one form's rows, each before a figure, that a table inside a long line has.
_FEWEST_LABELS = 6
_FIGURE = re.compile(r"[\d/+\-]+")
_BEFORE_FIGURE = re.compile(rf"(?:\([^()]*\))?[:|]*(?:{'|'.join(UNITS)})?$")
_ENDS_BETWEEN = frozenset("):|").union(unit[-1] for unit in UNITS)
_LONGEST_NOTE = 300
# Labels with a figure behind them that make a run of labels inside prose a table.
_FEWEST_ROWS = 3
# Or so many labels in a row before the first figure, as over reviews and lawsuits.
_FEWEST_HEADS = 5
_GAP = re.compile(r"\([^()]*\)|（[^（）]*）|\s+")
_PROSE_MARKS = re.compile(r"[，。；！？]")
_LONGEST_GAP = 60
_LONGEST_TAIL = 160


def _runs(places: Sequence[tuple[int, int]], text: str, titles: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
    """Labels with nothing but figures, notes and short words between them, no sentence and no section's title."""
    run: list[tuple[int, int]] = []
    for left, right in places:
        between = _GAP.sub("", text[run[-1][1] : left]) if run else ""
        titled = bool(run) and any(run[-1][1] <= title < left for title in titles)
        if titled or len(between) > _LONGEST_GAP or _PROSE_MARKS.search(between):
            yield run
            run = []
        run.append((left, right))
    yield run


_ORDINAL_BEFORE = re.compile(
    r"(?:(?<![\d.])\d[.、．]|[（(][一二三四五六七八九十][)）]|(?<![一-鿿])[一二三四五六七八九]、)\s*$"
)

_LONGEST_ORDINAL = 6


def _cells_of(run: Sequence[tuple[int, int]], text: str, start: int) -> Iterator[Piece]:
    """The labels of a run and what stands between them; behind the last one, figures up to the next word."""
    first = run[0][0]
    mark = _ORDINAL_BEFORE.search(text, max(0, first - _LONGEST_ORDINAL), first)
    place = mark.start() if mark else first
    for left, right in run:
        if note := _NOTE_BEHIND.match(text, right):
            right = note.end()  # 采购总金额(万元)
        if mark := _ORDINAL_BEFORE.search(text, place, left):
            left = mark.start()  # 3.其他 is a row of its own, （六）其他 is another's only one
        yield from _between(text, place, left, start)
        words = text[left:right]
        yield Piece(words, start + left, start + right, "word", label_key(words))
        place = right
    yield from _tail(text, place, start)


def _tail(text: str, place: int, start: int) -> Iterator[Piece]:
    """The figures behind the last label, and rows behind it whose labels are mistyped."""
    pending: list[Piece] = []
    for match in _IN_GAP.finditer(text, place, min(len(text), place + _LONGEST_TAIL)):
        if _ORDINAL_MARK.match(text, match.end()):
            continue
        piece = piece_at(match.group(), start + match.start())
        if piece.kind == "word":
            if pending or not _slipped(piece.key):
                break
            pending.append(piece)
        else:
            yield from (*pending, piece)
            pending = []


@lru_cache(maxsize=1 << 10)
def _slipped(key: str) -> bool:
    """Whether words are a label of a row but for a slip."""
    return len(key) >= 4 and is_row(key)


def _followed_by_value(folded: str, match: re.Match[str]) -> bool:
    """Whether a row's label is printed right before a figure, but for a note in brackets."""
    return (
        is_row(match.group())
        and re.match(rf"(?:\([^()]*\))?[:|,]*(?:{'|'.join(UNITS)})?[\d/+\-]", folded[match.end() :]) is not None
    )


_NOTE = re.compile(r"\([^()]*\)")


_IN_GAP = re.compile(rf"\d{{4}}\s*年度?|{_LOOSE_VALUE.pattern}|[\u4e00-\u9fff]+")
_ORDINAL_MARK = re.compile(r"\s*[.、．)）]")


def _between(text: str, left: int, right: int, start: int) -> Iterator[Piece]:
    """The values, units and unknown words between two labels; ordinals and notes in brackets are neither."""
    bare = re.sub(r"\([^()]*\)|（[^（）]*）", lambda match: " " * len(match.group()), text[left:right])
    for match in _IN_GAP.finditer(bare):
        if not _ORDINAL_MARK.match(bare, match.end()):
            yield piece_at(match.group(), start + left + match.start())
