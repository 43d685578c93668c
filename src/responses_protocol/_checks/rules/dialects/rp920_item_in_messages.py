"""RP920: a Chat history has no items."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.rp202_unknown_item_type import KNOWN
from responses_protocol._checks.wording import OBSERVED, missing

HINT = (
    "This is an item of the Responses API: write calls as tool_calls of an assistant message, and "
    "their outputs as messages of role tool."
)


def _check(view: View) -> Iterator[Problem]:
    for kind, indexes in view.by_type.items():
        for index in indexes if kind is not None and kind in KNOWN else ():
            if view.value[index].get("role") is None:
                param = f"{view.place_of(f'/{index}')}.role"
                yield Problem(f"/{index}", missing(param), HINT, param)


QUESTION = {"role": "user", "content": "What is one and two?"}

RP920 = Rule(
    code="RP920",
    name="item-in-messages",
    summary="In a Chat history, calls are members of messages, and results are tool messages.",
    check=_check,
    subject="chat_completions/history",
    wrong=[
        QUESTION,
        {"type": "function_call", "call_id": "call_abc", "name": "add", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_abc", "output": "3"},
    ],
    right=[
        QUESTION,
        {
            "role": "assistant",
            "tool_calls": [
                {
                    "id": "call_abc",
                    "type": "function",
                    "function": {"name": "add", "arguments": "{}"},
                }
            ],
        },
        {"role": "tool", "tool_call_id": "call_abc", "content": "3"},
    ],
    why="The endpoint looks for a role, and refuses the item.",
    how_to_fix=(
        "Write calls as `tool_calls` of an assistant message, and results as tool messages: "
        "`responses-protocol convert --from responses --to chat_completions` does so."
    ),
    source=OBSERVED,
    any_shape=True,
)
