"""RP414: tool messages have no images."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_history.parts import iter_parts
from responses_protocol._checks.rules.chat_history.turns import ANSWER, CALL
from responses_protocol._checks.wording import OPENAI

IMAGE = {"type": "image_url", "image_url": {"url": "https://example.com/cat.png"}}
TEXT = {"type": "text", "text": "A cat."}


def _check(view: View) -> Iterator[Problem]:
    for index, number, part in iter_parts(view, "tool"):
        if part.get("type") == "image_url":
            yield Problem(
                f"/{index}/content/{number}",
                f"Invalid '{view.place}[{index}]'. Image URLs are only allowed for messages with "
                "role 'user', but this message with role 'tool' contains an image URL.",
                "Newer models accept the image but do not see it: put it into a user message "
                "behind the tool messages.",
                place=f"{view.place}[{index}]",
            )


RP414 = Rule(
    code="RP414",
    name="tool-image",
    summary="Tool messages have no images.",
    severity="warning",
    check=_check,
    subject="chat_completions/history",
    wrong=[CALL, {**ANSWER, "content": [IMAGE]}],
    right=[CALL, {**ANSWER, "content": [TEXT]}],
    why="Older models refuse the image. Newer ones take it and do not see it.",
    how_to_fix="Put the image into a user message after the tool messages.",
    source="https://github.com/openai/openai-openapi/issues/523",
    targets=OPENAI,
)
