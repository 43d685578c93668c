"""The content parts of messages."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import View
from responses_protocol._values import Json


def iter_parts(view: View, role: str) -> Iterator[tuple[int, int, Json]]:
    """Yield the index of the message, the index of the part, and the part, for one role."""
    for index in view.by_role.get(role, ()):
        content = view.value[index].get("content")
        for part_index, part in enumerate(content if isinstance(content, list) else ()):
            if isinstance(part, dict):
                yield index, part_index, part
