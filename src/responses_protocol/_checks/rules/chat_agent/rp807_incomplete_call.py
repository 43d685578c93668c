"""RP807: a loaded agent refuses incomplete tool calls."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_agent.messages import CALL, SOURCE, USER, iter_calls

MESSAGE = {"role": "assistant", "content": ""}


def _check(view: View) -> Iterator[Problem]:
    for pointer, call in iter_calls(view):
        function = call.get("function")
        for owner, owner_pointer, names in (
            (call, pointer, ("type",)),
            (function, f"{pointer}/function", ("name", "arguments")),
        ):
            for name in names:
                if isinstance(owner, dict) and owner.get(name) is None:
                    member_pointer = f"{owner_pointer}/{name}"
                    yield Problem(
                        member_pointer,
                        f"A loaded agent requires '{view.place_of(member_pointer)}'.",
                    )


RP807 = Rule(
    code="RP807",
    name="agent-incomplete-call",
    summary="A tool call in a ChatAgent request has a type, and its function name and arguments.",
    views=("chat_agent_history",),
    check=_check,
    subject="chat_agent/request",
    wrong={"messages": [USER, {**MESSAGE, "tool_calls": [{**CALL, "type": None}]}]},
    right={"messages": [USER, {**MESSAGE, "tool_calls": [CALL]}]},
    why="A loaded agent checks requests against its signature, which requires these members.",
    how_to_fix="Add `type: function`, and the function's `name` and `arguments`.",
    source=SOURCE,
)
