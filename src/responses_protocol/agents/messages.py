"""What an agent says in messages: whole ones, or in the chunks of a ChatAgent.

The pieces of one message have its id, and come between those of others where agents work side by
side. Their text is passed on at once; the message is whole when a tool answers, when its calls are,
or at the end. Should an id come back after that, what it says then is an item of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from io import StringIO

from responses_protocol.agents.call_fold import CallFold
from responses_protocol.agents.events import create_text_delta, item_done
from responses_protocol.agents.history import message_items
from responses_protocol.agents.items import create_reasoning_item
from responses_protocol.agents.repeats import text_of
from responses_protocol.agents.thoughts import Thoughts
from responses_protocol.errors import ConversionError
from responses_protocol.formats.ids import mint, prefixed
from responses_protocol.values import Json, copied

Object = dict[str, Json]
NOT_SAID = frozenset(("user", "human", "system", "developer"))  # what an agent only repeats
TOOL = "tool"


class MessageFold:
    """A message that comes in pieces; ``item_id`` is the id of its text."""

    def __init__(self, delta: Object, item_id: str) -> None:
        self.item_id = item_id
        self.delta: Object = {}
        self.text = StringIO()
        self.calls: list[CallFold] = []
        self.role = str(delta.get("role") or "assistant")
        self._calls: dict[Hashable, CallFold] = {}  # the first ones with their ids
        self._unfinished = 0

    def add(self, delta: Object) -> str:
        """Add a piece; return its text."""
        for name, value in delta.items():
            if value is not None and name not in ("content", "tool_calls"):
                self.delta.setdefault(name, copied(value))
        text = text_of(delta.get("content"))
        for call in delta.get("tool_calls") or ():
            self._add_call(call)
        self.text.write(text)
        return text

    def _add_call(self, call: Object) -> None:
        """Add a call, or a piece of the arguments of the one with its id."""
        own = call.get("id")
        key = own if own is None or isinstance(own, str) else len(self.calls)  # no id: its own
        fold = self._calls.get(key)
        if fold is not None:
            self._unfinished -= not fold.is_whole
            added = fold.add(call.get("function"))
            self._unfinished += not fold.is_whole
            if added:
                return
        fold = CallFold(call)
        self._calls.setdefault(key, fold)
        self.calls.append(fold)
        self._unfinished += not fold.is_whole

    def has_whole_calls(self) -> bool:
        """Tell whether it calls something, and no more can be added to any arguments."""
        return bool(self.calls) and not self._unfinished

    def message(self) -> Object:
        """Return the whole message."""
        made = {**self.delta, "content": self.text.getvalue(), "id": self.item_id}
        if self.calls:
            made["tool_calls"] = [fold.call() for fold in self.calls]
        return made


class Messages:
    """Translates the messages and the chunks of an agent to events.

    ``name`` gives an item the id that it has among all items of the agent, ``new_id`` is what those
    of messages without one are made of; with ``attachments``, items keep those of their message,
    which no other API has, in a member of that name.
    """

    def __init__(
        self, name: Callable[[str], str], new_id: Callable[[], str], attachments: bool = False
    ) -> None:
        self._name = name
        self._new_id = new_id
        self._attachments = attachments
        self._open: dict[str, MessageFold] = {}
        self._results: dict[str, None] = {}  # those of them that are results of tools

    def feed_delta(self, delta: Object) -> list[Object]:
        """Return the events of what a chunk adds to a message; ConversionError if it is none."""
        _check(delta)
        role, own = delta.get("role"), delta.get("id")
        if role in NOT_SAID:
            return []
        if own is None:  # a bug in many agents: nothing says what it belongs to
            own = next(reversed(self._open), "") if role != TOOL else ""
        events: list[Object] = []
        fold = self._open.get(own)
        for other in list(self._open if role == TOOL else self._results):
            if other != own:
                events += self._close(other)
        if fold is None:
            named = prefixed(own or self._new_id(), "msg_")
            fold = self._open[own] = MessageFold(delta, self._name(named))
            if fold.role == TOOL:
                self._results[own] = None
        text = fold.add(delta)
        if text and fold.role != TOOL:
            events.append(create_text_delta(text, fold.item_id))
        return events + (self.close() if fold.has_whole_calls() else [])

    def feed_message(self, message: Object) -> list[Object]:
        """Return the events of a whole message; raise ConversionError where it is none."""
        _check(message)
        if message.get("role") in NOT_SAID:
            return []
        return [*self.close(), *self._done(message, set())]

    def close(self) -> list[Object]:
        """Return the events of all messages that were not whole until now."""
        return [event for own in list(self._open) for event in self._close(own)]

    def _close(self, own: str) -> list[Object]:
        fold = self._open.pop(own)
        self._results.pop(own, None)
        message = fold.message()
        if not message["content"] and not fold.calls and fold.role != TOOL:
            return []  # it was announced, and never said anything
        own = own or fold.item_id.removeprefix("msg_")
        if not message["content"]:  # then its calls are made of its own id, as those of a whole one
            message["id"] = own
        return self._done(message, {fold.item_id}, own)

    def _done(self, message: Object, named: set[str], own: str = "") -> list[Object]:
        """Return the events of the items of a message.

        Ids in ``named`` are settled; ``own`` is the one of the message, where that is another one.
        """
        if message.get("role") != TOOL and not message.get("id"):
            message = {**message, "id": self._new_id()}
        thoughts = Thoughts()
        message = thoughts.take(message)
        if message.get("role") != TOOL:
            message["role"] = "assistant"  # MLflow knows no other for what an agent says
            message["tool_calls"] = [call for call in _calls(message) if _is_named(call)]
        thought = thoughts.all()
        items = message_items(message)
        if thought:
            made = prefixed(own or str(message.get("id") or self._new_id()), "rs_")
            items.insert(0, create_reasoning_item(made, thought))
        for item in items:
            self._give_id(item, named)
        if self._attachments and message.get("attachments") and items:
            items[0]["attachments"] = copied(message["attachments"])
        return [item_done(item) for item in items]

    def _give_id(self, item: Object, named: set[str]) -> None:
        if item["type"] == "function_call_output":
            return  # none in MLflow
        own = item.get("id") or mint("fc_", item["call_id"])
        item["id"] = own if own in named else self._name(own)


def _check(message: Object) -> None:
    """Raise ConversionError where a member that is read here is of no readable shape."""
    for name, (kinds, wanted) in SHAPES.items():
        if not isinstance(message.get(name), kinds):
            raise ConversionError(f"{name} must be {wanted}", f"/{name}")
    for at, call in enumerate(message.get("tool_calls") or ()):
        if not isinstance(call, dict):
            raise ConversionError("a tool call must be an object", f"/tool_calls/{at}")


NONE = type(None)
SHAPES = {
    "role": ((str, NONE), "a string"),
    "id": ((str, NONE), "a string"),
    "content": ((str, list, NONE), "a string or a list of content parts"),
    "tool_calls": ((list, NONE), "a list"),
}


def _calls(message: Object) -> list[Json]:
    return message.get("tool_calls") or []


def _is_named(call: Json) -> bool:
    """Tell whether a call says what it calls; ChatAgent lets it go without."""
    function = call.get("function") if isinstance(call, dict) else None
    return not isinstance(function, dict) or isinstance(function.get("name"), str)
