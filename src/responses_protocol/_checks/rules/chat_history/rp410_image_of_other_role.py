"""RP410: images come from the user, or from a tool."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_history.parts import iter_parts
from responses_protocol._checks.wording import OPENAI

IMAGE = {"type": "image_url", "image_url": {"url": "https://example.com/cat.png"}}


def _check(view: View) -> Iterator[Problem]:
    for role in ("system", "developer", "assistant"):
        for index, number, part in iter_parts(view, role):
            if part.get("type") == "image_url":
                yield Problem(
                    f"/{index}/content/{number}",
                    f"Invalid '{view.place}[{index}]'. Image URLs are only allowed for messages "
                    f"with role 'user', but this message with role '{role}' contains an image URL.",
                    place=f"{view.place}[{index}]",
                )


RP410 = Rule(
    code="RP410",
    name="image-of-other-role",
    summary="Only messages of the user and of tools have images.",
    check=_check,
    subject="chat_completions/history",
    wrong=[{"role": "assistant", "content": [IMAGE]}],
    right=[{"role": "user", "content": [IMAGE]}],
    why="The endpoint refuses images in messages of the system, the developer and the assistant.",
    how_to_fix="Move the image into a message of the user.",
    source=(
        "https://github.com/openai/openai-node/issues/1030 "
        "https://github.com/microsoft/prompty/issues/213"
    ),
    targets=OPENAI,
)
