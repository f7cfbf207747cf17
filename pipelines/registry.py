"""The registry of portals: a CSV with one row a portal, checked line by line."""

from __future__ import annotations

import csv
import io
import ipaddress
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from parsers.resources import data_path
from pipelines.divisions import divisions

COLUMNS = (
    "id",
    "name",
    "level",
    "admin_code",
    "base_url",
    "annual_report_list_url",
    "cms",
    "region",
    "note",
    "source",
)
REQUIRED = ("id", "name", "base_url")
LEVELS = frozenset({"province", "prefecture", "county", "township", "department", "zone"})
# What a portal's pages are made with. A family is recognised from the page too; the column only saves the asking.
CMS = frozenset(
    {
        "ah_openness",
        "asp",
        "aspx",
        "content_dash_id",
        "content_id",
        "eportal",
        "epoint_webbuilder",
        "gd_gkmlpt",
        "gd_platform",
        "hanweb_jcms",
        "hanweb_jpaas",
        "hebei_columns_uuid",
        "henan_date",
        "jhtml_jeecms_like",
        "liaoning_web_idx",
        "lonsun_ah",
        "numid_index",
        "pc_list",
        "php",
        "shanghai_hex",
        "shanghai_t0035",
        "thtml",
        "trs_wcm",
        "tsid_index",
        "ucap",
        "vsb_webber",
        "yanan_m",
        "zibo_channel",
    }
)

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_CODE = re.compile(r"\d{6}")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
# What nearly all addresses look like: no port, no user, no capitals in the host. The whole check of the bundled
# registry costs half as much where they need no parsing, and every command that names an agency begins with it.
_USUAL_HOST = re.compile(r"https?://([a-z0-9.-]*[a-z0-9])(?=[/?#]|$)")
_USUAL_ADDRESS = re.compile(r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}(?:/\S*)?")


@dataclass(frozen=True, slots=True)
class Portal:
    """A row of the registry. Empty columns are empty strings; `line` is the row's line in its file."""

    id: str
    name: str
    base_url: str
    level: str = ""
    admin_code: str = ""
    annual_report_list_url: str = ""
    cms: str = ""
    region: str = ""
    note: str = ""
    source: str = ""
    line: int = 0

    @property
    def host(self) -> str:
        """The host of the portal's address, with its port where one is written: `127.0.0.1:8001`."""
        return host_of(self.base_url) or ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a line of a registry file; line 0 is the file itself."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line else "file"
        return f"{place}, {self.column}: {self.message}" if self.column else f"{place}: {self.message}"


class RegistryError(ValueError):
    """A registry that can't be used: `problems` lists everything that is wrong with it."""

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join([f"{path}: {len(problems)} problem(s)", *(f"  {problem}" for problem in problems)]))
        self.path = path
        self.problems = tuple(problems)


class Registry:
    """The portals of a file, by id and by host."""

    def __init__(self, portals: Iterable[Portal]) -> None:
        self._by_id = {portal.id: portal for portal in portals}
        self._by_host: dict[str, list[Portal]] = {}
        for portal in self._by_id.values():
            self._by_host.setdefault(portal.host, []).append(portal)
        for shared in self._by_host.values():
            if len(shared) > 1:
                shared.sort(key=_precedence)

    def __iter__(self) -> Iterator[Portal]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._by_id

    def get(self, identifier: str) -> Portal | None:
        """The portal of that id, or None."""
        return self._by_id.get(identifier)

    def by_host(self, address: str) -> Portal | None:
        """The portal whose host is that of the address (or the host given), with or without `www.`.

        Of several portals on one host it is the one whose address begins the address asked for, the longest first,
        and else the government's own before its departments and towns.
        """
        host = host_of(address) or address.lower().rstrip(".")
        path = urlsplit(address).path if host_of(address) else ""
        for each in (host, host.removeprefix("www."), "www." + host):
            shared = self._by_host.get(each, ())
            inside = (portal for portal in shared if _lies_in(path, urlsplit(portal.base_url).path))
            if shared:
                return next(inside, None) or min(shared, key=_rank)
        return None

    def by_parent_host(self, address: str) -> Portal | None:
        """The portal on the nearest domain above the address's host: xxgk.huaian.gov.cn is under www.huaian.gov.cn."""
        host = host_of(address) or address.lower().rstrip(".")
        labels = host.split(".")
        for start in range(1, len(labels) - 2):
            found = self.by_host(".".join(labels[start:]))
            if found:
                return found
        return None

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts of all portals, each with its port where one is written."""
        return frozenset(self._by_host)


def _lies_in(path: str, folder: str) -> bool:
    """Whether a path is a folder's or below it: `/fgwj/1.html` is not in `/fgw`."""
    return path == folder or path.startswith(folder.rstrip("/") + "/") or not folder.strip("/")


def _precedence(portal: Portal) -> tuple[int, int]:
    return -len(urlsplit(portal.base_url).path or "/"), _rank(portal)


def _rank(portal: Portal) -> int:
    return {"department": 1, "zone": 2, "township": 3}.get(portal.level, 0)


def host_of(url: str) -> str | None:
    """The lower-cased host of an address, with the port if it is not the scheme's own; None for no http(s) address."""
    usual = _USUAL_HOST.match(url)
    if usual:
        return usual[1]
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    host = parts.hostname.rstrip(".").lower()
    host = f"[{host}]" if ":" in host else host
    standard = {"http": 80, "https": 443}[parts.scheme]
    return host if port in (None, standard) else f"{host}:{port}"


def address_problem(url: str) -> str | None:
    """Why an address can't be a portal's, or None: http or https, a well-formed host, no user and no blanks."""
    if _USUAL_ADDRESS.fullmatch(url):
        return None
    if re.search(r"\s", url):
        return "an address has no blanks"
    host = host_of(url)
    if host is None:
        return f"not an http or https address: {url!r}"
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        return "an address names no user"
    name = parts.hostname or ""
    if _is_ip(name) or name == "localhost":
        return None
    labels = name.rstrip(".").split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):
        return f"not a host name: {name!r}"
    return None


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def load(path: Path | None = None) -> Registry:
    """Read and check a registry file (default: the one that comes with the program).

    Raises `RegistryError` naming every problem by its line, and OSError where the file can't be read.
    """
    source = path or data_path("portals", "portals.csv")
    problems: list[Problem] = []
    portals = list(_read(source, problems))
    problems.extend(_repeated(portals))
    if not portals and not problems:
        problems.append(Problem(0, "", "no portal in it"))
    if problems:
        raise RegistryError(source, sorted(problems, key=lambda problem: problem.line))
    return Registry(portals)


@cache
def bundled() -> Registry:
    """The registry that comes with the program, read on first use."""
    return load()


def _read(path: Path, problems: list[Problem]) -> Iterator[Portal]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(Problem(data[: error.start].count(b"\n") + 1, "", _not_utf8(data)))
        return
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = [name.strip() for name in next(rows, [])]
        problems.extend(_head_problems(head))
        if any(name not in head for name in REQUIRED):
            return
        for row in rows:
            if any(cell.strip() for cell in row):
                yield from _portal(head, row, rows.line_num, problems)
    except csv.Error as error:
        problems.append(Problem(rows.line_num, "", f"not CSV: {error}"))


def _not_utf8(data: bytes) -> str:
    """What a file that is no UTF-8 is, and what to do."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16, not UTF-8: save the file as UTF-8 (in Excel: CSV UTF-8)"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "not UTF-8"
    return "not UTF-8 but, it seems, GBK, as Excel saves a plain CSV: save the file as UTF-8 (in Excel: CSV UTF-8)"


def _head_problems(head: Sequence[str]) -> Iterator[Problem]:
    if len(head) == 1 and (mark := next((mark for mark in ";\t" if mark in head[0]), "")):
        yield Problem(1, "", f"the columns are separated by {mark!r}; a comma must stand between them")
        return
    for name in REQUIRED:
        if name not in head:
            yield Problem(1, name, "this column is missing from the first line")
    for name, times in Counter(head).items():
        if name not in COLUMNS:
            yield Problem(1, name, f"unknown column; known are {', '.join(COLUMNS)}")
        elif times > 1:
            yield Problem(1, name, "this column stands twice")


def _portal(head: Sequence[str], row: Sequence[str], line: int, problems: list[Problem]) -> Iterator[Portal]:
    if len(row) > len(head):
        problems.append(Problem(line, "", f"{len(row)} cells under {len(head)} columns: a comma without quotes?"))
        return
    cells = {name: cell.strip() for name, cell in zip(head, row, strict=False) if name in COLUMNS}
    found = list(_row_problems(cells, line))
    problems.extend(found)
    if cells.get("id") and not any(problem.column == "id" for problem in found):
        yield Portal(**({name: cells.get(name, "") for name in COLUMNS}), line=line)


def _row_problems(cells: Mapping[str, str], line: int) -> Iterator[Problem]:
    for name in REQUIRED:
        if not cells.get(name):
            yield Problem(line, name, "must be filled")
    if cells.get("id") and not _ID.fullmatch(cells["id"]):
        yield Problem(line, "id", f"letters, digits, dot, dash and underscore only: {cells['id']!r}")
    for name in ("base_url", "annual_report_list_url"):
        message = address_problem(cells[name]) if cells.get(name) else None
        if message:
            yield Problem(line, name, message)
    for name, known in (("level", LEVELS), ("cms", CMS)):
        if cells.get(name) and cells[name] not in known:
            yield Problem(line, name, f"unknown: {cells[name]!r}; known are {', '.join(sorted(known))}")
    message = _code_problem(cells.get("admin_code", ""))
    if message:
        yield Problem(line, "admin_code", message)


def _code_problem(code: str) -> str | None:
    if not code:
        return None
    if not _CODE.fullmatch(code):
        return f"a division code has six digits: {code!r}"
    return None if divisions().history(code) else f"no division has had this code since 1981: {code}"


def _repeated(portals: Sequence[Portal]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for portal in portals:
        if portal.id in first:
            yield Problem(portal.line, "id", f"{portal.id!r} stands in line {first[portal.id]} already")
        first.setdefault(portal.id, portal.line)
