"""What the strangers have in common: their bodies and documents, how an article is dressed, the home page."""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

from collections.abc import Callable

from crawler.demo.content import Made, body_of
from crawler.demo.server import Site
from tests.crawler.portals.made import Doc, World

STRANGERS: dict[str, Callable[[], World]] = {}


PLACE = "松原岭市"


BODIES = ("教育体育局", "财政局", "统计局", "审计局", "住房和城乡建设局")


TOWNS = ("白水镇", "双河满族乡", "城关街道办事处")


def stranger(make: Callable[[], World]) -> Callable[[], World]:
    """Register a world under its function's name."""
    STRANGERS[make.__name__] = make
    return make


def new_world(name: str) -> World:
    return World(Site(name))


def government(first: int = 2012, last: int = 2025, title: str = "") -> list[Doc]:
    """The government's reports, newest first."""
    years = range(last, first - 1, -1)
    named = [
        Made(f"{PLACE}人民政府", year, title=title.format(place=PLACE, year=year) if title else "") for year in years
    ]
    return [Doc(made, "gov") for made in named]


def of_bodies(names: tuple[str, ...], years: range = range(2025, 2022, -1)) -> list[Doc]:
    return [Doc(Made(f"{PLACE}{name}", year), "unit") for name in names for year in years]


def html(title: str, body: str, head: str = "", attributes: str = "") -> str:
    """A page in HTML 4 without any meta of the standard."""
    return (
        '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><HTML><HEAD><TITLE>'
        f"{title}</TITLE>{head}</HEAD><BODY {attributes}>{body}<HR><P align=center>版权所有：{PLACE}人民政府　ICP备 00000001 号</P></BODY></HTML>"
    )


def article(doc: Doc, dress: int = 0) -> str:
    """A report's page in one of four dresses: titles in h1, in a bold cell, in `<title>` alone, or in nothing at all."""
    made, text = doc.made, body_of(doc.made)
    if dress == 1:
        return html(
            f"{PLACE}人民政府门户网站",
            f"<table width=960><tr><td class=bt align=center><b>{made.title}</b></td></tr><tr><td>日期：{made.published}</td></tr><tr><td class=nr>{text}</td></tr></table>",
        )
    if dress == 2:
        return html(f"{made.title}_{PLACE}人民政府", f"<div id=neirong>{text}</div>")
    if dress == 3:
        return html(
            f"{PLACE}政府网",
            f"<div class=biaoti><font size=5>{made.title}</font></div><div class=wenzhang>{text}</div>",
        )
    return html(made.title, f"<h1>{made.title}</h1><div class=xq>{text}</div>")


def put(world: World, docs: list[Doc], pattern: str, dress: int = 0) -> list[Doc]:
    """Put reports under addresses of a pattern (`{n}`, `{year}`, `{month}`)."""
    for number, doc in enumerate(docs, 1 + len(world.reports)):
        doc.path = pattern.format(n=number, year=doc.made.year, month=doc.made.published[:7].replace("-", ""))
        world.site.add(doc.path, article(doc, dress))
        world.reports.add(doc.path)
        world.docs.append(doc)
    return docs


def wrong(world: World, path: str, title: str) -> str:
    """A page that is no report; returns its address."""
    text = f"{title}。现将有关工作情况公布如下，欢迎社会各界监督。" * 8
    world.site.add(path, html(title, f"<h1>{title}</h1><div class=xq><p>{text}</p></div>"))
    world.distractors.add(path)
    return path


def home(world: World, way: str, path: str = "/") -> None:
    """A home page with news, services and the way to the platform."""
    news = ""
    for number in range(10):
        title = f"全市{('春耕', '招商', '防汛', '教育', '交通')[number % 5]}工作推进会召开（{number}）"
        world.site.add(f"/xw/{number}.htm", html(title, f"<h1>{title}</h1><p>会议强调，要抓好落实。</p>"))
        news += f'<dt><a href="/xw/{number}.htm">{title}</a></dt>'
    world.site.add(
        path,
        html(
            f"{PLACE}人民政府",
            f"<table><tr><td>{way}</td></tr></table><dl>{news}</dl><a href='/bs.htm'>网上办事</a><a href='/hd.htm'>市长信箱</a>",
        ),
    )


def parts(docs: list[Doc], size: int) -> list[list[Doc]]:
    """The docs in pages of a size."""
    return [docs[start : start + size] for start in range(0, len(docs), size)]
