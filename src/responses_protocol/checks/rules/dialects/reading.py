"""What the rules for another dialect's payloads read, of any shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from responses_protocol.checks.rule import View

# endpoints of Chat Completions that are known to know its own parts and tools alone
CHAT_ENDPOINTS = frozenset({"openai", "azure", "deepseek", "mistral", "databricks"})
TO_RESPONSES = "`responses-protocol convert --from chat_completions --to responses` translates it."


def objects(view: View) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a list, with their indexes; nothing where there is no list."""
    for at, one in enumerate(view.value if isinstance(view.value, list) else ()):
        if isinstance(one, dict):
            yield at, one


def request(view: View) -> dict[str, Any]:
    """Return the members of a request; none where it is no object."""
    return view.value if isinstance(view.value, dict) else {}


def chat_parts(view: View, *kinds: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the content parts of these types in Chat messages, with JSON Pointers."""
    for at, message in objects(view):
        content = message.get("content")
        for index, part in enumerate(content if isinstance(content, list) else ()):
            if isinstance(part, dict) and part.get("type") in kinds:
                yield f"/{at}/content/{index}", part
