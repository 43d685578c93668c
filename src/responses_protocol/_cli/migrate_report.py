"""Count and report the changes of a run of ``migrate``; show a rewritten file as a diff."""

from __future__ import annotations

import difflib
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import click

from responses_protocol._reporting.finding import Finding
from responses_protocol._reporting.printable import make_printable
from responses_protocol._reporting.rule_summary import RuleSummary
from responses_protocol._severity import Severity

if TYPE_CHECKING:
    from responses_protocol._codemods.files import MigratedFile

Mode = Literal["report", "diff", "check", "write"]
PENDING = "RPM000"
# codes of findings that reading files gives, and no fixer
_READING_CODES = (
    RuleSummary(PENDING, "to-rewrite", "A file that is not rewritten yet."),
    RuleSummary("RPM001", "unreadable", "A file, or a cell, that can't be read as Python."),
    RuleSummary("RPM002", "not-looked-at", "Code in a place that is not read.", "warning"),
    RuleSummary("RPM306", "environment", "Requirements that are missing or too old.", "warning"),
    RuleSummary("RPM100", "broken", "A rewritten text that would not parse; nothing was changed."),
)
_SETTLED = "info"  # findings of this severity ask for nothing


@dataclass
class Run:
    """The counts of a run; ``vendors`` and ``serves`` say which files it puts beside agents."""

    mode: Mode
    vendors: bool = False
    serves: bool = False
    files: int = 0
    changed: int = 0
    rewritten: Counter[str] = field(default_factory=Counter)
    remaining: Counter[str] = field(default_factory=Counter)

    @property
    def unfinished(self) -> bool:
        """Whether something remains to do: by hand, or, with ``--check``, by this command."""
        return bool(self.remaining) or (self.mode == "check" and bool(self.changed))

    def count(self, file: MigratedFile) -> Iterator[Finding]:
        """Add a file, and yield its findings."""
        self.files += 1
        self.rewritten.update(file.rewritten or {})
        self.remaining.update(
            finding.code for finding in file.findings if finding.severity != _SETTLED
        )
        if file.after != file.before:
            self.changed += 1
            if self.mode in ("report", "check"):
                yield _make_pending_finding(file, self.mode)
        yield from file.findings

    def refuse(self, file: MigratedFile, reason: str) -> Iterator[Finding]:
        """Add a file that is not written, and yield the finding of that."""
        self.files += 1
        self.remaining[PENDING] += 1
        yield Finding(PENDING, "error", f"is not rewritten: {reason}", path=file.file, line=1)


def list_summaries() -> tuple[RuleSummary, ...]:
    """Return the summary of every code."""
    from responses_protocol._codemods.fixers import FIXERS

    fixers = (RuleSummary(fixer.code, fixer.name, fixer.summary, "warning") for fixer in FIXERS)
    return (*_READING_CODES, *fixers)


def write_summary(run: Run) -> None:
    """Write, on standard error, the numbers of rewritten and remaining places, by code."""
    done = "rewritten" if run.mode == "write" else "to rewrite"
    parts = [
        f"{format_amount(run.files, 'file')} concerned",
        f"{run.changed:,} {done} ({format_amount(run.rewritten.total(), 'place')})",
        f"{format_amount(run.remaining.total(), 'finding')} left",
    ]
    click.echo(f"migrate: {'; '.join(parts)}", err=True)
    names = {summary.code: summary.name for summary in list_summaries()}
    rows = [
        (code, names.get(code, ""), f"{run.rewritten[code]:,}", f"{run.remaining[code]:,}")
        for code in sorted(run.rewritten.keys() | run.remaining.keys())
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for code, name, rewritten, remaining in rows:
        line = f"  {code}  {name:{widths[1]}}  {done} {rewritten:>{widths[2]}}"
        click.echo(f"{line}  left {remaining:>{widths[3]}}", err=True)


def make_diff(file: MigratedFile) -> bytes:
    """Return the change of a file as a unified diff for git and patch."""
    name = os.fsencode(os.path.normpath(file.file).replace(os.sep, "/").lstrip("/"))
    lines = difflib.diff_bytes(
        difflib.unified_diff,
        _split_lines(file.before),
        _split_lines(file.after),
        b"a/" + name,
        b"b/" + name,
    )
    return b"".join(
        line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"
        for line in lines
    )


def _make_pending_finding(file: MigratedFile, mode: Mode) -> Finding:
    before, after = _split_lines(file.before), _split_lines(file.after)
    pairs = enumerate(zip(before, after, strict=False), 1)
    changed = (number for number, (old, new) in pairs if old != new)
    codes = ", ".join(f"{code} {number}" for code, number in (file.rewritten or {}).items())
    message = f"is to be rewritten: {codes}" if codes else "is to be marked"
    severity: Severity = "error" if mode == "check" else "info"
    line = next(changed, min(len(before), len(after)) + 1)
    return Finding(PENDING, severity, message, hint="--write", path=file.file, line=line)


def _split_lines(raw: bytes) -> list[bytes]:
    lines = raw.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def format_amount(number: int, noun: str) -> str:
    """Return a number and a noun, such as ``2 files``."""
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def write_problem(name: str, reason: str) -> None:
    """Write one line with the problem that ended a run."""
    text = ": ".join(filter(None, ("Error", make_printable(name), reason)))
    click.echo(f"{text}.", err=True)
