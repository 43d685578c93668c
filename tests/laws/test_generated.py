"""The laws on generated payloads."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import edited, exact, reported, stable

import responses_protocol as rp
from responses_protocol.formats.options import CHOICES
from responses_protocol.testing import (
    damaged,
    edits,
    histories,
    items,
    json_values,
    messages,
    tool_choices,
    tools,
)

DIALECTS = ("responses", "chat_completions")
OPTIONS = st.builds(rp.Options, **{name: st.sampled_from(ways) for name, ways in CHOICES.items()})
PAYLOADS = {
    "history": histories,
    "tools": tools,
    "tool_choice": tool_choices,
}
CASES = list(itertools.product(DIALECTS, PAYLOADS))


@pytest.mark.parametrize(("dialect", "kind"), CASES)
@pytest.mark.parametrize("law", [exact, stable, reported])
@given(data=st.data())
def test_law(law: Any, dialect: str, kind: str, data: st.DataObject) -> None:
    payload = data.draw(PAYLOADS[kind](dialect))
    law(payload, dialect, kind, data.draw(OPTIONS))


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_edited_histories(dialect: str, data: st.DataObject) -> None:
    fresh = messages() if dialect == "responses" else items()
    payload = data.draw(histories(dialect))
    options = rp.Options()
    to = DIALECTS[1 - DIALECTS.index(dialect)]
    value = rp.convert(payload, to, source=dialect, kind="history").value
    edit = data.draw(edits(value, fresh))
    edited(payload, dialect, "history", options, edit.value, edit.origins)


@given(payload=st.one_of(json_values(), damaged(histories("responses")), damaged(histories("chat_completions"))), to=st.sampled_from(DIALECTS))
@settings(max_examples=300)
def test_any_json_converts_or_is_refused_with_a_pointer(payload: Any, to: str) -> None:
    try:
        rp.convert(payload, to)
    except rp.ConversionError as error:
        assert error.pointer == "" or error.pointer.startswith("/")
