"""RP967: messages have no members that the server refuses."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View, targets_with
from responses_protocol._checks.rules.targets.refused_members import iter_refused_members
from responses_protocol._formats.servers import SERVERS
from responses_protocol._reporting.quoting import quote_name

MESSAGES = {
    "groq": (
        "'{place}' : for 'role:{role}' the following must be satisfied"
        "[('{place}' : property '{name}' is unsupported)]"
    ),
    "mistral": "Extra inputs are not permitted",
}
OTHER_MESSAGE = "This endpoint refuses '{name}' in messages."
HINTS = {"mistral": {"reasoning_content": "Write reasoning as content parts of type thinking."}}


def _check(view: View) -> Iterator[Problem]:
    target = view.settings.target
    refused, hints = SERVERS[target].refuses_messages, HINTS.get(target, {})
    for index, message in enumerate(view.value):
        for name in iter_refused_members(message, refused, target):
            text = MESSAGES.get(target, OTHER_MESSAGE).format(
                place=f"{view.place}.{index}", role=quote_name(message["role"]), name=name
            )
            yield Problem(f"/{index}/{name}", text, hints.get(name, ""))


def _answer(**members: str) -> list[dict[str, object]]:
    return [{"role": "assistant", "content": "Hello!", **members}]


RP967 = Rule(
    code="RP967",
    name="message-members",
    summary="Messages have no members that the server refuses.",
    check=_check,
    subject="chat_completions/history",
    wrong=_answer(reasoning_content="A greeting."),
    right=_answer(),
    why="The server refuses the message.",
    how_to_fix="Remove the member. Conversions with the preset of the server do so.",
    source="docs/presets.md, which has a source for each member",
    targets=targets_with(lambda server: server.refuses_messages),
)
