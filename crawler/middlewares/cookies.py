"""Scrapy's cookies without its only request to a host of its own choice.

Scrapy 2.19 asks tldextract whether a cookie is set for a public suffix (`.gov.cn`), and tldextract then downloads the
list of suffixes from publicsuffix.org, with a blocking call on the reactor's thread. The snapshot that comes with
tldextract says all that is needed.
"""

from __future__ import annotations

from scrapy.downloadermiddlewares import cookies
from tldextract import TLDExtract

cookies._split_domain = TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)


class CookiesMiddleware(cookies.CookiesMiddleware):
    """Keeps the session cookies that portals set, each host its own."""
