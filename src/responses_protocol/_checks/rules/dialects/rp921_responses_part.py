"""RP921: a Chat history has no content parts of Responses."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.dialects.reading import CHAT_ENDPOINTS, iter_chat_parts
from responses_protocol._checks.wording import unsupported_value

HINT = "This is a content part of the Responses API: use text, image_url, file and so on."
PARTS = (
    "input_text",
    "input_image",
    "input_file",
    "output_text",
    "summary_text",
    "reasoning_text",
)
SUPPORTED = ("text", "image_url", "input_audio", "refusal", "audio", "file")


def _check(view: View) -> Iterator[Problem]:
    for pointer, part in iter_chat_parts(view, *PARTS):
        param = f"{view.place_of(pointer)}.type"
        yield Problem(pointer, unsupported_value(part["type"], SUPPORTED), HINT, param)


def _history(kind: str) -> list[dict[str, object]]:
    return [{"role": "user", "content": [{"type": kind, "text": "What is one and two?"}]}]


RP921 = Rule(
    code="RP921",
    name="responses-part",
    summary="In a Chat history, content parts are text, image_url and so on.",
    check=_check,
    subject="chat_completions/history",
    wrong=_history("input_text"),
    right=_history("text"),
    why=(
        "The endpoint lists the part types that it knows, and those of the Responses API are not "
        "among them."
    ),
    how_to_fix="Write `input_text` and `output_text` as `text`, and `input_image` as `image_url`.",
    source="Reported of api.openai.com by several clients, word by word alike, in 2025 and 2026",
    targets=CHAT_ENDPOINTS,
    any_shape=True,
)
