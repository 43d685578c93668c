"""Chat requests, taken apart and put together.

The tools are ``tools``, or the deprecated ``functions``. Where hosted calls are marked, the output
of a tool search may add further ones, as in Responses.
"""

from __future__ import annotations

from responses_protocol._formats.added_tools import find_added_tools
from responses_protocol._formats.body_layouts import BodyLayout, Form, TakenList
from responses_protocol._formats.chat_completions import history
from responses_protocol._formats.chat_completions.tools import (
    find_chat_tool_names,
    find_tool_names,
    from_responses,
    to_responses,
)
from responses_protocol._formats.list_locations import ABSENT, ListLocation, Resolve
from responses_protocol._formats.options import Options
from responses_protocol._formats.requests import LIST, name_empty_list, put_list, take_list
from responses_protocol._formats.tool_names import ToolNames
from responses_protocol._values import Json, Object
from responses_protocol.errors import ConversionError

FUNCTIONS = "functions"  # the form of deprecated tools


def take(
    payload: Object, options: Options, resolve: Resolve | None
) -> tuple[dict[str, TakenList], Object]:
    """Take the messages and the tools out of a request."""
    lists, rest = _take_bare(payload, options, resolve)
    tools = lists["tools"]
    tools_values = tools.values
    added = _find_added_tools(lists["history"].values, tools_values, options)
    if added:
        origins = [*range(len(tools_values)), *[len(tools_values)] * (len(added) + 1)]
        added_at = ("/messages",)
        lists["tools"] = tools._replace(
            all_values=[*tools_values, *added], origins=origins, merged_pointers=added_at
        )
    return lists, rest


def _take_bare(
    payload: Object, options: Options, resolve: Resolve | None
) -> tuple[dict[str, TakenList], Object]:
    """Take both lists, without the tools that marked outputs add."""
    rest = dict(payload)
    messages, form = take_list(rest, "messages")
    tools, tools_form, places = _take_tools(rest)
    return {
        "history": TakenList("history", messages, form, ListLocation("/messages")),
        "tools": TakenList("tools", tools, tools_form, places),
    }, rest


def _find_added_tools(messages: list[Json], tools: list[Json], options: Options) -> list[Json]:
    """Return the tools that marked outputs add to ``tools``."""
    if options.hosted_calls != "function":
        return []
    try:
        items, _ = history.to_responses(messages, options)
        declared, _ = to_responses(tools, options)
        added = [
            tool for _, addition in find_added_tools(declared, items) for tool in addition.tools
        ]
        names = find_tool_names([*declared, *added], options, len(declared))
        return from_responses(added, options, None, names)[0] if added else []
    except ConversionError:  # the translation of the messages or tools reports it
        return []


def _take_tools(rest: Object) -> tuple[list[Json], Form, ListLocation]:
    legacy = rest.get("functions")
    if isinstance(legacy, list) and legacy and rest.get("tools") is None:
        del rest["functions"]
        for index, function in enumerate(legacy):
            if not isinstance(function, dict):
                raise ConversionError("a function must be an object", f"/functions/{index}")
        wrapped = [{"type": "function", "function": function} for function in legacy]
        return wrapped, FUNCTIONS, ListLocation("/functions", 1)
    tools, form = take_list(rest, "tools")
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
    """Return the form of a list without a source."""
    if name == "tools":
        return LIST if values else ABSENT
    return LIST


def form_losses(name: str, source: Form, usual: Form) -> list[tuple[str, str]]:
    """Return the losses of a list of the form ``source``, which restores as ``usual``."""
    if source == FUNCTIONS:
        return [("legacy_functions", "/functions")]
    return [name_empty_list(source, "/messages" if name == "history" else "/tools")]


def names(lists: dict[str, TakenList], options: Options) -> ToolNames:
    """Return the names of the tools of a Chat request."""
    tools = lists["tools"]
    return find_chat_tool_names(tools.all_values or tools.values, options)


def find_responses_names(lists: dict[str, TakenList], options: Options) -> ToolNames:
    """Return the names of the tools of a Responses request."""
    tools = lists["tools"]
    return find_tool_names(tools.all_values or tools.values, options, len(tools.values))


LAYOUT = BodyLayout(take, put, form, form_losses, names, _take_bare)
