"""The ChatAgent schemas beside MLflow's own classes, both ways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError
from request_profile import validator as request_profile
from sdk_types import Objects, definition, members, missing, objects
from strict_json import text

from responses_protocol import schemas
from responses_protocol.models.chat_agent.chunk import ChatAgentChunk
from responses_protocol.models.chat_agent.request import ChatAgentRequest
from responses_protocol.models.chat_agent.response import ChatAgentResponse
from responses_protocol.testing import damaged, from_schema

agent = pytest.importorskip("mlflow.types.agent", reason="MLflow is not installed")

MODELS: dict[str, type[BaseModel]] = {
    "ChatAgentRequest": ChatAgentRequest,
    "ChatAgentResponse": ChatAgentResponse,
    "ChatAgentChunk": ChatAgentChunk,
}
EACH = pytest.mark.parametrize("name", MODELS)


@EACH
def test_mlflow_declares_nothing_that_we_do_not(name: str) -> None:
    assert missing(getattr(agent, name), definition("chat_agent", name), name) == set()


@EACH
def test_we_list_nothing_that_mlflow_does_not_declare(name: str) -> None:
    ours = {member for _, one in definition("chat_agent", name) for member in one["properties"]}
    assert ours == set(members(getattr(agent, name)))


def demands(columns: dict[str, Any], ours: Objects, place: str) -> Iterator[str]:
    """Yield where the signature of a loaded agent differs from our request profile."""
    for name, one in ours:
        asked = {*one.get("required", []), *one.get("x-request-required", [])}
        for member in {*columns, *one["properties"]}:
            there = f"{place}.{member}"
            if member not in columns or member not in one["properties"]:
                yield f"{there}: {'ours' if member in one['properties'] else 'theirs'} alone"
                continue
            column = columns[member]
            if column["required"] != (member in asked):
                yield f"{there}: {'demanded' if column['required'] else 'optional'} by MLflow"
            inner = column.get("items", column).get("properties", {})
            if inner:
                yield from demands(inner, objects(name, one["properties"][member]), there)


def test_a_loaded_agent_demands_what_the_request_profile_demands() -> None:
    columns = {column["name"]: column for column in agent.CHAT_AGENT_INPUT_SCHEMA.to_dict()}
    ours = definition("chat_agent", "ChatAgentRequest")
    assert set(demands(columns, ours, "request")) == {
        # MLflow's classes have it, and its signature was not brought up to date.
        "request.messages.tool_calls.thought_signature: ours alone",
    }


def accepts(name: str, payload: Any) -> bool:
    """Tell whether MLflow's class takes a payload as it is, without turning "1" into 1."""
    try:
        getattr(agent, name).model_validate(payload, strict=True)
    except ValidationError:
        return False
    return True


def wire(name: str) -> Draft202012Validator:
    reference = {"$ref": schemas.ref("chat_agent", name)}
    return Draft202012Validator(reference, registry=schemas.registry())


def kept_rules(name: str, payload: dict[str, Any]) -> dict[str, Any]:
    """Return a payload that keeps the rules that MLflow has in code and a schema can't say.

    A message has content or calls; a tool message has a name and the id of a call; every message
    of an answer has an id of its own.
    """
    found = [payload["delta"]] if name == "ChatAgentChunk" else payload["messages"]
    tidy = []
    for number, message in enumerate(found):
        tidied = {**message, "id": f"m{number}"}
        if message.get("content") is None and message.get("tool_calls") is None:
            tidied["content"] = ""
        if message["role"] == "tool":
            tidied |= {"name": "f", "tool_call_id": "c"}
        tidy.append(tidied)
    return {**payload, **({"delta": tidy[0]} if "delta" in payload else {"messages": tidy})}


@EACH
@given(data=st.data())
def test_mlflow_takes_what_the_request_profile_takes(name: str, data: st.DataObject) -> None:
    payload = kept_rules(name, data.draw(from_schema("chat_agent", name)))
    assume(request_profile("chat_agent", name).is_valid(payload))
    assert accepts(name, payload)


@EACH
@given(data=st.data())
def test_the_wire_profile_takes_what_mlflow_takes(name: str, data: st.DataObject) -> None:
    payload = data.draw(damaged(from_schema("chat_agent", name).map(lambda p: kept_rules(name, p))))
    assume(accepts(name, payload))
    assert wire(name).is_valid(payload)


@EACH
@pytest.mark.parametrize("without_null", [False, True])
@given(data=st.data())
def test_what_mlflow_dumps_is_taken_and_given_back(
    name: str, without_null: bool, data: st.DataObject
) -> None:
    payload = kept_rules(name, data.draw(from_schema("chat_agent", name)))
    assume(accepts(name, payload))
    dump = getattr(agent, name).model_validate(payload).model_dump(exclude_none=without_null)
    assert [error.message for error in wire(name).iter_errors(dump)] == []
    back = MODELS[name].model_validate(dump).model_dump(exclude_unset=True, by_alias=True)
    assert text(back) == text(dump)


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("ChatAgentResponse", {"messages": [{"role": "assistant", "content": "no id"}]}),
        ("ChatAgentChunk", {"delta": {"role": "assistant", "id": "nothing said"}}),
        ("ChatAgentRequest", {"messages": [{"role": "tool", "content": "4", "name": "f"}]}),
    ],
)
def test_the_rules_in_code_are_still_there(name: str, payload: Any) -> None:
    assert wire(name).is_valid(payload)
    assert not accepts(name, payload)
    assert accepts(name, kept_rules(name, payload))
