"""What stands before a cut makes what stands before it in the result, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest
from effort import examples
from generated import OPTIONS, PAYLOADS
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import OTHER, same
from test_laws_tool_media import WAYS, altered, with_media

import responses_protocol as rp
from responses_protocol._formats.registry import TRANSLATIONS


def apart(history: list[Any], source: str, options: rp.Options) -> None:
    forward = TRANSLATIONS["history", source, OTHER[source]].forward
    made, cuts = forward(history, options, None)
    for read, written in cuts:
        assert same(forward(history[:read], options, None)[0], made[:written])


@pytest.mark.parametrize("source", OTHER)
@given(data=st.data())
def test_generated_histories(source: str, data: st.DataObject) -> None:
    apart(data.draw(PAYLOADS["history"](source)), source, data.draw(OPTIONS))


@given(with_media(), st.sampled_from(WAYS))
@settings(max_examples=examples(150))
def test_outputs_in_any_order(items: list[Any], options: rp.Options) -> None:
    apart(items, "responses", options)


@given(altered(), st.sampled_from(WAYS))
@settings(max_examples=examples(150))
def test_messages_in_any_order(messages: list[Any], options: rp.Options) -> None:
    apart(messages, "chat_completions", options)
