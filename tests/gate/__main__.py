"""The gate by hand: `python -m tests.gate --count 2000`, `--seed 17 --show`, `--pin [--lower]`."""

from __future__ import annotations

import argparse
import sys
from itertools import zip_longest

from rich.console import Console
from rich.table import Table

from tests.gate import gate
from tests.gate.scoring import Score
from tests.generator.formats.text import expand
from tests.generator.model import Grid, Sample
from tests.generator.samples import EXTRA, LAYOUTS, available, make_sample

COLUMNS = (
    "documents", "cells", "right", "wrong", "silent", "missing", "invented", "asserted", "blanks", "blanks_right",
    "breaks", "breaks_found", "lies", "lies_found", "alarms", "fields", "fields_right", "verdicts_right", "crashed",
)  # fmt: skip


def table(title: str, scores: dict[str, Score]) -> Table:
    """Scores as a table, one row a layout or bend."""
    shown = Table(title=title, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    shown.add_column("")
    for name in (*COLUMNS, "% right"):
        shown.add_column(name.replace("_", "\n"), justify="right")
    for name, score in scores.items():
        bad = score.silent or score.invented or score.asserted or score.alarms or score.crashed
        counts = [str(count) if count else "·" for count in (score.counts()[column] for column in COLUMNS)]
        shown.add_row(name, *counts, f"{100 * score.rate('right', 'cells'):.2f}", style="red" if bad else "")
    return shown


def show(console: Console, sample: Sample) -> None:
    """One document, its truth, and where the reading differs."""
    content = sample.content
    console.rule(f"seed {sample.seed}: {sample.layout}, form {content.form}, {', '.join(content.bends) or 'plain'}")
    fields = content.fields
    console.print(
        f"title {fields.title}\nagency {sorted(fields.agency)}\n"
        f"year {fields.year}  published {fields.published}  signed {fields.signed}"
    )
    for item in content.items:
        if not isinstance(item, Grid):
            console.print(f"[dim]{item.kind:9}[/] {item.text}", highlight=False)
            continue
        console.print(f"[bold]table {item.name}[/] {item.width} columns")
        for row in expand(item):
            console.print("  " + " ¦ ".join(cell or "·" for cell in row), markup=False, highlight=False)
    console.rule("truth that is not a plain number")
    for code, e in sample.expected.items():
        if e.demand != "must" or e.state != "reported" or e.text != str(e.number):
            console.print(
                f"{e.demand:6}{e.state:15}{code:60}{e.number} {e.unit or ''} {e.text!r}", markup=False, highlight=False
            )
    for b in content.breaks:
        console.print(
            f"{'must' if b.required else 'may'} find {b.kind}: {b.left} / {b.right} {b.indicators[:4]}", highlight=False
        )
    console.rule("the reading's differences")
    score = gate.score_sample(sample)
    for remark in score.remarks or ["none"]:
        console.print(remark, markup=False, highlight=False)


def main() -> int:
    """Run the gate; 1 when a floor would fall."""
    parser = argparse.ArgumentParser(prog="python -m tests.gate", description=__doc__)
    parser.add_argument("--count", type=int, default=gate.SUITE, help="how many documents (default %(default)s)")
    parser.add_argument("--start", type=int, default=0, help="the first seed")
    parser.add_argument("--seed", type=int, help="one document only")
    parser.add_argument("--layout", choices=sorted(LAYOUTS | EXTRA), help="every document in this layout")
    parser.add_argument("--show", action="store_true", help="with --seed: the document, its truth, the differences")
    parser.add_argument("--raw", action="store_true", help="with --seed: the document's bytes on stdout, nothing else")
    parser.add_argument("--bends", action="store_true", help="a table by bend too")
    parser.add_argument(
        "--remarks", type=int, default=20, help="how many differing documents to list (default %(default)s)"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--pin", action="store_true", help="make the suite's marks the floors")
    parser.add_argument("--lower", action="store_true", help="with --pin: floors may fall")
    options = parser.parse_args()
    console = Console(width=200, soft_wrap=True)
    if options.layout and not available(options.layout):
        console.print(f"{options.layout} needs a Chinese font or LibreOffice, which are not here")
        return 1
    if options.layout and options.pin:
        parser.error("--pin measures every layout")
    if options.seed is not None:
        sample = make_sample(options.seed, options.layout)
        if options.raw:
            sys.stdout.buffer.write(sample.data)
        elif options.show:
            show(console, sample)
        else:
            console.print(
                "\n".join(gate.score_sample(sample).remarks) or "right throughout", markup=False, highlight=False
            )
        return 0
    return _whole(console, options)


def _whole(console: Console, options: argparse.Namespace) -> int:
    if options.pin:
        options.start, options.count = 0, gate.SUITE
    result = gate.run(range(options.start, options.start + options.count), options.workers, options.layout)
    for seed, _ in zip_longest(sorted(result.remarks)[: options.remarks], ()):
        console.print(f"seed {seed}:", *result.remarks[seed][:4], sep="\n  ", markup=False, highlight=False)
    if options.bends:
        console.print(table("by bend", dict(sorted(result.bends.items()))))
    scores = dict(sorted(result.layouts.items()))
    console.print(table("by layout", {**scores, "all but images": result.total()}))
    if not options.pin:
        return 0
    fallen = gate.pin(result, lower=options.lower)
    for line in fallen:
        console.print(f"would fall: {line}")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
