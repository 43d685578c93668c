"""The fast path for usual shapes gives what the readers of everything give."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import OTHER, same
from recordings import needs_corpus, recorded

import responses_protocol as rp
from responses_protocol._formats.chat_completions import fast_path, history
from responses_protocol._formats.options import DEFAULT
from responses_protocol._formats.turns import OpenTurn
from responses_protocol._lens import records
from responses_protocol.testing import damaged, histories

TRANSLATORS: dict[str, Any] = {
    "responses": history.from_responses,
    "chat_completions": history.to_responses,
}


def translate_slowly(turns: Any, values: list[Any], read_one: Any, options: rp.Options) -> None:
    for index, value in enumerate(values):
        read_one(turns, index, value, options)


def describe_outcome(payload: list[Any], source: str) -> Any:
    """Return value and cuts, or where and why the payload is refused; and the calls left open."""
    opened = OpenTurn()
    try:
        value, cuts = TRANSLATORS[source](payload, DEFAULT, opened)
    except rp.ConversionError as error:
        return [error.reason, error.pointer]
    open_ids = {raw_id: list_ids(calls) for raw_id, calls in opened.calls.items()}
    return [value, [list(cut) for cut in cuts], open_ids]


def list_ids(calls: Any) -> list[str]:
    """Return the ids under which the open calls of one id were written."""
    return [call[1] for call in (calls if isinstance(calls, list) else [calls])]


def check_both_paths(payload: list[Any], source: str) -> None:
    fast = describe_outcome(payload, source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast_path, "read_items", translate_slowly)
        patch.setattr(fast_path, "read_messages", translate_slowly)
        slow = describe_outcome(payload, source)
    assert same(fast, slow)


@pytest.mark.parametrize("source", OTHER)
@given(data=st.data())
@settings(max_examples=200)
def test_generated(source: str, data: st.DataObject) -> None:
    strategy = histories(source)
    check_both_paths(data.draw(strategy | strategy | damaged(strategy).filter(is_list)), source)


def is_list(value: Any) -> bool:
    return isinstance(value, list)


@needs_corpus
@pytest.mark.parametrize("source", OTHER)
def test_recorded(source: str) -> None:
    for recording in recorded(source, "history"):
        if is_list(recording.payload):
            check_both_paths(recording.payload, source)


TEXT = "A text that is long enough to be referred to. "
HISTORY: list[Any] = [
    {"type": "message", "role": "user", "content": [{"type": "input_text", "text": TEXT}]},
    {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": TEXT * 2}]},
    {
        "type": "message",
        "role": "assistant",
        "content": [{"type": "output_text", "text": TEXT * 3, "annotations": []}],
    },
    {"type": "function_call", "call_id": "c1", "name": "read", "arguments": f'"{TEXT}"'},
    {"type": "function_call_output", "call_id": "c1", "output": TEXT * 4},
]


def test_texts_of_usual_histories_are_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    messages = rp.convert(HISTORY, "chat_completions").value
    expected = [
        rp.convert(history, OTHER[to]).complement for history, to in pair_with_dialects(messages)
    ]
    monkeypatch.setattr(records, "_refer", None)
    assert [
        rp.convert(history, OTHER[to]).complement for history, to in pair_with_dialects(messages)
    ] == expected
    assert all(
        "template" in history for complement in expected for history in complement["segments"]
    )


def pair_with_dialects(messages: list[Any]) -> list[tuple[list[Any], str]]:
    return [(HISTORY, "responses"), (messages, "chat_completions")]


# One string may stand in several places, and a text may be an id as well.
ODD_HISTORIES: list[list[Any]] = [
    [
        {"type": "message", "role": "assistant", "content": TEXT},
        {"type": "function_call", "call_id": "c1", "name": "read", "arguments": TEXT},
        {"type": "message", "role": "user", "content": TEXT},
        {"type": "function_call_output", "call_id": "c1", "output": TEXT},
        {"type": "function_call_output", "call_id": "c2", "output": TEXT},
    ],
    [{"type": "message", "role": "user", "id": TEXT, "content": TEXT}],
    [{"type": "message", "role": "user", "content": TEXT, "": TEXT}],
    [{"type": "message", "role": "user", "content": TEXT}] * 2,
]


@pytest.mark.parametrize("items", ODD_HISTORIES)
def test_no_two_values_have_one_text(items: list[Any]) -> None:
    conversion = rp.convert(items, "chat_completions", source="responses")
    assert same(rp.restore(conversion.value, conversion.complement), items)
