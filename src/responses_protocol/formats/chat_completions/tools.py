"""Tool definitions: flat in Responses, nested in Chat.

The defaults differ: without ``strict`` a function is strict in Responses and is not in Chat, and
without ``parameters`` it takes none in Chat, where Responses wants the schema that says so. So
Responses gets both in full, and Chat is not told what it takes for granted.
"""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from responses_protocol.errors import ConversionError
from responses_protocol.formats import tool_names
from responses_protocol.formats.chat_completions import custom_tools
from responses_protocol.formats.ids import shortened
from responses_protocol.formats.options import Options
from responses_protocol.formats.tool_names import (
    NAME_LIMIT,
    TOOL_SEARCH,
    ChatTool,
    Key,
    ResponsesTool,
    ToolNames,
    folded,
    is_client_search,
)
from responses_protocol.formats.turns import Cut, OpenTurn
from responses_protocol.values import Json, copied

FUNCTION_MEMBERS = ("name", "description", "parameters", "strict")
CUSTOM_MEMBERS = ("name", "description", "format")
GRAMMAR_MEMBERS = ("definition", "syntax")
NO_PARAMETERS = {"type": "object", "properties": {}}
# a strict function has to say that it takes no others, and can't do without a schema
STRICTLY_NONE = {"type": "object", "properties": {}, "additionalProperties": False}
SAY_NOTHING: tuple[Json, ...] = (None, NO_PARAMETERS)


def _members(tool: dict[str, Json], names: tuple[str, ...]) -> dict[str, Json]:
    return {name: copied(tool[name]) for name in names if tool.get(name) is not None}


# --- Responses -> Chat ---------------------------------------------------------------------------


def from_responses(
    tools: list[Json],
    options: Options,
    opened: OpenTurn | None = None,
    names: ToolNames | None = None,
) -> tuple[list[Json], list[Cut]]:
    """Translate tool definitions; one namespace becomes the tools in it, under flat names.

    ``names`` are those of all tools of the request, where there is one.
    Raises ConversionError, with a pointer into ``tools``, where a tool has no readable shape.
    """
    made: list[Json] = []
    cuts: list[Cut] = []
    for index, tool in enumerate(tools):
        pointer = f"/{index}"
        _begin(cuts, index, len(made))
        kind = _type(tool, pointer)
        if names is None and kind in ("namespace", TOOL_SEARCH):
            names = names_of(_all(tools, opened), options)
        if kind == TOOL_SEARCH and names is not None:
            made += _search_to_chat(tool, names)
        elif kind == "namespace" and names is not None and isinstance(tool.get("tools"), list):
            for at, one in enumerate(tool["tools"]):
                _write(one, tool.get("name"), f"{pointer}/tools/{at}", options, names, made)
        else:
            _write(tool, None, pointer, options, names, made)
    _begin(cuts, len(tools), len(made))
    return made, cuts


def _all(tools: list[Json], opened: OpenTurn | None) -> list[Json]:
    return tools if opened is None or opened.whole is None else opened.whole


def _write(
    tool: Json,
    namespace: Json,
    pointer: str,
    options: Options,
    names: ToolNames | None,
    made: list[Json],
) -> None:
    write = TOOLS_TO_CHAT.get(_type(tool, pointer))
    if write is None:
        return
    own = _name(tool, pointer)
    if names is None:
        made.append(write(tool, shortened(own, NAME_LIMIT), options))
    elif tool_names.key(namespace, own) not in names.repeated:
        made.append(write(tool, names.chat_name(namespace, own), options))


def names_of(tools: list[Json], options: Options, own: int | None = None) -> ToolNames:
    """Return the names of tools of Responses, of which the first ``own`` are the request's.

    Those at the top keep their names. A tool that a history brings, and that says in Chat what one
    of the same name says there already, is that one.
    """
    listed = [(*one, False) for one in tool_names.definitions(tools[:own])]
    if own is not None:
        listed += [(*one, True) for one in tool_names.definitions(tools[own:])]
    taken: dict[str, dict[str, Json]] = {}  # the definitions by their names in Chat
    repeated: set[Key] = set()
    to_chat: dict[Key, ChatTool] = {}
    to_responses: dict[str, ResponsesTool] = {}
    for namespace, tool, brought in sorted(listed, key=lambda one: one[0] is not None):
        own_name = tool["name"]
        found = tool_names.key(namespace, own_name)
        name = folded(own_name, namespace)
        if found in to_chat:
            continue
        if namespace is not None and name in taken:
            if brought and _chat_form(tool, name, options) == _chat_form(
                taken[name], name, options
            ):
                repeated.add(found)
            else:
                name = tool_names.unlike(name, namespace, own_name)
        kind = tool.get("type") or "function"
        to_chat[found] = ChatTool(_chat_kind(tool, kind, options), name)
        taken.setdefault(name, tool)
        to_responses.setdefault(name, ResponsesTool(kind, namespace, own_name))
    search = None
    if any(map(is_client_search, tools[:own])):
        search = TOOL_SEARCH
        if search in taken:
            search = tool_names.unlike(search, "", search)
        to_responses[search] = ResponsesTool(TOOL_SEARCH, None, TOOL_SEARCH)
    return ToolNames(
        MappingProxyType(to_chat), MappingProxyType(to_responses), frozenset(repeated), search
    )


def _chat_form(tool: dict[str, Json], name: str, options: Options) -> Json:
    return TOOLS_TO_CHAT[tool.get("type") or "function"](tool, name, options)


def _chat_kind(tool: dict[str, Json], kind: str, options: Options) -> str:
    """Return what kind of tool a function or custom tool becomes in Chat."""
    if kind == "custom":
        return "function" if options.custom_tools == "function" else kind
    wraps = custom_tools.only_in_responses(options) and custom_tools.is_custom(tool)
    return "custom" if wraps else kind


def _begin(cuts: list[Cut], read: int, written: int) -> None:
    """Cut before a tool; what wrote nothing joins the tool before it."""
    if cuts and cuts[-1][1] == written:
        cuts[-1] = (read, written)
    elif written:
        cuts.append((read, written))


def _type(tool: Json, pointer: str) -> str:
    if not isinstance(tool, dict):
        raise ConversionError("a tool must be an object", pointer)
    kind = tool.get("type")
    if kind is None:  # some servers leave out the type of functions
        return "function"
    if not isinstance(kind, str):
        raise ConversionError("type must be a string", f"{pointer}/type")
    return kind


def _name(tool: dict[str, Json], pointer: str) -> str:
    name = tool.get("name")
    if not isinstance(name, str):
        raise ConversionError("name must be a string", f"{pointer}/name")
    return name


def _function_to_chat(tool: dict[str, Json], name: str, options: Options) -> dict[str, Json]:
    if custom_tools.only_in_responses(options) and custom_tools.is_custom(tool):
        return {"type": "custom", "custom": _nested_format(custom_tools.unwrapped(tool), name)}
    function = {**_members(tool, FUNCTION_MEMBERS), "name": name}
    if function.get("strict") is False:
        del function["strict"]
    if function.get("strict") is True and function.get("parameters") in SAY_NOTHING:
        function["parameters"] = copied(STRICTLY_NONE)
    elif function.get("parameters") == NO_PARAMETERS:
        del function["parameters"]
    return {"type": "function", "function": function}


def _custom_to_chat(tool: dict[str, Json], name: str, options: Options) -> dict[str, Json]:
    if options.custom_tools == "function":
        return {"type": "function", "function": {**custom_tools.wrapped(tool), "name": name}}
    if options.items == "mlflow":
        tool = custom_tools.unwrapped(custom_tools.wrapped(tool))
    return {"type": "custom", "custom": _nested_format(_members(tool, CUSTOM_MEMBERS), name)}


def _search_to_chat(tool: dict[str, Json], names: ToolNames) -> list[Json]:
    """Return the function for a search of tools, none where the server runs it."""
    if names.search is None or not is_client_search(tool):
        return []
    members = _members(tool, ("description", "parameters"))
    parameters = members.get("parameters")
    # a function takes no schema but that of an object: RP604
    if parameters == NO_PARAMETERS or not _is_of_object(parameters):
        members.pop("parameters", None)
    return [{"type": "function", "function": {**members, "name": names.search}}]


def _is_of_object(schema: Json) -> bool:
    return isinstance(schema, dict) and schema.get("type") == "object"


def _nested_format(custom: dict[str, Json], name: str) -> dict[str, Json]:
    """Return the body of a custom tool of Chat, which has a grammar one level deeper."""
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
    made: dict[str, Json], body: dict[str, Json], wrap: Callable[[dict[str, Json]], Json]
) -> None:
    """Write the grammar that ``body`` holds, or no format at all where it holds no whole one."""
    grammar = {key: body[key] for key in GRAMMAR_MEMBERS if isinstance(body.get(key), str)}
    if len(grammar) == len(GRAMMAR_MEMBERS):
        made["format"] = wrap(grammar)
    else:
        del made["format"]


TOOLS_TO_CHAT = {"function": _function_to_chat, "custom": _custom_to_chat}


# --- Chat -> Responses ---------------------------------------------------------------------------


def to_responses(
    tools: list[Json], options: Options, opened: OpenTurn | None = None
) -> tuple[list[Json], list[Cut]]:
    """Translate Chat's tool definitions; errors as in ``from_responses``."""
    made: list[Json] = []
    cuts: list[Cut] = []
    for index, tool in enumerate(tools):
        _begin(cuts, index, len(made))
        kind = _type(tool, f"/{index}")
        write = TOOLS_TO_RESPONSES.get(kind)
        body = tool.get(kind)
        if write is not None and isinstance(body, dict):
            made.append(write(body, f"/{index}/{kind}", options))
        elif write is not None:
            raise ConversionError(f"a {kind} tool needs a {kind} object", f"/{index}")
    _begin(cuts, len(tools), len(made))
    return made, cuts


def names_of_chat(tools: list[Json], options: Options) -> ToolNames:
    """Return the names of tools of Chat; what has no readable shape is passed over."""
    to_chat: dict[Key, ChatTool] = {}
    to_responses: dict[str, ResponsesTool] = {}
    for tool in tools:
        kind = (tool.get("type") or "function") if isinstance(tool, dict) else None
        body = tool.get(kind) if isinstance(kind, str) and kind in TOOLS_TO_RESPONSES else None
        if isinstance(kind, str) and isinstance(body, dict) and isinstance(body.get("name"), str):
            name = body["name"]
            own = shortened(name, NAME_LIMIT)
            found = ResponsesTool(_responses_kind(body, kind, options), None, own)
            to_responses.setdefault(name, found)
            to_chat.setdefault((None, own), ChatTool(kind, name))
    return ToolNames(MappingProxyType(to_chat), MappingProxyType(to_responses))


def _responses_kind(body: dict[str, Json], kind: str, options: Options) -> str:
    """Return what kind of tool a function or custom tool of Chat becomes."""
    if kind == "custom":
        return "function" if options.items == "mlflow" else kind
    return "custom" if custom_tools.only_in_chat(options) and custom_tools.is_custom(body) else kind


def _function_to_responses(
    body: dict[str, Json], pointer: str, options: Options
) -> dict[str, Json]:
    name = shortened(_name(body, pointer), NAME_LIMIT)
    if custom_tools.only_in_chat(options) and custom_tools.is_custom(body):
        return {"type": "custom", **custom_tools.unwrapped(body), "name": name}
    made = {"type": "function", **_members(body, FUNCTION_MEMBERS)}
    made["name"] = name
    if made.get("strict") is True and made.get("parameters") in SAY_NOTHING:
        made["parameters"] = copied(STRICTLY_NONE)
    made.setdefault("parameters", copied(NO_PARAMETERS))
    made.setdefault("strict", False)
    return made


def _custom_to_responses(body: dict[str, Json], pointer: str, options: Options) -> dict[str, Json]:
    made = {"type": "custom", **_members(body, CUSTOM_MEMBERS)}
    made["name"] = shortened(_name(body, pointer), NAME_LIMIT)
    form = made.get("format")
    if isinstance(form, dict) and form.get("type") == "grammar":
        inner = form.get("grammar")
        body = inner if isinstance(inner, dict) else {}
        _set_format(made, body, lambda grammar: {"type": "grammar", **grammar})
    elif _is_text(form):
        made["format"] = {"type": "text"}
    if options.items == "mlflow":
        # where Chat has a function for it too, it is read back as one, which is not strict
        strict = False if options.custom_tools == "function" else None
        return {"type": "function", **custom_tools.wrapped(made), "strict": strict}
    if options.custom_tools == "function":  # what the function has room for, that it is read from
        return {"type": "custom", **custom_tools.unwrapped(custom_tools.wrapped(made))}
    return made


TOOLS_TO_RESPONSES = {"function": _function_to_responses, "custom": _custom_to_responses}
