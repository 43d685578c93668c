"""Law 9: what a server accepts converts to what it accepts, or a loss or notice says why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from altered_requests import alter_requests
from effort import scale_examples
from fitting_requests import HISTORIES, fitting_requests
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from laws import OTHER, acceptable, find_refusals
from recordings import Recorded, needs_corpus, recorded

import responses_protocol as rp
from responses_protocol._testing.schema_strategies import from_schema
from responses_protocol.testing import histories

TARGETS = tuple(rp.PRESETS)


def read_accepted(dialect: str, target: str) -> Iterator[Recorded]:
    """Yield the recorded requests that ``validate`` accepts for a server."""
    for recording in recorded(dialect, "request"):
        if not find_refusals(recording.payload, dialect, target):
            yield recording


@needs_corpus
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("dialect", OTHER)
def test_a_recorded_request(dialect: str, target: str) -> None:
    number = 0
    for recording in read_accepted(dialect, target):
        number += 1
        acceptable(recording.payload, dialect, target)
    assert number > 50


@needs_corpus
@pytest.mark.parametrize("dialect", OTHER)
def test_a_recorded_request_with_one_thing_altered(dialect: str) -> None:
    number = 0
    for index, request in enumerate(alter_requests(dialect, 2)):
        # OpenAI's every time, since its rules are the most
        for target in {"openai", TARGETS[index % len(TARGETS)]}:
            if not find_refusals(request, dialect, target):
                number += 1
                acceptable(request, dialect, target)
    assert number > 100


@pytest.mark.parametrize("dialect", OTHER)
@settings(max_examples=scale_examples(60))
@given(data=st.data())
def test_a_request_that_fits_together(dialect: str, data: st.DataObject) -> None:
    request = data.draw(fitting_requests(dialect))
    for target in TARGETS:
        if not find_refusals(request, dialect, target):
            acceptable(request, dialect, target)


@pytest.mark.parametrize("dialect", OTHER)
@settings(max_examples=scale_examples(60))
@given(data=st.data())
def test_a_request_that_the_schema_accepts(dialect: str, data: st.DataObject) -> None:
    request: Any = data.draw(from_schema(dialect, "Request", "request"))
    target = data.draw(st.sampled_from(TARGETS))
    assume(not find_refusals(request, dialect, target))
    acceptable(request, dialect, target)


@pytest.mark.parametrize("dialect", OTHER)
@settings(max_examples=scale_examples(60))
@given(data=st.data())
def test_a_history(dialect: str, data: st.DataObject) -> None:
    histories_of_requests = fitting_requests(dialect).map(
        lambda request: request[HISTORIES[dialect]]
    )
    history = data.draw(
        histories_of_requests | histories_of_requests | histories(dialect, max_turns=2)
    )
    for target in TARGETS:
        if not find_refusals(history, dialect, target, "history"):
            acceptable(history, dialect, target, "history")


@pytest.mark.parametrize("target", TARGETS)
def test_a_lone_output(target: str) -> None:
    """An output by itself is converted as it is, and a notice names the call that it lacks."""
    for call_id in ("", "call_1"):
        item = {"type": "function_call_output", "call_id": call_id, "output": ""}
        acceptable([item], "responses", target, "history")
