"""What LangChain models and LangGraph graphs yield, in the words of Chat and ChatAgent.

Nothing of LangChain is imported: its objects say by their members what they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from responses_protocol.agents.history import dumped
from responses_protocol.errors import ConversionError
from responses_protocol.values import Json

Object = dict[str, Json]


def elements(yielded: Any) -> Iterator[Json]:
    """Yield what ``agents.output_events`` reads for one thing that a model or a graph yields.

    That is a message or a message chunk; a pair of one with its metadata (the mode ``messages`` of
    a graph) or of a mode with what it brings; an update, by node (the mode ``updates``); or
    anything that is not LangChain's, which is passed on as it is.
    """
    if yielded is None:
        return  # a node that has written nothing
    if isinstance(yielded, tuple):
        yield from _pair(yielded)
    elif _is_message(yielded):
        yield from READERS.get(yielded.type, _other)(yielded)
    elif isinstance(yielded, dict) and _holds_messages(yielded.get("messages")):
        yield from _state(yielded)
    elif _is_update(yielded):
        for node, written in yielded.items():
            yield from _written(node, written)
    else:
        yield yielded


def _is_message(value: Any) -> bool:
    module = type(value).__module__
    return module.startswith("langchain") and hasattr(value, "content") and hasattr(value, "type")


def _holds_messages(value: Any) -> bool:
    return _is_message(value) or (isinstance(value, list) and any(map(_is_message, value)))


def _is_update(value: Any) -> bool:
    """Tell whether a dict has what nodes have written, by their names."""
    if not isinstance(value, dict) or any(value.get(name) is not None for name in READABLE):
        return False
    return all(
        node == INTERRUPT or one is None or isinstance(one, (dict, list))
        for node, one in value.items()
    )


READABLE = ("type", "role", "choices", "delta", "messages", "output", "error")
INTERRUPT = "__interrupt__"


def _written(node: str, written: Any) -> Iterator[Json]:
    """Read what a node has written; one that writes no messages says nothing."""
    if node == INTERRUPT:
        asked = [{"id": one.id, "value": dumped(one.value)} for one in written]
        yield {"messages": [], "custom_outputs": {INTERRUPT: asked}}
    for one in written if isinstance(written, list) else [written]:  # a node may write twice
        if isinstance(one, dict) and one.get("messages") is not None:
            yield from elements(one)


def _pair(yielded: tuple[Any, ...]) -> Iterator[Json]:
    """Read what comes with its metadata, or behind its mode and its place among graphs."""
    if yielded and _is_message(yielded[0]):
        yield from elements(yielded[0])
        return
    mode = next((one for one in yielded[:-1] if isinstance(one, str)), "updates")
    if mode == "values":
        raise ConversionError("the mode values repeats the state: stream updates, or messages")
    if mode in SAID:
        yield from elements(yielded[-1])


SAID = frozenset(("updates", "messages", "custom"))  # the others tell how a graph works


def _state(update: Object) -> Iterator[Json]:
    """Read the messages that a node has written, and the custom outputs beside them."""
    listed = update["messages"]
    for message in listed if isinstance(listed, list) else [listed]:
        yield from elements(message)
    if isinstance(update.get("custom_outputs"), dict):
        yield {"messages": [], "custom_outputs": update["custom_outputs"]}


def _ai(message: Any) -> Iterator[Json]:
    """Read a whole message of the model."""
    made = {"role": "assistant", **_said(message), "id": message.id}
    made["tool_calls"] = [
        {"id": call["id"], "type": "function", "function": _function(call)}
        for call in message.tool_calls
    ] + [
        {"id": call.get("id"), "type": "function", "function": _function(call)}
        for call in message.invalid_tool_calls
    ]
    if not made["content"] and not made["tool_calls"] and not _says_more(made):
        return
    yield {"messages": [dumped(made)], **_ending(message)}


def _says_more(made: Object) -> bool:
    return any(made.get(name) for name in ("refusal", "reasoning_content"))


def _function(call: Any) -> Object:
    arguments = call.get("args")
    text = arguments if isinstance(arguments, str) else json.dumps(arguments or {})
    return {"name": call.get("name"), "arguments": text}


def _chunk(message: Any) -> Iterator[Json]:
    """Read a piece of a message of the model, as a chunk of Chat."""
    delta = {"role": "assistant", **_said(message)}
    calls = [
        {
            "index": call.get("index"),
            "id": call.get("id"),
            "function": {"name": call.get("name"), "arguments": call.get("args")},
        }
        for call in message.tool_call_chunks
    ]
    if calls:
        delta["tool_calls"] = calls
    ending = _ending(message)
    choice = {"index": 0, "delta": delta, "finish_reason": ending.pop("finish_reason", None)}
    yield dumped({"id": message.id, "choices": [choice], **ending})


def _said(message: Any) -> Object:
    """Return content, reasoning and refusal of a message of the model, whoever made it."""
    content = message.content
    extra = message.additional_kwargs
    made: Object = {"content": content}
    if isinstance(content, list):
        parts = [part if isinstance(part, dict) else _text(part) for part in content]
        made["content"] = [part for part in parts if part.get("type") not in NOT_CONTENT]
        refusals = [part.get("refusal") for part in parts if part.get("type") == "refusal"]
        if refusals:
            made["refusal"] = "".join(str(one) for one in refusals)
    for name in ("reasoning_content", "refusal"):
        if isinstance(extra.get(name), str):
            made[name] = extra[name]
    return made


def _text(part: Any) -> Object:
    return {"type": "text", "text": str(part)}


# parts that stand elsewhere as well
NOT_CONTENT = frozenset(
    ("tool_use", "tool_call", "tool_call_chunk", "function_call", "input_json_delta", "refusal")
)


def _ending(message: Any) -> Object:
    """Return why the message ended and what it cost, where it says so."""
    made: Object = {}
    metadata = message.response_metadata
    reason = metadata.get("finish_reason") or metadata.get("stop_reason")
    if isinstance(reason, str):
        made["finish_reason"] = reason
    elif getattr(message, "chunk_position", None) == "last":
        made["finish_reason"] = "stop"  # not all models say why
    usage = message.usage_metadata
    if usage:
        made["usage"] = {
            "prompt_tokens": usage["input_tokens"],
            "completion_tokens": usage["output_tokens"],
            "total_tokens": usage["total_tokens"],
            "prompt_tokens_details": {
                "cached_tokens": (usage.get("input_token_details") or {}).get("cache_read") or 0
            },
            "completion_tokens_details": {
                "reasoning_tokens": (usage.get("output_token_details") or {}).get("reasoning") or 0
            },
        }
    return made


def _tool(message: Any) -> Iterator[Json]:
    """Read what a tool gave back."""
    content = message.content
    if isinstance(content, list):
        content = [part if isinstance(part, dict) else _text(part) for part in content]
    yield dumped(
        {
            "role": "tool",
            "id": message.id,
            "tool_call_id": message.tool_call_id,
            "name": message.name,
            "content": content,
        }
    )


def _nothing(message: Any) -> Iterator[Json]:
    """Pass what an agent only repeats."""
    return iter(())


def _other(message: Any) -> Iterator[Json]:
    raise ConversionError(f"a message of the type {message.type} is none that an agent says")


READERS: dict[str, Callable[[Any], Iterator[Json]]] = {
    "ai": _ai,
    "AIMessageChunk": _chunk,
    "tool": _tool,
    "ToolMessageChunk": _tool,
    **dict.fromkeys(
        ("human", "HumanMessageChunk", "system", "SystemMessageChunk", "remove"), _nothing
    ),
}
