"""Every item, part, tool, choice and member that the openai SDK declares is in our schemas."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("openai", reason="the openai SDK is a development dependency")

from openai.types import responses
from openai.types.responses import response_create_params, response_input_item_param
from openai.types.responses.response_content_part_added_event import Part
from openai.types.responses.tool_param import ToolParam
from sdk_types import (
    alternatives,
    definition,
    demands,
    members,
    missing,
    words,
)

INPUT = response_input_item_param.ResponseInputItemParam

UNIONS = [
    pytest.param("Item", INPUT, id="input items"),
    pytest.param("Item", responses.ResponseOutputItem, id="output items"),
    pytest.param("OutputItem", responses.ResponseOutputItem, id="output items, narrow"),
    pytest.param("Item", responses.ResponseItem, id="stored items"),
    pytest.param("ContentPart", responses.ResponseInputContentParam, id="input parts"),
    pytest.param("ContentPart", Part, id="output parts"),
    pytest.param("Tool", ToolParam, id="tools of requests"),
    pytest.param("Tool", responses.Tool, id="tools of answers"),
    pytest.param("ToolChoice", response_create_params.ToolChoice, id="choices of requests"),
    pytest.param("ToolChoice", responses.response.ToolChoice, id="choices of answers"),
]


@pytest.mark.parametrize(("title", "union"), UNIONS)
def test_the_sdk_declares_nothing_that_we_do_not(title: str, union: Any) -> None:
    ours = definition("responses", title)
    found = [one for one in alternatives(union) if members(one)]
    assert found
    assert {place for one in found for place in missing(one, ours, one.__name__)} == set()


def tags(title: str) -> set[str]:
    """Return the tags that a union of ours knows."""
    rules = [one["properties"]["type"] for _, one in definition("responses", title)]
    listed = {word for rule in rules for word in [rule.get("const"), *rule.get("enum", [])]}
    return {word for word in listed if word is not None}


def sdk_tags(union: Any) -> set[str]:
    return {
        word for one in alternatives(union) if members(one) for word in words(members(one)["type"])
    }


@pytest.mark.parametrize(
    ("title", "union", "count"),
    [
        ("Item", INPUT, 31),
        ("OutputItem", responses.ResponseOutputItem, 28),
        ("Tool", ToolParam, 18),
        ("ToolChoice", response_create_params.ToolChoice, 15),
    ],
)
def test_no_tag_is_ours_alone(title: str, union: Any, count: int) -> None:
    assert tags(title) == sdk_tags(union)
    assert len(tags(title)) == count


# What the SDK's request types demand and our request profile does not, with the reason.
LENIENT = {
    "input_image.detail": "OpenAI took images without it; a missing one means auto",
    "message assistant.id": "one of two forms; the other has neither id, status nor type",
    "message assistant.status": "the same",
    "message assistant.type": "the same",
    "double_click.keys": "the other actions may leave it out",
    "function.parameters": "OpenAI took tools without them",
    "function.strict": "the same",
    "approximate.type": "only the older of the two locations demands it",
    "image_generation_call.result": "OpenAI took calls with nothing but an id",
    "image_generation_call.status": "the same",
    "code_interpreter_call.code": "may be null, as it is when left out",
    "code_interpreter_call.outputs": "the same",
    "ImageGenerationCallError.code": "the same",
    "ImageGenerationCallError.param": "the same",
}


def test_the_request_profile_demands_what_the_sdk_demands() -> None:
    unions = [("Item", INPUT), ("Tool", ToolParam)]
    unions.append(("ToolChoice", response_create_params.ToolChoice))
    differences = {
        difference
        for title, union in unions
        for one in alternatives(union)
        for difference in demands(one, definition("responses", title))
    }
    assert differences == {f"+ {place}" for place in LENIENT}


def test_the_walks_see_what_is_missing() -> None:
    ours = definition("responses", "FunctionCall")
    del ours[0][1]["properties"]["namespace"]
    ours[0][1]["required"].remove("call_id")
    ours[0][1]["required"].append("status")
    sdk_type = responses.ResponseFunctionToolCallParam
    assert missing(sdk_type, ours, "call") == {"call function_call.namespace"}
    assert set(demands(sdk_type, ours)) == {"+ function_call.call_id", "- function_call.status"}
