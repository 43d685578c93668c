"""Translate the messages of an agent to events: whole ones, or the chunks of a ChatAgent.

The pieces of one message have its id, and may alternate with those of others where agents work
side by side. Their text is passed on at once; the message is whole when a tool answers, when its
calls are, or at the end. If an id comes back after that, its content is another item.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from io import StringIO

from responses_protocol._agents.call_fold import CallFold
from responses_protocol._agents.events import (
    create_refusal_delta,
    create_text_delta,
    item_done,
)
from responses_protocol._agents.history import find_part_losses, to_items
from responses_protocol._agents.items import create_reasoning_item
from responses_protocol._agents.thoughts import MEMBERS, Thoughts, is_reasoning_part
from responses_protocol._formats.ids import add_prefix, derive_id
from responses_protocol._lens.losses import Loss
from responses_protocol._values import Json, Object, copy_json
from responses_protocol.errors import ConversionError

REPEATED_ROLES = frozenset(("user", "human", "system", "developer"))  # parts of the input
TOOL = "tool"


class MessageFold:
    """A message that comes in pieces; ``item_id`` is the id of its text."""

    def __init__(self, delta: Object, item_id: str) -> None:
        self.item_id = item_id
        self.delta: Object = {}
        self.text = StringIO()
        self._thoughts: dict[str, StringIO] = {}  # reasoning that is a text, by its member
        self._parts: list[tuple[int, Object]] = []  # the other parts, each behind so much text
        self.calls: list[CallFold] = []
        self.role = str(delta.get("role") or "assistant")
        self._calls: dict[Hashable, CallFold] = {}  # the first call of each id
        self._unfinished = 0

    def add(self, delta: Object) -> list[tuple[str, str]]:
        """Add a piece; return its texts and refusals, each with its kind.

        Raises ConversionError for a content part that is no object.
        """
        for name, value in delta.items():
            before = self.delta.get(name)
            if name in MEMBERS and isinstance(value, str):
                self._thoughts.setdefault(name, StringIO()).write(value)
            elif name in MEMBERS and isinstance(before, list) and isinstance(value, list):
                before += copy_json(value)
            elif value is not None and name not in ("content", "tool_calls"):
                self.delta.setdefault(name, copy_json(value))
        pieces = list(self._add_content(delta.get("content")))
        for call in delta.get("tool_calls") or ():
            self._add_call(call)
        return pieces

    def _add_content(self, content: Json) -> Iterator[tuple[str, str]]:
        for index, part in enumerate(content if isinstance(content, list) else (content or "",)):
            if not isinstance(part, dict):
                if isinstance(content, list):
                    raise ConversionError("a content part must be an object", f"/content/{index}")
                self.text.write(part)
                yield "text", part
            elif is_text_part(part):
                self.text.write(part["text"])
                yield "text", part["text"]
            else:
                self._add_part(part)
                if is_refusal_part(part):
                    yield "refusal", part["refusal"]

    def _add_part(self, part: Object) -> None:
        """Add a part that is no text, or a piece of the refusal before it."""
        length = self.text.tell()
        last_length, last = self._parts[-1] if self._parts else (length, {})
        if length == last_length and is_refusal_part(last) and is_refusal_part(part):
            last["refusal"] += part["refusal"]
        else:
            self._parts.append((length, copy_json(part)))

    def content(self) -> str | list[Object]:
        """Return the content: a text, or its parts where it has other ones."""
        text = self.text.getvalue()
        if not self._parts:
            return text
        content: list[Object] = []
        start = 0
        for end, part in [*self._parts, (len(text), None)]:
            if start < end:
                content.append({"type": "text", "text": text[start:end]})
            if part is not None:
                content.append(part)
            start = end
        return content

    def _add_call(self, call: Object) -> None:
        """Add a call, or a piece of the arguments of the call with the same id."""
        call_id = call.get("id")
        key = (
            call_id if call_id is None or isinstance(call_id, str) else len(self.calls)
        )  # a key of its own without an id
        fold = self._calls.get(key)
        if fold is not None:
            self._unfinished -= not fold.is_whole
            is_piece = fold.add(call.get("function"))
            self._unfinished += not fold.is_whole
            if is_piece:
                return
        fold = CallFold(call)
        self._calls.setdefault(key, fold)
        self.calls.append(fold)
        self._unfinished += not fold.is_whole

    def has_whole_calls(self) -> bool:
        """Return whether it has calls, and the arguments of all calls are complete."""
        return bool(self.calls) and not self._unfinished

    def message(self) -> Object:
        """Return the whole message."""
        thoughts = {name: text.getvalue() for name, text in self._thoughts.items()}
        message = {**self.delta, **thoughts, "content": self.content(), "id": self.item_id}
        if self.calls:
            message["tool_calls"] = [fold.call() for fold in self.calls]
        return message


class Messages:
    """Translates the messages and the chunks of an agent to events.

    ``name`` makes the id of an item unique among all items of the agent, and ``new_id`` makes the
    ids of messages without one. With ``attachments``, items keep the attachments of their message,
    which no other API has, in a member of that name.
    """

    def __init__(
        self, name: Callable[[str], str], new_id: Callable[[], str], attachments: bool = False
    ) -> None:
        self._name = name
        self._new_id = new_id
        self._attachments = attachments
        self._open: dict[str, MessageFold] = {}
        self._results: dict[str, None] = {}  # the open messages that are results of tools
        self.losses: list[Loss] = []  # of the reasoning of messages that came in pieces

    def feed_delta(self, delta: Object) -> list[Object]:
        """Return the events of a chunk's delta; raise ConversionError for another value."""
        _check_shape(delta)
        role, message_id = delta.get("role"), delta.get("id")
        if role in REPEATED_ROLES:
            return []
        if message_id is None:  # a bug in many agents: take the last open message
            message_id = next(reversed(self._open), "") if role != TOOL else ""
        events: list[Object] = []
        fold = self._open.get(message_id)
        for open_id in list(self._open if role == TOOL else self._results):
            if open_id != message_id:
                events += self._close(open_id)
        if fold is None:
            item_id = add_prefix(message_id or self._new_id(), "msg_")
            fold = self._open[message_id] = MessageFold(delta, self._name(item_id))
            if fold.role == TOOL:
                self._results[message_id] = None
        for kind, piece in fold.add(delta):
            if piece and fold.role != TOOL:
                events.append(DELTAS[kind](piece, fold.item_id))
        return events + (self.close() if fold.has_whole_calls() else [])

    def feed_message(self, message: Object) -> list[Object]:
        """Return the events of a whole message; raise ConversionError for another value."""
        _check_shape(message)
        if message.get("role") in REPEATED_ROLES:
            return []
        return [*self.close(), *self._item_events(message, set())]

    def close(self) -> list[Object]:
        """Return the events of all messages that are still open."""
        return [event for key in list(self._open) for event in self._close(key)]

    def _close(self, message_id: str) -> list[Object]:
        fold = self._open.pop(message_id)
        self._results.pop(message_id, None)
        message = fold.message()
        thoughts = Thoughts()
        thoughts.strip_reasoning(message)
        self.losses += thoughts.losses("/delta")
        message_id = message_id or fold.item_id.removeprefix("msg_")
        if not message["content"] and not fold.calls and fold.role != TOOL:
            return self._reasoning_events(thoughts.take_texts(), message_id)
        if not _has_content(
            message
        ):  # the ids of calls derive from this one, as in a whole message
            message["id"] = message_id
        return self._item_events(message, {fold.item_id}, message_id)

    def _item_events(
        self, message: Object, final_ids: set[str], message_id: str = ""
    ) -> list[Object]:
        """Return the events of the items of a message.

        Ids in ``final_ids`` stay; ``message_id`` is the id of the message, where that of its text
        differs.
        """
        if message.get("role") != TOOL and not message.get("id"):
            message = {**message, "id": self._new_id()}
        thoughts = Thoughts()
        has_content = bool(message.get("content"))
        message = thoughts.strip_reasoning(message)
        is_reasoning = has_content and not message["content"] and not _calls(message)
        if message.get("role") != TOOL:
            message["role"] = "assistant"  # MLflow has no other role for an agent
            message["tool_calls"] = [call for call in _calls(message) if _is_named(call)]
        thought = thoughts.take_texts()
        items = [] if is_reasoning else to_items(message)
        if thought:
            item_id = add_prefix(message_id or str(message.get("id") or self._new_id()), "rs_")
            items.insert(0, create_reasoning_item(item_id, thought))
        for item in items:
            self._set_id(item, final_ids)
        if self._attachments and message.get("attachments") and items:
            items[0]["attachments"] = copy_json(message["attachments"])
        return [item_done(item) for item in items]

    def _reasoning_events(self, thought: str, message_id: str) -> list[Object]:
        """Return the events of the reasoning of a message that has nothing else."""
        if not thought:
            return []
        item = create_reasoning_item(self._name(add_prefix(message_id, "rs_")), thought)
        return [item_done(item)]

    def _set_id(self, item: Object, final_ids: set[str]) -> None:
        if item["type"] == "function_call_output":
            return  # it has no id in MLflow
        item_id = item.get("id") or derive_id("fc_", item["call_id"])
        item["id"] = item_id if item_id in final_ids else self._name(item_id)


def _check_shape(message: Object) -> None:
    """Raise ConversionError for a message with a member of an unreadable shape."""
    for name, (kinds, expected) in SHAPES.items():
        if not isinstance(message.get(name), kinds):
            raise ConversionError(f"{name} must be {expected}", f"/{name}")
    for index, call in enumerate(message.get("tool_calls") or ()):
        if not isinstance(call, dict):
            raise ConversionError("a tool call must be an object", f"/tool_calls/{index}")


NONE = type(None)
TEXTS = ("input_text", "output_text", "text")
DELTAS = {"text": create_text_delta, "refusal": create_refusal_delta}
SHAPES = {
    "role": ((str, NONE), "a string"),
    "id": ((str, NONE), "a string"),
    "content": ((str, list, NONE), "a string or a list of content parts"),
    "tool_calls": ((list, NONE), "a list"),
}


def is_text_part(part: Object) -> bool:
    """Return whether a content part is a text; some agents leave out its type."""
    return part.get("type", "text") in TEXTS and isinstance(part.get("text"), str)


def is_refusal_part(part: Object) -> bool:
    """Return whether a content part is a refusal."""
    return part.get("type") == "refusal" and isinstance(part.get("refusal"), str)


def delta_losses(delta: Object, pointer: str) -> Iterator[Loss]:
    """Yield a loss for each content part of a delta, at ``pointer``, that no item can hold."""
    role, content = delta.get("role"), delta.get("content")
    if not isinstance(content, list) or role in REPEATED_ROLES:
        return
    parts = [{"type": "text", "text": ""} if is_text_part(part) else part for part in content]
    call = {"tool_call_id": delta.get("tool_call_id") or ""} if role == TOOL else {}
    yield from find_part_losses({"role": role or "assistant", "content": parts, **call}, pointer)


def _has_content(message: Object) -> bool:
    content = message["content"]
    if isinstance(content, list):
        return not all(map(is_reasoning_part, content))
    return bool(content)


def _calls(message: Object) -> list[Json]:
    return message.get("tool_calls") or []


def _is_named(call: Json) -> bool:
    """Return whether a call names its function; ChatAgent allows calls without a name."""
    function = call.get("function") if isinstance(call, dict) else None
    return not isinstance(function, dict) or isinstance(function.get("name"), str)
