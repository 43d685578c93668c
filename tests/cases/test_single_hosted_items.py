"""A hosted item of which the others are not at hand, as in one event of a stream."""

from __future__ import annotations

import json

import pytest

from responses_protocol._formats.chat_completions.hosted_calls import LINKS, OUTPUTS, wrap_one


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
