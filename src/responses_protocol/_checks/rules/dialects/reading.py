"""Readers of payloads of any shape, for rules that read the members of another dialect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from responses_protocol._checks.rule import View

# endpoints of Chat Completions that are known to refuse parts and tools of Responses
CHAT_ENDPOINTS = frozenset({"openai", "azure", "deepseek", "mistral", "databricks"})
TO_RESPONSES = "`responses-protocol convert --from chat_completions --to responses` translates it."


def iter_objects(view: View) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a list with their indexes, or nothing if the value is no list."""
    for index, element in enumerate(view.value if isinstance(view.value, list) else ()):
        if isinstance(element, dict):
            yield index, element


def request_of(view: View) -> dict[str, Any]:
    """Return a request, or an empty object if the value is no object."""
    return view.value if isinstance(view.value, dict) else {}


def iter_chat_parts(view: View, *kinds: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the JSON Pointers and content parts of these types in Chat messages."""
    for message_index, message in iter_objects(view):
        content = message.get("content")
        for index, part in enumerate(content if isinstance(content, list) else ()):
            if isinstance(part, dict) and part.get("type") in kinds:
                yield f"/{message_index}/content/{index}", part
