"""The laws on every recorded payload, with the default options and with each option changed.

Every payload meets a third of the changed options in every run, and all where that is thorough.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from effort import sample
from laws import OTHER, Law, check_edit, convert, durable, exact, pure, reported, stable
from recordings import needs_corpus, recorded
from variants import CHANGED

from responses_protocol._formats.options import DEFAULT

pytestmark = needs_corpus

KINDS = ("history", "tools", "tool_choice", "request", "response")
VARIANTS = [DEFAULT, *CHANGED]
MINIMUM = {"history": 150, "tools": 60, "tool_choice": 20, "request": 90, "response": 100}


@pytest.mark.parametrize(("dialect", "kind"), list(itertools.product(OTHER, KINDS)))
@pytest.mark.parametrize("law", [exact, stable, reported, pure, durable])
def test_a_law_holds(law: Law, dialect: str, kind: str) -> None:
    recordings = recorded(dialect, kind)
    assert len(recordings) >= MINIMUM[kind]
    for number, recording in enumerate(recordings):
        for options in (DEFAULT, *sample(CHANGED, 3, number)):
            try:
                law(recording.payload, dialect, kind, options)
            except Exception as error:
                raise AssertionError(f"{recording.place} with {options.changed()}") from error


# New messages and items: some that stand alone, and some that call or answer.
NEW_ELEMENTS: dict[str, list[dict[str, Any]]] = {
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


def make_edits(value: list[Any], new_elements: list[dict[str, Any]]) -> Iterator[Edit]:
    """Yield edits, each with the origins of its elements: inserted, deleted, changed, appended."""
    size = len(value)
    origins = tuple(range(size))
    for new in new_elements:
        for index in {0, size // 2, size}:
            yield [*value[:index], new, *value[index:]], (*origins[:index], None, *origins[index:])
    for index in {0, size // 2, size - 1} if size else ():
        yield value[:index] + value[index + 1 :], origins[:index] + origins[index + 1 :]
        changed = {**value[index], "content": "changed"}
        yield (
            [*value[:index], changed, *value[index + 1 :]],
            (*origins[:index], None, *origins[index + 1 :]),
        )


@pytest.mark.parametrize("dialect", OTHER)
def test_edited_histories(dialect: str) -> None:
    count = 0
    for recording in recorded(dialect, "history"):
        if isinstance(recording.payload, str):
            continue
        value = convert(recording.payload, dialect, "history", DEFAULT).value
        for after, origins in make_edits(value, NEW_ELEMENTS[OTHER[dialect]]):
            try:
                check_edit(recording.payload, dialect, DEFAULT, after, origins)
            except Exception as error:
                raise AssertionError(f"{recording.place} with the origins {origins}") from error
            count += 1
    assert count > 1000
