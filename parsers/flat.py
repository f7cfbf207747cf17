"""Tables that lost their layout: one cell a line, cells between pipes, a row a line, or a whole report in one line.

What is left is a sequence of labels and values. A region of such lines is cut out of the text, its cells keep their
offsets, and each run of values becomes a row behind the words before it; the aligner does the rest. In text without
pipes an empty cell leaves no trace, so a row that comes out short stays unread (`Table.gridded` is false).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from parsers.forms import YEAR_HEAD, column_heads, known_labels, layouts, row_labels, section_titles
from parsers.model import Cell, Document, Paragraph, Table
from parsers.normal import fold, fold_map
from parsers.one_line import in_one_line, in_short_line, piece_at
from parsers.ownership import Piece
from parsers.ownership import rows as rows_of
from parsers.wording import label_key, likeness
from parsers.written_grid import WrittenGrid, tab_of, written_grids

_LONG = 70
# Figures behind a label that make what follows them a remark.
_FEWEST_FIGURES = 3
_ONE_LINE = 200
_SEPARATORS = re.compile(r"\||\t|\s{2,}|　+")
_HARD = re.compile(r"[|\t]")
_PAIRED = re.compile(r"\||\t\t")
_ONLY_PIPES = re.compile(r"\s*\|[\s|]*\|\s*")
_RULE = re.compile(r"[\s|:\-—_=+]*-{3,}[\s|:\-—_=+]*")
_WORD = re.compile(r"\S+")
_BLANK = re.compile(r"\s")
_SENTENCE = re.compile(r"[。；;！？]\s*$|[，,].*[，,。]")
_PAGE_NUMBER = re.compile(r"(?:[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d{1,3}\s*页.*|P\.?\s*\d{1,3}|Page \d+.*)", re.IGNORECASE)


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    pieces: list[Piece]
    piped: bool
    table: bool
    heading: bool = False


@dataclass(slots=True)
class Region:
    """A flattened table: where it stands in the text, and its rows."""

    start: int
    end: int
    table: Table


def find_regions(document: Document) -> list[Region]:
    """The flattened tables in a document's lines, in order; empty when all its tables are real ones."""
    grids = written_grids(document)
    lines = [line for part in _apart(document, grids) for line in part]
    found = [
        Region(group[0].start, group[-1].end, _table(group, document.text))
        for group in _groups(lines)
        if _believable([piece for line in group for piece in line.pieces])
    ]
    found += [Region(grid.start, grid.end, Table(0, grid.rows, grid.start)) for grid in grids]
    return sorted(found, key=lambda region: region.start) if grids else found


def _apart(document: Document, grids: Sequence[WrittenGrid]) -> Iterator[list[_Line]]:
    """The lines outside the grids; a grid ends a table as a heading does."""
    for number, paragraph in enumerate(document.paragraphs()):
        if any(grid.start <= paragraph.start < grid.end for grid in grids):
            yield [_Line(paragraph.start, paragraph.end, [], False, False, heading=True)]
        else:
            yield list(_read_lines(paragraph, document.text, number))


def _believable(pieces: Sequence[Piece]) -> bool:
    """Labels of a form and values: the names of a menu (行政许可, 行政处罚) are labels too, but have no values."""
    labels = {piece.key for piece in pieces if piece.kind == "word" and piece.key in known_labels()}
    values = sum(piece.kind in ("value", "blank") for piece in pieces)
    return (len(labels) >= 3 and values >= 1) or (len(labels) >= 2 and values >= 2)


# ---- lines into pieces


def _read_lines(paragraph: Paragraph, whole: str, number: int) -> Iterator[_Line]:
    """A line as one; the tables inside a line that holds a whole report as lines of their own, with prose between."""
    text = paragraph.text
    if len(text) <= _ONE_LINE or "\t" in text or len("".join(text.split())) <= _ONE_LINE:
        line = _read_line(paragraph, whole, number)
        pieces = [] if line.table or line.heading or line.piped else in_short_line(text, paragraph.start)
        for piece in pieces:
            piece.line = number
        yield _Line(paragraph.start, paragraph.end, pieces, False, True) if pieces else line
        return
    end = paragraph.start
    for pieces in in_one_line(paragraph.text, paragraph.start):
        for piece in pieces:
            piece.line = number
        yield _Line(end, pieces[0].start, [], False, False, heading=True)
        end = pieces[-1].end
        yield _Line(pieces[0].start, end, pieces, False, True)
    yield _Line(end, paragraph.end, [], False, False, heading=True)


def _read_line(paragraph: Paragraph, whole: str, number: int) -> _Line:
    text, start = paragraph.text, paragraph.start
    if "\t" in whole[max(0, start - 1) : paragraph.end + 1]:  # the tabs around a line stand for empty cells
        start = whole.rfind("\n", 0, start) + 1
        text = whole[start : whole.find("\n", paragraph.end) if "\n" in whole[paragraph.end :] else len(whole)]
    piped = _HARD.search(text) is not None
    if _RULE.fullmatch(text) or _PAGE_NUMBER.fullmatch(text.strip()):
        return _Line(start, paragraph.end, [], piped, True)
    cuts = _PAIRED if piped and "\t" in text and tab_of(whole) != "\t" else _HARD if piped else _SEPARATORS
    cells = list(_split(text, start, piped, cuts))
    pieces = [part for piece in (cells if piped else _rejoined(cells, text, start)) for part in _parts(piece)]
    pieces = _unremarked(pieces)
    if piped and _ONLY_PIPES.fullmatch(text) and _goes_on(whole, start):
        pieces.insert(0, Piece("", start, start, "blank"))
    for piece in pieces:
        piece.line = number
    known = [_known(piece) for piece in pieces]
    heads = [piece for piece in pieces if piece.kind != "blank"]
    cornered = len(heads) > 3 and all(known[1:]) and all(piece.kind == "word" for piece in heads)
    table = (all(known) or cornered) and bool(pieces or piped) and not _prose(pieces, text)
    return _Line(start, paragraph.end, pieces, piped, table, len(pieces) == 1 and not piped and _heading(text))


def _goes_on(whole: str, start: int) -> bool:
    """Whether the line before is the label of a row whose cells are this line's: it ends with a pipe, its only one."""
    before = whole[:start].rstrip("\n")
    line = before[before.rfind("\n") + 1 :].strip()
    return line.endswith("|") and line.count("|") == 1 and len(line) > 1


_SECTION = re.compile(r"[#\s]*(?:[一二三四五六七八九十]{1,3}\s*[、.．]|第[一二三四五六七八九十]+部分)")


def _heading(text: str) -> bool:
    """Whether a line is a section's heading: 三、收到和处理…情况, but not the table's own 三、本年度办理结果."""
    key = label_key(text)
    if key in section_titles():
        return True
    return _SECTION.match(text) is not None and key not in known_labels() and not _fragment(key)


def _prose(pieces: Sequence[Piece], text: str) -> bool:
    """Whether a line reads as a sentence; labels with commas of their own do not."""
    words = [piece for piece in pieces if piece.kind == "word" and not _known(piece)]
    return bool(words) and _SENTENCE.search(text) is not None


def _split(text: str, start: int, piped: bool, cuts: re.Pattern[str]) -> Iterator[Piece]:
    """The cells of a line: between pipes an empty one is blank (but for those at the ends of the line)."""
    place = 0
    bounds = [*((match.start(), match.end()) for match in cuts.finditer(text)), (len(text), len(text))]
    for number, (left, right) in enumerate(bounds):
        cell = text[place:left]
        if cell.strip():
            lead = len(cell) - len(cell.lstrip())
            yield piece_at(cell.strip(), start + place + lead)
        elif piped and (number or text[left : left + 1] == "\t") and not (right == left and "|" in text):
            yield Piece("", start + place, start + place, "blank")
        place = right


def _rejoined(cells: list[Piece], text: str, start: int) -> Iterator[Piece]:
    """The cells of a line, a label that blanks part in two made whole: `（三）其他　情形数`."""
    place = 0
    while place < len(cells):
        piece = cells[place]
        following = cells[place + 1] if place + 1 < len(cells) else None
        if following and piece.kind == following.kind == "word":
            whole = text[piece.start - start : following.end - start]
            if label_key(whole) in row_labels() and following.key not in row_labels():
                yield Piece(whole, piece.start, following.end, "word", label_key(whole))
                place += 2
                continue
        yield piece
        place += 1


_ENDS_IN_MARK = re.compile(r"\s[/\-—–]+$")


def _parts(piece: Piece) -> Iterator[Piece]:
    """Label and values printed in one cell or line: `1.属于国家秘密 0 0 0 0 0 0 0`, `0 0 0`, `结果维持 结果纠正`."""
    if piece.kind != "word" or (piece.key in known_labels() and not _ENDS_IN_MARK.search(piece.text)):
        yield piece
        return
    if not _BLANK.search(piece.text):
        yield piece
        return
    words = [piece_at(match.group(), piece.start + match.start()) for match in _WORD.finditer(piece.text)]
    words = _numbered(words, piece)
    if len(words) == 1 or all(_known(each) for each in words) or _are_heads(words):
        yield from words
        return
    words = _unremarked(words)
    last = max((place for place, each in enumerate(words) if each.kind == "word"), default=-1)
    first = next((place for place, each in enumerate(words) if each.kind == "word"), 0)
    if last < len(words) - 1 or first > 0:
        yield from words[:first]
        yield _joined(piece, words[first].start, words[last].end)
        yield from words[last + 1 :]
    else:
        yield from _letterspaced(piece) or [piece]


def _are_heads(words: Sequence[Piece]) -> bool:
    """Whether a line is one of heads behind a corner of its own: `类别 结果维持 结果纠正 其他结果 尚未审结 总计`."""
    return len(words) > 3 and all(each.kind == "word" and each.key in column_heads() for each in words[1:])


def _unremarked(words: list[Piece]) -> list[Piece]:
    """The cells of a line without the remark behind them: `一、本年新收政府信息公开申请数量 30 2 0 0 1 0 33 含网上`."""
    whole = len(words)
    while whole and words[whole - 1].kind == "word":
        whole -= 1
    figures = sum(piece.kind == "value" for piece in words[:whole])
    if whole < len(words) and figures >= _FEWEST_FIGURES and words[0].key in row_labels() and figures == whole - 1:
        return words[:whole]
    return words


def _numbered(words: list[Piece], piece: Piece) -> list[Piece]:
    """The cells of a line, the serial number before a label taken as a part of the label."""
    if len(words) < 2 or words[1].kind != "word" or not (words[0].text.isdigit() and len(words[0].text) <= 2):
        return words
    return [_joined(piece, words[0].start, words[1].end), *words[2:]]


def _letterspaced(piece: Piece) -> list[Piece]:
    """Labels printed with blanks between their characters: `其 他 结 果 尚 未 审 结 总 计`; empty for anything else."""
    opening = fold(piece.text)[:12]
    if not any(opening[:size] in known_labels() for size in range(2, len(opening) + 1)):
        return []
    folded, offsets = fold_map(piece.text)
    pieces: list[Piece] = []
    place = 0
    while place < len(folded):
        longest = min(12, len(folded) - place)
        size = next((size for size in range(longest, 1, -1) if folded[place : place + size] in known_labels()), 0)
        if not size:
            return []
        start, end = offsets[place], offsets[place + size - 1] + 1
        pieces.append(_joined(piece, piece.start + start, piece.start + end))
        place += size
    return pieces


def _joined(piece: Piece, start: int, end: int) -> Piece:
    text = piece.text[start - piece.start : end - piece.start]
    return Piece(text, start, end, "word", label_key(text))


def _known(piece: Piece) -> bool:
    return piece.kind != "word" or piece.key in known_labels() or _fragment(piece.key)


@lru_cache(maxsize=1 << 12)
def _fragment(key: str) -> bool:
    """Whether words are a part of some label (broken over lines), or all but a slip the same."""
    if len(key) < 2:
        return key in _SINGLES
    return key in _all_labels() or any(likeness(key, label) >= _ALL_BUT for label in _near(key))


def _near(key: str) -> Iterator[str]:
    """The labels that can be all but a slip the same: of near length, and lacking few of the key's characters.

    Comparing each line of prose with every label whole took a quarter of the time of a reading.
    """
    size, characters = len(key), frozenset(key)
    for length, labels in _labels_by_length().items():
        if 2 * min(size, length) < _ALL_BUT * (size + length):
            continue
        spare = size - _ALL_BUT * (size + length) / 2
        for label, its_characters in labels:
            if len(characters - its_characters) <= spare:
                yield label


@lru_cache(maxsize=1)
def _all_labels() -> str:
    """Every label in one text, a line each; those with a note also with the words of the note."""
    rows = (row for layout in layouts().values() for line in layout.lines for _, row in line.editions.values())
    noted = {re.sub(r"[^\w]", "", fold(row.label)) for row in rows if "（" in row.label[4:]}
    return "\n".join((*known_labels(), *sorted(noted)))


@lru_cache(maxsize=1)
def _labels_by_length() -> Mapping[int, Sequence[tuple[str, frozenset[str]]]]:
    """Length -> the labels of that length with their characters."""
    found: dict[int, list[tuple[str, frozenset[str]]]] = {}
    for label in sorted(known_labels()):
        found.setdefault(len(label), []).append((label, frozenset(label)))
    return found


_ALL_BUT = 0.8
"""How alike two labels are, by `likeness`, that differ by a slip."""


# One character a line: the vertical label 三/、/本/年/度/办/理/结/果, the halves of 总 计.
_SINGLES = frozenset("三本年度办理结果总计")


# ---- lines into regions


def _groups(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Runs of table lines; a short line between two of them belongs to them (a local row, a slip in a label)."""
    group: list[_Line] = []
    doubtful: list[_Line] = []
    for line in lines:
        if line.heading:
            if group:
                yield _trimmed(group)
            group, doubtful = [], []
        elif line.table:
            if group:
                group += doubtful
            doubtful = []
            if line.pieces or group:
                group.append(line)
        elif group and len(doubtful) < 2 and _may_belong(line):
            doubtful.append(line)
        else:
            if group:
                yield _trimmed(group)
            group, doubtful = [], []
    if group:
        yield _trimmed(group)


def _may_belong(line: _Line) -> bool:
    words = [piece for piece in line.pieces if piece.kind == "word"]
    return bool(line.pieces) and line.end - line.start <= _LONG and not any(_SENTENCE.search(w.text) for w in words)


def _trimmed(group: list[_Line]) -> list[_Line]:
    """Without page numbers and rules at the end."""
    while len(group) > 1 and not group[-1].pieces:
        group.pop()
    return group


# ---- regions into rows


def _table(group: Sequence[_Line], text: str) -> Table:
    row_a_line = _row_a_line(group)
    rows: list[list[Cell]] = []
    begins, ends = not text[: group[0].start].strip(), not text[group[-1].end :].strip()
    if row_a_line:
        parts = _unbroken([line.pieces for line in group if line.pieces])
        if ends and _is_cut(group):
            parts[-1] = [piece for piece in parts[-1] if piece.kind != "blank"]
    else:
        parts = [_unorphaned([piece for line in group for piece in line.pieces], begins, ends)]
    for pieces in parts:
        columns = {id(piece): place for place, piece in enumerate(pieces, 1)}
        for cells in rows_of(_with_year_heads(pieces)):
            rows.append([_cell(piece, len(rows) + 1, columns.get(id(piece), 0)) for piece in cells])
            if not row_a_line:
                for place, cell in enumerate(rows[-1], 1):
                    cell.column = place
    return Table(0, rows, group[0].start, None, gridded=False)


def _unbroken(rows: Sequence[list[Piece]]) -> list[list[Piece]]:
    """Rows in which a label that a line break parts is whole again: `行政事业` above `性收费 | 152.6`."""
    whole: list[list[Piece]] = []
    for row in rows:
        above = whole[-1] if whole else []
        parted = bool(above) and above[-1].kind == row[0].kind == "word" and row[0].key not in row_labels()
        text = above[-1].text + row[0].text if parted else ""
        if text and label_key(text) in row_labels():
            whole[-1] = [
                *above[:-1],
                Piece(text, above[-1].start, row[0].end, "word", label_key(text), row[0].line),
                *row[1:],
            ]
        else:
            whole.append(row)
    return whole


def _is_cut(group: Sequence[_Line]) -> bool:
    """Whether the last line of a text is a row cut short: which of its blanks pad it is then not to be told."""
    last, before = group[-1], [len(line.pieces) for line in group[-4:-1]]
    return last.piped and len(last.pieces) < max(before, default=0)


def _unorphaned(pieces: list[Piece], begins: bool, ends: bool) -> list[Piece]:
    """The cells of a table without the figures that an excerpt begins with, and the labels that it ends with.

    Both together would make a table of figures printed above their labels, each one row off.
    """
    first = next((place for place, piece in enumerate(pieces) if piece.kind == "word"), 0)
    last = next((place for place in reversed(range(len(pieces))) if pieces[place].kind != "word"), len(pieces)) + 1
    if not begins or not first or (last < len(pieces) and not ends):
        return pieces
    return pieces[first : last if ends else len(pieces)]


def _row_a_line(group: Sequence[_Line]) -> bool:
    """Whether each piped line is a row: most of them hold two cells or more that are not blank."""
    piped = [line for line in group if line.piped and line.pieces]
    full = [line for line in piped if sum(piece.kind != "blank" for piece in line.pieces) >= 2]
    return len(piped) >= 2 and 2 * len(full) > len(piped)


def _cell(piece: Piece, row: int, column: int) -> Cell:
    return Cell(piece.text, row, column, start=piece.start, end=piece.end)


def _with_year_heads(pieces: Sequence[Piece]) -> list[Piece]:
    """A year printed among heads (单位, 2017, 历年累计) is a head, not a value."""
    result = list(pieces)
    for place, piece in enumerate(result):
        if piece.kind == "value" and YEAR_HEAD.fullmatch(fold(piece.text)):
            around = [result[near] for near in (place - 1, place + 1) if 0 <= near < len(result)]
            if any(near.key in ("历年累计", "累计", "单位", "计量单位") for near in around):
                result[place] = Piece(piece.text, piece.start, piece.end, "word", fold(piece.text))
    return result
