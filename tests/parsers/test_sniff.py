import io
import zipfile
from pathlib import Path

import pytest

from parsers import sniff as kinds
from parsers.sniff import sniff
from tests.parsers.office_samples import docx_bytes, new_document, workbook_bytes, xls_bytes
from tests.parsers.pdf_samples import Paper

DOC = Path(__file__).parent / "samples" / "water-2022.doc"


def zipped(*names: str, mimetype: bytes | None = None) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, b"x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (Paper().bytes(), kinds.PDF),
        (b"\r\n\r\n" + Paper().bytes(), kinds.PDF),
        (docx_bytes(new_document()), kinds.DOCX),
        (workbook_bytes(lambda book: None), kinds.XLSX),
        (xls_bytes([["x"]]), kinds.XLS),
        (DOC.read_bytes(), kinds.DOC),
        (DOC.read_bytes()[:600], kinds.OLE),
        (b"{\\rtf1\\ansi}", kinds.RTF),
        (zipped("a.txt"), kinds.ZIP),
        (zipped("OFD.xml", "Doc_0/Document.xml"), kinds.OFD),
        (zipped("content.xml", mimetype=kinds.ODT.encode()), kinds.ODT),
        (docx_bytes(new_document())[:4000], kinds.DOCX),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0..JFIF", "image/jpeg"),
        (b"GIF89a....", "image/gif"),
        (b"II*\0....", "image/tiff"),
        (b"BM" + bytes(40), "image/bmp"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
        (b"<!DOCTYPE html><html><body>x", kinds.HTML),
        ("\ufeff<html><head><title>年报</title>".encode(), kinds.HTML),
        ("<html><body>年报".encode("utf-16"), kinds.HTML),
        (b"<?xml version='1.0'?><html xmlns='x'>", kinds.HTML),
        (b"<table border=1><tr><td>1</td></tr></table>", kinds.HTML),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x", kinds.MHTML),
        ("一、总体情况\n全年公开12件。".encode(), kinds.TEXT),
        ("一、总体情况".encode("gb18030"), kinds.TEXT),
        (b"", kinds.TEXT),
        (bytes(range(32)) * 40, kinds.BINARY),
    ],
)
def test_content_decides(data, kind):
    assert sniff(data) == kind


@pytest.mark.parametrize(("mime", "name"), [("application/msword", "年报.doc"), ("application/vnd.ms-excel", "x.xls")])
def test_a_web_page_saved_under_another_name_is_a_web_page(mime, name):
    page = b"<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><meta name=ProgId content=Word.Document>"
    assert sniff(page, mime, f"http://example.gov.cn/{name}") == kinds.HTML


def test_a_declared_type_never_overrules_content():
    assert sniff(Paper().bytes(), "text/html", "http://example.gov.cn/a.html") == kinds.PDF


def test_text_takes_its_declared_kind():
    assert sniff(b"plain", "text/csv; charset=utf-8") == "text/csv"
    assert sniff(b"# plain", None, "file:///a/report.md") == "text/markdown"
