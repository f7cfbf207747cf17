"""Settings of the crawl: polite by default, nothing listening, nothing kept but the archive.

Any of them can be set by an environment variable `GONGKAI_SET_<NAME>` (see docs/operating.md); `GONGKAI_CONTACT` is the
address that portals find in the user agent.
"""

from __future__ import annotations

import getpass
import os
import socket
from importlib.metadata import version
from typing import Any

BOT_NAME = "gongkai"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

CONTACT = os.environ.get("GONGKAI_CONTACT") or f"{getpass.getuser()}@{socket.gethostname()}"
USER_AGENT = f"gongkai/{version('gongkai')} (archive of annual disclosure reports; contact: {CONTACT})"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "gongkai"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip, deflate, br",
}

# One request at a time to a host, many hosts at once. Crawlers of these portals were tolerated at 0.4 to 2 s.
CONCURRENT_REQUESTS = 128
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 0.5
DOWNLOAD_DELAY_JITTER = 0.3
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0.5
AUTOTHROTTLE_MAX_DELAY = 30.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
CRAWL_HOURS = ""  # `22:00-06:00` in China; empty: all day
DAILY_BUDGET_PER_HOST = 0  # requests; 0: no limit
THROTTLE_WAIT = 60.0  # seconds, where a host throttles without saying for how long; doubles
THROTTLE_WAIT_MAX = 600.0  # a longer wait ends the portal's visit
THROTTLE_TIMES = 3

# The search: requests without a report found before a portal is given up, and those each report found allows.
SEARCH_BUDGET = 60
SEARCH_BUDGET_PER_REPORT = 3

# A run in which so many hosts could not be reached, and none answered for so long, has lost its own network.
OFFLINE_HOSTS = 30
OFFLINE_SECONDS = 60.0

DOWNLOAD_TIMEOUT = 60
DNS_TIMEOUT = 15
DOWNLOAD_MAXSIZE = 50 << 20
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True  # a failure is recorded by its kind, and http tried once
TWISTED_DNS_RESOLVER = "crawler.resolver.GuardedResolver"
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 503, 504, 408]  # a 503 with Retry-After is waited for instead
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False  # a shell's literal target is followed once, by name (`shell_redirect`)
COMPRESSION_ENABLED = False  # bodies are archived as received and unpacked under a limit by `crawler.examine`
HTTPERROR_ALLOW_ALL = True
HTTPPROXY_ENABLED = False  # a proxy would resolve names where the guard cannot look
COOKIES_ENABLED = True
DEPTH_LIMIT = 0

RENDER = False  # put pages together in a browser that exist only after their scripts ran; needs gongkai[render]
RENDER_BROWSER = ""  # the browser's program; empty: the system's Chromium
RENDER_TIMEOUT = 120.0  # seconds for a page, the pauses between the requests of its scripts included
RENDER_PAGES = 2  # pages in the browser at once, of different hosts

SCHEDULER = "crawler.scheduler.FrontierScheduler"
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "crawler.middlewares.guard.GuardMiddleware": 50,
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.politeness.PolitenessMiddleware": 560,
    "crawler.middlewares.cookies.CookiesMiddleware": 700,
    "crawler.middlewares.archive.ReplayMiddleware": 900,
    "crawler.middlewares.render.RenderMiddleware": 920,
    "crawler.middlewares.archive.ExamineMiddleware": 950,
    "crawler.middlewares.tls.TlsMiddleware": 960,
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
}
EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "crawler.middlewares.politeness.PoliteThrottle": 0,
    "crawler.reach.ReachWatch": 0,
}

# Scrapy 2.19 opens a port that runs code in the crawl's process; neither it nor the console is wanted.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
FEED_EXPORT_ENCODING = "utf-8"
LOG_LEVEL = "WARNING"
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # every failure is kept by name and summed up: on stderr it would be noise
# The warning parses a bound callback's source anew for each answer: 1 ms of the 18 that a page took.
WARN_ON_GENERATOR_RETURN_VALUE = False
# Scrapy makes a task for each of the so many items that an answer may have in work: with its 100, 1 ms of the 12 of the
# crawl's process a page. What a page leads to is only queued.
CONCURRENT_ITEMS = 1
LOGSTATS_INTERVAL = 0


def overrides() -> dict[str, Any]:
    """The settings that environment variables name."""
    prefix = "GONGKAI_SET_"
    return {name.removeprefix(prefix): value for name, value in os.environ.items() if name.startswith(prefix)}
