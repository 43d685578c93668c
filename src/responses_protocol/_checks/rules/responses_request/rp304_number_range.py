"""RP304: numbers are in the range that the endpoint takes."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.wording import OBSERVED, OPENAI
from responses_protocol._reporting.quoting import quote_number

RANGES: dict[str, tuple[float, float | None]] = {
    "max_output_tokens": (16, None),
    "max_tool_calls": (1, None),
    "temperature": (0, 2),
    "top_p": (0, 1),
    "top_logprobs": (0, 20),
    "presence_penalty": (-2, 2),
    "frequency_penalty": (-2, 2),
}
INTEGERS = ("max_output_tokens", "max_tool_calls", "top_logprobs")


def _check(view: View) -> Iterator[Problem]:
    for name, (least, most) in RANGES.items():
        number = view.value.get(name)
        if not isinstance(number, (int, float)) or isinstance(number, bool):
            continue
        if number < least:
            bound, limit = "below minimum value. Expected a value >=", least
        elif most is not None and number > most:
            bound, limit = "above maximum value. Expected a value <=", most
        else:
            continue
        kind = "integer" if name in INTEGERS else "decimal"
        value = quote_number(number)
        message = f"Invalid '{name}': {kind} {bound} {limit}, but got {value} instead."
        yield Problem(f"/{name}", message)


RP304 = Rule(
    code="RP304",
    name="number-range",
    summary="Token limits and sampling parameters are within their range.",
    check=_check,
    subject="responses/request",
    wrong={"model": "gpt-5-mini", "input": "Hello!", "max_output_tokens": 15},
    right={"model": "gpt-5-mini", "input": "Hello!", "max_output_tokens": 16},
    why="The endpoint refuses a number beyond the limits of the parameter.",
    how_to_fix="Use a number within the limits of the message, or leave out the parameter.",
    source=OBSERVED,
    targets=OPENAI,
)
