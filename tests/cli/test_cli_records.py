"""Where a payload is found in a record, and how another takes its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from responses_protocol._cli.records import find, get, parse_pointer, pointer, put
from responses_protocol.errors import ConversionError

CHAT, RESPONSES = "chat_completions", "responses"
MESSAGES = [{"role": "user", "content": "hi"}]
BATCH = {"custom_id": "1", "url": "/v1/responses", "body": {"model": "m", "input": "hi"}}


@pytest.mark.parametrize(
    ("record", "kind", "to", "given_pointer", "path", "name"),
    [
        (MESSAGES, "history", CHAT, None, (), None),
        ({"input": MESSAGES}, "history", CHAT, None, ("input",), "messages"),
        ({"input": "hi"}, "history", CHAT, None, ("input",), "messages"),
        ({"input": MESSAGES}, "history", RESPONSES, None, ("input",), None),
        ({"messages": MESSAGES}, "history", RESPONSES, None, ("messages",), "input"),
        ({"messages": MESSAGES}, "history", CHAT, None, ("messages",), None),
        ({"output": MESSAGES}, "history", CHAT, None, ("output",), None),
        ({"items": MESSAGES}, "history", CHAT, None, ("items",), None),
        # A name that is taken is not given a second time.
        ({"input": MESSAGES, "messages": 1}, "history", CHAT, None, ("input",), None),
        # What can't be a history does not compete with what can.
        ({"input": None, "output": MESSAGES}, "history", CHAT, None, ("output",), None),
        ({"input": MESSAGES, "output": "text"}, "history", CHAT, None, ("input",), "messages"),
        (BATCH, "history", CHAT, None, ("body", "input"), "messages"),
        ({"body": MESSAGES}, "history", CHAT, "/body", ("body",), None),
        ({"a": [{"b": MESSAGES}]}, "history", CHAT, "/a/0/b", ("a", 0, "b"), None),
        ({"a": {"input": MESSAGES}}, "history", CHAT, "/a/input", ("a", "input"), None),
        ({"a": {"input": MESSAGES}}, "history", CHAT, "/a", ("a", "input"), "messages"),
        ({"a": "hi"}, "history", CHAT, "/a", ("a",), None),
        ({"~/": {"": []}}, "history", CHAT, "/~0~1/", ("~/", ""), None),
        ({"tools": [], "input": []}, "tools", CHAT, None, ("tools",), None),
        ({"tool_choice": "auto"}, "tool_choice", CHAT, None, ("tool_choice",), None),
        ({"type": "function", "name": "f"}, "tool_choice", CHAT, None, (), None),
    ],
)
def test_the_payload_is_found(
    record: Any,
    kind: str,
    to: str,
    given_pointer: str | None,
    path: tuple[str | int, ...],
    name: str | None,
) -> None:
    assert find(record, kind, to, given_pointer) == (path, name)


@pytest.mark.parametrize(
    ("record", "kind", "given_pointer", "pointer", "reason"),
    [
        ({}, "history", None, "", "holds no `messages`"),
        ({"input": [], "output": []}, "history", None, "", "both `input` and `output`"),
        ({"messages": "hi"}, "history", None, "/messages", "`messages` is a string, not a list"),
        ("hi", "history", None, "", "neither"),
        (1, "history", None, "", "neither"),
        ({"custom_id": "1", "body": None}, "history", None, "/body", "neither"),
        ({"a": {}}, "history", "/a", "/a", "holds no"),
        ({"a": []}, "history", "/a/0", "/a/0", "there is no value here"),
        ({"a": [1]}, "history", "/a/00", "/a/00", "there is no value here"),
        ({"a": [1]}, "history", "/a/-", "/a/-", "there is no value here"),
        ({"a": "text"}, "history", "/a/0", "/a/0", "there is no value here"),
        ({"input": []}, "tools", None, "", "holds no `tools`"),
        ({"tool_choice": None}, "tool_choice", None, "/tool_choice", "`tool_choice` is null"),
    ],
)
def test_a_record_without_one_payload_is_refused(
    record: Any, kind: str, given_pointer: str | None, pointer: str, reason: str
) -> None:
    with pytest.raises(ConversionError, match=reason) as error_info:
        find(record, kind, CHAT, given_pointer)
    assert error_info.value.pointer == pointer


def test_putting_renames_in_place_and_leaves_the_source_alone() -> None:
    record = {"id": 1, "body": [0, {"a": 1, "input": [], "z": 2}], "last": {}}
    before = json.dumps(record)
    changed = put(record, ("body", 1, "input"), ["new"], "messages")
    assert json.dumps(changed) == before.replace('"input": []', '"messages": ["new"]')
    assert json.dumps(record) == before
    restored = put(changed, ("body", 1, "messages"), [], "input")
    assert json.dumps(restored) == before


def test_putting_never_overwrites_another_member() -> None:
    with pytest.raises(ConversionError, match="`input`"):
        put({"messages": [], "input": 1}, ("messages",), [], "input")


def test_pointers_and_paths_agree() -> None:
    record = {"a/b": {"~1": [[], {"": "here"}]}}
    path = ("a/b", "~1", 1, "")
    assert pointer(path) == "/a~1b/~01/1/"
    assert parse_pointer(record, pointer(path)) == path
    assert get(record, path) == "here"
