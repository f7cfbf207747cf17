"""What the worlds of the families have in common: their documents, rows of lists, and the disclosure platform around them."""

# ruff: noqa: E501 - markup is kept in one piece

from __future__ import annotations

from collections.abc import Callable

from crawler.demo.server import Site
from tests.crawler.portals.made import (
    Doc,
    World,
    add_distractors,
    add_home,
    columns,
    made_docs,
    page,
)

Builder = Callable[[], World]


BUILDERS: dict[str, Builder] = {}


def builder(make: Builder) -> Builder:
    """Register a world under its function's name."""
    BUILDERS[make.__name__] = make
    return make


def new_world(name: str, first: int = 2008, units_from: int = 2022) -> World:
    return World(Site(name), made_docs(first, units_from))


def put(world: World, doc: Doc, path: str, html: str) -> None:
    doc.path = path
    world.site.add(path, html)
    world.reports.add(path)


def chunks(docs: list[Doc], size: int) -> list[list[Doc]]:
    return [docs[start : start + size] for start in range(0, max(len(docs), 1), size)]


def cut(title: str) -> str:
    return title if len(title) < 22 else title[:20] + "…"


def rows_of(docs: list[Doc], row: str = '<li><a href="{path}" title="{title}">{cut}</a><span>{day}</span></li>') -> str:
    return "".join(
        row.format(
            path=doc.path, title=doc.made.title, cut=cut(doc.made.title), day=doc.made.published, year=doc.made.year
        )
        for doc in docs
    )


def everything(world: World) -> list[Doc]:
    return world.of("gov") + world.of("dept") + world.of("town")


def platform(world: World, root: str, nb: str) -> None:
    """The disclosure platform and its neighbours."""
    menu = columns(root, nb)
    world.site.add(
        root,
        page(
            "政府信息公开",
            f'{menu}<div class="c"><h2>政府信息公开</h2></div>',
            metas={"ColumnName": "政府信息公开", "ColumnType": "信息公开目录"},
        ),
    )
    for name, title in (
        ("zn", "政府信息公开指南"),
        ("zd", "政府信息公开制度"),
        ("fdzdgk", "法定主动公开内容"),
        ("ysq", "依申请公开"),
    ):
        world.site.add(
            f"{root}{name}.html", page(title, f"{menu}<div><p>{title}正文。</p></div>", metas={"ColumnName": title})
        )
    world.site.add("/wzbb/", page("政府网站工作年度报表", f"{menu}<ul>{add_distractors(world, '/wzbb/')}</ul>"))
    add_home(
        world, f'<a href="/xwzx/">要闻</a><a href="{root}">政府信息公开</a><a href="/wzbb/">政府网站工作年度报表</a>'
    )
