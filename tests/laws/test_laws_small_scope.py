"""The laws on every short history over a small alphabet, and law 2 on every single edit of it.

What generated histories meet once in ten thousand examples stands here: runs of the model in which
messages that say nothing stand between calls, ids that come twice, outputs that nobody waits for.
Of the longest histories a sample is tried in every run, and all where that is thorough.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from effort import sample
from laws import are_same_but_ids, check_edit, exact, reported, same, stable

import responses_protocol as rp

History = list[Any]
Edit = tuple[History, tuple[int | None, ...]]


def make_message(item_id: str, *texts: str) -> dict[str, Any]:
    parts = [{"type": "output_text", "text": text, "annotations": []} for text in texts]
    message = {"type": "message", "id": item_id, "role": "assistant", "content": parts}
    return {**message, "status": "completed"}


def make_chat_call(call_id: str) -> dict[str, Any]:
    function = {"name": "f", "arguments": "{}"}
    return {"id": call_id, "type": "function", "function": function}


LONG = "b" * 50
ALPHABETS: dict[str, list[dict[str, Any]]] = {
    "responses": [
        {"type": "message", "role": "user", "content": "Hello"},
        make_message("msg_1", "Hi"),
        make_message("msg_0"),
        {"type": "function_call", "call_id": "a", "name": "f", "arguments": "{}"},
        {"type": "function_call", "call_id": LONG, "name": "f", "arguments": "{}", "id": "fc_1"},
        {"type": "function_call_output", "call_id": "a", "output": "x"},
        {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "Hm"}]},
        {"type": "program", "id": "", "call_id": ""},
    ],
    "chat_completions": [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Hi"},
        {"role": "assistant", "content": ""},
        {"role": "assistant", "content": None, "tool_calls": [make_chat_call("a")]},
        {"role": "assistant", "content": "So", "tool_calls": [make_chat_call(LONG)], "id": "msg_2"},
        {"role": "assistant", "content": "", "refusal": "No", "reasoning_content": "Hm"},
        {"role": "tool", "tool_call_id": "a", "content": "x"},
    ],
}
ALPHABETS["chat_agent"] = [
    {**message, "id": f"m_{number}", **({"name": "f"} if message["role"] == "tool" else {})}
    for number, message in enumerate(ALPHABETS["chat_completions"])
]
PAIRS = [
    ("responses", "chat_completions"),
    ("chat_completions", "responses"),
    ("responses", "chat_agent"),
    ("chat_agent", "responses"),
    ("chat_completions", "chat_agent"),
    ("chat_agent", "chat_completions"),
]
EACH_PAIR = pytest.mark.parametrize(("source", "to"), PAIRS)
OPTIONS = [
    rp.Options(),
    rp.Options(message_ids="keep", hosted_calls="function", tool_only_content="empty"),
    rp.Options(call_ids="nine"),
]
NAMES = ["usual", "other", "nine"]


def histories(dialect: str, length: int) -> Iterator[History]:
    return map(list, itertools.product(ALPHABETS[dialect], repeat=length))


def make_outputs(value: History, dialect: str) -> list[dict[str, Any]]:
    """Return an output for every call in a history."""
    ids = [value_["call_id"] for value_ in value if str(value_.get("type")).endswith("_call")]
    ids += [call["id"] for value_ in value for call in value_.get("tool_calls") or ()]
    if dialect == "responses":
        return [
            {"type": "function_call_output", "call_id": value_, "output": "y"} for value_ in ids
        ]
    return [{"role": "tool", "tool_call_id": value_, "content": "y", "id": "m_9"} for value_ in ids]


def make_edits(value: History, new_elements: list[dict[str, Any]]) -> Iterator[Edit]:
    """Return every value with one element deleted, replaced or inserted, and the origins."""
    origins: tuple[int | None, ...] = tuple(range(len(value)))
    for index in range(len(value) + 1):
        for width, new in ((0, new_elements), (1, new_elements), (1, [])):
            if index + width <= len(value):
                for elements in [[element] for element in new] or [[]]:
                    yield (
                        value[:index] + elements + value[index + width :],
                        origins[:index] + (None,) * len(elements) + origins[index + width :],
                    )


@pytest.mark.parametrize("length", [1, 2, 3])
@pytest.mark.parametrize("options", OPTIONS, ids=NAMES)
@EACH_PAIR
def test_every_short_history(source: str, to: str, options: rp.Options, length: int) -> None:
    for history in sample(histories(source, length), 5 if length > 2 else 1):
        for law in (exact, stable, reported):
            law(history, source, "history", options, to)


@pytest.mark.parametrize("length", [1, 2])
@pytest.mark.parametrize("options", OPTIONS, ids=NAMES)
@EACH_PAIR
def test_every_edit_of_a_short_history(
    source: str, to: str, options: rp.Options, length: int
) -> None:
    for history in sample(histories(source, length), 3 if length > 1 else 1):
        check_every_edit(history, source, to, options, ALPHABETS[to])


@EACH_PAIR
def test_every_edit_of_the_output_of_the_model(source: str, to: str) -> None:
    """Three elements of one run, where calls, words and silence change places."""
    for elements in sample(itertools.product(ALPHABETS[source][1:5], repeat=3), 3):
        check_every_edit(list(elements), source, to, rp.Options(), ALPHABETS[to][1:5])


def translate_message(to: Any) -> dict[str, Any]:
    """Return the message that a translation makes, with the id that it gets there."""
    message = {"role": "assistant", "content": "Hi"}
    value: History = rp.convert([message], to, source="chat_completions", kind="history").value
    assert isinstance(value[0]["id"], str)
    return dict(value[0])


# as in histories that were converted message by message
MADE_IDS = {
    "responses": [
        {"type": "message", "role": "user", "content": "Hello"},
        translate_message("responses"),
        {**translate_message("responses"), "id": f"{translate_message('responses')['id']}_2"},
        make_message("msg_1", "Hi"),
        {**translate_message("responses"), "status": "incomplete"},
    ],
    "chat_agent": [
        {"role": "user", "content": "Hello", "id": "u"},
        translate_message("chat_agent"),
        {**translate_message("chat_agent"), "id": f"{translate_message('chat_agent')['id']}_2"},
        {"role": "assistant", "content": "Hi", "id": "m"},
        {**translate_message("chat_agent"), "attachments": {"a": 1}},
    ],
}


@pytest.mark.parametrize("length", [1, 2, 3, 4])
@pytest.mark.parametrize("options", OPTIONS, ids=NAMES)
@EACH_PAIR
def test_every_short_history_with_made_ids(
    source: str, to: str, options: rp.Options, length: int
) -> None:
    for history in sample(
        itertools.product(MADE_IDS.get(source, ()), repeat=length), 3 if length > 2 else 1
    ):
        for law in (exact, stable, reported):
            law(list(history), source, "history", options, to)


@pytest.mark.parametrize("length", [2, 3])
@EACH_PAIR
def test_every_edit_of_a_history_with_made_ids(source: str, to: str, length: int) -> None:
    fresh = MADE_IDS.get(to, ALPHABETS[to])[:2]
    for history in sample(
        itertools.product(MADE_IDS.get(source, ()), repeat=length), 3 if length > 2 else 1
    ):
        check_every_edit(list(history), source, to, rp.Options(), fresh)


def check_every_edit(
    history: History, source: Any, to: Any, options: rp.Options, new_elements: list[dict[str, Any]]
) -> None:
    value = rp.convert(history, to, source=source, kind="history", options=options).value
    are_alike = are_same_but_ids if "chat_agent" in (source, to) else same
    for after, origins in make_edits(value, [*new_elements, *make_outputs(value, to)]):
        check_edit(history, source, options, after, origins, to, are_alike)
