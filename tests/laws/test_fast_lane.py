"""The fast lane for usual shapes gives what the readers of everything give."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import OTHER, same
from recordings import needs_corpus, recorded

import responses_protocol as rp
from responses_protocol.formats.chat_completions import history, usual
from responses_protocol.formats.options import DEFAULT
from responses_protocol.formats.turns import Opened
from responses_protocol.testing import damaged, histories

TRANSLATORS: dict[str, Any] = {
    "responses": history.from_responses,
    "chat_completions": history.to_responses,
}


def slowly(turns: Any, values: list[Any], read_one: Any, options: rp.Options) -> None:
    for index, value in enumerate(values):
        read_one(turns, index, value, options)


def outcome(payload: list[Any], source: str) -> Any:
    """Return value and cuts, or where and why the payload is refused; and the calls left open."""
    opened = Opened()
    try:
        value, cuts = TRANSLATORS[source](payload, DEFAULT, opened)
    except rp.ConversionError as error:
        return [error.reason, error.pointer]
    left = {raw_id: _written(calls) for raw_id, calls in opened.calls.items()}
    return [value, [list(cut) for cut in cuts], left]


def _written(calls: Any) -> list[str]:
    """Return the ids under which the open calls of one id were written."""
    return [call[1] for call in (calls if isinstance(calls, list) else [calls])]


def both_lanes(payload: list[Any], source: str) -> None:
    fast = outcome(payload, source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(usual, "read_items", slowly)
        patch.setattr(usual, "read_messages", slowly)
        slow = outcome(payload, source)
    assert same(fast, slow)


@pytest.mark.parametrize("source", OTHER)
@given(data=st.data())
@settings(max_examples=200)
def test_generated(source: str, data: st.DataObject) -> None:
    strategy = histories(source)
    both_lanes(data.draw(strategy | strategy | damaged(strategy).filter(is_list)), source)


def is_list(value: Any) -> bool:
    return isinstance(value, list)


@needs_corpus
@pytest.mark.parametrize("source", OTHER)
def test_recorded(source: str) -> None:
    for one in recorded(source, "history"):
        if is_list(one.payload):
            both_lanes(one.payload, source)
