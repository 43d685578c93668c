"""Whole requests, answers, chunks and errors beside the types of the openai SDK, both ways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

pytest.importorskip("openai", reason="the openai SDK is a development dependency")

from openai.types import chat
from openai.types.chat.completion_create_params import CompletionCreateParams
from openai.types.shared import ErrorObject
from sdk_types import (
    Objects,
    alternatives,
    definition,
    demands,
    forms,
    leaves,
    listed,
    members,
    missing,
    objects,
    words,
)

from responses_protocol import schemas

ROOTS = [
    pytest.param("Request", CompletionCreateParams, id="requests"),
    pytest.param("Response", chat.ChatCompletion, id="answers"),
    pytest.param("CompletionChunk", chat.ChatCompletionChunk, id="chunks"),
    pytest.param("Error", ErrorObject, id="errors"),
]


@pytest.mark.parametrize(("title", "root"), ROOTS)
def test_the_sdk_declares_nothing_that_we_do_not(title: str, root: Any) -> None:
    ours = definition("chat_completions", title)
    found = list(alternatives(root))
    assert all(members(one) for one in found)
    assert {place for one in found for place in missing(one, ours, one.__name__)} == set()


def surplus(sdk_type: Any, candidates: Objects, path: tuple[Any, ...] = ()) -> Iterator[str]:
    """Yield the members and words that our objects list and the SDK, from this type down, not."""
    declared = members(sdk_type)
    if not declared or sdk_type in path:  # a type inside itself was seen further up
        return
    for tags, ours in forms(sdk_type, candidates).items():
        place = " ".join(tags) or sdk_type.__name__
        rules = [(name, *rule) for name, one in ours for rule in one["properties"].items()]
        for name, member, rule in rules:
            if member not in declared:
                yield f"{place}.{member}"
                continue
            theirs = words(declared[member])
            if theirs and member not in ("type", "role"):  # the tags are what `forms` has split
                known = {word for _, leaf in leaves(name, rule) for word in listed(leaf)}
                yield from (f"{place}.{member} {word}" for word in known.difference(theirs))
        for member, hint in declared.items():
            inner = [
                found for name, own, rule in rules if own == member for found in objects(name, rule)
            ]
            for alternative in alternatives(hint):
                yield from surplus(alternative, inner, (*path, sdk_type))


# What we list and the SDK does not declare, with the reason.
OURS_ALONE = {
    "Request": {
        "Audio.data": "the definition of a spoken answer serves for answers too",
        "Audio.expires_at": "the same",
        "Audio.transcript": "the same",
        "Function.strict": "the definition of a function serves for tools too",
        "assistant.annotations": "clients send back what they were answered",
        "custom.index": "many servers repeat it in whole calls, and clients send it back",
        "function.index": "the same",
        "tool.name": "some clients repeat the name of the tool",
    },
    "Response": {
        "ChatCompletion.error": "some servers fail with HTTP 200",
        "assistant.name": "the definition of a message serves for requests too",
        "custom.index": "many servers repeat it in whole calls",
        "function.index": "the same",
    },
    "CompletionChunk": {
        "ChatCompletionChunk.error": "null there; anything else makes an error chunk",
        "function.custom": "as in the whole calls, of which the SDK declares both kinds",
        **{
            f"{role}.annotations": "some providers stream what the SDK declares for whole messages"
            for role in ("assistant", "developer", "system", "tool", "user")
        },
    },
    "Error": {},
}


@pytest.mark.parametrize(("title", "root"), ROOTS)
def test_we_list_little_that_the_sdk_does_not_declare(title: str, root: Any) -> None:
    ours = definition("chat_completions", title)
    found = {place for one in alternatives(root) for place in surplus(one, ours)}
    assert found == set(OURS_ALONE[title])


# What the SDK's request types demand and our request profile does not, with the reason.
LENIENT = {
    "CompletionCreateParamsStreaming.stream": "one of two forms; the other may leave it out",
}


def test_the_request_profile_demands_what_the_sdk_demands() -> None:
    ours = definition("chat_completions", "Request")
    found = {one for form in alternatives(CompletionCreateParams) for one in demands(form, ours)}
    assert found == {f"+ {place}" for place in LENIENT}


def test_the_walks_see_what_is_missing_or_too_much() -> None:
    ours = definition("chat_completions", "Choice")
    members_of_ours = ours[0][1]["properties"]
    members_of_ours["odd"] = members_of_ours.pop("logprobs")
    members_of_ours["finish_reason"]["x-known-values"][0] = "odd"
    sdk_type = chat.chat_completion.Choice
    assert missing(sdk_type, ours, "choice") == {"choice.logprobs", "choice.finish_reason stop"}
    assert set(surplus(sdk_type, ours)) >= {"Choice.odd", "Choice.finish_reason odd"}


@pytest.mark.parametrize(
    ("title", "sdk_type", "received"),
    [
        ("Response", chat.ChatCompletion, {"error": {"message": "m", "code": 502}}),
        ("Response", chat.ChatCompletion, {"choices": [{"finish_reason": "content_filter"}]}),
        ("Chunk", chat.ChatCompletionChunk, {"error": {"message": "m", "code": 502}}),
        ("Chunk", chat.ChatCompletionChunk, {"usage": {"total_tokens": 3}}),
        ("Chunk", chat.ChatCompletionChunk, {"choices": [{"delta": {"tool_calls": [{}]}}]}),
        ("Chunk", chat.ChatCompletionChunk, {}),
    ],
)
def test_what_the_sdk_makes_of_odd_bodies_is_taken(
    title: str, sdk_type: Any, received: dict[str, Any]
) -> None:
    dumped = sdk_type.construct(**received).model_dump(warnings=False)
    assert None in dumped.values(), "members that were not received"
    reference = {"$ref": schemas.ref("chat_completions", title)}
    check = Draft202012Validator(reference, registry=schemas.registry())
    assert [error.message for error in check.iter_errors(dumped)] == []
