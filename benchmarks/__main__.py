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
from benchmarks.fidelity import CORPUS, measure_fidelity, read_recorded_histories
from benchmarks.measure import Lines, measure
from benchmarks.peers import NAMES, Peer, load_peers
from benchmarks.scaling import LIMIT as SCALING_LIMIT
from benchmarks.scaling import measure_scaling
from benchmarks.startup import LIMIT as STARTUP_LIMIT
from benchmarks.startup import measure_startup
from benchmarks.streams import measure_streams
from benchmarks.subjects import make_subjects, prepare
from benchmarks.validating import LINES, measure_validation

_PARTS = ("speed", "streams", "validate", "fidelity", "scaling", "startup", "gateway", "bulk")
"""What can be measured."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the parts that the arguments name, or all of them; return the exit code 0."""
    parser = _parser()
    options = parser.parse_args(arguments)
    names = [name for name in options.peers.split(",") if name]
    if unknown := {*names, *options.parts} - {*NAMES, *_PARTS}:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    # Some peers log each of their repairs: thousands of lines here.
    logging.disable()
    peers, skipped = load_peers(names)
    results: dict[str, Any] = {
        "python": sys.version.split()[0],
        "peers": {peer.name: peer.version for peer in peers},
        "skipped": skipped,
    }
    show = (lambda *_: None) if options.json else print
    show(f"Python {results['python']};", *(f"{peer.name} {peer.version}" for peer in peers))
    for reason in skipped:
        show(f"skipped: {reason}")
    for part in options.parts or _PARTS:
        results[part], text = _MEASURED[part](options, peers)
        show(f"\n{text}")
    figures = json.dumps(results, indent=2)
    if options.json:
        print(figures)
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(f"{figures}\n", encoding="utf-8")
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


def _speed(options: argparse.Namespace, peers: Sequence[Peer]) -> tuple[Any, str]:
    def draw(number: int) -> list[Lines]:
        generated = histories.draw_histories(options.histories, seed=number)
        return [prepare(items, seed) for seed, items in enumerate(generated)]

    figures = measure(make_subjects(peers), draw, options.rounds)
    data = histories.draw_histories(options.histories)
    items = sum(map(len, data))
    size = sum(len(orjson.dumps(one)) for one in data) / items
    head = (
        "Speed: ratios to the floor (orjson.loads + orjson.dumps of the line); "
        f"{options.rounds} rounds of {len(data)} new histories, about {items / len(data):.0f} "
        f"items of {size:.0f} bytes each"
    )
    rows = [
        (
            figure.work,
            figure.name,
            f"{figure.call:.2f}",
            f"{figure.call_range[0]:.2f}-{figure.call_range[1]:.2f}",
            f"{figure.line:.2f}",
            f"{figure.floor_us:.0f}",
            f"{figure.converted:.0%}",
        )
        for figure in figures
    ]
    titles = ("work", "by", "call", "range", "line to line", "floor, us", "converted")
    return [asdict(figure) for figure in figures], f"{head}\n{_table(titles, rows)}"


def _streams(options: argparse.Namespace, peers: Sequence[Peer]) -> tuple[Any, str]:
    count = 10 * options.histories
    costs = measure_streams(peers, options.rounds, count)
    rows = [
        (
            cost.work,
            cost.name,
            str(cost.length),
            f"{cost.ratio:.2f}",
            f"{cost.ratio_range[0]:.2f}-{cost.ratio_range[1]:.2f}",
        )
        for cost in costs
    ]
    head = (
        "Streams: a payload, as a ratio to the floor (orjson.loads + orjson.dumps of it, "
        f"{costs[0].floor_us:.1f} us); {options.rounds} rounds of {count} new chunks"
    )
    titles = ("work", "by", "chunks", "call", "range")
    return [asdict(cost) for cost in costs], f"{head}\n{_table(titles, rows)}"


def _validate(options: argparse.Namespace, peers: Sequence[Peer]) -> tuple[Any, str]:
    rounds = max(1, options.rounds // 4)
    costs = measure_validation(bool(options.peers), rounds)
    rows = [
        (
            cost.name,
            f"{cost.ratio:.1f}",
            f"{cost.ratio_range[0]:.1f}-{cost.ratio_range[1]:.1f}",
            f"{cost.lines_per_second:.0f}",
        )
        for cost in costs
    ]
    head = (
        "Validate: whole commands on histories of about 30 items, a line's share as a ratio to "
        f"the floor (orjson.loads + orjson.dumps); {rounds} rounds of {LINES} lines"
    )
    titles = ("by", "ratio", "range", "lines a second")
    return [asdict(cost) for cost in costs], f"{head}\n{_table(titles, rows)}"


def _fidelity(options: argparse.Namespace, peers: Sequence[Peer]) -> tuple[Any, str]:
    sets = {
        "generated": histories.draw_histories(options.histories),
        "recorded": read_recorded_histories(),
    }
    groups = {name: measure_fidelity(peers, data) for name, data in sets.items() if data}
    rows = [
        (
            name,
            share.name,
            f"{share.equal:.0%}",
            f"{share.alike:.0%}",
            f"{share.failed:.0%}",
            str(share.histories),
        )
        for name, group in groups.items()
        for share in group
    ]
    titles = ("data", "by", "equal", "alike", "failed", "histories")
    text = "Fidelity: Responses -> Chat -> Responses comes back\n" + _table(titles, rows)
    if "recorded" not in groups:
        text += f"\n(recorded histories: set {CORPUS})"
    return {name: [asdict(share) for share in group] for name, group in groups.items()}, text


def _scaling(asked: argparse.Namespace, peers: Sequence[Peer]) -> tuple[Any, str]:
    results = measure_scaling()
    rows = [
        (name, f"{seconds:.2f} s", f"{ratio:.2f}") for name, (seconds, ratio) in results.items()
    ]
    titles = ("work", "100,000 items or chunks", f"twice as long (at most {SCALING_LIMIT})")
    return results, "Scaling\n" + _table(titles, rows)


def _startup(asked: argparse.Namespace, peers: Sequence[Peer]) -> tuple[Any, str]:
    cost = measure_startup()
    return cost, f"Start: import and one conversion {cost:.0f} ms (at most {STARTUP_LIMIT})"


def _gateway(asked: argparse.Namespace, peers: Sequence[Peer]) -> tuple[Any, str]:
    packages = gateway.find_missing_packages()
    if packages:
        return None, f"Gateway: not measured without {', '.join(packages)} (make bench-gateway)"
    figures = gateway.measure_gateway()
    return asdict(figures), gateway.format_figures(figures)


def _bulk(options: argparse.Namespace, peers: Sequence[Peer]) -> tuple[Any, str]:
    figures = bulk.measure_bulk(options.rounds, options.rows, options.megabytes, options.findings)
    rows = [
        ("a row, to the floor", f"{figures.row:.1f}", f"at most {bulk.ROW_LIMIT:.1f}"),
        ("two jobs, times as fast", f"{figures.jobs:.2f}", f"at least {bulk.JOBS_LIMIT}"),
        (
            "Spark, to a plain loop (processor time)",
            "-" if figures.spark is None else f"{figures.spark:.2f}",
            f"at most {bulk.SPARK_LIMIT}",
        ),
        ("convert, MB", f"{figures.convert_memory:.0f}", f"at most {bulk.MEMORY_LIMIT}"),
        ("restore, MB", f"{figures.restore_memory:.0f}", f"at most {bulk.MEMORY_LIMIT}"),
    ]
    for findings in figures.findings:
        rows += [
            (
                f"a finding, {findings.name}, us",
                f"{findings.each_us:.0f}",
                f"at most {bulk.FINDING_LIMIT}",
            ),
            (
                f"findings, {findings.name}, MB",
                f"{findings.memory:.0f}",
                f"{findings.growth:+.0f} for ten times",
            ),
        ]
    head = (
        f"Bulk: rows of 1.2 kB ({figures.row_us:.0f} us), a file of {options.megabytes} MB, "
        f"{options.findings:,} findings"
    )
    return asdict(figures), f"{head}\n{_table(('work', 'figure', 'limit'), rows)}"


_MEASURED = dict(
    zip(
        _PARTS,
        (_speed, _streams, _validate, _fidelity, _scaling, _startup, _gateway, _bulk),
        strict=True,
    )
)


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    grid = [titles, *rows]
    widths = [max(len(row[index]) for row in grid) for index in range(len(titles))]
    grid.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in grid
    )


if __name__ == "__main__":
    raise SystemExit(main())
