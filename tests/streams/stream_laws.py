"""The laws of streams, as plain functions over one stream; the tests feed them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from grammar import check_chunks, check_events
from laws import same

import responses_protocol as rp
from responses_protocol.formats.chat_completions.custom_tools import only_in_responses
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
    """Return what a translated stream adds up to, and where it says that it differs from that."""
    translator = ChunksToEvents(options)
    events = [event for chunk in chunks for event in translator.feed(chunk)]
    answer = fold_events(events + translator.close())
    return answer, {one.pointer for one in translator.losses if one.code == "streamed_otherwise"}


def chunks_of(events: Stream, options: rp.Options) -> tuple[Stream, EventsToChunks]:
    translator = EventsToChunks(options)
    chunks = [chunk for event in events for chunk in translator.feed(event)]
    return chunks + translator.close(), translator


# --- Law 7: folding and translating may be swapped ---


def exchanged_chunks(chunks: Stream, options: rp.Options) -> None:
    """Exactly, where a stream comes back to nothing: reasoning, then text, then calls.

    What comes back is another item, so such an answer has the same texts and calls, in the same
    order among their kind, but in more items. A stream that just ends is said to have failed. What
    differs besides is a loss that says where.
    """
    translator = ChunksToEvents(options)
    events = [event for chunk in chunks for event in translator.feed(chunk)]
    events += translator.close()
    check_events(events)
    folded = fold_chunks(chunks)
    whole = rp.convert(
        folded,
        "responses",
        source="chat_completions",
        kind="response",
        options=options,
    )
    found, expected = fold_events(events), unfinished(folded, whole.value)
    assert same(events[-1]["response"], found)
    own = translator.losses[len(whole.losses) :]
    assert translator.losses[: len(whole.losses)] == whole.losses
    assert {loss.code for loss in own} - {"unfinished_stream"} <= {*OF_FOLDS, "streamed_otherwise"}
    cut = [loss.pointer for loss in own if loss.code == "unfinished_stream"]
    assert cut == (["/choices"] if expected is not whole.value else [])
    places = {loss.pointer for loss in own if loss.code == "streamed_otherwise"}
    assert alike(found, expected, places)
    if whole.value["status"] != "completed":
        assert events[-1]["type"] != "response.completed"


# what a fold has no room for, so that the folded answer does not have it either
OF_FOLDS = ("arguments_form", "call_fragment", "finish_reason", "logprobs", "repeated_member")


def unfinished(folded: Payload, answer: Payload) -> Payload:
    """Return what a stream becomes that adds up to this, if it just ended."""
    choices = [one for one in folded["choices"] if one["index"] == 0] or folded["choices"][:1]
    if answer["error"] is not None or [one for one in choices if one["finish_reason"]]:
        return answer
    message = "the stream ended without a finish_reason"
    return {**answer, "status": "failed", "error": {"code": "server_error", "message": message}}


def alike(answer: Payload, other: Payload, places: Iterable[str] = ()) -> bool:
    """Compare Responses answers: exactly, unless one comes back to what it was at.

    ``places`` are those of the choice that are known to differ.
    """
    if not places and not comes_back(answer["output"]) and not comes_back(other["output"]):
        return same(answer, other)
    one, another = ({**whole, "output": joined(whole["output"])} for whole in (answer, other))
    for name in {DIFFERENT[place.split("/")[-1]] for place in map(_by_name, places)}:
        for whole in (one, another):
            del whole["output"][name]
    return same(one, another)


DIFFERENT = {
    "reasoning": "thoughts",
    "reasoning_content": "thoughts",
    "content": "texts",
    "refusal": "texts",
    "annotations": "annotations",
    "logprobs": "logprobs",
    "tool_calls": "calls",
}


def _by_name(pointer: str) -> str:
    """Return the pointer of the member, for that of an element of it."""
    head, _, last = pointer.rpartition("/")
    return head if last.isdigit() else pointer


RANKS = {"reasoning": 0, "message": 1, "refusal": 1}


def comes_back(output: Stream) -> bool:
    """Tell whether items or parts stand otherwise than in a whole answer."""
    ranks = [RANKS.get(one["type"], 2) for one in output]
    parts = [part["type"] for one in output if one["type"] == "message" for part in one["content"]]
    more = [one for one in output if one["type"] == "reasoning"][1:]
    return (
        ranks != sorted(ranks)
        or ranks.count(1) > 1
        or parts not in ([], ["output_text"], ["refusal"], ["output_text", "refusal"])
        or any(one.get("content") or one["summary"] for one in more)
    )


def joined(output: Stream) -> Payload:
    """Return what an output says, whatever the items: all of each kind, in order."""
    thoughts = [one for one in output if one["type"] == "reasoning"]
    messages = [one for one in output if one["type"] == "message"]
    parts = [part for one in messages for part in one["content"]]
    texts = [part for part in parts if part["type"] == "output_text"]
    calls = [one for one in output if one["type"] not in ("message", "reasoning")]
    read = ("content", "summary")
    return {
        "thoughts": [
            "".join(
                part["text"] for one in thoughts for name in read for part in one.get(name, ())
            ),
            [one["encrypted_content"] for one in thoughts if "encrypted_content" in one],
            [name for one in thoughts[:1] for name in (*read, "status") if name in one],
        ],
        "texts": [
            "".join(part["text"] for part in texts),
            "".join(part["refusal"] for part in parts if "refusal" in part),
        ],
        "annotations": [one for part in texts for one in part["annotations"]],
        "logprobs": [one for part in texts for one in part["logprobs"]],
        # the ids depend on what came before
        "calls": [
            {name: value for name, value in one.items() if name not in ("id", "status")}
            for one in calls
        ],
    }


def exchanged_events(events: Stream, options: rp.Options, orderly: bool) -> None:
    """Exactly, for what is ``orderly``; where others contradict themselves, losses say so."""
    folded = fold_events(events)
    ended = any(event["type"] in ENDS for event in events) or folded["status"] == "completed"
    if not ended or folded["status"] not in ("completed", "incomplete"):
        refused(events, options)
        return
    chunks, translator = chunks_of(events, options)
    check_chunks(chunks)
    whole = rp.convert(
        folded, "chat_completions", source="responses", kind="response", options=options
    )
    found, expected = settled(fold_chunks(chunks)), settled(whole.value)
    late = {loss.pointer for loss in translator.losses if loss.code == "repeated_member"}
    found, expected = unnamed(found, late), unnamed(expected, late)
    own = {loss.code for loss in translator.losses[len(whole.losses) :]} - OF_THE_STREAM
    assert translator.losses[: len(whole.losses)] == whole.losses
    if options.reasoning == "think_tags" and not tags_can_hold(folded["output"]):
        return
    if orderly:  # a function that may stand for a custom tool lets those behind it pass
        assert own <= ({"order"} if only_in_responses(options) else set())
    if own == {"order"}:
        found, expected = by_call(found), by_call(expected)
    elif own:
        assert own <= {"streamed_otherwise", "order", "reasoning"}
        found, expected = unsaid(found), unsaid(expected)
    assert same(found, expected)


# what the fold leaves out as well, so that chunks and fold say the same
OF_THE_STREAM = {
    "late_event",
    "missing_events",
    "repeated_member",
    "superseded",
    "unknown_event",
    "unreadable_event",
}
ENDS = ("response.completed", "response.incomplete", "response.failed", "error")


def refused(events: Stream, options: rp.Options) -> None:
    """A stream that failed or was cut is never said to be finished."""
    chunks: Stream = []
    with pytest.raises(AnswerError) as caught:
        _collect(events, EventsToChunks(options), chunks)
    finished = [one for chunk in chunks for one in chunk["choices"] if one["finish_reason"]]
    assert finished == []
    assert isinstance(caught.value.payload, dict)


def _collect(events: Stream, translator: EventsToChunks, chunks: Stream) -> None:
    for event in events:
        chunks += translator.feed(event)
    chunks += translator.close()


def tags_can_hold(output: Stream) -> bool:
    """Tell whether all reasoning stands before the text, and none has a tag in it."""
    kinds = [str(one.get("type")) for one in output]
    kinds = [kind for kind in kinds if kind in ("reasoning", "message")]
    return kinds == sorted(kinds, reverse=True) and "</think>" not in str(
        [one for one in output if one.get("type") == "reasoning"]
    )


def settled(answer: Payload) -> Payload:
    """Return a Chat answer whose content parts, if it has any, say all thoughts first.

    Log probabilities go at once, with the bytes of their tokens, which deltas may leave out: those
    that are the token in UTF-8 say nothing.
    """
    made = copy.deepcopy(answer)
    for choice in made["choices"]:
        for one in (choice["logprobs"] or {}).get("content") or ():
            token = one.get("token") if isinstance(one, dict) else None
            if isinstance(token, str) and one.get("bytes") == list(
                token.encode("utf-8", "surrogatepass")
            ):
                del one["bytes"]
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
    return made


NAMES = {"/id": "id", "/created_at": "created", "/model": "model"}


def unnamed(answer: Payload, late: Iterable[str]) -> Payload:
    """Return a Chat answer without what the events named too late, at these places of theirs."""
    names = {NAMES[place] for place in late}
    return {name: value for name, value in answer.items() if name not in names}


def by_call(answer: Payload) -> Payload:
    """Return a Chat answer with its calls in the order of their ids."""
    made = copy.deepcopy(answer)
    for choice in made["choices"]:
        choice["message"].get("tool_calls", []).sort(key=lambda one: str(one))
    return made


def unsaid(answer: Payload) -> Payload:
    """Return a Chat answer without what was said."""
    choices = [{**one, "message": None, "logprobs": None} for one in answer["choices"]]
    return {**answer, "choices": choices}


# --- Law 8: pure ---

Translate = Callable[[], "ChunksToEvents | EventsToChunks"]


def pure(stream: Stream, make: Translate) -> None:
    """What goes in, and what came out, may be changed at once; nothing of it is read again."""
    plain = outputs(copy.deepcopy(stream), make())
    given = copy.deepcopy(stream)
    assert same(outputs(given, make()), plain)
    assert same(given, stream)
    assert same(outputs(given, make(), spoil=True), plain)


def outputs(
    stream: Stream, translator: ChunksToEvents | EventsToChunks, spoil: bool = False
) -> list[Stream]:
    """Return what every step gives; ``spoil`` empties all containers after it."""
    steps = []
    for step in (*stream, None):
        try:
            made = translator.close() if step is None else translator.feed(step)
        except AnswerError as error:
            steps.append(copy.deepcopy([error.payload]))
            break
        steps.append(copy.deepcopy(made))
        if spoil:
            spoiled(made)
            spoiled(step)
    return steps


def spoiled(value: Any) -> None:
    """Empty all containers of a value."""
    if isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            spoiled(inner)
        value.clear()
