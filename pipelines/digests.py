"""What makes two readings the same report: digests over figures, body text and metadata, and nothing that is volatile.

View counters, times of retrieval, page chrome, the place of a table on its page and the offsets of a sentence change
from look to look without anything having been revised: none of them goes into a digest.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from parsers.model import Observation, Report, Section

METADATA_FIELDS = ("title", "published", "signed", "index_number", "document_number")
"""The fields whose change is a change of the report. Agency and year are its identity."""

# Lines that a page counts or stamps by itself: 浏览次数：123, 阅读 45 次, 打印时间 …, 字体：大 中 小.
_VOLATILE = re.compile(
    r"^[\s【\[（(]*(?:浏览|阅读|点击|访问|查看)(?:次数|人数|量|数)?\s*[:：]?\s*\d*\s*(?:次|人)?[\s】\]）)]*$"
    r"|^(?:当前|打印|查询|访问)(?:时间|日期)\s*[:：]"
    r"|^【?字体\s*[:：]"
)
_INLINE_COUNTER = re.compile(r"(?:浏览|阅读|点击|访问)(?:次数|量|数)\s*[:：]\s*\d*\s*次?")
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")


def _hash(value: Any) -> bytes:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()).digest()


def prose(text: str) -> str:
    """A text as it is compared: volatile lines and counters out, blanks and line ends without meaning."""
    lines = (_INLINE_COUNTER.sub("", line) for line in text.splitlines() if not _VOLATILE.search(line.strip()))
    return _BLANKS.sub("", "".join(lines))


def body(report: Report) -> list[Section]:
    """The report's body: its sections; the whole extracted text as one untitled section where it has none."""
    if report.sections:
        return report.sections
    return [Section(None, "", report.text)] if report.text.strip() else []


def text_digest(sections: Sequence[Section]) -> bytes:
    """SHA-256 over the section titles and texts in order, as compared."""
    return _hash([[prose(section.title), prose(section.text)] for section in sections])


def figures_digest(observations: Iterable[Observation]) -> bytes:
    """SHA-256 over the figures in order of their indicator: value, unit and state, and the words of a cell of words."""
    return _hash(sorted(map(figure_key, observations), key=repr))


def figure_key(observation: Observation) -> tuple[str, str, str, Any, str | None, str | None]:
    """What a figure says, without where it stands: indicator, origin, status, value, unit, words."""
    words = _BLANKS.sub("", observation.raw) if observation.status == "text" else None
    value = observation.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return (observation.indicator, observation.origin, observation.status, value, observation.unit, words)


def metadata_digest(report: Report) -> bytes:
    """SHA-256 over the metadata fields."""
    return _hash([_compared(getattr(report, name)) for name in METADATA_FIELDS])


def _compared(value: str | None) -> str | None:
    return None if value is None else _BLANKS.sub("", value)


def exact_digest(value: Any) -> bytes:
    """SHA-256 over anything that JSON can hold, as it is: equal only for equal content, places and offsets included."""
    return _hash(value)
