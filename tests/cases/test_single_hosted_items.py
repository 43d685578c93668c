"""A hosted item of which the others are not at hand, as in one event of a stream."""

from __future__ import annotations

import json

import pytest

from responses_protocol._formats.chat_completions.hosted_calls import (
    LINKS,
    OUTPUTS,
    mark_call,
    unmark_call,
    wrap_one,
)


@pytest.mark.parametrize("kind", sorted(OUTPUTS))
def test_an_output_answers_the_call_that_it_names(kind: str) -> None:
    item = {"type": kind, LINKS[kind]: "call_a"}
    [output] = wrap_one(item)
    assert (output["type"], output["call_id"]) == ("function_call_output", "call_a")
    assert item in json.loads(output["output"]).values()


@pytest.mark.parametrize("link", [{}, {"call_id": 7}])
def test_an_output_of_no_call_stays(link: dict[str, int]) -> None:
    item = {"type": "computer_call_output", **link}
    assert wrap_one(item) == [item]


def test_a_call_that_has_its_result_is_a_call_and_its_output() -> None:
    call, output = wrap_one({"type": "mcp_call", "name": "look", "output": "found"})
    assert (call["type"], call["name"]) == ("function_call", "mcp_call")
    assert (output["type"], output["call_id"]) == ("function_call_output", call["call_id"])
    assert json.loads(output["output"]) == {"output": "found"}
    assert "found" not in call["arguments"]


SHELL = {"type": "shell_call", "call_id": "call_a", "action": {"commands": ["ls"]}}
PATCH = {"type": "apply_patch_call", "call_id": "call_a", "operation": {"type": "delete_file"}}
SEARCH = {"type": "web_search_call", "id": "ws_a", "status": "completed"}


def test_a_marked_call_that_the_client_runs_is_read() -> None:
    for item in (SHELL, PATCH):
        marked = mark_call(item)
        assert marked is not None
        assert unmark_call(marked) == item


def test_a_call_of_another_name_than_its_item_is_no_marked_one() -> None:
    marked = mark_call(SHELL)
    assert marked is not None
    assert unmark_call({**marked, "name": "apply_patch_call"}) is None
    assert unmark_call({**marked, "type": "custom_tool_call"}) is None


def test_a_call_that_the_server_runs_is_not_read() -> None:
    arguments = json.dumps({"responses_item": SEARCH})
    call = {"type": "function_call", "call_id": "call_a", "name": "web_search_call"}
    assert unmark_call({**call, "arguments": arguments}) is None
