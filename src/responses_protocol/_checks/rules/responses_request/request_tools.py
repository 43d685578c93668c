"""The tools of a request."""

from __future__ import annotations

from collections.abc import Iterator

from responses_protocol._checks.rule import View
from responses_protocol._values import Json

_ITEMS_WITH_TOOLS = ("additional_tools", "tool_search_output")  # items that declare tools
_VARIANTS = ("web_search", "computer", "code_interpreter", "file_search")  # prefixes of dated types


def iter_tools(view: View) -> Iterator[dict[str, Json]]:
    """Yield the tools of a request, of items in its input, and of namespaces."""
    lists = [view.value.get("tools")]
    history = view.value.get("input")
    for item in history if isinstance(history, list) else ():
        if isinstance(item, dict) and item.get("type") in _ITEMS_WITH_TOOLS:
            lists.append(item.get("tools"))
    while lists:
        definitions = lists.pop()
        for tool in definitions if isinstance(definitions, list) else ():
            if isinstance(tool, dict):
                yield tool
                if tool.get("type") == "namespace":
                    lists.append(tool.get("tools"))


def kind_of(tool: dict[str, Json]) -> Json:
    """Return the type of a tool or a choice without its date."""
    kind = tool.get("type")
    for name in _VARIANTS:
        if isinstance(kind, str) and kind.startswith(name):
            return name
    return kind
