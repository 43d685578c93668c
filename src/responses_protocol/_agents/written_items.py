"""Write one item of a whole Responses stream, from its announcement to its end.

An agent streams a text in deltas and then the item, or only the item. Either way this module
announces, delivers and closes all of it, so that a client that follows the events has the item.
One part is open at a time: another one waits until it ends.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from io import StringIO
from typing import NamedTuple

from responses_protocol._agents.items import complete_item
from responses_protocol._streams.event_readers import Change
from responses_protocol._streams.finished_items import parts_of
from responses_protocol._streams.item_fold import ItemFold
from responses_protocol._streams.part_fold import PartFold
from responses_protocol._values import Json, Object, copy_json, read_type

Events = Iterator[Object]


class Form(NamedTuple):
    """The events of a part and of its text, the member with the text, and that with the index."""

    part: str | None
    text: str
    member: str
    index_member: str | None


FORMS = {
    "output_text": Form("response.content_part", "response.output_text", "text", "content_index"),
    "refusal": Form("response.content_part", "response.refusal", "refusal", "content_index"),
    "reasoning_text": Form(
        "response.content_part", "response.reasoning_text", "text", "content_index"
    ),
    "summary_text": Form(
        "response.reasoning_summary_part",
        "response.reasoning_summary_text",
        "text",
        "summary_index",
    ),
    "function_call": Form(None, "response.function_call_arguments", "arguments", None),
    "custom_tool_call": Form(None, "response.custom_tool_call_input", "input", None),
}
DELTAS = {f"{form.text}.delta": kind for kind, form in FORMS.items()}
LISTS = {"message": ("content",), "reasoning": ("summary", "content")}
CALLS = ("function_call", "custom_tool_call")


def announced_item(item: Object) -> Object:
    """Return an item in its announced form: without the content that its deltas will add."""
    kind = read_type(item)
    lists = LISTS.get(kind, ())
    result: Object = {
        name: [] if name in lists and isinstance(value, (list, str)) else copy_json(value)
        for name, value in item.items()
    }
    if kind in CALLS and isinstance(result.get(FORMS[kind].member), str):
        result[FORMS[kind].member] = ""
    if "status" in result:
        result["status"] = "in_progress"
    return result


class WrittenPart:
    """A part while it is written, or the text of a call. ``number`` counts those of its list."""

    def __init__(self, kind: str, member: str, number: int) -> None:
        self.kind = kind
        self.member = member
        self.number = number
        self.text = StringIO()
        self.annotations = 0  # how many have an event

    def rest(self, text: str) -> str:
        """Return the end of a text that has no delta yet, or "" if the deltas say otherwise."""
        streamed = self.text.getvalue()
        return text[len(streamed) :] if text.startswith(streamed) else ""


class WrittenItem:
    """An announced item: ``write`` what its events add, then ``close`` it."""

    def __init__(self, fold: ItemFold, item_id: str, output_index: int) -> None:
        self.fold = fold
        self.item_id = item_id
        self.output_index = output_index
        self._call_id = fold.item.get("call_id")
        self._open: WrittenPart | None = None
        self._open_fold: PartFold | None = None  # the source of the open part
        self._counts = {"summary": 0, "content": 0}  # of the parts so far, by their list
        self._folds: set[PartFold] = set()  # the sources of these parts
        self._first = 0  # the number of the first source that is not written

    def announce(self) -> Object:
        """Return the event that announces the item."""
        item = {**complete_item(_with_type(self.fold.view())), "id": self.item_id}
        return self._event("response.output_item.added", item=announced_item(item))

    def identify(self, event: Object) -> Object:
        """Return an event of another kind with the number and the id of the item."""
        identity: Object = {"output_index": self.output_index, "item_id": self.item_id}
        return {**event, **{name: identity[name] for name in identity if name in event}}

    # --- while the item is open ---

    def write(self, change: Change, event: Object) -> Events:
        """Yield the events for a change of the item by an event."""
        part = change.part
        if self._open is None and part is not None and not self._may_begin(part):
            return  # all other content is written
        is_open = self._open is not None and part is self._open_fold
        if self._open is not None and is_open and event["type"] in DELTAS and change.added:
            yield self._delta(self._open, change.added, event.get("logprobs"))
            return
        if part is not None and part not in self._folds and self._ends_open_part(part):
            assert self._open_fold is not None
            self._open_fold.done = True  # more of its text is another part
            yield from self._end(self._open_fold.result())
        yield from self.catch_up()

    def _ends_open_part(self, part: PartFold) -> bool:
        """Return whether a new part shows the end of the open one, as a refusal that of a text."""
        before = self._open_fold
        return before is not None and before.member == part.member and before.kind != part.kind

    def catch_up(self) -> Events:
        """Yield the events of all content so far that may be written."""
        if self.fold.done:
            return
        kind = str(self.fold.kind)
        if kind in CALLS:
            text = self.fold.text_of(FORMS[kind].member)
            if text:
                self._open = self._open or WrittenPart(kind, "", 0)
                yield from self._write_rest(self._open, text)
            return
        next_parts: deque[PartFold] = deque()
        while True:
            if self._open is None or self._open_fold is None:
                next_parts = next_parts or self._next_parts()
                if not next_parts:
                    return
                yield from self._begin(next_parts.popleft())
            assert self._open is not None
            assert self._open_fold is not None
            part = self._open_fold
            yield from self._write_rest(self._open, part.current_text(), part.value)
            if not part.done:
                return
            yield from self._end(part.result())

    def _next_parts(self) -> deque[PartFold]:
        """Return the next part that has content, behind the empty ones before it, which end."""
        parts = self.fold.parts
        while self._first < len(parts) and self._is_passed(self._first):
            self._first += 1
        places = range(self._first, len(parts))
        end = next((place for place in places if self._may_begin(parts[place])), None)
        if end is None:
            return deque()
        empty = [part for part in parts[self._first : end] if self._is_left(part)]
        for part in empty:
            part.done = True
        return deque((*empty, parts[end]))

    def _is_passed(self, place: int) -> bool:
        """Return whether a part is written, or can't be; the type of the last one may change."""
        part, is_last = self.fold.parts[place], place == len(self.fold.parts) - 1
        return part in self._folds or (part.kind not in FORMS and not is_last)

    def _is_left(self, part: PartFold) -> bool:
        return part.kind in FORMS and part not in self._folds

    def _may_begin(self, part: PartFold) -> bool:
        has_content = bool(part.current_text() or part.value.get("annotations"))
        return has_content and self._is_left(part)

    def _begin(self, part: PartFold) -> Events:
        self._folds.add(part)
        yield from self._begin_part(WrittenPart(part.kind, part.member, self._counts[part.member]))
        self._open_fold = part

    def _begin_part(self, part: WrittenPart) -> Events:
        self._open = part
        self._counts[part.member] += 1
        form = FORMS[part.kind]
        if form.part is not None:
            place = self._place(part)
            yield self._event(f"{form.part}.added", **place, part=_empty_part(part.kind))

    def _write_rest(self, part: WrittenPart, text: str, value: Object | None = None) -> Events:
        """Yield the events of the text and the citations that have none yet."""
        rest = part.rest(text)
        if rest:
            yield self._delta(part, rest, None)
        annotations = None if value is None else value.get("annotations")
        known = annotations if isinstance(annotations, list) else []
        for annotation in known[part.annotations :] if part.kind == "output_text" else ():
            members = {"annotation_index": part.annotations, "annotation": copy_json(annotation)}
            part.annotations += 1
            name = "response.output_text.annotation.added"
            yield self._event(name, **self._place(part), **members)

    def _delta(self, part: WrittenPart, text: str, logprobs: Json) -> Object:
        part.text.write(text)
        members: Object = {"delta": text}
        if part.kind == "output_text":
            members["logprobs"] = copy_json(logprobs) if isinstance(logprobs, list) else []
        return self._event(f"{FORMS[part.kind].text}.delta", **self._place(part), **members)

    # --- the end ---

    def close(self, status: str) -> tuple[Object, list[Object]]:
        """Return the final item and the last events; ``status`` is that of an unfinished item."""
        is_done = self.fold.done
        final = {**complete_item(_with_texts(_with_type(self.fold.result()))), "id": self.item_id}
        if not is_done and "status" in final:
            final["status"] = status
        if read_type(final) in CALLS and self._call_id:
            final["call_id"] = self._call_id  # the client got this one
        events = [*self._write_final(final)]
        done = self._event("response.output_item.done", item=copy_json(final))
        return final, [*events, done]

    def _write_final(self, final: Object) -> Events:
        kind = read_type(final)
        if kind in CALLS and isinstance(final.get(FORMS[kind].member), str):
            self._open = self._open or WrittenPart(kind, "", 0)
            yield from self._write_rest(self._open, final[FORMS[kind].member])
            yield from self._end(final)
            return
        parts = {
            (name, number): part
            for name in LISTS.get(kind, ())
            for number, part in enumerate(parts_of(final.get(name)))
            if _is_text(part)
        }
        if self._open is not None and self._open_fold is not None:
            place = self._open.member, self._open.number
            part = parts.get(place) or {}
            if read_type(part) != self._open.kind:
                part = self._open_fold.result()
            text = part.get(FORMS[self._open.kind].member) or ""
            yield from self._write_rest(self._open, text, part)
            yield from self._end(part)
        for (name, number), part in parts.items():
            if number >= self._counts[name]:
                written = WrittenPart(part["type"], name, number)
                yield from self._begin_part(written)
                yield from self._write_rest(written, part[FORMS[written.kind].member], part)
                yield from self._end(part)

    def _end(self, value: Object) -> Events:
        """Close the open part, whose final value this is."""
        assert self._open is not None
        part, form = self._open, FORMS[self._open.kind]
        self._open = self._open_fold = None
        members: Object = {form.member: value.get(form.member) or ""}
        if part.kind == "output_text":
            members["logprobs"] = copy_json(value.get("logprobs") or [])
        if part.kind == "function_call":
            members["name"] = value.get("name")
        yield self._event(f"{form.text}.done", **self._place(part), **members)
        if form.part is not None:
            final = _complete_part({**value, "type": part.kind})
            yield self._event(f"{form.part}.done", **self._place(part), part=final)

    def _place(self, part: WrittenPart) -> Object:
        name = FORMS[part.kind].index_member
        return {"item_id": self.item_id, **({} if name is None else {name: part.number})}

    def _event(self, kind: str, **members: Json) -> Object:
        return {"type": kind, "output_index": self.output_index, **members}


def _with_type(item: Object) -> Object:
    """Return an item with a type; some servers leave out that of a message."""
    return {**item, "type": "message"} if item.get("type") is None else item


def _with_texts(item: Object) -> Object:
    """Return an item whose texts are parts that clients know."""
    result: Object = {**item}
    for name in LISTS.get(read_type(item), ()):
        if isinstance(item.get(name), (list, str)):
            result[name] = [
                {**part, "type": "output_text"} if read_type(part) == "text" else part
                for part in parts_of(item[name])
            ]
            for part in filter(_is_text, result[name]):
                member = FORMS[part["type"]].member
                if not isinstance(part.get(member), str):
                    part[member] = ""
    return result


def _empty_part(kind: str) -> Object:
    return _complete_part({"type": kind, FORMS[kind].member: ""})


def _complete_part(part: Object) -> Object:
    result: Object = copy_json(part)
    result.setdefault(FORMS[result["type"]].member, "")
    if result["type"] == "output_text":
        for name in ("annotations", "logprobs"):
            result[name] = result.get(name) or []
    return result


def _is_text(part: Json) -> bool:
    form = FORMS.get(read_type(part))
    return form is not None and form.part is not None
