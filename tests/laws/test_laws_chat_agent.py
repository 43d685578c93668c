"""The laws for MLflow's ChatAgent: histories to and from both other dialects, and bodies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from effort import sample
from generated import OPTIONS
from hypothesis import given
from hypothesis import strategies as st
from laws import Law, durable, edited, every, exact, pure, reported, same_but_ids, stable
from recordings import needs_corpus, recorded
from variants import CHANGED
from whole_payloads import requests, responses

import responses_protocol as rp
from responses_protocol._formats.options import DEFAULT
from responses_protocol._testing.schema_strategies import union
from responses_protocol.testing import edits, histories, items, messages, tools

WAYS = [
    ("responses", "chat_agent"),
    ("chat_agent", "responses"),
    ("chat_completions", "chat_agent"),
    ("chat_agent", "chat_completions"),
]
# a ChatAgent defines its tools as Chat does
HISTORIES = {name: histories(name) for name, _ in WAYS}
TOOLS = {name: tools(name if name == "responses" else "chat_completions") for name, _ in WAYS}
LAWS = pytest.mark.parametrize("law", [exact, stable, reported, pure, durable])


@pytest.mark.parametrize(("source", "target"), WAYS)
@given(data=st.data())
def test_histories(source: str, target: str, data: st.DataObject) -> None:
    every(data.draw(HISTORIES[source]), source, "history", data.draw(OPTIONS), target)


@pytest.mark.parametrize(("source", "target"), WAYS)
@given(data=st.data())
def test_tools(source: str, target: str, data: st.DataObject) -> None:
    every(data.draw(TOOLS[source]), source, "tools", data.draw(OPTIONS), target)


SHORT = histories("chat_agent", max_turns=3)


@st.composite
def bodies(draw: st.DrawFn, dialect: str, kind: str) -> dict[str, Any]:
    """Return whole requests or answers, mostly with a history that goes on."""
    if dialect != "chat_agent":
        drawn: dict[str, Any] = draw((requests if kind == "request" else responses)(dialect))
        return drawn
    body = dict(
        draw(union(dialect, {"request": "ChatAgentRequest"}.get(kind, "ChatAgentResponse")))
    )
    if draw(st.booleans()):
        body["messages"] = draw(SHORT)
    return body


WHOLE_WAYS = [("request", *way) for way in WAYS] + [("response", *way) for way in WAYS[:2]]


@pytest.mark.parametrize(("kind", "source", "target"), WHOLE_WAYS)
@given(data=st.data())
def test_bodies(kind: str, source: str, target: str, data: st.DataObject) -> None:
    every(data.draw(bodies(source, kind)), source, kind, data.draw(OPTIONS), target)


RECORDED = [
    *(("history", source, CHANGED) for source in ("responses", "chat_completions")),
    *(("request", source, []) for source in ("responses", "chat_completions")),
    ("response", "responses", []),
]


@needs_corpus
@pytest.mark.parametrize(("kind", "source", "variants"), RECORDED)
@LAWS
def test_recorded(law: Law, kind: str, source: str, variants: list[rp.Options]) -> None:
    for number, one in enumerate(recorded(source, kind)):
        for options in (DEFAULT, *sample(variants, 3, number)):
            try:
                law(one.payload, source, kind, options, "chat_agent")
            except Exception as error:
                raise AssertionError(f"{one.place} with {options.changed()}") from error


# without reasoning: an edit may put it between a thought and what it led to
NO_REASONING = OPTIONS.map(lambda options: replace(options, reasoning="omit"))
FRESH = {
    "responses": items(),
    "chat_completions": messages(),
    "chat_agent": union("chat_agent", "ChatAgentMessage"),
}


@pytest.mark.parametrize(("source", "target"), WAYS)
@given(data=st.data())
def test_edited_histories(source: Any, target: Any, data: st.DataObject) -> None:
    payload, options = data.draw(HISTORIES[source]), data.draw(NO_REASONING)
    value = rp.convert(payload, target, source=source, kind="history", options=options).value
    edit = data.draw(edits(value, FRESH[target]))
    edited(payload, source, options, edit.value, edit.origins, target, same_but_ids)
