"""What is said of a place in a source: left as it was, or worth knowing."""

from __future__ import annotations

from dataclasses import dataclass

from responses_protocol.severity import Severity


@dataclass(frozen=True)
class Note:
    """A place in a text; ``line`` and ``column`` count from 1, within the text that was given.

    ``error``: does not work until somebody has looked at it. ``warning``: may not do what it did,
    or never did what it seems to. ``info``: was changed or kept, and works.
    ``block`` is the number of the text, where several were given.
    """

    code: str
    line: int
    column: int
    severity: Severity
    message: str
    hint: str
    block: int = 0
