"""Requests with a call, for the examples of rules about its arguments."""

from __future__ import annotations

from responses_protocol.checks.rule import Example
from responses_protocol.checks.rules.tools.examples import CLOSED

TOOL = {"type": "function", "name": "weather", "parameters": CLOSED, "strict": False}


def called_with(arguments: str) -> Example:
    """Return a request whose history has one call with these arguments, and its output."""
    call = {"type": "function_call", "call_id": "call_a", "name": "weather"}
    output = {"type": "function_call_output", "call_id": "call_a", "output": "Sunny."}
    items = [{**call, "arguments": arguments}, output]
    return Example("responses/request", {"model": "gpt-4.1", "input": items, "tools": [TOOL]})
