"""What LangChain models and LangGraph graphs yield, in the words of Chat and ChatAgent.

Nothing of LangChain is imported: its objects say by their members what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from responses_protocol.agents.block_answers import BlockMessage
from responses_protocol.agents.history import to_plain_json
from responses_protocol.errors import ConversionError
from responses_protocol.integrations.langchain_blocks import blocks_of
from responses_protocol.integrations.langchain_results import result
from responses_protocol.values import Json

Object = dict[str, Json]


def elements(yielded: Any) -> Iterator[Any]:
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


def _written(node: str, written: Any) -> Iterator[Any]:
    """Read what a node has written; one that writes no messages says nothing."""
    if node == INTERRUPT:
        asked = [{"id": one.id, "value": to_plain_json(one.value)} for one in written]
        yield {"messages": [], "custom_outputs": {INTERRUPT: asked}}
    for one in written if isinstance(written, list) else [written]:  # a node may write twice
        if isinstance(one, dict) and one.get("messages") is not None:
            yield from elements(one)


def _pair(yielded: tuple[Any, ...]) -> Iterator[Any]:
    """Read what comes with its metadata, or behind its mode and its place among graphs."""
    if yielded and _is_message(yielded[0]):
        metadata = yielded[1] if len(yielded) == 2 and isinstance(yielded[1], dict) else {}
        source = metadata.get("langgraph_checkpoint_ns") or metadata.get("langgraph_node")
        for one in elements(yielded[0]):
            yield replace(one, source=source) if isinstance(one, BlockMessage) else one
        return
    mode = next((one for one in yielded[:-1] if isinstance(one, str)), "updates")
    if mode == "values":
        raise ConversionError("the mode values repeats the state: stream updates, or messages")
    if mode in SAID:
        yield from elements(yielded[-1])


SAID = frozenset(("updates", "messages", "custom"))  # the others tell how a graph works


def _state(update: Object) -> Iterator[Any]:
    """Read the messages that a node has written, and the custom outputs beside them."""
    listed = update["messages"]
    for message in listed if isinstance(listed, list) else [listed]:
        yield from elements(message)
    if isinstance(update.get("custom_outputs"), dict):
        yield {"messages": [], "custom_outputs": update["custom_outputs"]}


def _ai(message: Any) -> Iterator[Any]:
    """Read a whole message of the model."""
    yield BlockMessage(_blocks(message), message.id, ending=_ending(message))


def _chunk(message: Any) -> Iterator[Any]:
    """Read a piece of a message of the model."""
    ending = _ending(message)
    has_ended = "finish_reason" in ending or "status" in ending
    yield BlockMessage(_blocks(message), message.id, True, has_ended, ending)


def _blocks(message: Any) -> list[Object]:
    found: list[Object] = to_plain_json(blocks_of(message))
    return found


def _ending(message: Any) -> Object:
    """Return why the message ended and what it cost, where it says so."""
    made: Object = {}
    metadata = message.response_metadata
    if isinstance(metadata.get("status"), str):  # of the Responses API
        made["status"] = metadata["status"]
        if isinstance(metadata.get("incomplete_details"), dict):
            made["incomplete_details"] = metadata["incomplete_details"]
    reason = metadata.get("finish_reason") or metadata.get("stop_reason")
    if isinstance(reason, str):
        made["finish_reason"] = reason
    elif "status" not in made and getattr(message, "chunk_position", None) == "last":
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


def _nothing(message: Any) -> Iterator[Any]:
    """Pass what an agent only repeats."""
    return iter(())


def _other(message: Any) -> Iterator[Any]:
    raise ConversionError(f"a message of the type {message.type} is none that an agent says")


READERS: dict[str, Callable[[Any], Iterator[Any]]] = {
    "ai": _ai,
    "AIMessageChunk": _chunk,
    **dict.fromkeys(("tool", "ToolMessageChunk"), result),
    **dict.fromkeys(
        ("human", "HumanMessageChunk", "system", "SystemMessageChunk", "remove"), _nothing
    ),
}
