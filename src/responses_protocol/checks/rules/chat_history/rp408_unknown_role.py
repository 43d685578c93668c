"""RP408: the role of a message is one that the endpoint knows."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Example, Problem, Rule, View
from responses_protocol.checks.wording import OPENAI, unsupported_value

ROLES = ("system", "assistant", "user", "function", "tool", "developer")


def unknown(view: View) -> Iterator[Problem]:
    """Find roles that are not among those that the endpoint lists."""
    for role, indexes in view.by_role.items():
        if role is not None and role not in ROLES:
            for at in indexes:
                yield Problem(f"/{at}/role", unsupported_value(role, ROLES))


RP408 = Rule(
    code="RP408",
    name="unknown-message-role",
    summary=f"The role of a message is one of {', '.join(ROLES)}.",
    severity="error",
    views=("chat_history",),
    check=unknown,
    wrong=Example("chat_completions/history", [{"role": "bogus", "content": "Hi."}]),
    right=Example("chat_completions/history", [{"role": "user", "content": "Hi."}]),
    source="Observed at api.openai.com, 2026-08-30.",
    targets=OPENAI,
)
