"""Plain text and Markdown to a `Document`: the file as it is, so that every offset is the file's own."""

from __future__ import annotations

import re

from parsers.decoding import decode
from parsers.model import Block, Document, Paragraph

# U+2028, form feeds and their like stay inside a line, as every editor shows them: only a line feed ends one.
_LINE = re.compile(r"[^\n]+")
_FRAMES = dict.fromkeys(range(0x2500, 0x2580), "-") | dict.fromkeys(map(ord, "│┃║╎╏┆┇┊┋╽╿"), "|")


def read_text(data: bytes, url: str | None = None) -> Document:
    """Read a text file: the decoded text unchanged but for its line ends (CR LF, CR become LF) and a byte order mark.

    The frames that text browsers draw round cells become the pipes and dashes that others write, each in its place.

    Each line that is not blank is a paragraph, without the blanks round it; tables are left in the text.
    Raises `UnreadableError`: `parse.empty`, `parse.binary`.
    """
    decoded = decode(data)
    text = decoded.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "│" in text or "┃" in text or "║" in text:
        text = text.translate(_FRAMES)
    blocks: list[Block] = []
    for match in _LINE.finditer(text):
        line = match.group()
        if stripped := line.strip():
            start = match.start() + line.index(stripped)
            blocks.append(Paragraph(stripped, start, start + len(stripped)))
    return Document(text, blocks, "text/plain", url, decoded.encoding, findings=list(decoded.findings))
