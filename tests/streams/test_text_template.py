"""The fast path for the bytes of chunks: it changes no output, and usual streams use it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from generated import OPTIONS
from hypothesis import given
from hypothesis import strategies as st
from recut import split_chunks, split_events

import responses_protocol as rp
from responses_protocol._jsontext import dumps
from responses_protocol._streams.errors import AnswerError
from responses_protocol._streams.sse import SseDecoder
from responses_protocol._streams.text_template import TextTemplate
from responses_protocol.streams import ChunksToEvents, EventsToChunks, StreamError, encode_sse
from responses_protocol.testing import chunk_streams, event_streams

USUAL_OPTIONS = rp.Options()
HEAD = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "content"}
WRITERS: tuple[Callable[[Any], str], ...] = (
    lambda value: dumps(value).decode().rstrip("\n"),
    lambda value: json.dumps(value),  # with spaces, and in ASCII
    lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
)


class Bytes:
    """A stream as bytes, with the fast path or without it."""

    def __init__(self, translator: ChunksToEvents | EventsToChunks, is_fast: bool) -> None:
        self.translator = translator
        self.count = 0  # of pieces on the fast path
        self._decoder = SseDecoder()
        self._template = TextTemplate(self._decoder, self.translator) if is_fast else None

    def feed(self, data: bytes) -> bytes:
        template = self._template
        if template is not None and template.translate is not None:
            output = template.translate(data)
            if output is not None:
                self.count += 1
                return output
        events: list[Any] = []
        for payload in self._decoder.feed(data):
            events += self.translator.feed(payload)
        if template is not None:
            template.update(data)
        return b"".join(map(encode_sse, events))

    def close(self) -> bytes:
        return b"".join(map(encode_sse, self.translator.close()))


def observe_stream(stream: Bytes, pieces: list[bytes]) -> tuple[Any, ...]:
    outputs: list[bytes] = []
    try:
        for piece in pieces:
            outputs.append(stream.feed(piece))
        outputs.append(stream.close())
    except (AnswerError, StreamError) as error:
        return outputs, str(error), stream.translator.losses
    return outputs, stream.translator.losses


def check(
    pieces: list[bytes],
    options: rp.Options = USUAL_OPTIONS,
    make: type[ChunksToEvents | EventsToChunks] = ChunksToEvents,
) -> int:
    """Compare the fast path with the usual one; return the number of pieces on the former."""
    fast, slow = Bytes(make(options), is_fast=True), Bytes(make(options), is_fast=False)
    assert observe_stream(fast, pieces) == observe_stream(slow, pieces)
    return fast.count


def piece(body: str) -> bytes:
    return f"data: {body}\n\n".encode("utf-8", "surrogatepass")


def chunk_text(text: str, **members: Any) -> str:
    """Return the text of a chunk whose content is a JSON text."""
    chunk = json.dumps({**HEAD, "choices": [{"index": 0, "delta": {"content": "?"}, **members}]})
    return chunk.replace('"?"', text)


@given(
    data=st.data(),
    chunks=chunk_streams(),
    options=OPTIONS | st.sampled_from(list(rp.PRESETS.values())),
    write=st.sampled_from(WRITERS),
    is_cut=st.booleans(),
)
def test_the_template_changes_nothing(
    data: st.DataObject, chunks: list[Any], options: rp.Options, write: Any, is_cut: bool
) -> None:
    for _ in range(3):
        chunks = [
            part for chunk in chunks for part in split_chunks([chunk], lambda most: most // 2)
        ]
    check(cut_and_break(data, [piece(write(chunk)) for chunk in chunks], is_cut), options)


@given(
    data=st.data(),
    events=event_streams(),
    options=OPTIONS | st.sampled_from(list(rp.PRESETS.values())),
    write=st.sampled_from(WRITERS),
    is_cut=st.booleans(),
)
def test_the_template_of_events_changes_nothing(
    data: st.DataObject, events: list[Any], options: rp.Options, write: Any, is_cut: bool
) -> None:
    for _ in range(3):
        events = split_events(events, lambda most: most // 2)
    pieces = [b"event: %b\n" % event["type"].encode() + piece(write(event)) for event in events]
    check(cut_and_break(data, pieces, is_cut), options, EventsToChunks)


def cut_and_break(data: st.DataObject, pieces: list[bytes], is_cut: bool) -> list[bytes]:
    """Cut a stream at other places, and append a broken event."""
    if is_cut:
        stream = b"".join(pieces)
        draw = random.Random(data.draw(st.integers(0, 1000)))
        bounds = sorted({0, len(stream), *(draw.randint(0, len(stream)) for _ in range(5))})
        pieces = [stream[start:end] for start, end in pairwise(bounds)]
    return [*pieces, b"data: {broken\n\n"]


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(
    "delta",
    [
        *({"content": text} for text in ("a", "é\u2028", 'say "x"\n', "content", "\x7f")),
        {"role": "assistant", "content": "a", "refusal": None},
        {"reasoning_content": "a", "content": None},
        {"reasoning": "a"},
    ],
)
def test_usual_chunks_take_it(write: Any, delta: dict[str, Any]) -> None:
    chunk = {**HEAD, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    assert check([piece(write(chunk))] * 9, rp.PRESETS["vllm"]) == 7


@pytest.mark.parametrize("write", WRITERS)
def test_arguments_take_it(write: Any) -> None:
    def of(**call: Any) -> bytes:
        delta = {"tool_calls": [{"index": 0, **call}]}
        return piece(write({**HEAD, "choices": [{"index": 0, "delta": delta}]}))

    first = of(id="c", type="function", function={"name": "f", "arguments": ""})
    texts = ['{"a"', ": ", '"é', "\\n", "x", '"', ', "b":', " 1", "}"]
    assert check([first, *(of(function={"arguments": text}) for text in texts)]) >= 5


USUAL_TEXT = chunk_text('"usual"')
TEXTS = (
    *(
        '"a\\"b"',
        '"\\u00e9"',
        '"\\ud83d\\ude00"',
        '"\\/"',
        '"é😀"',
        '"\\u003a:"',
        '"' + "9" * 30 + '"',
    ),
    *('""', "null", "1", "[]", '["a"]', '{"a":1}', "true", ' "a" ', '"a" "b"'),
    *('"a","x":"b"', '"a","content":"b"', '"a"},"delta":{"content":"b"', '"\\ud800"', '"\\q"'),
    *('"a\tb"', '"\ud800"', '"', "", '"a\\"', '"}]}', '"a\0b"'),
)


@pytest.mark.parametrize("text", TEXTS)
def test_other_values_in_place_of_the_text(text: str) -> None:
    usual_pieces = [piece(USUAL_TEXT)] * 3
    check([*usual_pieces, piece(chunk_text(text)), *usual_pieces])


@pytest.mark.parametrize(
    "other_event",
    [
        piece(chunk_text('"a"', index=1)),
        piece(chunk_text('"a"', finish_reason="stop")),
        piece(chunk_text('"a"', logprobs={"content": []})),
        piece(chunk_text('"a"', logprobs=None)),
        *(b": ping\n\n", b"\n", b"data: [DONE]\n\n", piece(USUAL_TEXT)[:40], b"event: error\n"),
        *(
            piece(USUAL_TEXT) * 2,
            piece(USUAL_TEXT).replace(b"\n", b"\r\n"),
            b"id: 1\n" + piece(USUAL_TEXT),
        ),
        *(
            b"data: " + piece(USUAL_TEXT),
            piece(USUAL_TEXT)[:-1],
            piece('{"error":{"message":"m"}}'),
            b"",
        ),
    ],
)
def test_other_events_in_between(other_event: bytes) -> None:
    usual_pieces = [piece(USUAL_TEXT)] * 4
    check(
        [*usual_pieces, other_event, *usual_pieces, piece(chunk_text("null", finish_reason="stop"))]
    )
    check([other_event, *usual_pieces, other_event, other_event, *usual_pieces])


def test_cuts_at_every_byte() -> None:
    usual_pieces = piece(USUAL_TEXT)
    for place in range(len(usual_pieces) + 1):
        check(
            [
                usual_pieces,
                usual_pieces,
                usual_pieces[:place],
                usual_pieces[place:],
                usual_pieces,
                usual_pieces[:place],
            ]
        )
        check(
            [
                usual_pieces[:place],
                usual_pieces[place:] + usual_pieces,
                usual_pieces,
                usual_pieces,
                usual_pieces,
            ]
        )


def test_equal_texts_elsewhere_are_not_taken_for_it() -> None:
    chunk = {**HEAD, "content": "x", "choices": [{"index": 0, "delta": {"content": "x"}}]}
    pieces = [piece(json.dumps(chunk))] * 4
    other_piece = piece(json.dumps({**chunk, "content": "y"}))
    check([*pieces, other_piece, other_piece, other_piece, *pieces])


# Events of a stream behind its first delta, in the order of members that OpenAI's servers have.
DELTAS: dict[str, dict[str, Any]] = {
    "response.output_text.delta": {"content_index": 0, "logprobs": []},
    "response.reasoning_summary_text.delta": {"summary_index": 0},
    "response.function_call_arguments.delta": {},
}


def delta_events(kind: str, count: int) -> list[Any]:
    """Return the events of an answer with a number of deltas of a kind."""
    texts = {
        "response.output_text.delta": {"content": "a"},
        "response.reasoning_summary_text.delta": {"reasoning": "a"},
    }
    call = {"index": 0, "id": "c", "type": "function", "function": {"name": "f", "arguments": "a"}}
    delta = texts.get(kind, {"tool_calls": [call]})
    translator = ChunksToEvents(rp.Options(reasoning="reasoning", reasoning_items="summary"))
    events = translator.feed({**HEAD, "choices": [{"index": 0, "delta": delta}]})
    [last] = (event for event in events if event["type"].endswith(".delta"))
    members = {"type": kind, **DELTAS[kind], "item_id": last["item_id"], "output_index": 0}
    for number in range(count):
        padding = {"obfuscation": "x" * (number % 3)}
        events.append({**members, "delta": "bé\n", "sequence_number": 9 + number, **padding})
    return events


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("kind", DELTAS)
def test_usual_events_take_it(write: Any, kind: str) -> None:
    events = delta_events(kind, 9)
    pieces = [b"event: %b\n" % event["type"].encode() + piece(write(event)) for event in events]
    options = rp.Options(reasoning="reasoning")
    assert check(pieces, options, EventsToChunks) >= 7


@pytest.mark.parametrize(
    ("old", "new"),
    [
        *(('"output_index":0', f'"output_index":{new}') for new in ("1", "0.0", "null")),
        *(('"sequence_number":12', f'"sequence_number":{new}') for new in ('"a"', "012", "1e1")),
        *(("12,", "12.5,"), ('"content_index":0,', ""), ("[]", '[{"token":"a","logprob":0}]')),
        *(
            ('"obfuscation":"', f'"obfuscation":"{new}')
            for new in ("\\q", "\t", "\\u12", "\\ud800")
        ),
        *(('"delta":"', f'"delta":"{new}') for new in ("\\q", "\t", '","delta":"', "\\ud800")),
        *(('"delta"', '"Delta"'), ("event: response.", "event: "), ("delta\n", "done\n")),
        *(('"item_id"', '"item"'), ('"obfuscation"', '"delta"'), ("event: ", "id: 1\nevent: ")),
    ],
)
def test_other_events_of_deltas(old: str, new: str) -> None:
    events = delta_events("response.output_text.delta", 9)
    write = WRITERS[0]
    pieces = [b"event: %b\n" % event["type"].encode() + piece(write(event)) for event in events]
    changed_piece = pieces[-6].replace(old.encode(), new.encode())
    assert changed_piece != pieces[-6]
    check([*pieces[:-6], changed_piece, *pieces[-5:]], make=EventsToChunks)
