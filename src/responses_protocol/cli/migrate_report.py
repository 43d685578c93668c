"""Counting what a run of ``migrate`` did, and saying it; a rewritten file as a diff."""

from __future__ import annotations

import difflib
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import click

from responses_protocol.reporting.finding import Finding, Severity
from responses_protocol.reporting.printable import make_printable
from responses_protocol.reporting.rule_summary import RuleSummary

if TYPE_CHECKING:
    from responses_protocol.codemods.files import MigratedFile

Mode = Literal["tell", "diff", "check", "write"]
PENDING = "RPM000"
# what no fixer finds, but the reading of files
_OTHERS = (
    RuleSummary(PENDING, "to-rewrite", "A file that is not rewritten yet."),
    RuleSummary("RPM001", "unreadable", "A file, or a cell, that can't be read as Python."),
    RuleSummary("RPM002", "not-looked-at", "Code in a place that is not read.", "warning"),
    RuleSummary("RPM306", "environment", "What installs too little, or too old.", "warning"),
    RuleSummary("RPM100", "broken", "A rewritten text that would not parse; nothing was changed."),
)
_SETTLED = "info"  # findings of this severity ask for nothing


@dataclass
class Run:
    """What a run has done so far; ``vendors`` and ``serves`` are what it puts beside agents."""

    mode: Mode
    vendors: bool = False
    serves: bool = False
    files: int = 0
    changed: int = 0
    rewritten: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)

    @property
    def unfinished(self) -> bool:
        """Whether something is left to do: by hand, or, where that was asked, by this command."""
        return bool(self.left) or (self.mode == "check" and bool(self.changed))

    def count(self, made: MigratedFile) -> Iterator[Finding]:
        """Add a file, and yield what is to be told of it."""
        self.files += 1
        self.rewritten.update(made.rewritten or {})
        self.left.update(one.code for one in made.findings if one.severity != _SETTLED)
        if made.after != made.before:
            self.changed += 1
            if self.mode in ("tell", "check"):
                yield _pending(made, self.mode)
        yield from made.findings

    def refuse(self, made: MigratedFile, reason: str) -> Iterator[Finding]:
        """Add a file that is not written, and yield that."""
        self.files += 1
        self.left[PENDING] += 1
        yield Finding(PENDING, "error", f"is not rewritten: {reason}", path=made.file, line=1)


def described() -> tuple[RuleSummary, ...]:
    """Return what there is to say about every code."""
    from responses_protocol.codemods.fixers import FIXERS

    return (*_OTHERS, *(RuleSummary(one.code, one.name, one.summary, "warning") for one in FIXERS))


def write_summary(run: Run) -> None:
    """Write, on standard error, what was rewritten and what was left, by code."""
    done = "rewritten" if run.mode == "write" else "to rewrite"
    told = [
        f"{amount(run.files, 'file')} concerned",
        f"{run.changed:,} {done} ({amount(run.rewritten.total(), 'place')})",
        f"{amount(run.left.total(), 'finding')} left",
    ]
    click.echo(f"migrate: {'; '.join(told)}", err=True)
    names = {one.code: one.name for one in described()}
    rows = [
        (code, names.get(code, ""), f"{run.rewritten[code]:,}", f"{run.left[code]:,}")
        for code in sorted(run.rewritten.keys() | run.left.keys())
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for code, name, rewritten, left in rows:
        line = f"  {code}  {name:{widths[1]}}  {done} {rewritten:>{widths[2]}}"
        click.echo(f"{line}  left {left:>{widths[3]}}", err=True)


def diff(made: MigratedFile) -> bytes:
    """Return the change of a file as a unified diff, which git and patch take."""
    name = os.fsencode(os.path.normpath(made.file).replace(os.sep, "/").lstrip("/"))
    lines = difflib.diff_bytes(
        difflib.unified_diff,
        _lines(made.before),
        _lines(made.after),
        b"a/" + name,
        b"b/" + name,
    )
    return b"".join(
        line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"
        for line in lines
    )


def _pending(made: MigratedFile, mode: Mode) -> Finding:
    before, after = _lines(made.before), _lines(made.after)
    pairs = enumerate(zip(before, after, strict=False), 1)
    same = (at for at, (one, other) in pairs if one != other)
    codes = ", ".join(f"{code} {number}" for code, number in (made.rewritten or {}).items())
    message = f"is to be rewritten: {codes}" if codes else "is to be marked"
    severity: Severity = "error" if mode == "check" else "info"
    line = next(same, min(len(before), len(after)) + 1)
    return Finding(PENDING, severity, message, hint="--write", path=made.file, line=line)


def _lines(raw: bytes) -> list[bytes]:
    lines = raw.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def amount(number: int, noun: str) -> str:
    """Return a number of things as people write it."""
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def write_problem(name: str, reason: str) -> None:
    """Write one line on what ended a run."""
    told = ": ".join(filter(None, ("Error", make_printable(name), reason)))
    click.echo(f"{told}.", err=True)
