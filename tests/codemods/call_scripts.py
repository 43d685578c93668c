"""What a server answers to the applications in golden_calls, in both APIs."""

from __future__ import annotations

from typing import Any

import responses_protocol as rp

Object = dict[str, Any]
HEAD = {"id": "chatcmpl-1", "created": 1, "model": "m"}
USAGE = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
LEFT = ("azure", "many_choices", "method_taken", "opaque_arguments", "stop_words")


def call(name: str, arguments: str = '{"x": 1}') -> Object:
    return {
        "id": f"call_{name}",
        "type": "function",
        "function": {"name": name, "arguments": arguments},
    }


def whole(content: str | None = None, reason: str = "", **message: Any) -> Object:
    reason = reason or ("tool_calls" if "tool_calls" in message else "stop")
    message = {"role": "assistant", "content": content, "refusal": None, **message}
    choice = {"index": 0, "finish_reason": reason, "logprobs": None, "message": message}
    return {**HEAD, "object": "chat.completion", "choices": [choice], "usage": USAGE}


def streamed(*deltas: Object, usage: bool = False) -> list[Object]:
    head = {**HEAD, "object": "chat.completion.chunk"}
    reason = "tool_calls" if any("tool_calls" in delta for delta in deltas) else "stop"
    ends = [(delta, None) for delta in ({"role": "assistant", "content": ""}, *deltas)]
    result: list[Object] = [
        {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": end}]}
        for delta, end in [*ends, ({}, reason)]
    ]
    return [*result, {**head, "choices": [], "usage": USAGE}] if usage else result


def said(*texts: str, usage: bool = False) -> list[Object]:
    return streamed(*({"content": text} for text in texts), usage=usage)


def served(script: list[Any], dialect: Any) -> list[Any]:
    """Return the answers of a script as a server of an API sends them."""
    if dialect == "chat_completions":
        return script
    return [
        list(rp.convert_stream(one, to=dialect))
        if isinstance(one, list)
        else rp.convert(one, dialect, kind="response").value
        for one in script
    ]


def wire(request: Object) -> Object:
    """Return a request of Responses in one spelling, without what is kept of it."""
    result: Object = {
        name: value
        for name, value in request.items()
        if name not in ("store", "stream_options") and (name, value) != ("stream", False)
    }
    result["input"] = rp.convert(
        result["input"], "chat_completions", source="responses", kind="history"
    ).value
    return result


PARIS = whole(None, tool_calls=[call("weather", '{"city": "Paris"}')])
BOTH = whole(None, tool_calls=[call("add"), call("sub")])
CRUMBS = streamed(
    {"tool_calls": [{"index": 0, **call("weather", "")}]},
    {"tool_calls": [{"index": 0, "function": {"arguments": '{"city": '}}]},
    {"tool_calls": [{"index": 0, "function": {"arguments": '"Paris"}'}}]},
)
TWO_CRUMBS = streamed(
    {"content": "Let me "},
    {"content": "see."},
    {"tool_calls": [{"index": 0, **call("weather", ""), "id": "call_a"}]},
    {"tool_calls": [{"index": 0, "function": {"arguments": '{"city": "Paris"}'}}]},
    {"tool_calls": [{"index": 1, **call("weather", ""), "id": "call_b"}]},
    {"tool_calls": [{"index": 1, "function": {"arguments": '{"city": '}}]},
    {"tool_calls": [{"index": 1, "function": {"arguments": '"Rome"}'}}]},
)
SCRIPTS: dict[str, list[Any]] = {
    "agent_stream": [TWO_CRUMBS, said("Sun", "ny.")],
    "answer_returned": [whole("One."), whole("Two.", "length")],
    "async_gather": [whole("A."), whole("A."), whole("A.")],
    "async_stream": [said("Hel", "lo")],
    "async_tool_loop": [PARIS, whole("Sunny.")],
    "azure": [],
    "chat_history": [whole("Hi."), whole("You said hello.")],
    "client_elsewhere": [whole("Ok."), whole("Fine.")],
    "dict_arguments": [BOTH, whole("Zero.")],
    "images": [whole("A cat.")],
    "json_object": [whole('{"n": 1}'), whole("x")],
    "json_schema": [whole('{"n": 2}'), whole(None, refusal="No.")],
    "log_line": [whole('{"n": 1}'), whole(None, refusal="No.")],
    "many_choices": [],
    "message_dumped": [BOTH, whole("Done.")],
    "method_taken": [],
    "opaque_arguments": [],
    "optional_tools": [BOTH, whole("Two.")],
    "parsed": [whole('{"name": "Ada", "age": 36}'), whole('{"name": "Bo", "age": 7}')],
    "plain": [whole("Hello.")],
    "refused": [*[whole(None, refusal="No.")] * 7, whole("", "length")],
    "retries": [whole("At last.")],
    "stop_words": [],
    "stream_collected": [said("a", "b", "c", usage=True)],
    "stream_or_not": [said("x", "y"), whole("z")],
    "stream_printed": [said("Hel", "lo", ".")],
    "stream_tools": [CRUMBS, said("Sun", "ny.")],
    "tool_loop": [BOTH, PARIS, whole("Done.")],
    "usage_counted": [whole("One."), whole("Two.")],
}
