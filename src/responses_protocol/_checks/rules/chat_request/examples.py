"""A request and a tool for examples."""

from __future__ import annotations

from responses_protocol._values import Json

BODY: dict[str, Json] = {"model": "gpt-4.1", "messages": [{"role": "user", "content": "Hi."}]}
TOOL: Json = {"type": "function", "function": {"name": "add"}}


def request(**members: Json) -> Json:
    """Return a request with these members."""
    return {**BODY, **members}
