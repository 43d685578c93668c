"""The settings of a run of ``validate``, and those for single files."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from responses_protocol._checks.reading.limits import Limits
from responses_protocol._checks.reading.opening import STANDARD
from responses_protocol._checks.reading.paths import is_excluded
from responses_protocol._checks.rule import Profile, Settings
from responses_protocol._severity import SEVERITIES, Severity

if TYPE_CHECKING:  # other commands do not load the code that reads files
    from responses_protocol._checks.files import PayloadFinder


@dataclass(frozen=True)
class Choice:
    """The settings that may differ from file to file: kind and places of payloads, and the target.

    ``ignore`` are codes, or beginnings of codes.
    """

    subject_name: str | None = None
    at: tuple[str, ...] = ()
    profile: Profile = "wire"
    target: str = "openai"
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True)
class PathSettings:
    """Settings in the configuration in ``folder`` for files whose relative path fits a pattern.

    ``settings`` are fields of a ``Choice`` by their names; ``ignore`` is added to its own.
    """

    folder: Path
    patterns: tuple[str, ...]
    settings: Mapping[str, Any]
    ignore: tuple[str, ...] = ()

    def applies_to(self, path: str) -> bool:
        """Return whether they apply to a file."""
        if path == STANDARD:
            return False
        try:
            inside = os.path.relpath(path, self.folder)
        except ValueError:  # on another drive
            return False
        return is_excluded(inside, self.patterns)


def choose_for_file(
    path: str, usual: Choice, tables: Iterable[PathSettings], final: Container[str]
) -> Choice:
    """Return the settings for a file; of tables that fit it, later ones take precedence.

    Tables don't change the fields of the usual choice that are ``final``.
    """
    for table in tables:
        if table.applies_to(path):
            changed = {key: value for key, value in table.settings.items() if key not in final}
            if "at" in changed:
                changed["at"] = tuple(changed["at"])
            usual = replace(usual, **changed, ignore=(*usual.ignore, *table.ignore))
    return usual


class HasSeverity(Protocol):
    """An object with a code and a severity."""

    @property
    def code(self) -> str:
        """The code of the rule."""

    @property
    def severity(self) -> Severity:
        """The severity."""


@dataclass(frozen=True)
class RunSettings:
    """The rules to apply, the findings to report, and the finder of payloads in records.

    ``repair`` says that fixing mends broken histories as well. ``at`` are the JSON Pointers to
    payloads, which ``find`` uses too; ``group_by`` to the key of the conversation that a record is
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

    def reports(self, finding: HasSeverity) -> bool:
        """Return whether a finding, or a known problem, is to be reported."""
        grave = SEVERITIES.index(finding.severity) >= SEVERITIES.index(self.severity)
        return grave and finding.code in self.codes


SettingsByPath = Callable[[str], RunSettings]
"""The settings for a file, by its name."""


@dataclass(frozen=True)
class Files:
    """The files to check: those that are named, without those that patterns and git exclude."""

    paths: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    gitignore: bool = True


@dataclass(frozen=True)
class OutputSettings:
    """The output of a run beside the findings, and its exit status.

    quiet
        Whether the last line, with the summary, is left out.
    statistics
        Whether the summary has a line for each code with the number of its problems.
    output
        The file for the report, or the difference; None for standard output.
    exit_zero
        Whether the exit status is 0 in spite of problems; not if a file can't be written.
    max_findings
        The largest number of findings to report of all files; None for all.
    baseline
        The file with known problems, which are not reported; None without one.
    writes_baseline
        Whether that file is written instead.
    summary
        The file to which a summary in Markdown is appended; None without one.
    """

    quiet: bool = False
    statistics: bool = False
    output: str | None = None
    exit_zero: bool = False
    max_findings: int | None = None
    baseline: str | None = None
    writes_baseline: bool = False
    summary: str | None = None
