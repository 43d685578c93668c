"""Every member of requests, answers, events and errors that the openai SDK declares is ours too.

What is ours alone stands in a table, with the reason.
"""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("openai", reason="the openai SDK is a development dependency")

from openai.types import ErrorObject, responses
from openai.types.responses import response_create_params
from sdk_surplus import surplus
from sdk_types import alternatives, definition, members, missing, required, words

from responses_protocol import schemas

BODIES: dict[str, Any] = {
    "Request": response_create_params.ResponseCreateParams,
    "Response": responses.Response,
    "CompactedResponse": responses.CompactedResponse,
    "Event": responses.ResponseStreamEvent,
    "ResponseError": responses.ResponseError,
    "ErrorObject": ErrorObject,
}

# Items, parts and tools have a walk of their own.
FILES = {
    name
    for name in schemas.names()
    if name.startswith("responses/")
    and not name.partition("/")[2].startswith(("items", "parts", "tool"))
}

ALONE = {
    "Request.messages": "forbidden, to tell a Chat Completions request apart",
    "Response.choices": "forbidden, to tell a Chat Completions answer apart",
    "Response.output_text": "computed by SDKs; some servers send it",
    "Response.store": "sent by OpenAI",
    "Response.billing": "sent by OpenAI",
    "Response.frequency_penalty": "sent by OpenAI",
    "Response.presence_penalty": "sent by OpenAI",
    "Response.content_filters": "sent by Azure",
    "Event error.error": "the nested form of other servers",
    "Event error.status": "the same",
    "Event response.reasoning.delta": "the older name, kept by OpenResponses",
    "Event response.reasoning.done": "the same",
    "Event response.function_call_arguments.done.name": "in OpenAI's description alone",
}
# One definition serves requests and answers, which the SDK declares apart.
ONE_SIDED = {
    "Response.prompt_cache_options.prewarm": "asked for, never repeated",
    "Response.image.context_compression auto": "asked for; an answer says what was done",
    "CompactedResponse.image.context_compression auto": "the same",
}
# Any delta may carry it, since stream_options ask for it.
NOISE = "obfuscation"


def declared(union: Any) -> list[Any]:
    return [one for one in alternatives(union) if members(one)]


@pytest.mark.parametrize(("title", "union"), BODIES.items())
def test_the_sdk_declares_nothing_that_we_do_not(title: str, union: Any) -> None:
    ours = definition("responses", title)
    assert declared(union)
    assert {place for one in declared(union) for place in missing(one, ours, one.__name__)} == set()


def test_what_is_ours_alone_has_a_reason() -> None:
    found = set()
    for title, union in BODIES.items():
        known = [one for one in definition("responses", title) if not is_open(one[1])]
        # Events hold whole answers, which were walked already.
        files = {name for name in FILES if title != "Event" or "/events" in name}
        found |= surplus(declared(union), known, title, files)
    noise = {place for place in found if place.endswith(f".{NOISE}")}
    assert all(place.endswith(f"delta.{NOISE}") for place in noise)
    assert found - noise == ALONE.keys() | ONE_SIDED.keys()


def is_open(schema: dict[str, Any]) -> bool:
    """Tell whether this is a branch of what has no known tag."""
    rule = schema["properties"].get("type", {})
    return "not" in rule or rule == {"type": "null"}


def test_there_are_59_events_and_two_older_ones() -> None:
    theirs = {
        word
        for one in declared(responses.ResponseStreamEvent)
        for word in words(members(one)["type"])
    }
    ours = [
        one["properties"]["type"]["const"]
        for _, one in definition("responses", "KnownEvent")
        if "type" in one["properties"]
    ]
    assert len(theirs) == 59
    assert len(ours) == len(set(ours)) == 61
    assert set(ours) - theirs == {"response.reasoning.delta", "response.reasoning.done"}


def settings_of(sdk_type: Any) -> dict[str, set[str]]:
    """Return what the settings of a request demand, by the setting; items are left to theirs."""
    passed = {"input", "tools", "tool_choice", "prompt"}
    hints = {name: hint for name, hint in members(sdk_type).items() if name not in passed}
    return {
        name: required(one)
        for name, hint in hints.items()
        for one in alternatives(hint)
        if required(one)
    }


def test_the_request_profile_demands_what_the_sdk_demands() -> None:
    (plain, streaming) = declared(response_create_params.ResponseCreateParams)
    assert required(plain) == set()
    assert required(streaming) == {"stream"}, "which tells the two apart, no more"
    demanded = {
        ("ContextManagement", "context_management"),
        ("ConversationReference", "conversation"),
        ("ModerationOptions", "moderation"),
    }
    assert settings_of(plain) == {member: asked(title) for title, member in demanded}
    assert asked("AnswerJsonSchema") == {"type", "name", "schema"}
    assert asked("ModerationRule") == {"mode"}
    assert asked("PromptTemplate") == {"id"}


def asked(title: str) -> set[str]:
    """Return what a definition demands of a request."""
    ((_, schema),) = definition("responses", title)
    return {*schema.get("required", []), *schema.get("x-request-required", [])}


def test_the_walk_sees_what_is_ours_alone() -> None:
    ours = definition("responses", "TextDoneEvent")
    ours[0][1]["properties"]["spoken"] = {"type": "string"}
    union = declared(responses.ResponseStreamEvent)
    assert surplus(union, ours, "x", FILES) == {"x response.output_text.done.spoken"}
    ours[0][1]["properties"]["type"] = {"const": "response.later"}
    assert surplus(union, ours, "x", FILES) == {"x response.later"}
    status = definition("responses", "Response")
    status[0][1]["properties"]["status"]["x-known-values"].append("asleep")
    assert "x.status asleep" in surplus([responses.Response], status, "x", FILES)
