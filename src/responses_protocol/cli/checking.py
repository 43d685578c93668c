"""The run of ``validate``: file by file, told in their order, summed up on standard error."""

from __future__ import annotations

import errno
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click

from responses_protocol.checks.catalogue import catalogue
from responses_protocol.checks.files import Checked, Find, checked
from responses_protocol.checks.reading.limits import Limits
from responses_protocol.checks.reading.paths import files
from responses_protocol.checks.rule import Settings
from responses_protocol.cli.mending import Text, mended
from responses_protocol.cli.report import number, write_line, write_out
from responses_protocol.cli.trees import LEADS_OUT, Trees
from responses_protocol.cli.writing import outputs, quieten
from responses_protocol.reporting.finding import SEVERITIES, Finding, Severity
from responses_protocol.reporting.formats import reporter

DIFF = "diff"
_LONG = 8 << 20  # bytes, from which on a terminal is shown how far it is


@dataclass(frozen=True)
class Wanted:
    """What is looked for, what of it is told, and how payloads are found in records.

    ``repair`` says that fixing mends broken histories as well; files that a pattern of ``exclude``
    fits are left out.
    """

    settings: Settings
    codes: frozenset[str]
    severity: Severity
    find: Find
    limits: Limits
    repair: bool = False
    exclude: tuple[str, ...] = ()

    def tells(self, finding: Finding) -> bool:
        """Tell whether a finding is asked for."""
        grave = SEVERITIES.index(finding.severity) >= SEVERITIES.index(self.severity)
        return grave and finding.code in self.codes


@dataclass(frozen=True)
class Told:
    """What is told beside the findings, and how a run ends.

    quiet
        Whether the last line, which sums the run up, is left out.
    statistics
        Whether that comes with a line for each code, with the number of its problems.
    output
        The file that the report, or the difference, is written to; None for standard output.
    exit_zero
        Whether a run ends with 0 though there are problems; never where a file can't be written.
    """

    quiet: bool = False
    statistics: bool = False
    output: str | None = None
    exit_zero: bool = False


@dataclass
class Seen:
    """What a run has seen so far."""

    files: int = 0
    records: int = 0
    fixed: int = 0
    mended: int = 0
    refused: int = 0
    subjects: Counter[str] = field(default_factory=Counter)
    problems: Counter[Severity] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)


def run(paths: Iterable[str], wanted: Wanted, style: str, *, fix: bool, also: Told) -> int:
    """Check files and tell what is wrong, or show what fixing would change; return the exit status.

    Raises ``NoFile`` before anything is told.
    """
    paths = tuple(paths)
    trees = Trees(paths) if fix else None
    seen = Seen()
    meant = list(files(paths, wanted.exclude))
    named = [entry.described for code, entry in catalogue().items() if code in wanted.codes]
    with _told(), _progress(meant) as advance:
        text: Iterable[str]
        if style == DIFF:
            text = _differences(meant, wanted, seen, advance)
        else:
            text = reporter(style)(_found(meant, wanted, seen, advance, trees), named)
        if advance is not None:  # the lines would break the bar, and it them
            text = list(text)
    with _told(), outputs(also.output) as (sink,):
        for part in text:
            if sink is None:
                write_out(_encodable(part))
            else:
                sink.write(part.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    if also.statistics:
        for code, count in sorted(seen.codes.items(), key=lambda one: (-one[1], one[0])):
            name = catalogue()[code].name if code in catalogue() else ""
            write_line(f"{count:,} {code} {name}".rstrip())
    if not also.quiet:
        write_line(_summary(seen, to=style == DIFF))
    return 1 if seen.refused or (seen.problems and not also.exit_zero) else 0


Advance = Callable[[str, int], None] | None


def _found(
    meant: list[str | Finding],
    wanted: Wanted,
    seen: Seen,
    advance: Advance,
    trees: Trees | None,
) -> Iterator[Finding]:
    """Yield what is told of all files, of each in the order of its lines.

    With ``trees``, what was named, files in these are fixed first.
    """
    for path in meant:
        if isinstance(path, Finding):
            yield from _counted([path], wanted, seen)
            continue
        if trees is not None:
            yield from _fix(path, wanted, seen, trees)
        yield from _in_file(path, wanted, seen, advance)


def _in_file(path: str, wanted: Wanted, seen: Seen, advance: Advance) -> Iterator[Finding]:
    """Yield what is told of a file: of each record as it is read, up to the limit."""
    seen.files += 1
    left = wanted.limits.findings
    waiting: list[Finding] = []  # told while a record is read, in which they may stand
    for part in checked(path, wanted.find, wanted.settings, wanted.limits, wanted.tells):
        _count(part, seen)
        if advance is not None and part.record is not None:
            advance(path, len(part.record.raw or b"") + 1)
        waiting += part.findings
        if len(waiting) > left:
            break
        if part.record is not None:
            left -= len(waiting)
            yield from _counted(waiting, wanted, seen)
            waiting = []
    yield from _counted(waiting[:left], wanted, seen)
    if len(waiting) > left:
        message = f"There are more than {wanted.limits.findings:,} problems in this file"
        seen.problems["error"] += 1
        seen.codes["RP015"] += 1
        yield Finding(
            "RP015", "error", f"{message} (--max-problems): the others are not told.", path=path
        )


def _counted(found: Iterable[Finding], wanted: Wanted, seen: Seen) -> list[Finding]:
    told = sorted(filter(wanted.tells, found), key=lambda one: (one.line, one.column, one.code))
    seen.problems.update(one.severity for one in told)
    seen.codes.update(one.code for one in told)
    return told


def _count(part: Checked, seen: Seen) -> None:
    if part.record is not None:
        seen.records += 1
        seen.subjects.update(payload.subject.label for payload in part.payloads)


def _fix(path: str, wanted: Wanted, seen: Seen, trees: Trees) -> list[Finding]:
    """Fix a file, and return the mends of a repair: they are told, and are no problems."""
    text = _mended(path, wanted)
    if text.before == text.after:
        return []
    try:
        if not trees.hold(path):
            raise OSError(errno.EXDEV, LEADS_OUT, path)
        with outputs(path) as (sink,):
            if sink is not None:
                sink.write(text.after)
    except OSError as error:  # the other files may well be fixed
        seen.refused += 1
        write_line(f"Not fixed: {path}: {error.strerror or error}.")
        return []
    seen.fixed += text.fixed
    seen.mended += len(text.mends)
    return text.mends


def _mended(path: str, wanted: Wanted) -> Text:
    return mended(
        path, wanted.find, wanted.settings, wanted.codes, wanted.limits, repair=wanted.repair
    )


def _differences(
    meant: list[str | Finding], wanted: Wanted, seen: Seen, advance: Advance
) -> Iterator[str]:
    """Yield what fixing would change; what a repair would mend is told on standard error."""
    from responses_protocol.checks.fixes import difference

    for path in meant:
        if isinstance(path, Finding):
            _counted([path], wanted, seen)
            continue
        for _ in _in_file(path, wanted, seen, advance):
            pass  # they are counted
        text = _mended(path, wanted)
        seen.fixed += text.fixed
        seen.mended += len(text.mends)
        for line in reporter("text")(text.mends, ()):
            write_line(line.rstrip("\n"))
        yield from difference(path, text.before, text.after)


def _encodable(text: str) -> str:
    """Return text that standard output can show: names of files may be no text at all."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


@contextmanager
def _told() -> Iterator[None]:
    """End the run with one line when something fails that is not about a file that was read."""
    try:
        yield
    except OSError as error:
        name = f"{error.filename}: " if error.filename else "standard output: "
        write_line(f"Error: {name}{(error.strerror or str(error)).lower()}.")
        quieten()
    except MemoryError:
        write_line("Error: out of memory.")
    else:
        return
    sys.exit(1)


@contextmanager
def _progress(meant: list[str | Finding]) -> Iterator[Advance]:
    """Show on a terminal how far a long run is; None where there is nothing to show."""
    sizes = {path: _size(path) for path in meant if isinstance(path, str)}
    total = sum(sizes.values())
    if total < _LONG or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(
        length=total, label="validate", file=sys.stderr, update_min_steps=total // 20
    ) as bar:

        def advance(path: str, read: int) -> None:
            step = min(read, sizes[path])  # what is compressed is longer than its file
            sizes[path] -= step
            bar.update(step)

        yield advance
        bar.finish()  # so that it ends at 100 %, whatever was left for the next step
        bar.render_progress()


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


def _summary(seen: Seen, *, to: bool) -> str:
    told = [
        number(seen.problems[severity], severity)
        for severity in reversed(SEVERITIES)
        if seen.problems[severity]
    ]
    kinds = ", ".join(f"{label} {count:,}" for label, count in seen.subjects.most_common())
    text = f"validate: {number(seen.files, 'file')}, {number(seen.records, 'record')}"
    text += f" ({kinds})" if kinds else ""
    text += f"; {seen.fixed:,} {'to fix' if to else 'fixed'}" if seen.fixed else ""
    text += f"; {seen.mended:,} {'to mend' if to else 'mended'}" if seen.mended else ""
    return f"{text}; {', '.join(told)}" if told else f"{text}; no problems"
