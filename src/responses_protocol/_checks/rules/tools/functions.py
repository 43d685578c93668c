"""The functions that a payload declares, in both dialects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from responses_protocol._checks.rule import View
from responses_protocol._values import Json

TOOL_VIEWS = ("responses_tools", "chat_tools", "responses_history")
ITEMS_WITH_TOOLS = ("additional_tools", "tool_search_output")


@dataclass(frozen=True)
class Function:
    """A function definition, its JSON Pointer, and its namespace if any."""

    pointer: str
    definition: dict[str, Json]
    namespace: str | None = None

    @property
    def name(self) -> str | None:
        """The name of the function, or None if it is no string."""
        name = self.definition.get("name")
        return name if isinstance(name, str) else None


def find_functions(view: View) -> list[Function]:
    """Return the functions of a list of tools, or those that items of a history declare."""
    result: list[Function] | None = view.memo.get("functions")
    if result is None:
        result = view.memo["functions"] = list(_iter_functions(view))
    return result


def _iter_functions(view: View) -> Iterator[Function]:
    if view.name == "chat_tools":
        yield from iter_chat_functions(view.value)
    elif view.name == "responses_tools":
        yield from iter_responses_functions(view.value)
    else:
        for kind in ITEMS_WITH_TOOLS:
            for index in view.by_type.get(kind, ()):
                yield from iter_responses_functions(
                    view.value[index].get("tools"), f"/{index}/tools"
                )


def iter_chat_functions(tools: Json) -> Iterator[Function]:
    """Yield the functions of a list of Chat tools."""
    for index, tool in enumerate(tools if isinstance(tools, list) else ()):
        function = tool.get("function") if isinstance(tool, dict) else None
        if isinstance(function, dict) and tool.get("type") in ("function", None):
            yield Function(f"/{index}/function", function)


def iter_deprecated_functions(definitions: Json) -> Iterator[Function]:
    """Yield the functions in the deprecated ``functions`` of a Chat request."""
    for index, function in enumerate(definitions if isinstance(definitions, list) else ()):
        if isinstance(function, dict):
            yield Function(f"/functions/{index}", function)


def iter_responses_functions(
    tools: Json, pointer: str = "", namespace: str | None = None
) -> Iterator[Function]:
    """Yield the functions of a list of Responses tools and of its namespaces."""
    for index, tool in enumerate(tools if isinstance(tools, list) else ()):
        if not isinstance(tool, dict):
            continue
        if tool.get("type") == "function":
            yield Function(f"{pointer}/{index}", tool, namespace)
        elif tool.get("type") == "namespace" and namespace is None:
            name = tool.get("name")
            namespace_name = name if isinstance(name, str) else ""
            yield from iter_responses_functions(
                tool.get("tools"), f"{pointer}/{index}/tools", namespace_name
            )
