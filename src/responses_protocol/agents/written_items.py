"""One item of a whole Responses stream: what announces it, and what closes it.

An agent says a text in deltas, and the item when it is done; or only the latter. Either way all of
it is announced, delivered and closed here, so that a client which follows the events has the item.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import NamedTuple

from responses_protocol.agents.items import completed
from responses_protocol.values import Json, copied

Object = dict[str, Json]
Events = Iterator[Object]


class Form(NamedTuple):
    """How a text is told: the events around its part, those of itself, and the member it is in."""

    part: str | None
    text: str
    member: str
    place: str | None


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


def announced(item: Object) -> Object:
    """Return an item as it is announced: without what is still to be said of it."""
    made: Object = copied(item)
    kind = made.get("type")
    for name in LISTS.get(str(kind), ()):
        if isinstance(made.get(name), list):
            made[name] = []
    if kind in FORMS and isinstance(made.get(FORMS[kind].member), str):
        made[FORMS[kind].member] = ""
    if "status" in made:
        made["status"] = "in_progress"
    return made


def begun(kind: str, item_id: str) -> Object:
    """Return an item that begins with a delta of this kind."""
    made: Object = {"type": ITEM_TYPES.get(kind, "message"), "id": item_id}
    if made["type"] == "message":
        return {**made, "role": "assistant", "status": "in_progress", "content": []}
    return {**made, "summary": [], **({"content": []} if kind == "reasoning_text" else {})}


class WrittenItem:
    """An item that was announced; ``feed`` its deltas, then ``close`` it with what it is."""

    def __init__(self, item: Object, output_index: int) -> None:
        self.item = item
        self.item_id = item.get("id")
        self.output_index = output_index
        self._parts: list[tuple[str, int]] = []  # kinds, and their numbers among the same ones
        self._open = False
        self._said = StringIO()  # of the text that is open, or of several of one kind
        self._annotations: list[Json] = []

    def announce(self) -> Object:
        """Return the event that announces the item."""
        return self._event("response.output_item.added", item=announced(self.item))

    def feed(self, kind: str, delta: str) -> Events:
        """Yield the events of a delta of a text of this kind."""
        yield from self._begin(kind)
        self._said.write(delta)
        if delta:
            yield self._delta(kind, delta)

    def annotate(self, annotation: Json) -> Events:
        """Yield the event of a citation of the text that is open."""
        yield from self._begin("output_text")
        yield self._annotation(annotation, len(self._annotations))
        self._annotations.append(annotation)

    def close(self, item: Object | None) -> Events:
        """Yield what is left to be told of the item, as it is; None where nobody has said that."""
        whole = self.made() if item is None else {**item, "id": self.item_id}
        whole = completed(whole)
        for kind, number, part in _texts(whole):
            yield from self._tell(kind, number, part)
        yield from self._end(None)
        self.item = whole
        yield {
            "type": "response.output_item.done",
            "output_index": self.output_index,
            "item": copied(whole),
        }

    def _tell(self, kind: str, number: int, part: Object) -> Events:
        """Tell what was not said yet of a text, and its end."""
        known = self._open and self._parts[-1] == (kind, number)
        if (kind, number) in self._parts and not known:
            return  # it has ended
        form = FORMS[kind]
        text = part[form.member]
        said = self._said.getvalue()
        rest, left = text, ""
        if said.startswith(text):
            rest, left = "", said[len(text) :]
        elif text.startswith(said):
            rest = text[len(said) :]
        elif known:
            rest = ""  # another text than was said: its end tells which
        self._said = StringIO(left)
        self._said.seek(0, 2)
        if not known:
            yield from self._end(None)
            self._parts.append((kind, number))
            self._open = True
            yield from self._added(kind)
        if rest:
            yield self._delta(kind, rest)
        listed = part.get("annotations")
        for at, annotation in enumerate(listed if isinstance(listed, list) else ()):
            if annotation not in self._annotations:
                yield self._annotation(annotation, at)
        self._annotations = []
        yield from self._end(part)

    def _begin(self, kind: str) -> Events:
        if self._open and self._parts[-1][0] == kind:
            return
        yield from self._end(None)
        self._said = StringIO()
        number = sum(FORMS[one].place == FORMS[kind].place for one, _ in self._parts)
        self._parts.append((kind, number))
        self._open = True
        yield from self._added(kind)

    def _added(self, kind: str) -> Events:
        form = FORMS[kind]
        if form.part is not None:
            yield self._event(f"{form.part}.added", part=_part(kind, ""), **self._place())

    def _end(self, part: Object | None) -> Events:
        """Close the part that is open; ``part`` is what it is, if that is known."""
        if not self._open:
            return
        self._open = False
        kind, _ = self._parts[-1]
        form = FORMS[kind]
        if part is None:
            part = {**_part(kind, self._said.getvalue())}
            if kind == "output_text":
                part["annotations"] = copied(self._annotations)
        done = {form.member: part[form.member]}
        if kind == "output_text":
            done["logprobs"] = copied(part.get("logprobs") or [])
        if kind == "function_call":
            done["name"] = self.item.get("name")
        yield self._event(f"{form.text}.done", **self._place(), **done)
        if form.part is not None:
            yield self._event(f"{form.part}.done", **self._place(), part=copied(part))

    def _delta(self, kind: str, delta: str) -> Object:
        logprobs: Object = {"logprobs": []} if kind == "output_text" else {}
        return self._event(f"{FORMS[kind].text}.delta", **self._place(), delta=delta, **logprobs)

    def _annotation(self, annotation: Json, at: int) -> Object:
        members = {"annotation_index": at, "annotation": copied(annotation)}
        return self._event("response.output_text.annotation.added", **self._place(), **members)

    def _place(self) -> Object:
        kind, number = self._parts[-1]
        name = FORMS[kind].place
        return {"item_id": self.item_id, **({} if name is None else {name: number})}

    def _event(self, kind: str, **members: Json) -> Object:
        return {"type": kind, "output_index": self.output_index, **members}

    def made(self) -> Object:
        """Return the item that the deltas make up."""
        made = copied(self.item)
        if self._parts:
            kind, _ = self._parts[-1]
            text = self._said.getvalue()
            if kind in ("function_call", "custom_tool_call"):
                made[FORMS[kind].member] = text
            else:
                part = _part(kind, text)
                if kind == "output_text":
                    part["annotations"] = copied(self._annotations)
                made["summary" if kind == "summary_text" else "content"] = [part]
        return {**made, **({"status": "completed"} if "status" in made else {})}


def _part(kind: str, text: str) -> Object:
    made: Object = {"type": kind, FORMS[kind].member: text}
    return {**made, "annotations": [], "logprobs": []} if kind == "output_text" else made


def _texts(item: Object) -> Iterator[tuple[str, int, Object]]:
    """Yield the texts of an item: their kind, their number, and what holds them."""
    kind = str(item.get("type"))
    if kind in FORMS and isinstance(item.get(FORMS[kind].member), str):
        yield kind, 0, item
    for name in LISTS.get(kind, ()):
        listed = item.get(name)
        for number, part in enumerate(listed if isinstance(listed, list) else ()):
            form = FORMS.get(str(part.get("type"))) if isinstance(part, dict) else None
            if form is not None and isinstance(part.get(form.member), str):
                yield part["type"], number, part
