"""Differences from the schemas have the words of the API."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import responses_protocol as rp
from responses_protocol._checks.rule import Settings
from responses_protocol._checks.structure import check_structure
from responses_protocol._checks.structure.violations import _LIMITS
from responses_protocol._checks.subjects import SUBJECTS
from responses_protocol._checks.validation import check_value

WIRE, STRICT = Settings(), Settings(profile="request")
CHAT: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "ping"}]}
ASK: dict[str, Any] = {"model": "m", "input": "ping", "max_output_tokens": 16}

# Answers of the endpoints (August 2026): the change of a request, param, message.
CHAT_ROWS: list[tuple[dict[str, Any], str, str]] = [
    ({"zzz_unknown": 1}, "zzz_unknown", "Unknown parameter: 'zzz_unknown'."),
    ({"reasoning": {"effort": "low"}}, "reasoning", "Unknown parameter: 'reasoning'."),
    ({"n": "2"}, "n", "Invalid type for 'n': expected an integer, but got a string instead."),
    (
        {"temperature": "hot"},
        "temperature",
        "Invalid type for 'temperature': expected a decimal, but got a string instead.",
    ),
    (
        {"store": "yes"},
        "store",
        "Invalid type for 'store': expected a boolean, but got a string instead.",
    ),
    (
        {"seed": 1.5},
        "seed",
        "Invalid type for 'seed': expected an integer, but got a decimal number instead.",
    ),
    (
        {"user": {"a": 1}},
        "user",
        "Invalid type for 'user': expected a string, but got an object instead.",
    ),
    (
        {"tools": "none"},
        "tools",
        "Invalid type for 'tools': expected an array of objects, but got a string instead.",
    ),
    (
        {"tool_choice": 7},
        "tool_choice",
        "Invalid type for 'tool_choice': expected one of 'none', 'auto', 'required', or "
        "object, but got an integer instead.",
    ),
    (
        {"response_format": "json"},
        "response_format",
        "Invalid type for 'response_format': expected an object, but got a string instead.",
    ),
    (
        {"messages": "ping"},
        "messages",
        "Invalid type for 'messages': expected an array of objects, but got a string instead.",
    ),
    (
        {"messages": ["ping"]},
        "messages[0]",
        "Invalid type for 'messages[0]': expected an object, but got a string instead.",
    ),
    (
        {"messages": [{"role": "user", "content": 7}]},
        "messages[0].content",
        "Invalid type for 'messages[0].content': expected one of a string or array of objects, but "
        "got an integer instead.",
    ),
    (
        {"n": 0},
        "n",
        "Invalid 'n': integer below minimum value. Expected a value >= 1, but got 0 instead.",
    ),
    (
        {"metadata": {f"k{at}": "v" for at in range(17)}},
        "metadata",
        "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, "
        "but got an object with 17 properties instead.",
    ),
    (
        {"metadata": {"k": "x" * 600}},
        "metadata.k",
        "Invalid 'metadata.k': string too long. Expected a string with maximum length 512, but got "
        "a string with length 600 instead.",
    ),
    (
        {"metadata": {"k" * 70: "v"}},
        f"metadata.{'k' * 70}",
        "Invalid property name in 'metadata': 'kkk...kkk' is too long. Expected a string with "
        "maximum length 64, but got a string with length 70 instead.",
    ),
    (
        {"metadata": {"k": 7}},
        "metadata.k",
        "Invalid type for 'metadata.k': expected a string, but got an integer instead.",
    ),
    (
        {"verbosity": "bogus"},
        "verbosity",
        "Invalid value: 'bogus'. Supported values are: 'low', 'medium', and 'high'.",
    ),
    (
        {"response_format": {}},
        "response_format.type",
        "Missing required parameter: 'response_format.type'.",
    ),
    (
        {"functions": [{"parameters": {}}]},
        "functions[0].name",
        "Missing required parameter: 'functions[0].name'.",
    ),
    (
        {"tools": [{"type": "function"}]},
        "tools[0].function",
        "Missing required parameter: 'tools[0].function'.",
    ),
    (
        {"tools": [{"type": "function", "function": {"parameters": {}}}]},
        "tools[0].function.name",
        "Missing required parameter: 'tools[0].function.name'.",
    ),
    (
        {"tool_choice": {"type": "function", "function": {}}},
        "tool_choice.function.name",
        "Missing required parameter: 'tool_choice.function.name'.",
    ),
    (
        {
            "messages": [
                {"role": "system", "content": [{"type": "image_url", "image_url": {"url": "u"}}]}
            ]
        },
        "messages[0].content[0]",
        "Invalid value: 'image_url'. Supported values are: 'text'.",
    ),
    ({"messages": ...}, "messages", "Missing required parameter: 'messages'."),
    (
        {"messages": []},
        "messages",
        "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an "
        "empty array instead.",
    ),
    (
        {"messages": [{"content": "ping"}]},
        "messages[0].role",
        "Missing required parameter: 'messages[0].role'.",
    ),
]
RESPONSES_ROWS: list[tuple[dict[str, Any], str, str]] = [
    ({"zzz_unknown": 1}, "zzz_unknown", "Unknown parameter: 'zzz_unknown'."),
    ({"n": 2}, "n", "Unknown parameter: 'n'."),
    ({"stop": ["ZZ"]}, "stop", "Unknown parameter: 'stop'. Did you mean 'store'?"),
    ({"seed": 1}, "seed", "Unknown parameter: 'seed'."),
    ({"max_tokens": 16}, "max_tokens", "Unknown parameter: 'max_tokens'."),
    ({"sto": 1}, "sto", "Unknown parameter: 'sto'. Did you mean 'store'?"),
    ({"st": 1}, "st", "Unknown parameter: 'st'."),
    ({"stre": 1}, "stre", "Unknown parameter: 'stre'. Did you mean 'store' or 'stream'?"),
    ({"strem": 1}, "strem", "Unknown parameter: 'strem'. Did you mean 'stream' or 'store'?"),
    ({"tool": 1}, "tool", "Unknown parameter: 'tool'. Did you mean 'tools'?"),
    ({"inpu": 1}, "inpu", "Unknown parameter: 'inpu'."),
    ({"model": ...}, "model", "Missing required parameter: 'model'."),
    (
        {"model": None},
        "model",
        "Invalid type for 'model': expected a string, but got an object instead.",
    ),
    (
        {"model": 7},
        "model",
        "Invalid type for 'model': expected a string, but got an integer instead.",
    ),
    (
        {"input": {"a": 1}},
        "input",
        "Invalid type for 'input': expected one of a string or array of input items, but got an "
        "object instead.",
    ),
    (
        {"input": ...},
        "",
        "One of \"input\" or \"previous_response_id\" or 'prompt' or 'conversation' must be "
        "provided.",
    ),
    (
        {"input": [{"role": "user", "content": "ping", "bogus": 1}]},
        "input[0].bogus",
        "Unknown parameter: 'input[0].bogus'.",
    ),
    (
        {"reasoning": "low"},
        "reasoning",
        "Invalid type for 'reasoning': expected an object, but got a string instead.",
    ),
    (
        {"reasoning": {"summary": "bogus"}},
        "reasoning.summary",
        "Invalid value: 'bogus'. Supported values are: 'concise', 'detailed', and 'auto'.",
    ),
    ({"reasoning": {"bogus": 1}}, "reasoning.bogus", "Unknown parameter: 'reasoning.bogus'."),
    (
        {"truncation": {"a": 1}},
        "truncation",
        "Invalid type for 'truncation': expected one of 'auto' or 'disabled', but got an object "
        "instead.",
    ),
    (
        {"truncation": "bogus"},
        "truncation",
        "Invalid value: 'bogus'. Supported values are: 'auto' and 'disabled'.",
    ),
    (
        {"max_output_tokens": 15},
        "max_output_tokens",
        "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got "
        "15 instead.",
    ),
    (
        {"metadata": "x"},
        "metadata",
        "Invalid type for 'metadata': expected a metadata object, but got a string instead.",
    ),
    (
        {"tools": "wrong type"},
        "tools",
        "Invalid type for 'tools': expected an array of tools, but got a string instead.",
    ),
    (
        {"stream_options": {"include_usage": True}},
        "stream_options.include_usage",
        "Unknown parameter: 'stream_options.include_usage'.",
    ),
    (
        {"tool_choice": {"type": "function"}},
        "tool_choice.name",
        "Missing required parameter: 'tool_choice.name'.",
    ),
    (
        {"tool_choice": "bogus"},
        "tool_choice",
        "Invalid value: 'bogus'. Supported values are: 'none', 'auto', and 'required'.",
    ),
]
ROWS = [
    *(("chat_completions/request", CHAT, row) for row in CHAT_ROWS),
    *(("responses/request", ASK, row) for row in RESPONSES_ROWS),
]


@pytest.mark.parametrize(
    ("subject", "base", "row"), ROWS, ids=[f"{name[:4]} {row[0]}"[:50] for name, _, row in ROWS]
)
def test_worded_as_the_endpoints_word_it(
    subject: str, base: dict[str, Any], row: tuple[dict[str, Any], str, str]
) -> None:
    change, param, message = row
    payload = {name: value for name, value in {**base, **change}.items() if value is not ...}
    problems = list(check_structure(payload, SUBJECTS[subject], STRICT))
    assert [(finding.place, finding.message) for finding in problems] == [(param, message)]


@pytest.mark.parametrize(
    ("member", "minimum", "maximum", "step"),
    [
        ("temperature", 0, 2, 0.5),
        ("top_p", 0, 1, 0.5),
        ("presence_penalty", -2, 2, 0.5),
        ("frequency_penalty", -2, 2, 1),
        ("top_logprobs", 0, 20, 1),
        ("n", 1, 128, 1),
    ],
)
def test_a_limit_itself_is_no_fault(member: str, minimum: int, maximum: int, step: float) -> None:
    def places(number: float) -> list[str]:
        payload = {**CHAT, member: number, "model": 5}  # one fault, so that all members are read
        return [
            one.place
            for one in check_structure(payload, SUBJECTS["chat_completions/request"], STRICT)
        ]

    assert [places(number) for number in (minimum, maximum)] == [["model"], ["model"]]
    assert all(member in places(number) for number in (minimum - step, maximum + step))


@pytest.mark.parametrize(
    ("member", "longest"),
    [
        ("stop", ["a"] * 4),
        ("metadata", {str(n): "x" * 512 for n in range(16)}),
        ("metadata", {"k" * 64: "x"}),
    ],
)
def test_the_longest_is_no_fault(member: str, longest: Any) -> None:
    payload = {**CHAT, "store": True, member: longest, "model": 5}
    findings = check_structure(payload, SUBJECTS["chat_completions/request"], STRICT)
    assert [one.place for one in findings] == ["model"]


def test_a_list_is_checked_though_another_member_is_damaged() -> None:
    call = {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"}
    body = {**ASK, "input": [call], "temperature": "hot"}
    findings = [
        (finding.code, finding.place)
        for finding in check_value(body, SUBJECTS["responses/request"], WIRE)
    ]
    assert findings == [("RP102", "temperature"), ("RP203", "input[0]")]
    body = {**ASK, "input": [call, {**call, "name": 7}]}
    findings = [
        (finding.code, finding.place)
        for finding in check_value(body, SUBJECTS["responses/request"], WIRE)
    ]
    assert findings == [("RP102", "input[1].name"), ("RP203", "input[0]")]


def test_payloads_of_a_record_are_validated_at_their_places() -> None:
    body = {"model": "m", "input": [{"type": "function_call_output", "call_id": "a", "output": ""}]}
    line = {"custom_id": "1", "method": "POST", "url": "/v1/responses", "body": body}
    [finding] = rp.validate(line)
    assert (finding.code, finding.place, finding.pointer) == ("RP204", "input[0]", "/body/input/0")
    assert rp.validate(body) == [replace(finding, pointer="/input/0")]


@pytest.mark.parametrize("payload", [[], {}, "text", 3, None, {"foo": 1}, {"a": {1}}])
def test_an_undetected_payload_is_an_error(payload: Any) -> None:
    with pytest.raises(rp.ConversionError):
        rp.validate(payload)


def test_arguments_that_name_nothing() -> None:
    unknown_name: Any = "nobody"
    with pytest.raises(ValueError, match="subject must be one of"):
        rp.validate([], "responses")
    with pytest.raises(ValueError, match="target must be one of"):
        rp.validate([], "responses/history", target=unknown_name)
    with pytest.raises(ValueError, match="would_lose must be one of"):
        rp.validate([], "responses/history", would_lose=unknown_name)
    assert rp.validate([], "responses/history") == []
    nested: Any = []
    for _ in range(5000):
        nested = [nested]
    with pytest.raises(rp.ConversionError, match="deep"):
        rp.validate({"model": "m", "input": nested})


@pytest.mark.parametrize("keyword", [name for name in _LIMITS if name not in ("not", "pattern")])
def test_a_limit_is_that_of_json_schema(keyword: str) -> None:
    kinds, fits = _LIMITS[keyword]
    limit = 3
    for size in range(limit - 2, limit + 3):
        values: dict[str, Any] = {
            "string": "x" * size,
            "integer": size,
            "number": size + 0.5,
            "array": [0] * size,
            "object": {str(number): 0 for number in range(size)},
        }
        for kind in kinds:
            expected = Draft202012Validator({keyword: limit}).is_valid(values[kind])
            assert fits(values[kind], limit) == expected
