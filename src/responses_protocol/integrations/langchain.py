"""Read the output of LangChain models and LangGraph graphs as Chat and ChatAgent messages.

Nothing of LangChain is imported: its objects are recognized by their members.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from responses_protocol._agents.block_answers import BlockMessage
from responses_protocol._agents.history import to_plain_json
from responses_protocol._values import Object
from responses_protocol.errors import ConversionError
from responses_protocol.integrations._langchain_blocks import read_blocks
from responses_protocol.integrations._langchain_results import read_result


def read_elements(yielded: Any) -> Iterator[Any]:
    """Yield the elements for ``agents.output_events`` that one value of a model or graph gives.

    The value is a message or a message chunk; a pair of one with its metadata (the mode
    ``messages`` of a graph) or of a mode with a value; an update, by node (the mode ``updates``);
    or a value that is not LangChain's, which is passed on unchanged.
    """
    if yielded is None:
        return  # a node without an update
    if isinstance(yielded, tuple):
        yield from _read_tuple(yielded)
    elif _is_message(yielded):
        yield from READERS.get(yielded.type, _refuse_message)(yielded)
    elif isinstance(yielded, dict) and _holds_messages(yielded.get("messages")):
        yield from _read_state(yielded)
    elif _is_node_update(yielded):
        for node, updates in yielded.items():
            yield from _read_update(node, updates)
    else:
        yield yielded


def _is_message(value: Any) -> bool:
    module = type(value).__module__
    return module.startswith("langchain") and hasattr(value, "content") and hasattr(value, "type")


def _holds_messages(value: Any) -> bool:
    return _is_message(value) or (isinstance(value, list) and any(map(_is_message, value)))


def _is_node_update(value: Any) -> bool:
    """Return whether a dict maps the names of nodes to their updates."""
    if not isinstance(value, dict) or any(value.get(name) is not None for name in READABLE):
        return False
    return all(
        node == INTERRUPT or update is None or isinstance(update, (dict, list))
        for node, update in value.items()
    )


READABLE = ("type", "role", "choices", "delta", "messages", "output", "error")
INTERRUPT = "__interrupt__"


def _read_update(node: str, updates: Any) -> Iterator[Any]:
    """Read the update of a node; an update without messages gives no element."""
    if node == INTERRUPT:
        interrupts = [
            {"id": interrupt.id, "value": to_plain_json(interrupt.value)} for interrupt in updates
        ]
        yield {"messages": [], "custom_outputs": {INTERRUPT: interrupts}}
    for update in updates if isinstance(updates, list) else [updates]:  # a node may write twice
        if isinstance(update, dict) and update.get("messages") is not None:
            yield from read_elements(update)


def _read_tuple(values: tuple[Any, ...]) -> Iterator[Any]:
    """Read a message before its metadata, or a value behind its mode and graph namespace."""
    if values and _is_message(values[0]):
        metadata = values[1] if len(values) == 2 and isinstance(values[1], dict) else {}
        source = metadata.get("langgraph_checkpoint_ns") or metadata.get("langgraph_node")
        for element in read_elements(values[0]):
            yield replace(element, source=source) if isinstance(element, BlockMessage) else element
        return
    mode = next((part for part in values[:-1] if isinstance(part, str)), "updates")
    if mode == "values":
        raise ConversionError("the mode values repeats the state: stream updates, or messages")
    if mode in OUTPUT_MODES:
        yield from read_elements(values[-1])


OUTPUT_MODES = frozenset(("updates", "messages", "custom"))  # others describe the graph's work


def _read_state(update: Object) -> Iterator[Any]:
    """Read the messages and the custom outputs of an update."""
    messages = update["messages"]
    for message in messages if isinstance(messages, list) else [messages]:
        yield from read_elements(message)
    if isinstance(update.get("custom_outputs"), dict):
        yield {"messages": [], "custom_outputs": update["custom_outputs"]}


def _read_message(message: Any) -> Iterator[Any]:
    """Read a whole message of the model."""
    yield BlockMessage(_read_blocks(message), message.id, ending=_get_ending(message))


def _read_chunk(message: Any) -> Iterator[Any]:
    """Read a piece of a message of the model."""
    ending = _get_ending(message)
    has_ended = "finish_reason" in ending or "status" in ending
    yield BlockMessage(_read_blocks(message), message.id, True, has_ended, ending)


def _read_blocks(message: Any) -> list[Object]:
    blocks: list[Object] = to_plain_json(read_blocks(message))
    return blocks


def _get_ending(message: Any) -> Object:
    """Return the status, the finish reason and the usage that the message reports."""
    ending: Object = {}
    metadata = message.response_metadata
    if isinstance(metadata.get("status"), str):  # of the Responses API
        ending["status"] = metadata["status"]
        if isinstance(metadata.get("incomplete_details"), dict):
            ending["incomplete_details"] = metadata["incomplete_details"]
    reason = metadata.get("finish_reason") or metadata.get("stop_reason")
    if isinstance(reason, str):
        ending["finish_reason"] = reason
    elif "status" not in ending and getattr(message, "chunk_position", None) == "last":
        ending["finish_reason"] = "stop"  # not all models give a reason
    usage = message.usage_metadata
    if usage:
        ending["usage"] = {
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
    return ending


def _skip_message(message: Any) -> Iterator[Any]:
    """Skip a message that an agent only repeats."""
    return iter(())


def _refuse_message(message: Any) -> Iterator[Any]:
    raise ConversionError(f"a message of the type {message.type} is not the output of an agent")


READERS: dict[str, Callable[[Any], Iterator[Any]]] = {
    "ai": _read_message,
    "AIMessageChunk": _read_chunk,
    **dict.fromkeys(("tool", "ToolMessageChunk"), read_result),
    **dict.fromkeys(
        ("human", "HumanMessageChunk", "system", "SystemMessageChunk", "remove"), _skip_message
    ),
}
