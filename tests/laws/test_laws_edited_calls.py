"""A tool's result that an edit adds to a restored call names it as the source does."""

from __future__ import annotations

from typing import Any

import pytest
from recordings import needs_corpus, recorded

import responses_protocol as rp

LONG = "call_" + "x" * 50
HOSTED = {"type": "shell_call", "call_id": LONG, "action": {"commands": ["ls"]}}


def make_item(call_id: str = LONG) -> dict[str, Any]:
    return {"type": "function_call", "call_id": call_id, "name": "f", "arguments": "{}"}


def make_caller(*ids: str, **more: Any) -> dict[str, Any]:
    function = {"name": "f", "arguments": "{}"}
    calls = [{"id": call_id, "type": "function", "function": function} for call_id in ids]
    return {"role": "assistant", "content": None, "tool_calls": calls, **more}


ANSWER = {"role": "assistant", "content": "Hi"}
USER = {"role": "user", "content": "Hello"}
MARKED = rp.Options(hosted_calls="function", call_ids="nine")
SOURCES: dict[str, tuple[str, list[Any], list[str], rp.Options]] = {
    "too long": ("responses", [USER, make_item()], [LONG], rp.Options()),
    "too long, in Chat": ("chat_completions", [USER, make_caller(LONG)], [LONG], rp.Options()),
    "too long, of a ChatAgent": ("chat_agent", [make_caller(LONG, id="m_1")], [LONG], rp.Options()),
    "of another form": (
        "responses",
        [make_item("call_1")],
        ["call_1"],
        rp.Options(call_ids="nine"),
    ),
    "the same twice": ("responses", [make_item("a"), make_item("a")], ["a", "a"], rp.Options()),
    "beside a call that is left out": ("responses", [HOSTED, make_item()], [LONG], rp.Options()),
    "of a hosted call": ("responses", [HOSTED], [LONG], MARKED),
    "two messages of one run": (
        "chat_completions",
        [ANSWER, make_caller("call_1")],
        ["call_1"],
        rp.Options(call_ids="nine"),
    ),
    "somebody speaks before": ("responses", [make_item(), USER], [LONG], rp.Options()),
}
TARGETS: list[rp.Dialect] = ["responses", "chat_completions", "chat_agent"]
CASES = [
    pytest.param(source, to, *rest, id=f"{name}, to {to}")
    for name, (source, *rest) in SOURCES.items()
    for to in TARGETS
    if to != source
]


@pytest.mark.parametrize(("source", "to", "history", "ids", "options"), CASES)
def test_a_new_result(
    source: Any, to: Any, history: list[Any], ids: list[str], options: rp.Options
) -> None:
    conversion = rp.convert(history, to, source=source, kind="history", options=options)
    results = [
        make_result(to, call_id, f"m_{index}")
        for index, call_id in enumerate(list_calls(conversion.value))
    ]
    assert len(results) == len(ids)
    restored = rp.restore([*conversion.value, *results], conversion.complement)
    assert restored[: len(history)] == history
    assert list_answered_calls(restored[len(history) :]) == ids


@needs_corpus
@pytest.mark.parametrize("options", ["default", "mistral"])
@pytest.mark.parametrize("source", ["responses", "chat_completions"])
def test_a_new_result_in_a_recording(source: Any, options: str) -> None:
    chosen_options = rp.Options() if options == "default" else rp.PRESETS[options]
    count = 0
    for recording in recorded(source, "history"):
        for to in TARGETS:
            if to == source or not isinstance(recording.payload, list):
                continue
            conversion = rp.convert(
                recording.payload, to, source=source, kind="history", options=chosen_options
            )
            results = [
                make_result(to, call, f"m_{call}") for call in list_open_calls(conversion.value)
            ]
            restored = rp.restore([*conversion.value, *results], conversion.complement)
            new = restored[len(recording.payload) :]
            assert list_answered_calls(new) == list_open_calls(recording.payload), recording.place
            count += len(new)
    assert count > 20


def list_calls(history: list[Any]) -> list[str]:
    """Return the ids of the calls in a history."""
    ids = [value["call_id"] for value in history if value.get("type") in CALLS]
    return ids + [call["id"] for value in history for call in value.get("tool_calls") or ()]


CALLS = ("function_call", "custom_tool_call", "shell_call")


def list_open_calls(history: list[Any]) -> list[str]:
    """Return the ids of the calls that have no output."""
    answers = {value["call_id"] for value in history if str(value.get("type")).endswith("_output")}
    answers |= {value.get("tool_call_id") for value in history if value.get("role") == "tool"}
    return [value for value in list_calls(history) if value not in answers]


def make_result(dialect: str, call_id: str, message_id: str) -> dict[str, Any]:
    if dialect == "responses":
        return {"type": "function_call_output", "call_id": call_id, "output": "done"}
    message = {"role": "tool", "tool_call_id": call_id, "content": "done"}
    return {**message, "id": message_id, "name": "f"} if dialect == "chat_agent" else message


def list_answered_calls(values: list[Any]) -> list[str]:
    return [value.get("call_id") or value["tool_call_id"] for value in values]
