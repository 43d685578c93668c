"""The laws for MLflow's ChatAgent: histories to and from both other dialects, and bodies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from generated import OPTIONS
from hypothesis import given
from hypothesis import strategies as st
from laws import Law, edited, exact, pure, reported, same, stable
from recordings import needs_corpus, recorded
from test_laws_recorded import VARIANTS

import responses_protocol as rp
from responses_protocol.testing import edits, histories, items, messages, tools
from responses_protocol.testing.schema_strategies import union

WAYS = [
    ("responses", "chat_agent"),
    ("chat_agent", "responses"),
    ("chat_completions", "chat_agent"),
    ("chat_agent", "chat_completions"),
]
# a ChatAgent defines its tools as Chat does
TOOLS = {name: tools(name if name == "responses" else "chat_completions") for name, _ in WAYS}
LAWS = pytest.mark.parametrize("law", [exact, stable, reported, pure])


@pytest.mark.parametrize(("source", "target"), WAYS)
@LAWS
@given(data=st.data())
def test_histories(law: Law, source: str, target: str, data: st.DataObject) -> None:
    law(data.draw(histories(source)), source, "history", data.draw(OPTIONS), target)


@pytest.mark.parametrize(("source", "target"), WAYS)
@LAWS
@given(data=st.data())
def test_tools(law: Law, source: str, target: str, data: st.DataObject) -> None:
    law(data.draw(TOOLS[source]), source, "tools", data.draw(OPTIONS), target)


@needs_corpus
@pytest.mark.parametrize("source", ["responses", "chat_completions"])
@LAWS
def test_recorded_histories(law: Law, source: str) -> None:
    for one in recorded(source, "history"):
        for options in VARIANTS:
            try:
                law(one.payload, source, "history", options, "chat_agent")
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
def test_edited_histories(source: str, target: str, data: st.DataObject) -> None:
    payload, options = data.draw(histories(source)), data.draw(NO_REASONING)
    value = rp.convert(payload, target, source=source, kind="history", options=options).value
    edit = data.draw(edits(value, FRESH[target]))
    edited(payload, source, options, edit.value, edit.origins, target, same_but_ids)


def same_but_ids(a: list[Any], b: list[Any]) -> bool:
    """Compare histories; of two equal messages the second has a number in the id it was given,
    which is its own where it was edited, and made again where the first was deleted.
    """
    one, other = ([{**value, "id": None} for value in history] for history in (a, b))
    return same(one, other)
