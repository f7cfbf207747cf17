"""An archive made for the tests of the release, and the release of it: built once a process."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from pipelines.archive import Context
from pipelines.release import Options, build
from pipelines.session import Session
from tests.pipelines.reports import figures, page
from tests.pipelines.world import look, request, response

OPEN = "http://www.zherong.gov.cn/zfxxgk/"
SAMPLE = Path(__file__).resolve().parents[2] / "data/samples/reports/yanshi-town-2016.txt"
COUNTY = "宁德市柘荣县人民政府"
OFFICE = "宁德市柘荣县财政局"


def make_archive(root: Path) -> None:
    """Reports of a county for 2019 to 2022 and of its finance office: one unsound, one revised, one removed later."""
    unsound = figures(10) | {"requests.processed_total.total": 12}
    world: dict[str, str | int] = {
        OPEN + "2019.html": page(COUNTY, 2019, figures(8), prose="共收到政府信息公开申请8件。"),
        OPEN + "2020.html": page(COUNTY, 2020, unsound),
        OPEN + "2021.html": page(COUNTY, 2021, figures(30, 20)),
        OPEN + "czj2021.html": page(OFFICE, 2021, figures(5)),
        OPEN + "czj2020.html": page(OFFICE, 2020, figures(4)),
    }
    with Session(root, "crawl", workers=1) as session:
        reply = response(SAMPLE.read_bytes(), mime="text/plain; charset=utf-8")
        address = "http://www.yanshi.gov.cn/2016.txt"
        session.take(
            session.archive.append_exchange(address, request(address), reply, Context(), "2022-01-31T00:00:00.000Z")
        )
    look(root, world, "2022-02-01T00:00:00.000Z")
    world |= {OPEN + "2021.html": page(COUNTY, 2021, figures(31, 20)), OPEN + "czj2020.html": 404}
    look(root, world, "2022-05-01T00:00:00.000Z")
    look(root, world, "2022-06-01T00:00:00.000Z")


@lru_cache(maxsize=1)
def archive() -> Path:
    """The archive."""
    root = Path(tempfile.mkdtemp(prefix="gongkai-release-")) / "archive"
    make_archive(root)
    return root


@lru_cache(maxsize=1)
def release() -> Path:
    """Its release, whole."""
    out = archive().parent / "release"
    build(archive(), out, Options())
    return out
