"""When a portal does not give what was asked: each case has a name, and the name says what is done next.

Nothing here works around a refusal. A page is told from a challenge by the marks the products leave in it; what can't
be told is called by its status. The names are what `captures.error` holds.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import cached_property
from urllib.parse import urljoin

MAX_REASON = 200
_CAUSE = " | "


class Then(StrEnum):
    """What is done after a failure."""

    LEAVE = "leave the portal alone for a growing time"
    WAIT = "wait, then ask again"
    SKIP = "go on with the rest of the portal"
    FOLLOW = "ask the address it names, once"
    RENDER = "needs a browser: recorded, not read"
    OTHER_SCHEME = "ask once over the other scheme"
    RETRY = "ask again a few times"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A failure by name, what to do, and what shows it; `target` is the address to follow, `wait` seconds to keep."""

    name: str
    then: Then
    reason: str = ""
    target: str = ""
    wait: float | None = None


# name -> what is done. Names that end in `_` are completed by a status or a reason.
ACTIONS: dict[str, Then] = {
    "challenge_ruishu": Then.LEAVE,
    "challenge_jsl": Then.LEAVE,
    "challenge_cookie_js": Then.LEAVE,
    "blocked_412": Then.LEAVE,
    "blocked_waf_468": Then.LEAVE,
    "blocked_521": Then.LEAVE,
    "blocked_waf_page": Then.LEAVE,
    "needs_manual": Then.LEAVE,
    "robots_refused": Then.LEAVE,
    "robots_unreachable": Then.LEAVE,
    "robots_disallowed": Then.SKIP,
    "denied_401": Then.SKIP,
    "denied_403": Then.SKIP,
    "denied_406": Then.SKIP,
    "denied_422": Then.SKIP,
    "throttled": Then.WAIT,
    "throttled_stand_in": Then.WAIT,
    "server_error": Then.RETRY,
    "gone": Then.SKIP,
    "not_found": Then.SKIP,
    "soft_404": Then.SKIP,
    "soft_redirect_home": Then.SKIP,
    "login_required": Then.SKIP,
    "out_of_service": Then.SKIP,
    "nothing_found": Then.SKIP,
    "stand_in": Then.SKIP,
    "no_page": Then.SKIP,
    "bad_redirect": Then.SKIP,
    "shell_redirect": Then.FOLLOW,
    "needs_render": Then.RENDER,
    "render_failed": Then.SKIP,
    "unexplored": Then.SKIP,
    "partial": Then.SKIP,
    "emptied": Then.SKIP,
    "given_up": Then.SKIP,
    "empty_body": Then.RETRY,
    "timeout": Then.RETRY,
    "unreachable": Then.OTHER_SCHEME,
    "dns": Then.LEAVE,
    "connection_reset": Then.OTHER_SCHEME,
    "cut_off": Then.RETRY,
    "too_large": Then.SKIP,
    "too_large_unpacked": Then.SKIP,
    "too_many_redirects": Then.SKIP,
    "private_address": Then.SKIP,
    "foreign_host": Then.SKIP,
    "too_long_address": Then.SKIP,
    "budget": Then.SKIP,
    "tls_expired": Then.OTHER_SCHEME,
    "tls_self_signed": Then.OTHER_SCHEME,
    "tls_untrusted": Then.OTHER_SCHEME,
    "tls_host_mismatch": Then.OTHER_SCHEME,
    "tls_legacy_renegotiation": Then.OTHER_SCHEME,
    "tls_bad_ecpoint": Then.OTHER_SCHEME,
    "tls_protocol_version": Then.OTHER_SCHEME,
    "tls_eof": Then.OTHER_SCHEME,
    "tls_handshake": Then.OTHER_SCHEME,
}

_RUISHU = re.compile(
    rb"\$_ts\s*=\s*window\[|\$_ts\.(?:nsd|cd|lcd)|<meta[^>]{0,300}\sr=[\"']m[\"']|<script[^>]{0,200}\sr=[\"']m[\"']"
)
_JSL = re.compile(rb"__jsl_clearance|__jsluid")
_COOKIE_JS = re.compile(rb"document\.cookie\s*=|C3VK=", re.I)
# Scripts that clouds put before a site, each by its product's mark: they set a cookie and ask again.
_CLOUD_JS = re.compile(rb"acw_sc__v2|/_guard/(?:auto|slide|captcha)|/cdn-cgi/challenge-platform/|_cf_chl_opt", re.I)
_RELOAD = re.compile(rb"location\.(?:reload|replace|href|assign)|location\s*=", re.I)
_WAF = re.compile(
    r"safedog|yunsuo_session|safeline|bt-waf|getwafjs|yunjiasu|wzws_cid|wzws-waf|cloudwaf|chaitin|nsfocus|waf_?block|"
    r"创宇盾|请求被waf拦截|网站防火墙|云防护|安全狗|云锁|您的请求(?:已被|存在|可能)|Web应用防火墙|已被\w{0,16}(?:拦截|阻断)|"
    r"访问(?:已)?被(?:拦截|阻断)|非法请求|疑似(?:黑客|恶意)?攻击",
    re.I,
)
# What such pages say, and what scripts may have ready for other cases: looked for in the visible text only.
_BLOCKED = re.compile(
    r"防火墙(?:拦截|阻断|阻止)|请求(?:已|被|已被)(?:终止|阻止|阻断|拒绝)|"
    r"IP(?:地址)?[^。]{0,12}(?:禁止访问|限制访问|封禁|拉黑|不在允许)|(?:仅|只)(?:允许|限|对)(?:境内|国内|中国大陆)|"
    r"(?:request|ip address|access) (?:has been|was|is) blocked",
    re.I,
)
_DENIED = re.compile(r"访问(?:已)?被拒绝")
_DENIED_TITLE = re.compile(
    r"网站防火墙|访问(?:被|已被)?(?:拒绝|禁止|拦截)|Access Denied|Forbidden|Request Rejected|安全拦截|拦截提示", re.I
)
_CAPTCHA = re.compile(
    r"请输入(?:图形)?验证码|请(?:完成|进行)(?:安全|下列|以下|人机|滑动)?验证|人机(?:身份)?验证|(?:滑动|按住|拖动(?:下方)?)滑块|"
    r"(?:安全|访问|滑动)验证|是否(?:是|为)真人|captcha",
    re.I,
)
_MISSING = re.compile(
    r"(?:页面|网页|文件|内容|信息|栏目|文章|资源|地址)[^。，]{0,8}"
    r"(?:不存在|已(?:被)?(?:删除|下线|撤[稿下回])|找不到|未找到|无法找到|已失效|被移除)|"
    r"(?:找不到|未找到|无法找到|没有找到|不存在)[^。，]{0,8}(?:页面|网页|文件|内容|信息|栏目)|"
    r"^\W*404\b|\b404 ?(?:not found|error|错误)|not found|出错了|页面走丢|迷路了",
    re.I,
)
# What a site says in place of all its pages while it is being worked on, and after it was closed or merged.
_IN_WORK = re.compile(
    r"(?:网站|本站|站点|平台|系统|服务器?)[^。，；]{0,12}(?:维护|升级|改版|改造|调试|停用)|未备案|无法提供(?:服务|访问)|"
    r"(?:维护|升级|改造)[^。；]{0,20}(?:敬请谅解|暂停|暂时|请稍[后候])|暂停(?:服务|访问|开放)"
)
_CLOSED = re.compile(r"(?:网站|本站|站点)[^。，；]{0,12}(?:关停|关闭|下线|停止服务|整合|合并|迁移)")
# A program's or a database's error that a server shows as if it were the page.
_BROKEN = re.compile(
    r"Microsoft OLE DB|ODBC (?:Microsoft|SQL|Driver)|SQL Server 不存在|java\.\w+(?:\.\w+)*Exception|HTTP Status 50\d|"
    r"50[0234] (?:Internal Server Error|Bad Gateway|Service|Gateway)|Server Error in '|应用程序中的服务器错误|"
    r"Fatal error: |数据库(?:连接|访问)?(?:失败|错误|出错|异常)|Error establishing a database",
    re.I,
)
# What a service says of itself under 200, with no rows beside it.
_FAILED_SERVICE = re.compile(
    r"""["'](?:code|status|errcode|errorCode|resultCode)["']\s*:\s*["']?(?:5\d\d|-1)\b|["']success["']\s*:\s*["']?false""",
    re.I,
)
_ALERT = re.compile(r"""\balert\(\s*["']([^"']{2,80})["']""")
_NO_RIGHT = re.compile(r"权限|参数|非法|错误")
_TOO_OFTEN = re.compile(
    r"访问(?:过于|太)频繁|请求(?:过于|太)频繁|操作(?:过于|太)频繁|too many requests|稍[后候]再(?:试|访问)|"
    r"(?:系统|服务器?)正?繁?忙",
    re.I,
)
# What a click does, the page does not do itself.
_CLICKED = re.compile(r"""\son(?:click|change|mouse\w{2,8})\s?=\s?(?:"[^"]{0,2000}"|'[^']{0,2000}')""", re.I)
_LITERAL = re.compile(r"""location(?:\.href|\.replace|\.assign)?\s*(?:=|\()\s*['"]([^'"]{1,300})['"](?!\s*\+)""", re.I)
_META = re.compile(
    r"""<meta[^>]+http-equiv\s*=\s*['"]?refresh['"]?[^>]*content\s*=\s*['"]?\s*\d+\s*;\s*url\s*=\s*['"]?([^'">]{1,300})""",
    re.I,
)
_REFRESH = re.compile(r"""\s*\d+\s*[;,]\s*url\s*=\s*["']?([^"'\s]{1,300})""", re.I)
_APP = re.compile(
    r"""id\s*=\s*['"](?:app|root|__nuxt|__next)['"]|chunk-vendors|/static/js/(?:app|main|manifest)\.|"""
    r"""new CMS\(|v-for=""",
    re.I,
)
_PASSWORD = re.compile(r"""type\s*=\s*['"]?password""", re.I)
_LOGIN = re.compile(r"登[录陆]|身份认证|\blog ?in\b|sign ?in\b", re.I)
_SHELL_BYTES = 4000
_NOTICE = 300
_SMALL_TEXT = 1200
_SHELL_LINKS, _MENU_LINKS = 3, 8
_LONGEST_WAIT = 366 * 86400.0


def of_answer(status: int, headers: Mapping[str, str], body: bytes, text: str, url: str) -> Refusal | None:
    """Why an answer is not the page that was asked, or None when it is one.

    `headers` have lower-case names, `body` is decoded of its content coding, `text` the same as text (empty for a
    file).
    """
    page = _Shown(text)
    if named := _challenge(status, headers, body, page):
        return named
    if status == 429 or (status == 503 and "retry-after" in headers):
        return _made("throttled", f"HTTP {status}", wait=retry_after(headers.get("retry-after")))
    if status >= 500:
        return _made("server_error", f"HTTP {status}", wait=retry_after(headers.get("retry-after")))
    if status in (404, 410):
        return _made("gone" if status == 410 else "not_found", f"HTTP {status}")
    if status >= 400:
        return Refusal(f"denied_{status}", Then.SKIP, f"HTTP {status}")
    return _not_the_page(page, headers, body, url) if status == 200 else _no_page(status, headers, url)


class _Shown:
    """What an answer shows, each worked out once and only where it is asked for."""

    def __init__(self, text: str) -> None:
        self.source = text

    @cached_property
    def text(self) -> str:
        """Roughly the visible text."""
        return visible(self.source)

    @cached_property
    def title(self) -> str:
        """The text of `<title>`."""
        return title_of(self.source)

    @cached_property
    def links(self) -> int:
        """How many anchors there are."""
        return self.source.lower().count("<a ")


def _made(name: str, reason: str = "", **more: object) -> Refusal:
    return Refusal(name, ACTIONS[name], reason[:MAX_REASON], **more)  # type: ignore[arg-type]


def _challenge(status: int, headers: Mapping[str, str], body: bytes, page: _Shown) -> Refusal | None:
    """A bot challenge or a firewall's page, by the marks of the product, else by the status it uses."""
    cookies, head = headers.get("set-cookie", ""), body[:20_000]
    # A challenge is no page of the site: one with the site's menu speaks of such things, and refuses nothing.
    short = len(body) < 60_000 and page.links < _MENU_LINKS and len(page.text) < _SMALL_TEXT
    if short and _RUISHU.search(head):
        return _made("challenge_ruishu", f"HTTP {status} with the marks of a 瑞数 challenge")
    jsl = "x-via-jsl" in headers or "__jsl" in cookies
    if status in (521, 512) or (short and _JSL.search(head)):
        return _made("challenge_jsl" if jsl or _JSL.search(head) else "blocked_521", f"HTTP {status}")
    if status == 412:
        return _made("blocked_412", "HTTP 412")
    if status == 468:
        return _made("blocked_waf_468", "HTTP 468")
    if short and len(body) < _SHELL_BYTES and _COOKIE_JS.search(head) and _RELOAD.search(head):
        return _made("challenge_cookie_js", "a script that sets a cookie and reloads")
    if short and _CLOUD_JS.search(head):
        return _made("challenge_cookie_js", f"HTTP {status} with the script of a cloud's guard")
    return _said_by_guard(status, headers, head, page) if short else None


def _said_by_guard(status: int, headers: Mapping[str, str], head: bytes, page: _Shown) -> Refusal | None:
    """What a short page says of a firewall, a CAPTCHA or too many requests; None for any other."""
    told, words = page.source[:20_000] or head.decode("utf-8", "replace"), f"{page.title} {page.text}"
    # Under 401 and 403 servers themselves say so, of a folder that they do not list.
    denied = status not in (401, 403) and (_DENIED_TITLE.search(page.title) or _DENIED.search(told))
    if not _BROKEN.search(told) and (denied or _WAF.search(told) or _BLOCKED.search(words)):
        return _made("blocked_waf_page", f"HTTP {status}, title {page.title!r}")
    if _CAPTCHA.search(words) and not _PASSWORD.search(page.source):
        return _made("needs_manual", "a page that asks for a CAPTCHA")
    if _TOO_OFTEN.search(page.text):
        name = "throttled_stand_in" if status == 200 else "throttled"
        return _made(name, page.text, wait=retry_after(headers.get("retry-after")))
    return None


def _no_page(status: int, headers: Mapping[str, str], url: str) -> Refusal | None:
    """An answer that neither fails nor brings a page, and a redirect that leads nowhere."""
    if status not in (301, 302, 303, 307, 308):
        return _made("no_page", f"HTTP {status}")
    try:
        target = urljoin(url, headers.get("location", "").strip())
    except ValueError:
        target = ""
    if "location" in headers and target.startswith(("http://", "https://")):
        return None
    return _made("bad_redirect", f"HTTP {status} to {headers.get('location', 'nowhere')}")


def _not_the_page(page: _Shown, headers: Mapping[str, str], body: bytes, url: str) -> Refusal | None:
    """A 200 that is a stand-in: nothing, a soft 404, a shell that sends elsewhere or that only scripts would fill."""
    refresh = _REFRESH.match(headers.get("refresh", ""))
    if not body.strip() and not refresh:
        return _made("empty_body", "no body")
    if not page.source.strip() and not refresh:
        return None
    text, shown = page.source, page.text
    if _MISSING.search(page.title) or (len(shown) < 300 and _MISSING.search(shown)):
        return _made("soft_404", page.title or shown)
    if said := _said_instead(page):
        return said
    small = len(text) < _SHELL_BYTES and len(shown) < 120 and page.links < _SHELL_LINKS
    if small and (target := _shell_target(text, url, refresh[1] if refresh else "")):
        return _made("shell_redirect", "a shell that sends elsewhere", target=target)
    if (
        len(shown) < _SMALL_TEXT // 2
        and page.links < _MENU_LINKS
        and _PASSWORD.search(text)
        and _LOGIN.search(f"{page.title} {shown}")
    ):
        return _made("login_required", page.title or shown)
    if len(shown) < 400 and _APP.search(text) and "<table" not in text and page.links < _MENU_LINKS:
        return _made("needs_render", "a shell that only scripts would fill")
    return None


def _said_instead(page: _Shown) -> Refusal | None:
    """What a page of next to nothing says in place of what was asked: an error, a notice, a box that a script opens."""
    if len(page.text) >= _NOTICE or page.links >= _SHELL_LINKS:
        return None
    boxed = _ALERT.search(page.source) if not page.text else None
    said = f"{page.title} {page.text or (boxed[1] if boxed else '')}"
    if said.lstrip().startswith("{") and "[{" not in said and _FAILED_SERVICE.search(said):
        return _made("server_error", said)
    if _BROKEN.search(said):
        return _made("server_error", said)
    # One that is rebuilt may lead on to the new one; one that was closed leads to another's.
    if _CLOSED.search(said) or (not page.links and _IN_WORK.search(said)):
        return _made("out_of_service", said)
    if boxed and (_MISSING.search(said) or _NO_RIGHT.search(said)):
        return _made("soft_404", said)
    return None


def _shell_target(text: str, url: str, header: str) -> str:
    """The literal address that a shell or its `header` sends to; empty where it is computed, or the shell itself. What
    a click opens (the file of a report) is not where the page sends.
    """
    found = _META.search(text) or _LITERAL.search(_CLICKED.sub(" ", text))
    said = header or (found[1] if found else "")
    target = urljoin(url, said.strip()) if said else ""
    return target if target.startswith("http") and target.partition("#")[0] != url else ""


def title_of(text: str) -> str:
    """The text of `<title>`."""
    found = re.search(r"<title[^>]*>(.*?)</title>", text[:20_000], re.S | re.I)
    return " ".join(found[1].split()) if found else ""


def visible(text: str) -> str:
    """Roughly the visible text of markup; only the first 200,000 characters are looked at."""
    text = re.sub(r"<!--.*?-->|<(script|style|noscript|title)\b.*?</\1\s*>", " ", text[:200_000], flags=re.S | re.I)
    return " ".join(re.sub(r"<[^>]{0,2000}>", " ", text).replace("&nbsp;", " ").split())


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """The seconds of a Retry-After header (a number, of several the largest, or a date), a year at most; None where
    there is none or it is nonsense.
    """
    if not value:
        return None
    if re.fullmatch(r"\d+(?:\.\d+)?(?:\s*,\s*\d+)*", value.strip()):
        return min(max(float(each) for each in value.split(",")), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - (now or datetime.now(UTC))).total_seconds()), _LONGEST_WAIT)


_TLS = (
    (r"unsafe legacy renegotiation|UNSAFE_LEGACY", "tls_legacy_renegotiation"),
    (r"bad ecpoint|BAD_ECPOINT", "tls_bad_ecpoint"),
    (r"self.signed", "tls_self_signed"),
    (r"expired|not yet valid", "tls_expired"),
    (r"VerificationError|hostname mismatch|doesn't match|DNSMismatch|IPAddressMismatch", "tls_host_mismatch"),
    (r"unable to get local issuer|unknown ca|certificate verify failed|unable to verify", "tls_untrusted"),
    (
        r"unsupported protocol|protocol version|wrong version number|PROTOCOL_VERSION|http request",
        "tls_protocol_version",
    ),
    (r"unexpected eof|SSLEOF|Unexpected EOF|EOF occurred", "tls_eof"),
    (r"handshake|no shared cipher|sslv3 alert|tlsv1|SSL", "tls_handshake"),
)
_FAULTS = (
    (r"max redirections", "too_many_redirects"),
    # Scrapy cancels an answer of unstated length that grows too long, without a word; Twisted one with endless headers.
    (r"larger than download max size|exceeded download max size|maxsize", "too_large"),
    (r"CancelledError: (?:\||$)|header length exceeded", "too_large"),
    (r"DOWNLOAD_MAXSIZE", "too_large_unpacked"),
    (r"CannotResolveHost|DNSLookup|Name or service not known|No address", "dns"),
    (r"ConnectionRefused|Connection was refused|NoRoute|unreachable", "unreachable"),
    (r"DataLoss|PotentialDataLoss|IncompleteRead", "cut_off"),
    (
        r"ConnectionLost|ConnectionDone|ResponseNeverReceived|DownloadFailed|reset|ResponseFailed|ParseError",
        "connection_reset",
    ),
    (r"[Tt]ime(?:d )?out|TimeoutError|took longer", "timeout"),
)


def of_exception(error: BaseException) -> Refusal:
    """The failure that an exception of the download stands for: the whole chain of causes is read."""
    told = _CAUSE.join(_chain(error))
    if re.search(r"SSL|TLS|certificate|VerificationError|OpenSSL", told) or isinstance(error, ssl.SSLError):
        name = next((name for pattern, name in _TLS if re.search(pattern, told, re.I)), "tls_handshake")
        return _made(name, _reason(told))
    name = next((name for pattern, name in _FAULTS if re.search(pattern, told)), "unreachable")
    return _made(name, _reason(told))


def _reason(told: str) -> str:
    """What a chain of causes says, each thing once: the outer ones often repeat the inner's words."""
    said = dict.fromkeys(each.partition(": ")[2] or each for each in told.split(_CAUSE))
    return _CAUSE.join(said)


def _chain(error: BaseException | None, depth: int = 0) -> list[str]:
    """Type and message of an exception, of its causes and of the reasons Twisted collects."""
    if error is None or depth > 6:
        return []
    told = [f"{type(error).__name__}: {error}"]
    for reason in getattr(error, "reasons", None) or ():
        told += _chain(getattr(reason, "value", None), depth + 1)
    return told + _chain(error.__cause__ or error.__context__, depth + 1)


def named(name: str, reason: str = "", wait: float | None = None) -> Refusal:
    """A failure by its name. Raises KeyError for a name that is not in `ACTIONS` (statuses apart)."""
    return _made(name, reason, wait=wait)
