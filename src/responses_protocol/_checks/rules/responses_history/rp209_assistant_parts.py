"""RP209: the content parts of an assistant message."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.reading import find_parts
from responses_protocol._checks.rules.responses_history.rp211_unknown_part import PARTS
from responses_protocol._checks.wording import OPENAI

SUPPORTED = ("output_text", "refusal")
HINT = "Write the text of an assistant message as output_text."


def _check(view: View) -> Iterator[Problem]:
    if "assistant" not in view.by_role:
        return
    for kind, by_type in find_parts(view).items():
        if kind in SUPPORTED or kind not in PARTS:
            continue
        message = f"Invalid value: '{kind}'. Supported values are: 'output_text' and 'refusal'."
        hint = HINT if kind == "input_text" else ""
        for part in by_type:
            if view.value[part.item].get("role") == "assistant" and part.member == "content":
                param = view.place_of(part.pointer)
                yield Problem(f"{part.pointer}/type", message, hint, param)


def _history(kind: str) -> list[dict[str, object]]:
    return [
        {"role": "assistant", "content": [{"type": kind, "text": "Three."}]},
        {"role": "user", "content": [{"type": "input_text", "text": "And twice that?"}]},
    ]


RP209 = Rule(
    code="RP209",
    name="assistant-parts",
    summary="The parts of an assistant message are of type output_text or refusal.",
    check=_check,
    subject="responses/history",
    wrong=_history("input_text"),
    right=_history("output_text"),
    why="The endpoint accepts only parts that a model can write as content of an assistant.",
    how_to_fix="Write text as `output_text`. Move images and files into a message of the user.",
    source="https://github.com/openai/openai-python/issues/2677; measured in August 2026",
    targets=OPENAI,
)
