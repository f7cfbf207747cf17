"""One answer looked at once: unpacked, told from a refusal, explored. Pure; runs off the reactor."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from crawler.discovery.attachments import is_file, is_image
from crawler.discovery.explore import Explored, explore
from crawler.discovery.leads import COLUMN, Lead
from crawler.discovery.words import is_distractor, is_report_title, may_be_report, squash
from crawler.refusals import Refusal, named, of_answer
from parsers.decoding import decode
from parsers.model import UnreadableError
from parsers.sniff import BINARY, sniff
from pipelines.codings import BrokenCodingError, TooLargeError, unpacked

MAX_UNPACKED = 100 << 20
_TEXTUAL = re.compile(r"text/|html|xml|json|javascript", re.I)
# What a page may not be, and the answer to a script may.
_NO_PAGE = frozenset({"soft_404", "empty_body"})
_DATA = frozenset({"data", "frame", "body", "part", "script"})
_UNEXPLORED = frozenset({"attachment", "part"})
# What is read whatever its bytes are, and named by the reading.
_READ = frozenset({"article", "attachment", "body", "part"})


@dataclass(slots=True)
class Exam:
    """What an answer is: its body without content coding, the failure it stands for if any, what it leads to if
    explored; `guessed` where a row that said next to nothing led to it.
    """

    body: bytes
    refusal: Refusal | None = None
    explored: Explored | None = None
    guessed: bool = False

    @property
    def role(self) -> str | None:
        """The role of the answer in the archive: `article` for a report wherever it was met, `page` for what was taken
        for one and is a list, or, by a shortened title, something else; None where the lead's stands.
        """
        if self.explored is None or self.explored.made:
            return "data" if self.explored else None
        if self.explored.role.name == "report":
            return "article"
        if self.explored.role.name == "list" and (self.explored.rows or self.explored.divides or self.explored.points):
            return "page"
        return "page" if self.guessed or is_distractor(self.explored.role.title) else None


def examine(
    status: int, headers: Mapping[str, str], raw: bytes, url: str, lead: Lead | None, family: str = "", year: int = 0
) -> Exam:
    """Look at an answer. `headers` have lower-case names; `lead` is None for robots.txt."""
    try:
        body = unpacked(raw, headers.get("content-encoding", ""), MAX_UNPACKED)
    except TooLargeError as error:
        return Exam(b"", named("too_large_unpacked", str(error)))
    except BrokenCodingError as error:
        return Exam(raw, named("cut_off", f"content coding: {error}"))
    declared = charset_of(headers.get("content-type", ""))
    text, unreadable = _text(body, headers.get("content-type", ""), url, declared)
    refusal = None if _is_script(status, text, lead) else of_answer(status, headers, body, text, url)
    if lead is not None and refusal is not None and refusal.name in _NO_PAGE and lead.kind in _DATA:
        refusal = None
    if lead is not None and refusal is None and status == 200 and unreadable and lead.kind not in _READ:
        return Exam(body, named("unexplored", unreadable))
    shell = refusal is not None and refusal.name == "needs_render"
    if (refusal and not shell) or lead is None or status != 200 or not text or lead.kind in _UNEXPLORED:
        return Exam(body, refusal)
    try:
        explored = explore(body, declared, lead, url, family, year)
    except RecursionError:
        return Exam(body, named("unexplored", "elements nested past all measure"))
    if shell and not _serves(explored, lead):
        return Exam(body, refusal)
    if shell:
        explored.leads = [replace(each, bare=True) if each.kind == "script" else each for each in explored.leads]
    return Exam(body, None, explored, _is_guessed(lead, explored.role.title))


def _is_guessed(lead: Lead, title: str) -> bool:
    """Whether a shortened title led to a page whose own is no report's: what it said was next to nothing, or went on
    otherwise.
    """
    if not lead.cut or is_report_title(title):
        return False
    begun = squash(lead.title).rstrip(".…。")
    return not may_be_report(lead.title) or (not may_be_report(title) and squash(title).startswith(begun))


def _serves(explored: Explored, lead: Lead) -> bool:
    """Whether a shell needs no browser (any more): it ships the report or the rows in its scripts, names the service of
    its list or of its body, has the way to the platform or to the column in its markup, or was rendered and leads
    somewhere.
    """
    told = (each for each in explored.leads if each.kind == "data" or (each.kind == "script" and _is_content(each)))
    leads = explored.leads if lead.render else list(told)
    way = lead.kind in ("home", "page") and any(each.inside > lead.inside for each in explored.leads)
    return way or explored.role.name == "report" or explored.is_shell or bool(leads) or explored.rows > 0


def _is_content(script: Lead) -> bool:
    """Whether a linked script is asked for what a page shows, and not for its menu: an app's holds no menu."""
    return script.inside == COLUMN or script.shell == "article"


def _is_script(status: int, text: str, lead: Lead | None) -> bool:
    """Whether an answer is the script asked for: what scripts say of cookies, addresses and errors is no refusal."""
    return (
        lead is not None
        and lead.kind == "script"
        and status == 200
        and not text.lstrip("\ufeff \r\n\t").startswith("<")
    )


def _text(body: bytes, content_type: str, url: str, declared: str | None) -> tuple[str, str]:
    """The body as text, and why a page has none; both empty for a file or a picture, whatever type the server gives
    it.
    """
    if (is_file(url) or is_image(url)) and not _TEXTUAL.search(content_type):
        return "", ""
    try:
        return decode(body, declared).text, ""
    except UnreadableError as error:
        is_page = _TEXTUAL.search(content_type) and error.rule == "parse.binary" and sniff(body) == BINARY
        return "", str(error) if is_page else ""


def charset_of(content_type: str) -> str | None:
    """The charset of a Content-Type header."""
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type, re.I)
    return found[1] if found else None
