"""The helpers that are written beside an agent say what those of the package say."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mlflow.pyfunc", reason="MLflow is not installed")
sys.path.append(str(Path(__file__).parents[2] / "codemods"))
from call_scripts import BOTH, CRUMBS, chunks_of, make_call, make_chunks

from responses_protocol.integrations import mlflow as ours
from responses_protocol.integrations.mlflow import _standalone as standalone

pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages are theirs
Object = dict[str, Any]


def delta(content: str, own: str, **more: Any) -> Object:
    return {"delta": {"role": "assistant", "content": content, "id": own, **more}}


TOOL = {"role": "tool", "content": "1", "name": "add", "tool_call_id": "call_add", "id": "t"}
SAID: dict[str, list[Any]] = {
    "nothing": [],
    "pieces": [delta("It ", "a"), delta("is.", "a"), delta("So.", "b")],
    "calls": [delta("", "a", tool_calls=[make_call("add"), make_call("sub")]), {"delta": TOOL}],
    "text and call": [delta("Wait.", "a", tool_calls=[make_call("add")]), {"delta": TOOL}],
    "empty": [delta("", "a")],
    "an id again": [delta("a", "a"), delta("b", "b"), delta("c", "a")],
    "question": [{"delta": {"role": "user", "content": "x", "id": "u"}}],
    "messages": [{"role": "assistant", "content": "Hi", "id": "m"}, TOOL],
    "chat": chunks_of("Hel", "lo", usage=True),
    "chat calls": CRUMBS,
    "chat refusal": make_chunks({"refusal": "N"}, {"refusal": "o"}),
}
CALL = {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"}
TEXT = {"type": "output_text", "text": "t"}
INPUTS: dict[str, list[Object]] = {
    "texts": [{"role": role, "content": "x"} for role in ("system", "developer", "user")],
    "parts": [
        {
            "role": "user",
            "content": [
                {"type": "input_text", "text": "a"},
                {"type": "input_image", "image_url": "data:x", "detail": "low"},
                {"type": "input_file", "file_id": "f", "filename": "n"},
            ],
        }
    ],
    "one part": [{"role": "user", "content": [{"type": "input_text", "text": "a"}]}],
    "said": [{"type": "message", "role": "assistant", "id": "m", "content": [TEXT]}],
    "two texts": [{"type": "message", "role": "assistant", "content": [TEXT, TEXT]}],
    "refusal": [
        {"type": "message", "role": "assistant", "content": [{"type": "refusal", "refusal": "r"}]}
    ],
    "calls": [
        {"type": "message", "role": "assistant", "content": [TEXT]},
        CALL,
        {**CALL, "call_id": "c2", "arguments": ""},
        {"type": "function_call_output", "call_id": "c2", "output": "2"},
        {
            "type": "function_call_output",
            "call_id": "c1",
            "output": [{"type": "input_text", "text": "o"}],
        },
        {"role": "user", "content": "x"},
    ],
    "calls alone": [CALL, {"type": "function_call_output", "call_id": "c1", "output": "1"}],
    "reasoning": [
        {"type": "reasoning", "id": "r", "summary": []},
        {"type": "message", "role": "assistant", "content": [TEXT]},
    ],
}


def told(events: Any) -> list[Object]:
    """Return events without ids, and without lists that say nothing."""
    return [_bare(event.model_dump(exclude_none=True)) for event in events]


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        left = ("id", "item_id", "status", "content_index")
        return {name: _bare(one) for name, one in value.items() if name not in left and one != []}
    return [_bare(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", SAID)
def test_both_say_the_same(name: str) -> None:
    mine = told(standalone.output_to_responses_items_stream(SAID[name]))
    assert mine == told(ours.output_to_responses_items_stream(SAID[name]))


@pytest.mark.parametrize("name", INPUTS)
def test_both_read_the_same(name: str) -> None:
    mine = standalone.to_chat_completions_input(INPUTS[name])
    assert mine == ours.to_chat_completions_input(INPUTS[name])


@pytest.mark.parametrize("element", [1, {"x": 1}, BOTH["choices"][0]["message"] | {"content": []}])
def test_what_has_no_place_is_an_error(element: Any) -> None:
    with pytest.raises(TypeError):
        list(standalone.output_to_responses_items_stream([element, {"role": 1, "content": [1]}, 2]))
    with pytest.raises((KeyError, TypeError)):
        standalone.to_chat_completions_input([element, {"type": "web_search_call"}])


def test_ids_of_items_are_different() -> None:
    again = [delta("a", "a"), {"delta": TOOL}, delta("b", "b"), delta("c", "a")]
    made = list(standalone.output_to_responses_items_stream(again))
    ids = [event.item["id"] for event in made if hasattr(event, "item") and "id" in event.item]
    assert len(set(ids)) == len(ids) == 3


def test_it_needs_mlflow_and_nothing_else() -> None:
    tree = ast.parse(Path(standalone.__file__).read_text("utf-8"))
    imported = {
        node.module.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
    }
    assert imported - {*sys.stdlib_module_names} == {"mlflow"}
