"""Helpers of a ResponsesAgent that is made of Chat messages. They need MLflow and nothing else.

``responses-protocol migrate --idiomatic --vendor`` writes this file beside an agent. What it can't
carry whole is an error, never a gap.
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
    """Yield the events for what a model or a graph says: texts as deltas, all items as done.

    Takes chunks of Chat Completions, ``{"delta": message}`` with messages or pieces of them, and
    messages alone. Raises TypeError for anything else.
    """
    said = _Said()
    for element in elements:
        value = _plain(element)
        if isinstance(value.get("choices"), list):
            yield from said.chunk(value)
        elif isinstance(value.get("delta"), Mapping):
            yield from said.piece(value["delta"], told=True)
        elif "role" in value:
            yield from said.close()
            yield from said.piece(value, told=False)
            yield from said.close()
        else:
            raise TypeError(f"no chunk and no message: {sorted(value)}")
    yield from said.close()


@dataclass
class _Message:
    """A message as far as it has come; its texts, refusals and calls become items at its end."""

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
        """Yield what it says, and then what it calls."""
        parts = [{"type": "output_text", "text": self.text, "annotations": []}] * bool(self.text)
        parts += [{"type": "refusal", "refusal": self.refusal}] * bool(self.refusal)
        if parts:
            head = {"type": "message", "id": self.item_id, "role": "assistant"}
            yield {**head, "status": "completed", "content": parts}
        for call in self.calls.values():
            yield {"type": "function_call", "id": f"fc_{uuid4().hex}", **call}


class _Said:
    """The messages that are being said: pieces of one have its id, and come between others."""

    def __init__(self) -> None:
        self._open: dict[Any, _Message] = {}
        self._taken: set[str] = set()
        self._chunk: Any = None  # the id of the last chunk of Chat Completions

    def chunk(self, value: Mapping[str, Any]) -> Iterator[ResponsesAgentStreamEvent]:
        """Yield what a chunk of Chat Completions brings."""
        if value.get("id") != self._chunk:
            yield from self.close()
            self._chunk = value.get("id")
        for choice in value["choices"]:
            if choice.get("index") in (0, None):
                delta = choice.get("delta") or {}
                said = self._message(value.get("id"))
                yield from _say(said, delta, told=True)
                for call in delta.get("tool_calls") or ():
                    said.add_call(call.get("index", len(said.calls)), call)

    def piece(self, message: Mapping[str, Any], *, told: bool) -> Iterator[Any]:
        """Yield what a message of a ChatAgent, or a piece of one, brings."""
        role = message.get("role")
        if role == "tool":
            yield from self.close()
            call_id, output = message.get("tool_call_id"), message.get("content") or ""
            yield _done({"type": "function_call_output", "call_id": call_id, "output": output})
        elif role == "assistant":
            said = self._message(message.get("id"))
            yield from _say(said, message, told=told)
            for call in message.get("tool_calls") or ():
                said.add_call(call.get("id") or len(said.calls), call)
            if said.calls and all(_is_whole(call["arguments"]) for call in said.calls.values()):
                yield from self.close()

    def close(self) -> Iterator[ResponsesAgentStreamEvent]:
        """Yield the items of all messages that were not whole until now."""
        said, self._open = self._open, {}
        for message in said.values():
            yield from map(_done, message.items())

    def _message(self, own: Any) -> _Message:
        if own not in self._open:
            name = f"msg_{own or uuid4().hex}"
            name = name if name not in self._taken else f"msg_{uuid4().hex}"
            self._taken.add(name)
            self._open[own] = _Message(name)
        return self._open[own]


def _say(
    said: _Message, message: Mapping[str, Any], *, told: bool
) -> Iterator[ResponsesAgentStreamEvent]:
    text = message.get("content") or ""
    if not isinstance(text, str):
        raise TypeError("the content of a message must be a text here")
    refusal = message.get("refusal") or ""
    said.text += text
    said.refusal += refusal
    for name, piece in (("output_text", text), ("refusal", refusal)):
        if piece and told:
            kind = f"response.{name}.delta"
            yield ResponsesAgentStreamEvent(type=kind, item_id=said.item_id, delta=piece)


def _is_whole(arguments: str) -> bool:
    try:
        json.loads(arguments or "{}")
    except ValueError:
        return False
    return True


def _done(item: Object) -> ResponsesAgentStreamEvent:
    return ResponsesAgentStreamEvent(type="response.output_item.done", item=item)


def to_chat_completions_input(items: Iterable[Any]) -> list[Object]:
    """Return the input of a request as Chat messages; calls that are made together stay so.

    Reasoning is left out, since Chat has no place for it. Raises TypeError for other items than
    messages, calls of functions and their outputs.
    """
    made: list[Object] = []
    for one in items:
        item = _plain(one)
        kind = item.get("type") or "message"
        if kind == "message":
            made.append(_message(item))
        elif kind == "function_call":
            _turn(made).setdefault("tool_calls", []).append(
                {
                    "id": item["call_id"],
                    "type": "function",
                    "function": {"name": item["name"], "arguments": item["arguments"] or "{}"},
                }
            )
        elif kind == "function_call_output":
            content = _content(item["output"])
            made.append({"role": "tool", "tool_call_id": item["call_id"], "content": content})
        elif kind != "reasoning":
            raise TypeError(f"items of the type {kind} have no place in Chat")
    return made


def _turn(made: list[Object]) -> Object:
    """Return the message that a call belongs to."""
    if not made or made[-1]["role"] != "assistant":
        made.append({"role": "assistant", "content": None})
    return made[-1]


def _message(item: Mapping[str, Any]) -> Object:
    content = item["content"]
    made: Object = {"role": item["role"]}
    if isinstance(content, str):
        return {**made, "content": content}
    refusals = [part["refusal"] for part in content if part["type"] == "refusal"]
    if refusals:
        made["refusal"] = "".join(refusals)
    said = _content([part for part in content if part["type"] != "refusal"])
    only = said[0] if len(said) == 1 else {}
    plain = only.get("text") if isinstance(only, dict) else None
    return {**made, "content": (said or None) if plain is None else plain}


def _content(parts: Any) -> Any:
    return parts if isinstance(parts, str) else [_part(_plain(part)) for part in parts]


def _part(part: Mapping[str, Any]) -> Object:
    kind = part["type"]
    if kind in ("input_text", "output_text"):
        return {"type": "text", "text": part["text"]}
    if kind == "input_image" and part.get("image_url"):
        told = {"detail": part["detail"]} if part.get("detail") else {}
        return {"type": "image_url", "image_url": {"url": part["image_url"], **told}}
    if kind == "input_file" and not part.get("file_url"):
        names = ("file_data", "file_id", "filename")
        return {"type": "file", "file": {one: part[one] for one in names if part.get(one)}}
    raise TypeError(f"parts of the type {kind} have no place in Chat")


def _plain(value: Any) -> Mapping[str, Any]:
    dump = getattr(value, "model_dump", None)
    found = dump(exclude_none=True) if callable(dump) else value
    if not isinstance(found, Mapping):
        raise TypeError(f"no message and no item: {type(value).__name__}")
    return found
