"""RP806: a loaded agent refuses unknown members."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_agent.messages import (
    SOURCE,
    USER,
    iter_calls,
    iter_messages,
)
from responses_protocol._values import Json, escape_token

MESSAGE = ("role", "content", "name", "id", "tool_calls", "tool_call_id", "attachments")
CALL = ("id", "type", "function")
FUNCTION = ("name", "arguments")
CONTEXT = ("conversation_id", "user_id")


def _check(view: View) -> Iterator[Problem]:
    if view.name == "chat_agent_request":
        yield from _find_unknown(view.value.get("context"), "/context", CONTEXT)
        return
    for pointer, message in iter_messages(view):
        yield from _find_unknown(message, pointer, MESSAGE)
    for pointer, call in iter_calls(view):
        yield from _find_unknown(call, pointer, CALL)
        yield from _find_unknown(call.get("function"), f"{pointer}/function", FUNCTION)


def _find_unknown(value: Json, pointer: str, known: tuple[str, ...]) -> Iterator[Problem]:
    for name in value if isinstance(value, dict) else ():
        if name not in known:
            yield Problem(
                f"{pointer}/{escape_token(name)}",
                f"A loaded agent refuses the unknown member `{name}` here.",
                "Remove it, or move it into `custom_inputs`.",
            )


RP806 = Rule(
    code="RP806",
    name="agent-unknown-member",
    summary=(
        "Messages, tool calls and the context of a ChatAgent request have no members but those of "
        "the signature."
    ),
    views=("chat_agent_history", "chat_agent_request"),
    check=_check,
    subject="chat_agent/request",
    wrong={"messages": [{**USER, "refusal": None}]},
    right={"messages": [{**USER, "attachments": {"a": "b"}}]},
    why="A loaded agent checks requests against its signature, and refuses other members.",
    how_to_fix="Remove the member, or move it into `custom_inputs`.",
    source=SOURCE,
)
