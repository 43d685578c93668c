"""Hosted calls in LangChain's standard content blocks, as the items of Responses they come from.

``output_version="v1"`` makes two blocks of each: a ``server_tool_call`` and the
``server_tool_result`` with its id. Those of other providers have other members, and no item.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from responses_protocol.values import Json

Object = dict[str, Json]
STATUS = {"success": "completed", "error": "failed"}
RESULT = "server_tool_result"


def item_of(call: Object, result: Object) -> Object | None:
    """Return the item of a call and its result, which may be empty; None where there is none."""
    make = CALLS.get(str(call.get("name")))
    found = None if make is None else make(call, result)
    return None if found is None else {name: one for name, one in found.items() if one is not None}


def output_of(result: Object) -> Object | None:
    """Return the item of a result that has one of its own, None where that is not so."""
    extras = _extras(result)
    output = result.get("output")
    if extras.get("name") != "tool_search" or not isinstance(output, dict):
        return None
    return {
        "type": "tool_search_output",
        "id": result.get("tool_call_id"),
        "execution": "server",
        "tools": output.get("tools", []),
        "status": _status(result),
        **_others(extras, "name"),
    }


def _extras(block: Object) -> Object:
    found = block.get("extras")
    return found if isinstance(found, dict) else {}


def _others(members: Object, *known: str) -> Object:
    return {name: value for name, value in members.items() if name not in known}


def _members(call: Object, *known: str) -> Object:
    """Return the members of the item that the block keeps beside its own, or in its extras."""
    own = ("type", "name", "args", "id", "index", "extras")
    return {**_others(call, *own), **_others(_extras(call), *known)}


def _status(result: Object) -> Json:
    told = result.get("status")
    return STATUS.get(told, told) if isinstance(told, str) else _extras(result).get("status")


def _arguments(call: Object) -> Object:
    found = call.get("args")
    return found if isinstance(found, dict) else {}


def _web_search(call: Object, result: Object) -> Object | None:
    arguments, output = _arguments(call), result.get("output")
    if arguments and "type" not in arguments:
        return None  # another provider's
    action = dict(arguments)
    if isinstance(output, dict) and "sources" in output:
        action["sources"] = output["sources"]
    elif output is not None:
        return None
    made = {"type": "web_search_call", "id": call.get("id"), "status": _status(result)}
    return {**made, "action": action or None, **_members(call)}


def _file_search(call: Object, result: Object) -> Object | None:
    queries = _arguments(call).get("queries")
    if not isinstance(queries, list):
        return None
    made = {"type": "file_search_call", "id": call.get("id"), "status": _status(result)}
    return {**made, "queries": queries, "results": result.get("output"), **_members(call)}


def _code_interpreter(call: Object, result: Object) -> Object | None:
    members = _members(call)
    if "container_id" not in members:
        return None
    made = {"type": "code_interpreter_call", "id": call.get("id"), "status": _status(result)}
    code = _arguments(call).get("code")
    return {**made, "code": code, "outputs": result.get("output"), **members}


def _mcp(call: Object, result: Object) -> Object | None:
    extras = _extras(call)
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
        "error": _extras(result).get("error"),
        **_members(call, "server_label", "tool_name", "arguments"),
    }


def _mcp_tools(call: Object, result: Object) -> Object | None:
    made = {"type": "mcp_list_tools", "id": call.get("id"), "tools": result.get("output") or []}
    return {**made, "error": _extras(result).get("error"), **_members(call)}


def _tool_search(call: Object, result: Object) -> Object | None:
    return {
        "type": "tool_search_call",
        "id": call.get("id"),
        "arguments": call.get("args", {}),
        **_members(call),
    }


CALLS: dict[str, Callable[[Object, Object], Object | None]] = {
    "web_search": _web_search,
    "file_search": _file_search,
    "code_interpreter": _code_interpreter,
    "remote_mcp": _mcp,
    "mcp_list_tools": _mcp_tools,
    "tool_search": _tool_search,
}
