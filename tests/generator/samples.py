"""Finished documents from seeds: a report, its layout, its bytes and the truth about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from tests.generator.formats import converted, html, image, office, pdf, text
from tests.generator.model import Content, Sample
from tests.generator.world import collect, make_content, settle

Writer = Callable[[Random, Content, str], bytes]

_OPEN = "application/vnd.openxmlformats-officedocument."
LAYOUTS: dict[str, tuple[Writer, str, str, int]] = {
    **{f"html.{name}": (html.write, name, "text/html", 5) for name in html.DIALECTS},
    **{f"text.{name}": (text.write, name, "text/plain", 3) for name in text.STYLES},
    **{f"pdf.{name}": (pdf.write, name, "application/pdf", 8) for name in pdf.STYLES},
    "docx.joined": (office.docx_file, "joined", _OPEN + "wordprocessingml.document", 4),
    "docx.split": (office.docx_file, "split", _OPEN + "wordprocessingml.document", 4),
    "xlsx.one": (office.xlsx_file, "one", _OPEN + "spreadsheetml.sheet", 4),
    "xlsx.sheets": (office.xlsx_file, "sheets", _OPEN + "spreadsheetml.sheet", 3),
    "xls.numbers": (office.xls_file, "numbers", "application/vnd.ms-excel", 2),
    "xls.strings": (office.xls_file, "strings", "application/vnd.ms-excel", 2),
    "rtf.word": (office.rtf_file, "word", "application/rtf", 4),
}
"""Layout -> writer, the writer's style, media type, weight in the draw."""
EXTRA: dict[str, tuple[Writer, str, str, int]] = {
    "image.scan": (image.write, "scan", "application/pdf", 0),
    "image.png": (image.write, "png", "image/png", 0),
    "doc.word97": (converted.write, "doc", "application/msword", 0),
}
"""Layouts that need more than this repository (a font, LibreOffice): made only when named."""


def available(layout: str) -> bool:
    """Whether this machine can make a layout."""
    if layout.startswith("image."):
        return image.has_font()
    return converted.has_office() if layout.startswith("doc.") else layout in LAYOUTS


def layout_of(seed: int) -> str:
    """The layout that a seed draws."""
    return Random(seed * 31337 + 11).choices(list(LAYOUTS), [weight for *_, weight in LAYOUTS.values()])[0]


def make_sample(seed: int, layout: str | None = None) -> Sample:
    """The document of a seed, in the layout that the seed draws or the one named. The same seed, the same bytes."""
    layout = layout or layout_of(seed)
    rng = Random(seed * 104729 + 3)
    writer, style, mime, _ = (LAYOUTS | EXTRA)[layout]
    content = make_content(seed)
    data = writer(rng, content, style)
    settle(content)
    suffix = {"text": "txt", "image": style.replace("scan", "pdf")}.get(layout.split(".")[0], layout.split(".")[0])
    # The address belongs to another year and a host of nobody's: neither may become a field.
    url = f"http://www.example.gov.cn/art/{2006 + seed % 3}/1/26/art_{seed}.{suffix}"
    return Sample(seed, layout, data, mime, url, content, collect(content))


def samples(count: int, start: int = 0) -> Iterator[Sample]:
    """`count` documents from seed `start` on."""
    return (make_sample(seed) for seed in range(start, start + count))
