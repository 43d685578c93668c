"""Chat requests, taken apart and put together.

The tools are ``tools``, or the deprecated ``functions``. Where hosted calls are marked, the output
of a tool search may bring more, as it does in Responses.
"""

from __future__ import annotations

from responses_protocol.errors import ConversionError
from responses_protocol.formats.body_layouts import BodyLayout, Form, Object, TakenList
from responses_protocol.formats.brought_tools import brought
from responses_protocol.formats.chat_completions import history
from responses_protocol.formats.chat_completions.tools import (
    from_responses,
    names_of,
    names_of_chat,
    to_responses,
)
from responses_protocol.formats.list_locations import ABSENT, ListLocation, Resolve
from responses_protocol.formats.options import Options
from responses_protocol.formats.requests import LIST, empty, put_list, taken_list
from responses_protocol.formats.tool_names import ToolNames
from responses_protocol.values import Json

FUNCTIONS = "functions"  # the form of tools that are said in the deprecated way


def take(
    payload: Object, options: Options, resolve: Resolve | None
) -> tuple[dict[str, TakenList], Object]:
    """Take the messages and the tools out of a request."""
    lists, rest = _take_bare(payload, options, resolve)
    tools = lists["tools"]
    own = tools.values
    more = _brought(lists["history"].values, own, options)
    if more:
        origins = [*range(len(own)), *[len(own)] * (len(more) + 1)]
        beside = ("/messages",)
        lists["tools"] = tools._replace(reads=[*own, *more], origins=origins, brought=beside)
    return lists, rest


def _take_bare(
    payload: Object, options: Options, resolve: Resolve | None
) -> tuple[dict[str, TakenList], Object]:
    """Take them without the tools that marked outputs bring."""
    rest = dict(payload)
    messages, form = taken_list(rest, "messages")
    tools, tools_form, places = _tools(rest)
    return {
        "history": TakenList("history", messages, form, ListLocation("/messages")),
        "tools": TakenList("tools", tools, tools_form, places),
    }, rest


def _brought(messages: list[Json], tools: list[Json], options: Options) -> list[Json]:
    """Return the tools that marked outputs bring, and that ``tools`` lacks."""
    if options.hosted_calls != "function":
        return []
    try:
        items, _ = history.to_responses(messages, options)
        own, _ = to_responses(tools, options)
        found = [tool for _, one in brought(own, items) for tool in one.tools]
        names = names_of([*own, *found], options, len(own))
        return from_responses(found, options, None, names)[0] if found else []
    except ConversionError:  # the translation of the messages or tools points to it
        return []


def _tools(rest: Object) -> tuple[list[Json], Form, ListLocation]:
    legacy = rest.get("functions")
    if isinstance(legacy, list) and legacy and rest.get("tools") is None:
        del rest["functions"]
        for at, one in enumerate(legacy):
            if not isinstance(one, dict):
                raise ConversionError("a function must be an object", f"/functions/{at}")
        wrapped = [{"type": "function", "function": one} for one in legacy]
        return wrapped, FUNCTIONS, ListLocation("/functions", 1)
    tools, form = taken_list(rest, "tools")
    return tools, form, ListLocation("/tools")


def put(
    lists: dict[str, list[Json]], forms: dict[str, Form], rest: Object, options: Options
) -> Object:
    """Put a request together."""
    payload = {name: value for name, value in rest.items() if name == "model"}
    put_list(payload, "messages", lists["history"], forms.get("history", LIST))
    payload.update(rest)
    tools = lists["tools"]
    form = forms.get("tools") or (LIST if tools else ABSENT)
    if form == FUNCTIONS and all(_is_function(tool) for tool in tools):
        payload["functions"] = [tool["function"] for tool in tools]
    else:
        put_list(payload, "tools", tools, ABSENT if form == FUNCTIONS else form)
    return payload


def _is_function(tool: Json) -> bool:
    return isinstance(tool, dict) and tool.keys() == {"type", "function"}


def form(name: str, values: list[Json], options: Options) -> Form:
    """Return the form that a list gets where no source says one."""
    if name == "tools":
        return LIST if values else ABSENT
    return LIST


def form_losses(name: str, found: Form, usual: Form) -> list[tuple[str, str]]:
    """Name what the form of a list loses, where the way back would choose ``usual``."""
    if found == FUNCTIONS:
        return [("legacy_functions", "/functions")]
    return [empty(found, "/messages" if name == "history" else "/tools")]


def names(lists: dict[str, TakenList], options: Options) -> ToolNames:
    """Return the names of the tools of a Chat request."""
    tools = lists["tools"]
    return names_of_chat(tools.reads or tools.values, options)


def names_of_responses(lists: dict[str, TakenList], options: Options) -> ToolNames:
    """Return the names of the tools of a Responses request, for the Chat side."""
    tools = lists["tools"]
    return names_of(tools.reads or tools.values, options, len(tools.values))


FRAME = BodyLayout(take, put, form, form_losses, names, _take_bare)
