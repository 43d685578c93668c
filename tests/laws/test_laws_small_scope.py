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
from laws import edited, exact, reported, same, same_but_ids, stable

import responses_protocol as rp

History = list[Any]
Edit = tuple[History, tuple[int | None, ...]]


def said(item_id: str, *texts: str) -> dict[str, Any]:
    parts = [{"type": "output_text", "text": text, "annotations": []} for text in texts]
    message = {"type": "message", "id": item_id, "role": "assistant", "content": parts}
    return {**message, "status": "completed"}


def entry(call_id: str) -> dict[str, Any]:
    function = {"name": "f", "arguments": "{}"}
    return {"id": call_id, "type": "function", "function": function}


LONG = "b" * 50
ALPHABETS: dict[str, list[dict[str, Any]]] = {
    "responses": [
        {"type": "message", "role": "user", "content": "Hello"},
        said("msg_1", "Hi"),
        said("msg_0"),
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
        {"role": "assistant", "content": None, "tool_calls": [entry("a")]},
        {"role": "assistant", "content": "So", "tool_calls": [entry(LONG)], "id": "msg_2"},
        {"role": "assistant", "content": "", "refusal": "No", "reasoning_content": "Hm"},
        {"role": "tool", "tool_call_id": "a", "content": "x"},
    ],
}
ALPHABETS["chat_agent"] = [
    {**message, "id": f"m_{number}", **({"name": "f"} if message["role"] == "tool" else {})}
    for number, message in enumerate(ALPHABETS["chat_completions"])
]
WAYS = [
    ("responses", "chat_completions"),
    ("chat_completions", "responses"),
    ("responses", "chat_agent"),
    ("chat_agent", "responses"),
    ("chat_completions", "chat_agent"),
    ("chat_agent", "chat_completions"),
]
EVERY_WAY = pytest.mark.parametrize(("source", "to"), WAYS)
OPTIONS = [
    rp.Options(),
    rp.Options(message_ids="keep", hosted_calls="function", tool_only_content="empty"),
    rp.Options(call_ids="nine"),
]
NAMES = ["usual", "other", "nine"]


def histories(dialect: str, length: int) -> Iterator[History]:
    return map(list, itertools.product(ALPHABETS[dialect], repeat=length))


def answers(value: History, dialect: str) -> list[dict[str, Any]]:
    """Return an output for every call in a history."""
    ids = [one["call_id"] for one in value if str(one.get("type")).endswith("_call")]
    ids += [call["id"] for one in value for call in one.get("tool_calls") or ()]
    if dialect == "responses":
        return [{"type": "function_call_output", "call_id": one, "output": "y"} for one in ids]
    return [{"role": "tool", "tool_call_id": one, "content": "y", "id": "m_9"} for one in ids]


def edits(value: History, fresh: list[dict[str, Any]]) -> Iterator[Edit]:
    """Return every value with one element deleted, replaced or inserted, and the origins."""
    origins: tuple[int | None, ...] = tuple(range(len(value)))
    for index in range(len(value) + 1):
        for width, new in ((0, fresh), (1, fresh), (1, [])):
            if index + width <= len(value):
                for elements in [[one] for one in new] or [[]]:
                    yield (
                        value[:index] + elements + value[index + width :],
                        origins[:index] + (None,) * len(elements) + origins[index + width :],
                    )


@pytest.mark.parametrize("length", [1, 2, 3])
@pytest.mark.parametrize("options", OPTIONS, ids=NAMES)
@EVERY_WAY
def test_every_short_history(source: str, to: str, options: rp.Options, length: int) -> None:
    for history in sample(histories(source, length), 5 if length > 2 else 1):
        for law in (exact, stable, reported):
            law(history, source, "history", options, to)


@pytest.mark.parametrize("length", [1, 2])
@pytest.mark.parametrize("options", OPTIONS, ids=NAMES)
@EVERY_WAY
def test_every_edit_of_a_short_history(
    source: str, to: str, options: rp.Options, length: int
) -> None:
    for history in sample(histories(source, length), 3 if length > 1 else 1):
        every_edit(history, source, to, options, ALPHABETS[to])


@EVERY_WAY
def test_every_edit_of_the_output_of_the_model(source: str, to: str) -> None:
    """Three elements of one run, where calls, words and silence change places."""
    for elements in sample(itertools.product(ALPHABETS[source][1:5], repeat=3), 3):
        every_edit(list(elements), source, to, rp.Options(), ALPHABETS[to][1:5])


def made(to: Any) -> dict[str, Any]:
    """Return the message that a translation makes, with the id that it gets there."""
    message = {"role": "assistant", "content": "Hi"}
    value: History = rp.convert([message], to, source="chat_completions", kind="history").value
    assert isinstance(value[0]["id"], str)
    return dict(value[0])


# as in histories that were converted message by message
MADE = {
    "responses": [
        {"type": "message", "role": "user", "content": "Hello"},
        made("responses"),
        {**made("responses"), "id": f"{made('responses')['id']}_2"},
        said("msg_1", "Hi"),
        {**made("responses"), "status": "incomplete"},
    ],
    "chat_agent": [
        {"role": "user", "content": "Hello", "id": "u"},
        made("chat_agent"),
        {**made("chat_agent"), "id": f"{made('chat_agent')['id']}_2"},
        {"role": "assistant", "content": "Hi", "id": "m"},
        {**made("chat_agent"), "attachments": {"a": 1}},
    ],
}


@pytest.mark.parametrize("length", [1, 2, 3, 4])
@pytest.mark.parametrize("options", OPTIONS, ids=NAMES)
@EVERY_WAY
def test_every_short_history_with_made_ids(
    source: str, to: str, options: rp.Options, length: int
) -> None:
    for history in sample(
        itertools.product(MADE.get(source, ()), repeat=length), 3 if length > 2 else 1
    ):
        for law in (exact, stable, reported):
            law(list(history), source, "history", options, to)


@pytest.mark.parametrize("length", [2, 3])
@EVERY_WAY
def test_every_edit_of_a_history_with_made_ids(source: str, to: str, length: int) -> None:
    fresh = MADE.get(to, ALPHABETS[to])[:2]
    for history in sample(
        itertools.product(MADE.get(source, ()), repeat=length), 3 if length > 2 else 1
    ):
        every_edit(list(history), source, to, rp.Options(), fresh)


def every_edit(
    history: History, source: Any, to: Any, options: rp.Options, fresh: list[dict[str, Any]]
) -> None:
    value = rp.convert(history, to, source=source, kind="history", options=options).value
    alike = same_but_ids if "chat_agent" in (source, to) else same
    for after, origins in edits(value, [*fresh, *answers(value, to)]):
        edited(history, source, options, after, origins, to, alike)
