"""The generated models: in step with the schemas, and true to what they are given."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from strict_json import text

from responses_protocol import schemas
from responses_protocol._testing.schema_strategies import union
from responses_protocol.models.responses import (
    errors,
    events,
    items,
    parts,
    request,
    response,
    tool_choice,
    tools,
)
from responses_protocol.models.responses.items_function import FunctionCall
from responses_protocol.models.responses.items_search import FileSearchResult
from responses_protocol.models.responses_agent import events as agent_events
from responses_protocol.models.responses_agent import request as agent_request
from responses_protocol.models.responses_agent import response as agent_response
from responses_protocol.schemas.fast_validator import accepts
from responses_protocol.testing import damaged

ROOT = Path(__file__).parents[2]


def check(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "tools" / "generate.py"), "--check"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_models_are_in_step_with_the_schemas() -> None:
    pytest.importorskip("datamodel_code_generator", reason="a development dependency")
    run = check(ROOT)
    assert run.returncode == 0, run.stderr


def test_a_change_by_hand_is_noticed(tmp_path: Path) -> None:
    pytest.importorskip("datamodel_code_generator", reason="a development dependency")
    for folder in ("tools", "schemas", "src/responses_protocol/models"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    module = tmp_path / "src/responses_protocol/models/responses/items_function.py"
    module.write_text(
        module.read_text(encoding="utf-8").replace("call_id: str\n", "call_id: int\n")
    )
    run = check(tmp_path)
    assert run.returncode == 1
    assert "responses/items_function.py" in run.stderr


@cache
def adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def back(model: Any, payload: Any) -> Any:
    validated = adapter(model).validate_python(payload)
    return adapter(model).dump_python(validated, exclude_unset=True, by_alias=True)


def test_every_tag_is_a_tag_of_the_schemas() -> None:
    """The generator invents a tag, silently, where a union's member has no single one."""
    known = {
        word
        for name in schemas.names()
        for definition in schemas.load(name)["$defs"].values()
        for rule in definition.get("properties", {}).values()
        for word in [rule.get("const"), *rule.get("enum", [])]
    }
    folder = ROOT / "src/responses_protocol/models"
    for module in folder.rglob("*.py"):
        for words in re.findall(r"Literal\[(.*?)\]", module.read_text(encoding="utf-8"), re.DOTALL):
            assert {json.loads(word) for word in re.findall(r'"\w+"', words)} <= known


CALL = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}


@pytest.mark.parametrize(
    "payload",
    [
        CALL,
        {**CALL, "id": None, "status": None},
        {**CALL, "async": True, "async_": 1, "model_config": {}, "": None, "x": [1, 1.0, True]},
        {**CALL, "async_": None},
        {**CALL, "async_": 1, "async": None},
        {**CALL, "x": 2**80},
        {"role": "user", "content": [{"type": "later", "n": 1.0}]},
        {"type": None, "role": "assistant", "content": [{"type": "output_text", "text": ""}]},
        {"type": "message", "role": "tool", "content": "x"},
        {"id": "msg_1"},
        {"type": "telepathy", "content": 5},
        {"type": "additional_tools", "tools": [{"type": "web_search_2025_08_26"}]},
    ],
)
def test_validated_and_dumped_is_unchanged(payload: Any) -> None:
    assert text(back(items.Item, payload)) == text(payload)


@pytest.mark.parametrize("score", [0, 1, 1.0, 0.5, None])
def test_a_number_keeps_its_type(score: float | None) -> None:
    assert text(back(FileSearchResult, {"score": score})) == text({"score": score})


@pytest.mark.parametrize(
    ("member", "value"),
    [("call_id", 1), ("arguments", {}), ("status", 1), ("async", 1), ("async", "true")],
)
def test_nothing_is_coerced(member: str, value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        FunctionCall.model_validate({**CALL, member: value})
    assert [error["loc"] for error in caught.value.errors()] == [(member,)]


@pytest.mark.parametrize("value", ["1", True, 1.0])
def test_an_integer_is_an_integer(value: Any) -> None:
    with pytest.raises(ValidationError):
        parts.UrlCitation.model_validate({"type": "url_citation", "start_index": value})


def test_the_tag_must_be_given_and_is_dumped() -> None:
    fields = {name: value for name, value in CALL.items() if name != "type"}
    with pytest.raises(ValidationError, match="type"):
        FunctionCall.model_validate(fields)
    assert FunctionCall.model_validate(CALL).model_dump(exclude_unset=True) == CALL


@pytest.mark.parametrize(
    ("model", "payload", "place"),
    [
        (items.Item, {}, ("UnknownItem", "type")),
        (items.Item, [], ("UnknownItem",)),
        (items.Item, {"type": []}, ("UnknownItem", "type")),
        (items.Item, {**CALL, "name": None}, ("KnownItem", "function_call", "name")),
        (items.Item, {"type": "item_reference"}, ("ItemReference", "id")),
        (items.Item, {"role": "user"}, ("Message", "KnownRoleMessage", "user", "content")),
        (items.Item, {"id": "m", "content": "x"}, ("Message", "UnknownRoleMessage", "role")),
        (items.OutputItem, {"id": "m"}, ("UnknownOutputItem", "type")),
        (tools.Tool, {"type": "function"}, ("KnownTool", "function", "name")),
        (tool_choice.ToolChoice, {"type": "function"}, ("KnownToolChoice", "function", "name")),
        (tool_choice.ToolChoice, 1, ("UnknownToolChoice",)),
    ],
)
def test_an_error_names_one_place(model: Any, payload: Any, place: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        adapter(model).validate_python(payload)
    assert [error["loc"] for error in caught.value.errors()] == [place]


def test_a_model_fits_where_a_payload_does() -> None:
    call = FunctionCall.model_validate(CALL)
    assert adapter(list[items.Item]).validate_python([call])[0] is call
    assert adapter(list[items.Item]).dump_json([call], exclude_unset=True) == (
        b'[{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}]'
    )


ROOTS: list[tuple[str, str, Any]] = [
    ("responses", "Item", items.Item),
    ("responses", "OutputItem", items.OutputItem),
    ("responses", "Tool", tools.Tool),
    ("responses", "ToolChoice", tool_choice.ToolChoice),
    ("responses", "Request", request.Request),
    ("responses", "Response", response.Response),
    ("responses", "Event", events.Event),
    ("responses", "ErrorBody", errors.ErrorBody),
    ("responses_agent", "ResponsesAgentRequest", agent_request.ResponsesAgentRequest),
    ("responses_agent", "ResponsesAgentResponse", agent_response.ResponsesAgentResponse),
    ("responses_agent", "ResponsesAgentStreamEvent", agent_events.ResponsesAgentStreamEvent),
]
EACH = pytest.mark.parametrize(
    ("dialect", "title", "model"), ROOTS, ids=[title for _, title, _ in ROOTS]
)


@EACH
@given(data=st.data())
@settings(deadline=None)  # building a strategy for the first time takes long
def test_models_keep_what_the_schemas_accept(
    dialect: str, title: str, model: Any, data: st.DataObject
) -> None:
    payload = data.draw(union(dialect, title))
    assert text(back(model, payload)) == text(payload)


@EACH
@given(data=st.data())
@settings(deadline=None)  # building a strategy for the first time takes long
def test_models_and_schemas_give_one_verdict(
    dialect: str, title: str, model: Any, data: st.DataObject
) -> None:
    payload = data.draw(damaged(union(dialect, title)))
    # An integer may be written 1.0 in JSON Schema, and the keys of a model are UTF-8.
    assume(not re.search(r"\.0|e\+|\\ud", text(payload)))
    assert fits(model, payload) == accepts(payload, dialect, title)


def fits(model: Any, payload: Any) -> bool:
    try:
        adapter(model).validate_python(payload)
    except ValidationError:
        return False
    return True
