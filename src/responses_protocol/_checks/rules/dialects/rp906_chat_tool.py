"""RP906: a tool of a Responses request is flat."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.dialects.reading import iter_objects
from responses_protocol._checks.wording import missing

HINT = "This is a tool of Chat Completions: move name and parameters up to the type."
KINDS = ("function", "custom")
SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def _check(view: View) -> Iterator[Problem]:
    for index, tool in iter_objects(view):
        if any(isinstance(tool.get(kind), dict) for kind in KINDS) and "name" not in tool:
            param = f"{view.place_of(f'/{index}')}.name"
            yield Problem(f"/{index}", missing(param), HINT, param)


RP906 = Rule(
    code="RP906",
    name="chat-tool",
    summary="In a Responses request, the name and the parameters of a tool are its own members.",
    check=_check,
    subject="responses/tools",
    wrong=[{"type": "function", "function": {"name": "add", "parameters": SCHEMA}}],
    right=[{"type": "function", "name": "add", "parameters": SCHEMA}],
    why="The endpoint looks for the name beside the type, and refuses the tool.",
    how_to_fix="Move the members of `function` or `custom` up to the type.",
    source=(
        "Measured at api.openai.com in August 2026; "
        "https://github.com/diegosouzapw/OmniRoute/issues/1914"
    ),
    any_shape=True,
)
