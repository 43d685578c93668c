"""What stands before a cut makes what stands before it in the result, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest
from effort import scale_examples
from generated import OPTIONS, PAYLOADS
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import OTHER, same
from test_laws_tool_media import OPTION_ROWS, draw_altered_messages, draw_items_with_media

import responses_protocol as rp
from responses_protocol._formats.registry import TRANSLATIONS


def check_cuts(history: list[Any], source: str, options: rp.Options) -> None:
    forward = TRANSLATIONS["history", source, OTHER[source]].forward
    result, cuts = forward(history, options, None)
    for source_length, result_length in cuts:
        assert same(forward(history[:source_length], options, None)[0], result[:result_length])


@pytest.mark.parametrize("source", OTHER)
@given(data=st.data())
def test_generated_histories(source: str, data: st.DataObject) -> None:
    check_cuts(data.draw(PAYLOADS["history"](source)), source, data.draw(OPTIONS))


@given(draw_items_with_media(), st.sampled_from(OPTION_ROWS))
@settings(max_examples=scale_examples(150))
def test_outputs_in_any_order(items: list[Any], options: rp.Options) -> None:
    check_cuts(items, "responses", options)


@given(draw_altered_messages(), st.sampled_from(OPTION_ROWS))
@settings(max_examples=scale_examples(150))
def test_messages_in_any_order(messages: list[Any], options: rp.Options) -> None:
    check_cuts(messages, "chat_completions", options)
