"""Every role, part, call, tool and member that the openai SDK declares for Chat is in our schemas.

The SDK's types are walked at run time, so that a new release of it which knows more fails here.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from responses_protocol import schemas

pytest.importorskip("openai", reason="the openai SDK is a development dependency")

from openai.types import chat
from openai.types.chat.chat_completion_message import Annotation
from pydantic import BaseModel
from typing_extensions import NotRequired, Required, is_typeddict

DIALECT = "chat_completions"

UNIONS = [
    ("Message", "role", chat.ChatCompletionMessageParam),
    ("Message", "role", chat.ChatCompletionMessage),
    ("Part", "type", chat.ChatCompletionContentPartParam),
    ("Part", "type", chat.ChatCompletionContentPartRefusalParam),
    ("ToolCall", "type", chat.ChatCompletionMessageToolCallUnionParam),
    ("ToolCall", "type", chat.ChatCompletionMessageToolCallUnion),
    ("Tool", "type", chat.ChatCompletionToolUnionParam),
    ("ToolChoice", "type", chat.ChatCompletionToolChoiceOptionParam),
    ("Annotation", "type", Annotation),
]


def unwrapped(hint: Any) -> Iterator[Any]:
    """Yield the alternatives of a type: of unions, of lists, and of markers around a type."""
    origin = get_origin(hint)
    if origin in (Required, NotRequired, Annotated):
        yield from unwrapped(get_args(hint)[0])
    elif origin is None or origin is Literal or origin is dict:
        yield hint
    elif origin in (Union, types.UnionType) or origin.__name__ in ("list", "Iterable"):
        for inner in get_args(hint):
            yield from unwrapped(inner)
    else:
        raise AssertionError(f"the SDK uses a kind of type that this test cannot walk: {hint}")


def members(sdk_type: Any) -> dict[str, Any]:
    """Return the members of a TypedDict or of a model of the SDK; nothing for other types."""
    if is_typeddict(sdk_type):
        return get_type_hints(sdk_type, include_extras=True)
    if isinstance(sdk_type, type) and issubclass(sdk_type, BaseModel):
        return {name: field.annotation for name, field in sdk_type.model_fields.items()}
    return {}


def resolved(name: str, schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return the objects that a schema of the file ``name`` may be, each with its own file."""
    if "$ref" in schema:
        file, _, pointer = schema["$ref"].partition("#/$defs/")
        target = f"{DIALECT}/{file}" if file else name
        return resolved(target, schemas.load(target)["$defs"][pointer])
    inner = [*schema.get("oneOf", []), *schema.get("anyOf", [])]
    inner += [schema["items"]] if "items" in schema else []
    found = [one for branch in inner for one in resolved(name, branch)]
    return [*found, (name, schema)] if schema.get("type") == "object" else found


def tagged(objects: list[tuple[str, dict[str, Any]]], tag: str, value: str) -> list[Any]:
    return [one for one in objects if one[1]["properties"].get(tag, {}).get("const") == value]


def missing(sdk_type: Any, objects: list[tuple[str, dict[str, Any]]], place: str) -> list[str]:
    """Return the places that the SDK declares, from this type down, and our objects do not."""
    declared = members(sdk_type)
    absent = []
    for tag in ("role", "type"):
        values = get_args(next(unwrapped(declared[tag]))) if tag in declared else ()
        if values:
            objects = tagged(objects, tag, values[0])
            if not objects:
                return [f"{place}: {tag} {values[0]}"]
    for member, hint in declared.items():
        ours = [
            (name, one["properties"][member])
            for name, one in objects
            if member in one.get("properties", {})
        ]
        if not ours:
            absent.append(f"{place}.{member}")
            continue
        inner = [found for name, schema in ours for found in resolved(name, schema)]
        for alternative in unwrapped(hint):
            absent += missing(alternative, inner, f"{place}.{member}")
    return absent


@pytest.mark.parametrize(
    ("definition", "tag", "union"), UNIONS, ids=[f"{one[0]}-{n}" for n, one in enumerate(UNIONS)]
)
def test_the_sdk_declares_nothing_that_we_do_not(definition: str, tag: str, union: Any) -> None:
    file = schemas.ref(DIALECT, definition).removeprefix(schemas.BASE).partition("#")[0]
    ours = resolved(file, schemas.load(file)["$defs"][definition])
    known = [one for one in unwrapped(union) if members(one)]
    assert known
    for sdk_type in known:
        assert tag in members(sdk_type)
        assert missing(sdk_type, ours, sdk_type.__name__) == []


def test_the_walk_sees_what_is_missing() -> None:
    file = f"{DIALECT}/tool_calls.json"
    ours = resolved(file, schemas.load(file)["$defs"]["ToolCall"])
    sdk_type = chat.ChatCompletionMessageFunctionToolCallParam
    for _, one in ours:
        one["properties"].pop("id", None)
    assert missing(sdk_type, ours, "call") == ["call.id"]


def test_no_role_part_call_or_tool_is_ours_alone() -> None:
    for definition, tag, _ in UNIONS:
        sdk = {
            value
            for other, _, union in UNIONS
            if other == definition
            for one in unwrapped(union)
            if members(one)
            for value in get_args(next(unwrapped(members(one)[tag])))
        }
        file = schemas.ref(DIALECT, definition).removeprefix(schemas.BASE).partition("#")[0]
        branches = resolved(file, schemas.load(file)["$defs"][definition])
        ours = {one["properties"][tag].get("const") for _, one in branches} - {None}
        assert ours == sdk


def test_the_words_of_a_tool_choice() -> None:
    words = next(
        one
        for one in unwrapped(chat.ChatCompletionToolChoiceOptionParam)
        if get_origin(one) is Literal
    )
    mode = schemas.load(f"{DIALECT}/tool_choice.json")["$defs"]["ToolChoiceMode"]
    assert set(mode["x-known-values"]) == set(get_args(words))
