"""Write one item of a whole Responses stream, from its announcement to its end.

An agent streams a text in deltas and then the item, or only the item. Either way this module
announces, delivers and closes all of it, so that a client that follows the events has the item.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import NamedTuple

from responses_protocol._agents.items import complete_item
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
ITEM_TYPES = {"summary_text": "reasoning", "reasoning_text": "reasoning"}
LISTS = {"message": ("content",), "reasoning": ("summary", "content")}


def announced_item(item: Object) -> Object:
    """Return an item in its announced form: without the content that its deltas will add."""
    result: Object = copy_json(item)
    kind = read_type(result)
    for name in LISTS.get(kind, ()):
        if isinstance(result.get(name), list):
            result[name] = []
    if kind in FORMS and isinstance(result.get(FORMS[kind].member), str):
        result[FORMS[kind].member] = ""
    if "status" in result:
        result["status"] = "in_progress"
    return result


def item_of_delta(kind: str, item_id: str) -> Object:
    """Return the item that begins with a delta of this kind."""
    item: Object = {"type": ITEM_TYPES.get(kind, "message"), "id": item_id}
    if item["type"] == "message":
        return {**item, "role": "assistant", "status": "in_progress", "content": []}
    return {**item, "summary": [], **({"content": []} if kind == "reasoning_text" else {})}


class WrittenItem:
    """An announced item: ``feed`` its deltas, then ``close`` it with its final value."""

    def __init__(self, item: Object, output_index: int) -> None:
        self.item = item
        self.item_id = item.get("id")
        self.output_index = output_index
        self._parts: list[tuple[str, int]] = []  # kinds, and indexes among the same kind
        self._open = False
        self._unclosed_text = StringIO()  # of the open text, or of several of one kind
        self._annotations: list[Json] = []

    def announce(self) -> Object:
        """Return the event that announces the item."""
        return self._event("response.output_item.added", item=announced_item(self.item))

    def feed(self, kind: str, delta: str) -> Events:
        """Yield the events of a delta for a text of this kind."""
        yield from self._begin_part(kind)
        self._unclosed_text.write(delta)
        if delta:
            yield self._delta_event(kind, delta)

    def annotate(self, annotation: Json) -> Events:
        """Yield the event of a citation of the open text."""
        yield from self._begin_part("output_text")
        yield self._annotation_event(annotation, len(self._annotations))
        self._annotations.append(annotation)

    def close(self, item: Object | None) -> Events:
        """Yield the rest of the final item; ``item`` is None if only its deltas are known."""
        final = self.value() if item is None else {**item, "id": self.item_id}
        final = complete_item(final)
        for kind, number, part in _texts(final):
            yield from self._write_text(kind, number, part)
        yield from self._end_part(None)
        self.item = final
        yield {
            "type": "response.output_item.done",
            "output_index": self.output_index,
            "item": copy_json(final),
        }

    def _write_text(self, kind: str, number: int, part: Object) -> Events:
        """Yield the rest of a text, and its end."""
        is_open = self._open and self._parts[-1] == (kind, number)
        if (kind, number) in self._parts and not is_open:
            return  # it has ended
        form = FORMS[kind]
        text = part[form.member]
        streamed = self._unclosed_text.getvalue()
        rest, surplus = text, ""
        if streamed.startswith(text):
            rest, surplus = "", streamed[len(text) :]
        elif text.startswith(streamed):
            rest = text[len(streamed) :]
        elif is_open:
            rest = ""  # the text differs: its end contains the final one
        self._unclosed_text = StringIO(surplus)
        self._unclosed_text.seek(0, 2)
        if not is_open:
            yield from self._end_part(None)
            self._parts.append((kind, number))
            self._open = True
            yield from self._announce_part(kind)
        if rest:
            yield self._delta_event(kind, rest)
        annotations = part.get("annotations")
        for index, annotation in enumerate(annotations if isinstance(annotations, list) else ()):
            if annotation not in self._annotations:
                yield self._annotation_event(annotation, index)
        self._annotations = []
        yield from self._end_part(part)

    def _begin_part(self, kind: str) -> Events:
        if self._open and self._parts[-1][0] == kind:
            return
        yield from self._end_part(None)
        self._unclosed_text = StringIO()
        number = sum(
            _index_member(part_kind) == _index_member(kind) for part_kind, _ in self._parts
        )
        self._parts.append((kind, number))
        self._open = True
        yield from self._announce_part(kind)

    def _announce_part(self, kind: str) -> Events:
        form = FORMS[kind]
        if form.part is not None:
            yield self._event(f"{form.part}.added", part=_part(kind, ""), **self._part_identity())

    def _end_part(self, part: Object | None) -> Events:
        """Close the open part; ``part`` is its final value, if it is known."""
        if not self._open:
            return
        self._open = False
        kind, _ = self._parts[-1]
        form = FORMS[kind]
        if part is None:
            part = {**_part(kind, self._unclosed_text.getvalue())}
            if kind == "output_text":
                part["annotations"] = copy_json(self._annotations)
        members = {form.member: part[form.member]}
        if kind == "output_text":
            members["logprobs"] = copy_json(part.get("logprobs") or [])
        if kind == "function_call":
            members["name"] = self.item.get("name")
        yield self._event(f"{form.text}.done", **self._part_identity(), **members)
        if form.part is not None:
            yield self._event(f"{form.part}.done", **self._part_identity(), part=copy_json(part))

    def _delta_event(self, kind: str, delta: str) -> Object:
        logprobs: Object = {"logprobs": []} if kind == "output_text" else {}
        return self._event(
            f"{FORMS[kind].text}.delta", **self._part_identity(), delta=delta, **logprobs
        )

    def _annotation_event(self, annotation: Json, index: int) -> Object:
        members = {"annotation_index": index, "annotation": copy_json(annotation)}
        return self._event(
            "response.output_text.annotation.added", **self._part_identity(), **members
        )

    def _part_identity(self) -> Object:
        kind, number = self._parts[-1]
        name = _index_member(kind)
        return {"item_id": self.item_id, **({} if name is None else {name: number})}

    def _event(self, kind: str, **members: Json) -> Object:
        return {"type": kind, "output_index": self.output_index, **members}

    def value(self) -> Object:
        """Return the item that the deltas add up to."""
        item = copy_json(self.item)
        if self._parts:
            kind, _ = self._parts[-1]
            text = self._unclosed_text.getvalue()
            if kind in ("function_call", "custom_tool_call"):
                item[FORMS[kind].member] = text
            else:
                part = _part(kind, text)
                if kind == "output_text":
                    part["annotations"] = copy_json(self._annotations)
                item["summary" if kind == "summary_text" else "content"] = [part]
        return {**item, **({"status": "completed"} if "status" in item else {})}


def _index_member(kind: str) -> str | None:
    return FORMS[kind].index_member


def _part(kind: str, text: str) -> Object:
    part: Object = {"type": kind, FORMS[kind].member: text}
    return {**part, "annotations": [], "logprobs": []} if kind == "output_text" else part


def _texts(item: Object) -> Iterator[tuple[str, int, Object]]:
    """Yield the texts of an item: their kind, their index, and the object that contains them."""
    kind = read_type(item)
    if kind in FORMS and isinstance(item.get(FORMS[kind].member), str):
        yield kind, 0, item
    for name in LISTS.get(kind, ()):
        parts = item.get(name)
        for number, part in enumerate(parts if isinstance(parts, list) else ()):
            form = FORMS.get(read_type(part))
            if form is not None and isinstance(part.get(form.member), str):
                yield part["type"], number, part
