"""The version of this program, as it is written into records and the run ledger."""

from __future__ import annotations

from importlib.metadata import version


def program_version() -> str:
    """The installed version of the distribution."""
    return version("gongkai")
