"""Checks of results: our schemas, the SDK's types, and Chat's rule of adjacency."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from openai.types import chat
from openai.types.responses import response_create_params, response_input_item_param, tool_param
from pydantic import TypeAdapter, ValidationError

import responses_protocol as rp
from responses_protocol import schemas

Json = Any
DEFINITIONS = {
    ("responses", "history"): "Item",
    ("responses", "tools"): "Tool",
    ("responses", "tool_choice"): "ToolChoice",
    ("chat_completions", "history"): "Message",
    ("chat_completions", "tools"): "Tool",
    ("chat_completions", "tool_choice"): "ToolChoice",
}
SDK_TYPES: dict[tuple[str, str], Any] = {
    ("responses", "history"): response_input_item_param.ResponseInputItemParam,
    ("responses", "tools"): tool_param.ToolParam,
    ("responses", "tool_choice"): response_create_params.ToolChoice,
    ("chat_completions", "history"): chat.ChatCompletionMessageParam,
    ("chat_completions", "tools"): chat.ChatCompletionToolUnionParam,
    ("chat_completions", "tool_choice"): chat.ChatCompletionToolChoiceOptionParam,
}


@cache
def make_validator(dialect: str, kind: str) -> Draft202012Validator:
    reference = schemas.ref(dialect, DEFINITIONS[dialect, kind])
    return Draft202012Validator({"$ref": reference}, registry=schemas.registry())


@cache
def make_adapter(dialect: str, kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(SDK_TYPES[dialect, kind])


def list_values(value: Any, kind: str) -> list[Any]:
    """Return the single values for which there are schemas."""
    if kind == "tool_choice":
        return [] if value is None else [value]
    values: list[Any] = value
    return values


def find_schema_problems(value: Json, dialect: str, kind: str) -> list[str]:
    """Return the problems of a result by our schema of the dialect."""
    texts = map(json.dumps, list_values(value, kind))
    return [problem for text in texts for problem in find_problems_of_text(text, dialect, kind)]


@lru_cache(maxsize=10_000)  # recorded values come again with each option
def find_problems_of_text(text: str, dialect: str, kind: str) -> list[str]:
    errors = make_validator(dialect, kind).iter_errors(json.loads(text))
    return [f"{error.json_path}: {error.message}" for error in errors]


# Parts that the SDK's types refuse but the endpoints accept, so that we write them: the dialect and
# the type of the part, its replacement for the check, and the reason.
EXCEPTIONS: dict[tuple[str, str], tuple[Callable[[Json], Json], str]] = {
    ("responses", "input_image"): (
        lambda part: {"detail": "auto", **part},
        "the types demand a detail; the endpoint takes a missing one as auto, and none is made up",
    ),
    ("responses", "reasoning"): (
        lambda item: {"id": "rs_1", **item},
        "the types demand an id; the endpoint takes reasoning without, and looks up what has one",
    ),
    ("chat_completions", "reasoning"): (
        lambda part: {"type": "text", "text": ""},
        "the part of Databricks, which an option asks for",
    ),
    ("chat_completions", "thinking"): (
        lambda part: {"type": "text", "text": ""},
        "Mistral's own part, which an option asks for",
    ),
    ("responses", "input_audio"): (
        lambda part: {"type": "input_text", "text": ""},
        "the types have no audio in Responses input; the endpoint names it among what it takes",
    ),
}
# Words that the types list, to which servers add: unknown ones are passed on.
WORDS = {
    "detail": ("auto", "low", "high", "original"),
    "format": ("wav", "mp3"),
    "syntax": ("lark", "regex"),
    "ttl": ("30m", "12h"),
}
FORMATS = ("text", "grammar")  # the same of the input of custom tools


def find_sdk_problems(value: Json, dialect: str, kind: str) -> list[str]:
    """Return the problems of a result by the SDK's types, except for the exceptions."""
    problems = []
    for single_value in list_values(value, kind):
        try:
            drain(
                make_adapter(dialect, kind).validate_python(
                    replace_exceptions(single_value, dialect)
                )
            )
        except ValidationError as error:
            problems.append(f"{single_value}: {error.errors()[0]['msg']}")
    return problems


def drain(value: Any) -> None:
    """Read a validated value completely, since iterables are checked on reading.

    Raises ValidationError.
    """
    if isinstance(value, dict):
        value = value.values()
    elif isinstance(value, str) or not isinstance(value, Iterable):
        return
    for element in value:
        drain(element)


def remove_tool_media(messages: list[Json]) -> list[Json]:
    """Return messages without the media that an option writes into those of tools.

    The types and OpenAI accept only text there; the option is for other servers.
    """
    return [
        {**message, "content": [part for part in message["content"] if part["type"] == "text"]}
        if message["role"] == "tool" and isinstance(message["content"], list)
        else message
        for message in messages
    ]


def replace_exceptions(value: Json, dialect: str) -> Json:
    """Return a value whose exceptions are replaced by values that the types accept."""
    if isinstance(value, list):
        return [replace_exceptions(element, dialect) for element in value]
    if not isinstance(value, dict):
        return value
    members = {}
    for key, member in value.items():
        known_words = WORDS.get(key)
        is_unknown = (
            known_words is not None and isinstance(member, str) and member not in known_words
        )
        members[key] = (
            known_words[0]
            if known_words is not None and is_unknown
            else replace_exceptions(member, dialect)
        )
    cache_breakpoint = members.get("prompt_cache_breakpoint")
    if isinstance(cache_breakpoint, dict) and isinstance(cache_breakpoint.get("mode"), str):
        cache_breakpoint["mode"] = "explicit"
    input_format = members.get("format")
    if isinstance(input_format, dict) and input_format.get("type") not in FORMATS:
        del members["format"]
    kind = (dialect, value.get("type"))
    return EXCEPTIONS[kind][0](members) if kind in EXCEPTIONS else members


def find_adjacency_problems(messages: list[dict[str, Any]]) -> list[str]:
    """Return the places where tool messages and calls are not adjacent, as Chat requires.

    Every tool message answers a call of the assistant message that it follows, with only tool
    messages between them, and no id is called or answered twice there. Calls that are not
    answered are the source's own; ``unanswered`` counts them.
    """
    problems = []
    open_ids: set[str] = set()
    for index, message in enumerate(messages):
        if message["role"] == "tool":
            if message["tool_call_id"] not in open_ids:
                problems.append(f"/{index}: it answers no open call of the message before it")
            open_ids.discard(message["tool_call_id"])
            continue
        ids = [call["id"] for call in message.get("tool_calls") or ()]
        open_ids = set(ids)
        if len(open_ids) < len(ids):
            problems.append(f"/{index}: an id is called twice")
        if message["role"] == "function":
            problems.append(f"/{index}: the deprecated role")
    return problems


def count_unanswered(messages: list[dict[str, Any]]) -> Counter[str]:
    """Count, by id, the calls without an output that have a later message of another role."""
    counts: Counter[str] = Counter()
    for index, message in enumerate(messages):
        answers = set()
        for later in messages[index + 1 :]:
            if later["role"] != "tool":
                break
            answers.add(later["tool_call_id"])
        else:
            continue  # there is no later message: the calls may still be answered
        counts.update(
            call["id"] for call in message.get("tool_calls") or () if call["id"] not in answers
        )
    return counts


def may_stay_open(items: Json, pointer: str) -> bool:
    """Return whether a call at the end of a history may be open, in Responses only."""
    return items[int(pointer[1:])].get("async") is True


def valid(payload: Any, source: Any, kind: Any, options: rp.Options) -> None:
    """Law 6: results pass our schema, the SDK's types, and the rule of adjacency."""
    to: rp.Dialect = "responses" if source == "chat_completions" else "chat_completions"
    conversion = rp.convert(payload, to, source=source, kind=kind, options=options)
    value = conversion.value
    assert find_schema_problems(value, to, kind) == []
    if (to, kind, options.tool_output_media) == ("chat_completions", "history", "inline"):
        value = remove_tool_media(value)
    assert find_sdk_problems(value, to, kind) == []
    if (to, kind) == ("chat_completions", "history"):
        # A notice reports that no endpoint accepts a lone tool output.
        if not any(notice.code == "lone_output" for notice in conversion.notices):
            assert find_adjacency_problems(conversion.value) == []
        pointers = [
            notice.pointer for notice in conversion.notices if notice.code == "unanswered_call"
        ]
        if count_unanswered(conversion.value):
            assert pointers
        else:
            assert all(may_stay_open(payload, pointer) for pointer in pointers)
