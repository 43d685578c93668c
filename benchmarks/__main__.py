"""`python -m benchmarks`: measure, and print tables of ratios to the floor."""

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from benchmarks import bulk, gateway, histories
from benchmarks.fidelity import CORPUS, fidelity, recorded
from benchmarks.measure import Lines, measure
from benchmarks.peers import NAMES, Peer, installed
from benchmarks.scaling import LIMIT as SCALING_LIMIT
from benchmarks.scaling import scaling
from benchmarks.startup import LIMIT as STARTUP_LIMIT
from benchmarks.startup import startup
from benchmarks.streams import streams
from benchmarks.subjects import prepare, subjects
from benchmarks.validating import LINES, validating

_PARTS = ("speed", "streams", "validate", "fidelity", "scaling", "startup", "gateway", "bulk")
"""What can be measured."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for (all of it without arguments); return the exit code 0."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    names = [name for name in asked.peers.split(",") if name]
    if unknown := {*names, *asked.parts} - {*NAMES, *_PARTS}:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    # Some peers log every repair they make: thousands of lines here.
    logging.disable()
    peers, skipped = installed(names)
    results: dict[str, Any] = {
        "python": sys.version.split()[0],
        "peers": {peer.name: peer.version for peer in peers},
        "skipped": skipped,
    }
    show = (lambda *_: None) if asked.json else print
    show(f"Python {results['python']};", *(f"{peer.name} {peer.version}" for peer in peers))
    for reason in skipped:
        show(f"skipped: {reason}")
    for part in asked.parts or _PARTS:
        results[part], text = _MEASURED[part](asked, peers)
        show(f"\n{text}")
    figures = json.dumps(results, indent=2)
    if asked.json:
        print(figures)
    if asked.output:
        asked.output.parent.mkdir(parents=True, exist_ok=True)
        asked.output.write_text(f"{figures}\n", encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(_PARTS)}")
    parser.add_argument("--peers", default=",".join(NAMES), help="comma-separated; '' for none")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--histories", type=int, default=200)
    parser.add_argument("--rows", type=int, default=100_000, help="of a table in Spark")
    parser.add_argument("--megabytes", type=int, default=500, help="of a file that is converted")
    parser.add_argument("--findings", type=int, default=300_000, help="of a file that is validated")
    parser.add_argument("--json", action="store_true", help="print figures instead of tables")
    parser.add_argument("--output", type=Path, help="write the figures to a file of JSON as well")
    return parser


def _speed(asked: argparse.Namespace, peers: Sequence[Peer]) -> tuple[Any, str]:
    def draw(number: int) -> list[Lines]:
        drawn = histories.histories(asked.histories, seed=number)
        return [prepare(items, seed) for seed, items in enumerate(drawn)]

    figures = measure(subjects(peers), draw, asked.rounds)
    data = histories.histories(asked.histories)
    items = sum(map(len, data))
    size = sum(len(orjson.dumps(one)) for one in data) / items
    head = (
        "Speed: ratios to the floor (orjson.loads + orjson.dumps of the line); "
        f"{asked.rounds} rounds of {len(data)} new histories, about {items / len(data):.0f} items "
        f"of {size:.0f} bytes each"
    )
    rows = [
        (
            it.work,
            it.name,
            f"{it.call:.2f}",
            f"{it.call_range[0]:.2f}-{it.call_range[1]:.2f}",
            f"{it.line:.2f}",
            f"{it.floor_us:.0f}",
            f"{it.converted:.0%}",
        )
        for it in figures
    ]
    titles = ("work", "by", "call", "range", "line to line", "floor, us", "converted")
    return [asdict(it) for it in figures], f"{head}\n{_table(titles, rows)}"


def _streams(asked: argparse.Namespace, peers: Sequence[Peer]) -> tuple[Any, str]:
    count = 10 * asked.histories
    found = streams(peers, asked.rounds, count)
    rows = [
        (
            it.work,
            it.name,
            str(it.length),
            f"{it.ratio:.2f}",
            f"{it.ratio_range[0]:.2f}-{it.ratio_range[1]:.2f}",
        )
        for it in found
    ]
    head = (
        "Streams: a payload, as a ratio to the floor (orjson.loads + orjson.dumps of it, "
        f"{found[0].floor_us:.1f} us); {asked.rounds} rounds of {count} new chunks"
    )
    titles = ("work", "by", "chunks", "call", "range")
    return [asdict(it) for it in found], f"{head}\n{_table(titles, rows)}"


def _validate(asked: argparse.Namespace, peers: Sequence[Peer]) -> tuple[Any, str]:
    rounds = max(1, asked.rounds // 4)
    found = validating(bool(asked.peers), rounds)
    rows = [
        (
            it.name,
            f"{it.ratio:.1f}",
            f"{it.ratio_range[0]:.1f}-{it.ratio_range[1]:.1f}",
            f"{it.lines_per_second:.0f}",
        )
        for it in found
    ]
    head = (
        "Validate: whole commands on histories of about 30 items, a line's share as a ratio to "
        f"the floor (orjson.loads + orjson.dumps); {rounds} rounds of {LINES} lines"
    )
    titles = ("by", "ratio", "range", "lines a second")
    return [asdict(it) for it in found], f"{head}\n{_table(titles, rows)}"


def _fidelity(asked: argparse.Namespace, peers: Sequence[Peer]) -> tuple[Any, str]:
    sets = {"generated": histories.histories(asked.histories), "recorded": recorded()}
    found = {name: fidelity(peers, data) for name, data in sets.items() if data}
    rows = [
        (name, it.name, f"{it.equal:.0%}", f"{it.alike:.0%}", f"{it.failed:.0%}", str(it.histories))
        for name, group in found.items()
        for it in group
    ]
    titles = ("data", "by", "equal", "alike", "failed", "histories")
    text = "Fidelity: Responses -> Chat -> Responses comes back\n" + _table(titles, rows)
    if "recorded" not in found:
        text += f"\n(recorded histories: set {CORPUS})"
    return {name: [asdict(it) for it in group] for name, group in found.items()}, text


def _scaling(asked: argparse.Namespace, peers: Sequence[Peer]) -> tuple[Any, str]:
    found = scaling()
    rows = [(name, f"{once:.2f} s", f"{ratio:.2f}") for name, (once, ratio) in found.items()]
    titles = ("work", "100,000 items or chunks", f"twice as long (at most {SCALING_LIMIT})")
    return found, "Scaling\n" + _table(titles, rows)


def _startup(asked: argparse.Namespace, peers: Sequence[Peer]) -> tuple[Any, str]:
    cost = startup()
    return cost, f"Start: import and one conversion {cost:.0f} ms (at most {STARTUP_LIMIT})"


def _gateway(asked: argparse.Namespace, peers: Sequence[Peer]) -> tuple[Any, str]:
    absent = gateway.missing()
    if absent:
        return None, f"Gateway: not measured without {', '.join(absent)} (make bench-gateway)"
    found = gateway.gateway()
    return asdict(found), gateway.shown(found)


def _bulk(asked: argparse.Namespace, peers: Sequence[Peer]) -> tuple[Any, str]:
    found = bulk.bulk(asked.rounds, asked.rows, asked.megabytes, asked.findings)
    rows = [
        ("a row, to the floor", f"{found.row:.1f}", f"at most {bulk.ROW_LIMIT:.1f}"),
        ("two jobs, times as fast", f"{found.jobs:.2f}", f"at least {bulk.JOBS_LIMIT}"),
        (
            "Spark, to a plain loop (processor time)",
            "-" if found.spark is None else f"{found.spark:.2f}",
            f"at most {bulk.SPARK_LIMIT}",
        ),
        ("convert, MB", f"{found.convert_memory:.0f}", f"at most {bulk.MEMORY_LIMIT}"),
        ("restore, MB", f"{found.restore_memory:.0f}", f"at most {bulk.MEMORY_LIMIT}"),
    ]
    for it in found.findings:
        rows += [
            (f"a finding, {it.name}, us", f"{it.each_us:.0f}", f"at most {bulk.FINDING_LIMIT}"),
            (f"findings, {it.name}, MB", f"{it.memory:.0f}", f"{it.growth:+.0f} for ten times"),
        ]
    head = (
        f"Bulk: rows of 1.2 kB ({found.row_us:.0f} us), a file of {asked.megabytes} MB, "
        f"{asked.findings:,} findings"
    )
    return asdict(found), f"{head}\n{_table(('work', 'figure', 'limit'), rows)}"


_MEASURED = dict(
    zip(
        _PARTS,
        (_speed, _streams, _validate, _fidelity, _scaling, _startup, _gateway, _bulk),
        strict=True,
    )
)


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    grid = [titles, *rows]
    widths = [max(len(row[at]) for row in grid) for at in range(len(titles))]
    grid.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in grid
    )


if __name__ == "__main__":
    raise SystemExit(main())
