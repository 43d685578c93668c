"""RP904: messages of a Responses history have no members of Chat Completions."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.rp201_unknown_role import ROLES
from responses_protocol._checks.wording import OPENAI

HINT = "Only messages of Chat Completions have this member: remove it."
MEMBERS = (
    "name",
    "refusal",
    "audio",
    "annotations",
    "reasoning",
    "reasoning_content",
    "reasoning_details",
)


def _check(view: View) -> Iterator[Problem]:
    """Skip members that are null."""
    for role in ROLES:
        for index in view.by_role.get(role, ()):
            message = view.value[index]
            if message.get("type") not in (None, "message"):
                continue
            for member in MEMBERS:
                if message.get(member) is not None:
                    pointer = f"/{index}/{member}"
                    yield Problem(pointer, f"Unknown parameter: '{view.place_of(pointer)}'.", HINT)


RP904 = Rule(
    code="RP904",
    name="chat-member",
    summary="Messages of a Responses history have no name, refusal, audio or reasoning_content.",
    check=_check,
    subject="responses/history",
    wrong=[{"role": "user", "name": "Ada", "content": "Hello!"}],
    right=[{"role": "user", "content": "Ada: Hello!"}],
    why="The endpoint refuses members that messages have in Chat Completions only.",
    how_to_fix=(
        "Remove the member. Write a name into the content, a refusal as a part, and reasoning as "
        "an item."
    ),
    source="https://github.com/theopenco/llmgateway/issues/2820",
    targets=OPENAI,
    any_shape=True,
)
