"""What happens to the made world between the two rounds, and what must be told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crawler.demo.content import Made
from crawler.demo.pages import Doc, Place
from crawler.demo.portals import PLACES, draw_heping, draw_qingyan, draw_wuchuan
from crawler.demo.server import Resource


@dataclass(frozen=True, slots=True)
class Planted:
    """One thing that happens to a report: `kind` is the archive's word for it (`figure`, `removed`, `moved`,
    `first_seen`, or empty where nothing of the report changes), `told` what was done, in a sentence.
    """

    kind: str
    agency: str
    year: int
    told: str


def make_world() -> list[Place]:
    """The portals as the first round finds them."""
    return [make() for make in PLACES]


def change_world(places: Sequence[Place]) -> list[Planted]:
    """Change the portals as editors would; returns what was done."""
    by_id = {place.site.name: place for place in places}
    return [
        _revise(by_id["qingyan"]),
        _remove(by_id["tongchuan"]),
        _move(by_id["wuchuan"]),
        _publish(by_id["heping"]),
        _decorate(by_id["lupu"]),
    ]


def _revise(place: Place) -> Planted:
    """A government lowers a number of requests three years later, without a word."""
    doc = place.doc(place.government, 2023)
    before = doc.made.received
    doc.made.received -= 5
    draw_qingyan(place)
    told = f"quietly revised: {before} requests received became {doc.made.received}"
    return Planted("figure", doc.made.agency, doc.made.year, told)


def _remove(place: Place) -> Planted:
    """A department's report is taken down, its row in the list with it."""
    doc = place.doc("桐川市民政局", 2023)
    place.docs.remove(doc)
    del place.site.routes[doc.path]
    return Planted("removed", doc.made.agency, doc.made.year, "taken down, and its row in the list with it")


def _move(place: Place) -> Planted:
    """A report gets a new address; the old one answers 404."""
    doc = place.doc(place.government, 2022)
    old = doc.path
    doc.path = "/InfoShow.aspx?id=811"
    draw_wuchuan(place)
    del place.site.routes[old]
    return Planted("moved", doc.made.agency, doc.made.year, f"moved from {old} to {doc.path}")


def _publish(place: Place) -> Planted:
    """A town hands its report in, months late."""
    made = Made("禾坪县芦塘镇人民政府", 2025, received=2, published="2026-09-14")
    place.docs.insert(0, Doc(made, "/gkmlpt/content/8/8055/post_8055001.html"))
    draw_heping(place)
    return Planted("first_seen", made.agency, made.year, f"published only on {made.published}")


def _decorate(place: Place) -> Planted:
    """Every page gets a new footer: bytes change, no report does."""
    for path, answer in place.site.routes.items():
        if isinstance(answer, Resource) and answer.mime.startswith("text/html"):
            footer = "<p>您是第48213位访问者</p></body>".encode()
            place.site.routes[path] = Resource(answer.body.replace(b"</body>", footer), answer.mime, answer.status)
    return Planted("", place.government, 0, "every page of the portal got a new footer; no report changed")
