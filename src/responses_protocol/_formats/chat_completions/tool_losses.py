"""The loss codes of differences in tool definitions and tool choices.

The functions have the parameters and results of those in ``losses``.
"""

from __future__ import annotations

from responses_protocol._formats.added_tools import find_added_tools
from responses_protocol._formats.chat_completions.item_types import HOSTED_TOOLS
from responses_protocol._formats.chat_completions.losses import Named, grade_code
from responses_protocol._formats.openai_models import can_search
from responses_protocol._formats.requests import find_web_search
from responses_protocol._formats.tool_names import (
    CALLABLE_TYPES,
    SEARCH_TOOLS,
    TOOL_SEARCH,
    find_definitions,
    is_client_tool_search,
    is_web_search,
)
from responses_protocol._values import Json, read_type

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
    """Yield the losses of a difference in a tool definition of either dialect."""
    kind = tool.get("type") or "function"
    if path and kind in SEARCH_TOOLS:
        yield grade_code("search_tool", operation), path
    elif path:
        nested = isinstance(tool.get(kind), dict) and len(path) > 1
        member = path[1] if nested else path[0]
        is_default = member == "format" and operation.get("value") == {"type": "text"}
        code = "default_value" if is_default else TOOL_MEMBERS.get(member, "unknown_member")
        yield grade_code(code, operation), path
    elif kind == "namespace":
        yield "namespace", path
        members = tool.get("tools")
        for number, member in enumerate(members if isinstance(members, list) else ()):
            if isinstance(member, dict) and member.get("type") not in ("function", "custom"):
                yield "hosted_tool", ["tools", str(number)]
    elif kind in ("function", "custom"):
        yield "order", path
    elif is_client_tool_search(tool):
        yield "tool_search", path
    else:
        yield "hosted_tool" if kind in HOSTED_TOOLS else "unknown_tool", path


def name_choice_loss(choice: Json, path: list[str], operation: dict[str, Json]) -> Named:
    """Yield the losses of a difference in a tool choice of either dialect."""
    op = operation["op"]
    if not path:
        yield "tool_choice_word" if op == "replace" else "tool_choice", path
    elif _is_allowed_tool(path):
        code = _allowed_tool_code(choice, path, op)
        if code != "tool_of_namespace":  # the namespace has a loss of its own
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


def _allowed_tool_code(choice: Json, path: list[str], op: str) -> str:
    """Return the code of a difference in an allowed tool; a namespace restores as its tools."""
    body = choice.get("allowed_tools", choice)
    tools = body.get("tools") if isinstance(body, dict) else None
    kinds = [read_type(tool) for tool in tools] if isinstance(tools, list) else []
    if op == "move":
        return "order"
    if op == "remove":
        return "tool_of_namespace" if "namespace" in kinds else "order"
    return "namespace" if kinds[int(path[-1]) :][:1] == ["namespace"] else "tool_choice"


def name_request_choice_loss(request: Json, path: list[str], operation: dict[str, Json]) -> Named:
    """Yield the losses of a difference in the tool choice of a request of either dialect."""
    choice, inner = request["tool_choice"], path[1:]
    for code, lost in name_choice_loss(choice, inner, operation):
        if code == "tool_choice" and not lost and not _has_effect(request, choice):
            yield "choice_without_tools", path
        elif _is_client_searched(request, choice):
            yield "tool_search", [*path[:1], *lost]
        elif code in ("tool_choice", "namespace") and _is_allowed_tool(lost):
            yield _code_in_request(request, choice, lost, code), [*path[:1], *lost]
        else:
            yield code, [*path[:1], *lost]


def _has_effect(request: Json, choice: Json) -> bool:
    """Return whether a choice has an effect on the tools of a request."""
    if choice == "none":  # of the client's tools: the server's tools are not in the value
        tools = request.get("tools")
        return any((read_type(tool) or "function") in CALLABLE_TYPES for tool in tools or ())
    has_tools = any(request.get(name) for name in ("tools", "functions")) or any(
        added.callable for _, added in find_added_tools([], request.get("input") or [])
    )
    return has_tools and choice != "auto"


def _code_in_request(request: Json, choice: Json, path: list[str], code: str) -> str:
    """Return the code of a difference in an allowed tool, by the tools of the request."""
    tools = choice.get("allowed_tools", choice)["tools"]
    tool = tools[int(path[-1])] if int(path[-1]) < len(tools) else None
    if is_web_search(tool) and can_search(request.get("model")):
        return "search_tool"
    if _is_client_searched(request, tool):
        return "tool_search"
    if code == "namespace" and isinstance(tool, dict) and tool.get("type") == "namespace":
        return code if _is_declared(request, tool.get("name")) else "tool_choice"
    return code


def _is_client_searched(request: Json, choice: Json) -> bool:
    """Return whether a choice names a tool search that the client runs."""
    kind = choice.get("type") if isinstance(choice, dict) else None
    return kind == TOOL_SEARCH and any(map(is_client_tool_search, request.get("tools") or ()))


def _is_declared(request: Json, namespace: Json) -> bool:
    """Return whether a request declares tools of a namespace, in its tools or its history."""
    tools = request.get("tools") or []
    items = request.get("input") or []
    added = [tool for _, addition in find_added_tools(tools, items) for tool in addition.tools]
    return any(name == namespace for name, _ in find_definitions([*tools, *added]))


def name_search_loss(request: Json, path: list[str], operation: dict[str, Json]) -> Named:
    """Yield the losses of a difference in the web search tool of a Responses request."""
    tool_path = ["tools", str(find_web_search(request["tools"]))]
    if len(path) < 2:
        yield "hosted_tool", tool_path
    elif path[1] == "behind":
        yield "order", tool_path
    else:
        yield grade_code("search_tool", operation), [*tool_path, *path[2:]]


def name_options_loss(request: Json, path: list[str], operation: dict[str, Json]) -> Named:
    """Yield the losses of a difference in the options of web search."""
    if len(path) == 1 and isinstance(request["web_search_options"], dict):
        yield "search_model", path
    else:
        yield grade_code("search_tool", operation), path
