"""RP926: a Chat request has no parameters of the Responses API."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.dialects.reading import request_of
from responses_protocol._checks.wording import OBSERVED, OPENAI

STATEFUL = "Chat Completions keeps no state: send the whole history as messages."
NO_SUBSTITUTE = "Chat Completions has no such parameter: remove it."
HINTS = {
    "background": NO_SUBSTITUTE,
    "context_management": NO_SUBSTITUTE,
    "conversation": STATEFUL,
    "include": NO_SUBSTITUTE,
    "input": "Use messages.",
    "instructions": "Move them into a first message with the role system or developer.",
    "max_output_tokens": "Use max_completion_tokens.",
    "max_tool_calls": NO_SUBSTITUTE,
    "previous_response_id": STATEFUL,
    "prompt": STATEFUL,
    "reasoning": "Use reasoning_effort.",
    "text": "Use response_format and verbosity.",
    "truncation": NO_SUBSTITUTE,
}


def _check(view: View) -> Iterator[Problem]:
    for name, hint in HINTS.items():
        if request_of(view).get(name) is not None:
            yield Problem(f"/{name}", f"Unknown parameter: '{name}'.", hint)


def _request(**more: object) -> dict[str, object]:
    messages = [{"role": "user", "content": "What is one and two?"}]
    return {"model": "gpt-5-mini", "messages": messages, **more}


RP926 = Rule(
    code="RP926",
    name="responses-parameter",
    summary="A Chat request has no input, instructions, reasoning, text and the like.",
    check=_check,
    subject="chat_completions/request",
    wrong=_request(reasoning={"effort": "low"}),
    right=_request(reasoning_effort="low"),
    why="The endpoint knows no such parameter, and refuses the request.",
    how_to_fix="Use the parameter in the hint, or remove this one.",
    source=OBSERVED,
    targets=OPENAI,
    any_shape=True,
)
