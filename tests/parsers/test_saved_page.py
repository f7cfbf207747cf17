"""Pages saved as one file: the page inside is read, its pictures are not."""

from email.message import EmailMessage

import pytest

from parsers.model import UnreadableError
from parsers.read import extract
from parsers.saved_page import read_saved_page

PAGE = """<html><head><meta charset="{charset}"><title>某县2023年政府信息公开工作年度报告</title></head><body>
<p>一、总体情况。本机关全年主动公开信息三百余条，办理依申请公开七件，均已按时答复。</p>
<table><tr><td>信息内容</td><td>本年制发件数</td></tr><tr><td>规章</td><td>12</td></tr></table>
<a href="nb.pdf">附件</a></body></html>"""


def saved(charset: str = "utf-8", encoding: str = "quoted-printable", location: str | None = None) -> bytes:
    message = EmailMessage()
    message["MIME-Version"] = "1.0"
    message["From"] = "<Saved by a browser>"
    message.make_related()
    page = EmailMessage()
    page.set_content(PAGE.format(charset=charset).encode(charset), "text", "html", cte=encoding)
    page.set_param("charset", charset)
    if location:
        page["Content-Location"] = location
    message.attach(page)
    picture = EmailMessage()
    picture.set_content(b"\x89PNG\r\n\x1a\n" + bytes(500), "image", "png")
    message.attach(picture)
    return message.as_bytes()


def cells(document) -> list[list[str]]:
    (table,) = document.tables()
    return [[cell.text for cell in row] for row in table.rows]


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_the_page_in_a_saved_file_is_read(charset, encoding):
    document = extract(saved(charset, encoding), "application/msword", "http://a.gov.cn/nb.doc")
    assert document.mime == "multipart/related"
    assert document.title_tag == "某县2023年政府信息公开工作年度报告"
    assert cells(document) == [["信息内容", "本年制发件数"], ["规章", "12"]]
    assert "一、总体情况。本机关全年主动公开信息三百余条" in document.text


def test_links_stand_against_the_page_s_own_address():
    document = read_saved_page(saved(location="http://www.a.gov.cn/xxgk/2023.html"))
    assert [attachment.url for attachment in document.attachments] == ["http://www.a.gov.cn/xxgk/nb.pdf"]


def test_blank_lines_before_the_head_are_no_end_of_it():
    assert cells(extract(b"\r\n\r\n" + saved()))[1] == ["规章", "12"]


def test_a_saved_file_without_a_page_is_refused():
    message = EmailMessage()
    message["MIME-Version"] = "1.0"
    message.make_related()
    picture = EmailMessage()
    picture.set_content(bytes(40), "image", "png")
    message.attach(picture)
    with pytest.raises(UnreadableError) as refused:
        extract(message.as_bytes())
    assert refused.value.rule == "parse.broken"
