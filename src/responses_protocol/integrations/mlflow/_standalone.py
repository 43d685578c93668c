"""Helpers of a ResponsesAgent that works with Chat messages. They need MLflow and nothing else.

``responses-protocol migrate --idiomatic --vendor`` writes this file beside an agent. Values that it
can't translate whole raise an error.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from mlflow.types.responses import ResponsesAgentStreamEvent

Object = dict[str, Any]


def output_to_responses_items_stream(
    elements: Iterable[Any],
) -> Iterator[ResponsesAgentStreamEvent]:
    """Yield the events for the output of a model or a graph: deltas of texts, and finished items.

    Accepts chunks of Chat Completions, ``{"delta": message}`` with messages or pieces of them, and
    messages alone. Raises TypeError for anything else.
    """
    output = _Output()
    for element in elements:
        value = _to_plain(element)
        if isinstance(value.get("choices"), list):
            yield from output.chunk(value)
        elif isinstance(value.get("delta"), Mapping):
            yield from output.piece(value["delta"], with_deltas=True)
        elif "role" in value:
            yield from output.close()
            yield from output.piece(value, with_deltas=False)
            yield from output.close()
        else:
            raise TypeError(f"neither a chunk nor a message: {sorted(value)}")
    yield from output.close()


@dataclass
class _Message:
    """The part of a message that has arrived; its texts and calls become items at its end."""

    item_id: str
    text: str = ""
    refusal: str = ""
    calls: dict[Any, Object] = field(default_factory=dict)

    def add_call(self, key: Any, call: Mapping[str, Any]) -> None:
        """Add a call, or a piece of one."""
        function = call.get("function") or {}
        known = self.calls.setdefault(key, {"call_id": "", "name": "", "arguments": ""})
        known["call_id"] = known["call_id"] or call.get("id") or ""
        known["name"] = known["name"] or function.get("name") or ""
        known["arguments"] += function.get("arguments") or ""

    def items(self) -> Iterator[Object]:
        """Yield the item of its texts, and then those of its calls."""
        parts = [{"type": "output_text", "text": self.text, "annotations": []}] * bool(self.text)
        parts += [{"type": "refusal", "refusal": self.refusal}] * bool(self.refusal)
        if parts:
            head = {"type": "message", "id": self.item_id, "role": "assistant"}
            yield {**head, "status": "completed", "content": parts}
        for call in self.calls.values():
            yield {"type": "function_call", "id": f"fc_{uuid4().hex}", **call}


class _Output:
    """The messages that are not finished; pieces of different ones may be interleaved."""

    def __init__(self) -> None:
        self._open: dict[Any, _Message] = {}
        self._used_ids: set[str] = set()
        self._chunk: Any = None  # the id of the last chunk of Chat Completions

    def chunk(self, value: Mapping[str, Any]) -> Iterator[ResponsesAgentStreamEvent]:
        """Yield the events for a chunk of Chat Completions."""
        if value.get("id") != self._chunk:
            yield from self.close()
            self._chunk = value.get("id")
        for choice in value["choices"]:
            if choice.get("index") in (0, None):
                delta = choice.get("delta") or {}
                message = self._get_message(value.get("id"))
                yield from _add_texts(message, delta, with_deltas=True)
                for call in delta.get("tool_calls") or ():
                    message.add_call(call.get("index", len(message.calls)), call)

    def piece(self, members: Mapping[str, Any], *, with_deltas: bool) -> Iterator[Any]:
        """Yield the events for a message of a ChatAgent, or for a piece of one."""
        role = members.get("role")
        if role == "tool":
            yield from self.close()
            call_id, output = members.get("tool_call_id"), members.get("content") or ""
            yield _make_done_event(
                {"type": "function_call_output", "call_id": call_id, "output": output}
            )
        elif role == "assistant":
            message = self._get_message(members.get("id"))
            yield from _add_texts(message, members, with_deltas=with_deltas)
            for call in members.get("tool_calls") or ():
                message.add_call(call.get("id") or len(message.calls), call)
            if message.calls and all(
                _is_whole(call["arguments"]) for call in message.calls.values()
            ):
                yield from self.close()

    def close(self) -> Iterator[ResponsesAgentStreamEvent]:
        """Yield the items of all open messages."""
        messages, self._open = self._open, {}
        for message in messages.values():
            yield from map(_make_done_event, message.items())

    def _get_message(self, own: Any) -> _Message:
        if own not in self._open:
            name = f"msg_{own or uuid4().hex}"
            name = name if name not in self._used_ids else f"msg_{uuid4().hex}"
            self._used_ids.add(name)
            self._open[own] = _Message(name)
        return self._open[own]


def _add_texts(
    message: _Message, members: Mapping[str, Any], *, with_deltas: bool
) -> Iterator[ResponsesAgentStreamEvent]:
    text = members.get("content") or ""
    if not isinstance(text, str):
        raise TypeError("the content of a message must be a text here")
    refusal = members.get("refusal") or ""
    message.text += text
    message.refusal += refusal
    for name, piece in (("output_text", text), ("refusal", refusal)):
        if piece and with_deltas:
            kind = f"response.{name}.delta"
            yield ResponsesAgentStreamEvent(type=kind, item_id=message.item_id, delta=piece)


def _is_whole(arguments: str) -> bool:
    try:
        json.loads(arguments or "{}")
    except ValueError:
        return False
    return True


def _make_done_event(item: Object) -> ResponsesAgentStreamEvent:
    return ResponsesAgentStreamEvent(type="response.output_item.done", item=item)


def to_chat_completions_input(items: Iterable[Any]) -> list[Object]:
    """Return the input of a request as Chat messages; parallel calls stay in one message.

    Reasoning is left out, since Chat messages do not contain it. Raises TypeError for items other
    than messages, calls of functions and their outputs.
    """
    messages: list[Object] = []
    for value in items:
        item = _to_plain(value)
        kind = item.get("type") or "message"
        if kind == "message":
            messages.append(_make_message(item))
        elif kind == "function_call":
            _get_caller(messages).setdefault("tool_calls", []).append(
                {
                    "id": item["call_id"],
                    "type": "function",
                    "function": {"name": item["name"], "arguments": item["arguments"] or "{}"},
                }
            )
        elif kind == "function_call_output":
            content = _make_content(item["output"])
            messages.append({"role": "tool", "tool_call_id": item["call_id"], "content": content})
        elif kind != "reasoning":
            raise TypeError(f"items of the type {kind} have no place in Chat")
    return messages


def _get_caller(messages: list[Object]) -> Object:
    """Return the message that a call belongs to."""
    if not messages or messages[-1]["role"] != "assistant":
        messages.append({"role": "assistant", "content": None})
    return messages[-1]


def _make_message(item: Mapping[str, Any]) -> Object:
    content = item["content"]
    message: Object = {"role": item["role"]}
    if isinstance(content, str):
        return {**message, "content": content}
    refusals = [part["refusal"] for part in content if part["type"] == "refusal"]
    if refusals:
        message["refusal"] = "".join(refusals)
    parts = _make_content([part for part in content if part["type"] != "refusal"])
    only = parts[0] if len(parts) == 1 else {}
    plain = only.get("text") if isinstance(only, dict) else None
    return {**message, "content": (parts or None) if plain is None else plain}


def _make_content(parts: Any) -> Any:
    return parts if isinstance(parts, str) else [_make_part(_to_plain(part)) for part in parts]


def _make_part(part: Mapping[str, Any]) -> Object:
    kind = part["type"]
    if kind in ("input_text", "output_text"):
        return {"type": "text", "text": part["text"]}
    if kind == "input_image" and part.get("image_url"):
        detail = {"detail": part["detail"]} if part.get("detail") else {}
        return {"type": "image_url", "image_url": {"url": part["image_url"], **detail}}
    if kind == "input_file" and not part.get("file_url"):
        names = ("file_data", "file_id", "filename")
        return {"type": "file", "file": {name: part[name] for name in names if part.get(name)}}
    raise TypeError(f"parts of the type {kind} have no place in Chat")


def _to_plain(value: Any) -> Mapping[str, Any]:
    dump = getattr(value, "model_dump", None)
    plain = dump(exclude_none=True) if callable(dump) else value
    if not isinstance(plain, Mapping):
        raise TypeError(f"neither a message nor an item: {type(value).__name__}")
    return plain
