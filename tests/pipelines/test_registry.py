"""The registry: every problem of a file is named by its line; portals are found by id and by host."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipelines.registry as registry_module
from parsers.resources import data_path
from pipelines.divisions import divisions
from pipelines.identity import resolve
from pipelines.registry import COLUMNS, Registry, RegistryError, address_problem, bundled, host_of, load

HEAD = "id,name,level,admin_code,base_url,annual_report_list_url,cms,region,note,source"

NEVER = re.compile("(?!)")


def written(folder: Path, *lines: str, head: str = HEAD) -> Path:
    path = folder / "portals.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def problems(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(RegistryError) as caught:
        load(path)
    return [(problem.line, problem.column) for problem in caught.value.problems]


def test_three_columns_are_enough(tmp_path):
    path = written(tmp_path, "one,甲县人民政府,http://127.0.0.1:8001/", head="id,name,base_url")
    (portal,) = load(path)
    assert (portal.id, portal.host, portal.level, portal.line) == ("one", "127.0.0.1:8001", "", 2)


def test_columns_in_any_order_and_a_byte_order_mark(tmp_path):
    path = tmp_path / "portals.csv"
    path.write_text("\ufeffbase_url,name,id\nhttps://www.a.gov.cn/,甲,a\n\n", encoding="utf-8")
    (portal,) = load(path)
    assert (portal.id, portal.name) == ("a", "甲")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("id,name,base_url\na,甲,http://a.gov.cn/\n".encode("gbk"), "line 2: not UTF-8 but, it seems, GBK"),
        ("id,name,base_url\na,甲,http://a.gov.cn/\n".encode("utf-16"), "line 1: UTF-16"),
        (b"id;name;base_url\na;b;http://a.gov.cn/\n", "line 1: the columns are separated by ';'"),
    ],
)
def test_a_file_as_spreadsheets_save_it_is_told_from_a_broken_one(tmp_path, data, said):
    path = tmp_path / "portals.csv"
    path.write_bytes(data)
    with pytest.raises(RegistryError, match=said):
        load(path)


def test_all_problems_are_named_at_once(tmp_path):
    path = written(
        tmp_path,
        "a,甲县人民政府,county,320813,http://www.a.gov.cn/,,,,,",
        "a,乙县人民政府,shire,329999,www.b.gov.cn,,frontpage,,,",
        ",,,,,,,,,x",
        "c d,丙,county,32081,http://user@c.gov.cn/,ftp://c.gov.cn/,,,,",
        "e,丁,county,,http://e gov.cn/,,,,,,,",
    )
    assert problems(path) == [
        (3, "base_url"),
        (3, "level"),
        (3, "cms"),
        (3, "admin_code"),
        (3, "id"),
        (4, "id"),
        (4, "name"),
        (4, "base_url"),
        (5, "id"),
        (5, "base_url"),
        (5, "annual_report_list_url"),
        (5, "admin_code"),
        (6, ""),
    ]


def test_the_message_says_where_and_what(tmp_path):
    path = written(tmp_path, "a,甲,,,a.gov.cn,,,,,")
    with pytest.raises(RegistryError, match=r"line 2, base_url: not an http or https address: 'a.gov.cn'"):
        load(path)


@pytest.mark.parametrize(
    ("head", "column"), [("id,name", "base_url"), ("id,name,base_url,url", "url"), ("id,id,name,base_url", "id")]
)
def test_a_wrong_first_line(tmp_path, head, column):
    assert (1, column) in problems(written(tmp_path, head=head))


@pytest.mark.parametrize("content", [b"", b"id,name,base_url\n", "id,name,base_url\na,甲,http://a.cn/".encode("gbk")])
def test_a_file_without_portals(tmp_path, content):
    path = tmp_path / "portals.csv"
    path.write_bytes(content)
    with pytest.raises(RegistryError):
        load(path)


def test_only_line_ends_end_a_line(tmp_path):
    (portal,) = load(written(tmp_path, "a,甲\u2028市\x0b人民政府,,,http://www.jia.gov.cn/,,,,,"))
    assert portal.name == "甲\u2028市\x0b人民政府"


def test_a_line_break_inside_quotes_keeps_the_count_of_lines(tmp_path):
    path = written(tmp_path, 'a,甲,,,http://a.gov.cn/,,,,"two\nlines",', "b,乙,,,no-address,,,,,")
    assert problems(path) == [(4, "base_url")]


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("HTTP://WWW.A.gov.cn:80/x", "www.a.gov.cn"),
        ("https://a.gov.cn.:8443/", "a.gov.cn:8443"),
        ("http://[::1]:8001/", "[::1]:8001"),
        ("mailto:a@b.cn", None),
        ("http://a.gov.cn:port/", None),
    ],
)
def test_hosts(address, host):
    assert host_of(address) == host


def registry(tmp_path: Path) -> Registry:
    return load(
        written(
            tmp_path,
            "city,甲市人民政府,prefecture,,http://www.jia.gov.cn/,,,,,",
            "town,甲市乙镇人民政府,township,,http://www.jia.gov.cn/yi/,,,,,",
            "plans,甲市发展和改革委员会,department,,http://www.jia.gov.cn/fgw,,,,,",
            "bureau,甲市财政局,department,,http://czj.jia.gov.cn/,,,,,",
            "sample,丙县人民政府,county,,http://127.0.0.1:8001/,,,,,",
            "other,丁县人民政府,county,,http://127.0.0.1:8002/,,,,,",
        )
    )


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("http://www.jia.gov.cn/a/b.html", "city"),
        ("https://jia.gov.cn/", "city"),
        ("http://www.jia.gov.cn/yi/nb/1.html", "town"),
        ("http://www.jia.gov.cn/fgw", "plans"),
        ("http://www.jia.gov.cn/fgw/1.html", "plans"),
        ("http://www.jia.gov.cn/fgwj/1.html", "city"),
        ("czj.jia.gov.cn", "bureau"),
        ("http://127.0.0.1:8002/x", "other"),
        ("http://127.0.0.1/", None),
        ("http://xxgk.jia.gov.cn/", None),
        ("http://evil-jia.gov.cn/", None),
    ],
)
def test_the_portal_of_an_address(tmp_path, address, found):
    portal = registry(tmp_path).by_host(address)
    assert (portal.id if portal else None) == found


def test_the_portal_above_an_address(tmp_path):
    portals = registry(tmp_path)
    assert portals.by_parent_host("http://xxgk.jia.gov.cn/a") == portals.get("city")
    assert portals.by_parent_host("http://a.czj.jia.gov.cn/") == portals.get("bureau")
    assert portals.by_parent_host("http://yi.gov.cn/") is None


def test_the_bundled_registry_is_sound():
    portals = bundled()
    assert len(portals) > 4000
    assert len(portals.hosts) == len(portals), "one row a host"
    for portal in portals:
        if portal.level in ("province", "prefecture", "county"):
            assert {division.level for division in divisions().history(portal.admin_code)} == {portal.level}


def test_the_bundled_names_mean_the_codes_beside_them():
    for portal in bundled():
        if portal.admin_code and portal.level != "zone":
            year = 2024 if divisions().by_code(portal.admin_code, 2024) else 2025
            agency = resolve(portal.name, year=year, portal=portal)
            assert (portal.name, agency.division_code) == (portal.name, portal.admin_code)


def test_the_file_is_written_as_documented():
    with data_path("portals", "portals.csv").open(encoding="utf-8", newline="") as source:
        assert tuple(next(csv.reader(source))) == COLUMNS
    guide = (Path(__file__).resolve().parents[2] / "docs" / "adding-a-portal.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", guide, re.MULTILINE)) == set(COLUMNS)


def test_the_guides_example_is_a_good_row(tmp_path):
    guide = (Path(__file__).resolve().parents[2] / "docs" / "adding-a-portal.md").read_text(encoding="utf-8")
    example = re.search(r"```csv\n(.*?)```", guide, re.DOTALL)
    assert example
    path = tmp_path / "portals.csv"
    path.write_text(example[1], encoding="utf-8")
    assert len(load(path)) == 1


@given(st.text("ab0.-/:?#@\\ \n[]%A\t_", max_size=9), st.sampled_from(["http", "https"]))
def test_the_short_way_to_a_host_gives_what_parsing_gives(rest, scheme):
    address = f"{scheme}://{rest}"
    with patch.object(registry_module, "_USUAL_HOST", NEVER), patch.object(registry_module, "_USUAL_ADDRESS", NEVER):
        parsed = host_of(address), address_problem(address)
    assert (host_of(address), address_problem(address)) == parsed
