"""The fast validator says of every payload what a validator says, and where it refuses."""

from __future__ import annotations

import itertools
import json
import sys
from collections import defaultdict
from collections.abc import KeysView
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from typing import Any

import pytest
from effort import scale_examples
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from recordings import needs_corpus, recorded
from strict_json import text

import responses_protocol as rp
from responses_protocol import schemas
from responses_protocol._values import split_pointer
from responses_protocol.schemas.fast_validator import Mismatch, _checks, accepts, mismatch
from responses_protocol.testing import damaged, from_schema, json_values

DEFINITIONS = [
    (name.partition("/")[0], title)
    for name in schemas.names()
    for title in schemas.load(name)["$defs"]
]
EACH = pytest.mark.parametrize(
    ("dialect", "definition"), DEFINITIONS, ids=[" ".join(each) for each in DEFINITIONS]
)
ROOTS = [
    ("responses", "Item"),
    ("responses", "OutputItem"),
    ("responses", "Tool"),
    ("responses", "ToolChoice"),
    ("chat_completions", "Message"),
    ("chat_completions", "Tool"),
    ("chat_completions", "ToolChoice"),
    ("chat_agent", "ChatAgentMessage"),
]


def payloads(dialect: str, definition: str) -> st.SearchStrategy[Any]:
    """Return payloads that fit, payloads with one thing wrong, and any other JSON value."""
    fit = from_schema(dialect, definition)
    return st.one_of(fit, damaged(fit), damaged(fit), json_values())


def agrees(payload: Any, dialect: str, definition: str) -> None:
    """Assert that the fast validator is right, changes nothing, and points into the payload."""
    before = text(payload)
    refused = mismatch(payload, dialect, definition)
    assert (refused is None) == schemas.validator(dialect, definition).is_valid(payload), refused
    assert text(payload) == before
    if refused is not None:
        at(payload, refused.pointer)


def at(payload: Any, pointer: str) -> Any:
    """Return what a pointer points at."""
    for step in split_pointer(pointer):
        payload = payload[int(step) if isinstance(payload, list) else step]
    return payload


@EACH
def test_it_says_what_a_validator_says(dialect: str, definition: str) -> None:
    enough = scale_examples(100 if (dialect, definition) in ROOTS else 6)

    @given(payloads(dialect, definition))
    @settings(max_examples=enough)
    def check(payload: Any) -> None:
        agrees(payload, dialect, definition)

    check()


@pytest.mark.parametrize(("dialect", "definition"), ROOTS)
def test_a_list_is_refused_where_its_first_bad_element_is(dialect: str, definition: str) -> None:
    @given(st.lists(payloads(dialect, definition), max_size=3))
    @settings(max_examples=scale_examples(30))
    def check(elements: list[Any]) -> None:
        refused = mismatch(elements, dialect, definition, many=True)
        single = [mismatch(element, dialect, definition) for element in elements]
        bad = [number for number, one in enumerate(single) if one is not None]
        # An element that stands there twice is one and the same object for Hypothesis at times.
        first = next((single[number] for number in bad[:1]), None)
        assert (refused is None) == (first is None)
        if refused is not None and first is not None:
            assert refused.reason == first.reason
            assert at(elements, refused.pointer) == at(elements[bad[0]], first.pointer)
            assert refused.pointer.endswith(first.pointer)

    check()
    assert mismatch({}, dialect, definition, many=True) == Mismatch("", "expected an array")
    assert accepts([], dialect, definition, many=True)


HISTORIES = {"responses": "Item", "chat_completions": "Message"}


@needs_corpus
@pytest.mark.parametrize("dialect", HISTORIES)
def test_recorded_histories(dialect: str) -> None:
    definition = HISTORIES[dialect]
    found = recorded(dialect, "history")
    assert len(found) > 150
    seen: list[KeysView[str]] = []
    for one in found:
        if isinstance(one.payload, list):
            assert mismatch(one.payload, dialect, definition, many=True) is None, one.place
            for number in range(len(one.payload)):
                # What no server sends: members that are texts everywhere hold an object.
                bad = {**one.payload[number], "type": {}, "role": {}}
                broken = [*one.payload[:number], bad, *one.payload[number + 1 :]]
                if bad.keys() not in seen:  # more of the same members say nothing new
                    assert not schemas.validator(dialect, definition).is_valid(bad)
                    seen.append(bad.keys())
                refused = mismatch(broken, dialect, definition, many=True)
                assert refused is not None
                assert refused.pointer.startswith(f"/{number}")


@needs_corpus
@pytest.mark.parametrize("dialect", HISTORIES)
@pytest.mark.parametrize("kind", ["tools", "tool_choice"])
def test_recorded_tools(dialect: str, kind: str) -> None:
    definition = {"tools": "Tool", "tool_choice": "ToolChoice"}[kind]
    found = recorded(dialect, kind)
    assert found
    for one in found:
        refused = mismatch(one.payload, dialect, definition, many=kind == "tools")
        assert refused is None, one.place


CALL = {"type": "function_call", "call_id": "c", "name": "f", "arguments": ""}
USER = {"role": "user", "content": [{"type": "input_text", "text": "hi"}]}

INDEX = "expected an integer or null"

REFUSED = [
    ("Item", "hi", "", "expected an object"),
    ("Item", {"type": 1}, "/type", "expected a string"),
    ("Item", {"type": [], "role": {}}, "/type", "expected a string"),
    ("Item", {**USER, "content": None}, "/content", "expected a string or an array"),
    ("Item", {**USER, "type": {}}, "/type", "expected a string"),
    ("Item", {**USER, "role": 3}, "/role", "expected a string"),
    ("Item", {"role": "user"}, "", "the member 'content' is missing"),
    ("Item", {"type": "message", "content": "hi"}, "", "the member 'role' is missing"),
    ("Item", {**CALL, "arguments": {}}, "/arguments", "expected a string"),
    ("Item", {**CALL, "status": 1}, "/status", "expected a string or null"),
    ("Item", {**CALL, "caller": "x"}, "/caller", "expected an object or null"),
    (
        "Item",
        {"role": "user", "content": [*USER["content"], {"type": "input_text", "text": 3}]},
        "/content/1/text",
        "expected a string",
    ),
    ("FunctionCall", {**CALL, "type": "x"}, "/type", 'expected "function_call"'),
    ("UserMessage", {**USER, "type": "x"}, "/type", 'expected "message" or null'),
    ("KnownItem", {"type": "x"}, "", "expected an object of a known type"),
    (
        "Annotation",
        {"type": "url_citation", "end_index": 0.5},
        "/end_index",
        "expected an integer or null",
    ),
    ("Logprob", {"token": "a", "bytes": [1, True]}, "/bytes/1", "expected an integer"),
    ("Tool", {"type": "mcp", "headers": {"a/b": 1}}, "/headers/a~1b", "expected a string"),
]


@pytest.mark.parametrize(("definition", "payload", "pointer", "reason"), REFUSED)
def test_it_says_where_and_why(definition: str, payload: Any, pointer: str, reason: str) -> None:
    agrees(payload, "responses", definition)
    assert mismatch(payload, "responses", definition) == Mismatch(pointer, reason)
    assert not accepts(payload, "responses", definition)


class Word(str, Enum):
    CALL = "function_call"


ODD_CLASSES: list[tuple[Any, bool]] = [
    ({**CALL, "type": Word.CALL}, True),
    (defaultdict(str, CALL), True),
    (defaultdict(str, type="function_call", call_id="c"), False),
    ({"role": "user", "content": ()}, False),
    (dict[Any, Any]([*CALL.items(), (3, "not a name")]), True),
]


@pytest.mark.parametrize(("payload", "verdict"), ODD_CLASSES)
def test_values_of_other_classes(payload: Any, verdict: bool) -> None:
    members = list(payload)
    assert schemas.validator("responses", "Item").is_valid(payload) == verdict
    assert accepts(payload, "responses", "Item") == verdict
    assert list(payload) == members, "a defaultdict makes up what is asked for"


def nested(levels: int) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "eq", "key": "k", "value": 1}
    for _ in range(levels):
        made = {"type": "and", "filters": [made]}
    return made


def test_deep_nesting_has_a_verdict() -> None:
    assert accepts(nested(100), "responses", "FileFilter")
    too_deep = mismatch(nested(100_000), "responses", "FileFilter")
    assert too_deep == Mismatch("", "nested too deeply to be checked")
    # What is left open is not looked into.
    assert accepts({**CALL, "x": nested(100_000)}, "responses", "Item")
    assert accepts({"type": "x", "filters": nested(100_000)}, "responses", "Item")


def test_unknown_definitions() -> None:
    with pytest.raises(KeyError):
        accepts({}, "responses", "Nothing")
    with pytest.raises(KeyError):
        accepts([], "nothing", "Item", many=True)


def test_threads_may_share_the_first_call() -> None:
    place = schemas.ref("responses", "Item")
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(10):
            check = _checks.Checks().of(place, many=True)
            with ThreadPoolExecutor(8) as pool:
                found = list(pool.map(check, [[CALL, USER], [CALL, {}]] * 8))
            assert [one is None for one in found] == [True, False] * 8
    finally:
        sys.setswitchinterval(interval)


NULL = {"type": "null"}

SUBSET: list[dict[str, Any]] = [
    {"description": "Anything."},
    {"const": "{0}"},
    {"const": True},
    {"const": 1},
    {"enum": ["a", 2, None, False]},
    {"type": ["string", "null"], "enum": ["a", 2, None]},
    {"type": "integer", "enum": [1, 2]},
    {"type": "string", "minLength": 3, "maxLength": 4},
    {"maxLength": 2},
    {"type": "string", "pattern": "^[a-z]{2}-[0-9]$"},
    {"type": "string", "not": {"enum": ["a", ""]}},
    {"type": "integer", "minimum": 1, "maximum": 3},
    {"type": "number", "minimum": 0, "maximum": 2},
    {"type": ["boolean", "number"]},
    {"type": ["string", "array", "null"], "items": {"type": "boolean"}, "minItems": 1},
    {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
    {"type": "array", "items": {"type": "array", "items": {"type": ["array", "null"]}}},
    {"type": "object", "additionalProperties": {"type": ["string", "array"], "items": {}}},
    {"type": "object", "additionalProperties": {"type": "array", "items": {"const": "a"}}},
    {"type": "object", "properties": {"a": {"type": "null"}}, "additionalProperties": False},
    {"type": "object", "properties": {"a": {}, "~/": {"type": "null"}}, "required": ["a", "b"]},
    {"properties": {"a": {"type": "array", "items": {"properties": {"b": {"const": 0}}}}}},
    {"anyOf": [{"type": "string"}, {"type": "null"}]},
    {"anyOf": [{"type": "string", "maxLength": 1}, {"const": "two"}]},
    {"anyOf": [{"type": "object", "required": ["a"]}, {"type": "object"}, {"type": "array"}]},
    {"anyOf": [{"type": "array", "minItems": 1}, {"type": "array"}, {"const": "a"}]},
    {
        "oneOf": [
            {"type": "array", "items": {"type": "string"}, "minItems": 1},
            {"type": "array", "items": {"type": "integer"}, "minItems": 1},
            {"type": "array", "maxItems": 0},
        ]
    },
    {
        # A tag that must be there and may be null.
        "oneOf": [
            {
                "type": "object",
                "properties": {"type": {"enum": ["a", None]}, "n": NULL},
                "required": ["type"],
            },
            {"type": "object", "properties": {"type": {"const": "b"}}, "required": ["type"]},
        ]
    },
    {
        # Branches told apart by a member's absence, by a second member, or by trying.
        "oneOf": [
            {"type": "object", "properties": {"type": {"const": "a"}}, "required": ["type"]},
            {
                "type": "object",
                "properties": {"type": {"enum": ["b", None]}, "role": {"const": "x"}},
                "required": ["role"],
            },
            {
                "type": "object",
                "properties": {
                    "type": {"enum": ["b", None]},
                    "role": {"type": "null"},
                    "n": {"type": "null"},
                },
            },
            {
                "type": "object",
                "properties": {
                    "type": {"type": "null"},
                    "role": {"type": "null"},
                    "n": {"type": "string"},
                },
                "required": ["n"],
            },
            {"type": "object", "properties": {"type": {"type": "integer"}}, "required": ["type"]},
            {
                "type": "object",
                "properties": {"type": {"type": "string", "not": {"enum": ["a", "b"]}}},
                "required": ["type"],
            },
        ]
    },
]
SMALL_VALUES = st.recursive(
    st.sampled_from(
        [None, True, False, 0, 1, 1.0, 2, 1.5, 10**40, "", "a", "b", "x", "two", "ab-1"]
    )
    | st.sampled_from(["{0}", "abc", "abcde"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "type", "role", "n", "~/"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("number", range(len(SUBSET)), ids=lambda number: str(SUBSET[number])[:60])
def test_each_keyword_is_kept(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    check = check_of(SUBSET[number], f"schema_{number}.json", monkeypatch)
    expected = Draft202012Validator(SUBSET[number])

    @given(SMALL_VALUES)
    @settings(max_examples=scale_examples(100))
    def agree(value: Any) -> None:
        assert (check(value) is None) == expected.is_valid(value)

    agree()


def test_the_end_of_a_pattern_is_that_of_the_text() -> None:
    """To Python it also comes before a last newline, but not to JSON Schema, or to servers."""
    tool = {"type": "function", "function": {"name": "a\n"}}
    request = {"model": "m", "messages": [{"role": "user", "content": "Hi."}], "tools": [tool]}
    found = rp.validate(request, "chat_completions/request", profile="request")
    assert [one.pointer for one in found] == ["/tools/0/function/name"]


WORDS: list[Any] = [..., None, True, 1, "a", "b", "x", {}]
OBJECTS = [
    {key: word for key, word in zip(("type", "role", "n"), words, strict=True) if word is not ...}
    for words in itertools.product(WORDS, repeat=3)
]


@pytest.mark.parametrize("number", range(len(SUBSET)), ids=lambda number: str(SUBSET[number])[:60])
def test_each_keyword_in_every_small_object(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    check = check_of(SUBSET[number], f"schema_{number}.json", monkeypatch)
    expected = Draft202012Validator(SUBSET[number])
    for value in OBJECTS:
        assert (check(value) is None) == expected.is_valid(value), value


def check_of(schema: dict[str, Any], name: str, monkeypatch: pytest.MonkeyPatch) -> _checks.Check:
    # A name of its own, since files are read once.
    monkeypatch.setattr(schemas, "load", lambda name, profile: {"$defs": {"Some": schema}})
    return _checks.Checks().of(f"{schemas.BASE}{name}#/$defs/Some", many=False)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "format": "date"},
        {"allOf": []},
        {"type": "string", "not": {"const": "a"}},
        {"not": {"enum": [None]}},
        {"type": "string", "oneOf": [{"minLength": 1}]},
        {"oneOf": [{"type": "null"}], "required": ["a"]},
        {"enum": ["a"], "minLength": 3},
    ],
    ids=json.dumps,
)
def test_a_rule_that_it_does_not_know_is_refused(
    schema: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    check = check_of(schema, f"schema_{hash(str(schema))}.json", monkeypatch)
    for _ in range(2):
        with pytest.raises(ValueError, match="the fast validator can't read"):
            check("a")
