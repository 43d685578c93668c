"""Tool definitions: flat in Responses, nested in Chat.

The defaults differ: without ``strict`` a function is strict in Responses and not in Chat; without
``parameters`` it takes none in Chat, where Responses requires a schema. So Responses gets both
members, and Chat gets only values that are not its defaults.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from responses_protocol._formats import tool_names
from responses_protocol._formats.chat_completions import custom_tools
from responses_protocol._formats.ids import shorten
from responses_protocol._formats.options import Options
from responses_protocol._formats.tool_names import (
    NAME_LIMIT,
    TOOL_SEARCH,
    ChatTool,
    Key,
    ResponsesTool,
    ToolNames,
    fold_name,
    is_client_tool_search,
)
from responses_protocol._formats.turns import Cut, OpenTurn
from responses_protocol._values import Json, copy_json
from responses_protocol.errors import ConversionError

FUNCTION_MEMBERS = ("name", "description", "parameters", "strict")
CUSTOM_MEMBERS = ("name", "description", "format")
GRAMMAR_MEMBERS = ("definition", "syntax")
NO_PARAMETERS = {"type": "object", "properties": {}}
# the schema of a strict function, which requires one that excludes other parameters
NO_PARAMETERS_STRICT = {"type": "object", "properties": {}, "additionalProperties": False}
EMPTY_SCHEMAS: tuple[Json, ...] = (None, NO_PARAMETERS)


def _copy_members(tool: dict[str, Json], names: tuple[str, ...]) -> dict[str, Json]:
    return {name: copy_json(tool[name]) for name in names if tool.get(name) is not None}


# --- Responses -> Chat ---------------------------------------------------------------------------


def from_responses(
    tools: list[Json],
    options: Options,
    opened: OpenTurn | None = None,
    names: ToolNames | None = None,
) -> tuple[list[Json], list[Cut]]:
    """Translate tool definitions; a namespace becomes its tools, under flat names.

    ``names`` are those of all tools of the request, where there is one.
    Raises ConversionError, with a pointer into ``tools``, where a tool can't be read.
    """
    result: list[Json] = []
    cuts: list[Cut] = []
    for index, tool in enumerate(tools):
        pointer = f"/{index}"
        _add_cut(cuts, index, len(result))
        kind = _read_type(tool, pointer)
        if names is None and kind in ("namespace", TOOL_SEARCH):
            names = find_tool_names(_whole_list(tools, opened), options)
        if kind == TOOL_SEARCH and names is not None:
            result += _search_to_chat(tool, names)
        elif kind == "namespace" and names is not None and isinstance(tool.get("tools"), list):
            for number, member in enumerate(tool["tools"]):
                inner = f"{pointer}/tools/{number}"
                _write(member, tool.get("name"), inner, options, names, result)
        else:
            _write(tool, None, pointer, options, names, result)
    _add_cut(cuts, len(tools), len(result))
    return result, cuts


def _whole_list(tools: list[Json], opened: OpenTurn | None) -> list[Json]:
    return tools if opened is None or opened.all_values is None else opened.all_values


def _write(
    tool: Json,
    namespace: Json,
    pointer: str,
    options: Options,
    names: ToolNames | None,
    result: list[Json],
) -> None:
    write = TOOLS_TO_CHAT.get(_read_type(tool, pointer))
    if write is None:
        return
    name = _read_name(tool, pointer)
    if names is None:
        result.append(write(tool, shorten(name, NAME_LIMIT), options))
    elif tool_names.make_key(namespace, name) not in names.repeated:
        result.append(write(tool, names.chat_name(namespace, name), options))


def find_tool_names(tools: list[Json], options: Options, count: int | None = None) -> ToolNames:
    """Return the names of Responses tools, of which the first ``count`` are the request's.

    The others are tools that a history adds. Tools outside of a namespace keep their names. An
    added tool whose Chat definition equals that of an earlier tool of the same name is that tool.
    """
    entries = [(*entry, False) for entry in tool_names.find_definitions(tools[:count])]
    if count is not None:
        entries += [(*entry, True) for entry in tool_names.find_definitions(tools[count:])]
    definitions: dict[str, dict[str, Json]] = {}  # by their names in Chat
    repeated: set[Key] = set()
    to_chat: dict[Key, ChatTool] = {}
    to_responses: dict[str, ResponsesTool] = {}
    for namespace, tool, is_added in sorted(entries, key=lambda entry: entry[0] is not None):
        key = tool_names.make_key(namespace, tool["name"])
        name = fold_name(tool["name"], namespace)
        if key in to_chat:
            continue
        if namespace is not None and name in definitions:
            written = _write_chat_form(tool, name, options)
            if is_added and written == _write_chat_form(definitions[name], name, options):
                repeated.add(key)
            else:
                name = tool_names.derive_unique_name(name, namespace, tool["name"])
        kind = tool.get("type") or "function"
        to_chat[key] = ChatTool(_choose_chat_kind(tool, kind, options), name)
        definitions.setdefault(name, tool)
        to_responses.setdefault(name, ResponsesTool(kind, namespace, tool["name"]))
    search = None
    if any(map(is_client_tool_search, tools[:count])):
        search = TOOL_SEARCH
        if search in definitions:
            search = tool_names.derive_unique_name(search, "", search)
        to_responses[search] = ResponsesTool(TOOL_SEARCH, None, TOOL_SEARCH)
    return ToolNames(
        MappingProxyType(to_chat), MappingProxyType(to_responses), frozenset(repeated), search
    )


def _write_chat_form(tool: dict[str, Json], name: str, options: Options) -> Json:
    return TOOLS_TO_CHAT[tool.get("type") or "function"](tool, name, options)


def _choose_chat_kind(tool: dict[str, Json], kind: str, options: Options) -> str:
    """Return the kind that a function or custom tool has in Chat."""
    if kind == "custom":
        return "function" if options.custom_tools == "function" else kind
    is_wrapped = custom_tools.only_in_responses(options) and custom_tools.is_custom(tool)
    return "custom" if is_wrapped else kind


def _add_cut(cuts: list[Cut], read: int, written: int) -> None:
    """Add a cut before a tool; a tool without a result belongs to the tool before it."""
    if cuts and cuts[-1][1] == written:
        cuts[-1] = (read, written)
    elif written:
        cuts.append((read, written))


def _read_type(tool: Json, pointer: str) -> str:
    if not isinstance(tool, dict):
        raise ConversionError("a tool must be an object", pointer)
    kind = tool.get("type")
    if kind is None:  # some servers omit the type of functions
        return "function"
    if not isinstance(kind, str):
        raise ConversionError("type must be a string", f"{pointer}/type")
    return kind


def _read_name(tool: dict[str, Json], pointer: str) -> str:
    name = tool.get("name")
    if not isinstance(name, str):
        raise ConversionError("name must be a string", f"{pointer}/name")
    return name


def _function_to_chat(tool: dict[str, Json], name: str, options: Options) -> dict[str, Json]:
    if custom_tools.only_in_responses(options) and custom_tools.is_custom(tool):
        return {"type": "custom", "custom": _nest_format(custom_tools.unwrap_tool(tool), name)}
    function = {**_copy_members(tool, FUNCTION_MEMBERS), "name": name}
    if function.get("strict") is False:
        del function["strict"]
    if function.get("strict") is True and function.get("parameters") in EMPTY_SCHEMAS:
        function["parameters"] = copy_json(NO_PARAMETERS_STRICT)
    elif function.get("parameters") == NO_PARAMETERS:
        del function["parameters"]
    return {"type": "function", "function": function}


def _custom_to_chat(tool: dict[str, Json], name: str, options: Options) -> dict[str, Json]:
    if options.custom_tools == "function":
        return {"type": "function", "function": {**custom_tools.wrap_tool(tool), "name": name}}
    if options.items == "mlflow":
        tool = custom_tools.unwrap_tool(custom_tools.wrap_tool(tool))
    return {"type": "custom", "custom": _nest_format(_copy_members(tool, CUSTOM_MEMBERS), name)}


def _search_to_chat(tool: dict[str, Json], names: ToolNames) -> list[Json]:
    """Return the function for a tool search, none where the server runs it."""
    if names.search is None or not is_client_tool_search(tool):
        return []
    members = _copy_members(tool, ("description", "parameters"))
    parameters = members.get("parameters")
    # a function accepts only the schema of an object: RP604
    if parameters == NO_PARAMETERS or not _is_of_object(parameters):
        members.pop("parameters", None)
    return [{"type": "function", "function": {**members, "name": names.search}}]


def _is_of_object(schema: Json) -> bool:
    return isinstance(schema, dict) and schema.get("type") == "object"


def _nest_format(custom: dict[str, Json], name: str) -> dict[str, Json]:
    """Return the body of a custom tool of Chat, where a grammar is one level deeper."""
    custom = {**custom, "name": name}
    form = custom.get("format")
    if isinstance(form, dict) and form.get("type") == "grammar":
        _set_format(custom, form, lambda grammar: {"type": "grammar", "grammar": grammar})
    elif _is_text(form):
        custom["format"] = {"type": "text"}
    return custom


def _is_text(form: Json) -> bool:
    return isinstance(form, dict) and form.get("type") == "text"


def _set_format(
    tool: dict[str, Json], body: dict[str, Json], wrap: Callable[[dict[str, Json]], Json]
) -> None:
    """Set the format to the grammar in ``body``; remove it where the grammar is incomplete."""
    grammar = {key: body[key] for key in GRAMMAR_MEMBERS if isinstance(body.get(key), str)}
    if len(grammar) == len(GRAMMAR_MEMBERS):
        tool["format"] = wrap(grammar)
    else:
        del tool["format"]


TOOLS_TO_CHAT = {"function": _function_to_chat, "custom": _custom_to_chat}


# --- Chat -> Responses ---------------------------------------------------------------------------


def to_responses(
    tools: list[Json], options: Options, opened: OpenTurn | None = None
) -> tuple[list[Json], list[Cut]]:
    """Translate Chat's tool definitions; errors as in ``from_responses``."""
    result: list[Json] = []
    cuts: list[Cut] = []
    for index, tool in enumerate(tools):
        _add_cut(cuts, index, len(result))
        kind = _read_type(tool, f"/{index}")
        write = TOOLS_TO_RESPONSES.get(kind)
        body = tool.get(kind)
        if write is not None and isinstance(body, dict):
            result.append(write(body, f"/{index}/{kind}", options))
        elif write is not None:
            raise ConversionError(f"a {kind} tool needs a {kind} object", f"/{index}")
    _add_cut(cuts, len(tools), len(result))
    return result, cuts


def find_chat_tool_names(tools: list[Json], options: Options) -> ToolNames:
    """Return the names of Chat tools; malformed ones are skipped."""
    to_chat: dict[Key, ChatTool] = {}
    to_responses: dict[str, ResponsesTool] = {}
    for tool in tools:
        kind = (tool.get("type") or "function") if isinstance(tool, dict) else None
        body = tool.get(kind) if isinstance(kind, str) and kind in TOOLS_TO_RESPONSES else None
        if isinstance(kind, str) and isinstance(body, dict) and isinstance(body.get("name"), str):
            name = body["name"]
            short_name = shorten(name, NAME_LIMIT)
            responses_tool = ResponsesTool(
                _choose_responses_kind(body, kind, options), None, short_name
            )
            to_responses.setdefault(name, responses_tool)
            to_chat.setdefault((None, short_name), ChatTool(kind, name))
    return ToolNames(MappingProxyType(to_chat), MappingProxyType(to_responses))


def _choose_responses_kind(body: dict[str, Json], kind: str, options: Options) -> str:
    """Return the kind that a function or custom tool of Chat has in Responses."""
    if kind == "custom":
        return "function" if options.items == "mlflow" else kind
    return "custom" if custom_tools.only_in_chat(options) and custom_tools.is_custom(body) else kind


def _function_to_responses(
    body: dict[str, Json], pointer: str, options: Options
) -> dict[str, Json]:
    name = shorten(_read_name(body, pointer), NAME_LIMIT)
    if custom_tools.only_in_chat(options) and custom_tools.is_custom(body):
        return {"type": "custom", **custom_tools.unwrap_tool(body), "name": name}
    tool = {"type": "function", **_copy_members(body, FUNCTION_MEMBERS)}
    tool["name"] = name
    if tool.get("strict") is True and tool.get("parameters") in EMPTY_SCHEMAS:
        tool["parameters"] = copy_json(NO_PARAMETERS_STRICT)
    tool.setdefault("parameters", copy_json(NO_PARAMETERS))
    tool.setdefault("strict", False)
    return tool


def _custom_to_responses(body: dict[str, Json], pointer: str, options: Options) -> dict[str, Json]:
    tool = {"type": "custom", **_copy_members(body, CUSTOM_MEMBERS)}
    tool["name"] = shorten(_read_name(body, pointer), NAME_LIMIT)
    form = tool.get("format")
    if isinstance(form, dict) and form.get("type") == "grammar":
        inner = form.get("grammar")
        body = inner if isinstance(inner, dict) else {}
        _set_format(tool, body, lambda grammar: {"type": "grammar", **grammar})
    elif _is_text(form):
        tool["format"] = {"type": "text"}
    if options.items == "mlflow":
        # a Chat function is never strict here, so neither is its translation
        strict = False if options.custom_tools == "function" else None
        return {"type": "function", **custom_tools.wrap_tool(tool), "strict": strict}
    if options.custom_tools == "function":  # drop the members that a function has no form for
        return {"type": "custom", **custom_tools.unwrap_tool(custom_tools.wrap_tool(tool))}
    return tool


TOOLS_TO_RESPONSES = {"function": _function_to_responses, "custom": _custom_to_responses}
