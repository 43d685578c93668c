"""Open unions for the generated models: known types by their tag, any other type kept unchanged.

A tagged union of pydantic refuses a tag that it does not list and an object without one. Stored
payloads have both, so the generated unions choose their branch by the function made here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import Discriminator


def open_union(
    key: str,
    branches: Mapping[str, tuple[str, ...]],
    unknown: str,
    *,
    untagged: Mapping[str, tuple[str, ...]] | None = None,
    text: str | None = None,
) -> Discriminator:
    """Return the discriminator of a union whose branches are pydantic tags.

    ``branches`` maps a branch to the values of the member ``key`` that it takes; ``unknown`` is
    the branch of all other values. ``untagged`` maps the branches that also take an object whose
    ``key`` is missing or null to members that give them away; the first with one of these present
    is chosen. ``text`` is the branch of a plain string.
    """
    by_value = {value: branch for branch, values in branches.items() for value in values}

    def choose(payload: Any) -> str:
        if text is not None and isinstance(payload, str):
            return text
        # Validation brings dicts, serialisation brings models.
        read: Callable[[str], Any] = (
            payload.get if isinstance(payload, dict) else lambda name: getattr(payload, name, None)
        )
        value = read(key)
        if isinstance(value, str):
            return by_value.get(value, unknown)
        if value is None:
            for branch, members in (untagged or {}).items():
                if any(read(member) is not None for member in members):
                    return branch
        return unknown

    return Discriminator(choose)
