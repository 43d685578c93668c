"""Tool definitions: flat in Responses, nested in Chat.

The defaults differ: without ``strict`` a function is strict in Responses and is not in Chat, and
without ``parameters`` it takes none in Chat, where Responses wants the schema that says so. So
Responses gets both in full, and Chat is not told what it takes for granted.
"""

from __future__ import annotations

from collections.abc import Callable

from responses_protocol.errors import ConversionError
from responses_protocol.formats.chat_completions import custom_tools
from responses_protocol.formats.chat_completions.tool_calls import NAME_LIMIT, folded
from responses_protocol.formats.ids import marked, shortened
from responses_protocol.formats.options import Options
from responses_protocol.formats.turns import Cut, Opened
from responses_protocol.values import Json, copied

FUNCTION_MEMBERS = ("name", "description", "parameters", "strict")
CUSTOM_MEMBERS = ("name", "description", "format")
GRAMMAR_MEMBERS = ("definition", "syntax")
NO_PARAMETERS = {"type": "object", "properties": {}}


def _members(tool: dict[str, Json], names: tuple[str, ...]) -> dict[str, Json]:
    return {name: copied(tool[name]) for name in names if tool.get(name) is not None}


# --- Responses -> Chat ---------------------------------------------------------------------------


def from_responses(
    tools: list[Json], options: Options, opened: Opened | None = None
) -> tuple[list[Json], list[Cut]]:
    """Translate tool definitions; one namespace becomes the tools in it, under folded names.

    Raises ConversionError, with a pointer into ``tools``, where a tool has no readable shape.
    """
    made: list[Json] = []
    cuts: list[Cut] = []
    names: set[str] = set() if opened is None else opened.tools
    for index, tool in enumerate(tools):
        pointer = f"/{index}"
        _begin(cuts, index, len(made))
        members, namespace = [(tool, pointer)], None
        if _type(tool, pointer) == "namespace" and isinstance(tool.get("tools"), list):
            namespace = tool.get("name")
            members = [(one, f"{pointer}/tools/{at}") for at, one in enumerate(tool["tools"])]
        for one, place in members:
            write = TOOLS_TO_CHAT.get(_type(one, place))
            if write is not None:
                name = _chat_name(one, namespace, names, place)
                made.append(write(one, name, options))
    _begin(cuts, len(tools), len(made))
    return made, cuts


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


def _chat_name(tool: dict[str, Json], namespace: Json, names: set[str], pointer: str) -> str:
    """Return a flat name that no tool before has: two namespaces may fold to one name."""
    name = folded(_name(tool, pointer), namespace)
    if name in names and namespace is not None:
        name = marked(name, f"{namespace}\0{tool['name']}", NAME_LIMIT)
    names.add(name)
    return name


def _function_to_chat(tool: dict[str, Json], name: str, options: Options) -> dict[str, Json]:
    if custom_tools.only_in_responses(options) and custom_tools.is_custom(tool):
        return {"type": "custom", "custom": {**_members(tool, CUSTOM_MEMBERS[:2]), "name": name}}
    function = {**_members(tool, FUNCTION_MEMBERS), "name": name}
    if function.get("strict") is False:
        del function["strict"]
    if function.get("parameters") == NO_PARAMETERS:
        del function["parameters"]
    return {"type": "function", "function": function}


def _custom_to_chat(tool: dict[str, Json], name: str, options: Options) -> dict[str, Json]:
    if options.custom_tools == "function":
        function = {**_members(tool, ("name", "description")), "name": name}
        function["parameters"] = copied(custom_tools.PARAMETERS)
        return {"type": "function", "function": function}
    # a function that stands for a custom tool in Responses has no room for a format
    known = CUSTOM_MEMBERS[:2] if options.items == "mlflow" else CUSTOM_MEMBERS
    custom = {**_members(tool, known), "name": name}
    form = custom.get("format")
    if isinstance(form, dict) and form.get("type") == "grammar":
        _set_format(custom, form, lambda grammar: {"type": "grammar", "grammar": grammar})
    return {"type": "custom", "custom": custom}


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
    tools: list[Json], options: Options, opened: Opened | None = None
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


def _function_to_responses(
    body: dict[str, Json], pointer: str, options: Options
) -> dict[str, Json]:
    if custom_tools.only_in_chat(options) and custom_tools.is_custom(body):
        return _custom_to_responses(body, pointer, options)
    made = {"type": "function", **_members(body, FUNCTION_MEMBERS)}
    made["name"] = shortened(_name(body, pointer), NAME_LIMIT)
    made.setdefault("parameters", copied(NO_PARAMETERS))
    made.setdefault("strict", False)
    return made


def _custom_to_responses(body: dict[str, Json], pointer: str, options: Options) -> dict[str, Json]:
    # a function that stands for a custom tool has no room for a format
    wrapped = options.custom_tools == "function"
    made = {"type": "custom", **_members(body, CUSTOM_MEMBERS[:2] if wrapped else CUSTOM_MEMBERS)}
    made["name"] = shortened(_name(body, pointer), NAME_LIMIT)
    if options.items == "mlflow":
        made.pop("format", None)
        made.update(type="function", parameters=copied(custom_tools.PARAMETERS))
        # where Chat has a function for it too, it is read back as one, which is not strict
        return {**made, "strict": False if wrapped else None}
    form = made.get("format")
    if isinstance(form, dict) and form.get("type") == "grammar":
        inner = form.get("grammar")
        body = inner if isinstance(inner, dict) else {}
        _set_format(made, body, lambda grammar: {"type": "grammar", **grammar})
    return made


TOOLS_TO_RESPONSES = {"function": _function_to_responses, "custom": _custom_to_responses}
