"""RP101 to RP109: the structure of a payload. ``_checks/structure`` finds the problems."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from responses_protocol._checks.rule import Problem, Rule, Settings, View

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
    """Find nothing: ``_checks/structure`` makes the findings of these rules."""
    return ()


RP101 = Rule(
    code="RP101",
    name="missing-parameter",
    summary="A payload has all required members.",
    check=_check,
    subject="responses/history",
    wrong=[_without_name, OUTPUT],
    right=[CALL, OUTPUT],
    why="The endpoint refuses a payload without a required member.",
    how_to_fix="Add the member. The message names it.",
    source=SOURCE,
)

RP102 = Rule(
    code="RP102",
    name="invalid-type",
    summary="A value has a JSON type that its place allows.",
    check=_check,
    subject="responses/history",
    wrong=[{**CALL, "arguments": {}}, OUTPUT],
    right=[CALL, OUTPUT],
    why="The endpoint refuses a value of another JSON type.",
    how_to_fix="Change the value to the type that the message names.",
    source=SOURCE,
)

RP103 = Rule(
    code="RP103",
    name="invalid-value",
    summary="A word is one of those that its place allows.",
    check=_check,
    subject="responses/request",
    wrong={**ASK, "truncation": "never"},
    right={**ASK, "truncation": "disabled"},
    why="The endpoint knows a fixed list of words here, and refuses any other one.",
    how_to_fix="Use one of the words in the message.",
    source=SOURCE,
    settings=REQUEST,
)

RP104 = Rule(
    code="RP104",
    name="unknown-parameter",
    summary="A payload has no parameters that the endpoint does not know.",
    check=_check,
    subject="responses/request",
    wrong={**ASK, "sto": True},
    right=ASK,
    why="The endpoint refuses a parameter that it does not know.",
    how_to_fix="Remove the parameter, or correct its name: the hint has the nearest one.",
    source=SOURCE,
    settings=REQUEST,
)

RP105 = Rule(
    code="RP105",
    name="string-length",
    summary="The length of a string is within the limits of its place.",
    check=_check,
    subject="responses/request",
    wrong={**ASK, "prompt_cache_key": "key" * 22},
    right={**ASK, "prompt_cache_key": "key" * 21},
    why="The endpoint refuses a string that is shorter or longer than its limits.",
    how_to_fix="Shorten the string. Of an identifier, a hash keeps its purpose.",
    source=SOURCE,
    settings=REQUEST,
)

RP106 = Rule(
    code="RP106",
    name="pattern",
    summary="A string matches the pattern of its place.",
    check=_check,
    subject="responses/request",
    wrong={**ASK, "text": {"format": {**SUM, "name": "a sum"}}},
    right={**ASK, "text": {"format": {**SUM, "name": "a_sum"}}},
    why="The endpoint refuses a string with other characters.",
    how_to_fix="Replace the characters that the pattern in the message does not have.",
    source=SOURCE,
    settings=REQUEST,
)

RP107 = Rule(
    code="RP107",
    name="array-length",
    summary="The length of a list is within the limits of its place.",
    check=_check,
    subject="chat_completions/request",
    wrong={**CHAT, "stop": ["1", "2", "3", "4", "5"]},
    right={**CHAT, "stop": ["1", "2", "3", "4"]},
    why="The endpoint refuses a list that is shorter or longer than its limits.",
    how_to_fix="Remove elements, or leave out the list where it is empty.",
    source=SOURCE,
    settings=REQUEST,
)

RP108 = Rule(
    code="RP108",
    name="number-out-of-range",
    summary="A number is within the limits of its place.",
    check=_check,
    subject="responses/request",
    wrong={**ASK, "max_output_tokens": 15},
    right={**ASK, "max_output_tokens": 16},
    why="The endpoint refuses a number beyond its limits.",
    how_to_fix="Use a number within the limits of the message.",
    source=SOURCE,
    settings=REQUEST,
)

RP109 = Rule(
    code="RP109",
    name="object-limits",
    summary="An object has no more members, and no longer names, than its place allows.",
    check=_check,
    subject="responses/request",
    wrong={**ASK, "metadata": {f"key_{number}": "" for number in range(17)}},
    right={**ASK, "metadata": {f"key_{number}": "" for number in range(16)}},
    why="The endpoint refuses an object with more members, or with longer names.",
    how_to_fix=(
        "Remove members or shorten names. Several values fit into one member as a JSON text."
    ),
    source=SOURCE,
    settings=REQUEST,
)
