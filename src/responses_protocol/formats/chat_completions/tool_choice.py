"""Tool choice: words alike on both sides, objects flat in Responses and nested in Chat.

A choice names a tool as the value has it: by its flat name, and as the kind that it is there. One
that the other side can't force is left out: never widened to ``auto`` or ``required``.

Both functions take a list with the one choice, or with none, as the lens hands it to them; in a
request, also the names of its tools, and of Chat whether it searches the web, which no choice there
forbids.
"""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol.errors import ConversionError
from responses_protocol.formats.chat_completions.item_types import HOSTED_TOOLS
from responses_protocol.formats.ids import shortened
from responses_protocol.formats.options import Options
from responses_protocol.formats.tool_names import (
    CALLABLE_TYPES,
    NAME_LIMIT,
    TOOL_SEARCH,
    ChatTool,
    ToolNames,
    fold_name,
)
from responses_protocol.formats.turns import Cut, OpenTurn
from responses_protocol.values import Json

WORDS = {"auto": "auto", "none": "none", "required": "required"}
CHAT_WORDS = {**WORDS, "any": "required"}  # Mistral's word
NOTHING = ToolNames()
ALLOWED = "allowed_tools"
SEARCH: dict[str, Json] = {"type": "web_search"}
Object = dict[str, Json]


def from_responses(
    choices: list[Json],
    options: Options,
    opened: OpenTurn | None = None,
    names: ToolNames = NOTHING,
) -> tuple[list[Json], list[Cut]]:
    """Translate a choice; raise ConversionError where it is neither a word nor an object."""
    return _each(choices, WORDS, lambda choice: _nested(choice, options, names))


def to_responses(
    choices: list[Json],
    options: Options,
    opened: OpenTurn | None = None,
    names: ToolNames = NOTHING,
    search: bool = False,
) -> tuple[list[Json], list[Cut]]:
    """Translate Chat's choice; errors as in ``from_responses``."""
    if search and choices == ["none"]:  # of the tools that can be chosen
        if not _knows_allowed(options):
            return [], []
        return [{"type": ALLOWED, "mode": "auto", "tools": [dict(SEARCH)]}], [(1, 1)]
    return _each(choices, CHAT_WORDS, lambda choice: _flat(choice, options, names, search))


def _each(
    choices: list[Json], words: dict[str, str], read: Callable[[Object], Json]
) -> tuple[list[Json], list[Cut]]:
    made = []
    for choice in choices:
        if isinstance(choice, str):
            made.append(words.get(choice))
        elif isinstance(choice, dict):
            made.append(read(choice))
        else:
            raise ConversionError("a tool choice must be a string or an object", "/0")
    made = [choice for choice in made if choice is not None]
    return made, [(len(choices), len(made))] if made else []


def _knows_allowed(options: Options) -> bool:
    """Tell whether Responses may name allowed tools: in MLflow's, a choice names one tool."""
    return options.items != "mlflow"


# --- Responses -> Chat ---------------------------------------------------------------------------


def _nested(choice: Object, options: Options, names: ToolNames) -> Json:
    if choice.get("type") != ALLOWED:
        found = _chat_tools(choice, options, names)
        return _chat_choice(found[0]) if found and choice.get("type") != "namespace" else None
    if not _knows_allowed(options):
        return None
    listed, mode = _allowed(choice)
    made = [tool for one in listed for tool in _chat_tools(one, options, names)]
    tools = [_chat_choice(tool) for tool in dict.fromkeys(made)]
    if tools:
        return {"type": ALLOWED, ALLOWED: {"mode": mode, "tools": tools}}
    # the model may use nothing but what the server runs, which no choice of Chat is about
    return "none" if mode == "auto" and listed and all(map(_is_hosted, listed)) else None


def _is_hosted(choice: Object) -> bool:
    """Tell whether a choice names a tool by its type alone, as those of the server are."""
    kind = choice.get("type")
    return isinstance(kind, str) and kind in HOSTED_TOOLS


def _chat_tools(choice: Object, options: Options, names: ToolNames) -> list[ChatTool]:
    """Return the tools of Chat that a choice names: all of a namespace, and none of other types."""
    kind, name, namespace = choice.get("type"), choice.get("name"), choice.get("namespace")
    if kind == "namespace":
        return names.find_in_namespace(name)
    if kind == TOOL_SEARCH and names.search is not None:
        return [ChatTool("function", names.search)]
    if kind not in CALLABLE_TYPES or not isinstance(name, str):
        return []
    found = names.find(namespace, name)
    if found is None and not names.is_ambiguous(name):
        wrapped = options.custom_tools == "function" or options.items == "mlflow"
        found = ChatTool("function" if wrapped else str(kind), fold_name(name, namespace))
    return [] if found is None else [found]


def _chat_choice(tool: ChatTool) -> Object:
    return {"type": tool.kind, tool.kind: {"name": tool.name}}


def _allowed(body: Object) -> tuple[list[Object], Json]:
    """Return the allowed tools, and whether one of them must be called; no tools for neither."""
    tools, mode = body.get("tools"), body.get("mode")
    if not isinstance(tools, list) or mode not in ("auto", "required"):
        return [], None
    return [tool for tool in tools if isinstance(tool, dict)], mode


# --- Chat -> Responses ---------------------------------------------------------------------------


def _flat(choice: Object, options: Options, names: ToolNames, search: bool) -> Json:
    kind = choice.get("type")
    body = choice.get(kind) if isinstance(kind, str) else None
    if not isinstance(body, dict):
        return None
    if kind != ALLOWED:
        return _named(choice, options, names)
    if not _knows_allowed(options):
        return None
    listed, mode = _allowed(body)
    found = [_named(one, options, names) for one in listed]
    tools = [tool for at, tool in enumerate(found) if tool is not None and tool not in found[:at]]
    if tools and search:  # whatever else is allowed, the model searches
        tools.append(dict(SEARCH))
    return {"type": ALLOWED, "mode": mode, "tools": tools} if tools else None


def _named(choice: Object, options: Options, names: ToolNames) -> Json:
    kind = choice.get("type")
    body = choice.get(kind) if isinstance(kind, str) and kind in CALLABLE_TYPES else None
    name = body.get("name") if isinstance(body, dict) else None
    if not isinstance(name, str):
        return None
    found = names.to_responses.get(name)
    if found is not None:
        return {"type": found.kind, "name": found.name}
    wrapped = options.custom_tools == "function" or options.items == "mlflow"
    return {"type": "function" if wrapped else kind, "name": shortened(name, NAME_LIMIT)}
