"""What passes between the stages of a reading: a document of paragraphs and tables, and the report read from it.

Every format (HTML, PDF, DOCX, XLSX, text, an image) becomes one `Document`: its extracted text, and a sequence of
blocks in reading order. Everything after that (alignment, sections, sentences, checks) knows only this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["reported", "blank", "not_applicable", "text"]
Origin = Literal["table", "sentence"]
Severity = Literal["error", "warning", "info"]
Verdict = Literal["yes", "no", "doubtful"]
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Cell:
    """One cell of a table, as printed.

    `row` and `column` are 1-based grid positions (a cell that spans stands at its first); `page` is 1-based and `box`
    is (left, top, right, bottom) in points from the page's top left corner (pixels for an image). `start` and `end`
    are character offsets in the document's text, for cells that were read from running text. `turned` says that row and
    column are exchanged, in a table that was printed the other way.
    """

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    page: int | None = None
    box: Box | None = None
    start: int | None = None
    end: int | None = None
    confidence: float = 1.0
    turned: bool = False


@dataclass(slots=True)
class Table:
    """Rows of cells, each row holding only the cells that begin in it.

    `offset` is where the table stands in the document's text (the length of the text before it). `number` is the
    1-based place among the tables of the document, in reading order. `gridded` says that the cells come from a real
    grid, so that an empty cell was seen; in flattened text an empty cell leaves no trace and a row may be short.
    """

    number: int
    rows: list[list[Cell]]
    offset: int = 0
    page: int | None = None
    gridded: bool = True


@dataclass(slots=True)
class Paragraph:
    """A line of prose: `text` is `Document.text[start:end]`."""

    text: str
    start: int
    end: int
    page: int | None = None


Block = Paragraph | Table


@dataclass(slots=True)
class Finding:
    """A failed check, or something that could not be read.

    `rule` is a dotted id (`requests.balance`, `parse.row_unmatched`); `left` and `right` are the two figures that
    disagree, null where there is no figure; `indicators` are the codes concerned, so that a user can filter on them.
    """

    rule: str
    severity: Severity
    message: str
    indicators: tuple[str, ...] = ()
    left: float | int | None = None
    right: float | int | None = None


@dataclass(slots=True)
class Document:
    """A document as extracted, before anything is understood.

    `text` is the extracted text that every offset refers to: for a text file the decoded file itself, for HTML the
    body that trafilatura found, for PDF and Word the running text without the tables. `meta` holds the page's own
    metadata by lower-cased name (`articletitle`, `pubdate`, `sitename`, `columnname`, `siteidcode` …), `title_tag` the
    `<title>` of a page or the title property of a file, `breadcrumb` the steps of the page's location line, `head` the
    lines that stand between the page's top and its body (title, 来源, 发布时间 …) in order and `labels` the label/value
    pairs of a metadata table or list (索引号, 发布机构, 文号 …, label without blanks). `recognised` says that
    pages of it were pictures.
    """

    text: str
    blocks: list[Block]
    mime: str
    url: str | None = None
    encoding: str | None = None
    title_tag: str | None = None
    meta: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    breadcrumb: list[str] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    pages: int | None = None
    links: int = 0
    recognised: bool = False

    def tables(self) -> Iterator[Table]:
        """The tables in reading order."""
        return (block for block in self.blocks if isinstance(block, Table))

    def paragraphs(self) -> Iterator[Paragraph]:
        """The lines of prose in reading order."""
        return (block for block in self.blocks if isinstance(block, Paragraph))


@dataclass(slots=True, frozen=True)
class Attachment:
    """A file that a page links to or embeds: absolute address where the page's own is known, and the link's text."""

    url: str
    text: str = ""


@dataclass(slots=True)
class Section:
    """A section of the report: `number` is its ordinal (null where it is lost), `start`/`end` its body's offsets."""

    number: int | None
    title: str
    text: str
    start: int = 0
    end: int = 0


@dataclass(slots=True)
class Observation:
    """One figure: what an indicator's cell or a sentence says.

    `value` is in `unit`, the unit printed or else the form's; `raw` is what is printed. `where` follows the contract:
    table, row, column (1-based, and `page`, `box` for PDF and images, `start`, `end` for text) or start, end for a
    sentence. `confidence` is between 0 and 1 and says how the figure was placed; `basis` names that in a word
    (`label`, `order`, `heads`, `alike`, `arithmetic`, `sentence`,
    `approximate`; see docs/reading.md).
    """

    indicator: str
    value: float | int | None
    unit: str | None
    status: Status
    raw: str
    origin: Origin
    where: dict[str, Any]
    confidence: float = 1.0
    basis: str = "label"


@dataclass(slots=True)
class Field:
    """A field of the report with its source: `meta`, `title`, `label`, `head`, `body`, `signature`, `breadcrumb` …"""

    value: Any
    source: str


@dataclass(slots=True)
class Report:
    """What a document says: the whole result of a reading."""

    title: str | None = None
    agency: str | None = None
    year: int | None = None
    published: str | None = None
    signed: str | None = None
    index_number: str | None = None
    document_number: str | None = None
    site_code: str | None = None
    site_name: str | None = None
    breadcrumb: list[str] = field(default_factory=list)
    form: str | None = None
    is_annual_report: bool = False
    verdict: Verdict = "no"
    reason: str = ""
    sources: dict[str, str] = field(default_factory=dict)
    text: str = ""
    sections: list[Section] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    mime: str = ""
    encoding: str | None = None


class UnreadableError(Exception):
    """A document that cannot be read: `rule` names the cause (`parse.empty`, `parse.too_deep` …), str() explains it."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule

    def finding(self) -> Finding:
        """The finding that records the failure."""
        return Finding(self.rule, "error", str(self))


def figures(report: Report, origin: Origin | None = None) -> Mapping[str, Sequence[Observation]]:
    """The report's observations by indicator, in order; only those of one origin when it is named."""
    found: dict[str, list[Observation]] = {}
    for observation in report.observations:
        if origin is None or observation.origin == origin:
            found.setdefault(observation.indicator, []).append(observation)
    return found
