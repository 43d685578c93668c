"""What the events of a Responses stream add up to.

An event says what becomes of one place: an item (``item_places`` finds it), and a part of it, by an
index of its own. A ``done`` event repeats what deltas brought, or stands alone; it counts either
way, and so does the answer in the last event, of which only what was not streamed is new. What
follows that event is not read. Streams of MLflow agents are no more than deltas and finished items:
where no event has announced an answer, and all items are done, it is completed.
"""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

from responses_protocol.streams.errors import StreamError, as_object, guarded
from responses_protocol.streams.item_places import ItemFold, Places, filled
from responses_protocol.values import Json, copied

Object = dict[str, Json]
TERMINAL = frozenset(("response.completed", "response.incomplete", "response.failed"))
UNFINISHED = frozenset(("in_progress", "queued"))  # no word for the end of an answer
MOST_PARTS = 1000  # of one item: an index beyond that is damage, not an answer


class ResponseFold:
    """Adds up events. ``touched`` is the item that the last event has changed, if it has."""

    def __init__(self) -> None:
        self.count = 0
        self.response: Object | None = None
        self.terminal: str | None = None
        self.error: Json = None
        self.places = Places()
        self.touched: ItemFold | None = None

    def feed(self, payload: Json) -> Object:
        """Add an event, and return it as a plain object; raise StreamError where it is none."""
        index, self.count = self.count, self.count + 1
        self.touched = None
        event: Object = as_object(payload, "an event", index)
        kind = event.get("type")
        if not isinstance(kind, str):
            raise StreamError("an event must have a type", index, "/type")
        read = READERS.get(kind)
        if read is not None and self.terminal is None:
            try:
                self.touched = read(self, event)
            except _Damaged as damage:
                raise StreamError(damage.reason, index, damage.pointer) from None
            except (TypeError, RecursionError) as error:
                raise guarded(error, index) from None
        return event

    def result(self) -> Object:
        """Return the whole answer so far."""
        answer: Object = copied(self.response) if self.response is not None else {}
        if self.response is None:
            answer["object"] = "response"
        listed = answer.get("output") if self.terminal else None
        streamed = [one for one in (item.result() for item in self.places.in_order()) if one]
        if isinstance(listed, list) and listed:
            answer["output"] = _whole(listed, streamed)
        else:
            answer["output"] = streamed
        answer["status"] = self._status(answer.get("status"))
        if self.error is not None and not answer.get("error"):
            answer["error"] = copied(self.error)
        return answer

    def _status(self, given: Json) -> Json:
        if self.error is not None or self.terminal == "response.failed":
            return "failed"
        if self.terminal is not None:
            said = isinstance(given, str) and given and given not in UNFINISHED
            return given if said else self.terminal.removeprefix("response.")
        items = self.places.items
        if self.response is None and items and all(one.done for one in items):
            return "completed"
        return "incomplete"


def _whole(listed: list[Json], streamed: list[Object]) -> list[Json]:
    """Return the items of the last event, with what it leaves out of those that were streamed."""
    known = {name: one for one in streamed for name in _names(one)}
    for at, one in enumerate(listed):
        found = next((known[name] for name in _names(one) if name in known), None)
        if found is not None:
            listed[at] = filled(one, found)
    if len(listed) >= len(streamed):  # an id may change at the end, that is no other item
        return listed
    places = {name: at for at, one in enumerate(listed) for name in _names(one)}
    made, at = list(listed), 0
    for one in streamed:
        found_at = next((places[name] for name in _names(one) if name in places), None)
        if found_at is None:
            made.insert(at, one)
            at += 1
        else:
            at = found_at + 1 + len(made) - len(listed)
    return made


def _names(item: Json) -> list[tuple[str, str]]:
    """Return what an item is known by: its id, and as a call, or its output, that of the call."""
    if not isinstance(item, dict):
        return []
    named = (("id", item.get("id")), (str(item.get("type")), item.get("call_id")))
    return [(kind, own) for kind, own in named if isinstance(own, str)]


class _Damaged(Exception):
    """What is wrong with an event, and where."""

    def __init__(self, reason: str, pointer: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.pointer = pointer


def _object(event: Object, name: str) -> Object:
    value = event.get(name)
    if not isinstance(value, dict):
        raise _Damaged(f"{name} must be an object", f"/{name}")
    return value


def _string(event: Object, name: str) -> str:
    value = event.get(name)
    if not isinstance(value, str):
        raise _Damaged(f"{name} must be a string", f"/{name}")
    return value


def _number(event: Object, name: str) -> int:
    """Return the index of a part, which servers leave out where there is only one."""
    value = event.get(name)
    if type(value) is not int or value < 0:
        return 0
    if value >= MOST_PARTS:
        raise _Damaged(f"{name} is out of range", f"/{name}")
    return value


# --- what events do: each returns the item that it has changed ------------------------------------

Read = Callable[[ResponseFold, Object], "ItemFold | None"]


def _answer(fold: ResponseFold, event: Object) -> None:
    fold.response = copied(_object(event, "response"))
    if event["type"] in TERMINAL:
        fold.terminal = event["type"]


def _item_added(fold: ResponseFold, event: Object) -> ItemFold | None:
    item = copied(_object(event, "item"))
    found = fold.places.of_item(event, item)
    if found.done:
        return None  # it is told twice
    found.item = item
    return found


def _item_done(fold: ResponseFold, event: Object) -> ItemFold:
    item = copied(_object(event, "item"))
    found = fold.places.of_item(event, item)
    found.finish(item)
    return found


def _part(member: str, index: str) -> Read:
    def read(fold: ResponseFold, event: Object) -> ItemFold | None:
        part, path = copied(_object(event, "part")), (member, _number(event, index))
        kind = part.get("type")
        found = fold.places.of_text(event, ITEMS.get(str(kind), ITEM_OF[member]))
        if found.done:
            return None
        if event["type"].endswith(".done"):  # as it is, whatever was delivered
            for key in [key for key in found.texts if key[:2] == path and part.get(key[2])]:
                del found.texts[key]
        found.set_part(path, part)
        return found

    return read


def _text(kind: str, member: str, index: str | None = None, name: str = "", part: str = "") -> Read:
    """Return the reader of the deltas, and of the end, of one text of an item of this kind."""

    def read(fold: ResponseFold, event: Object) -> ItemFold | None:
        path: tuple[Any, ...] = (
            (member,) if index is None else (member, _number(event, index), name)
        )
        done = event["type"].endswith(".done")
        said = event.get(path[-1]) if done else _string(event, "delta")
        if not isinstance(said, str):
            return None  # what was delivered stands
        found = fold.places.of_text(event, kind)
        if found.done:
            return None
        known = found.texts.get(path)
        if known is None or (done and said):
            found.texts[path] = known = (StringIO(), part)
        known[0].write(said)
        logprobs = event.get("logprobs")
        if index is not None and isinstance(logprobs, list) and logprobs:
            found.add_logprobs(path, part, copied(logprobs), done)
        return found

    return read


def _annotation(fold: ResponseFold, event: Object) -> ItemFold | None:
    at, number = _number(event, "content_index"), _number(event, "annotation_index")
    annotation = copied(_object(event, "annotation"))
    found = fold.places.of_text(event, "message")
    if found.done:
        return None
    annotations = found.listed(("content", at), "output_text", "annotations")
    annotations[number : number + 1] = [annotation]
    return found


def _error(fold: ResponseFold, event: Object) -> None:
    """Read an error event; its members stand in it, or in an ``error`` of it."""
    inner = event.get("error")
    said = inner if isinstance(inner, dict) else event
    fold.error = {name: copied(said[name]) for name in ("code", "message") if name in said}


# the items that have parts of a type, or in a member
ITEMS = {
    "output_text": "message",
    "refusal": "message",
    "reasoning_text": "reasoning",
    "summary_text": "reasoning",
}
ITEM_OF = {"content": "message", "summary": "reasoning"}
PARTS = {
    "response.content_part": ("content", "content_index"),
    "response.reasoning_summary_part": ("summary", "summary_index"),
}
# the type of the item, its member, the index of the part in it, the member of the part, its type
_SUMMARY = _text("reasoning", "summary", "summary_index", "text", "summary_text")
_RAW = _text("reasoning", "content", "content_index", "text", "reasoning_text")
TEXTS: dict[str, Read] = {
    "response.output_text": _text("message", "content", "content_index", "text", "output_text"),
    "response.refusal": _text("message", "content", "content_index", "refusal", "refusal"),
    "response.reasoning_text": _RAW,
    "response.reasoning": _RAW,
    "response.reasoning_summary_text": _SUMMARY,
    "response.reasoning_summary": _SUMMARY,
    "response.function_call_arguments": _text("function_call", "arguments"),
    "response.custom_tool_call_input": _text("custom_tool_call", "input"),
    "response.mcp_call_arguments": _text("mcp_call", "arguments"),
    "response.mcp_call.arguments": _text("mcp_call", "arguments"),
    "response.code_interpreter_call_code": _text("code_interpreter_call", "code"),
    "response.code_interpreter_call.code": _text("code_interpreter_call", "code"),
}
READERS: dict[str, Read] = {
    **dict.fromkeys(
        ("response.created", "response.in_progress", "response.queued", *TERMINAL), _answer
    ),
    "response.output_item.added": _item_added,
    "response.output_item.done": _item_done,
    "response.output_text.annotation.added": _annotation,
    "error": _error,
}
for _kind, _places in PARTS.items():
    READERS[f"{_kind}.added"] = READERS[f"{_kind}.done"] = _part(*_places)
for _kind, _read in TEXTS.items():
    READERS[f"{_kind}.delta"] = READERS[f"{_kind}.done"] = _read


def fold_events(events: Json) -> Object:
    """Return the Responses answer that ``events`` (any iterable of them, in order) add up to.

    Raises StreamError for the first one that is no event.
    """
    fold = ResponseFold()
    for event in events:
        fold.feed(event)
    try:
        return fold.result()
    except RecursionError as error:
        raise guarded(error, fold.count) from None
