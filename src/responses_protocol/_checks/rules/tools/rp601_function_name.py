"""RP601: the characters in the name of a function."""

from __future__ import annotations

import re
from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.tools.functions import (
    ITEMS_WITH_TOOLS,
    TOOL_VIEWS,
    find_functions,
)
from responses_protocol._checks.wording import OPENAI, empty_string, no_match

PATTERN = "^[a-zA-Z0-9_-]+$"
FITS = re.compile(r"[a-zA-Z0-9_-]+").fullmatch


def _check(view: View) -> Iterator[Problem]:
    for function in find_functions(view):
        name, pointer = function.name, f"{function.pointer}/name"
        if name is not None and not FITS(name):
            place = view.place_of(pointer)
            yield Problem(pointer, no_match(place, PATTERN) if name else empty_string(place))


RP601 = Rule(
    code="RP601",
    name="function-name",
    summary="The name of a function has letters, digits, underscores and hyphens only.",
    views=TOOL_VIEWS,
    check=_check,
    item_types=frozenset(ITEMS_WITH_TOOLS),
    subject="responses/tools",
    wrong=[{"type": "function", "name": "get weather"}],
    right=[{"type": "function", "name": "get_weather"}],
    why="The endpoint refuses names with other characters, such as dots and spaces.",
    how_to_fix=(
        "Replace the characters with underscores, in the definition, in `tool_choice` and in calls."
    ),
    source=(
        "https://github.com/brekkylab/ailoy/issues/109 "
        "https://github.com/hackers365/xiaozhi-esp32-server-golang/issues/268"
    ),
    targets=OPENAI,
)
