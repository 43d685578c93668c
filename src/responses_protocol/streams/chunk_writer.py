"""Writes the chunks of a Chat stream, and remembers what was said: nothing is said twice."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from io import StringIO

from responses_protocol.formats.chat_completions import reasoning
from responses_protocol.streams.logprobs import without_bytes
from responses_protocol.streams.thoughts import held_back
from responses_protocol.values import Json, copied

Object = dict[str, Json]


class StreamedText:
    """A text that is said piece by piece."""

    __slots__ = ("contradicted", "text")

    def __init__(self, text: str = "") -> None:
        self.text = StringIO()
        self.text.write(text)
        self.contradicted = False

    def rest(self, whole: str) -> str:
        """Return what is left of ``whole`` to be said.

        That is nothing where something else was said: from then on, it counts as said.
        """
        said = self.text.getvalue()
        if whole.startswith(said):
            return whole[len(said) :]
        self.contradicted = True
        self.text = StringIO()
        self.text.write(whole)
        return ""


class StreamedCitations:
    """Citations that are said one by one."""

    __slots__ = ("_said", "contradicted")

    def __init__(self) -> None:
        self._said: Counter[str] = Counter()
        self.contradicted = False

    def add(self, annotations: list[Json]) -> None:
        """Note what is said."""
        self._said.update(map(_spelled, annotations))

    def rest(self, whole: list[Json]) -> list[Json]:
        """Return what is left of ``whole`` to be said."""
        left = Counter(self._said)
        rest = []
        for one in whole:
            if left[_spelled(one)] > 0:
                left[_spelled(one)] -= 1
            else:
                rest.append(one)
        self.contradicted = left.total() > 0
        return rest


def _spelled(annotation: Json) -> str:
    return json.dumps(annotation, sort_keys=True)


class Logged:
    """Log probabilities that are said one by one; a digest tells whether the whole has others."""

    __slots__ = ("_count", "_said", "contradicted")

    def __init__(self) -> None:
        self._count = 0
        self._said = sha256()
        self.contradicted = False

    def add(self, entries: list[Json]) -> None:
        """Note what is said."""
        self._count += len(entries)
        self._said.update(_log(entries))

    def rest(self, whole: list[Json]) -> list[Json]:
        """Return what is left of ``whole`` to be said."""
        self.contradicted = sha256(_log(whole[: self._count])).digest() != self._said.digest()
        return whole[self._count :]


def _log(entries: list[Json]) -> bytes:
    return "".join(map(_spelled, map(without_bytes, entries))).encode("utf-8", "surrogatepass")


class Call(StreamedText):
    """A call: its arguments or input, its id, its kind and its name."""

    __slots__ = ("call_id", "kind", "name")

    def __init__(self, entry: Object) -> None:
        super().__init__(text_of(entry))
        self.call_id = entry["id"]
        self.kind = entry["type"]
        self.name = entry[self.kind]["name"]


class ChunkWriter:
    """Makes the chunks of one answer; the methods append them to a list.

    ``begin`` is called before the first chunk that says something, and is to ``start`` the answer.
    ``legacy`` says that a call is written in the deprecated form.
    """

    def __init__(
        self, form: str, begin: Callable[[list[Object]], None], legacy: bool = False
    ) -> None:
        self.form = form  # where the server has reasoning
        self.legacy = legacy
        self._begin = begin
        self.head: Object = {}
        self.text = StreamedText()
        self.refusal = StreamedText()
        self.thought = StreamedText()
        self.annotations = StreamedCitations()
        self.logprobs = Logged()
        self.calls: list[Call] = []
        self.disordered = False  # whether the calls stand in another order than in the answer
        self.withdrawn = False  # whether the answer leaves out a call that was announced
        self.untold = False  # whether tags had no place for some of the reasoning
        self._tags_open = False
        self._tags_over = False  # tags stand before the text, once, and end once
        self._held = ""  # of a thought: what may begin a closing tag of its own

    def _add(self, chunks: list[Object], delta: Object, **members: Json) -> None:
        """Append a chunk that adds ``delta``."""
        if not self.head:
            self._begin(chunks)
        chunks.append({**self.head, "choices": [{**choice_with(delta), **members}]})

    def start(self, head: Object, chunks: list[Object]) -> None:
        """Begin the answer of which this is known."""
        self.head = {
            "id": head["id"],
            "object": "chat.completion.chunk",
            "created": head["created"],
            "model": head["model"],
        }
        self._add(chunks, {"role": "assistant", "content": ""})

    def renamed(self, answer: Object) -> list[str]:
        """Return the members of a Responses answer that this one does not have as they were said.

        A name or a time that was not known says nothing, and may come at the end.
        """
        said = self.head
        return [
            RESPONSE_NAMES[name]
            for name in RESPONSE_NAMES
            if said[name] not in (answer[name], "", 0)
        ]

    def say(self, delta: str, logprobs: list[Json], chunks: list[Object]) -> None:
        """Add to the text."""
        self._stop_thinking(chunks)
        self.text.text.write(delta)
        self.logprobs.add(logprobs)
        content: Json = delta
        if self.form in PARTS and delta and self.thought.text.tell():
            content = [{"type": "text", "text": delta}]
        found = {"content": logprobs, "refusal": None} if logprobs else None
        self._add(chunks, {"content": content}, logprobs=found)

    def refuse(self, delta: str, chunks: list[Object]) -> None:
        """Add to the refusal."""
        self.refusal.text.write(delta)
        self._add(chunks, {"refusal": delta})

    def think(self, delta: str, chunks: list[Object]) -> None:
        """Add to the reasoning, in the form that the server has for it."""
        self.thought.text.write(delta)
        if self.form == "think_tags":
            self._think_in_tags(delta, chunks)
        else:
            self._add(chunks, DELTAS[self.form](delta))

    def seal(self, sealed: tuple[str, ...], chunks: list[Object]) -> None:
        """Add encrypted reasoning, behind what can be read."""
        details = [reasoning.sealed_detail(data) for data in sealed]
        self._add(chunks, {reasoning.DETAILS: details})

    def _think_in_tags(self, delta: str, chunks: list[Object]) -> None:
        """Add to what stands between the tags as much as they can hold."""
        if self._tags_over:
            self.untold = True
            return
        thought, end, _ = (self._held + delta).partition(reasoning.CLOSING)
        told = len(thought) - (0 if end else held_back(thought))
        self._held = thought[told:]
        self._tell_in_tags(thought[:told], chunks)
        if end:
            self._tags_over = self.untold = True

    def _tell_in_tags(self, thought: str, chunks: list[Object]) -> None:
        if thought:
            if not self._tags_open:
                self._tags_open = True
                self._add(chunks, {"content": reasoning.OPENING})
            self._add(chunks, {"content": thought})

    def _stop_thinking(self, chunks: list[Object], cut: bool = False) -> None:
        self._tell_in_tags(self._held, chunks)
        self._held = ""
        self._tags_over = True
        if self._tags_open:
            self._tags_open = False
            if not cut:
                self._add(chunks, {"content": reasoning.CLOSING})

    def cite(self, annotations: list[Json], chunks: list[Object]) -> None:
        """Add citations."""
        self.annotations.add(annotations)
        self._add(chunks, {"annotations": annotations})

    def call(self, entry: Object, chunks: list[Object]) -> int:
        """Announce a call, with the arguments that it has; return its number."""
        number = len(self.calls)
        self.calls.append(Call(entry))
        self._add(chunks, self._call_delta(number, entry))
        return number

    def argue(self, number: int, delta: str, chunks: list[Object]) -> None:
        """Add to the arguments, or to the input, of a call."""
        self.calls[number].text.write(delta)
        self._add(chunks, self.plain_call(number)(delta))

    def plain_call(self, number: int) -> Callable[[str], Object]:
        """Return what makes the delta that adds to the arguments, or the input, of a call."""
        kind = self.calls[number].kind
        name = "input" if kind == "custom" else "arguments"
        if self.legacy:
            return lambda text: {"function_call": {name: text}}
        return lambda text: {"tool_calls": [{"index": number, kind: {name: text}}]}

    def _call_delta(self, number: int, entry: Object) -> Object:
        if self.legacy:
            return {"function_call": entry["function"]}
        return {"tool_calls": [{"index": number, **entry}]}

    def finish(self, answer: Object, cut: bool, usage: bool, chunks: list[Object]) -> None:
        """End with what the whole answer says of its end, and with usage if that is wanted.

        ``cut`` tells whether it ended in the middle of its reasoning.
        """
        # a thought of which the tags could not hold all was told up to an end of its own
        self._stop_thinking(chunks, cut and not self.untold)
        for name in RESPONSE_NAMES:  # what the first event may not have known
            self.head[name] = self.head[name] or answer[name]
        for choice in answer["choices"]:
            self._add(chunks, {}, finish_reason=choice["finish_reason"])
        last: Object = {
            name: copied(answer[name]) for name in ("service_tier", "metadata") if name in answer
        }
        if chunks:
            chunks[-1].update(last)
        if usage and answer.get("usage") is not None:
            chunks.append({**self.head, "choices": [], "usage": copied(answer["usage"])})

    def contradicted(self) -> bool:
        """Tell whether something was said that the whole answer does not say."""
        told = (self.text, self.refusal, self.thought, *self.calls)
        lists = (self.annotations, self.logprobs)
        withdrawn = self.withdrawn or any(one.contradicted for one in lists)
        return withdrawn or any(one.contradicted for one in told)


def choice_with(delta: Object) -> Object:
    """Return a choice that adds ``delta`` and does not end."""
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}


def text_of(entry: Object) -> str:
    """Return the arguments, or the input, of an entry of ``tool_calls``."""
    body = entry[entry["type"]]
    text: str = body["input"] if entry["type"] == "custom" else body["arguments"]
    return text


# what names an answer, in chunks and in a Responses answer
RESPONSE_NAMES = {"id": "id", "created": "created_at", "model": "model"}
PARTS = ("thinking", "reasoning_parts")  # forms that make the text a part, too
DELTAS: dict[str, Callable[[str], Object]] = {
    "reasoning": lambda delta: {"reasoning": delta},
    "reasoning_content": lambda delta: {"reasoning_content": delta},
    reasoning.DETAILS: lambda delta: {reasoning.DETAILS: [reasoning.text_detail(delta)]},
    "thinking": lambda delta: {"content": [reasoning.thinking_part(delta)]},
    "reasoning_parts": lambda delta: {"content": [reasoning.reasoning_part(delta)]},
}
