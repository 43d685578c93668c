"""Tools that the history of a Responses request adds to its ``tools``.

Items of ``additional_tools`` and outputs of a tool search contain definitions that the model may
call from there on. Chat has one list for all tools, so they are translated with the request's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from responses_protocol._formats.ids import shorten
from responses_protocol._formats.tool_names import NAME_LIMIT, Key, is_callable_tool, make_key
from responses_protocol._values import Json

TOOL_ITEMS = ("additional_tools", "tool_search_output")
COMPARED = ("description", "parameters", "format")  # equal in repeated definitions of one tool
Losses = list[tuple[str, str]]  # codes, and pointers below the item


@dataclass
class AddedTools:
    """The tools of one item: new definitions, and the losses of the others.

    ``callable`` is whether all dialects can call any of its tools.
    """

    tools: list[Json] = field(default_factory=list)
    losses: Losses = field(default_factory=list)
    callable: bool = False


def find_added_tools(tools: list[Json], items: list[Json]) -> Iterator[tuple[int, AddedTools]]:
    """Yield the tools in the history, item by item; ``tools`` are those of the request.

    A declared tool is not new. A different tool of the same name is lost.
    """
    declared: dict[Key, Json] | None = None
    for index, item in enumerate(items):
        if isinstance(item, dict) and item.get("type") in TOOL_ITEMS:
            if declared is None:
                declared = {}
                for tool in tools:
                    _declare(tool, None, declared)
            added = AddedTools()
            definitions = item.get("tools")
            for number, tool in enumerate(definitions if isinstance(definitions, list) else ()):
                _add(tool, f"/tools/{number}", declared, added)
            yield index, added


def _declare(tool: Json, namespace: Json, declared: dict[Key, Json]) -> None:
    if not isinstance(tool, dict):
        return
    if namespace is None and tool.get("type") == "namespace":
        for member in _tools_of(tool):
            _declare(member, tool.get("name") or "", declared)
    elif is_callable_tool(tool):
        declared.setdefault(_make_key(namespace, tool), tool)


def _add(tool: Json, pointer: str, declared: dict[Key, Json], added: AddedTools) -> None:
    """Add a definition of an item to ``added``, or its loss."""
    if not isinstance(tool, dict):
        added.losses.append(("unknown_tool", pointer))
    elif tool.get("type") == "namespace":
        new: list[Json] = []
        for index, member in enumerate(_tools_of(tool)):
            inner = f"{pointer}/tools/{index}"
            if _is_new(member, tool.get("name") or "", inner, declared, added):
                new.append(member)
        if new:
            added.tools.append({**tool, "tools": new})
    elif _is_new(tool, None, pointer, declared, added):
        added.tools.append(tool)


def _is_new(
    tool: Json, namespace: Json, pointer: str, declared: dict[Key, Json], added: AddedTools
) -> bool:
    if not is_callable_tool(tool):
        added.losses.append(("hosted_tool", pointer))
        return False
    added.callable = True
    key = _make_key(namespace, tool)
    if key not in declared:
        declared[key] = tool
        return True
    if any(declared[key].get(name) != tool.get(name) for name in COMPARED):
        added.losses.append(("additional_tools", pointer))
    return False


def _make_key(namespace: Json, tool: dict[str, Json]) -> Key:
    """Return the key of a tool; a Chat name is short."""
    return make_key(namespace, shorten(tool["name"], NAME_LIMIT))


def _tools_of(namespace: dict[str, Json]) -> list[Json]:
    inner = namespace.get("tools")
    return inner if isinstance(inner, list) else []
