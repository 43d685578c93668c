"""The laws on every recorded payload, with the default options and with each option changed.

Every payload meets a third of the changed options in every run, and all where that is thorough.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from effort import sample
from laws import OTHER, Law, convert, durable, edited, exact, pure, reported, stable
from recordings import needs_corpus, recorded
from variants import CHANGED

from responses_protocol._formats.options import DEFAULT

pytestmark = needs_corpus

KINDS = ("history", "tools", "tool_choice", "request", "response")
VARIANTS = [DEFAULT, *CHANGED]
LEAST = {"history": 150, "tools": 60, "tool_choice": 20, "request": 90, "response": 100}


@pytest.mark.parametrize(("dialect", "kind"), list(itertools.product(OTHER, KINDS)))
@pytest.mark.parametrize("law", [exact, stable, reported, pure, durable])
def test_a_law_holds(law: Law, dialect: str, kind: str) -> None:
    found = recorded(dialect, kind)
    assert len(found) >= LEAST[kind]
    for number, one in enumerate(found):
        for options in (DEFAULT, *sample(CHANGED, 3, number)):
            try:
                law(one.payload, dialect, kind, options)
            except Exception as error:
                raise AssertionError(f"{one.place} with {options.changed()}") from error


# New messages and items: some that stand alone, and some that call or answer.
FRESH: dict[str, list[dict[str, Any]]] = {
    "chat_completions": [
        {"role": "user", "content": "an inserted question"},
        {"role": "assistant", "content": "an inserted answer"},
        {"role": "tool", "tool_call_id": "call_of_nobody", "content": "an inserted result"},
    ],
    "responses": [
        {"type": "message", "role": "user", "content": "an inserted question"},
        {"type": "function_call", "call_id": "call_new", "name": "f", "arguments": "{}"},
        {"type": "reasoning", "id": "rs_new", "summary": []},
    ],
}
Edit = tuple[list[Any], tuple[int | None, ...]]


def edits(value: list[Any], fresh: list[dict[str, Any]]) -> Iterator[Edit]:
    """Yield edits, each with the origins of its elements: inserted, deleted, changed, appended."""
    size = len(value)
    everything = tuple(range(size))
    for new in fresh:
        for at in {0, size // 2, size}:
            yield [*value[:at], new, *value[at:]], (*everything[:at], None, *everything[at:])
    for at in {0, size // 2, size - 1} if size else ():
        yield value[:at] + value[at + 1 :], everything[:at] + everything[at + 1 :]
        changed = {**value[at], "content": "changed"}
        yield (
            [*value[:at], changed, *value[at + 1 :]],
            (*everything[:at], None, *everything[at + 1 :]),
        )


@pytest.mark.parametrize("dialect", OTHER)
def test_edited_histories(dialect: str) -> None:
    done = 0
    for recording in recorded(dialect, "history"):
        if isinstance(recording.payload, str):
            continue
        value = convert(recording.payload, dialect, "history", DEFAULT).value
        for after, origins in edits(value, FRESH[OTHER[dialect]]):
            try:
                edited(recording.payload, dialect, DEFAULT, after, origins)
            except Exception as error:
                raise AssertionError(f"{recording.place} with the origins {origins}") from error
            done += 1
    assert done > 1000
