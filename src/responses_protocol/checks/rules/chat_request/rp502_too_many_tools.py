"""RP502: a request does not have too many tools."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol.checks.rule import Problem, Rule, View
from responses_protocol.checks.rules.chat_request.examples import TOOL, request
from responses_protocol.checks.wording import OPENAI, array_too_long

LIMIT = 128
LISTS = ("tools", "functions")


def too_many(view: View) -> Iterator[Problem]:
    """Find lists of tools beyond the limit."""
    for name in LISTS if isinstance(view.value, dict) else ():
        listed = view.value.get(name)
        if isinstance(listed, list) and len(listed) > LIMIT:
            yield Problem(f"/{name}", array_too_long(name, LIMIT, len(listed)))


RP502 = Rule(
    code="RP502",
    name="too-many-tools",
    summary="A request has at most 128 tools.",
    severity="error",
    views=("chat_request",),
    check=too_many,
    wrong=request(tools=[TOOL] * (LIMIT + 1)),
    right=request(tools=[TOOL]),
    source="https://github.com/cgoinglove/better-chatbot/issues/197",
    targets=OPENAI,
)
