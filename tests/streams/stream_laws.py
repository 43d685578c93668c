"""The laws of streams, as plain functions over one stream; the tests feed them."""

from __future__ import annotations

import copy
from collections.abc import Callable
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


def chunks_of(events: Stream, options: rp.Options) -> tuple[Stream, EventsToChunks]:
    translator = EventsToChunks(options)
    chunks = [chunk for event in events for chunk in translator.feed(event)]
    return chunks + translator.close(), translator


# --- Law 7: folding and translating may be swapped ---


def exchanged_chunks(chunks: Stream, options: rp.Options) -> None:
    """Exactly, where the answer comes in the order that a whole one has: reasoning, text, calls.

    Items are numbered as they begin, so in another order they differ by place, id and index.
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
    found, expected = fold_events(events), whole.value
    own = translator.losses[len(whole.losses) :]
    assert translator.losses[: len(whole.losses)] == whole.losses
    if own:
        assert [loss.code for loss in own] == ["streamed_otherwise"]
        assert len(places_of_thought(folded)) > 1
        found, expected = without_thoughts(found), without_thoughts(expected)
    assert alike(found, expected)
    if whole.value["status"] != "completed":
        assert events[-1]["type"] != "response.completed"


def places_of_thought(answer: Payload) -> list[str]:
    """Return where a Chat answer has reasoning, or what an option may take for that."""
    first = [one["message"] for one in answer["choices"] if one["index"] == 0]
    message = (first or [one["message"] for one in answer["choices"]] or [{}])[0]
    names = ("reasoning", "reasoning_content", "reasoning_details")
    found = [name for name in names if message.get(name)]
    content = message.get("content")
    parts = content if isinstance(content, list) else [{"type": "text", "text": content or ""}]
    kinds = {str(part.get("type")) for part in parts} & {"thinking", "reasoning"}
    tagged = "".join(str(part.get("text")) for part in parts).startswith("<think>")
    return [*found, *kinds, *(["tags"] if tagged else [])]


def without_thoughts(answer: Payload) -> Payload:
    """Return a Responses answer without what can be read of its reasoning."""
    output = [
        {"type": "reasoning"} if one["type"] == "reasoning" else one for one in answer["output"]
    ]
    return {**answer, "output": output}


def alike(answer: Payload, other: Payload) -> bool:
    """Compare Responses answers: the order counts where both have the usual one."""
    if is_usual(answer) and is_usual(other):
        return same(answer, other)
    return same(in_order(answer), in_order(other))


def is_usual(answer: Payload) -> bool:
    return same(_sorted(answer["output"]), answer["output"])


RANKS = {"reasoning": 0, "message": 1, "refusal": 1}


def _sorted(output: Stream) -> Stream:
    made = sorted(output, key=lambda one: RANKS.get(one["type"], 2))
    return [
        {**one, "content": sorted(one["content"], key=lambda part: RANKS.get(part["type"], 0))}
        if "content" in one
        else one
        for one in made
    ]


def in_order(answer: Payload) -> Payload:
    """Return an answer with its items in the usual order, and without their ids."""
    output = [{k: v for k, v in one.items() if k != "id"} for one in _sorted(answer["output"])]
    return {**answer, "output": output}


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
    if "response" not in events[0]:  # the chunks had begun before the answer was named
        found, expected = unnamed(found), unnamed(expected)
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
OF_THE_STREAM = {"late_event", "missing_events", "superseded", "unknown_event", "unreadable_event"}
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
            if one.get("bytes") == list(one["token"].encode()):
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


def unnamed(answer: Payload) -> Payload:
    return {name: value for name, value in answer.items() if name != "id"}


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
