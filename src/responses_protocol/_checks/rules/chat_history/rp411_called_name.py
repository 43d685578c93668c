"""RP411: the name of a called function is one that a function can have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.chat_history.turns import ANSWER, CALL, iter_calls
from responses_protocol._checks.wording import OPENAI, empty_string, no_match
from responses_protocol._values import Json

PATTERN = "^[a-zA-Z0-9_-]+$"
MATCHES = re.compile(r"[a-zA-Z0-9_-]+").fullmatch


def _check(view: View) -> Iterator[Problem]:
    for pointer, function in _iter_functions(view):
        name = function.get("name") if isinstance(function, dict) else None
        if isinstance(name, str) and not MATCHES(name):
            name_pointer = f"{pointer}/name"
            text = (
                no_match(view.place_of(name_pointer), PATTERN)
                if name
                else empty_string(view.place_of(name_pointer))
            )
            yield Problem(name_pointer, text)


def _iter_functions(view: View) -> Iterator[tuple[str, Json]]:
    """Yield pointers and functions of tool calls and of the deprecated function_call."""
    for pointer, call in iter_calls(view):
        yield f"{pointer}/function", call.get("function")
    for index in view.by_role.get("assistant", ()):
        yield f"/{index}/function_call", view.value[index].get("function_call")


RP411 = Rule(
    code="RP411",
    name="tool-call-name",
    summary="The name of a called function has letters, digits, underscores and hyphens only.",
    check=_check,
    subject="chat_completions/history",
    wrong=[
        {
            **CALL,
            "tool_calls": [
                {**CALL["tool_calls"][0], "function": {"name": "a.b", "arguments": "{}"}}
            ],
        },
        ANSWER,
    ],
    right=[CALL, ANSWER],
    why=(
        "The name of a call must be one that a function can have; the endpoint refuses others "
        "when the call is sent back."
    ),
    how_to_fix="Replace dots, spaces and other characters, in the definition and in its calls.",
    source=(
        "https://github.com/mcp-use/mcp-use/issues/90 "
        "https://github.com/microsoft/promptflow/issues/3401"
    ),
    targets=OPENAI,
)
