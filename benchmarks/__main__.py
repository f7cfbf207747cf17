"""`python -m benchmarks [NAME ...]`: runs the named benchmarks of this folder, or all of them, and prints one table."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

import benchmarks


def main(names: Sequence[str]) -> int:
    """Run benchmarks: each module has `run()`, which gives rows of (what, figure, note). 2 when a name is unknown."""
    known = [module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_")]
    if unknown := sorted(set(names) - set(known)):
        print(f"no benchmark named {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    table = Table("benchmark", "what", "figure", "note")
    for name in names or known:
        for row in importlib.import_module(f"benchmarks.{name}").run():
            table.add_row(name, *row)
        table.add_section()
    Console(width=None if sys.stdout.isatty() else 140).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
