"""Unique ids, derived from the ids of a history."""

from __future__ import annotations

from collections.abc import Iterable

from responses_protocol._formats.ids import shorten, shorten_with_digest


class UniqueIds:
    """The ids of a history, and unique ones of ``limit`` characters at most that derive from them.

    The time to derive an id does not depend on the number of ids that derive from the same one.
    """

    def __init__(self, ids: Iterable[str], limit: int) -> None:
        self._ids = set(ids)
        self._numbers: dict[str, int] = {}
        self._limit = limit

    def derive(self, base: str) -> str:
        """Return an id, or it with the next number that makes it unique; add it to the ids."""
        number = self._numbers.get(base, 1)
        candidate = shorten(base, self._limit)
        while candidate in self._ids or not candidate:
            number += 1
            candidate = f"{base}_{number}"
            if len(candidate) > self._limit:
                candidate = shorten_with_digest(base, candidate, self._limit)
        self._numbers[base] = number
        self._ids.add(candidate)
        return candidate
