"""What messages quote of a payload: names, types and identifiers, cut; never other values."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 80
"""Characters of a name that are told."""
MOST = 10
"""Names that are told of one list."""


def quoted(name: str) -> str:
    """Return a name, a type, an identifier or a step of a place, cut, to stand in a message.

    Every message that quotes anything of a payload passes it through here. Other values are not
    quoted at all: they may be secrets.
    """
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 3]}..."


def quoted_number(number: float) -> str:
    """Return a number as it is told where a limit is; one beyond 64 bits is not written out."""
    return str(number) if -(2**64) <= number <= 2**64 else "a number beyond 64 bits"


def quoted_list(names: Iterable[str]) -> str:
    """Return some names with commas between them, and how many more there are."""
    told = list(names)
    more = [f"and {len(told) - MOST:,} more"] if len(told) > MOST else []
    return ", ".join([*map(quoted, told[:MOST]), *more])
