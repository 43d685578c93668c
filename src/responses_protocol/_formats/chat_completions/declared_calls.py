"""The calls of an answer, translated by the tools that its request declares.

The declarations give the tool of each flat name, and the function that replaces a custom tool or
the client's tool search. A call of an undeclared tool is translated by its form, as in a history,
and so are all calls without a request.
"""

from __future__ import annotations

import json
from dataclasses import replace

from responses_protocol._formats.chat_completions import custom_tools, hosted_calls, tool_calls
from responses_protocol._formats.chat_completions.custom_inputs import read_input
from responses_protocol._formats.chat_completions.tool_search import translate_search_item
from responses_protocol._formats.complete_json import JsonText
from responses_protocol._formats.options import DEFAULT, Options
from responses_protocol._formats.request_context import RequestContext
from responses_protocol._formats.tool_names import (
    TOOL_SEARCH,
    ChatTool,
    ResponsesTool,
    is_client_tool_search,
    make_key,
)
from responses_protocol._values import Json, Object
from responses_protocol.errors import ConversionError

TOOL_SEARCH_CALL = "tool_search_call"
BODIES = {"function": "arguments", "custom": "input"}  # the text member of a Chat call, by its kind


class CallIds:
    """The call ids of one answer, by the numbers of its calls.

    A call keeps the server's id, since outputs name it. A missing id, or one that another call of
    the answer or conversation has, is derived from the seed. Without a seed, a missing id is
    derived as in a history, and a repeated one gets a number.
    """

    def __init__(self, request: RequestContext, options: Options) -> None:
        self._request = request
        self._options = options
        self._ids: dict[int, str] = {}
        self._used = dict.fromkeys(request.used_ids, 1) if request.seed else {}

    def assign(self, number: int, server_id: Json, history_id: str) -> str:
        """Return the id of a call; ``history_id`` is its id in a history."""
        if number not in self._ids:
            call_id = self._choose(number, server_id, history_id)
            self._ids[number] = call_id
            self._used.setdefault(call_id, 1)
        return self._ids[number]

    def _choose(self, number: int, server_id: Json, history_id: str) -> str:
        if not self._request.seed:
            return self._add_number(history_id)
        if server_id and history_id not in self._used:
            return history_id
        call_id = self._request.derive_id("call_", f"call {number}")
        return tool_calls.fit_call_id(call_id, self._options)

    def _add_number(self, call_id: str) -> str:
        unique_id, number = call_id, self._used.get(call_id, 0)
        while unique_id in self._used:
            number += 1
            unique_id = tool_calls.NUMBERED[self._options.call_ids](call_id, number)
        self._used[call_id] = max(number, 1)
        return unique_id


# --- Chat -> Responses ---------------------------------------------------------------------------


def make_call_item(
    call: Json, number: int, ids: CallIds, options: Options, request: RequestContext
) -> Object | None:
    """Return the item of a call, None if its type is unknown.

    ``number`` is its index among the calls of the answer. Raises ConversionError where it can't be
    read.
    """
    kind, body = _body(call)
    if body and call.get("id") == "":
        call = {**call, "id": None}  # outputs could not name it
    tool = find_declared_tool(body.get("name"), request)
    if tool is None:
        return _undeclared_item(_with_text(call, kind, body), number, ids, options, request)
    server_id = call.get("id")
    if server_id is not None and not isinstance(server_id, str):
        raise ConversionError("id must be a string", "/id")
    text = body.get(BODIES[kind])
    history_id = tool_calls.derive_call_id(tool.name) if server_id is None else server_id
    call_id = ids.assign(number, server_id, tool_calls.fit_call_id(history_id, options))
    item: Object = {"type": "", "call_id": call_id}
    if tool.kind == TOOL_SEARCH:
        return {
            **item,
            "type": TOOL_SEARCH_CALL,
            "execution": "client",
            "arguments": _parse_arguments(text),
            "status": "completed",
            "id": "",  # the answer sets the ids of all items
        }
    item["name"] = tool.name
    if tool.namespace is not None:
        item["namespace"] = tool.namespace
    if tool.kind == "custom":
        item |= {"type": "custom_tool_call", "input": _input(kind, text)}
    elif is_custom_in_chat(tool, request):
        arguments = custom_tools.to_arguments(_input(kind, text))
        item |= {"type": "function_call", "arguments": arguments}
    else:
        item |= {"type": "function_call", "arguments": _arguments(text, options)}
    return {**item, "status": "completed"}


def _undeclared_item(
    call: Json, number: int, ids: CallIds, options: Options, request: RequestContext
) -> Object | None:
    item = tool_calls.to_responses(call, "", options)
    if item is None:
        return None
    item = complete_item(item, options)
    if item["type"] in READERS:
        return {**item, "call_id": ids.assign(number, call.get("id"), item["call_id"])}
    return _set_unique_ids(item, number, ids, request)


def find_declared_tool(name: Json, request: RequestContext) -> ResponsesTool | None:
    """Return the tool of a Chat call, None if the request does not declare it."""
    return request.names.to_responses.get(name) if isinstance(name, str) else None


def _set_unique_ids(item: Object, number: int, ids: CallIds, request: RequestContext) -> Object:
    """Return a hosted call with unique ids, since models copy them from earlier calls."""
    copy, link = dict(item), hosted_calls.LINKS[item["type"]]
    if request.seed and link != "id":
        copy[link] = ids.assign(number, item[link], item[link])
    item_id = item.get("id")
    if isinstance(item_id, str) and item_id in request.used_ids:
        copy["id"] = request.derive_id(item_id[: item_id.find("_") + 1], f"item {number}")
    return copy


def is_custom_in_chat(tool: ResponsesTool, request: RequestContext) -> bool:
    """Return whether a function in Responses is a custom tool in Chat."""
    chat_tool = request.names.to_chat.get(make_key(tool.namespace, tool.name))
    return tool.kind == "function" and chat_tool is not None and chat_tool.kind == "custom"


def complete_item(item: Object, options: Options) -> Object:
    """Return the item of an undeclared call, the hosted call where it is a marked one."""
    hosted = hosted_calls.unmark_call(item) if options.hosted_calls == "function" else None
    return {**item, "status": "completed"} if hosted is None else hosted


def _with_text(call: Json, kind: str, body: Object) -> Json:
    """Return a call with its arguments as a text; some servers send them parsed."""
    member = BODIES.get(kind)
    value = body.get(member) if member is not None else None
    if value is None or isinstance(value, str):
        return call
    return {**call, kind: {**body, member: _dumps(value)}}


def has_incomplete_arguments(call: Json) -> bool:
    """Return whether the arguments of a call are incomplete JSON."""
    kind, body = _body(call)
    if kind != "function":
        return False  # an input has no mark at its end
    text = JsonText()
    text.text.write(_arguments(body.get("arguments"), DEFAULT))
    return not text.is_complete()


def options_of_incomplete_call(options: Options) -> Options:
    """Return the options for an incomplete call, whose missing arguments stay empty."""
    return replace(options, empty_arguments="keep")


def _body(call: Json) -> tuple[str, Object]:
    """Return the kind and body of a call, both empty where one is unknown."""
    kind = tool_calls.find_call_type(call) if isinstance(call, dict) else None
    body = call.get(kind) if isinstance(kind, str) and kind in BODIES else None
    return (str(kind), body) if isinstance(body, dict) else ("", {})


def _input(kind: str, text: Json) -> str:
    """Return the input of a custom tool, from a call of either kind."""
    if kind == "custom" and isinstance(text, str):
        return text
    return read_input(text)


def _arguments(text: Json, options: Options) -> str:
    """Return arguments as a text; some servers send them parsed."""
    arguments = "" if text is None else text if isinstance(text, str) else _dumps(text)
    return "{}" if not arguments and options.empty_arguments == "object" else arguments


def _parse_arguments(text: Json) -> Json:
    """Return the arguments of a tool search, which are parsed in Responses, or a broken text."""
    if not isinstance(text, str):
        return {} if text is None else text
    try:
        return json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return text


def _dumps(value: Json) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except ValueError:  # an integer of more digits than Python writes
        raise ConversionError("no JSON value") from None


# --- Responses -> Chat ---------------------------------------------------------------------------


def is_call(item: Object, request: RequestContext) -> bool:
    """Return whether an item is a call of a tool that Chat has a function or custom tool for."""
    if item["type"] == TOOL_SEARCH_CALL:
        return request.names.search is not None and is_client_tool_search(item)
    return item["type"] in READERS


def select_calls(calls: list[Json], request: RequestContext) -> list[Json]:
    """Return the calls that an answer can contain: in the deprecated form, one function call."""
    if not request.legacy:
        return calls
    return [call for call in calls if call["type"] == "function"][:1]


def make_call_entry(
    item: Object, number: int, ids: CallIds, options: Options, request: RequestContext
) -> Object:
    """Return the entry of ``tool_calls`` for an item; errors as in ``item_of``."""
    if item["type"] == TOOL_SEARCH_CALL:
        item = translate_search_item(item, options, request.names)
    server_id = item.get("call_id")
    if isinstance(server_id, str) or (request.seed and server_id is None):
        history_id = tool_calls.fit_call_id(
            server_id or tool_calls.derive_call_id(str(item.get("name"))), options
        )
        item = {**item, "call_id": ids.assign(number, server_id, history_id)}
    tool = find_chat_tool(item, request)
    if tool is None:
        entry: Object = READERS[item["type"]](item, "", options)
        return entry
    kind = "function" if item["type"] == "function_call" else "custom"
    text = item.get(BODIES[kind])
    if text is not None and not isinstance(text, str):
        raise ConversionError("must be a string", f"/{BODIES[kind]}")
    if not isinstance(item.get("call_id"), str):
        raise ConversionError("call_id must be a string", "/call_id")
    if tool.kind == "custom":
        content = _input(kind, text)
    elif is_wrapped(tool, request):
        content = custom_tools.to_arguments(_input(kind, text))
    else:
        content = _arguments(text, options)
    body = {"name": tool.name, BODIES[tool.kind]: content}
    return {
        "id": tool_calls.fit_call_id(item["call_id"], options),
        "type": tool.kind,
        tool.kind: body,
    }


READERS = {
    "function_call": tool_calls.function_from_responses,
    "custom_tool_call": tool_calls.custom_from_responses,
}


def find_chat_tool(item: Object, request: RequestContext) -> ChatTool | None:
    """Return the Chat tool of a call item, None if the request does not declare it."""
    name = item.get("name")
    if not isinstance(name, str):
        return None
    return request.names.to_chat.get(make_key(item.get("namespace"), name))


def is_wrapped(tool: ChatTool, request: RequestContext) -> bool:
    """Return whether a function in Chat is a custom tool in Responses."""
    responses_tool = request.names.to_responses.get(tool.name)
    if responses_tool is None:
        return False
    return tool.kind == "function" and responses_tool.kind == "custom"
