"""Law 6 on whole requests and answers: our schemas and the SDK's own types take what comes out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("openai", reason="the openai SDK is a development dependency")

from jsonschema import Draft202012Validator
from laws import OTHER
from openai.types.chat import ChatCompletion, completion_create_params
from openai.types.responses import Response, response_create_params
from pydantic import TypeAdapter, ValidationError
from recordings import needs_corpus, recorded
from test_laws_recorded import VARIANTS
from valid import drain, remove_tool_media, replace_exceptions

import responses_protocol as rp
from responses_protocol import schemas

SDK_TYPES: dict[tuple[str, str], TypeAdapter[Any]] = {
    ("responses", "request"): TypeAdapter(response_create_params.ResponseCreateParams),
    ("responses", "response"): TypeAdapter(Response),
    ("chat_completions", "request"): TypeAdapter(completion_create_params.CompletionCreateParams),
    ("chat_completions", "response"): TypeAdapter(ChatCompletion),
}
DEFINITIONS = {"request": "Request", "response": "Response"}
# Words of other servers, which the types do not list: they go through as they are.
WORDS = {
    "effort": "low",
    "finish_reason": "stop",  # null where nobody says how an answer ended
    "reasoning_effort": "low",
    "service_tier": "auto",
}
KNOWN_WORDS = {
    "effort": ("none", "minimal", "low", "medium", "high", "xhigh", "max"),
    "finish_reason": ("stop", "length", "tool_calls", "content_filter", "function_call"),
    "reasoning_effort": ("none", "minimal", "low", "medium", "high", "xhigh", "max"),
    "service_tier": ("auto", "default", "flex", "scale", "priority"),
}
CASES = [(dialect, kind) for dialect in OTHER for kind in DEFINITIONS]


def is_error(value: dict[str, Any]) -> bool:
    """Tell whether a value is the body of an error, for which the SDK has exceptions, no types."""
    return "choices" not in value and "output" not in value


def replace_unknown_words(value: Any) -> Any:
    """Return a payload in which words that the types do not list are replaced by one that they do.

    Only where words stand: in the payload itself, in ``reasoning``, and in choices.
    """
    members: dict[str, Any] = {
        name: WORDS[name] if name in WORDS and member not in KNOWN_WORDS[name] else member
        for name, member in value.items()
    }
    if isinstance(members.get("reasoning"), dict):
        members["reasoning"] = replace_unknown_words(members["reasoning"])
    if isinstance(members.get("choices"), list):
        members["choices"] = [replace_unknown_words(choice) for choice in members["choices"]]
    if isinstance(members.get("message"), dict) and isinstance(members["message"]["content"], list):
        members["message"] = {
            **members["message"],
            "content": "",
        }  # parts, which an option asks for
    return members


def find_problems(value: dict[str, Any], dialect: str, kind: str) -> Iterator[str]:
    """Yield what our schema, where there is one, and the SDK's types say against a payload."""
    definition = "ErrorBody" if kind == "response" and is_error(value) else DEFINITIONS[kind]
    try:
        reference = schemas.ref(dialect, definition)
    except KeyError:
        pass
    else:
        checker = Draft202012Validator({"$ref": reference}, registry=schemas.registry())
        for error in checker.iter_errors(value):
            yield f"{error.json_path}: {error.message[:200]}"
    if definition != "ErrorBody":
        with_known_words = replace_unknown_words(value)
        try:
            checked_value = (
                replace_exceptions(with_known_words, dialect)
                if kind == "request"
                else with_known_words
            )
            drain(SDK_TYPES[dialect, kind].validate_python(checked_value))
        except ValidationError as invalid:
            yield from (f"{error['loc']}: {error['msg']}" for error in invalid.errors())


@needs_corpus
@pytest.mark.parametrize(("dialect", "kind"), CASES)
def test_recorded(dialect: Any, kind: Any) -> None:
    count = 0
    valid_texts: set[str] = set()  # most options change nothing in most payloads
    for recording in recorded(dialect, kind):
        for options in VARIANTS:
            to = OTHER[dialect]
            value = rp.convert(
                recording.payload, to, source=dialect, kind=kind, options=options
            ).value
            if options.tool_output_media == "inline" and "messages" in value:
                value = {**value, "messages": remove_tool_media(value["messages"])}
            count += 1
            if (text := json.dumps(value)) in valid_texts:
                continue
            assert list(find_problems(value, to, kind)) == [], (recording.place, options.changed())
            valid_texts.add(text)
    assert count > 1000


ANSWER: dict[str, Any] = {"id": "1", "object": "chat.completion", "created": 0, "model": "m"}
CHOICE = {"index": 0, "message": {"role": "assistant", "content": "Hi."}, "logprobs": None}


@pytest.mark.parametrize(
    ("dialect", "kind", "payload"),
    [
        (
            "chat_completions",
            "response",
            {**ANSWER, "choices": [{**CHOICE, "finish_reason": None}]},
        ),
        ("chat_completions", "request", {"messages": [], "model": "m", "reasoning_effort": "x"}),
        (
            "chat_completions",
            "request",
            {"messages": [], "model": "m", "service_tier": "on_demand"},
        ),
        ("responses", "request", {"reasoning": {"effort": "default"}}),
    ],
)
def test_every_word_is_needed(
    dialect: str, kind: str, payload: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(find_problems(payload, dialect, kind)) == []
    monkeypatch.setattr("test_laws_valid_bodies.WORDS", {})
    assert list(find_problems(payload, dialect, kind)) != []


@pytest.mark.parametrize(
    ("dialect", "kind", "payload"),
    [
        ("chat_completions", "response", {**ANSWER, "choices": [{**CHOICE, "message": None}]}),
        ("chat_completions", "request", {"messages": [{"role": "user"}], "model": "m"}),
        ("responses", "request", {"max_output_tokens": "many"}),
        ("responses", "response", {"output": [{"type": "message"}]}),
    ],
)
def test_wrong_bodies_are_noticed(dialect: str, kind: str, payload: dict[str, Any]) -> None:
    assert list(find_problems(payload, dialect, kind)) != []
