"""One agency has one key however its name is printed; a name that several divisions share is never guessed at."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.divisions import OPEN_END, Division, divisions
from pipelines.identity import Agency, agency_key, resolve
from pipelines.registry import Portal

TODAY = 2024
ALL = sorted(divisions(), key=lambda division: (division.code, division.start))
IN_USE = [division for division in ALL if division.holds(TODAY)]
GOVERNMENT = "人民政府"


def key(name: str | None, year: int = 2020, **context) -> str:
    return agency_key(resolve(name, year=year, **context))


def last_year(division: Division) -> int:
    return max(TODAY, division.start) if division.end == OPEN_END else division.end - 1


def path(division: Division, year: int) -> list[str]:
    return [each.name for each in reversed(divisions().ancestors(division, year))]


# --- one agency, many names -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "洪泽区人民政府",
        "淮安市洪泽区人民政府",
        "江苏省淮安市洪泽区政府",
        "江苏淮安洪泽区人民政府",
        "洪澤區人民政府",
        " 洪泽区　人民政府 ",
        "洪泽区",
        "洪泽",
        "淮安市洪泽区人民政府（本级）",
        "洪泽区政府门户网站",
    ],
)
def test_variants_of_a_government_are_one(name):
    agency = resolve(name, year=2020)
    assert agency_key(agency) == "320813:人民政府"
    assert (agency.name, agency.code, agency.level, agency.parent_code) == (
        "淮安市洪泽区人民政府",
        "320813",
        "county",
        "320800",
    )
    assert agency.printed == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("洪泽区卫健委", "淮安市洪泽区卫生健康委员会"),
        ("北京市发改委", "北京市发展和改革委员会"),
        ("北京市发展改革委", "北京市发展和改革委员会"),
        ("淮安市人社局", "淮安市人力资源和社会保障局"),
        ("淮安市市监局", "江苏省淮安市市场监督管理局"),
        ("淮安市市场监管局", "淮安市市场监督管理局"),
        ("淮安市城管局", "淮安市城市管理局"),
        ("淮安市文旅局", "淮安市文化和旅游局"),
        ("淮安市住建局", "淮安市住房城乡建设局"),
        ("淮安市国资委", "淮安市人民政府国有资产监督管理委员会"),
        ("淮安市外办", "淮安市人民政府外事办公室"),
        ("广东省政数局", "广东省政务服务数据管理局"),
        ("湖南教育厅", "湖南省教育厅"),
        ("洪泽区政府办", "淮安市洪泽区人民政府办公室"),
        ("上海市政府办公厅", "上海市人民政府办公厅"),
        ("沙县高桥镇", "三明市沙县高桥镇人民政府"),
        ("大冶市东风路街道", "大冶市人民政府东风路街道办事处"),
        ("大冶市东风路街道办", "黄石市大冶市东风路街道办事处"),
        ("合肥市高新区管委会", "合肥高新技术产业开发区"),
        ("合肥市合肥高新区管委会", "安徽省合肥市高新技术产业开发区管理委员会"),
        ("国家税务总局淮安市洪泽区税务局", "洪泽区税务局"),
        ("天津市农业农村委员会（天津市乡村振兴局）", "天津市农业农村委"),
        ("兴安盟行署", "内蒙古自治区兴安盟行政公署"),
        ("深圳市大鹏新区管委会", "大鹏新区管理委员会"),
        ("广州市黄埔区人民政府、广州开发区管委会", "黄埔区人民政府"),
        ("乐山市中区人民政府", "四川省乐山市市中区政府"),
        ("新疆生产建设兵团第八师石河子市", "石河子市人民政府"),
    ],
)
def test_abbreviations_are_the_same_body(one, other):
    assert key(one) == key(other)
    assert not key(one).startswith("?")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("洪泽区人民政府", "洪泽区人民政府办公室"),
        ("淮安市人民政府", "洪泽区人民政府"),
        # a reform made one of the other: not an abbreviation
        ("淮安市卫生健康委员会", "淮安市卫生和计划生育委员会"),
        ("淮安市卫健委", "淮安市卫计委"),
        # 经开区 stands for both of these
        ("合肥市经济技术开发区", "合肥市经济开发区"),
        ("合肥市高新区", "合肥市人民政府"),
        ("合肥市高新区", "合肥市高新区教育局"),
        ("吉林市财政局", "吉林省财政厅"),
    ],
)
def test_different_bodies_stay_apart(one, other):
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("name", "code", "level", "parent"),
    [
        ("江苏省人民政府", "320000", "province", None),
        ("淮安市人民政府", "320800", "prefecture", "320000"),
        ("内蒙古鄂尔多斯市准格尔旗", "150622", "county", "150600"),
        ("恩施州人民政府", "422800", "prefecture", "420000"),
        ("巴州人民政府", "652800", "prefecture", "650000"),
        ("前郭县人民政府", "220721", "county", "220700"),
        ("天门市人民政府", "429006", "county", "420000"),
        ("北京市朝阳区人民政府", "110105", "county", "110000"),
        ("大兴安岭地区行政公署", "232700", "prefecture", "230000"),
        ("东莞市虎门镇人民政府", "441900", "township", "441900"),
        ("安顺经济技术开发区管理委员会", "520400", "zone", "520400"),
        ("武汉东湖新技术开发区管理委员会", "420100", "zone", "420100"),
        ("南京江北新区管理委员会", "320100", "zone", "320100"),
        ("雄安新区管理委员会", "130000", "zone", "130000"),
        ("加格达奇区人民政府", "232700", "zone", "232700"),
        ("湖南省教育厅", "430000", "department", "430000"),
        ("新疆生产建设兵团", "650000", "corps", "650000"),
        ("财政部", None, "central", None),
    ],
)
def test_level_code_and_parent(name, code, level, parent):
    agency = resolve(name, year=2020)
    assert (agency.code, agency.level, agency.parent_code, agency.resolved) == (code, level, parent, True)


# --- the year ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "year", "code"),
    [
        ("沙县人民政府", 2018, "350427"),
        ("沙县人民政府", 2020, "350427"),
        ("沙县区人民政府", 2021, "350405"),
        ("沙县区人民政府", 2019, "350427"),
        ("沙县人民政府", 2023, "350405"),
        ("洪泽县人民政府", 2015, "320829"),
        ("洪泽县人民政府", 2016, "320813"),
        ("襄樊市人民政府", 2009, "420600"),
        ("崇文区人民政府", 2009, "110103"),
        ("巢湖市人民政府", 2009, "341400"),
        ("巢湖市人民政府", 2015, "340181"),
        ("渝北区人民政府", 2024, "500112"),
        ("两江新区", 2026, "500157"),
    ],
)
def test_the_code_is_that_of_the_year(name, year, code):
    assert resolve(name, year=year).code == code


def test_the_name_is_that_of_the_year_and_the_reason_names_the_renaming():
    agency = resolve("洪泽区人民政府", year=2012)
    assert agency.name == "淮安市洪泽县人民政府"
    assert "洪泽区 is 洪泽县 by renaming" in agency.reason


def test_a_division_that_was_merged_away_is_not_its_successor():
    agency = resolve("北京市崇文区人民政府", year=2012)
    assert not agency.resolved
    assert "东城区" in agency.reason


def test_a_town_has_its_own_code_only_where_it_is_known():
    before, after = resolve("沙县高桥镇", year=2018), resolve("沙县区高桥镇", year=2022)
    assert (before.code, before.division_code) == ("350427", "350427")
    assert (after.code, after.division_code) == ("350405103000", "350405")
    assert before.level == after.level == "township"
    assert before.body == after.body == "高桥镇人民政府"


# --- names that need their context ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "长安区人民政府",
        "鼓楼区人民政府",
        "城关区",
        "朝阳区财政局",
        "郊区人民政府",
        "吉林财政局",
        "西安高新区管委会",
        "高桥镇人民政府",
        "财政局",
        "市财政局",
        "我局",
        "本机关",
        "",
        None,
        "太湖新城管委会",
        "中山陵园管理局",
        "云龙湖风景名胜区管理委员会",
        "江苏淮安工业园区管委会",
        "湖北省朝阳区人民政府",
        "沐阳县人民政府",
        "某某公司",
        "365bet(中国)官方网站",
    ],
)
def test_what_is_not_said_is_not_guessed(name):
    agency = resolve(name, year=2012)
    assert not agency.resolved
    assert agency.code is None
    assert agency.division_code is None
    assert agency.reason


PORTAL = Portal(id="p", name="西安市长安区人民政府", base_url="http://127.0.0.1:8001/", admin_code="610116")


@pytest.mark.parametrize(
    ("name", "context", "expected"),
    [
        ("长安区人民政府", {"site_code": "1301020001"}, "130102:人民政府"),
        ("长安区人民政府", {"portal": PORTAL}, "610116:人民政府"),
        ("长安区人民政府", {"url": "http://www.sjz.gov.cn/columns/a.html"}, "130102:人民政府"),
        ("长安区人民政府", {"url": "http://xxgk.sjz.gov.cn/a.html"}, "130102:人民政府"),
        ("长安区人民政府", {"site_name": "石家庄市人民政府"}, "130102:人民政府"),
        ("鼓楼区人民政府", {"breadcrumb": ["首页", "福州市", "政府信息公开"]}, "350102:人民政府"),
        ("鼓楼区财政局", {"text_hint": ["开封市鼓楼区财政局"]}, "410204:财政局"),
        ("西安高新区管委会", {"site_code": "6101000001"}, "610100:高新技术产业开发区管理委员会"),
        ("市财政局", {"site_code": "3208130001"}, "320800:财政局"),
        ("省财政厅", {"site_code": "3208130001"}, "320000:财政厅"),
        ("县卫健委", {"site_code": "6528290001"}, "652829:卫生健康委员会"),
        ("自治区卫生健康委", {"site_code": "6500000001"}, "650000:卫生健康委员会"),
        ("信访局", {"site_code": "3208000001"}, "320800:信访局"),
        ("信访局", {"site_code": "3208000001", "breadcrumb": ["首页", "洪泽区", "信访局"]}, "320813:信访局"),
        ("高桥镇人民政府", {"site_code": "3504270001"}, "350427:高桥镇人民政府"),
        ("我局", {"site_name": "淮安市财政局"}, "320800:财政局"),
        ("我局", {"site_code": "3208000001", "breadcrumb": ["首页", "市财政局", "年报"]}, "320800:财政局"),
        ("我镇", {"site_code": "3504270001", "text_hint": ["高桥镇人民政府"]}, "350427:高桥镇人民政府"),
        ("我县", {"site_code": "3504270001"}, "350427:人民政府"),
        ("我委", {"text_hint": ["淮安市卫健委", "淮安市财政局"]}, "320800:卫生健康委员会"),
        (None, {"text_hint": ["淮安市洪泽区人民政府"]}, "320813:人民政府"),
    ],
)
def test_the_context_settles_it(name, context, expected):
    assert key(name, **context) == expected


def test_a_site_code_of_today_is_taken_back_to_the_year():
    assert key("高桥镇人民政府", 2018, site_code="3504050001") == "350427:高桥镇人民政府"


def test_a_printed_parent_is_stronger_than_the_site():
    assert key("西安市长安区人民政府", site_code="1301020001") == "610116:人民政府"


def test_a_body_that_could_be_two_is_neither():
    agency = resolve("我局", year=2020, text_hint=["淮安市财政局", "淮安市教育局"])
    assert not agency.resolved


def test_a_foreign_site_does_not_settle_a_shared_name():
    assert not resolve("鼓楼区人民政府", year=2020, site_code="4403000001").resolved


def test_unresolved_names_of_different_sites_stay_apart():
    one = resolve("信访局", year=2020, url="http://127.0.0.1:8001/a.html")
    other = resolve("信访局", year=2020, url="http://127.0.0.1:8002/a.html")
    assert one.name == other.name == "信访局"
    assert agency_key(one) != agency_key(other)
    assert agency_key(one) == key("信 访 局", url="http://127.0.0.1:8001/b.html")


def test_nameless_pages_of_one_site_stay_apart():
    assert key("我局", url="http://127.0.0.1:8001/a.html") != key("我局", url="http://127.0.0.1:8001/b.html")
    assert key(None, url="http://127.0.0.1:8001/a.html") != key(None, url="http://127.0.0.1:8001/b.html")


# --- the whole table --------------------------------------------------------------------------------------------------


def test_every_division_in_use_is_found_by_its_full_path():
    found = {resolve("".join(path(each, TODAY)) + each.name, year=TODAY).code for each in IN_USE}
    assert found == {each.code for each in IN_USE}
    assert len(found) == 3213


def test_every_abolished_code_is_found_in_its_last_year():
    for division in ALL:
        year = last_year(division)
        agency = resolve("".join(path(division, year)) + division.name + GOVERNMENT, year=year)
        assert agency.code == division.code, (division, agency)


@st.composite
def printed(draw) -> tuple[Division, int, str]:
    """A division, a year of its life, and a way to print its government with the division above it."""
    division = draw(st.sampled_from(ALL))
    year = draw(st.integers(max(division.start, 2007), max(last_year(division), 2007)))
    if not division.holds(year):
        year = last_year(division)
    above = path(division, year)
    shown = draw(st.sampled_from([above, above[-1:]]))
    blank = draw(st.sampled_from(["", " ", "　"]))
    ending = draw(st.sampled_from(["", GOVERNMENT, "政府"]))
    return division, year, blank.join([*shown, division.name, ending])


@settings(max_examples=400, deadline=None)
@given(printed())
def test_a_government_of_any_division_has_one_key(case):
    division, year, name = case
    assert key(name, year) == f"{division.code}:{GOVERNMENT}"


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(ALL), st.integers(2008, 2025), st.sampled_from(["", GOVERNMENT, "财政局", "政府办公室"]))
def test_a_bare_name_is_never_another_division(division, year, ending):
    agency: Agency = resolve(division.name + ending, year=year)
    if not agency.resolved or agency.level == "zone" or agency.body.startswith(division.name):
        return
    assert agency.division_code
    found = divisions().by_code(agency.division_code, year) or divisions().by_code(agency.division_code, year - 1)
    assert found
    bearers = {each for each in ALL if each.name == division.name and each.holds(year)}
    related = {each.name for each in divisions().lineage(found)}
    assert division.name in related or division.name in {name + kind for name in related for kind in "县区市"}
    assert len(bearers) < 2 or bearers == {found}


def test_an_unknown_parent_before_the_county_swallows_no_body():
    one, other = (resolve(f"湛海市霞山区{body}", year=2020, site_code="4408030001") for body in ("财政局", "民政局"))
    assert agency_key(one) != agency_key(other)


def test_a_text_too_long_to_be_a_name_is_none():
    for long in ("国家税务总局" * 2000, "长安镇" * 20_000):
        assert not resolve("我局", url="http://www.example.org/", site_name=long, breadcrumb=[long]).resolved
        assert not resolve(long).resolved


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(IN_USE), st.sampled_from(["财政局", "卫健委", "人民政府办公室", "高新区管委会"]))
def test_the_site_code_always_settles_the_bare_name(division, ending):
    agency = resolve(division.name + ending, year=TODAY, site_code=division.code + "0001")
    assert agency.division_code == division.code
    assert agency == resolve(agency.printed, year=TODAY, site_code=division.code + "0001")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="江苏省淮安市洪泽区县长安镇街道办事处人民政府财局委我本经开高新管会（）()/、 ", max_size=16))
def test_no_text_breaks_it(text):
    agency = resolve(text, year=2020)
    assert agency.resolved == (agency.division_code is not None or agency.level == "central")
    assert agency_key(agency) == agency_key(resolve(text, year=2020))
    if agency.resolved and agency.level != "township":
        assert key(agency.name) == agency_key(agency)
