"""The laws of streams, as plain functions over one stream; the tests call them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from grammar import check_chunks, check_events
from laws import same

import responses_protocol as rp
from responses_protocol._formats.chat_completions.custom_tools import only_in_responses
from responses_protocol.streams import (
    AnswerError,
    ChunksToEvents,
    EventsToChunks,
    fold_chunks,
    fold_events,
)

Payload = dict[str, Any]
Stream = list[Payload]
SEPARATOR = "\n\n"


def events_of(chunks: Stream, options: rp.Options) -> Stream:
    translator = ChunksToEvents(options)
    events = [event for chunk in chunks for event in translator.feed(chunk)]
    return events + translator.close()


def answer_of(chunks: Stream, options: rp.Options) -> tuple[Payload, set[str]]:
    """Return the answer of a translated stream, and the pointers of its differences."""
    translator = ChunksToEvents(options)
    events = [event for chunk in chunks for event in translator.feed(chunk)]
    answer = fold_events(events + translator.close())
    return answer, {loss.pointer for loss in translator.losses if loss.code == "streamed_otherwise"}


def chunks_of(events: Stream, options: rp.Options) -> tuple[Stream, EventsToChunks]:
    translator = EventsToChunks(options)
    chunks = [chunk for event in events for chunk in translator.feed(event)]
    return chunks + translator.close(), translator


# --- Law 7: folding and translating may be swapped ---


def check_swap_of_chunks(chunks: Stream, options: rp.Options) -> None:
    """Folding and translating may be swapped, exactly where each kind of content comes once.

    The order is reasoning, then text, then calls. Content that comes again is another item, so such
    an answer has the same texts and calls, in the same order among their kind, but in more items. A
    stream without an end becomes a failed one. Any other difference has a loss with its pointer.
    """
    translator = ChunksToEvents(options)
    events = [event for chunk in chunks for event in translator.feed(chunk)]
    events += translator.close()
    check_events(events)
    folded = fold_chunks(chunks)
    conversion = rp.convert(
        folded,
        "responses",
        source="chat_completions",
        kind="response",
        options=options,
    )
    losses, expected = fold_events(events), as_unfinished(folded, conversion.value)
    assert same(events[-1]["response"], losses)
    own = translator.losses[len(conversion.losses) :]
    assert translator.losses[: len(conversion.losses)] == conversion.losses
    assert {loss.code for loss in own} - {"unfinished_stream"} <= {
        *FOLD_CODES,
        "streamed_otherwise",
    }
    cut = [loss.pointer for loss in own if loss.code == "unfinished_stream"]
    assert cut == (["/choices"] if expected is not conversion.value else [])
    places = {loss.pointer for loss in own if loss.code == "streamed_otherwise"}
    assert are_equivalent(losses, expected, places)
    if conversion.value["status"] != "completed":
        assert events[-1]["type"] != "response.completed"


# what a fold has no room for, so that the folded answer does not have it either
FOLD_CODES = ("arguments_form", "call_fragment", "finish_reason", "logprobs", "repeated_member")


def as_unfinished(folded: Payload, answer: Payload) -> Payload:
    """Return what a stream becomes that adds up to this, if it just ended."""
    choices = [item for item in folded["choices"] if item["index"] == 0] or folded["choices"][:1]
    if answer["error"] is not None or [item for item in choices if item["finish_reason"]]:
        return answer
    message = "the stream ended without a finish_reason"
    return {**answer, "status": "failed", "error": {"code": "server_error", "message": message}}


def are_equivalent(answer: Payload, other: Payload, pointers: Iterable[str] = ()) -> bool:
    """Compare Responses answers: exactly, or content by content where a kind comes again.

    ``pointers`` are pointers into the choice to the known differences.
    """
    if (
        not pointers
        and not has_repeated_kinds(answer["output"])
        and not has_repeated_kinds(other["output"])
    ):
        return same(answer, other)
    first, second = (
        {**response, "output": content_by_kind(response["output"])} for response in (answer, other)
    )
    for name in {CONTENT_OF[pointer.split("/")[-1]] for pointer in map(_member_pointer, pointers)}:
        for response in (first, second):
            del response["output"][name]
    return same(first, second)


CONTENT_OF = {
    "reasoning": "thoughts",
    "reasoning_content": "thoughts",
    "content": "texts",
    "refusal": "texts",
    "annotations": "annotations",
    "logprobs": "logprobs",
    "tool_calls": "calls",
}


def _member_pointer(pointer: str) -> str:
    """Return the pointer of the member that contains an element."""
    head, _, last = pointer.rpartition("/")
    return head if last.isdigit() else pointer


RANKS = {"reasoning": 0, "message": 1, "refusal": 1}


def has_repeated_kinds(output: Stream) -> bool:
    """Return whether items or parts have another order than in a whole answer."""
    ranks = [RANKS.get(item["type"], 2) for item in output]
    parts = [
        part["type"] for item in output if item["type"] == "message" for part in item["content"]
    ]
    more = [item for item in output if item["type"] == "reasoning"][1:]
    return (
        ranks != sorted(ranks)
        or ranks.count(1) > 1
        or parts not in ([], ["output_text"], ["refusal"], ["output_text", "refusal"])
        or any(item.get("content") or item["summary"] for item in more)
    )


def content_by_kind(output: Stream) -> Payload:
    """Return all content of an output by its kind, in order."""
    thoughts = [item for item in output if item["type"] == "reasoning"]
    messages = [item for item in output if item["type"] == "message"]
    parts = [part for item in messages for part in item["content"]]
    texts = [part for part in parts if part["type"] == "output_text"]
    calls = [item for item in output if item["type"] not in ("message", "reasoning")]
    read = ("content", "summary")
    return {
        "thoughts": [
            "".join(
                part["text"] for item in thoughts for name in read for part in item.get(name, ())
            ),
            [item["encrypted_content"] for item in thoughts if "encrypted_content" in item],
            [name for item in thoughts[:1] for name in (*read, "status") if name in item],
        ],
        "texts": [
            "".join(part["text"] for part in texts),
            "".join(part["refusal"] for part in parts if "refusal" in part),
        ],
        "annotations": [item for part in texts for item in part["annotations"]],
        "logprobs": [item for part in texts for item in part["logprobs"]],
        # the ids depend on what came before
        "calls": [
            {name: value for name, value in item.items() if name not in ("id", "status")}
            for item in calls
        ],
    }


def check_swap_of_events(events: Stream, options: rp.Options, orderly: bool) -> None:
    """Folding and translating may be swapped, exactly for ``orderly`` events.

    Contradictions of other events have losses.
    """
    folded = fold_events(events)
    ended = any(event["type"] in ENDS for event in events) or folded["status"] == "completed"
    if not ended or folded["status"] not in ("completed", "incomplete"):
        check_failure(events, options)
        return
    chunks, translator = chunks_of(events, options)
    check_chunks(chunks)
    conversion = rp.convert(
        folded, "chat_completions", source="responses", kind="response", options=options
    )
    actual, expected = normalize_content(fold_chunks(chunks)), normalize_content(conversion.value)
    late = {loss.pointer for loss in translator.losses if loss.code == "repeated_member"}
    actual, expected = without_late_names(actual, late), without_late_names(expected, late)
    codes = {loss.code for loss in translator.losses[len(conversion.losses) :]} - STREAM_CODES
    assert translator.losses[: len(conversion.losses)] == conversion.losses
    if options.reasoning == "think_tags" and not fits_between_tags(folded["output"]):
        return
    if orderly:  # calls may overtake a function that may stand for a custom tool
        assert codes <= ({"order"} if only_in_responses(options) else set())
    if codes == {"order"}:
        actual, expected = sort_calls(actual), sort_calls(expected)
    elif codes:
        assert codes <= {"streamed_otherwise", "order", "reasoning"}
        actual, expected = without_content(actual), without_content(expected)
    assert same(actual, expected)


# losses of the fold as well, so that chunks and fold agree
STREAM_CODES = {
    "late_event",
    "missing_events",
    "repeated_member",
    "superseded",
    "unknown_event",
    "unreadable_event",
}
ENDS = ("response.completed", "response.incomplete", "response.failed", "error")


def check_failure(events: Stream, options: rp.Options) -> None:
    """A stream that failed or was cut never gets a finish reason."""
    chunks: Stream = []
    with pytest.raises(AnswerError) as error_info:
        _collect(events, EventsToChunks(options), chunks)
    finished = [
        choice for chunk in chunks for choice in chunk["choices"] if choice["finish_reason"]
    ]
    assert finished == []
    assert isinstance(error_info.value.payload, dict)


def _collect(events: Stream, translator: EventsToChunks, chunks: Stream) -> None:
    for event in events:
        chunks += translator.feed(event)
    chunks += translator.close()


def fits_between_tags(output: Stream) -> bool:
    """Return whether all reasoning precedes the text, and none contains a tag."""
    kinds = [str(item.get("type")) for item in output]
    kinds = [kind for kind in kinds if kind in ("reasoning", "message")]
    return kinds == sorted(kinds, reverse=True) and "</think>" not in str(
        [item for item in output if item.get("type") == "reasoning"]
    )


def normalize_content(answer: Payload) -> Payload:
    """Return a completion with the reasoning of its content parts first.

    Log probabilities lose the bytes that follow from their tokens, which deltas may leave out.
    """
    result = copy.deepcopy(answer)
    for choice in result["choices"]:
        for entry in (choice["logprobs"] or {}).get("content") or ():
            token = entry.get("token") if isinstance(entry, dict) else None
            if isinstance(token, str) and entry.get("bytes") == list(
                token.encode("utf-8", "surrogatepass")
            ):
                del entry["bytes"]
        content = choice["message"]["content"]
        if isinstance(content, list):
            thoughts = [
                inner["text"]
                for part in content
                for name in ("thinking", "summary")
                for inner in part.get(name, ())
            ]
            texts = [part["text"] for part in content if "text" in part]
            choice["message"]["content"] = ["".join(thoughts), "".join(texts)]
    return result


NAMES = {"/id": "id", "/created_at": "created", "/model": "model"}


def without_late_names(answer: Payload, pointers: Iterable[str]) -> Payload:
    """Return a completion without the members that the events named too late, at these pointers."""
    names = {NAMES[pointer] for pointer in pointers}
    return {name: value for name, value in answer.items() if name not in names}


def sort_calls(answer: Payload) -> Payload:
    """Return a completion with its calls in the order of their ids."""
    result = copy.deepcopy(answer)
    for choice in result["choices"]:
        choice["message"].get("tool_calls", []).sort(key=lambda call: str(call))
    return result


def without_content(answer: Payload) -> Payload:
    """Return a completion without its content."""
    choices = [{**choice, "message": None, "logprobs": None} for choice in answer["choices"]]
    return {**answer, "choices": choices}


# --- Law 8: pure ---

Translate = Callable[[], "ChunksToEvents | EventsToChunks"]


def check_purity(stream: Stream, make: Translate) -> None:
    """Inputs and outputs may be changed at once; the translator does not read them again."""
    plain = outputs(copy.deepcopy(stream), make())
    inputs = copy.deepcopy(stream)
    assert same(outputs(inputs, make()), plain)
    assert same(inputs, stream)
    assert same(outputs(inputs, make(), spoil=True), plain)


def outputs(
    stream: Stream, translator: ChunksToEvents | EventsToChunks, spoil: bool = False
) -> list[Stream]:
    """Return the output of every step; with ``spoil``, all containers are emptied after it."""
    steps = []
    for step in (*stream, None):
        try:
            payloads = translator.close() if step is None else translator.feed(step)
        except AnswerError as error:
            steps.append(copy.deepcopy([error.payload]))
            break
        steps.append(copy.deepcopy(payloads))
        if spoil:
            empty_containers(payloads)
            empty_containers(step)
    return steps


def empty_containers(value: Any) -> None:
    """Empty all containers of a value."""
    if isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            empty_containers(inner)
        value.clear()
