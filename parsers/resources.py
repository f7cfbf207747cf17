"""Where the program's own knowledge lies: `data/` in a checkout, inside the package when installed from a wheel."""

from __future__ import annotations

from pathlib import Path

_INSTALLED = Path(__file__).parent / "_data"
_ROOT = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parent.parent / "data"


def data_path(*parts: str) -> Path:
    """A file or folder of `data/`, such as `data_path("forms", "2021.toml")`."""
    return _ROOT.joinpath(*parts)
