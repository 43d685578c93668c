"""Every recorded Responses payload fits the schemas, and the models give it back unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from recorded_lines import payloads
from recordings import needs_corpus
from strict_json import text

from responses_protocol import schemas
from responses_protocol.models.responses.compaction import CompactedResponse
from responses_protocol.models.responses.errors import ErrorBody
from responses_protocol.models.responses.events import Event
from responses_protocol.models.responses.items import Item, OutputItem
from responses_protocol.models.responses.parts import Annotation, ContentPart
from responses_protocol.models.responses.request import Request
from responses_protocol.models.responses.response import Response
from responses_protocol.models.responses.tool_choice import ToolChoice
from responses_protocol.models.responses.tools import Tool

pytestmark = needs_corpus

MODELS: dict[str, Any] = {
    "Item": Item,
    "OutputItem": OutputItem,
    "ContentPart": ContentPart,
    "Annotation": Annotation,
    "Tool": Tool,
    "ToolChoice": ToolChoice,
    "Request": Request,
    "Response": Response,
    "CompactedResponse": CompactedResponse,
    "Event": Event,
    "ErrorBody": ErrorBody,
}


def parts_of(body: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what a request or an answer holds, by the definition that it must fit."""
    items = body.get("input")
    yield from (("Item", item) for item in (items if isinstance(items, list) else []))
    yield from (("Item", item) for item in body.get("output") or [])
    yield from (("OutputItem", item) for item in body.get("output") or [])
    yield from (("Tool", tool) for tool in body.get("tools") or [])
    yield from (("ToolChoice", body[key]) for key in ["tool_choice"] if body.get(key) is not None)


def parts_of_event(event: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what an event of a stream holds, by the definition that it must fit."""
    yield from parts_of(event.get("response") or {})
    for key, title in [
        ("item", "OutputItem"),
        ("part", "ContentPart"),
        ("annotation", "Annotation"),
    ]:
        yield from ((title, event[each]) for each in [key] if key in event)


def answer(body: dict[str, Any]) -> tuple[str, Any]:
    """Return an answer with the definition that it must fit."""
    kind = body.get("object")
    return ("CompactedResponse" if kind == "response.compaction" else "Response", body)


def iter_recorded() -> Iterator[tuple[str, str, Any]]:
    """Yield each recorded thing with the id of its recording and its definition.

    That is each body and each event as a whole, and again what it holds.
    """
    for name, body in payloads("responses.request.jsonl"):
        yield name, "Request", body
        yield from ((name, *part) for part in parts_of(body))
    for name, body in payloads("responses.response.jsonl"):
        yield (name, *answer(body))
        yield from ((name, *part) for part in parts_of(body))
    for name, events in payloads("responses.stream.jsonl"):
        for event in events:
            yield name, "Event", event
            yield from ((name, *part) for part in parts_of_event(event))
    for name, body in payloads("errors.jsonl"):
        yield name, "ErrorBody", body


@cache
def accepts_once(title: str, payload: str) -> bool:
    """Return whether a payload fits; requests repeat the tools and items of those before them."""
    return schemas.validator("responses", title).is_valid(json.loads(payload))


def test_the_schemas_accept_it() -> None:
    refused = [
        (name, title, payload)
        for name, title, payload in iter_recorded()
        if not accepts_once(title, text(payload))
    ]
    assert refused == []


def test_the_models_give_it_back() -> None:
    adapters: dict[str, TypeAdapter[Any]] = {
        title: TypeAdapter(model) for title, model in MODELS.items()
    }
    count = 0
    for name, title, payload in iter_recorded():
        adapter = adapters[title]
        model = adapter.validate_python(payload)
        for mode in ("python", "json"):
            dump = adapter.dump_python(model, mode=mode, exclude_unset=True, by_alias=True)
            assert text(dump) == text(payload), name
        count += 1
    assert count > 1800
