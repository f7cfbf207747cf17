"""Python's collector of cycles, paused while a document is read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """No search for cycles inside; the collector is left as it was found.

    A reading makes thousands of small objects (elements, cells, marks, figures) that live for its few milliseconds and
    hold no cycles. Each search among them finds nothing, and every thirtieth page one went through all objects of the
    process: a tenth of the time of reading a page. Not for stages whose libraries do make cycles (PDF, workbooks).
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
