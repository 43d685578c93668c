"""Ids that no other has, derived from those that were there."""

from __future__ import annotations

from collections.abc import Iterable

from responses_protocol.formats.ids import marked, shortened


class Names:
    """The ids of a history, and those that are derived from them, of ``limit`` characters at most.

    To find a free one takes the same time however many were derived from the same id.
    """

    def __init__(self, taken: Iterable[str], limit: int) -> None:
        self._taken = set(taken)
        self._numbers: dict[str, int] = {}
        self._limit = limit

    def free(self, own: str) -> str:
        """Return the id, or it with the next number that makes it new; it is taken then."""
        number = self._numbers.get(own, 1)
        made = shortened(own, self._limit)
        while made in self._taken or not made:
            number += 1
            made = f"{own}_{number}"
            if len(made) > self._limit:
                made = marked(own, made, self._limit)
        self._numbers[own] = number
        self._taken.add(made)
        return made
