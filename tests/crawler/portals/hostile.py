"""Portals that refuse, mislead or attack: one a trick, each with a report that an honest visit may or may not reach."""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

import gzip
from collections.abc import Callable
from itertools import count

from crawler.demo.content import Made
from crawler.demo.server import Answer, Resource, Site
from tests.crawler.portals.made import GOVERNMENT, Doc, article_html, page

REPORT = "/nb/report.html"
COLUMN = "/nb/"
_DOC = Doc(Made(GOVERNMENT, 2024), "gov")
_RUISHU = '<html><head><meta content="aB3" r="m"><script r="m">$_ts=window[\'$_ts\'];if(!$_ts)$_ts={};$_ts.nsd=31;$_ts.cd="qr";</script></head><body></body></html>'
_JSL = "<script>document.cookie=('_')+('_')+('jsl_clearance_s=17')+'|0|x';location.href=location.pathname+location.search</script>"
_COOKIE = '<script>document.cookie="C3VK=8fa1; max-age=300";location.reload();</script>'
_WAF = "<html><head><title>网站防火墙</title></head><body><h1>您的请求带有不合法参数，已被网站管理员设置拦截！</h1><img src='safedog.png'></body></html>"
_CAPTCHA = "<html><head><title>安全验证</title></head><body><p>请完成安全验证后继续访问，请输入验证码：</p><input name='code'></body></html>"


def sound(name: str) -> Site:
    """A portal that does everything right: home, column, one report."""
    site = Site(name)
    site.add(
        "/", page("青岩县人民政府", f'<a href="{COLUMN}">政府信息公开年报</a><p>欢迎访问青岩县人民政府门户网站。</p>')
    )
    site.add(COLUMN, page("政府信息公开年报", f'<ul><li><a href="{REPORT}">{_DOC.made.title}</a></li></ul>'))
    site.add(REPORT, article_html(_DOC))
    return site


class Folder(dict[str, Answer]):
    """Routes of which one handler answers every address under a folder."""

    def __init__(self, routes: dict[str, Answer], folder: str, handler: Answer) -> None:
        super().__init__({path: answer for path, answer in routes.items() if not path.startswith(folder)})
        self._folder, self._handler = folder, handler

    def get(self, path: str, default: Answer | None = None) -> Answer | None:  # type: ignore[override]
        """The handler for what lies in the folder."""
        return self._handler if path.startswith(self._folder) else super().get(path, default)


Change = Callable[[Site], None]
# Trick -> (what it does to a sound portal, the name under which it must be recorded, whether the report is still found).
TRICKS: dict[str, tuple[Change, str, bool]] = {}


def trick(error: str, *, found: bool = False) -> Callable[[Change], Change]:
    """Register a trick."""

    def add(change: Change) -> Change:
        TRICKS[change.__name__] = (change, error, found)
        return change

    return add


@trick("blocked_412")
def plain_412(site: Site) -> None:
    site.add("/", b"<html><body></body></html>", status=412)


@trick("challenge_ruishu")
def ruishu_412(site: Site) -> None:
    site.add("/", _RUISHU, status=412)


@trick("challenge_ruishu")
def ruishu_with_200(site: Site) -> None:
    site.add("/", _RUISHU)


@trick("blocked_waf_468")
def status_468(site: Site) -> None:
    site.add("/", b"blocked", status=468)


@trick("challenge_jsl")
def jsl_521(site: Site) -> None:
    site.add("/", _JSL, status=521, headers={"X-Via-JSL": "a1b2", "Set-Cookie": "__jsluid_h=ab12; path=/"})


@trick("challenge_cookie_js")
def cookie_script(site: Site) -> None:
    site.add("/", _COOKIE)


@trick("blocked_waf_page")
def waf_with_200(site: Site) -> None:
    site.add("/", _WAF)


@trick("needs_manual")
def captcha(site: Site) -> None:
    site.add("/", _CAPTCHA)


@trick("denied_403")
def forbidden(site: Site) -> None:
    site.add("/", b"<html><head><title>403</title></head><body></body></html>", status=403)


@trick("soft_404")
def soft_404(site: Site) -> None:
    site.add(
        REPORT, "<html><head><title>提示</title></head><body><p>抱歉，您访问的页面不存在或已删除。</p></body></html>"
    )


@trick("login_required")
def login_in_place(site: Site) -> None:
    form = "<form action='/sso/auth'>用户名 <input name=u> 密码 <input type='password' name=p></form>"
    site.add(REPORT, b"", status=302, headers={"Location": "/sso/login?service=%2Fzwgk"})
    site.add("/sso/login", f"<html><head><title>统一身份认证平台</title></head><body>{form}</body></html>")


@trick("unexplored")
def bytes_of_no_encoding(site: Site) -> None:
    site.add(COLUMN, bytes(range(256)) * 40)


@trick("soft_redirect_home")
def redirect_home(site: Site) -> None:
    site.add(REPORT, b"", status=302, headers={"Location": "/"})


@trick("soft_redirect_home")
def home_in_place(site: Site) -> None:
    site.routes[REPORT] = site.routes["/"]


@trick("shell_redirect", found=True)
def shell(site: Site) -> None:
    site.add("/", "<html><head><script>window.location.replace('/portal/index.html');</script></head></html>")
    site.add("/portal/index.html", page("青岩县人民政府", f'<a href="{COLUMN}">政府信息公开年报</a>'))


@trick("needs_render")
def script_shell(site: Site) -> None:
    site.add(
        COLUMN,
        '<html><head><title>年报</title><script src="/static/js/chunk-vendors.3f.js"></script></head><body><div id="app"></div></body></html>',
    )


@trick("needs_render")
def script_that_tells_nothing(site: Site) -> None:
    site.add(
        "/js/list.js", "fetch(build(window.signature(), key)).then(show); location.replace('/');", "text/javascript"
    )
    site.add(COLUMN, page("政府信息公开年报", "<div id='rows'></div><script src='/js/list.js'></script>"))


@trick("needs_render")
def script_that_is_missing(site: Site) -> None:
    body = "<div id='app'><p v-for='item in list'></p></div><script src='/js/list.js'></script>"
    site.add(COLUMN, f"<html><head><title>年报</title></head><body>{body}</body></html>")


@trick("needs_render")
def rows_without_an_address(site: Site) -> None:
    """What the page makes of a row's number can't be told."""
    rows = '{"rows": [{"id": 7, "title": "青岩县2023年政府信息公开工作年度报告"}]}'
    site.add("/api/list", rows, "application/json")
    script = "$.getJSON('/api/list', {page: 1}, function (d) { show(build(d)); });"
    site.add(COLUMN, page("政府信息公开年报", f"<div id='rows'></div><script>{script}</script>"))


@trick("private_address")
def private_redirect(site: Site) -> None:
    site.add(REPORT, b"", status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"})


@trick("private_address")
def loopback_other_port(site: Site) -> None:
    site.add(REPORT, b"", status=302, headers={"Location": "http://127.0.0.1:9/admin"})


@trick("private_address")
def private_in_disguise(site: Site) -> None:
    site.add(
        COLUMN,
        page("政府信息公开年报", f'<li><a href="http://0x7f.1:8080/t20250101_1.html">{_DOC.made.title}</a></li>'),
    )


@trick("foreign_host")
def spam_mirror(site: Site) -> None:
    site.add(
        COLUMN,
        page(
            "政府信息公开年报",
            f'<li><a href="http://www.mirror-example.com/t20250101_1.html">{_DOC.made.title}</a></li>',
        ),
    )


@trick("too_large_unpacked")
def gzip_bomb(site: Site) -> None:
    body = gzip.compress(b"0" * (120 << 20), 9)
    site.add(REPORT, body, headers={"Content-Encoding": "gzip"})


@trick("too_large")
def huge_page(site: Site) -> None:
    site.add(REPORT, b"<p>x</p>" * (600 << 10))


@trick("timeout")
def slow_drip(site: Site) -> None:
    site.add(REPORT, b"<html>" + b" " * 4000, drip=0.3)


@trick("cut_off")
def cut_in_the_middle(site: Site) -> None:
    site.add(REPORT, article_html(_DOC), cut=True)


@trick("too_many_redirects")
def redirect_loop(site: Site) -> None:
    numbers = count(1)
    site.add(
        "/loop",
        lambda target, body, headers: Resource(b"", status=302, headers={"Location": f"/loop?n={next(numbers)}"}),
    )
    site.add(REPORT, b"", status=302, headers={"Location": "/loop?n=0"})


@trick("robots_disallowed")
def robots_forbids_the_column(site: Site) -> None:
    site.add("/robots.txt", f"User-agent: *\nDisallow: {COLUMN}\n", "text/plain")


@trick("robots_disallowed")
def robots_forbids_all(site: Site) -> None:
    site.add("/robots.txt", "User-agent: *\nDisallow: /\n", "text/plain")


@trick("robots_refused")
def robots_403(site: Site) -> None:
    site.add("/robots.txt", b"no", "text/plain", status=403)


@trick("robots_unreachable")
def robots_503(site: Site) -> None:
    site.add("/robots.txt", b"no", "text/plain", status=500)


@trick("", found=True)
def robots_is_the_home_page(site: Site) -> None:
    site.routes["/robots.txt"] = site.routes["/"]


@trick("throttled", found=True)
def retry_after(site: Site) -> None:
    served, asked = site.routes[REPORT], count()

    def answer(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        busy = Resource(b"busy", status=503, headers={"Retry-After": "1"})
        return busy if next(asked) == 0 or not isinstance(served, Resource) else served

    site.add(REPORT, answer)


@trick("server_error", found=True)
def busy_at_first(site: Site) -> None:
    served, asked = site.routes[REPORT], count()

    def answer(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        return Resource(b"busy", status=503) if next(asked) == 0 or not isinstance(served, Resource) else served

    site.add(REPORT, answer)


@trick("shell_redirect", found=True)
def sent_on_by_a_header(site: Site) -> None:
    site.routes["/home.html"] = site.routes["/"]
    site.add("/", b"<html></html>", headers={"Refresh": "0; url=/home.html"})


@trick("throttled")
def throttled_for_hours(site: Site) -> None:
    site.add(REPORT, b"busy", status=429, headers={"Retry-After": "7200"})


@trick("throttled_stand_in", found=True)
def busy_under_200(site: Site) -> None:
    served, asked = site.routes[REPORT], count()
    busy = Resource(page("系统提示", "<p>系统繁忙，请稍后再试！</p>").encode())

    def answer(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        return busy if next(asked) == 0 or not isinstance(served, Resource) else served

    site.add(REPORT, answer)


@trick("throttled_stand_in")
def busy_under_200_for_good(site: Site) -> None:
    site.add(REPORT, page("提示信息", "<p>您的访问过于频繁，请稍后再试。</p>"))


@trick("server_error")
def server_error(site: Site) -> None:
    site.add(REPORT, b"oops", status=500)


@trick("not_found")
def missing(site: Site) -> None:
    del site.routes[REPORT]


@trick("empty_body")
def nothing(site: Site) -> None:
    site.add(REPORT, b"")


@trick("", found=True)
def endless_pager(site: Site) -> None:
    row = f'<li><a href="{REPORT}">{_DOC.made.title}</a></li>'

    def answer(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        number = int(target.partition("page=")[2] or 1)
        return Resource(page("政府信息公开年报", f'{row}<a href="{COLUMN}?page={number + 1}">下一页</a>').encode())

    site.add(COLUMN, answer)


@trick("", found=True)
def calendar(site: Site) -> None:
    row = f'<li><a href="{REPORT}">{_DOC.made.title}</a></li>'

    def answer(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        year = int(target.partition("year=")[2] or 2024)
        days = "".join(f'<a href="{COLUMN}?year={year + step}">{year + step}年</a>' for step in (-1, 1))
        return Resource(page("政府信息公开年报", row + days).encode())

    site.add(COLUMN, answer)


@trick("given_up", found=True)
def spam_behind_the_column(site: Site) -> None:
    """Pages without end that are called reports and are none, each leading to two more."""
    row = f'<li><a href="{REPORT}">{_DOC.made.title}</a></li>'
    numbers = count(1)

    def answer(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        links = "".join(f'<a href="/spam/{next(numbers)}.html">青岩县2024年政府信息公开工作年度报告</a>' for _ in "ab")
        return Resource(page("真人棋牌", f"<p>{'彩票投注平台，' * 60}</p>{links}").encode())

    site.add(COLUMN, page("政府信息公开年报", f'{row}<a href="/spam/">青岩县2023年政府信息公开工作年度报告</a>'))
    site.routes = Folder(site.routes, "/spam/", answer)


@trick("given_up", found=True)
def one_list_at_every_address(site: Site) -> None:
    """A server that answers any address under the column with the column or its report, linked by new numbers."""
    numbers, report = count(1), article_html(_DOC).encode()

    def answer(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        if target.endswith("report.html"):
            return Resource(report)
        further = "".join(f'<a href="{COLUMN}{next(numbers)}/">政府信息公开年报</a>' for _ in "ab")
        return Resource(
            page("政府信息公开年报", f'<li><a href="report.html">{_DOC.made.title}</a></li>{further}').encode()
        )

    site.routes = Folder(site.routes, COLUMN, answer)


@trick("", found=True)
def session_ids(site: Site) -> None:
    numbers = count(1)

    def answer(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        session = f"{next(numbers):032x}"
        links = f'<a href="{COLUMN};jsessionid={session}">政府信息公开年报</a><li><a href="{REPORT}?PHPSESSID={session}">{_DOC.made.title}</a></li>'
        return Resource(page("政府信息公开年报", links).encode())

    site.add(COLUMN, answer)
    site.add(REPORT, article_html(_DOC))


@trick("", found=True)
def wrong_charset(site: Site) -> None:
    site.add(
        COLUMN,
        page("政府信息公开年报", f'<li><a href="{REPORT}">{_DOC.made.title}</a></li>').encode("gb18030"),
        "text/html; charset=utf-8",
    )
    site.add(REPORT, article_html(_DOC, charset="utf-8").encode("gb18030"), "text/html; charset=ISO-8859-1")


@trick("", found=True)
def cookie_then_reload(site: Site) -> None:
    served = site.routes[REPORT]

    def answer(target: str, body: bytes, headers: dict[str, str]) -> Resource:
        if "seen=1" in headers.get("cookie", "") and isinstance(served, Resource):
            return served
        return Resource(b"", status=302, headers={"Location": REPORT, "Set-Cookie": "seen=1; path=/"})

    site.add(REPORT, answer)


def hostile(name: str) -> Site:
    """A portal with one trick."""
    site = sound(name)
    TRICKS[name][0](site)
    return site
