"""Law 6 on generated and recorded payloads: what comes out is what the target's API takes."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

pytest.importorskip("openai", reason="the openai SDK is a development dependency")

from effort import sample
from generated import OPTIONS, PAYLOADS
from hypothesis import given
from hypothesis import strategies as st
from laws import OTHER
from recordings import needs_corpus, recorded
from valid import EXCEPTIONS, count_unanswered, find_adjacency_problems, find_sdk_problems, valid
from variants import CHANGED

from responses_protocol._formats.options import DEFAULT

CASES = list(itertools.product(OTHER, ("history", "tools", "tool_choice")))


@pytest.mark.parametrize(("dialect", "kind"), CASES)
@given(data=st.data())
def test_generated(dialect: str, kind: str, data: st.DataObject) -> None:
    valid(data.draw(PAYLOADS[kind](dialect)), dialect, kind, data.draw(OPTIONS))


@needs_corpus
@pytest.mark.parametrize(("dialect", "kind"), CASES)
def test_recorded(dialect: str, kind: str) -> None:
    for number, recording in enumerate(recorded(dialect, kind)):
        for options in (DEFAULT, *sample(CHANGED, 3, number)):
            try:
                valid(recording.payload, dialect, kind, options)
            except Exception as error:
                raise AssertionError(f"{recording.place} with {options.changed()}") from error


PARTS = [
    {"type": "input_image", "image_url": "https://example.com/a.png"},
    {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part["type"])
def test_every_exception_is_needed(part: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    message = {"type": "message", "role": "user", "content": [part]}
    assert find_sdk_problems([message], "responses", "history") == []
    monkeypatch.delitem(EXCEPTIONS, ("responses", part["type"]))
    assert find_sdk_problems([message], "responses", "history") != []


CALL = {"id": "a", "type": "function", "function": {"name": "f", "arguments": ""}}
CALLER = {"role": "assistant", "content": None, "tool_calls": [CALL]}
TOOL = {"role": "tool", "tool_call_id": "a", "content": ""}
USER = {"role": "user", "content": ""}


@pytest.mark.parametrize(
    ("messages", "problems", "open_calls"),
    [
        ([CALLER, TOOL, USER], 0, 0),
        ([CALLER], 0, 0),
        ([CALLER, USER], 0, 1),
        ([TOOL], 1, 0),
        ([CALLER, USER, TOOL], 1, 1),
        ([CALLER, TOOL, TOOL], 1, 0),
        ([{**CALLER, "tool_calls": [CALL, CALL]}, TOOL], 1, 0),
    ],
)
def test_the_rule_of_adjacency_sees(messages: list[Any], problems: int, open_calls: int) -> None:
    assert len(find_adjacency_problems(messages)) == problems
    assert sum(count_unanswered(messages).values()) == open_calls
