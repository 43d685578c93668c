"""Read hosted calls in LangChain's standard content blocks as the items they come from.

``output_version="v1"`` makes two blocks of each: a ``server_tool_call`` and the
``server_tool_result`` with its id. Calls of other providers have other members, and no item.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from responses_protocol._values import Json, Object

STATUS = {"success": "completed", "error": "failed"}
RESULT = "server_tool_result"


def make_call_item(call: Object, result: Object) -> Object | None:
    """Return the item of a call and its result, which may be empty; None if it has no item."""
    make = CALLS.get(str(call.get("name")))
    item = None if make is None else make(call, result)
    if item is None:
        return None
    return {name: value for name, value in item.items() if value is not None}


def make_output_item(result: Object) -> Object | None:
    """Return the item of a result that is an item by itself, None for other results."""
    extras = _get_extras(result)
    output = result.get("output")
    if extras.get("name") != "tool_search" or not isinstance(output, dict):
        return None
    return {
        "type": "tool_search_output",
        "id": result.get("tool_call_id"),
        "execution": "server",
        "tools": output.get("tools", []),
        "status": _get_status(result),
        **_without(extras, "name"),
    }


def _get_extras(block: Object) -> Object:
    extras = block.get("extras")
    return extras if isinstance(extras, dict) else {}


def _without(members: Object, *excluded: str) -> Object:
    return {name: value for name, value in members.items() if name not in excluded}


def _get_item_members(call: Object, *excluded: str) -> Object:
    """Return the members of the item that are in the block beside its own, or in its extras."""
    own = ("type", "name", "args", "id", "index", "extras")
    return {**_without(call, *own), **_without(_get_extras(call), *excluded)}


def _get_status(result: Object) -> Json:
    status = result.get("status")
    return (
        STATUS.get(status, status) if isinstance(status, str) else _get_extras(result).get("status")
    )


def _get_arguments(call: Object) -> Object:
    arguments = call.get("args")
    return arguments if isinstance(arguments, dict) else {}


def _make_web_search(call: Object, result: Object) -> Object | None:
    arguments, output = _get_arguments(call), result.get("output")
    if arguments and "type" not in arguments:
        return None  # a call of another provider
    action = dict(arguments)
    if isinstance(output, dict) and "sources" in output:
        action["sources"] = output["sources"]
    elif output is not None:
        return None
    item = {"type": "web_search_call", "id": call.get("id"), "status": _get_status(result)}
    return {**item, "action": action or None, **_get_item_members(call)}


def _make_file_search(call: Object, result: Object) -> Object | None:
    queries = _get_arguments(call).get("queries")
    if not isinstance(queries, list):
        return None
    item = {"type": "file_search_call", "id": call.get("id"), "status": _get_status(result)}
    return {**item, "queries": queries, "results": result.get("output"), **_get_item_members(call)}


def _make_code_interpreter(call: Object, result: Object) -> Object | None:
    members = _get_item_members(call)
    if "container_id" not in members:
        return None
    item = {"type": "code_interpreter_call", "id": call.get("id"), "status": _get_status(result)}
    code = _get_arguments(call).get("code")
    return {**item, "code": code, "outputs": result.get("output"), **members}


def _make_mcp_call(call: Object, result: Object) -> Object | None:
    extras = _get_extras(call)
    if "server_label" not in extras:
        return None
    text = extras.get("arguments")
    if not isinstance(text, str):
        text = json.dumps(call["args"], separators=(",", ":")) if "args" in call else ""
    return {
        "type": "mcp_call",
        "id": call.get("id"),
        "server_label": extras["server_label"],
        "name": extras.get("tool_name"),
        "arguments": text,
        "output": result.get("output"),
        "error": _get_extras(result).get("error"),
        **_get_item_members(call, "server_label", "tool_name", "arguments"),
    }


def _make_mcp_list_tools(call: Object, result: Object) -> Object | None:
    item = {"type": "mcp_list_tools", "id": call.get("id"), "tools": result.get("output") or []}
    return {**item, "error": _get_extras(result).get("error"), **_get_item_members(call)}


def _make_tool_search(call: Object, result: Object) -> Object | None:
    return {
        "type": "tool_search_call",
        "id": call.get("id"),
        "arguments": call.get("args", {}),
        **_get_item_members(call),
    }


CALLS: dict[str, Callable[[Object, Object], Object | None]] = {
    "web_search": _make_web_search,
    "file_search": _make_file_search,
    "code_interpreter": _make_code_interpreter,
    "remote_mcp": _make_mcp_call,
    "mcp_list_tools": _make_mcp_list_tools,
    "tool_search": _make_tool_search,
}
