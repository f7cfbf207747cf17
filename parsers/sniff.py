"""What a document is, by its first bytes before its declared type: portals serve web pages as .doc and .xls."""

from __future__ import annotations

import io
import re
import zipfile

import olefile

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
WORKS = "application/vnd.ms-works"
OLE = "application/x-ole-storage"
ENCRYPTED = "application/x-ole-encrypted"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
OFD = "application/ofd"
RTF = "application/rtf"
WORD_XML = "application/vnd.ms-wordml"
SHEET_XML = "application/vnd.ms-spreadsheetml"
ZIP = "application/zip"
RAR = "application/x-rar-compressed"
GZIP = "application/gzip"
HTML = "text/html"
MHTML = "multipart/related"
TEXT = "text/plain"
CSV = "text/csv"
BINARY = "application/octet-stream"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b\x08", GZIP),
)
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OPEN_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|script|style|span|ucaptitle)\b", re.I
)
_MHTML_HEAD = re.compile(
    rb"^(?:MIME-Version:|Content-Type:\s*multipart/related|From:\s*[^\n]*\n.*MIME-Version)", re.I | re.S | re.M
)
_ROOT = re.compile(
    rb"^\W{0,8}<\?xml[^<]*(?:<[?!][^<]*)*<(?:\w+:)?(wordDocument|Workbook|package)\s[^<>]*"
    rb"(?:office/word/2003/wordml|office:spreadsheet|office/2006/xmlPackage)",
    re.S,
)
_SHEETS = frozenset((CSV, "application/csv", XLS, XLSX))
"""Text under one of these is rows of cells: portals serve them as .xls."""
_TEXT_CONTROLS = frozenset(b"\t\n\r\x0c\x1b")


def sniff(data: bytes, mime: str | None = None, url: str | None = None) -> str:
    """The MIME type of a document from its content; declared type and address decide only what that leaves open.

    Word's binary format and the `.wps` of Kingsoft are both `application/msword`; the `.wps` of Microsoft Works is
    `application/vnd.ms-works`. A web page is `text/html` whatever it is called, a page saved with its pictures
    `multipart/related`.
    """
    head = data[:4096]
    if b"%PDF-" in head[:1100]:
        return PDF
    if data.startswith(_OLE_MAGIC):
        return _ole(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(data)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return RTF
    return _picture(data) or _office_xml(head) or _marked_up(data) or _other(data, mime, url)


def _office_xml(head: bytes) -> str | None:
    """An office document that is one XML file, by its root and the namespace of it."""
    root = _ROOT.search(head.replace(b"\0", b""))
    if not root:
        return None
    return SHEET_XML if b"office:spreadsheet" in root.group() else WORD_XML if root.group(1) != b"Workbook" else None


def _picture(data: bytes) -> str | None:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    if data.startswith(b"BM") and len(data) > 26 and data[6:10] == b"\0\0\0\0":
        return "image/bmp"
    return None


def _ole(data: bytes) -> str:
    """Which program's compound file it is, by the streams in it."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            names = {entry[0].lower() for entry in ole.listdir(streams=True, storages=False) if entry}
    except (OSError, ValueError, IndexError, RecursionError):
        return OLE
    streams = (
        ("encryptedpackage", ENCRYPTED),
        ("worddocument", DOC),
        ("workbook", XLS),
        ("book", XLS),
        ("powerpoint document", PPT),
        ("matost", WORKS),
        ("mm", WORKS),
    )
    for name, kind in streams:
        if name in names:
            return kind
    return WORKS if "contents" in names else OLE


def _zip(data: bytes) -> str:
    """Which office format a zip is, by the parts in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist()[:20_000])
            declared = archive.read("mimetype")[:100].strip() if _small(archive, "mimetype") else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        names, declared = set(_named(data)), b""
    if declared in (ODT.encode(), ODS.encode()):
        return declared.decode()
    for part, kind in (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX)):
        if any(name.startswith(part) for name in names):
            return kind
    return OFD if "OFD.xml" in names else ZIP


def _small(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.NameToInfo and archive.NameToInfo[name].file_size < 200


def _named(data: bytes) -> list[str]:
    """Names in the local headers of a zip whose directory is lost."""
    return [
        m.group(1).decode("latin-1") for m in re.finditer(rb"PK\x03\x04.{26}((?:word|xl|ppt)/)", data[:65_536], re.S)
    ]


def _marked_up(data: bytes) -> str | None:
    """A web page or a page saved as one file."""
    head = data[:65_536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\0", b"")
    if _MHTML_HEAD.match(head.lstrip()[:2048]) and b"multipart/related" in head[:4096].lower():
        return MHTML
    opened = _OPEN_TAG.search(head)
    if opened and (
        head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") or head[: opened.start()].count(b"<") < 3
    ):
        return HTML if opened.start() < 4096 or re.match(rb"<(?:!doctype|html|body)", opened.group(), re.I) else None
    return None


def _other(data: bytes, mime: str | None, url: str | None) -> str:
    """Text, or bytes of no known kind."""
    sample = data[:8192]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _text_kind(mime, url)
    odd = sum(1 for byte in sample if byte < 32 and byte not in _TEXT_CONTROLS)
    return BINARY if odd > len(sample) * 0.01 else _text_kind(mime, url)


def _text_kind(mime: str | None, url: str | None = None) -> str:
    declared = (mime or "").split(";")[0].strip().lower()
    path = (url or "").split("?")[0].split("#")[0].lower()
    if declared == "text/markdown" or path.endswith((".md", ".markdown")):
        return "text/markdown"
    if declared in _SHEETS or path.endswith((".csv", ".xls", ".xlsx", ".et")):
        return CSV
    if declared.startswith("text/") or declared in ("application/xml", "application/json", "application/xhtml+xml"):
        return HTML if declared == "application/xhtml+xml" else declared
    return TEXT
