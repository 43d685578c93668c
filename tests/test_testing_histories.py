"""Generated histories: valid, varied, and with the troubles that recorded ones have."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st
from sweeps import SWEEP, collect_notes

from responses_protocol.schemas.fast_validator import mismatch
from responses_protocol.testing import damaged, edits, histories, json_values, messages

History = list[dict[str, Any]]
DIALECTS = {"responses": "Item", "chat_completions": "Message", "chat_agent": "ChatAgentMessage"}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_histories_are_valid(dialect: str) -> None:
    @given(histories(dialect))
    @settings(deadline=None)
    def valid(history: History) -> None:
        assert mismatch(history, dialect, DIALECTS[dialect], many=True) is None

    valid()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_first_histories_are_drawn_quickly(dialect: str, tmp_path: Path) -> None:
    """A new process, without what Hypothesis stores, passes the health checks of its defaults."""
    code = (
        "from hypothesis import given\n"
        "from responses_protocol.testing import histories\n"
        f"given(histories({dialect!r}))(lambda history: None)()\n"
    )
    fresh = {**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(tmp_path)}
    result = subprocess.run(
        [sys.executable, "-c", code], env=fresh, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_other_dialects_are_refused() -> None:
    with pytest.raises(KeyError):
        find(histories("klingon"), lambda history: bool(history))


def calls_of(history: History) -> list[tuple[int, str]]:
    """Return the place and call id of each call, in either dialect."""
    return [
        (index, call_id)
        for index, one in enumerate(history)
        for call_id in (
            [one["call_id"]]
            if one.get("type") == "function_call"
            else [call["id"] for call in one.get("tool_calls") or () if "function" in call]
            if one.get("role") == "assistant"
            else []
        )
    ]


def outputs_of(history: History) -> list[tuple[int, str]]:
    return [
        (index, call_id)
        for index, one in enumerate(history)
        for call_id in [one.get("call_id", one.get("tool_call_id"))]
        if call_id is not None
        if one.get("type") == "function_call_output" or one.get("role") == "tool"
    ]


def positions(history: History) -> tuple[list[str], list[str]]:
    return [name for _, name in calls_of(history)], [name for _, name in outputs_of(history)]


def answered_at_once(history: History) -> bool:
    calls, outputs = calls_of(history), outputs_of(history)
    return any((index + 1, name) in outputs for index, name in calls)


def reordered(history: History) -> bool:
    calls, outputs = positions(history)
    return len(set(calls)) > 1 and sorted(calls) == sorted(outputs) and calls != outputs


def separated(history: History) -> bool:
    calls, outputs = calls_of(history), outputs_of(history)
    return any(
        call_id == name and any(history[k].get("role") == "user" for k in range(start, stop))
        for start, call_id in calls
        for stop, name in outputs
    )


def repeated(history: History) -> bool:
    return max(Counter(positions(history)[0]).values(), default=0) > 1


def unanswered(history: History) -> bool:
    calls, outputs = positions(history)
    return bool(set(calls) - set(outputs)) and bool(outputs)


def orphaned(history: History) -> bool:
    calls, outputs = positions(history)
    return bool(set(outputs) - set(calls))


def answered_twice(history: History) -> bool:
    calls, outputs = positions(history)
    return len(outputs) > len(calls) > 0 and set(outputs) <= set(calls)


SITUATIONS = [
    *(answered_at_once, reordered, separated, repeated, unanswered, orphaned, answered_twice),
]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_situations_are_reached(dialect: str) -> None:
    def met(history: History) -> list[str]:
        return [situation.__name__ for situation in SITUATIONS if situation(history)]

    wanted = {situation.__name__ for situation in SITUATIONS}
    assert collect_notes(histories(dialect), met, wanted.__le__, 3000) == wanted


@pytest.mark.parametrize("follower", ["reasoning", "message", "function_call"])
def test_reasoning_stands_before_it(follower: str) -> None:
    def met(history: History) -> bool:
        kinds = [one.get("type") for one in history]
        return ("reasoning", follower) in pairwise(kinds)

    assert met(find(histories("responses"), met, settings=SWEEP))


@given(json_values())
def test_json_values_are_json(value: Any) -> None:
    assert json.loads(json.dumps(value)) == value


@pytest.mark.parametrize(
    "text", [r"\ud", '""', '"~"', '"/"', "184467440737095516", "[[", '{"type"', ": null"]
)
def test_json_values_reach_trouble(text: str) -> None:
    found = find(json_values(), lambda value: text in json.dumps(value), settings=SWEEP)
    assert text in json.dumps(found)


@given(st.data())
@settings(deadline=None)
def test_damage_is_one_change_of_a_copy(data: st.DataObject) -> None:
    history = data.draw(histories("chat_completions"))
    before = copy.deepcopy(history)
    damage = data.draw(damaged(st.just(history)))
    assert history == before
    json.dumps(damage)
    if history and isinstance(damage, list) and len(damage) == len(history):
        assert sum(one != other for one, other in zip(damage, history, strict=True)) <= 1


SHARED = {"role": "user", "content": "a"}


@given(damaged(st.just([SHARED, SHARED])))
def test_damage_is_in_one_place_where_two_are_one_object(damage: Any) -> None:
    if isinstance(damage, list) and len(damage) == 2:
        assert SHARED in damage


@given(st.data())
@settings(deadline=None)
def test_edits_tell_what_is_untouched(data: st.DataObject) -> None:
    values = data.draw(histories("chat_completions"))
    before = copy.deepcopy(values)
    edited = data.draw(edits(values, messages()))
    assert values == before
    assert len(edited.value) == len(edited.origins)
    for value, origin in zip(edited.value, edited.origins, strict=True):
        if origin is not None:
            assert value is values[origin]
    kept = [origin for origin in edited.origins if origin is not None]
    assert kept == sorted(set(kept))
    kinds = Counter(kind for kind, _ in edited.script)
    assert len(edited.value) - len(values) == (kinds["append"] + kinds["insert"] - kinds["delete"])
    assert len(values) - len(kept) <= kinds["delete"] + kinds["change"]
    assert edited.script


@pytest.mark.parametrize("kind", ["append", "insert", "change", "delete"])
def test_every_edit_is_reached(kind: str) -> None:
    values = [{"role": "user", "content": text} for text in "ab"]
    found = find(edits(values, messages()), lambda edited: edited.script[0][0] == kind)
    assert found.script[0][0] == kind
    assert found.value != values


def test_a_changed_message_is_another() -> None:
    values = [{"role": "user", "content": "a"}]
    fresh = st.just({"role": "user", "content": "a"})

    @given(edits(values, fresh, max_operations=1))
    def differs(edited: Any) -> None:
        if edited.script[0][0] == "change":
            assert edited.origins == (None,)

    differs()


@given(st.data())
def test_a_test_may_ask_for_the_strategy_while_it_draws(data: st.DataObject) -> None:
    assert isinstance(data.draw(histories("chat_agent")), list)
