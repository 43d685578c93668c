"""RP621: the arguments of a call are JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.tools.calls import HISTORIES, find_calls
from responses_protocol._checks.rules.tools.examples_of_calls import called_with
from responses_protocol._reporting.quoting import quote_name


def _check(view: View) -> Iterator[Problem]:
    for call in find_calls(view):
        try:
            json.loads(call.arguments, parse_constant=_refuse)
        except ValueError:
            yield Problem(
                call.pointer, f"The arguments of '{quote_name(call.name)}' are not valid JSON."
            )
        except RecursionError:
            continue


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


RP621 = Rule(
    code="RP621",
    name="arguments-no-json",
    summary="The arguments of a call are JSON.",
    severity="warning",
    views=HISTORIES,
    check=_check,
    item_types=frozenset({"function_call"}),
    subject="responses/request",
    wrong=called_with("{'city': 'Oslo'}"),
    right=called_with('{"city": "Oslo"}'),
    why=(
        "OpenAI's endpoints take any text here. Servers that parse the arguments for a chat "
        "template fail on it."
    ),
    how_to_fix=(
        "Write the arguments that were meant, such as `{}`, or remove the call with its output."
    ),
    source=(
        "OpenAI's endpoints take any text, servers with a chat template often do not: "
        "https://github.com/vllm-project/vllm/issues/43995"
    ),
)
