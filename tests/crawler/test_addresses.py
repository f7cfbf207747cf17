"""Addresses: cleaned to be asked, compared as one, refused where they are private."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.addresses import clean, is_government, is_private_ip, key, other_scheme, same_site

BASE = "http://www.x.gov.cn/a/b.html"


@pytest.mark.parametrize(
    ("href", "asked"),
    [
        ("./202401/t20240129_1.html", "http://www.x.gov.cn/a/202401/t20240129_1.html"),
        ("../../../c.html", "http://www.x.gov.cn/c.html"),
        ("//www.y.gov.cn./x", "http://www.y.gov.cn/x"),
        ("http://www.x.gov.cn:80/a//b", "http://www.x.gov.cn/a/b"),
        ("list.jsp;jsessionid=0123AB?page=2", "http://www.x.gov.cn/a/list.jsp?page=2"),
        ("/(S(abc12))/l.aspx?PHPSESSID=9&id=4", "http://www.x.gov.cn/l.aspx?id=4"),
        ("/gkmlpt/api/all/1?page=1&sid=200001", "http://www.x.gov.cn/gkmlpt/api/all/1?page=1&sid=200001"),
        ("/a?sid=9f8e7d6c5b4a39281706", "http://www.x.gov.cn/a"),
        ("/年报/列表.html", "http://www.x.gov.cn/%E5%B9%B4%E6%8A%A5/%E5%88%97%E8%A1%A8.html"),
        ("\\zwgk\\index.html", "http://www.x.gov.cn/zwgk/index.html"),
        ("t.html#top", "http://www.x.gov.cn/a/t.html"),
    ],
)
def test_what_is_asked_for_a_link(href: str, asked: str) -> None:
    assert clean(href, BASE) == asked


@pytest.mark.parametrize(
    "href", ["javascript:void(0)", "mailto:a@b.cn", "#", "", "data:text/html,x", "ftp://h/x", "http://[::1", "tel:110"]
)
def test_what_is_no_link(href: str) -> None:
    assert clean(href, BASE) is None


def test_one_page_has_one_key() -> None:
    same = [
        "http://h/a/",
        "https://h/a/index.html",
        "http://h:80/a/index.shtml",
        "http://h/a/?_=0.4821",
        "http://h./a/;jsessionid=1",
    ]
    assert len({key(url) for url in same}) == 1
    assert key("http://h/a?id=1") != key("http://h/a?id=2")
    assert key("http://h/a?c=%ce%b3") != key("http://h/a?c=%ce%b4")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.9.9",
        "169.254.169.254",
        "0.0.0.0",
        "::1",
        "[::1]",
        "fe80::1",
        "fc00::1",
        "::ffff:127.0.0.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "100.64.0.1",
        "224.0.0.1",
    ],
)
def test_private_addresses_in_every_writing(host: str) -> None:
    assert is_private_ip(host)


@pytest.mark.parametrize("host", ["1.25.240.11", "8.8.8.8", "2400:3200::1", "www.x.gov.cn", "999.1.1.1"])
def test_public_addresses_and_names(host: str) -> None:
    assert not is_private_ip(host)


def test_sites() -> None:
    assert is_government("https://rsj.x.gov.cn/")
    assert not is_government("https://www.gov.cn.example.com/")
    assert same_site("http://rsj.x.gov.cn/", "https://www.x.gov.cn/")
    assert not same_site("http://www.y.gov.cn/", "http://www.x.gov.cn/")
    assert other_scheme("http://h:8080/a?b") == "https://h:8080/a?b"


@given(st.text(max_size=80))
def test_cleaning_never_fails_and_is_stable(href: str) -> None:
    url = clean(href, BASE)
    if url is not None:
        assert url.startswith(("http://", "https://"))
        assert clean(url) == url
        assert key(url) == key(url)


# A blank before an empty `#`, `?` or `;` ends what `urljoin` makes, which leaves those out; a browser keeps it.
_HREF = st.text(alphabet="a年./\\?#:;% \t1", max_size=12).map(
    lambda href: re.sub(r"[ \t]+(?=[#?;])", "", href)
) | st.sampled_from(["http://y.gov.cn/b", "https://", "//y.gov.cn/b"])
_BASES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["http://x.gov.cn", "https://x.gov.cn:8443", "//x.gov.cn", "x.gov.cn", "file://"]),
    st.text(alphabet="a/.;", max_size=8).map(lambda path: f"/{path}") | st.just(""),
    st.sampled_from(["", "?u=/b/c", "#/b/c", "?u=http://y.gov.cn/b"]),
)


@given(_HREF, _BASES)
def test_a_link_leads_where_a_browser_would_go_however_much_of_the_base_is_looked_at(href: str, base: str) -> None:
    """Only the part of the base that decides is kept, so that links are remembered; it must decide alike."""
    plain = href.replace("\t", "").strip().replace("\\", "/")
    try:
        whole = clean(urljoin(base, plain)) if plain and not plain.startswith("#") else None
    except ValueError:
        whole = None
    if ":" not in plain.partition("/")[0]:
        assert clean(href, base) == whole
