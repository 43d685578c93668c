"""The text of a stream whose payloads contain nothing else, for the fast paths."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from responses_protocol._values import Json, Object

NUMBER = "sequence_number"
PADDING = "obfuscation"  # a member with a new value in each payload


class PlainText(NamedTuple):
    """One text of a stream, and how its next payloads are translated.

    ``path`` leads to the text in a payload, and ``varying`` names the members beside it whose
    values have no effect. ``translate`` returns the translation of a payload, or None for one
    that contains anything else. ``add`` adds a text and returns the number of its event; ``write``
    returns the payload that delivers a text, with the number 0 where it has one.
    """

    path: tuple[str | int, ...]
    varying: tuple[str, ...]
    translate: Callable[[Json], list[Object] | None]
    add: Callable[[str], int]
    write: Callable[[str], Object]
