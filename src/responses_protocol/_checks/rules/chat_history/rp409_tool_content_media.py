"""RP409: the content of a tool message is text and images."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_history.parts import iter_parts
from responses_protocol._checks.rules.chat_history.turns import ANSWER, CALL
from responses_protocol._checks.wording import OPENAI

KNOWN = ("text", "image_url")


def _check(view: View) -> Iterator[Problem]:
    for index, number, part in iter_parts(view, "tool"):
        if isinstance(part.get("type"), str) and part["type"] not in KNOWN:
            yield Problem(
                f"/{index}/content/{number}",
                f"Invalid '{view.place}[{index}]'. Content blocks are expected to be either text "
                "or image_url type.",
                "Put other media into a user message after the tool messages.",
                place=f"{view.place}[{index}]",
            )


RP409 = Rule(
    code="RP409",
    name="tool-content-media",
    summary="The content parts of a tool message are of type text or image_url.",
    check=_check,
    subject="chat_completions/history",
    wrong=[CALL, {**ANSWER, "content": [{"type": "file", "file": {"file_id": "file-1"}}]}],
    right=[CALL, {**ANSWER, "content": [{"type": "text", "text": "3"}]}],
    why="The endpoint refuses files, audio and other parts in the result of a tool.",
    how_to_fix="Send text, and put other media into a user message after the tool messages.",
    source="Recorded at api.openai.com by https://github.com/pydantic/pydantic-ai.",
    targets=OPENAI,
)
