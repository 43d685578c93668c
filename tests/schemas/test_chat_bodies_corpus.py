"""Every recorded Chat body and chunk is accepted, and the models give it back exactly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter
from recorded_lines import payloads
from recordings import needs_corpus
from strict_json import text

from responses_protocol import schemas
from responses_protocol.models.chat_completions.chunk import Chunk
from responses_protocol.models.chat_completions.errors import ErrorBody
from responses_protocol.models.chat_completions.request import Request
from responses_protocol.models.chat_completions.response import Response

pytestmark = needs_corpus

# The file, the definition of what its lines hold (or of what stands in the lists they hold).
KINDS = [
    pytest.param("chat.request.jsonl", "Request", Request, id="requests"),
    pytest.param("chat.response.jsonl", "Response", Response, id="answers"),
    pytest.param("chat.stream.jsonl", "Chunk", Chunk, id="chunks"),
    pytest.param("errors.jsonl", "ErrorBody", ErrorBody, id="errors"),
]


def iter_recorded(name: str) -> Iterator[tuple[str, Any]]:
    """Yield each payload with the id of its line; each chunk of a stream by itself."""
    for record, payload in payloads(name):
        stream = payload if name == "chat.stream.jsonl" else [payload]
        yield from ((record, chunk) for chunk in stream)


def iter_sdk_dumps(name: str) -> Iterator[tuple[str, Any]]:
    """Yield what is stored by who dumps the SDK's objects: unset members are null."""
    chat = pytest.importorskip("openai.types.chat", reason="a development dependency")
    sdk = {
        "chat.response.jsonl": chat.ChatCompletion,
        "chat.stream.jsonl": chat.ChatCompletionChunk,
    }[name]
    for record, payload in iter_recorded(name):
        # As the SDK itself reads an answer: without a check.
        yield record, sdk.construct(**payload).model_dump(mode="json", warnings=False)


def find_refused(definition: str, payloads: Iterator[tuple[str, Any]]) -> dict[str, str]:
    """Return the recordings that the schema does not accept, with the first problem of each."""
    check = schemas.validator("chat_completions", definition)
    error_by_record: dict[str, str] = {}
    for record, payload in payloads:
        for error in check.iter_errors(payload):
            error_by_record.setdefault(record, f"{error.json_path}: {error.message}")
    return error_by_record


def find_changed(model: Any, payloads: Iterator[tuple[str, Any]]) -> set[str]:
    """Return the recordings that a model does not give back as they are."""
    adapter: TypeAdapter[Any] = TypeAdapter(model)
    records = set()
    for record, payload in payloads:
        read = adapter.validate_python(payload)
        back = adapter.dump_python(read, exclude_unset=True, by_alias=True, warnings="error")
        records |= {record} if text(back) != text(payload) else set()
    return records


@pytest.mark.parametrize(("name", "definition", "model"), KINDS)
def test_the_schema_accepts_it(name: str, definition: str, model: Any) -> None:
    assert any(iter_recorded(name))
    assert find_refused(definition, iter_recorded(name)) == {}


@pytest.mark.parametrize(("name", "definition", "model"), KINDS)
def test_the_model_gives_it_back_exactly(name: str, definition: str, model: Any) -> None:
    assert find_changed(model, iter_recorded(name)) == set()


@pytest.mark.parametrize(("name", "definition", "model"), KINDS[1:3])
def test_dumps_of_the_sdk_are_taken_like_what_was_received(
    name: str, definition: str, model: Any
) -> None:
    assert any(value is None for _, body in iter_sdk_dumps(name) for value in body.values())
    assert find_refused(definition, iter_sdk_dumps(name)) == {}
    assert find_changed(model, iter_sdk_dumps(name)) == set()
