"""The messages of the rules for Chat, word by word, and their severity."""

from __future__ import annotations

from typing import Any

import pytest

from responses_protocol._checks.rule import Settings
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._checks.validation import check_value

CALL: dict[str, Any] = {
    "role": "assistant",
    "tool_calls": [
        {"id": "call_a", "type": "function", "function": {"name": "add", "arguments": "{}"}}
    ],
}
USER = {"role": "user", "content": "Hi."}
HISTORY, REQUEST = "chat_completions/history", "chat_completions/request"
TOOLS, RESPONSES_TOOLS = "chat_completions/tools", "responses/tools"


def find_messages(subject: str, payload: Any, **settings: Any) -> list[tuple[str, str, str, str]]:
    problems = check_value(payload, SUBJECTS[subject], Settings(**settings))
    return [
        (finding.code, finding.severity, finding.place, finding.message) for finding in problems
    ]


def test_calls_at_the_end_of_a_history_may_wait() -> None:
    messages = (
        "An assistant message with 'tool_calls' must be followed by tool messages responding to "
        "each 'tool_call_id'. The following tool_call_ids did not have response messages: call_a"
    )
    assert find_messages(HISTORY, [USER, CALL]) == [
        ("RP401", "warning", "messages.[1].role", messages)
    ]
    assert find_messages(HISTORY, [CALL, USER]) == [
        ("RP401", "error", "messages.[1].role", messages)
    ]
    request = {"model": "gpt-4.1", "messages": [USER, CALL]}
    assert find_messages(REQUEST, request) == [("RP401", "error", "messages.[1].role", messages)]


def test_deepseek_uses_its_own_words() -> None:
    ((_, _, _, messages),) = find_messages(HISTORY, [CALL, USER], target="deepseek")
    assert messages.endswith("(insufficient tool messages following tool_calls message)")
    ((_, _, _, messages),) = find_messages(
        HISTORY, [{"role": "tool", "tool_call_id": "a", "content": ""}], target="deepseek"
    )
    assert messages == (
        "Invalid parameter: messages with role 'tool' must be a response to a preceding message "
        "with 'tool_calls'."
    )


def function(**members: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": "add", **members}}


PAIR = {"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {}}}}}


@pytest.mark.parametrize(
    ("subject", "payload", "expected"),
    [
        (
            TOOLS,
            [function(strict=True, parameters=PAIR)],
            [
                "In context=(), 'additionalProperties' is required to be supplied and to be false.",
                "In context=('properties', 'a'), 'additionalProperties' is required to be supplied "
                "and to be false.",
                "In context=(), 'required' is required to be supplied and to be an array including "
                "every key in properties. Missing 'a'.",
                "In context=('properties', 'a'), 'required' is required to be supplied and to be "
                "an array including every key in properties. Missing 'b'.",
                "In context=('properties', 'a', 'properties', 'b'), schema must have a 'type' key.",
            ],
        ),
        (
            RESPONSES_TOOLS,
            [{"type": "function", "name": "add", "strict": False, "parameters": {}}],
            ["schema must be a JSON Schema of 'type: \"object\"', got 'type: \"None\"'."],
        ),
        (
            TOOLS,
            [
                function(
                    parameters={"type": "object", "properties": {"n": {"type": ["array", "null"]}}}
                )
            ],
            ["In context=('properties', 'n', 'type', '0'), array schema missing items."],
        ),
        (
            TOOLS,
            [function(parameters={"type": "object", "properties": {"n": {"type": "strin"}}})],
            ["'strin' is not valid under any of the given schemas."],
        ),
    ],
)
def test_schemas_are_refused_in_the_words_of_the_endpoint(
    subject: str, payload: Any, expected: list[str]
) -> None:
    messages = [message for _, _, _, message in find_messages(subject, payload)]
    assert messages == [f"Invalid schema for function 'add': {fault}" for fault in expected]


def test_arguments_are_reported_without_their_values() -> None:
    parameters = {
        "type": "object",
        "properties": {"a": {"type": "integer"}, "b": {"enum": ["x", "y"]}},
        "required": ["c"],
    }
    call = {"id": "a", "type": "function", "function": {"name": "add"}}
    call["function"] = {"name": "add", "arguments": '{"a": "sk-secret", "b": "sk-secret"}'}
    answer = {"role": "tool", "tool_call_id": "a", "content": ""}
    body = {
        "model": "gpt-4.1",
        "messages": [{"role": "assistant", "tool_calls": [call]}, answer],
        "tools": [function(parameters=parameters)],
    }
    place = "messages[0].tool_calls[0].function.arguments"
    start = "The arguments of 'add' do not fit its parameters"
    assert sorted(find_messages(REQUEST, body)) == [
        ("RP622", "warning", place, f"{start} at /a: expected integer, got string."),
        (
            "RP622",
            "warning",
            place,
            f"{start} at /b: this is not one of the values that are listed.",
        ),
        ("RP622", "warning", place, f"{start}: 'c' is a required property."),
    ]
