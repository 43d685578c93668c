"""RP923: a tool of a Chat request has a nested definition."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.dialects.reading import iter_objects
from responses_protocol._checks.wording import OBSERVED, missing

HINT = (
    "This is a tool of the Responses API: move name and parameters into an object named for the "
    "type."
)
KINDS = ("function", "custom")
SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def _check(view: View) -> Iterator[Problem]:
    for index, tool in iter_objects(view):
        kind = tool.get("type")
        if kind in KINDS and "name" in tool and tool.get(kind) is None:
            param = f"{view.place_of(f'/{index}')}.{kind}"
            yield Problem(f"/{index}", missing(param), HINT, param)


RP923 = Rule(
    code="RP923",
    name="responses-tool",
    summary="In a Chat request, the name and the parameters of a tool are members of its function.",
    check=_check,
    subject="chat_completions/tools",
    wrong=[{"type": "function", "name": "add", "parameters": SCHEMA}],
    right=[{"type": "function", "function": {"name": "add", "parameters": SCHEMA}}],
    why="The endpoint looks for an object named for the type, and refuses the tool.",
    how_to_fix="Move all members but the type into `function` or `custom`.",
    source=OBSERVED,
    any_shape=True,
)
