"""RP969: messages to Perplexity alternate."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View

MESSAGE = (
    "After the (optional) system message(s), user or tool message(s) should alternate with "
    "assistant message(s)"
)
HINT = "Join consecutive messages of a role, and put system messages first."
TURNS = frozenset(("user", "assistant"))


def _check(view: View) -> Iterator[Problem]:
    previous_role = None
    for index, message in enumerate(view.value):
        role = message.get("role")
        repeats = role in TURNS and role == previous_role
        if repeats or (role == "system" and previous_role not in (None, "system")):
            yield Problem(f"/{index}", MESSAGE, HINT)
        previous_role = role


def _request(*roles: str) -> dict[str, object]:
    messages = [{"role": role, "content": "How much is one and two?"} for role in roles]
    return {"model": "sonar", "messages": messages}


RP969 = Rule(
    code="RP969",
    name="perplexity-turns",
    summary=(
        "For Perplexity, messages of the user and the assistant alternate, behind those of the "
        "system."
    ),
    severity="warning",  # the endpoint's message has changed, and its rule for tools is not known
    views=("chat_history",),
    check=_check,
    subject="chat_completions/request",
    wrong=_request("system", "user", "user"),
    right=_request("system", "user", "assistant", "user"),
    why="Perplexity refuses two messages of one role in a row.",
    how_to_fix="Join the messages of a role, and put system messages first.",
    source="https://github.com/perplexityai/api-discussion/issues/265",
    targets=frozenset({"perplexity"}),
)
