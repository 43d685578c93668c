"""What a run of ``validate`` looks for and how it ends, and what holds for single files."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from responses_protocol.checks.reading.limits import Limits
from responses_protocol.checks.reading.opening import STANDARD
from responses_protocol.checks.reading.paths import is_excluded
from responses_protocol.checks.rule import Profile, Settings
from responses_protocol.reporting.finding import SEVERITIES, Severity

if TYPE_CHECKING:  # other commands need not load what reads files
    from responses_protocol.checks.files import PayloadFinder


@dataclass(frozen=True)
class Choice:
    """What may differ from file to file: what payloads are and where, and what they are for.

    ``ignore`` are codes, or how they begin.
    """

    said: str | None = None
    at: tuple[str, ...] = ()
    profile: Profile = "wire"
    target: str = "openai"
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True)
class PathSettings:
    """What the configuration in ``folder`` says of files whose path in it fits a pattern.

    ``settings`` are members of a ``Choice`` by their names; ``ignore`` comes to what that ignores.
    """

    folder: Path
    patterns: tuple[str, ...]
    settings: Mapping[str, Any]
    ignore: tuple[str, ...] = ()

    def fit(self, path: str) -> bool:
        """Tell whether they are about a file."""
        if path == STANDARD:
            return False
        try:
            inside = os.path.relpath(path, self.folder)
        except ValueError:  # on another drive
            return False
        return is_excluded(inside, self.patterns)


def choice_for(
    path: str, usual: Choice, tables: Iterable[PathSettings], final: Container[str]
) -> Choice:
    """Return what holds for a file: of the tables that fit it, the last one that says something.

    What is ``final`` of the usual choice, no table changes.
    """
    for table in tables:
        if table.fit(path):
            changed = {key: value for key, value in table.settings.items() if key not in final}
            if "at" in changed:
                changed["at"] = tuple(changed["at"])
            usual = replace(usual, **changed, ignore=(*usual.ignore, *table.ignore))
    return usual


class HasSeverity(Protocol):
    """What has a code and a severity."""

    @property
    def code(self) -> str:
        """The rule that says so."""

    @property
    def severity(self) -> Severity:
        """How grave it is."""


@dataclass(frozen=True)
class RunSettings:
    """What is looked for, what of it is told, and how payloads are found in records.

    ``repair`` says that fixing mends broken histories as well. ``at`` are the JSON Pointers to
    payloads, which ``find`` knows too; ``group_by`` to the key of the conversation that a record is
    a message of.
    """

    settings: Settings
    codes: frozenset[str]
    severity: Severity
    find: PayloadFinder
    limits: Limits
    repair: bool = False
    at: tuple[str, ...] = ()
    group_by: str | None = None

    def tells(self, finding: HasSeverity) -> bool:
        """Tell whether a finding, or what is known of one, is asked for."""
        grave = SEVERITIES.index(finding.severity) >= SEVERITIES.index(self.severity)
        return grave and finding.code in self.codes


Of = Callable[[str], RunSettings]
"""What is wanted of a file, by its name."""


@dataclass(frozen=True)
class Files:
    """Which files are looked at: those that are named, without what patterns and git leave out."""

    paths: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    gitignore: bool = True


@dataclass(frozen=True)
class Outcome:
    """What is told beside the findings, and how a run ends.

    quiet
        Whether the last line, which sums the run up, is left out.
    statistics
        Whether that comes with a line for each code, with the number of its problems.
    output
        The file that the report, or the difference, is written to; None for standard output.
    exit_zero
        Whether a run ends with 0 though there are problems; never where a file can't be written.
    most
        How many findings are told of all files; None for all.
    baseline
        The file with the problems that are not told, for they are known; None for none.
    writes_baseline
        Whether that file is written instead.
    summary
        The file that a summary in Markdown is added to; None for none.
    """

    quiet: bool = False
    statistics: bool = False
    output: str | None = None
    exit_zero: bool = False
    most: int | None = None
    baseline: str | None = None
    writes_baseline: bool = False
    summary: str | None = None
