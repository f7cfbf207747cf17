"""Office documents saved as one XML file -> Document: Word 2003 XML, a Word package as flat XML, Excel 2003 XML.

Programs save them as `.xml`, portals serve them as `.doc` and `.xls`.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from parsers import limits
from parsers.assembly import Assembly
from parsers.model import Document, UnreadableError
from parsers.sheet_extent import fits
from parsers.sheets import Grid, Merged, write_rows
from parsers.sniff import SHEET_XML, WORD_XML
from parsers.word import read_body, read_docx
from parsers.word_numbering import child, local, parse_xml, value

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RENAMED = {"vmerge": "vMerge", "hmerge": "hMerge"}
"""Marks of merged cells as Word 2003 spells them, and as later files do."""


def read_word_xml(data: bytes, url: str | None = None) -> Document:
    """Read a Word 2003 XML file, or a Word package written as one XML file.

    Raises:
        UnreadableError: `parse.too_large`, `parse.entities`, `parse.broken`, and what a Word file is refused for.
    """
    root = _tree(data)
    if local(root) == "package":
        return read_docx(_package(root), url)
    body = child(root, "body")
    if body is None:
        raise UnreadableError("parse.broken", "the Word file has no body")
    for element in list(body.iter("{*}vmerge", "{*}hmerge", "{*}listPr", "{*}binData")):
        if local(element) in _RENAMED:
            element.tag = element.tag.replace(local(element), _RENAMED[local(element)])
        elif local(element) == "listPr":
            _print_number(element)
    return read_body(body, WORD_XML, url)


def read_sheet_xml(data: bytes, url: str | None = None) -> Document:
    """Read an Excel 2003 XML file.

    Raises:
        UnreadableError: `parse.too_large`, `parse.entities`, `parse.broken`, `parse.too_many_cells`.
    """
    out = Assembly()
    for sheet in _tree(data).iter("{*}Worksheet"):
        table = child(sheet, "Table")
        if table is not None:
            write_rows(*_grid(table), out)
    return out.document(SHEET_XML, url)


def _tree(data: bytes) -> Any:
    if len(data) > limits.MAX_XML_BYTES:
        raise UnreadableError("parse.too_large", f"the file is larger than {limits.MAX_XML_BYTES:,} bytes")
    opening = data[:65_536].replace(b"\0", b"")
    if b"<!DOCTYPE" in opening or b"<!ENTITY" in opening:
        raise UnreadableError("parse.entities", "the file declares XML entities")
    try:
        return parse_xml(data)
    except etree.XMLSyntaxError as error:
        raise UnreadableError("parse.broken", f"the XML file is not whole: {error}") from error


def _package(root: Any) -> bytes:
    """The parts of a flat package as the zip that they are otherwise kept in."""
    stream = io.BytesIO()
    types = etree.Element(f"{{{_TYPES}}}Types")
    with zipfile.ZipFile(stream, "w") as archive:
        for part in root:
            name, kind = value(part, "name"), value(part, "contentType")
            content = _content(part)
            if name and content is not None:
                archive.writestr(name.lstrip("/"), content)
                etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=name, ContentType=kind or "")
        archive.writestr("[Content_Types].xml", etree.tostring(types))
    return stream.getvalue()


def _content(part: Any) -> bytes | None:
    """What a part of a flat package holds: XML, or bytes in base64."""
    xml, binary = child(part, "xmlData"), child(part, "binaryData")
    if xml is not None and len(xml):
        return bytes(etree.tostring(xml[0]))
    try:
        return base64.b64decode(binary.text or "") if binary is not None else None
    except binascii.Error:
        return None


def _print_number(element: Any) -> None:
    """Put the number that a paragraph's list gives it, which the file has beside it, before its text."""
    paragraph = element.getparent().getparent()
    text = value(child(element, "t")) or ""
    first = next(paragraph.iter("{*}r"), None)
    if text and first is not None:
        number = etree.Element(first.tag)
        etree.SubElement(number, first.tag[:-1] + "t").text = text
        first.addprevious(number)


def _grid(table: Any) -> tuple[Grid, Merged]:
    """The texts of a sheet by place, and its merged cells."""
    placed = list(_placed(table))
    height = max((row + down for row, _, _, down, _ in placed), default=0)
    width = max((column + across for _, column, across, _, _ in placed), default=0)
    if not fits(height, width):
        raise UnreadableError("parse.too_many_cells", f"a sheet spans {height:,} by {width:,} cells")
    rows: Grid = [[""] * width for _ in range(height)]
    merged: Merged = {}
    for row, column, across, down, text in placed:
        rows[row][column] = text
        if across > 1 or down > 1:
            merged[row, column] = (down, across)
    return rows, merged


def _placed(table: Any) -> Iterator[tuple[int, int, int, int, str]]:
    """Row, column, width, height and text of each cell; a place that is not named is the next."""
    at = 0
    for row in (element for element in table if local(element) == "Row"):
        at = _number(row, "Index", at + 1)
        column = 0
        for cell in (element for element in row if local(element) == "Cell"):
            column = _number(cell, "Index", column + 1)
            across, down = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
            data = child(cell, "Data")
            text = re.sub(r"\s*\n\s*", "", "".join(data.itertext())).strip() if data is not None else ""
            yield at - 1, column - 1, across + 1, down + 1, text
            column += across


def _number(element: Any, name: str, default: int) -> int:
    text = value(element, name) or ""
    return int(text) if text.isdigit() and len(text) < 9 else default
