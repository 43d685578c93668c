"""Findings: the problems that checks of payloads and fixers of code report."""

from __future__ import annotations

from dataclasses import dataclass

from responses_protocol._severity import Severity


@dataclass(frozen=True)
class Finding:
    """One problem, and where it is.

    Attributes:
        code: The code of the rule (``RP203``), which is stable.
        severity: ``error``, ``warning`` or ``info``.
        message: A sentence for people, in the words of the API if it has some. It names places and
            types, and quotes nothing of a payload but identifiers.
        place: The place in the payload as the API names it (``input[3].call_id``).
        pointer: The place in the payload as a JSON Pointer.
        hint: How to mend it; empty if that is clear or unknown.
        subject: The kind of the payload (``responses history``).
        path: The file, empty if there is none.
        line: The line in the file, from 1; 0 if unknown.
        column: The column in the line, from 1; 0 if unknown.
    """

    code: str
    severity: Severity
    message: str
    place: str = ""
    pointer: str = ""
    hint: str = ""
    subject: str = ""
    path: str = ""
    line: int = 0
    column: int = 0


def format_position(finding: Finding) -> str:
    """Return the position of a finding as ``path:line:column``, as far as it is known."""
    numbers = (str(number) for number in (finding.line, finding.column) if number)
    return ":".join([finding.path, *numbers])


def format_message(finding: Finding) -> str:
    """Return the message of a finding behind its place, as ``place: message``."""
    return f"{finding.place}: {finding.message}" if finding.place else finding.message
