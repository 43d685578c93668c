"""Law 2 on whole requests: an edit costs no more than the segments and members that it touches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from generated import OPTIONS
from hypothesis import given
from hypothesis import strategies as st
from laws import (
    CODES_OF_CHANGES,
    OTHER,
    convert,
    convert_back_and_forth,
    has_other_ids,
    remove_reasoning,
    same,
)
from recordings import needs_corpus, recorded
from whole_payloads import HISTORIES, requests

import responses_protocol as rp
from responses_protocol._formats.options import DEFAULT
from responses_protocol._formats.registry import find_body_translation
from responses_protocol.testing import edits, items, messages, tools

KIND = "request"
NEW_ELEMENTS: dict[str, Any] = {"responses": items, "chat_completions": messages}
NO_REASONING = OPTIONS.map(lambda options: replace(options, reasoning="omit"))
# parameters that are put in, each one in place of what may be there
CHANGES: dict[str, list[dict[str, Any]]] = {
    "chat_completions": [
        {"temperature": 0.25},
        {"max_completion_tokens": 99},
        {"reasoning_effort": "minimal"},
        {"response_format": {"type": "json_object"}, "verbosity": "low"},
        {"stop": ["END"]},
        {"stream": False},
        {"x_more": 1},
    ],
    "responses": [
        {"temperature": 0.25},
        {"max_output_tokens": 99},
        {"reasoning": {"effort": "minimal", "summary": "auto"}},
        {"text": {"format": {"type": "text"}}},
        {"truncation": "auto"},
        {"stream": False},
        {"x_more": 1},
    ],
}
# these find what they lacked, where an edit brings a call, or takes tools
CODES_OF_LATE_FINDS = ("orphan_output", "merged_tools", "additional_tools")
LISTS = ("input", "messages", "instructions", "tools", "functions", "web_search_options")


def check_edit(payload: dict[str, Any], source: str, options: rp.Options, value: Any) -> None:
    """Check the law for a request that was converted, and what became of the result."""
    conversion = convert(payload, source, KIND, options)
    try:
        expected = convert(value, OTHER[source], KIND, options).value
    except rp.ConversionError:  # an edit that nobody could read
        with pytest.raises(rp.ConversionError):
            rp.restore(value, conversion.complement)
        return
    expected = convert(expected, source, KIND, options).value
    try:
        restored = rp.restore(value, conversion.complement)
    except rp.ComplementError:  # nothing is left of what could be recognised
        assert find_changed_lists(conversion.value, value)
        return
    codes = list_codes(conversion)
    before, after = (body.get(HISTORIES[OTHER[source]]) for body in (conversion.value, value))
    has_lists = isinstance(before, list) and isinstance(after, list)
    expected_history = expected.get(HISTORIES[OTHER[source]]) or []
    restored_history = restored.get(HISTORIES[source]) or []
    has_new_ids = has_lists and has_other_ids(
        before, after, expected_history, restored_history, options
    )
    if codes.isdisjoint(CODES_OF_LATE_FINDS) and not has_new_ids:
        second_conversion = convert(restored, source, KIND, options)
        assert same(
            *remove_allowed_changes(
                second_conversion.value,
                expected,
                source,
                options,
                codes | list_codes(second_conversion),
            )
        )
    check_untouched_members(payload, conversion.value, value, restored, source)
    if not find_changed_lists(conversion.value, value):
        for name in LISTS:
            assert same(restored.get(name, ...), payload.get(name, ...)), name


def remove_allowed_changes(
    value: Any, expected: Any, source: str, options: rp.Options, codes: set[str]
) -> tuple[Any, Any]:
    """Return two requests without what law 3 allows to change on a second round trip."""
    if codes & CODES_OF_CHANGES:
        value, expected = (
            convert_back_and_forth(request, source, KIND, options, None)
            for request in (value, expected)
        )
    if options.reasoning == "auto" and source == "chat_completions":
        value, expected = remove_reasoning(value), remove_reasoning(expected)
    return value, expected


def list_codes(conversion: rp.Conversion) -> set[str]:
    return {loss.code for loss in conversion.losses}


def find_changed_lists(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Return the lists of a request that an edit changed."""
    return {name for name in LISTS if not same(before.get(name, ...), after.get(name, ...))}


def check_untouched_members(
    payload: dict[str, Any],
    before: dict[str, Any],
    after: dict[str, Any],
    restored: dict[str, Any],
    source: str,
) -> None:
    """Check the groups of parameters whose counterparts are what they were."""
    for group in find_body_translation(KIND, source, OTHER[source]).groups:
        names = group.target
        if "tool_choice" in names and find_changed_lists(before, after):
            continue  # there is none without tools
        if all(same(before.get(name, ...), after.get(name, ...)) for name in names):
            for name in set(group.source) - set(LISTS):
                assert same(restored.get(name, ...), payload.get(name, ...)), name


@pytest.mark.parametrize("dialect", OTHER)
@given(data=st.data())
def test_generated(dialect: str, data: st.DataObject) -> None:
    payload, options = data.draw(requests(dialect)), data.draw(NO_REASONING)
    to = OTHER[dialect]
    value = dict(convert(payload, dialect, KIND, options).value)
    if data.draw(st.booleans()):
        history = value.get(HISTORIES[to]) or []
        value[HISTORIES[to]] = data.draw(edits(history, NEW_ELEMENTS[to]())).value
    if data.draw(st.booleans()):
        value["tools"] = [*(value.get("tools") or [])[1:], *data.draw(tools(to))]
    for _ in range(data.draw(st.integers(0, 2))):
        value.update(data.draw(st.sampled_from(CHANGES[to])))
    names = [name for name in value if name not in LISTS]
    if data.draw(st.booleans()) and names:
        del value[data.draw(st.sampled_from(names))]
    check_edit(payload, dialect, options, value)


@needs_corpus
@pytest.mark.parametrize("dialect", OTHER)
def test_recorded(dialect: str) -> None:
    to = OTHER[dialect]
    count = 0
    for recording in recorded(dialect, KIND):
        value = convert(recording.payload, dialect, KIND, DEFAULT).value
        question = {"role": "user", "content": "And now?"}
        if to == "responses":
            question["type"] = "message"
        with_question = {**value, HISTORIES[to]: [*value[HISTORIES[to]], question]}
        without_tools = {name: member for name, member in value.items() if name != "tools"}
        for after in (
            with_question,
            without_tools,
            *({**value, **change} for change in CHANGES[to]),
        ):
            try:
                check_edit(recording.payload, dialect, DEFAULT, after)
            except Exception as error:
                raise AssertionError(recording.place) from error
            count += 1
    assert count > 500


REQUEST: dict[str, Any] = {
    "model": "m",
    "instructions": "Be kind.",
    "input": [
        {"type": "message", "id": "msg_1", "role": "user", "content": "Hello"},
        {"type": "web_search_call", "id": "ws_1", "status": "completed"},
        {"type": "message", "id": "msg_2", "role": "assistant", "content": "Hi."},
    ],
    "reasoning": {"effort": "low", "summary": "auto"},
    "include": ["reasoning.encrypted_content"],
    "store": False,
}

FUNCTION = {"type": "function", "function": {"name": "g"}}


def test_losses_beside_an_edit_are_restored() -> None:
    conversion = convert(REQUEST, "responses", KIND, DEFAULT)
    value = {**conversion.value, "store": True}
    value["messages"] = [*value["messages"], {"role": "user", "content": "More."}]
    restored = rp.restoration(value, conversion.complement)
    item = {"type": "message", "role": "user", "content": "More."}
    assert restored.value == {**REQUEST, "store": True, "input": [*REQUEST["input"], item]}
    assert not restored.exact


def test_a_changed_parameter_is_read_as_it_is() -> None:
    conversion = convert(REQUEST, "responses", KIND, DEFAULT)
    value = {**conversion.value, "reasoning_effort": "high"}
    restored = rp.restoration(value, conversion.complement)
    assert restored.value == {**REQUEST, "reasoning": {"effort": "high"}}
    assert restored.fresh_members == ("reasoning",)


def test_another_value_is_refused() -> None:
    conversion = convert(REQUEST, "responses", KIND, DEFAULT)
    with pytest.raises(rp.ComplementError, match="belongs to another value"):
        rp.restore({"messages": [{"role": "user", "content": "x"}]}, conversion.complement)


@pytest.mark.parametrize("choice", [{"tool_choice": "none"}, {"parallel_tool_calls": False}])
def test_a_choice_without_tools_does_not_apply_to_new_ones(choice: dict[str, Any]) -> None:
    conversion = convert({**REQUEST, **choice}, "responses", KIND, DEFAULT)
    restored = rp.restore(conversion.value, conversion.complement)
    assert restored == {**REQUEST, **choice}
    tool = {"type": "function", "function": {"name": "f"}}
    restored = rp.restore({**conversion.value, "tools": [tool]}, conversion.complement)
    assert restored.keys() == {*REQUEST, "tools"}


def test_tools_that_an_edit_puts_into_the_history_are_read() -> None:
    question = {"role": "user", "content": "Hello"}
    additional_tools = {"type": "additional_tools", "tools": [{"type": "function", "name": "f"}]}
    sources: list[dict[str, Any]] = [
        {"messages": []},
        {"messages": [question], "tools": [FUNCTION]},
    ]
    for source in sources:
        conversion = convert(source, "chat_completions", KIND, DEFAULT)
        value = {**conversion.value, "input": [*conversion.value["input"], additional_tools]}
        restored = rp.restoration(value, conversion.complement)
        tool = {"type": "function", "function": {"name": "f"}}
        assert restored.value == {**source, "tools": [*source.get("tools", []), tool]}
        assert "tools" in restored.fresh_members


def test_a_new_tool_has_a_name_of_its_own() -> None:
    """It would fold to that of another one; and search that is not the last tool allows no cut."""
    payload = {
        "messages": [],
        "tools": [{"type": "function", "function": {"name": "a", "parameters": {}, "x": 1}}],
    }
    value = convert(payload, "chat_completions", KIND, DEFAULT).value
    namespace = {"type": "namespace", "name": "", "tools": [{"type": "function", "name": "a"}]}
    new_tools = [namespace, {"type": "web_search"}, {"type": "computer"}]
    value = {**value, "tools": [*value["tools"], *new_tools]}
    check_edit(payload, "chat_completions", DEFAULT, value)


@pytest.mark.parametrize(
    ("added", "name", "tools"),
    [
        (
            {"type": "function", "name": "g", "parameters": None, "strict": None},
            "functions",
            [{"name": "f"}, {"name": "g"}],
        ),
        (
            {"type": "custom", "name": "g"},
            "tools",
            [
                {"type": "function", "function": {"name": "f"}},
                {"type": "custom", "custom": {"name": "g"}},
            ],
        ),
    ],
)
def test_deprecated_functions_stay_where_only_functions_are_added(
    added: dict[str, Any], name: str, tools: list[Any]
) -> None:
    request = {"model": "m", "messages": [], "functions": [{"name": "f"}]}
    conversion = rp.convert(request, "responses", source="chat_completions", kind="request")
    edited_value = {**conversion.value, "tools": [*conversion.value["tools"], added]}
    restored = rp.restore(edited_value, conversion.complement)
    assert restored == {"model": "m", "messages": [], name: tools}
