"""Where the values of a list stand in the payload that it was taken from."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from responses_protocol._values import Json

Resolve = Callable[[str, Json], "list[Json] | None"]
Location = tuple[str, int | None]  # a pointer, and how many tokens below it to skip (None: all)


class ListLocation(NamedTuple):
    """Where the values of a list stand in the payload that it was taken from.

    The first values stand at ``heads``, the last ones, from the index ``end``, at ``tails``, and
    all others in the list at ``base``, each ``skip`` tokens deep.
    """

    base: str = ""
    skip: int = 0
    heads: tuple[Location, ...] = ()
    end: int | None = None
    tails: tuple[Location, ...] = ()

    def locate(self, pointer: str) -> str:
        """Return the pointer into the payload for a pointer into the list."""
        first, *inner = pointer[1:].split("/")
        index = int(first) if first else 0
        if index < len(self.heads):
            prefix, skip = self.heads[index]
        elif self.end is not None and index >= self.end:
            prefix, skip = self.tails[min(index - self.end, len(self.tails) - 1)]
        elif first:
            prefix, skip = f"{self.base}/{index - len(self.heads)}", self.skip
        else:
            prefix, skip = self.base, 0
        return "/".join((prefix, *inner[len(inner) if skip is None else skip :]))


ABSENT = "absent"  # the form of a list that is not there
IN_LIST = ListLocation()
ALONE = ListLocation(heads=(("", 0),))  # the payload is the one value of the list
