"""Chat requests, taken apart and put together.

The tools are ``tools``, or the deprecated ``functions``, and ``web_search_options``, which stand
for the tool that Responses has for it.
"""

from __future__ import annotations

from responses_protocol.errors import ConversionError
from responses_protocol.formats.frames import Form, Frame, Listing, Object
from responses_protocol.formats.options import Options
from responses_protocol.formats.places import Places, Resolve
from responses_protocol.formats.requests import ABSENT, LIST, empty, put_list, taken_list
from responses_protocol.values import Json

FUNCTIONS = "functions"  # the form of tools that are said in the deprecated way
WEB_SEARCH = "web_search"


def take(
    payload: Object, options: Options, resolve: Resolve | None
) -> tuple[dict[str, Listing], Object]:
    """Take the messages and the tools out of a request."""
    rest = dict(payload)
    messages, form = taken_list(rest, "messages")
    tools, tools_form, places = _tools(rest)
    if isinstance(rest.get("web_search_options"), dict):
        search = {"type": WEB_SEARCH, WEB_SEARCH: rest.pop("web_search_options")}
        places = Places(
            places.base, places.skip, end=len(tools), tails=(("/web_search_options", 1),)
        )
        tools = [*tools, search]
    return {
        "history": Listing("history", messages, form, Places("/messages")),
        "tools": Listing("request_tools", tools, tools_form, places),
    }, rest


def _tools(rest: Object) -> tuple[list[Json], Form, Places]:
    legacy = rest.get("functions")
    if isinstance(legacy, list) and legacy and rest.get("tools") is None:
        del rest["functions"]
        for at, one in enumerate(legacy):
            if not isinstance(one, dict):
                raise ConversionError("a function must be an object", f"/functions/{at}")
        wrapped = [{"type": "function", "function": one} for one in legacy]
        return wrapped, FUNCTIONS, Places("/functions", 1)
    tools, form = taken_list(rest, "tools")
    return tools, form, Places("/tools")


def put(
    lists: dict[str, list[Json]], forms: dict[str, Form], rest: Object, options: Options
) -> Object:
    """Put a request together."""
    payload = {name: value for name, value in rest.items() if name == "model"}
    put_list(payload, "messages", lists["history"], forms.get("history", LIST))
    payload.update(rest)
    tools = [tool for tool in lists["tools"] if not is_search(tool)]
    search = [tool[WEB_SEARCH] for tool in lists["tools"] if is_search(tool)]
    form = forms.get("tools") or (LIST if tools else ABSENT)
    if form == FUNCTIONS and all(_is_function(tool) for tool in tools):
        payload["functions"] = [tool["function"] for tool in tools]
    else:
        put_list(payload, "tools", tools, ABSENT if form == FUNCTIONS else form)
    if search:
        payload["web_search_options"] = search[0]
    return payload


def is_search(tool: Json) -> bool:
    """Tell whether a tool of the list stands for the options of web search."""
    return isinstance(tool, dict) and tool.get("type") == WEB_SEARCH and WEB_SEARCH in tool


def _is_function(tool: Json) -> bool:
    return isinstance(tool, dict) and tool.keys() == {"type", "function"}


def form(name: str, values: list[Json], options: Options) -> Form:
    """Return the form that a list gets where no source says one."""
    if name == "tools":
        return LIST if any(not is_search(tool) for tool in values) else ABSENT
    return LIST


def form_losses(name: str, found: Form, usual: Form) -> list[tuple[str, str]]:
    """Name what the form of a list loses, where the way back would choose ``usual``."""
    if found == FUNCTIONS:
        return [("legacy_functions", "/functions")]
    return [empty(found, "/messages" if name == "history" else "/tools")]


FRAME = Frame(take, put, form, form_losses)
