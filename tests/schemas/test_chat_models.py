"""The generated Chat models agree with the schemas, on good payloads and on damaged ones."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from pydantic import TypeAdapter, ValidationError
from strict_json import text

from responses_protocol._testing.schema_strategies import union
from responses_protocol.models.chat_agent.chunk import ChatAgentChunk
from responses_protocol.models.chat_agent.request import ChatAgentRequest
from responses_protocol.models.chat_agent.response import ChatAgentResponse
from responses_protocol.models.chat_completions.chunk import Chunk
from responses_protocol.models.chat_completions.errors import ErrorBody
from responses_protocol.models.chat_completions.messages import Message
from responses_protocol.models.chat_completions.request import Request
from responses_protocol.models.chat_completions.response import Response
from responses_protocol.models.chat_completions.tool_choice import ToolChoice
from responses_protocol.models.chat_completions.tools import Tool
from responses_protocol.schemas.fast_validator import accepts
from responses_protocol.testing import damaged

MODELS: dict[str, tuple[str, Any]] = {
    "Message": ("chat_completions", Message),
    "Tool": ("chat_completions", Tool),
    "ToolChoice": ("chat_completions", ToolChoice),
    "Request": ("chat_completions", Request),
    "Response": ("chat_completions", Response),
    "Chunk": ("chat_completions", Chunk),
    "ErrorBody": ("chat_completions", ErrorBody),
    "ChatAgentRequest": ("chat_agent", ChatAgentRequest),
    "ChatAgentResponse": ("chat_agent", ChatAgentResponse),
    "ChatAgentChunk": ("chat_agent", ChatAgentChunk),
}


@pytest.mark.parametrize("definition", MODELS)
def test_generated_payloads_come_back_exactly(definition: str) -> None:
    dialect, model = MODELS[definition]
    adapter: TypeAdapter[Any] = TypeAdapter(model)

    @given(union(dialect, definition))
    @settings(deadline=None)
    def exact(payload: Any) -> None:
        read = adapter.validate_python(payload)
        dumped = adapter.dump_python(read, exclude_unset=True, by_alias=True, warnings="error")
        assert text(dumped) == text(payload)

    exact()


def has_several_spellings(written: str) -> bool:
    """Return whether a payload has what pydantic refuses and JSON Schema takes.

    These are lone surrogates, which no UTF-8 holds, and 1.0 where an integer should be.
    """
    floats: list[str] = []
    json.loads(written, parse_float=lambda number: floats.append(number))
    return "\\ud" in written or any(float(number).is_integer() for number in floats)


@pytest.mark.parametrize("definition", MODELS)
def test_models_and_schemas_give_one_verdict(definition: str) -> None:
    dialect, model = MODELS[definition]
    adapter: TypeAdapter[Any] = TypeAdapter(model)

    def reads(payload: Any) -> bool:
        try:
            adapter.validate_python(payload)
        except ValidationError:
            return False
        return True

    @given(damaged(union(dialect, definition)))
    @settings(deadline=None)
    def agree(payload: Any) -> None:
        assume(not has_several_spellings(text(payload)))
        assert reads(payload) == accepts(payload, dialect, definition)

    agree()
