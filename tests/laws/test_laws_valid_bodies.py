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
from valid import drain, excused, without_tool_media

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


def with_known_words(value: Any) -> Any:
    """Return a payload in which words that the types do not list are replaced by one that they do.

    Only where words stand: in the payload itself, in ``reasoning``, and in choices.
    """
    made: dict[str, Any] = {
        name: WORDS[name] if name in WORDS and member not in KNOWN_WORDS[name] else member
        for name, member in value.items()
    }
    if isinstance(made.get("reasoning"), dict):
        made["reasoning"] = with_known_words(made["reasoning"])
    if isinstance(made.get("choices"), list):
        made["choices"] = [with_known_words(choice) for choice in made["choices"]]
    if isinstance(made.get("message"), dict) and isinstance(made["message"]["content"], list):
        made["message"] = {**made["message"], "content": ""}  # parts, which an option asks for
    return made


def problems(value: dict[str, Any], dialect: str, kind: str) -> Iterator[str]:
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
        known = with_known_words(value)
        try:
            given = excused(known, dialect) if kind == "request" else known
            drain(SDK_TYPES[dialect, kind].validate_python(given))
        except ValidationError as invalid:
            yield from (f"{error['loc']}: {error['msg']}" for error in invalid.errors())


@needs_corpus
@pytest.mark.parametrize(("dialect", "kind"), CASES)
def test_recorded(dialect: Any, kind: Any) -> None:
    done = 0
    valid: set[str] = set()  # most options change nothing in most payloads
    for recording in recorded(dialect, kind):
        for options in VARIANTS:
            to = OTHER[dialect]
            value = rp.convert(
                recording.payload, to, source=dialect, kind=kind, options=options
            ).value
            if options.tool_output_media == "inline" and "messages" in value:
                value = {**value, "messages": without_tool_media(value["messages"])}
            done += 1
            if (text := json.dumps(value)) in valid:
                continue
            assert list(problems(value, to, kind)) == [], (recording.place, options.changed())
            valid.add(text)
    assert done > 1000


WHOLE: dict[str, Any] = {"id": "1", "object": "chat.completion", "created": 0, "model": "m"}
CHOICE = {"index": 0, "message": {"role": "assistant", "content": "Hi."}, "logprobs": None}


@pytest.mark.parametrize(
    ("dialect", "kind", "payload"),
    [
        ("chat_completions", "response", {**WHOLE, "choices": [{**CHOICE, "finish_reason": None}]}),
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
    assert list(problems(payload, dialect, kind)) == []
    monkeypatch.setattr("test_laws_valid_bodies.WORDS", {})
    assert list(problems(payload, dialect, kind)) != []


@pytest.mark.parametrize(
    ("dialect", "kind", "payload"),
    [
        ("chat_completions", "response", {**WHOLE, "choices": [{**CHOICE, "message": None}]}),
        ("chat_completions", "request", {"messages": [{"role": "user"}], "model": "m"}),
        ("responses", "request", {"max_output_tokens": "many"}),
        ("responses", "response", {"output": [{"type": "message"}]}),
    ],
)
def test_wrong_bodies_are_noticed(dialect: str, kind: str, payload: dict[str, Any]) -> None:
    assert list(problems(payload, dialect, kind)) != []
