"""The cost of validating a file with whole commands, from start to exit status.

The file has histories in JSON Lines; a tool that reads no such file gets the same histories in one
JSON array, and a slow one gets a hundredth of them. The floor is `orjson.loads` + `orjson.dumps` of
every line, in a process of its own that does nothing else. All processes take turns; the processor
time that a line takes is compared, starting included, and wall time gives the lines a second.
These histories have no defect, so every command must succeed.
"""

import importlib.util
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from benchmarks import histories
from responses_protocol import schemas

LINES = 2_000
_SLOW = "check-jsonschema"
_FLOOR = """
import sys, orjson
for line in open(sys.argv[1], "rb"):
    orjson.dumps(orjson.loads(line))
"""
_SDK = """
import sys, orjson
from openai.types.responses import ResponseInputItemParam
from pydantic import TypeAdapter
adapter = TypeAdapter(list[ResponseInputItemParam])
for line in open(sys.argv[1], "rb"):
    adapter.validate_python(orjson.loads(line))
"""


@dataclass(frozen=True)
class Cost:
    """The cost of a line by a command: ratio to the floor (median, range), and lines a second."""

    name: str
    ratio: float
    ratio_range: tuple[float, float]
    lines_per_second: float


def measure_validation(peers: bool, rounds: int, lines: int = LINES) -> list[Cost]:
    """Return the cost of each command that can be run here."""
    with TemporaryDirectory() as folder:
        commands = _write_commands(Path(folder), lines, peers)
        floor = [sys.executable, "-c", _FLOOR, str(Path(folder, "in.jsonl"))]
        samples: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(rounds):
            floor_seconds = _run(floor)[0] / lines
            for name, command in commands.items():
                count = lines // 100 if name == _SLOW else lines
                seconds, wall = _run(command)
                samples[name].append((seconds / count / floor_seconds, count / wall))
    return [_cost(name, cost_samples) for name, cost_samples in samples.items()]


def _cost(name: str, samples: Sequence[tuple[float, float]]) -> Cost:
    ratios = [ratio for ratio, _ in samples]
    speed = statistics.median(speed for _, speed in samples)
    return Cost(name, statistics.median(ratios), (min(ratios), max(ratios)), speed)


def _run(command: Sequence[str]) -> tuple[float, float]:
    """Return the seconds of processor and of wall that a command takes."""
    before, start = _children_seconds(), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return _children_seconds() - before, time.perf_counter() - start


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _write_commands(folder: Path, lines: int, peers: bool) -> dict[str, list[str]]:
    data = histories.draw_histories(lines)
    path = folder / "in.jsonl"
    path.write_bytes(b"".join(orjson.dumps(history) + b"\n" for history in data))
    command_line = [sys.executable, "-m", "responses_protocol", "validate", str(path)]
    commands = {"responses-protocol validate": [*command_line, "--as", "responses/history"]}
    if peers and importlib.util.find_spec("check_jsonschema"):
        array, schema = folder / "in.json", folder / "schema.json"
        array.write_bytes(orjson.dumps(data[: lines // 100]))
        schema.write_bytes(orjson.dumps(_make_bundle()))
        check = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema)]
        commands[_SLOW] = [*check, str(array)]
    if peers and importlib.util.find_spec("openai"):
        commands["types of the openai SDK"] = [sys.executable, "-c", _SDK, str(path)]
    return commands


def _make_bundle() -> dict[str, object]:
    """Return one schema, of a list of histories, that contains all files it refers to."""
    files = (schemas.load(name) for name in schemas.names() if name.startswith("responses/"))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": {file["$id"]: file for file in files},
        "type": "array",
        "items": {"type": "array", "items": {"$ref": schemas.ref("responses", "Item")}},
    }
