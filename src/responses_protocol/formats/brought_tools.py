"""Tools that the history of a Responses request brings, beside those of its ``tools``.

``additional_tools`` and the output of a tool search hold definitions that a model may call from
there on. Chat has one list for all tools, so they are read with those of the request.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from responses_protocol.formats.ids import shortened
from responses_protocol.formats.tool_names import NAME_LIMIT, Key, is_named, key
from responses_protocol.values import Json

BRINGING = ("additional_tools", "tool_search_output")
SAME = ("description", "parameters", "format")  # what is said of a tool, again and again
Found = list[tuple[str, str]]  # codes, and pointers below the item


@dataclass
class Brought:
    """What one item brings: definitions that are new, and what of the others can't be called.

    ``callable`` tells whether any of its tools is one that all dialects know.
    """

    tools: list[Json] = field(default_factory=list)
    lost: Found = field(default_factory=list)
    callable: bool = False


def brought(tools: list[Json], items: list[Json]) -> Iterator[tuple[int, Brought]]:
    """Find the tools that stand in the history, item by item; ``tools`` are those of the request.

    A tool that was declared before is not new. If it is another one by the same name, it is lost.
    """
    known: dict[Key, Json] | None = None
    for at, item in enumerate(items):
        if isinstance(item, dict) and item.get("type") in BRINGING:
            if known is None:
                known = {}
                for tool in tools:
                    _declare(tool, None, known)
            found = Brought()
            listed = item.get("tools")
            for place, tool in enumerate(listed if isinstance(listed, list) else ()):
                _bring(tool, f"/tools/{place}", known, found)
            yield at, found


def _declare(tool: Json, namespace: Json, known: dict[Key, Json]) -> None:
    if not isinstance(tool, dict):
        return
    if namespace is None and tool.get("type") == "namespace":
        for one in _inner(tool):
            _declare(one, tool.get("name") or "", known)
    elif is_named(tool):
        known.setdefault(_key(namespace, tool), tool)


def _bring(tool: Json, pointer: str, known: dict[Key, Json], found: Brought) -> None:
    """Add to ``found`` what a definition of an item brings."""
    if not isinstance(tool, dict):
        found.lost.append(("unknown_tool", pointer))
    elif tool.get("type") == "namespace":
        new: list[Json] = []
        for at, one in enumerate(_inner(tool)):
            if _is_new(one, tool.get("name") or "", f"{pointer}/tools/{at}", known, found):
                new.append(one)
        if new:
            found.tools.append({**tool, "tools": new})
    elif _is_new(tool, None, pointer, known, found):
        found.tools.append(tool)


def _is_new(
    tool: Json, namespace: Json, pointer: str, known: dict[Key, Json], found: Brought
) -> bool:
    if not is_named(tool):
        found.lost.append(("hosted_tool", pointer))
        return False
    found.callable = True
    own = _key(namespace, tool)
    if own not in known:
        known[own] = tool
        return True
    if any(known[own].get(name) != tool.get(name) for name in SAME):
        found.lost.append(("additional_tools", pointer))
    return False


def _key(namespace: Json, tool: dict[str, Json]) -> Key:
    """Return what tells a tool from others; one that came from Chat has a short name."""
    return key(namespace, shortened(tool["name"], NAME_LIMIT))


def _inner(namespace: dict[str, Json]) -> list[Json]:
    inner = namespace.get("tools")
    return inner if isinstance(inner, list) else []
