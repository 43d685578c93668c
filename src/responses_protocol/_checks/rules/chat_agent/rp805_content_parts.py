"""RP805: the content of a ChatAgent message is a string."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_agent.messages import ALL, SOURCE, USER, iter_messages


def _check(view: View) -> Iterator[Problem]:
    for pointer, message in iter_messages(view):
        if isinstance(message.get("content"), list):
            content_pointer = f"{pointer}/content"
            yield Problem(
                content_pointer,
                f"Invalid type for '{view.place_of(content_pointer)}': expected a string, but got "
                "an array instead.",
                "Write the text of the parts as a string.",
            )


RP805 = Rule(
    code="RP805",
    name="agent-content-parts",
    summary="The content of a ChatAgent message is a string.",
    views=ALL,
    check=_check,
    subject="chat_agent/history",
    wrong=[{"role": "user", "content": [{"type": "text", "text": "Hi."}]}],
    right=[USER],
    why="MLflow's ChatAgentMessage refuses a list.",
    how_to_fix=(
        "Join the texts of the parts, and keep media in `attachments` or in `custom_inputs`."
    ),
    source=SOURCE,
    any_shape=True,
)
