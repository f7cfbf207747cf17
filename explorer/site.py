"""The site over one archive: Datasette on its database, what is kept between requests, and the workers."""

from __future__ import annotations

import hashlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from explorer.overview import Kept
from explorer.readers import Readers
from pipelines.archive import database_path, read_only
from pipelines.view import reading

HERE = Path(__file__).parent
STATIC = "gongkai-static"
"""The path that the site's own style sheet and script are served under."""
_STORAGE = (
    "capture", "reading", "section", "text_sets", "figure", "figure_sets", "figure_kinds", "finding", "report",
    "version", "report_finding", "mimes", "facts", "indicators", "warc_files", "_sqlite_migrations", "search",
    "sqlite_stat1",
)  # fmt: skip
"""Tables behind the views: Datasette lists them as hidden."""
_QUERIES = {
    "sums_that_fail": (
        "Current reports whose own sums fail",
        'SELECT r.id, r.agency, r.year, f.rule, f."left", f."right", f.message FROM reports r '
        "JOIN findings f ON f.report_id = r.id AND f.version = r.version WHERE f.severity = 'error' LIMIT 500",
    ),
    "one_indicator": (
        "One indicator over all current reports",
        "SELECT r.agency_code, r.agency, r.year, o.value, o.unit, o.status, o.where_json FROM reports r "
        "JOIN observations o ON o.report_id = r.id AND o.version = r.version "
        "WHERE o.indicator = coalesce(nullif(:indicator, ''), 'requests.received.total') LIMIT 1000",
    ),
    "revised_figures": (
        "Figures that were changed after publication",
        "SELECT r.id, r.agency, r.year, c.indicator, c.old, c.new, c.seen_at FROM changes c "
        "JOIN reports r ON r.id = c.report_id WHERE c.kind = 'figure' ORDER BY c.seen_at DESC LIMIT 500",
    ),
}


@dataclass(slots=True)
class Site:
    """What the pages need beside the database."""

    root: Path
    database: str
    kept: Kept
    readers: Readers = field(default_factory=Readers)

    def close(self) -> None:
        """End the workers."""
        self.readers.close()


class _Quiet(Database):  # type: ignore[misc]
    """A database whose errors are told to the visitor who caused them, and not on the terminal.

    Datasette counts every table for its list, also the index of texts, which holds no rows to count.
    """

    async def execute(self, sql: str, *args: Any, log_sql_errors: bool = False, **options: Any) -> Any:
        return await super().execute(sql, *args, log_sql_errors=False, **options)


class Explorer(Datasette):  # type: ignore[misc]
    """Datasette that knows its site: the plugin is shared by every Datasette of a process."""

    executor: ThreadPoolExecutor

    def __init__(self, site: Site, **settings: Any) -> None:
        self.site = site
        self._inode = self._present()
        super().__init__(**settings)

    def add_database(self, db: Database, name: str | None = None, route: str | None = None) -> Any:
        """Add a database; those in files do not complain on the terminal."""
        quiet = _Quiet(self, path=db.path, is_mutable=db.is_mutable) if db.path else db
        return super().add_database(quiet, name, route)

    def follow(self) -> None:
        """Read the database that is there now: a rebuild puts another file in the place of the one that is open.

        Connections belong to the threads that opened them, so new threads are all it takes.
        """
        present = self._present()
        if present in (None, self._inode):
            return
        self._inode = present
        old = self.executor
        self.executor = ThreadPoolExecutor(max_workers=self.setting("num_sql_threads"))
        old.shutdown(wait=False)

    def _present(self) -> int | None:
        try:
            return database_path(self.site.root).stat().st_ino
        except FileNotFoundError:
            # Between two steps of a rebuild: the next request will see it.
            return None


def application(root: Path) -> Explorer:
    """Datasette over an archive, with the pages of the site; read-only.

    Raises:
        ArchiveError: when the database cannot be opened or read.
    """
    from explorer import plugin

    _mute_exceptions()
    if not pm.is_registered(plugin):
        pm.register(plugin, name="gongkai-explorer")
    path = database_path(root)
    with reading(root) as connection:
        fixed = _is_fixed(connection)
    return Explorer(
        Site(root, path.stem, Kept(path, lambda: _connect(path, fixed))),
        files=[] if fixed else [str(path)],
        immutables=[str(path)] if fixed else [],
        metadata=_metadata(path.stem),
        template_dir=str(HERE / "templates"),
        static_mounts=[(STATIC, str(HERE / "static"))],
        settings={"sql_time_limit_ms": 3000, "num_sql_threads": 4, "default_cache_ttl": 0, "suggest_facets": False},
    )


def _mute_exceptions() -> None:
    """Datasette 0.65 prints every 404 with rich, if that is there; rich 15 refuses an exception that was never raised,
    so that a missing page would be a broken connection. Without rich it answers as it should.
    """
    # Imported late: the module must not be loaded before Datasette's plugin manager, which registers it.
    from datasette import handle_exception

    handle_exception.rich = None


def _is_fixed(connection: sqlite3.Connection) -> bool:
    """Whether the file had to be opened as one that never changes: its directory cannot be written."""
    name = connection.execute("PRAGMA database_list").fetchone()[2]
    return not _can_open(Path(name))


def _can_open(path: Path) -> bool:
    try:
        connection = _connect(path, fixed=False)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        return False
    connection.close()
    return True


def _connect(path: Path, fixed: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(read_only(path, fixed=fixed), uri=True, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    return connection


def _metadata(database: str) -> dict[str, object]:
    tables = {name: {"hidden": True} for name in _STORAGE}
    queries = {name: {"title": title, "sql": sql} for name, (title, sql) in _QUERIES.items()}
    return {
        "title": "gongkai",
        "extra_css_urls": [f"/{STATIC}/data.css"],
        "databases": {database: {"tables": tables, "queries": queries}},
    }


@lru_cache(maxsize=8)
def fingerprint(name: str) -> str:
    """A few digits of a static file's digest, so that a browser fetches it anew when it has changed."""
    return hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:10]
