"""One thing that was found: by a check of a payload, or by a fixer of code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["info", "warning", "error"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")


@dataclass(frozen=True)
class Finding:
    """What is wrong, and where.

    code
        The rule that says so (``RP203``); stable.
    message
        For a person, in the words of the real API where it has some. Names places and types, and
        never quotes what a payload holds but for identifiers.
    place, pointer
        Where in the payload: as the API names it (``input[3].call_id``) and as a JSON Pointer.
    hint
        What to do about it, where that helps; else empty.
    subject
        What the payload was taken for (``responses history``).
    path, line, column
        Where in which file, counted from 1; 0 where that is not known.
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
