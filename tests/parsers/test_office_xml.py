"""Office files saved as one XML file and served as .doc or .xls."""

import base64
import io
import zipfile

import pytest

from parsers.model import UnreadableError
from parsers.read import extract
from tests.parsers.office_samples import docx_bytes, grid, merged_table, new_document, only_table

WORD = (
    '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'
    ' xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"><w:body><wx:sect>'
    '<w:p><w:pPr><w:listPr><wx:t wx:val="一、"/></w:listPr></w:pPr><w:r><w:t>总体情况</w:t></w:r></w:p>'
    "<w:tbl>"
    '<w:tr><w:tc><w:tcPr><w:vmerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>（三）不予公开</w:t></w:r></w:p></w:tc>'
    "<w:tc><w:p><w:r><w:t>1.属于国家秘密</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>7</w:t></w:r></w:p></w:tc></w:tr>"
    "<w:tr><w:tc><w:tcPr><w:vmerge/></w:tcPr><w:p/></w:tc>"
    "<w:tc><w:p><w:r><w:t>2.其他</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>"
    '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>总计</w:t></w:r></w:p></w:tc>'
    "<w:tc><w:p><w:r><w:t>7</w:t></w:r></w:p></w:tc></w:tr></w:tbl></wx:sect></w:body></w:wordDocument>"
)
SHEET = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="1"><Table>'
    '<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">青石县2023年政府信息公开工作年度报告</Data></Cell></Row>'
    '<Row ss:Index="3"><Cell ss:MergeDown="1"><Data ss:Type="String">规章</Data></Cell>'
    '<Cell><Data ss:Type="String">制发</Data></Cell><Cell><Data ss:Type="Number">12</Data></Cell></Row>'
    '<Row><Cell ss:Index="2"><Data ss:Type="String">废止</Data></Cell><Cell/></Row></Table></Worksheet></Workbook>'
)


def test_a_word_file_of_2003_keeps_its_numbers_rows_and_spans():
    document = extract(WORD.encode(), "application/msword", "http://www.example.gov.cn/a.doc")
    assert document.text == "一、总体情况"
    table = only_table(document)
    assert grid(table) == [["（三）不予公开", "1.属于国家秘密", "7"], ["2.其他", ""], ["总计", "7"]]
    assert (table.rows[0][0].rowspan, table.rows[2][0].colspan) == (2, 2)


def test_a_sheet_of_2003_has_its_title_and_its_merged_cells():
    document = extract(SHEET.encode(), "application/vnd.ms-excel")
    assert document.text == "青石县2023年政府信息公开工作年度报告"
    table = only_table(document)
    assert grid(table) == [["规章", "制发", "12"], ["废止", ""]]
    assert table.rows[0][0].rowspan == 2


def flat(data: bytes) -> bytes:
    """A Word file as Word writes it for one XML file."""
    parts = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml").decode()
        for name in archive.namelist():
            if name != "[Content_Types].xml":
                named = types.split(f'PartName="/{name}" ContentType="')
                kind = named[1].split('"')[0] if len(named) > 1 else "application/xml"
                held = f"<pkg:binaryData>{base64.b64encode(archive.read(name)).decode()}</pkg:binaryData>"
                parts.append(f'<pkg:part pkg:name="/{name}" pkg:contentType="{kind}">{held}</pkg:part>')
    head = '<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
    return f"{head}{''.join(parts)}</pkg:package>".encode()


def test_a_package_written_as_one_xml_file_is_the_word_file_that_it_holds():
    word = new_document()
    merged_table(word)
    data = docx_bytes(word)
    whole, one = extract(data), extract(flat(data), "application/msword")
    assert (one.text, grid(only_table(one))) == (whole.text, grid(only_table(whole)))


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (WORD.replace("<w:wordDocument", '<!DOCTYPE x [<!ENTITY a "b">]><w:wordDocument').encode(), "parse.entities"),
        (WORD[:-200].encode(), "parse.broken"),
        (SHEET.replace('ss:Index="3"', 'ss:Index="9999999"').encode(), "parse.too_many_cells"),
        (SHEET.replace('MergeAcross="2"', 'MergeAcross="8999999"').encode(), "parse.too_many_cells"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(data, rule):
    with pytest.raises(UnreadableError) as refused:
        extract(data)
    assert refused.value.rule == rule
