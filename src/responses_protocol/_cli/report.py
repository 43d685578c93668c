"""Count the records of a run, and report on standard error: as text for people, or as JSON.

Values are never shown, only codes, counts and places, so that no secret of a record can appear.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

import click

import responses_protocol as rp
from responses_protocol._checks.reading.entries import Entry
from responses_protocol._cli.samples import MOST, Samples
from responses_protocol._lens.losses import Loss
from responses_protocol._reporting.printable import make_printable, make_printable_line
from responses_protocol._severity import SEVERITIES, Severity

MOST_RECORDS = 1_000  # that a report lists
_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}


@dataclass
class Count:
    """How often something was found, and where first."""

    first: dict[str, Any]
    number: int = 0


Counts = dict[tuple[Severity, str], Count]  # by severity and code


@dataclass
class Tally:
    """The counts of a run so far; ``command`` is its name.

    ``samples`` are examples of losses. ``records`` are the first ones, for a report: the file, the
    line, the kind, and the number of losses.
    """

    command: str
    done: int = 0
    rejected: int = 0
    items: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    afresh: int = 0
    missing: int = 0
    fresh_members: int = 0
    partial: Count | None = None
    losses: Counts = field(default_factory=dict)
    notices: Counts = field(default_factory=dict)
    samples: Samples = field(default_factory=dict)
    records: list[tuple[str, int, str, int]] = field(default_factory=list)


def count(counts: Counts, losses: Iterable[Loss], entry: Entry, pointer: str) -> None:
    """Add losses of the record of ``entry``, whose pointers begin at ``pointer``, to ``counts``."""
    for loss in losses:
        key = (loss.severity, loss.code)
        known = counts.get(key)
        if known is None:
            known = counts[key] = Count(place(entry, pointer + loss.pointer))
        known.number += 1


def add(tally: Tally, part: Tally) -> None:
    """Add the counts of a later part of the run to ``tally``."""
    tally.done += part.done
    tally.rejected += part.rejected
    tally.items += part.items
    tally.afresh += part.afresh
    tally.missing += part.missing
    tally.fresh_members += part.fresh_members
    if part.partial is not None:
        tally.partial = tally.partial or Count(part.partial.first)
        tally.partial.number += part.partial.number
    tally.kinds.update(part.kinds)
    for counts, more in ((tally.losses, part.losses), (tally.notices, part.notices)):
        for key, counted in more.items():
            counts.setdefault(key, Count(counted.first)).number += counted.number
    for code, some in part.samples.items():
        samples = tally.samples.setdefault(code, [])
        samples.extend(some[: MOST - len(samples)])
    tally.records.extend(part.records[: MOST_RECORDS - len(tally.records)])


def count_partial(tally: Tally, entry: Entry, pointer: str, restored: rp.Restoration) -> None:
    """Add a record whose payload, at ``pointer``, was restored only in part."""
    ranges, numbers = [list(span) for span in restored.fresh], list(restored.missing)
    if tally.partial is None:
        tally.partial = Count(
            {
                **place(entry, pointer),
                "fresh": ranges,
                "missing": numbers,
                **({"uncertain": list(restored.uncertain)} if restored.uncertain else {}),
                "fresh_members": list(restored.fresh_members),
            }
        )
    tally.partial.number += 1
    tally.afresh += sum(stop - start for start, stop in ranges)
    tally.missing += len(numbers)
    tally.fresh_members += len(restored.fresh_members)


def place(entry: Entry, pointer: str) -> dict[str, Any]:
    """A place for the report: the file, the line in it, and a JSON Pointer into the record."""
    return {"file": entry.file, "line": entry.line, "pointer": pointer}


def write_json(tally: Tally, stopped: dict[str, Any] | None) -> None:
    """Write one JSON object; ``stopped`` is the place and reason of an early end, if any."""
    click.echo(json.dumps(as_json(tally, stopped)), err=True)


def write_text(tally: Tally, hints: Iterable[str]) -> None:
    """Write the summary for people, a table on a terminal that can show one; then ``hints``."""
    write_line(_headline(tally))
    rows = [*_rows("", tally.losses), *_rows("notice: ", tally.notices)]
    if rows and sys.stderr.isatty() and find_spec("rich"):
        _write_table(rows)
    else:
        widths = [max(len(row[column]) for row in rows) for column in range(3)] if rows else []
        for grade, code, number, first in rows:
            line = f"{grade:{widths[0]}}  {code:{widths[1]}}  {number:>{widths[2]}}  first: {first}"
            write_line("  " + line)
    for hint in hints:
        write_line(hint)


def write_out(text: str | bytes) -> None:
    """Write to standard output as it is. Raises ``OSError``, also where that is closed."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard output")
    click.echo(text, nl=False)


def write_line(text: str) -> None:
    """Write one line for people."""
    click.echo(make_printable_line(text), err=True)


def describe(location: dict[str, Any]) -> str:
    """A place as people write it."""
    name = click.format_filename(location["file"])
    return f"{name}:{location['line']}" + (
        f" at {location['pointer']}" if location["pointer"] else ""
    )


def _headline(tally: Tally) -> str:
    text = f"{tally.command}: {number(tally.done + tally.rejected, 'record')}{_kinds(tally)}"
    text += f", {number(tally.items, 'item')}"
    if tally.rejected:
        text += f"; {tally.rejected:,} rejected"
    if not tally.done:
        return text
    lost = sum(counted.number for counted in tally.losses.values())
    losses = f"; {number(lost, 'loss')}" if lost else ""
    if tally.command == "convert":
        return text + (losses or "; nothing lost")
    # A value with losses in the reverse translation was edited, even without a record of that.
    exact = "" if lost else "; exact"
    return text + ("; in part exact" if tally.partial else exact) + losses


def _kinds(tally: Tally) -> str:
    """Return the kinds of the records, if they are not histories only."""
    if not tally.kinds.keys() - {"history"}:
        return ""
    return f" ({', '.join(f'{kind} {number:,}' for kind, number in tally.kinds.most_common())})"


def number(count: int, noun: str) -> str:
    """A number of things, as people write it."""
    plural = noun + ("es" if noun.endswith("s") else "s")
    return f"{count:,} {noun if count == 1 else plural}"


def _rows(prefix: str, counts: Counts) -> list[tuple[str, str, str, str]]:
    keys = sorted(counts, key=lambda key: (-SEVERITIES.index(key[0]), -counts[key].number, key[1]))
    return [
        (
            severity,
            prefix + code,
            f"{counts[severity, code].number:,}",
            describe(counts[severity, code].first),
        )
        for severity, code in keys
    ]


def _write_table(rows: list[tuple[str, str, str, str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("severity", "code")
    table.add_column("count", justify="right")
    table.add_column("first at", overflow="fold")
    for grade, *cells in rows:
        table.add_row(Text(grade, style=_STYLES[grade]), *map(Text, map(make_printable, cells)))
    Console(stderr=True).print(table)


def as_json(tally: Tally, stopped: dict[str, Any] | None) -> dict[str, Any]:
    """Return the counts of a run; ``stopped`` is the place and reason of an early end, if any."""
    report = {
        "command": tally.command,
        "stopped": stopped,
        "records": tally.done + tally.rejected,
        "rejected": tally.rejected,
        "items": tally.items,
    }
    if tally.command == "restore":
        partial = tally.partial
        return report | {
            "partial": partial.number if partial else 0,
            "afresh": tally.afresh,
            "missing": tally.missing,
            "fresh_members": tally.fresh_members,
            "losses": _counts(tally.losses),
            "first_partial": partial.first if partial else None,
        }
    return report | {
        "kinds": dict(tally.kinds),
        "losses": _counts(tally.losses),
        "notices": _counts(tally.notices),
    }


def _counts(counts: Counts) -> list[dict[str, Any]]:
    return [
        {"severity": severity, "code": code, "count": counted.number, "first": counted.first}
        for (severity, code), counted in counts.items()
    ]
