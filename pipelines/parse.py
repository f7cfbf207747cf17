"""One document to JSON, nothing stored: what `gongkai parse` prints."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parsers.model import Observation, Report, UnreadableError
from pipelines.inputs import COLLECTIONS, document, suffix_of
from pipelines.workers import Failure, Pool


@dataclass(frozen=True, slots=True)
class ParseJob:
    """A file to read in a worker, under the limits of a document."""

    data: bytes
    mime: str | None
    url: str

    def perform(self) -> Report | Failure:
        """The report; a refusal comes as a `Failure` that names its cause."""
        from parsers.read import read

        try:
            return read(self.data, self.mime, self.url)
        except UnreadableError as error:
            return Failure(error.rule, str(error))
        except MemoryError:
            return Failure("parse.out_of_memory", "reading the document takes more than 1 GB of memory")


def parse(path: Path, url: str | None = None) -> Report | Failure:
    """Read one file under the limits of a document; `url` is the address it stands for.

    Raises:
        OSError: when the file cannot be read.
    """
    if suffix_of(path) in COLLECTIONS:
        return Failure("parse.collection", "a collection of documents; `gongkai ingest` takes it in")
    item = document(path)
    if item.error:
        return Failure("parse.too_large", item.detail)
    with Pool(1) as pool:
        pool.submit(0, ParseJob(item.data, item.mime, url or item.url))
        result = pool.collect()[0][1]
    if not isinstance(result, (Report, Failure)):
        raise TypeError(f"a reader returned {type(result).__name__}")
    return result


def as_json(report: Report) -> dict[str, Any]:
    """A report in the form of the contract, what it does not name behind it."""
    return {
        "title": report.title,
        "agency": report.agency,
        "year": report.year,
        "published": report.published,
        "signed": report.signed,
        "form": report.form,
        "is_annual_report": report.is_annual_report,
        "sections": [
            {"number": section.number, "title": section.title, "text": section.text} for section in report.sections
        ],
        "observations": [_observation(observation) for observation in report.observations],
        "findings": [
            {
                "rule": finding.rule,
                "severity": finding.severity,
                "indicators": list(finding.indicators),
                "left": finding.left,
                "right": finding.right,
                "message": finding.message,
            }
            for finding in report.findings
        ],
        "verdict": report.verdict,
        "reason": report.reason,
        "index_number": report.index_number,
        "document_number": report.document_number,
        "sources": report.sources,
        "attachments": [{"url": attachment.url, "text": attachment.text} for attachment in report.attachments],
        "mime": report.mime,
        "encoding": report.encoding,
    }


def _observation(observation: Observation) -> dict[str, Any]:
    return {
        "indicator": observation.indicator,
        "value": observation.value,
        "unit": observation.unit,
        "status": observation.status,
        "raw": observation.raw,
        "origin": observation.origin,
        "where": observation.where,
        "confidence": observation.confidence,
        "basis": observation.basis,
    }
