"""The problems of a stream."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A problem of a stream.

    ``index`` is the position of the payload, from 0 (that behind the last one where something is
    missing at the end), ``pointer`` a JSON Pointer into it. ``code`` is stable.
    """

    index: int
    pointer: str
    code: str
    message: str


@dataclass(frozen=True)
class Fault:
    """The meaning of a code, and whether it is a gap that any reader can repair."""

    message: str
    is_gap: bool


def _gap(message: str) -> Fault:
    return Fault(message, is_gap=True)


def _contradiction(message: str) -> Fault:
    return Fault(message, is_gap=False)


FAULTS: dict[str, Fault] = {
    "damaged": _contradiction("a member is missing, or has another type than it must have"),
    # the stream of events
    "out_of_order": _gap("the answer is created first, then in progress, each once"),
    "after_end": _contradiction("the stream has ended before this"),
    "no_end": _gap("the stream has no end"),
    "sequence_number": _gap("sequence numbers count all events, from 0"),
    "response_id": _gap("all events are of one answer, whose id begins with resp_"),
    "start_status": _gap("an answer that begins is queued or in progress"),
    "status": _contradiction("the answer has another status than its last event"),
    # items
    "item_unannounced": _gap("an item is announced before all its other events"),
    "item_again": _contradiction("this item was announced before"),
    "item_after_done": _contradiction("this item was finished before"),
    "item_open": _gap("the item was never finished"),
    "output_index": _gap("items are numbered from 0 as they are announced"),
    "item_id": _gap("all events of an item have its id"),
    "id_again": _contradiction("another item has this id"),
    "id_prefix": _gap("the id of an item begins with the letters for its type"),
    "item_type": _contradiction("the item was announced with another type"),
    "item_status": _gap("an item in progress has this status, and a finished one has not"),
    # parts and texts
    "part_unannounced": _gap("a part is announced before all its other events"),
    "part_again": _contradiction("this part was announced before"),
    "part_after_done": _contradiction("this part, or its text, was finished before"),
    "part_open": _gap("the part was not finished before its item"),
    "text_open": _gap("the text was not finished before its part or item"),
    "content_index": _gap("parts are numbered from 0 as they are announced"),
    "annotation_index": _gap("annotations are numbered from 0 as they are delivered"),
    "text_differs": _contradiction("the finished text differs from its deltas"),
    "part_differs": _contradiction("the finished value differs from the delivered one"),
    "undelivered": _gap("the finished value has content that was never delivered"),
    # the answer at the end
    "output_differs": _contradiction("the answer at the end has another item than was finished"),
    "not_streamed": _gap("the answer at the end has an item that was not streamed"),
    "not_in_output": _gap("the answer at the end has not all items that were streamed"),
    # chunks
    "object": _gap("the object of a chunk is chat.completion.chunk"),
    "id": _gap("all chunks have one id"),
    "model": _gap("all chunks have one model"),
    "created": _gap("all chunks have one time"),
    "empty_choices": _gap("only a chunk with usage has no choices"),
    "no_role": _gap("a choice begins with the role of the assistant"),
    "role_again": _gap("the role comes once"),
    "call_index": _gap("calls are numbered from 0 as they begin"),
    "call_incomplete": _gap("the first fragment of a call has its id, its type and its name"),
    "call_again": _gap("id and name of a call come once"),
    "call_differs": _contradiction("one call has two ids"),
    "arguments": _gap("the arguments of a fragment are a string"),
    "finish_again": _gap("a choice finishes once"),
    "after_finish": _contradiction("this choice has finished before"),
    "no_finish": _gap("the choice does not finish"),
    "usage_place": _gap("usage comes in a chunk without choices"),
    "after_usage": _gap("nothing comes after usage"),
}


class ProblemCollector:
    """Collects problems: the first one of each code, or the first one ``about`` each thing."""

    def __init__(self, strict: bool) -> None:
        self._strict = strict
        self._seen: set[tuple[str, Hashable]] = set()
        self.problems: list[Problem] = []

    def add(self, index: int, pointer: str, code: str, about: Hashable = None) -> None:
        """Add a problem, unless it is known, or a gap that need not be reported."""
        fault = FAULTS[code]
        if (code, about) not in self._seen and (self._strict or not fault.is_gap):
            self._seen.add((code, about))
            self.problems.append(Problem(index, pointer, code, fault.message))

    def result(self) -> tuple[Problem, ...]:
        """Return the problems in the order of the stream."""
        return tuple(sorted(self.problems, key=lambda problem: problem.index))
