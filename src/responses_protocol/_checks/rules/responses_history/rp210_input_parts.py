"""RP210: the content parts of input messages and of call outputs."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.responses_history.reading import INPUT_ROLES, find_parts
from responses_protocol._checks.wording import OPENAI, unsupported_value

IN_MESSAGES = ("input_text", "input_image", "input_file", "scoped_content", "input_audio")
IN_OUTPUTS = ("input_text", "input_image", "input_file")
OUTPUT_ONLY = ("output_text", "refusal", "summary_text", "reasoning_text")
HINT = "Write input for the model as input_text."


def _check(view: View) -> Iterator[Problem]:
    by_type = find_parts(view)
    for kind in OUTPUT_ONLY:
        for part in by_type.get(kind, ()):
            outputs = part.member == "output"
            if outputs or view.value[part.item].get("role") in INPUT_ROLES:
                message = unsupported_value(kind, IN_OUTPUTS if outputs else IN_MESSAGES)
                hint = HINT if kind == "output_text" else ""
                param = view.place_of(part.pointer)
                yield Problem(f"{part.pointer}/type", message, hint, param)


def _make_history(kind: str) -> list[dict[str, object]]:
    return [{"role": "user", "content": [{"type": kind, "text": "What is one and two?"}]}]


RP210 = Rule(
    code="RP210",
    name="input-parts",
    summary=(
        "The parts of a user, system or developer message, and of the output of a call, are of "
        "the types for input."
    ),
    check=_check,
    subject="responses/history",
    wrong=_make_history("output_text"),
    right=_make_history("input_text"),
    why="The endpoint refuses parts of type `output_text` and `refusal` where it expects input.",
    how_to_fix="Write text as `input_text`, or correct the role of the message.",
    source=(
        "Measured at api.openai.com in August 2026; of outputs, "
        "https://github.com/BerriAI/litellm (tests of its Responses transformation)"
    ),
    targets=OPENAI,
)
