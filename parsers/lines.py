"""One walk over a page's tree: its lines in reading order, the boxes they stand in, its tables cut out, its pictures.

A line is what a reader sees as one: a block's text, or the part between two `<br>`. Every line knows its box (the
nearest container), so that the body can be found later by where the text stands and not by its mark-up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element

from parsers.grid import Grid, purpose, read_grid, text_rows
from parsers.labels import is_label
from parsers.printed import INLINE, hides, printed, squeeze, unwrap

_LEAVES = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "tr", "tbody", "thead", "tfoot", "hr"))
_TELLING = frozenset(("h1", "h2", "h3", "h4", "dt", "dd", "li"))
"""Blocks whose tag says what their line is."""
_LONGEST_LINK = 100
# A paragraph's indent in the source of a page that has no paragraph elements: a line end, then two ideographic blanks.
_INDENT = re.compile(r"[\r\n][ \t\r\n]*(?=\u3000\u3000|\xa0\xa0\xa0\xa0)")
_LINE_END = re.compile(r"\r\n?|\n")
_PREFORMATTED = frozenset(("pre", "xmp", "textarea", "plaintext", "listing"))
_PRE_STYLE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)


@dataclass(slots=True)
class Box:
    """A container: its parent's index, tag, class and id in one string, and whether it (or one above it) is hidden."""

    parent: int
    tag: str
    marks: str = ""
    hidden: bool = False


@dataclass(slots=True)
class Line:
    """A line of text (or the place of a table): the box's index, how many of its characters are linked, its tag."""

    text: str
    box: int
    linked: int = 0
    tag: str = "p"
    table: int | None = None


@dataclass(slots=True)
class Walk:
    """What the walk found: `images` are addresses as written, each with the number of lines before it."""

    boxes: list[Box] = field(default_factory=lambda: [Box(-1, "body")])
    lines: list[Line] = field(default_factory=list)
    tables: list[Grid] = field(default_factory=list)
    labels: list[Grid] = field(default_factory=list)
    images: list[tuple[str, int]] = field(default_factory=list)


def walk(root: _Element, *, careful: bool = True) -> Walk:
    """The lines, boxes, tables and images of a tree that `markup.strip` has cleaned. Never recurses.

    `careful` false says that nothing is hidden inside tables (`markup.hides_in_tables`).
    """
    walker = _Walker(_linked_by_table(root), careful)
    body = root.find("body")
    walker.run(body if body is not None else root)
    return walker.found


def _linked_by_table(root: _Element) -> dict[_Element, int]:
    """How many characters of links each table holds itself (nested tables count for themselves)."""
    linked: dict[_Element, int] = {}
    inner: set[_Element] = set()
    for outermost in root.iter("table"):  # most anchors of a page stand in no table
        if outermost in inner:
            continue
        inner.update(outermost.iterdescendants("table"))
        for anchor in outermost.iter("a"):
            table = next(anchor.iterancestors("table"), None) if anchor.get("href") is not None else None
            if table is not None:
                linked[table] = linked.get(table, 0) + sum(map(len, anchor.itertext()))
    return linked


class _Walker:
    """The state of the walk: an explicit stack of elements being read, and the line being put together."""

    def __init__(self, linked: dict[_Element, int], careful: bool) -> None:
        self.careful = careful
        self.found = Walk()
        self.linked_by_table = linked
        self.pieces: list[str] = []
        self.linked = 0
        self.anchors = 0
        self.preformatted = False
        self.box = 0
        self.tag = "p"

    def run(self, root: _Element) -> None:
        """Read everything under `root`."""
        stack: list[tuple[Iterator[_Element], _Element | None, int, bool]] = [(iter(root), None, 0, False)]
        self.text(root.text or "")
        while stack:
            children, element, outer, formatted = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if element is not None:
                    self.preformatted = formatted
                    self.leave(element, outer)
                continue
            outer, formatted = self.box, self.preformatted
            if self.enter(child):
                stack.append((iter(child), child, outer, formatted))
            elif child.tail:
                self.text(child.tail)
        self.flush()

    def enter(self, element: _Element) -> bool:
        """Begin an element; True when its children are to be read (then `leave` ends it)."""
        tag = element.tag
        if tag == "br":
            self.flush()
            return False
        if tag == "img":
            self.found.images.append((element.get("src") or element.get("data-src") or "", len(self.found.lines)))
            return False
        style = element.get("style")
        unseen = (style is not None and hides(style)) or element.get("hidden") is not None
        if tag in INLINE or ":" in tag:
            if unseen:
                return False
            self.anchors += tag == "a" and element.get("href") is not None
        else:
            self.flush()
            if tag == "table" and self.take(element):
                return False
            self.open(element, tag, unseen)
        if tag in _PREFORMATTED or (style is not None and _keeps_lines(style)):
            self.preformatted = True
        if element.text:
            self.text(element.text)
        return True

    def open(self, element: _Element, tag: str, unseen: bool) -> None:
        """Begin a block: a paragraph stays in its container, anything else is a container of its own."""
        if tag in _LEAVES and not unseen:
            if tag in _TELLING:
                self.tag = tag
            return
        parent = self.found.boxes[self.box]
        marks = f"{element.get('class', '')} {element.get('id', '')}".strip()
        self.found.boxes.append(Box(self.box, tag, marks, parent.hidden or unseen))
        self.box = len(self.found.boxes) - 1

    def leave(self, element: _Element, outer: int) -> None:
        """End an element and read the text after it."""
        tag = element.tag
        if tag in INLINE or ":" in tag:
            self.anchors -= tag == "a" and element.get("href") is not None
        else:
            self.flush()
            self.tag = "p"
            self.box = outer
        if element.tail:
            self.text(element.tail)

    def text(self, text: str) -> None:
        """Add a text node to the line, parted where the source itself parts lines."""
        if not self.pieces and text.isspace():
            return  # between blocks: no line begins with blanks
        if self.preformatted or "\n" in text or "\r" in text:
            pattern = _LINE_END if self.preformatted else _INDENT
            first, *rest = pattern.split(text)
            self.add(first)
            for piece in rest:
                self.flush()
                self.add(piece)
        else:
            self.add(text)

    def add(self, text: str) -> None:
        """Add text without line ends of its own."""
        self.pieces.append(unwrap(text))
        if self.anchors:
            self.linked += len(text.strip())

    def flush(self) -> None:
        """End the line being put together."""
        if self.pieces:
            if text := squeeze("".join(self.pieces)):
                # A link that was never closed swallows the paragraphs after it; no real link is that long a sentence.
                linked = 0 if self.linked > _LONGEST_LINK and "。" in text else min(self.linked, len(text))
                self.found.lines.append(Line(text, self.box, linked, self.tag))
            self.pieces.clear()
        self.linked = 0

    def take(self, table: _Element) -> bool:
        """Cut a table out when it is one of data or labels; False leaves it to be read as layout."""
        grid = read_grid(table, careful=self.careful)
        use = purpose(grid, self.linked_by_table.get(table, 0), is_label)
        if use in ("layout", "links"):
            return False
        if use == "labels":
            self.found.labels.append(grid)
        elif use == "mixed":
            self.mixed(grid)
        else:
            for caption in table.iterchildren("caption"):
                self.add(printed(caption))
                self.flush()
            self.put(grid)
        if use != "mixed":
            self.nested(table)
        return True

    def put(self, grid: Grid) -> None:
        """A table at this place of the text."""
        self.found.lines.append(Line("", self.box, table=len(self.found.tables)))
        self.found.tables.append(grid)

    def nested(self, table: _Element) -> None:
        """The data tables that stand in the cells of a table, each after it as a table of its own."""
        for inner in table.iterdescendants("table"):
            grid = read_grid(inner, careful=self.careful)
            if purpose(grid, self.linked_by_table.get(inner, 0), is_label) in ("data", "mixed"):
                self.put(grid)

    def mixed(self, grid: Grid) -> None:
        """A report typed into one table: rows of running text and headings become lines, the runs between, tables."""
        run = Grid([], [], grid.clipped)
        for cells, elements, is_text in zip(grid.rows, grid.elements, text_rows(grid.rows), strict=True):
            if not is_text:
                run.rows.append(cells)
                run.elements.append(elements)
                continue
            if run.rows:
                self.put(run)
                run = Grid([], [], grid.clipped)
            for element in elements:
                inner = _Walker(self.linked_by_table, self.careful)
                inner.found, inner.box = self.found, self.box
                inner.run(element)
        if run.rows:
            self.put(run)


def _keeps_lines(style: str) -> bool:
    """Whether a style shows the line ends of the source."""
    return "white-space" in style and _PRE_STYLE.search(style) is not None
