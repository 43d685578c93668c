"""RP211: a content part has a type that the endpoint knows."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.reading import find_parts
from responses_protocol._checks.wording import OBSERVED, OPENAI, unsupported_value

LISTED = (
    "input_text",
    "input_image",
    "input_audio",
    "output_text",
    "refusal",
    "input_file",
    "computer_screenshot",
    "summary_text",
    "encrypted_content",
)
PARTS = frozenset((*LISTED, "scoped_content", "reasoning_text"))
CHAT_PARTS = frozenset(("text", "image_url", "file"))  # found by RP903
HINT = "The type can be newer than this package, and valid."


def _check(view: View) -> Iterator[Problem]:
    for kind, by_type in find_parts(view).items():
        if kind not in PARTS and kind not in CHAT_PARTS:
            message = unsupported_value(kind, LISTED)
            for part in by_type:
                yield Problem(f"{part.pointer}/type", message, HINT)


RP211 = Rule(
    code="RP211",
    name="unknown-part",
    summary="A content part has one of the types that the endpoint takes.",
    severity="warning",
    check=_check,
    subject="responses/history",
    wrong=[{"role": "user", "content": [{"type": "markdown", "text": "*Hi*"}]}],
    right=[{"role": "user", "content": [{"type": "input_text", "text": "*Hi*"}]}],
    why="The endpoint lists the part types that it knows, and refuses any other one.",
    how_to_fix=(
        "Use `input_text`, `input_image` or `input_file`, and `output_text` or `refusal` for the "
        "assistant."
    ),
    source=OBSERVED,
    targets=OPENAI,
)
