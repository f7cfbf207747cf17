"""The collector of cycles is paused for a reading and left as it was found, whatever happens inside."""

from __future__ import annotations

import gc

import pytest

from parsers.collecting import collector_paused
from parsers.html import read_html
from parsers.model import UnreadableError


def test_it_is_off_inside_and_on_again_after() -> None:
    with collector_paused():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_page_that_cannot_be_read_leaves_it_on() -> None:
    with pytest.raises(UnreadableError):
        read_html(b"")
    assert gc.isenabled()


def test_one_that_the_caller_has_switched_off_stays_off() -> None:
    gc.disable()
    try:
        with collector_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
