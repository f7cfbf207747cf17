"""Reports as Word, Excel and RTF files, with merged cells as those programs write them."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from random import Random

import docx
import xlsxwriter
import xlwt
from docx.enum.text import WD_ALIGN_PARAGRAPH

from tests.generator.formats.html import printed
from tests.generator.gridbends import positions
from tests.generator.model import Content, Grid, GridCell, Prose

_DAY = (2020, 1, 1, 0, 0, 0)


def _fixed(data: bytes) -> bytes:
    """The same package with one date for every member, so that the same seed gives the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _DAY), old.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def docx_file(rng: Random, content: Content, style: str) -> bytes:
    """A Word file; `joined` merges cells, `split` writes paragraphs within cells."""
    content.fields.published = content.fields.index_number = None
    document = docx.Document()
    title = document.add_paragraph(content.fields.title or "")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for item in content.items:
        if isinstance(item, Prose):
            paragraph = document.add_paragraph(("　　" if rng.random() < 0.3 else "") + item.text)
            if item.kind == "signature":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            continue
        table = document.add_table(rows=len(item.rows), cols=item.width, style="Table Grid")
        for at, (columns, row) in enumerate(zip(positions(item), item.rows, strict=True)):
            cells = table.rows[at].cells
            for column, cell in zip(columns, row, strict=True):
                target = cells[column]
                if cell.rowspan > 1 or cell.colspan > 1:
                    target = target.merge(table.cell(at + cell.rowspan - 1, column + cell.colspan - 1))
                target.text = _broken(rng, cell, style)
    stream = io.BytesIO()
    document.save(stream)
    return _fixed(stream.getvalue())


def _broken(rng: Random, cell: GridCell, style: str) -> str:
    text = printed(cell)
    if cell.vertical:
        return "\n".join(text)
    if style == "split" and cell.head and len(text) > 5 and rng.random() < 0.4:
        at = rng.randint(2, len(text) - 2)
        return text[:at] + "\n" + text[at:]
    return text


def xlsx_file(rng: Random, content: Content, style: str) -> bytes:
    """A workbook: everything down one sheet, or (`sheets`) a sheet a table behind one of prose."""
    content.fields.published = content.fields.index_number = None
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": datetime(*_DAY, tzinfo=UTC)})
    wrapped = book.add_format({"text_wrap": True, "border": 1})
    sheet = book.add_worksheet("年度报告")
    sheet.write_string(0, 0, content.fields.title or "")
    at, number = 1, 0
    for item in content.items:
        if isinstance(item, Prose):
            sheet.write_string(at, 0, item.text)
            at += 1
            continue
        target, start = sheet, at
        if style == "sheets":
            number += 1
            target, start = book.add_worksheet(f"附表{number}"), 0
        _xlsx_grid(rng, target, item, start, wrapped)
        at += len(item.rows) + 1 if style != "sheets" else 0
    book.close()
    return stream.getvalue()


def _xlsx_grid(rng: Random, sheet: xlsxwriter.worksheet.Worksheet, grid: Grid, start: int, form: object) -> None:
    typed = rng.random() < 0.7
    for at, (columns, row) in enumerate(zip(positions(grid), grid.rows, strict=True), start=start):
        for column, cell in zip(columns, row, strict=True):
            text = printed(cell)
            if cell.rowspan > 1 or cell.colspan > 1:
                sheet.merge_range(at, column, at + cell.rowspan - 1, column + cell.colspan - 1, "", form)
            number = _number(cell, text) if typed else None
            if number is not None:
                sheet.write_number(at, column, number, form)
            elif text:
                sheet.write_string(at, column, text, form)
            elif cell.rowspan == cell.colspan == 1:
                sheet.write_blank(at, column, None, form)


def _number(cell: GridCell, text: str) -> float | None:
    """The cell's number where it would be stored as one."""
    if cell.value is None or cell.value.state != "reported" or text != str(cell.value.number):
        return None
    return float(text)


def xls_file(rng: Random, content: Content, style: str) -> bytes:
    """An old workbook, everything down one sheet."""
    content.fields.published = content.fields.index_number = None
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1", cell_overwrite_ok=True)
    sheet.write(0, 0, content.fields.title or "")
    at = 1
    for item in content.items:
        if isinstance(item, Prose):
            sheet.write(at, 0, item.text)
            at += 1
            continue
        for row_at, (columns, row) in enumerate(zip(positions(item), item.rows, strict=True), start=at):
            for column, cell in zip(columns, row, strict=True):
                text = printed(cell)
                number = _number(cell, text) if style == "numbers" else None
                shown = text if number is None else number
                if cell.rowspan > 1 or cell.colspan > 1:
                    sheet.write_merge(row_at, row_at + cell.rowspan - 1, column, column + cell.colspan - 1, shown)
                elif text:
                    sheet.write(row_at, column, shown)
        at += len(item.rows) + 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _rtf(text: str) -> str:
    parts = []
    for char in text:
        code = ord(char)
        if char in "\\{}":
            parts.append("\\" + char)
        elif char == "\n":
            parts.append("\\line ")
        elif code < 128:
            parts.append(char)
        else:
            parts.append(f"\\u{code if code < 32768 else code - 65536}?")
    return "".join(parts)


def _rtf_grid(grid: Grid) -> str:
    """Rows with their cells' right edges; a cell merged downwards goes on as an empty one, marked."""
    spread: list[dict[int, tuple[int, str, str]]] = [{} for _ in grid.rows]
    for at, (columns, row) in enumerate(zip(positions(grid), grid.rows, strict=True)):
        for column, cell in zip(columns, row, strict=True):
            text = "\n".join(printed(cell)) if cell.vertical else printed(cell)
            mark = "\\clvmgf" if cell.rowspan > 1 else ""
            spread[at][column] = (cell.colspan, mark, text)
            for down in range(1, cell.rowspan):
                spread[at + down][column] = (cell.colspan, "\\clvmrg", "")
    step = 9000 // grid.width
    lines = []
    for cells in spread:
        ordered = [(column, *cells[column]) for column in sorted(cells)]
        edges = "".join(f"{mark}\\cellx{(column + span) * step}" for column, span, mark, _ in ordered)
        texts = "".join(f"\\pard\\intbl {_rtf(text)}\\cell" for *_, text in ordered)
        lines.append(f"\\trowd\\trgaph108{edges}{texts}\\row")
    return "\n".join(lines)


def rtf_file(rng: Random, content: Content, style: str) -> bytes:
    """A rich text file, as Word and WPS save them."""
    content.fields.published = content.fields.index_number = None
    parts = ["{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}}"]
    parts.append(f"\\pard\\qc {_rtf(content.fields.title or '')}\\par")
    for item in content.items:
        if isinstance(item, Grid):
            parts.append(_rtf_grid(item))
        else:
            parts.append(f"\\pard{' ' if item.kind != 'signature' else chr(92) + 'qr '}{_rtf(item.text)}\\par")
    return ("\n".join(parts) + "}").encode("ascii")
