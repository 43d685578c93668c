"""Quotes of payloads in messages: names, types and identifiers, cut; never other values."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 80
"""The characters of a name that are quoted."""
MOST = 10
"""The names of a list that are quoted."""


def quote_name(name: str) -> str:
    """Return a name, a type, an identifier or a step of a place, cut to the limit.

    Every quote in a message passes through this function. Other values are never quoted: they may
    be secrets.
    """
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 3]}..."


def quote_number(number: float) -> str:
    """Return a number as text, or words for one beyond 64 bits."""
    return str(number) if -(2**64) <= number <= 2**64 else "a number beyond 64 bits"


def quote_names(names: Iterable[str]) -> str:
    """Return the first names of a list with commas between them, and the number of the others."""
    names_list = list(names)
    rest = [f"and {len(names_list) - MOST:,} more"] if len(names_list) > MOST else []
    return ", ".join([*map(quote_name, names_list[:MOST]), *rest])
