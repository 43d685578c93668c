"""RP603: the length of the description of a function."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.tools.examples import CLOSED, tool
from responses_protocol._checks.rules.tools.functions import ITEMS_WITH_TOOLS, find_functions
from responses_protocol._checks.wording import OPENAI, string_too_long

LIMIT = 1024


def _check(view: View) -> Iterator[Problem]:
    for function in find_functions(view):
        text, pointer = function.definition.get("description"), f"{function.pointer}/description"
        if isinstance(text, str) and len(text) > LIMIT:
            yield Problem(pointer, string_too_long(view.place_of(pointer), LIMIT, len(text)))


RP603 = Rule(
    code="RP603",
    name="long-description",
    summary="The description of a function has at most 1,024 characters in Chat.",
    severity="warning",
    check=_check,
    item_types=frozenset(ITEMS_WITH_TOOLS),
    subject="chat_completions/tools",
    wrong=tool(CLOSED, description="a" * 1025),
    right=tool(CLOSED, description="a" * 1024),
    why="Some models refuse longer descriptions.",
    how_to_fix=(
        "Shorten the description, and move details to the parameters or to the instructions."
    ),
    source="https://github.com/nanbingxyz/5ire/issues/33 (2025; models differ)",
    targets=OPENAI,
)
