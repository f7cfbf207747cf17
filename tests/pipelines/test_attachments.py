"""A page and what it attaches are one report: the attachment carries it, the page lends what it does not say."""

from __future__ import annotations

import io
import itertools
import json

import pytest
from docx import Document
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from parsers.forms import load_forms
from pipelines.ingest import ingest
from pipelines.rebuild import rebuild
from pipelines.session import Session
from tests.parsers.pdf_samples import Paper
from tests.pipelines.reports import figures, page, write_lines
from tests.pipelines.world import digests, request, response, rows

PAGE, FILE = "http://www.zherong.gov.cn/a/1.html", "http://www.zherong.gov.cn/f/1.{}"
TITLE = "柘荣县财政局2022年政府信息公开工作年度报告"
MIMES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
PROSE = (
    "一、总体情况",
    "本局认真贯彻落实政府信息公开条例，扎实推进各项工作，全年主动公开信息三百条，回应群众关切。",
    "二、存在的主要问题及改进情况",
    "公开内容还不够丰富，下一步将进一步加强队伍建设，提升公开质量和水平。",
)


def stub(kind: str, *, title: str = TITLE, published: str = "2023-01-20", more: str = "") -> str:
    """A page that says whose report it attaches, and nothing of the report itself."""
    return f"""<html><head><title>{title}</title><meta name="PubDate" content="{published}"></head><body>
    <h1>{title}</h1>
    <p>发布时间：{published}</p><p>根据《中华人民共和国政府信息公开条例》，现公布{title}，详见附件。</p>
    <p><a href="{FILE.format(kind)}">附件：年度报告</a>{more}</p></body></html>"""


def requests_of_2021() -> list[list[str]]:
    """The official table of requests as rows of texts, ten requests received."""
    block = next(block for block in load_forms()["2021"].blocks if block.layout == "requests")
    values = figures(10)
    head = ["", *(column.label for column in block.columns)]
    lines = [
        [row.label, *(str(values.get(f"{row.key}.{column.key}", 0)) for column in block.columns)]
        for row in block.rows
        if not row.variant
    ]
    return [head, *lines]


def docx(heading: str = "政府信息公开工作年度报告", *, table: bool = True) -> bytes:
    """A report as a .docx file."""
    document, stream = Document(), io.BytesIO()
    document.add_paragraph(heading)
    for line in PROSE:
        document.add_paragraph(line)
    if table:
        lines = requests_of_2021()
        grid = document.add_table(len(lines), len(lines[0]))
        for place, texts in enumerate(lines):
            for cell, text in zip(grid.rows[place].cells, texts, strict=True):
                cell.text = text
    document.save(stream)
    return stream.getvalue()


def pdf(heading: str = "政府信息公开工作年度报告", *, table: bool = True) -> bytes:
    """A report as a PDF with a ruled table."""
    paper = Paper()
    for place, line in enumerate((heading, *PROSE)):
        paper.text(70, 60 + 20 * place, line)
    if table:
        paper.font(6)
        edges = [40, 260, *itertools.accumulate([42] * 7, initial=302)]
        for place, texts in enumerate(requests_of_2021()):
            top = 180 + 18 * place
            for left, right, text in zip(edges, edges[1:], texts, strict=False):
                paper.cell(left, top, right, top + 18, text)
    return paper.bytes()


MADE = {"pdf": pdf, "docx": docx}


def crawled(root, *exchanges):
    """An archive of a crawl that met these (address, body, media type), in this order."""
    with Session(root, "crawl", workers=1) as session:
        for second, (url, body, mime) in enumerate(exchanges):
            at = f"2023-03-01T08:00:{second:02d}.000Z"
            session.take(session.archive.append_exchange(url, request(url), response(body, mime=mime), None, at))
    return root


@pytest.mark.parametrize("kind", ["pdf", "docx"])
@pytest.mark.parametrize("page_first", [True, False])
def test_the_attachment_carries_the_report_and_its_page_says_whose_and_when(tmp_path, kind, page_first):
    both = [(PAGE, stub(kind), "text/html"), (FILE.format(kind), MADE[kind](), MIMES[kind])]
    root = crawled(tmp_path / "a", *(both if page_first else both[::-1]))
    (report,) = rows(root, "SELECT * FROM reports")
    assert (report["agency"], report["agency_code"], report["year"]) == ("宁德市柘荣县财政局", "350926", 2022)
    assert (report["url"], report["published"]) == (FILE.format(kind), "2023-01-20")
    (figure,) = rows(root, "SELECT value FROM observations WHERE indicator = 'requests.received.total'")
    assert figure["value"] == 10
    (sources,) = rows(root, "SELECT g.sources FROM reports r JOIN reading g ON g.id = r.reading_id")
    assert json.loads(sources["sources"])["published"] == "attaching page"
    before = digests(root)
    rebuild(root, workers=1)
    assert digests(root) == before


def test_the_same_out_of_a_warc_file_that_holds_both(tmp_path):
    path = tmp_path / "both.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, body, mime in ((PAGE, stub("pdf").encode(), "text/html"), (FILE.format("pdf"), pdf(), MIMES["pdf"])):
            head = StatusAndHeaders("200 OK", [("Content-Type", mime)], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=head))
    outcome = ingest([path], tmp_path / "x", workers=1)
    assert (outcome.taken, outcome.failures) == (2, [])
    (report,) = rows(tmp_path / "x", "SELECT * FROM reports")
    assert (report["agency"], report["year"], report["published"]) == ("宁德市柘荣县财政局", 2022, "2023-01-20")
    assert report["url"] == FILE.format("pdf")


def test_a_stub_gives_way_to_prose_without_figures_too(tmp_path):
    both = [(PAGE, stub("docx"), "text/html"), (FILE.format("docx"), docx(table=False), MIMES["docx"])]
    root = crawled(tmp_path / "a", *both)
    (report,) = rows(root, "SELECT * FROM reports")
    assert (report["url"], report["published"]) == (FILE.format("docx"), "2023-01-20")


@pytest.mark.parametrize("page_first", [True, False])
def test_an_attachment_that_says_whose_it_is_lends_that_to_its_page(tmp_path, page_first):
    page = stub("docx", title="2022年政府信息公开工作年度报告").replace("zherong", "example").replace("财政局", "")
    both = [(PAGE, page, "text/html"), (FILE.format("docx").replace("zherong", "example"), docx(TITLE), MIMES["docx"])]
    root = crawled(tmp_path / "a", *(both if page_first else both[::-1]))
    (report,) = rows(root, "SELECT * FROM reports")
    assert (report["agency"], report["year"], report["published"]) == ("宁德市柘荣县财政局", 2022, "2023-01-20")


def test_an_attachment_of_another_year_is_another_report(tmp_path):
    other = docx("柘荣县财政局2021年政府信息公开工作年度报告")
    root = crawled(tmp_path / "a", (PAGE, stub("docx"), "text/html"), (FILE.format("docx"), other, MIMES["docx"]))
    assert [row["year"] for row in rows(root, "SELECT year FROM reports ORDER BY year")] == [2021, 2022]


def test_what_the_page_lends_follows_the_page(tmp_path):
    root = crawled(tmp_path / "a", (PAGE, stub("docx"), "text/html"), (FILE.format("docx"), docx(), MIMES["docx"]))
    with Session(root, "refresh", workers=1) as session:
        again = response(stub("docx", published="2023-01-25"))
        session.take(session.archive.append_exchange(PAGE, None, again, None, "2023-04-01T08:00:00.000Z"))
    (report,) = rows(root, "SELECT * FROM reports")
    assert (report["published"], report["version"]) == ("2023-01-25", 1)
    before = digests(root)
    rebuild(root, workers=2)
    assert digests(root) == before


def test_what_was_held_against_a_report_goes_with_it(tmp_path):
    # A bureau of no county that is known, two years; then the file that the first page attaches says which county's.
    first = page("县财政局", 2021, figures(10, carried_out=3), extra=f'<a href="{FILE.format("xls")}">附件</a>')
    second = page("县财政局", 2022, figures(10, carried_in=2))
    host = "http://www.example.org/{}.html"
    write_lines(tmp_path / "pages.jsonl", [(host.format(1), first), (host.format(2), second)])
    attached = page("柘荣县财政局", 2021, figures(10, carried_out=3))
    write_lines(tmp_path / "file.jsonl", [(FILE.format("xls"), attached)])
    findings = "SELECT r.year FROM findings f JOIN reports r ON r.id = f.report_id WHERE rule = 'time.carried'"
    ingest([tmp_path / "pages.jsonl"], tmp_path / "a", workers=1)
    assert {row["year"] for row in rows(tmp_path / "a", findings)} == {2022}
    ingest([tmp_path / "file.jsonl"], tmp_path / "a", workers=1)
    assert rows(tmp_path / "a", findings) == []
    kept = digests(tmp_path / "a")
    rebuild(tmp_path / "a", workers=1)
    assert digests(tmp_path / "a") == kept
