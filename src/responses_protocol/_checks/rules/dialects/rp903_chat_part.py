"""RP903: a Responses history has no content parts of Chat."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.dialects.reading import CHAT_ENDPOINTS
from responses_protocol._checks.rules.responses_history.reading import find_parts
from responses_protocol._checks.rules.responses_history.rp211_unknown_part import (
    CHAT_PARTS,
    LISTED,
)
from responses_protocol._checks.wording import OBSERVED, unsupported_value

HINT = (
    "This is a content part of Chat Completions: use input_text, input_image and so on, and "
    "output_text or refusal in messages of the assistant."
)


def _check(view: View) -> Iterator[Problem]:
    by_type = find_parts(view)
    for kind in sorted(CHAT_PARTS):
        for part in by_type.get(kind, ()):
            param = f"{view.place_of(part.pointer)}.type"
            yield Problem(part.pointer, unsupported_value(kind, LISTED), HINT, param)


def _history(kind: str) -> list[dict[str, object]]:
    return [{"role": "user", "content": [{"type": kind, "text": "What is one and two?"}]}]


RP903 = Rule(
    code="RP903",
    name="chat-part",
    summary="In a Responses history, content parts are input_text, input_image and so on.",
    check=_check,
    subject="responses/history",
    wrong=_history("text"),
    right=_history("input_text"),
    why=(
        "The endpoint lists the part types that it knows, and those of Chat Completions are not "
        "among them."
    ),
    how_to_fix=(
        "Write `text` as `input_text`, or `output_text` for the assistant, and `image_url` as "
        "`input_image`."
    ),
    source=OBSERVED,
    targets=CHAT_ENDPOINTS,
    any_shape=True,
)
