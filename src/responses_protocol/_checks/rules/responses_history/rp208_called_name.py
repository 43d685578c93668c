"""RP208: the name of a called function is one that a function can have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.wording import (
    OPENAI,
    empty_string,
    no_match,
    string_too_long,
)

LIMIT = 128
PATTERN = "^[a-zA-Z0-9_-]+$"
_NAME = re.compile("[a-zA-Z0-9_-]+")
OUTPUT = {"type": "function_call_output", "call_id": "call_abc", "output": "3"}


def _check(view: View) -> Iterator[Problem]:
    for index in view.by_type.get("function_call", ()):
        name = view.value[index].get("name")
        if not isinstance(name, str):
            continue
        place = view.place_of(f"/{index}/name")
        if not name:
            yield Problem(f"/{index}/name", empty_string(place))
        elif not _NAME.fullmatch(name):
            yield Problem(f"/{index}/name", no_match(place, PATTERN))
        elif len(name) > LIMIT:
            yield Problem(f"/{index}/name", string_too_long(place, LIMIT, len(name)))


def _call(name: str) -> dict[str, str]:
    return {"type": "function_call", "call_id": "call_abc", "name": name, "arguments": "{}"}


RP208 = Rule(
    code="RP208",
    name="called-function-name",
    summary="The name in a function call has 1 to 128 letters, digits, underscores and dashes.",
    check=_check,
    item_types=frozenset({"function_call"}),
    subject="responses/history",
    wrong=[_call("math.add"), OUTPUT],
    right=[_call("math_add"), OUTPUT],
    why=(
        "The name of a call must be one that a function can have; the endpoint refuses others "
        "when the call is sent back."
    ),
    how_to_fix=(
        "Give the function a name of letters, digits, underscores and dashes, in its definition "
        "and in its calls."
    ),
    source="https://github.com/diegosouzapw/OmniRoute/issues/346",
    targets=OPENAI,
)
