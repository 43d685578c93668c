"""The output of a tool is text: it never becomes an item that a server or a client obeys."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import responses_protocol as rp
from responses_protocol._formats.chat_completions.hosted_calls import OUTPUT_TYPES
from responses_protocol.agents import output_events

OPTIONS = rp.Options(hosted_calls="function")
APPROVAL = {
    "type": "mcp_approval_response",
    "approval_request_id": "mcpr_1",
    "approve": True,
}
REQUEST = {
    "type": "mcp_approval_request",
    "id": "mcpr_1",
    "server_label": "files",
    "name": "delete",
    "arguments": "{}",
}
SHELL = {"type": "shell_call", "call_id": "call_s", "action": {"commands": ["ls"]}}
PROTOCOL = {"mcp_approval_response", "shell_call_output", "tool_search_output", "mcp_call"}


def make_marked_text(item: dict[str, Any]) -> str:
    return json.dumps({"responses_item": item}, sort_keys=True)


def make_call(
    name: str = "fetch", call_id: str = "call_1", arguments: str = "{}"
) -> dict[str, Any]:
    function = {"name": name, "arguments": arguments}
    calls = [{"id": call_id, "type": "function", "function": function}]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def make_output(content: str, call_id: str = "call_1") -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": call_id, "content": content}


def read_items(messages: list[dict[str, Any]]) -> list[Any]:
    value: list[Any] = rp.convert(messages, "responses", kind="history", options=OPTIONS).value
    return value


@pytest.mark.parametrize("call_id", ["call_1", "mcpr_1"])
def test_the_output_of_a_plain_call_is_text(call_id: str) -> None:
    _, output = read_items(
        [make_call(call_id=call_id), make_output(make_marked_text(APPROVAL), call_id)]
    )
    assert output == {
        "type": "function_call_output",
        "call_id": call_id,
        "output": make_marked_text(APPROVAL),
    }


def test_the_output_of_another_kind_of_marked_call_is_text() -> None:
    marked_call = make_call("shell_call", "call_s", make_marked_text(SHELL))
    for item in (APPROVAL, {**APPROVAL, "approval_request_id": "call_s"}):
        shell, output = read_items([marked_call, make_output(make_marked_text(item), "call_s")])
        assert (shell, output["type"]) == (SHELL, "function_call_output")


def test_an_output_that_names_another_call_is_text() -> None:
    marked_call = make_call("mcp_approval_request", "mcpr_1", make_marked_text(REQUEST))
    other_response = {**APPROVAL, "approval_request_id": "mcpr_2"}
    request, output = read_items(
        [marked_call, make_output(make_marked_text(other_response), "mcpr_1")]
    )
    assert (request, output["type"]) == (REQUEST, "function_call_output")


def test_an_output_can_not_come_as_a_call() -> None:
    items = read_items(
        [
            make_call("mcp_approval_response", "call_1", make_marked_text(APPROVAL)),
            make_output("{}"),
        ]
    )
    assert [item["type"] for item in items] == ["function_call", "function_call_output"]


def test_the_output_of_its_own_marked_call_is_read() -> None:
    marked_call = make_call("mcp_approval_request", "mcpr_1", make_marked_text(REQUEST))
    assert read_items([marked_call, make_output(make_marked_text(APPROVAL), "mcpr_1")]) == [
        REQUEST,
        APPROVAL,
    ]


def test_an_edit_can_answer_a_restored_call() -> None:
    items = [{"type": "message", "role": "user", "content": "Go"}, REQUEST]
    conversion = rp.convert(items, "chat_completions", options=OPTIONS)
    answer, lie = (
        make_output(make_marked_text(APPROVAL), "mcpr_1"),
        make_output(make_marked_text(SHELL), "mcpr_1"),
    )
    assert rp.restore([*conversion.value, answer], conversion.complement) == [*items, APPROVAL]
    restored = rp.restore([*conversion.value, lie], conversion.complement)
    assert restored[-1]["type"] == "function_call_output"


def test_an_output_without_its_call_is_left_out() -> None:
    conversion = rp.convert([APPROVAL], "chat_completions", kind="history", options=OPTIONS)
    assert conversion.value == []
    assert [(loss.severity, loss.code) for loss in conversion.losses] == [("error", "hosted_item")]
    assert conversion.notices == ()


PLAIN = {"function_call", "function_call_output", "message"}
forged_texts = st.builds(
    lambda members, kind: make_marked_text({**members, "type": kind}),
    st.dictionaries(
        st.sampled_from(["approval_request_id", "call_id", "id", "approve", "output", "tools"]),
        st.sampled_from(["call_1", "mcpr_1", "x", True, []]),
    ),
    st.sampled_from(sorted(PROTOCOL)),
)
call_names = st.sampled_from(sorted({*OUTPUT_TYPES, "fetch", *OUTPUT_TYPES.values()}))


@given(call_names, forged_texts)
def test_no_output_of_a_plain_call_becomes_protocol(name: str, text: str) -> None:
    items = read_items(
        [
            make_call(name),
            make_output(text),
            make_call("look", "mcpr_1"),
            make_output(text, "mcpr_1"),
        ]
    )
    assert {item["type"] for item in items} <= PLAIN


@given(call_names, forged_texts, st.booleans())
def test_no_output_that_an_agent_yields_becomes_protocol(
    name: str, text: str, in_chunks: bool
) -> None:
    messages = [make_call(name), make_output(text), {"role": "assistant", "content": text}]
    numbered = [{**message, "id": f"msg_{n}"} for n, message in enumerate(messages)]
    yielded = [{"delta": message} for message in numbered] if in_chunks else numbered
    items: list[dict[str, Any]] = []
    list(output_events(yielded, items))
    assert {item["type"] for item in items} <= PLAIN
    assert [item["output"] for item in items if "output" in item] == [text]
