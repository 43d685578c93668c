"""The rules of structure: their names, summaries and examples."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from responses_protocol.checks.rule import Example, Problem, Profile, Rule, Settings, View

_OBSERVED = "Observed at OpenAI's endpoints in August 2026"


def _find_nothing(view: View) -> Iterable[Problem]:
    """Find no problems: ``check_structure`` reports the findings of these rules."""
    return ()


_CALL: dict[str, Any] = {
    "type": "function_call",
    "call_id": "call_1",
    "name": "add",
    "arguments": "{}",
}
_OUTPUT = {"type": "function_call_output", "call_id": "call_1", "output": "3"}
_REQUEST: dict[str, Any] = {"model": "gpt-5.6-terra", "input": "Hello"}
_CHAT_REQUEST: dict[str, Any] = {
    "model": "gpt-5.6-terra",
    "messages": [{"role": "user", "content": "Hello"}],
}
_SUM_FORMAT: dict[str, Any] = {
    "type": "json_schema",
    "schema": {
        "type": "object",
        "properties": {"sum": {"type": "number"}},
        "required": ["sum"],
        "additionalProperties": False,
    },
}
_RESPONSES, _CHAT = "responses/request", "chat_completions/request"
_CALL_WITHOUT_NAME = {name: value for name, value in _CALL.items() if name != "name"}


def _rule(
    code: str,
    name: str,
    summary: str,
    subject: str,
    wrong: Any,
    right: Any,
    profile: Profile = "request",
) -> Rule:
    return Rule(
        code,
        name,
        summary,
        "error",
        (),
        _find_nothing,
        Example(subject, wrong, Settings(profile)),
        Example(subject, right, Settings(profile)),
        _OBSERVED,
    )


STRUCTURE = (
    _rule(
        "RP101",
        "missing-parameter",
        "A required member is there.",
        "responses/history",
        [_CALL_WITHOUT_NAME, _OUTPUT],
        [_CALL, _OUTPUT],
        "wire",
    ),
    _rule(
        "RP102",
        "invalid-type",
        "A value is of a type that its place accepts.",
        "responses/history",
        [{**_CALL, "arguments": {}}, _OUTPUT],
        [_CALL, _OUTPUT],
        "wire",
    ),
    _rule(
        "RP103",
        "invalid-value",
        "A word is one of those that are supported.",
        _RESPONSES,
        {**_REQUEST, "truncation": "never"},
        {**_REQUEST, "truncation": "disabled"},
    ),
    _rule(
        "RP104",
        "unknown-parameter",
        "The endpoint knows every parameter.",
        _RESPONSES,
        {**_REQUEST, "sto": True},
        _REQUEST,
    ),
    _rule(
        "RP105",
        "string-length",
        "A string is neither empty nor too long where its length is limited.",
        _RESPONSES,
        {**_REQUEST, "prompt_cache_key": "key" * 22},
        {**_REQUEST, "prompt_cache_key": "key" * 21},
    ),
    _rule(
        "RP106",
        "pattern",
        "A string matches the pattern of its place.",
        _RESPONSES,
        {**_REQUEST, "text": {"format": {**_SUM_FORMAT, "name": "a sum"}}},
        {**_REQUEST, "text": {"format": {**_SUM_FORMAT, "name": "a_sum"}}},
    ),
    _rule(
        "RP107",
        "array-length",
        "A list has as many elements as it may have.",
        _CHAT,
        {**_CHAT_REQUEST, "stop": ["1", "2", "3", "4", "5"]},
        {**_CHAT_REQUEST, "stop": ["1", "2", "3", "4"]},
    ),
    _rule(
        "RP108",
        "number-out-of-range",
        "A number lies in its range.",
        _RESPONSES,
        {**_REQUEST, "max_output_tokens": 15},
        {**_REQUEST, "max_output_tokens": 16},
    ),
    _rule(
        "RP109",
        "object-limits",
        "An object has no more members, and no longer names, than it may have.",
        _RESPONSES,
        {**_REQUEST, "metadata": {f"key_{number}": "" for number in range(17)}},
        {**_REQUEST, "metadata": {f"key_{number}": "" for number in range(16)}},
    ),
)
RULES_BY_CODE: dict[str, Rule] = {rule.code: rule for rule in STRUCTURE}
