"""What a server answers to the applications in golden_calls, in both APIs."""

from __future__ import annotations

from typing import Any

import responses_protocol as rp

Object = dict[str, Any]
HEAD = {"id": "chatcmpl-1", "created": 1, "model": "m"}
USAGE = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
LEFT = ("azure", "many_choices", "method_taken", "opaque_arguments", "stop_words")


def make_call(name: str, arguments: str = '{"x": 1}') -> Object:
    return {
        "id": f"call_{name}",
        "type": "function",
        "function": {"name": name, "arguments": arguments},
    }


def completion_of(content: str | None = None, reason: str = "", **message: Any) -> Object:
    reason = reason or ("tool_calls" if "tool_calls" in message else "stop")
    message = {"role": "assistant", "content": content, "refusal": None, **message}
    choice = {"index": 0, "finish_reason": reason, "logprobs": None, "message": message}
    return {**HEAD, "object": "chat.completion", "choices": [choice], "usage": USAGE}


def make_chunks(*deltas: Object, usage: bool = False) -> list[Object]:
    head = {**HEAD, "object": "chat.completion.chunk"}
    reason = "tool_calls" if any("tool_calls" in delta for delta in deltas) else "stop"
    ends = [(delta, None) for delta in ({"role": "assistant", "content": ""}, *deltas)]
    result: list[Object] = [
        {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": end}]}
        for delta, end in [*ends, ({}, reason)]
    ]
    return [*result, {**head, "choices": [], "usage": USAGE}] if usage else result


def chunks_of(*texts: str, usage: bool = False) -> list[Object]:
    return make_chunks(*({"content": text} for text in texts), usage=usage)


def serve_script(script: list[Any], dialect: Any) -> list[Any]:
    """Return the answers of a script as a server of an API sends them."""
    if dialect == "chat_completions":
        return script
    return [
        list(rp.convert_stream(answer, to=dialect))
        if isinstance(answer, list)
        else rp.convert(answer, dialect, kind="response").value
        for answer in script
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


PARIS = completion_of(None, tool_calls=[make_call("weather", '{"city": "Paris"}')])
BOTH = completion_of(None, tool_calls=[make_call("add"), make_call("sub")])
CRUMBS = make_chunks(
    {"tool_calls": [{"index": 0, **make_call("weather", "")}]},
    {"tool_calls": [{"index": 0, "function": {"arguments": '{"city": '}}]},
    {"tool_calls": [{"index": 0, "function": {"arguments": '"Paris"}'}}]},
)
TWO_CRUMBS = make_chunks(
    {"content": "Let me "},
    {"content": "see."},
    {"tool_calls": [{"index": 0, **make_call("weather", ""), "id": "call_a"}]},
    {"tool_calls": [{"index": 0, "function": {"arguments": '{"city": "Paris"}'}}]},
    {"tool_calls": [{"index": 1, **make_call("weather", ""), "id": "call_b"}]},
    {"tool_calls": [{"index": 1, "function": {"arguments": '{"city": '}}]},
    {"tool_calls": [{"index": 1, "function": {"arguments": '"Rome"}'}}]},
)
SCRIPTS: dict[str, list[Any]] = {
    "agent_stream": [TWO_CRUMBS, chunks_of("Sun", "ny.")],
    "answer_returned": [completion_of("One."), completion_of("Two.", "length")],
    "async_gather": [completion_of("A."), completion_of("A."), completion_of("A.")],
    "async_stream": [chunks_of("Hel", "lo")],
    "async_tool_loop": [PARIS, completion_of("Sunny.")],
    "azure": [],
    "chat_history": [completion_of("Hi."), completion_of("You said hello.")],
    "client_elsewhere": [completion_of("Ok."), completion_of("Fine.")],
    "dict_arguments": [BOTH, completion_of("Zero.")],
    "images": [completion_of("A cat.")],
    "json_object": [completion_of('{"n": 1}'), completion_of("x")],
    "json_schema": [completion_of('{"n": 2}'), completion_of(None, refusal="No.")],
    "log_line": [completion_of('{"n": 1}'), completion_of(None, refusal="No.")],
    "many_choices": [],
    "message_dumped": [BOTH, completion_of("Done.")],
    "method_taken": [],
    "opaque_arguments": [],
    "optional_tools": [BOTH, completion_of("Two.")],
    "parsed": [
        completion_of('{"name": "Ada", "age": 36}'),
        completion_of('{"name": "Bo", "age": 7}'),
    ],
    "plain": [completion_of("Hello.")],
    "refused": [*[completion_of(None, refusal="No.")] * 7, completion_of("", "length")],
    "retries": [completion_of("At last.")],
    "stop_words": [],
    "stream_collected": [chunks_of("a", "b", "c", usage=True)],
    "stream_or_not": [chunks_of("x", "y"), completion_of("z")],
    "stream_printed": [chunks_of("Hel", "lo", ".")],
    "stream_tools": [CRUMBS, chunks_of("Sun", "ny.")],
    "tool_loop": [BOTH, PARIS, completion_of("Done.")],
    "usage_counted": [completion_of("One."), completion_of("Two.")],
}
