"""Write the chunks of a Chat stream, and keep their content, so that nothing is written twice."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from io import SEEK_END, StringIO

from responses_protocol._formats.chat_completions import reasoning
from responses_protocol._streams.call_fold import EMPTY, has_empty_beginning
from responses_protocol._streams.logprobs import without_bytes
from responses_protocol._streams.thoughts import closing_tag_prefix_length
from responses_protocol._values import Json, Object, copy_json


class StreamedText:
    """A text that is streamed piece by piece."""

    __slots__ = ("buffer", "differs")

    def __init__(self, text: str = "") -> None:
        self.buffer = StringIO()
        self.buffer.write(text)
        self.differs = False

    def rest(self, text: str) -> str:
        """Return the part of ``whole`` that is not streamed yet.

        Return "" where another text was streamed: from then on, ``whole`` counts as streamed.
        """
        streamed = self.buffer.getvalue()
        if text.startswith(streamed):
            return text[len(streamed) :]
        self.differs = True
        self.buffer = StringIO()
        self.buffer.write(text)
        return ""


class StreamedCitations:
    """Citations that are streamed one by one."""

    __slots__ = ("_streamed", "differs")

    def __init__(self) -> None:
        self._streamed: Counter[str] = Counter()
        self.differs = False

    def add(self, annotations: list[Json]) -> None:
        """Record streamed citations."""
        self._streamed.update(map(_sorted_json, annotations))

    def rest(self, annotations: list[Json]) -> list[Json]:
        """Return the citations of ``whole`` that are not streamed yet."""
        counts = Counter(self._streamed)
        rest = []
        for annotation in annotations:
            if counts[_sorted_json(annotation)] > 0:
                counts[_sorted_json(annotation)] -= 1
            else:
                rest.append(annotation)
        self.differs = counts.total() > 0
        return rest


def _sorted_json(annotation: Json) -> str:
    return json.dumps(annotation, sort_keys=True)


class StreamedLogprobs:
    """Streamed log probabilities; their digest shows whether those of the whole answer differ."""

    __slots__ = ("_count", "_streamed", "differs")

    def __init__(self) -> None:
        self._count = 0
        self._streamed = sha256()
        self.differs = False

    def add(self, entries: list[Json]) -> None:
        """Record streamed entries."""
        self._count += len(entries)
        self._streamed.update(_digest_input(entries))

    def rest(self, entries: list[Json]) -> list[Json]:
        """Return the entries of ``whole`` that are not streamed yet."""
        self.differs = (
            sha256(_digest_input(entries[: self._count])).digest() != self._streamed.digest()
        )
        return entries[self._count :]


def _digest_input(entries: list[Json]) -> bytes:
    return "".join(map(_sorted_json, map(without_bytes, entries))).encode("utf-8", "surrogatepass")


class StreamedCall(StreamedText):
    """A streamed call: its arguments or input, its id, its kind and its name."""

    __slots__ = ("call_id", "kind", "name")

    def __init__(self, entry: Object) -> None:
        super().__init__(text_of(entry))
        self.call_id = entry["id"]
        self.kind = entry["type"]
        self.name = entry[self.kind]["name"]

    def is_read_otherwise(self) -> bool:
        """Return whether a reader of chunks takes the beginning of the arguments for empty ones."""
        self.buffer.seek(0)
        beginning = self.buffer.read(len(EMPTY) + 1)  # without a copy of all arguments
        self.buffer.seek(0, SEEK_END)
        return self.kind != "custom" and has_empty_beginning(beginning)


class ChunkWriter:
    """Makes the chunks of one answer; the methods append them to a list.

    The writer calls ``begin`` before the first chunk with content; ``begin`` must call ``start``.
    With ``legacy``, a call is written as the deprecated ``function_call``.
    """

    def __init__(
        self, form: str, begin: Callable[[list[Object]], None], legacy: bool = False
    ) -> None:
        self.form = form  # the option ``reasoning``: the members that carry reasoning
        self.legacy = legacy
        self._begin = begin
        self.head: Object = {}
        self.text = StreamedText()
        self.refusal = StreamedText()
        self.reasoning = StreamedText()
        self.annotations = StreamedCitations()
        self.logprobs = StreamedLogprobs()
        self.calls: list[StreamedCall] = []
        self.calls_reordered = False  # whether the answer lists the calls in another order
        self.call_missing = False  # whether the answer lacks a call that was announced
        self.reasoning_lost = False  # whether some reasoning had no place between the tags
        self._tags_open = False
        self._tags_closed = False  # the tags stand once, before the text
        self._pending = ""  # the end of the reasoning that may begin a closing tag

    def _add(self, chunks: list[Object], delta: Object, **members: Json) -> None:
        """Append a chunk that adds ``delta``."""
        if not self.head:
            self._begin(chunks)
        chunks.append({**self.head, "choices": [{**choice_with(delta), **members}]})

    def start(self, head: Object, chunks: list[Object]) -> None:
        """Begin the answer with the members that are known."""
        self.head = {
            "id": head["id"],
            "object": "chat.completion.chunk",
            "created": head["created"],
            "model": head["model"],
        }
        self._add(chunks, {"role": "assistant", "content": ""})

    def changed_names(self, answer: Object) -> list[str]:
        """Return the members of a Responses answer that differ from their streamed values.

        A name or a time that was unknown at the start is no difference; it may come at the end.
        """
        return [
            RESPONSE_NAMES[name]
            for name in RESPONSE_NAMES
            if self.head[name] not in (answer[name], "", 0)
        ]

    def add_text(self, delta: str, logprobs: list[Json], chunks: list[Object]) -> None:
        """Add to the text."""
        self._end_reasoning(chunks)
        self.text.buffer.write(delta)
        self.logprobs.add(logprobs)
        content: Json = delta
        if self.form in PARTS and delta and self.reasoning.buffer.tell():
            content = [{"type": "text", "text": delta}]
        member = {"content": logprobs, "refusal": None} if logprobs else None
        self._add(chunks, {"content": content}, logprobs=member)

    def add_refusal(self, delta: str, chunks: list[Object]) -> None:
        """Add to the refusal."""
        self.refusal.buffer.write(delta)
        self._add(chunks, {"refusal": delta})

    def add_reasoning(self, delta: str, chunks: list[Object]) -> None:
        """Add to the reasoning, in the form of the option ``reasoning``."""
        self.reasoning.buffer.write(delta)
        if self.form == "think_tags":
            self._add_in_tags(delta, chunks)
        else:
            self._add(chunks, DELTAS[self.form](delta))

    def add_encrypted_reasoning(self, contents: tuple[str, ...], chunks: list[Object]) -> None:
        """Add encrypted reasoning, behind the readable one."""
        details = [reasoning.make_encrypted_detail(data) for data in contents]
        self._add(chunks, {reasoning.DETAILS: details})

    def _add_in_tags(self, delta: str, chunks: list[Object]) -> None:
        """Add as much of the reasoning between the tags as they can contain."""
        if self._tags_closed:
            self.reasoning_lost = True
            return
        text, end, _ = (self._pending + delta).partition(reasoning.CLOSING)
        length = len(text) - (0 if end else closing_tag_prefix_length(text))
        self._pending = text[length:]
        self._write_in_tags(text[:length], chunks)
        if end:
            self._tags_closed = self.reasoning_lost = True

    def _write_in_tags(self, text: str, chunks: list[Object]) -> None:
        if text:
            if not self._tags_open:
                self._tags_open = True
                self._add(chunks, {"content": reasoning.OPENING})
            self._add(chunks, {"content": text})

    def _end_reasoning(self, chunks: list[Object], cut: bool = False) -> None:
        self._write_in_tags(self._pending, chunks)
        self._pending = ""
        self._tags_closed = True
        if self._tags_open:
            self._tags_open = False
            if not cut:
                self._add(chunks, {"content": reasoning.CLOSING})

    def add_annotations(self, annotations: list[Json], chunks: list[Object]) -> None:
        """Add citations."""
        self.annotations.add(annotations)
        self._add(chunks, {"annotations": annotations})

    def add_call(self, entry: Object, chunks: list[Object]) -> int:
        """Announce a call, with the arguments that it has; return its number."""
        number = len(self.calls)
        self.calls.append(StreamedCall(entry))
        self._add(chunks, self._call_delta(number, entry))
        return number

    def add_arguments(self, number: int, delta: str, chunks: list[Object]) -> None:
        """Add to the arguments, or to the input, of a call."""
        self.calls[number].buffer.write(delta)
        self._add(chunks, self.arguments_delta(number)(delta))

    def arguments_delta(self, number: int) -> Callable[[str], Object]:
        """Return a function that makes the delta for more arguments, or input, of a call."""
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
        """End with the finish reason of the whole answer, and with usage if ``usage`` is set.

        ``cut`` is whether the answer ended in the middle of its reasoning.
        """
        # reasoning with a closing tag of its own was written up to that tag
        self._end_reasoning(chunks, cut and not self.reasoning_lost)
        for name in RESPONSE_NAMES:  # members that the first event may lack
            self.head[name] = self.head[name] or answer[name]
        for choice in answer["choices"]:
            self._add(chunks, {}, finish_reason=choice["finish_reason"])
        last: Object = {
            name: copy_json(answer[name]) for name in ("service_tier", "metadata") if name in answer
        }
        if chunks:
            chunks[-1].update(last)
        if usage and answer.get("usage") is not None:
            chunks.append({**self.head, "choices": [], "usage": copy_json(answer["usage"])})

    def has_differences(self) -> bool:
        """Return whether the whole answer differs from the streamed content."""
        texts = (self.text, self.refusal, self.reasoning, *self.calls)
        lists = (self.annotations, self.logprobs)
        return (
            self.call_missing
            or any(call.is_read_otherwise() for call in self.calls)
            or any(text.differs for text in texts)
            or any(entries.differs for entries in lists)
        )


def choice_with(delta: Object) -> Object:
    """Return a choice that adds ``delta`` and does not end."""
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": None}


def text_of(entry: Object) -> str:
    """Return the arguments, or the input, of an entry of ``tool_calls``."""
    body = entry[entry["type"]]
    text: str = body["input"] if entry["type"] == "custom" else body["arguments"]
    return text


# the members that identify an answer, in chunks and in a Responses answer
RESPONSE_NAMES = {"id": "id", "created": "created_at", "model": "model"}
PARTS = ("thinking", "reasoning_parts")  # forms in which the text becomes a part, too
DELTAS: dict[str, Callable[[str], Object]] = {
    "reasoning": lambda delta: {"reasoning": delta},
    "reasoning_content": lambda delta: {"reasoning_content": delta},
    reasoning.DETAILS: lambda delta: {reasoning.DETAILS: [reasoning.make_text_detail(delta)]},
    "thinking": lambda delta: {"content": [reasoning.make_thinking_part(delta)]},
    "reasoning_parts": lambda delta: {"content": [reasoning.make_reasoning_part(delta)]},
}
