"""Puts paragraphs and tables in reading order into one `Document`, keeping the offsets right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parsers.limits import MAX_TABLE_CELLS, MAX_TEXT_CHARACTERS
from parsers.model import Block, Cell, Document, Finding, Paragraph, Table, UnreadableError
from parsers.normal import WIDE


class Assembly:
    """Collects blocks; `text` grows by one line a paragraph, and a table remembers where in it it stood."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.findings: list[Finding] = []
        self._parts: list[str] = []
        self._length = 0
        self._tables = 0
        self._cells = 0

    def paragraph(self, text: str, page: int | None = None) -> None:
        """Add a line of prose; a line break inside it makes two lines, blank lines are left out."""
        for line in text.splitlines():
            stripped = line.strip()
            if stripped:
                self._line(stripped, page)

    def _line(self, line: str, page: int | None) -> None:
        self._grow(len(line) + 1)
        start = self._length - len(line) - 1
        self._parts.append(line)
        self.blocks.append(Paragraph(line, start, start + len(line), page))

    def _grow(self, by: int) -> None:
        self._length += by
        if self._length > MAX_TEXT_CHARACTERS:
            raise UnreadableError("parse.too_much_text", f"the text is longer than {MAX_TEXT_CHARACTERS:,} characters")

    def table(self, rows: Sequence[list[Cell]], page: int | None = None) -> None:
        """Add a table, unless it has no printed character at all."""
        if not any(cell.text.strip() for row in rows for cell in row):
            return
        self._cells += sum(len(row) for row in rows)
        if self._cells > MAX_TABLE_CELLS:
            raise UnreadableError("parse.too_many_cells", f"the tables have more than {MAX_TABLE_CELLS:,} cells")
        self._tables += 1
        self.blocks.append(Table(self._tables, list(rows), self._length, page))

    def document(self, mime: str, url: str | None, title: str | None = None, pages: int | None = None) -> Document:
        """The finished document."""
        return Document(
            text="\n".join(self._parts),
            blocks=self.blocks,
            mime=mime,
            url=url,
            title_tag=title or None,
            findings=self.findings,
            pages=pages,
        )


def join_lines(lines: Iterable[str]) -> str:
    """The lines of a cell as one text: Chinese joins without a blank, letters and figures that meet keep one.

    So a label broken over lines, or set one character a line, is whole, and two figures under each other stay two.
    """
    text = ""
    for line in lines:
        stripped = line.strip()
        if text and stripped and not (WIDE.match(text[-1]) or WIDE.match(stripped[0])):
            text += " "
        text += stripped
    return text
