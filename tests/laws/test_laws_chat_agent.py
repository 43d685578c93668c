"""The laws for MLflow's ChatAgent: histories to and from both other dialects, and bodies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from effort import sample
from generated import OPTIONS
from hypothesis import given
from hypothesis import strategies as st
from laws import (
    Law,
    are_same_but_ids,
    check_all,
    check_edit,
    durable,
    exact,
    pure,
    reported,
    stable,
)
from recordings import needs_corpus, recorded
from variants import CHANGED
from whole_payloads import requests, responses

import responses_protocol as rp
from responses_protocol._formats.options import DEFAULT
from responses_protocol._testing.schema_strategies import union
from responses_protocol.testing import edits, histories, items, messages, tools

PAIRS = [
    ("responses", "chat_agent"),
    ("chat_agent", "responses"),
    ("chat_completions", "chat_agent"),
    ("chat_agent", "chat_completions"),
]
# a ChatAgent defines its tools as Chat does
HISTORIES = {name: histories(name) for name, _ in PAIRS}
TOOLS = {name: tools(name if name == "responses" else "chat_completions") for name, _ in PAIRS}
LAWS = pytest.mark.parametrize("law", [exact, stable, reported, pure, durable])


@pytest.mark.parametrize(("source", "target"), PAIRS)
@given(data=st.data())
def test_histories(source: str, target: str, data: st.DataObject) -> None:
    check_all(data.draw(HISTORIES[source]), source, "history", data.draw(OPTIONS), target)


@pytest.mark.parametrize(("source", "target"), PAIRS)
@given(data=st.data())
def test_tools(source: str, target: str, data: st.DataObject) -> None:
    check_all(data.draw(TOOLS[source]), source, "tools", data.draw(OPTIONS), target)


SHORT = histories("chat_agent", max_turns=3)


@st.composite
def bodies(draw: st.DrawFn, dialect: str, kind: str) -> dict[str, Any]:
    """Return whole requests or answers, mostly with a history that goes on."""
    if dialect != "chat_agent":
        body_of_dialect: dict[str, Any] = draw(
            (requests if kind == "request" else responses)(dialect)
        )
        return body_of_dialect
    body = dict(
        draw(union(dialect, {"request": "ChatAgentRequest"}.get(kind, "ChatAgentResponse")))
    )
    if draw(st.booleans()):
        body["messages"] = draw(SHORT)
    return body


BODY_ROWS = [("request", *way) for way in PAIRS] + [("response", *way) for way in PAIRS[:2]]


@pytest.mark.parametrize(("kind", "source", "target"), BODY_ROWS)
@given(data=st.data())
def test_bodies(kind: str, source: str, target: str, data: st.DataObject) -> None:
    check_all(data.draw(bodies(source, kind)), source, kind, data.draw(OPTIONS), target)


RECORDED = [
    *(("history", source, CHANGED) for source in ("responses", "chat_completions")),
    *(("request", source, []) for source in ("responses", "chat_completions")),
    ("response", "responses", []),
]


@needs_corpus
@pytest.mark.parametrize(("kind", "source", "variants"), RECORDED)
@LAWS
def test_recorded(law: Law, kind: str, source: str, variants: list[rp.Options]) -> None:
    for number, recording in enumerate(recorded(source, kind)):
        for options in (DEFAULT, *sample(variants, 3, number)):
            try:
                law(recording.payload, source, kind, options, "chat_agent")
            except Exception as error:
                raise AssertionError(f"{recording.place} with {options.changed()}") from error


# without reasoning: an edit may put it between a thought and what it led to
NO_REASONING = OPTIONS.map(lambda options: replace(options, reasoning="omit"))
FRESH = {
    "responses": items(),
    "chat_completions": messages(),
    "chat_agent": union("chat_agent", "ChatAgentMessage"),
}


@pytest.mark.parametrize(("source", "target"), PAIRS)
@given(data=st.data())
def test_edited_histories(source: Any, target: Any, data: st.DataObject) -> None:
    payload, options = data.draw(HISTORIES[source]), data.draw(NO_REASONING)
    value = rp.convert(payload, target, source=source, kind="history", options=options).value
    edit = data.draw(edits(value, FRESH[target]))
    check_edit(payload, source, options, edit.value, edit.origins, target, are_same_but_ids)
