"""RP408: the role of a message is one that the endpoint knows."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.wording import OPENAI, unsupported_value

ROLES = ("system", "assistant", "user", "function", "tool", "developer")


def _check(view: View) -> Iterator[Problem]:
    for role, indexes in view.by_role.items():
        if role is not None and role not in ROLES:
            for index in indexes:
                yield Problem(f"/{index}/role", unsupported_value(role, ROLES))


RP408 = Rule(
    code="RP408",
    name="unknown-message-role",
    summary=f"The role of a message is one of {', '.join(ROLES)}.",
    check=_check,
    subject="chat_completions/history",
    wrong=[{"role": "bogus", "content": "Hi."}],
    right=[{"role": "user", "content": "Hi."}],
    why="The endpoint lists the roles that it knows, and refuses any other one.",
    how_to_fix="Use one of these roles, in small letters.",
    source="Observed at api.openai.com, 2026-08-30.",
    targets=OPENAI,
)
