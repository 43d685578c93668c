"""Whether time is linear in the length: 100,000 items, or chunks, against twice as many."""

import gc
import random
import time
from collections.abc import Callable
from typing import Any

import orjson

import responses_protocol
from benchmarks import chunks, histories

LENGTH = 100_000
LIMIT = 2.3
"""What doubling the length may cost at most."""


def measure_scaling(length: int = LENGTH, rounds: int = 3) -> dict[str, tuple[float, float]]:
    """Return for each work its seconds at `length`, and the ratio of twice the length to it.

    Both lengths are timed in turns on freshly parsed input, in processor time, and the best round
    of each counts. The garbage collector is off: it scans all inputs, those of other works too, at
    one length and perhaps not at the other.
    """
    short, double = (_inputs(length * times) for times in (1, 2))
    results = {}
    for name, run in _WORKS.items():
        seconds = [(_seconds(run, short), _seconds(run, double)) for _ in range(rounds)]
        shortest = min(short_seconds for short_seconds, _ in seconds)
        results[name] = (shortest, min(double_seconds for _, double_seconds in seconds) / shortest)
    return results


def _inputs(length: int) -> dict[str, bytes]:
    items = histories.draw_history(random.Random(length), length)
    conversion = responses_protocol.convert(items, to="chat_completions")
    stream = chunks.draw_stream(random.Random(length), length)
    return {
        "chunks": orjson.dumps(stream),
        "events": orjson.dumps(list(responses_protocol.convert_stream(stream, to="responses"))),
        "items": orjson.dumps(items),
        "messages": orjson.dumps(conversion.value),
        "complement": orjson.dumps(conversion.complement),
    }


def _convert(inputs: dict[str, Any], name: str, to: Any) -> Any:
    conversion = responses_protocol.convert(inputs[name], to=to)
    return conversion.value, conversion.complement, conversion.losses


def _convert_stream(inputs: dict[str, Any], name: str, to: Any) -> None:
    for _ in responses_protocol.convert_stream(inputs[name], to=to):
        pass


_WORKS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "convert to Chat": lambda given: _convert(given, "items", "chat_completions"),
    "convert to Responses": lambda given: _convert(given, "messages", "responses"),
    "restore": lambda given: responses_protocol.restore(given["messages"], given["complement"]),
    "stream to Responses": lambda given: _convert_stream(given, "chunks", "responses"),
    "stream to Chat": lambda given: _convert_stream(given, "events", "chat_completions"),
}


def _seconds(run: Callable[[dict[str, Any]], Any], lines: dict[str, bytes]) -> float:
    inputs = {name: orjson.loads(line) for name, line in lines.items()}
    gc.collect()
    gc.disable()
    start = time.process_time()
    run(inputs)
    seconds = time.process_time() - start
    gc.enable()
    return seconds
