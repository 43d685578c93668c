"""The pairs by which MLflow documents the way from ChatAgent to ResponsesAgent, both ways."""

from __future__ import annotations

from typing import Any

import pytest

import responses_protocol as rp

Object = dict[str, Any]
CALL: Object = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "python_exec", "arguments": '{"code": "4 * 3"}'},
}
OLD_CALL: Object = {"role": "assistant", "content": "", "id": "fc_1", "tool_calls": [CALL]}
NEW_CALL: Object = {
    "type": "function_call",
    "id": "fc_1",
    "call_id": "call_1",
    "name": "python_exec",
    "arguments": '{"code": "4 * 3"}',
}
BODY: Object = {
    "name": "python_exec",
    "description": "Run code.",
    "parameters": {"type": "object"},
    "strict": True,
}
# kind, ChatAgent, Responses; a result needs its call, whose function it names
PAIRS: dict[str, tuple[rp.Kind, list[Object], list[Object]]] = {
    "a standard text": (
        "history",
        [{"role": "assistant", "content": "12", "id": "msg_1"}],
        [
            {
                "type": "message",
                "id": "msg_1",
                "role": "assistant",
                "status": "completed",
                "content": [{"type": "output_text", "text": "12", "annotations": []}],
            }
        ],
    ),
    "a tool call": ("history", [OLD_CALL], [NEW_CALL]),
    "the result of a tool call": (
        "history",
        [
            OLD_CALL,
            {
                "role": "tool",
                "content": "12",
                "name": "python_exec",
                "tool_call_id": "call_1",
                "id": "msg_f2c4fb4c",
            },
        ],
        [NEW_CALL, {"type": "function_call_output", "call_id": "call_1", "output": "12"}],
    ),
    "a tool definition": (
        "tools",
        [{"type": "function", "function": BODY}],
        [{"type": "function", **BODY}],
    ),
}


def without_ids_of_tool_messages(history: list[Object]) -> list[Object]:
    """Return messages without the ids of results, which no item has."""
    return [
        {
            name: value
            for name, value in message.items()
            if message.get("role") != "tool" or name != "id"
        }
        for message in history
    ]


@pytest.mark.parametrize("name", PAIRS)
def test_from_a_chat_agent(name: str) -> None:
    kind, old, new = PAIRS[name]
    conversion = rp.convert(old, "responses", source="chat_agent", kind=kind)
    assert conversion.value == new
    assert {loss.severity for loss in conversion.losses} <= {"info"}
    assert rp.restore(conversion.value, conversion.complement) == old


@pytest.mark.parametrize("name", PAIRS)
def test_to_a_chat_agent(name: str) -> None:
    kind, old, new = PAIRS[name]
    conversion = rp.convert(new, "chat_agent", source="responses", kind=kind)
    assert without_ids_of_tool_messages(conversion.value) == without_ids_of_tool_messages(old)
    assert conversion.losses == ()


# as they are printed: without the ids and names that MLflow's own classes ask for
PRINTED = [
    ({"role": "assistant", "content": ""}, "message"),
    ({"role": "assistant", "content": "", "tool_calls": [CALL]}, "function_call"),
    ({"role": "tool", "content": "12", "tool_call_id": "call_1"}, "function_call_output"),
]


def test_the_messages_as_they_are_printed() -> None:
    old = [message for message, _ in PRINTED]
    conversion = rp.convert(old, "responses", source="chat_agent", kind="history")
    assert [item["type"] for item in conversion.value] == [kind for _, kind in PRINTED]
    assert rp.restore(conversion.value, conversion.complement) == old


LONE = {"type": "function_call_output", "call_id": "call_1", "output": "12"}


def test_a_result_converts_on_its_own() -> None:
    printed: Object = {"role": "tool", "content": "12", "tool_call_id": "call_1"}
    conversion = rp.convert([printed], "responses", source="chat_agent", kind="history")
    assert conversion.value == [LONE]
    assert [(notice.code, notice.severity) for notice in conversion.notices] == [
        ("lone_output", "warning")
    ]
    assert {loss.severity for loss in conversion.losses} <= {"info"}
    assert rp.restore(conversion.value, conversion.complement) == [printed]
    back = rp.convert([LONE], "chat_agent", source="responses", kind="history")
    (message,) = back.value
    assert {name: message[name] for name in printed} == printed
    assert message["name"] == "call_1"  # MLflow wants one
    assert back.losses == ()
    assert [notice.code for notice in back.notices] == ["lone_output"]


def test_lone_results_that_are_edited() -> None:
    first = {"role": "tool", "tool_call_id": "a", "content": "1"}
    second = {"role": "tool", "tool_call_id": "b", "content": "2"}
    for source in ("chat_completions", "chat_agent"):
        conversion = rp.convert([first, second], "responses", source=source, kind="history")
        more = {**LONE, "call_id": "c"}
        back: Any = rp.restore([*conversion.value[:1], more], conversion.complement)
        assert [message["tool_call_id"] for message in back] == ["a", "c"]
