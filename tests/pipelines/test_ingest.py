"""Files and folders go in once, in order, and what cannot be read is named and keeps nothing else out."""

from __future__ import annotations

import json

import pytest

from pipelines.ingest import ingest
from tests.beside import SEEDS, needs_collection
from tests.pipelines.reports import COUNTIES, figures, many, page, table, write_lines
from tests.pipelines.world import digests, rows

URL = "http://www.zherong.gov.cn/xxgk/2023/1.html"
REPORT = page("柘荣县人民政府", 2022, figures(10, granted=7), prose="全年收到政府信息公开申请9件。")


def test_a_report_is_in_the_tables_as_its_page_says(tmp_path):
    write_lines(tmp_path / "in.jsonl", [(URL, REPORT)])
    outcome = ingest([tmp_path / "in.jsonl"], tmp_path / "a", workers=1)
    assert (outcome.taken, outcome.reports, outcome.failures) == (1, 1, [])
    (report,) = rows(tmp_path / "a", "SELECT * FROM reports")
    expected = {
        "agency": "宁德市柘荣县人民政府",
        "agency_code": "350926",
        "level": "county",
        "year": 2022,
        "version": 1,
    }
    assert {name: report[name] for name in expected} == expected
    assert (report["title"], report["published"]) == ("柘荣县人民政府2022年政府信息公开工作年度报告", "2023-01-20")
    observed = rows(tmp_path / "a", "SELECT * FROM observations WHERE origin = 'table'")
    values = {row["indicator"]: row for row in observed}
    assert len(values) == 175
    cell = values["requests.granted.total"]
    assert (cell["value"], cell["unit"], cell["status"], cell["raw"]) == (7, "件", "reported", "7")
    assert {"table", "row", "column"} <= json.loads(cell["where_json"]).keys()
    (capture,) = rows(tmp_path / "a", "SELECT * FROM captures")
    assert (capture["url"], capture["mime"], cell["capture_id"]) == (URL, "text/html", capture["id"])
    titles = [row["title"] for row in rows(tmp_path / "a", "SELECT title FROM sections ORDER BY seq")]
    assert titles[0] == "总体情况"
    stated = rows(tmp_path / "a", "SELECT * FROM findings WHERE indicators LIKE '%requests.received.total%'")
    assert any({row["left"], row["right"]} == {9, 10} for row in stated)


def test_the_same_again_moves_last_seen_and_nothing_else(tmp_path):
    write_lines(tmp_path / "in.jsonl", many(5))
    ingest([tmp_path / "in.jsonl"], tmp_path / "a", workers=1)
    before, content = rows(tmp_path / "a", "SELECT * FROM documents"), digests(tmp_path / "a")["content"]
    outcome = ingest([tmp_path / "in.jsonl"], tmp_path / "a", workers=1)
    after = rows(tmp_path / "a", "SELECT * FROM documents")
    assert (outcome.taken, outcome.seen) == (0, 5)
    assert all(new["last_seen"] > old["last_seen"] for old, new in zip(before, after, strict=True))
    assert [{**row, "last_seen": ""} for row in after] == [{**row, "last_seen": ""} for row in before]
    assert digests(tmp_path / "a")["content"] == content


def test_a_saved_page_stands_for_the_address_it_names_itself(tmp_path):
    (tmp_path / "a.html").write_text(REPORT.replace("<head>", f'<head><link href="{URL}" rel="canonical">'), "utf-8")
    (tmp_path / "b.html").write_text(REPORT, "gb18030")
    ingest([tmp_path / "a.html", tmp_path / "b.html"], tmp_path / "x", workers=1)
    found = [row["url"] for row in rows(tmp_path / "x", "SELECT url FROM captures ORDER BY id")]
    assert found == [URL, (tmp_path / "b.html").as_uri()]


def test_bad_files_are_named_and_the_others_go_in(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a-empty.html").write_bytes(b"")
    (folder / "b-binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "c-good.html").write_text(REPORT, "utf-8")
    (folder / "d-deep.html").write_text("<div>" * 10_000 + REPORT, "utf-8")
    (folder / "e-wide.html").write_bytes(b"<" + b"a " * 25_000_000 + b">")
    (folder / "f-torn.html").write_text(REPORT[: len(REPORT) // 2], "utf-8")
    (folder / "g.jsonl").write_text(
        '{"url": "http://a.gov.cn/", "text": 3}\n{"url": "http://b.gov.cn/", "te\n', "utf-8"
    )
    outcome = ingest([folder], tmp_path / "x", workers=2)
    assert outcome.taken == 8
    named = [name for name, _ in outcome.failures]
    for name in ("a-empty", "b-binary", "g.jsonl line 1", "g.jsonl line 2"):
        assert any(name in each for each in named), name
    assert all(reason for _, reason in outcome.failures)
    assert rows(tmp_path / "x", "SELECT count(*) AS n FROM reports WHERE year = 2022")[0]["n"] >= 1
    assert len(rows(tmp_path / "x", "SELECT * FROM failures")) == len(outcome.failures)


def test_a_document_that_is_no_annual_report_is_kept_with_the_reason(tmp_path):
    text = (
        "关于做好2022年政府信息公开工作年度报告编制发布工作的通知\n各科室：现将有关事项通知如下，请于1月15日前报送。\n"
    )
    (tmp_path / "n.txt").write_text(text, "utf-8")
    outcome = ingest([tmp_path / "n.txt"], tmp_path / "x", workers=1)
    assert (outcome.reports, outcome.other, outcome.failures) == (0, 1, [])
    (document,) = rows(tmp_path / "x", "SELECT * FROM documents")
    assert document["verdict"] in {"no", "doubtful"}
    assert document["reason"]
    assert rows(tmp_path / "x", "SELECT count(*) AS n FROM captures")[0]["n"] == 1


@pytest.mark.parametrize("page_first", [True, False])
def test_what_a_page_attaches_is_one_report_with_it(tmp_path, page_first):
    title = "柘荣县财政局2022年政府信息公开工作年度报告"
    stub = f"""<html><head><title>{title}</title></head><body><h1>{title}</h1><p>发布时间：2023-01-20</p>
    <p>根据《中华人民共和国政府信息公开条例》，现公布{title}，详见附件。</p>
    <p><a href="/f/1.xls">附件：年度报告</a></p></body></html>"""
    attached = f"<html><body>{table(figures(10))}</body></html>"
    world = [("http://www.zherong.gov.cn/a/1.html", stub), ("http://www.zherong.gov.cn/f/1.xls", attached)]
    write_lines(tmp_path / "in.jsonl", world if page_first else world[::-1])
    ingest([tmp_path / "in.jsonl"], tmp_path / "x", workers=1)
    (report,) = rows(tmp_path / "x", "SELECT * FROM reports")
    assert (report["agency"], report["year"]) == ("宁德市柘荣县财政局", 2022)
    (figure,) = rows(tmp_path / "x", "SELECT * FROM observations WHERE indicator = 'requests.received.total'")
    assert figure["value"] == 10
    assert report["url"] == world[1][0]


def test_reports_of_one_agency_contradict_each_other_in_time(tmp_path):
    lines = [
        (URL, page("柘荣县人民政府", 2021, figures(10, carried_out=3))),
        (URL + "2", page("柘荣县人民政府", 2022, figures(10, carried_in=2))),
    ]
    write_lines(tmp_path / "in.jsonl", lines)
    ingest([tmp_path / "in.jsonl"], tmp_path / "x", workers=1)
    found = rows(
        tmp_path / "x",
        "SELECT r.year, f.* FROM findings f JOIN reports r ON r.id = f.report_id WHERE rule = 'time.carried' "
        "AND indicators LIKE '%total%'",
    )
    assert [(row["year"], row["left"], row["right"]) for row in found] == [(2022, 2, 3)]


def test_two_documents_of_one_report_are_witnesses_that_may_disagree(tmp_path):
    pages = [page("柘荣县人民政府", 2022, figures(number)) for number in (10, 12)]
    write_lines(tmp_path / "in.jsonl", [(f"http://{n}.gov.cn/", text) for n, text in enumerate(pages)])
    ingest([tmp_path / "in.jsonl"], tmp_path / "x", workers=1)
    assert len(rows(tmp_path / "x", "SELECT * FROM reports")) == 1
    assert [row["role"] for row in rows(tmp_path / "x", "SELECT * FROM witnesses")] == ["current", "witness"]
    found = rows(
        tmp_path / "x", "SELECT * FROM findings WHERE rule = 'report.witness' AND indicators LIKE '%received.total%'"
    )
    assert [(row["left"], row["right"]) for row in found] == [(10, 12)]


@needs_collection
def test_real_reports_give_what_their_answers_say(tmp_path):
    ingest([SEEDS], tmp_path / "x", workers=2)
    for gold in sorted((SEEDS / "gold").glob("*.json")):
        answer = json.loads(gold.read_text("utf-8"))
        found = {
            row["indicator"]: row["value"]
            for row in rows(
                tmp_path / "x",
                "SELECT o.* FROM observations o JOIN reports r ON r.id = o.report_id "
                "WHERE r.url LIKE ? AND o.origin = 'table' AND o.value IS NOT NULL",
                f"%{gold.stem}%",
            )
        }
        assert found == {name: value for name, value in answer["table"].items() if value is not None}, gold.name


def test_reports_are_stored_in_the_order_of_their_files(tmp_path):
    write_lines(tmp_path / "in.jsonl", many(len(COUNTIES) * 3))
    ingest([tmp_path / "in.jsonl"], tmp_path / "x", workers=2)
    found = [row["url"] for row in rows(tmp_path / "x", "SELECT url FROM captures ORDER BY id")]
    assert found == [url for url, _ in many(len(COUNTIES) * 3)]
