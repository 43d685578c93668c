"""A search of tools that the client runs, as a function of Chat.

The model calls it, and the client answers it with definitions, which may be called from there on.
So Chat has a function for the tool, a call of it for the call, and for the output the definitions
as Chat has them; they also stand among the tools. What comes back is a function: the lens tells.
"""

from __future__ import annotations

import json

from responses_protocol.errors import ConversionError
from responses_protocol.formats.chat_completions import tools
from responses_protocol.formats.options import Options
from responses_protocol.formats.tool_names import ToolNames, is_client_search
from responses_protocol.values import Json

Object = dict[str, Json]


def function_item(item: Object, options: Options, names: ToolNames) -> Object:
    """Return the call, or the output, of a function that an item of the search is in Chat.

    It is the item itself where it has no such form.
    """
    call_id = item.get("call_id")
    if names.search is None or not is_client_search(item) or not isinstance(call_id, str):
        return item
    if item["type"] == "tool_search_output":
        try:
            made, _ = tools.from_responses(_listed(item), options, None, names)
        except ConversionError as error:
            raise ConversionError(error.reason, f"/tools{error.pointer}") from None
        return {
            "type": "function_call_output",
            "call_id": call_id,
            "output": _dumps({"tools": made}),
        }
    arguments = item.get("arguments")
    text = (
        (arguments or "") if arguments is None or isinstance(arguments, str) else _dumps(arguments)
    )
    own = {"id": item["id"]} if "id" in item else {}
    return {
        **own,
        "type": "function_call",
        "call_id": call_id,
        "name": names.search,
        "arguments": text if isinstance(text, str) else _dumps(text),
    }


def _listed(item: Object) -> list[Json]:
    found = item.get("tools")
    return found if isinstance(found, list) else []


def _dumps(value: Json) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError:  # a number that JSON can't write: the caller looks for its place
        raise TypeError("no JSON value") from None
