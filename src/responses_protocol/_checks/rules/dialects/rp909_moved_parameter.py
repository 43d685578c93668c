"""RP909: a Responses request has no parameters under their names in Chat."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.dialects.reading import request_of
from responses_protocol._checks.wording import OPENAI

NEW_NAMES = {
    "max_completion_tokens": "max_output_tokens",
    "reasoning_effort": "reasoning.effort",
    "response_format": "text.format",
    "verbosity": "text.verbosity",
}


def _check(view: View) -> Iterator[Problem]:
    for name, new_name in NEW_NAMES.items():
        if request_of(view).get(name) is not None:
            yield Problem(f"/{name}", format_moved(name, new_name))


def format_moved(name: str, new_name: str) -> str:
    """Return the endpoint's message about a parameter with a new name."""
    return (
        f"Unsupported parameter: '{name}'. In the Responses API, this parameter has moved to "
        f"'{new_name}'. Try again with the new parameter. See the API documentation for more "
        "information: https://platform.openai.com/docs/api-reference/responses/create."
    )


RP909 = Rule(
    code="RP909",
    name="moved-parameter",
    summary="A Responses request has reasoning.effort, text.format and max_output_tokens.",
    check=_check,
    subject="responses/request",
    wrong={"model": "gpt-5-mini", "input": "Hello!", "reasoning_effort": "low"},
    right={"model": "gpt-5-mini", "input": "Hello!", "reasoning": {"effort": "low"}},
    why="The endpoint knows the parameter by another name.",
    how_to_fix="Move the value to the parameter that the message names.",
    source="Reported of api.openai.com by several clients, word by word alike, in 2025 and 2026",
    targets=OPENAI,
    any_shape=True,
)
