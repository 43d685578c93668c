"""RP924: a Chat request has no hosted tools."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import Problem, Rule, View
from responses_protocol._checks.rules.dialects.reading import CHAT_ENDPOINTS, iter_objects
from responses_protocol._formats.chat_completions.item_types import HOSTED_TOOLS
from responses_protocol._formats.tool_names import SEARCH_TOOLS

HINTS = dict.fromkeys(SEARCH_TOOLS, "Use web_search_options.")
OTHER_HINT = (
    "This is a tool of the Responses API: Chat Completions has only functions and custom tools."
)
ADD = {"type": "function", "function": {"name": "add"}}


def _check(view: View) -> Iterator[Problem]:
    for index, tool in iter_objects(view):
        kind = tool.get("type")
        if isinstance(kind, str) and (kind in HOSTED_TOOLS or kind == "namespace"):
            message = f"Invalid value: '{kind}'. Supported values are: 'function' and 'custom'."
            param = f"{view.place_of(f'/{index}')}.type"
            yield Problem(f"/{index}", message, HINTS.get(kind, OTHER_HINT), param)


RP924 = Rule(
    code="RP924",
    name="hosted-tool-in-chat",
    summary="The tools of a Chat request are functions and custom tools.",
    check=_check,
    subject="chat_completions/tools",
    wrong=[{"type": "web_search"}, ADD],
    right=[ADD],
    why="Chat Completions runs no tools on the server.",
    how_to_fix="Use functions, `web_search_options`, or the Responses API.",
    source="https://platform.openai.com/docs/api-reference/chat/create",
    targets=CHAT_ENDPOINTS,
    any_shape=True,
)
