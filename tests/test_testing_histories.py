"""Generated histories: valid, varied, and with the defects of recorded ones."""

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
    """A new process without stored examples passes the default health checks of Hypothesis."""
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


def list_calls(history: History) -> list[tuple[int, str]]:
    """Return the place and call id of each call, in either dialect."""
    return [
        (index, call_id)
        for index, value in enumerate(history)
        for call_id in (
            [value["call_id"]]
            if value.get("type") == "function_call"
            else [call["id"] for call in value.get("tool_calls") or () if "function" in call]
            if value.get("role") == "assistant"
            else []
        )
    ]


def list_outputs(history: History) -> list[tuple[int, str]]:
    return [
        (index, call_id)
        for index, value in enumerate(history)
        for call_id in [value.get("call_id", value.get("tool_call_id"))]
        if call_id is not None
        if value.get("type") == "function_call_output" or value.get("role") == "tool"
    ]


def list_positions(history: History) -> tuple[list[str], list[str]]:
    return [name for _, name in list_calls(history)], [name for _, name in list_outputs(history)]


def has_adjacent_outputs(history: History) -> bool:
    calls, outputs = list_calls(history), list_outputs(history)
    return any((index + 1, name) in outputs for index, name in calls)


def has_reordered_outputs(history: History) -> bool:
    calls, outputs = list_positions(history)
    return len(set(calls)) > 1 and sorted(calls) == sorted(outputs) and calls != outputs


def has_separated_outputs(history: History) -> bool:
    calls, outputs = list_calls(history), list_outputs(history)
    return any(
        call_id == name and any(history[k].get("role") == "user" for k in range(start, stop))
        for start, call_id in calls
        for stop, name in outputs
    )


def has_repeated_ids(history: History) -> bool:
    return max(Counter(list_positions(history)[0]).values(), default=0) > 1


def has_open_calls(history: History) -> bool:
    calls, outputs = list_positions(history)
    return bool(set(calls) - set(outputs)) and bool(outputs)


def has_orphan_outputs(history: History) -> bool:
    calls, outputs = list_positions(history)
    return bool(set(outputs) - set(calls))


def has_second_outputs(history: History) -> bool:
    calls, outputs = list_positions(history)
    return len(outputs) > len(calls) > 0 and set(outputs) <= set(calls)


SITUATIONS = [
    *(
        has_adjacent_outputs,
        has_reordered_outputs,
        has_separated_outputs,
        has_repeated_ids,
        has_open_calls,
        has_orphan_outputs,
        has_second_outputs,
    ),
]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_situations_are_reached(dialect: str) -> None:
    def list_situations(history: History) -> list[str]:
        return [situation.__name__ for situation in SITUATIONS if situation(history)]

    names = {situation.__name__ for situation in SITUATIONS}
    assert collect_notes(histories(dialect), list_situations, names.__le__, 3000) == names


@pytest.mark.parametrize("follower", ["reasoning", "message", "function_call"])
def test_reasoning_stands_before_it(follower: str) -> None:
    def is_met(history: History) -> bool:
        kinds = [item.get("type") for item in history]
        return ("reasoning", follower) in pairwise(kinds)

    assert is_met(find(histories("responses"), is_met, settings=SWEEP))


@given(json_values())
def test_json_values_are_json(value: Any) -> None:
    assert json.loads(json.dumps(value)) == value


@pytest.mark.parametrize(
    "text", [r"\ud", '""', '"~"', '"/"', "184467440737095516", "[[", '{"type"', ": null"]
)
def test_json_values_reach_trouble(text: str) -> None:
    found_value = find(json_values(), lambda value: text in json.dumps(value), settings=SWEEP)
    assert text in json.dumps(found_value)


@given(st.data())
@settings(deadline=None)
def test_damage_is_one_change_of_a_copy(data: st.DataObject) -> None:
    history = data.draw(histories("chat_completions"))
    before = copy.deepcopy(history)
    damage = data.draw(damaged(st.just(history)))
    assert history == before
    json.dumps(damage)
    if history and isinstance(damage, list) and len(damage) == len(history):
        assert (
            sum(
                damaged_message != message
                for damaged_message, message in zip(damage, history, strict=True)
            )
            <= 1
        )


SHARED = {"role": "user", "content": "a"}


@given(damaged(st.just([SHARED, SHARED])))
def test_damage_is_in_one_place_where_two_are_one_object(damage: Any) -> None:
    if isinstance(damage, list) and len(damage) == 2:
        assert SHARED in damage


@given(st.data())
@settings(deadline=None)
def test_edits_contain_the_origins_of_untouched_values(data: st.DataObject) -> None:
    values = data.draw(histories("chat_completions"))
    before = copy.deepcopy(values)
    edit = data.draw(edits(values, messages()))
    assert values == before
    assert len(edit.value) == len(edit.origins)
    for value, origin in zip(edit.value, edit.origins, strict=True):
        if origin is not None:
            assert value is values[origin]
    kept_origins = [origin for origin in edit.origins if origin is not None]
    assert kept_origins == sorted(set(kept_origins))
    kinds = Counter(kind for kind, _ in edit.script)
    assert len(edit.value) - len(values) == (kinds["append"] + kinds["insert"] - kinds["delete"])
    assert len(values) - len(kept_origins) <= kinds["delete"] + kinds["change"]
    assert edit.script


@pytest.mark.parametrize("kind", ["append", "insert", "change", "delete"])
def test_every_edit_is_reached(kind: str) -> None:
    values = [{"role": "user", "content": text} for text in "ab"]
    edit = find(edits(values, messages()), lambda candidate: candidate.script[0][0] == kind)
    assert edit.script[0][0] == kind
    assert edit.value != values


def test_a_changed_message_is_another() -> None:
    values = [{"role": "user", "content": "a"}]
    fresh = st.just({"role": "user", "content": "a"})

    @given(edits(values, fresh, max_operations=1))
    def check(edit: Any) -> None:
        if edit.script[0][0] == "change":
            assert edit.origins == (None,)

    check()


@given(st.data())
def test_a_test_may_ask_for_the_strategy_while_it_draws(data: st.DataObject) -> None:
    assert isinstance(data.draw(histories("chat_agent")), list)
