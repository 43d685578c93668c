"""RP902: messages of a Responses history have no calls in them."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.rp201_unknown_role import ROLES
from responses_protocol._checks.wording import OBSERVED

HINT = (
    "This is a message of Chat Completions: write calls as items function_call, and their results "
    "as items function_call_output."
)
MEMBERS = ("tool_calls", "function_call", "tool_call_id")
OUTPUT = {"type": "function_call_output", "call_id": "call_abc", "output": "3"}


def _check(view: View) -> Iterator[Problem]:
    for role in ROLES:
        for index in view.by_role.get(role, ()):
            message = view.value[index]
            for member in MEMBERS:
                if message.get(member) is not None:
                    param = f"{view.place_of(f'/{index}')}.{member}"
                    yield Problem(f"/{index}", f"Unknown parameter: '{param}'.", HINT, param)


RP902 = Rule(
    code="RP902",
    name="chat-calls",
    summary="In a Responses history, calls are single items, not members of messages.",
    check=_check,
    subject="responses/history",
    wrong=[
        {
            "role": "assistant",
            "content": "",
            "tool_calls": [
                {
                    "id": "call_abc",
                    "type": "function",
                    "function": {"name": "add", "arguments": "{}"},
                }
            ],
        },
        OUTPUT,
    ],
    right=[
        {"type": "function_call", "call_id": "call_abc", "name": "add", "arguments": "{}"},
        OUTPUT,
    ],
    why="The endpoint refuses a message with calls in it.",
    how_to_fix=(
        "Write each call as an item `function_call`, and each result as an item "
        "`function_call_output`."
    ),
    source=OBSERVED,
    any_shape=True,
)
