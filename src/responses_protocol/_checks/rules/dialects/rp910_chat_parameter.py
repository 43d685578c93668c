"""RP910: a Responses request has no parameters of Chat Completions."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.dialects.reading import request_of
from responses_protocol._checks.wording import OBSERVED, OPENAI

NO_SUBSTITUTE = "The Responses API has no such parameter: remove it."
HINTS = {
    "audio": NO_SUBSTITUTE,
    "function_call": "Use tool_choice.",
    "functions": "Use tools.",
    "logit_bias": NO_SUBSTITUTE,
    "logprobs": "Use include: ['message.output_text.logprobs'], and top_logprobs.",
    "max_tokens": "Use max_output_tokens.",
    "modalities": NO_SUBSTITUTE,
    "n": "Send a request for each answer.",
    "prediction": NO_SUBSTITUTE,
    "seed": NO_SUBSTITUTE,
    "stop": NO_SUBSTITUTE,
    "web_search_options": "Use a tool of type web_search.",
}
GUESSES = {"stop": "store"}  # the endpoint's own suggestions, if not in the request


def _check(view: View) -> Iterator[Problem]:
    body = request_of(view)
    for name, hint in HINTS.items():
        if body.get(name) is not None:
            message = f"Unknown parameter: '{name}'."
            if name in GUESSES and GUESSES[name] not in body:
                message += f" Did you mean '{GUESSES[name]}'?"
            yield Problem(f"/{name}", message, hint)
    options = body.get("stream_options")
    if isinstance(options, dict) and options.get("include_usage") is not None:
        yield Problem(
            "/stream_options/include_usage",
            "Unknown parameter: 'stream_options.include_usage'.",
            "Remove it: the last event of a stream always has the usage.",
        )


RP910 = Rule(
    code="RP910",
    name="chat-parameter",
    summary="A Responses request has no n, stop, seed, max_tokens and the like.",
    check=_check,
    subject="responses/request",
    wrong={"model": "gpt-5-mini", "input": "Hello!", "stop": ["."]},
    right={"model": "gpt-5-mini", "input": "Hello!", "store": True},
    why="The endpoint knows no such parameter, and refuses the request.",
    how_to_fix="Use the parameter in the hint, or remove this one.",
    source=OBSERVED,
    targets=OPENAI,
    any_shape=True,
)
