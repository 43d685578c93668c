"""A tool search that the client runs, as a function of Chat.

The model calls it, and the client answers with definitions of tools, which the model may call from
there on. Chat gets a function for the tool, a call of it, and an output with the definitions in
Chat's form; the definitions are also added to the tools. The reverse translation gives a function,
and the lens reports the loss.
"""

from __future__ import annotations

import json

from responses_protocol._formats.chat_completions import tools
from responses_protocol._formats.options import Options
from responses_protocol._formats.tool_names import ToolNames, is_client_tool_search
from responses_protocol._values import Json, Object
from responses_protocol.errors import ConversionError


def translate_search_item(item: Object, options: Options, names: ToolNames) -> Object:
    """Return the function call, or its output, for an item of the search.

    An item that has no such form is returned unchanged.
    """
    call_id = item.get("call_id")
    if names.search is None or not is_client_tool_search(item) or not isinstance(call_id, str):
        return item
    if item["type"] == "tool_search_output":
        try:
            definitions, _ = tools.from_responses(_tools_of(item), options, None, names)
        except ConversionError as error:
            raise ConversionError(error.reason, f"/tools{error.pointer}") from None
        return {
            "type": "function_call_output",
            "call_id": call_id,
            "output": _dumps({"tools": definitions}),
        }
    arguments = item.get("arguments")
    if arguments is None:
        arguments = ""
    item_id = {"id": item["id"]} if "id" in item else {}
    return {
        **item_id,
        "type": "function_call",
        "call_id": call_id,
        "name": names.search,
        "arguments": arguments if isinstance(arguments, str) else _dumps(arguments),
    }


def _tools_of(item: Object) -> list[Json]:
    tools = item.get("tools")
    return tools if isinstance(tools, list) else []


def _dumps(value: Json) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError:  # a number that JSON has no form for: the caller finds its pointer
        raise TypeError("no JSON value") from None
