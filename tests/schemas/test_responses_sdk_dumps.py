"""What the openai SDK makes of a recorded answer is what people have stored: it is accepted too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("openai", reason="the openai SDK is a development dependency")

from openai._models import construct_type
from openai.types import responses
from pydantic import TypeAdapter
from recorded_lines import payloads
from recordings import needs_corpus
from strict_json import text
from test_responses_corpus import MODELS, answer

from responses_protocol.schemas.fast_validator import mismatch

SDK: dict[str, Any] = {
    "Response": responses.Response,
    "CompactedResponse": responses.CompactedResponse,
    "Event": responses.ResponseStreamEvent,
}
# As they are dumped for storage: unset members null, or left out; names of Python, or of JSON.
DUMPS: list[dict[str, Any]] = [
    {},
    {"by_alias": True},
    {"mode": "json"},
    {"exclude_unset": True},
    {"exclude_none": True},
]


def dumps(title: str, payload: Any) -> Iterator[Any]:
    """Yield what an SDK object made of a payload may be stored as."""
    built: Any = construct_type(type_=SDK[title], value=payload)  # as the SDK's client builds it
    made = [built.model_dump(**options, warnings=False) for options in DUMPS]
    yield from {text(dump): dump for dump in made}.values()  # most are alike


ADAPTERS: dict[str, TypeAdapter[Any]] = {title: TypeAdapter(MODELS[title]) for title in SDK}


def check(title: str, payload: Any) -> None:
    """Assert that a definition accepts a payload, and its model gives it back."""
    assert mismatch(payload, "responses", title) is None
    adapter = ADAPTERS[title]
    model = adapter.validate_python(payload)
    assert text(adapter.dump_python(model, exclude_unset=True, by_alias=True)) == text(payload)


@needs_corpus
def test_dumps_of_recorded_answers_are_accepted() -> None:
    for _, body in payloads("responses.response.jsonl"):
        title, payload = answer(body)
        for dump in dumps(title, payload):
            check(title, dump)


@needs_corpus
def test_dumps_of_recorded_events_are_accepted() -> None:
    kinds: dict[str, int] = {}
    for _, events in payloads("responses.stream.jsonl"):
        for event in events:
            kinds[event["type"]] = kinds.get(event["type"], 0) + 1
            if kinds[event["type"]] <= 8:  # deltas are alike
                for dump in dumps("Event", event):
                    check("Event", dump)
    assert len(kinds) > 20


SPARSE = [
    ("Response", {"id": "resp_1"}),
    ("Response", {"output": [{"type": "agent_message", "id": "m"}]}),
    ("Response", {"output": None, "error": {"message": "no"}, "status": "failed"}),
    ("Event", {"type": "response.output_text.delta", "delta": "x"}),
    ("Event", {"type": "response.output_item.added", "item": {"type": "message", "id": "m"}}),
    ("Event", {"type": "response.completed", "response": {"id": "resp_1"}}),
    ("Event", {"type": "error", "error": {"message": "no", "code": 502}}),
    ("Event", {"type": "keepalive", "sequence_number": 3}),
]


@pytest.mark.parametrize(("title", "payload"), SPARSE)
def test_dumps_of_sparse_payloads_are_accepted(title: str, payload: Any) -> None:
    for dump in dumps(title, payload):
        check(title, dump)
