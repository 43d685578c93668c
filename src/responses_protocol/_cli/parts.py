"""Keep the finished parts of a run in files beside its output, until they are joined.

A part is finished when its record exists, which is renamed to its name after all outputs of the
part. So a run that is killed at any moment leaves finished parts, and parts that are done again. A
process of the run may outlive it by a moment, so each attempt at a part has files of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any, BinaryIO

from responses_protocol._checks.reading.opening import STANDARD
from responses_protocol._cli.ranges import Range
from responses_protocol._cli.report import Count, Counts, Tally
from responses_protocol._cli.samples import Sample
from responses_protocol._cli.unfinished_files import make_hidden_folder


@dataclass(frozen=True)
class Parts:
    """The folder of the parts of a run, and how many outputs each of them has."""

    folder: Path
    outputs: int

    def is_done(self, number: int) -> bool:
        """Return whether a part is finished."""
        return self._record(number).exists()

    @contextmanager
    def write(self, number: int) -> Iterator[Sequence[BinaryIO]]:
        """Open the outputs of a part for writing; they get their names when the block succeeds."""
        places = [self._output(number, index) for index in range(self.outputs)]
        tries = [place.with_name(f"{place.name}.{token_hex(6)}") for place in places]
        streams = [attempt.open("xb") for attempt in tries]
        try:
            yield streams
            for stream in streams:
                stream.flush()
                os.fsync(stream.fileno())
        finally:
            for stream in streams:
                stream.close()
        for attempt, place in zip(tries, places, strict=True):
            attempt.replace(place)

    def finish(self, number: int, tally: Tally) -> None:
        """Record that a part is finished, and its counts."""
        record = self._record(number)
        beside = record.with_name(f"{record.name}.{token_hex(6)}")
        with beside.open("w", encoding="utf-8") as stream:
            json.dump(_as_json(tally), stream)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(record)

    def tally(self, number: int) -> Tally:
        """Return the counts of a finished part."""
        return _from_json(json.loads(self._record(number).read_text(encoding="utf-8")))

    def copy(self, number: int, sinks: Sequence[Any], *, is_table: bool) -> None:
        """Write the outputs of a finished part to ``sinks``; a table to one of tables."""
        for index, sink in enumerate(sinks):
            if is_table and not index:
                sink.append(str(self._output(number, index)))
            elif sink is not None:
                with self._output(number, index).open("rb") as stream:
                    shutil.copyfileobj(stream, sink, 1 << 20)

    def _output(self, number: int, index: int) -> Path:
        return self.folder / f"{number:06}.{index}"

    def _record(self, number: int) -> Path:
        return self.folder / f"{number:06}.json"


@contextmanager
def make_temporary_parts(target: str, outputs: int) -> Iterator[Parts]:
    """Yield parts in a folder of their own, on the file system of ``target``, and remove it."""
    if target == STANDARD:
        with tempfile.TemporaryDirectory(prefix="responses-protocol-") as folder:
            yield Parts(Path(folder), outputs)
    else:
        with make_hidden_folder(Path(target).resolve()) as path:
            yield Parts(path, outputs)


@contextmanager
def keep_resumable_parts(
    target: str, outputs: int, settings: Any, ranges: Sequence[Range]
) -> Iterator[Parts]:
    """Yield the parts that an earlier, equal run left beside ``target``, or an empty folder.

    Runs are equal if their settings are, and the sizes and times of their inputs; the parts of any
    other run are removed. The folder stays when the block ends with an exception.
    """
    path = Path(target).resolve()
    top = path.with_name(f".{path.name}.parts")
    folder = top / _identity(settings, ranges)
    if not folder.exists():
        shutil.rmtree(top, ignore_errors=True)
        top.mkdir(mode=0o700)
        folder.mkdir(mode=0o700)
    yield Parts(folder, outputs)
    # Renamed first, so that an interrupted removal leaves no folder that looks like parts.
    done = top / f"{folder.name}.done"
    folder.replace(done)
    shutil.rmtree(top)


def _identity(settings: Any, ranges: Sequence[Range]) -> str:
    """Return a name that differs for different runs."""
    parts = [*ranges, *(part.beside for part in ranges if part.beside is not None)]
    files = dict.fromkeys(part.file for part in parts)
    stats = {file: Path(file).stat() for file in files}
    inputs = [(file, stat.st_size, stat.st_mtime_ns, stat.st_ino) for file, stat in stats.items()]
    described = repr((settings, inputs, list(ranges)))
    return sha256(described.encode()).hexdigest()[:32]


def _as_json(tally: Tally) -> dict[str, Any]:
    return {
        "command": tally.command,
        "done": tally.done,
        "rejected": tally.rejected,
        "items": tally.items,
        "afresh": tally.afresh,
        "missing": tally.missing,
        "fresh_members": tally.fresh_members,
        "partial": None if tally.partial is None else asdict(tally.partial),
        "kinds": tally.kinds,
        "losses": _counts(tally.losses),
        "notices": _counts(tally.notices),
        "samples": {code: list(map(asdict, some)) for code, some in tally.samples.items()},
        "records": tally.records,
    }


def _counts(counts: Counts) -> list[Any]:
    return [[*key, count.first, count.number] for key, count in counts.items()]


def _from_json(record: dict[str, Any]) -> Tally:
    tally = Tally(record["command"], record["done"], record["rejected"], record["items"])
    for name in ("afresh", "missing", "fresh_members"):
        setattr(tally, name, record[name])
    if record["partial"] is not None:
        tally.partial = Count(**record["partial"])
    tally.kinds.update(record["kinds"])
    for code, some in record["samples"].items():
        tally.samples[code] = [Sample(**members) for members in some]
    tally.records.extend(tuple(row) for row in record["records"])
    for name, counts in (("losses", tally.losses), ("notices", tally.notices)):
        for severity, code, first, number in record[name]:
            counts[severity, code] = Count(first, number)
    return tally
