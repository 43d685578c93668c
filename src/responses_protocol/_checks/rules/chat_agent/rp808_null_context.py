"""RP808: a loaded agent refuses a null context."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_agent.messages import SOURCE, USER


def _check(view: View) -> Iterator[Problem]:
    if "context" in view.value and view.value["context"] is None:
        yield Problem("/context", "A loaded agent fails on a null `context`.", "Leave it out.")


RP808 = Rule(
    code="RP808",
    name="agent-null-context",
    summary="The context of a ChatAgent request is not null.",
    check=_check,
    subject="chat_agent/request",
    wrong={"messages": [USER], "context": None},
    right={"messages": [USER]},
    why="A loaded agent fails on null if its signature has an object.",
    how_to_fix="Leave out `context`.",
    source=SOURCE,
)
