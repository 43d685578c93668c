"""Every recorded Chat payload is accepted, and the models give it back exactly."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from responses_protocol import schemas
from responses_protocol.models.chat_completions.messages import Message
from responses_protocol.models.chat_completions.tool_choice import ToolChoice
from responses_protocol.models.chat_completions.tools import Tool

CORPUS = os.environ.get("RESPONSES_PROTOCOL_CORPUS")
MODELS: dict[str, Any] = {"Message": Message, "Tool": Tool, "ToolChoice": ToolChoice}

pytestmark = pytest.mark.skipif(not CORPUS, reason="RESPONSES_PROTOCOL_CORPUS is not set")


def recorded(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the id and the payload of each line."""
    path = Path(CORPUS or "") / name
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        yield record["id"], record["payload"]


def payloads(definition: str) -> list[tuple[str, Any]]:
    """Return all payloads of a definition, each with the id of its recording."""
    found: list[tuple[str, Any]] = []
    for record, request in recorded("chat.request.jsonl"):
        inside = {
            "Message": request["messages"],
            "Tool": request.get("tools") or [],
            "ToolChoice": [request["tool_choice"]] if request.get("tool_choice") else [],
        }
        found += [(record, payload) for payload in inside[definition]]
    if definition == "Message":
        for record, answer in recorded("chat.response.jsonl"):
            found += [(record, choice["message"]) for choice in answer.get("choices") or []]
    return found


@pytest.mark.parametrize("definition", MODELS)
def test_the_schema_accepts_it(definition: str) -> None:
    reference = {"$ref": schemas.ref("chat_completions", definition)}
    check = Draft202012Validator(reference, registry=schemas.registry())
    found = payloads(definition)
    assert found
    problems = [
        (record, error.json_path, error.message)
        for record, payload in found
        for error in check.iter_errors(payload)
    ]
    assert not problems


@pytest.mark.parametrize("definition", MODELS)
def test_the_model_gives_it_back_exactly(definition: str) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(MODELS[definition])
    for record, payload in payloads(definition):
        dumped = adapter.dump_python(
            adapter.validate_python(payload), exclude_unset=True, by_alias=True, warnings="error"
        )
        # As text: to Python, 1 == 1.0 == True.
        assert canonical(dumped) == canonical(payload), record


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
