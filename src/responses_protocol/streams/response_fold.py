"""What the events of a Responses stream add up to.

An event says what becomes of one place: an item, by its ``output_index`` (or, where servers leave
that out, by its id), and a part of it, by an index of its own. A ``done`` event repeats what deltas
brought, or stands alone; it counts either way, and so does the answer in the last event, of which
only what was not streamed is new. Streams of MLflow agents are no more than deltas and finished
items: where no event has announced an answer, and all items are done, it is completed.
"""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

from responses_protocol.streams.errors import StreamError
from responses_protocol.values import Json, copied

Object = dict[str, Json]
Key = tuple[str, Json]
TERMINAL = frozenset(("response.completed", "response.incomplete", "response.failed"))


class ItemFold:
    """An item: as it was announced, the texts that were delivered since, and whether it is done."""

    __slots__ = ("done", "item", "key", "order", "texts")

    def __init__(self, key: Key, order: int) -> None:
        self.key = key
        self.order = order
        self.item: Object = {}
        self.texts: dict[tuple[Json, ...], StringIO] = {}
        self.done = False

    def result(self) -> Object:
        """Return the item so far."""
        if self.done:
            return self.item
        made: Object = copied(self.item)
        for path, text in self.texts.items():
            _set(made, path, text.getvalue())
        return made


class ResponseFold:
    """Adds up events. ``touched`` is the item of the last event, if it was of one."""

    def __init__(self) -> None:
        self.count = 0
        self.response: Object | None = None
        self.terminal: str | None = None
        self.error: Json = None
        self.items: dict[Key, ItemFold] = {}
        self.by_id: dict[str, ItemFold] = {}
        self.touched: ItemFold | None = None

    def feed(self, event: Json) -> None:
        """Add an event; raise StreamError where it is none."""
        index, self.count = self.count, self.count + 1
        self.touched = None
        kind = event.get("type") if isinstance(event, dict) else None
        if not isinstance(kind, str):
            raise StreamError("an event must be an object with a type", index)
        read = READERS.get(kind)
        if read is not None:
            try:
                read(self, event)
            except _Damaged as damage:
                raise StreamError(damage.reason, index, damage.pointer) from None

    def find(self, event: Object, item: Object | None = None) -> ItemFold:
        """Return the item that an event is about, a new one where it is not known yet."""
        index = event.get("output_index")
        own = event.get("item_id") if item is None else item.get("id")
        key: Key = ("index", index) if type(index) is int else ("id", own)
        fold = self.items.get(key)
        if fold is None and type(index) is not int and isinstance(own, str):
            fold = self.by_id.get(own)
        if fold is None:
            order = index if type(index) is int else len(self.items)
            fold = self.items[key] = ItemFold(key, order)
        if isinstance(own, str):
            self.by_id.setdefault(own, fold)
        self.touched = fold
        return fold

    def streamed(self) -> list[ItemFold]:
        """Return the items in their order."""
        return sorted(self.items.values(), key=lambda one: one.order)

    def result(self) -> Object:
        """Return the whole answer so far."""
        answer: Object = copied(self.response) if self.response is not None else {}
        if self.response is None:
            answer["object"] = "response"
        listed = answer.get("output") if self.terminal else None
        output = listed if isinstance(listed, list) else []
        # a last event may leave out the items, or some of them
        known = {one.get("id") for one in output if isinstance(one, dict)} - {None}
        if not output:
            output = [one.result() for one in self.streamed() if one.item]
        elif len(output) < len(self.items):
            missing = [one.result() for one in self.streamed()]
            output += [one for one in missing if one and one.get("id") not in known]
        answer["output"] = copied(output)
        answer["status"] = self._status(answer)
        if self.error is not None and not answer.get("error"):
            answer["error"] = copied(self.error)
        return answer

    def _status(self, answer: Object) -> Json:
        if self.terminal is not None:
            return answer.get("status") or self.terminal.removeprefix("response.")
        if self.error is not None:
            return "failed"
        if self.response is None and all(one.done for one in self.items.values()) and self.items:
            return "completed"
        return "incomplete"


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
    return value if type(value) is int and value >= 0 else 0


# --- what events do ------------------------------------------------------------------------------


def _answer(fold: ResponseFold, event: Object) -> None:
    fold.response = copied(_object(event, "response"))
    if event["type"] in TERMINAL:
        fold.terminal = event["type"]


def _item_added(fold: ResponseFold, event: Object) -> None:
    item = _object(event, "item")
    found = fold.find(event, item)
    if not found.done:
        found.item = copied(item)


def _item_done(fold: ResponseFold, event: Object) -> None:
    item = _object(event, "item")
    found = fold.find(event, item)
    found.item, found.done, found.texts = copied(item), True, {}


def _part(member: str, index: str) -> Callable[[ResponseFold, Object], None]:
    def read(fold: ResponseFold, event: Object) -> None:
        found = fold.find(event)
        part, path = copied(_object(event, "part")), (member, _number(event, index))
        if event["type"].endswith(".done"):  # as it is, whatever was delivered
            for key in [key for key in found.texts if key[:2] == path]:
                del found.texts[key]
        if not found.done:
            _set(found.item, path, part)

    return read


def _text(
    member: str, index: str | None, name: str, kind: str | None = None
) -> Callable[[ResponseFold, Object], None]:
    """Return the reader of the deltas, and of the end, of one text of an item."""

    def read(fold: ResponseFold, event: Object) -> None:
        found = fold.find(event)
        at: tuple[Json, ...] = () if index is None else (_number(event, index),)
        path = (member, *at, name) if index is not None else (member,)
        if event["type"].endswith(".done"):
            said = event.get(name if index is not None else member)
            if not isinstance(said, str):
                return  # what was delivered stands
            text = StringIO()
        else:
            said, text = _string(event, "delta"), found.texts.get(path) or StringIO()
        if found.done:
            return
        if kind is not None and path not in found.texts:
            _announce(found.item, member, at[0], kind)
        text.write(said)
        found.texts[path] = text
        logprobs = event.get("logprobs")
        if index is not None and isinstance(logprobs, list) and logprobs:
            _add_logprobs(found.item[member][at[0]], logprobs, event["type"].endswith(".done"))

    return read


def _announce(item: Object, member: str, at: int, kind: str) -> None:
    """Make room for a part that no event has announced."""
    parts = item.get(member)
    if not isinstance(parts, list):
        parts = item[member] = []
    if len(parts) <= at or not isinstance(parts[at], dict):
        _set(item, (member, at), {"type": kind})


def _add_logprobs(part: Object, logprobs: list[Json], done: bool) -> None:
    if done or not isinstance(part.get("logprobs"), list):
        part["logprobs"] = []
    part["logprobs"] += copied(logprobs)


def _annotation(fold: ResponseFold, event: Object) -> None:
    found = fold.find(event)
    at, number = _number(event, "content_index"), _number(event, "annotation_index")
    annotation = copied(_object(event, "annotation"))
    if found.done:
        return
    _announce(found.item, "content", at, "output_text")
    part = found.item["content"][at]
    annotations = part.get("annotations")
    if not isinstance(annotations, list):
        annotations = part["annotations"] = []
    annotations[number : number + 1] = [annotation]


def _error(fold: ResponseFold, event: Object) -> None:
    """Read an error event; its members stand in it, or in an ``error`` of it."""
    inner = event.get("error")
    said = inner if isinstance(inner, dict) else event
    fold.error = {name: copied(said[name]) for name in ("code", "message") if name in said}


def _set(owner: Json, path: tuple[Json, ...], value: Json) -> None:
    """Put a value in its place, making what leads there."""
    for name, after in zip(path, (*path[1:], None), strict=True):
        last = after is None
        empty: Json = value if last else [] if type(after) is int else {}
        if isinstance(owner, list):
            while len(owner) <= name:
                owner.append({})
            if last or not isinstance(owner[name], type(empty)):
                owner[name] = empty
        elif last or not isinstance(owner.get(name), type(empty)):
            owner[name] = empty
        owner = owner[name]


READERS: dict[str, Callable[[ResponseFold, Object], None]] = {
    **dict.fromkeys(
        ("response.created", "response.in_progress", "response.queued", *TERMINAL), _answer
    ),
    "response.output_item.added": _item_added,
    "response.output_item.done": _item_done,
    "response.output_text.annotation.added": _annotation,
    "error": _error,
}
PARTS = {
    "response.content_part": ("content", "content_index"),
    "response.reasoning_summary_part": ("summary", "summary_index"),
}
# member of the item, the index of the part in it, the member of the part, its type
TEXTS: dict[str, tuple[str, str | None, str, str | None]] = {
    "response.output_text": ("content", "content_index", "text", "output_text"),
    "response.refusal": ("content", "content_index", "refusal", "refusal"),
    "response.reasoning_text": ("content", "content_index", "text", "reasoning_text"),
    "response.reasoning": ("content", "content_index", "text", "reasoning_text"),
    "response.reasoning_summary_text": ("summary", "summary_index", "text", "summary_text"),
    "response.reasoning_summary": ("summary", "summary_index", "text", "summary_text"),
    "response.function_call_arguments": ("arguments", None, "", None),
    "response.custom_tool_call_input": ("input", None, "", None),
    "response.mcp_call_arguments": ("arguments", None, "", None),
    "response.mcp_call.arguments": ("arguments", None, "", None),
    "response.code_interpreter_call_code": ("code", None, "", None),
    "response.code_interpreter_call.code": ("code", None, "", None),
}
for _kind, _places in PARTS.items():
    READERS[f"{_kind}.added"] = READERS[f"{_kind}.done"] = _part(*_places)
for _kind, _where in TEXTS.items():
    READERS[f"{_kind}.delta"] = READERS[f"{_kind}.done"] = _text(*_where)


def fold_events(events: Json) -> Object:
    """Return the Responses answer that ``events`` (any iterable of them, in order) add up to.

    Raises StreamError for the first one that is no event.
    """
    fold = ResponseFold()
    for event in events:
        fold.feed(event)
    return fold.result()
