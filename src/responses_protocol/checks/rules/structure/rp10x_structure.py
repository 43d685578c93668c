"""RP101 to RP109: the structure of a payload. ``checks/structure`` finds the problems."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from responses_protocol.checks.rule import Problem, Rule, Settings, View

CALL: dict[str, Any] = {
    "type": "function_call",
    "call_id": "call_1",
    "name": "add",
    "arguments": "{}",
}
OUTPUT = {"type": "function_call_output", "call_id": "call_1", "output": "3"}
ASK: dict[str, Any] = {"model": "gpt-5.6-terra", "input": "Hello"}
CHAT: dict[str, Any] = {
    "model": "gpt-5.6-terra",
    "messages": [{"role": "user", "content": "Hello"}],
}
SUM: dict[str, Any] = {
    "type": "json_schema",
    "schema": {
        "type": "object",
        "properties": {"sum": {"type": "number"}},
        "required": ["sum"],
        "additionalProperties": False,
    },
}
_without_name = {name: value for name, value in CALL.items() if name != "name"}


REQUEST = Settings("request")
SOURCE = "Observed at OpenAI's endpoints in August 2026"


def _check(view: View) -> Iterable[Problem]:
    """Find nothing: the schemas find what breaks these rules."""
    return ()


RP101 = Rule(
    code="RP101",
    name="missing-parameter",
    summary="What must be there is there.",
    check=_check,
    subject="responses/history",
    wrong=[_without_name, OUTPUT],
    right=[CALL, OUTPUT],
    why="",
    how_to_fix="",
    source=SOURCE,
)

RP102 = Rule(
    code="RP102",
    name="invalid-type",
    summary="Every value is of a type that is taken at its place.",
    check=_check,
    subject="responses/history",
    wrong=[{**CALL, "arguments": {}}, OUTPUT],
    right=[CALL, OUTPUT],
    why="",
    how_to_fix="",
    source=SOURCE,
)

RP103 = Rule(
    code="RP103",
    name="invalid-value",
    summary="A word is one of those that are supported.",
    check=_check,
    subject="responses/request",
    wrong={**ASK, "truncation": "never"},
    right={**ASK, "truncation": "disabled"},
    why="",
    how_to_fix="",
    source=SOURCE,
    settings=REQUEST,
)

RP104 = Rule(
    code="RP104",
    name="unknown-parameter",
    summary="There are no parameters but those that the endpoint knows.",
    check=_check,
    subject="responses/request",
    wrong={**ASK, "sto": True},
    right=ASK,
    why="",
    how_to_fix="",
    source=SOURCE,
    settings=REQUEST,
)

RP105 = Rule(
    code="RP105",
    name="string-length",
    summary="A string is as long as it may be.",
    check=_check,
    subject="responses/request",
    wrong={**ASK, "prompt_cache_key": "key" * 22},
    right={**ASK, "prompt_cache_key": "key" * 21},
    why="",
    how_to_fix="",
    source=SOURCE,
    settings=REQUEST,
)

RP106 = Rule(
    code="RP106",
    name="pattern",
    summary="A string consists of what it may consist of.",
    check=_check,
    subject="responses/request",
    wrong={**ASK, "text": {"format": {**SUM, "name": "a sum"}}},
    right={**ASK, "text": {"format": {**SUM, "name": "a_sum"}}},
    why="",
    how_to_fix="",
    source=SOURCE,
    settings=REQUEST,
)

RP107 = Rule(
    code="RP107",
    name="array-length",
    summary="A list has as many elements as it may have.",
    check=_check,
    subject="chat_completions/request",
    wrong={**CHAT, "stop": ["1", "2", "3", "4", "5"]},
    right={**CHAT, "stop": ["1", "2", "3", "4"]},
    why="",
    how_to_fix="",
    source=SOURCE,
    settings=REQUEST,
)

RP108 = Rule(
    code="RP108",
    name="number-out-of-range",
    summary="A number lies in its range.",
    check=_check,
    subject="responses/request",
    wrong={**ASK, "max_output_tokens": 15},
    right={**ASK, "max_output_tokens": 16},
    why="",
    how_to_fix="",
    source=SOURCE,
    settings=REQUEST,
)

RP109 = Rule(
    code="RP109",
    name="object-limits",
    summary="An object has no more members, and no longer names, than it may have.",
    check=_check,
    subject="responses/request",
    wrong={**ASK, "metadata": {f"key_{number}": "" for number in range(17)}},
    right={**ASK, "metadata": {f"key_{number}": "" for number in range(16)}},
    why="",
    how_to_fix="",
    source=SOURCE,
    settings=REQUEST,
)
