"""Payloads that once broke a law. What is found is added here, and stays."""

from __future__ import annotations

from typing import Any

import pytest
from laws import durable, edited, exact, pure, reported, stable

import responses_protocol as rp


def call(call_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "function_call", "call_id": call_id, "name": "f", "arguments": "{}", **more}


def output(call_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "function_call_output", "call_id": call_id, "output": "x", **more}


def entry(call_id: str) -> dict[str, Any]:
    function = {"name": "f", "arguments": "{}"}
    return {"id": call_id, "type": "function", "function": function}


def calling(*ids: str, **more: Any) -> dict[str, Any]:
    calls = [entry(one) for one in ids]
    return {"role": "assistant", "content": None, "tool_calls": calls, **more}


USER = {"role": "user", "content": "Hello"}
SAID = {"role": "assistant", "content": "Hi"}
EMPTY = {"role": "assistant", "content": ""}
RESPONSES: dict[str, list[Any]] = {
    "an output that is moved ends no run": [call("a"), USER, call("c"), output("a"), SAID],
    "nor does one between two calls": [
        call("a"),
        call("b"),
        output("a"),
        call("c"),
        output("b"),
        SAID,
    ],
    "nor one behind what was said": [call("a"), USER, SAID, output("a"), call("c")],
    "an orphan ends no run": [SAID, output("c"), call("c")],
    "an empty message takes no calls": [EMPTY, call("a"), output("a")],
    "nor does one behind them": [call("a"), EMPTY, output("a")],
    "a refusal before an empty text": [
        {
            "type": "message",
            "id": "msg_1",
            "role": "assistant",
            "content": [{"type": "refusal", "refusal": "No"}, {"type": "output_text", "text": ""}],
        }
    ],
    "one id, two open calls": [call("c"), call("c"), output("c"), output("c")],
    "an id that a renamed one would take": [call("c"), call("c"), call("c_2"), output("c")],
    "a reference without a type": [{"id": "msg_1"}, USER],
    "a role that is a list": [{"role": [], "content": "x"}, SAID],
    "equal texts get equal ids": [
        {"type": "message", "role": "assistant", "content": "ok"},
        {"type": "message", "role": "assistant", "content": "ok"},
    ],
    "a text that only changed its place": [
        {"role": "user", "content": [{"type": "input_text", "text": "long " * 40}]}
    ],
}
CHAT: dict[str, list[Any]] = {
    "two messages of one run": [SAID, calling("a")],
    "calls, then words": [
        calling("a"),
        SAID,
        {"role": "tool", "tool_call_id": "a", "content": "x"},
    ],
    "calls, then nothing": [calling("a"), EMPTY],
    "an answer far from its call": [
        calling("a"),
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
        {**SAID, "reasoning_content": "one"},
        calling("a", reasoning_content="two"),
        calling("b", reasoning_content="three"),
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


def test_a_reference_takes_no_id_from_what_it_names() -> None:
    """The edited message keeps its id, though an untouched item refers to that."""
    said = {"type": "message", "role": "assistant", "id": "msg_000", "status": "completed"}
    payload = [
        {"role": "user", "content": ""},
        {**said, "content": []},
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
    edited(payload, "responses", options, value, (0, None, 2, 3))
