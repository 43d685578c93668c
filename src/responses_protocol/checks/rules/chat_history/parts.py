"""The content parts of messages."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import View
from responses_protocol.values import Json


def parts(view: View, role: str) -> Iterator[tuple[int, int, Json]]:
    """Yield the parts of all messages of a role: index of the message, of the part, and it."""
    for at in view.by_role.get(role, ()):
        content = view.value[at].get("content")
        for number, part in enumerate(content if isinstance(content, list) else ()):
            if isinstance(part, dict):
                yield at, number, part
