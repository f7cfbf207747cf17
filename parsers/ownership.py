"""Rows of a flattened table: which values belong to which label, when all that is left is their order and their lines.

Print puts the figures of a wrapped label above, between or below its lines. Figures in the line of a label are its own;
those on lines of their own go to the label before or behind them, so that as many labels as possible have some. Where
more than one such reading is left, figures before labels are believed only where the order forces them.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from parsers.forms import SERIALS, Line, column_heads, furniture, layouts, row_labels
from parsers.normal import fold
from parsers.numbers import read_value
from parsers.wording import label_key, likeness, ordinal

# Fewer values in one line than this are cells printed apart, not a row.
_ROW_OF_VALUES = 3
# Print sets rows, not cells, on lines: a text of more lines than this with a cell on nearly each of them is no print.
_FEWEST_LINES = 12
_NEARLY = 0.97
_NUMERALS = frozenset("一二三四五六七八九十")
# Words in the place of a figure are short: 见附件, 暂未统计.
_LONGEST_WORD = 8
# Characters between an ordinal that looks like a value and its label: blanks and an ordinal (`7 2.网络申请数`).
_ORDINAL_APART = 5


@dataclass(slots=True)
class Piece:
    """A cell of a flattened table: words, a value, a unit of measure, or the blank between two pipes."""

    text: str
    start: int
    end: int
    kind: str
    key: str = ""
    line: int = -1


@dataclass(slots=True)
class _Run:
    """Words followed by values."""

    words: list[Piece] = field(default_factory=list)
    values: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class _Item:
    """A label with the values in its own line, values on lines of their own (no words), or heads (no values ever)."""

    kind: str
    words: list[Piece] = field(default_factory=list)
    values: list[Piece] = field(default_factory=list)


def rows(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The rows of a sequence of cells: labels (their groups before them) with their values, and rows of heads."""
    runs = _runs(pieces)
    _unnumber(runs)
    _mend(runs)
    _take_words(runs)
    items = _assigned([item for run in runs for item in _items(run)], in_order=_one_a_line(pieces))
    for place, item in enumerate(items):
        values = item.values
        while not item.words and values and values[0].kind == "blank" and place and items[place - 1].kind == "heads":
            values = values[1:]  # the padding of a row of heads
        if item.words or values:
            yield [*item.words, *values]


def _runs(pieces: Sequence[Piece]) -> list[_Run]:
    """Words and the values behind them; two rows of values one below the other are two runs."""
    runs = [_Run()]
    for piece in pieces:
        if piece.kind == "word":
            if runs[-1].values:
                runs.append(_Run())
            runs[-1].words.append(piece)
        else:
            if _begins_row(runs[-1].values, piece):
                runs.append(_Run())
            runs[-1].values.append(piece)
    return runs


def _unnumber(runs: Sequence[_Run]) -> None:
    """Take the numbers of a column 序号 out of the values before the labels that they number."""
    if not any(word.key in SERIALS for run in runs for word in run.words):
        return
    following = 1
    for run in runs:
        for word in run.words:
            following += re.match(rf"{following}\s", unicodedata.normalize("NFKC", word.text)) is not None
        if run.values and fold(run.values[-1].text) == str(following):
            run.values.pop()
            following += 1


def _begins_row(values: Sequence[Piece], piece: Piece) -> bool:
    """Whether a value stands on a new line below a whole line of values."""
    if len(values) < _ROW_OF_VALUES or piece.line == values[-1].line:
        return False
    return values[-_ROW_OF_VALUES].line == values[-1].line


def _mend(runs: Sequence[_Run]) -> None:
    """Give a label the rest of it that is printed behind its values, and clear the values of what are no figures."""
    for run, following in zip(runs, [*runs[1:], _Run()], strict=True):
        if not run.words:
            continue
        if rest := _rest_of_label(run, following):
            last = run.words[-1]
            text = last.text + "".join(piece.text for piece in following.words[:rest])
            run.words[-1] = Piece(text, last.start, last.end, "word", label_key(text))
            del following.words[:rest]
        if following.words and _ends_with_ordinal(run, following.words[0]):
            run.values.pop()
        if following.words and _ends_with_numeral(run, following.words[0]):
            run.values.pop()
        if _ends_with_page_number(run):
            del run.values[-3:]


def _rest_of_label(run: _Run, following: _Run) -> int:
    """How many words behind the values of a run are the rest of its label: `1.本机` 30 96 … `关不掌握相关政府信息`."""
    last = run.words[-1]
    whole_already = _names_row(last.key) or last.key in furniture()
    if whole_already and not last.text.endswith(("(", "（")):
        return 0
    if len(run.words) > 1 and _names_row_exactly(label_key(run.words[-2].text + last.text)):
        return 0  # the label was broken before its values, and whole there: 4.无正当理由大量反复 | 申请
    for size in range(1, min(3, len(following.words)) + 1):
        tail = following.words[size - 1]
        whole = label_key(last.text + "".join(piece.text for piece in following.words[:size]))
        own = size == len(following.words) and bool(following.values) and following.values[0].line == tail.line
        if _names_row(tail.key):
            # The rest may read as a label of its own (国家秘密): then only the whole to the letter is believed.
            return size if not own and _names_row_exactly(whole) else 0
        if _names_row(whole):
            return size
    return 0


def _take_words(runs: Sequence[_Run]) -> None:
    """Words in the place of a figure (统计中), where a row is as long as its label says only with them."""
    over: frozenset[str] = frozenset()
    for run, following in zip(runs, [*runs[1:], _Run()], strict=True):
        over = frozenset(word.key for word in run.words if word.key in _value_heads()) or over
        if len(run.words) > 1 and run.values and _fit(run.words[-2], run.words[-1], len(run.values) + 1, over):
            run.values.insert(0, run.words.pop())
        if not run.words or not following.words:
            continue
        figures = sum(piece.kind != "unit" for piece in run.values) + 1
        alone = len(following.words) == 1
        more = sum(piece.kind != "unit" for piece in following.values) if alone else 0
        if _fit(run.words[-1], following.words[0], figures + more, over):
            run.values += [following.words.pop(0), *(following.values if alone else [])]
            following.values = [] if alone else following.values


def _fit(label: Piece, word: Piece, figures: int, over: frozenset[str]) -> bool:
    """Whether a word that nothing knows makes the figures behind a label as many as it should have.

    `over` are the heads printed last: under 本年处理决定数量 alone, 行政强制 has one figure and no three.
    """
    strange = len(word.key) <= _LONGEST_WORD and not ordinal(word.text) and not _is_known(word.key)
    if not strange or any(word.key in known for known in row_labels()):
        return False
    counts = _counts_under(label.key, over)
    return figures in counts and figures - 1 not in counts


@lru_cache(maxsize=1)
def _value_heads() -> frozenset[str]:
    """The keys of the heads over figures."""
    lines = (line for layout in layouts().values() for line in layout.lines)
    blocks = (block for line in lines for block, _ in line.editions.values())
    return frozenset(label_key(column.label) for block in blocks for column in block.columns)


@lru_cache(maxsize=1 << 10)
def _counts_under(key: str, over: frozenset[str]) -> frozenset[int]:
    """How many values a row of this label may have under these heads; any number of it, where they are no row's own."""
    found = set()
    for layout in layouts().values():
        for index in layout.exact.get(key, ()):
            for block, _ in layout.lines[index].editions.values():
                if over and over <= {label_key(column.label) for column in block.columns}:
                    found.add(sum(not column.local for column in block.columns))
    return frozenset(found) or _counts(key)


def _names_row(key: str) -> bool:
    """Whether a key is a row's label, alone or behind the label of its group."""
    return is_row(key) or any(
        group and key.startswith(group) and is_row(label_key(key[len(group) :])) for group in furniture()
    )


def _names_row_exactly(key: str) -> bool:
    """Whether a key is a row's label to the letter, alone or behind the label of its group."""
    return key in row_labels() or any(
        group and key.startswith(group) and label_key(key[len(group) :]) in row_labels() for group in furniture()
    )


def _ends_with_ordinal(run: _Run, following: Piece) -> bool:
    """Whether the last value of a row is the ordinal of the next one, printed without a mark: `0 5 1 属于国家秘密`."""
    figures = [piece for piece in run.values if piece.kind != "unit"]
    last = run.values[-1] if run.values else None
    if last is None or last.kind != "value" or not re.fullmatch(r"[1-9]\d?", fold(last.text)):
        return False
    near = following.line == last.line and following.start - last.end <= _ORDINAL_APART
    counts = _counts(run.words[-1].key)
    numbered = any(fold(last.text) in line.ordinals for line in _lines_of(following.key))
    return near and numbered and len(figures) not in counts and len(figures) - 1 in counts


def _ends_with_numeral(run: _Run, following: Piece) -> bool:
    """Whether the last value of a row is the numeral of the next label, set apart from it: 五 | 、行政诉讼数量.

    三、本年度办理结果 is often set upright, a character a line.
    """
    last = fold(run.values[-1].text) if run.values else ""
    opening = fold(following.text)[:1]
    if last not in _NUMERALS or not (opening == "、" or (last == "三" and opening == "本")):
        return False
    figures, counts = sum(piece.kind != "unit" for piece in run.values), _counts(run.words[-1].key)
    return figures not in counts and figures - 1 in counts


def _lines_of(key: str) -> Iterator[Line]:
    """The lines of all forms that have a label."""
    return (layout.lines[index] for layout in layouts().values() for index in layout.exact.get(key, ()))


def _ends_with_page_number(run: _Run) -> bool:
    """Whether the last three values of a row that is too long are a page's number: `71 — 5 —`."""
    figures = [piece for piece in run.values if piece.kind != "unit"]
    counts = _counts(run.words[-1].key)
    last = [fold(piece.text) for piece in run.values[-3:]]
    dashed = len(last) == 3 and last[0] == last[2] == "-" and last[1].isdigit()
    return dashed and len(figures) not in counts and len(figures) - 3 in counts


@lru_cache(maxsize=1 << 10)
def _counts(key: str) -> frozenset[int]:
    """How many values a row of this label may have."""
    return frozenset(
        sum(not column.local for column in block.columns)
        for layout in layouts().values()
        for index in layout.exact.get(key, ())
        for block, _ in layout.lines[index].editions.values()
    )


def _items(run: _Run) -> Iterator[_Item]:
    """The labels and heads among the words of a run, and its values: in the last label's line, or apart."""
    parts = _parts(run)
    last = parts[-1] if parts else None
    if run.values and last and last.kind == "label" and run.values[0].line == last.words[-1].line:
        last.values = run.values
    elif run.values and not (last and _of_group(last, run.values)):
        parts.append(_Item("values", [], run.values))
    yield from parts


def _of_group(item: _Item, values: Sequence[Piece]) -> bool:
    """Whether marks for nothing fill the line of a group: 八、机构建设和保障经费情况 | —— | ——."""
    key = item.words[-1].key
    titled = key in furniture() and not _is_head(key) and not _names_row(key)
    return titled and all(read_value(value.text).status == "not_applicable" for value in values)


def _parts(run: _Run) -> list[_Item]:
    """The words of a run cut behind each label of a row; words before values that nothing knows are a label too."""
    parts: list[_Item] = []
    pending: list[Piece] = []
    run.words = _once(_unbroken(_noted(run.words)))
    for place, word in enumerate(run.words):
        pending.append(word)
        last = place == len(run.words) - 1 and bool(run.values)
        if (_names_row(word.key) or (last and _labels_values(word, run.values))) and not _among_heads(run.words, place):
            parts += _label(pending)
            pending = []
    return [*parts, _Item("heads", pending)] if pending else parts


def _unbroken(words: list[Piece]) -> list[Piece]:
    """Words in which a label that is broken over two lines is one again: 4.保护第三方合法 | 权益."""
    whole: list[Piece] = []
    for word in words:
        last = whole[-1] if whole else None
        if last and word.key not in row_labels() and label_key(last.text + word.text) in row_labels():
            text = last.text + word.text
            whole[-1] = Piece(text, last.start, word.end, "word", label_key(text), word.line)
        else:
            whole.append(word)
    return whole


def _once(words: list[Piece]) -> list[Piece]:
    """Words in which a merged label that converters write into each of its cells is one: 予以公开 | 予以公开 | 3."""
    pairs = itertools.pairwise(words)
    again = {id(one) for one, other in pairs if one.key == other.key and is_row(one.key) and not _is_head(one.key)}
    return [word for word in words if id(word) not in again] if again else words


def _noted(words: list[Piece]) -> list[Piece]:
    """Words in which a label whose note print has broken is one again: （二）部分公开（区分 | 处理的…）."""
    whole: list[Piece] = []
    for word in words:
        last = whole[-1] if whole else None
        if last and _is_open(last.text) and _names_row(last.key) and "）" in _wide(word.text):
            text = last.text + word.text
            whole[-1] = Piece(text, last.start, word.end, "word", label_key(text), word.line)
        else:
            whole.append(word)
    return whole


def _is_open(text: str) -> bool:
    """Whether a bracket is opened and not closed."""
    bare = _wide(text)
    return bare.rfind("（") > bare.rfind("）")


def _wide(text: str) -> str:
    """Full-width brackets in place of others."""
    return text.replace("(", "（").replace(")", "）")


def _labels_values(word: Piece, values: Sequence[Piece]) -> bool:
    """Whether words before values label them: words that nothing knows, or a group with figures in its own line."""
    if not _is_known(word.key):
        return True
    figures = [value for value in values if value.kind == "value" and value.line == word.line]
    return not _is_head(word.key) and len(figures) > 1


def _label(words: list[Piece]) -> list[_Item]:
    """Words that end with a label: the heads before it, if any, and the label with its groups."""
    first = len(words) - 1
    for size in range(2, min(5, len(words)) + 1):
        if is_row(words[-1].key):
            break
        joined = label_key("".join(word.text for word in words[-size:]))
        if is_row(joined) or any(likeness(joined, key) >= 0.9 for key in row_labels()):
            first = len(words) - size
            break
    while first and words[first - 1].key in furniture() and not _is_head(words[first - 1].key):
        first -= 1
    heads = [_Item("heads", words[:first])] if first else []
    return [*heads, _Item("label", words[first:])]


def _among_heads(words: Sequence[Piece], place: int) -> bool:
    """Whether a word that may be a head or a label (其他, 总计) stands among heads; an ordinal makes it a label."""
    word = words[place]
    if not _is_head(word.key) or ordinal(word.text):
        return False
    around = [words[near] for near in (place - 2, place - 1, place + 1) if 0 <= near < len(words)]
    return sum(_is_head(near.key) for near in around) >= min(2, len(around)) and bool(around)


def _is_known(key: str) -> bool:
    return _is_head(key) or key in furniture()


def _one_a_line(pieces: Sequence[Piece]) -> bool:
    """Whether each cell has a line of its own: what took a page apart so wrote a row's label before its figures."""
    lines = [piece.line for piece in pieces if piece.kind != "blank"]
    return len(lines) > _FEWEST_LINES and len(set(lines)) >= _NEARLY * len(lines)


def _assigned(items: list[_Item], *, in_order: bool) -> list[_Item]:
    """Join values that stand apart to labels without any, where one best way is left."""
    result = list(items)
    for chunk, label in _joins(items, in_order=in_order):
        result[label] = _Item("label", items[label].words, items[chunk].values)
        result[chunk] = _Item("values")
    return [item for item in result if item.words or item.values]


def _free(item: _Item) -> bool:
    return item.kind == "label" and not item.values


def _heads_group(item: _Item, following: _Item | None) -> bool:
    """Whether a label is the line of a group whose first row follows: （六）其他处理, 1.申请人无正当理由…."""
    key = item.words[-1].key if item.words else ""
    if following is None or following.kind != "label" or key not in furniture():
        return False
    lines = (layout.lines[at] for layout in layouts().values() for at in layout.exact.get(following.words[-1].key, ()))
    return any(key in line.groups for line in lines)


def _segments(items: Sequence[_Item]) -> Iterator[list[int]]:
    """Places of values and of labels without any, in stretches that nothing else interrupts."""
    segment: list[int] = []
    for place, item in enumerate(items):
        following = items[place + 1] if place + 1 < len(items) else None
        if item.kind == "values" or (_free(item) and not _heads_group(item, following)):
            segment.append(place)
        elif segment:
            yield segment
            segment = []
    if segment:
        yield segment


_Joins = frozenset[tuple[int, int]]


def _certain(items: Sequence[_Item], segment: Sequence[int]) -> tuple[int, _Joins]:
    """How many values of a segment can have a label right before or behind them, and the joins of every best way.

    Dynamic programming from left to right: the state is the label that still has no values, if any.
    """
    states: dict[int | None, tuple[int, _Joins]] = {None: (0, frozenset())}
    taken = -1
    for position, place in enumerate(segment):
        moved: dict[int | None, tuple[int, _Joins]] = {}
        following = segment[position + 1] if position + 1 < len(segment) else None
        for label, (count, joins) in states.items():
            if _free(items[place]):
                _keep(moved, None if label == taken else place, count, joins)
                continue
            _keep(moved, None, count, joins)
            if label is not None and label != taken:
                _keep(moved, None, count + 1, joins | {(place, label)})
            if following is not None and _free(items[following]):
                _keep(moved, taken, count + 1, joins | {(place, following)})
        states = moved
    return _best(states.values())


def _keep(states: dict[int | None, tuple[int, _Joins]], label: int | None, count: int, joins: _Joins) -> None:
    """Add a way to a state: the better one stays; of two equally good ones, what they have in common."""
    known = states.get(label)
    states[label] = (count, joins) if known is None else _best([known, (count, joins)])


def _best(ways: Iterable[tuple[int, _Joins]]) -> tuple[int, _Joins]:
    ways = list(ways)
    most = max(count for count, _ in ways)
    best = [joins for count, joins in ways if count == most]
    return most, frozenset.intersection(*best)


def _plain(items: Sequence[_Item], segment: Sequence[int]) -> list[tuple[int, int]]:
    """Values given to the labels right before them."""
    pairs = itertools.pairwise(segment)
    return [(place, label) for label, place in pairs if _free(items[label]) and items[place].kind == "values"]


def _joins(items: Sequence[_Item], *, in_order: bool) -> Iterator[tuple[int, int]]:
    """Values and the label each belongs to: plainly the one before, unless some can only belong to one behind.

    `in_order` says that no figures stand before their labels.
    """
    segments = list(_segments(items))
    ways = [_certain(items, segment) for segment in segments]
    plain = [_plain(items, segment) for segment in segments]
    before = not in_order and any(most > len(joins) for (most, _), joins in zip(ways, plain, strict=True))
    for (_, certain), joins in zip(ways, plain, strict=True):
        yield from sorted(certain) if before else joins


@lru_cache(maxsize=1 << 12)
def is_row(key: str) -> bool:
    """Whether a key is the label of a row of some form, or one but for a slip."""
    return key in row_labels() or (len(key) >= 6 and any(likeness(key, label) >= 0.85 for label in row_labels()))


def _is_head(key: str) -> bool:
    return key in column_heads()
