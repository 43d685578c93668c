"""Requests with a call for examples."""

from __future__ import annotations

from responses_protocol._checks.rules.tools.examples import CLOSED
from responses_protocol._values import Json

TOOL = {"type": "function", "name": "weather", "parameters": CLOSED, "strict": False}


def called_with(arguments: str) -> Json:
    """Return a request with one call with these arguments, and its output."""
    call = {"type": "function_call", "call_id": "call_a", "name": "weather"}
    output = {"type": "function_call_output", "call_id": "call_a", "output": "Sunny."}
    items = [{**call, "arguments": arguments}, output]
    return {"model": "gpt-4.1", "input": items, "tools": [TOOL]}
