"""Tool choice: the same words in both APIs, objects flat in Responses and nested in Chat.

A translated choice has the name and kind of the tool in the target. A choice that the other API
can't force is left out; it never becomes ``auto`` or ``required``.

Both functions get a list with one choice or none. In a request they also get the names of its
tools, and whether a Chat request has web search, which no choice there forbids.
"""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol._formats.chat_completions.item_types import HOSTED_TOOLS
from responses_protocol._formats.ids import shorten
from responses_protocol._formats.options import Options
from responses_protocol._formats.servers import SERVERS
from responses_protocol._formats.tool_names import (
    CALLABLE_TYPES,
    NAME_LIMIT,
    TOOL_SEARCH,
    ChatTool,
    ToolNames,
    fold_name,
)
from responses_protocol._formats.turns import Cut, OpenTurn
from responses_protocol._values import Json, Object
from responses_protocol.errors import ConversionError

WORDS = {"auto": "auto", "none": "none", "required": "required"}
CHAT_WORDS = {**WORDS, "any": "required"}  # Mistral has `any`
NO_NAMES = ToolNames()
ALLOWED = "allowed_tools"
SEARCH: dict[str, Json] = {"type": "web_search"}


def from_responses(
    choices: list[Json],
    options: Options,
    opened: OpenTurn | None = None,
    names: ToolNames = NO_NAMES,
) -> tuple[list[Json], list[Cut]]:
    """Translate a choice; raise ConversionError where it is neither a word nor an object."""
    return _translate_each(choices, WORDS, lambda choice: _nest(choice, options, names))


def to_responses(
    choices: list[Json],
    options: Options,
    opened: OpenTurn | None = None,
    names: ToolNames = NO_NAMES,
    search: bool = False,
) -> tuple[list[Json], list[Cut]]:
    """Translate Chat's choice; errors as in ``from_responses``."""
    if search and choices == ["none"]:  # it forbids only the tools that can be chosen
        if not _has_allowed_tools(options):
            return [], []
        return [{"type": ALLOWED, "mode": "auto", "tools": [dict(SEARCH)]}], [(1, 1)]
    return _translate_each(
        choices, CHAT_WORDS, lambda choice: _flatten(choice, options, names, search)
    )


def _translate_each(
    choices: list[Json], words: dict[str, str], read: Callable[[Object], Json]
) -> tuple[list[Json], list[Cut]]:
    translated = []
    for choice in choices:
        if isinstance(choice, str):
            translated.append(words.get(choice))
        elif isinstance(choice, dict):
            translated.append(read(choice))
        else:
            raise ConversionError("a tool choice must be a string or an object", "/0")
    result = [choice for choice in translated if choice is not None]
    return result, [(len(choices), len(result))] if result else []


def _has_allowed_tools(options: Options) -> bool:
    """Return whether both APIs have a choice of allowed tools.

    MLflow's Responses does not, nor does the Chat of many servers.
    """
    return options.items != "mlflow" and ALLOWED not in SERVERS[options.server].refuses_choices


# --- Responses -> Chat ---------------------------------------------------------------------------


def _nest(choice: Object, options: Options, names: ToolNames) -> Json:
    if choice.get("type") != ALLOWED:
        tools = _chat_tools(choice, options, names)
        return _chat_choice(tools[0]) if tools and choice.get("type") != "namespace" else None
    allowed, mode = _allowed(choice)
    tools = [tool for entry in allowed for tool in _chat_tools(entry, options, names)]
    choices = [_chat_choice(tool) for tool in dict.fromkeys(tools)]
    if choices and not _has_allowed_tools(options):
        return None
    if choices:
        return {"type": ALLOWED, ALLOWED: {"mode": mode, "tools": choices}}
    # the model may only use hosted tools, which no choice of Chat restricts
    return "none" if mode == "auto" and allowed and all(map(_is_hosted, allowed)) else None


def _is_hosted(choice: Object) -> bool:
    """Return whether a choice names a hosted tool, which it does by its type."""
    kind = choice.get("type")
    return isinstance(kind, str) and kind in HOSTED_TOOLS


def _chat_tools(choice: Object, options: Options, names: ToolNames) -> list[ChatTool]:
    """Return the Chat tools of a choice: all of a namespace, and none for a hosted tool."""
    kind, name, namespace = choice.get("type"), choice.get("name"), choice.get("namespace")
    if kind == "namespace":
        return names.find_in_namespace(name)
    if kind == TOOL_SEARCH and names.search is not None:
        return [ChatTool("function", names.search)]
    if kind not in CALLABLE_TYPES or not isinstance(name, str):
        return []
    tool = names.find(namespace, name)
    if tool is None and not names.is_ambiguous(name):
        is_wrapped = options.custom_tools == "function" or options.items == "mlflow"
        tool = ChatTool("function" if is_wrapped else str(kind), fold_name(name, namespace))
    return [] if tool is None else [tool]


def _chat_choice(tool: ChatTool) -> Object:
    return {"type": tool.kind, tool.kind: {"name": tool.name}}


def _allowed(body: Object) -> tuple[list[Object], Json]:
    """Return the allowed tools and the mode, no tools where the mode is unknown."""
    tools, mode = body.get("tools"), body.get("mode")
    if not isinstance(tools, list) or mode not in ("auto", "required"):
        return [], None
    return [tool for tool in tools if isinstance(tool, dict)], mode


# --- Chat -> Responses ---------------------------------------------------------------------------


def _flatten(choice: Object, options: Options, names: ToolNames, search: bool) -> Json:
    kind = choice.get("type")
    body = choice.get(kind) if isinstance(kind, str) else None
    if not isinstance(body, dict):
        return None
    if kind != ALLOWED:
        return _flat_tool(choice, options, names)
    if not _has_allowed_tools(options):
        return None
    allowed, mode = _allowed(body)
    tools: list[Json] = []
    for entry in allowed:
        tool = _flat_tool(entry, options, names)
        if tool is not None and tool not in tools:
            tools.append(tool)
    if tools and search:  # the model may search in any case
        tools.append(dict(SEARCH))
    return {"type": ALLOWED, "mode": mode, "tools": tools} if tools else None


def _flat_tool(choice: Object, options: Options, names: ToolNames) -> Json:
    kind = choice.get("type")
    body = choice.get(kind) if isinstance(kind, str) and kind in CALLABLE_TYPES else None
    name = body.get("name") if isinstance(body, dict) else None
    if not isinstance(name, str):
        return None
    tool = names.to_responses.get(name)
    if tool is not None:
        return {"type": tool.kind, "name": tool.name}
    is_wrapped = options.custom_tools == "function" or options.items == "mlflow"
    return {"type": "function" if is_wrapped else kind, "name": shorten(name, NAME_LIMIT)}
