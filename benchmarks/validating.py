"""What validating a file costs, as whole commands: from a start to an exit status.

The file has histories in JSON Lines; a tool that reads no such file gets the same histories in one
JSON array, and a slow one gets a hundredth of them. The floor is `orjson.loads` + `orjson.dumps` of
every line, in a process of its own that does nothing else. All processes take turns; the processor
time that a line takes is compared, starting included, and wall time gives the lines a second.
Nothing is wrong with these histories, so every command must end well.
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
    """What a line took of a command: ratio to the floor (median, range), and lines a second."""

    name: str
    ratio: float
    ratio_range: tuple[float, float]
    lines_per_second: float


def validating(peers: bool, rounds: int, lines: int = LINES) -> list[Cost]:
    """Return the cost of each command that can be run here."""
    with TemporaryDirectory() as folder:
        commands = _commands(Path(folder), lines, peers)
        floor = [sys.executable, "-c", _FLOOR, str(Path(folder, "in.jsonl"))]
        seen: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(rounds):
            least = _run(floor)[0] / lines
            for name, command in commands.items():
                count = lines // 100 if name == _SLOW else lines
                spent, wall = _run(command)
                seen[name].append((spent / count / least, count / wall))
    return [_cost(name, found) for name, found in seen.items()]


def _cost(name: str, found: Sequence[tuple[float, float]]) -> Cost:
    ratios = [ratio for ratio, _ in found]
    speed = statistics.median(speed for _, speed in found)
    return Cost(name, statistics.median(ratios), (min(ratios), max(ratios)), speed)


def _run(command: Sequence[str]) -> tuple[float, float]:
    """Return the seconds of processor and of wall that a command takes."""
    before, start = _spent(), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return _spent() - before, time.perf_counter() - start


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _commands(folder: Path, lines: int, peers: bool) -> dict[str, list[str]]:
    drawn = histories.histories(lines)
    path = folder / "in.jsonl"
    path.write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in drawn))
    ours = [sys.executable, "-m", "responses_protocol", "validate", str(path)]
    commands = {"responses-protocol validate": [*ours, "--as", "responses/history"]}
    if peers and importlib.util.find_spec("check_jsonschema"):
        array, schema = folder / "in.json", folder / "schema.json"
        array.write_bytes(orjson.dumps(drawn[: lines // 100]))
        schema.write_bytes(orjson.dumps(_bundle()))
        check = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(schema)]
        commands[_SLOW] = [*check, str(array)]
    if peers and importlib.util.find_spec("openai"):
        commands["types of the openai SDK"] = [sys.executable, "-c", _SDK, str(path)]
    return commands


def _bundle() -> dict[str, object]:
    """Return one schema, of a list of histories, that holds all files it refers to."""
    files = (schemas.load(name) for name in schemas.names() if name.startswith("responses/"))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": {one["$id"]: one for one in files},
        "type": "array",
        "items": {"type": "array", "items": {"$ref": schemas.ref("responses", "Item")}},
    }
