"""The calls of an answer, read as its request declared the tools.

A request knows which flat name stands for which tool, and which function for a custom tool or for
the client's search of tools. What it did not declare is read by its form, as in a history, and so
is everything where there is no request.
"""

from __future__ import annotations

import json
from dataclasses import replace

from responses_protocol.errors import ConversionError
from responses_protocol.formats.chat_completions import custom_tools, hosted_calls, tool_calls
from responses_protocol.formats.chat_completions.custom_inputs import read_input
from responses_protocol.formats.chat_completions.tool_search import function_item
from responses_protocol.formats.complete_json import JsonText
from responses_protocol.formats.options import DEFAULT, Options
from responses_protocol.formats.request_context import RequestContext
from responses_protocol.formats.tool_names import (
    TOOL_SEARCH,
    ChatTool,
    ResponsesTool,
    is_client_search,
    key,
)
from responses_protocol.values import Json

Object = dict[str, Json]
TOOL_SEARCH_CALL = "tool_search_call"
BODIES = {"function": "arguments", "custom": "input"}  # what a call of Chat has in it, by its kind


class CallIds:
    """The call ids of one answer, by the numbers of its calls.

    A call keeps the id that the server gave, since outputs name it, unless another call has it, of
    this answer or of the conversation: then, and where there is none, it is made of the seed.
    Without a seed, a missing one is derived as in a history, and a repeated one gets a number.
    """

    def __init__(self, request: RequestContext, options: Options) -> None:
        self._request = request
        self._options = options
        self._ids: dict[int, str] = {}
        self._used = dict.fromkeys(request.used_ids, 1) if request.seed else {}

    def fitted(self, number: int, own: Json, usual: str) -> str:
        """Return the id of a call; ``usual`` is what it has in a history."""
        if number not in self._ids:
            made = self._new(number, own, usual)
            self._ids[number] = made
            self._used.setdefault(made, 1)
        return self._ids[number]

    def _new(self, number: int, own: Json, usual: str) -> str:
        if not self._request.seed:
            return self._numbered(usual)
        if own and usual not in self._used:
            return usual
        made = self._request.made_id("call_", f"call {number}")
        return tool_calls.fitted(made, self._options)

    def _numbered(self, own: str) -> str:
        free, number = own, self._used.get(own, 0)
        while free in self._used:
            number += 1
            free = tool_calls.NUMBERED[self._options.call_ids](own, number)
        self._used[own] = max(number, 1)
        return free


# --- Chat -> Responses ---------------------------------------------------------------------------


def item_of(
    call: Json, number: int, ids: CallIds, options: Options, request: RequestContext
) -> Object | None:
    """Return the item of a call, None where it is of a kind of its own.

    ``number`` is its place among the calls of the answer. Raises ConversionError where it has no
    readable shape.
    """
    kind, body = _body(call)
    if body and call.get("id") == "":
        call = {**call, "id": None}  # outputs could not name it
    tool = declared(body.get("name"), request)
    if tool is None:
        item = tool_calls.to_responses(_with_text(call, kind, body), "", options)
        made = None if item is None else completed(item, options)
        if made is None:
            return None
        if made["type"] in READERS:
            return {**made, "call_id": ids.fitted(number, call.get("id"), made["call_id"])}
        return _renewed(made, number, ids, request)
    own = call.get("id")
    if own is not None and not isinstance(own, str):
        raise ConversionError("id must be a string", "/id")
    text = body.get(BODIES[kind])
    usual = tool_calls.derived_id(tool.name) if own is None else own
    call_id = ids.fitted(number, own, tool_calls.fitted(usual, options))
    made = {"type": "", "call_id": call_id}
    if tool.kind == TOOL_SEARCH:
        return {
            **made,
            "type": TOOL_SEARCH_CALL,
            "execution": "client",
            "arguments": _parsed(text),
            "status": "completed",
            "id": "",  # one is made as for all items
        }
    made["name"] = tool.name
    if tool.namespace is not None:
        made["namespace"] = tool.namespace
    if tool.kind == "custom":
        made |= {"type": "custom_tool_call", "input": _input(kind, text)}
    else:
        wraps = is_custom_in_chat(tool, request)
        said = custom_tools.to_arguments(_input(kind, text)) if wraps else _arguments(text, options)
        made |= {"type": "function_call", "arguments": said}
    return {**made, "status": "completed"}


def declared(name: Json, request: RequestContext) -> ResponsesTool | None:
    """Return the tool that a call of Chat names, None where the request declares none."""
    return request.names.to_responses.get(name) if isinstance(name, str) else None


def _renewed(item: Object, number: int, ids: CallIds, request: RequestContext) -> Object:
    """Return a hosted call with ids that no other item has: models copy them from earlier calls."""
    made, link = dict(item), hosted_calls.LINKS[item["type"]]
    if request.seed and link != "id":
        made[link] = ids.fitted(number, item[link], item[link])
    own = item.get("id")
    if isinstance(own, str) and own in request.used_ids:
        made["id"] = request.made_id(own[: own.find("_") + 1], f"item {number}")
    return made


def is_custom_in_chat(tool: ResponsesTool, request: RequestContext) -> bool:
    """Tell whether a tool that is a function in Responses stands for a custom one of Chat."""
    found = request.names.to_chat.get(key(tool.namespace, tool.name))
    return tool.kind == "function" and found is not None and found.kind == "custom"


def completed(item: Object, options: Options) -> Object:
    """Return the item of a call that no request declares, which may stand for a hosted one."""
    own = hosted_calls.unmarked(item) if options.hosted_calls == "function" else None
    return {**item, "status": "completed"} if own is None else own


def _with_text(call: Json, kind: str, body: Object) -> Json:
    """Return a call whose arguments are a text, as they must be; some servers send them parsed."""
    member = BODIES.get(kind)
    value = body.get(member) if member is not None else None
    if value is None or isinstance(value, str):
        return call
    return {**call, kind: {**body, member: _dumps(value)}}


def is_cut(call: Json) -> bool:
    """Tell whether a call has no whole arguments, so that it was cut if its answer was."""
    kind, body = _body(call)
    if kind != "function":
        return False  # an input shows no end
    text = JsonText()
    text.text.write(_arguments(body.get("arguments"), DEFAULT))
    return not text.is_complete()


def of_cut_calls(options: Options) -> Options:
    """Return the options for a call that was cut: where its arguments are missing, it has none."""
    return replace(options, empty_arguments="keep")


def _body(call: Json) -> tuple[str, Object]:
    """Return the kind of a call and what is in it, where both are known."""
    kind = tool_calls.kind_of(call) if isinstance(call, dict) else None
    body = call.get(kind) if isinstance(kind, str) and kind in BODIES else None
    return (str(kind), body) if isinstance(body, dict) else ("", {})


def _input(kind: str, text: Json) -> str:
    """Return the input of a custom tool, from a call of either kind."""
    if kind == "custom" and isinstance(text, str):
        return text
    return read_input(text)


def _arguments(text: Json, options: Options) -> str:
    """Return arguments as they are; what a server sends parsed has no text of its own."""
    said = "" if text is None else text if isinstance(text, str) else _dumps(text)
    return "{}" if not said and options.empty_arguments == "object" else said


def _parsed(text: Json) -> Json:
    """Return the arguments of a search, which Responses has parsed; what is broken stays a text."""
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
    """Tell whether an item is a call of something that Chat has as a function or custom tool."""
    if item["type"] == TOOL_SEARCH_CALL:
        return request.names.search is not None and is_client_search(item)
    return item["type"] in READERS


def sayable(calls: list[Json], request: RequestContext) -> list[Json]:
    """Return the calls that an answer has a place for: in the deprecated form, one function."""
    if not request.legacy:
        return calls
    return [call for call in calls if call["type"] == "function"][:1]


def entry_of(
    item: Object, number: int, ids: CallIds, options: Options, request: RequestContext
) -> Object:
    """Return the entry of ``tool_calls`` for an item; errors as in ``item_of``."""
    if item["type"] == TOOL_SEARCH_CALL:
        item = function_item(item, options, request.names)
    own = item.get("call_id")
    if isinstance(own, str) or (request.seed and own is None):
        usual = tool_calls.fitted(own or tool_calls.derived_id(str(item.get("name"))), options)
        item = {**item, "call_id": ids.fitted(number, own, usual)}
    tool = tool_of(item, request)
    if tool is None:
        made: Object = READERS[item["type"]](item, "", options)
        return made
    kind = "function" if item["type"] == "function_call" else "custom"
    text = item.get(BODIES[kind])
    if text is not None and not isinstance(text, str):
        raise ConversionError("must be a string", f"/{BODIES[kind]}")
    if not isinstance(item.get("call_id"), str):
        raise ConversionError("call_id must be a string", "/call_id")
    if tool.kind == "custom":
        said = _input(kind, text)
    elif is_wrapped(tool, request):
        said = custom_tools.to_arguments(_input(kind, text))
    else:
        said = _arguments(text, options)
    body = {"name": tool.name, BODIES[tool.kind]: said}
    return {
        "id": tool_calls.fitted(item["call_id"], options),
        "type": tool.kind,
        tool.kind: body,
    }


READERS = {
    "function_call": tool_calls.function_from_responses,
    "custom_tool_call": tool_calls.custom_from_responses,
}


def tool_of(item: Object, request: RequestContext) -> ChatTool | None:
    """Return the tool of Chat that an item calls, None where the request declares none."""
    name = item.get("name")
    if not isinstance(name, str):
        return None
    return request.names.to_chat.get(key(item.get("namespace"), name))


def is_wrapped(tool: ChatTool, request: RequestContext) -> bool:
    """Tell whether a tool is a function in Chat that stands for a custom one in Responses."""
    found = request.names.to_responses.get(tool.name)
    return tool.kind == "function" and found is not None and found.kind == "custom"
