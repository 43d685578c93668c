"""Every recorded Chat payload is accepted, and the models give it back exactly."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter
from recorded_lines import payloads as recorded
from recordings import needs_corpus
from strict_json import text

from responses_protocol import schemas
from responses_protocol.models.chat_completions.messages import Message
from responses_protocol.models.chat_completions.tool_choice import ToolChoice
from responses_protocol.models.chat_completions.tools import Tool

MODELS: dict[str, Any] = {"Message": Message, "Tool": Tool, "ToolChoice": ToolChoice}

pytestmark = needs_corpus


def payloads(definition: str) -> list[tuple[str, Any]]:
    """Return all payloads of a definition, each with the id of its recording."""
    payloads_by_record: list[tuple[str, Any]] = []
    for record, request in recorded("chat.request.jsonl"):
        inside = {
            "Message": request["messages"],
            "Tool": request.get("tools") or [],
            "ToolChoice": [request["tool_choice"]] if request.get("tool_choice") else [],
        }
        payloads_by_record += [(record, payload) for payload in inside[definition]]
    if definition == "Message":
        for record, answer in recorded("chat.response.jsonl"):
            payloads_by_record += [
                (record, choice["message"]) for choice in answer.get("choices") or []
            ]
    return payloads_by_record


@pytest.mark.parametrize("definition", MODELS)
def test_the_schema_accepts_it(definition: str) -> None:
    check = schemas.validator("chat_completions", definition)
    examples = payloads(definition)
    assert examples
    problems = [
        (record, error.json_path, error.message)
        for record, payload in examples
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
        assert text(dumped) == text(payload), record
