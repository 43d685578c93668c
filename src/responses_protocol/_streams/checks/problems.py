"""The problems of a stream."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A problem of a stream.

    Attributes:
        index: The position of the payload, from 0; the number of payloads if the end is missing.
        pointer: A JSON Pointer into the payload.
        code: A stable code.
        message: A sentence for people.
    """

    index: int
    pointer: str
    code: str
    message: str


@dataclass(frozen=True)
class ProblemType:
    """The message of a code (defect and remedy), and whether it is a gap that readers fill."""

    message: str
    is_gap: bool


def _gap(message: str) -> ProblemType:
    return ProblemType(message, is_gap=True)


def _contradiction(message: str) -> ProblemType:
    return ProblemType(message, is_gap=False)


PROBLEM_TYPES: dict[str, ProblemType] = {
    "damaged": _contradiction(
        "a member is missing or has the wrong type: send the members that the schema requires"
    ),
    # the stream of events
    "out_of_order": _gap(
        "the stream does not begin with response.created and then response.in_progress, each "
        "once: send them first"
    ),
    "after_end": _contradiction(
        "this comes after the last event of the stream: send it before the end, or not at all"
    ),
    "no_end": _gap(
        "the stream has no last event: end it with response.completed, incomplete or failed, "
        "or a chunk with a finish reason"
    ),
    "sequence_number": _gap(
        "the sequence number is not the number of the event: count all events from 0"
    ),
    "response_id": _gap(
        "the response id is not the one of the other events, or does not begin with resp_: "
        "send one id in all events"
    ),
    "start_status": _gap(
        "the answer is not queued or in progress at its beginning: send that status in the "
        "first events"
    ),
    "status": _contradiction(
        "the status of the answer contradicts its last event: send the status that the event "
        "is named for"
    ),
    # items
    "item_unannounced": _gap(
        "the item was not announced: send response.output_item.added before its other events"
    ),
    "item_again": _contradiction(
        "the item was announced before: send response.output_item.added once for each item"
    ),
    "item_after_done": _contradiction(
        "the item was finished before: send response.output_item.done last"
    ),
    "item_open": _gap("the item was never finished: send response.output_item.done"),
    "output_index": _gap(
        "the output index is not the number of the item: count items from 0 as they are announced"
    ),
    "item_id": _gap(
        "the item id is not the one that was announced: send one id in all events of an item"
    ),
    "id_again": _contradiction("another item has this id: give each item an id of its own"),
    "id_prefix": _gap(
        "the id of the item does not begin with the prefix of its type: use that prefix, such "
        "as msg_"
    ),
    "item_type": _contradiction(
        "the item was announced with another type: send one type in all events of an item"
    ),
    "item_status": _gap(
        "the status of the item does not fit the event: send in_progress first, and completed "
        "or incomplete at the end"
    ),
    # parts and texts
    "part_unannounced": _gap(
        "the part was not announced: send its part.added event before its other events"
    ),
    "part_again": _contradiction("the part was announced before: send its part.added event once"),
    "part_after_done": _contradiction(
        "the part, or its text, was finished before: send its done events last"
    ),
    "part_open": _gap("the part was not finished before its item: send its part.done event"),
    "text_open": _gap("the text was not finished before its part or item: send its done event"),
    "content_index": _gap(
        "the index is not the number of the part: count the parts of an item from 0 as they "
        "are announced"
    ),
    "annotation_index": _gap(
        "the index is not the number of the annotation: count the annotations of a part from 0"
    ),
    "text_differs": _contradiction(
        "the finished text differs from its deltas: send the same text in both"
    ),
    "part_differs": _contradiction(
        "the finished value differs from the one that was streamed: send the same value in both"
    ),
    "undelivered": _gap(
        "the finished value has content that was not streamed: send it in deltas, too"
    ),
    # the answer at the end
    "output_differs": _contradiction(
        "the last event has another item than the stream: send the finished items in its output"
    ),
    "not_streamed": _gap(
        "the last event has an item that was not streamed: send the events of the item before"
    ),
    "not_in_output": _gap(
        "the last event lacks items of the stream: send all finished items in its output"
    ),
    # chunks
    "object": _gap("the object of the chunk is not chat.completion.chunk: send that word"),
    "id": _gap("the id is not the one of the other chunks: send one id in all chunks"),
    "model": _gap("the model is not the one of the other chunks: send one name in all chunks"),
    "created": _gap("the time is not the one of the other chunks: send one time in all chunks"),
    "empty_choices": _gap("the chunk has neither choices nor usage: leave it out"),
    "no_role": _gap("the choice begins without a role: send the role assistant in its first delta"),
    "role_again": _gap("the role was sent before: send it once for each choice"),
    "call_index": _gap(
        "the index is not the number of the call: count the calls of a choice from 0 as they begin"
    ),
    "call_incomplete": _gap(
        "the first fragment of the call lacks its id, its type or its name: send all three"
    ),
    "call_again": _gap(
        "the id or name of the call was sent before: send them in the first fragment only"
    ),
    "call_differs": _contradiction("the call has two ids: send one id for each index"),
    "arguments": _gap(
        "the arguments of the fragment are not a string: send a string, which may be empty"
    ),
    "finish_again": _gap("the choice has a finish reason already: send it once"),
    "after_finish": _contradiction(
        "the choice was finished before this: send it before the finish reason"
    ),
    "no_finish": _gap("the choice has no finish reason: send one in its last chunk"),
    "usage_place": _gap(
        "the usage is in a chunk with choices: send it in a last chunk without choices"
    ),
    "after_usage": _gap("this comes after the usage: send the usage last"),
}


class ProblemCollector:
    """Collects problems: the first one of each code, or the first one ``about`` each thing."""

    def __init__(self, strict: bool) -> None:
        self._strict = strict
        self._seen: set[tuple[str, Hashable]] = set()
        self.problems: list[Problem] = []

    def add(self, index: int, pointer: str, code: str, about: Hashable = None) -> None:
        """Add a problem, unless it is known, or a gap that need not be reported."""
        problem_type = PROBLEM_TYPES[code]
        if (code, about) not in self._seen and (self._strict or not problem_type.is_gap):
            self._seen.add((code, about))
            self.problems.append(Problem(index, pointer, code, problem_type.message))

    def result(self) -> tuple[Problem, ...]:
        """Return the problems in the order of the stream."""
        return tuple(sorted(self.problems, key=lambda problem: problem.index))
