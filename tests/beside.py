"""The collection of real documents that stands beside a checkout of the project, or does not: then its tests skip."""

from __future__ import annotations

from pathlib import Path

import pytest

COLLECTION = Path(__file__).resolve().parents[2] / "shared"
CORPUS, SEEDS = COLLECTION / "corpus", COLLECTION / "seeds"

needs_collection = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the collection of real documents is not beside this checkout"
)
