"""Notes on places in a text."""

from __future__ import annotations

from dataclasses import dataclass

from responses_protocol._severity import Severity


@dataclass(frozen=True)
class Note:
    """A note on a place in a text; ``line`` and ``column`` count from 1.

    ``error``: the code does not work until it is changed by hand. ``warning``: it may behave
    differently, or has an effect other than the intended one. ``info``: it works.
    ``block`` is the number of the text among several.
    """

    code: str
    line: int
    column: int
    severity: Severity
    message: str
    hint: str
    block: int = 0
