"""Payloads that once broke a law. What is found is added here, and stays."""

from __future__ import annotations

from typing import Any

import pytest
from laws import check_edit, durable, exact, pure, reported, stable

import responses_protocol as rp


def make_call(call_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "function_call", "call_id": call_id, "name": "f", "arguments": "{}", **more}


def make_output(call_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "function_call_output", "call_id": call_id, "output": "x", **more}


def make_chat_call(call_id: str) -> dict[str, Any]:
    function = {"name": "f", "arguments": "{}"}
    return {"id": call_id, "type": "function", "function": function}


def make_caller(*ids: str, **more: Any) -> dict[str, Any]:
    calls = [make_chat_call(call_id) for call_id in ids]
    return {"role": "assistant", "content": None, "tool_calls": calls, **more}


USER = {"role": "user", "content": "Hello"}
ANSWER = {"role": "assistant", "content": "Hi"}
EMPTY = {"role": "assistant", "content": ""}
RESPONSES: dict[str, list[Any]] = {
    "an output that is moved ends no run": [
        make_call("a"),
        USER,
        make_call("c"),
        make_output("a"),
        ANSWER,
    ],
    "nor does one between two calls": [
        make_call("a"),
        make_call("b"),
        make_output("a"),
        make_call("c"),
        make_output("b"),
        ANSWER,
    ],
    "nor one behind what was said": [
        make_call("a"),
        USER,
        ANSWER,
        make_output("a"),
        make_call("c"),
    ],
    "an orphan ends no run": [ANSWER, make_output("c"), make_call("c")],
    "an empty message takes no calls": [EMPTY, make_call("a"), make_output("a")],
    "nor does one behind them": [make_call("a"), EMPTY, make_output("a")],
    "a refusal before an empty text": [
        {
            "type": "message",
            "id": "msg_1",
            "role": "assistant",
            "content": [{"type": "refusal", "refusal": "No"}, {"type": "output_text", "text": ""}],
        }
    ],
    "one id, two open calls": [make_call("c"), make_call("c"), make_output("c"), make_output("c")],
    "an id that a renamed one would take": [
        make_call("c"),
        make_call("c"),
        make_call("c_2"),
        make_output("c"),
    ],
    "a reference without a type": [{"id": "msg_1"}, USER],
    "a role that is a list": [{"role": [], "content": "x"}, ANSWER],
    "equal texts get equal ids": [
        {"type": "message", "role": "assistant", "content": "ok"},
        {"type": "message", "role": "assistant", "content": "ok"},
    ],
    "a text that only changed its place": [
        {"role": "user", "content": [{"type": "input_text", "text": "long " * 40}]}
    ],
}
CHAT: dict[str, list[Any]] = {
    "two messages of one run": [ANSWER, make_caller("a")],
    "calls, then words": [
        make_caller("a"),
        ANSWER,
        {"role": "tool", "tool_call_id": "a", "content": "x"},
    ],
    "calls, then nothing": [make_caller("a"), EMPTY],
    "an answer far from its call": [
        make_caller("a"),
        USER,
        {"role": "tool", "tool_call_id": "a", "content": "x"},
    ],
    "a detail that Chat does not know": [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "x"},
                {"type": "image_url", "image_url": {"url": "u", "detail": "original"}},
            ],
        }
    ],
    "a name that is too long": [
        {
            "role": "assistant",
            "tool_calls": [
                {"id": "a", "type": "function", "function": {"name": "n" * 70, "arguments": ""}}
            ],
        }
    ],
    "a part with one text in a list": [
        {"role": "user", "content": [{"type": "text", "text": "x", "cache_control": {}}]}
    ],
}
CASES = [("responses", *case) for case in RESPONSES.items()]
CASES += [("chat_completions", *case) for case in CHAT.items()]


@pytest.mark.parametrize("law", [exact, stable, reported, pure, durable])
@pytest.mark.parametrize("options", [rp.Options(), rp.Options(reasoning="reasoning_content")])
@pytest.mark.parametrize(("source", "name", "payload"), CASES, ids=[case[1] for case in CASES])
def test_a_law_holds(
    source: str, name: str, payload: list[Any], options: rp.Options, law: Any
) -> None:
    law(payload, source, "history", options)


def test_reasoning_of_one_run_is_one_text() -> None:
    options = rp.Options(reasoning="reasoning_content")
    payload = [
        {**ANSWER, "reasoning_content": "one"},
        make_caller("a", reasoning_content="two"),
        make_caller("b", reasoning_content="three"),
    ]
    for law in (exact, stable, reported):
        law(payload, "chat_completions", "history", options)
    items = rp.convert(payload, "responses", options=options).value
    assert [item["type"] for item in items] == [
        "reasoning",
        "message",
        "function_call",
        "function_call",
    ]
    assert items[0]["summary"][0]["text"] == "one\n\ntwo\n\nthree"


def test_a_reference_takes_no_id_from_its_message() -> None:
    """The edited message keeps its id, though an untouched item refers to that."""
    message = {"type": "message", "role": "assistant", "id": "msg_000", "status": "completed"}
    payload = [
        {"role": "user", "content": ""},
        {**message, "content": []},
        USER,
        {"role": "user", "content": ""},
        {"type": "item_reference", "id": "msg_000"},
    ]
    value = [
        {"role": "user", "content": ""},
        {"role": "assistant", "content": " (edited)", "id": "msg_000"},
        USER,
        {"role": "user", "content": ""},
    ]
    options = rp.Options(reasoning="omit", message_ids="keep")
    check_edit(payload, "responses", options, value, (0, None, 2, 3))
