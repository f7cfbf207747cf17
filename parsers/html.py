"""HTML to a `Document`: parsed once, tables cut out of the tree before its prose is looked for, all in its place.

Figures are read from the page's own cells, never from extracted text, which loses spans and cannot tell a blank cell
from a merged one. The text is the page's own lines in reading order; which of them are the body is `parsers.body`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml.etree import XPath, _Element

from parsers import body, labels, markup
from parsers.body import Choice
from parsers.collecting import collector_paused
from parsers.decoding import decode
from parsers.embedded import embedded_markup
from parsers.lines import Walk, walk
from parsers.model import Attachment, Block, Document, Finding, Paragraph, Table
from parsers.printed import printed, select, squeeze

_FILE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|rtf|zip|rar|ofd|txt)(?:$|[?#&])", re.IGNORECASE)
_DOWNLOAD = re.compile(r"download|attach|getfile|filedown|fileid=|/P0\d{20,}", re.IGNORECASE)
_FILE_WORD = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|rtf|zip|rar|ofd)\b|附件|下载|年度报告全文", re.IGNORECASE)
_QUOTED_FILE = re.compile(r"""["']([^"']+\.(?:pdf|docx?|wps|xlsx?|rtf|zip|ofd)(?:\?[^"']*)?)["']""", re.IGNORECASE)
_EMBEDS = {"iframe": "src", "embed": "src", "object": "data", "frame": "src"}
_ATTRIBUTES = ("data-url", "data-href", "data-src", "data-file", "onclick")
_CARRIERS = {name: XPath(f"//*[@{name}]") for name in _ATTRIBUTES}
_STUB = 300
_PAGES = (".html", ".htm", ".shtml", "/")
_HIDDEN_STEPS = XPath("//*[@id='hiddenLocation']//span[starts-with(@id, 'col') and contains(@id, '_name')]")
_STEP = re.compile(r"\s*(?:>+|›|»|→|＞+|/|\\|-{1,2}>?|—+|::|\||·|•)\s*")


@collector_paused()
def read_html(data: bytes, url: str | None = None, charset: str | None = None) -> Document:
    """Read a page: `url` is its own address (links are resolved against it), `charset` what the transport declared.

    Raises `UnreadableError` for what no page can be read from: `parse.empty`, `parse.binary`, `parse.too_large`,
    `parse.too_deep`. Whatever else is wrong with the page ends as a finding of the document.
    """
    decoded = decode(data, charset)
    root = markup.parse(decoded.text)
    document = Document("", [], "text/html", url, decoded.encoding, findings=list(decoded.findings))
    _read_head(root, document)
    markup.strip(root)
    found = walk(root, careful=markup.hides_in_tables(decoded.text))
    choice = body.choose(found)
    if _is_stub(found, choice) and (shipped := _with_shipped_body(decoded.text)) is not None:
        root = shipped
        found = walk(root, careful=True)
        choice = body.choose(found)
    _read_links(root, decoded.text, document)
    if len(choice.shown) > body.MOST_LINES:
        message = f"{len(choice.shown):,} lines: the body is the box with most of the prose, nothing finer was tried"
        document.findings.append(Finding("parse.long_page", "info", message))
    _assemble(found, choice.body, document)
    hidden_steps = select(_HIDDEN_STEPS, root) if "hiddenLocation" in decoded.text else []
    _read_surroundings(found, choice, hidden_steps, document)
    return document


def _is_stub(found: Walk, choice: Choice) -> bool:
    """Whether a page shows next to nothing: no table in its body, and fewer words than any report has."""
    lines = [found.lines[number] for number in choice.body]
    return sum(len(line.text) for line in lines) < _STUB and all(line.table is None for line in lines)


def _with_shipped_body(source: str) -> _Element | None:
    """The page's tree with the body that its scripts would show put in; null where they hold none."""
    root = markup.parse(source)
    shipped = embedded_markup(root)
    if shipped is None:
        return None
    markup.strip(root)
    fragment = markup.parse(f"<div>{shipped}</div>")
    markup.strip(fragment)
    holder = root.find("body")
    (root if holder is None else holder).append(next(fragment.iter("div")))
    return root


def _read_head(root: _Element, document: Document) -> None:
    """The page's own metadata: `<meta>` by lower-cased name (the first that says something), and `<title>`."""
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        content = squeeze(element.get("content") or "")
        if name and (content or name not in document.meta) and not document.meta.get(name):
            document.meta[name] = content
    title = next(root.iter("title"), None)
    document.title_tag = squeeze(printed(title)) or None if title is not None else None


def _read_links(root: _Element, source: str, document: Document) -> None:
    """Files the page links to or embeds, each once, and how many links it has."""
    seen: dict[str, str] = {}
    linked: set[_Element] = set()
    named = [path for name, path in _CARRIERS.items() if name in source]
    carriers = (*root.iter("a", *_EMBEDS), *(element for path in named for element in select(path, root)))
    for element in carriers:
        if element.tag == "a" and (href := element.get("href")):
            linked.add(element)
            if href.endswith(_PAGES) and element.get("onclick") is None:
                continue  # a page's address, and no script beside it
        for address, text in _files(element):
            absolute = _absolute(document.url, address)
            if absolute and not seen.get(absolute):
                seen[absolute] = text
    document.links = len(linked)
    document.attachments = [Attachment(address, text) for address, text in seen.items()]


def _files(element: _Element) -> Iterator[tuple[str, str]]:
    """The file addresses that one element names, as written, with the words that a reader sees."""
    address = element.get(_EMBEDS.get(str(element.tag), "href"), "")
    text = squeeze(printed(element))[:200] or squeeze(element.get("title", ""))
    if address and _is_file(address, text, embedded=element.tag in _EMBEDS):
        yield _unviewed(address), text
    for name in _ATTRIBUTES:
        value = element.get(name)
        if not value:
            continue
        if name == "onclick":
            yield from ((match, text) for match in _QUOTED_FILE.findall(value))
        elif _FILE.search(value):
            yield value, text


def _is_file(address: str, text: str, *, embedded: bool) -> bool:
    if _FILE.search(address):
        return True
    return bool(_DOWNLOAD.search(address)) and (embedded or bool(_FILE_WORD.search(text)))


def _unviewed(address: str) -> str:
    """The file that a viewer page shows (`viewer.html?file=…`), or the address itself."""
    try:
        query = parse_qs(urlsplit(address).query)
    except ValueError:  # no address (`http://[附件.pdf`): what it is resolved to says so
        return address
    for name in ("file", "url", "src", "pdf", "path", "fileurl"):
        for value in query.get(name, ()):
            if _FILE.search(value):
                return value
    return address


def _absolute(url: str | None, address: str) -> str:
    """`address` resolved against the page's own; empty for what is no address."""
    address = "".join(address.split("\n")).strip()
    if not address or address.lower().startswith(("javascript:", "data:", "mailto:", "tel:", "about:", "#")):
        return ""
    try:
        return urljoin(url, address) if url else address
    except ValueError:
        return ""


def _assemble(found: Walk, chosen: list[int], document: Document) -> None:
    """Text, paragraphs and tables of the chosen lines; the lines of the article's head go to `head` instead."""
    split = body.split_head(found.lines, chosen)
    document.head = [found.lines[number].text for number in chosen[:split]]
    pieces: list[str] = []
    blocks: list[Block] = []
    length = 0
    for number in chosen[split:]:
        line = found.lines[number]
        if line.table is not None:
            blocks.append(Table(_count(blocks) + 1, found.tables[line.table].rows, length))
            continue
        blocks.append(Paragraph(line.text, length, length + len(line.text)))
        pieces.append(line.text)
        length += len(line.text) + 1
    document.text = "\n".join(pieces)
    document.blocks = blocks
    for block in blocks:
        if isinstance(block, Table):
            block.offset = min(block.offset, len(document.text))
    if not blocks:
        document.findings.append(Finding("parse.no_body", "info", "the page's body holds no running text and no table"))
    if any(found.tables[line.table].clipped for line in found.lines if line.table is not None):
        message = "a cell claims more rows or columns than its table has; it is cut to the table"
        document.findings.append(Finding("parse.span_clipped", "info", message))


def _count(blocks: Sequence[Block]) -> int:
    return sum(isinstance(block, Table) for block in blocks)


def _read_surroundings(found: Walk, choice: Choice, hidden_steps: list[_Element], document: Document) -> None:
    """What stands round the body: its head lines, breadcrumb, metadata labels, and the pictures inside it."""
    first = choice.body[0] if choice.body else len(found.lines)
    last = choice.body[-1] if choice.body else 0
    before = [line for number in choice.shown if number < first and (line := found.lines[number]).table is None]
    document.breadcrumb = _breadcrumb(hidden_steps, [line.text for line in before])
    top = [line.text for line in before if line.linked * 2 <= len(line.text)]
    top = [text for text in top if not (body.is_tool(text) or body.is_footer(text) or body.LOCATION.match(text))]
    document.head = [text for text in top[-40:] if not _STEP.match(text)] + document.head
    for grid in found.labels:
        for label, value in labels.from_rows(grid.rows).items():
            document.labels.setdefault(label, value)
    for label, value in labels.from_lines(document.head).items():
        if not document.labels.get(label):
            document.labels[label] = value
    for number in choice.shown:
        if number > last and "标识码" in (text := found.lines[number].text):
            document.labels["网站标识码"] = text
    addresses = (_absolute(document.url, src) for src, place in found.images if first <= place <= last + 1)
    document.images = list(dict.fromkeys(filter(None, addresses)))


def _breadcrumb(hidden_steps: list[_Element], lines: Sequence[str]) -> list[str]:
    """The steps of the location line (当前位置：首页 > 政务公开 > …), or of a Hanweb page's hidden one."""
    hidden = [(span.get("id", ""), squeeze(printed(span))) for span in hidden_steps]
    if hidden:
        return [name for _, name in sorted(hidden, key=_depth, reverse=True) if name]
    for place, line in enumerate(lines):
        if "位置" in line[:30] and (match := body.LOCATION.search(line[:30])):
            rest = [line[match.end() :]]
            for following in lines[place + 1 : place + 12]:
                if (
                    not _STEP.match(following)
                    and rest[-1]
                    and not rest[-1].rstrip().endswith((">", "＞", "»", "›", "/"))
                ):
                    break
                rest.append(following)
            return [step for part in rest for step in _STEP.split(part.strip()) if step]
    return []


def _depth(step: tuple[str, str]) -> int:
    """The number in `col6_name`: the higher, the nearer to the site's root."""
    digits = step[0].removeprefix("col").removesuffix("_name")
    return int(digits) if digits.isdecimal() else 0
