"""RP602: the length of the name of a function."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.tools.examples import CLOSED, tool
from responses_protocol._checks.rules.tools.functions import (
    ITEMS_WITH_TOOLS,
    TOOL_VIEWS,
    find_functions,
)
from responses_protocol._checks.wording import OPENAI, string_too_long

CHAT, RESPONSES = 64, 128


def _check(view: View) -> Iterator[Problem]:
    limit = CHAT if view.name == "chat_tools" else RESPONSES
    for function in find_functions(view):
        name, pointer = function.name, f"{function.pointer}/name"
        if name is not None and len(name) > limit:
            yield Problem(pointer, string_too_long(view.place_of(pointer), limit, len(name)))


RP602 = Rule(
    code="RP602",
    name="long-function-name",
    summary="The name of a function has at most 64 characters in Chat, and 128 in Responses.",
    views=TOOL_VIEWS,
    check=_check,
    item_types=frozenset(ITEMS_WITH_TOOLS),
    subject="chat_completions/tools",
    wrong=tool(CLOSED, name="a" * 65),
    right=tool(CLOSED, name="a" * 64),
    why="The endpoint refuses longer names. MCP servers with prefixes often exceed the limit.",
    how_to_fix="Shorten the name or its prefix, in the definition and in calls.",
    source=(
        "https://github.com/ravitemer/mcphub.nvim/issues/243 "
        "https://github.com/openai/openai-openapi (FunctionToolParam)"
    ),
    targets=OPENAI,
)
