"""Notes on places in a text."""

from __future__ import annotations

from dataclasses import dataclass

from responses_protocol._severity import Severity


@dataclass(frozen=True)
class Note:
    """A note on a place in a text; ``line`` and ``column`` count from 1.

    ``error``: the place does not work until somebody changes it. ``warning``: it may behave
    differently, or never does what it seems to do. ``info``: it works, changed or not.
    ``block`` is the number of the text among several.
    """

    code: str
    line: int
    column: int
    severity: Severity
    message: str
    hint: str
    block: int = 0
