"""The site's pages, asked without a browser: what they hold, what they refuse, what they are served with."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import lxml.html
import pytest
from jinja2 import Environment, FileSystemLoader

from explorer.asking import Ask
from explorer.captured import POLICY
from explorer.home import home
from explorer.overview import UNKNOWN, Cell, Overview
from explorer.site import HERE
from pipelines.diff import compare, lines
from tests.explorer.archives import BROKEN, GAP, HOSTILE_AGENCY, HOSTILE_YEAR, REMOVED, REVISED
from tests.pipelines.world import rows

pytestmark = pytest.mark.xdist_group("explorer")

Get = Callable[..., httpx.Response]
ReportOf = Callable[[str, int], int]


def tree_of(response: httpx.Response) -> Any:
    assert response.status_code == 200, response.text[:500]
    return lxml.html.document_fromstring(response.text)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_answers_in_both_languages(get: Get, report_of: ReportOf, language: str):
    revised = report_of("洪泽", 2022)
    paths = [
        "/", "/?year=2021", "/search", "/search?q=公开", "/findings", "/findings/requests.balance", "/agency/1",
        "/coverage?province=35&year=2021", f"/report/{revised}", f"/report/{revised}?version=1",
        f"/report/{revised}/compare", f"/report/{revised}/figure/1/0", "/capture/1",
    ]  # fmt: skip
    for path in paths:
        tree = tree_of(get(path, headers={"accept-language": language}))
        assert tree.get("lang").startswith(language), path
        assert words(tree.find(".//title"))
        assert len(tree.xpath("//h1")) == 1, path


def test_the_choice_of_a_language_is_remembered(get: Get):
    response = get("/?lang=zh")
    assert "gongkai_language=zh" in response.headers["set-cookie"]
    remembered = get("/", headers={"cookie": "gongkai_language=zh", "accept-language": "en"})
    assert tree_of(remembered).get("lang") == "zh-CN"


def test_home_counts_what_is_there(get: Get, archive: Path):
    tree = tree_of(get("/"))
    counted = rows(archive, "SELECT count(*) AS n FROM reports")[0]["n"]
    assert str(counted) in words(tree.xpath("//dl[@class='tally']")[0])
    revisions = words(tree.xpath("//h2[.='Latest revisions']/..")[0])
    assert "洪泽" in revisions
    assert "taken down" in revisions


def test_the_map_and_the_matrix_tell_the_reports_of_each_province(get: Get, archive: Path):
    tree = tree_of(get("/?year=2021"))
    sql = "SELECT state, count(*) AS n FROM coverage WHERE year = 2021 AND agency_code LIKE '35%' GROUP BY state"
    states = {row["state"]: row["n"] for row in rows(archive, sql)}
    known = sum(states.get(state, 0) for state in ("on_time", "late", "undated"))
    due = sum(states.values()) - states.get("not_due", 0)
    assert 0 < known < due
    tile = tree.xpath("//figure[@id='coverage-map']//a[contains(@href, 'province=35')]")[0]
    assert f"Fujian 2021: {round(100 * known / due)}% ({known} / {due})" in words(tile)
    assert len(tree.xpath("//figure[@id='coverage-map']//*[contains(@class, 'tile')]")) == 34
    row = tree.xpath("//table[@class='matrix']//th[.='Fujian']/..")[0]
    shown = {
        words(head): words(cell)
        for head, cell in zip(tree.xpath("//table[@class='matrix']//thead//th"), row.xpath("./td"), strict=False)
    }
    assert any(str(round(100 * known / due)) in each for each in shown.values())


def test_the_tables_of_a_report_hold_every_figure_once_with_its_trace(get: Get, archive: Path, report_of: ReportOf):
    report = report_of("霞浦", 2023)
    tree = tree_of(get(f"/report/{report}"))
    figures = rows(archive, "SELECT seq, raw FROM observations WHERE report_id = ? AND version = 1", report)
    shown = {link.get("href"): words(link) for link in tree.xpath("//a[@data-trace]")}
    assert shown == {f"/report/{report}/figure/1/{row['seq']}": row["raw"] for row in figures}


def test_a_broken_sum_is_marked_where_it_stands(get: Get, report_of: ReportOf):
    tree = tree_of(get(f"/report/{report_of('霞浦', BROKEN[1])}"))
    assert "is not" in words(tree.xpath("//section[@id='findings']")[0])
    row = tree.xpath("//th[starts-with(., '（七）总计')]/..")[0]
    assert "error" in row.xpath("./td")[-1].get("class")
    number = row.xpath("./td")[-1].xpath(".//sup/a")[0].get("href")
    assert tree.xpath(f"//li[@id='{number[1:]}']")


def test_what_was_not_read_is_told_from_what_is_nought(get: Get, report_of: ReportOf):
    tree = tree_of(get(f"/report/{report_of('霞浦', 2023)}"))
    cells = tree.xpath("//caption[.='第二十条第（一）项']/..//td[contains(@class, 'slot')]")
    assert {cell.get("class") for cell in cells} == {"slot absent"}
    assert "not read" in words(cells[0])


def test_an_older_version_says_so_and_holds_its_own_figures(get: Get, report_of: ReportOf):
    report = report_of("洪泽", REVISED[1])
    code = "Requests received in the year: all applicants"
    now, before = (tree_of(get(f"/report/{report}{query}")) for query in ("", "?version=1"))
    values = [words(tree.xpath(f"//a[starts-with(@title, '{code}')]")[0]) for tree in (now, before)]
    assert values == ["83", "79"]
    assert "not the current one" in words(before)
    assert "not the current one" not in words(now)


def test_two_versions_stand_side_by_side(get: Get, report_of: ReportOf):
    tree = tree_of(get(f"/report/{report_of('洪泽', REVISED[1])}/compare"))
    row = tree.xpath("//code[.='requests.received.total']/ancestor::tr")[0]
    assert [words(cell) for cell in row.xpath("./td")] == ["table", "79", "83", "+4"]
    changed = [words(cell) for cell in tree.xpath("//td[contains(@class, 'changed')]")]
    assert "79 83" in changed
    assert [words(each) for each in tree.xpath("//table[@class='sidebyside']//ins")] == ["83", "新增公开栏目3个。"]


def test_the_command_tells_a_sentence_from_the_table_too(archive: Path):
    told = [line.split() for line in lines(compare(archive, *REVISED))]
    assert ["requests.received.total", "79", "->", "83"] in told
    assert ["requests.received.total", "(sentence)", "79", "->", "83"] in told


def test_a_report_taken_down_is_shown_with_that_word(get: Get, report_of: ReportOf):
    assert "taken this report down" in words(tree_of(get(f"/report/{report_of('宁德市人民', REMOVED[1])}")))


def test_an_agency_shows_its_gap_its_break_and_its_series(get: Get, archive: Path):
    agency = rows(archive, "SELECT agency_id FROM reports WHERE instr(agency, '柘荣') LIMIT 1")[0]["agency_id"]
    tree = tree_of(get(f"/agency/{agency}"))
    gap = tree.xpath("//tr[@class='gap']")
    held = {row["year"] for row in rows(archive, "SELECT year FROM reports WHERE agency_id = ?", agency)}
    expected = {row["year"] for row in rows(archive, "SELECT year FROM coverage WHERE instr(agency, '柘荣县人民政府')")}
    assert GAP[1] in expected - held
    assert {words(row.find("th")) for row in gap} == {str(year) for year in expected - held}
    chart = tree.xpath("//figure[contains(@class, 'chart')]")[0]
    assert "Requests for information received" in words(chart)
    assert len(chart.xpath(".//*[@class='gap']")) == len(expected - held)
    assert len(chart.xpath(".//*[@class='break']")) == 1
    # 2015 to 2018 of one form, 2019 alone beside the gap, 2021 to 2024.
    assert [len(line.get("points").split()) for line in chart.xpath(".//polyline")] == [4, 4]


def test_an_agency_points_to_itself_under_its_divisions_other_code(get: Get, archive: Path):
    agency = rows(archive, "SELECT agency_id FROM reports WHERE instr(agency, '洪泽区') LIMIT 1")[0]["agency_id"]
    assert "洪泽县人民政府" in words(tree_of(get(f"/agency/{agency}")).xpath("//header[@class='report-head']")[0])


@pytest.mark.parametrize("origin", ["table", "sentence"])
def test_a_figure_is_traced_to_its_cell_and_its_record(get: Get, archive: Path, report_of: ReportOf, origin: str):
    report = report_of("杭州", 2023)
    row = rows(
        archive,
        "SELECT o.*, c.digest, c.warc_file, c.warc_offset FROM observations o JOIN captures c ON c.id = o.capture_id "
        "WHERE report_id = ? AND indicator = 'requests.received.total' AND origin = ?",
        report, origin,
    )[0]  # fmt: skip
    path = f"/report/{report}/figure/1/{row['seq']}"
    tree = tree_of(get(path))
    for part in (
        row["digest"],
        row["warc_file"],
        str(row["warc_offset"]),
        "requests.received.total",
        str(row["value"]),
    ):
        assert part in words(tree)
    marked = tree.xpath("//td[@class='marked']") if origin == "table" else tree.xpath("//p[@class='context']/mark")
    assert words(marked[0]).startswith(str(row["value"]))
    seen: Any = lxml.html.document_fromstring(get(f"{path}/page").text)
    assert str(row["value"]) in words(seen.xpath("//*[@id='gongkai-figure']")[0])
    part = get(f"{path}?part=1").text
    assert "<html" not in part
    assert row["digest"] in part


def test_findings_by_rule_lead_to_the_report(get: Get, report_of: ReportOf):
    report = report_of("霞浦", BROKEN[1])
    assert "requests.balance" in get("/findings").text
    for query in ("", "?severity=error", f"?year={BROKEN[1]}"):
        assert f"/report/{report}#findings" in get(f"/findings/requests.balance{query}").text
    for query in ("?severity=info", "?year=2022", "?after=999999999-1"):
        assert f"/report/{report}#findings" not in get(f"/findings/requests.balance{query}").text


def test_findings_between_years_are_paged_without_loss(get: Get, archive: Path):
    path, seen = "/findings/time.carried", []
    while path:
        tree = tree_of(get(path))
        seen += tree.xpath("//tbody//th/a/@href")
        path = next(iter(tree.xpath("//a[@rel='next']/@href")), "")
    held = rows(archive, "SELECT count(*) AS n FROM findings WHERE rule = 'time.carried'")[0]["n"]
    assert len(seen) == held > 50


def test_the_stable_address_of_a_report_leads_to_it(get: Get, archive: Path, report_of: ReportOf):
    report = report_of("霞浦", 2023)
    key = rows(archive, "SELECT key FROM reports WHERE id = ?", report)[0]["key"]
    assert get(f"/find?key={quote(key)}").headers["location"] == f"/report/{report}"
    assert get(f"/find?key={quote(key)}&version=1").headers["location"] == f"/report/{report}?version=1"
    missing = get("/find?key=none")
    assert missing.status_code == 404
    assert "stable addresses" in missing.text


def test_the_stable_address_of_a_figure_leads_to_it(get: Get, report_of: ReportOf):
    report = report_of("霞浦", 2023)
    traced = get(f"/report/{report}/figure/1/2")
    stable = next(path for path in tree_of(traced).xpath("//a/@href") if path.startswith("/find?"))
    assert get(stable).headers["location"] == f"/report/{report}/figure/1/2"
    assert get(stable.replace("indicator=", "indicator=no.")).status_code == 404


def test_a_report_says_how_to_cite_it_and_gives_its_figures(get: Get, archive: Path, report_of: ReportOf):
    report = report_of("洪泽", REVISED[1])
    tree = tree_of(get(f"/report/{report}?version=1"))
    cited = words(tree.find_class("cite")[0])
    seen = rows(archive, "SELECT c.url, c.digest FROM report_versions v JOIN captures c ON c.id = v.capture_id "
                "WHERE v.report_id = ? AND v.version = 1", report)[0]  # fmt: skip
    assert all(part in cited for part in ("淮安市洪泽区人民政府", "2022年", seen["url"], seen["digest"], "version 1"))
    held = rows(archive, "SELECT count(*) AS n FROM observations WHERE report_id = ? AND version = 1", report)[0]["n"]
    csv, json = (path for path in tree.xpath("//a/@href") if "/observations." in path)
    assert len(get(csv).text.splitlines()) == held + 1
    assert get(csv).headers["content-disposition"].startswith("attachment")
    assert len(get(json).json()) == held


def test_the_name_of_a_download_says_its_format_and_no_page_opens_as_one(get: Get):
    assert 'filename="capture-1.html.txt"' in get("/capture/1/bytes").headers["content-disposition"]


def test_findings_are_told_in_the_language_of_the_page(get: Get, report_of: ReportOf):
    report = report_of("霞浦", 2023)
    page = get(f"/report/{report}", headers={"accept-language": "zh"})
    said = [words(each) for each in tree_of(page).xpath("//li[@class='error']/span[@class='message']")]
    assert said[0].startswith("98 不等于 107（本列数据的勾稽关系为")
    listed = get("/findings/time.carried", headers={"accept-language": "zh"}).text
    assert "上年结转" in listed
    assert "carried in from" not in listed


def test_pages_forbid_what_they_do_not_need(get: Get, report_of: ReportOf):
    for path in ("/", f"/report/{report_of('霞浦', 2023)}", "/search?q=公开"):
        response = get(path)
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
        assert "style=" not in response.text
        assert not re.search(r"<script(?! src=)|\son\w+=", response.text)


@pytest.mark.parametrize(
    "path", ["/nowhere", "/gongkai", "/gongkai/reports.json", "/find?key=none", "/report/1/figure/9/9"]
)
def test_every_answer_has_a_policy(get: Get, path: str):
    headers = get(path).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert len(headers.get_list("content-security-policy")) == 1


def test_captured_documents_are_served_in_a_sandbox(get: Get, report_of: ReportOf):
    report = report_of(HOSTILE_AGENCY, HOSTILE_YEAR)
    capture = re.search(r"/capture/(\d+)/page", get(f"/report/{report}").text)
    assert capture
    for path in (capture[0], f"/report/{report}/figure/1/0/page", f"/capture/{capture[1]}/bytes"):
        response = get(path)
        assert response.status_code == 200
        assert response.headers["content-security-policy"].startswith(POLICY)
        assert response.headers["x-content-type-options"] == "nosniff"
    download = get(f"/capture/{capture[1]}/bytes")
    assert download.headers["content-type"] == "application/octet-stream"
    assert download.headers["content-disposition"].startswith("attachment")
    assert b"<script" in download.content


@pytest.mark.parametrize("url", ["javascript:alert(1)//http://a.gov.cn", "file:///etc/passwd", "data:text/html,x"])
def test_an_address_that_no_browser_fetches_is_no_link(url: str):
    templates = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True)
    outside = vars(templates.get_template("parts.html").module)["outside"]
    assert outside(url) == html.escape(url)
    assert 'href="https://a.gov.cn/"' in outside("https://a.gov.cn/")


def test_words_of_a_page_are_never_markup_here(get: Get, report_of: ReportOf):
    report = report_of(HOSTILE_AGENCY, HOSTILE_YEAR)
    for path in (f"/report/{report}", "/search?q=owned", f"/search?q={quote('<script>alert(1)</script>')}"):
        tree = tree_of(get(path))
        assert [script.get("src") is not None for script in tree.xpath("//script")] == [True]
    assert "document.title='owned'" in words(tree_of(get(f"/report/{report}")))


@pytest.mark.parametrize(
    "path",
    [
        "/report/0", "/report/999999", "/report/1?version=9", "/report/1/compare?new=9", "/report/1/figure/1/99999",
        "/report/1/figure/9/1", "/agency/999999", "/capture/999999", "/capture/999999/page", "/capture/999999/bytes",
        "/coverage", "/coverage?province=x&year=2020", "/report/999999/compare", "/report/1/figure/1/99999/page",
        "/nowhere", "/nowhere/at/all", "/report/999999999999999999", "/findings/of.nobody",
        "/coverage?province=99&year=2021",
    ],
)  # fmt: skip
def test_what_is_not_there_is_404(get: Get, path: str):
    assert get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/search?q=%00", "/search?q=%22%29%20OR%20(", "/search?q='--&year=x&before=y",
        "/search?before=99999999999999999999", "/search?year=99999999999999999999",
        "/findings/time.carried?after=1-2-3", "/findings/requests.balance?year=²", "/?year=٣",
        "/search?q=" + "公" * 3000, "/search?province=%27%20OR%201=1", "/coverage?province=35&year=2020&skip=-1",
    ],
)  # fmt: skip
def test_odd_parameters_are_answered_in_peace(get: Get, path: str):
    assert get(path).status_code == 200


def test_nothing_can_be_written(get: Get, archive: Path):
    before = (archive / "gongkai.db").read_bytes()
    for sql in ("DELETE FROM report", "UPDATE report SET year = 1", "ATTACH 'x.db' AS x", "PRAGMA user_version = 7"):
        assert get(f"/gongkai?sql={quote(sql)}").status_code == 400
    assert get("/", method="POST").status_code == 405
    assert (archive / "gongkai.db").read_bytes() == before


def test_the_list_of_tables_does_not_complain_on_the_terminal(get: Get, capfd: pytest.CaptureFixture[str]):
    assert get("/gongkai").status_code == 200
    assert get("/gongkai?sql=select+*+from+nothing").status_code == 400
    assert capfd.readouterr().err == ""


def test_tables_views_and_queries_are_there_as_datasette_gives_them(get: Get, archive: Path):
    for view in ("reports", "observations", "findings", "captures", "changes", "coverage", "runs", "documents"):
        assert get(f"/gongkai/{view}.json?_size=1").json()["columns"]
    counted = get("/gongkai.json?sql=select+count(*)+as+n+from+reports&_shape=array").json()
    assert counted == [{"n": rows(archive, "SELECT count(*) AS n FROM reports")[0]["n"]}]
    assert get("/gongkai/reports.csv?_size=2").text.startswith("id,")
    for query in ("sums_that_fail", "one_indicator", "revised_figures"):
        assert get(f"/gongkai/{query}.json").json()["rows"]


def test_where_no_province_is_known_each_portal_has_its_share():
    overview = Overview(years=[2024], unplaced={"甲县人民政府": {2024: Cell(3, states={"on_time": 3, "missing": 1})}})
    overview.unplaced["乙县人民政府"] = {2024: Cell(states={"refused": 1})}
    overview.cells[UNKNOWN, 2024] = Cell(3, states={"on_time": 3, "missing": 1, "refused": 1})
    shown = home(overview, Ask({}, {}, "zh"))
    assert [(each.name, each.figure, each.note) for each in shown["squares"]] == [
        ("甲县人民政府", "75%", "3 / 4"), ("乙县人民政府", "0%", "0 / 1"),
    ]  # fmt: skip
    assert [(name, [each.figure for each in squares]) for _, name, squares in shown["matrix"]] == [
        ("全部网站", ["60%"]), ("甲县人民政府", ["75%"]), ("乙县人民政府", ["0%"]),
    ]  # fmt: skip


def test_reasons_speak_the_language_of_the_page(get: Get):
    page = get("/coverage?province=35&year=2021&state=not_checked", headers={"accept-language": "zh"}).text
    assert "not looked at since" not in page
    assert "no portal looked at" not in page


@pytest.mark.parametrize(
    ("path", "status", "says"), [("/nothing", 404, "没有找到"), ("/gongkai?sql=drop", 400, "SELECT")]
)
def test_pages_of_errors_look_like_the_site_and_lead_on(get: Get, path: str, status: int, says: str):
    response = get(path)
    tree: Any = lxml.html.document_fromstring(response.text)
    assert response.status_code == status
    assert says in words(tree.find(".//main"))
    assert tree.get("lang") == "en"
    assert get(tree.xpath("//link/@href")[0]).status_code == 200
    assert {"/", "/search"} <= set(tree.xpath("//main//a/@href"))
