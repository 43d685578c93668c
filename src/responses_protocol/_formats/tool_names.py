"""The names of tools: a namespace and a name in Responses, one flat name in Chat.

A call and a choice name a tool as its definition does, so both are translated by the table of the
definitions. A tool outside of a namespace keeps its name; one in a namespace gets another name
where its flat name is in use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from responses_protocol._formats.ids import shorten, shorten_with_digest
from responses_protocol._values import Json

INVALID_LETTERS = re.compile(r"[^a-zA-Z0-9_-]")  # RP106
NAME_LIMIT = 64  # of Chat; it applies in both directions, so that a shortened name is stable
CALLABLE_TYPES = ("function", "custom")  # the types of tools that both APIs call by name
TOOL_SEARCH = "tool_search"
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
    """The kind and name in Chat of a Responses tool."""

    kind: str
    name: str


class ResponsesTool(NamedTuple):
    """The kind and name in Responses of a Chat tool."""

    kind: str
    namespace: str | None
    name: str


@dataclass(frozen=True)
class ToolNames:
    """The tools that a request declares, by their names in both APIs.

    ``repeated`` are the keys of tools that a history adds although the request declares the same
    ones under their flat names. ``search`` is the name of the Chat function that replaces a tool
    search that the client runs, where there is one.
    """

    to_chat: Mapping[Key, ChatTool] = field(default_factory=lambda: MappingProxyType({}))
    to_responses: Mapping[str, ResponsesTool] = field(default_factory=lambda: MappingProxyType({}))
    repeated: frozenset[Key] = frozenset()
    search: str | None = None

    def chat_name(self, namespace: Json, name: str) -> str:
        """Return the name of a tool in Chat, a folded one where it is not declared."""
        tool = self.to_chat.get(make_key(namespace, name))
        return fold_name(name, namespace) if tool is None else tool.name

    def find(self, namespace: Json, name: str) -> ChatTool | None:
        """Return the tool that a choice names; a unique name needs no namespace."""
        tool = self.to_chat.get(make_key(namespace, name))
        if tool is None and namespace is None:
            tools = [tool for (_, tool_name), tool in self.to_chat.items() if tool_name == name]
            return tools[0] if len(tools) == 1 else None
        return tool

    def is_ambiguous(self, name: str) -> bool:
        """Return whether only namespaces have a tool of this name, and several do."""
        count = sum(tool_name == name for _, tool_name in self.to_chat)
        return (None, name) not in self.to_chat and count > 1

    def find_in_namespace(self, namespace: Json) -> list[ChatTool]:
        """Return the tools of a namespace, in their order."""
        return [tool for (owner, _), tool in self.to_chat.items() if owner == namespace]


def make_key(namespace: Json, name: str) -> Key:
    """Return the namespace and name that identify a tool."""
    return (namespace if isinstance(namespace, str) else None), name


def fold_name(name: str, namespace: Json) -> str:
    """Return the flat Chat name of a tool in a namespace, with valid letters and length.

    A namespace may have other letters, such as the spaces and dots of a server's name.
    """
    if not isinstance(namespace, str) or not namespace:
        return shorten(name, NAME_LIMIT)
    flat = f"{namespace}__{name}"
    valid = INVALID_LETTERS.sub("_", flat)
    if valid == flat:
        return shorten(flat, NAME_LIMIT)
    return derive_unique_name(valid, namespace, name)


def derive_unique_name(flat: str, namespace: str, name: str) -> str:
    """Return another flat name for a tool whose folded name is in use."""
    return shorten_with_digest(flat, f"{namespace}\0{name}", NAME_LIMIT)


def find_definitions(tools: Iterable[Json]) -> Iterator[tuple[str | None, dict[str, Json]]]:
    """Yield the functions and custom tools among definitions of Responses, with their namespaces.

    Skip malformed ones: the translation of the definitions refuses them.
    """
    for tool in tools:
        if not isinstance(tool, dict):
            continue
        inner = tool.get("tools")
        if tool.get("type") == "namespace" and isinstance(inner, list):
            namespace, _ = make_key(tool.get("name"), "")
            yield from ((namespace, member) for member in inner if is_callable_tool(member))
        elif is_callable_tool(tool):
            yield None, tool


def is_callable_tool(tool: Json) -> bool:
    """Return whether a definition of Responses is a tool that both APIs call by name."""
    if not isinstance(tool, dict) or not isinstance(tool.get("name"), str):
        return False
    kind = tool.get("type")
    return kind is None or (isinstance(kind, str) and kind in CALLABLE_TYPES)


def is_web_search(tool: Json) -> bool:
    """Return whether a tool of Responses, or a choice of one, is web search."""
    kind = tool.get("type") if isinstance(tool, dict) else None
    return isinstance(kind, str) and kind in SEARCH_TOOLS


def is_client_tool_search(tool: Json) -> bool:
    """Return whether a tool, or its call or output, is a tool search that the client runs."""
    if not isinstance(tool, dict) or tool.get("execution") != "client":
        return False
    kind = tool.get("type")
    return isinstance(kind, str) and kind.startswith(TOOL_SEARCH)
