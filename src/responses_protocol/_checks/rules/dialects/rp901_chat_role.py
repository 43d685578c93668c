"""RP901: a Responses history has no tool messages."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.rp201_unknown_role import CHAT_ROLES, ROLES
from responses_protocol._checks.wording import OBSERVED, unsupported_value

HINT = (
    "This is a tool message of Chat Completions: write an item function_call_output, with "
    "tool_call_id as call_id and content as output."
)
CALL = {"type": "function_call", "call_id": "call_abc", "name": "add", "arguments": "{}"}


def _check(view: View) -> Iterator[Problem]:
    for role in CHAT_ROLES:
        for index in view.by_role.get(role, ()):
            if view.value[index].get("type") in (None, "message"):
                yield Problem(f"/{index}", unsupported_value(role, ROLES), HINT)


RP901 = Rule(
    code="RP901",
    name="chat-role",
    summary="In a Responses history, results are items of type function_call_output.",
    check=_check,
    subject="responses/history",
    wrong=[CALL, {"role": "tool", "tool_call_id": "call_abc", "content": "3"}],
    right=[CALL, {"type": "function_call_output", "call_id": "call_abc", "output": "3"}],
    why="The endpoint knows no role `tool`, and refuses the message.",
    how_to_fix=(
        "Write an item `function_call_output`, with `tool_call_id` as `call_id` and the content "
        "as `output`."
    ),
    source=OBSERVED,
    any_shape=True,
)
