"""Strategies for single payloads, straight from the schemas: anything the wire profile accepts."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from responses_protocol._testing.schema_strategies import union

__all__ = ["events", "items", "messages", "requests", "responses", "tool_choices", "tools"]

Payload = dict[str, Any]


def items() -> st.SearchStrategy[Payload]:
    """Return Responses items: of every input and output type, and of types unknown to us."""
    return union("responses", "Item")


def messages() -> st.SearchStrategy[Payload]:
    """Return Chat Completions messages: of every role, and of roles unknown to us."""
    return union("chat_completions", "Message")


def tools(dialect: str) -> st.SearchStrategy[list[Payload]]:
    """Return lists of tool definitions of ``"responses"`` or ``"chat_completions"``."""
    return st.lists(union(dialect, "Tool"), max_size=4)


def tool_choices(dialect: str) -> st.SearchStrategy[str | Payload]:
    """Return tool choices, words and objects, of ``"responses"`` or ``"chat_completions"``."""
    return union(dialect, "ToolChoice")


def requests(dialect: str) -> st.SearchStrategy[Payload]:
    """Return whole request bodies of ``"responses"`` or ``"chat_completions"``."""
    return union(dialect, "Request")


def responses(dialect: str) -> st.SearchStrategy[Payload]:
    """Return whole answers of ``"responses"`` or ``"chat_completions"``."""
    return union(dialect, "Response")


def events() -> st.SearchStrategy[Payload]:
    """Return single Responses stream events: of every type, and of types unknown to us."""
    return union("responses", "Event")
