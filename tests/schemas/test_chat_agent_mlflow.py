"""The ChatAgent schemas beside MLflow's own classes, both ways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from strict_json import text

from responses_protocol import schemas
from responses_protocol.models.chat_agent.chunk import ChatAgentChunk
from responses_protocol.models.chat_agent.request import ChatAgentRequest
from responses_protocol.models.chat_agent.response import ChatAgentResponse
from responses_protocol.testing import damaged, from_schema
from tools.drift import definitions
from tools.drift.definitions import Definition

agent = pytest.importorskip("mlflow.types.agent", reason="MLflow is not installed")

MODELS: dict[str, type[BaseModel]] = {
    "ChatAgentRequest": ChatAgentRequest,
    "ChatAgentResponse": ChatAgentResponse,
    "ChatAgentChunk": ChatAgentChunk,
}
EACH = pytest.mark.parametrize("name", MODELS)


def iter_demands(columns: dict[str, Any], ours: list[Definition], place: str) -> Iterator[str]:
    """Yield where the signature of a loaded agent differs from our request profile."""
    for definition in ours:
        required, rules = definitions.required(definition), definitions.rules(definition)
        for member in {*columns, *rules}:
            member_place = f"{place}.{member}"
            if member not in columns or member not in rules:
                yield f"{member_place}: {'ours' if member in rules else 'theirs'} alone"
                continue
            column = columns[member]
            if column["required"] != (member in required):
                kind = "demanded" if column["required"] else "optional"
                yield f"{member_place}: {kind} by MLflow"
            inner = column.get("items", column).get("properties", {})
            if inner:
                yield from iter_demands(inner, definitions.objects(rules[member]), member_place)


def test_a_loaded_agent_demands_what_the_request_profile_demands() -> None:
    columns = {column["name"]: column for column in agent.CHAT_AGENT_INPUT_SCHEMA.to_dict()}
    ours = definitions.definition("chat_agent", "ChatAgentRequest", "request")
    assert ours
    assert set(iter_demands(columns, [ours], "request")) == {
        # MLflow's classes have it, and its signature was not brought up to date.
        "request.messages.tool_calls.thought_signature: ours alone",
    }


def accepts(name: str, payload: Any) -> bool:
    """Return whether MLflow's class takes a payload as it is, without turning "1" into 1."""
    try:
        getattr(agent, name).model_validate(payload, strict=True)
    except ValidationError:
        return False
    return True


def messages_of(payload: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the messages of a request, an answer or a chunk."""
    messages: list[dict[str, Any]] = (
        [payload["delta"]] if "delta" in payload else payload["messages"]
    )
    return messages


def with_mlflow_rules(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a payload that keeps the rules that MLflow has in code and a schema can't say.

    A message has content or calls; a tool message has a name and the id of a call; every message
    of an answer has an id of its own.
    """
    tidy = []
    for number, message in enumerate(messages_of(payload)):
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
    assert accepts(name, with_mlflow_rules(data.draw(from_schema("chat_agent", name, "request"))))


def has_whole_calls(payload: dict[str, Any]) -> bool:
    """Return whether all calls have what MLflow's classes demand, and not all servers send."""
    calls = [call for message in messages_of(payload) for call in message.get("tool_calls") or ()]
    demanded = [(call.get("type", ""), *map(call["function"].get, _NAMED)) for call in calls]
    return all(None not in values for values in demanded)


_NAMED = ("name", "arguments")


@EACH
@given(data=st.data())
def test_mlflow_takes_null_and_what_is_not_listed(name: str, data: st.DataObject) -> None:
    payload = with_mlflow_rules(data.draw(from_schema("chat_agent", name)))
    assume(has_whole_calls(payload))
    assert accepts(name, payload)


@EACH
@given(data=st.data())
def test_the_wire_profile_takes_what_mlflow_takes(name: str, data: st.DataObject) -> None:
    payload = data.draw(damaged(from_schema("chat_agent", name).map(with_mlflow_rules)))
    assume(accepts(name, payload))
    assert schemas.validator("chat_agent", name).is_valid(payload)


@EACH
@pytest.mark.parametrize("without_null", [False, True])
@given(data=st.data())
def test_what_mlflow_dumps_is_taken_and_given_back(
    name: str, without_null: bool, data: st.DataObject
) -> None:
    payload = with_mlflow_rules(data.draw(from_schema("chat_agent", name)))
    assume(accepts(name, payload))
    dump = getattr(agent, name).model_validate(payload).model_dump(exclude_none=without_null)
    assert [
        error.message for error in schemas.validator("chat_agent", name).iter_errors(dump)
    ] == []
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
    assert schemas.validator("chat_agent", name).is_valid(payload)
    assert not accepts(name, payload)
    assert accepts(name, with_mlflow_rules(payload))
