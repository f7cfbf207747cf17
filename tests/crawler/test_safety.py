"""Names that point at private addresses, hosts and their pauses, what is due and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import CancelledError, succeed

from crawler.due import column_interval, gone_interval, report_interval
from crawler.faults import fault_of
from crawler.hosts import Hosts, parse_hours
from crawler.memory import Known, KnownColumn, Memory
from crawler.plan import due_at, first_leads, is_column_due, is_search_due
from crawler.refusals import of_answer, of_exception, retry_after
from crawler.resolver import GuardedResolver
from parsers.dates import CHINA
from pipelines.registry import Portal

NOW = datetime(2026, 2, 1, 8, tzinfo=UTC)


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> GuardedResolver:
    """A resolver for which every name points at the machine itself."""
    monkeypatch.setattr(CachingThreadedResolver, "getHostByName", lambda self, name, timeout=(): succeed("127.0.0.1"))
    monkeypatch.setattr(GuardedResolver, "allowed", {"portal.test"})
    monkeypatch.setattr(GuardedResolver, "refused", set())
    return GuardedResolver.__new__(GuardedResolver)


def test_a_name_that_points_at_a_private_address_is_refused_by_name(resolver: GuardedResolver) -> None:
    failures: list[object] = []
    resolver.getHostByName("rebind.gov.cn").addErrback(failures.append)
    assert len(failures) == 1
    assert fault_of(OSError("no results"), "http://rebind.gov.cn/").name == "private_address"


def test_a_name_of_the_registry_may_point_anywhere(resolver: GuardedResolver) -> None:
    found: list[str] = []
    resolver.getHostByName("portal.test").addCallback(found.append)
    assert found == ["127.0.0.1"]


def test_hosts_rest_when_they_ask_for_it() -> None:
    clock = [100.0]
    hosts = Hosts(clock=lambda: clock[0])
    hosts.pause("h", 30)
    assert not hosts.may_ask("h")
    assert hosts.may_ask("other")
    clock[0] = 131.0
    assert hosts.may_ask("h")


@pytest.mark.parametrize(
    ("hour", "open_now"), [(23, True), (2, True), (6, False), (12, False), (21, False), (22, True)]
)
def test_night_hours(hour: int, open_now: bool) -> None:
    hosts = Hosts(hours=parse_hours("22:00-06:00"), today=lambda: datetime(2026, 1, 1, hour, tzinfo=CHINA))
    assert hosts.may_ask("h") == open_now


def test_hours_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="22:00-06:00"):
        parse_hours("nights")


@pytest.mark.parametrize("wrong", ["25:00-06:00", "22:70-06:00", "24:30-06:00", "06:00-06:00"])
def test_hours_that_no_day_has_or_that_never_come_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="CRAWL_HOURS"):
        parse_hours(wrong)


def test_a_day_ends_at_24() -> None:
    assert parse_hours("20:00-24:00") == (time(20), time())
    assert parse_hours("00:00-24:00") is None


def test_a_days_budget() -> None:
    now = [datetime(2026, 1, 1, 23, 59, tzinfo=CHINA)]
    hosts = Hosts(daily=3, today=lambda: now[0])
    hosts.recall({"h": 1, "other": 3})
    hosts.spend("h")
    assert not hosts.is_spent("h")
    assert hosts.is_spent("other")
    hosts.spend("h")
    assert hosts.is_spent("h")
    now[0] += timedelta(minutes=1)
    assert not hosts.is_spent("h")


def test_only_hosts_the_registry_names_may_be_private() -> None:
    hosts = Hosts(named=frozenset({"127.0.0.1:8001"}))
    assert not hosts.is_refused_ip("http://127.0.0.1:8001/a")
    assert hosts.is_refused_ip("http://127.0.0.1:8002/a")
    assert hosts.is_refused_ip("http://localhost/")
    assert not hosts.is_refused_ip("http://1.25.240.11:8082/")


def test_a_refusal_is_answered_by_a_growing_rest(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    known = memory.of("p")
    rests = []
    for _ in range(7):
        known.refuse("challenge_jsl", NOW)
        rests.append(datetime.fromisoformat(known.leave_until) - NOW)
    assert rests == [timedelta(days=days) for days in (1, 2, 4, 8, 16, 30, 30)]
    memory.save()
    again = Memory(tmp_path).of("p")
    assert again.is_left_alone(NOW)
    again.answer()
    assert not again.is_left_alone(NOW)


def test_a_column_is_remembered_once_the_one_asked_last_at_the_end(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    for path, reports in (("nb/", 3), ("bm/", 5), ("nb/", 4)):
        memory.of("p").learn(KnownColumn(f"http://www.x.gov.cn/{path}", reports=reports))
    memory.save()
    again = Memory(tmp_path).of("p").columns.values()
    assert [(column.url[-3:], column.reports) for column in again] == [("bm/", 5), ("nb/", 4)]


def test_a_damaged_memory_is_learnt_again(tmp_path: Path) -> None:
    (tmp_path / "portals.json").write_text('{"p": {"columns": [{"nonsense": 1}]}}')
    assert Memory(tmp_path).of("p").columns == {}


@pytest.mark.parametrize(
    ("day", "days"), [((1, 1), 1), ((4, 15), 1), ((4, 16), 7), ((5, 31), 7), ((6, 1), 30), ((12, 31), 30)]
)
def test_columns_are_looked_at_by_the_calendar(day: tuple[int, int], days: int) -> None:
    assert column_interval(date(2026, *day)) == timedelta(days=days)


def test_old_reports_are_looked_at_rarely_and_ever_more_so() -> None:
    today = NOW.date()
    assert [report_interval(2025, times, today).days for times in (0, 1, 2, 9)] == [7, 14, 28, 180]
    assert [report_interval(2010, times, today).days for times in (0, 1, 9)] == [30, 60, 365]
    assert gone_interval(0) < gone_interval(3)


def test_what_is_due() -> None:
    looks = [
        ("2026-01-20T00:00:00.000Z", "revisit", 304, None, None),
        ("2026-01-10T00:00:00.000Z", "response", 200, None, "aa"),
    ]
    assert due_at(looks, 2025, NOW) == datetime(2026, 1, 27, tzinfo=UTC)
    gone = [("2026-01-31T00:00:00.000Z", "response", 404, "not_found", None), *looks]
    assert due_at(gone, 2025, NOW) == datetime(2026, 2, 1, tzinfo=UTC)


def test_a_refresh_begins_with_the_columns_that_are_due(tmp_path: Path) -> None:
    portal = Portal("p", "某县", "http://www.x.gov.cn/")
    known = Memory(tmp_path).of("p")
    columns = [
        KnownColumn("http://www.x.gov.cn/nb/", asked_at="2026-01-31T00:00:00+00:00"),
        KnownColumn("http://www.x.gov.cn/bm/", asked_at="2026-01-31T20:00:00+00:00"),
    ]
    for column in columns:
        known.learn(column)
    assert is_column_due(columns[0], NOW)
    assert [lead.url for lead in first_leads(portal, known, NOW, search=False)] == ["http://www.x.gov.cn/nb/"]
    searched = [lead.url for lead in first_leads(portal, known, NOW, search=True)]
    assert searched == ["http://www.x.gov.cn/nb/", "http://www.x.gov.cn/bm/", "http://www.x.gov.cn/"]


def test_a_column_is_asked_daily_though_a_timer_is_early_and_one_of_a_year_long_past_monthly() -> None:
    asked_at = (NOW - timedelta(hours=23)).isoformat()
    assert is_column_due(KnownColumn("http://www.x.gov.cn/nb/", asked_at=asked_at), NOW)
    assert is_column_due(KnownColumn("http://www.x.gov.cn/2024/", asked_at=asked_at, year=2024), NOW)
    past = KnownColumn("http://www.x.gov.cn/2015/", asked_at=asked_at, year=2015)
    assert not is_column_due(past, NOW)
    assert is_column_due(past, NOW + timedelta(days=30))


def test_a_portal_is_searched_anew_by_the_calendar_when_its_row_was_edited_and_soon_where_a_search_was_cut_short() -> (
    None
):
    portal = Portal("p", "某县", "http://www.x.gov.cn/")
    known = Known()
    assert is_search_due(portal, known, NOW)
    known.home = portal.base_url
    known.learn(KnownColumn("http://www.x.gov.cn/nb/"))
    known.search(NOW, whole=True)
    days = [day for day in range(1, 9) if is_search_due(portal, known, NOW + timedelta(days=day))]
    assert days == [7, 8]
    assert is_search_due(Portal("p", "某县", "http://www.y.gov.cn/"), known, NOW + timedelta(days=1))
    for wait in (1, 2, 4, 7):
        known.search(NOW, whole=False)
        assert not is_search_due(portal, known, NOW + timedelta(days=wait - 1, hours=12))
        assert is_search_due(portal, known, NOW + timedelta(days=wait))


def test_retry_after_in_both_forms() -> None:
    assert retry_after("120") == 120
    assert retry_after("Sun, 01 Feb 2026 08:01:00 GMT", NOW) == 60
    assert retry_after("soon") is None
    assert retry_after("60, 7200") == 7200
    assert retry_after("9" * 400) == retry_after("Fri, 31 Dec 9999 23:59:59 GMT", NOW) == 366 * 86400


@pytest.mark.parametrize(
    ("status", "location", "name"),
    [(204, "", "no_page"), (304, "", "no_page"), (302, "", "bad_redirect"), (302, "file:///etc/passwd", "bad_redirect"),
     (301, "http://[x/", "bad_redirect"), (302, "../nb/", None)],
)  # fmt: skip
def test_answers_that_bring_no_page_have_a_name(status: int, location: str, name: str | None) -> None:
    headers = {"location": location} if location else {}
    found = of_answer(status, headers, b"", "", "http://h/a/")
    assert (found.name if found else None) == name


def test_a_page_of_the_site_that_speaks_of_refusals_is_none() -> None:
    menu = "".join(f"<a href='/{n}'>栏目</a>" for n in range(9))
    for words in ("请输入验证码", "我县网站疑似黑客攻击事件，已被拦截", "访问过于频繁，请稍后再试"):
        bare, page = f"<html><body>{words}</body></html>", f"<html><body>{menu}{words}</body></html>"
        assert of_answer(200, {}, bare.encode(), bare, "http://h/")
        assert of_answer(200, {}, page.encode(), page, "http://h/") is None


def test_what_a_click_opens_is_no_shell_that_sends_on() -> None:
    row = "<li onclick=\"location.href='./bm/'\">部门</li>"
    assert of_answer(200, {}, row.encode(), row, "http://h/nb/") is None
    loaded = "<body onload=\"location.href='./bm/'\"></body>"
    found = of_answer(200, {}, loaded.encode(), loaded, "http://h/nb/")
    assert found
    assert found.name == "shell_redirect"


def test_a_page_with_a_box_to_log_in_is_no_demand_for_a_password() -> None:
    form = "<form>用户登录 <input name='u'><input type='password' name='p'></form>"
    menu = "".join(f"<a href='/{n}'>栏目</a>" for n in range(9))
    wall, page = f"<html><body>{form}</body></html>", f"<html><body>{menu}{form}</body></html>"
    told = of_answer(200, {}, wall.encode(), wall, "http://h/")
    assert told is not None
    assert told.name == "login_required"
    assert of_answer(200, {}, page.encode(), page, "http://h/") is None


@pytest.mark.parametrize(
    ("status", "title", "name"),
    [(403, "403 Forbidden", "denied_403"), (403, "403 - 禁止访问: 访问被拒绝。", "denied_403"),
     (200, "访问被拒绝", "blocked_waf_page"), (403, "腾讯T-Sec Web应用防火墙(WAF)", "blocked_waf_page"),
     (200, "访问验证", "needs_manual")],
)  # fmt: skip
def test_a_server_that_does_not_list_a_folder_is_no_firewall(status: int, title: str, name: str) -> None:
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    found = of_answer(status, {}, page.encode(), page, "http://h/zwgk/")
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    ("status", "said", "name"),
    [
        (200, "抱歉，您访问的网页包含非法内容，请求被终止", "blocked_waf_page"),
        (405, "Sorry, your request has been blocked as it may cause potential threats.", "blocked_waf_page"),
        (200, "您的IP已被禁止访问", "blocked_waf_page"),
        (200, "本网站仅允许境内用户访问", "blocked_waf_page"),
        (200, "<script>var arg1='E48A';function reload(x){document.cookie='acw_sc__v2='+x}</script>" + " " * 9000,
         "challenge_cookie_js"),
        (200, "<script src='/_guard/auto.js'></script>", "challenge_cookie_js"),
        (403, "Just a moment... <script src='/cdn-cgi/challenge-platform/h/g/x.js'></script>", "challenge_cookie_js"),
        (200, "正在检测是否是真人，请稍候", "needs_manual"),
        (200, "网站正在升级维护中，给您带来不便，敬请谅解！", "out_of_service"),
        (200, "本网站已于2019年整合至<a href='/x'>市政府门户网站</a>", "out_of_service"),
        (200, "Microsoft OLE DB Provider 错误 '80004005' SQL Server 不存在或访问被拒绝。", "server_error"),
        (200, "java.lang.NullPointerException", "server_error"),
        (200, "<script>alert('数据库连接失败');history.back()</script>", "server_error"),
        (200, '{"code":500,"msg":"系统异常","data":null}', "server_error"),
        (200, "您所访问的文章已下线", "soft_404"),
        (200, "<script>alert('该信息不存在！');history.back();</script>", "soft_404"),
        # What leads on, lists rows, or says so among much else, is no stand-in.
        (200, "网站改版升级，<a href='/new/'>进入新版</a>", None),
        (200, '{"code":500,"data":[{"title":"年报","url":"/a.html"}]}', None),
        (200, "<p>本网站运行平稳，未发生系统维护事故。</p>" * 20, None),
        (200, "<script>function f(){alert('请求被拒绝，IP已被禁止访问')}</script><p>公开年报</p>", None),
    ],
)  # fmt: skip
def test_what_is_said_in_place_of_a_page_has_a_name(status: int, said: str, name: str | None) -> None:
    page = said if said.startswith("{") else f"<html><head></head><body>{said}</body></html>"
    found = of_answer(status, {}, page.encode(), page, "http://h/zwgk/1.html")
    assert (found.name if found else None) == name


def test_exceptions_by_name() -> None:
    assert of_exception(CancelledError()).name == "too_large"
    cause = OSError("[SSL: UNSAFE_LEGACY_RENEGOTIATION_DISABLED] unsafe legacy renegotiation disabled")
    assert of_exception(cause).name == "tls_legacy_renegotiation"
    assert of_exception(OSError("SSL: BAD_ECPOINT bad ecpoint")).name == "tls_bad_ecpoint"
    assert (
        of_exception(TimeoutError("User timeout caused connection failure: took longer than 3 seconds")).name
        == "timeout"
    )


def test_an_ordinary_page_that_speaks_of_verification_is_no_refusal() -> None:
    text = (
        "<html><head><title>年报</title></head><body>"
        + "<p>本机关对申请人身份进行安全验证，页面内容不存在歧义。</p>" * 60
        + "</body></html>"
    )
    assert of_answer(200, {}, text.encode(), text, "http://h/") is None
