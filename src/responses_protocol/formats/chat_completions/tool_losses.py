"""Which loss a difference is in tool definitions and in the choice of tools.

The functions get and yield what those of ``losses`` do.
"""

from __future__ import annotations

from responses_protocol.formats.brought_tools import brought
from responses_protocol.formats.chat_completions.item_types import HOSTED_TOOLS
from responses_protocol.formats.chat_completions.losses import Named, graded, type_of
from responses_protocol.formats.openai_models import searches
from responses_protocol.formats.requests import search_place
from responses_protocol.formats.tool_names import (
    NAMED,
    SEARCH_TOOLS,
    TOOL_SEARCH,
    definitions,
    is_client_search,
    is_search,
)
from responses_protocol.values import Json

TOOL_MEMBERS = {
    "description": "tool_member",
    "format": "tool_member",
    "name": "namespace",
    "parameters": "tool_parameters",
    "strict": "strict_default",
    "type": "tool_call_type",
    **dict.fromkeys(("allowed_callers", "async", "defer_loading", "output_schema"), "tool_member"),
}


def name_tool_loss(tool: dict[str, Json], path: list[str], operation: dict[str, Json]) -> Named:
    """Name what differs in a tool definition of either dialect."""
    kind = tool.get("type") or "function"
    if path and kind in SEARCH_TOOLS:
        yield graded("search_tool", operation), path
    elif path:
        nested = isinstance(tool.get(kind), dict) and len(path) > 1
        member = path[1] if nested else path[0]
        says_text = member == "format" and operation.get("value") == {"type": "text"}
        code = "default_value" if says_text else TOOL_MEMBERS.get(member, "unknown_member")
        yield graded(code, operation), path
    elif kind == "namespace":
        yield "namespace", path
        listed = tool.get("tools")
        for number, one in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(one, dict) and one.get("type") not in ("function", "custom"):
                yield "hosted_tool", ["tools", str(number)]
    elif kind in ("function", "custom"):
        yield "order", path
    elif is_client_search(tool):
        yield "tool_search", path
    else:
        yield "hosted_tool" if kind in HOSTED_TOOLS else "unknown_tool", path


def name_choice_loss(choice: Json, path: list[str], operation: dict[str, Json]) -> Named:
    """Name what differs in a tool choice of either dialect."""
    op = operation["op"]
    if not path:
        yield "tool_choice_word" if op == "replace" else "tool_choice", path
    elif _is_allowed_tool(path):
        code = _allowed_tool(choice, path, op)
        if code != "tool_of_namespace":  # the namespace itself is named
            yield code, path
    elif path[-1] == "tools":
        yield "tool_choice", path
    else:
        yield CHOICE_MEMBERS.get(path[-1], "unknown_member"), path


CHOICE_MEMBERS = {
    "custom": "tool_choice_word",
    "function": "tool_choice_word",
    "name": "namespace",
    "namespace": "namespace",
    "type": "tool_choice_word",
}


def _is_allowed_tool(path: list[str]) -> bool:
    return path[-2:-1] == ["tools"] and path[-1].isdigit()


def _allowed_tool(choice: Json, path: list[str], op: str) -> str:
    """Return what one of the allowed tools is that differs: of a namespace, all have come back."""
    body = choice.get("allowed_tools", choice)
    tools = body.get("tools") if isinstance(body, dict) else None
    kinds = [type_of(tool) for tool in tools] if isinstance(tools, list) else []
    if op == "move":
        return "order"
    if op == "remove":
        return "tool_of_namespace" if "namespace" in kinds else "order"
    return "namespace" if kinds[int(path[-1]) :][:1] == ["namespace"] else "tool_choice"


def name_request_choice_loss(request: Json, path: list[str], operation: dict[str, Json]) -> Named:
    """Name what differs in the tool choice of a request of either dialect."""
    choice, inner = request["tool_choice"], path[1:]
    for code, found in name_choice_loss(choice, inner, operation):
        if code == "tool_choice" and not found and not _says_more(request, choice):
            yield "choice_without_tools", path
        elif _is_client_searched(request, choice):
            yield "tool_search", [*path[:1], *found]
        elif code in ("tool_choice", "namespace") and _is_allowed_tool(found):
            yield _in_request(request, choice, found, code), [*path[:1], *found]
        else:
            yield code, [*path[:1], *found]


def _says_more(request: Json, choice: Json) -> bool:
    """Tell whether a choice says something where no tool is left that it could be about."""
    offered = any(request.get(name) for name in ("tools", "functions")) or next(
        (one for _, one in brought([], request.get("input") or []) if one.callable), None
    )
    if choice == "none":  # of what a client runs: what the server runs is not in the value
        tools = request.get("tools")
        return any((type_of(tool) or "function") in NAMED for tool in tools or ())
    return bool(offered) and choice != "auto"


def _in_request(request: Json, choice: Json, path: list[str], code: str) -> str:
    """Return what an allowed tool is that does not come back as it was."""
    tools = choice.get("allowed_tools", choice)["tools"]
    tool = tools[int(path[-1])] if int(path[-1]) < len(tools) else None
    if is_search(tool) and searches(request.get("model")):
        return "search_tool"
    if _is_client_searched(request, tool):
        return "tool_search"
    if code == "namespace" and isinstance(tool, dict) and tool.get("type") == "namespace":
        return code if _is_declared(request, tool.get("name")) else "tool_choice"
    return code


def _is_client_searched(request: Json, choice: Json) -> bool:
    """Tell whether a choice names the search of tools, and the client runs that."""
    kind = choice.get("type") if isinstance(choice, dict) else None
    return kind == TOOL_SEARCH and any(map(is_client_search, request.get("tools") or ()))


def _is_declared(request: Json, namespace: Json) -> bool:
    """Tell whether a request has tools of a namespace, wherever it declares them."""
    own = request.get("tools") or []
    found = [
        *own,
        *(tool for _, one in brought(own, request.get("input") or []) for tool in one.tools),
    ]
    return any(one == namespace for one, _ in definitions(found))


def name_search_loss(request: Json, path: list[str], operation: dict[str, Json]) -> Named:
    """Name what differs in the web search that the frame of a Responses request hands over."""
    place = ["tools", str(search_place(request["tools"]))]
    if len(path) < 2:
        yield "hosted_tool", place
    elif path[1] == "behind":
        yield "order", place
    else:
        yield graded("search_tool", operation), [*place, *path[2:]]


def name_options_loss(request: Json, path: list[str], operation: dict[str, Json]) -> Named:
    """Name what differs in the options of web search; empty ones ask for it as well."""
    if len(path) == 1 and isinstance(request["web_search_options"], dict):
        yield "search_model", path
    else:
        yield graded("search_tool", operation), path
