"""A captured document as something to look at, made in a worker process: bytes from anywhere are never parsed here.

A page is shown as captured, made harmless; of a PDF the pictures of its pages; of everything else its extracted text
and tables. The bytes themselves can always be had as a download.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from html import escape
from pathlib import Path

from explorer.cleaning import clean
from parsers.decoding import decode
from parsers.model import Document, Table, UnreadableError
from parsers.read import extract
from parsers.sniff import sniff
from pipelines.archive import load
from pipelines.evidence import Evidence, EvidenceJob
from pipelines.stored import Body, DamagedError, body_of
from pipelines.workers import Failure

POLICY = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""What a captured page may do in a browser: show its text, its inline styles and the pictures inside it."""
_SHOWN_AS_PICTURE = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")
_PDF = "application/pdf"
_DPI = 96.0
_LARGEST_PICTURE = 20_000_000
_STYLE = (
    "body{margin:0;background:#f4f4f2;font:15px/1.7 'Noto Serif CJK SC','Songti SC',SimSun,serif;color:#1b1b1b}"
    "main{max-width:60rem;margin:1.5rem auto;padding:1.5rem 2rem;background:#fff;white-space:pre-wrap}"
    "table{border-collapse:collapse;white-space:normal;margin:1rem 0}td{border:1px solid #999;padding:.2rem .5rem}"
    "img{display:block;max-width:100%;margin:1rem auto;box-shadow:0 1px 6px #0003}"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as harmless HTML, and how many pages a PDF has."""

    html: str
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Download:
    """A capture's body as it came, and the media type that its first bytes show."""

    data: bytes
    mime: str


def _body(root: str, file: str, offset: int) -> tuple[Body, str]:
    stored = load(Path(root), file, offset)
    return body_of(stored), stored.get("WARC-Target-URI") or ""


@dataclass(frozen=True, slots=True)
class ShowJob:
    """Make a capture into something to look at; `page` picks the page of a PDF, from 1."""

    root: str
    file: str
    offset: int
    page: int = 1

    def perform(self) -> Shown | Failure:
        """The document as HTML, or why it cannot be shown."""
        try:
            body, url = _body(self.root, self.file, self.offset)
            return self._shown(body, url)
        except (DamagedError, OSError) as error:
            return Failure("archive.damaged", str(error))
        except UnreadableError as error:
            return Failure(error.rule, str(error))

    def _shown(self, body: Body, url: str) -> Shown:
        kind = sniff(body.data, body.content_type, url)
        if kind in {"text/html", "application/xhtml+xml"}:
            return Shown(clean(decode(body.data, _charset(body.content_type)).text))
        if kind == _PDF:
            return self._pdf(body.data)
        if kind in _SHOWN_AS_PICTURE and len(body.data) <= _LARGEST_PICTURE:
            return Shown(_page(_picture(body.data, kind, "")))
        return Shown(_page(_extracted(extract(body.data, body.content_type, url))))

    def _pdf(self, data: bytes) -> Shown:
        import pypdfium2

        try:
            pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise UnreadableError("parse.pdf", f"the PDF cannot be opened: {error}") from error
        try:
            count = len(pdf)
            number = min(max(1, self.page), count)
            image = pdf[number - 1].render(scale=_DPI / 72).to_pil()
        finally:
            pdf.close()
        out = io.BytesIO()
        image.save(out, "PNG")
        return Shown(_page(_picture(out.getvalue(), "image/png", f"{number} / {count}")), count)


def _charset(content_type: str | None) -> str | None:
    """The encoding that the server named."""
    _, _, named = (content_type or "").lower().partition("charset=")
    return named.split(";")[0].strip(" \"'") or None


def _picture(data: bytes, kind: str, words: str) -> str:
    return f'<img alt="{escape(words)}" src="data:{kind};base64,{base64.b64encode(data).decode()}">'


def _extracted(document: Document) -> str:
    """Paragraphs and tables in reading order; the text alone where the document has no blocks."""
    parts = [_table(block) if isinstance(block, Table) else escape(block.text) for block in document.blocks]
    return f"<main>{chr(10).join(parts) or escape(document.text)}</main>"


def _table(table: Table) -> str:
    rows = [
        "".join(f'<td rowspan="{cell.rowspan}" colspan="{cell.colspan}">{escape(cell.text)}</td>' for cell in row)
        for row in table.rows
    ]
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _page(body: str) -> str:
    head = f'<head><meta charset="utf-8"><style>{_STYLE}</style></head>'
    return f'<!doctype html><html lang="zh">{head}<body>{body}</body></html>'


@dataclass(frozen=True, slots=True)
class DownloadJob:
    """Take a capture's body out of its WARC file."""

    root: str
    file: str
    offset: int

    def perform(self) -> Download | Failure:
        """The bytes, or why they cannot be had."""
        try:
            body, url = _body(self.root, self.file, self.offset)
        except (DamagedError, OSError) as error:
            return Failure("archive.damaged", str(error))
        return Download(body.data, sniff(body.data, body.content_type, url))


@dataclass(frozen=True, slots=True)
class TraceJob:
    """Find a figure again in its document; its page is made harmless like any captured page."""

    evidence: EvidenceJob

    def perform(self) -> Evidence | Failure:
        """The evidence, with the page marked where it was asked for."""
        try:
            found = self.evidence.perform()
            if isinstance(found, Evidence) and found.page is not None:
                found.page = clean(found.page)
        except UnreadableError as error:
            return Failure(error.rule, str(error))
        except OSError as error:
            return Failure("archive.damaged", str(error))
        return found
