"""Records, and the line and column of the JSON Pointers into them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from responses_protocol._checks.reading.codes import SEVERITY
from responses_protocol._checks.reading.json_issues import JsonIssue
from responses_protocol._checks.rule import format_place
from responses_protocol._reporting.finding import Finding
from responses_protocol._values import Json

Positions = dict[str, tuple[int, int]]
"""Lines and columns, both from 1, by JSON Pointer."""


@dataclass(frozen=True)
class Record:
    """A value in a file: a line of JSON Lines, a document, or the payloads of a stream.

    ``locate`` takes JSON Pointers into the value and returns the position of each, or of the
    nearest value that it leads through; ``line`` is where the record begins, ``raw`` its text if it
    is one JSON text.
    """

    path: str
    line: int
    value: Json
    locate: Callable[[Iterable[str]], Positions]
    raw: bytes | None = None

    def locate_findings(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield findings with pointers into the value, each with its position in the file."""
        unlocated = list(findings)
        positions = self.locate({finding.pointer for finding in unlocated}) if unlocated else {}
        for finding in unlocated:
            line, column = positions[finding.pointer]
            yield replace(finding, path=self.path, line=line, column=column)


def text_finding(
    path: str, code: str, message: str, line: int, column: int, pointer: str = ""
) -> Finding:
    """Return the finding for an issue of a text at a position in a file."""
    place = format_place("", pointer)
    return Finding(
        code, SEVERITY[code], message, place, pointer, path=path, line=line, column=column
    )


def issue_finding(path: str, issue: JsonIssue, line: int, column: int) -> Finding:
    """Return the finding for an issue of a JSON text at a position in a file."""
    return text_finding(path, issue.code, issue.message, line, column, issue.pointer)
