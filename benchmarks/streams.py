"""The cost of translating a chunk, beside the minimal work on it.

The floor is `orjson.loads` + `orjson.dumps` of each payload of the same stream. A subject gets
payloads that were parsed before (and, if it takes nothing else, made into its own objects: neither
is timed), all of one stream, first to last and the end. Processor time is measured. Subjects take
turns by the group of streams, each with a floor of its own just before it on the same group. The
figure of a round is the ratio of totals; the median of the rounds is reported. The first round
warms up and does not count.

The payloads of a stream share the cost of its beginning and its end, so streams of two lengths are
measured.
"""

import asyncio
import gc
import importlib
import random
import statistics
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

import responses_protocol
from benchmarks import chunks
from benchmarks.peers import Peer
from benchmarks.subjects import OURS

TO_EVENTS, TO_CHUNKS = "chunks -> events", "events -> chunks"
REASONING, ARGUMENTS = f"{TO_EVENTS}, reasoning", f"{TO_EVENTS}, arguments"
BYTES = f"{TO_EVENTS}, bytes to bytes"
LENGTHS = (100, 1_000)
"""How many chunks a stream has, about."""

_TOGETHER = 2_000
"""Chunks a turn, in as many streams as that takes."""

Payloads = list[Any]
Group = Sequence[Sequence[bytes]]


@dataclass(frozen=True)
class Subject:
    """A function to time: `run` gets the payloads of a stream, which `prepare` makes."""

    work: str
    name: str
    run: Callable[[Payloads], Any]
    prepare: Callable[[Payloads], Payloads] = list


@dataclass(frozen=True)
class Cost:
    """The cost of a payload: ratio to the floor (median of the rounds, and their range)."""

    work: str
    name: str
    length: int
    ratio: float
    ratio_range: tuple[float, float]
    floor_us: float


def measure_streams(peers: Iterable[Peer], rounds: int, count: int) -> list[Cost]:
    """Return the costs in the order of the subjects, with ``count`` new chunks in each round."""
    subjects = [*_OURS, *(subject for peer in peers for subject in _PEERS.get(peer.name, list)())]
    rng = random.Random(1)
    return [cost for length in LENGTHS for cost in _costs(subjects, rng, rounds, count, length)]


def _costs(
    subjects: Sequence[Subject], rng: random.Random, rounds: int, count: int, length: int
) -> list[Cost]:
    ratios: list[list[float]] = [[] for _ in subjects]
    floors: list[float] = []
    for number in range(rounds + 1):
        times = [[0.0, 0.0] for _ in subjects]
        for _ in range(max(1, count // _TOGETHER)):
            data = [_lines(rng, length) for _ in range(_TOGETHER // length)]
            for index in rng.sample(range(len(subjects)), len(subjects)):
                group = [lines[subjects[index].work] for lines in data]
                seconds, floor = _time(subjects[index], group)
                times[index][0] += seconds
                times[index][1] += floor
                floors.append(floor / sum(map(len, group)))
        if number:
            for one, (seconds, floor) in zip(ratios, times, strict=True):
                one.append(seconds / floor)
    us = statistics.median(floors) * 1e6
    return [
        Cost(one.work, one.name, length, statistics.median(found), (min(found), max(found)), us)
        for one, found in zip(subjects, ratios, strict=True)
    ]


def _lines(rng: random.Random, length: int) -> dict[str, list[bytes]]:
    chunk_list = chunks.draw_stream(rng, length)
    events = chunks.pad_deltas(rng, responses_protocol.convert_stream(chunk_list, to="responses"))
    works = {
        TO_EVENTS: chunk_list,
        BYTES: chunk_list,
        TO_CHUNKS: events,
        REASONING: chunks.draw_stream(rng, length, "reasoning"),
        ARGUMENTS: chunks.draw_stream(rng, length, "arguments"),
    }
    return {work: [orjson.dumps(one) for one in payloads] for work, payloads in works.items()}


def _time(subject: Subject, group: Group) -> tuple[float, float]:
    gc.collect(0)
    start = time.process_time()
    for lines in group:
        for line in lines:
            orjson.dumps(orjson.loads(line))
    floor = time.process_time() - start
    seconds = 0.0
    for lines in group:
        payloads = subject.prepare([orjson.loads(line) for line in lines])
        start = time.process_time()
        subject.run(payloads)
        seconds += time.process_time() - start
    return seconds, floor


# --- the subjects --------------------------------------------------------------------------------


def _translate(make: Callable[[], Any]) -> Callable[[Payloads], None]:
    def run(payloads: Payloads) -> None:
        translator = make()
        for payload in payloads:
            translator.feed(payload)
        translator.close()

    return run


def _iterate(to: Any) -> Callable[[Payloads], None]:
    def run(payloads: Payloads) -> None:
        for _ in responses_protocol.convert_stream(payloads, to=to):
            pass

    return run


def _serve_body(lines: Payloads) -> None:
    """Decode, translate and encode the events of a body, as a server does."""
    decoder = responses_protocol.streams.SseDecoder()
    translator = responses_protocol.streams.ChunksToEvents()
    for line in lines:
        for payload in decoder.feed(line):
            for event in translator.feed(payload):
                responses_protocol.streams.encode_sse(event)
    translator.close()


def _encode_lines(payloads: Payloads) -> list[bytes]:
    return [b"data: %b\n\n" % orjson.dumps(payload) for payload in payloads]


_CHUNKS_TO_EVENTS = _translate(lambda: responses_protocol.streams.ChunksToEvents())
_OURS = [
    Subject(TO_EVENTS, OURS, _CHUNKS_TO_EVENTS),
    Subject(REASONING, OURS, _CHUNKS_TO_EVENTS),
    Subject(ARGUMENTS, OURS, _CHUNKS_TO_EVENTS),
    Subject(BYTES, OURS, _serve_body, _encode_lines),
    Subject(TO_EVENTS, f"{OURS} convert_stream", _iterate("responses")),
    Subject(TO_CHUNKS, OURS, _translate(lambda: responses_protocol.streams.EventsToChunks())),
    Subject(TO_CHUNKS, f"{OURS} convert_stream", _iterate("chat_completions")),
]


def _mlflow() -> list[Subject]:
    convert = importlib.import_module("mlflow.types.responses").output_to_responses_items_stream
    return [Subject(TO_EVENTS, "mlflow-skinny", lambda payloads: list(convert(iter(payloads))))]


def _openai_agents() -> list[Subject]:
    handler = importlib.import_module("agents.models.chatcmpl_stream_handler").ChatCmplStreamHandler
    chunk = importlib.import_module("openai.types.chat").ChatCompletionChunk
    response = importlib.import_module("openai.types.responses").Response
    members = {"id": "resp_1", "created_at": 1.0, "model": "m", "object": "response", "output": []}
    settings = {"tool_choice": "auto", "tools": [], "parallel_tool_calls": True}

    async def iterate(payloads: Payloads) -> AsyncIterator[Any]:
        for payload in payloads:
            yield payload

    async def consume(payloads: Payloads) -> None:
        whole_response = response(**members, **settings)
        async for _ in handler.handle_stream(whole_response, iterate(payloads)):
            pass

    def prepare(payloads: Payloads) -> Payloads:
        return [chunk.model_validate(payload) for payload in payloads]

    return [Subject(TO_EVENTS, "openai-agents", lambda made: asyncio.run(consume(made)), prepare)]


def _litellm() -> list[Subject]:
    to_events_iterator = importlib.import_module(
        "litellm.responses.litellm_completion_transformation.streaming_iterator"
    ).LiteLLMCompletionStreamingIterator
    to_chunks_iterator = importlib.import_module(
        "litellm.completion_extras.litellm_responses_transformation.transformation"
    ).OpenAiResponsesToChatCompletionStreamIterator
    chunk = importlib.import_module("litellm.types.utils").ModelResponseStream

    class Wrapper:
        """The stream of a request of litellm."""

        def __init__(self, payloads: Payloads) -> None:
            self.rest: Iterator[Any] = iter(payloads)
            self.logging_obj = None

        def __next__(self) -> Any:
            return next(self.rest)

    def to_events(payloads: Payloads) -> None:
        for _ in to_events_iterator("m", Wrapper(payloads), "hi", {}):
            pass

    def to_chunks(payloads: Payloads) -> None:
        parser = to_chunks_iterator(iter(()), sync_stream=True)
        for payload in payloads:
            parser.chunk_parser(payload)

    return [
        Subject(TO_EVENTS, "litellm", to_events, lambda made: [chunk(**one) for one in made]),
        Subject(TO_CHUNKS, "litellm", to_chunks),
    ]


_PEERS: dict[str, Callable[[], list[Subject]]] = {
    "mlflow-skinny": _mlflow,
    "openai-agents": _openai_agents,
    "litellm": _litellm,
}
