"""The names of tools: a namespace and a name in Responses, one flat name in Chat.

A call and a choice name a tool as its definition does, so both are translated by the table that
the definitions make. A tool at the top keeps its name; one in a namespace gets another one where
its flat name is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from responses_protocol.formats.ids import marked, shortened
from responses_protocol.values import Json

NAME_LIMIT = 64  # of Chat; Responses takes longer ones, but a name that was shortened once stays
NAMED = ("function", "custom")  # the types of tools that have names on both sides
TOOL_SEARCH = "tool_search"
_NOT_IN_NAMES = re.compile(
    "[^a-zA-Z0-9_-]"
)  # by RP411 and RP601; those of namespaces are not known
SEARCH_TOOLS = frozenset(
    [
        "web_search",
        "web_search_2025_08_26",
        "web_search_preview",
        "web_search_preview_2025_03_11",
    ]
)

Key = tuple["str | None", str]  # namespace and name


class ChatTool(NamedTuple):
    """What a tool of Responses is in Chat."""

    kind: str
    name: str


class ResponsesTool(NamedTuple):
    """What a tool of Chat is in Responses."""

    kind: str
    namespace: str | None
    name: str


@dataclass(frozen=True)
class ToolNames:
    """Which tool is which: those that a request declares, by their names on both sides.

    ``repeated`` are the keys of tools that a history brings though the request declares the same
    ones under their flat names. ``search`` is the name of the function that stands in Chat for a
    search of tools that the client runs, where there is one.
    """

    to_chat: Mapping[Key, ChatTool] = field(default_factory=lambda: MappingProxyType({}))
    to_responses: Mapping[str, ResponsesTool] = field(default_factory=lambda: MappingProxyType({}))
    repeated: frozenset[Key] = frozenset()
    search: str | None = None

    def chat_name(self, namespace: Json, name: str) -> str:
        """Return the name of a tool in Chat; one that is not declared is folded."""
        found = self.to_chat.get(key(namespace, name))
        return folded(name, namespace) if found is None else found.name

    def named(self, namespace: Json, name: str) -> ChatTool | None:
        """Return the tool that a choice names: without its namespace, where only one has it."""
        found = self.to_chat.get(key(namespace, name))
        if found is None and namespace is None:
            inner = [tool for (_, own), tool in self.to_chat.items() if own == name]
            return inner[0] if len(inner) == 1 else None
        return found

    def is_ambiguous(self, name: str) -> bool:
        """Tell whether several namespaces have a tool of this name, and none is at the top."""
        return (None, name) not in self.to_chat and sum(one == name for _, one in self.to_chat) > 1

    def within(self, namespace: Json) -> list[ChatTool]:
        """Return the tools of a namespace, in their order."""
        return [tool for (own, _), tool in self.to_chat.items() if own == namespace]


def key(namespace: Json, name: str) -> Key:
    """Return what tells tools apart."""
    return (namespace if isinstance(namespace, str) else None), name


def folded(name: str, namespace: Json) -> str:
    """Return the flat Chat name of a tool in a namespace, within Chat's limit and characters."""
    if not isinstance(namespace, str) or not namespace:
        return shortened(name, NAME_LIMIT)
    clean, own = _NOT_IN_NAMES.sub("_", namespace), f"{namespace}__{name}"
    if clean != namespace:
        return marked(f"{clean}__{name}", own, NAME_LIMIT)
    return shortened(own, NAME_LIMIT)


def unlike(name: str, namespace: str, own: str) -> str:
    """Return another flat name for a tool whose folded one is taken."""
    return marked(name, f"{namespace}\0{own}", NAME_LIMIT)


def definitions(tools: Iterable[Json]) -> Iterator[tuple[str | None, dict[str, Json]]]:
    """Yield the functions and custom tools among definitions of Responses, with their namespaces.

    What has no readable shape is passed over: the translation of the definitions refuses it.
    """
    for tool in tools:
        if not isinstance(tool, dict):
            continue
        inner = tool.get("tools")
        if tool.get("type") == "namespace" and isinstance(inner, list):
            namespace, _ = key(tool.get("name"), "")
            yield from ((namespace, one) for one in inner if is_named(one))
        elif is_named(tool):
            yield None, tool


def is_named(tool: Json) -> bool:
    """Tell whether a definition of Responses is a tool that both sides have."""
    if not isinstance(tool, dict) or not isinstance(tool.get("name"), str):
        return False
    kind = tool.get("type")
    return kind is None or (isinstance(kind, str) and kind in NAMED)


def is_search(tool: Json) -> bool:
    """Tell whether a tool of Responses, or a choice of one, is a search of the web."""
    kind = tool.get("type") if isinstance(tool, dict) else None
    return isinstance(kind, str) and kind in SEARCH_TOOLS


def is_client_search(tool: Json) -> bool:
    """Tell whether a tool, or a call or output of it, is a search of tools that the client runs."""
    if not isinstance(tool, dict) or tool.get("execution") != "client":
        return False
    kind = tool.get("type")
    return isinstance(kind, str) and kind.startswith(TOOL_SEARCH)
