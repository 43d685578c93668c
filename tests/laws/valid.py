"""What makes a result valid: our schemas, the SDK's own types, and Chat's rule of adjacency."""

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
    """Return the single values that the schemas speak of."""
    if kind == "tool_choice":
        return [] if value is None else [value]
    values: list[Any] = value
    return values


def find_schema_problems(value: Json, dialect: str, kind: str) -> list[str]:
    """Return what our schema of the dialect says against a result."""
    texts = map(json.dumps, list_values(value, kind))
    return [problem for text in texts for problem in find_problems_of_text(text, dialect, kind)]


@lru_cache(maxsize=10_000)  # recorded values come again with each option
def find_problems_of_text(text: str, dialect: str, kind: str) -> list[str]:
    errors = make_validator(dialect, kind).iter_errors(json.loads(text))
    return [f"{error.json_path}: {error.message}" for error in errors]


# What the SDK's types refuse and the endpoints take, so that we write it all the same: the dialect
# and the type of the part, what is put in its place for the check, and the reason.
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
# Words that the types list and servers add to: unknown ones go through as they are.
WORDS = {
    "detail": ("auto", "low", "high", "original"),
    "format": ("wav", "mp3"),
    "syntax": ("lark", "regex"),
    "ttl": ("30m", "12h"),
}
FORMATS = ("text", "grammar")  # the same of the input of custom tools


def find_sdk_problems(value: Json, dialect: str, kind: str) -> list[str]:
    """Return what the SDK's types say against a result, but for the exceptions."""
    problems = []
    for value_ in list_values(value, kind):
        try:
            drain(make_adapter(dialect, kind).validate_python(replace_exceptions(value_, dialect)))
        except ValidationError as error:
            problems.append(f"{value_}: {error.errors()[0]['msg']}")
    return problems


def drain(value: Any) -> None:
    """Read what was validated to its ends: iterables are checked when they are read.

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

    The types know text there, and so does OpenAI: it is for servers that take more.
    """
    return [
        {**message, "content": [part for part in message["content"] if part["type"] == "text"]}
        if message["role"] == "tool" and isinstance(message["content"], list)
        else message
        for message in messages
    ]


def replace_exceptions(value: Json, dialect: str) -> Json:
    """Return a value with the exceptions in it replaced by what the types know."""
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
    breakpoint_ = members.get("prompt_cache_breakpoint")
    if isinstance(breakpoint_, dict) and isinstance(breakpoint_.get("mode"), str):
        breakpoint_["mode"] = "explicit"
    format_ = members.get("format")
    if isinstance(format_, dict) and format_.get("type") not in FORMATS:
        del members["format"]
    kind = (dialect, value.get("type"))
    return EXCEPTIONS[kind][0](members) if kind in EXCEPTIONS else members


def find_adjacency_problems(messages: list[dict[str, Any]]) -> list[str]:
    """Return where tool messages and calls do not stand together, as Chat demands.

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
    """Count, by id, the calls without an answer in messages that somebody speaks after."""
    counts: Counter[str] = Counter()
    for index, message in enumerate(messages):
        answers = set()
        for later in messages[index + 1 :]:
            if later["role"] != "tool":
                break
            answers.add(later["tool_call_id"])
        else:
            continue  # nobody speaks after it: the calls may still be answered
        counts.update(
            call["id"] for call in message.get("tool_calls") or () if call["id"] not in answers
        )
    return counts


def may_stay_open(items: Json, pointer: str) -> bool:
    """Tell whether a call at a history's end is told: one that only Responses takes unanswered."""
    return items[int(pointer[1:])].get("async") is True


def valid(payload: Any, source: Any, kind: Any, options: rp.Options) -> None:
    """Law 6: what comes out passes our schema, the SDK's types, and the rule of adjacency."""
    to: rp.Dialect = "responses" if source == "chat_completions" else "chat_completions"
    conversion = rp.convert(payload, to, source=source, kind=kind, options=options)
    value = conversion.value
    assert find_schema_problems(value, to, kind) == []
    if (to, kind, options.tool_output_media) == ("chat_completions", "history", "inline"):
        value = remove_tool_media(value)
    assert find_sdk_problems(value, to, kind) == []
    if (to, kind) == ("chat_completions", "history"):
        # A tool's answer that stands by itself is told to be one that no endpoint takes.
        if not any(notice.code == "lone_output" for notice in conversion.notices):
            assert find_adjacency_problems(conversion.value) == []
        pointers = [
            notice.pointer for notice in conversion.notices if notice.code == "unanswered_call"
        ]
        if count_unanswered(conversion.value):
            assert pointers
        else:
            assert all(may_stay_open(payload, pointer) for pointer in pointers)
