"""`python -m benchmarks [NAME ...]`: runs the named benchmarks of this folder, or all of them, and prints one table."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

import benchmarks


def main(arguments: Sequence[str]) -> int:
    """Run benchmarks: each module's `run()` gives rows of (what, figure, note). Exits with 2 for an unknown name."""
    known = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_")]
    parser = argparse.ArgumentParser("python -m benchmarks", description="Run benchmarks and print one table.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(known)} (all, where none is named)")
    names = parser.parse_args(arguments).names
    if unknown := sorted(set(names) - set(known)):
        parser.error(f"no benchmark named {', '.join(unknown)}; there are: {', '.join(known)}")
    table = Table("benchmark", "what", "figure", "note")
    for name in names or known:
        for row in importlib.import_module(f"benchmarks.{name}").run():
            table.add_row(name, *row)
        table.add_section()
    Console(width=None if sys.stdout.isatty() else 140).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
